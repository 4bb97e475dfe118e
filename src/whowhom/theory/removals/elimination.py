"""Removal after removal by those who look ahead and discount: the steps from every coalition.

In each period a coalition may vote to go on without some of its members, then divides one unit
by power. This is the recursion that ``removals.juntas`` and ``removals.patience`` share: one
works in fractions at a given discount, the other in polynomials of the discount.

The worth of a plan is counted per unit of an actor's own power: a member of coalitions with the
powers g0 > g1 > ... gets (1 - d) (1/g0 + d/g1 + ...) times his power, so that all members of a
coalition who fall together think alike, and those who fall later like a plan better. Coalitions
are bit masks.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Generic, Protocol, TypeVar

from whowhom.errors import InvalidInput
from whowhom.theory.results import CLOSE

__all__ = ["MOST_DIGITS", "Elimination", "Worth", "members_of", "whole_numbers"]

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


def members_of(coalition: int) -> tuple[int, ...]:
    """Return the actors of a coalition.

    Examples
    --------
    >>> members_of(0b1101)
    (0, 2, 3)
    """
    return tuple(i for i in range(coalition.bit_length()) if coalition >> i & 1)


def whole_numbers(powers: list[Fraction]) -> list[int]:
    """Scale powers to the smallest whole numbers.

    Raises
    ------
    InvalidInput
        If they have too many digits to be carried through in exact fractions.

    Examples
    --------
    >>> whole_numbers([Fraction(1, 2), Fraction(1, 3)])
    [3, 2]
    """
    scale = math.lcm(*(power.denominator for power in powers))
    whole = [int(power * scale) for power in powers]
    whole = [power // math.gcd(*whole) for power in whole]
    digits = len(str(max(whole)))
    if digits > MOST_DIGITS:
        raise InvalidInput(
            f"power: as whole numbers the powers have {digits} digits; at most {MOST_DIGITS} are "
            f"computed exactly; round them"
        )
    return whole
