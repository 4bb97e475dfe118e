"""Laws of the fate of the deposed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from whowhom.theory import fate_of_loser

ORDER = ("spared", "exiled", "killed")
costs = st.builds(Fraction, st.integers(0, 30), st.just(20))
shares = st.builds(Fraction, st.integers(0, 10), st.just(10))
powers = st.lists(st.builds(Fraction, st.integers(0, 60), st.sampled_from([1, 4, 20])), min_size=1)


def fate_by_definition(a, winner, kill, send, kept):
    """The rule read aloud, in exact fractions."""
    spare, exile = a / (winner + a), send + kept * a / (winner + kept * a)
    if spare <= exile and spare <= kill:
        return "spared"
    return "exiled" if exile <= kill else "killed"


@given(powers, st.integers(1, 9), costs, costs, shares)
def test_equals_the_rule(loser, winner, kill, send, kept):
    found = fate_of_loser(loser, winner=winner, killing=kill, exile=send, surviving=kept)
    assert found.fates == tuple(fate_by_definition(a, winner, kill, send, kept) for a in loser)


@given(costs, costs, shares)
@example(Fraction(95, 100), Fraction(1, 10), Fraction(4, 10))  # spared, exiled, spared, killed
@example(Fraction(4, 10), Fraction(1, 10), Fraction(4, 10))
@example(Fraction(2), Fraction(0), Fraction(1, 2))
@example(Fraction(0), Fraction(0), Fraction(0))
def test_the_steps_tell_the_fate_of_every_power(kill, send, kept):
    """On a dense grid of powers, away from the steps themselves."""
    steps = fate_of_loser([1], killing=kill, exile=send, surviving=kept).steps
    starts = np.array([step.above for step in steps])
    assert starts[0] == 0
    assert all(np.diff(starts) > 0)
    for power in np.geomspace(1e-4, 1e4, 120):
        if abs(starts - power).min() < 1e-9 * power:
            continue
        expected = steps[int(np.searchsorted(starts, power)) - 1].fate
        assert fate_by_definition(Fraction(power), 1, kill, send, kept) == expected, power


@given(costs, costs, shares)
def test_the_stronger_loser_fares_worse_unless_killing_is_dear(kill, send, kept):
    """He can fare better only where sparing beats exile a second time, before killing does.

    Sparing beats exile again above the larger root of their difference, and costs as much as
    killing at ``kill / (1 - kill)``.
    """
    found = fate_of_loser([1], killing=kill, exile=send, surviving=kept)
    fates = [ORDER.index(step.fate) for step in found.steps]
    assert found.is_harsher_for_the_strong == (fates == sorted(fates))
    if not found.is_harsher_for_the_strong:
        assert [step.fate for step in found.steps][:3] == ["spared", "exiled", "spared"]
        assert kill > Fraction(1, 2)


def test_with_killing_no_dearer_than_half_a_defeat_power_never_helps():
    for kill in np.linspace(0, 0.5, 11):
        for send in np.linspace(0, 0.6, 13):
            for kept in np.linspace(0, 1, 11):
                found = fate_of_loser([1], killing=kill, exile=send, surviving=kept)
                assert found.is_harsher_for_the_strong


@given(costs, shares)
def test_exile_is_never_best_if_its_cost_is_above_the_largest_gain(kill, kept):
    """The largest gain of exile over sparing is (1 - s) / (1 + s), s the root of what survives."""
    root = float(kept) ** 0.5
    send = (1 - root) / (1 + root) * 1.000001 + 1e-9
    steps = fate_of_loser([1], killing=kill, exile=send, surviving=kept).steps
    assert "exiled" not in [step.fate for step in steps]


@given(
    powers,
    st.integers(1, 9),
    st.sampled_from([Fraction(1, 8), Fraction(3), Fraction(10, 7)]),
    costs,
    costs,
    shares,
)
def test_the_unit_of_power_does_not_matter(loser, winner, unit, kill, send, kept):
    settings = {"killing": kill, "exile": send, "surviving": kept}
    found = fate_of_loser(loser, winner=winner, **settings)
    scaled = [a * unit for a in loser]
    assert fate_of_loser(scaled, winner=winner * unit, **settings) == found


@given(powers, st.randoms(use_true_random=False))
def test_each_loser_is_judged_by_himself(loser, shuffler):
    order = shuffler.sample(range(len(loser)), len(loser))
    fates = fate_of_loser(loser).fates
    assert fate_of_loser([loser[i] for i in order]).fates == tuple(fates[i] for i in order)


@given(costs, costs, shares)
def test_killing_at_no_cost_is_the_fate_of_all_who_matter(kill, send, kept):
    assume(kept > 0)
    assert fate_of_loser([0.01, 5], killing=0, exile=send, surviving=kept).fates == ("killed",) * 2


def test_costs_cross_at_the_steps():
    found = fate_of_loser([1])
    low, high = found.steps[1].above, found.steps[2].above
    at = fate_of_loser([low, high])
    assert at.costs_of_sparing[0] == pytest.approx(at.costs_of_exile[0])
    assert at.costs_of_exile[1] == pytest.approx(at.cost_of_killing)
