"""Rivals that learn from other struggles, each time from all but the one that they forecast."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from whowhom.cases.case import BASES
from whowhom.errors import InvalidInput
from whowhom.score.baselines import mixed
from whowhom.score.opening import Opening, Shares
from whowhom.score.scores import log_loss

__all__ = ["fitted_losses", "fitted_parts", "logit_coefficients", "logit_forecasts", "logit_shares"]

_LEAST, _MOST = 1e-3, 1.0

Known = tuple[Opening, Collection[str]]
"""An opening and who won."""


def logit_coefficients(known: Sequence[Known], *, ridge: float = 1.0) -> NDArray[np.float64]:
    """Fit the conditional logit of [1]_: who wins, by the bases of all contenders.

    The probability of contender i is ``exp(x_i b) / sum_j exp(x_j b)``, with x the seven bases, 0
    to 3; co-winners are one class. Minimised is ``-sum log P + ridge * b'b / 2``.

    Parameters
    ----------
    known : sequence of (Opening, collection of str)
        Struggles to learn from, with their winners.
    ridge : float, default 1
        Pull of the coefficients towards 0, >= 0.

    Returns
    -------
    array of float, shape (7,)
        Coefficients in the order of ``whowhom.cases.case.BASES``, per point.

    References
    ----------
    .. [1] D. McFadden, "Conditional Logit Analysis of Qualitative Choice Behavior", in P. Zarembka
       (ed.), Frontiers in Econometrics, Academic Press, 1974, 105-142.
    """
    if not ridge >= 0:
        raise InvalidInput(f"ridge must be >= 0, got {ridge!r}")
    tables = [
        (_bases(opening), np.array([actor in winners for actor in opening.actors]))
        for opening, winners in known
    ]

    def cost(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = ridge * float(b @ b) / 2, ridge * b
        for x, won in tables:
            score = x @ b
            weight = np.exp(score - score.max())
            p, q = weight / weight.sum(), weight * won / (weight * won).sum()
            total -= float(np.log(p[won].sum()))
            slope = slope + (p - q) @ x
        return total, slope

    return np.asarray(minimize(cost, np.zeros(len(BASES)), jac=True, method="BFGS").x)


def logit_shares(opening: Opening, coefficients: NDArray[np.float64]) -> Shares:
    """Return the probabilities that the conditional logit gives."""
    score = _bases(opening) @ coefficients
    weight = np.exp(score - score.max())
    return dict(zip(opening.actors, (weight / weight.sum()).tolist(), strict=True))


def logit_forecasts(known: Sequence[Known], *, ridge: float = 1.0) -> list[Shares]:
    """Forecast each struggle by the conditional logit fitted to all the others."""
    return [
        logit_shares(opening, logit_coefficients([*known[:k], *known[k + 1 :]], ridge=ridge))
        for k, (opening, _) in enumerate(known)
    ]


def fitted_parts(forecasts: Sequence[Shares], winners: Sequence[Collection[str]]) -> list[float]:
    """Return, for each struggle, how much of the uniform forecast the others advise to mix in.

    The part in [0.001, 1] with the least mean log loss over all the other struggles; 0.1 where
    there is no other.

    Parameters
    ----------
    forecasts : sequence of mapping of str to float
        Unmixed probabilities, by struggle.
    winners : sequence of collection of str
        Who won, by struggle.
    """
    pairs = [
        (sum(shares[actor] for actor in won), len(won) / len(shares))
        for shares, won in zip(forecasts, winners, strict=True)
    ]
    if len(pairs) < 2:
        return [0.1] * len(pairs)
    given, even = np.array(pairs).T

    def best(rest: NDArray[np.bool_]) -> float:
        def cost(part: float) -> float:
            said = (1 - part) * given[rest] + part * even[rest]
            return -float(np.log(np.maximum(said, 1e-300)).mean())

        found = minimize_scalar(cost, bounds=(_LEAST, _MOST), method="bounded")
        return min((float(found.x), _LEAST, _MOST), key=cost)

    return [best(np.arange(len(pairs)) != k) for k in range(len(pairs))]


def fitted_losses(forecasts: Sequence[Shares], winners: Sequence[Collection[str]]) -> list[float]:
    """Return the log loss of each struggle after mixing as the other struggles advise."""
    parts = fitted_parts(forecasts, winners)
    return [
        log_loss(mixed(shares, part), won)
        for shares, won, part in zip(forecasts, winners, parts, strict=True)
    ]


def _bases(opening: Opening) -> NDArray[np.float64]:
    """Return the bases, shape (contenders, 7)."""
    return np.array([[c.bases[base] for base in BASES] for c in opening.contenders], float)
