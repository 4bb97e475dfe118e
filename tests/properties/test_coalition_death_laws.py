"""Laws of ruling coalitions after a death: the same map on the circle without one actor."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions.coalition_death import coalition_after_death

majorities = st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)])
circles = st.lists(st.integers(1, 12), min_size=1, max_size=7)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before the clock of the first example runs."""
    coalition_after_death([1, 2])


def rulers(power, present, majority):
    """Solve those who are present, by their numbers in the whole circle."""
    there = {str(i): power[i] for i in present}
    found = ruling_coalition(there, majority=majority).all_members
    return tuple(tuple(int(i) for i in members) for members in found)


@given(circles, majorities)
def test_equals_the_circle_without_the_dead(power, majority):
    found = coalition_after_death(power, majority=majority)
    everybody = range(len(power))
    assert found.all_members == rulers(power, everybody, majority)
    for i, death in enumerate(found.deaths):
        left = [j for j in everybody if j != i]
        after = rulers(power, left, majority) if left else ()
        assert (death.actor, death.all_members) == (i, after)
        assert death.same_rulers == (after == found.all_members)
        total = sum(power[j] for j in left)
        assert death.share == (sum(power[j] for j in after[0]) / total if left else 0.0)


@given(circles, majorities)
def test_the_rest_is_at_peace_if_it_rules_itself(power, majority):
    found = coalition_after_death(power, majority=majority)
    for i, death in enumerate(found.deaths):
        rests = [[j for j in members if j != i] for members in found.all_members if i in members]
        if any(rests):
            peace = all(rulers(power, rest, majority) == (tuple(rest),) for rest in rests)
            assert death.rest_holds is peace
        else:
            assert death.rest_holds is None


@given(st.lists(st.integers(10**3, 10**4), min_size=2, max_size=8, unique=True))
def test_under_majority_rule_no_rest_is_ever_at_peace(power):
    assume(ruling_coalition(power).margin > 0)
    assert not any(death.rest_holds for death in coalition_after_death(power).deaths)


@given(circles, majorities, st.randoms(use_true_random=False))
def test_neither_order_nor_unit_matters(power, majority, shuffler):
    names = [f"n{i}" for i in range(len(power))]
    order = shuffler.sample(range(len(power)), len(power))
    found = coalition_after_death(dict(zip(names, power, strict=True)), majority=majority)
    circle = {names[i]: power[i] * Fraction(7, 3) for i in order}
    moved = {d.actor: d for d in coalition_after_death(circle, majority=majority).deaths}
    for death in found.deaths:
        again = moved[death.actor]
        assert {frozenset(m) for m in again.all_members} == {
            frozenset(m) for m in death.all_members
        }
        same = ("share", "rest_holds", "same_rulers")
        assert [getattr(again, x) for x in same] == [getattr(death, x) for x in same]
