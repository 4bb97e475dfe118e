"""When the outcome is decided: how much of the variance in who wins the removals so far explain.

For each month the runs are grouped by who has fallen until then. The share of the variance of "who
wins" that lies between groups is the variance explained by that knowledge; the months in which it
rises fastest are the turning points. Runs differ in much that nobody could see, so this is what an
observer of removals could know, not what was already determined.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.explained import explained_share, why_no_variance
from whowhom.ensemble.occurrences import MOST_EXPLAINED, all_records, outcomes_of
from whowhom.ensemble.result import Result

__all__ = ["Turning", "turning_points"]

_YEAR = 12
_FEWEST = 10  # runs that a group needs to be one of its own; rarer ones are taken together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Turning:
    """Explained variance of who wins, month by month."""

    months: tuple[str, ...]
    """The months, as ``1924-05``."""
    settled: NDArray[np.float64]
    """Variance explained by the removals up to the end of each month, shape (months,), in
    [0, 1]; it never falls; nan where the winner is the same in all runs."""
    undefined: str = ""
    """Why there are no shares; empty where there are."""

    def month_of(self, share: float) -> str | None:
        """Return the first month in which at least that share is explained; None if never."""
        reached = np.flatnonzero(self.settled >= share)
        return self.months[reached[0]] if reached.size else None

    def fastest(self, most: int = 3) -> list[tuple[str, str, float]]:
        """Return the twelve months that explain most, without overlap: from, to, how much.

        Parameters
        ----------
        most : int, default 3
            How many spans.
        """
        before = np.concatenate([[0.0], self.settled])
        length = min(_YEAR, len(self.months))
        gains = before[length:] - before[:-length]
        found: list[tuple[str, str, float]] = []
        while len(found) < most and gains.size and gains.max() > 0:
            first = int(np.argmax(gains))
            found.append((self.months[first], self.months[first + length - 1], float(gains[first])))
            gains[max(0, first - length + 1) : first + length] = -1
        return found


def turning_points(result: Result) -> Turning:
    """Find when it is decided who ends as sole ruler.

    Parameters
    ----------
    result : Result
        An ensemble; of a large one the first 100,000 runs are looked at.

    Returns
    -------
    Turning
    """
    records = all_records(result, MOST_EXPLAINED)
    happens = outcomes_of(records, result.circle)
    names = [*result.circle.actors, NOBODY]
    answers = np.stack([happens[name, "wins"] for name in names], axis=1).astype(float)
    undefined = why_no_variance(names, answers, "wins")
    fell = records["fell"]
    bits = 1 << np.arange(fell.shape[1], dtype=np.int64)
    months = range(result.circle.months)
    settled = [_settled(((fell >= 0) & (fell <= month)) @ bits, answers) for month in months]
    if undefined:
        settled = [np.nan] * len(settled)
    rising = np.maximum.accumulate(np.clip(settled, 0.0, 1.0))
    rising.flags.writeable = False
    return Turning(
        months=tuple(str(result.circle.month(month)) for month in months),
        settled=rising,
        undefined=undefined,
    )


def _settled(group: NDArray[np.int64], answers: NDArray[np.float64]) -> float:
    """Return the variance that the groups explain, the rare ones taken together."""
    _, place, counts = np.unique(group, return_inverse=True, return_counts=True)
    rare = counts < _FEWEST
    place = np.where(rare[place], len(counts), place)
    return explained_share(np.unique(place, return_inverse=True)[1], answers)
