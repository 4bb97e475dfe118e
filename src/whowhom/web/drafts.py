"""Cases under edit: one draft for each folder, which all tabs of the browser share.

A tab sends each change with the number of the state in which it was made; a change that was made
in another state, because another tab was quicker, is not applied.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whowhom.cases.case import BASES
from whowhom.cases.check import Report
from whowhom.cases.columns import Column
from whowhom.cases.draft import (
    Draft,
    DraftTable,
    Edit,
    begin_draft,
    check_draft,
    delete_row,
    disk_changes,
    draft_table,
    edit_cells,
    places_of,
    redo,
    save_draft,
    take_from_disk,
    undo,
)
from whowhom.cases.levels import LEVELS
from whowhom.cases.problems import Problem
from whowhom.cases.schema import CONDITIONS, TABLES
from whowhom.cases.settings import SECTIONS
from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput
from whowhom.scenario.questions import with_questions
from whowhom.web.cases import OpenCase

__all__ = ["Drafts", "Editing", "table_names", "table_words"]

_MOST_CELLS = 20_000
_MOST_PROBLEMS = 100


@dataclass(slots=True, eq=False)
class Editing:
    """A case under edit."""

    folder: str
    draft: Draft
    report: Report
    version: int = 0
    """Counts the changes that tabs have asked for."""
    refused: dict[tuple[str, int, str], str] = field(default_factory=dict)
    """Why the last text of a cell was not taken over."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Changes are applied in the order in which they come."""
    waiting: int = 0
    """Changes that have come and are not applied yet."""

    def apply(self, what: str, given: Mapping[str, Any]) -> str:
        """Make a change that a tab has sent; return the table that is to be shown, if any.

        It is not checked yet: of many changes that come at once, only the last is.

        Parameters
        ----------
        what : str
            ``edit``, ``paste``, ``remove``, ``undo`` or ``redo``.
        given : mapping
            ``table``, ``row``, ``column``, ``text``, ``again``, ``cells``, as the change needs.

        Raises
        ------
        InvalidInput
            If it cannot be made.
        """
        before = self.draft
        table = str(given.get("table", ""))
        if what in {"edit", "paste"}:
            self._write(table, given, is_again=what == "edit" and given.get("again") is True)
        elif what == "remove":
            self.draft = delete_row(self.draft, table, _number(given.get("row")))
            self.refused.clear()
        else:
            self.draft = undo(self.draft) if what == "undo" else redo(self.draft)
            self.refused.clear()
        if what in {"undo", "redo"}:
            return _differs(before, self.draft) or table
        return table if what == "paste" else ""

    def _write(self, table: str, given: Mapping[str, Any], *, is_again: bool) -> None:
        """Write one cell, or a block of cells."""
        cells = given.get("cells")
        sent = cells if isinstance(cells, list) else [given]
        edits = [
            Edit(_number(one.get("row")), str(one.get("column", "")), str(one.get("text", "")))
            for one in sent[:_MOST_CELLS]
            if isinstance(one, dict)
        ]
        try:
            self.draft = edit_cells(self.draft, table, edits, again=is_again)
        except InvalidInput as error:
            if len(edits) != 1:
                raise
            self.refused[table, edits[0].row, edits[0].column] = str(error)
        else:
            for edit in edits:
                self.refused.pop((table, edit.row, edit.column), None)

    def check(self) -> None:
        """Check what is edited."""
        self.report = checked(self.draft)

    def save(self) -> None:
        """Save the draft.

        Raises
        ------
        InvalidInput
            If files have changed on disk, or a text on the page was not taken over.
        ResourceError
            If the system refuses.
        """
        if self.refused:
            (table, row, column), why = next(iter(self.refused.items()))
            raise InvalidInput(f"{table}, row {row + 1}, {column}: {why}")
        self.draft = save_draft(self.draft, self.folder)

    def on_disk(self) -> dict[str, tuple[str, ...]]:
        """Return what has changed on disk since the draft was read."""
        return disk_changes(self.draft, self.folder)

    def take(self, *, files: bool) -> None:
        """Take over what has changed on disk, or keep what was edited instead."""
        self.draft = take_from_disk(self.draft, self.folder, files=files)
        self.refused.clear()
        self.check()
        self.version += 1

    def state(self) -> dict[str, Any]:
        """Return what a page shows of the draft, without a table."""
        draft, report = self.draft, self.report
        labels = _Labels(draft)
        shown = report.problems[:_MOST_PROBLEMS]
        found = [(*place, why) for place, why in self.refused.items()]
        found += [
            (*place, _told(problem))
            for problem, place in zip(shown, places_of(draft, shown), strict=True)
        ]
        problems = [
            {
                "table": table,
                "row": row,
                "column": column,
                "label": labels.of(table, row),
                "text": text,
            }
            for table, row, column, text in found
        ]
        counts = dict.fromkeys(table_names(), 0)
        for one in problems:
            counts[str(one["table"])] = counts.get(str(one["table"]), 0) + 1
        return {
            "counts": {name: len(draft_table(draft, name).rows) for name in table_names()},
            "problems": problems,
            "more": max(0, len(report.problems) - _MOST_PROBLEMS),
            "warnings": [str(one) for one in report.warnings[:20]],
            "bad": counts,
            "version": self.version,
            "can_undo": bool(draft.past),
            "can_redo": bool(draft.future),
            "changed": list(draft.changed),
            "words": self.words(),
        }

    def words(self) -> str:
        """Say whether the draft is saved, and whether it can be run."""
        files = self.draft.changed
        count = len(self.report.problems) + len(self.refused)
        saved = f"Not saved yet: {', '.join(files)}." if files else "Saved."
        sound = f"{counted(count, 'problem')}; it cannot be run yet." if count else "No problems."
        return f"{saved} {sound}"


