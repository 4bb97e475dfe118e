"""Dates as historians write them: a small, strict part of EDTF (ISO 8601-2).

===========================  ===================================================================
``1924``                     some day of that year
``1924-01``                  some day of that month
``1924-01-21``               that day
``-0044-03-15``              15 March 44 BC: a minus sign is a BC year, there is no year zero
``1922-12?``                 the source is doubtful; read as ``1922-12``
``1923~``, ``1923%``         about: one year (month, day) is added on either side
``1922-12-23/1923-01-04``    some day between the two
``../1899``, ``1941/..``     open: until, since
===========================  ===================================================================

Years before Christ count as historians count: 1 BC is ``-0001`` and comes right before 1 AD. (ISO
itself writes 1 BC as ``0000``; ``0000`` is refused here, so that nobody is off by one in silence.)
:class:`~whowhom.cases.case.Day` counts astronomically, so that its years can be subtracted.
"""

import re
from calendar import monthrange

from whowhom.cases.case import Day, Period
from whowhom.cases.date_advice import IN_FULL, Advice, advice, plain_signs
from whowhom.cases.problems import BadCell

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "date_ways",
    "day_text",
    "month_text",
    "parse_day",
    "parse_period",
]

FIRST_DAY = Day(-9998, 1, 1)
"""Stands for an open beginning (10,000 years before Christ, in words: always)."""
LAST_DAY = Day(9999, 12, 31)
"""Stands for an open end."""

