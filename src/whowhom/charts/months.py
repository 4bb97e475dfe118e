"""The axis of months: one kind for all charts, from a season of 1793 to a century before Christ.

Months are whole numbers (since January of the year 0), not timestamps: browsers disagree on dates
before the year 1 and shift months over time zones.
"""

from collections.abc import Iterable

import altair as alt

from whowhom.cases.dates import parse_period

__all__ = ["month_numbers", "month_span", "month_x"]

_STEPS = (1, 2, 3, 6, 12, 24, 48, 60, 120, 240, 600, 1200)
_YEAR = "floor(datum.value / 12)"
_YEAR_TEXT = f"({_YEAR} > 0 ? {_YEAR} : (1 - {_YEAR}) + ' BC')"
_MONTH_TEXT = "slice('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * {m}, 3 * {m} + 3)"


def month_span(text: str) -> tuple[int, int]:
    """Return the first and the last month number of ``1924-11`` or ``1926-07/1926-10``.

    Examples
    --------
    >>> month_span("1926-07/1926-10")
    (23118, 23121)
    """
    period = parse_period(text)
    return period.earliest.month_number, period.latest.month_number


def month_numbers(texts: Iterable[str | None]) -> list[int | None]:
    """Return the month number of each month; None stays None."""
    return [None if text is None else month_span(text)[0] for text in texts]


def month_x(field: str, first: int, last: int, *, ticks: int = 7, grid: bool = True) -> alt.X:
    """Return the horizontal axis from month number `first` to `last`.

    Parameters
    ----------
    field : str
        Column of month numbers.
    first, last : int
        Ends of the axis.
    ticks : int, default 7
        At most so many labels.
    grid : bool, default True
        Whether lines are drawn.
    """
    step = next((s for s in _STEPS if (last - first) / s <= ticks), _STEPS[-1])
    values = list(range(-(-first // step) * step, last + 1, step))
    month = f"(datum.value - 12 * {_YEAR})"
    label = _YEAR_TEXT if step % 12 == 0 else f"{_MONTH_TEXT.format(m=month)} + ' ' + {_YEAR_TEXT}"
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
        axis=alt.Axis(values=values, labelExpr=label, grid=grid, labelOverlap=True),
    )
