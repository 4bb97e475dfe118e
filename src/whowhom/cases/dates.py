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
from datetime import date, timedelta

from whowhom.cases.case import Day, Period
from whowhom.cases.problems import BadCell

__all__ = ["FIRST_DAY", "LAST_DAY", "day_text", "parse_day", "parse_period"]

FIRST_DAY = Day(-9998, 1, 1)
"""Stands for an open beginning (10,000 years before Christ, in words: always)."""
LAST_DAY = Day(9999, 12, 31)
"""Stands for an open end."""

LONGEST = 40
DATE = re.compile(r"(-?)([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%]?)")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
HOW = "write a date such as 1924, 1924-01 or 1924-01-21"


def parse_period(text: str) -> Period:
    """Read a date in the notation of this module.

    Raises
    ------
    BadCell
        If it is no date, an impossible one, or one that a spreadsheet has damaged.

    Examples
    --------
    >>> parse_period("1924-02").latest
    Day(year=1924, month=2, day=29)
    >>> parse_period("-0044-03-15").earliest
    Day(year=-43, month=3, day=15)
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise BadCell("W107", "is no date", HOW)
    if "/" not in text or _SLASHED.fullmatch(text):
        earliest, latest = _bounds(text)
        return Period(earliest, latest, text)
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 2 or parts == ["..", ".."]:
        raise BadCell("W107", "is no interval", "write two dates, such as 1922-12-23/1923-01-04")
    earliest = FIRST_DAY if parts[0] == ".." else _bounds(parts[0])[0]
    latest = LAST_DAY if parts[1] == ".." else _bounds(parts[1])[1]
    if earliest > latest:
        raise BadCell("W106", "ends before it begins", f"write {parts[1]}/{parts[0]}")
    return Period(earliest, latest, text)


def parse_day(text: str) -> Day:
    """Read a date that must be one day.

    Raises
    ------
    BadCell
        If it is no date or not exact to the day.
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


def _bounds(text: str) -> tuple[Day, Day]:
    """First and last day that one date without a slash may mean."""
    match = DATE.fullmatch(text)
    if match is None:
        raise _why_no_date(text)
    sign, digits, month, day, doubt = match.groups()
    if digits == "0000":
        hint = "there is no year zero: 1 BC is -0001, 1 AD is 0001"
        raise BadCell("W108", "is no year", hint)
    year = 1 - int(digits) if sign else int(digits)
    pad = doubt in {"~", "%"}
    if month is None:
        return _clip(year - pad, 1, 1), _clip(year + pad, 12, 31)
    if not 1 <= int(month) <= 12:
        raise BadCell("W108", f"has no month {month}", "write a month from 01 to 12")
    if day is None:
        first = _clip(*_add_months(year, int(month), -int(pad)), 1)
        last_year, last_month = _add_months(year, int(month), int(pad))
        return first, _clip(last_year, last_month, _days(last_year, last_month))
    days = _days(year, int(month))
    if not 1 <= int(day) <= days:
        raise BadCell("W108", f"is impossible: that month has {days} days", HOW)
    exact = Day(year, int(month), int(day))
    return (_neighbour(exact, -1), _neighbour(exact, 1)) if pad else (exact, exact)


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


_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_SERIAL = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
_DAY_MONTH = re.compile(r"([0-9]{1,2})[-. ]([A-Za-z]{3,9})\.?")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[-. ']([0-9]{2,4})")
_DOTTED = re.compile(r"([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{2,4})")
_ERA = re.compile(r"([0-9]{1,4}) ?(bc|bce|ad|ce)|(bc|ad) ?([0-9]{1,4})", re.IGNORECASE)


def _why_no_date(text: str) -> BadCell:
    """Say what a text that is no date looks like, and what to write instead."""
    damaged = "was changed by a spreadsheet"
    keep = "and format the column as text first"
    if _SERIAL.fullmatch(text):
        serial = int(float(text))
        guess = date(1899, 12, 30) + timedelta(days=serial)
        return BadCell("W109", f"{damaged} into a day number", f"write {guess}? {keep}")
    if (found := _DAY_MONTH.fullmatch(text)) and (month := _month(found[2])):
        hint = f"write the year too, as 1924-{month:02d}-{int(found[1]):02d}, {keep}"
        return BadCell("W109", f"{damaged}: the year is lost", hint)
    if (found := _MONTH_YEAR.fullmatch(text)) and (month := _month(found[1])):
        year = found[2] if len(found[2]) == 4 else f"19{found[2][-2:]}"
        return BadCell("W109", damaged, f"write {year}-{month:02d}? {keep}")
    if found := _DOTTED.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), found[3]
        hint = f"write {year}-{month:02d}-{day:02d}" if len(year) == 4 and month < 13 else HOW
        return BadCell("W107", "is not in ISO order", hint)
    if _SLASHED.fullmatch(text):
        return BadCell("W109", f"{damaged} or has no ISO order", "write year-month-day")
    if found := _ERA.fullmatch(text):
        era, year = (found[2] or found[3]).lower(), int(found[1] or found[4])
        return BadCell("W107", "is no date", f"write {'-' if era[0] == 'b' else ''}{year:04d}")
    sign = "-" if text.startswith("-") else ""
    if re.fullmatch(r"-?[0-9]{1,3}", text):
        hint = f"write {sign}{text.lstrip('-'):0>4}"
        return BadCell("W107", "has a year of less than four digits", hint)
    if re.fullmatch(r"-?[0-9]{2}[0-9X]{2}(-[0-9X]{2}){0,2}", text):
        return BadCell("W107", "has unknown digits", "write an interval such as 1920/1929")
    if re.fullmatch(r"-?[0-9]{4}(-[0-9]{1,2}){1,2}", text):
        fixed = "-".join(part.zfill(2) for part in text.lstrip("-").split("-"))
        return BadCell("W107", "is no date", f"write two digits: {sign}{fixed}")
    return BadCell("W107", "is no date", HOW)


def _month(word: str) -> int:
    """Return the number of an English month, 0 if it is none."""
    short = word[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0
