"""Equilibria of the closed rule: without a last round, and backwards from one.

Members with the same votes, the same chance to propose and the same patience are of one *type*. In
the equilibrium of :mod:`whowhom.theory.bargains.legislative` they get the same, so that everything
is computed once for each type. A coalition is then a row of numbers: how many of each type.

**Stationary.** In the words of a market: each member sells a vote at the *price* of waiting,
discount times value; each proposer buys the cheapest partners that win. Values and prices must
agree::

    value = chance * (1 - cost of the cheapest partners) + price * chance to be bought

The system has kinks where coalitions tie, and ties are the rule: whoever is bought too often
becomes too dear. So it is solved in two steps that are both ours. A *smoothed* market, in which
cheaper coalitions are only bought more often, is solved by Newton's method and made sharper and
sharper. The coalitions that are bought there are taken as tied, which leaves a smooth system of few
unknowns, solved to the last digit. What comes out is accepted only if :func:`residual_of` says so,
which knows nothing of how it was found.

**With a last round**, in exact fractions: after it nobody gets anything, so that whoever proposes
in it keeps all. One round earlier each member sells a vote for what waiting is worth, and so on.
Proposers who are indifferent between coalitions choose each with the same chance, which is a
convention: with another one the values of earlier rounds can differ, and ``tied`` tells in which
rounds it mattered.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "TOLERANCE",
    "Backwards",
    "Legislature",
    "Market",
    "Sitting",
    "Solution",
    "TooManyCoalitions",
    "backwards",
    "bought_of",
    "legislature",
    "market",
    "residual_of",
    "solve_market",
]


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


TOLERANCE = 1e-9
"""Largest residual with which values are handed out."""

Numbers = NDArray[np.float64]

_TIED = 1e-10  # coalitions within so much of the cheapest are taken as equally cheap by the check
_SHARPEST = 1e-10
_COOLING = 0.4
_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """A legislature in floats; every number of a type is that of one member."""

    size: Numbers
    chance: Numbers
    discount: Numbers
    partners: tuple[Numbers, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Values, and strategies that bear them out."""

    value: Numbers
    """Expected share of one member of each type, shape (types,)."""
    cost: Numbers
    """What a proposer of each type pays to partners, shape (types,)."""
    strategy: tuple[Numbers, ...]
    """For a proposer of each type, the chance of each set of partners, shape (sets,)."""
    residual: float
    """Largest error of any value, if nobody buys any but the cheapest coalitions."""


def market(found: Legislature) -> Market:
    """Return a legislature in floats."""
    return Market(
        size=np.array(found.size, dtype=np.float64),
        chance=np.array([float(p) for p in found.chance]),
        discount=np.array([float(d) for d in found.discount]),
        partners=tuple(rows.astype(np.float64) for rows in found.partners),
    )


def solve_market(game: Market) -> Solution:
    """Return the values of a stationary equilibrium, with the best residual that was reached.

    Nobody with a discount of 1 may have a veto: see :mod:`whowhom.theory.bargains.legislative`.
    """
    sellers = (game.chance > 0) & (game.discount > 0)  # all others sell for nothing
    price = np.where(sellers, game.discount * game.chance, 0.0)
    best = residual_of(game, price)
    softness = 1.0
    while softness > _SHARPEST and best.residual > TOLERANCE / 100:
        price = _smoothed(game, price, sellers, softness)
        for threshold in (1e-4, 1e-8):
            exact = _tied(game, price, sellers, softness, threshold)
            if exact is not None:
                best = min(best, residual_of(game, exact), key=lambda found: found.residual)
        softness *= _COOLING
    return best


def residual_of(game: Market, price: Numbers) -> Solution:
    """Check prices: let all buy only the cheapest coalitions, as fits the values best.

    Parameters
    ----------
    game : Market
    price : ndarray of float, shape (types,)

    Returns
    -------
    Solution
        With the largest error of any value; 0 in an equilibrium.
    """
    from scipy.optimize import nnls

    cost = np.array([float(np.min(rows @ price)) for rows in game.partners])
    value = np.divide(price, game.discount, out=np.zeros_like(price), where=game.discount > 0)
    impatient = game.discount == 0
    cheapest = [
        np.flatnonzero(rows @ price <= c + _TIED)
        for rows, c in zip(game.partners, cost, strict=True)
    ]
    blocks = [
        (game.size[k] * game.chance[k] * rows[chosen] * (price / game.size)).T
        for k, (rows, chosen) in enumerate(zip(game.partners, cheapest, strict=True))
    ]
    received = np.hstack(blocks)
    owner = np.repeat(np.arange(len(blocks)), [chosen.size for chosen in cheapest])
    ones = (owner == np.arange(len(blocks))[:, None]).astype(np.float64)
    wanted = np.where(impatient, 0.0, value - game.chance * (1 - cost))
    try:
        weights, _ = nnls(
            np.vstack([ones, received]), np.concatenate([np.ones(len(blocks)), wanted])
        )
    except RuntimeError:  # it did not end: no proof, no answer
        weights = np.ones(owner.size)
    strategy = []
    for k, rows in enumerate(game.partners):
        mine = weights[owner == k]
        chances = np.zeros(len(rows))
        chances[cheapest[k]] = mine / mine.sum() if mine.sum() > 0 else 1 / mine.size
        strategy.append(chances)
    bought = bought_of(game, strategy)
    implied = game.chance * (1 - cost) + price * bought
    value = np.where(impatient, implied, value)
    return Solution(value, cost, tuple(strategy), float(np.max(np.abs(value - implied))))


