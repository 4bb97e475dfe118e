"""Workbooks (``.xlsx``) with one sheet to a table, read at arm's length.

A small workbook can unpack to gigabytes and bring a reader down, so the zip directory is looked
at first, and then a child process with little memory and time (``xlsx_child.py``) does the
reading. A crash there is a problem of the workbook here.
"""

import io
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from whowhom.cases.plain import read_plain
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import TABLES
from whowhom.cases.settings import read_pairs
from whowhom.cases.tables import RawTable, read_grid

__all__ = ["MOST_WORKBOOK_BYTES", "Workbook", "read_sheets", "read_workbook"]

MOST_WORKBOOK_BYTES = 20_000_000
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
SMALL = 100_000
"""Members below this size may be packed as tightly as they like."""
MOST_MEMBERS = 200
SECONDS = 20

Sheets = dict[str, list[tuple[int, list[str]]]]


@dataclass(slots=True)
class Workbook:
    """The tables of a workbook and what stood in the way."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    case: RawTable | None = None
    conditions: RawTable | None = None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    readable: bool = True


def read_workbook(path: Path, name: str) -> Workbook:
    """Read a workbook as tables; the sheet ``case`` has the columns key, value, source."""
    book = Workbook()
    sheets = read_sheets(path, name)
    if isinstance(sheets, Problem):
        book.problems.append(sheets)
        book.readable = False
        return book
    for title, grid in sheets.items():
        file = f"{name}[{title}]"
        table_name = title.strip().lower()
        if table_name == "case":
            book.case, book.conditions = read_pairs(file, grid)
        elif table_name in book.tables:
            finding, hint = "is a second sheet for this table", "keep one of them"
            book.problems.append(Problem(code="W007", file=file, finding=finding, hint=hint))
        elif table_name in TABLES:
            raw = RawTable(TABLES[table_name], file)
            book.tables[table_name] = read_grid(raw, grid)
        else:
            guess = did_you_mean(table_name, (*TABLES, "case"))
            finding = "is no table of a case" + ("" if guess else " and is not read")
            code, kept = ("W006", book.problems) if guess else ("W309", book.warnings)
            kept.append(Problem(code=code, file=file, finding=finding, hint=guess))
    return book


def read_sheets(path: Path, name: str) -> Sheets | Problem:
    """Return the rows of each sheet as texts with their numbers, or why that cannot be done.

    Parameters
    ----------
    path : Path
        The workbook.
    name : str
        Its name, for the message.
    """
    refusal = _inspect(path)
    if refusal:
        return Problem(code="W019", file=name, finding=refusal[0], hint=refusal[1])
    command = [sys.executable, "-P", "-m", "whowhom.cases.xlsx_child", str(path.resolve())]
    settings = {"PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}
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
        return Problem(code="W019", file=name, finding=finding, hint="save the sheets as CSV UTF-8")
    except (OSError, ValueError, RecursionError):
        finding = "brings the reader down; it is damaged or far too large"
        return Problem(code="W019", file=name, finding=finding, hint="save the sheets as CSV UTF-8")
    if "error" in answer:
        finding = f"cannot be read: {answer['error']}"
        hint = "open it in the spreadsheet and save it again as .xlsx"
        return Problem(code="W019", file=name, finding=finding, hint=hint)
    return {
        unicodedata.normalize("NFC", title): [(int(line), list(cells)) for line, cells in grid]
        for title, grid in answer["sheets"].items()
    }


def _inspect(path: Path) -> tuple[str, str] | None:
    """Look at the zip directory without unpacking; return what is wrong and the way out."""
    data = read_plain(path, path.name, MOST_WORKBOOK_BYTES)
    if isinstance(data, Problem):
        return data.finding, data.hint
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            members = book.infolist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return "is no .xlsx workbook", "save it again as .xlsx (an old .xls is not read)"
    clean = "save it again as .xlsx, or save the sheets as CSV UTF-8"
    if len(members) > MOST_MEMBERS:
        return f"has {len(members):,} parts; at most {MOST_MEMBERS} are allowed", clean
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        return "has two parts of one name", clean
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in member.filename:
            return f"has a part with the path {member.filename[:60]!r}", clean
        if member.flag_bits & 1:
            return "is encrypted", "save it without a password"
        ratio = member.file_size / max(member.compress_size, 1)
        if ratio > MOST_RATIO and member.file_size > SMALL:
            return f"has a part that unpacks to {ratio:,.0f} times its size", clean
    total = sum(member.file_size for member in members)
    if total > MOST_UNPACKED:
        return f"unpacks to {total:,} bytes; at most {MOST_UNPACKED:,} are allowed", clean
    return None
