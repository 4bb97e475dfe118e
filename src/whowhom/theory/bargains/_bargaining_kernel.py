"""The inner loops of bargaining over a line: votes, expected utilities, and offers.

Places are positions brought to [0, 1]; weights, salience and strength (the share of all
capability) are one number for each actor. Rows stand for the actor i who judges, columns for
the other, j. Differences below ``NEAR`` are none: they come from rounding.
"""

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel

__all__ = [
    "COMPEL",
    "COMPROMISE",
    "CONFLICT",
    "ENFORCE",
    "LEAST_MOVE",
    "LOWEST",
    "NEAR",
    "fill_chances",
    "fill_curved_support",
    "fill_straight_support",
    "fill_utilities",
    "pick_offers",
]

Numbers = NDArray[np.float64]

NEAR = 1e-12
"""Places are the same, and utilities equal, when they differ by no more than this."""
CONFLICT, COMPROMISE, COMPEL = 0, 1, 2
LEAST_MOVE, LOWEST, ENFORCE = 0, 1, 2


@kernel
def fill_straight_support(
    places: Numbers, weights: Numbers, order: NDArray[np.intp], support: Numbers
) -> None:
    """Fill in the votes for i's place against j's, where votes fall evenly with distance.

    A voter k casts ``weights[k] * (|k to j| - |k to i|)`` for i if that is positive. For places
    in ascending `order`, the voters between i and the midpoint to j only grow as j moves away,
    so that each i is done in one sweep: n^2 steps in all. Sums begin anew at each i, which keeps
    them precise for places that are close together.
    """
    n = places.size
    after = np.zeros(n + 1)  # weight from a place in the order on
    for a in range(n - 1, -1, -1):
        after[a] = after[a + 1] + weights[order[a]]
    beyond = 0.0  # weight at i's place in the order and before
    for a in range(n):
        i = order[a]
        beyond += weights[i]
        nearer = nearer_moment = 0.0  # voters between i and the midpoint, and their distances
        between = between_moment = 0.0  # voters between i and j
        m = a + 1
        for b in range(a + 1, n):
            j = order[b]
            gap = places[j] - places[i]
            while m < b and 2.0 * (places[order[m]] - places[i]) <= gap:
                step = places[order[m]] - places[i]
                nearer += weights[order[m]]
                nearer_moment += weights[order[m]] * step
                m += 1
            support[i, j] = max(0.0, gap * (beyond + nearer) - 2.0 * nearer_moment)
            for_j = 2.0 * (between_moment - nearer_moment) - gap * (between - nearer)
            for_j += gap * after[b]
            support[j, i] = max(0.0, for_j)
            between += weights[j]
            between_moment += weights[j] * gap
        support[i, i] = 0.0


@kernel(nogil=True)
def fill_curved_support(
    places: Numbers, weights: Numbers, exponents: Numbers, spread: float, support: Numbers
) -> None:
    """Fill in the votes for i's place against j's, each voter with a risk exponent.

    A voter k casts ``weights[k] * (d_kj ** r_k - d_ki ** r_k)`` for i if that is positive, where
    d is the distance divided by `spread` and r are the `exponents`: n^3 steps.
    """
    n = places.size
    cost = np.empty((n, n))
    for k in range(n):
        for j in range(n):
            distance = abs(places[k] - places[j]) / spread
            cost[k, j] = weights[k] * distance ** exponents[k]
    for i in range(n):
        for j in range(n):
            support[i, j] = 0.0
        for k in range(n):
            for j in range(n):
                support[i, j] += max(0.0, cost[k, j] - cost[k, i])


@kernel
def fill_chances(
    support: Numbers, places: Numbers, is_pairwise: bool, floor: float, chances: Numbers
) -> None:
    """Fill in the chance that i prevails over j.

    Pairwise it is i's share of the votes between the two; 1/2 where nobody votes (their sum is
    not above `floor` for each unit of distance). Otherwise the votes for i are divided by all
    votes over all ordered pairs, and the chance is 0 where both stand in one place.
    """
    n = places.size
    total = 0.0
    for i in range(n):
        for j in range(n):
            total += support[i, j]
    for i in range(n):
        for j in range(n):
            if is_pairwise:
                votes = support[i, j] + support[j, i]
                gap = abs(places[i] - places[j])
                is_void = gap <= NEAR or votes <= floor * gap
                chances[i, j] = 0.5 if is_void else support[i, j] / votes
            elif places[i] == places[j] or total == 0.0:
                chances[i, j] = 0.0
            else:
                chances[i, j] = support[i, j] / (2.0 * total)  # each ordered pair has both sides


