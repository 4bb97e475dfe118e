"""How patient a junta must be to hold together: every discount from 0 to 1.

The model is that of ``junta``, inspired by Acemoglu, Egorov and Sonin (2009), with our timing. A
plan is worth a polynomial of the discount, so that the juntas change only where the difference of
two of the plans that are compared is zero. The sweep goes from one such root to the next. Roots are
exact fractions where they are fractions (with three actors all are), else they are known to 1e-30;
ranges narrower than that are not resolved. A polynomial is a tuple of fractions, the constant
first, without zeros at the end; the zero polynomial is empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise, zip_longest
from typing import Any

from numpy.typing import NDArray

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Actor, Number, Problems, actors_of, shown
from whowhom.theory.coalitions.coalition import MAJORITY, POWER
from whowhom.theory.coalitions.coalition_masks import members_of
from whowhom.theory.numbers import exact
from whowhom.theory.registry import Model
from whowhom.theory.results import Result
from whowhom.theory.sketches.junta import (
    ACEMOGLU_2009,
    Elimination,
    short_whole_numbers,
)
from whowhom.theory.words import joined, number, wrapped

__all__ = ["MAX_ACTORS", "MODELS", "JuntaByDiscount", "junta_by_discount"]


Polynomial = tuple[Fraction, ...]

_WIDTH = Fraction(1, 2**100)
_LARGEST_DENOMINATOR = 2**49


@dataclass(frozen=True, slots=True)
class Root:
    """A number between 0 and 1 at which a polynomial is zero."""

    low: Fraction
    high: Fraction
    """It lies between these, which differ by less than 1e-30; they are equal if it is a fraction
    with a denominator of at most 15 digits, and the polynomial is then exactly 0 there."""

    @property
    def is_exact(self) -> bool:
        """Whether it is known exactly."""
        return self.low == self.high

    def is_same(self, other: "Root") -> bool:
        """Return whether two roots cannot be distinguished."""
        return self.low <= other.high and other.low <= self.high


def value(polynomial: Polynomial, at: Fraction) -> Fraction:
    """Return the value of a polynomial.

    Examples
    --------
    >>> value((Fraction(1), Fraction(2)), Fraction(1, 2))
    Fraction(2, 1)
    """
    total = Fraction(0)
    for coefficient in reversed(polynomial):
        total = total * at + coefficient
    return total


def difference(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return one polynomial less another."""
    return _trimmed([a - b for a, b in zip_longest(one, other, fillvalue=Fraction(0))])


@cache
def roots(polynomial: Polynomial) -> tuple[Root, ...]:
    """Return the roots of a polynomial strictly between 0 and 1, in increasing order.

    Examples
    --------
    >>> roots((Fraction(-1), Fraction(3)))
    (Root(low=Fraction(1, 3), high=Fraction(1, 3)),)
    >>> roots((Fraction(-1), Fraction(0), Fraction(2)))[0].is_exact
    False
    """
    if len(polynomial) < 2:
        return ()
    if len(polynomial) == 2:
        at = -polynomial[0] / polynomial[1]
        return (Root(at, at),) if 0 < at < 1 else ()
    simple = _without_ends(_without_repeats(polynomial))
    turns = roots(_derivative(simple))
    cuts = [Fraction(0), *((turn.low + turn.high) / 2 for turn in turns), Fraction(1)]
    found = []
    for low, high in pairwise(cuts):
        at_low, at_high = value(simple, low), value(simple, high)
        if at_low == 0 and low > 0:
            found.append(Root(low, low))
        elif at_low * at_high < 0:
            found.append(_narrowed(simple, low, high, rising=at_high > 0))
    return tuple(found)


def _narrowed(polynomial: Polynomial, low: Fraction, high: Fraction, *, rising: bool) -> Root:
    """Return the one root between two numbers at which the polynomial has opposite signs."""
    while high - low > _WIDTH:
        middle = (low + high) / 2
        if (value(polynomial, middle) > 0) == rising:
            high = middle
        else:
            low = middle
    simple = ((low + high) / 2).limit_denominator(_LARGEST_DENOMINATOR)
    return Root(simple, simple) if value(polynomial, simple) == 0 else Root(low, high)


def _without_repeats(polynomial: Polynomial) -> Polynomial:
    """Return a polynomial with the same roots, each of them simple."""
    common, rest = polynomial, _derivative(polynomial)
    while rest:
        common, rest = rest, _divided(common, rest)[1]
    return _divided(polynomial, common)[0]


def _without_ends(polynomial: Polynomial) -> Polynomial:
    """Return a polynomial with simple roots without those at 0 and 1."""
    if not polynomial[0]:
        polynomial = polynomial[1:]
    if not sum(polynomial):
        polynomial = _divided(polynomial, (Fraction(-1), Fraction(1)))[0]
    return polynomial


