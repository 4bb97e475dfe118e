"""CSV as spreadsheets write it: comma, semicolon or tab, any line end, a first line ``sep=;``.

Python's ``csv`` does the reading, with ``strict=True``, because it otherwise swallows the rest of
the file after an open quote. It cannot say in which column the quoting breaks, so :func:`scan`
looks again where something is wrong.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from whowhom.cases.plain import decode
from whowhom.cases.problems import Problem
from whowhom.cases.schema import Table
from whowhom.cases.tables import LONGEST_CELL, RawTable, read_grid
from whowhom.errors import InvalidInput

__all__ = ["MOST_BYTES", "Pieces", "cut_csv", "guess_delimiter", "read_csv"]

MOST_BYTES = 1_000_000
"""Largest table file."""
DELIMITERS = (",", ";", "\t")
OPENING = re.compile(' *"')
SEP_LINE = re.compile(r'"?sep=([,;\t])"?[^\S\r\n]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """One cell of the raw text: where it begins, how long it is, what is wrong with its quotes."""

    line: int
    column: int
    length: int
    trouble: str = ""


def read_csv(data: bytes, table: Table, file: str, *, size: int = 0) -> RawTable:
    """Read the bytes of a CSV file as `table`; what is wrong is in ``problems``.

    Parameters
    ----------
    data : bytes
        Content of the file; of a file that is too large the beginning is enough.
    table : Table
        What the file should hold.
    file : str
        Its name, for messages.
    size : int, default 0
        Size of the file in bytes where `data` is only its beginning.
    """
    raw = RawTable(table, file)
    if len(data) > MOST_BYTES:
        _report_size(raw, data, max(size, len(data)))
        return raw
    text = decode(data, file)
    if isinstance(text, Problem):
        raw.problems.append(text)
        return raw
    _, text, raw.delimiter = _declared(text, table)
    raw.decimal_comma = raw.delimiter == ";"
    return read_grid(raw, _records(raw, text))


def _declared(text: str, table: Table) -> tuple[str, str, str]:
    """Return the line that declares the delimiter, the text without it, and the delimiter."""
    declared = SEP_LINE.match(text)
    if declared:  # the line end keeps the numbers of the lines
        return declared[0], "\n" + text[declared.end() :], declared[1]
    return "", text, guess_delimiter(text, table.names)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A CSV file cut into its rows, each with the text in which it is written."""

    head: str
    """What stands before the first row: a byte order mark, the line ``sep=;``."""
    delimiter: str
    rows: list[tuple[int, list[str], str]]
    """Number of the first line, cells, and text with its line end."""


def cut_csv(data: bytes, table: Table) -> Pieces:
    """Cut a file that :func:`read_csv` has read without a problem of its form.

    Raises
    ------
    InvalidInput
        If it cannot be cut.
    """
    text = decode(data, table.file)
    if isinstance(text, Problem):
        raise InvalidInput(str(text))
    head, text, delimiter = _declared(text, table)
    lines = list(io.StringIO(text, newline=""))
    if head:
        lines[0] = ""
    reader = csv.reader(
        ["\n", *lines[1:]] if head else lines,
        delimiter=delimiter,
        strict=True,
        skipinitialspace=True,
    )
    rows = []
    start = 0
    try:
        for cells in reader:
            rows.append((start + 1, cells, "".join(lines[start : reader.line_num])))
            start = reader.line_num
    except csv.Error as error:
        raise InvalidInput(f"{table.file}:{start + 1} cannot be read: {error}") from None
    mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
    return Pieces(mark + head, delimiter, rows[1:] if head else rows)


def guess_delimiter(text: str, names: tuple[str, ...]) -> str:
    r"""Return the delimiter by which the header has most known columns.

    Examples
    --------
    >>> guess_delimiter("# what, why\nid;name;line\n", ("id", "name", "line"))
    ';'
    """
    lines = (line for line in io.StringIO(text, newline=None) if line.strip(' ,;\t"\n'))
    header = next((line for line in lines if not line.lstrip(' "').startswith("#")), "")

    def known(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip(' "\n').lower() for cell in header.split(delimiter)]
        return sum(cell in names for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


def _records(raw: RawTable, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line on which each begins; stop at broken quotes."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=raw.delimiter, strict=True, skipinitialspace=True
    )
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            _report_quotes(raw, text, line)
            return


def _report_quotes(raw: RawTable, text: str, line: int) -> None:
    """Say where the row that begins on `line` goes wrong."""
    rest = "".join(list(io.StringIO(text, newline=""))[line - 1 :])
    for span in scan(rest, raw.delimiter):
        place = line + span.line - 1, span.column
        if span.trouble:
            hint = 'close the quote; write a quote inside a quoted cell twice: ""'
            raw.report("W012", *place, "", span.trouble, hint)
            return
        if span.length > LONGEST_CELL:
            finding = f"has a cell of {span.length:,} characters"
            hint = f"a cell may have {LONGEST_CELL:,}; is a quote missing?"
            raw.report("W116", *place, "", finding, hint)
            return
    raw.report("W012", line, 1, "", "has broken quotes", "write each quoted cell as one")


def _report_size(raw: RawTable, data: bytes, size: int) -> None:
    """Refuse a file that is too large, at the cell that makes it so if one does."""
    place = 1, 1
    finding = f"has {size:,} bytes"
    head = data[:MOST_BYTES].decode("utf-8", errors="replace")
    for span in scan(head, guess_delimiter(head[:10_000], raw.table.names)):
        if span.length > LONGEST_CELL:
            place = span.line, span.column
            finding += "; here begins a cell that is far too long"
            break
    hint = f"a table may have {MOST_BYTES:,} bytes and a cell {LONGEST_CELL:,} characters"
    raw.report("W005", *place, "", finding, hint)


def scan(text: str, delimiter: str) -> Iterator[Span]:
    """Yield the cells of `text` with their places, up to the first with broken quotes.

    Examples
    --------
    >>> list(scan('a,"b', ","))[-1]
    Span(line=1, column=2, length=2, trouble='has a quote that is never closed')
    """
    ends = re.compile(f"[{delimiter}\\r\\n]")
    line, column, start = 1, 1, 0
    while True:
        position, begin = start, line
        if (quote := OPENING.match(text, start)) is not None:
            position = _closing_quote(text, quote.end() - 1)
            if position == 0:
                yield Span(begin, column, len(text) - start, "has a quote that is never closed")
                return
            line += text.count("\n", start, position)
            if text[position : position + 1] not in {"", delimiter, "\r", "\n"}:
                finding = "has text after a closed quote"
                yield Span(begin, column, position - start, finding)
                return
        match = ends.search(text, position)
        yield Span(begin, column, (match.start() if match else len(text)) - start)
        if match is None:
            return
        start = match.end()
        if match[0] == delimiter:
            column += 1
        else:
            start += text.startswith("\r\n", match.start())
            line, column = line + 1, 1


def _closing_quote(text: str, start: int) -> int:
    """Return the position after the quote that closes the one at `start`, 0 if none does."""
    position = text.find('"', start + 1)
    while position >= 0 and text.startswith('""', position):
        position = text.find('"', position + 2)
    return position + 1
