"""The inner loop of the ruling coalition: which coalitions enforce themselves.

A coalition is a bit mask: bit i is set when actor i belongs to it. The loop exists twice,
compiled for powers that fit 64 bits and plain for whole numbers of any size; the code is one.
"""

from collections.abc import Callable
from typing import Any

from whowhom.compiled import kernel

__all__ = ["fill_strongest", "fill_strongest_plain"]


def fill_strongest_plain(
    power: Any, numerator: int, denominator: int, strength: Any, strongest: Any
) -> float:
    """Fill in, for every coalition, its power and that of its strongest self-enforcing part.

    A coalition enforces itself when no proper part of it does so *and* outweighs the majority
    ``numerator / denominator`` of it. Every proper part lacks somebody, so the strongest one is
    found among the answers for the coalition without one member. The two are equal
    (``strongest[X] == strength[X]``) exactly where X enforces itself.

    Parameters
    ----------
    power : array of int, shape (n,)
        Power of each actor, positive, scaled to whole numbers.
    numerator, denominator : int
        The majority as a fraction.
    strength, strongest : array of int, shape (2 ** n,)
        Zeros; filled in.

    Returns
    -------
    float
        The smallest distance of a part's share from the majority, over all comparisons made;
        1 when there was none.
    """
    margin = 1.0
    for whole in range(1, strength.size):
        inside = power[0] - power[0]
        heaviest = inside
        for i in range(power.size):
            if (whole >> i) & 1:
                rest = whole ^ (1 << i)
                inside = strength[rest] + power[i]
                heaviest = max(heaviest, strongest[rest])
        excess = denominator * heaviest - numerator * inside
        strength[whole] = inside
        strongest[whole] = heaviest if excess > 0 else inside
        if heaviest > 0:
            margin = min(margin, abs(excess) / (denominator * inside))
    return margin


fill_strongest: Callable[..., float] = kernel(fill_strongest_plain)
"""The same, compiled; ``denominator * sum(power)`` must fit 64 bits."""
