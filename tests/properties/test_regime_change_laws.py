"""Laws of the attack on a regime: equations, number of equilibria, mirror, reactions, sweeps."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from whowhom.theory.crowds.regime_change import regime_change, regime_change_sweep
from whowhom.theory.crowds.uniform_attack import uniform_attack
from whowhom.theory.sketches.protest_coup import protest_coup

costs = st.floats(0.02, 0.98)
means = st.floats(-1, 2)
publics = st.floats(0.05, 20)
privates = st.floats(0.05, 50)


def solve(cost, mean, public, private):
    return regime_change(
        cost, expected_strength=mean, public_precision=public, private_precision=private
    )


@given(costs, means, publics, privates)
def test_each_equilibrium_satisfies_both_conditions(cost, mean, public, private):
    for each in solve(cost, mean, public, private).equilibria:
        share = norm.cdf(math.sqrt(private) * (each.signal - each.threshold))
        assert share == pytest.approx(each.threshold, abs=1e-9)
        posterior = (public * mean + private * each.signal) / (public + private)
        belief = norm.cdf(math.sqrt(public + private) * (each.threshold - posterior))
        assert belief == pytest.approx(cost, abs=1e-6)
        strength = mean + np.linspace(-9, 9, 4001) / math.sqrt(public)
        weight = norm.pdf((strength - mean) * math.sqrt(public))
        attack = norm.cdf(math.sqrt(private) * (each.signal - strength))
        expected = float((weight * attack).sum() / weight.sum())
        assert each.expected_share == pytest.approx(expected, abs=1e-6)


@given(costs, means, publics, privates)
def test_there_are_as_many_as_changes_of_sign_on_a_fine_grid(cost, mean, public, private):
    """Of the gain of a person at the signal that goes with each threshold."""
    found = solve(cost, mean, public, private)
    u = np.linspace(-12, 12, 60_001)
    threshold = norm.cdf(u)
    signal = threshold + u / math.sqrt(private)
    posterior = (public * mean + private * signal) / (public + private)
    gain = norm.cdf(math.sqrt(public + private) * (threshold - posterior)) - cost
    places = [(each.signal - each.threshold) * math.sqrt(private) for each in found.equilibria]
    assume(max(map(abs, places)) < 11)
    sides = np.sign(gain[gain != 0])
    changes = int((np.diff(sides) != 0).sum())
    assume(not found.is_tied)
    near = min(abs(each.publicity) for each in found.equilibria) > 1e6
    assert len(found.equilibria) == changes or near
    if found.always_unique:
        assert len(found.equilibria) == 1


@given(costs, means, publics, privates)
def test_stable_and_unstable_ones_alternate(cost, mean, public, private):
    found = solve(cost, mean, public, private)
    assume(not found.is_tied)
    thresholds = [each.threshold for each in found.equilibria]
    assert thresholds == sorted(thresholds)
    assert [each.is_stable for each in found.equilibria] in ([True], [True, False, True])
    assert all(each.publicity >= 1 for each in found.equilibria if each.is_stable)


@given(costs, means, publics, privates)
def test_a_mirror_turns_attackers_into_defenders(cost, mean, public, private):
    """Those who stay away win if their share is above 1 - strength: all goes by 1 - itself."""
    one = solve(cost, mean, public, private).equilibria
    other = solve(1 - cost, 1 - mean, public, private).equilibria
    assume(len(one) == len(other))  # not at a knife edge of rounding
    for each, mirrored in zip(one, reversed(other), strict=True):
        assert each.threshold == pytest.approx(1 - mirrored.threshold, abs=1e-7)
        assert each.chance == pytest.approx(1 - mirrored.chance, abs=1e-6)
        assert each.publicity == pytest.approx(mirrored.publicity, rel=1e-3)


@given(costs, st.floats(-0.5, 1.5), st.floats(0.1, 3), st.floats(2, 50))
def test_publicity_is_the_reaction_to_public_news_over_that_to_private_news(
    cost, mean, public, private
):
    """By a small change of the mean; with others' behaviour fixed the signal moves by -a / b."""
    assume(public / math.sqrt(private) < 2)
    step = 1e-5
    found, low, high = (
        solve(cost, mean + shift, public, private).equilibria[0] for shift in (0, -step, step)
    )
    moved = (high.signal - low.signal) / (2 * step)
    assert moved / (-public / private) == pytest.approx(found.publicity, rel=1e-3)


