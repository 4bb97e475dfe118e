"""Partial answers left out: effects, interactions and intervals, computed by hand."""

import numpy as np
import pytest

from whowhom.ensemble import reasons as module
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.reasons import (
    ABROAD,
    KILLED,
    Deaths,
    Reason,
    Reasons,
    both,
    mechanisms_of_killing,
    reasons,
)
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change

CIRCLE = Circle(actors=("a",), contenders=("a",), first_month=1929 * 12, months=24)


def died(killed, months=None):
    killed = np.array(killed, bool)
    months = np.full(len(killed), 5) if months is None else np.array(months)
    return Deaths(killed=killed, abroad=killed, month=np.where(killed, months, -1))


def reason(name, *paths):
    return Reason(id=name, says=name, change=Change.of(without=paths))


FOUND = Reasons(
    reasons=(reason("x", "shocks.x"), reason("y", "shocks.y")),
    base=died([1, 1, 1, 1, 0], [3, 9, 9, 20, 0]),
    alone={"x": died([0, 1, 1, 1, 0]), "y": died([1, 0, 1, 1, 0])},
    pairs={("x", "y"): died([0, 0, 0, 0, 1])},
    circle=CIRCLE,
)


def test_an_effect_is_the_paired_difference_with_the_interval_of_agresti_and_min():
    effect = FOUND.effect("x")
    assert effect.value == pytest.approx(-0.2)
    middle, spread = -1 / 7, np.sqrt(1 + 1 - 1 / 7) / 7
    assert effect.low == pytest.approx(middle - 1.959964 * spread)
    assert effect.high == pytest.approx(middle + 1.959964 * spread)
    assert not effect.is_clear


def test_the_interaction_is_the_joint_effect_less_the_single_ones():
    assert FOUND.joint("x", "y").value == pytest.approx(-0.6)
    found = FOUND.interaction("x", "y")
    assert found.value == pytest.approx(-0.6 - (-0.2 - 0.2))
    assert found.low < found.value < found.high
    wide = FOUND.interaction("x", "y", z=3.0)
    assert wide.low < found.low
    assert wide.high > found.high


def test_no_difference_is_not_taken_for_certainty():
    same = Reasons(reasons=(), base=FOUND.base, alone={"x": FOUND.base}, pairs={}, circle=CIRCLE)
    effect = same.effect("x")
    assert effect.value == 0
    assert effect.low < 0 < effect.high


def test_killed_by_a_month():
    assert FOUND.share(KILLED) == FOUND.share(ABROAD) == 0.8
    assert FOUND.share("killed by 1929-10") == pytest.approx(0.6)
    assert FOUND.share("killed by 1930-12") == pytest.approx(0.8)
    assert FOUND.base.median() == 9
    assert died([0, 0]).median() is None
    with pytest.raises(InvalidInput, match="with a month from 1929-01 on"):
        FOUND.share("killed by 1950-01")


def test_two_changes_do_once_what_stands_in_both():
    one = Change.of(set={"majority": 0.6}, without=["shocks.x", "shocks.z"])
    two = Change.of(set={"majority": 0.6}, without=["shocks.x"])
    assert both(one, two) == one


def test_a_case_without_answers_is_asked_for_its_mechanisms():
    names = {found.id for found in mechanisms_of_killing()}
    assert {"taboo", "shadow_rule", "sentence", "infiltration", "pretexts"} <= names
    assert "underestimation" not in names


def test_each_answer_and_each_pair_is_simulated_once(monkeypatch):
    import whowhom as ww

    simulated, told = [], []

    class Simulated:
        circle = CIRCLE

    def simulate(case, parameters, *, progress, **_):
        progress(Progress(done=7, runs=7, stored_before=0, is_stopping=False))
        simulated.append((case.sha256, parameters))
        return Simulated()

    monkeypatch.setattr(module, "run_with", simulate)
    monkeypatch.setattr(module, "deaths", lambda result, actor: len(simulated))
    from whowhom.cases.check import read_case

    duel = read_case("duel")
    answers = [
        reason("a", "shocks.kirov"),
        reason("b", "shocks.pact"),
        reason("c", "mechanisms.taboo", "shocks.pact"),
    ]
    found = reasons(
        duel, answers, actor="trotsky", runs=7, in_pairs=True,
        progress=told.append,
    )  # fmt: skip
    assert found.base == 1
    assert found.alone == {"a": 2, "b": 3, "c": 4}
    assert found.pairs == {("a", "b"): 5, ("a", "c"): 6, ("b", "c"): 7}
    assert simulated[0] == (duel.sha256, ww.default_parameters())
    assert simulated[3] == simulated[6]  # b is a part of c
    assert [(now.done, now.runs) for now in told] == [(7 * n, 49) for n in range(1, 8)]
    with pytest.raises(InvalidInput, match="actor must be one of"):
        reasons(duel, answers, actor="nobody")
    assert len(simulated) == 7
    with pytest.raises(InvalidInput, match="there is no 'typo'"):
        reasons(duel, [reason("a", "shocks.typo")], actor="trotsky")
    assert len(simulated) == 7
