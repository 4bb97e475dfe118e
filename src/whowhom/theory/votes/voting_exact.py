"""Counts of coalitions in whole numbers of any size, by dynamic programming over weights.

A table holds, for each weight below the quota, how many coalitions weigh that much, by their number
of members. The counts by members are packed into one whole number, a slot of fixed width for each,
so that one addition adds them all; *one member more* is a shift by one slot.

Who belongs to a coalition is found by taking him out again: the coalitions with him that weigh k
are those without him that weigh k - w, and those are all that weigh k - w less those with him.
Taken block by block this needs quota / w steps for a voter of weight w.
"""

from itertools import accumulate

from whowhom.theory.votes.voting_game import Counts, Game

__all__ = ["count", "memory", "steps"]


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

    A member is critical if he weighs more than the surplus. So with a surplus from the weight of
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
    """Return the table with one voter more; with a slot of 0 he is not counted."""
    heavier = zip(table[weight:], table, strict=False)
    return [*table[:weight], *[with_out + (with_in << slot) for with_out, with_in in heavier]]


def _left_by(table: list[int], weight: int) -> list[int]:
    """Return the table without one voter who was not counted."""
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
