"""What to write instead of a text that is not a date, and what each way of writing it means.

A text that can mean one thing gets one way to write it; one that can mean several gets all of
them, each with its meaning; a century that is missing is never supplied. The reader of dates
(:mod:`whowhom.cases.dates`) also leaves out what is not a date, such as month 21.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["CENTURY", "IN_FULL", "Advice", "advice", "plain_signs"]

CENTURY = "write the year in four digits, with its century, such as 1937; the year 37 is 0037"
IN_FULL = "write both dates in full, the earlier first, such as 1640/1641 or 1922-12-23/1923-01-04"
AS_TEXT = "format the column as text first"
NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
LONGEST_SPLIT = 30
"""Most years between the two of ``1640/41``."""


@dataclass(frozen=True, slots=True)
class Advice:
    """How to write what a text may mean."""

    finding: str
    ways: tuple[tuple[str, str], ...] = ()
    """Dates as they are written, each with its meaning (empty if there is only one)."""
    otherwise: str = ""
    """What to do if none of `ways` is a date."""
    code: str = "W107"


Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], Advice | None]]


def plain_signs(text: str) -> str:
    """Return a text with digits of any script as 0 to 9 and dashes of any kind as hyphens.

    Examples
    --------
    >>> plain_signs("١٩٢٤\N{EN DASH}٢٥")
    '1924-25'
    """
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(sign, None)
        is_dash = unicodedata.category(sign) == "Pd" or sign == "\N{MINUS SIGN}"
        signs.append(str(digit) if digit is not None else "-" if is_dash else sign)
    return " ".join("".join(signs).split())


def advice(text: str) -> Advice:
    """Return what a text that is not a date looks like.

    Parameters
    ----------
    text : str
        The text, by :func:`plain_signs`.

    Examples
    --------
    >>> advice("1924/25").ways
    (('1924/1925', 'two years'),)
    >>> [way for way, _ in advice("1.2.1925").ways]
    ['1925-02-01', '1925-01-02']
    """
    for pattern, rule in RULES:
        if (match := pattern.fullmatch(text)) and (found := rule(match)):
            return found
    if "/" in text:
        return Advice("is not an interval of two dates", otherwise=IN_FULL)
    return Advice("is not a date")


def _second_year(first: str, suffix: str) -> str:
    """Return the year of which the last digits are written after a slash; empty if it is far."""
    year, step = int(first), 10 ** len(suffix)
    second = year - year % step + int(suffix)
    second += step if second <= year else 0
    return f"{second:04d}" if second - year <= LONGEST_SPLIT else ""


def _split(match: Match) -> Advice:
    """Two years, as ``1640/41``; ``1911/12`` may be a month."""
    sign, first, suffix, doubt = match.groups()
    finding = "has a year that is not written in full"
    ways = []
    if sign:  # years before Christ count down: 44/43
        second = first[: 4 - len(suffix)] + suffix
        if 0 < int(first) - int(second) <= LONGEST_SPLIT:
            ways.append((f"-{first}{doubt}/-{second}{doubt}", "two years"))
    elif second := _second_year(first, suffix):
        ways.append((f"{first}{doubt}/{second}{doubt}", "two years"))
    if len(suffix) < 3 and 1 <= int(suffix) <= 12:
        ways.append((f"{sign}{first}-{int(suffix):02d}{doubt}", "a month"))
    return Advice(finding, tuple(ways), IN_FULL)


def _dual(match: Match) -> Advice:
    """``1640/41-02-03``."""
    return _dual_year(match["year"], match["dual"], int(match["month"]), match["day"])


def _dual_year(first: str, suffix: str, month: int, day: str | None) -> Advice:
    """Old style: from 1 January to 24 March the old year still runs, so the later one is meant."""
    second = _second_year(first, suffix)
    rest = f"-{month:02d}" + (f"-{int(day):02d}" if day else "")
    ways = [(f"{second}{rest}", "the year counted from 1 January")] if second else []
    if month > 3:
        ways.append((f"{first}{rest}", "the earlier year"))
    return Advice("has two years", tuple(ways), IN_FULL)


def _years(match: Match) -> Advice:
    return Advice("is not an interval", ((f"{match[1]}/{match[2]}", ""),), IN_FULL)


def _short_month(match: Match) -> Advice:
    """``1924-5`` is May or two years."""
    sign, year, last = match.groups()
    ways = [(f"{sign}{year}-{int(last):02d}", "a month")]
    if not sign and (second := _second_year(year, last)):
        ways.append((f"{year}/{second}", "two years"))
    return Advice("is not written in full", tuple(ways), IN_FULL)


def _day_range(match: Match) -> Advice:
    """``1922-12-23/30`` are days of one month."""
    first, month, last = match[1], match[2], int(match[3])
    return Advice(
        "has a date that is not written in full", ((f"{first}/{month}-{last:02d}", ""),), IN_FULL
    )


def _month_range(match: Match) -> Advice:
    """``1922-11/12`` are two months or a day."""
    first, year, last = match[1], match[2], int(match[3])
    ways = ((f"{first}/{year}-{last:02d}", "two months"), (f"{first}-{last:02d}", "a day"))
    return Advice("has a date that is not written in full", ways, IN_FULL)


def _day_month_year(match: Match) -> Advice:
    """``1.2.1925``, ``1/2/1925``: which number is the day is not said."""
    one, other, year = int(match[1]), int(match[2]), match[3]
    finding = "is not in the order year-month-day"
    if len(year) < 4:
        return Advice(finding, otherwise=f"write YYYY-MM-DD; {CENTURY}", code="W109")
    ways = []
    for month, day in dict.fromkeys(((other, one), (one, other))):
        name = NAMES[month - 1] if 1 <= month <= 12 else ""
        ways.append((f"{year}-{month:02d}-{day:02d}", f"{day} {name}"))
    return Advice(finding, tuple(ways), "write YYYY-MM-DD")


def _year_month_day(match: Match) -> Advice:
    """``1925/12/31``, ``1924-1-5``, ``19250131``, ``1925-12-31 12:00``."""
    sign, year, month, day = match["sign"] or "", match["year"], match["month"], match["day"]
    ways = [(f"{sign}{year}-{int(month):02d}-{int(day):02d}", "")]
    if int(month) > 12:
        ways.append((f"{sign}{year}-{int(day):02d}-{int(month):02d}", ""))
    return Advice("is not written as YYYY-MM-DD", tuple(ways), "write YYYY-MM-DD")


def _month_year(match: Match) -> Advice:
    way = f"{match[2]}-{int(match[1]):02d}"
    return Advice("is not written as YYYY-MM", ((way, ""),), "write YYYY-MM")


def _in_words(match: Match) -> Advice | None:
    """``21 January 1924``, ``Feb 1925``, ``3 Feb 1640/41``, ``15 March 44 BC``."""
    month, day, year = _month(match["name"]), match["day"], match["year"]
    if not month:
        return None
    if match["dual"]:
        return _dual_year(year, match["dual"], month, day)
    rest = f"-{month:02d}" + (f"-{int(day):02d}" if day else "")
    if match["era"]:
        sign = "-" if match["era"].strip().lower().startswith("b") else ""
        return Advice("is written in words", ((f"{sign}{int(year):04d}{rest}", ""),))
    if len(year) == 4:
        return Advice("is written in words", ((f"{year}{rest}", ""),))
    if len(year) == 3:
        return Advice("is written in words", ((f"0{year}{rest}", ""),))
    hint = f"write YYYY{rest}, with the century"
    if not day and 1 <= int(year) <= 31:
        hint += f", or YYYY{rest}-{int(year):02d} if {int(year)} is the day"
    hint += f" ({AS_TEXT})"
    finding = "has lost its year or its century"
    return Advice(finding, otherwise=hint, code="W109")


def _no_year(match: Match) -> Advice | None:
    month = _month(match["name"])
    if not month:
        return None
    number = int(match["day"])
    if not 1 <= number <= 31:
        return Advice("has lost its century", otherwise=f"write YYYY-{month:02d} ({AS_TEXT})")
    hint = f"write the year too: YYYY-{month:02d}-{number:02d} if {number} is the day ({AS_TEXT})"
    return Advice("has lost its year or its century", otherwise=hint, code="W109")


def _serial(match: Match) -> Advice:
    shown = date(1899, 12, 30) + timedelta(days=int(float(match[0])))
    hint = f"write the date itself ({AS_TEXT}); most spreadsheets show this number as {shown}"
    return Advice("was changed by a spreadsheet into a day number", otherwise=hint, code="W109")


def _era(match: Match) -> Advice:
    """``44 BC``, ``AD 14``, ``44-43 BC``."""
    era = (match["before"] or match["after"]).lower()
    first, second = int(match["year"]), match["second"]
    if first == 0:
        return Advice("is not a year", otherwise="there is no year zero: 1 BC is -0001, 1 AD 0001")
    sign = "-" if era.startswith("b") else ""
    way = f"{sign}{first:04d}" + (f"/{sign}{int(second):04d}" if second else "")
    return Advice("is not a date", ((way, ""),))


def _short_year(match: Match) -> Advice:
    finding = "has a year of less than four digits"
    sign, year = match.groups()
    if int(year) == 0:
        return Advice("is not a year", otherwise="there is no year zero: 1 BC is -0001, 1 AD 0001")
    if sign or len(year) == 3:
        return Advice(finding, ((f"{sign}{int(year):04d}", ""),))
    return Advice(finding, otherwise=CENTURY)


def _coded_season(match: Match) -> Advice:
    """``1924-21``: seasons of EDTF."""
    return _season_of(SEASONS[int(match[2]) - 21], int(match[1]), is_dual=False)


def _season(match: Match) -> Advice:
    """``spring 1924``, ``winter 1924/25``."""
    name = match[1].lower().replace("fall", "autumn")
    return _season_of(name, int(match[2]), is_dual=bool(match[3]))


def _season_of(name: str, year: int, *, is_dual: bool) -> Advice:
    finding = "is a season (its months in the north are meant here)"
    if name != "winter":
        first = {"spring": 3, "summer": 6, "autumn": 9}[name]
        way = f"{year:04d}-{first:02d}/{year:04d}-{first + 2:02d}"
        return Advice(finding, () if is_dual else ((way, ""),), IN_FULL)
    ways = [(f"{year:04d}-12/{year + 1:04d}-02", "the winter at the end of the year")]
    if not is_dual:
        ways.append((f"{year - 1:04d}-12/{year:04d}-02", "the winter at its beginning"))
    return Advice(finding, tuple(ways), IN_FULL)


def _about(match: Match) -> Advice:
    date = match[1].strip()
    way = date.zfill(4) if len(date) == 3 else date
    if len(date) < 3:
        return Advice("is not a date", otherwise=CENTURY)
    return Advice("is not a date", ((f"{way}~", ""),), "write the date and ~, such as 1923~")


def _open(match: Match) -> Advice:
    """``before 1925``, ``since 1925-03``."""
    word, date = match[1].lower(), match[2]
    if word in {"since", "from"}:
        way = f"{date}/.."
    elif word in {"until", "till", "to"}:
        way = f"../{date}"
    elif len(date) > 4:
        way = ""
    else:
        way = f"../{int(date) - 1:04d}" if word in {"before", "<"} else f"{int(date) + 1:04d}/.."
    return Advice("is not a date", ((way, ""),) if way else (), "write ../1899 or 1941/..")


def _unknown_digits(match: Match) -> Advice:
    """``192X``, ``19XX``, ``1920s``."""
    known = match[0][:3] if match[0].rstrip("'sS").isdigit() else match[0].rstrip("xXuU")
    low, high = known.ljust(4, "0"), known.ljust(4, "9")
    return Advice("has unknown digits", ((f"{low}/{high}", ""),), "write an interval")


def _month(word: str) -> int:
    """Return the number of an English month, 0 if it is none."""
    short = word.rstrip(".").lower()
    full = next((name for name in NAMES if name.lower().startswith(short)), "")
    found = full or ("September" if short == "sept" else "")
    return NAMES.index(found) + 1 if found and len(short) >= 3 else 0


SEASONS = ("spring", "summer", "autumn", "winter")
DOUBT = r"([?~%]?)"
ERAS = r"b\.?c\.?(?:e\.?)?|a\.?d\.?|c\.?e\.?"
ERA = rf"(?P<era> ?(?:{ERAS}))?"
WORDS = r"(?P<name>[A-Za-z]{3,9}\.?)"
DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?"
YEAR = r"'?(?P<year>[0-9]{1,4})(?:/(?P<dual>[0-9]{1,2}))?"


def _rule(pattern: str, rule: Callable[[Match], Advice | None]) -> Rule:
    return re.compile(pattern, re.IGNORECASE), rule


RULES: tuple[Rule, ...] = (
    _rule(r"(-?)([0-9]{4})/([0-9]{1,3})" + DOUBT, _split),
    _rule(
        r"(?P<year>[0-9]{4})/(?P<dual>[0-9]{1,2})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?",
        _dual,
    ),
    _rule(r"([0-9]{4}) ?(?:-|to|until|\.\.|\.\.\.) ?([0-9]{4})", _years),
    _rule(r"(?P<sign>)(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _year_month_day),
    _rule(
        r"(?P<sign>-?)(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)"
        r"(?P<day>[0-9]{1,2})\.?(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?",
        _year_month_day,
    ),
    _rule(r"([0-9]{4})-(2[1-4])", _coded_season),
    _rule(r"(spring|summer|autumn|fall|winter),? (?:of )?([0-9]{4})(?:/([0-9]{1,4}))?", _season),
    _rule(r"(-?)([0-9]{4})-([0-9]{1,2})", _short_month),
    _rule(r"(([0-9]{4}-[0-9]{2})-[0-9]{2})/([0-9]{1,2})", _day_range),
    _rule(r"(([0-9]{4})-[0-9]{2})/([0-9]{1,2})", _month_range),
    _rule(r"([0-9]{1,2})[./ -]+([0-9]{1,2})[./ -]+([0-9]{2}|[0-9]{4})\.?", _day_month_year),
    _rule(r"([0-9]{1,2})[./ -]([0-9]{4})", _month_year),
    _rule(r"[1-9][0-9]{4}(?:\.[0-9]+)?", _serial),
    _rule(
        rf"(?P<before>{ERAS})? ?(?P<year>[0-9]{{1,4}})(?:[-/](?P<second>[0-9]{{1,4}}))? ?"
        rf"(?P<after>{ERAS})?",
        lambda match: _era(match) if match["before"] or match["after"] else None,
    ),
    _rule(r"(-?)([0-9]{1,3})", _short_year),
    _rule(r"'([0-9]{2})", lambda _: Advice("has no century", otherwise=CENTURY)),
    _rule(r"[0-9]{3}[Xu]|[0-9]{2}[Xu]{2}|[0-9]{3}0'?s", _unknown_digits),
    _rule(
        r"-?[0-9]{2}[0-9Xu]{2}(?:-[0-9Xu]{2}){1,2}",
        lambda _: Advice("has unknown digits", otherwise="write an interval such as 1920/1929"),
    ),
    _rule(rf"(?:{DAY}[-. ]+)?{WORDS}[-., ]+{YEAR}{ERA}", _in_words),
    _rule(rf"{WORDS} {DAY},? {YEAR}{ERA}", _in_words),
    _rule(rf"{YEAR}[-, ]+{WORDS}(?:[-. ]+{DAY})?(?P<era>)", _in_words),
    _rule(rf"{DAY}[-. ]+{WORDS}", _no_year),
    _rule(rf"{WORDS}[-. ]+{DAY}", _no_year),
    _rule(
        r"(?:(?:about|around|approx\.?|approximately|circa|ca?\.?)(?=[ 0-9])|~|≈) ?"
        r"([0-9]{1,4}(?:-[0-9]{2}){0,2})",
        _about,
    ),
    _rule(
        r"(before|after|until|till|to|since|from|<|>) ?([0-9]{4}(?:-[0-9]{2}){0,2})",
        _open,
    ),
)
