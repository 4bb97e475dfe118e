"""The inner loops of the ruling coalition: which coalitions enforce themselves, which is lightest.

A coalition is a bit mask: bit i is set when actor i belongs to it. The power of a mask is the sum
of two entries of small tables (``lower`` for its last bits, ``upper`` for the others), so that only
one large array is needed. Compiled for powers that fit 64 bits; ``py_func`` of each does the same
with whole numbers of any size.

As one actor's power grows (:func:`next_event`) the masks are of the *others*: coalitions without
the actor enforce themselves or not, whatever that power; those with the actor are known by the mask
of the others in them. Of a few types of equals (:func:`fill_blocs`) a coalition is known by how
many of each type belong to it: these counts are the digits of one number, the state, the first type
being the last digit, so that a coalition with one member less is a fixed number of places away.
"""

import math
from typing import Any

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import uniform

__all__ = [
    "collect_blocs",
    "collect_rulers",
    "fill_blocs",
    "fill_strongest",
    "fill_sums",
    "find_blocs",
    "find_lightest",
    "next_answer",
    "next_event",
    "next_share",
    "rulers_by_run",
]


_LANES = 6
_TURN = 2.0 * math.pi


@kernel
def fill_sums(power: Any, sums: Any) -> None:
    """Fill in the power of every coalition: `power` of shape (n,), `sums` of shape (2 ** n,)."""
    for i in range(power.size):
        for mask in range(1 << i):
            sums[mask | (1 << i)] = sums[mask] + power[i]


