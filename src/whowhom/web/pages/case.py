"""The page of the case: open one, see its problems at their cells, read its tables and sources."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nicegui import ui

from whowhom.cases import casebook_cases, shipped_cases
from whowhom.cases.check import Report
from whowhom.cases.dates import day_text
from whowhom.cases.evidence import GRADES
from whowhom.cases.folder import Opened
from whowhom.cases.problems import BadCell, Problem
from whowhom.cases.tables import RawTable
from whowhom.cases.values import parse_sources
from whowhom.errors import InvalidInput
from whowhom.web.cases import OpenCase
from whowhom.web.elements import Grid, address, form, link, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded, page
from whowhom.web.workbench import Workbench

__all__ = ["Shown", "Spoken", "anchor", "case_tables", "register", "spoken_for"]

_MOST_PROBLEMS = 200
_FIRST = "actors"


def register(bench: Workbench) -> None:
    """Make the page available."""

    @page(bench, "/case")
    def case_page(case: str = "", table: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/case", key):
            guarded(lambda: _page(bench.cases.get(key), table))
            guarded(lambda: _others(bench))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One table."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    anchors: Sequence[Sequence[str]]
    """Id of each cell, to which a problem leads."""
    marks: Mapping[str, str]
    """What is wrong, by ``row:column``."""
    numeric: Sequence[bool]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What speaks for one value."""

    row: str
    column: str
    value: str
    grade: str
    """``documented``, ``disputed``, ``assumed``, or ``no source``."""
    source: str


def anchor(file: str, line: int, column: int) -> str:
    """Return the id of a cell.

    Examples
    --------
    >>> anchor("actors.csv", 17, 3)
    'cell-actors-csv-17-3'
    """
    return f"cell-{re.sub('[^a-z0-9]+', '-', file.lower())}-{line}-{column}"


def case_tables(opened: Opened, problems: Sequence[Problem]) -> dict[str, Shown]:
    """Return the tables of a case by name, ``case.toml`` among them, as they stand on disk."""
    found = {}
    if "case.toml" in opened.files:
        found["case"] = _settings(opened, problems)
    for name, raw in opened.tables.items():
        found[name] = _table(raw, problems)
    return found


def _settings(opened: Opened, problems: Sequence[Problem]) -> Shown:
    """Return the lines of ``case.toml``."""
    text = opened.files["case.toml"].decode("utf-8", errors="replace")
    lines = text.splitlines() or [""]
    found: dict[int, list[str]] = {}
    for problem in problems:
        if problem.file == "case.toml":
            found.setdefault(problem.line, []).append(_told(problem))
    return Shown(
        name="case",
        heads=("line", "case.toml"),
        rows=[(str(number), line) for number, line in enumerate(lines, 1)],
        anchors=[
            (f"cell-case-toml-{n}", f"cell-case-toml-{n}-1") for n in range(1, len(lines) + 1)
        ],
        marks={f"{min(line, len(lines)) - 1}:1": "; ".join(texts) for line, texts in found.items()},
        numeric=(True, False),
    )


def _table(raw: RawTable, problems: Sequence[Problem]) -> Shown:
    """Return one table, with its problems at their cells or, failing that, at their rows."""
    columns = sorted(raw.header, key=lambda name: raw.header[name]) or list(raw.table.names)
    numbers = [raw.header.get(name, place + 1) for place, name in enumerate(columns)]
    by_place: dict[tuple[int, int], str] = {}
    for problem in problems:
        if problem.file == raw.file:
            at = (problem.line, problem.column)
            by_place[at] = "; ".join(filter(None, (by_place.get(at), _told(problem))))
    rows, anchors, marks = [], [], {}
    for r, row in enumerate(raw.rows):
        rows.append(
            [
                "(cannot be read)"
                if name in row.damaged
                else row.cells[name].text
                if name in row.cells
                else ""
                for name in columns
            ]
        )
        anchors.append([anchor(raw.file, row.line, number) for number in numbers])
        here = {place: told for place, told in by_place.items() if place[0] == row.line}
        for (_, column), told in here.items():
            i = numbers.index(column) if column in numbers else 0
            marks[f"{r}:{i}"] = told
    known = {column.name: column.kind in {"number", "integer"} for column in raw.table.columns}
    return Shown(
        name=raw.table.name,
        heads=columns,
        rows=rows,
        anchors=anchors,
        marks=marks,
        numeric=[known.get(name, False) for name in columns],
    )


