"""Workbooks (``.xlsx``) with one sheet to a table, read at arm's length.

A small workbook can unpack to gigabytes and crash a parser, so the zip directory is looked at
first, and then a child process with little memory and time (``xlsx_child.py``) does the reading.
A crash there is a problem of the workbook here.
"""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whowhom.cases.names import visible
from whowhom.cases.problems import Problem
from whowhom.cases.schema import TABLES
from whowhom.cases.settings import read_pairs
from whowhom.cases.tables import RawTable, read_grid, unknown_table
from whowhom.cases.xlsx_file import MOST_WORKBOOK_BYTES, READABLE, SPREADSHEETS, inspect_file

__all__ = [
    "MOST_WORKBOOK_BYTES",
    "READABLE",
    "SPREADSHEETS",
    "Arranged",
    "Sheet",
    "Workbook",
    "arrange",
    "read_sheets",
    "read_workbook",
]

SECONDS = 20
LONGEST_TITLE = 60
AS_CSV = "save the sheets as CSV UTF-8"
FAULTS = {
    "formula": (
        "is a formula without a stored result",
        "open the workbook in the spreadsheet, let it recalculate, and save it",
    ),
    "error": ("is an error of the spreadsheet", "repair the formula or write the value"),
    "date": (
        "is formatted as a date, but spreadsheets do not agree which day it is",
        "format the cell as text and write the date as YYYY-MM-DD",
    ),
    "column": ("is far to the right of the table", "delete it; a table has 100 columns"),
    "unknown": (
        "is neither text nor a number, date, time or truth value",
        "write the value into the cell",
    ),
}
"""What is wrong with a cell, and what to do, by the word that the child process has for it."""

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as found in a workbook."""

    file: str
    """How messages name it: ``book.xlsx[actors]``."""
    title: str
    """Its title, in Unicode normal form C."""
    hidden: bool = False
    """Whether the workbook hides it; its cells are then not here."""
    is_table: bool = True
    """Whether it has cells at all; a chart sheet has none."""
    rows: Rows = field(default_factory=list)
    """The texts of the rows with content, with their numbers."""
    faults: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """What is wrong with a cell (a key of ``FAULTS``) and its content, by row and column."""
    merged: Sequence[Sequence[int]] = ()
    """First row, first column, last row and last column of merged cells."""
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    """Rows and columns with content that the workbook hides."""
    is_stale: bool = False
    """Whether it has results of formulas that the workbook asks to be computed anew."""
    formula_columns: Sequence[int] = ()
    """Columns with formulas, of which the stored results are read."""

    @property
    def name(self) -> str:
        """Name of the table that the sheet would be."""
        return self.title.strip().lower()

    @property
    def shown(self) -> str:
        """Its title for a message: short, and without signs that hide or turn the text."""
        return shown_title(self.title)

    @property
    def problems(self) -> list[Problem]:
        """Cells without a value that can be trusted; remarks (``#``) may hold what they like."""
        remarks = {
            line
            for line, texts in self.rows
            if texts[0].strip().startswith("#") and (line, 1) not in self.faults
        }
        return [
            self._problem("W117", line, column, f"(cell {cell_name(line, column)}) {told}", hint)
            for (line, column), (kind, _) in self.faults.items()
            if line not in remarks
            for told, hint in [FAULTS[kind]]
        ]

    @property
    def warnings(self) -> list[Problem]:
        """Warnings about what is read: hidden rows, merged cells, old results."""
        found = []
        if self.is_stale:
            finding = "has formulas whose stored results may be out of date"
            hint = "open the workbook in the spreadsheet, let it recalculate, and save it"
            found.append(self._problem("W314", 1, 1, finding, hint))
        for what, numbers in (("row", self.hidden_rows), ("column", self.hidden_columns)):
            if numbers:
                names = [column_name(one) if what == "column" else str(one) for one in numbers[:8]]
                told = ", ".join(names) + (" ..." if len(numbers) > 8 else "")
                finding = f"has hidden {what}s ({told}), which are read like all others"
                place = (numbers[0], 1) if what == "row" else (1, numbers[0])
                hint = "unhide them to see them, or delete what is not to be read"
                found.append(self._problem("W312", *place, finding, hint))
        by_line = dict(self.rows)
        for first, left, last, right in self.merged:
            texts = by_line.get(first, ["#"])
            if not texts[0].strip().startswith("#"):
                area = f"{cell_name(first, left)}:{cell_name(last, right)}"
                finding = f"has merged cells ({area}), of which only the first has a value"
                hint = "unmerge them and fill in each cell"
                found.append(self._problem("W313", first, left, finding, hint))
        return found

    def _problem(self, code: str, line: int, column: int, finding: str, hint: str) -> Problem:
        _, value = self.faults.get((line, column), ("", "")) if code == "W117" else ("", "")
        return Problem(
            code=code,
            file=self.file,
            line=line,
            column=column,
            name=self.name if self.name in TABLES else "",
            value=value,
            finding=finding,
            hint=hint,
        )


@dataclass(slots=True)
class Arranged:
    """The sheets of a workbook by what they are to a case."""

    tables: dict[str, Sheet] = field(default_factory=dict)
    """The tables of a case, and the sheet ``case``, by name."""
    others: list[Sheet] = field(default_factory=list)
    """Sheets with content that are not tables of a case."""
    left_out: list[tuple[Sheet, str]] = field(default_factory=list)
    """Sheets that are not read at all, and why."""
    problems: list[Problem] = field(default_factory=list)
    """Two sheets for one table."""


@dataclass(slots=True)
class Workbook:
    """The tables of a workbook and what stood in the way."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    case: RawTable | None = None
    conditions: RawTable | None = None
    outlook: RawTable | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    """Names of the tables that hidden sheets would be."""
    readable: bool = True


def read_workbook(path: Path, name: str) -> Workbook:
    """Read a workbook as tables; the sheet ``case`` has the columns key, value, source."""
    book = Workbook()
    found = read_sheets(path, name)
    if isinstance(found, Problem):
        book.problems.append(found)
        book.readable = False
        return book
    arranged = arrange(found)
    book.problems += arranged.problems
    for table, sheet in arranged.tables.items():
        book.problems += sheet.problems
        book.warnings += sheet.warnings
        if table == "case":
            settings = read_pairs(sheet.file, sheet.rows, sheet.faults)
            book.case, book.conditions, book.outlook = settings
        else:
            raw = RawTable(TABLES[table], sheet.file)
            book.tables[table] = read_grid(raw, sheet.rows, sheet.faults)
    for sheet in arranged.others:
        problem = unknown_table(sheet.name, sheet.file, (*TABLES, "case"))
        (book.problems if problem.code == "W006" else book.warnings).append(problem)
    for sheet, _ in arranged.left_out:
        if sheet.hidden:
            book.hidden.add(sheet.name)
            finding = "is a hidden sheet and is not read"
            hint = "unhide it to have it read; delete it if nobody else may see it"
            book.warnings.append(Problem(code="W312", file=sheet.file, finding=finding, hint=hint))
    return book


def arrange(sheets: Sequence[Sheet]) -> Arranged:
    """Say what each sheet is to a case: a table, something else, or not read."""
    arranged = Arranged()
    for sheet in sheets:
        is_known = sheet.name in TABLES or sheet.name == "case"
        if sheet.hidden:
            arranged.left_out.append((sheet, "hidden; unhide it to have it written"))
        elif not sheet.is_table:
            arranged.left_out.append((sheet, "a chart or a macro sheet, not a table"))
        elif is_known and sheet.name in arranged.tables:
            first = arranged.tables[sheet.name].shown
            finding = f'is a second sheet for this table, beside "{first}"'
            hint = "keep one of them; letter case and blanks at the ends make no difference"
            arranged.problems.append(
                Problem(code="W007", file=sheet.file, finding=finding, hint=hint)
            )
        elif is_known:
            arranged.tables[sheet.name] = sheet
        elif sheet.rows or sheet.faults:
            arranged.others.append(sheet)
        else:
            arranged.left_out.append((sheet, "empty"))
    return arranged


def read_sheets(path: Path, name: str) -> tuple[Sheet, ...] | Problem:
    """Return the sheets of a workbook as texts, or why that cannot be done.

    Parameters
    ----------
    path : Path
        The workbook.
    name : str
        Its name, for the message.
    """
    refusal = inspect_file(path)
    if refusal:
        return Problem(code="W019", file=name, finding=refusal[0], hint=refusal[1])
    command = [sys.executable, "-P", "-m", "whowhom.cases.xlsx_child", str(path.resolve())]
    settings = {
        "PYTHONIOENCODING": "utf-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OPENPYXL_LXML": "False",  # one parser of XML wherever this runs
    }
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=SECONDS,
            env=os.environ | settings,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        finding = f"takes more than {SECONDS} seconds to read"
        return Problem(code="W019", file=name, finding=finding, hint=AS_CSV)
    except (OSError, ValueError, RecursionError):
        finding = "crashed the parser; it is damaged or far too large"
        return Problem(code="W019", file=name, finding=finding, hint=AS_CSV)
    if "error" in answer:
        finding = f"cannot be read: {answer['error']}"
        hint = "open it in the spreadsheet and save it again as .xlsx"
        return Problem(code="W019", file=name, finding=finding, hint=hint)
    return tuple(_sheet(name, sheet, answer["is_stale"]) for sheet in answer["sheets"])


def _sheet(book: str, found: Mapping[str, Any], is_stale: bool) -> Sheet:
    """Take over what the child process says of a sheet."""
    title = unicodedata.normalize("NFC", found["title"])
    return Sheet(
        file=f"{book}[{shown_title(title)}]",
        title=title,
        hidden=found["state"] != "visible",
        is_table=found["kind"] == "worksheet",
        rows=[(line, texts) for line, texts in found.get("rows", ())],
        faults={
            (line, column): (kind, shown) for line, column, kind, shown in found.get("faults", ())
        },
        merged=found.get("merged", ()),
        hidden_rows=found.get("hidden_rows", ()),
        hidden_columns=found.get("hidden_columns", ()),
        is_stale=is_stale and found.get("has_results", False),
        formula_columns=found.get("formula_columns", ()),
    )


def shown_title(title: str) -> str:
    """Return a title for a message: short, and without signs that hide or turn the text."""
    cut = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
    return visible(cut)


def cell_name(line: int, column: int) -> str:
    """Return the name of a cell as spreadsheets write it.

    Examples
    --------
    >>> cell_name(2, 1), cell_name(10, 28)
    ('A2', 'AB10')
    """
    return f"{column_name(column)}{line}"


def column_name(column: int) -> str:
    """Return the letters of a column."""
    return "".join(reversed(list(_letters(column))))


def _letters(column: int) -> Iterator[str]:
    while column > 0:
        column, letter = divmod(column - 1, 26)
        yield chr(ord("A") + letter)
