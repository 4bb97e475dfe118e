"""Coalitions as bit masks: which of them enforce themselves, and which rule a society.

What the solvers of the family share: powers as whole numbers, the map of Acemoglu, Egorov and
Sonin (2008) on any society out of one circle, and how coalitions are named and worded.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Actor
from whowhom.theory.results import ROUNDING, rounding_decides
from whowhom.theory.words import joined

__all__ = [
    "MAX_ACTORS",
    "MAX_PLAIN",
    "MAX_TIES",
    "Enforcing",
    "Rulers",
    "are_close",
    "coalitions_of",
    "drawn_rulers",
    "enforcing",
    "fits",
    "has_close_powers",
    "how_firm",
    "in_order",
    "in_words",
    "is_enforcing",
    "members_of",
    "refuse_ties",
    "rulers",
    "sums_of",
    "too_many",
    "wrapped",
]


MAX_ACTORS = 24
"""Largest circle that is solved actor by actor."""
MAX_PLAIN = 16
"""Largest circle that is solved in whole numbers of any size; larger ones must do with 64 bits."""
MAX_TIES = 100_000
"""Most coalitions that tie which are listed in one answer."""

_SMALL = 12
_CLEAR = 1024
"""How often a difference of rounded powers must exceed what rounding can do to it."""

_WIDTH = 80
_TOLD = 10

Who = TypeVar("Who", bound=Actor)


@dataclass(frozen=True, slots=True, eq=False)
class Enforcing:
    """Which coalitions of a circle enforce themselves."""

    strongest: NDArray[Any]
    """Power of the strongest self-enforcing part of every coalition, shape (2 ** n,)."""
    lower: NDArray[Any]
    """Power of every coalition of the first actors."""
    upper: NDArray[Any]
    """Power of every coalition of the others."""
    majority: Fraction
    margin: float
    """Distance to the nearest tie among the comparisons made, in [0, 1]."""
    clear: int
    """What every difference, times the denominator of the majority, must exceed: more than 0 only
    where powers were rounded to fit 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulers:
    """Who rules a society."""

    masks: NDArray[np.int64]
    """Every ruling coalition, shape (answers,), in lexicographic order of the members."""
    share: Fraction
    """Share of the society's power that each of them holds."""
    margin: float
    """Distance to the nearest tie among the comparisons made, in [0, 1]."""


def fits(weights: Sequence[int], majority: Fraction) -> bool:
    """Return whether all comparisons of these powers fit 64 bits."""
    return majority.denominator * sum(weights) < 2**63


def sums_of(weights: Sequence[int], dtype: Any) -> NDArray[Any]:
    """Return the power of every coalition, shape (2 ** n,)."""
    from whowhom.theory.coalitions._coalition_kernel import fill_sums

    sums = np.zeros(2 ** len(weights), dtype)
    _compiled(fill_sums, dtype)(np.array(weights, dtype), sums)
    return sums


