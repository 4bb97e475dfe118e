"""How sure a majority of loyal delegates is when each post falls vacant by chance.

Our own model: :mod:`whowhom.theory.offices.appointments` post by post. There the share of loyal
delegates is what it is here on average over endlessly many runs; here one sees how far a single
history may be from it. Every draw is keyed by (seed, run, period, post), so that runs with the same
seed and other arguments differ only where the arguments bite.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Problems
from whowhom.theory.offices._appointments_kernel import play_posts
from whowhom.theory.offices.appointments import period_rows, share_path
from whowhom.theory.registry.offices import (
    FILLED,
    PERIODS,
    POSTS,
    RUNS,
    SEED,
    START,
    TURNOVER,
)
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import percent, text_table

__all__ = ["MAX_DRAWS", "AppointmentsRuns", "appointments_runs"]

MAX_DRAWS = 15_000_000_000
"""Most posts times periods times runs that :func:`appointments_runs` takes, some ten seconds."""

_MAX_COUNTS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class AppointmentsRuns(Result):
    """The share of loyal delegates over many runs, and when each run has a majority."""

    columns = ("mean", "low", "high", "expected", "first_periods")
    counts = "period"

    mean: NDArray[np.float64]
    """Mean share of loyal posts after each period, shape (periods + 1,), in [0, 1]."""
    low: NDArray[np.float64]
    """Share that 5% of the runs stay below, shape (periods + 1,)."""
    high: NDArray[np.float64]
    """Share that 5% of the runs exceed, shape (periods + 1,)."""
    expected: NDArray[np.float64]
    """What the mean would be over endlessly many runs, shape (periods + 1,)."""
    first_periods: NDArray[np.float64]
    """Share of the runs that first hold a majority after each period, shape (periods + 1,)."""
    reached: float
    """Share of the runs that ever hold a majority within the periods followed, in [0, 1]."""
    median_period: int | None
    """First period after which half of all runs have held a majority; None if they never do."""
    early_period: int | None
    """First period after which 5% of all runs have held a majority; None if they never do."""
    late_period: int | None
    """First period after which 95% of all runs have held a majority; None if they never do."""

    def __str__(self) -> str:
        last = len(self.mean) - 1
        span = f"{last:,} period{'s' * (last != 1)}"
        lines = [f"{percent(self.reached)} of the runs ever hold a majority within {span}."]
        if self.median_period is not None:
            lines.append(
                f"One in twenty does by period {self.early_period:,}, half by period "
                f"{self.median_period:,}{self._late()}."
            )
        rows = [
            [
                f"{t:,}",
                percent(self.mean[t]),
                percent(self.low[t]),
                percent(self.high[t]),
                percent(float(self.first_periods[: t + 1].sum())),
            ]
            for t in period_rows(len(self.mean))
        ]
        header = ["period", "loyal", "5% below", "5% above", "majority so far"]
        return "\n".join([*lines, "", text_table(header, rows)])

    def _late(self) -> str:
        """Say when nearly all runs hold a majority, if they do."""
        return "" if self.late_period is None else f", 19 in 20 by period {self.late_period:,}"


def appointments_runs(
    *,
    start: Any,
    filled: Any,
    turnover: Any,
    periods: Any = 24,
    posts: Any,
    runs: Any = 2000,
    seed: Any = 1,
) -> AppointmentsRuns:
    """Play appointments post by post, many times.

    Each period each post falls vacant with the chance `turnover`, and then goes to a man of the
    secretary with the chance `filled`. Our own model, in the spirit of [1]_.

    Parameters
    ----------
    start : number
        Share of posts loyal to him at first; unitless, in [0, 1]; the nearest whole number of
        posts is taken, half a post upwards.
    filled : number
        Chance that a vacancy goes to one of his own; unitless, in [0, 1].
    turnover : number
        Chance that a post falls vacant in a period; in (0, 1].
    periods : int, default 24
        How many periods to follow; in [1, 10000].
    posts : int
        How many posts there are; in [1, 100000].
    runs : int, default 2000
        How many times it is played; in [1, 1000000].
    seed : int, default 1
        Chooses the chance; in [0, 2**63).

    Returns
    -------
    AppointmentsRuns
        Mean and range of the share after each period, and when runs first hold a majority.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there would be too many draws.

    Notes
    -----
    The mean over `runs` runs strays from `expected` by chance; its standard error is at most
    ``0.5 / sqrt(posts * runs)``. Chances are taken to the nearest 1 / 2**32.

    References
    ----------
    .. [1] J. F. Hough and M. Fainsod, How the Soviet Union Is Governed, Harvard University Press,
       1979.

    Examples
    --------
    >>> found = appointments_runs(
    ...     start="0.1", filled="0.8", turnover="0.25", periods=6, posts=100, runs=500
    ... )
    >>> found.median_period, bool(abs(found.mean - found.expected).max() < 0.01)
    (3, True)
    """
    with Problems() as problems:
        share = START.read(start, problems)
        loyal = FILLED.read(filled, problems)
        rate = TURNOVER.read(turnover, problems)
        length = PERIODS.read(periods, problems)
        size = POSTS.read(posts, problems)
        times = RUNS.read(runs, problems)
        key = SEED.read(seed, problems)
        if not problems:
            _check_size(length, size, times, problems)
    at_start = int(share * size + Fraction(1, 2))
    counts = np.zeros((times, length + 1), dtype=np.int64)
    play_posts(key, size, at_start, _bits(rate * loyal), _bits(rate), counts)
    return _result(counts, size, share_path(Fraction(at_start, size), loyal, rate, length))


def _check_size(periods: int, posts: int, runs: int, problems: Problems) -> None:
    """Note more draws or results than are affordable."""
    if posts * periods * runs > MAX_DRAWS:
        problems.add(
            f"posts * periods * runs must be at most {MAX_DRAWS:,}, got "
            f"{posts * periods * runs:,}; take fewer runs"
        )
    if periods * runs > _MAX_COUNTS:
        problems.add(
            f"periods * runs must be at most {_MAX_COUNTS:,}, got {periods * runs:,}; take fewer "
            "runs or periods"
        )


def _bits(chance: Fraction) -> int:
    """Return a chance times 2 ** 32, rounded."""
    return round(chance * 2**32)


def _result(
    counts: NDArray[np.int64], posts: int, expected: NDArray[np.float64]
) -> AppointmentsRuns:
    """Sum up the runs."""
    runs, length = counts.shape
    holds = 2 * counts > posts
    first = np.where(holds.any(axis=1), holds.argmax(axis=1), length)
    starts = np.bincount(first, minlength=length + 1)[:length]
    so_far = np.cumsum(starts)
    low, high = np.quantile(counts, [0.05, 0.95], axis=0, method="inverted_cdf") / posts
    return AppointmentsRuns(
        mean=read_only(counts.mean(axis=0) / posts),
        low=read_only(low),
        high=read_only(high),
        expected=read_only(expected),
        first_periods=read_only(starts / runs),
        reached=float(so_far[-1] / runs),
        median_period=_when(so_far, runs, 50),
        early_period=_when(so_far, runs, 5),
        late_period=_when(so_far, runs, 95),
    )


def _when(so_far: NDArray[np.int64], runs: int, percents: int) -> int | None:
    """Return the first period after which so many percent of the runs have held a majority."""
    enough = 100 * so_far >= percents * runs
    return int(enough.argmax()) if enough.any() else None
