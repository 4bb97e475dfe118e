"""The inner loop of the ruling coalition as one actor's power grows.

The coalitions of the *others* are bit masks. Those without the actor enforce themselves or not,
whatever his power; those with him are known by the mask of the others in them.
"""

from typing import Any

from whowhom.compiled import kernel

__all__ = ["next_event"]


@kernel
def next_event(
    without: Any, sums: Any, numerator: Any, denominator: Any, now: Any, within: Any
) -> Any:
    """Solve at one power of the actor, and find where a comparison next turns out otherwise.

    All comparisons are between straight lines in his power, so that each can turn at one place
    only, which is a whole multiple of ``1 / (numerator * (denominator - numerator))``. Powers of
    his are given in half that unit: whole numbers of it that are odd are no such place.

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
        Power of the lightest winning self-enforcing coalition without him; -1 if there is none.
    lightest_with : int
        The same with him, without his own power; -1 if there is none.
    event : int
        His least power above `now` at which a comparison turns; -1 if there is none.
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
