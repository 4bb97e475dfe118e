"""A workbook in, a case folder of CSV tables out: ``whowhom import book.xlsx DIR``."""

import re
from pathlib import Path

from whowhom.cases.problems import Problem
from whowhom.cases.schema import TABLES
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.cases.xlsx import read_sheets
from whowhom.errors import CaseError

__all__ = ["import_xlsx"]

TEXTS = {"name", "text", "words"}
"""Kinds of columns in which a spreadsheet could see a formula where a text is meant."""

Grid = list[tuple[int, list[str]]]


def import_xlsx(path: str | Path, folder: str | Path) -> Path:
    """Write the sheets of a workbook as a new case folder.

    Each sheet becomes a CSV table of its name, the sheet ``case`` (columns key, value, source)
    becomes ``case.toml``. Nothing is judged here: check the new folder.

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
        If the workbook cannot be read or has no sheet to write.
    InvalidInput
        If the folder exists and is not empty.
    ResourceError
        If the folder cannot be written.
    """
    book = Path(path)
    sheets = read_sheets(book, book.name)
    if isinstance(sheets, Problem):
        raise CaseError(str(sheets))
    files: dict[str, bytes] = {}
    for title, grid in sheets.items():
        name = re.sub(r"[^a-z0-9_]+", "_", title.strip().lower()).strip("_")[:40]
        if name == "case":
            files.setdefault("case.toml", _settings(grid).encode())
        elif name and grid:
            files.setdefault(f"{name}.csv", _table(name, grid).encode())
    if not files:
        raise CaseError(f"{book.name}:1:1 has no sheet with rows; name the sheets actors, case ...")
    return write_folder(folder, files)


def _settings(grid: Grid) -> str:
    """Turn a sheet of keys and values into TOML."""
    keys: dict[str, str] = {}
    conditions: dict[str, str] = {}
    for _, cells in grid:
        key, value, source = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
        if not key or not value or key.startswith("#") or key.lower() == "key":
            continue
        section, _, name = key.rpartition(".")
        if section == "conditions":
            state = f"{{ value = {toml_string(value)}, source = {toml_string(source)} }}"
            conditions.setdefault(name, state if source else toml_string(value))
        else:
            is_number = key == "schema" and re.fullmatch("[0-9]{1,9}", value)
            keys.setdefault(key, value if is_number else toml_string(value))
    lines = [f"{_key(name)} = {value}" for name, value in keys.items()]
    if conditions:
        lines += ["", "[conditions]"]
        lines += [f"{_key(name)} = {value}" for name, value in conditions.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_string(name)


def _table(name: str, grid: Grid) -> str:
    """Turn a sheet into CSV, with texts guarded against being read as formulas."""
    kinds = {column.name: column.kind for column in TABLES[name].columns} if name in TABLES else {}
    header: list[str] = []
    rows = []
    for _, cells in grid:
        if not header and cells and not cells[0].startswith("#"):
            header = [cell.strip().lower() for cell in cells]
        labels = header + [""] * len(cells)
        is_text = [kinds.get(label, "text") in TEXTS for label in labels]
        rows.append(
            [guard(cell) if text else cell for cell, text in zip(cells, is_text, strict=False)]
        )
    return csv_text(rows)
