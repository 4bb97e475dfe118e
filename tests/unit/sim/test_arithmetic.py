"""The exponential and the logistic that the kernels use, against numpy."""

import math

import numpy as np
from numba import njit
from scipy.special import expit

from whowhom.sim.arithmetic import exp32, logistic


@njit
def _powers(x):
    y = np.empty_like(x)
    for k in range(x.size):
        y[k] = exp32(x[k])
    return y


def worst_error():
    """Return the largest relative error from -80 to 80, every change of exponent included."""
    turns = (np.arange(-115, 116) * np.log(2.0) / 2).astype(np.float32)
    near = [np.nextafter(turns, np.float32(side)) for side in (-100, 100)]
    x = np.concatenate([np.linspace(-80, 80, 200_001, dtype=np.float32), turns, *near])
    assert x.min() == -80.0
    assert x.max() == 80.0
    return np.abs(_powers(x).astype(np.float64) / np.exp(x.astype(np.float64)) - 1.0).max()


def test_exp32_is_within_its_promise():
    """The docstring promises a relative error below 8e-6."""
    assert worst_error() < 8e-6


def test_exp32_is_cut_beyond_its_range_and_exact_at_zero():
    inf = np.float32(np.inf)
    low, lowest, zero, high, highest = _powers(np.array([-80, -inf, 0, 80, inf], np.float32))
    assert low == lowest > 0.0
    assert zero == 1.0
    assert high == highest
    assert np.isfinite(high)


def test_exp32_rises():
    """A little more utility never means a smaller weight, but for the promised error."""
    y = _powers(np.linspace(-10, 10, 20_001, dtype=np.float32)).astype(np.float64)
    assert np.all(np.diff(y) > 0.0)


def test_logistic_is_right_and_never_overflows():
    for x in (-1e308, -800.0, -40.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 40.0, 800.0, 1e308):
        assert math.isclose(logistic(x), expit(x), rel_tol=1e-12, abs_tol=1e-300)
    assert logistic(0.0) == 0.5
    assert math.isclose(logistic(3.0) + logistic(-3.0), 1.0, rel_tol=1e-15)
