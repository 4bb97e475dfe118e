"""Largest likelihoods of hazards by year in power, and intervals from their profiles.

A table says for each year in power how many rulers were exposed to a coup and how many fell to one;
each year counts as independent trials. Three hazards are fitted: the two states of
:mod:`whowhom.theory.tenure.power_sharing`, one constant chance, and Weibull's. An interval holds
the values for which twice the log likelihood, maximal in everything else, is less than 3.84 below
its maximum (95 percent in large samples); it ends at the bounds of the domain.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Estimate",
    "Fit",
    "constant_fit",
    "peak",
    "two_state_fit",
    "weibull_fit",
    "weibull_spells",
]


_DROP = 3.841458820694124 / 2  # half the 95 percent point of chi-square with one degree of freedom
_NEVER = 1e12  # stands for an infinite minus log likelihood
_SHAPES = (math.log(0.05), math.log(20.0))
_LEVELS = (0.002, 0.01, 0.03, 0.06, 0.1, 0.16, 0.25, 0.4, 0.6, 0.8, 0.95, 0.999)
_DESCENTS = 6  # some ways up end on a ridge
_CUBE = [(0.0, 1.0)] * 3
_CLOSE = {"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number found by maximum likelihood, with its 95 percent profile likelihood interval."""

    value: float
    """Where the likelihood is largest."""
    low: float
    """Lower end of the interval; the bound of the domain if the data do not exclude it."""
    high: float
    """Upper end of the interval; the bound of the domain if the data do not exclude it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted hazard."""

    estimates: tuple[Estimate, ...]
    """In the order of the function that made it."""
    log_likelihood: float
    """The largest log likelihood."""


def two_state_fit(exposed: NDArray[np.float64], coups: NDArray[np.float64]) -> Fit:
    """Fit the chances of a coup, of establishment for who escapes it, and of a later coup.

    The later chance is kept at or below the first, which alone tells the states apart: without
    that, the curve of (a, b, e) has a second set of chances with the names exchanged.

    Parameters
    ----------
    exposed, coups : array of float, shape (n,)
        By year in power, with at least one coup in all.

    Returns
    -------
    Fit
        Three estimates, in [0, 1]; an absent fall is given as a constant chance and
        no establishment.
    """
    mean = float(coups.sum() / exposed.sum())
    (coup, establishment, ratio), least = peak(exposed, coups)
    flat = constant_fit(exposed, coups)
    if -least <= flat.log_likelihood + 1e-7:
        coup, establishment, ratio = mean, 0.0, 1.0
        least = -flat.log_likelihood

    def holding(held: int) -> Callable[[float], float]:
        return lambda value: peak(exposed, coups, held, value)[1]

    return Fit(
        estimates=(
            _interval(holding(1), coup, least, 0.0, 1.0),
            _interval(holding(2), establishment, least, 0.0, 1.0),
            _interval(holding(3), coup * ratio, least, 0.0, 1.0),
        ),
        log_likelihood=-least,
    )


def constant_fit(exposed: NDArray[np.float64], coups: NDArray[np.float64]) -> Fit:
    """Fit one chance of a coup for every year.

    Examples
    --------
    >>> import numpy as np
    >>> constant_fit(np.array([60.0, 40.0]), np.array([8.0, 2.0])).estimates[0].value
    0.1
    """
    fallen, calm = float(coups.sum()), float((exposed - coups).sum())

    def minus(chance: float) -> float:
        if (fallen and chance <= 0) or (calm and chance >= 1):
            return _NEVER
        falling = fallen * math.log(chance) if fallen else 0.0
        return -(falling + (calm * math.log1p(-chance) if calm else 0.0))

    mean = fallen / (fallen + calm)
    return Fit((_interval(minus, mean, minus(mean), 0.0, 1.0),), -minus(mean))


def weibull_fit(exposed: NDArray[np.float64], coups: NDArray[np.float64]) -> Fit:
    """Fit Weibull's shape to a table by year: below 1 the danger falls.

    The chance in year t is ``1 - exp(-rate (t ** shape - (t - 1) ** shape))``.

    Returns
    -------
    Fit
        The shape alone, in [0.05, 20].
    """
    from scipy.optimize import minimize_scalar

    ends = np.arange(len(exposed) + 1) / len(exposed)
    calm = exposed - coups
    fallen = coups > 0

    def minus(log_shape: float) -> float:
        parts = np.diff(ends ** math.exp(log_shape))

        def of_rate(log_rate: float) -> float:
            danger = math.exp(log_rate) * parts
            chance = -np.expm1(-danger[fallen])
            falling = coups[fallen] @ np.log(np.maximum(chance, 1e-300))
            return float(calm @ danger - falling)

        return float(minimize_scalar(of_rate, bounds=(-15.0, 15.0), method="bounded").fun)

    return _shape(minus)


