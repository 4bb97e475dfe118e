"""Two answers side by side: paired where they can be, and said not to be elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import made_up_case, simulated

from whowhom.ensemble.what_if import compared as what_if_of
from whowhom.reporting.comparing import Side, compared, side_of, unpaired
from whowhom.scenario.change import Change

NAMES = {"ann": "Ann", "bob": "Bob", "nobody": "no sole ruler"}


def side(tops, *, seed=1, names=NAMES):
    people = tuple(name for name in names if name != "nobody")
    return Side(title="t", names=names, people=people, tops=np.array(tops), seed=seed)


def row(found, actor):
    return next(one for one in found.numbers if one["actor"] == actor)


def test_paired_differences_are_those_of_a_what_if(tame):
    other = simulated(tame.case, seed=6)
    change = Change.of(set={"actors.ann.army": "2"})
    effects = what_if_of(change, tame, other)
    found = compared(side_of(tame, "a"), replace(side_of(other, "b"), seed=tame.seed))
    for actor in tame.circle.contenders:
        effect, mine = effects.effect("wins", actor=actor), row(found, actor)
        assert (mine["first"], mine["second"]) == (effect.before, effect.after)
        assert (mine["low"], mine["high"], mine["kind"]) == (effect.low, effect.high, "paired")


@pytest.mark.parametrize(
    "other",
    [
        side(["ann"] * 100, seed=2),
        side(["ann"] * 99),
        side(["ann"] * 100, names={**NAMES, "cat": "Cat"}),
    ],
)
def test_other_seeds_runs_or_people_are_not_paired(other):
    found = compared(side(["bob"] * 100), other)
    assert row(found, "ann")["kind"] == "unpaired"
    assert "unpaired runs" in found.sentence
    if "cat" in other.names:
        assert row(found, "cat")["kind"] == "in one only"
        assert row(found, "cat")["first"] is None


def test_the_sentence_says_who_gains_or_that_it_is_noise():
    half = ["ann", "bob"] * 50
    assert "distinguishable from noise" in compared(side(half), side(half)).sentence
    told = compared(side(half), side(["ann"] * 100)).sentence
    assert told.startswith("Ann ends as sole ruler in 100 of 100 runs of the second, 50 of the")


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_an_unpaired_interval_holds_the_difference_and_turns_over(runs, others, data):
    one = np.arange(runs) < data.draw(st.integers(0, runs))
    other = np.arange(others) < data.draw(st.integers(0, others))
    low, high = unpaired(one, other)
    assert -1 <= low <= other.mean() - one.mean() <= high <= 1
    back = unpaired(other, one)
    assert (-back[1], -back[0]) == pytest.approx((low, high))


def test_a_side_has_all_contenders_and_nobody():
    result = simulated(made_up_case(("A", "B")))
    found = side_of(result, "t")
    assert set(found.names) == {*result.circle.contenders, "nobody"}
    assert sum(found.share(actor) for actor in found.names) == pytest.approx(1)
