"""``whowhom import``: a workbook, or a case folder in another encoding, as a new case folder.

A case is read as UTF-8 only, so that it reads alike everywhere and its hash says what it holds.
The encoding of a copy is stated once, when it is made; nothing is guessed here. Files in the
author's format are imported by ``whowhom.casebook.importing``.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from whowhom.cases.encodings import ENCODINGS, foreign_cells, marked_encoding, with_readings
from whowhom.cases.folder import Opened, open_case
from whowhom.cases.plain import decode, recode
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import TABLES
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.cases.xlsx import Arranged, Rows, Sheet, arrange, read_sheets
from whowhom.errors import CaseError, InvalidInput
from whowhom.filenames import portable_name

__all__ = ["Imported", "Recoded", "import_folder", "import_workbook"]

TEXTS = {"name", "text", "words"}
"""Kinds of columns in which a spreadsheet could see a formula where a text is meant."""
SIGNED = re.compile(r"[+-][0-9.]")
"""How a number or a year begins that is not a formula in other columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was done with each sheet of a workbook."""

    folder: Path
    """The new case folder."""
    tables: tuple[tuple[str, str], ...]
    """Sheets that are tables of the case (title and file)."""
    others: tuple[tuple[str, str], ...]
    """Other sheets, which are kept in the folder but not read (title and file)."""
    left_out: tuple[tuple[str, str], ...]
    """Sheets that are not written (title and reason)."""
    warnings: tuple[Problem, ...]
    """Warnings: hidden rows, merged cells."""


def import_workbook(path: str | Path, folder: str | Path) -> Imported:
    """Write the sheets of a workbook as a new case folder and say what was done with each.

    Each sheet becomes a CSV table of its name, the sheet ``case`` (columns key, value, source)
    becomes ``case.toml``. Hidden sheets are not written. Nothing is judged here: check the new
    folder.

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
        If the workbook cannot be read, has no sheet to write, two sheets for one table, or cells
        in a table without a value that can be trusted.
    InvalidInput
        If the folder exists and is not empty, or has a name that not every system can hold.
    ResourceError
        If the folder cannot be written.
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
    """Write the sheets that are not tables, each under a name of its own."""
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
    """Turn a sheet of keys and values into TOML; a duplicate key is a problem."""
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
                    finding="appears twice",
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


NO_TEXT = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
"""What Python calls encodings and no file is in."""
IN_THE_WAY = {"W003", "W004", "W005"}


@dataclass(frozen=True, slots=True)
class Recoded:
    """A copy of a case folder in UTF-8."""

    folder: Path
    read_as: dict[str, str]
    """Files that were not UTF-8, and the encoding in which each was read."""
    cells: tuple[tuple[str, int, str], ...]
    """Cells in which the encoding matters, as they were read: file, line, text."""


def import_folder(folder: str | Path, new: str | Path, encoding: str = "") -> Recoded:
    """Write a copy of a case folder in UTF-8.

    Files that are UTF-8 are copied as they are; UTF-16, UTF-32 and ISO-2022 show by their form.

    Parameters
    ----------
    folder : str or Path
        The case folder.
    new : str or Path
        The new folder; nothing is ever overwritten.
    encoding : str, optional
        Encoding of all other files, such as ``cp1250``.

    Returns
    -------
    Recoded
        The new folder, and what was read as what.

    Raises
    ------
    CaseError
        If a file cannot be read so, or at all; all problems are named.
    InvalidInput
        If the encoding is unknown, or the new folder exists and is not empty.
    ResourceError
        If the folder cannot be written.
    """
    if encoding:
        check_encoding(encoding)
    opened = open_case(folder)
    problems = _in_the_way(opened, Path(folder))
    texts: dict[str, str] = {}
    read_as: dict[str, str] = {}
    for name, data in opened.files.items():
        text = decode(data, name)
        own = marked_encoding(data) or encoding
        if isinstance(text, Problem) and text.code == "W010" and own:
            text = recode(data, name, own)
            read_as[name] = own
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[name] = text
    if problems:
        known = problems if encoding else with_readings(problems, opened.files, str(folder))
        raise CaseError("\n".join(str(problem) for problem in known))
    cells = [
        (name, line, cell.decode(read_as[name], "replace").strip())
        for name in read_as
        if not marked_encoding(opened.files[name])
        for line, cell in foreign_cells(opened.files[name])
    ]
    written = write_folder(new, {name: text.encode() for name, text in texts.items()})
    return Recoded(written, read_as, tuple(cells))


def check_encoding(encoding: str) -> None:
    """Refuse an encoding that does not exist.

    Raises
    ------
    InvalidInput
        With a name that is near to it.
    """
    try:
        "id".encode(encoding).decode(encoding)
        known = codecs.lookup(encoding).name.replace("-", "_") not in NO_TEXT
    except (LookupError, ValueError):
        known = False
    if not known:
        guess = did_you_mean(encoding, ENCODINGS) or "such names are cp1250, koi8-r, mac-roman"
        raise InvalidInput(f"there is no encoding {encoding[:60]!r}; {guess}")


def _in_the_way(opened: Opened, folder: Path) -> list[Problem]:
    """Return what keeps files from being copied whole."""
    tables = [problem for raw in opened.tables.values() for problem in raw.problems]
    found = [problem for problem in (*opened.problems, *tables) if problem.code in IN_THE_WAY]
    books = [name for name in opened.files if name.lower().endswith((".xlsx", ".xlsm"))]
    if books:
        hint = f"import it: whowhom import {folder / books[0]} NEW_FOLDER"
        found.append(Problem(code="W006", file=books[0], finding="is a workbook", hint=hint))
    elif not opened.files and not found:
        hint = "name a folder that has case.toml and actors.csv"
        found.append(
            Problem(code="W001", file=str(folder)[-100:], finding="holds no case", hint=hint)
        )
    return found
