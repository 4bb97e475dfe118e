"""A case folder under edit: its files in memory, changed cell by cell, undone, checked, saved.

A draft is a value: each change returns a new one. What it holds are the files themselves, so that
a check reads what would be saved, and what nobody has edited keeps its bytes: remarks, columns that
are not known, the order of rows, quotes, delimiters and line ends.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from whowhom.cases.check import Report, check_opened
from whowhom.cases.columns import Column, Table
from whowhom.cases.dialects import Pieces, cut_csv, read_csv
from whowhom.cases.folder import Opened, open_case, open_files
from whowhom.cases.plain import decode
from whowhom.cases.problems import Problem
from whowhom.cases.schema import CASE, CONDITION_TABLE, CONDITIONS, OUTLOOK, TABLES
from whowhom.cases.settings import SECTIONS, read_settings, stated_text
from whowhom.cases.tables import LONGEST_CELL, RawTable, cleaned, is_remark
from whowhom.cases.toml import Toml, as_text, read_toml
from whowhom.cases.writing import csv_text, guard_cell, toml_string
from whowhom.errors import CaseError, InvalidInput, ResourceError
from whowhom.files import write_files

__all__ = [
    "MOST_STEPS",
    "Draft",
    "DraftTable",
    "Edit",
    "begin_draft",
    "check_draft",
    "delete_row",
    "disk_changes",
    "draft_table",
    "edit_cells",
    "places_of",
    "read_draft",
    "redo",
    "save_draft",
    "take_from_disk",
    "undo",
]

Files = Mapping[str, bytes]
MOST_STEPS = 200
"""Changes that can be undone."""
SETTINGS = "case.toml"
IN_SETTINGS = ("case", *SECTIONS)
"""What stands in it and is edited as a table."""
_UNFIT = {"W005", "W010", "W011", "W012", "W116"}
"""Problems of a file that keep it from being edited cell by cell."""
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_MOST_DIFFERENCES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A case folder under edit."""

    id: str
    """What the case is called."""
    base: Files
    """Its files as they stand on disk, as far as is known."""
    files: Files
    """Its files as edited."""
    past: tuple[Files, ...] = ()
    """What `files` were before each change that can be undone, the newest last."""
    future: tuple[Files, ...] = ()
    """What they were before each change that was undone, the newest last."""
    last: tuple[str, int, str] | None = None
    """Table, row and column of the last edit of one cell."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the files that differ from those on disk."""
        names = sorted({*self.base, *self.files})
        return tuple(name for name in names if self.base.get(name) != self.files.get(name))


@dataclass(frozen=True, slots=True)
class Edit:
    """A text for one cell."""

    row: int
    """Number of the row, from 0; one past the last adds a row."""
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTable:
    """One table as it is edited."""

    table: Table
    columns: tuple[Column, ...]
    """What each column holds. Where `keys` are given: what the value of each key holds."""
    rows: list[list[str]]
    keys: tuple[str, ...] = ()
    """For ``case``, ``conditions`` and ``outlook``: the key of each row; rows can be neither added
    nor deleted."""
    names: tuple[str, ...] = ()
    """Name of each column of `rows`."""
    lines: tuple[int, ...] = ()
    """Line of the file on which each row begins."""
    header: Mapping[int, str] = field(default_factory=dict)
    """Names of the columns by their number in the file."""
    kept: tuple[str, ...] = ()
    """Columns of the file that are kept, but not shown."""
    remarks: int = 0
    """Rows that are remarks."""
    unfit: str = ""
    """Why the table cannot be edited here; empty if it can."""


def read_draft(folder: str | Path) -> Draft:
    """Read a case folder in order to edit it.

    Raises
    ------
    CaseError
        If there is no case folder, or it holds a workbook, which is imported first.
    """
    return begin_draft(open_case(folder))


