"""Angeletos, Hellwig and Pavan (2007), section 2; Morris and Shin (1998); Heinemann (2000).

Recalled with high confidence: the condition for one equilibrium, the limit 1 - c, the equations of
the two thresholds, Theorem 2 of 1998 as printed and as corrected. The independent solver is ours:
beliefs are summed over a fine grid, without any formula for a posterior, and people answer one
another in turn from "all attack" and from "nobody does".
"""

import math

import numpy as np
import pytest

from whowhom.theory.crowds.regime_change import regime_change, regime_change_sweep
from whowhom.theory.crowds.uniform_attack import uniform_attack

CASES = [
    (0.4, 0.7, 4, 10),
    (0.5, 0.5, 1, 1),
    (0.2, 0.3, 0.5, 3),
    (0.9, 0.1, 2, 30),
    (0.5, 0.5, 4, 1),
    (0.45, 0.55, 9, 4),
    (0.6, 0.45, 20, 25),
]


def cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def halved(function, low, high):
    """Return where a function that falls through 0 does so."""
    for _ in range(44):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def answered_in_turn(cost, mean, public, private, *, all_attack):
    """Return the threshold to which best answers lead, with beliefs summed over a grid."""
    theta = np.linspace(mean - 9 / math.sqrt(public), mean + 9 / math.sqrt(public), 6001)
    step = theta[1] - theta[0]
    prior = -public * (theta - mean) ** 2 / 2

    def belief(signal, threshold):
        weight = np.exp(prior - private * (theta - signal) ** 2 / 2)
        weight /= weight.sum()
        inside = np.clip((threshold - theta) / step + 0.5, 0, 1)  # the cell that it cuts
        return float((weight * inside).sum())

    threshold = 1.0 if all_attack else 0.0
    for _ in range(3000):
        signal = halved(lambda x, t=threshold: belief(x, t) - cost, mean - 12, mean + 12)
        new = halved(lambda t, x=signal: cdf(math.sqrt(private) * (x - t)) - t, 0.0, 1.0)
        if abs(new - threshold) < 1e-7:
            break
        threshold = new
    return threshold


@pytest.mark.parametrize(("cost", "mean", "public", "private"), CASES)
def test_best_answers_lead_to_the_lowest_and_the_highest_threshold(cost, mean, public, private):
    found = regime_change(
        cost, expected_strength=mean, public_precision=public, private_precision=private
    )
    for equilibrium, all_attack in ((found.equilibria[0], False), (found.equilibria[-1], True)):
        aim = answered_in_turn(cost, mean, public, private, all_attack=all_attack)
        assert equilibrium.threshold == pytest.approx(aim, abs=2e-5)


@pytest.mark.parametrize("public", [0.1, 1, 5, 50])
def test_one_equilibrium_up_to_the_bound_and_three_beyond(public):
    """alpha / sqrt(beta) <= sqrt(2 pi), and no more: at even odds there are three just beyond."""
    bound = public**2 / (2 * math.pi)
    even = {"cost": 0.5, "expected_strength": 0.5, "public_precision": public}
    above = regime_change(**even, private_precision=bound * 1.001)
    below = regime_change(**even, private_precision=bound * 0.999)
    assert (above.always_unique, len(above.equilibria)) == (True, 1)
    assert (below.always_unique, len(below.equilibria)) == (False, 3)
    assert above.critical_private_precision == pytest.approx(bound)


@pytest.mark.parametrize("cost", [0.1, 0.4, 0.75])
def test_exact_private_signals_or_no_public_news_give_one_minus_cost(cost):
    exact = regime_change(
        cost, expected_strength=3, public_precision=1, private_precision=10**9
    ).equilibria[0]
    assert exact.threshold == pytest.approx(1 - cost, abs=1e-3)
    for private in (0.01, 1, 100):
        blind = regime_change(
            cost, expected_strength=3, public_precision=0, private_precision=private
        ).equilibria[0]
        assert blind.threshold == pytest.approx(1 - cost, abs=1e-12)
        assert math.isnan(blind.chance)


@pytest.mark.parametrize(("cost", "mean", "public", "private"), CASES[:4])
def test_chance_and_share_are_those_of_crowds_that_are_drawn(cost, mean, public, private):
    found = regime_change(
        cost, expected_strength=mean, public_precision=public, private_precision=private
    ).equilibria[0]
    rng = np.random.default_rng(5)
    strength = mean + rng.standard_normal(4000) / math.sqrt(public)
    signals = strength[:, None] + rng.standard_normal((4000, 500)) / math.sqrt(private)
    attack = (signals <= found.signal).mean(axis=1)
    assert (attack >= strength).mean() == pytest.approx(found.chance, abs=0.03)
    assert attack.mean() == pytest.approx(found.expected_share, abs=0.03)


