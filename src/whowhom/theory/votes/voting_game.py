"""A weighted vote in lowest terms, and the counts that all indices of power are made of.

Voters of equal weight have equal power, so everything below the door of
:func:`whowhom.theory.votes.voting.voting_power` is done once for each *class* of equal voters.
Voters without weight decide nothing and are left out.
"""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Counts", "Game", "lowest_terms"]


@dataclass(frozen=True, slots=True)
class Game:
    """A weighted vote: whoever gathers `quota` wins."""

    weights: tuple[int, ...]
    """Weight of each class, positive and falling."""
    sizes: tuple[int, ...]
    """Voters of each class."""
    quota: int
    """Weight that is enough to win, in [1, total]."""

    @property
    def voters(self) -> int:
        """Voters with weight."""
        return sum(self.sizes)

    @property
    def each(self) -> list[int]:
        """Weight of each voter, falling."""
        return [w for w, size in zip(self.weights, self.sizes, strict=True) for _ in range(size)]

    @property
    def total(self) -> int:
        """Weight of all."""
        return sum(self.each)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many coalitions of voters with weight are of which kind; whole numbers.

    A row is a class of :class:`Game`; its numbers are of any one voter of that class.
    """

    winning: int
    """Coalitions that win."""
    minimal: int
    """Coalitions that win and would lose without any one member."""
    swings: tuple[tuple[int, ...], ...]
    """Winning coalitions that lose without the voter, by the number of the other members."""
    memberships: tuple[tuple[int, ...], ...]
    """Minimal winning coalitions with the voter, by the number of all members."""
    critical: tuple[tuple[int, ...], ...]
    """Winning coalitions that lose without the voter, by how many such members they have."""


def lowest_terms(weights: list[Fraction], quota: Fraction) -> Game:
    """Return the same vote with the smallest whole weights, and the quota rounded up to one.

    No coalition weighs anything between two multiples of the common divisor, so that the quota
    may be raised to the next of them.

    Examples
    --------
    >>> lowest_terms([Fraction(15, 2), Fraction(5), Fraction(5)], Fraction(9))
    Game(weights=(3, 2), sizes=(1, 2), quota=4)
    """
    scale = math.lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * scale) for weight in weights]
    divisor = math.gcd(*whole)
    classes = Counter(weight // divisor for weight in whole if weight)
    falling = tuple(sorted(classes, reverse=True))
    return Game(falling, tuple(classes[w] for w in falling), math.ceil(quota * scale / divisor))
