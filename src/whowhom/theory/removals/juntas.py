"""Does a junta shrink to one man? Removal after removal by those who discount the future.

Inspired by Acemoglu, Egorov and Sonin (2009), who ask Tullock's question: does a junta turn into
personal rule? We know the paper's question and answer from its abstract. The timing, the rule of
choice among proposals and every threshold are ours:

=====================  ================================================================
X                      the junta of a period, at first everybody
w_i(X)                 i's share of the power of X, or 0 outside X
discount, d            ``discount``, what the next period counts for against this one
alpha                  ``majority``, the share of the junta's power that must be exceeded
U_i(Y)                 worth of going to Y: (1 - d) w_i(Y) + d U_i(next after Y), and
                       w_i(Y) if Y stays
tau(X)                 the next junta after X; X itself if it holds together
=====================  ================================================================

In each period the junta X may go on as a part Y of itself. That passes if those with
U_i(Y) > w_i(X) have more than the majority of the power of X. If several pass, one is taken that
no other beats by the same majority; among several such the lightest, and among equally light ones
the first in the order of the actors. Should each be beaten by another, the lightest is taken.
"""

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from whowhom.theory.arguments import Actor, Number, Problems, actors_of
from whowhom.theory.registry.coalitions import MAJORITY, POWER
from whowhom.theory.registry.removals import DISCOUNT
from whowhom.theory.removals.elimination import Elimination, members_of, whole_numbers
from whowhom.theory.results import CLOSE, ROUNDING, Result
from whowhom.theory.words import exactly, joined, number

__all__ = ["MAX_ACTORS", "Junta", "junta"]

MAX_ACTORS = 12
"""Largest circle that :func:`junta` takes."""
_MOST_DIGITS = 60
_CLOSE = round(1 / CLOSE)
_MOST_WORK = 3 * 3**MAX_ACTORS
"""Most pairs of a junta and a part of it that are looked at, over all discounts."""


@dataclass(frozen=True, slots=True)
class Junta(Result):
    """How a junta shrinks, and where it stops, for each of several discounts."""

    columns = ("discounts", "juntas", "paths", "is_unique")

    actors: tuple[Actor, ...]
    """Names, or numbers from 0, in the order given."""
    discounts: tuple[Fraction, ...]
    """Shape (k,): the discounts as they were understood; in [0, 1)."""
    juntas: tuple[tuple[Actor, ...], ...]
    """Shape (k,): the junta that holds together in the end."""
    paths: tuple[tuple[tuple[Actor, ...], ...], ...]
    """Shape (k,): the junta of each period, from everybody to the one that holds together."""
    is_unique: tuple[bool, ...]
    """Shape (k,): whether at each step one proposal alone was left unbeaten."""
    majority: Fraction
    """Share of power needed for a removal, as it was understood."""
    rounding_decides: bool = False
    """Whether some comparison turns on less than 1e-12 of what is compared, but on no exact tie."""

    def __str__(self) -> str:
        lines = []
        for discount, path, is_unique in zip(
            self.discounts, self.paths, self.is_unique, strict=True
        ):
            share = f" ({number(float(discount))})" if "/" in exactly(discount) else ""
            text = f"Discount {exactly(discount)}{share}: {joined(path[-1])} {_verb(path)}."
            gone = [
                joined(actor for actor in before if actor not in after)
                for before, after in pairwise(path)
            ]
            if gone:
                text += f" Removed: {'; then '.join(gone)}."
            if not is_unique:
                text += " Other proposals were as good; the lightest was taken."
            lines.append(textwrap.fill(text, 80, subsequent_indent="  "))
        lines += [ROUNDING] * self.rounding_decides
        return "\n".join(lines)


class _Exact:
    """The worth of plans at one discount, in fractions."""

    def __init__(self, discount: Fraction) -> None:
        self.discount = discount
        self.is_close = False

    def always(self, strength: int) -> Fraction:
        return Fraction(1, strength)

    def once(self, strength: int) -> Fraction:
        return (1 - self.discount) / strength

    def then(self, strength: int, later: Fraction) -> Fraction:
        return (1 - self.discount) / strength + self.discount * later

    def exceeds(self, one: Fraction, other: Fraction) -> bool:
        more = one.numerator * other.denominator
        less = other.numerator * one.denominator
        if 0 < abs(more - less) * _CLOSE < less:
            self.is_close = True
        return more > less


