"""What docs/why_kill_him.md says of dates given the record: simulated, kept in a file, worded."""

import json
import sys
from pathlib import Path

import whowhom as ww
from whowhom.ensemble.reasons import Reason
from whowhom.ensemble.why_kill import why_kill
from whowhom.scenario.change import Change
from whowhom.scenario.questions import questions

KEPT = Path(__file__).with_name("why_kill_him.json")
CASE = ww.read_case("duel")
RIVAL = "trotsky"
DATES = {
    "1927-11": "expelled from the party",
    "1929-02": "sent abroad",
    "1934-11": "before the murder of Kirov",
    "1936-08": "condemned in absentia",
    "1939-03": "the documented order",
    "1939-07": "before the pact",
    "1939-09": "after the pact",
    "1940-07": "before the killing",
}
"""The months to whose end the record is read, and what is documented of them."""
ASKED = ("A2", "A4", "A5", "A7", "A9")
"""The answers that are taken away at each date."""
CHECKED = "1934-11"
CHECKS = {
    "half": ("the murder at half its size", {"shocks.kirov.size": 0.4}),
    "weak": ("the murder at the lower end of its size", {"shocks.kirov.size": 0.7}),
    "no terror": ("the murder without its terror", {"parameters.pretext_terror": 0}),
    "no norm": ("the murder without its blow to the norm", {"parameters.pretext_norm": 0}),
}
"""What the fall of the price in 1934 consists of, taken apart at that date."""


def reasons_at(date):
    """Return what is taken away at a date."""
    asked = {q.id: q for q in questions(CASE) if q.why_kill == RIVAL}
    found = [Reason(id=name, says=asked[name].ask, change=asked[name].change) for name in ASKED]
    if date == CHECKED:
        found += [
            Reason(id=name, says=says, change=Change.of(set=values))
            for name, (says, values) in CHECKS.items()
        ]
    return found


def simulate(runs, filters, seed):
    """Simulate all dates, and keep what is found after each."""
    kept = {"runs": runs, "filters": filters, "seed": seed, "dates": {}}
    for number, date in enumerate(DATES, start=1):
        found = why_kill(
            CASE, reasons_at(date), actor=RIVAL, as_of=date, runs=runs, filters=filters, seed=seed
        )
        kept["dates"][date] = _short(found.as_dict())
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"{number} of {len(DATES)} dates given the record\n")
    return kept


def _short(value):
    """Return plain values without digits that say nothing."""
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
