"""The two codings of a struggle: the bases as coded, or scaled to the judged shares of power."""

from collections.abc import Mapping

from whowhom.casebook.struggle import Contender, Struggle
from whowhom.errors import InvalidInput

__all__ = ["CODINGS", "coded_bases", "largest_gap"]

CODINGS = ("mechanical", "judged")
TOP = 3.0
"""Highest score of a base."""
DIGITS = 4
"""Decimals of a scaled base."""

Scores = Mapping[str, Mapping[str, float]]


def coded_bases(struggle: Struggle, coding: str = "mechanical") -> Scores:
    """Return the bases of each contender under a coding.

    ``mechanical`` takes the scores as they are. ``judged`` multiplies the scores of each contender
    by one factor of his own, so that their sum is his judged share of the points of all; the sum
    over all contenders stays as it is, and a base of 0 stays 0. A base cannot pass 3: where the
    factor would lift one above, it stays at 3 and the factor of his other bases rises instead,
    until the sum is reached or all of them are at 3. Who has few bases and a large judged share
    then falls short of it; :func:`largest_gap` says by how much.

    Parameters
    ----------
    struggle : Struggle
        The struggle.
    coding : {"mechanical", "judged"}, default "mechanical"
        Which coding.

    Returns
    -------
    mapping of str to mapping of str to float
        Scores from 0 to 3, by id of the contender and name of the base.

    Raises
    ------
    InvalidInput
        If `coding` is unknown, or ``judged`` is asked of a struggle without judged shares.
    """
    if coding not in CODINGS:
        raise InvalidInput(f"coding must be one of {', '.join(CODINGS)}, got {coding!r}")
    if coding == "mechanical":
        return {contender.id: dict(contender.bases) for contender in struggle.contenders}
    total = sum(contender.points for contender in struggle.contenders)
    return {
        contender.id: _scaled(contender.bases, total * _judged(struggle, contender))
        for contender in struggle.contenders
    }


def largest_gap(struggle: Struggle) -> float:
    """Return the largest difference between a judged share and the share of the scaled bases.

    Both are shares of all contenders, in [0, 1]; a cap on one contender raises the shares of all
    others.
    """
    sums = {name: sum(bases.values()) for name, bases in coded_bases(struggle, "judged").items()}
    total = sum(sums.values()) or 1.0
    return max(
        abs(sums[contender.id] / total - _judged(struggle, contender))
        for contender in struggle.contenders
    )


def _judged(struggle: Struggle, contender: Contender) -> float:
    if contender.judged is None:
        raise InvalidInput(
            f"{struggle.id}: {contender.id} has no judged share of power, so there is no judged "
            "coding; use the mechanical one"
        )
    return contender.judged


def _scaled(bases: Mapping[str, float], target: float) -> dict[str, float]:
    """Scale scores by one factor to a sum, none above 3."""
    scaled = dict.fromkeys(bases, 0.0)
    free = {base: score for base, score in bases.items() if score > 0}
    left = target
    while free:
        factor = left / sum(free.values())
        full = [base for base, score in free.items() if score * factor >= TOP]
        if not full:
            scaled.update({base: round(score * factor, DIGITS) for base, score in free.items()})
            break
        for base in full:
            scaled[base] = TOP
            left -= TOP
            del free[base]
    return scaled
