"""Indices of power in double precision, for games too large for whole numbers of any size.

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

from whowhom.theory.votes._voting_kernel import CHUNK, add_swings, fill_completions, follow_prefixes
from whowhom.theory.votes.voting_game import Game

__all__ = ["Minimal", "chances_to_decide", "entries", "minimal_steps", "minimal_winning", "steps"]

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
