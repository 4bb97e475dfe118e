"""When enough runs are enough: the rule behind ``precision``, and how its outcome is worded.

Runs are looked at after every 500 of them, in their order, so how many there are in the end depends
on the case, the seed and the precision alone. The first look at which half the width of the 95 %
Wilson interval of the leading answer is at most the precision is the last one.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from whowhom.ensemble import answers
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.interval import Z95
from whowhom.ensemble.tally import Tally

if TYPE_CHECKING:
    from whowhom.ensemble.description import Work

__all__ = [
    "BLOCK",
    "chunk_within",
    "foreseen_runs",
    "leading",
    "looks",
    "margin",
    "most_runs",
    "why_stopped",
]

BLOCK = 500
"""Runs between two looks."""


def most_runs(precision: float) -> int:
    """Return the look at which any share is known as precisely as that, whatever it is.

    Examples
    --------
    >>> most_runs(0.01), most_runs(0.05)
    (10000, 500)
    """
    return _upward((Z95 / (2 * precision)) ** 2 - Z95**2)


def looks(most: int) -> list[int]:
    """Return after how many runs an ensemble is looked at; the last look is at all of them.

    Examples
    --------
    >>> looks(1200)
    [500, 1000, 1200]
    """
    return [*range(BLOCK, most, BLOCK), most]


def chunk_within(chunk: int) -> int:
    """Return the largest chunk, not above the given one, that chunks end at every look with.

    Examples
    --------
    >>> chunk_within(50), chunk_within(7), chunk_within(4096)
    (50, 5, 500)
    """
    return next(size for size in range(min(chunk, BLOCK), 0, -1) if BLOCK % size == 0)


def leading(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the row of the leading answer: the first sentence of a result begins with it.

    That is the likeliest person, or no one where more than half of the runs end so.
    """
    *persons, nobody = rows
    if nobody["share"] > 0.5 or not persons:
        return nobody
    return max(persons, key=lambda row: row["share"])


def margin(tally: Tally, circle: Circle) -> float:
    """Return half the width of the 95 % interval of the leading answer."""
    return _half(leading(answers.winners(tally, circle)))


def foreseen_runs(tally: Tally, circle: Circle, precision: float, most: int) -> int:
    """Return how many runs there will be if the leading share stays as it is."""
    share = leading(answers.winners(tally, circle))["share"]
    needed = share * (1 - share) * (Z95 / precision) ** 2
    return min(most, max(tally.runs, _upward(needed)))


def why_stopped(work: "Work", rows: Iterable[Mapping[str, Any]]) -> str:
    """Say why there are so many runs as there are; an empty text if they were just asked for."""
    if work.precision is None:
        return ""
    half = _half(leading(rows))
    reached, asked = _points(half), _points(work.precision)
    if half <= work.precision:
        return (
            f"The runs stopped at {work.runs:,} because the leading answer was then known to "
            f"{reached} points, as asked (to {asked})."
        )
    return (
        f"The limit of {work.runs:,} runs came before the precision that was asked for: the "
        f"leading answer is known to {reached} points, not to {asked}."
    )


def _half(row: Mapping[str, Any]) -> float:
    return float(row["high"] - row["low"]) / 2


def _upward(runs: float) -> int:
    return max(BLOCK, -(-round(runs + 0.5) // BLOCK) * BLOCK)


def _points(half: float) -> str:
    """Return half a width in points of a percentage.

    Examples
    --------
    >>> _points(0.01), _points(0.00987), _points(0.025)
    ('±1', '±0.99', '±2.5')
    """
    return f"±{100 * half:.2g}"
