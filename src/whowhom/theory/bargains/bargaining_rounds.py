"""Rounds of challenges over a line, in numbers only: what ``bargaining.py`` plays.

Positions are places in [0, 1], and actors stand in an order of their own (by place, strength,
salience, name), so that neither the unit of the line nor the order of the rows can change a sum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.bargains._bargaining_kernel import (
    ENFORCE,
    LEAST_MOVE,
    LOWEST,
    NEAR,
    fill_chances,
    fill_curved_support,
    fill_straight_support,
    fill_utilities,
    pick_offers,
)
from whowhom.theory.bargains.bargaining_variants import Reading

__all__ = ["Field", "Played", "median_place", "play"]

Numbers = NDArray[np.float64]

_SELECTIONS = {"least-move": LEAST_MOVE, "lowest": LOWEST, "enforce": ENFORCE}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What does not change while actors bargain; arrays of shape (n,)."""

    weights: Numbers
    """Capability times salience, as a share of their sum."""
    salience: Numbers
    strength: Numbers
    """Capability as a share of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """One round: what was expected, and what came of it; arrays of shape (n,) or (n, n)."""

    exponents: Numbers
    chances: Numbers
    gains: Numbers
    threats: Numbers
    places: Numbers
    """Where the actors stand at the end of the round."""
    toward: NDArray[np.int64]
    """Towards whom each moved; -1 for who did not."""
    kinds: NDArray[np.int64]
    """The kind of offer that he took; -1 for none."""


def play(places: Numbers, field: Field, reading: Reading) -> Played:
    """Play one round from the given places."""
    n = places.size
    spread = 1.0 if reading.spread == "fixed" else float(places.max() - places.min())
    spread = spread if spread > NEAR else 1.0
    median = median_place(places, field.weights)
    exponents = np.ones(n)
    chances = _chances(places, field, reading, exponents, spread)
    gains = _utilities(places, field, reading, chances, exponents, median, spread)
    if reading.risk:
        exponents = _exponents(gains)
        if reading.votes == "curved":
            chances = _chances(places, field, reading, exponents, spread)
        gains = _utilities(places, field, reading, chances, exponents, median, spread)
    threats = gains.T.copy()
    if reading.perspective == "own" and reading.risk:
        judged = _utilities(places, field, reading, chances, exponents, median, spread, own=True)
        threats = judged.T.copy()
    moved, toward = np.empty(n), np.empty(n, dtype=np.int64)
    kinds = np.empty(n, dtype=np.int64)
    pick_offers(
        places,
        field.strength,
        gains,
        threats,
        _SELECTIONS[reading.selection],
        reading.conflict == "open",
        reading.compel,
        moved,
        toward,
        kinds,
    )
    return Played(exponents, chances, gains, threats, moved, toward, kinds)


def median_place(places: Numbers, weights: Numbers) -> float:
    """Return the place that beats every other in pairwise votes; of two that tie, the lower."""
    order = np.argsort(places, kind="stable")
    below = np.cumsum(weights[order])
    first = int(np.argmax(below >= 0.5 * below[-1] - NEAR))
    return float(places[order[first]])


def _chances(
    places: Numbers, field: Field, reading: Reading, exponents: Numbers, spread: float
) -> Numbers:
    """Return the chance of each actor to prevail over each other, shape (n, n)."""
    support = np.empty((places.size, places.size))
    if reading.votes == "straight" or not np.any(exponents != 1.0):
        order = np.argsort(places, kind="stable")
        fill_straight_support(places, field.weights, order, support)
    else:
        fill_curved_support(places, field.weights, exponents, spread, support)
    chances = np.empty_like(support)
    fill_chances(support, places, reading.probability == "pairwise", NEAR, chances)
    return chances


def _utilities(
    places: Numbers,
    field: Field,
    reading: Reading,
    chances: Numbers,
    exponents: Numbers,
    median: float,
    spread: float,
    own: bool = False,
) -> Numbers:
    """Return what i expects of challenging j, shape (n, n); `own`: by the exponent of j."""
    found = np.empty_like(chances)
    fill_utilities(
        places,
        field.salience,
        chances,
        exponents,
        not own,
        median,
        spread,
        float(reading.quo),
        found,
    )
    return found


def _exponents(gains: Numbers) -> Numbers:
    """Return risk exponents, shape (n,), in [1/2, 2], from what all others expect of challenging.

    The exponent is 2 where that sum is lowest and 1/2 where it is highest; 1 for all where the
    sums do not differ.
    """
    security = gains.sum(axis=0) - np.diag(gains)
    low, high = security.min(), security.max()
    if high - low <= NEAR * max(1.0, abs(high), abs(low)):
        return np.ones(security.size)
    averse = (2.0 * security - high - low) / (high - low)
    return np.clip((1.0 - averse / 3.0) / (1.0 + averse / 3.0), 0.5, 2.0)
