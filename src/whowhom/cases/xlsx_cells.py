"""The value of a spreadsheet cell as text, or why there is none that can be trusted.

Works on the XML of the cell itself (ISO/IEC 29500-1, 18.3.1.4 and 18.18.11), because only there
can an empty result of a formula be told from a result that was never stored.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from xml.etree.ElementTree import Element

__all__ = ["Faulty", "Values", "format_kind", "local", "string_text"]

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?(?:T|$)?([0-9]{2}:[0-9]{2}(?::[0-9.]+)?)?Z?")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""A sign that XML cannot hold, such as ``_x000D_`` for a carriage return."""
NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|AM/PM|A/P', re.IGNORECASE)
"""What is no date code in a number format: literals, padding, colours, locales."""
FORMATS = (
    dict.fromkeys((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "date")
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "time")
    | {46: "duration"}
)
"""Built-in number formats for dates and times, those of East Asian editions included."""
DAY = 86_400
MOST_NOISE = 12
"""A number that has at most so many digits when cut to 15 is meant to have only those."""
GREGORIAN = date(1582, 10, 15)


class Faulty(Exception):
    """A cell has no value that can be trusted; `kind` says why, `shown` what stands there."""

    def __init__(self, kind: str, shown: str) -> None:
        super().__init__(kind, shown)
        self.kind = kind
        self.shown = shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What the cells of a workbook share."""

    strings: Sequence[str]
    """Texts, to which cells refer by number."""
    styles: Sequence[str]
    """What the style with that number makes of a number: date, time, duration or nothing."""
    starts_1904: bool
    """Whether days are counted from 1904."""
    counts_as_excel: bool
    """Whether the program that wrote it counts the days before 1 March 1900 as Excel does."""

    def text(self, cell: Element) -> str:
        """Return the value of a cell as one would write it in a CSV table.

        Raises
        ------
        Faulty
            If it holds an error, a formula without a stored result, or something that is neither
            text nor number, date, time or truth value.
        """
        parts = {local(child.tag): child for child in cell}
        kind = cell.get("t", "n")
        stored = parts["v"].text or "" if "v" in parts else None
        if kind == "inlineStr":
            stored = string_text(parts["is"]) if "is" in parts else None
        if "f" in parts and (stored is None or (stored == "" and kind != "str")):
            raise Faulty("formula", "=" + (parts["f"].text or ""))
        if not stored:
            return ""
        match kind:
            case "n":
                return self._number(stored.strip(), self._style(cell))
            case "s":
                return self._string(stored.strip())
            case "str":
                return plain_text(stored)
            case "inlineStr":
                return stored
            case "b" if stored.strip() in {"0", "1", "false", "true"}:
                return "yes" if stored.strip() in {"1", "true"} else "no"
            case "d":
                return iso_text(stored.strip())
            case "e":
                raise Faulty("error", stored.strip())
        raise Faulty("unknown", stored)

    def _style(self, cell: Element) -> str:
        number = cell.get("s", "0")
        known = number.isascii() and number.isdigit() and int(number) < len(self.styles)
        return self.styles[int(number)] if known else ""

    def _string(self, stored: str) -> str:
        if stored.isascii() and stored.isdigit() and int(stored) < len(self.strings):
            return self.strings[int(stored)]
        raise Faulty("unknown", stored)

    def _number(self, stored: str, style: str) -> str:
        if not NUMBER.fullmatch(stored) or not math.isfinite(float(stored)):
            raise Faulty("unknown", stored)
        value = float(stored)
        if not style:
            return number_text(value)
        milliseconds = round(value * DAY * 1000)
        if style == "duration":
            return ("-" if milliseconds < 0 else "") + _clock(abs(milliseconds))
        days, rest = divmod(milliseconds, DAY * 1000)
        if style == "time" and value < 0:
            raise Faulty("date", stored)
        if style == "time" and value < 1:
            return _clock(rest)
        day = self._day(days, stored).isoformat()
        return f"{day} {_clock(rest)}" if rest else day

    def _day(self, days: int, stored: str) -> date:
        """Return the date with a serial number, where all spreadsheets agree about it."""
        try:
            if self.starts_1904 and days >= 0:
                return date(1904, 1, 1) + timedelta(days=days)
            if not self.starts_1904 and 0 < days < 60 and self.counts_as_excel:
                return date(1899, 12, 31) + timedelta(days=days)
            day = date(1899, 12, 30) + timedelta(days=days)
        except OverflowError:
            raise Faulty("date", stored) from None
        if self.starts_1904 or 0 <= days <= 60 or day < GREGORIAN:
            raise Faulty("date", stored)
        return day


def number_text(value: float) -> str:
    """Write a number without the noise that binary arithmetic leaves in its last digits.

    Examples
    --------
    >>> number_text(2.0), number_text(0.1 + 0.2), number_text(2 / 3)
    ('2', '0.3', '0.6666666666666666')
    """
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    short = f"{value:.15g}"
    digits = short.partition("e")[0].replace(".", "").lstrip("-0")
    return repr(float(short)) if len(digits) <= MOST_NOISE else repr(value)


def plain_text(text: str) -> str:
    r"""Return a text of the XML as a person sees it.

    Examples
    --------
    >>> plain_text("a_x000D_\nb"), plain_text("_x005F_x000D_")
    ('a\nb', '_x000D_')
    """
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def string_text(element: Element) -> str:
    """Return the text of a string item: of all its runs, without the reading aids (``rPh``)."""
    pieces = []
    for child in element:
        match local(child.tag):
            case "t":
                pieces.append(child.text or "")
            case "r":
                pieces += [part.text or "" for part in child if local(part.tag) == "t"]
    return plain_text("".join(pieces))


def iso_text(stored: str) -> str:
    """Return a date that is stored as ISO 8601, without a time of midnight.

    Examples
    --------
    >>> iso_text("1953-03-05T00:00:00"), iso_text("1953-03-05T21:50:00")
    ('1953-03-05', '1953-03-05 21:50:00')
    """
    found = ISO.fullmatch(stored)
    try:
        if not found or not any(found.groups()):
            raise ValueError
        day, clock = found.groups()
        moment = datetime.fromisoformat(f"{day or '2000-01-01'}T{clock or '00:00'}")
    except ValueError:
        raise Faulty("unknown", stored) from None
    written = moment.time().isoformat("auto" if moment.microsecond else "seconds")
    if day is None:
        return written
    return day if written == "00:00:00" else f"{day} {written}"


def format_kind(code: str) -> str:
    """Say what a number format makes of a number.

    Examples
    --------
    >>> format_kind("d. mmmm yyyy"), format_kind("h:mm AM/PM"), format_kind("[h]:mm")
    ('date', 'time', 'duration')
    >>> format_kind('0.0 "days"'), format_kind("[Red]0.00E+00"), format_kind("mmm")
    ('', '', 'date')
    """
    codes = NOT_CODES.sub("", code.split(";")[0]).lower()
    if "general" in codes:
        return ""
    if re.search(r"\[(?:h+|m+|s+)\]", codes):
        return "duration"
    if re.search("[yd]", codes) or ("m" in codes and not re.search("[hs]", codes)):
        return "date"
    return "time" if re.search("[hs]", codes) else ""


@lru_cache(maxsize=1000)
def local(tag: str) -> str:
    """Return the name of an element without its namespace: Strict workbooks use another one."""
    return tag.rpartition("}")[2]


def _clock(milliseconds: int) -> str:
    """Write a span of time as hours, minutes and seconds."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}" + (f".{rest:03}" if rest else "")