def begin_draft(opened: Opened) -> Draft:
    """Begin to edit a case folder that was read.

    Raises
    ------
    CaseError
        As :func:`read_draft` does.
    """
    books = [name for name in opened.files if not _is_text(name)]
    if books:
        raise CaseError(f"{books[0]} is a workbook; import it as a case folder in order to edit it")
    if not opened.files:
        raise CaseError("\n".join(map(str, opened.problems)) or "there is no case to edit")
    files = MappingProxyType(dict(opened.files))
    return Draft(id=opened.id, base=files, files=files)


def draft_table(draft: Draft, name: str) -> DraftTable:
    """Return a table of the schema, or one of :data:`IN_SETTINGS`, as the draft has it.

    Raises
    ------
    InvalidInput
        If there is no table of that name.
    """
    if name in IN_SETTINGS:
        return _settings(draft, name)
    table = _known(name)
    data = draft.files.get(_file(draft, table), b"")
    if not data.strip():
        return DraftTable(table=table, columns=table.columns, rows=[], names=table.names)
    raw = read_csv(data, table, table.file)
    unfit = next((str(problem) for problem in raw.problems if problem.code in _UNFIT), "")
    if unfit:
        return DraftTable(
            table=table, columns=table.columns, rows=[], names=table.names, unfit=unfit
        )
    if not raw.labels:
        return DraftTable(table=table, columns=table.columns, rows=[], names=table.names)
    cut = _Cut.of(raw, cut_csv(data, table))
    return DraftTable(
        table=table,
        columns=table.columns,
        rows=[cut.texts(place) for place in cut.rows],
        names=table.names,
        lines=tuple(cut.pieces.rows[place][0] for place in cut.rows),
        header={number: column for column, number in raw.header.items()},
        kept=tuple(label for label in raw.labels if label and label.lower() not in table.names),
        remarks=cut.remarks,
    )


def edit_cells(draft: Draft, name: str, edits: Sequence[Edit], *, again: bool = False) -> Draft:
    """Write texts into cells of a table, as one change.

    Parameters
    ----------
    draft : Draft
        What is edited.
    name : str
        Name of the table.
    edits : sequence of Edit
        What is written where.
    again : bool, default False
        Whether one who goes on typing in the same cell makes no new step for :func:`undo`.

    Raises
    ------
    InvalidInput
        If a cell is not there, or a text cannot stand in a file.
    """
    for edit in edits:
        _check_text(edit.text)
    if name in IN_SETTINGS:
        file, data = SETTINGS, _edited_settings(draft, name, edits)
    else:
        table = _known(name)
        file = _file(draft, table)
        data = _edited_table(draft.files.get(file, b""), table, edits)
    cell = (name, edits[0].row, edits[0].column) if len(edits) == 1 else None
    changed = _step(draft, {file: data}, is_same=again and cell is not None and cell == draft.last)
    return replace(changed, last=cell)


def delete_row(draft: Draft, name: str, row: int) -> Draft:
    """Delete a row of a table.

    Raises
    ------
    InvalidInput
        If there is no such row.
    """
    table = _known(name)
    file = _file(draft, table)
    data = draft.files.get(file, b"")
    cut = _Cut.of(_sound(data, table), cut_csv(data, table))
    _check_row(row, len(cut.rows), name)
    del cut.pieces.rows[cut.rows[row]]
    return _step(draft, {file: cut.content()})


def undo(draft: Draft) -> Draft:
    """Take back the last change; a draft without one is returned as it is."""
    if not draft.past:
        return draft
    return replace(
        draft,
        files=draft.past[-1],
        past=draft.past[:-1],
        future=(*draft.future, draft.files),
        last=None,
    )


def redo(draft: Draft) -> Draft:
    """Make the last change again that was undone."""
    if not draft.future:
        return draft
    return replace(
        draft,
        files=draft.future[-1],
        past=(*draft.past, draft.files),
        future=draft.future[:-1],
        last=None,
    )


