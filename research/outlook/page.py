"""Write the numbers of docs/outlook.md, its picture, and the predictions that a test reproduces."""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.outlook.coups import Comparison
from research.outlook.fit import OUTCOMES, calibrated, log_loss, one_year
from research.outlook.panel import Panel
from research.outlook.picture import reliability_picture
from research.outlook.validate import Score, area, happened, score
from whowhom.cases.case import Day
from whowhom.ensemble.interval import Z95
from whowhom.outside.facts import LeaderFacts
from whowhom.outside.features import FEATURES
from whowhom.outside.fitted import Fitted
from whowhom.outside.model import Chance, chances
from whowhom.outside.reference import reference_classes
from whowhom.outside.sentences import class_words

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
from marked import put, table  # type: ignore[import-not-found]  # noqa: E402

__all__ = ["write_page"]

Array = NDArray[np.float64]

PAGE = ROOT / "docs" / "outlook.md"
PICTURE = ROOT / "docs" / "pictures" / "outlook-reliability.svg"
PREDICTIONS = ROOT / "tests" / "unit" / "outside" / "predictions.json"
BASE = "base rate of the years before"
MODEL = "the model"
EVENTS = {
    "insiders": "removal by insiders",
    "attempt": "a coup attempt",
    "any_exit": "any exit",
}
WINDOWS = (10, 15, 20, 25)
BINS = (0.0, 0.01, 0.02, 0.04, 0.08, 1.0)
GENERAL: dict[str, Any] = {
    "entered": [2024, 1, 15],
    "regime": "military-personal",
    "entry": "irregular",
    "background": "senior-officer",
    "age": 55,
    "coups_5": 2,
    "coups_10": 3,
    "last_coup": 2,
    "infant_mortality": 60,
    "support_party": False,
    "committee": "none",
    "security": "military",
}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "nothing known": {},
    "a general two years after a coup": GENERAL,
    "the same general in control of the security chiefs": GENERAL
    | {"security": "leader", "appointments": True},
    "a party leader in the twelfth year": {
        "entered": [2014, 3, 1],
        "regime": "party",
        "entry": "regular",
        "background": "civilian",
        "age": 71,
        "coups_5": 0,
        "coups_10": 0,
        "last_coup": 100,
        "infant_mortality": 8,
        "support_party": True,
        "party_branches": True,
        "commissars": True,
        "committee": "independent",
        "heir": "party",
    },
    "a king in the first year": {
        "entered": [2025, 6, 1],
        "regime": "monarchy",
        "entry": "regular",
        "age": 40,
        "relatives": True,
        "coups_5": 0,
        "country_class": "rich",
    },
}
"""Made-up leaders on 15 January 2026."""


