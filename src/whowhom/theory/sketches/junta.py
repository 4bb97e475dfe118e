"""Does a junta shrink to one ruler? Removal after removal by those who discount the future.

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

The recursion is shared with ``junta_by_discount``: here it works in fractions at a given discount,
there in polynomials of the discount. The worth of a plan is counted per unit of an actor's own
power: a member of coalitions with the powers g0 > g1 > ... gets (1 - d) (1/g0 + d/g1 + ...) times
that power, so that all members of a coalition who are removed together think alike, and those who
are removed later like a plan better. Coalitions are bit masks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from typing import Any, Generic, Protocol, TypeVar

from numpy.typing import NDArray

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import BELOW_ONE, Actor, Exacts, Number, Problems, actors_of
from whowhom.theory.coalitions.coalition import MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import members_of
from whowhom.theory.numbers import whole_numbers
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import CLOSE, ROUNDING, Result
from whowhom.theory.words import exactly, joined, number, wrapped

__all__ = ["MAX_ACTORS", "MODELS", "MOST_DIGITS", "Junta", "junta"]

ACEMOGLU_2009 = Paper(
    key="acemoglu2009",
    authors="Daron Acemoglu and Georgy Egorov and Konstantin Sonin",
    title="Do Juntas Lead to Personal Rule?",
    where="American Economic Review: Papers & Proceedings",
    year=2009,
    volume="99(2)",
    pages="298-303",
    doi="10.1257/aer.99.2.298",
)
DISCOUNT = Exacts(
    "discount",
    "weight of the next period relative to this one; one answer for each",
    domain=BELOW_ONE,
    per_actor=False,
)


MOST_DIGITS = 250
"""Digits that powers may have as whole numbers."""

Value = TypeVar("Value")


class Worth(Protocol[Value]):
    """How the worth of plans is computed and compared, per unit of own power."""

    def always(self, strength: int) -> Value:
        """Return the worth of belonging to a coalition of this power for ever."""

    def once(self, strength: int) -> Value:
        """Return the worth of belonging to it for one period, then to none."""

    def then(self, strength: int, later: Value) -> Value:
        """Return the worth of belonging to it for one period, then of `later`."""

    def exceeds(self, one: Value, other: Value) -> bool:
        """Return whether one worth is greater than another."""


class Elimination(Generic[Value]):
    """The next coalition after every coalition, by backward induction on their size.

    Parameters
    ----------
    weights : list of int, shape (n,)
        Power of each actor, positive.
    majority : Fraction
        Share of power needed for a removal.
    worth : Worth
        How plans are valued.
    """

    def __init__(self, weights: list[int], majority: Fraction, worth: Worth[Value]) -> None:
        self.share, self.unit = majority.as_integer_ratio()
        self.worth = worth
        self.is_close = False
        """Whether a part has almost the majority, or hardly more, but not just that."""
        size = 1 << len(weights)
        self.strength = [0] * size
        for whole in range(1, size):
            low = whole & -whole
            self.strength[whole] = self.strength[whole ^ low] + weights[low.bit_length() - 1]
        order = sorted(range(size), key=lambda mask: (self.strength[mask], members_of(mask)))
        self.rank = [0] * size
        for place, mask in enumerate(order):
            self.rank[mask] = place
        self.chains: list[list[int]] = [[]] * size
        """Each coalition and those that come after it."""
        self.values: list[list[Value]] = [[]] * size
        """What its plan is worth to those who last until each coalition of the chain."""
        self.leavers: list[list[tuple[int, Value]]] = [[]] * size
        """Who lasts until each coalition of the chain and no further, and what it is worth."""
        for whole in range(1, size):
            self._enter(whole)
            after = [*self.chains[whole][1:], 0]
            gone = (mask & ~rest for mask, rest in zip(self.chains[whole], after, strict=True))
            self.leavers[whole] = list(zip(gone, self.values[whole], strict=True))

    def path(self, start: int) -> list[int]:
        """Return a coalition and those that come after it; the last one stays."""
        return self.chains[start]

    def is_unique(self, whole: int) -> bool:
        """Return whether there is one thing only that a coalition could do."""
        passing = self._passing(whole)
        return not passing or len(list(islice(self._unbeaten(whole, passing), 2))) == 1

    def _enter(self, whole: int) -> None:
        """Find what a coalition does; what all its parts do is known."""
        strength, worth = self.strength[whole], self.worth
        passing = self._passing(whole)
        if not passing:
            self.chains[whole], self.values[whole] = [whole], [worth.always(strength)]
            return
        following = next(self._unbeaten(whole, passing), passing[0])
        later = (worth.then(strength, value) for value in self.values[following])
        self.chains[whole] = [whole, *self.chains[following]]
        self.values[whole] = [worth.once(strength), *later]

    def _passing(self, whole: int) -> list[int]:
        """Return the parts that enough members would rather be, the lightest first."""
        bar = self.share * self.strength[whole]
        width = int(bar * CLOSE)  # whole numbers below 10 ** 12 are never so near
        staying = self.worth.always(self.strength[whole])
        found = []
        part = (whole - 1) & whole
        while part:
            if width and 0 < abs(self.unit * self.strength[part] - bar) <= width:
                self.is_close = True
            if self.unit * self.strength[part] > bar:
                # Of those who outweigh the majority, who must all agree, the last to fall.
                chain = self.chains[part]
                last = 0
                while last + 1 < len(chain) and self.unit * self.strength[chain[last + 1]] > bar:
                    last += 1
                if self.worth.exceeds(self.values[part][last], staying):
                    found.append(part)
            part = (part - 1) & whole
        return sorted(found, key=self.rank.__getitem__)

    def _unbeaten(self, whole: int, passing: list[int]) -> Iterator[int]:
        """Go through the proposals that no other beats."""
        for part in passing:
            if not any(self._beats(whole, other, part) for other in passing):
                yield part

    def _beats(self, whole: int, one: int, other: int) -> bool:
        """Return whether enough members of `whole` prefer going to one part than to another."""
        if one == other:
            return False
        bar = self.share * self.strength[whole]
        gaining = self.strength[one & ~other]
        for a, worth_a in self.leavers[one]:
            for b, worth_b in self.leavers[other]:
                if a & b and self.worth.exceeds(worth_a, worth_b):
                    gaining += self.strength[a & b]
        return self.unit * gaining > bar


def short_whole_numbers(powers: list[Fraction]) -> list[int]:
    """Scale powers to the smallest whole numbers.

    Raises
    ------
    InvalidInput
        If they have too many digits to be carried through in exact fractions.

    Examples
    --------
    >>> short_whole_numbers([Fraction(1, 2), Fraction(1, 3)])
    [3, 2]
    """
    whole, _ = whole_numbers(powers)
    digits = len(str(max(whole)))
    if digits > MOST_DIGITS:
        raise InvalidInput(
            f"power: as whole numbers the powers have {digits} digits; at most {MOST_DIGITS} are "
            f"computed exactly; round them"
        )
    return whole


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
            lines.append(wrapped(text, "  "))
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
    without ties shrinks to one member under majority rule. With a discount close to 1 the ultimate
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
    weights = short_whole_numbers(powers)
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


MODELS = (
    Model(
        name="junta",
        title="Juntas and personal rule",
        question="Does a junta remove its members one after another until one rules alone?",
        grade="C",
        solver=junta,
        result=Junta,
        papers=(ACEMOGLU_2009,),
        card="junta.md",
        arguments=(POWER, DISCOUNT, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}, "discount": [0, "5/12", "9/10"]},
        aligned=("actors",),
        scale_free=("power",),
    ),
)