def weibull_spells(years: NDArray[np.float64], coup: NDArray[np.bool_]) -> Fit:
    """Fit Weibull's shape to the exact years of each ruler; not ended by a coup is censored.

    Its log likelihood is one of densities and cannot be compared with that of a table.
    """
    scaled = np.log(years / years.max())
    fallen, sum_of_logs = int(coup.sum()), float(scaled[coup].sum())

    def minus(log_shape: float) -> float:
        shape = math.exp(log_shape)
        total = float(np.exp(shape * scaled).sum())  # the best rate is fallen / total
        return -(fallen * (math.log(shape * fallen / total) - 1) + (shape - 1) * sum_of_logs)

    return _shape(minus)


def _shape(minus: Callable[[float], float]) -> Fit:
    """Return the fit of a shape from minus its log likelihood by its logarithm."""
    from scipy.optimize import minimize_scalar

    least = minimize_scalar(minus, bounds=_SHAPES, method="bounded", options={"xatol": 1e-9})
    best = float(least.x)
    found = _interval(minus, best, minus(best), *_SHAPES)
    ends = (math.exp(end) for end in (found.value, found.low, found.high))
    return Fit((Estimate(*ends),), -minus(best))


def _interval(
    minus: Callable[[float], float], best: float, least: float, low: float, high: float
) -> Estimate:
    """Return the values at which minus the profile log likelihood stays near its minimum."""
    from scipy.optimize import brentq

    def above(value: float) -> float:
        return minus(value) - least - _DROP

    def end(bound: float) -> float:
        if best == bound or above(bound) <= 0:
            return bound
        return float(brentq(above, best, bound, xtol=1e-7, rtol=1e-6))

    return Estimate(float(best), end(low), end(high))


def peak(
    exposed: NDArray[np.float64], coups: NDArray[np.float64], held: int = 0, value: float = 0.0
) -> tuple[tuple[float, ...], float]:
    """Find the likeliest chances of the two states: the best of several descents.

    Parameters
    ----------
    exposed, coups : array of float, shape (n,)
        By year in power.
    held : {0, 1, 2, 3}
        What is held at `value`: nothing, the first, the second or the third chance.
    value : float
        In [0, 1].

    Returns
    -------
    point : tuple of float
        What is free, as the first argument of the kernel ``two_state_loss``.
    least : float
        Minus the log likelihood there.
    """
    from scipy.optimize import minimize

    from whowhom.theory.tenure._power_sharing_kernel import two_state_loss

    def loss(point: NDArray[np.float64]) -> float:
        return min(two_state_loss(point, held, value, exposed, coups), _NEVER)

    starts = _starts(exposed, coups, held, value)
    # Nelder and Mead, since gradient methods call BLAS, whose threads wait for busy cores
    descents = [
        minimize(loss, start, method="Nelder-Mead", bounds=_CUBE[: start.size], options=_CLOSE)
        for start in starts
    ]
    best = min(descents, key=lambda descent: float(descent.fun))
    return tuple(best.x.tolist()), float(best.fun)


def _starts(
    exposed: NDArray[np.float64], coups: NDArray[np.float64], held: int, value: float
) -> NDArray[np.float64]:
    """Return where to descend from: the deepest dips of a grid, and the best of each of its faces.

    A likelihood may have peaks on several faces of the cube, some too narrow for the grid.
    """
    from whowhom.theory.tenure._power_sharing_kernel import fill_losses

    free = 2 if held else 3
    points = np.array(list(product(_LEVELS, repeat=free)))
    losses = np.empty(len(points))
    fill_losses(points, held, value, exposed, coups, losses)
    grid = np.pad(losses.reshape((len(_LEVELS),) * free), 1, constant_values=np.inf)
    inner = (slice(1, -1),) * free
    sides = [np.roll(grid, step, axis)[inner] for axis in range(free) for step in (1, -1)]
    dips = np.flatnonzero(np.all([grid[inner] <= side for side in sides], axis=0))
    deepest = dips[np.argsort(losses[dips])][:_DESCENTS]
    faces = [
        np.flatnonzero(points[:, axis] == level)
        for axis in range(free)
        for level in (_LEVELS[0], _LEVELS[-1])
    ]
    best = [face[np.argmin(losses[face])] for face in faces]
    return points[np.unique([*deepest, *best])]
