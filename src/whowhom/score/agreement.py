"""How far coders agree: Krippendorff's alpha, with a bootstrap interval over the coded units.

Alpha is one less the disagreement that is observed over the one to expect if values were shuffled
among all units: 1 is full agreement, 0 what chance alone gives, below 0 worse than chance.
Disagreement is weighted by the distance of two values: for numbers its square (interval metric),
for choices 1 where they differ (nominal metric). Any number of coders, and missing values, will do.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania
2011, https://repository.upenn.edu/handle/20.500.14332/2089. The interval is the percentile one of
alphas of resampled units, in the spirit of A. F. Hayes and K. Krippendorff, "Answering the call for
a standard reliability measure for coding data", Communication Methods and Measures 1, 2007,
https://doi.org/10.1080/19312450709336664, whose own bootstrap resamples pairs of values.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import InvalidInput

__all__ = ["Alpha", "Metric", "krippendorff_alpha"]

Metric = Literal["interval", "nominal"]

_RESAMPLES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """How far coders agree about some units."""

    metric: Metric
    units: int
    """Units with a value of two coders at least; no others count."""
    value: float
    """At most 1; nan where no two units differ: agreement may then be mere habit."""
    low: float
    """Lower end of the 95 % bootstrap interval over units; nan where it is undefined."""
    high: float
    """Upper end of it."""


def krippendorff_alpha(
    values: Sequence[Sequence[float | str | None]], *, metric: Metric = "interval", seed: int = 1
) -> Alpha:
    """Return Krippendorff's alpha of coded units.

    Parameters
    ----------
    values : sequence of sequence of float, str or None
        One row for each unit, one column for each coder; None is a missing value.
    metric : {"interval", "nominal"}
        Squared difference of numbers, or whether choices differ.
    seed : int, default 1
        Of the resampling of units.

    Returns
    -------
    Alpha

    Raises
    ------
    InvalidInput
        If a value of the interval metric is not a finite number.

    References
    ----------
    K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011.

    Examples
    --------
    >>> round(krippendorff_alpha([(1, 1), (2, 2), (3, 3), (3, 2)]).value, 3)
    0.821
    """
    units = [[value for value in row if value is not None] for row in values]
    units = [row for row in units if len(row) > 1]
    if not units:
        return Alpha(metric=metric, units=0, value=math.nan, low=math.nan, high=math.nan)
    table, distance = _counts(units, metric)
    within = np.einsum("uc,cd,ud->u", table, distance, table) / (table.sum(axis=1) - 1)
    value = float(_alphas(table.sum(axis=0)[None], within.sum(keepdims=True), distance)[0])
    rng = np.random.default_rng([seed, len(units)])
    chosen = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), size=_RESAMPLES)
    resampled = _alphas(chosen @ table, chosen @ within, distance)
    told = resampled[~np.isnan(resampled)]
    low, high = (
        np.quantile(told, [0.025, 0.975]) if told.size and len(units) > 1 else [math.nan] * 2
    )
    return Alpha(metric=metric, units=len(units), value=value, low=float(low), high=float(high))


def _counts(
    units: list[list[float | str]], metric: Metric
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how often each unit has each value, and the distance between any two values."""
    kinds = sorted({value for row in units for value in row}, key=lambda one: (str(type(one)), one))
    place = {value: k for k, value in enumerate(kinds)}
    table = np.zeros((len(units), len(kinds)))
    for unit, row in enumerate(units):
        for value in row:
            table[unit, place[value]] += 1
    if metric == "nominal":
        return table, 1.0 - np.eye(len(kinds))
    if not all(isinstance(kind, int | float) and math.isfinite(kind) for kind in kinds):
        raise InvalidInput("values of the interval metric must be finite numbers")
    numbers = np.array(kinds, float)
    return table, (numbers[:, None] - numbers[None, :]) ** 2


def _alphas(
    counts: NDArray[np.float64], within: NDArray[np.float64], distance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return one less observed over expected disagreement, by sample; nan if nothing differs."""
    n = counts.sum(axis=1)
    expected = np.einsum("rc,cd,rd->r", counts, distance, counts, optimize=True) / (n - 1)
    ratio = np.divide(within, expected, out=np.full_like(expected, math.nan), where=expected > 0.0)
    return np.asarray(1.0 - ratio)
