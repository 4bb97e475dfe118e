"""A weighted vote in lowest terms, and the counts that all indices of power are made of.

Voters of equal weight have equal power, so everything below the door of
:func:`whowhom.theory.bargains.voting.voting_power` is done once for each *class* of equal voters.
Voters without weight decide nothing and are left out.

They are counted in whole numbers of any size, by dynamic programming over weights. A table holds,
for each weight below the quota, how many coalitions weigh that much, by their number of members.
The counts by members are packed into one whole number, a slot of fixed width for each, so that one
addition adds them all; *one member more* is a shift by one slot.

Who belongs to a coalition is found by taking the voter out again: the coalitions with the voter
that weigh k are those without that weigh k - w, which are all that weigh k - w less those with.
Taken block by block this needs quota / w steps for a voter of weight w.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from whowhom.theory.numbers import whole_numbers

__all__ = [
    "Counts",
    "ExactPower",
    "Game",
    "count",
    "exact_powers",
    "in_parts",
    "lowest_terms",
    "memory",
    "steps",
]


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
    whole, scale = whole_numbers(weights)
    classes = Counter(weight for weight in whole if weight)
    falling = tuple(sorted(classes, reverse=True))
    return Game(falling, tuple(classes[w] for w in falling), math.ceil(quota * scale))


def count(game: Game) -> Counts:
    """Return the counts of all coalitions of a game.

    Examples
    --------
    >>> found = count(Game((2, 1), (1, 2), 3))
    >>> found.winning, found.minimal
    (3, 2)
    """
    slot = game.voters + 1  # bits: no count exceeds 2 ** voters
    swings, losing = _swings(game, slot)
    memberships, minimal = _memberships(game, slot)
    width = game.voters + 1
    return Counts(
        winning=2**game.voters - losing,
        minimal=minimal,
        swings=tuple(_unpacked(row, slot, width) for row in swings),
        memberships=tuple(_unpacked(row, slot, width) for row in memberships),
        critical=tuple(_unpacked(row, slot, width) for row in _critical(game, slot)),
    )


def steps(game: Game) -> float:
    """Return the work of :func:`count`, in additions of 64 bits; some 0.6 ns each."""
    kinds = len(game.weights)
    blocks = sum(game.quota / weight for weight in game.weights)
    rows = 6 * game.voters * game.quota + (game.voters + kinds) * (game.quota + blocks)
    return rows * (130 + _bits(game) / 64)  # 130: what a row costs before anything is added


def memory(game: Game) -> float:
    """Return about how many bytes the tables of :func:`count` hold."""
    return 4 * game.quota * (40 + _bits(game) / 8)


def _bits(game: Game) -> int:
    """Return the length of a packed number."""
    return (game.voters + 1) ** 2


def _swings(game: Game, slot: int) -> tuple[list[int], int]:
    """Return the swings of each class by number of others, and the number of losing coalitions."""
    table = _empty(game.quota)
    for weight in game.each:
        table = _joined_by(table, weight, slot)
    below = _cumulated(table)
    quota = game.quota
    swings = [_with(below, w, quota, quota + w, slot) >> slot for w in game.weights]
    return swings, sum(_unpacked(below[quota], slot, game.voters + 1))


def _memberships(game: Game, slot: int) -> tuple[list[int], int]:
    """Return the minimal winning coalitions of each class by number of members, and all of them.

    A coalition is minimal if and only if it loses without the lightest member. Let voters join
    from the heaviest on; each coalition is counted with its last member.
    """
    found = [0] * len(game.weights)
    quota, minimal = game.quota, 0
    table = _empty(quota)
    for last, weight in enumerate(game.weights):
        for place in range(game.sizes[last]):
            below = _cumulated(table)
            closed = (below[quota] - below[max(0, quota - weight)]) << slot
            minimal += sum(_unpacked(closed, slot, game.voters + 1))
            if closed:
                for earlier in range(last + (place > 0)):
                    heavy = game.weights[earlier]
                    found[earlier] += _with(below, heavy, quota - weight, quota, slot) << slot
            if place == 0:  # the first of a class stands for all of it
                found[last] += closed
            table = _joined_by(table, weight, slot)
    return found, minimal


def _critical(game: Game, slot: int) -> list[int]:
    """Return the swings of each class by the number of critical members.

    A member heavier than the surplus is critical. So with a surplus from the weight of
    one class up to that of the class before, exactly the members of the classes before are
    critical: only those are counted in the table, the lighter ones add weight alone.
    """
    found = [0] * len(game.weights)
    quota = game.quota
    table = _empty(quota)
    for weight in game.each:
        table = _joined_by(table, weight, 0)
    for head, weight in enumerate(game.weights):
        for _ in range(game.sizes[head]):
            table = _joined_by(_left_by(table, weight), weight, slot)
        below = _cumulated(table)
        lighter = game.weights[head + 1] if head + 1 < len(game.weights) else 0
        for earlier in range(head + 1):
            heavy = game.weights[earlier]
            found[earlier] += _with(below, heavy, quota + lighter, quota + weight, slot)
    return found


def _empty(quota: int) -> list[int]:
    """Return the table of nobody: one coalition, of no weight."""
    return [1, *([0] * (quota - 1))]


def _joined_by(table: list[int], weight: int, slot: int) -> list[int]:
    """Return the table with one voter more; with a slot of 0 without counting members."""
    heavier = zip(table[weight:], table, strict=False)
    return [*table[:weight], *[with_out + (with_in << slot) for with_out, with_in in heavier]]


def _left_by(table: list[int], weight: int) -> list[int]:
    """Return the table without one voter who was added uncounted."""
    table = table.copy()
    for k in range(weight, len(table)):
        table[k] -= table[k - weight]
    return table


def _cumulated(table: list[int]) -> list[int]:
    """Return the number of coalitions lighter than k, for each k from 0 to the quota."""
    return list(accumulate(table, initial=0))


def _with(below: list[int], weight: int, low: int, high: int, slot: int) -> int:
    """Return the coalitions that weigh from `low` to below `high` and have a voter of `weight`.

    The voter is one of those in the table, and counted there; `high` is at most the length of the
    table plus `weight`.
    """
    found = 0
    for back in range((high - 1) // weight, 0, -1):
        heavy, light = high - back * weight, max(0, low - back * weight)
        found = (below[heavy] - below[light] - found) << slot
    return found


def _unpacked(packed: int, slot: int, width: int) -> tuple[int, ...]:
    """Return the counts that one number holds."""
    return tuple((packed >> (place * slot)) & ((1 << slot) - 1) for place in range(width))


@dataclass(frozen=True, slots=True)
class ExactPower:
    """The power of one voter in exact fractions."""

    shapley_shubik: Fraction
    """Shapley-Shubik index, in [0, 1]."""
    banzhaf: Fraction
    """Banzhaf index (absolute), in [0, 1]."""
    banzhaf_normalised: Fraction
    """Share of all swings, in [0, 1]."""
    deegan_packel: Fraction
    """Deegan-Packel index, in [0, 1]."""
    public_good: Fraction
    """Holler's public good index, in [0, 1]."""
    johnston: Fraction
    """Johnston index, in [0, 1]."""
    prevent: Fraction
    """Coleman's power to prevent action, in [0, 1]."""
    initiate: Fraction
    """Coleman's power to initiate action, in [0, 1]."""
    swings: int
    """Winning coalitions that lose without the voter."""