def write_page(
    panel: Panel,
    later: Panel,
    model: Fitted,
    logits: Mapping[str, Array],
    found: Mapping[str, Mapping[str, Array]],
    coups: Comparison,
    stored: Mapping[str, Any],
) -> None:
    """Write the page, the picture and the predictions."""
    parts: dict[str, list[str]] = {
        "scores": list(_scores(panel, found)),
        "last years": list(_last_years(panel, found)),
        "windows": list(_windows(panel, logits)),
        "carried": list(_carried(model, later)),
        "coups": list(_coups(coups)),
        "coefficients": list(_coefficients(model)),
        "base": list(_base(model)),
        "periods": list(_periods(model)),
        "examples": list(_examples(model)),
        "ridges": [_ridges(stored)],
        "sources": list(_sources(stored)),
        "answer": [_answer(panel, found, coups)],
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in parts.items():
        text = put(text, name, lines)
    PAGE.write_text(text, encoding="utf-8")
    PICTURE.write_text(_reliability(panel, found), encoding="utf-8")
    PREDICTIONS.write_text(json.dumps(_predictions(model), indent=1) + "\n", encoding="utf-8")


def _span(one: tuple[float, float, float], digits: int = 2) -> str:
    value, low, high = one
    if value != value:
        return ""
    return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _score(
    panel: Panel, found: Mapping[str, Mapping[str, Array]], way: str, event: str, **years: int
) -> Score:
    return score(panel, found[way][event], found[BASE][event], happened(panel)[event], **years)


def _answer(panel: Panel, found: Mapping[str, Mapping[str, Array]], coups: Comparison) -> str:
    one = _score(panel, found, MODEL, "insiders")
    tenure = _score(panel, found, "tenure alone", "insiders")
    tested = (panel.year >= 1975) & (panel.year <= 2009)
    chance, hit = found[MODEL]["insiders"][tested], happened(panel)["insiders"][tested] > 0
    tenth = hit[np.argsort(-chance, kind="stable")[: len(chance) // 10]].sum()
    return (
        f"**Given a leader who is removed by insiders within a year and one who is not, the model "
        f"ranks the first higher {100 * one.measures['AUC'][0]:.0f} times in 100** "
        f"(95 % interval {100 * one.measures['AUC'][1]:.0f} to "
        f"{100 * one.measures['AUC'][2]:.0f}; years in office alone: "
        f"{100 * tenure.measures['AUC'][0]:.0f}). Its squared error is "
        f"{100 * one.measures['Brier skill'][0]:.1f} % below that of the base rate of earlier "
        f"years ({100 * one.measures['Brier skill'][1]:.1f} to "
        f"{100 * one.measures['Brier skill'][2]:.1f} %), and its calibration slope is "
        f"{one.measures['slope'][0]:.2f}. This is measured on {one.rows:,} leader-years of "
        f"autocracies 1975-2009 with {one.events} removals, each forecast from earlier years only. "
        f"The tenth of leaders with the highest chances holds {tenth} of the {one.events}; "
        f"{100 * np.mean(chance[hit] < 0.1):.0f} % of those removed had a chance below one in ten. "
        f"For coup attempts in all states 2011-2019 it is no better at ranking than the forecasts "
        f"published then (AUC {coups.area[0]:.2f} against {coups.published_area[0]:.2f}); its "
        f"Brier score is lower ({coups.brier[0]:.5f} against {coups.published_brier[0]:.5f})."
    )


def _scores(panel: Panel, found: Mapping[str, Mapping[str, Array]]) -> Iterator[str]:
    for event, words in EVENTS.items():
        first = _score(panel, found, MODEL, event)
        yield f"**{words[0].upper()}{words[1:]}**: {first.rows:,} rows, {first.events} events."
        yield ""
        head = ["forecast", *first.measures]
        rows = []
        for way in found:
            one = _score(panel, found, way, event)
            digits = {"Brier skill": 3, "log loss": 4}
            cells = [_span(m, digits.get(name, 2)) for name, m in one.measures.items()]
            if way == BASE:
                cells[3] = cells[4] = ""
            rows.append([way, *cells])
        yield from table(head, rows)
        yield ""


def _last_years(panel: Panel, found: Mapping[str, Mapping[str, Array]]) -> Iterator[str]:
    rows = []
    for first, last in ((1975, 1989), (1990, 1999), (2000, 2010)):
        one = _score(panel, found, MODEL, "insiders", first=first, last=last)
        chosen = (panel.year >= first) & (panel.year <= last)
        expected = float(found[MODEL]["insiders"][chosen].sum())
        base = float(found[BASE]["insiders"][chosen].sum())
        ranked = _span(one.measures["AUC"])
        skill = _span(one.measures["Brier skill"], 3)
        rows.append(
            [
                *(f"{first}-{last}", f"{one.rows:,}", str(one.events), f"{expected:.1f}"),
                *(f"{base:.1f}", ranked, skill),
            ]
        )
    head = ["years", "leader-years", "removed", "expected", "expected by base rate", "AUC"]
    yield from table([*head, "Brier skill"], rows)


def _carried(model: Fitted, later: Panel) -> Iterator[str]:
    known = [chances(facts, model=model) for facts in later.facts]
    rows = []
    for event, words in EVENTS.items():
        chance = np.array([_of(one, event).value for one in known])
        came = happened(later)[event]
        ranked = area(chance, came)
        cells = [f"{chance.sum():.1f}", f"{came.sum():.0f}"]
        rows.append([words, *cells, "" if np.isnan(ranked) else f"{ranked:.2f}"])
    years = f"{later.year.min()}-{later.year.max()}"
    yield from table([f"{len(later.year)} leader-years {years}", "expected", "came", "AUC"], rows)


def _windows(panel: Panel, logits: Mapping[str, Array]) -> Iterator[str]:
    rows, one = [], happened(panel)["insiders"]
    for window in WINDOWS:
        chance = one_year(calibrated(panel, logits, 1975, window))["insiders"]
        cells = []
        for first, last in ((1975, 2009), (1990, 2010)):
            chosen = (panel.year >= first) & (panel.year <= last)
            ratio = chance[chosen].sum() / one[chosen].sum()
            cells += [f"{log_loss(one[chosen], chance[chosen]):.4f}", f"{ratio:.2f}"]
        tested = (panel.year >= 1975) & (panel.year <= 2009)
        rows.append([f"{window} years", f"{area(chance[tested], one[tested]):.3f}", *cells])
    head = ["window", "AUC 1975-2009", "log loss", "expected / observed"]
    yield from table([*head, "log loss 1990-2010", "expected / observed"], rows)


def _coups(one: Comparison) -> Iterator[str]:
    yield f"{one.rows:,} state-years 2011-2019, {one.events} with an attempt."
    yield ""
    rows = [
        ["ours", _span(one.area, 3), _span(one.brier, 5)],
        ["published", _span(one.published_area, 3), _span(one.published_brier, 5)],
        ["ours better by", _span(one.area_gain, 3), _span(one.brier_gain, 5)],
        ["rate of the 10 years before", "", f"{one.past_rate_brier:.5f}"],
        ["rate in the window itself", "0.500", f"{one.rate_brier:.5f}"],
    ]
    yield from table(["forecast", "AUC", "Brier score"], rows)


def _coefficients(model: Fitted) -> Iterator[str]:
    kept = ("insiders", "attempt", "regular")
    rows = []
    for k, name in enumerate(model.features):
        cells = []
        for outcome in kept:
            place = model.outcomes.index(outcome)
            value = model.coefficients[place, 1 + k]
            half = Z95 * model.errors[place, 1 + k, 1 + k] ** 0.5
            low, middle, high = np.exp([value - half, value, value + half])
            cells.append(f"{middle:.2f} ({low:.2f} to {high:.2f})")
        rows.append([FEATURES[name], *cells])
    yield from table(["feature", "removal by insiders", "coup attempt", "regular exit"], rows)


def _base(model: Fitted) -> Iterator[str]:
    known = chances(LeaderFacts(Day(2026)), model=model)
    rows = [
        [name.replace("_", " "), str(model.base[name][0]), _percent(_of(known, name))]
        for name in (*OUTCOMES[:-1], "any_exit", "attempt")
    ]
    yield from table(["event within twelve months", "leader-years", "share (95 %)"], rows)


def _periods(model: Fitted) -> Iterator[str]:
    shown = ("insiders", "attempt", "regular")
    rows = []
    for period in model.periods:
        cells = [f"{np.exp(period.shift[model.outcomes.index(name)]):.2f}" for name in shown]
        rows.append([f"{period.first}-{period.last}", *cells])
    yield from table(["date in", "removal by insiders", "coup attempt", "regular exit"], rows)


def _of(known: Any, name: str) -> Chance:
    found: Chance = getattr(known, name)
    return found


def _percent(one: Chance) -> str:
    return f"{100 * one.value:.1f} % ({100 * one.low:.1f} to {100 * one.high:.1f})"


def _leader(stored: Mapping[str, Any]) -> LeaderFacts:
    values = {
        name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in stored.items()
        if name != "entered"
    }
    entered = Day(*stored["entered"]) if "entered" in stored else None
    return LeaderFacts(Day(2026, 1, 15), entered, values)


def _examples(model: Fitted) -> Iterator[str]:
    rows = []
    for words, stored in EXAMPLES.items():
        facts = _leader(stored)
        known = chances(facts, model=model)
        last = reference_classes(facts, model=model)[-1]
        counts = f"{last.counts['insiders']} of {last.leader_years:,}"
        cells = [_percent(_of(known, name)) for name in ("insiders", "attempt", "any_exit")]
        rows.append([words, *cells, f"{counts} ({class_words(last)})"])
    head = ["leader", "removal by insiders", "coup attempt", "any exit"]
    yield from table([*head, "removed in the reference class"], rows)
    yield ""
    for words, stored in EXAMPLES.items():
        said = ", ".join(
            f"`{name} = {json.dumps(value)}`" for name, value in stored.items() if name != "entered"
        )
        entered = "`entered = {:04d}-{:02d}-{:02d}`, ".format(*stored["entered"]) if stored else ""
        yield f"- {words}: {entered}{said}" if stored else f"- {words}: no fact given"


def _predictions(model: Fitted) -> list[dict[str, Any]]:
    found = []
    for words, stored in EXAMPLES.items():
        for months in (6, 12, 30):
            known = chances(_leader(stored), months, model=model)
            values = {
                name: [one.value, one.low, one.high]
                for name in (*OUTCOMES, "any_exit")
                if (one := _of(known, name))
            }
            found.append({"leader": words, "facts": stored, "months": months, "chances": values})
    return found


def _ridges(stored: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name} {ridge:g}" for name, ridge in stored["ridges"].items())
    return f"Penalties chosen on the forecasts of 1956-1974: {said}."


def _sources(stored: Mapping[str, Any]) -> Iterator[str]:
    yield "| file | sha256 | cite |"
    yield "|---|---|---|"
    for one in stored["sources"]:
        yield f"| `{one['file']}` | `{one['sha256'][:16]}...` | {one['citation']} |"


def _reliability(panel: Panel, found: Mapping[str, Mapping[str, Array]]) -> str:
    """Draw observed against forecast shares of removal by insiders, on logarithmic scales."""
    chance, one = found[MODEL]["insiders"], happened(panel)["insiders"]
    tested = (panel.year >= 1975) & (panel.year <= 2009)
    chance, one = chance[tested], one[tested]
    dots = []
    for low, high in pairwise(BINS):
        rows = (chance >= low) & (chance < high)
        if rows.sum():
            dots.append((float(chance[rows].mean()), int(one[rows].sum()), int(rows.sum())))
    return reliability_picture(dots)