def check_draft(draft: Draft) -> Report:
    """Check the edited files as ``whowhom check`` would after they were saved."""
    return check_opened(open_files(draft.id, draft.files), draft.id)


def places_of(draft: Draft, problems: Sequence[Problem]) -> list[tuple[str, int, str]]:
    """Return table, row (from 0, -1 for none) and column of what each problem is about.

    The table is empty where a problem is about none that can be edited.
    """
    tables: dict[str, DraftTable] = {}
    found = []
    for problem in problems:
        name = problem.file.rpartition(".")[0].lower()
        if problem.file == SETTINGS:
            found.append(_settings_place(draft, problem))
        elif name in TABLES:
            if name not in tables:
                tables[name] = draft_table(draft, name)
            found.append((name, *_place(tables[name], problem)))
        else:
            found.append(("", -1, ""))
    return found


def _place(table: DraftTable, problem: Problem) -> tuple[int, str]:
    """Return row and column of a problem in a table."""
    row = max((r for r, line in enumerate(table.lines) if line <= problem.line), default=-1)
    return row, table.header.get(problem.column, "")


def disk_changes(draft: Draft, folder: str | Path) -> dict[str, tuple[str, ...]]:
    """Return the files that have changed on disk since they were read, and in which lines.

    Returns
    -------
    dict of str to tuple of str
        The difference of each file, from what was read to what now stands there.
    """
    now = open_case(folder).files
    found = {}
    for name in sorted({*draft.base, *now}):
        before, after = draft.base.get(name), now.get(name)
        if before != after:
            found[name] = _difference(before, after)
    return found


def take_from_disk(draft: Draft, folder: str | Path, *, files: bool) -> Draft:
    """Take note of what has changed on disk.

    Parameters
    ----------
    draft : Draft
        What is edited.
    folder : str or Path
        Where it is from.
    files : bool
        Whether what stands on disk takes the place of what was edited in those files; if not, the
        edited files replace it when they are saved. Files that were not edited are always taken.
    """
    now = open_case(folder).files
    moved = {name for name in {*draft.base, *now} if draft.base.get(name) != now.get(name)}
    taken = moved if files else moved - set(draft.changed)

    def over(old: Files) -> Files:
        kept = {name: data for name, data in old.items() if name not in taken}
        return MappingProxyType(kept | {name: now[name] for name in taken if name in now})

    return replace(
        draft,
        base=MappingProxyType(dict(now)),
        files=over(draft.files),
        past=tuple(map(over, draft.past)),
        future=tuple(map(over, draft.future)),
        last=None,
    )


def save_draft(draft: Draft, folder: str | Path) -> Draft:
    """Write the files that were changed, all or none, and nothing else.

    Returns
    -------
    Draft
        The draft, whose `base` is what now stands on disk; its changes can still be undone.

    Raises
    ------
    InvalidInput
        If a file of the case has changed on disk since it was read; nothing is written.
    ResourceError
        If the system refuses.
    """
    moved = disk_changes(draft, folder)
    if moved:
        raise InvalidInput(
            f"{', '.join(moved)} in {folder} changed on disk since it was read; "
            "nothing was saved. Take over the files from disk, or replace them"
        )
    root = Path(folder).resolve()
    files = draft.files
    write_files({(root / name).resolve(): files[name] for name in draft.changed if name in files})
    try:
        for name in draft.changed:
            if name not in files:  # a table that was added, saved, and undone
                (root / name).unlink(missing_ok=True)
    except OSError as error:
        raise ResourceError(f"{root}: a file cannot be removed: {error.strerror}") from error
    return replace(draft, base=draft.files, last=None)


