"""A last round: the closed rule backwards from it, in exact fractions.

After the last round nobody gets anything, so that whoever proposes in it keeps all. One round
earlier each member sells a vote for what waiting is worth, and so on. Proposers who are indifferent
between coalitions choose each with the same chance, which is a convention: with another one the
values of earlier rounds can differ, and ``tied`` tells in which rounds it mattered.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from whowhom.theory.bargains.legislature import Legislature

__all__ = ["Backwards", "Sitting", "backwards"]


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """One round; every number of a type is that of one member."""

    value: tuple[Fraction, ...]
    """Expected share of one member of each type at the start of the round, not yet discounted."""
    price: tuple[Fraction, ...]
    """For what one member of each type agrees in this round."""
    cost: tuple[Fraction, ...]
    """What a proposer of each type pays to partners."""
    strategy: tuple[tuple[Fraction, ...], ...]
    """For a proposer of each type, the chance of each set of partners."""
    is_tied: bool
    """Whether some proposer is indifferent between partners who are not the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Backwards:
    """All rounds, the first one first."""

    sittings: tuple[Sitting, ...]

    @property
    def tied(self) -> tuple[int, ...]:
        """The rounds, from 1, in which some proposer is indifferent."""
        return tuple(t for t, found in enumerate(self.sittings, start=1) if found.is_tied)


def backwards(game: Legislature, rounds: int) -> Backwards:
    """Solve the rounds from the last to the first."""
    places = [rows.astype(object) for rows in game.partners]
    counts = [_ways(game, kind) for kind in range(game.types)]
    later = (Fraction(0),) * game.types
    sittings = []
    for _ in range(rounds):
        price = tuple(d * value for d, value in zip(game.discount, later, strict=True))
        found = _sitting(game, price, places, counts)
        sittings.append(found)
        later = found.value
    return Backwards(tuple(reversed(sittings)))


def _sitting(
    game: Legislature, price: tuple[Fraction, ...], places: list[Any], counts: list[list[int]]
) -> Sitting:
    """Let each proposer buy the cheapest partners at these prices."""
    unit = math.lcm(*(p.denominator for p in price))
    whole = np.array([int(p * unit) for p in price], dtype=object)
    costs, strategies, is_tied = [], [], False
    bought = [Fraction(0)] * game.types
    for kind, (rows, ways) in enumerate(zip(places, counts, strict=True)):
        spent = rows.dot(whole)
        least = min(spent)
        cheapest = np.flatnonzero(spent == least)
        total = sum(ways[row] for row in cheapest)
        chances = [Fraction(0)] * len(rows)
        for row in cheapest:
            chances[row] = Fraction(ways[row], total)
            share = game.size[kind] * game.chance[kind] * chances[row]
            for other, number in enumerate(rows[row]):
                bought[other] += share * number / game.size[other]
        paid = {
            tuple(number if p else 0 for number, p in zip(rows[row], price, strict=True))
            for row in cheapest
        }
        alone = all(
            not number or number == game.size[other] - (other == kind)
            for other, number in enumerate(next(iter(paid)))
        )
        is_tied = is_tied or len(paid) > 1 or not alone
        costs.append(Fraction(int(least), unit))
        strategies.append(tuple(chances))
    value = tuple(
        chance * (1 - cost) + p * sold
        for chance, cost, p, sold in zip(game.chance, costs, price, bought, strict=True)
    )
    return Sitting(value, price, tuple(costs), tuple(strategies), is_tied)


def _ways(game: Legislature, kind: int) -> list[int]:
    """Return how many sets of members each row of a proposer's partners stands for."""
    others = [size - (place == kind) for place, size in enumerate(game.size)]
    return [
        math.prod(math.comb(size, number) for size, number in zip(others, row, strict=True))
        for row in game.partners[kind].tolist()
    ]
