"""Rows with typed values, each of which still knows the cell it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from whowhom.cases.case import Period, Quantity, References
from whowhom.cases.dates import parse_day, parse_period
from whowhom.cases.names import check_text
from whowhom.cases.problems import BadCell, Problem, did_you_mean
from whowhom.cases.schema import Column, Table
from whowhom.cases.tables import LONGEST_CELL, RawTable, Row
from whowhom.cases.values import (
    parse_flag,
    parse_id,
    parse_integer,
    parse_number,
    parse_shares,
    parse_sources,
)

__all__ = ["MOST_PROBLEMS", "Book", "Record", "parse_rows"]

LONGEST_NAME = 200
MOST_PROBLEMS = 1_000
"""Problems after which the rest of a table is skipped."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the sound values by column; a value that is missing or damaged is not there."""

    raw: RawTable
    row: Row
    values: dict[str, Any]

    @property
    def table(self) -> Table:
        """The table of the row."""
        return self.raw.table

    @property
    def id(self) -> str:
        """Id of the row, empty where it has none."""
        value = self.values.get("id", "")
        return value if isinstance(value, str) else ""

    def text(self, name: str) -> str:
        """Return the value of a text, a choice or a reference; the default where it is empty."""
        value = self.values.get(name)
        column = self.table.column(name)
        return value if isinstance(value, str) else column.default if column.choices else ""

    def words(self, name: str) -> tuple[str, ...]:
        """Return the values of a list."""
        return tuple(self.values.get(name, ()))

    def quantity(self, name: str) -> Quantity:
        """Return a number, its default where the cell is empty."""
        value = self.values.get(name)
        if isinstance(value, Quantity):
            return value
        default = float(self.table.column(name).default or "nan")
        return Quantity(default, default)

    def shares(self, name: str) -> dict[str, Quantity]:
        """Return named shares, without those that are 0."""
        shares: dict[str, Quantity] = self.values.get(name, {})
        if shares.get("*", Quantity(0, 0)).high > 0:
            return dict(shares)
        return {key: share for key, share in shares.items() if share.high > 0}

    def period(self, name: str) -> Period | None:
        """Return a date, None where the cell is empty."""
        value = self.values.get(name)
        return value if isinstance(value, Period) else None

    @property
    def references(self) -> References:
        """The sources of the row."""
        return tuple(self.values.get("source", ()))

    def problem(self, name: str, code: str, finding: str, hint: str) -> Problem:
        """Return a problem with the cell in column `name` of this row."""
        cell = self.row.cells.get(name)
        at = (cell.line, cell.column) if cell else (self.row.line, self.raw.header.get(name, 1))
        return Problem(
            code=code,
            file=self.raw.file,
            line=at[0],
            column=at[1],
            name=f"{self.table.name}.{name}",
            value=cell.text if cell else "",
            finding=finding,
            hint=hint,
        )


@dataclass(slots=True)
class Book:
    """All rows of a case, for the rules."""

    case: Record
    tables: dict[str, list[Record]] = field(default_factory=dict)
    conditions: list[Record] = field(default_factory=list)
    outlook: list[Record] = field(default_factory=list)
    """A row for each fact, in which only the column named like it is filled, and maybe source."""
    present: frozenset[str] = frozenset()
    """Tables that are in the folder."""

    def rows(self, table: str) -> list[Record]:
        """Return the rows of a table, none where it is missing."""
        return self.tables.get(table, [])

    def ids(self, table: str) -> dict[str, Record]:
        """Return the rows of a table by id, the first where an id appears twice."""
        found: dict[str, Record] = {}
        for record in self.rows(table):
            cell = record.row.cells.get("id")
            if cell is not None:
                found.setdefault(record.id or cell.text, record)
        return found


def parse_rows(raw: RawTable) -> tuple[list[Record], list[Problem]]:
    """Turn the cells of a table into values; report each invalid cell."""
    problems: list[Problem] = []
    records = []
    for row in raw.rows:
        record = Record(raw, row, {})
        for column in raw.table.columns:
            problems.extend(_read_cell(record, column))
        records.append(record)
        if len(problems) >= MOST_PROBLEMS:
            break
    return records, problems


def _read_cell(record: Record, column: Column) -> Iterator[Problem]:
    """Put the value of one cell into the record, or yield what is wrong with it."""
    cell = record.row.cells.get(column.name)
    if cell is None:
        expected = column.name in record.raw.header and column.name not in record.row.damaged
        if column.required and expected and record.table.name != "case":
            hint = f"fill it in ({'; '.join(filter(None, (column.meaning, column.domain)))})"
            yield record.problem(column.name, "W101", "is empty", hint)
        return
    try:
        value = _value(cell.text, column, record)
    except BadCell as bad:
        yield record.problem(column.name, bad.code, bad.finding, bad.hint)
    else:
        record.values[column.name] = value


def _value(text: str, column: Column, record: Record) -> object:
    """Read one cell as its column asks.

    Raises
    ------
    BadCell
        If it is invalid.
    """
    comma = record.raw.decimal_comma
    match column.kind:
        case "id":
            return parse_id(text)
        case "name":
            return check_text(text, longest=LONGEST_NAME, lines=False)
        case "words" | "references":
            pieces = [piece.strip() for piece in text.split("|") if piece.strip()]
            return tuple(check_text(word, longest=LONGEST_NAME, lines=False) for word in pieces)
        case "reference":
            return check_text(text, longest=LONGEST_NAME, lines=False)
        case "number":
            return parse_number(text, column, decimal_comma=comma)
        case "integer":
            return parse_integer(text, column)
        case "shares":
            return parse_shares(text, column, decimal_comma=comma)
        case "date":
            return parse_period(text)
        case "day":
            return parse_day(text)
        case "choice":
            return _choice(text, column)
        case "flag":
            return parse_flag(text)
        case "sources":
            return parse_sources(text, [name for name in record.table.names if name != "source"])
        case _:
            return check_text(text, longest=LONGEST_CELL, lines=True)


def _choice(text: str, column: Column) -> str:
    """Read a word of a list."""
    word = text.lower()
    if word not in column.choices:
        guess = did_you_mean(word, column.choices)
        hint = f"{guess} " if guess else ""
        raise BadCell("W110", "is not in the list", f"{hint}({', '.join(column.choices)})")
    return word
