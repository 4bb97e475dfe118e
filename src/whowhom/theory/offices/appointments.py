"""When a secretary who fills vacant posts holds a majority of the delegates.

Our own model. The verbal theory is the "circular flow of power" (R. V. Daniels; Hough and Fainsod
1979): the secretary supervises the provincial secretaries, they choose the delegates of the
congress, it chooses the committee, and that chooses the secretary. No formal model of this is
known to us. The words of that theory and the names used here:

=====================================  =====================================
delegates loyal to the secretary, x_t  ``shares``, beginning with ``start``
vacancies that he fills, a             ``filled``
posts that change hands, rho           ``turnover``
=====================================  =====================================

Each period x moves by the share rho of its distance to a: x_t = a - (a - x_0) (1 - rho)^t.
"""

import math
import textwrap
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Problems
from whowhom.theory.registry.offices import FILLED, PERIODS, START, TURNOVER
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = [
    "Appointments",
    "appointments",
    "check_turnover",
    "crossing_time",
    "first_majority",
    "period_rows",
    "share_path",
]

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
            lines.append("He never holds a majority.")
        elif self.first_period == 0:
            lines.append("He holds a majority from the start.")
            if not math.isnan(self.crossing):
                lines.append(f"He loses it {_after(self.crossing)}.")
        else:
            passing = (
                f"He passes one half {_after(self.crossing)} and holds a majority from period "
                f"{self.first_period:,} on."
            )
            lines.append(textwrap.fill(passing, 80))
        rows = [[f"{t:,}", percent(shares[t])] for t in period_rows(len(shares))]
        return "\n".join([*lines, "", text_table(["period", "loyal"], rows)])


def appointments(*, start: Any, filled: Any, turnover: Any, periods: Any = 24) -> Appointments:
    """Follow the share of delegates who owe their post to the secretary.

    Each period the share `turnover` of the posts falls vacant, whoever holds them, and the
    secretary fills the share `filled` of the vacancies with his own. Our own model, in the
    spirit of [1]_.

    Parameters
    ----------
    start : number
        Share of delegates loyal to him at first; unitless, in [0, 1].
    filled : number
        Share of vacancies that he fills; unitless, in [0, 1].
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