def exact_powers(game: Game, counts: Counts, idle: int) -> list[ExactPower]:
    """Return the power of a voter of each class, and last of one without weight.

    Parameters
    ----------
    game : Game
    counts : Counts
    idle : int
        Voters without weight; each doubles the number of swings and changes nothing else.

    Examples
    --------
    >>> game = Game((2, 1), (1, 2), 3)
    >>> [str(power.shapley_shubik) for power in exact_powers(game, count(game), 0)]
    ['2/3', '1/6', '0']
    """
    n, sizes = game.voters, game.sizes
    swings = [sum(row) for row in counts.swings]
    memberships = [sum(row) for row in counts.memberships]
    prizes = [in_parts(row) for row in counts.memberships]
    normalised, public_good = _shares(swings, sizes), _shares(memberships, sizes)
    johnston = _shares([in_parts(row) for row in counts.critical], sizes)
    powers = [
        ExactPower(
            shapley_shubik=_share_of_orders(counts.swings[k], n),
            banzhaf=Fraction(swings[k], 2 ** (n - 1)),
            banzhaf_normalised=normalised[k],
            deegan_packel=prizes[k] / counts.minimal,
            public_good=public_good[k],
            johnston=johnston[k],
            prevent=Fraction(swings[k], counts.winning),
            initiate=Fraction(swings[k], 2**n - counts.winning),
            swings=swings[k] * 2**idle,
        )
        for k in range(len(sizes))
    ]
    none = Fraction(0)
    return [*powers, ExactPower(none, none, none, none, none, none, none, none, 0)]


def in_parts(row: Sequence[int]) -> Fraction:
    """Return the sum of one part of each coalition, by the number of those who share it.

    Examples
    --------
    >>> in_parts([0, 0, 3])  # three coalitions of two
    Fraction(3, 2)
    """
    return sum((Fraction(number, size) for size, number in enumerate(row) if number), Fraction(0))


def _share_of_orders(swings: Sequence[int], n: int) -> Fraction:
    """Return the share of all orders of n voters in which a voter with these swings decides."""
    orders = sum(
        number * math.factorial(before) * math.factorial(n - 1 - before)
        for before, number in enumerate(swings[:n])
    )
    return Fraction(orders, math.factorial(n))


def _shares(values: Sequence[Fraction | int], sizes: Sequence[int]) -> list[Fraction]:
    """Return values of classes as shares of the sum over all voters."""
    whole = sum(value * size for value, size in zip(values, sizes, strict=True))
    return [Fraction(value) / whole for value in values]
