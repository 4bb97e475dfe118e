"""The page on the film's question: its numbers come from the script, its sentences from them."""

import re
from pathlib import Path
from types import SimpleNamespace

import kill_given
import numpy as np
import pytest
import why_kill_him

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.decision_record import DecisionRecord
from whowhom.ensemble.reasons import Deaths, Reasons
from whowhom.ensemble.tally import decisions_of
from whowhom.sim.layout import DECISIONS, STANDINGS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "why_kill_him.md").read_text(encoding="utf-8")
PART = re.compile(r"<!-- (\w+): begin -->\n(.*?)<!-- \1: end -->", flags=re.DOTALL)
RUNS = 200


@pytest.fixture(scope="module")
def script():
    return why_kill_him


@pytest.fixture(scope="module")
def circle(script):
    start = script.CASE.start.month_number
    return Circle(
        actors=("trotsky",), contenders=("trotsky",), first_month=start, months=script.CASE.months
    )


def deaths(share, month=200):
    killed = np.arange(RUNS) < share * RUNS
    return Deaths(killed=killed, abroad=killed, month=np.where(killed, month, -1))


def found_of(script, circle, base=0.5, **shares):
    """Return made-up reasons: the share of runs with a killing without each."""
    answers = script.answers()
    names = [one.id for one in answers]
    alone = {name: deaths(shares.get(name, base)) for name in names}
    pairs = {
        (one, two): deaths(min(shares.get(one, base), shares.get(two, base)))
        for place, one in enumerate(names)
        for two in names[place + 1 :]
    }
    return Reasons(
        reasons=tuple(answers), base=deaths(base), alone=alone, pairs=pairs, circle=circle
    )


def only_of(script, circle, base=0.5, **shares):
    left = script.left_alone()
    return Reasons(
        reasons=tuple(left),
        base=deaths(base),
        alone={one.id: deaths(shares.get(one.id.replace(" ", "_"), 0.0)) for one in left},
        pairs={},
        circle=circle,
    )


