"""A workbook in, a case folder of CSV tables out: ``whowhom import book.xlsx DIR``."""

import re
from dataclasses import dataclass
from pathlib import Path

from whowhom.cases.problems import Problem
from whowhom.cases.schema import TABLES
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.cases.xlsx import Arranged, Rows, Sheet, arrange, read_sheets
from whowhom.errors import CaseError
from whowhom.filenames import portable_name

__all__ = ["Imported", "import_workbook", "import_xlsx"]

TEXTS = {"name", "text", "words"}
"""Kinds of columns in which a spreadsheet could see a formula where a text is meant."""
SIGNED = re.compile(r"[+-][0-9.]")
"""How a number or a year begins that is no formula in other columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of each sheet of a workbook."""

    folder: Path
    """The new case folder."""
    tables: tuple[tuple[str, str], ...]
    """Sheets that are tables of the case (title and file)."""
    others: tuple[tuple[str, str], ...]
    """Other sheets, which are kept in the folder but not read (title and file)."""
    left_out: tuple[tuple[str, str], ...]
    """Sheets that are not written (title and reason)."""
    warnings: tuple[Problem, ...]
    """What is probably not meant: hidden rows, merged cells."""


def import_xlsx(path: str | Path, folder: str | Path) -> Path:
    """Write the sheets of a workbook as a new case folder.

    Each sheet becomes a CSV table of its name, the sheet ``case`` (columns key, value, source)
    becomes ``case.toml``. Hidden sheets are not written; ``import_workbook`` does the same and
    says what became of each sheet. Nothing is judged here: check the new folder.

    Parameters
    ----------
    path : str or Path
        The workbook.
    folder : str or Path
        The new folder; nothing is ever overwritten.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CaseError
        If the workbook cannot be read, has no sheet to write, two sheets for one table, or cells
        in a table without a value that can be trusted.
    InvalidInput
        If the folder exists and is not empty, or has a name that not every system can hold.
    ResourceError
        If the folder cannot be written.
    """
    return import_workbook(path, folder).folder


def import_workbook(path: str | Path, folder: str | Path) -> Imported:
    """Write the sheets of a workbook as a new case folder and say what became of each.

    Parameters
    ----------
    path : str or Path
        The workbook.
    folder : str or Path
        The new folder; nothing is ever overwritten.

    Returns
    -------
    Imported
        The folder, and which sheets are tables, are kept as other files, or are left out.

    Raises
    ------
    CaseError
        As :func:`import_xlsx`.
    InvalidInput
        As :func:`import_xlsx`.
    ResourceError
        As :func:`import_xlsx`.
    """
    book = Path(path)
    found = read_sheets(book, book.name)
    if isinstance(found, Problem):
        raise CaseError(str(found))
    arranged = arrange(found)
    problems = list(arranged.problems)
    files: dict[str, bytes] = {}
    warnings: list[Problem] = []
    tables = []
    left_out = list(arranged.left_out)
    for name, sheet in arranged.tables.items():
        problems += sheet.problems
        warnings += sheet.warnings
        if not sheet.rows:
            left_out.append((sheet, "empty"))
            continue
        file = "case.toml" if name == "case" else f"{name}.csv"
        content = _settings(sheet, problems) if name == "case" else _table(name, sheet.rows)
        files[file] = content.encode()
        tables.append((sheet.shown, file))
    others = _others(arranged, files, left_out)
    if problems:
        raise CaseError("\n".join(str(problem) for problem in problems))
    if not files:
        told = "".join(f'; "{sheet.shown}" is left out ({why})' for sheet, why in left_out[:5])
        raise CaseError(
            f"{book.name}:1:1 has no sheet to write{told}; name the sheets actors, case ..."
        )
    return Imported(
        folder=write_folder(folder, files),
        tables=tuple(tables),
        others=others,
        left_out=tuple((sheet.shown, why) for sheet, why in left_out),
        warnings=tuple(warnings),
    )


def _others(
    arranged: Arranged, files: dict[str, bytes], left_out: list[tuple[Sheet, str]]
) -> tuple[tuple[str, str], ...]:
    """Write the sheets that are no tables, each under a name of its own."""
    written = []
    taken = {*TABLES, "case"}
    for sheet in arranged.others:
        if sheet.problems:
            first = sheet.problems[0]
            left_out.append((sheet, f"{first.finding}; {first.hint}"))
            continue
        name = portable_name(sheet.title, otherwise="sheet", taken=taken)
        taken.add(name)
        files[f"{name}.csv"] = _table(name, sheet.rows).encode()
        written.append((sheet.shown, f"{name}.csv"))
    return tuple(written)


def _settings(sheet: Sheet, problems: list[Problem]) -> str:
    """Turn a sheet of keys and values into TOML; a key that stands twice is a problem."""
    keys: dict[str, str] = {}
    conditions: dict[str, str] = {}
    for line, cells in sheet.rows:
        key, value, source = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
        if not key or not value or key.startswith("#") or key.lower() == "key":
            continue
        section, _, name = key.rpartition(".")
        if name in conditions if section == "conditions" else key in keys:
            problems.append(
                Problem(
                    code="W015",
                    file=sheet.file,
                    line=line,
                    value=key,
                    finding="stands twice",
                    hint="delete one of the two",
                )
            )
        elif section == "conditions":
            state = f"{{ value = {toml_string(value)}, source = {toml_string(source)} }}"
            conditions[name] = state if source else toml_string(value)
        else:
            is_number = key == "schema" and re.fullmatch("[0-9]{1,9}", value)
            keys[key] = value if is_number else toml_string(value)
    lines = [f"{_key(name)} = {value}" for name, value in keys.items()]
    if conditions:
        lines += ["", "[conditions]"]
        lines += [f"{_key(name)} = {value}" for name, value in conditions.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_string(name)


def _table(name: str, rows: Rows) -> str:
    """Turn a sheet into CSV, with texts guarded against being read as formulas."""
    kinds = {column.name: column.kind for column in TABLES[name].columns} if name in TABLES else {}
    header: list[str] = []
    guarded = []
    for _, cells in rows:
        if not header and not cells[0].strip().startswith("#"):
            header = [cell.strip().lower() for cell in cells]
        labels = header + [""] * len(cells)
        is_text = [kinds.get(label, "text") in TEXTS for label in labels]
        guarded.append(
            [
                guard(cell) if text or not SIGNED.match(cell) else cell
                for cell, text in zip(cells, is_text, strict=False)
            ]
        )
    return csv_text(guarded)
