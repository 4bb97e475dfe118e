"""Scores of one forecast of one struggle.

Co-winners are one class: the probability that a forecast gives to it is the sum of theirs. A score
is *proper* if nobody can expect a better one by saying something else than they believe [1]_.

References
----------
.. [1] T. Gneiting and A. E. Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation",
   Journal of the American Statistical Association 102(477), 359-378, 2007.
   https://doi.org/10.1198/016214506000001437
"""

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from whowhom.errors import InvalidInput

__all__ = [
    "FLOOR",
    "accuracy",
    "auc",
    "brier",
    "brier_fates",
    "brier_removed",
    "crps",
    "log_loss",
    "log_loss_first",
    "winner_rank",
]

FLOOR = 1e-6
"""Least probability that the log loss counts with: a forecast that said 0 and was wrong costs
13.8 nats, not infinitely many."""

_TIE = 1e-12


def log_loss(
    winner: Mapping[str, float], winners: Collection[str], *, floor: float = FLOOR
) -> float:
    """Return ``-log(max(floor, P))``, with P the probability given to the winners.

    Strictly proper (but for the floor); in [0, -log(floor)], less is better [1]_.

    Parameters
    ----------
    winner : mapping of str to float
        Probability of winning, by contender.
    winners : collection of str
        Who won, at least one; all of them contenders.
    floor : float, default 1e-6
        Least probability that is counted, in (0, 1).

    Returns
    -------
    float
        In nats.

    Raises
    ------
    InvalidInput
        If there is no winner or they are not contenders, or `floor` is outside its domain.

    References
    ----------
    .. [1] I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14(1),
       107-114, 1952. https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> round(log_loss({"Ann": 0.5, "Bob": 0.25, "Cat": 0.25}, ["Bob"]), 4)
    1.3863
    """
    if not 0 < floor < 1:
        raise InvalidInput(f"floor must be in (0, 1), got {floor!r}")
    return -math.log(max(floor, min(1.0, _given(winner, winners))))


def brier(winner: Mapping[str, float], winners: Collection[str]) -> float:
    """Return ``(1 - P)**2`` plus the sum of ``p_i**2`` over those who did not win.

    P is the probability given to the winners. Strictly proper; in [0, 2], less is better [1]_.

    References
    ----------
    .. [1] G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly
       Weather Review 78(1), 1-3, 1950.
       https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> brier({"Ann": 0.5, "Bob": 0.25, "Cat": 0.25}, ["Bob"])
    0.875
    """
    given = _given(winner, winners)
    return (1 - given) ** 2 + sum(p**2 for actor, p in winner.items() if actor not in winners)


def accuracy(winner: Mapping[str, float], winners: Collection[str]) -> float:
    """Return the part of the contenders held most likely that won: 0 or 1 unless they tie.

    In [0, 1], more is better; not proper.

    Examples
    --------
    >>> accuracy({"Ann": 0.4, "Bob": 0.4, "Cat": 0.2}, ["Bob"])
    0.5
    """
    _given(winner, winners)
    most = max(winner.values())
    likeliest = [actor for actor, p in winner.items() if p >= most - _TIE]
    return sum(actor in winners for actor in likeliest) / len(likeliest)


def winner_rank(winner: Mapping[str, float], winners: Collection[str]) -> float:
    """Return the place of the (best placed) winner: 1 for the likeliest, half a place for ties.

    ``1 + #{i: p_i > p} + #{i: p_i = p} / 2`` over those who did not win, with p the largest
    probability of a winner; in [1, n], less is better; not proper.

    Examples
    --------
    >>> winner_rank({"Ann": 0.4, "Bob": 0.3, "Cat": 0.3}, ["Bob"])
    2.5
    """
    _given(winner, winners)
    own = max(winner[actor] for actor in winners)
    others = [p for actor, p in winner.items() if actor not in winners]
    above = sum(p > own + _TIE for p in others)
    level = sum(abs(p - own) <= _TIE for p in others)
    return 1 + above + level / 2


