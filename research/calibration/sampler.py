"""Points of a box drawn in proportion to a likelihood: sequential Monte Carlo [1]_.

The likelihood is let in little by little. At each stage points are drawn anew by weight and then
moved by a random walk that leaves the distribution of the stage as it is; a point that would leave
the box is reflected. Many narrow or curved peaks can so be found without knowing where to start.

References
----------
.. [1] P. Del Moral, A. Doucet and A. Jasra, "Sequential Monte Carlo Samplers", Journal of the Royal
   Statistical Society B 68(3), 411-436, 2006. https://doi.org/10.1111/j.1467-9868.2006.00553.x
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["LogLikelihood", "effective_size", "normalised", "resampled", "sample"]

LogLikelihood = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Points, shape (n, d), to log-likelihoods, shape (n,)."""

_KEPT = 0.5
"""Effective part of the points that a stage may cost."""
_MOVES = 6
_MOST_STAGES = 200


def sample(
    log_likelihood: LogLikelihood,
    d: int,
    *,
    particles: int,
    powers: Sequence[float] = (1.0,),
    rng: np.random.Generator,
) -> list[NDArray[np.float64]]:
    """Draw points of the unit box from ``likelihood ** power``, for each power.

    Parameters
    ----------
    log_likelihood : callable
        Of points, shape (n, d), each in [0, 1].
    d : int
        Number of dimensions.
    particles : int
        How many points.
    powers : sequence of float
        Rising, above 0.
    rng : numpy Generator
        The chance.

    Returns
    -------
    list of array, each of shape (particles, d)
    """
    points = rng.random((particles, d))
    found = log_likelihood(points)
    power, scale = 0.0, 1.0
    drawn = []
    for goal in powers:
        for _ in range(_MOST_STAGES):
            following = _next_power(found, power, goal)
            chosen = resampled(normalised((following - power) * found), particles, rng)
            points, found, power = points[chosen], found[chosen], following
            points, found, scale = _moved(points, found, power, log_likelihood, scale, rng)
            if power >= goal:
                break
        drawn.append(points.copy())
    return drawn


def normalised(log_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights that sum to 1 from their logs.

    Examples
    --------
    >>> normalised(np.array([0.0, 0.0]))
    array([0.5, 0.5])
    """
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def effective_size(weights: NDArray[np.float64]) -> float:
    """Return how many equally weighted draws these weights are worth: ``1 / sum(w ** 2)`` [1]_.

    References
    ----------
    .. [1] A. Kong, J. S. Liu and W. H. Wong, "Sequential Imputations and Bayesian Missing Data
       Problems", JASA 89(425), 278-288, 1994. https://doi.org/10.1080/01621459.1994.10476469
    """
    return float(1.0 / np.sum(weights**2))


def resampled(weights: NDArray[np.float64], n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return `n` indices by weight, drawn systematically: each as often as its weight says."""
    places = (rng.random() + np.arange(n)) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def _next_power(found: NDArray[np.float64], power: float, goal: float) -> float:
    """Return the largest next power at which enough points still count."""
    enough = _KEPT * len(found)

    def is_enough(following: float) -> bool:
        return effective_size(normalised((following - power) * found)) >= enough

    if is_enough(goal):
        return goal
    low, high = power, goal
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if is_enough(middle) else (low, middle)
    return max(low, power + 1e-6)


def _moved(
    points: NDArray[np.float64],
    found: NDArray[np.float64],
    power: float,
    log_likelihood: LogLikelihood,
    scale: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Move the points by a few steps of a random walk; tell also the next length of its steps."""
    n, d = points.shape
    spread = np.cov(points.T).reshape(d, d) + 1e-8 * np.eye(d)
    walk = np.linalg.cholesky(spread)
    for _ in range(_MOVES):
        ahead = points + scale * 2.38 / np.sqrt(d) * rng.standard_normal((n, d)) @ walk.T
        ahead = np.abs(np.mod(ahead + 1.0, 2.0) - 1.0)  # reflected at both ends
        there = log_likelihood(ahead)
        is_taken = np.log(rng.random(n)) < power * (there - found)
        points = np.where(is_taken[:, None], ahead, points)
        found = np.where(is_taken, there, found)
        scale *= float(np.exp(is_taken.mean() - 0.3))
    return points, found, float(np.clip(scale, 0.05, 2.0))