@given(costs, means, publics, privates, st.sampled_from(["cost", "expected_strength"]))
def test_a_sweep_is_the_solver_value_by_value(cost, mean, public, private, name):
    base = {
        "cost": cost,
        "expected_strength": mean,
        "public_precision": public,
        "private_precision": private,
    }
    values = [0.1, 0.6, 0.3]
    found = regime_change_sweep(name, values, **base)
    for i, value in enumerate(values):
        alone = regime_change(**(base | {name: value}))
        assert found.equilibria[i] == len(alone.equilibria)
        assert found.lowest[i] == alone.equilibria[0].threshold
        assert found.highest[i] == alone.equilibria[-1].threshold
        assert found.chance_low[i] == alone.equilibria[0].chance
        assert found.chance_high[i] == alone.equilibria[-1].chance
        assert np.isnan(found.middle[i]) == (len(alone.equilibria) != 3)


@given(
    st.floats(0.05, 0.6), st.floats(0.3, 1), st.floats(0.05, 1), st.floats(0.1, 2),
    st.floats(0, 1),
)  # fmt: skip
def test_uniform_attack_satisfies_the_indifference(cost, prize, falling, low, noise):
    """The person with signal k believes in success with 1 - needed, at the middle of the errors."""
    weak, strong = prize + cost, (prize + cost) * (1 - falling)
    high = 1.5
    edge = low / (high + low)
    safe = min((1 + low) / (high + low), 1 if strong >= cost else prize / (weak - strong))
    assume(edge < safe - 0.05)
    noise *= 0.49 * min(edge, 1 - safe, 1)
    found = uniform_attack(
        cost, prize_weak=weak, prize_strong=strong, needed_weak=-low, needed_strong=high,
        noise=noise,
    )  # fmt: skip
    believed = 1 - found.needed
    place = found.threshold - noise * believed
    assert believed * (weak + (strong - weak) * place) == pytest.approx(cost, rel=1e-6)
    if noise > 1e-6:
        share = 0.5 - (found.threshold - found.signal) / (2 * noise)
        assert share == pytest.approx(found.needed, abs=1e-6)
    assert edge <= found.threshold <= safe


def alike(found, wanted):
    """Whether equilibria are equal; a last digit of the input may cost half of the digits."""
    return len(found) == len(wanted) and all(
        asdict(one) == pytest.approx(asdict(other), rel=1e-6, abs=1e-6)
        for one, other in zip(found, wanted, strict=True)
    )


@given(costs, costs, st.floats(-0.5, 1.5), st.floats(0.1, 3), privates, privates,
       st.floats(0.05, 4))  # fmt: skip
def test_a_coup_is_an_attack_with_the_beliefs_that_a_protest_leaves(
    cost, joining, mean, public, citizen, elite, media
):
    sizes = [0.1, 0.7]
    found = protest_coup(
        sizes, protest_cost=cost, coup_cost=joining, expected_strength=mean,
        public_precision=public, citizen_precision=citizen, elite_precision=elite,
        reporting_precision=media,
    )  # fmt: skip
    ways = solve(cost, mean, public, citizen).equilibria
    assert alike([reading.citizens for reading in found.readings], ways)
    assert alike(found.without, solve(joining, mean, public, elite).equilibria)
    for reading in found.readings:
        strengths = reading.implied_strength
        marching = norm.cdf(math.sqrt(citizen) * (reading.citizens.signal - strengths))
        assert marching == pytest.approx(sizes, abs=1e-9)
        for mean_after, coup in zip(reading.believed_strength, reading.coups, strict=True):
            again = solve(joining, float(mean_after), found.believed_precision, elite)
            assert alike(coup, again.equilibria)
        assert reading.believed_strength[0] > reading.believed_strength[1]