def _told(problem: Problem) -> str:
    return f"{problem.finding}; {problem.hint}" if problem.hint else problem.finding


def spoken_for(opened: Opened, name: str, grades: Mapping[str, str]) -> list[Spoken]:
    """Return what speaks for each value of a table that models and charts read.

    Parameters
    ----------
    opened : Opened
        The case as it stands on disk.
    name : str
        Name of the table.
    grades : mapping
        Reliability by id of the source.
    """
    raw = opened.tables.get(name)
    if raw is None or raw.table.role not in {"model", "record"}:
        return []
    found = []
    for row in raw.rows:
        cell = row.cells.get("source")
        try:
            references = parse_sources(cell.text, raw.table.names) if cell else ()
        except BadCell:
            references = ()
        filled = [c for c in raw.table.columns if c.name in row.cells and c.name != "id"]
        values = [column for column in filled if column.is_value]
        key = row.cells["id"].text if "id" in row.cells else f"row {row.line}"
        for column in values:
            speaking = [one for one in references if one.column in {"", column.name}]
            words = "; ".join(f"{one.source}:{one.locator}".rstrip(":") for one in speaking)
            kinds = [grades.get(one.source, "assumed") for one in speaking]
            best = next((g for g in GRADES if g in kinds), "")
            found.append(
                Spoken(key, column.name, row.cells[column.name].text, best or "no source", words)
            )
    return found


def _page(opened: OpenCase, table: str) -> None:
    report = opened.report
    tag("p", "The case", classes="ww-over")
    tag("h1", opened.title)
    if report.case is not None and report.case.about:
        tag("p", report.case.about, classes="ww-lead")
    _facts(opened)
    with tag("div", classes="ww-acts"):
        if report.ok:
            link("See the answer", address("/", case=opened.key), classes="ww-button is-main")
        if opened.is_folder:
            link("Edit", address("/edit", case=opened.key, table=table), classes="ww-button")
        elif not opened.is_pool:
            link("Duplicate to edit", address("/new", copy=opened.key), classes="ww-button")
        link("New case", "/new", classes="ww-button")
        again = tag("button", "Reload from disk", classes="ww-button", type="button")
        again.on("click", js_handler="() => window.location.reload()")
    problems = [*report.problems, *report.warnings]
    found = opened.found
    tables = case_tables(found, problems)
    _problems(opened, "Problems", report.problems, tables)
    _problems(opened, "Warnings", report.warnings, tables)
    if tables:
        first = _FIRST if _FIRST in tables else next(iter(tables))
        _tables(opened, found, tables, table if table in tables else first)
    _defaults(report)


def _facts(opened: OpenCase) -> None:
    """Put in where the case is from and how much of it has a source."""
    case = opened.report.case
    with tag("dl", classes="ww-dl ww-after"):
        rows = [("where", "comes with whowhom" if opened.is_shipped else opened.place)]
        if case is not None:
            rows += [
                ("period", f"{day_text(case.start)} to {day_text(case.end)}, {case.months} months"),
                ("coded by", " · ".join(filter(None, (case.coder, case.coded, case.licence)))),
                ("hash", case.sha256[:16]),
            ]
        for term, text in rows:
            tag("dt", term)
            tag("dd", text or "not said")
    if case is not None and case.stated:
        share = 1 - case.unsourced / case.stated
        with tag("div", classes="ww-coverage", aria_hidden="true"):
            tag("div", style=f"width: {100 * share:.1f}%")
        tag("p", f"{case.coverage}.", classes="ww-status")


def _problems(
    opened: OpenCase, title: str, problems: tuple[Problem, ...], tables: dict[str, Shown]
) -> None:
    """List problems; each leads to its cell."""
    if not problems:
        return
    with tag("section", classes="ww-section"):
        tag("h2", f"{title}: {len(problems)}")
        shown = problems[:_MOST_PROBLEMS]
        Grid(
            title,
            ("where", "what", "found", "what to do"),
            [
                (
                    one.where,
                    " ".join(filter(None, (one.name, one.finding))),
                    one.value[:80],
                    one.hint,
                )
                for one in shown
            ],
            links=[_way(opened, one, tables) for one in shown],
            sortable=False,
        ).classes("ww-problems")
        if len(problems) > len(shown):
            tag("p", f"... and {len(problems) - len(shown):,} more", classes="ww-sub")


