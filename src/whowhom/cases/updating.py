"""A second import into a folder: what changed in the workbook, and what was edited by hand since.

An import keeps what it wrote in ``import.json``. The next one compares three states of each cell,
as version control does: as last imported, as it stands in the folder, as the workbook has it now.
A cell that only one side has changed takes that change; where both have, the folder's value stays
and the cell is named.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whowhom.cases.dialects import MOST_BYTES
from whowhom.cases.plain import decode, json_object, read_plain, read_text
from whowhom.cases.problems import Problem, quoted
from whowhom.cases.schema import TABLES
from whowhom.cases.toml import as_text, read_toml
from whowhom.cases.writing import csv_text
from whowhom.filenames import name_trouble

__all__ = ["IMPORT_FILE", "Merged", "import_file", "last_answers", "last_import", "merge"]

IMPORT_FILE = "import.json"
"""Where a folder keeps what the last import wrote."""
LAYOUT = 1
MOST_RECORD = 20 * MOST_BYTES

Key = tuple[str, ...]
Cells = dict[str, str]


@dataclass(slots=True)
class Merged:
    """The files of a folder after an update, and what differs."""

    files: dict[str, bytes] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Edits by hand that the workbook does not speak against."""
    conflicts: list[str] = field(default_factory=list)
    """Cells that both the folder and the workbook have changed; the folder's value is kept."""


@dataclass(slots=True)
class _Table:
    """A CSV file as rows by key."""

    header: list[str] = field(default_factory=list)
    rows: dict[Key, Cells] = field(default_factory=dict)
    remarks: list[list[str]] = field(default_factory=list)