def bought_of(game: Market, strategy: list[Numbers] | tuple[Numbers, ...]) -> Numbers:
    """Return the chance of one member of each type to be bought, shape (types,)."""
    total = np.zeros(game.size.size)
    for k, (rows, chances) in enumerate(zip(game.partners, strategy, strict=True)):
        total += game.size[k] * game.chance[k] * (chances @ rows)
    return total / game.size


def _smoothed(game: Market, price: Numbers, sellers: NDArray[np.bool_], softness: float) -> Numbers:
    """Return prices of the smoothed market, from nearby ones, by Newton's method."""
    error, slope = _excess(game, price, softness)
    for _ in range(_STEPS):
        norm = float(np.abs(error[sellers]).max(initial=0.0))
        if norm < 1e-13:
            break
        step = np.zeros_like(price)
        inner = slope[np.ix_(sellers, sellers)]
        step[sellers] = np.linalg.lstsq(inner, -error[sellers], rcond=None)[0]
        falling = step < 0
        reach = min(1.0, 0.9 * float(np.min(price[falling] / -step[falling], initial=np.inf)))
        while reach > 1e-8:
            tried = price + reach * step
            new_error, new_slope = _excess(game, tried, softness)
            if float(np.abs(new_error[sellers]).max(initial=0.0)) < norm:
                break
            reach /= 2
        else:
            break
        price, error, slope = tried, new_error, new_slope
    return price


def _excess(game: Market, price: Numbers, softness: float) -> tuple[Numbers, Numbers]:
    """Return by how much each value misses its equation, and the derivatives by the prices."""
    kinds = price.size
    bought, spread = np.zeros(kinds), np.zeros((kinds, kinds))
    cost, mean, bend = np.zeros(kinds), np.zeros((kinds, kinds)), np.zeros((kinds, kinds))
    for k, rows in enumerate(game.partners):
        chances, near = _soft(rows @ price, softness)
        rows = rows[near]
        mean[k] = chances @ rows
        off = rows - mean[k]
        covariance = (off * chances[:, None]).T @ off / softness
        cost[k], bend[k] = mean[k] @ price, mean[k] - covariance @ price
        weight = game.size[k] * game.chance[k]
        bought += weight * mean[k] / game.size
        spread += weight * covariance / game.size[:, None]
    waiting = np.divide(1.0, game.discount, out=np.zeros(kinds), where=game.discount > 0)
    error = price * (waiting - bought) - game.chance * (1 - cost)
    slope = np.diag(waiting - bought) + game.chance[:, None] * bend + price[:, None] * spread
    return error, slope


def _soft(costs: Numbers, softness: float) -> tuple[Numbers, NDArray[np.intp]]:
    """Return chances that fall with the cost, and which coalitions have any."""
    gap = (costs - costs.min()) / softness
    near = np.flatnonzero(gap < 40)
    chances = np.exp(-gap[near])
    return chances / chances.sum(), near


def _tied(
    game: Market, price: Numbers, sellers: NDArray[np.bool_], softness: float, threshold: float
) -> Numbers | None:
    """Return prices at which all coalitions now bought cost the same; None if there are none.

    Ties leave prices few directions to move in. Along these, what is bought must not change by how
    the ties are broken, which is one equation for each direction.
    """
    first, differences = [], []
    for rows in game.partners:
        chances, near = _soft(rows @ price, softness)
        kept = rows[near[chances > threshold]]
        first.append(kept[0])
        differences.append(kept[1:] - kept[0])
    free = np.flatnonzero(sellers)
    if free.size == 0:
        return None
    directions = _null_space(np.vstack(differences)[:, free])
    if directions.shape[1] == 0:
        return None
    base = np.array(first)
    demand = (game.size * game.chance) @ base
    place = np.zeros_like(price)
    along = directions.T @ price[free]
    for _ in range(_STEPS):
        place[free] = directions @ along
        if np.any(place[free] <= 0):
            return None
        cost = base @ place
        inside = (1 - cost) * game.chance
        supply = game.size[free] * (1 / game.discount[free] - inside[free] / place[free])
        error = directions.T @ (supply - demand[free])
        slope = np.diag(game.size[free] * inside[free] / place[free] ** 2)
        slope += (game.size[free] * game.chance[free] / place[free])[:, None] * base[
            np.ix_(free, free)
        ]
        step = np.linalg.lstsq(directions.T @ slope @ directions, -error, rcond=None)[0]
        move = directions @ step
        falling = move < 0
        reach = min(1.0, 0.9 * float(np.min(place[free][falling] / -move[falling], initial=np.inf)))
        along = along + reach * step
        if float(np.abs(step).max()) < 1e-16:
            break
    place[free] = directions @ along
    return place if np.all(place[free] > 0) else None


def _null_space(rows: Numbers) -> Numbers:
    """Return an orthonormal basis of all that the rows are orthogonal to, one a column."""
    n = rows.shape[1]
    if rows.shape[0] == 0:
        return np.eye(n)
    values, vectors = np.linalg.eigh(rows.T @ rows)
    return vectors[:, values < 1e-9 * max(1.0, float(values[-1]))]


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
