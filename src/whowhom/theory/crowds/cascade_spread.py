"""Cascades among people whose thresholds follow a normal distribution, and where they tip.

Granovetter (1978) lets the spread of the thresholds grow while their mean stays: hardly anybody
acts, until at one spread nearly everybody does. The paper's notions and the names used here:

=======================  ====================================================================
mean, sd of thresholds   ``mean``, ``spread``: shares of all people
equilibrium r = F(r)     ``share``: the smallest one; ``equilibria``: all
the jump                 ``critical_spread``: where the smallest equilibrium vanishes
=======================  ====================================================================

Published is the example with its jump, in a crowd of one hundred. The exact condition for an
endless crowd, the curve touching the diagonal, is elementary and ours: with z the touching point
in standard deviations, spread = phi(z) and mean = Phi(z) - z phi(z).
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import POSITIVE, PROBABILITY, Domain, Problems, Real
from whowhom.theory.crowds.cascade import GRANOVETTER_1978
from whowhom.theory.registry import Model
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = ["MODELS", "CascadeSpread", "CriticalSpread", "cascade_spread", "critical_spread"]
MEAN = Real("mean", "mean threshold, as a share of all people", domain=PROBABILITY)
JUMPING_MEAN = Real(
    "mean", "mean threshold, as a share of all people", domain=Domain(above=0, below=Fraction(1, 2))
)
SPREAD = Real("spread", "standard deviation of the thresholds, as a share", domain=POSITIVE)


_PEAK = 1 / math.sqrt(2 * math.pi)
_GRID = 200


@dataclass(frozen=True, slots=True)
class CriticalSpread(Result):
    """The spread of thresholds at which the smallest equilibrium jumps."""

    spread: float
    """The critical standard deviation, in (0, 0.3990)."""
    share: float
    """Share that acts just before the jump, in (0, mean)."""
    share_after: float
    """Share that acts just after the jump, in (mean, 1]."""

    def __str__(self) -> str:
        return (
            f"The cascade tips at a spread of {number(self.spread, 5)}: from "
            f"{percent(self.share)} who act to {percent(self.share_after)}."
        )


@dataclass(frozen=True, slots=True, eq=False)
class CascadeSpread(Result):
    """Who acts in an endless crowd with normally spread thresholds."""

    columns = ("spreads", "shares")

    share: float
    """Share that acts in the end, starting from nobody: the smallest equilibrium, in [0, 1]."""
    equilibria: tuple[float, ...]
    """All shares that reproduce themselves, rising: one, or three of which the middle one is
    the tipping point (two where the curve just touches the diagonal)."""
    critical: CriticalSpread | None
    """Where the smallest equilibrium jumps; None if it never does (mean of 0, or 1/2 and more)."""
    spreads: NDArray[np.float64]
    """Spreads from 0.005 to 1 for a chart, shape (200,)."""
    shares: NDArray[np.float64]
    """The smallest equilibrium at each of `spreads`, shape (200,)."""

    def __str__(self) -> str:
        lines = [f"{percent(self.share)} act in the end, starting from nobody."]
        if len(self.equilibria) == 3:
            _, tipping, high = self.equilibria
            lines.append(
                f"If more than {percent(tipping)} acted at once, {percent(high)} would in the end."
            )
        if self.critical is None:
            lines.append("At this mean no spread makes the cascade jump.")
        else:
            lines.append(str(self.critical))
        places = set(range(_GRID // 10 - 1, _GRID, _GRID // 10))
        if self.critical is not None:
            beyond = int(np.searchsorted(self.spreads, self.critical.spread))
            places |= {beyond - 1, beyond} - {-1}
        rows = [[number(self.spreads[i]), percent(self.shares[i])] for i in sorted(places)]
        return "\n".join([*lines, "", text_table(["spread", "act in the end"], rows)])


def cascade_spread(*, mean: Any, spread: Any) -> CascadeSpread:
    """Find the share that acts in the end when thresholds are normal, as in [1]_.

    The crowd is endless; a threshold below 0 acts unasked, one above 1 never acts.

    Parameters
    ----------
    mean : number
        Mean threshold, as a share of all people; unitless, in [0, 1].
    spread : number
        Standard deviation of the thresholds, as a share; unitless, > 0.

    Returns
    -------
    CascadeSpread
        The smallest equilibrium, all equilibria, where the smallest one jumps, and a curve over
        spreads.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    Notes
    -----
    Between the two places where the density is 1 the curve minus the diagonal only rises or only
    falls, and so it does on either side. Each piece is searched by halving until two neighbouring
    floats are left, so that the smallest equilibrium is not missed where it is about to vanish.

    References
    ----------
    .. [1] M. Granovetter, "Threshold Models of Collective Behavior", American Journal of
       Sociology 83(6), 1420-1443, 1978. https://doi.org/10.1086/226707

    Examples
    --------
    >>> round(cascade_spread(mean=0.25, spread=0.12).share, 4)
    0.0402
    >>> round(cascade_spread(mean=0.25, spread=0.13).share, 4)
    1.0
    """
    with Problems() as problems:
        center = MEAN.read(mean, problems)
        width = SPREAD.read(spread, problems)
    found = _equilibria(center, width)
    spreads = np.arange(1, _GRID + 1) / _GRID
    return CascadeSpread(
        share=found[0],
        equilibria=found,
        critical=_critical(center) if 0 < center < 0.5 else None,
        spreads=read_only(spreads),
        shares=read_only([_equilibria(center, float(each))[0] for each in spreads]),
    )


def critical_spread(*, mean: Any) -> CriticalSpread:
    """Find the spread of normal thresholds at which hardly anybody turns into nearly everybody.

    Parameters
    ----------
    mean : number
        Mean threshold, as a share of all people; unitless, in (0, 1/2). At other means nothing
        jumps.

    Returns
    -------
    CriticalSpread
        The spread, and the shares that act just before and just after it.

    Raises
    ------
    InvalidInput
        If `mean` is outside its domain.

    References
    ----------
    .. [1] M. Granovetter, "Threshold Models of Collective Behavior", American Journal of
       Sociology 83(6), 1420-1443, 1978. https://doi.org/10.1086/226707

    Examples
    --------
    >>> found = critical_spread(mean=0.25)
    >>> round(found.spread, 6), round(found.share, 6)
    (0.122221, 0.062003)
    """
    with Problems() as problems:
        center = JUMPING_MEAN.read(mean, problems)
    return _critical(center)


def _critical(mean: float) -> CriticalSpread:
    """Solve mean = Phi(z) - z phi(z), whose right side rises from 0 to 1/2 below z = 0."""
    low, high = -40.0, 0.0
    while low < (z := (low + high) / 2) < high:
        if _normal(z) - z * _density(z) < mean:
            low = z
        else:
            high = z
    spread = _density(high)
    return CriticalSpread(
        spread=spread, share=_normal(high), share_after=_equilibria(mean, spread)[-1]
    )


def _equilibria(mean: float, spread: float) -> tuple[float, ...]:
    """Return all shares in [0, 1] at which the curve of thresholds meets the diagonal."""
    edges = [0.0, 1.0]
    if spread < _PEAK:  # the density is 1 at two places; between them the excess rises
        reach = spread * math.sqrt(-2 * math.log(spread / _PEAK))
        edges += [min(max(place, 0.0), 1.0) for place in (mean - reach, mean + reach)]
    edges.sort()
    found = [edge for edge in sorted(set(edges)) if _excess(edge, mean, spread) == 0]
    for low, high in pairwise(edges):
        at_low, at_high = _excess(low, mean, spread), _excess(high, mean, spread)
        if at_low and at_high and (at_low > 0) != (at_high > 0):
            found.append(_crossing(low, high, mean, spread))
    return tuple(sorted(found))


def _crossing(low: float, high: float, mean: float, spread: float) -> float:
    """Halve an interval at whose ends the excess differs in sign, down to neighbouring floats."""
    is_above = _excess(low, mean, spread) > 0
    while low < (middle := (low + high) / 2) < high:
        if (_excess(middle, mean, spread) > 0) == is_above:
            low = middle
        else:
            high = middle
    return low


def _excess(share: float, mean: float, spread: float) -> float:
    """Return by how much the share that is ready exceeds the share that acts."""
    return _normal((share - mean) / spread) - share


def _normal(z: float) -> float:
    """Return the standard normal distribution function, accurate in its lower tail."""
    return math.erfc(-z / math.sqrt(2)) / 2


def _density(z: float) -> float:
    """Return the standard normal density."""
    return _PEAK * math.exp(-z * z / 2)


MODELS = (
    Model(
        name="cascade-spread",
        title="Cascade among normally spread thresholds",
        question="How many act when thresholds are spread around a mean, and when does it tip?",
        grade="A",
        solver=cascade_spread,
        result=CascadeSpread,
        papers=(GRANOVETTER_1978,),
        card="cascade.md",
        arguments=(MEAN, SPREAD),
        example={"mean": 0.25, "spread": 0.12},
    ),
)