def _told(problem: Problem) -> str:
    value = f"“{problem.value[:60]}” " if problem.value else ""
    return f"{value}{problem.finding}" + (f"; {problem.hint}" if problem.hint else "")


@dataclass(slots=True)
class _Labels:
    """What rows are called."""

    draft: Draft
    _tables: dict[str, DraftTable] = field(default_factory=dict)

    def of(self, name: str, row: int) -> str:
        """Return the key or the id of a row; empty if it has none."""
        if not name:
            return ""
        table = self._tables.get(name) or draft_table(self.draft, name)
        self._tables[name] = table
        if not 0 <= row < len(table.rows):
            return ""
        if table.keys:
            return table.keys[row]
        return table.rows[row][table.names.index("id")] if "id" in table.names else ""


def checked(draft: Draft) -> Report:
    """Check a draft as ``whowhom check`` checks a case."""
    return with_questions(check_draft(draft))


class Drafts:
    """The drafts of a server, by the key of their case."""

    def __init__(self) -> None:
        self._open: dict[str, Editing] = {}

    def get(self, opened: OpenCase) -> Editing:
        """Return the draft of a case; a new one if there is none, or nothing was edited in it.

        Raises
        ------
        CaseError
            If the folder cannot be edited.
        """
        known = self._open.get(opened.key)
        if known is not None and (known.draft.changed or known.refused):
            return known
        draft = begin_draft(opened.found)
        if known is None or known.draft.base != draft.base:
            known = Editing(opened.place, draft, opened.report)
            self._open[opened.key] = known
        return known

    def find(self, key: str) -> Editing | None:
        """Return the draft of a case, if there is one."""
        return self._open.get(key)

    def unsaved(self) -> list[str]:
        """Return the folders of the drafts that were not saved."""
        return [one.folder for one in self._open.values() if one.draft.changed]


def table_names() -> tuple[str, ...]:
    """Return the tables that can be edited, those of the settings first."""
    return ("case", *SECTIONS, *TABLES)


def table_words(draft: Draft, name: str) -> dict[str, Any]:
    """Return one table for the page: its rows, what each column means, and what a cell may say.

    Raises
    ------
    InvalidInput
        If there is no such table.
    """
    table = draft_table(draft, name)
    keys = [
        {**_column(draft, column), "name": key}
        for key, column in zip(table.keys, table.columns, strict=False)
    ]
    if name == "conditions":
        keys = [{**words, "help": CONDITIONS[words["name"]]} for words in keys]
    columns = [_column(draft, column) for column in table.columns] if not keys else []
    return {
        "name": name,
        "row": table.table.row,
        "missing": table.table.missing if not table.rows else "",
        "columns": columns,
        "keys": keys,
        "names": list(table.names),
        "rows": table.rows,
        "kept": _kept(table),
        "unfit": table.unfit,
    }


def _kept(table: DraftTable) -> str:
    """Say what is in the file and not on the page."""
    kept = [f"column {name}" for name in table.kept[:10]]
    if table.remarks:
        kept.append(counted(table.remarks, "remark"))
    return f"Kept in the file, not shown here: {', '.join(kept)}." if kept else ""


def _column(draft: Draft, column: Column) -> dict[str, Any]:
    """Return what a page needs of a column."""
    parts = [column.domain, column.unit]
    if column.required:
        parts.append("required")
    elif column.default:
        parts.append(f"if empty: {column.default}")
    choices: Sequence[tuple[str, str]] = ()
    if column.choices:
        choices = [(word, word.replace("_", " ")) for word in column.choices]
    elif column.kind == "flag":
        choices = [("yes", "yes"), ("no", "no")]
    elif column.kind in {"reference", "references"}:
        choices = [pair for table in column.refers for pair in _ids(draft, table)]
    return {
        "name": column.name,
        "kind": "choice" if column.choices or column.kind == "flag" else column.kind,
        "help": column.meaning,
        "domain": "; ".join(filter(None, parts)),
        "levels": list(LEVELS[column.name]) if column.name in BASES else [],
        "choices": [list(pair) for pair in choices],
        "optional": not column.required,
    }


def _ids(draft: Draft, name: str) -> list[tuple[str, str]]:
    """Return the ids of a table, with the names of what they stand for."""
    table = draft_table(draft, name)
    if "id" not in table.names:
        return []
    at = table.names.index("id")
    shown = table.names.index("name") if "name" in table.names else at
    return [(row[at], row[shown] or row[at]) for row in table.rows if row[at]]


def _differs(before: Draft, after: Draft) -> str:
    """Return the first table in which two drafts differ."""
    for name in table_names():
        file = "case.toml" if name in {"case", *SECTIONS} else f"{name}.csv"
        pair = [
            next((data for known, data in one.files.items() if known.lower() == file), b"")
            for one in (before, after)
        ]
        if pair[0] != pair[1] and (
            file != "case.toml" or draft_table(before, name).rows != draft_table(after, name).rows
        ):
            return name
    return ""


def _number(value: object) -> int:
    """Return the number of a row that a page has sent.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput("a row has a whole number")
    return value
