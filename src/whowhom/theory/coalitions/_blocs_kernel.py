"""The inner loops of the ruling coalition of a few types of equals.

A coalition is known by how many of each type belong to it. These counts are the digits of one
number, the state; the first type is the last digit. A coalition with one member less is then a
fixed number of places away.
"""

from typing import Any

import numpy as np

from whowhom.compiled import kernel

__all__ = ["collect_blocs", "fill_blocs", "find_blocs"]


@kernel
def fill_blocs(
    power: Any, count: Any, numerator: Any, denominator: Any, strength: Any, strongest: Any
) -> float:
    """Fill in, for every state, its power and that of its strongest self-enforcing part.

    Parameters
    ----------
    power : array of int, shape (types,)
        Power of one actor of each type, positive, scaled to whole numbers.
    count : array of int, shape (types,)
        How many actors there are of each type.
    numerator, denominator : int
        The majority as a fraction.
    strength, strongest : array of int, shape (product of count + 1,)
        Zeros; filled in.

    Returns
    -------
    float
        The smallest distance of a part's share from the majority, over all comparisons made;
        1 when there was none.
    """
    digits = np.zeros(count.size, np.int64)
    margin = 1.0
    for state in range(1, strength.size):
        t = 0
        while digits[t] == count[t]:
            digits[t] = 0
            t += 1
        digits[t] += 1
        inside = best = strength[0]
        step = 1
        for t in range(count.size):
            if digits[t] > 0:
                inside = strength[state - step] + power[t]
                best = max(best, strongest[state - step])
            step *= count[t] + 1
        excess = denominator * best - numerator * inside
        strength[state] = inside
        strongest[state] = best if excess > 0 else inside
        if best > 0:
            margin = min(margin, abs(excess) / (denominator * inside))
    return margin


@kernel
def find_blocs(strength: Any, strongest: Any, numerator: Any, denominator: Any) -> Any:
    """Find the lightest winning self-enforcing states.

    Returns
    -------
    lightest, second : int
        Power of the ruling states, and of the next lightest winning self-enforcing one; 0 if
        there is none.
    nearest : int
        The smallest difference between the power of a self-enforcing proper part, times the
        denominator, and what it is compared with; -1 if there is no such part.
    count : int
        How many ruling states there are.
    """
    last = strength.size - 1
    whole = strength[last]
    lightest = second = strength[0]
    nearest = lightest - 1
    count = 0
    for state in range(1, strength.size):
        weight = strength[state]
        if strongest[state] == weight:
            excess = denominator * weight - numerator * whole
            if state != last and (nearest < 0 or abs(excess) < nearest):
                nearest = abs(excess)
            if excess > 0:
                if count == 0 or weight < lightest:
                    second, lightest, count = lightest, weight, 1
                elif weight == lightest:
                    count += 1
                elif second == 0 or weight < second:
                    second = weight
    return lightest, second, nearest, count


@kernel
def collect_blocs(strength: Any, strongest: Any, lightest: Any, states: Any) -> None:
    """Fill in the self-enforcing states with power `lightest`, in their order."""
    found = 0
    for state in range(1, strength.size):
        if strength[state] == lightest and strongest[state] == lightest:
            states[found] = state
            found += 1