LONGEST = 40
DATE = re.compile(r"(-?)([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
NEAR = 100
"""Years by which an interval may be upside down and its ends still be meant."""
LAST_JULIAN = 1927
"""Last year in which a state gave up the Julian reckoning of leap years (Turkey)."""
HOW = "write a date such as 1924, 1924-01 or 1924-01-21"
HOW_MONTH = "write a month from 01 to 12"


def parse_period(text: str) -> Period:
    """Read a date in the notation of this module.

    Raises
    ------
    BadCell
        If it is not a date, an impossible one, or one that a spreadsheet has damaged.

    Examples
    --------
    >>> parse_period("1924-02").latest
    Day(year=1924, month=2, day=29)
    >>> parse_period("-0044-03-15").earliest
    Day(year=-43, month=3, day=15)
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise BadCell("W107", "is not a date", HOW)
    try:
        return _period(text)
    except BadCell as bad:
        if bad.hint != HOW_MONTH:
            raise
        raise BadCell(bad.code, bad.finding, _hint(advice(text)) or HOW_MONTH) from None


def _period(text: str) -> Period:
    if "/" not in text:
        earliest, latest = _bounds(text)
        return Period(earliest, latest, text)
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 2 or parts == ["..", ".."] or not all(map(_is_formed, parts)):
        raise _refusal(text)
    earliest = FIRST_DAY if parts[0] == ".." else _bounds(parts[0])[0]
    latest = LAST_DAY if parts[1] == ".." else _bounds(parts[1])[1]
    if earliest > latest:
        is_near = earliest.year - latest.year <= NEAR
        hint = f"write {parts[1]}/{parts[0]}" if is_near else IN_FULL
        raise BadCell("W106", "ends before it begins", hint)
    return Period(earliest, latest, text)


def parse_day(text: str) -> Day:
    """Read a date that must be one day.

    Raises
    ------
    BadCell
        If it is not a date or not exact to the day.
    """
    period = parse_period(text)
    if period.earliest != period.latest:
        raise BadCell("W107", "is not exact to the day", "write a day such as 1922-04-03")
    return period.earliest


def day_text(day: Day) -> str:
    """Write a day as :func:`parse_day` reads it.

    Examples
    --------
    >>> day_text(Day(-43, 3, 15))
    '-0044-03-15'
    """
    year = f"{day.year:04d}" if day.year > 0 else f"-{1 - day.year:04d}"
    return f"{year}-{day.month:02d}-{day.day:02d}"


def month_text(month_number: int) -> str:
    """Write a month number as case files write months; a minus sign is a BC year.

    Examples
    --------
    >>> month_text(1924 * 12 + 10)
    '1924-11'
    >>> month_text(-43 * 12 + 2)
    '-0044-03'
    """
    year, month = divmod(month_number, 12)
    return day_text(Day(year, month + 1)).removesuffix("-01")


def _bounds(text: str) -> tuple[Day, Day]:
    """First and last day that one date without a slash may mean."""
    match = DATE.fullmatch(text)
    if match is None:
        raise _refusal(text)
    sign, digits, month, day, doubt = match.groups()
    if digits == "0000":
        hint = "there is no year zero: 1 BC is -0001, 1 AD is 0001"
        raise BadCell("W108", "is not a year", hint)
    year = 1 - int(digits) if sign else int(digits)
    pad = doubt in {"~", "%"}
    if month is None:
        return _clip(year - pad, 1, 1), _clip(year + pad, 12, 31)
    if not 1 <= int(month) <= 12:
        raise BadCell("W108", f"has no month {month}", HOW_MONTH)
    if day is None:
        first = _clip(*_add_months(year, int(month), -int(pad)), 1)
        last_year, last_month = _add_months(year, int(month), int(pad))
        return first, _clip(last_year, last_month, _days(last_year, last_month))
    days = _days(year, int(month))
    if (month, day, days) == ("02", "29", 28) and year % 4 == 0 and year <= LAST_JULIAN:
        raise _julian_leap_day(year)
    if not 1 <= int(day) <= days:
        raise BadCell("W108", f"is impossible: that month has {days} days", HOW)
    exact = Day(year, int(month), int(day))
    return (_neighbour(exact, -1), _neighbour(exact, 1)) if pad else (exact, exact)


def _is_formed(part: str) -> bool:
    return part == ".." or DATE.fullmatch(part) is not None


def _refusal(text: str) -> BadCell:
    """Say what a text that is not a date looks like, and what to write instead."""
    plain = plain_signs(text)
    if plain != text and _reads(plain):
        return BadCell("W107", "has other digits or dashes than a date", f"write {plain}")
    found = advice(plain)
    return BadCell(found.code, found.finding, _hint(found) or found.otherwise or HOW)


def date_ways(text: str) -> tuple[tuple[str, str], ...]:
    """Return how to write a text that is not a date: each way with its meaning.

    Examples
    --------
    >>> date_ways("5 March 1953")
    (('1953-03-05', ''),)
    """
    plain = plain_signs(text)
    if plain != text and _reads(plain):
        return ((plain, ""),)
    return tuple((way, meaning) for way, meaning in advice(plain).ways if _reads(way))


def _hint(found: Advice) -> str:
    """Return the ways that are dates, with their meanings where there are several."""
    ways = [(way, meaning) for way, meaning in found.ways if _reads(way)]
    if len(ways) == 1:
        return f"write {ways[0][0]}"
    return "write " + " or ".join(f"{way} for {meaning}" for way, meaning in ways) if ways else ""


def _reads(text: str) -> bool:
    if not all(map(_is_formed, text.split("/"))):
        return False
    try:
        _period(text)
    except BadCell:
        return False
    return True


def _julian_leap_day(year: int) -> BadCell:
    """Say which leap rule is in force, and what 29 February is by it."""
    day = Day(year, 2, 28)
    difference = year // 100 - year // 400 - 2  # days, from 1 March on
    for _ in range(abs(difference)):
        day = _neighbour(day, 1 if difference > 0 else -1)
    finding = (
        "is a leap day of the Julian calendar only; days are taken as written, but the leap years "
        "of all dates follow the Gregorian rule, by which this February has 28 days"
    )
    hint = (
        f"write {day_text(Day(year, 3, 1))}, the next day, if the other dates stay Julian, or "
        f"{day_text(day)}, the same day, if all dates are converted to the Gregorian calendar"
    )
    return BadCell("W108", finding, hint)


def _days(year: int, month: int) -> int:
    """Length of a month; the calendar repeats every 400 years."""
    return monthrange(2000 + year % 400, month)[1]


def _add_months(year: int, month: int, add: int) -> tuple[int, int]:
    number = year * 12 + month - 1 + add
    return number // 12, number % 12 + 1


def _neighbour(day: Day, step: int) -> Day:
    """Return the day before or after."""
    moved = day.day + step
    if 1 <= moved <= _days(day.year, day.month):
        return _clip(day.year, day.month, moved)
    year, month = _add_months(day.year, day.month, step)
    return _clip(year, month, 1 if step > 0 else _days(year, month))


def _clip(year: int, month: int, day: int) -> Day:
    return min(max(Day(year, month, day), FIRST_DAY), LAST_DAY)
