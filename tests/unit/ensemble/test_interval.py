import numpy as np
import pytest
from scipy.stats import binomtest

from whowhom.ensemble.interval import quantiles, wilson


@pytest.mark.parametrize("runs", [1, 2, 7, 100, 2000, 10**6])
def test_wilson_agrees_with_scipy(runs):
    for count in {0, 1, runs // 3, runs // 2, runs - 1, runs}:
        expected = binomtest(count, runs).proportion_ci(method="wilson")
        assert wilson(count, runs) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_reaches_the_ends_exactly():
    assert wilson(0, 50)[0] == 0.0
    assert wilson(50, 50)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("size", [1, 2, 19, 20, 21, 100, 1001])
def test_quantiles_are_those_of_the_raw_months(size):
    months = np.random.default_rng(size).integers(0, 40, size)
    found = quantiles(np.bincount(months, minlength=60), [5, 25, 50, 75, 95])
    in_order = np.sort(months)
    by_definition = [int(in_order[-(-p * size // 100) - 1]) for p in (5, 25, 50, 75, 95)]
    assert found == by_definition
    if size % 20:  # numpy rounds p * n, which goes wrong where that is a whole number
        numpys = np.quantile(months, [0.05, 0.25, 0.5, 0.75, 0.95], method="inverted_cdf")
        assert found == numpys.tolist()


def test_quantiles_of_nothing_are_none():
    assert quantiles(np.zeros(5, dtype=int), [5, 50]) == [None, None]
