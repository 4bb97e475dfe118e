"""``whowhom import``: a workbook as people keep it, as a case folder.

First a plan, which writes nothing: what each sheet becomes, what would be repaired, what only the
author can settle (:func:`plan_import`). Then the folder, once nothing is open
(:func:`write_import`). Files in the author's format are imported by
``whowhom.casebook.importing``, folders in another encoding by ``whowhom.cases.recoding``.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from whowhom.cases.problems import Problem
from whowhom.cases.repairs import ImportQuestion, Ledger, Repair
from whowhom.cases.schema import TABLES
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.cases.xlsx import Arranged, Rows, Sheet, arrange, read_sheets
from whowhom.errors import CaseError
from whowhom.filenames import portable_name

__all__ = [
    "ImportPlan",
    "ImportQuestion",
    "Imported",
    "Repair",
    "import_workbook",
    "plan_import",
    "settle",
    "write_import",
]

TEXTS = {"name", "text", "words"}
"""Kinds of columns in which a spreadsheet could see a formula where a text is meant."""
SIGNED = re.compile(r"[+-][0-9.]")
"""How a number or a year begins that is not a formula in other columns."""
NOTHING: Mapping[str, str] = MappingProxyType({})

Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was done with each sheet of a workbook."""

    folder: Path
    """The case folder."""
    tables: tuple[tuple[str, str], ...]
    """Sheets that are tables of the case (title and file)."""
    others: tuple[tuple[str, str], ...]
    """Other sheets, which are kept in the folder but not read (title and file)."""
    left_out: tuple[tuple[str, str], ...]
    """Sheets that are not written (title and reason)."""
    warnings: tuple[Problem, ...]
    """Warnings: hidden rows, merged cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would write; nothing is written yet."""

    book: Path
    """The workbook."""
    tables: Mapping[str, Grid]
    """Rows as they will be written, the header first, by the name of the table; ``case`` has the
    columns key, value, source."""
    repairs: tuple[Repair, ...] = ()
    """What would be written otherwise than it was found, one for each cause."""
    questions: tuple[ImportQuestion, ...] = ()
    """What cannot be settled without the user."""
    notes: tuple[str, ...] = ()
    """What needs no decision: a header below title rows, columns kept as notes, formulas."""
    changes: tuple[str, ...] = ()
    """The difference to the folder that is there already, line by line."""
    conflicts: tuple[str, ...] = ()
    """Cells changed in the folder by hand and in the workbook too; the folder's value is kept."""
    sheets: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Problem, ...] = ()
    """As in :class:`Imported`."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What the folder will hold."""
    found: tuple[Sheet, ...] = ()
    """The sheets as read, so that answers need no second reading."""


def import_workbook(path: str | Path, folder: str | Path) -> Imported:
    """Write a workbook as a new case folder, with every repair that is not ambiguous.

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
        If the workbook cannot be read, has no sheet to write, or leaves a question open; all
        problems and questions are listed.
    InvalidInput
        If the folder exists and is not empty, or has a name that not every system can hold.
    ResourceError
        If the folder cannot be written.
    """
    return write_import(plan_import(path), folder)


def plan_import(path: str | Path, folder: str | Path | None = None) -> ImportPlan:  # noqa: ARG001
    """Read a workbook and say what an import would do; nothing is written.

    Parameters
    ----------
    path : str or Path
        The workbook; it is read by a child process with little memory and time.
    folder : str or Path, optional
        A folder that an earlier import has written, to compare with.

    Returns
    -------
    ImportPlan
        What would be written, with its repairs and open questions.

    Raises
    ------
    CaseError
        If the workbook cannot be read, or has cells without a value that can be trusted.
    """
    book = Path(path)
    found = read_sheets(book, book.name)
    if isinstance(found, Problem):
        raise CaseError(str(found))
    return _plan(book, found, Ledger())


def settle(
    plan: ImportPlan,
    accept: Collection[str] | None = None,
    answers: Mapping[str, str] = NOTHING,
) -> ImportPlan:
    """Return a plan with some repairs accepted and some questions answered.

    Parameters
    ----------
    plan : ImportPlan
        The plan; the workbook is not read again.
    accept : collection of str, optional
        Ids of the repairs to make; None: all. Others leave the cell as it was found.
    answers : mapping of str to str, optional
        Answers by id of the question.

    Raises
    ------
    InvalidInput
        If a repair or a question is unknown, or an answer does not fit.
    """
    ledger = Ledger(accept=None if accept is None else frozenset(accept), answers=dict(answers))
    return _plan(plan.book, plan.found, ledger)


def write_import(
    plan: ImportPlan,
    folder: str | Path,
    accept: Collection[str] | None = None,
    answers: Mapping[str, str] = NOTHING,
) -> Imported:
    """Write a case folder by a plan; all at once or not at all.

    Parameters
    ----------
    plan : ImportPlan
        As :func:`plan_import` returns it.
    folder : str or Path
        The folder.
    accept : collection of str, optional
        Ids of the repairs to make; None: all.
    answers : mapping of str to str, optional
        Answers by id of the question: one of its choices, or a text where it has none.

    Raises
    ------
    CaseError
        If a question is open; all of them are listed.
    InvalidInput
        If an id is unknown, an answer does not fit, or the folder exists and is not empty.
    ResourceError
        If the folder cannot be written; nothing half-written is left.
    """
    done = settle(plan, accept, answers)
    if done.questions:
        raise CaseError("\n".join(str(question) for question in done.questions))
    return Imported(
        folder=write_folder(folder, done.files),
        tables=done.sheets,
        others=done.others,
        left_out=done.left_out,
        warnings=done.warnings,
    )


def _plan(book: Path, found: tuple[Sheet, ...], ledger: Ledger) -> ImportPlan:
    """Lay out the sheets as tables."""
    arranged = arrange(found)
    problems = list(arranged.problems)
    files: dict[str, bytes] = {}
    warnings: list[Problem] = []
    grids: dict[str, Grid] = {}
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
        grids[name] = tuple(tuple(cells) for _, cells in sheet.rows)
        tables.append((sheet.shown, file))
    others = _others(arranged, files, left_out)
    if problems:
        raise CaseError("\n".join(str(problem) for problem in problems))
    if not files:
        told = "".join(f'; "{sheet.shown}" is left out ({why})' for sheet, why in left_out[:5])
        raise CaseError(
            f"{book.name}:1:1 has no sheet to write{told}; name the sheets actors, case ..."
        )
    return ImportPlan(
        book=book,
        tables=grids,
        repairs=tuple(ledger.repairs.values()),
        questions=ledger.open,
        notes=tuple(ledger.notes),
        sheets=tuple(tables),
        others=others,
        left_out=tuple((sheet.shown, why) for sheet, why in left_out),
        warnings=tuple(warnings),
        files=files,
        found=found,
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
