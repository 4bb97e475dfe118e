"""One table as text: cells with the place where they stand, before any meaning.

The first row that is neither blank nor a comment is the header. Rows whose first cell begins with
``#`` are comments, so that templates can explain themselves; blank rows are skipped.
"""

import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import Table

__all__ = [
    "FORMULA_SIGNS",
    "LONGEST_CELL",
    "Cell",
    "RawTable",
    "Row",
    "cleaned",
    "is_remark",
    "read_grid",
    "unknown_table",
]

MOST_COLUMNS = 100
MOST_ROWS = 10_000
LONGEST_CELL = 20_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a text that begins so for a formula; on writing, ``'`` is put before it."""
MISSPELT = 0.75
"""Likeness from which a name is taken for a misspelt table: ``aktors``, but not ``notes``."""
SHEET_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and the place where it stands."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of one row by the name of their column."""

    line: int
    cells: dict[str, Cell]
    damaged: frozenset[str] = frozenset()
    """Columns whose cell is filled with something that cannot be read at all."""


@dataclass(slots=True)
class RawTable:
    """A table as read: known columns only, texts in Unicode normal form C."""

    table: Table
    file: str
    decimal_comma: bool = False
    """Whether ``0,5`` is a number here: the file is separated by semicolons."""
    delimiter: str = ","
    header: dict[str, int] = field(default_factory=dict)
    """Number of each known column by name."""
    header_line: int = 1
    labels: list[str] = field(default_factory=list)
    """The whole header as written."""
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, code: str, line: int, column: int, value: str, finding: str, hint: str
    ) -> None:
        """Add a problem at a place of this table."""
        self.problems.append(
            Problem(
                code=code,
                file=self.file,
                line=line,
                column=column,
                name=self.table.name,
                value=value[:200],
                finding=finding,
                hint=hint,
            )
        )


def read_grid(
    raw: RawTable,
    grid: Iterable[tuple[int, list[str]]],
    damaged: Container[tuple[int, int]] = (),
) -> RawTable:
    """Fill `raw` from numbered rows of texts: find the header, then keep the filled cells.

    Parameters
    ----------
    raw : RawTable
        The table, still empty.
    grid : iterable of (int, list of str)
        Its rows.
    damaged : container of (int, int)
        Line and column of cells that are reported as unreadable elsewhere.
    """
    for line, record in grid:
        texts = [cleaned(text) for text in record]
        if not any(texts) or (is_remark(texts[0]) and (line, 1) not in damaged):
            continue
        unread = {column for column in range(1, len(texts) + 1) if (line, column) in damaged}
        if not raw.labels:
            _read_header(raw, line, texts, unread)
        elif len(raw.rows) < MOST_ROWS:
            _read_row(raw, line, texts, unread)
        else:
            finding = f"has more than {MOST_ROWS:,} rows"
            raw.report("W005", line, 1, "", finding, "delete rows or split the case")
            break
    if not raw.labels and not raw.problems:
        header = ",".join(raw.table.names)
        hint = f"write the header {header}, or delete the file"
        raw.report("W013", 1, 1, "", "is empty: it has no header", hint)
    elif raw.table.required and raw.labels and not raw.rows and not raw.problems:
        hint = f"add rows; each is {raw.table.row}"
        raw.report("W013", raw.header_line, 1, "", "has a header but no rows", hint)
    return raw


def unknown_table(name: str, file: str, known: Iterable[str]) -> Problem:
    """Report an unknown file or sheet: an error only where a misspelling is likely.

    Parameters
    ----------
    name : str
        Name of the table that it would be.
    file : str
        The file or sheet, for the message.
    known : iterable of str
        What it could be meant to be.
    """
    guess = did_you_mean(name, known, likeness=MISSPELT)
    finding = "is not a recognised table" + ("" if guess else " and is not read")
    return Problem(code="W006" if guess else "W309", file=file, finding=finding, hint=guess)


def is_remark(text: str) -> bool:
    """Say whether a row whose first cell has this text is a remark and not read."""
    return text.startswith("#") and text not in SHEET_ERRORS


def cleaned(text: str) -> str:
    """Normalise a text and take off the apostrophe that guards it against being a formula."""
    text = unicodedata.normalize("NFC", text).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text


def _read_header(raw: RawTable, line: int, texts: list[str], unread: set[int]) -> None:
    """Give numbers to the known columns; report unknown, doubled and missing ones."""
    known = raw.table.names
    raw.header_line, raw.labels = line, texts
    if len(texts) > MOST_COLUMNS:
        finding = f"has {len(texts):,} columns"
        raw.report("W005", line, MOST_COLUMNS + 1, "", finding, f"keep at most {MOST_COLUMNS}")
    for column, text in enumerate(texts[:MOST_COLUMNS], start=1):
        name = text.lower()
        if column in unread or not name:
            continue
        if name.startswith("#") and text not in SHEET_ERRORS:
            continue
        if name in raw.header:
            raw.report("W015", line, column, text, "appears twice", "delete one of the columns")
        elif name in known:
            raw.header[name] = column
        else:
            hint = did_you_mean(name, known) or "columns: " + ", ".join(known)
            hint += ' (begin a header with "#" to keep a column as a remark)'
            raw.report("W014", line, column, text, "is not a column of this table", hint)
    for declared in raw.table.columns:
        if declared.required and declared.name not in raw.header:
            finding = f'has no column "{declared.name}"'
            raw.report("W016", line, 1, "", finding, f'add the column "{declared.name}"')


def _read_row(raw: RawTable, line: int, texts: list[str], unread: set[int]) -> None:
    """Keep the sound cells of a row; report those that are damaged or outside the header."""
    damaged = set(unread)
    for column, text in enumerate(texts, start=1):
        if column in unread:
            continue
        if text in SHEET_ERRORS:
            damaged.add(column)
            hint = "repair the formula or write the value"
            raw.report("W117", line, column, text, "is an error of the spreadsheet", hint)
        elif len(text) > LONGEST_CELL:
            damaged.add(column)
            finding = f"has {len(text):,} characters"
            hint = f"a cell may have {LONGEST_CELL:,}; is a quote missing or doubled?"
            raw.report("W116", line, column, text, finding, hint)
        elif text and (column > len(raw.labels) or not raw.labels[column - 1]):
            hint = 'a cell with the separator in it must be in "quotes"'
            raw.report("W017", line, column, text, "is under no header", hint)
            break
    cells = {
        name: Cell(texts[column - 1], line, column)
        for name, column in raw.header.items()
        if column <= len(texts) and texts[column - 1] and column not in damaged
    }
    names = frozenset(name for name, column in raw.header.items() if column in damaged)
    raw.rows.append(Row(line, cells, names))
