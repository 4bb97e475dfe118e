"""Arithmetic that gives the same bits on every machine.

The loops over agents run on the vector unit, whose width differs between machines, so sums are
taken in integers (fixed point) and the exponential is our own. No ``fastmath`` anywhere.
"""

import math

import numpy as np

from whowhom.compiled import kernel

__all__ = ["FIXED", "exp32", "logistic"]

FIXED = 1048576.0
"""Fixed-point scale of sums over agents: 2**20."""

_LOG2E = np.float32(1.4426950408889634)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_C1 = np.float32(0.69314718056)
_C2 = np.float32(0.24022650696)
_C3 = np.float32(0.05550410866)
_C4 = np.float32(0.00961812911)
_C5 = np.float32(0.00133335581)
_LOWEST = np.float32(-80.0)
_HIGHEST = np.float32(80.0)


@kernel(inline="always")
def exp32(x: np.float32) -> np.float32:
    """Return e**x in single precision, relative error below 8e-6, for x cut to [-80, 80]."""
    bounded = min(max(x, _LOWEST), _HIGHEST)
    doublings = bounded * _LOG2E
    whole = np.floor(doublings + _HALF)
    f = doublings - whole
    part = _ONE + f * (_C1 + f * (_C2 + f * (_C3 + f * (_C4 + f * _C5))))
    exponent = np.int32((np.int32(whole) + np.int32(127)) << np.int32(23))
    return part * exponent.view(np.float32)


@kernel
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    raised = math.exp(x)
    return raised / (1.0 + raised)