def test_more_cost_and_more_expected_strength_save_the_regime():
    base = {"cost": 0.5, "expected_strength": 0.5, "public_precision": 2, "private_precision": 4}
    for name, values in (("cost", [0.1, 0.3, 0.6, 0.9]), ("expected_strength", [-1, 0, 0.5, 1, 2])):
        found = regime_change_sweep(name, values, **base)
        assert (np.diff(found.lowest) < 0).all()
        assert (np.diff(found.chance_low) < 0).all()


# ---------------------------------------------------------------- Morris and Shin (1998)

LINES = [
    ("0.2", "1", "0", "-0.1", "0.9", "0.02"),
    ("0.1", "1", "0", "-0.1", "0.9", "0.04"),
    ("0.3", "2", "0.1", "-0.3", "1.5", "0.05"),
    ("0.15", "0.5", "0.1", "-0.2", "2", "0.03"),
    ("0.25", "1", "1", "-0.2", "1.2", "0.07"),
]


def indifferent(cost, weak, strong, low, high, noise, *, all_attack):
    """Return (threshold, signal) by best answers, with payoffs summed over uniform errors."""
    steps = 1000
    errors = (np.arange(steps) + 0.5) / steps * 2 - 1

    def share(theta, signal):
        return np.clip(0.5 - (theta - signal) / (2 * noise), 0, 1)

    def gain(x, threshold):
        theta = x + noise * errors
        inside = np.clip((threshold - theta) / (2 * noise / steps) + 0.5, 0, 1)
        return (inside * (weak + (strong - weak) * theta)).mean() - cost

    def falls_up_to(signal):
        return halved(
            lambda t: share(t, signal) - (low + (high - low) * t), -low / (high - low) - 1, 2.0
        )

    signal = 1.0 if all_attack else -low / (high - low)
    for _ in range(5000):
        threshold = falls_up_to(signal)
        new = halved(lambda x, t=threshold: gain(x, t), threshold - 2 * noise, threshold + noise)
        if abs(new - signal) < 1e-8:
            break
        signal = new
    return threshold, signal


@pytest.mark.parametrize("numbers", LINES)
def test_uniform_attack_by_best_answers_from_both_ends(numbers):
    cost, weak, strong, low, high, noise = numbers
    found = uniform_attack(
        cost, prize_weak=weak, prize_strong=strong, needed_weak=low, needed_strong=high, noise=noise
    )
    for all_attack in (True, False):
        aim = indifferent(*map(float, numbers), all_attack=all_attack)
        assert (found.threshold, found.signal) == pytest.approx(aim, abs=1e-4)
    assert float(found.falls_alone) < found.threshold < float(found.stands_always)


@pytest.mark.parametrize("numbers", LINES)
def test_the_limit_is_heinemanns_and_the_printed_one_only_where_half_must_attack(numbers):
    cost, weak, strong, low, high = map(float, numbers[:5])
    found = uniform_attack(
        cost, prize_weak=weak, prize_strong=strong, needed_weak=low, needed_strong=high
    )
    prize = weak + (strong - weak) * found.limit
    assert prize * (1 - found.needed) == pytest.approx(cost)
    assert found.threshold == found.limit == found.signal
    if found.printed_limit is not None:
        printed = weak + (strong - weak) * found.printed_limit
        assert printed == pytest.approx(2 * cost)
        half = math.isclose(found.needed, 0.5)
        assert math.isclose(found.printed_limit, found.limit) == half


def test_constant_stakes_and_needs_equal_to_strength_give_one_minus_cost():
    """Whatever the noise: the closed form of uniform errors, here with needs near strength."""
    for noise in ("0", "0.0009"):
        found = uniform_attack(
            "0.3", prize_weak=1, prize_strong=1, needed_weak="-0.002", needed_strong="1.004",
            noise=noise,
        )  # fmt: skip
        assert found.needed == pytest.approx(0.7)
        assert found.threshold == pytest.approx(0.7, abs=4e-3)
        assert found.signal == pytest.approx(found.threshold + float(noise) * 0.4)
