"""An emulator: how likely each answer is at any point of the box, learnt from few runs at some.

The answers to a question have the chances ``exp(eta_k) / sum_l exp(eta_l)``, with every ``eta`` a
polynomial of second degree in the parameters: multinomial logistic regression of the runs on the
sets, pulled towards no effect by a ridge. Runs of all sets help to estimate every chance, and
chances stay chances. The strength of the ridge is the one that forecasts left-out sets best.
Compared with a Gaussian process and with less and more than this in ``docs/decisions``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from research.calibration.questions import Questions

__all__ = ["Emulator", "features", "fit", "folds", "held_out_loss", "ridge_of"]

RIDGES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
"""Strengths tried for the linear terms; for squares and products also none of them at all."""

_MOST_STEPS = 400
_CLOSE = 1e-4
_HALF = 0.5
"""Half a run more for every answer, over all sets: nothing is held impossible."""
_NO_PULL = 1e-6

Ridge = tuple[float, float]
"""Strength for the linear terms, and for squares and products; infinite: without them."""


def features(points: NDArray[np.float64], *, curved: bool = True) -> NDArray[np.float64]:
    """Return the terms of the polynomial at points of the box.

    Legendre polynomials, each with mean 0 and variance 1 over the box, and products of two.

    Parameters
    ----------
    points : array of float, shape (n, d)
        In [0, 1].
    curved : bool
        Whether squares and products are among them.

    Returns
    -------
    array of float, shape (n, 1 + d) or (n, 1 + d + d (d + 1) / 2)
    """
    u = 2.0 * points - 1.0
    linear = np.sqrt(3.0) * u
    columns = [np.ones((len(u), 1)), linear]
    if curved:
        columns.append(np.sqrt(5.0) * (3.0 * u**2 - 1.0) / 2.0)
        pairs = list(combinations(range(u.shape[1]), 2))
        if pairs:
            first, second = np.array(pairs).T
            columns.append(linear[:, first] * linear[:, second])
    return np.concatenate(columns, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Emulator:
    """Fitted chances of the answers to some questions."""

    questions: Questions
    ridge: Ridge
    coefficients: NDArray[np.float64]
    """Shape (terms, C)."""

    def logits(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``eta`` at points of the box, shape (n, C)."""
        terms = features(points, curved=np.isfinite(self.ridge[1]))
        return np.asarray(terms @ self.coefficients)

    def chances(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chances of all answers at points of the box, shape (n, C)."""
        return _softmax(self.logits(points), self.questions)

    def log_chances(
        self, points: NDArray[np.float64], true: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Return the log of the chance of the true answer to each question, shape (n, Q).

        Parameters
        ----------
        points : array of float, shape (n, d)
            In [0, 1].
        true : array of bool, shape (C,)
            Several answers of a question count as one.
        """
        weight = np.exp(self.logits(points))
        starts = self.questions.starts
        whole = np.add.reduceat(weight, starts, axis=1)
        return np.asarray(np.log(np.add.reduceat(weight * true, starts, axis=1) / whole))


def fit(
    points: NDArray[np.float64],
    counts: NDArray[np.float64],
    questions: Questions,
    ridge: Ridge,
) -> Emulator:
    """Fit the chances of the answers to counted runs.

    Climbs the penalised likelihood by steps whose length comes from a bound of its curvature [1]_,
    the same for all questions, with Nesterov's momentum, dropped whenever it leads down.

    Parameters
    ----------
    points : array of float, shape (S, d)
        The sets, in [0, 1].
    counts : array of float, shape (S, C)
        How many runs under each set gave each answer.
    questions : Questions
        Which answers belong together.
    ridge : (float, float)
        Inverse variance of the coefficients of linear terms, and of squares and products; an
        infinite one leaves these out.

    References
    ----------
    .. [1] D. Böhning, "Multinomial Logistic Regression Algorithm", Annals of the Institute of
       Statistical Mathematics 44(1), 197-200, 1992. https://doi.org/10.1007/BF00048682
    """
    terms = features(points, curved=np.isfinite(ridge[1]))
    wanted = counts + _HALF / len(points)
    asked = np.add.reduceat(wanted, questions.starts, axis=1)
    pull = _pull(terms.shape[1], points.shape[1], ridge)
    bound = 0.5 * asked.max() * terms.T @ terms + np.diag(pull)
    factor = cho_factor(bound)
    shares = wanted.sum(axis=0)
    start = np.zeros((terms.shape[1], questions.columns))
    start[0] = np.log(shares / _spread(np.add.reduceat(shares, questions.starts), questions))
    here = ahead = start
    speed = 1.0
    for _ in range(_MOST_STEPS):
        expected = _softmax(terms @ ahead, questions) * _spread(asked, questions)
        slope = terms.T @ (wanted - expected) - pull[:, None] * ahead
        there = ahead + cho_solve(factor, slope)
        step = there - here
        if np.abs(there - ahead).max() < _CLOSE:
            here = there
            break
        if float(np.sum(slope * step)) < 0:
            speed, ahead = 1.0, there
        else:
            faster = (1.0 + np.sqrt(1.0 + 4.0 * speed**2)) / 2.0
            ahead = there + (speed - 1.0) / faster * step
            speed = faster
        here = there
    return Emulator(questions, ridge, here)


def held_out_loss(
    points: NDArray[np.float64],
    counts: NDArray[np.float64],
    questions: Questions,
    ridge: Ridge,
    *,
    groups: int = 5,
) -> float:
    """Return the weighted log loss at left-out sets, in nats for one run of every struggle."""
    total = 0.0
    weights = _spread(questions.weights, questions)
    for held in folds(len(points), groups):
        rest = np.setdiff1d(np.arange(len(points)), held)
        fitted = fit(points[rest], counts[rest], questions, ridge)
        total -= float(np.sum(weights * counts[held] * np.log(fitted.chances(points[held]))))
    simulated = counts[:, : questions.sizes[0]].sum()
    return total / float(simulated)


def ridge_of(
    points: NDArray[np.float64],
    counts: NDArray[np.float64],
    questions: Questions,
    *,
    tried: Sequence[float] = RIDGES,
) -> tuple[Ridge, dict[Ridge, float]]:
    """Choose the ridge that forecasts held-out sets best: first the linear terms, then the others.

    Squares and products are tried only where there are two sets for each term.

    Returns
    -------
    tuple of Ridge and dict
        The best, and the loss of every one that was tried.
    """
    losses: dict[Ridge, float] = {}

    def loss(ridge: Ridge) -> float:
        losses.setdefault(ridge, held_out_loss(points, counts, questions, ridge))
        return losses[ridge]

    linear = min(((strength, np.inf) for strength in tried), key=loss)
    terms = features(points[:1], curved=True).shape[1]
    others = [strength for strength in tried if strength >= linear[0]]
    curved = [(linear[0], strength) for strength in others] if len(points) >= 2 * terms else []
    best = min([linear, *curved], key=loss)
    return best, losses


def folds(n: int, groups: int) -> list[NDArray[np.int64]]:
    """Return the numbers 0 to n - 1 in groups; neighbours of a Sobol sequence are kept apart."""
    return [np.arange(n)[g::groups] for g in range(groups)]


def _pull(terms: int, d: int, ridge: Ridge) -> NDArray[np.float64]:
    """Return the inverse variance of each term's coefficient."""
    pull = np.full(terms, ridge[1])
    pull[: d + 1] = ridge[0]
    pull[0] = _NO_PULL
    return pull


def _spread(values: NDArray[np.float64], questions: Questions) -> NDArray[np.float64]:
    """Return values of questions as values of their answers, over the last axis."""
    return np.repeat(values, questions.sizes, axis=-1)


def _softmax(logits: NDArray[np.float64], questions: Questions) -> NDArray[np.float64]:
    weight = np.exp(logits)
    return weight / _spread(np.add.reduceat(weight, questions.starts, axis=1), questions)
