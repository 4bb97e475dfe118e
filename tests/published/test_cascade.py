"""Granovetter (1978), "Threshold Models of Collective Behavior".

The paper's numbers first, read in accounts of the paper or recalled; then numbers computed by
another program, which check our code and not the paper.
"""

import numpy as np
import pytest

from whowhom.theory.crowds.cascade import cascade
from whowhom.theory.crowds.cascade_spread import cascade_spread, critical_spread

# ---------------------------------------------------------------------------- the paper's numbers


def test_a_hundred_thresholds_in_a_row_carry_everybody():
    found = cascade(range(100))
    assert found.number == 100
    assert found.path.tolist() == list(range(101))


def test_one_threshold_of_the_hundred_changed_and_one_acts_alone():
    """The person with threshold 1 has threshold 2 instead."""
    found = cascade([0, 2, *range(2, 100)])
    assert found.number == 1
    assert found.acting == (0,)
    assert cascade(range(100)).if_turned[1] == 1


def test_the_jump_of_the_normal_example():
    """Mean threshold 25 of 100: the end jumps from about 6 to near 100 at a spread near 12.2."""
    found = critical_spread(mean=0.25)
    assert found.spread == pytest.approx(0.122, abs=0.0005)
    assert found.share == pytest.approx(0.06, abs=0.005)
    assert found.share_after > 0.99


# ------------------------------------------------------------- numbers computed by another program


def test_the_tangency():
    found = critical_spread(mean=0.25)
    assert round(found.spread, 6) == 0.122221
    assert round(found.share, 6) == 0.062003


@pytest.mark.parametrize(
    ("spread", "share"),
    [
        (0.10, 0.0077),
        (0.12, 0.0402),
        (0.122, 0.0548),
        (0.123, 1.0000),
        (0.13, 1.0000),
        (0.20, 0.9999),
        (0.40, 0.9626),
        (1, 0.6586),
    ],
)
def test_the_smallest_equilibrium(spread, share):
    """Beyond the jump it falls again as the spread grows further."""
    assert round(cascade_spread(mean=0.25, spread=spread).share, 4) == share


@pytest.mark.parametrize("spread", [0.10, 0.12, 0.13, 0.20, 0.40, 1])
def test_a_large_crowd_does_as_the_endless_one(spread):
    """Evenly taken quantiles of the normal distribution as thresholds: some of them are below
    nobody, which is to act at once, and some above everybody, which is never."""
    from statistics import NormalDist

    normal = NormalDist(0.25, spread)
    crowd = [normal.inv_cdf((i + 0.5) / 50_000) for i in range(50_000)]
    found = cascade(crowd, unit="share")
    expected = cascade_spread(mean=0.25, spread=spread).share
    assert found.share == pytest.approx(expected, abs=2e-3)
    assert found.path[1] == pytest.approx(50_000 * normal.cdf(0), abs=1)
    assert found.never == pytest.approx(50_000 * (1 - normal.cdf(1)), abs=1)


@pytest.mark.parametrize("spread", [12, 13, 20])
def test_a_hundred_normal_draws_as_numbers_of_people(spread):
    """The paper's crowd of one hundred, as drawn: negative thresholds are instigators."""
    draws = np.random.default_rng(1978).normal(25, spread, 100)
    found = cascade(draws)
    assert found.path[1] == np.count_nonzero(draws <= 0)
    acting = found.number
    assert np.count_nonzero(draws <= acting) == acting
    assert found.share == cascade(draws / 100, unit="share").share
