"""The cells of a sheet as texts: read by openpyxl, refused where it would guess.

openpyxl's parser of sheets hands over the XML of each cell. Only there can an empty result of a
formula be distinguished from one that was never stored. The parser is internal to openpyxl, which
is why the dependency is held below 3.2.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import STRIP_RE, is_date_format, is_timedelta_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import ISO_DURATION, ISO_REGEX, MAC_EPOCH, WINDOWS_EPOCH, from_ISO8601
from openpyxl.utils.escape import unescape
from openpyxl.worksheet import _reader as openpyxl_reader
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

__all__ = ["MOST_TEXT", "Cells", "forget_looks"]

MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_TEXT = 50_000_000
MOST_REMARKS = 1_000
"""Most faulty cells, hidden rows and merged ranges that are reported of one sheet."""
LOOK = f"{{{SHEET_MAIN_NS}}}rPr"
MERGED = f"{{{SHEET_MAIN_NS}}}mergeCell"
INDEX = re.compile("[0-9]{1,9}")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
ROUNDING = 0.5 / 86_400_000
"""Half a millisecond in days: openpyxl rounds to whole ones, and so into the next day."""
GREGORIAN = (datetime(1582, 10, 15) - WINDOWS_EPOCH).days  # noqa: DTZ001
MOST_NOISE = 12
"""A number that has at most so many digits when cut to 15 is meant to have only those."""


class Cells(openpyxl_reader.WorkSheetParser):  # type: ignore[misc]  # has no types
    """The cells of one sheet, and what to report about them."""

    def __init__(
        self,
        source: IO[bytes],
        strings: Sequence[str],
        formats: Sequence[str],
        epoch: datetime,
        *,
        as_excel: bool,
    ) -> None:
        """Take what the sheets share: texts, number formats by style, how days are counted."""
        dates = {style for style, code in enumerate(formats) if is_date_format(code)}
        durations = {style for style, code in enumerate(formats) if is_timedelta_format(code)}
        super().__init__(source, strings, True, epoch, dates, durations)
        self._as_excel = as_excel
        self._clocks = {style for style in dates - durations if _is_clock(formats[style])}
        self.rows: list[tuple[int, list[str]]] = []
        self.faults: list[tuple[int, int, str, str]] = []
        self.merged: list[tuple[int, ...]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.has_results = False
        self.formula_columns: set[int] = set()
        self.length = 0

    def read(self) -> None:
        """Read the sheet, at most one row more than a table may have."""
        counted = 0
        filled: set[int] = set()
        for number, cells in self.parse():
            row = self.row_dimensions.pop(str(number), {})
            texts: list[str] = []
            for column, text in cells:
                if text and column <= MOST_COLUMNS + 1:
                    texts += [""] * (column - len(texts))
                    texts[column - 1] = text
                    filled.add(column)
            if not texts:
                continue
            self.rows.append((number, texts))
            if _is_hidden(row, "ht") and len(self.hidden_rows) < MOST_REMARKS:
                self.hidden_rows.append(number)
            self.length += sum(map(len, texts))
            counted += not texts[0].startswith("#")
            if counted > MOST_ROWS + 1 or self.length > MOST_TEXT:
                break
        for span in self.column_dimensions.values():
            if _is_hidden(span, "width"):
                hidden = range(int(span["min"]), int(span["max"]) + 1)
                self.hidden_columns += filled.intersection(hidden)
        self.hidden_columns.sort()

    def parse(self) -> Iterator[Any]:
        """Yield the rows; rules, links and views may be as odd as they like."""
        for _, element in iterparse(self.source):
            if element.tag == openpyxl_reader.ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag == openpyxl_reader.COL_TAG:
                self.parse_column_dimensions(element)
            elif element.tag == MERGED and len(self.merged) < MOST_REMARKS:
                left, first, right, last = range_boundaries(element.get("ref", ""))
                if first and left:  # not whole rows or columns
                    self.merged.append((first, left, last, right))

    def parse_cell(self, element: Element) -> tuple[int, str]:
        """Return column and text of a cell; of a faulty one, its content."""
        if element.tag != openpyxl_reader.CELL_TAG:
            return 0, ""
        kind = element.get("t", "n")
        fault, shown = self._fault(element, kind)
        if fault:
            place = element.get("r", "")
            element.clear()
            element.set("r", place)
        elif kind == "inlineStr":
            forget_looks(element)
        is_formula = element.find(openpyxl_reader.FORMULA_TAG) is not None
        self.has_results |= is_formula
        cell = super().parse_cell(element)
        column, value = cell["column"], cell["value"]
        if is_formula and column <= MOST_COLUMNS:
            self.formula_columns.add(column)
        if cell["data_type"] == "e":  # no date at all
            fault, shown = "date", element.findtext(openpyxl_reader.VALUE_TAG, "")
        elif isinstance(value, time) and kind == "n" and cell["style_id"] not in self._clocks:
            value = datetime.combine(MAC_EPOCH, value)
        text = shown.strip() or "?" if fault else _written(value)
        if text and column > MOST_COLUMNS + 1:
            fault = fault or "column"
        if fault and len(self.faults) < MOST_REMARKS:
            self.faults.append((self.row_counter, column, fault, text[:200]))
        return column, text

    def _fault(self, cell: Element, kind: str) -> tuple[str, str]:
        """Say why a cell has no value that can be trusted ("": it has), and its content."""
        formula = cell.find(openpyxl_reader.FORMULA_TAG)
        stored = cell.findtext(openpyxl_reader.VALUE_TAG)
        if kind == "inlineStr":
            stored = None if cell.find(openpyxl_reader.INLINE_STRING) is None else ""
        is_text = kind in {"str", "inlineStr"}
        if formula is not None and (stored is None or not (stored or is_text)):
            return "formula", "=" + (formula.text or "")
        if kind == "e":
            return "error", stored or ""
        if not stored or is_text:
            return "", ""
        match kind:
            case "n" if NUMBER.fullmatch(stored.strip()) and math.isfinite(float(stored)):
                doubtful = self._is_doubtful(float(stored), int(cell.get("s", "0")))
                return "date" if doubtful else "", stored
            case "s" if INDEX.fullmatch(stored.strip()) and int(stored) < len(self.shared_strings):
                return "", stored
            case "b" if stored in {"0", "1"}:
                return "", stored
            case "d" if ISO_REGEX.fullmatch(stored) or ISO_DURATION.fullmatch(stored):
                with suppress(ValueError):  # not on the calendar
                    from_ISO8601(stored)
                    return "", stored
        return "unknown", stored

    def _is_doubtful(self, number: float, style: int) -> bool:
        """Return whether spreadsheets do not agree which day or time a number is."""
        if style not in self.date_formats or style in self.timedelta_formats:
            return False
        if style in self._clocks and number < 1:
            return not 0 <= number < 1 - ROUNDING
        if self.epoch == MAC_EPOCH:
            return number < 0
        if self._as_excel and 1 <= number < 60 - ROUNDING:
            return False
        return number < GREGORIAN or -1 < number < 61


def _written(value: object) -> str:
    """Write a value as one would write it in a CSV table."""
    match value:
        case None:
            return ""
        case str():
            if "_x" in value:  # signs that XML cannot hold, pairs of them for one
                pairs = unescape(value).encode("utf-16", "surrogatepass")
                value = pairs.decode("utf-16", "replace")
            return str(value).replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number_text(float(value))
        case datetime():
            return f"{value.date()} {_clock(value.time())}".removesuffix(" 00:00:00")
        case time():
            return _clock(value)
        case timedelta():
            hours, rest = divmod(abs(value), timedelta(hours=1))
            sign = "-" if value < timedelta() else ""
            return f"{sign}{hours:02}{_clock((MAC_EPOCH + rest).time())[2:]}"
    if not isinstance(value, date):
        raise TypeError(f"a cell has a value of the type {type(value).__name__}")
    return value.isoformat()


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


def forget_looks(text: Element) -> None:
    """Empty the fonts of a text, of which openpyxl does not take all."""
    for look in text.iter(LOOK):
        look.clear()


def _is_clock(code: str) -> bool:
    """Return whether a number format shows a time and no date."""
    shown = re.sub(r"[_\\].", "", STRIP_RE.sub("", code.split(";")[0])).lower()
    return bool(re.search("[hs]", shown)) and not re.search("[dy]", shown)


def _clock(moment: time) -> str:
    return moment.isoformat("milliseconds" if moment.microsecond else "seconds")


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Return whether a row or a column is hidden or has no height or width at all."""
    return attributes.get("hidden") in {"1", "true"} or attributes.get(size) in {"0", "0.0"}