def _way(opened: OpenCase, problem: Problem, tables: dict[str, Shown]) -> str:
    """Return the address of the cell that a problem is about."""
    for name, table in tables.items():
        stem = anchor(problem.file, problem.line, problem.column)
        cells = {cell for row in table.anchors for cell in row}
        if stem in cells:
            return f"{address('/case', case=opened.key, table=name)}#{stem}"
        first = f"cell-case-toml-{problem.line}-1"
        if name == "case" and problem.file == "case.toml" and first in cells:
            return f"{address('/case', case=opened.key, table=name)}#{first}"
    stem = problem.file.rpartition(".")[0]
    return address("/case", case=opened.key, table=stem if stem in tables else "")


def _tables(opened: OpenCase, found: Opened, tables: dict[str, Shown], name: str) -> None:
    """Put in one table, the ways to the others, and what speaks for its values."""
    with tag("section", classes="ww-section"):
        tag("h2", "Tables")
        with tag("nav", aria_label="Tables of the case", classes="ww-tabs"):
            for other, table in tables.items():
                link(
                    f"{other} {len(table.rows)}" if other != "case" else "case.toml",
                    address("/case", case=opened.key, table=other),
                    aria_current="true" if other == name else None,
                )
        shown = tables[name]
        Grid(
            f"Table {name}",
            shown.heads,
            shown.rows,
            numeric=shown.numeric if name != "case" else None,
            marks=shown.marks,
            anchors=shown.anchors,
            filtered=len(shown.rows) > 8,
            sortable=name != "case",
        )
    sources = opened.report.case.sources if opened.report.case else ()
    grades = {source.id: source.grade for source in sources}
    spoken = spoken_for(found, name, grades)
    if spoken:
        counts = Counter(one.grade for one in spoken)
        told = ", ".join(f"{counts[kind]} {kind}" for kind in counts)
        with tag("details", classes="ww-fold"):
            tag("summary", f"Evidence for each value of this table ({told})")
            Grid(
                f"Sources of the values of {name}",
                ("row", "column", "value", "kind", "source"),
                [(one.row, one.column, one.value, one.grade, one.source) for one in spoken],
                chips=3,
                filtered=True,
            )
    if sources:
        with tag("details", classes="ww-fold"):
            tag("summary", f"The {len(sources)} sources of this case")
            Grid(
                "Sources",
                ("id", "kind", "citation", "reads"),
                [(one.id, one.grade, one.citation, one.locator) for one in sources],
                chips=1,
            )


def _defaults(report: Report) -> None:
    """List what holds where the case says nothing."""
    if not report.defaults:
        return
    with tag("details", classes="ww-fold"):
        tag("summary", f"{len(report.defaults)} defaults are in force")
        with tag("ul", classes="ww-list"):
            for sentence in report.defaults:
                tag("li", sentence)


def _others(bench: Workbench) -> None:
    """Put in the ways to other cases."""
    with tag("section", classes="ww-section"):
        tag("h2", "Open another case")
        problem = tag("p", "", classes="ww-problem", role="alert")
        problem.set_visibility(False)

        def open_it(fields: dict[str, str]) -> None:
            try:
                key = bench.cases.open(fields.get("place", ""))
            except (InvalidInput, OSError, RuntimeError) as error:
                problem.set_text(str(error))
                problem.set_visibility(True)
                return
            ui.navigate.to(address("/case", case=key))

        with form(open_it, aria_label="Open a case"):
            text_field(
                "folder or workbook (.xlsx) on this machine",
                "place",
                letters=46,
                placeholder=str(Path("~") / "my-circle"),
                autocomplete="off",
                spellcheck="false",
            )
            tag("button", "Open", classes="ww-button", type="submit")
        tag(
            "p",
            "A folder is read again whenever its files change: edit, save, reload the page.",
            classes="ww-sub ww-after",
        )
        own = bench.cases.own()
        if own:
            tag("h3", "Opened here", classes="ww-after")
            with tag("ul", classes="ww-list"):
                for key in own:
                    with tag("li"):
                        link(bench.cases.title(key), address("/case", case=key))
        for title, known in (("With whowhom", shipped_cases()), ("The casebook", casebook_cases())):
            with tag("details", classes="ww-fold"):
                tag("summary", f"{title}: {len(known)}")
                with tag("ul", classes="ww-list"):
                    for key, name in known.items():
                        with tag("li"):
                            link(name or key, address("/case", case=key))
