"""Intervals of mean scores and differences of scores, and the calibration of probabilities.

Few struggles are known, so two models that differ by less than about 0.25 nats a struggle can
hardly be distinguished: every mean comes with an interval from a bootstrap over struggles.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whowhom.errors import InvalidInput
from whowhom.score.opening import Shares

__all__ = [
    "BINS",
    "Bin",
    "Control",
    "Interval",
    "mean_interval",
    "negative_control",
    "paired_difference",
    "reliability",
]

BINS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 1.0)
"""Edges of the bins of probability."""

DRAWS = 10_000
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over struggles, with its interval."""

    mean: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether 0 lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Bin:
    """Contenders who were given probabilities between two edges."""

    low: float
    high: float
    contenders: int
    forecast: float
    """Mean of their probabilities; NaN without any."""
    happened: float
    """Share of them for whom it came true; NaN without any."""


@dataclass(frozen=True, slots=True)
class Control:
    """A model whose probabilities are permuted within every struggle."""

    log_loss: float
    """Mean log loss over struggles and permutations."""
    low: float
    high: float
    """Central 90% of the permutations."""
    p: float
    """Share of permutations that score at least as well as the model itself: small if it knows who
    has the better chances."""


def mean_interval(
    scores: ArrayLike,
    *,
    struggles: Sequence[str] | None = None,
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 1,
) -> Interval:
    """Return the mean of scores with a percentile interval of the bootstrap over struggles [1]_.

    Parameters
    ----------
    scores : array_like of float, shape (n,)
        One number for each struggle, n >= 1; or for each point of them.
    struggles : sequence of str, length n, optional
        To which struggle each number belongs, where one has several: then whole struggles are
        resampled, with all their numbers (a cluster bootstrap), since what one struggle gives is
        not independent. Every number counts alike in the mean.
    level : float, default 0.9
        Coverage, in (0, 1).
    draws : int, default 10000
        Resamples, >= 1.
    seed : int, default 1
        Chooses them. The same seed and n resample the same struggles, whatever the scores are.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain.

    References
    ----------
    .. [1] B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, Chapman & Hall, 1993,
       chapter 13. https://doi.org/10.1201/9780429246593

    Examples
    --------
    >>> mean_interval([1.0, 1.0, 1.0])
    Interval(mean=1.0, low=1.0, high=1.0)
    >>> mean_interval([1.0, 1.0, 4.0], struggles=["a", "a", "b"])
    Interval(mean=2.0, low=1.0, high=4.0)
    """
    values = np.asarray(scores, float)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise InvalidInput("scores must be a row of at least one finite number")
    if not 0 < level < 1 or draws < 1:
        raise InvalidInput(f"level must be in (0, 1) and draws >= 1, got {level!r}, {draws!r}")
    sums, sizes = values, np.ones(values.size)
    if struggles is not None:
        if len(struggles) != values.size:
            raise InvalidInput(f"{values.size} scores need as many struggles, not {len(struggles)}")
        names = list(dict.fromkeys(struggles))
        place = np.array([names.index(struggle) for struggle in struggles])
        sums, sizes = np.bincount(place, values), np.bincount(place).astype(float)
    chosen = np.random.default_rng(seed).integers(sums.size, size=(draws, sums.size))
    means = sums[chosen].sum(axis=1) / sizes[chosen].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(values.mean()), float(low), float(high))


def paired_difference(
    first: ArrayLike,
    second: ArrayLike,
    *,
    struggles: Sequence[str] | None = None,
    level: float = 0.9,
    draws: int = DRAWS,
    seed: int = 1,
) -> Interval:
    """Return the mean of ``first - second`` over struggles: below 0 if the first loses less.

    Both models are resampled together, so that struggles hard for both do not blur the difference.
    The arguments are those of :func:`mean_interval`.

    Examples
    --------
    >>> paired_difference([1.0, 2.0], [1.5, 2.5])
    Interval(mean=-0.5, low=-0.5, high=-0.5)
    """
    one, other = np.asarray(first, float), np.asarray(second, float)
    if one.shape != other.shape:
        raise InvalidInput(f"both need the same struggles, got {one.shape} and {other.shape}")
    return mean_interval(one - other, struggles=struggles, level=level, draws=draws, seed=seed)


def reliability(
    probabilities: ArrayLike, happened: ArrayLike, *, bins: Sequence[float] = BINS
) -> list[Bin]:
    """Return how often what was forecast came true, by bins of probability.

    Parameters
    ----------
    probabilities : array_like of float, shape (n,)
        In [0, 1], one for each contender of each struggle.
    happened : array_like of bool, shape (n,)
        Whether it came true.
    bins : sequence of float
        Edges, rising; a bin holds its lower edge, the last one both.
    """
    said, came = np.asarray(probabilities, float), np.asarray(happened, float)
    if said.shape != came.shape or said.ndim != 1:
        raise InvalidInput(f"both need one number a contender, got {said.shape} and {came.shape}")
    edges = np.asarray(bins, float)
    if edges.size < 2 or not (np.diff(edges) > 0).all():
        raise InvalidInput(f"bins must be at least two rising edges, got {list(bins)!r}")
    place = np.clip(np.searchsorted(edges, said, side="right") - 1, 0, edges.size - 2)
    return [
        Bin(
            low=float(edges[k]),
            high=float(edges[k + 1]),
            contenders=int((place == k).sum()),
            forecast=_mean(said[place == k]),
            happened=_mean(came[place == k]),
        )
        for k in range(edges.size - 1)
    ]


def negative_control(
    forecasts: Sequence[Shares],
    winners: Sequence[Collection[str]],
    *,
    draws: int = 2000,
    seed: int = 1,
) -> Control:
    """Permute the probabilities of every struggle and score them: the advantage must vanish.

    For a model that reads only the profiles of the contenders this is its forecast if the profiles
    were permuted among them.

    Parameters
    ----------
    forecasts : sequence of mapping of str to float
        Probability of winning, by struggle.
    winners : sequence of collection of str
        Who did.
    draws : int, default 2000
        Number of permutations, >= 1.
    seed : int, default 1
        Seed of the permutations.
    """
    rng = np.random.default_rng(seed)
    dealt = np.zeros(draws)
    own = 0.0
    for shares, won in zip(forecasts, winners, strict=True):
        p = np.array(list(shares.values()))
        is_winner = np.array([actor in won for actor in shares])
        own += float(_loss(p[is_winner].sum()))
        hands = rng.permuted(np.tile(p, (draws, 1)), axis=1)
        dealt += _loss(hands[:, is_winner].sum(axis=1))
    dealt /= len(forecasts)
    own /= len(forecasts)
    low, high = np.quantile(dealt, [0.05, 0.95])
    p_value = (1 + int((dealt <= own + 1e-12).sum())) / (1 + draws)
    return Control(float(dealt.mean()), float(low), float(high), p_value)


def _loss(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    return -np.log(np.maximum(probability, _FLOOR))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else float("nan")