@pytest.fixture(scope="module")
def decisions(circle):
    class Simulated:
        runs, seed = RUNS, 1

    noted = np.full((RUNS, 1, circle.months, len(DECISIONS)), 0.25)
    noted[..., 0] = STANDINGS.index("abroad")
    noted[..., 1] = 4
    noted[: RUNS // 2, :, 205:, 0] = STANDINGS.index("hunted")
    noted[: RUNS // 2, :, 205:, 1] = 6
    result = Simulated()
    result.circle = circle
    result.tally = SimpleNamespace(decisions=decisions_of(noted))
    return DecisionRecord(actor="trotsky", result=result)


def test_no_number_is_typed_by_hand():
    """Outside the markers stand years, names of answers and the command, and no other number."""
    typed = PART.sub("", PAGE)
    typed = re.sub(r"python docs/why_kill_him.py --runs \d+|--as-of [\d-]+", "", typed)
    typed = re.sub(r"\bA\d+\b|\b19\d\d\b", "", typed)
    assert re.findall(r"\d+", typed) == ["100", "95", "100"]


def test_every_part_is_written(script):
    parts = dict(PART.findall(PAGE))
    assert set(parts) == {
        "answer", "given_picture", "given_settings", "dates", "changes", "checks",
        "short", "picture", "months", "parts", "years", "answers", "coding", "pairs", "alone",
    }  # fmt: skip
    assert all(re.search(r"\d", text) for text in parts.values())
    assert parts["coding"].splitlines() == list(script.coding())
    assert "nan" not in PAGE


def test_the_tables_tell_what_they_are_given(script, circle, decisions, monkeypatch):
    monkeypatch.setattr(script, "draw", lambda _: ["(picture)"])
    single = found_of(script, circle, A4=0.1, A3=0.8)
    text = script.written(PAGE, decisions, single, only_of(script, circle), single)
    parts = dict(PART.findall(text))
    assert "| 1939-03 the documented order | 100 | 100 | 0 | 0 | 0.250" in parts["months"]
    assert "50 (43 to 57)" in parts["months"].splitlines()[-2]
    row = next(line for line in parts["answers"].splitlines() if line.startswith("| A4"))
    assert "**-40.0 (-46" in row
    assert "| not in the model |" in parts["answers"]
    assert script.written(text, decisions, single, only_of(script, circle), single) == text


def test_the_words_follow_the_numbers(script, circle, decisions):
    words = script.words

    def carry(**shares):
        return " ".join(words.which_carry(found_of(script, circle, **shares)))

    assert "first): A4 -40" in carry(A4=0.1, A7=0.3)
    assert re.search(r"A4 -40 \(-4\d to -3\d\) and A7 -20 ", carry(A4=0.1, A7=0.3))
    assert re.search(r"clearly fewer killings abroad without A7 -40 \([^)]*\)\.", carry(A7=0.1))
    assert "A7 -40" in carry(A7=0.1)
    assert "None: without any one" in carry()
    assert "clearly more frequent: A3 +30" in carry(A3=0.8)

    def film(single, **left):
        only = only_of(script, circle, **left)
        return " ".join(words.the_film(decisions, found_of(script, circle, **single), only))

    told = film({"A4": 0.1, "A9": 0.5}, **{"the_film's_own_account": 0.1})
    assert "(A9) is not needed: nothing clear" in told
    assert "(A4) carries most of it: without it 80 of 100" in told
    assert "is not enough: it keeps 20 of 100" in told
    told = film({"A4": 0.47, "A9": 0.7}, **{"the_film's_own_account": 0.45})
    assert "(A9) is not needed: without it killings are more frequent" in told
    assert "(A4) adds little" in told
    assert "is enough: it keeps 90 of 100" in told


def test_the_dates_of_the_orders(script, decisions):
    told = script.words.when(decisions)
    assert "50 (43 to 57) of 100 runs" in told
    assert "100 from March 1939, the documented month of the order, to July" in told


def test_what_is_left_alone_keeps_the_others_out(script):
    left = {one.id: str(one.change) for one in script.left_alone()}
    assert "shocks.kirov" not in left["the film's own account"]
    assert "mechanisms.shadow_rule" in left["the film's own account"]
    assert "shocks.kirov" in left["A9"]
    assert "shocks.pact" not in left["A9"]
    assert all("parameters" not in change for change in left.values())


# ------------------------------------------------------------------------------ given the record


def estimate(share, width=0.02):
    return {"share": share, "low": max(0.0, share - width), "high": min(1.0, share + width)}


def change_to(name, before, after, width=0.02):
    effect = {"before": before, "after": after, "difference": after - before}
    ends = {"low": after - before - width, "high": after - before + width}
    quantities = {key: {"q05": 0.05, "q50": 0.09, "q95": 0.2} for key in ("threat", "cost")}
    outcomes = dict.fromkeys(("ordered_in_a_year", "ordered", "killed"), effect | ends)
    return {"id": name, "quantities": quantities, **outcomes}


def point(within, without, *, left_out=()):
    """Return what was found at one date, made up."""
    names = ("ordered_before", "ordered_in_a_year", "ordered", "killed_in_a_year", "killed")
    spread = {"q05": 0.01, "q50": 0.012, "q95": 0.02}
    return {
        "year": "1935-11",
        "runs": 400,
        "filters": [{"ordered": 0.5, "killed": 0.25, "log_evidence": -one / 2} for one in (3, 5)],
        "leaders": {"stalin": 0.75, "": 0.25},
        "quantities": {"threat": spread, "cost": spread},
        "would_kill": None,
        "chances": dict.fromkeys(names, estimate(within)),
        "changes": [
            change_to(name, within, without.get(name, within))
            for name in (*kill_given.ASKED, *kill_given.CHECKS)
            if name not in left_out
        ],
    }


def test_the_answer_follows_the_numbers():
    def told(points):
        return " ".join(kill_given.in_five_sentences(points))

    points = {"1927-11": point(0.0, {}), "1934-11": point(0.9, {"A4": 0.05, "A7": 0.5})}
    text = told(points)
    assert len(list(kill_given.in_five_sentences(points))) == 5
    assert "killing pays from 1934-11 on, and not before" in text
    assert "1934-11 90 (88 to 92)" in text
    assert "The murder of 1934 carries it" in text
    assert "-85 (-87 to -83)" in text
    assert "pact of 1939 comes too late" in text
    assert "the shadow of prestige counts most" in text
    assert "taking away grievance or the voice abroad changes nothing clearly" in text
    text = told({"1927-11": point(0.1, {}), "1934-11": point(0.4, {"A9": 0.2})})
    assert "killing pays within a year at none of the dates" in text
    assert "The murder of 1934 does not carry it" in text
    assert "The pact of 1939 adds orders" in text
    assert "are not clearly fewer at any of the dates" in text


def test_the_tables_by_date_tell_what_they_are_given():
    points = {"1934-11": point(0.9, {"A4": 0.05}), "1936-08": point(0.5, {}, left_out=("A4",))}
    changes = list(kill_given.changes(points))
    assert "**-85 (-87 to -83)**" in next(line for line in changes if "1934-11" in line)
    assert "| has happened |" in next(line for line in changes if "1936-08" in line)
    row = next(line for line in kill_given.dates(points) if line.startswith("| 1934-11"))
    assert row.split(" | ")[1:4] == ["12 (10 to 20)", "12 (10 to 20)", "-"]
    checks = list(kill_given.checks(points))
    assert any(line.startswith("| no murder | 90 (50 to 200) | 5 | -85") for line in checks)
    assert "50 and 25, 50 and 25" in checks[-1]
    assert "between -2.5 and -1.5" in checks[-1]


def test_the_part_given_the_record_is_that_of_the_kept_numbers(monkeypatch):
    monkeypatch.setattr(kill_given, "draw", lambda *_: [])
    parts = dict(PART.findall(PAGE))
    for name, lines in kill_given.parts_of(kill_given.read(), {}).items():
        if name != "given_picture":
            assert parts[name].splitlines() == list(lines), name


def test_a_date_without_an_answer_says_so(monkeypatch):
    kept = {"1934-11": point(0.9, {}), "1936-08": {"unexplained": "Too few are left. Take more"}}
    monkeypatch.setattr(kill_given, "_kept", lambda: kept)
    assert list(kill_given.read()) == ["1934-11"]
    told = " ".join(kill_given.settings(kill_given.read()))
    assert "No answer for 1936-08 (condemned in absentia). Too few are left." in told
    assert "1940-07 (before the killing) was not simulated" in told
