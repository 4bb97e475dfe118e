"""Casper and Tyson (2014), as the abstract tells it, and an independent solver of our version.

From the abstract: protests aggregate what citizens know and coordinate elites; elites overreact to
them since they are public; free media strengthen that. No number of the paper was before us.
"""

import math

import numpy as np
import pytest
from scipy.special import ndtri

from whowhom.theory.sketches.protest_coup import protest_coup

GIVEN = {
    "protest_cost": 0.5,
    "coup_cost": 0.4,
    "expected_strength": 0.6,
    "public_precision": 1.0,
    "citizen_precision": 2.0,
    "elite_precision": 10.0,
}
SIZES = [0.05, 0.2, 0.5, 0.9]


def chances(**changes):
    return protest_coup(SIZES, **(GIVEN | changes)).readings[0].chances[:, 0]


def test_a_larger_protest_makes_a_coup_likelier():
    assert (np.diff(chances()) > 0).all()


def test_free_media_strengthen_the_effect_of_a_protest():
    spans = [np.ptp(chances(reporting_precision=media)) for media in (0.01, 0.1, 1, 3)]
    assert spans == sorted(spans)
    assert spans[0] < 0.1 < 0.7 < spans[-1]


def test_elites_overreact_to_what_is_public():
    found = protest_coup(SIZES, **GIVEN)
    assert all(each.publicity > 1.5 for coup in found.readings[0].coups for each in coup)


def test_unseen_protests_change_nothing():
    found = protest_coup(SIZES, **GIVEN, reporting_precision=2e-6)
    (without,) = found.without
    assert found.readings[0].chances[:, 0] == pytest.approx(without.chance, abs=1e-4)


def halved(function, low, high):
    for _ in range(44):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("media", [0.2, 1.0])
def test_equals_beliefs_summed_over_a_grid_and_best_answers(size, media):
    """Prior times the likelihood of the size seen, strength by strength, without a formula."""
    found = protest_coup([size], **GIVEN, reporting_precision=media)
    (reading,) = found.readings
    (coup,) = reading.coups[0]
    theta = np.linspace(-8, 9, 5001)
    step = theta[1] - theta[0]
    marching = math.sqrt(GIVEN["citizen_precision"]) * (reading.citizens.signal - theta)
    seen = -media * (ndtri(size) - marching) ** 2 / 2
    public = np.exp(
        seen - GIVEN["public_precision"] * (theta - GIVEN["expected_strength"]) ** 2 / 2
    )
    public /= public.sum()
    private, cost = GIVEN["elite_precision"], GIVEN["coup_cost"]

    def inside(threshold):
        return np.clip((threshold - theta) / step + 0.5, 0, 1)

    def belief(signal, threshold):
        weight = public * np.exp(-private * (theta - signal) ** 2 / 2)
        return float((weight * inside(threshold)).sum() / weight.sum())

    for threshold in (0.0, 1.0):
        for _ in range(400):
            signal = halved(lambda x, t=threshold: belief(x, t) - cost, -4.0, 5.0)
            new = halved(
                lambda t, x=signal: 0.5 * math.erfc(math.sqrt(private / 2) * (t - x)) - t, 0.0, 1.0
            )
            if abs(new - threshold) < 1e-7:
                break
            threshold = new
        assert coup.threshold == pytest.approx(threshold, abs=2e-5)
        assert coup.signal == pytest.approx(signal, abs=2e-5)
        assert coup.chance == pytest.approx(float((public * inside(threshold)).sum()), abs=2e-5)
    assert reading.believed_strength[0] == pytest.approx((public * theta).sum(), abs=1e-6)
    assert found.believed_precision == pytest.approx(
        1 / (public * (theta - reading.believed_strength[0]) ** 2).sum(), rel=1e-4
    )


def test_drawn_histories_end_in_a_coup_as_often_as_is_said():
    """Strengths, protests and reports are drawn; those with a report near 30% are kept."""
    found = protest_coup([0.3], **GIVEN)
    (reading,) = found.readings
    (coup,) = reading.coups[0]
    rng = np.random.default_rng(8)
    n = 400_000
    theta = 0.6 + rng.standard_normal(n)
    report = math.sqrt(2) * (reading.citizens.signal - theta) + rng.standard_normal(n)
    near = np.abs(report - ndtri(0.3)) < 0.05
    share = 0.5 * np.array([math.erfc(math.sqrt(5) * (t - coup.signal)) for t in theta[near]])
    assert near.sum() > 5000
    assert (share >= theta[near]).mean() == pytest.approx(coup.chance, abs=0.02)
