"""A legislature by types: who counts alike, and which partners a proposer needs to win.

Members with the same votes, the same chance to propose and the same patience are of one *type*. In
the equilibrium of :mod:`whowhom.theory.bargains.legislative` they get the same, so that everything
is computed once for each type. A coalition is then a row of numbers: how many of each type.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["Legislature", "TooManyCoalitions", "legislature"]

MOST_NUMBERS = 8_000_000
"""Most numbers in the rows of all coalitions that are weighed: some ten seconds, 200 MB."""

Rows = NDArray[np.int64]


class TooManyCoalitions(Exception):
    """There are more coalitions than are weighed one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Legislature:
    """Types of members, ordered by votes, chance to propose and discount factor, the most first."""

    place: tuple[int, ...]
    """The type of each member."""
    size: tuple[int, ...]
    """Members of each type."""
    votes: tuple[int, ...]
    """Votes of one member, in lowest terms."""
    quota: int
    """Votes that are enough, in lowest terms."""
    chance: tuple[Fraction, ...]
    """Chance of one member to propose."""
    discount: tuple[Fraction, ...]
    """What the next round counts for, against this one."""
    partners: tuple[Rows, ...]
    """For a proposer of each type: the smallest sets of partners that win, a row each, how many of
    each type; shape (sets, types)."""

    @property
    def types(self) -> int:
        """How many types there are."""
        return len(self.size)

    def vetoes(self, kind: int) -> bool:
        """Return whether nothing passes without a member of a type."""
        everyone = sum(n * votes for n, votes in zip(self.size, self.votes, strict=True))
        return everyone - self.votes[kind] < self.quota


def legislature(
    votes: list[int], quota: int, chance: list[Fraction], discount: list[Fraction]
) -> Legislature:
    """Sort members into types and list the smallest winning sets of partners.

    Raises
    ------
    TooManyCoalitions
        If their rows hold more than :data:`MOST_NUMBERS`.

    Examples
    --------
    >>> third = [Fraction(1, 3)] * 3
    >>> found = legislature([2, 1, 1], 3, third, [Fraction(1)] * 3)
    >>> found.size, [rows.tolist() for rows in found.partners]
    ((1, 2), [[[0, 1]], [[1, 0]]])
    """
    members = list(zip(votes, chance, discount, strict=True))
    kinds = sorted(set(members), reverse=True)
    number_of = {kind: place for place, kind in enumerate(kinds)}
    place = tuple(number_of[member] for member in members)
    size = tuple(place.count(kind) for kind in range(len(kinds)))
    partners: list[Rows] = []
    left = MOST_NUMBERS // len(kinds)
    for proposer, (own, _, _) in enumerate(kinds):
        others = [n - (k == proposer) for k, n in enumerate(size)]
        found: list[tuple[int, ...]] = []
        for row in _smallest(others, [kind[0] for kind in kinds], quota - own):
            found.append(row)
            if len(found) > left:
                raise TooManyCoalitions
        left -= len(found)
        partners.append(np.array(found, dtype=np.int64).reshape(-1, len(kinds)))
    return Legislature(
        place=place,
        size=size,
        votes=tuple(kind[0] for kind in kinds),
        quota=quota,
        chance=tuple(kind[1] for kind in kinds),
        discount=tuple(kind[2] for kind in kinds),
        partners=tuple(partners),
    )


def _smallest(size: list[int], votes: list[int], needed: int) -> Iterator[tuple[int, ...]]:
    """Yield the sets that reach `needed` votes and fall short of it without any one member.

    Types come with falling votes: whoever is added last is the lightest, and the set is complete
    as soon as that one reaches the goal.
    """
    if needed <= 0:
        yield (0,) * len(size)
        return
    rest = [0] * (len(size) + 1)  # votes from a type on
    for k in reversed(range(len(size))):
        rest[k] = rest[k + 1] + size[k] * votes[k]
    begun: list[tuple[tuple[int, ...], int]] = [((), needed)]
    while begun:
        row, short = begun.pop()
        kind = len(row)
        if rest[kind] < short:  # so that the votes of this type are above 0 below
            continue
        enough = -(-short // votes[kind])
        if enough <= size[kind]:
            yield (*row, enough) + (0,) * (len(size) - kind - 1)
        begun += [
            ((*row, number), short - number * votes[kind])
            for number in range(min(size[kind] + 1, enough))
        ]