def import_file(book: str, files: Mapping[str, bytes], answers: Mapping[str, str]) -> bytes:
    """Return the content of ``import.json``: the files as the workbook has them, the answers."""
    content = {
        "layout": LAYOUT,
        "workbook": book,
        "answers": dict(answers),
        "files": {name: text.decode() for name, text in files.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def last_import(folder: Path) -> dict[str, bytes] | None:
    """Return what the last import wrote into a folder; None if none did, or it is damaged."""
    files = _record(folder).get("files")
    if not isinstance(files, dict):
        return None
    return {name: str(text).encode() for name, text in files.items() if _is_ours(name)}


def last_answers(folder: Path) -> dict[str, str]:
    """Return the answers that were given at the last import into a folder."""
    answers = _record(folder).get("answers")
    return {id_: str(one) for id_, one in answers.items()} if isinstance(answers, dict) else {}


def _record(folder: Path) -> dict[str, Any]:
    text = read_text(folder / IMPORT_FILE, IMPORT_FILE, MOST_RECORD)
    try:
        return {} if isinstance(text, Problem) else json_object(text)
    except ValueError:
        return {}


def _is_ours(name: str) -> bool:
    """Return whether an import may have written a file: the record itself is not trusted."""
    is_plain = "/" not in name and "\\" not in name and not name_trouble(name)
    return is_plain and (name == "case.toml" or name.endswith(".csv"))


def merge(folder: Path, base: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Merged:
    """Bring the files of a folder up to date with a workbook.

    Parameters
    ----------
    folder : Path
        The folder.
    base : mapping of str to bytes
        The files as last imported.
    theirs : mapping of str to bytes
        The files as the workbook has them now.
    """
    merged = Merged()
    for name in dict.fromkeys((*theirs, *base)):
        old = base.get(name, b"")
        found = read_plain(folder / name, name, MOST_RECORD)
        is_there = (folder / name).exists()
        mine = found if isinstance(found, bytes) else b""
        new = theirs.get(name, _without_rows(old))
        if is_there and (why := _unreadable(name, found, old)):
            merged.conflicts.append(f"{name} {why}, so it is kept as it is")
            continue
        if not is_there and old:
            if new == old:
                merged.kept.append(f"{name} was deleted by hand and stays so")
                continue
            merged.conflicts.append(f"{name} was deleted by hand; the workbook has changed it")
            continue
        if name.endswith(".csv"):
            merged.files[name] = _merge_table(name, old, mine, new, merged)
        else:
            merged.files[name] = _merge_keys(name, old, mine, new, merged)
    return merged


def _unreadable(name: str, data: bytes | Problem, base: bytes) -> str:
    """Say why a file that was edited by hand cannot be merged; empty if it can."""
    if data == base:
        return ""
    text = data if isinstance(data, Problem) else decode(data, name)
    if isinstance(text, Problem):
        return text.finding
    if name.endswith(".csv") and _delimiter(text) != ",":
        return "was saved with another separator than the comma"
    return ""


def _delimiter(text: str) -> str:
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _without_rows(data: bytes) -> bytes:
    """Return a table of which the sheet is gone: its header."""
    return data.partition(b"\n")[0] + b"\n" if data else b""


def _merge_keys(name: str, base: bytes, mine: bytes, theirs: bytes, merged: Merged) -> bytes:
    """Take over ``case.toml`` whole where nobody has edited it; else keep it and name the keys."""
    old, own, new = (_keys(data) for data in (base, mine, theirs))
    is_edited = mine not in (base, b"")
    for key in dict.fromkeys((*old, *own, *new)):
        before, here, now = old.get(key, ""), own.get(key, ""), new.get(key, "")
        told = f"{name}, {key}: {quoted(before)} -> {quoted(now)}"
        if here == now:
            continue
        if not is_edited:
            merged.changes.append(told)
        elif before == now:
            merged.kept.append(f"{name}, {key}: {quoted(here)}")
        else:
            merged.conflicts.append(f"{told}; the folder has {quoted(here)}, which is kept")
    return mine if is_edited else theirs


def _keys(data: bytes) -> Cells:
    """Return the keys of a TOML file as texts."""
    toml = read_toml(data, "case.toml")
    found: Cells = {}
    for key, value in {} if isinstance(toml, Problem) else toml.keys.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        for part, one in inner:
            found[f"{key}.{part}".rstrip(".")] = as_text(one) or str(one)
    return found


def _merge_table(name: str, base: bytes, mine: bytes, theirs: bytes, merged: Merged) -> bytes:
    """Merge a table cell by cell; rows are told apart by their id or what identifies them."""
    old, own, new = (_table(name, data) for data in (base, mine, theirs))
    header = own.header + [one for one in new.header if one not in own.header]
    rows: list[Cells] = []
    if mine == base and (old.header, old.rows) == (new.header, new.rows):
        return theirs
    for key in dict.fromkeys((*new.rows, *own.rows)):
        row = _merge_row(name, key, (old, own, new), header, merged)
        if row is not None:
            rows.append(row)
    remarks = new.remarks if own.remarks == old.remarks else own.remarks
    grid = [header, *([row.get(one, "") for one in header] for row in rows), *remarks]
    return csv_text(grid).encode()


def _merge_row(
    name: str, key: Key, tables: tuple[_Table, _Table, _Table], header: list[str], merged: Merged
) -> Cells | None:
    """Merge one row; None: it is not there."""
    old, own, new = (table.rows.get(key) for table in tables)
    row = " ".join(part for part in key if part)
    place = f"{name}, row {row}"
    if own is None and old is None:
        merged.changes.append(f"{place}: added")
        return new
    if own is None:
        if new == old:
            merged.kept.append(f"{place}: deleted by hand")
        else:
            merged.conflicts.append(f"{place}: changed in the workbook, deleted in the folder")
        return None
    if new is None:
        if old == own:
            merged.changes.append(f"{place}: removed")
            return None
        if old is None:
            merged.kept.append(f"{place}: added by hand")
        else:
            merged.conflicts.append(f"{place}: removed in the workbook, edited in the folder; kept")
        return own
    cells = dict(own)
    for column in header:
        here, now = own.get(column, ""), new.get(column, "")
        before = (old or {}).get(column, "")
        if here == now:
            continue
        told = f"{place}, {column}: {quoted(before)} -> {quoted(now)}"
        if here == before:
            cells[column] = now
            merged.changes.append(told)
        elif now == before:
            merged.kept.append(f"{place}, {column}: {quoted(here)}")
        else:
            merged.conflicts.append(f"{told}; the folder has {quoted(here)}, which is kept")
    return cells


def _table(name: str, data: bytes) -> _Table:
    """Read a CSV file that an import wrote or a person edited."""
    text = decode(data, name)
    table = _Table()
    if isinstance(text, Problem):
        return table
    stem = name.removesuffix(".csv")
    required = [c.name for c in TABLES[stem].columns if c.required] if stem in TABLES else []
    seen: dict[Key, int] = {}
    for cells in csv.reader(io.StringIO(text, newline="")):
        if not any(cell.strip() for cell in cells):
            continue
        if cells[0].startswith("#"):
            table.remarks.append(cells)
        elif not table.header:
            table.header = cells
        else:
            row = {one: cell for one, cell in zip(table.header, cells, strict=False) if cell}
            key = tuple(row.get(one, "") for one in required) or (cells[0],)
            seen[key] = seen.get(key, 0) + 1
            table.rows[key if seen[key] == 1 else (*key, str(seen[key]))] = row
    return table