def _difference(before: bytes | None, after: bytes | None) -> tuple[str, ...]:
    """Return the lines in which two states of a file differ."""
    if after is None:
        return ("the file is gone",)
    old = (before or b"").decode("utf-8", "replace").splitlines()
    new = after.decode("utf-8", "replace").splitlines()
    lines = [
        line[:200]
        for line in difflib.unified_diff(old, new, "read", "on disk", n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    more = len(lines) - _MOST_DIFFERENCES
    rest = [f"... and {more:,} more lines"] if more > 0 else []
    return (*lines[:_MOST_DIFFERENCES], *rest) or ("other line ends, or another encoding",)


def _step(draft: Draft, files: Files, *, is_same: bool = False) -> Draft:
    """Return a draft with some files replaced."""
    after = MappingProxyType({**draft.files, **files})
    if after == draft.files:
        return draft
    past = draft.past if is_same and draft.past else (*draft.past, draft.files)[-MOST_STEPS:]
    return replace(draft, files=after, past=past, future=(), last=None)


def _is_text(name: str) -> bool:
    return name.lower().endswith((".csv", ".toml", ".md"))


def _known(name: str) -> Table:
    if name not in TABLES:
        raise InvalidInput(f"there is no table {name[:60]!r}")
    return TABLES[name]


def _file(draft: Draft, table: Table) -> str:
    """Return the name of the file of a table, in the letter case of the folder."""
    return next((name for name in draft.files if name.lower() == table.file), table.file)


def _check_text(text: str) -> None:
    """Refuse what no file of a case can hold."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidInput("the text has a character that cannot be stored; delete it")
    if len(text) > LONGEST_CELL:
        raise InvalidInput(f"a cell may have {LONGEST_CELL:,} characters, got {len(text):,}")


def _check_row(row: int, count: int, name: str) -> None:
    if not 0 <= row < count:
        raise InvalidInput(f"{name} has no row {row + 1}")


# -- tables


@dataclass(slots=True)
class _Cut:
    """The rows of a CSV file, of which some are rows of the table."""

    raw: RawTable
    pieces: Pieces
    rows: list[int]
    """Places of the rows of the table in the file."""
    head: int
    """Place of the header."""
    line_end: str
    remarks: int

    @classmethod
    def of(cls, raw: RawTable, pieces: Pieces) -> "_Cut":
        """Find the rows that are neither the header nor remarks nor empty lines."""
        head = next(i for i, row in enumerate(pieces.rows) if row[0] == raw.header_line)
        written = pieces.rows[head][2]
        line_end = written[len(written.rstrip("\r\n")) :] or "\n"
        rows, remarks = [], 0
        for i, (_, cells, _) in enumerate(pieces.rows):
            if cells and is_remark(cleaned(cells[0])):
                remarks += 1
            elif cells and i > head:
                rows.append(i)
        return cls(raw, pieces, rows, head, line_end, remarks)

    def texts(self, place: int) -> list[str]:
        """Return the cells of the known columns."""
        cells = self.pieces.rows[place][1]
        numbers = [self.raw.header.get(name, 0) for name in self.raw.table.names]
        return [cleaned(cells[n - 1]) if 0 < n <= len(cells) else "" for n in numbers]

    def write(self, place: int, number: int, text: str) -> None:
        """Write a text into a cell."""
        line, cells, _ = self.pieces.rows[place]
        filled = [*cells, *[""] * (number - len(cells))]
        filled[number - 1] = text
        written = csv_text([filled], self.pieces.delimiter, self.line_end)
        self.pieces.rows[place] = (line, filled, written)

    def column(self, name: str) -> int:
        """Return the number of a column; one that the file does not have yet is added."""
        if name not in self.raw.header:
            width = len(self.pieces.rows[self.head][1])
            self.write(self.head, width + 1, name)
            self.raw.header[name] = width + 1
        return self.raw.header[name]

    def add(self) -> None:
        """Add an empty row at the end."""
        line, cells, written = self.pieces.rows[-1]
        if not written.endswith(("\n", "\r")):
            self.pieces.rows[-1] = (line, cells, written + self.line_end)
        self.rows.append(len(self.pieces.rows))
        self.pieces.rows.append((0, [], ""))

    def content(self) -> bytes:
        """Return the file."""
        return "".join([self.pieces.head, *(row[2] for row in self.pieces.rows)]).encode()


def _sound(data: bytes, table: Table) -> RawTable:
    """Read a table that can be edited.

    Raises
    ------
    InvalidInput
        If its form is broken.
    """
    raw = read_csv(data, table, table.file)
    problem = next((problem for problem in raw.problems if problem.code in _UNFIT), None)
    if problem is not None or not raw.labels:
        raise InvalidInput(str(problem or f"{table.file} has no header"))
    return raw


def _edited_table(data: bytes, table: Table, edits: Sequence[Edit]) -> bytes:
    """Return a CSV file with some cells replaced."""
    if not data.strip():
        data = csv_text([table.names]).encode()
    raw = read_csv(data, table, table.file)
    if not raw.labels and not any(problem.code in _UNFIT for problem in raw.problems):
        data = data.rstrip(b"\r\n") + b"\n" + csv_text([table.names]).encode()  # remarks only
    cut = _Cut.of(_sound(data, table), cut_csv(data, table))
    kinds = {column.name: column.kind for column in table.columns}
    for edit in edits:
        if edit.column not in kinds:
            raise InvalidInput(f"{table.name} has no column {edit.column[:60]!r}")
        if edit.row == len(cut.rows):
            cut.add()
        _check_row(edit.row, len(cut.rows), table.name)
        number = cut.column(edit.column)
        text = edit.text.strip()
        if number == 1 and is_remark(text):
            raise InvalidInput(
                "a row whose first cell begins with # is a remark; begin with another character"
            )
        cut.write(cut.rows[edit.row], number, guard_cell(text, kinds[edit.column]))
    return cut.content()


# -- case.toml


def _settings(draft: Draft, name: str) -> DraftTable:
    """Return the keys of ``case.toml``, or those of one of its tables."""
    data = draft.files.get(SETTINGS, b"")
    toml = read_toml(data, SETTINGS)
    unfit = str(toml) if isinstance(toml, Problem) else ""
    keys: Mapping[str, object] = {} if isinstance(toml, Problem) else toml.keys
    if name == "case":
        return DraftTable(
            table=CASE,
            columns=CASE.columns,
            rows=[[as_text(keys.get(column.name, "")) or ""] for column in CASE.columns],
            keys=CASE.names,
            names=("value",),
            unfit=unfit,
        )
    stated = keys.get(name)
    states = stated if isinstance(stated, dict) else {}
    table, columns = CONDITION_TABLE, (CONDITION_TABLE.column("value"),) * len(CONDITIONS)
    if name == OUTLOOK.name:
        table, columns = OUTLOOK, OUTLOOK.columns[:-1]
    pairs = zip(SECTIONS[name], columns, strict=True)
    return DraftTable(
        table=table,
        columns=columns,
        rows=[_state(states.get(key, ""), column) for key, column in pairs],
        keys=SECTIONS[name],
        names=("value", "source"),
        unfit=unfit,
    )


def _state(stated: object, column: Column) -> list[str]:
    """Return value and source of a key in a table of ``case.toml``."""
    parts = stated if isinstance(stated, dict) else {"value": stated}
    value, source = parts.get("value", ""), parts.get("source", "")
    return [stated_text(value, column) or "", as_text(source) or ""]


def _edited_settings(draft: Draft, name: str, edits: Sequence[Edit]) -> bytes:
    """Return ``case.toml`` with some values replaced."""
    data = draft.files.get(SETTINGS, b"")
    for edit in edits:
        table = _settings(draft, name)
        if table.unfit:
            raise InvalidInput(table.unfit)
        _check_row(edit.row, len(table.keys), name)
        if edit.column not in table.names:
            raise InvalidInput(f"{name} has no column {edit.column[:60]!r}")
        row = table.rows[edit.row]
        row[table.names.index(edit.column)] = edit.text.strip()
        key = table.keys[edit.row]
        kind = table.columns[edit.row].kind
        path = (key,) if name == "case" else (name, key)
        data = _with_key(data, path, _written(row, kind))
        draft = replace(draft, files={**draft.files, SETTINGS: data})
        if _settings(draft, name).rows[edit.row] != [cleaned(text) for text in row]:
            raise InvalidInput(
                f"{key} is written in case.toml in a way that cannot be edited here; "
                "change it in a text editor"
            )
    return data


def _written(row: Sequence[str], kind: str) -> str:
    """Return value, and source if there is one, in TOML; empty if both are."""
    value, source = [*row, ""][:2]
    is_number = kind in {"number", "integer"} and _NUMBER.fullmatch(value)
    is_bare = is_number and value in {repr(float(value)), str(int(float(value)))}
    plain = value if is_bare else toml_string(value)
    if source:
        return f"{{ value = {plain}, source = {toml_string(source)} }}"
    return plain if value else ""


def _with_key(data: bytes, path: tuple[str, ...], written: str) -> bytes:
    """Return TOML in which a key has another value; without one, the key is deleted."""
    text = decode(data, SETTINGS)
    toml = read_toml(data, SETTINGS)
    if isinstance(text, Problem) or isinstance(toml, Problem):
        raise InvalidInput(str(text if isinstance(text, Problem) else toml))
    mark = "\ufeff" if data.startswith("\ufeff".encode()) else ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    pair = toml.pairs.get(path)
    if pair and written:
        text = text[: pair[1]] + written + text[pair[2] :]
    elif pair:
        text = _without(text, pair[0], pair[2])
    elif written:
        text = _inserted(text, toml, path, f"{path[-1]} = {written}\n")
    return (mark + text.replace("\n", line_end)).encode()


def _without(text: str, start: int, end: int) -> str:
    """Delete a key; its line, too, unless a remark stands on it."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    rest = text[end:stop] if stop >= 0 else text[end:]
    if rest.strip() or text[begin:start].strip():
        return text[:start] + text[end:].lstrip(" \t")
    return text[:begin] + (text[stop + 1 :] if stop >= 0 else "")


def _inserted(text: str, toml: Toml, path: tuple[str, ...], line: str) -> str:
    """Insert a key after the last of its section; a section that is missing is added."""
    section = path[:-1]
    ends = [pair[2] for known, pair in toml.pairs.items() if known[:-1] == section]
    if text and not text.endswith("\n"):
        text += "\n"
    if ends:
        at = text.find("\n", max(ends)) + 1
        return text[:at] + line + text[at:]
    if not section:
        return line + text
    if section[0] in toml.keys:
        number, _ = toml.place(*section)
        at = sum(map(len, text.splitlines(keepends=True)[:number]))
        return text[:at] + line + text[at:]
    return f"{text}\n[{section[0]}]\n{line}"


def _settings_place(draft: Draft, problem: Problem) -> tuple[str, int, str]:
    """Return which key a problem in ``case.toml`` is about."""
    case, *sections = read_settings(draft.files.get(SETTINGS, b""))
    for key, cell in case.rows[0].cells.items():
        if (cell.line, cell.column) == (problem.line, problem.column):
            return "case", CASE.names.index(key), "value"
    for raw in sections:
        keys = SECTIONS[raw.table.name]
        for row in raw.rows:
            for name, cell in row.cells.items():
                if (cell.line, cell.column) == (problem.line, problem.column):
                    named = row.cells.get("id")
                    key = named.text if named else next(k for k in row.cells if k != "source")
                    column = "source" if name == "source" else "value"
                    return raw.table.name, keys.index(key), column
    missing = re.search(r'"(\w+)"', problem.finding) if problem.code == "W016" else None
    if missing and missing[1] in CASE.names:
        return "case", CASE.names.index(missing[1]), "value"
    return "case", -1, ""
