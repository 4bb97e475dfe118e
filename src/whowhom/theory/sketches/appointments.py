"""When a secretary who fills vacant posts holds a majority of the delegates.

Our own model. The verbal theory is the "circular flow of power" (R. V. Daniels; Hough and Fainsod
1979): the secretary supervises the provincial secretaries, they choose the delegates of the
congress, it chooses the committee, and that chooses the secretary. No formal model of this is
known to us. The words of that theory and the names used here:

=====================================  =====================================
delegates loyal to the secretary, x_t  ``shares``, beginning with ``start``
share of vacancies they fill, a        ``filled``
posts that change hands, rho           ``turnover``
=====================================  =====================================

Each period x moves by the share rho of its distance to a: x_t = a - (a - x_0) (1 - rho)^t.

:func:`appointments_runs` follows the same model post by post. There the share of loyal delegates is
on average what it is here; one sees how far a single history may be from it. Every draw is keyed by
(seed, run, period, post), so that runs with the same seed and other arguments differ only where the
arguments bite.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import PART, PROBABILITY, Domain, Exact, Problems, Whole
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table, wrapped

__all__ = [
    "MAX_DRAWS",
    "MODELS",
    "Appointments",
    "AppointmentsRuns",
    "appointments",
    "appointments_runs",
]

HOUGH_1979 = Paper(
    key="hough1979",
    authors="Jerry F. Hough and Merle Fainsod",
    title="How the Soviet Union Is Governed",
    where="Harvard University Press",
    year=1979,
    kind="book",
)

START = Exact("start", "share of delegates loyal to the secretary at first", domain=PROBABILITY)
FILLED = Exact(
    "filled", "share of vacant posts that the secretary fills with clients", domain=PROBABILITY
)
TURNOVER = Exact(
    "turnover", "share of posts that fall vacant in a period", unit="a period", domain=PART
)
PERIODS = Whole(
    "periods",
    "number of periods",
    default="24",
    unit="periods",
    domain=Domain(at_least=1, at_most=10_000),
)
POSTS = Whole("posts", "number of posts", unit="posts", domain=Domain(at_least=1, at_most=100_000))
RUNS = Whole(
    "runs",
    "number of runs",
    default="2000",
    unit="runs",
    domain=Domain(at_least=1, at_most=1_000_000),
)
SEED = Whole(
    "seed",
    "seed of the random draws; the same seed gives the same runs",
    default="1",
    domain=Domain(at_least=0, below=2**63),
)


_HALF = Fraction(1, 2)
_ROWS = 12
_EXACT = 10_000
_LEAST_TURNOVER = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True, eq=False)
class Appointments(Result):
    """The share of loyal delegates period by period, and when it is a majority."""

    columns = ("shares",)
    counts = "period"

    shares: NDArray[np.float64]
    """Share of loyal delegates after each period, shape (periods + 1,), in [0, 1]."""
    crossing: float
    """When the share is one half, upwards or downwards, as a real number of periods; nan if it
    never is. It may lie beyond the periods followed."""
    first_period: int | None
    """First period after which more than half are loyal, 0 if they are from the start; None if
    they never are. It may lie beyond the periods followed."""

    def __str__(self) -> str:
        shares = self.shares
        span = f"after {len(shares) - 1:,} periods"
        lines = [f"From {percent(shares[0])} loyal delegates to {percent(shares[-1])} {span}."]
        if self.first_period is None:
            lines.append("The secretary never holds a majority.")
        elif self.first_period == 0:
            lines.append("The secretary holds a majority from the start.")
            if not math.isnan(self.crossing):
                lines.append(f"It is lost {_after(self.crossing)}.")
        else:
            since = f"Majority from period {self.first_period:,} on"
            passed = f"{since}: one half is passed {_after(self.crossing)}."
            lines.append(wrapped(passed))
        rows = [[f"{t:,}", percent(shares[t])] for t in period_rows(len(shares))]
        return "\n".join([*lines, "", text_table(["period", "loyal"], rows)])


def appointments(*, start: Any, filled: Any, turnover: Any, periods: Any = 24) -> Appointments:
    """Follow the share of delegates who owe their post to the secretary.

    Each period the share `turnover` of the posts falls vacant, whoever holds them, and the
    secretary fills the share `filled` of the vacancies with clients. Our own model, in the
    spirit of [1]_.

    Parameters
    ----------
    start : number
        Share of delegates loyal to the secretary at first; unitless, in [0, 1].
    filled : number
        Share of vacancies that the secretary fills; unitless, in [0, 1].
    turnover : number
        Share of posts that fall vacant in a period; in (0, 1], at least 1e-12.
    periods : int, default 24
        How many periods to follow; in [1, 10000].

    Returns
    -------
    Appointments
        The share after each period, and when it passes one half.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] J. F. Hough and M. Fainsod, How the Soviet Union Is Governed, Harvard University Press,
       1979.

    Examples
    --------
    >>> found = appointments(start="0.1", filled="0.8", turnover="0.25", periods=6)
    >>> [round(float(share), 3) for share in found.shares]
    [0.1, 0.275, 0.406, 0.505, 0.579, 0.634, 0.675]
    >>> round(found.crossing, 6), found.first_period
    (2.945258, 3)
    """
    with Problems() as problems:
        first = START.read(start, problems)
        limit = FILLED.read(filled, problems)
        rate = TURNOVER.read(turnover, problems)
        length = PERIODS.read(periods, problems)
        if not problems:
            check_turnover(rate, problems)
    return Appointments(
        shares=share_path(first, limit, rate, length),
        crossing=crossing_time(first, limit, rate),
        first_period=first_majority(first, limit, rate),
    )


def check_turnover(turnover: Fraction, problems: Problems) -> None:
    """Note a turnover so small that the float of its periods means nothing."""
    if turnover < _LEAST_TURNOVER:
        problems.add(
            f"turnover must be at least {float(_LEAST_TURNOVER):g}, got {float(turnover):g}; "
            f"choose longer periods"
        )


def share_path(
    start: Fraction, filled: Fraction, turnover: Fraction, periods: int
) -> NDArray[np.float64]:
    """Return the share after each period.

    Parameters
    ----------
    start, filled, turnover : Fraction
        As in :func:`appointments`.
    periods : int
        How many periods to follow.

    Returns
    -------
    array of float, shape (periods + 1,)
        Read-only.

    Examples
    --------
    >>> share_path(Fraction(0), Fraction(1), Fraction(1, 2), 2).tolist()
    [0.0, 0.5, 0.75]
    """
    kept = float(1 - turnover) ** np.arange(periods + 1)
    return read_only(float(start) * kept + float(filled) * (1 - kept))


def crossing_time(start: Fraction, filled: Fraction, turnover: Fraction) -> float:
    """Return after how many periods the share is one half, as a real number; nan if it never is.

    Parameters
    ----------
    start, filled, turnover : Fraction
        As in :func:`appointments`.

    Returns
    -------
    float
        At least 0, or nan; 0 if all posts change hands at once and the share passes one half.

    Examples
    --------
    >>> round(crossing_time(Fraction(0), Fraction(1), Fraction(1, 2)), 9)
    1.0
    """
    if start == _HALF:
        return 0.0
    never = filled == _HALF or (start < _HALF) == (filled < _HALF)
    if never:
        return math.nan
    if turnover == 1:
        return 0.0
    excess = (_HALF - start) / (filled - _HALF)
    if excess < 10**300:
        distance = math.log1p(float(excess))
    else:
        distance = math.log(excess.numerator) - math.log(excess.denominator)
    kept = 1 - turnover
    if float(turnover) < 1:
        return distance / -math.log1p(-float(turnover))
    return distance / (math.log(kept.denominator) - math.log(kept.numerator))


def first_majority(start: Fraction, filled: Fraction, turnover: Fraction) -> int | None:
    """Return the first period after which more than half are loyal, exactly; None if never.

    Parameters
    ----------
    start, filled, turnover : Fraction
        As in :func:`appointments`.

    Returns
    -------
    int or None

    Examples
    --------
    One half after the first period is no majority yet:

    >>> first_majority(Fraction(0), Fraction(1), Fraction(1, 2))
    2
    """
    if start > _HALF:
        return 0
    if filled <= _HALF:
        return None
    crossing = crossing_time(start, filled, turnover)
    if math.isnan(crossing):
        return None
    if crossing > _EXACT:  # far out only the float is affordable
        return math.floor(crossing) + 1
    period = max(round(crossing) - 1, 0)
    while filled - (filled - start) * (1 - turnover) ** period <= _HALF:
        period += 1
    return period


def period_rows(length: int) -> list[int]:
    """Return the periods to show of `length`: all, or about a dozen at equal distances.

    Examples
    --------
    >>> period_rows(4), period_rows(25)
    ([0, 1, 2, 3], [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24])
    """
    step = -(-(length - 1) // _ROWS) or 1
    return list(range(0, length, step))


def _after(time: float) -> str:
    """Say when, in words."""
    return f"after {number(time)} period{'s' * (time != 1)}"


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
    """Simulate appointments post by post, in many runs.

    Each period each post falls vacant with the chance `turnover`, and then goes to a client of
    the secretary with the chance `filled`. Our own model, in the spirit of [1]_.

    Parameters
    ----------
    start : number
        Share of posts loyal to the secretary at first; unitless, in [0, 1]; the nearest whole
        number of posts is taken, half a post upwards.
    filled : number
        Chance that a vacancy goes to a client of the secretary; unitless, in [0, 1].
    turnover : number
        Chance that a post falls vacant in a period; in (0, 1].
    periods : int, default 24
        How many periods to follow; in [1, 10000].
    posts : int
        How many posts there are; in [1, 100000].
    runs : int, default 2000
        How many runs; in [1, 1000000].
    seed : int, default 1
        Seed of the random draws; in [0, 2**63).

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
    from whowhom.theory.sketches._appointments_kernel import simulate_posts

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
    simulate_posts(key, size, at_start, _bits(rate * loyal), _bits(rate), counts)
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


MODELS = (
    Model(
        name="appointments",
        title="Appointments and loyal delegates",
        question="When does a secretary who fills the vacant posts hold a majority?",
        grade="ours",
        solver=appointments,
        result=Appointments,
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START, FILLED, TURNOVER, PERIODS),
        example={"start": "0.1", "filled": "0.8", "turnover": "0.25", "periods": 6},
    ),
    Model(
        name="appointments-runs",
        title="Appointments post by post",
        question="How certain is the majority when each post falls vacant by chance?",
        grade="ours",
        solver=appointments_runs,
        result=AppointmentsRuns,
        papers=(HOUGH_1979,),
        card="appointments.md",
        arguments=(START, FILLED, TURNOVER, PERIODS, POSTS, RUNS, SEED),
        example={
            "start": "0.1",
            "filled": "0.8",
            "turnover": "0.25",
            "periods": 6,
            "posts": 100,
            "runs": 500,
        },
        is_seeded=True,
        kernels=("whowhom.theory.sketches._appointments_kernel",),
    ),
)