def enforcing(weights: Sequence[int], majority: Fraction) -> Enforcing:
    """Find out which coalitions of a circle enforce themselves, for powers in whole numbers.

    Where a large circle's powers do not fit 64 bits they are rounded. Every difference that is
    then met must exceed 2 ** 10 times what the rounding can do to it, so that no comparison can
    have turned out otherwise; a circle with a smaller one is refused.

    Raises
    ------
    InvalidInput
        If powers that do not fit 64 bits come too close to a tie to be solved exactly.
    """
    from whowhom.theory.coalitions._coalition_kernel import fill_strongest

    n, q = len(weights), majority.denominator
    clear = 0
    if not fits(weights, majority) and n > MAX_PLAIN:
        clear = _CLEAR * 2 * q * n
        if clear > 2**62:
            raise InvalidInput(
                f"majority and power: a majority of {len(str(q))} digits needs more than 64 bits, "
                f"which is solved for {MAX_PLAIN} actors at most, not {n}; give it with fewer "
                f'digits, or as a fraction such as "2/3"'
            )
        scale = Fraction(2**62 // q, sum(weights))
        weights = [max(1, round(weight * scale)) for weight in weights]
    dtype = np.int64 if fits(weights, majority) else object
    strongest = np.zeros(2**n, dtype)
    power = np.array(weights, dtype)
    margin, nearest, *_ = _compiled(fill_strongest, dtype)(
        power, *majority.as_integer_ratio(), strongest, True
    )
    half = (n + 1) // 2
    lower, upper = sums_of(weights[:half], dtype), sums_of(weights[half:], dtype)
    circle = Enforcing(strongest, lower, upper, majority, margin, clear)
    _refuse_near_ties(circle, int(nearest))
    return circle


def rulers(circle: Enforcing, society: int) -> Rulers:
    """Find who rules those of a circle who are in the mask `society`, which is not empty.

    Raises
    ------
    InvalidInput
        As :func:`enforcing` does.
    """
    from whowhom.theory.coalitions._coalition_kernel import collect_rulers, find_lightest

    p, q = circle.majority.as_integer_ratio()
    tables = circle.strongest, circle.lower, circle.upper
    dtype = object if circle.strongest.dtype.hasobject else np.int64
    found = _compiled(find_lightest, dtype)(*tables, p, q, society)
    lightest, second, nearest, count = map(int, found)
    refuse_ties(count)
    masks = np.zeros(count, np.int64)
    _compiled(collect_rulers, dtype)(*tables, society, lightest, masks)
    whole = int(circle.lower[society & (circle.lower.size - 1)])
    whole += int(circle.upper[society // circle.lower.size])
    differences = [nearest] if nearest >= 0 else []
    if second or count > 1:
        differences.append(q * (second - lightest) if count == 1 else 0)
    margin = min(differences) / (q * whole) if differences else 1.0
    _refuse_near_ties(circle, *differences)
    return Rulers(in_order(masks), Fraction(lightest, whole), margin)


def drawn_rulers(
    shares: Sequence[float],
    actors: Sequence[Actor],
    *,
    error: float,
    majority: Fraction,
    runs: int,
    seed: int,
) -> NDArray[np.int64]:
    """Draw powers with errors, and return who rules everybody in each draw.

    Parameters
    ----------
    shares : sequence of float, shape (n,)
        Power of each actor as a share of the strongest one's, in (0, 1].
    actors : sequence of str or int, shape (n,)
        Their names, by which their draws are keyed.
    error : float
        Standard deviation of the logarithm of power.
    majority : Fraction
        Share of power needed to remove somebody, with a denominator below 2 ** 20.
    runs, seed : int
        How many draws, and the seed.

    Returns
    -------
    array of int, shape (runs,)
        The mask of the (first) ruling coalition of each draw.
    """
    from whowhom.rng import STREAMS, entity_key
    from whowhom.theory.coalitions._coalition_kernel import rulers_by_run

    p, q = majority.as_integer_ratio()
    entities = np.array([entity_key(str(actor)) for actor in actors])
    unit = 2.0 ** min(40, 63 - q.bit_length() - len(actors).bit_length())
    masks: NDArray[np.int64] = np.zeros(runs, np.int64)
    stream = STREAMS.index("power_error")
    rulers_by_run(np.array(shares), entities, error, p, q, unit, seed, stream, masks)
    return masks


def has_close_powers(weights: Sequence[int]) -> bool:
    """Return whether two coalitions of a small circle differ by less than 1e-12 of all power.

    Examples
    --------
    >>> has_close_powers([3, 4, 5]), has_close_powers([10**13, 10**13 + 1])
    (False, True)
    """
    if len(weights) > _SMALL:
        return False
    return are_close(sums_of(weights, np.int64 if sum(weights) < 2**63 else object).tolist())


def are_close(strengths: Sequence[int]) -> bool:
    """Return whether two whole numbers differ by less than 1e-12 of the largest, but do differ."""
    order = sorted(set(strengths))
    least = min((above - below for below, above in pairwise(order)), default=0)
    return rounding_decides(Fraction(least, order[-1]))


def is_enforcing(circle: Enforcing, coalition: int) -> bool:
    """Return whether a coalition, a mask that is not empty, enforces itself."""
    split = circle.lower.size
    weight = circle.lower[coalition & (split - 1)] + circle.upper[coalition // split]
    return bool(circle.strongest[coalition] == weight)


def coalitions_of(masks: NDArray[np.int64], actors: Sequence[Who]) -> tuple[tuple[Who, ...], ...]:
    """Return the members of each coalition."""
    belongs = (masks[:, None] >> np.arange(len(actors))) & 1 == 1
    named = [actors[i] for i in np.nonzero(belongs)[1].tolist()]
    ends: list[int] = np.cumsum(belongs.sum(axis=1)).tolist()
    starts = [0, *ends[:-1]]
    return tuple(tuple(named[start:end]) for start, end in zip(starts, ends, strict=True))


def in_words(coalitions: Sequence[Sequence[object]]) -> str:
    """Return one coalition, or several that tie, in words.

    Examples
    --------
    >>> in_words([["ann", "bob"]]), in_words([["ann", "bob"], ["cat"]])
    ('ann and bob', 'a tie: ann and bob; or cat')
    """
    if len(coalitions) == 1:
        return joined(coalitions[0])
    shown = "; or ".join(joined(coalition) for coalition in coalitions[:_TOLD])
    more = f"; or {len(coalitions) - _TOLD:,} more" if len(coalitions) > _TOLD else ""
    return f"a tie: {shown}{more}"


def wrapped(line: str, indent: str = "") -> str:
    """Break a line that is too long for a terminal."""
    return textwrap.fill(
        line, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False
    )


def too_many(n: int) -> str:
    """Say what so large a circle would need, and what to do instead."""
    needs = f"{8 * 2**n / 1e9:,.1f} GB" if n <= 50 else "more memory than there is"
    return (
        f"power has {n} actors; at most {MAX_ACTORS} are solved, since the 2 ** {n} coalitions "
        f"would take {needs}; leave out the weakest, or join equals into blocs (ruling_blocs)"
    )


def refuse_ties(count: int) -> None:
    """Refuse a list of ruling coalitions that is too long to be of use.

    Raises
    ------
    InvalidInput
        If more than :data:`MAX_TIES` coalitions tie.
    """
    if count > MAX_TIES:
        raise InvalidInput(
            f"power: {count:,} ruling coalitions tie, too many to list (at most {MAX_TIES:,}); "
            f"leave out some of the equals, or join them into blocs (ruling_blocs, on the command "
            f"line coalition-blocs)"
        )


def how_firm(margin: float, *, is_rounding: bool) -> str:
    """Tell a margin, in words that do not round it to nothing."""
    if is_rounding:
        return ROUNDING
    if margin == 0:
        return "On a knife-edge: the smallest change of power may change the answer."
    much = f"{margin:.1%}" if margin >= 0.0005 else f"{margin:.1g} of itself"
    return f"The answer holds while no power changes by more than {much}."


def _refuse_near_ties(circle: Enforcing, *differences: int) -> None:
    """Refuse rounded powers if a comparison of theirs could have turned out otherwise."""
    if circle.clear and min(differences, default=circle.clear + 1) <= circle.clear:
        raise InvalidInput(
            f"power: numbers as fine as these do not fit 64 bits, and come too close to a tie to "
            f"be solved exactly for more than {MAX_PLAIN} actors; give fewer digits, as texts "
            f'such as "2.35" or whole numbers'
        )


def _compiled(function: Any, dtype: Any) -> Any:
    """Return a kernel for 64 bits, or the same in plain Python for whole numbers of any size."""
    return function.py_func if dtype is object else function


def in_order(masks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort coalitions lexicographically; none may be part of another."""
    width = int(masks.max()).bit_length()
    backwards = np.zeros_like(masks)
    for i in range(width):
        backwards |= ((masks >> i) & 1) << (width - 1 - i)
    ordered = masks[np.argsort(-backwards)]
    ordered.flags.writeable = False
    return ordered


def members_of(coalition: int) -> tuple[int, ...]:
    """Return the actors of a coalition.

    Examples
    --------
    >>> members_of(0b1101)
    (0, 2, 3)
    """
    return tuple(i for i in range(coalition.bit_length()) if coalition >> i & 1)