@kernel
def fill_strongest(
    power: Any, numerator: Any, denominator: Any, strongest: Any, is_measured: bool
) -> Any:
    """Fill in, for every coalition, the power of its strongest self-enforcing part.

    A coalition enforces itself when no proper part of it does so *and* outweighs the majority
    ``numerator / denominator`` of it. Every proper part lacks somebody, so the strongest one is
    found among the answers for the coalition without one member. ``strongest[X]`` is the power of
    X exactly where X enforces itself. Coalitions that differ in their last six bits are taken
    together: for the members that they share, the inner loop runs on the vector unit.

    Parameters
    ----------
    power : array of int, shape (n,)
        Power of each actor, positive, scaled to whole numbers.
    numerator, denominator : int
        The majority as a fraction; ``denominator * sum(power)`` must fit 64 bits if compiled.
    strongest : array of int, shape (2 ** n,)
        Filled in.
    is_measured : bool
        Whether margins are wanted, which cost a division for each comparison.

    Returns
    -------
    margin : float
        The smallest distance of a part's share from the majority, over all comparisons made;
        1 when there was none, or if it is not wanted.
    nearest : int
        The smallest difference between a part's power, times the denominator, and what it is
        compared with; the largest that there can be when there was none, or if it is not wanted.
    lightest, count, first : int
        Power of the coalitions that rule everybody, how many there are, and the mask of the first.
    """
    low = min(power.size, _LANES)
    lanes = 1 << low
    rows = strongest.reshape(strongest.size // lanes, lanes)
    few = np.zeros(lanes, power.dtype)
    heaviest = np.zeros(lanes, power.dtype)
    for i in range(low):
        for lane in range(1 << i):
            few[lane | (1 << i)] = few[lane] + power[i]
    margin = 1.0
    nearest = denominator * power.sum()
    bar = numerator * power.sum()
    lightest = few[0]
    count = first = 0
    for group in range(rows.shape[0]):
        many = few[0]
        heaviest[:] = few[0]
        for i in range(power.size - low):
            if (group >> i) & 1:
                many += power[low + i]
                without = rows[group ^ (1 << i)]
                for lane in range(lanes):
                    heaviest[lane] = max(heaviest[lane], without[lane])
        here = rows[group]
        for lane in range(lanes):
            best = heaviest[lane]
            rest = lane
            while rest:
                best = max(best, here[lane ^ (rest & -rest)])
                rest &= rest - 1
            inside = many + few[lane]
            excess = denominator * best - numerator * inside
            if is_measured and best > 0:
                nearest = min(nearest, abs(excess))
                margin = min(margin, abs(excess) / (denominator * inside))
            if excess > 0:
                here[lane] = best
                continue
            here[lane] = inside
            if denominator * inside > bar:
                if count == 0 or inside < lightest:
                    lightest, count, first = inside, 1, group * lanes + lane
                elif inside == lightest:
                    count += 1
    return margin, nearest, lightest, count, first


@kernel
def find_lightest(
    strongest: Any, lower: Any, upper: Any, numerator: Any, denominator: Any, society: int
) -> Any:
    """Find the lightest winning self-enforcing coalitions of a society.

    Parameters
    ----------
    strongest : array of int, shape (2 ** n,)
        As :func:`fill_strongest` leaves it.
    lower, upper : array of int, shapes (2 ** k,) and (2 ** (n - k),)
        Power of every coalition of the first k actors, and of the others.
    numerator, denominator : int
        The majority as a fraction.
    society : int
        Mask of those who are there; not empty.

    Returns
    -------
    lightest : int
        Power of the ruling coalitions.
    second : int
        Power of the next lightest winning self-enforcing coalition; 0 if there is none.
    nearest : int
        The smallest difference between the power of a self-enforcing proper part, times the
        denominator, and what it is compared with; -1 if there is no such part.
    count : int
        How many ruling coalitions there are.
    """
    low, k = lower.size - 1, int(math.log2(lower.size) + 0.5)
    whole = lower[society & low] + upper[society >> k]
    lightest = second = whole - whole
    nearest = lightest - 1
    count = 0
    part = 0
    while part != society:
        part = (part - society) & society
        weight = lower[part & low] + upper[part >> k]
        if strongest[part] == weight:
            excess = denominator * weight - numerator * whole
            if part != society and (nearest < 0 or abs(excess) < nearest):
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
def collect_rulers(
    strongest: Any, lower: Any, upper: Any, society: int, lightest: Any, masks: Any
) -> None:
    """Fill in the masks of the self-enforcing coalitions of a society with power `lightest`."""
    low, k = lower.size - 1, int(math.log2(lower.size) + 0.5)
    found = part = 0
    while found < masks.size:
        part = (part - society) & society
        if strongest[part] == lightest == lower[part & low] + upper[part >> k]:
            masks[found] = part
            found += 1


@kernel
def next_share(strongest: Any, sums: Any, numerator: Any, denominator: Any) -> Any:
    """Return the smallest share above the majority at which a comparison turns out otherwise.

    As the majority rises, what outweighs it and what does not stays as it is until it reaches
    the share of a part that outweighed it: the strongest self-enforcing part of a coalition, or
    a self-enforcing coalition within the whole.

    Parameters
    ----------
    strongest, sums : array of int, shape (2 ** n,)
        As :func:`fill_strongest` and :func:`fill_sums` leave them; the square of the whole power
        must fit 64 bits if compiled.
    numerator, denominator : int
        The majority as a fraction.

    Returns
    -------
    top, bottom : int
        The share as a fraction, not reduced; 1 and 1 if no comparison is left.
    """
    everybody = sums.size - 1
    whole = sums[everybody]
    top = bottom = whole
    for mask in range(1, sums.size):
        inside, best = sums[mask], strongest[mask]
        if best < inside:
            if best * bottom < top * inside:
                top, bottom = best, inside
        elif denominator * inside > numerator * whole and inside * bottom < top * whole:
            top, bottom = inside, whole
    return top, bottom


@kernel
def next_answer(
    power: Any, sums: Any, numerator: int, denominator: int, ruling: Any, strongest: Any
) -> tuple[int, int]:
    """Return the smallest share above the majority at which other coalitions rule everybody.

    Parameters
    ----------
    power : array of int, shape (n,)
        Power of each actor, positive; the square of its sum must fit 64 bits.
    sums : array of int, shape (2 ** n,)
        As :func:`fill_sums` leaves it.
    numerator, denominator : int
        The majority as a fraction.
    ruling : array of int, shape (answers,)
        Masks of the coalitions that rule at that majority, rising.
    strongest : array of int, shape (2 ** n,)
        As :func:`fill_strongest` leaves it at that majority; overwritten.

    Returns
    -------
    top, bottom : int
        The share as a fraction, not reduced; equal if the answer never changes again.
    """
    masks = np.zeros_like(ruling)
    top, bottom = next_share(strongest, sums, numerator, denominator)
    while top < bottom:
        _, _, lightest, count, _ = fill_strongest(power, top, bottom, strongest, False)
        if count != ruling.size:
            break
        found = 0
        for mask in range(sums.size):
            if strongest[mask] == lightest == sums[mask]:
                masks[found] = mask
                found += 1
        if not np.array_equal(masks, ruling):
            break
        top, bottom = next_share(strongest, sums, top, bottom)
    return top, bottom


@kernel
def rulers_by_run(
    power: Any,
    entities: Any,
    error: float,
    numerator: int,
    denominator: int,
    unit: float,
    seed: int,
    stream: int,
    masks: Any,
) -> None:
    """Fill in a ruling coalition for each run, each with its own errors in the powers.

    Parameters
    ----------
    power : array of float, shape (n,)
        Power of each actor, positive.
    entities : array of int, shape (n,)
        The key under which each actor draws.
    error : float
        Standard deviation of the logarithm of power.
    numerator, denominator : int
        The majority as a fraction.
    unit : float
        The whole number that the strongest actor's power is scaled to.
    seed, stream : int
        Address of the draws, together with the number of the run and the entity.
    masks : array of int, shape (runs,)
        Filled in.
    """
    n = power.size
    drawn = np.zeros(n, np.float64)
    whole = np.zeros(n, np.int64)
    strongest = np.zeros(1 << n, np.int64)
    for run in range(masks.size):
        for i in range(n):
            radius = math.sqrt(-2.0 * math.log(uniform(seed, run, 0, stream, entities[i], 0)))
            normal = radius * math.cos(_TURN * uniform(seed, run, 0, stream, entities[i], 1))
            drawn[i] = power[i] * math.exp(error * normal)
        largest = drawn.max()
        for i in range(n):
            whole[i] = max(1, round(drawn[i] / largest * unit))
        masks[run] = fill_strongest(whole, numerator, denominator, strongest, False)[4]


@kernel
def next_event(
    without: Any, sums: Any, numerator: Any, denominator: Any, now: Any, within: Any
) -> Any:
    """Solve at one power of the actor, and find where a comparison next turns out otherwise.

    All comparisons are between straight lines in that power, so that each can turn at one place
    only, which is a whole multiple of ``1 / (numerator * (denominator - numerator))``. The
    power is given in half that unit: odd whole numbers of it are never such a place.

    Parameters
    ----------
    without : array of int, shape (2 ** (n - 1),)
        Power of the strongest self-enforcing part of each coalition of the others.
    sums : array of int, shape (2 ** (n - 1),)
        Power of each coalition of the others.
    numerator, denominator : int
        The majority as a fraction.
    now : int
        The actor's power, in the unit above.
    within : array of int, shape (2 ** (n - 1),)
        Filled in: for each coalition of the others, the power of the others in the strongest
        self-enforcing coalition that consists of the actor and of some of them.

    Returns
    -------
    lightest_without : int
        Power of the lightest winning self-enforcing coalition without the actor; -1 if there is
        none.
    lightest_with : int
        The same with the actor, whose power is left out; -1 if there is none.
    event : int
        The least power above `now` at which a comparison turns; -1 if there is none.
    """
    left = denominator - numerator
    unit = 2 * numerator * left
    everybody = sums[sums.size - 1]
    whole = unit * everybody + now
    lightest_without = lightest_with = event = sums[0] - 1
    for mask in range(sums.size):
        others = sums[mask]
        best = sums[0] - 1
        i = 0
        while (mask >> i) > 0:
            if (mask >> i) & 1:
                best = max(best, within[mask ^ (1 << i)])
            i += 1
        total = unit * others + now
        others_win = denominator * unit * without[mask] > numerator * total
        his_part_wins = mask > 0 and denominator * (unit * best + now) > numerator * total
        turn = event
        if others_win or his_part_wins:
            within[mask] = best
            if not his_part_wins:
                turn = 2 * left * (denominator * without[mask] - numerator * others)
        else:
            within[mask] = others
            if mask > 0:
                turn = 2 * numerator * (numerator * others - denominator * best)
            if denominator * total > numerator * whole:
                if lightest_with < 0 or others < lightest_with:
                    lightest_with = others
            else:
                join = 2 * numerator * (numerator * everybody - denominator * others)
                if join > now and (event < 0 or join < event):
                    event = join
        if turn > now and (event < 0 or turn < event):
            event = turn
        wins = denominator * unit * others > numerator * whole
        rules = mask > 0 and without[mask] == others and wins
        if rules and (lightest_without < 0 or others < lightest_without):
            lightest_without = others
    if lightest_without >= 0:
        turn = 2 * left * (denominator * lightest_without - numerator * everybody)
        if event < 0 or turn < event:
            event = turn
        turn = unit * (lightest_without - lightest_with)
        if lightest_with >= 0 and turn > now and (event < 0 or turn < event):
            event = turn
    return lightest_without, lightest_with, event


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