def junta(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any],
    *,
    discount: Number | Sequence[Number] | NDArray[Any],
    majority: Number = 0.5,
) -> Junta:
    """Follow a junta that removes its own members, for one or more discounts.

    Inspired by [1]_; the timing is ours. With a discount of 0 nobody looks ahead, and a junta
    without ties shrinks to one man under majority rule. With a discount close to 1 the ultimate
    ruling coalition is left.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. At most 12 actors; as whole
        numbers without a common factor, at most 250 digits each.
    discount : number, or collection of numbers, shape (k,)
        What the next period counts for, against this one; unitless, in [0, 1). If each period is
        survived with a probability only (a leader in poor health), multiply the two. At most 3
        for 12 actors, 9 for 11, 27 for 10, and so on; of at most 60 digits.
    majority : number, default 0.5
        Share of the junta's power that those who gain must exceed; unitless, in [1/2, 1).

    Returns
    -------
    Junta
        For each discount the juntas period by period, the last of which holds together.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there are more than 12 actors, or too many
        discounts.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Do Juntas Lead to Personal Rule?", American
       Economic Review: Papers & Proceedings 99(2), 298-303, 2009.
       https://doi.org/10.1257/aer.99.2.298

    Examples
    --------
    >>> print(junta({"Ann": 3, "Bob": 4, "Cat": 5, "Dan": 10}, discount=[0, "5/12"]))
    Discount 0: Bob rules alone. Removed: Dan; then Cat; then Ann.
    Discount 5/12 (0.4167): Ann, Bob and Cat hold together. Removed: Dan.
    """
    several = isinstance(discount, Collection) and not isinstance(discount, str)
    with Problems() as problems:
        powers = POWER.read(power, problems)
        discounts = DISCOUNT.read(discount if several else [discount], problems)
        needed = MAJORITY.read(majority, problems)
        for k, rate in enumerate(discounts):
            if rate.denominator >= 10**_MOST_DIGITS:
                problems.add(
                    f"discount[{k}] has {len(str(rate.denominator))} digits as a fraction; at most "
                    f"{_MOST_DIGITS} are computed exactly; round it"
                )
        if len(powers) > MAX_ACTORS:
            problems.add(
                f"power has {len(powers)} actors; at most {MAX_ACTORS} are followed, since each "
                f"of 2 ** n juntas is weighed against all its parts; leave out the weakest, or "
                f"join blocs"
            )
        elif len(discounts) * 3 ** len(powers) > _MOST_WORK:
            problems.add(
                f"discount has {len(discounts):,} values; at most "
                f"{_MOST_WORK // 3 ** len(powers):,} are followed for {len(powers)} actors, since "
                f"each takes a solution of its own; give fewer, or leave out the weakest actors"
            )
    actors = actors_of(power) or tuple(range(len(powers)))
    weights = whole_numbers(powers)
    everyone = (1 << len(weights)) - 1
    paths, is_unique, is_close = [], [], False
    for rate in discounts:
        worth = _Exact(rate)
        steps = Elimination(weights, needed, worth)
        masks = steps.path(everyone)
        paths.append(tuple(tuple(actors[i] for i in members_of(mask)) for mask in masks))
        is_unique.append(all(steps.is_unique(mask) for mask in masks))
        is_close = is_close or worth.is_close or steps.is_close
    return Junta(
        actors=actors,
        discounts=tuple(discounts),
        juntas=tuple(path[-1] for path in paths),
        paths=tuple(paths),
        is_unique=tuple(is_unique),
        majority=needed,
        rounding_decides=is_close,
    )


def _verb(path: tuple[tuple[Actor, ...], ...]) -> str:
    """Say what those do who are left."""
    if len(path[-1]) == 1:
        return "rules alone"
    return "hold together" if len(path) > 1 else "hold together from the start"
