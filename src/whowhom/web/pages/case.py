"""The page of the case: open one, see its problems at their cells, read its tables and sources."""

from collections import Counter
from pathlib import Path

from nicegui import ui

from whowhom.cases import casebook_cases, shipped_cases
from whowhom.cases.check import Report
from whowhom.cases.dates import day_text
from whowhom.cases.folder import Opened, open_case
from whowhom.cases.problems import Problem
from whowhom.errors import InvalidInput
from whowhom.web.case_tables import Shown, anchor, case_tables, spoken_for
from whowhom.web.cases import OpenCase
from whowhom.web.elements import Grid, address, form, link, tag, text_field
from whowhom.web.frame import asked_case, frame, guarded
from whowhom.web.workbench import Workbench

__all__ = ["register"]

_MOST_PROBLEMS = 200
_FIRST = "actors"


def register(bench: Workbench) -> None:
    """Make the page available."""

    @ui.page("/case", response_timeout=30)
    def case_page(case: str = "", table: str = "") -> None:
        key = asked_case(bench, case)
        with frame(bench, "/case", key):
            guarded(lambda: _page(bench.cases.get(key), table))
            guarded(lambda: _others(bench))


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
        again = tag("button", "Read it again from disk", classes="ww-button", type="button")
        again.on("click", js_handler="() => window.location.reload()")
    problems = [*report.problems, *report.warnings]
    found = open_case(opened.place)
    tables = case_tables(found, problems)
    _problems(opened, "Problems", report.problems, tables)
    _problems(opened, "Probably not meant", report.warnings, tables)
    if tables:
        first = _FIRST if _FIRST in tables else next(iter(tables))
        _tables(opened, found, tables, table if table in tables else first)
    _defaults(report)


def _facts(opened: OpenCase) -> None:
    """Put in where the case is from and how much of it has a source."""
    case = opened.report.case
    with tag("dl", classes="ww-dl ww-after"):
        shipped = opened.key == opened.place
        rows = [("where", "comes with whowhom" if shipped else opened.place)]
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
        )
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
            tag("summary", f"What speaks for each value of this table ({told})")
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
            "A folder is read again whenever its files have changed: edit, save, load the page.",
            classes="ww-sub ww-after",
        )
        own = bench.cases.own()
        if own:
            tag("h3", "Opened here", classes="ww-after")
            with tag("ul", classes="ww-list"):
                for key in own:
                    with tag("li"):
                        link(bench.cases.get(key).title, address("/case", case=key))
        for title, known in (("With whowhom", shipped_cases()), ("The casebook", casebook_cases())):
            with tag("details", classes="ww-fold"):
                tag("summary", f"{title}: {len(known)}")
                with tag("ul", classes="ww-list"):
                    for key, name in known.items():
                        with tag("li"):
                            link(name or key, address("/case", case=key))
