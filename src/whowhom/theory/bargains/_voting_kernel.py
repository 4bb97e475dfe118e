"""Voting power in floats, for games too large for whole numbers, and the count of a few voters.

Tables run over weights below a quota. All numbers added are positive, but for the one series of
:func:`add_swings`, so that small powers are as sure as large ones.

The Shapley-Shubik index is the chance to decide, if each other voter joins with one chance for all
that is drawn evenly from 0 to 1 (Owen's multilinear extension along the diagonal). That chance is a
polynomial of a degree below the number of voters, which Gauss-Legendre nodes integrate exactly, but
for rounding. A vote with chance 1 - t at one quota mirrors a vote with chance t at the other one,
total - quota + 1; so only nodes up to 1/2 are needed, where taking a voter out again is stable. The
Banzhaf index is the chance at 1/2.

Sums over minimal winning coalitions of 1 / size are integrals of the same kind: each member
multiplies by t, and t runs from 0 to 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.theory.bargains.voting_counts import Game

__all__ = [
    "Minimal",
    "chances_to_decide",
    "count_all",
    "entries",
    "minimal_steps",
    "minimal_winning",
    "steps",
]


CHUNK = 64
"""Entries of a table that are summed once for all voters."""


@kernel
def add_swings(
    each: Any,
    weights: Any,
    quotas: Any,
    chances: Any,
    shares: Any,
    table: Any,
    other: Any,
    chunks: Any,
    swings: Any,
    losing: Any,
) -> None:
    """Add up the chance that a voter decides, if each other one joins with a given chance.

    Coalitions are laid out by weight, voter by voter. A voter of weight w is taken out again by
    the series 1 / (1 + r z) = 1 - r z + ..., with r = chance / (1 - chance) at most 1: the swings
    at a quota are the block of w entries below it, less r times the block below that, and so on.

    Parameters
    ----------
    each : array of int, shape (n,)
        Weight of each voter, positive and rising.
    weights : array of int, shape (classes,)
        Weights to find the chance for, each of them in `each`.
    quotas : array of int, shape (quotas,)
        Quotas; the swings at all of them are added.
    chances, shares : array of float, shape (nodes,)
        Chance to join, in (0, 1/2], and the factor of its result.
    table, other : array of float, shape (largest quota,)
        Work space.
    chunks : array of float, shape (largest quota // CHUNK + 1,)
        Work space.
    swings : array of float, shape (classes,)
        Added to.
    losing : array of float, shape (quotas,)
        Chance of a coalition lighter than the quota; added to.
    """
    for node in range(chances.size):
        join, share = chances[node], shares[node]
        stay, ratio = 1.0 - join, join / (1.0 - join)
        table[:] = 0.0
        other[:] = 0.0
        table[0] = 1.0
        top = 0
        for i in range(each.size):
            weight = each[i]
            top = min(top + weight, table.size - 1)
            joined_by(table[: top + 1], weight, stay, join, other)
            table, other = other, table
        for c in range(chunks.size):
            total = 0.0
            for k in range(c * CHUNK, min((c + 1) * CHUNK, table.size)):
                total += table[k]
            chunks[c] = total
        for j in range(quotas.size):
            losing[j] += share * block_sum(table, chunks, 0, quotas[j])
            for c in range(weights.size):
                high, sign, found = quotas[j], 1.0, 0.0
                while high > 0 and abs(sign) > 1e-30:
                    low = max(0, high - weights[c])
                    found += sign * block_sum(table, chunks, low, high)
                    high = low
                    sign *= -ratio
                swings[c] += share * max(0.0, found) / stay


@kernel
def joined_by(table: Any, weight: int, stay: float, join: float, other: Any) -> None:
    """Fill in the table with one voter more, in slices, so that it runs on the vector unit."""
    split = min(weight, table.size)
    for k in range(split):
        other[k] = stay * table[k]
    without, having, result = table[split:], table[: table.size - split], other[split:]
    for k in range(without.size):
        result[k] = stay * without[k] + join * having[k]


@kernel
def block_sum(table: Any, chunks: Any, low: int, high: int) -> float:
    """Return the sum of ``table[low:high]``, whole chunks at a time."""
    first, last = (low + CHUNK - 1) // CHUNK, high // CHUNK
    total = 0.0
    if first >= last:
        for k in range(low, high):
            total += table[k]
        return total
    for k in range(low, first * CHUNK):
        total += table[k]
    for c in range(first, last):
        total += chunks[c]
    for k in range(last * CHUNK, high):
        total += table[k]
    return total


@kernel
def fill_completions(
    each: Any, quota: int, factor: float, lows: Any, starts: Any, completions: Any
) -> None:
    """Fill in how many minimal winning coalitions a group of the heaviest can still become.

    Voters are asked one after another, from the heaviest on, until the quota is met; the coalition
    is then minimal, since its last member is its lightest. Each member multiplies by `factor`.

    Parameters
    ----------
    each : array of int, shape (n,)
        Weight of each voter, positive and falling.
    quota : int
        Weight that is enough to win.
    factor : float
        Weight of a member in (0, 1]; with 1, coalitions are counted.
    lows : array of int, shape (n + 1,)
        Least weight before voter k is asked from which the quota can still be met.
    starts : array of int, shape (n + 2,)
        Where the entries of step k begin in `completions`.
    completions : array of float, shape (starts[-1],)
        Filled in: entry ``starts[k] + weight - lows[k]``.
    """
    n = each.size
    completions[:] = 0.0
    for k in range(n - 1, -1, -1):
        here = completions[starts[k] : starts[k + 1]]
        after = completions[starts[k + 1] : starts[k + 2]]
        add_shifted(after, lows[k + 1], 0, 1.0, here, lows[k])
        add_shifted(after, lows[k + 1], each[k], factor, here, lows[k])
        for held in range(max(0, quota - each[k] - lows[k]), here.size):
            here[held] += factor


@kernel
def add_shifted(
    after: Any, after_low: int, shift: int, factor: float, here: Any, here_low: int
) -> None:
    """Add ``factor * after`` to `here`, where the weight is larger by `shift` afterwards."""
    first = max(here_low, after_low - shift)
    last = min(here_low + here.size, after_low + after.size - shift)
    if first < last:
        source = after[first + shift - after_low : last + shift - after_low]
        target = here[first - here_low : last - here_low]
        for k in range(target.size):
            target[k] += factor * source[k]


@kernel
def follow_prefixes(
    each: Any,
    quota: int,
    factor: float,
    lows: Any,
    starts: Any,
    completions: Any,
    prefixes: Any,
    following: Any,
    memberships: Any,
) -> None:
    """Fill in the sum over the minimal winning coalitions of each voter, from `completions`.

    Parameters
    ----------
    each, quota, factor, lows, starts, completions
        As in :func:`fill_completions`.
    prefixes, following : array of float, shape (quota,)
        Work space.
    memberships : array of float, shape (n,)
        Filled in.
    """
    prefixes[:] = 0.0
    following[:] = 0.0
    prefixes[0] = 1.0
    top = 0
    for k in range(each.size):
        weight = each[k]
        low = lows[k + 1]
        after = completions[starts[k + 1] : starts[k + 2]]
        total = 0.0
        for held in range(max(lows[k], quota - weight), top + 1):  # the last one
            total += prefixes[held]
        first, last = max(lows[k], low - weight), min(top + 1, low + after.size - weight)
        if first < last:  # others follow
            before, rest = prefixes[first:last], after[first + weight - low : last + weight - low]
            for entry in range(before.size):
                total += before[entry] * rest[entry]
        memberships[k] = factor * total
        top = min(top + weight, quota - 1)
        joined_by(prefixes[: top + 1], weight, 1.0, factor, following)
        prefixes, following = following, prefixes


@kernel
def count_all(
    places: Any, enough: Any, bars: Any, swings: Any, memberships: Any, critical: Any
) -> tuple[int, int]:
    """Count coalitions one by one; returns how many win and how many of them are minimal.

    A coalition is a group of the first voters and one of the others. Weights are never added
    here, so they may be of any size: what counts is the place of a group of the others among all
    of them, from the lightest on.

    Parameters
    ----------
    places : array of int, shape (2 ** (n - half),)
        Place of each group of the others.
    enough : array of int, shape (2 ** half,)
        First place that wins with each group of the first voters.
    bars : array of int, shape (2 ** half, n)
        First place with which the surplus is no longer below the weight of each voter, from the
        heaviest on; rising places are reached by ever fewer of them.
    swings, memberships, critical : array of int, shape (n, n + 1)
        Zeros; filled in as described for ``voting_counts.Counts``.
    """
    n = bars.shape[1]
    winning, minimal = 0, 0
    for group in range(enough.size):
        for other in range(places.size):
            place = places[other]
            if place < enough[group]:
                continue
            winning += 1
            coalition = other * enough.size + group
            needed, heavy = 0, 0
            while heavy < n and place < bars[group, heavy]:
                needed += (coalition >> heavy) & 1
                heavy += 1
            if needed == 0:
                continue
            members, rest = needed, coalition >> heavy
            while rest:
                rest &= rest - 1
                members += 1
            minimal += needed == members
            for i in range(heavy):
                if (coalition >> i) & 1:
                    swings[i, members - 1] += 1
                    critical[i, needed] += 1
                    memberships[i, members] += needed == members
    return winning, minimal


Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Minimal:
    """Sums over minimal winning coalitions; arrays have a place for each class of voters."""

    number: float
    """Minimal winning coalitions."""
    memberships: Array
    """Those that a voter belongs to."""
    parts: Array
    """The sum of 1 / size of those that a voter belongs to."""


def chances_to_decide(game: Game) -> tuple[Array, Array, float, float]:
    """Return Shapley-Shubik and Banzhaf index of each class, and the chances to win and to lose.

    Examples
    --------
    >>> shapley_shubik, banzhaf, win, lose = chances_to_decide(Game((2, 1), (1, 2), 3))
    >>> banzhaf.tolist(), win, lose
    ([0.75, 0.25], 0.375, 0.625)
    """
    mirrored = game.total - game.quota + 1
    low = min(game.quota, mirrored)
    banzhaf, losing = _swings(game, [low], np.array([0.5]), np.array([1.0]))
    light, heavy = float(losing[0]), float(1 - losing[0])
    win, lose = (heavy, light) if low == game.quota else (light, heavy)
    nodes, shares = _nodes(game.voters - 1)
    half = nodes <= 0.5
    shares = np.where(nodes == 0.5, shares / 2, shares)  # it is its own mirror
    shapley_shubik, _ = _swings(game, [game.quota, mirrored], nodes[half], shares[half])
    return shapley_shubik, banzhaf, win, lose


def minimal_winning(game: Game) -> Minimal:
    """Return sums over the minimal winning coalitions.

    Examples
    --------
    >>> minimal_winning(Game((2, 1), (1, 2), 3)).parts.tolist()
    [1.0, 0.5]
    """
    each = np.array(game.each)
    lows, starts = _layout(game)
    completions = np.empty(starts[-1])
    work = np.empty(game.quota), np.empty(game.quota)
    found = np.empty(game.voters)
    first = np.cumsum([0, *game.sizes[:-1]])  # one voter of each class

    def sums(factor: float) -> Array:
        fill_completions(each, game.quota, factor, lows, starts, completions)
        follow_prefixes(each, game.quota, factor, lows, starts, completions, *work, found)
        return found[first]

    memberships, number = sums(1.0), float(completions[0])
    nodes, shares = _nodes(_largest(game) - 1)
    parts = sum((share / t * sums(t) for t, share in zip(nodes, shares, strict=True)), start=0.0)
    return Minimal(number, memberships, np.asarray(parts))


def entries(game: Game) -> int:
    """Return how many floats the tables of :func:`chances_to_decide` hold."""
    return 2 * max(game.quota, game.total - game.quota + 1)


def steps(game: Game) -> float:
    """Return about how many additions :func:`chances_to_decide` takes."""
    length = max(game.quota, game.total - game.quota + 1)
    joining = np.minimum(np.cumsum(game.each[::-1]), length).sum()
    leaving = 2 * sum(length / min(weight, CHUNK) for weight in game.weights)
    return float((game.voters / 4 + 1) * (joining + leaving))


def minimal_steps(game: Game) -> tuple[int, float]:
    """Return how many floats :func:`minimal_winning` holds, and how many additions it takes."""
    _, starts = _layout(game)
    size = int(starts[-1])
    return size, 2.0 * size * (_largest(game) / 2 + 1)


def _swings(
    game: Game, quotas: list[int], chances: Array, shares: Array
) -> tuple[Array, NDArray[Any]]:
    """Return the sum of the chances to decide, and of those to lose at each quota."""
    length = max(quotas)
    swings, losing = np.zeros(len(game.weights)), np.zeros(len(quotas))
    work = np.empty(length), np.empty(length), np.empty(length // CHUNK + 1)
    each, weights = np.array(game.each[::-1]), np.array(game.weights)
    add_swings(each, weights, np.array(quotas), chances, shares, *work, swings, losing)
    return swings, losing


def _nodes(degree: int) -> tuple[Array, Array]:
    """Return points in (0, 1) and shares that integrate polynomials of this degree exactly."""
    points, shares = np.polynomial.legendre.leggauss(degree // 2 + 1)
    return (points + 1) / 2, shares / 2


def _largest(game: Game) -> int:
    """Return the most members that a minimal winning coalition may have."""
    lightest_first = np.cumsum([0, *game.each[::-1]])
    return int(np.searchsorted(lightest_first, game.quota))


def _layout(game: Game) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least weight that can still win before each voter, and where its entries begin."""
    before = np.cumsum([0, *game.each])
    lows = np.maximum(0, game.quota - (before[-1] - before))
    highs = np.minimum(game.quota - 1, before)
    lengths = np.maximum(0, highs - lows + 1)
    return lows, np.cumsum([0, *lengths])
