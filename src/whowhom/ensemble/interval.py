"""Sampling error of a share of runs, and quantiles of counted months."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST_EFFECTIVE", "Z95", "quantiles", "wilson"]

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: half the width of a 95 % interval."""
FEWEST_EFFECTIVE = 100
"""Effective runs below which a conditional ensemble gives no answer."""


def wilson(count: float, runs: float) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share.

    Parameters
    ----------
    count : float
        Runs in which it happened, in [0, runs]; effective runs need not be whole.
    runs : float
        All runs.

    Returns
    -------
    tuple of float
        Low and high end, in [0, 1]; (0, 1) if there are no runs.

    References
    ----------
    .. [1] E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
       JASA 22(158), 209-212, 1927. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> low, high = wilson(71, 100)
    >>> round(low, 3), round(high, 3)
    (0.615, 0.79)
    """
    if runs == 0:
        return 0.0, 1.0
    share = count / runs
    weight = 1 + Z95**2 / runs
    middle = (share + Z95**2 / (2 * runs)) / weight
    half = Z95 / weight * math.sqrt(share * (1 - share) / runs + Z95**2 / (4 * runs**2))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == runs else min(1.0, middle + half)
    return low, high


def quantiles(histogram: NDArray[Any], percents: Sequence[int]) -> list[int | None]:
    """Return quantiles of a counted whole number, exactly.

    Parameters
    ----------
    histogram : array of int, shape (bins,)
        How often each whole number 0, 1, ... was seen.
    percents : sequence of int
        Which quantiles, each in [1, 100].

    Returns
    -------
    list of int or None
        For each percent p the smallest number that at least p % do not exceed (numpy's
        ``inverted_cdf``); None where nothing was counted.

    Examples
    --------
    >>> quantiles(np.array([0, 2, 1, 1]), [5, 50, 95])
    [1, 1, 3]
    """
    reached = np.cumsum(histogram, dtype=np.int64)
    total = int(reached[-1]) if reached.size else 0
    if total == 0:
        return [None for _ in percents]
    return [int(np.searchsorted(reached * 100, percent * total)) for percent in percents]
