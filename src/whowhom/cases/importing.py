"""``whowhom import``: a workbook as people keep it, as a case folder.

First a plan, which writes nothing: what each sheet becomes, what would be repaired, what only the
author can settle (:func:`plan_import`). Then the folder, once nothing is open
(:func:`write_import`). Files in the author's format are imported by
``whowhom.casebook.importing``, folders in another encoding by ``whowhom.cases.recoding``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from whowhom.cases.import_rows import MadeTable, make_tables
from whowhom.cases.import_settings import case_pairs, settings_text
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.repairs import ImportQuestion, Ledger, Repair
from whowhom.cases.schema import TABLES
from whowhom.cases.sheet_tables import Laid, lay_out
from whowhom.cases.updating import (
    IMPORT_FILE,
    import_file,
    last_answers,
    last_import,
    merge,
)
from whowhom.cases.writing import csv_text, guard, guard_cell, write_folder
from whowhom.cases.xlsx import Sheet, read_sheets
from whowhom.errors import CaseError, InvalidInput
from whowhom.filenames import portable_name
from whowhom.files import write_files

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
    kept: tuple[str, ...] = ()
    """Cells changed in the folder by hand since the last import, which are kept."""
    conflicts: tuple[str, ...] = ()
    """Cells changed in the folder by hand and in the workbook too; the folder's value is kept."""
    sheets: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Problem, ...] = ()
    """As in :class:`Imported`."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What the workbook says, by the name of the file."""
    folder: Path | None = None
    """The folder of an earlier import that is compared with."""
    written: Mapping[str, bytes] = field(default_factory=dict)
    """What the folder will hold: `files`, with what was edited by hand."""
    found: tuple[Sheet, ...] = ()
    """The sheets as read, so that answers need no second reading."""
    accept: frozenset[str] | None = None
    """Ids of the repairs that are made; None: all."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """The answers given so far."""
    recalled: Mapping[str, str] = field(default_factory=dict)
    """Those of them that were given at the last import into the folder."""


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


def plan_import(path: str | Path, folder: str | Path | None = None) -> ImportPlan:
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
    return _with_last_answers(_compared(_plan(book, found, Ledger()), folder))


def settle(
    plan: ImportPlan,
    accept: Collection[str] | None = None,
    answers: Mapping[str, str] = NOTHING,
) -> ImportPlan:
    """Return a plan with some repairs accepted and some questions answered.

    Parameters
    ----------
    plan : ImportPlan
        The plan; the workbook is not read again, and answers that the plan has still hold.
    accept : collection of str, optional
        Ids of the repairs to make; None: as in the plan, at first all. Others leave the cell as it
        was found.
    answers : mapping of str to str, optional
        Answers by id of the question.

    Raises
    ------
    InvalidInput
        If a repair or a question is unknown, or an answer does not fit.
    """
    accepted = plan.accept if accept is None else frozenset(accept)
    ledger = Ledger(accept=accepted, answers={**plan.answers, **answers})
    done = _plan(plan.book, plan.found, ledger)
    _check_ids("question", answers, ledger.questions)
    _check_ids("repair", accept or (), ledger.repairs)
    notes = done.notes
    if recalled := [f"{id_}={text}" for id_, text in plan.recalled.items() if id_ not in answers]:
        notes += (f"answers of the last import hold ({', '.join(recalled)}); --set gives others",)
    return _compared(replace(done, notes=notes, recalled=plan.recalled), plan.folder)


def _with_last_answers(plan: ImportPlan) -> ImportPlan:
    """Answer the questions of a plan as they were answered at the last import."""
    last = last_answers(plan.folder) if plan.folder else {}
    while known := {one.id: last[one.id] for one in plan.questions if one.id in last}:
        try:
            plan = settle(replace(plan, recalled={**plan.recalled, **known}), answers=known)
        except InvalidInput:
            return plan
    return settle(plan) if plan.recalled else plan


def write_import(
    plan: ImportPlan,
    folder: str | Path,
    accept: Collection[str] | None = None,
    answers: Mapping[str, str] = NOTHING,
    *,
    update: bool = False,
) -> Imported:
    """Write a case folder by a plan; all at once or not at all.

    Parameters
    ----------
    plan : ImportPlan
        As :func:`plan_import` returns it.
    folder : str or Path
        The folder: a new one, or one that an earlier import wrote.
    accept : collection of str, optional
        Ids of the repairs to make; None: all.
    answers : mapping of str to str, optional
        Answers by id of the question: one of its choices, or a text where it has none.
    update : bool, default False
        Whether a folder that an earlier import wrote is brought up to date. What was edited there
        by hand is kept.

    Raises
    ------
    CaseError
        If a question is open; all of them are listed.
    InvalidInput
        If an id is unknown, an answer does not fit, or the folder exists, is not empty and is not
        to be updated.
    ResourceError
        If the folder cannot be written; nothing half-written is left.
    """
    done = _compared(settle(plan, accept, answers), folder)
    if done.questions:
        raise CaseError("\n".join(str(question) for question in done.questions))
    record = {IMPORT_FILE: import_file(done.book.name, done.files, done.answers)}
    if done.folder is None:
        target = write_folder(folder, {**done.files, **record})
    elif not update:
        raise InvalidInput(
            f"{folder} exists already: an earlier import wrote it; update it (--update, or "
            "update=True in Python) or give the name of a new folder"
        )
    else:
        target = done.folder
        write_files({target / name: data for name, data in {**done.written, **record}.items()})
    return Imported(
        folder=target,
        tables=done.sheets,
        others=done.others,
        left_out=done.left_out,
        warnings=done.warnings,
    )


def _compared(plan: ImportPlan, folder: str | Path | None) -> ImportPlan:
    """Compare a plan with a folder that an earlier import wrote."""
    base = None if folder is None else last_import(Path(folder))
    if folder is None or base is None:
        return replace(plan, folder=None, written=plan.files, changes=(), kept=(), conflicts=())
    place = Path(folder).resolve()
    merged = merge(place, base, plan.files)
    return replace(
        plan,
        folder=place,
        written=merged.files,
        changes=tuple(merged.changes),
        kept=tuple(merged.kept),
        conflicts=tuple(merged.conflicts),
    )


def _plan(book: Path, found: tuple[Sheet, ...], ledger: Ledger) -> ImportPlan:
    """Lay out the sheets as tables, mend their cells and name what is open."""
    laid = lay_out(found, ledger)
    made, names, problems = make_tables(laid.blocks, ledger)
    problems = [*laid.problems, *problems]
    left_out = list(laid.left_out)
    files: dict[str, bytes] = {}
    others = _others(laid, files, left_out)
    if not (made or laid.case or files or problems):
        told = "".join(f'; "{sheet.shown}" is left out ({why})' for sheet, why in left_out[:5])
        hint = "name the sheets actors, case ..."
        raise CaseError(f"{book.name}:1:1 has no sheet to write{told}; {hint}")
    pairs = case_pairs(laid, names, book.stem, ledger, problems)
    if problems:
        open_ = [str(question) for question in ledger.open]
        raise CaseError("\n".join([*map(str, problems), *open_]))
    grids: dict[str, Grid] = {"case": (("key", "value", "source"), *pairs)}
    grids |= {name: _grid(table) for name, table in made.items()}
    files["case.toml"] = settings_text(pairs).encode()
    for name, table in made.items():
        files[TABLES[name].file] = _text(table, grids[name]).encode()
    return ImportPlan(
        book=book,
        tables=grids,
        repairs=tuple(ledger.repairs.values()),
        questions=ledger.open,
        notes=tuple(ledger.notes),
        sheets=_sheets(laid, made, found),
        others=others,
        left_out=tuple((sheet.shown, why) for sheet, why in left_out),
        warnings=_warnings(laid),
        files=files,
        found=found,
        accept=ledger.accept,
        answers={id_: text for id_, text in ledger.answers.items() if id_ in ledger.answered},
    )


def _check_ids(what: str, asked: Collection[str], known: Collection[str]) -> None:
    """Refuse ids of questions or repairs that there are not.

    Raises
    ------
    InvalidInput
        With what is near to it.
    """
    for id_ in asked:
        if id_ not in known:
            near = did_you_mean(id_, known) or "known: " + (", ".join(known) or "none")
            raise InvalidInput(f"there is no {what} {id_!r}; {near}")


def _sheets(
    laid: Laid, made: Mapping[str, MadeTable], found: Sequence[Sheet]
) -> tuple[tuple[str, str], ...]:
    """Return title and file of the sheets that are tables, in their order."""
    pairs = [(block.sheet.shown, TABLES[block.table.name].file) for block in laid.blocks]
    pairs += [(sheet.shown, "case.toml") for sheet in [laid.case_sheet] if sheet]
    pairs += [(t.sheet.shown, t.table.file) for t in made.values() if t.sheet and t.rows]
    order = [sheet.shown for sheet in found]
    return tuple(dict.fromkeys(sorted(pairs, key=lambda pair: order.index(pair[0]))))


def _warnings(laid: Laid) -> tuple[Problem, ...]:
    """Return the warnings of the sheets that are tables; merged titles are none."""
    found: dict[str, Problem] = {}
    for sheet in [*[block.sheet for block in laid.blocks], *filter(None, [laid.case_sheet])]:
        rows = [block.row for block in laid.blocks if block.sheet is sheet]
        for warning in sheet.warnings:
            if warning.code != "W313" or warning.line > min(rows, default=0):
                found.setdefault(str(warning), warning)
    return tuple(found.values())


def _grid(table: MadeTable) -> Grid:
    """Return the rows of a table, the header first, remarks as one cell."""
    header = (*table.columns, *(f"# {label}" for label in table.labels))
    rows = [
        row.remark
        or (
            *(row.cells.get(name, "") for name in table.columns),
            *(row.notes.get(label, "") for label in table.labels),
        )
        for row in table.rows
        if not row.is_skipped
    ]
    return (header, *rows)


def _text(table: MadeTable, grid: Grid) -> str:
    """Return a table as CSV, with texts guarded against being read as formulas."""
    kinds = [table.table.column(name).kind for name in table.columns]
    kinds += ["text"] * 200
    guarded = [
        [guard_cell(cell, kind) for cell, kind in zip(row, kinds, strict=False)] for row in grid
    ]
    return csv_text(guarded)


def _others(
    laid: Laid, files: dict[str, bytes], left_out: list[tuple[Sheet, str]]
) -> tuple[tuple[str, str], ...]:
    """Write the sheets that are not tables, each under a name of its own."""
    written = []
    taken = {*TABLES, "case"}
    for sheet in laid.others:
        if sheet.problems:
            first = sheet.problems[0]
            left_out.append((sheet, f"{first.finding}; {first.hint}"))
            continue
        name = portable_name(sheet.title, otherwise="sheet", taken=taken)
        taken.add(name)
        rows = [[guard(cell) for cell in cells] for _, cells in sheet.rows]
        files[f"{name}.csv"] = csv_text(rows).encode()
        written.append((sheet.shown, f"{name}.csv"))
    return tuple(written)