def _divided(polynomial: Polynomial, by: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Return quotient and remainder."""
    rest = list(polynomial)
    quotient = [Fraction(0)] * max(len(rest) - len(by) + 1, 0)
    for place in reversed(range(len(quotient))):
        quotient[place] = rest[place + len(by) - 1] / by[-1]
        for k, coefficient in enumerate(by):
            rest[place + k] -= quotient[place] * coefficient
    return _trimmed(quotient), _trimmed(rest)


def _derivative(polynomial: Polynomial) -> Polynomial:
    """Return the derivative."""
    return tuple(k * coefficient for k, coefficient in enumerate(polynomial))[1:]


def _trimmed(coefficients: list[Fraction]) -> Polynomial:
    """Drop zeros at the end."""
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


MAX_ACTORS = 6
"""Largest circle that :func:`junta_by_discount` takes."""


@dataclass(frozen=True, slots=True)
class JuntaRange:
    """A range of discounts in which the same junta is left in the end."""

    members: tuple[Actor, ...]
    """The junta that holds together."""
    low: Fraction
    """Where the range begins; in [0, 1)."""
    high: Fraction
    """Where it ends; in [0, 1]."""
    includes_low: bool
    """Whether the junta is left at exactly `low` too."""
    includes_high: bool
    """Whether the junta is left at exactly `high` too; never at 1."""
    is_low_exact: bool
    """Whether `low` is exact; if not, it is known to 1e-30."""
    is_high_exact: bool
    """Whether `high` is exact; if not, it is known to 1e-30."""


@dataclass(frozen=True, slots=True)
class JuntaByDiscount(Result):
    """Which junta is left in the end, for every discount."""

    columns = ("ranges",)

    actors: tuple[Actor, ...]
    """Names, or numbers from 0, in the order given."""
    ranges: tuple[JuntaRange, ...]
    """The ranges of the discount, from 0 to 1, without gaps; neighbours have other juntas."""
    majority: Fraction
    """Share of power needed for a removal, as it was understood."""

    @property
    def thresholds(self) -> tuple[Fraction, ...]:
        """The discounts at which the junta changes."""
        return tuple(found.low for found in self.ranges[1:])

    def at(self, discount: Number) -> tuple[Actor, ...]:
        """Return the junta that is left at a discount in [0, 1)."""
        here = exact(discount)
        for found in self.ranges:
            if here is None:
                break
            above = found.low < here or (found.low == here and found.includes_low)
            below = here < found.high or (found.high == here and found.includes_high)
            if above and below:
                return found.members
        raise InvalidInput(f"discount must be in [0, 1), got {shown(discount)}")

    def __str__(self) -> str:
        last = self.ranges[-1]
        verb = "rules alone" if len(last.members) == 1 else "hold together"
        if len(self.ranges) == 1:
            return wrapped(f"{joined(last.members)} {verb} in the end, at every discount.")
        where = _told(last.low, is_exact=last.is_low_exact)
        opening = f"From a discount of {where} on" if last.includes_low else f"Above {where}"
        lines = [f"{opening}, {joined(last.members)} {verb}.", "Left in the end, by discount:"]
        for found in self.ranges:
            low = f"{'from' if found.includes_low else 'above'} {number(float(found.low))}"
            high = f"{'to' if found.includes_high else 'to below'} {number(float(found.high))}"
            if found.low == found.high:
                low, high = "at exactly", number(float(found.low))
            lines.append(f"  {low} {high}: {joined(found.members)}")
        return "\n".join(wrapped(line, "    ") for line in lines)


Plan = tuple[int, ...]
"""The powers of the coalitions that an actor belongs to, one a period; ends with 0 for who belongs
to the last one for ever."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Of two plans, which is worth more at which discount."""

    roots: tuple[Root, ...]
    """The discounts at which they are worth the same, in increasing order."""
    is_better: tuple[bool, ...]
    """Whether the first is worth more before, between and after the roots."""

    def holds(self, at: Root) -> bool:
        """Return whether the first plan is worth more at this discount."""
        passed = 0
        for root in self.roots:
            if root.is_same(at):
                return False
            passed += root.high < at.low
        return self.is_better[passed]


class _Traced:
    """The worth of plans as polynomials of the discount; the roots met are written down."""

    def __init__(self) -> None:
        self.at = Root(Fraction(0), Fraction(0))
        self.met: set[Root] = set()
        self.compared: dict[tuple[Plan, Plan], _Comparison] = {}

    def always(self, strength: int) -> Plan:
        return (strength, 0)

    def once(self, strength: int) -> Plan:
        return (strength,)

    def then(self, strength: int, later: Plan) -> Plan:
        return (strength, *later)

    def exceeds(self, one: Plan, other: Plan) -> bool:
        found = self.compared.get((one, other))
        if found is None:
            found = self.compared[one, other] = _compared(one, other)
            self.met.update(found.roots)
        return found.holds(self.at)


def _compared(one: Plan, other: Plan) -> _Comparison:
    """Compare two plans at every discount from 0 on."""
    gap = difference(_worth(one), _worth(other))
    zeros = roots(gap)
    if gap and not gap[0]:  # worth the same to those who do not look ahead
        zeros = (Root(Fraction(0), Fraction(0)), *zeros)
    ends = [Fraction(0), *(x for root in zeros for x in (root.low, root.high)), Fraction(1)]
    between = [(ends[k] + ends[k + 1]) / 2 for k in range(0, len(ends), 2)]
    return _Comparison(zeros, tuple(value(gap, at) > 0 for at in between))


@cache
def _worth(plan: Plan) -> Polynomial:
    """Return the worth of a plan per unit of own power, as a polynomial of the discount."""
    first, *rest = plan
    if rest == [0]:
        return (Fraction(1, first),)
    later = _worth(tuple(rest)) if rest else ()
    return difference(
        (Fraction(1, first), Fraction(-1, first)), (Fraction(0), *(-x for x in later))
    )


def junta_by_discount(
    power: Mapping[str, Number] | Sequence[Number] | NDArray[Any], *, majority: Number = 0.5
) -> JuntaByDiscount:
    """Find which junta is left in the end, for every discount from 0 to 1.

    Inspired by [1]_; timing and thresholds are ours. Three actors who hold together under
    majority rule when they are patient do so from a discount of the strongest one's share of
    power on, and not below.

    Parameters
    ----------
    power : collection of numbers, shape (n,), or mapping of names to numbers
        Power of each actor, positive; any unit, only ratios matter. At most 6 actors; as whole
        numbers without a common factor, at most 250 digits each.
    majority : number, default 0.5
        Share of the junta's power that those who gain must exceed; unitless, in [1/2, 1).

    Returns
    -------
    JuntaByDiscount
        The ranges of the discount with the junta of each.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there are more than 6 actors.

    References
    ----------
    .. [1] D. Acemoglu, G. Egorov and K. Sonin, "Do Juntas Lead to Personal Rule?", American
       Economic Review: Papers & Proceedings 99(2), 298-303, 2009.
       https://doi.org/10.1257/aer.99.2.298

    Examples
    --------
    >>> print(junta_by_discount({"Ann": 3, "Bob": 4, "Cat": 5}))
    From a discount of 5/12 (0.4167) on, Ann, Bob and Cat hold together.
    Left in the end, by discount:
      from 0 to below 0.4167: Bob
      from 0.4167 to below 1: Ann, Bob and Cat
    """
    with Problems() as problems:
        powers = POWER.read(power, problems)
        needed = MAJORITY.read(majority, problems)
        if len(powers) > MAX_ACTORS:
            problems.add(
                f"power has {len(powers)} actors; at most {MAX_ACTORS} are swept over all "
                f"discounts; junta takes more, at discounts that you name"
            )
    weights = short_whole_numbers(powers)
    actors = actors_of(power) or tuple(range(len(powers)))
    return JuntaByDiscount(
        actors=actors, ranges=tuple(_ranges(weights, needed, actors)), majority=needed
    )


def _ranges(weights: list[int], majority: Fraction, actors: tuple[Actor, ...]) -> list[JuntaRange]:
    """Join the pieces of the sweep that have the same junta."""
    pieces = _sweep(weights, majority)
    found: list[JuntaRange] = []
    begin = 0
    for k, (_, _, last) in enumerate(pieces):
        if k + 1 < len(pieces) and pieces[k + 1][2] == last:
            continue
        low, high = pieces[begin][0], pieces[k][1]
        found.append(
            JuntaRange(
                members=tuple(actors[i] for i in members_of(last)),
                low=low.low,
                high=high.low,
                includes_low=pieces[begin][0] == pieces[begin][1],
                includes_high=pieces[k][0] == pieces[k][1],
                is_low_exact=low.is_exact,
                is_high_exact=high.is_exact,
            )
        )
        begin = k + 1
    return found


def _sweep(weights: list[int], majority: Fraction) -> list[tuple[Root, Root, int]]:
    """Return single discounts and the open ranges between them, with the junta of each."""
    worth = _Traced()

    def solve(at: Root) -> int:
        worth.at = at
        return Elimination(weights, majority, worth).path((1 << len(weights)) - 1)[-1]

    def nearest(above: Root) -> Root:
        ahead = (root for root in worth.met if root.low > above.high)
        return min(ahead, key=lambda root: root.low, default=Root(Fraction(1), Fraction(1)))

    here = Root(Fraction(0), Fraction(0))
    pieces = []
    while here.low < 1:
        pieces.append((here, here, solve(here)))
        following = None
        while following != nearest(here):  # what was compared may have brought up a nearer root
            following = nearest(here)
            between = (here.high + following.low) / 2
            last = solve(Root(between, between))
        pieces.append((here, following, last))
        here = following
    return pieces


def _told(threshold: Fraction, *, is_exact: bool) -> str:
    """Return a threshold as a fraction, if it is a readable one, and as a decimal."""
    decimal = number(float(threshold))
    return f"{threshold} ({decimal})" if is_exact and threshold.denominator < 1000 else decimal


MODELS = (
    Model(
        name="junta-by-discount",
        title="Patience at which a junta holds",
        question="How patient must a junta be to hold together?",
        grade="C",
        solver=junta_by_discount,
        result=JuntaByDiscount,
        papers=(ACEMOGLU_2009,),
        card="junta.md",
        arguments=(POWER, MAJORITY),
        example={"power": {"a": 3, "b": 4, "c": 5, "d": 10}},
        aligned=("actors",),
        scale_free=("power",),
    ),
)