def auc(removed: Mapping[str, float], fallen: Collection[str]) -> float | None:
    """Return how often somebody who fell was held likelier to fall than somebody who did not.

    Over all pairs of one of each kind, ties counted half: the area under the curve [1]_. In [0, 1],
    0.5 for a forecast that knows nothing; None if all fell or nobody did.

    References
    ----------
    .. [1] J. A. Hanley and B. J. McNeil, "The Meaning and Use of the Area under a Receiver
       Operating Characteristic (ROC) Curve", Radiology 143(1), 29-36, 1982.
       https://doi.org/10.1148/radiology.143.1.7063747

    Examples
    --------
    >>> auc({"Ann": 0.9, "Bob": 0.5, "Cat": 0.5}, ["Ann", "Bob"])
    0.75
    """
    fell = [p for actor, p in removed.items() if actor in fallen]
    stayed = [p for actor, p in removed.items() if actor not in fallen]
    if not fell or not stayed:
        return None
    gaps = np.subtract.outer(fell, stayed)
    return float(np.mean((gaps > _TIE) + 0.5 * (np.abs(gaps) <= _TIE)))


def brier_removed(removed: Mapping[str, float], fallen: Collection[str]) -> float:
    """Return the mean over the contenders of ``(p_i - [i fell])**2``.

    Proper; in [0, 1], less is better; 0.25 for one who always says one half.

    Examples
    --------
    >>> brier_removed({"Ann": 1.0, "Bob": 0.5}, ["Ann"])
    0.125
    """
    return sum((p - (actor in fallen)) ** 2 for actor, p in removed.items()) / len(removed)


def log_loss_first(
    first_removed: Mapping[str, float], first: Collection[str], *, floor: float = FLOOR
) -> float:
    """Return ``-log(max(floor, P))``, with P the probability given to those who fell first.

    Several are one class, since their dates are not distinguishable; nobody is a class of its own,
    with the probability that is missing to 1. Proper; in nats, less is better.

    Examples
    --------
    >>> round(log_loss_first({"Ann": 0.5, "Bob": 0.25}, []), 4)
    1.3863
    """
    said = sum(p for actor, p in first_removed.items() if not first or actor in first)
    return -math.log(max(floor, min(1.0, said if first else 1 - said)))


def brier_fates(fates: Mapping[str, Mapping[str, float]], found: Mapping[str, str]) -> float:
    """Return the mean over the contenders of the Brier score over the classes of fate.

    Parameters
    ----------
    fates : mapping of str to mapping of str to float
        Probability of each class, by contender.
    found : mapping of str to str
        The class that came true, by contender.

    Returns
    -------
    float
        Proper; in [0, 2], less is better.

    Examples
    --------
    >>> brier_fates({"Ann": {"none": 0.5, "death": 0.5}}, {"Ann": "death"})
    0.5
    """
    return sum(
        sum((p - (fate == found[actor])) ** 2 for fate, p in table.items())
        for actor, table in fates.items()
    ) / len(fates)


def crps(draws: Sequence[float], observed: float, *, horizon: float = math.inf) -> float:
    """Return the continuous ranked probability score of draws of a time.

    ``mean |x - y| - mean |x - x'| / 2`` over draws x, x' [1]_, with every time beyond the horizon
    counted as the horizon: what lies beyond it was not forecast. Proper; in the unit of the draws,
    less is better. It is the mean pinball loss over all levels, doubled.

    References
    ----------
    .. [1] T. Gneiting and A. E. Raftery, Journal of the American Statistical Association 102(477),
       359-378, 2007, equation 21. https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> crps([1.0, 3.0], 2.0)
    0.5
    """
    if not len(draws):
        raise InvalidInput("crps needs at least one draw")
    times = np.minimum(np.sort(np.asarray(draws, float)), horizon)
    size = len(times)
    apart = 2 * float(np.sum((2 * np.arange(1, size + 1) - size - 1) * times)) / size**2
    return float(np.mean(np.abs(times - min(observed, horizon)))) - apart / 2


def _given(winner: Mapping[str, float], winners: Collection[str]) -> float:
    """Return the probability given to the winners."""
    strangers = [actor for actor in winners if actor not in winner]
    if not winners or strangers:
        who = ", ".join(strangers) or "nobody"
        raise InvalidInput(f"winners must be contenders of the forecast, got {who}")
    return sum(winner[actor] for actor in winners)
