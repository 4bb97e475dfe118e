"""One round of challenges over a line, in numbers only, and how the papers are read.

The papers leave nine choices open, or say one thing in an equation and another in a figure or in
the results. Each is a field of :class:`Reading`; a named variant is one instance of it. To vary
one choice::

    replace(VARIANTS["scholz-asrun"], risk=False)

Positions are places in [0, 1], and actors stand in an order of their own (by place, strength,
salience, name), so that neither the unit of the line nor the order of the rows can change a sum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.results import CLOSE

__all__ = ["OPTIONS", "VARIANTS", "Field", "Reading", "Simulated", "median_place", "one_round"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of the challenge model; every field is a place where the papers can be read
    in more than one way.
    """  # noqa: D205

    probability: str = "pairwise"
    """Chance that a challenge succeeds: ``pairwise``, the share of votes cast between the two
    positions (Scholz eq. 30 and 31; the two chances add up to 1); ``all-pairs``, those votes as
    a share of the votes cast over all pairs (no equation says so, the results need it)."""
    votes: str = "straight"
    """Votes by distance: ``straight``, or ``curved`` by each voter's own risk exponent."""
    perspective: str = "each"
    """Whose risk exponent values a challenge: ``each``, the challenger's (as printed); ``own``,
    each actor values what others expect of a challenge by the exponent of that actor."""
    conflict: str = "loser-moves"
    """Where both expect to gain: ``loser-moves``, whoever expects less gives in; ``open``, the
    outcome is uncertain and nobody moves (1997, p. 244)."""
    compel: bool = True
    """Whether an actor moves all the way to one who expects to gain, but less than the
    mover expects to lose (Scholz figure 6 only)."""
    selection: str = "least-move"
    """Which offer is taken: ``least-move``, conflict before compromise before compelling, then the
    least move; ``lowest``, the same, but among compromises the lowest mean of the two positions,
    weighted by what each side expects (which is neither the least move nor where the mover goes);
    ``enforce``, the proposer who expects most, then the least move (1997, p. 251)."""
    spread: str = "dynamic"
    """The range by which distances are divided: ``dynamic``, of the positions of the round;
    ``fixed``, of those at the start."""
    risk: bool = True
    """Whether risk exponents are estimated from security; all are 1 if not."""
    quo: float = 1.0
    """Q, the probability that all stays as it is where nobody challenges, in [0, 1]."""


OPTIONS = {
    "probability": ("pairwise", "all-pairs"),
    "votes": ("straight", "curved"),
    "perspective": ("each", "own"),
    "conflict": ("loser-moves", "open"),
    "selection": ("least-move", "lowest", "enforce"),  # in the order of the kernel's numbers
    "spread": ("dynamic", "fixed"),
}

VARIANTS = {
    "scholz-printed": Reading(),
    "scholz-asrun": Reading(
        probability="all-pairs",
        votes="curved",
        perspective="own",
        compel=False,
        selection="lowest",
        spread="fixed",
    ),
    "bdm-enforce": Reading(conflict="open", selection="enforce"),
}
"""The named variants; Q is 1 in each, as in the replication (the papers of 1994 and 1997 use
0.5)."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What does not change while actors bargain; arrays of shape (n,)."""

    weights: Numbers
    """Capability times salience, as a share of their sum."""
    salience: Numbers
    strength: Numbers
    """Capability as a share of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """One round: what was expected, and what happened; arrays of shape (n,) or (n, n)."""

    exponents: Numbers
    chances: Numbers
    gains: Numbers
    threats: Numbers
    places: Numbers
    """Where the actors stand at the end of the round."""
    toward: NDArray[np.int64]
    """Towards whom each moved; -1 for who did not."""
    kinds: NDArray[np.int64]
    """The kind of offer that each took; -1 for none."""


def one_round(places: Numbers, field: Field, reading: Reading) -> Simulated:
    """Simulate one round from the given places."""
    from whowhom.theory.bargains import _bargaining_kernel as loops  # numba loads slowly

    n = places.size
    spread = 1.0 if reading.spread == "fixed" else float(places.max() - places.min())
    spread = spread if spread > CLOSE else 1.0
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
    loops.pick_offers(
        places,
        field.strength,
        gains,
        threats,
        OPTIONS["selection"].index(reading.selection),
        reading.conflict == "open",
        reading.compel,
        moved,
        toward,
        kinds,
    )
    return Simulated(exponents, chances, gains, threats, moved, toward, kinds)


def median_place(places: Numbers, weights: Numbers) -> float:
    """Return the place that beats every other in pairwise votes; of two that tie, the lower."""
    order = np.argsort(places, kind="stable")
    below = np.cumsum(weights[order])
    first = int(np.argmax(below >= 0.5 * below[-1] - CLOSE))
    return float(places[order[first]])


def _chances(
    places: Numbers, field: Field, reading: Reading, exponents: Numbers, spread: float
) -> Numbers:
    """Return the chance of each actor to prevail over each other, shape (n, n)."""
    from whowhom.theory.bargains import _bargaining_kernel as loops

    support = np.empty((places.size, places.size))
    if reading.votes == "straight" or not np.any(exponents != 1.0):
        order = np.argsort(places, kind="stable")
        loops.fill_straight_support(places, field.weights, order, support)
    else:
        loops.fill_curved_support(places, field.weights, exponents, spread, support)
    chances = np.empty_like(support)
    loops.fill_chances(support, places, reading.probability == "pairwise", CLOSE, chances)
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
    from whowhom.theory.bargains import _bargaining_kernel as loops

    found = np.empty_like(chances)
    loops.fill_utilities(
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
    if high - low <= CLOSE * max(1.0, abs(high), abs(low)):
        return np.ones(security.size)
    averse = (2.0 * security - high - low) / (high - low)
    return np.clip((1.0 - averse / 3.0) / (1.0 + averse / 3.0), 0.5, 2.0)