@kernel
def _utility(base: float, exponent: float) -> float:
    """Return the utility of a fall from 2 to -2 in `base`, bent by the exponent."""
    return 2.0 - 4.0 * max(0.0, base) ** exponent


@kernel
def fill_utilities(
    places: Numbers,
    salience: Numbers,
    chances: Numbers,
    exponents: Numbers,
    judge_is_challenger: bool,
    median: float,
    spread: float,
    quo: float,
    utilities: Numbers,
) -> None:
    """Fill in the expected utility of i challenging j, judged by the exponent of i or of j.

    It weighs success and failure by the salience of j, who resists by so much, against what
    happens where i does not challenge: nothing with probability `quo`, else a move of j to the
    median, for better or worse.
    """
    n = places.size
    for i in range(n):
        to_median = abs(places[i] - median) / spread
        for j in range(n):
            exponent = exponents[i] if judge_is_challenger else exponents[j]
            distance = abs(places[i] - places[j]) / spread
            success = _utility(0.5 - 0.5 * distance, exponent)
            failure = _utility(0.5 + 0.5 * distance, exponent)
            resisted = chances[i, j] * success + (1.0 - chances[i, j]) * failure
            value = salience[j] * resisted + (1.0 - salience[j]) * success
            value -= quo * _utility(0.5, exponent)
            if quo < 1.0:
                moved = 0.25 * (to_median + distance)
                is_better = to_median < distance - NEAR
                value -= (1.0 - quo) * _utility(0.5 - moved if is_better else 0.5 + moved, exponent)
            utilities[i, j] = value


@kernel
def pick_offers(
    places: Numbers,
    strength: Numbers,
    gains: Numbers,
    threats: Numbers,
    selection: int,
    is_open: bool,
    can_compel: bool,
    moved: Numbers,
    toward: NDArray[np.int64],
    kinds: NDArray[np.int64],
) -> None:
    """Fill in where each actor moves, towards whom, and by which kind of offer.

    ``gains[i, j]`` is what i expects of challenging j, ``threats[i, j]`` what j is expected to
    get from challenging i. Who gets no offer stays: ``toward`` and ``kinds`` are -1. Offers that
    tie go to the proposer who expects most, then to the strongest, then to the first.
    """
    n = places.size
    for i in range(n):
        moved[i], toward[i], kinds[i] = places[i], -1, -1
        best = np.zeros(4)
        for j in range(n):
            gain, threat = gains[i, j], threats[i, j]
            if abs(places[i] - places[j]) <= NEAR or threat <= NEAR or abs(gain) <= NEAR:
                continue
            kind, place = -1, places[j]
            if gain > 0.0:
                if threat > gain + NEAR and not is_open:
                    kind = CONFLICT
            elif threat > -gain + NEAR:
                kind = COMPROMISE
                place = places[i] + (places[j] - places[i]) * (-gain / threat)
            elif threat < -gain - NEAR and can_compel:
                kind = COMPEL
            if kind < 0:
                continue
            move = abs(place - places[i])
            # Smaller comes first, criterion by criterion.
            if selection == ENFORCE:
                rank = (-threat, move, 0.0, -strength[j])
            elif selection == LOWEST and kind == COMPROMISE:
                middle = (-gain * places[i] + threat * places[j]) / (threat - gain)
                rank = (float(kind), middle, -threat, -strength[j])
            else:
                rank = (float(kind), move, -threat, -strength[j])
            is_first = toward[i] < 0
            if not is_first:
                for c in range(4):
                    if abs(rank[c] - best[c]) > NEAR:
                        is_first = rank[c] < best[c]
                        break
            if is_first:
                for c in range(4):
                    best[c] = rank[c]
                moved[i], toward[i], kinds[i] = place, j, kind
