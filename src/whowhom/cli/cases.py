"""The commands about cases: list, make, import, check, chronicle."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.common_options import CaseName, Json
from whowhom.cli.failure import Failure, Refused
from whowhom.cli.output import counted, emit, say, show, shown, table

if TYPE_CHECKING:
    from whowhom.cases import Case, Dated, Reference, Report, Unsourced

__all__ = ["check", "import_case", "list_cases", "new", "timeline"]

_CELLS = 12


def list_cases(*, json: Json = False) -> None:
    """List the cases that come with whowhom."""
    from whowhom.cases import casebook_cases, shipped_cases

    found, casebook = shipped_cases(), casebook_cases()
    if json:
        rows = [(*one, "") for one in found.items()] + [
            (*one, "casebook") for one in casebook.items()
        ]
        keys = ("id", "title", "collection")
        emit({"cases": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    table([("case", "left"), ("title", "left")], found.items())
    if casebook:
        say("\nThe casebook: real struggles, coded by one coder from memory\n")
        table([("case", "left"), ("title", "left")], casebook.items())
    say("\nRead one: whowhom chronicle CASE. Simulate it: whowhom run CASE.")


def new(
    folder: Annotated[Path, Parameter(help="The new folder, or a new workbook (.xlsx).")],
    /,
    *,
    from_: Annotated[
        str | None, Parameter(name="--from", help="A case to copy instead of templates.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a case folder with commented templates, or with a copy of a case.

    With a name such as circle.xlsx, a workbook whose headers explain themselves. Nothing is ever
    overwritten.
    """
    from whowhom.cases import new_case

    new_case(folder, from_)
    if folder.suffix.lower() == ".xlsx" and not json:
        place = shlex.quote(str(folder))
        say(f"The case is in {folder}; comments at the headers explain the columns.", wrap=False)
        say(f"Fill in the sheets, then: whowhom check {place}", wrap=False)
        return
    _tell_folder(folder, json=json)


def import_case(
    source: Annotated[
        Path,
        Parameter(
            help="A workbook (.xlsx), a file of many struggles (.yaml), or a folder not in UTF-8."
        ),
    ],
    folder: Annotated[Path, Parameter(help="The new folder.")],
    /,
    *,
    encoding: Annotated[
        str | None,
        Parameter(help="Encoding of the files of a folder that are not UTF-8, such as cp1250."),
    ] = None,
    repair: Annotated[
        bool,
        Parameter(help="Make the repairs that are not ambiguous; on a terminal, after asking."),
    ] = False,
    set_: Annotated[
        list[str] | None,
        Parameter(
            name="--set",
            help="Answer to an open question, such as start=2026-01-01; can be repeated.",
            consume_multiple=False,
        ),
    ] = None,
    update: Annotated[
        bool, Parameter(help="Bring a folder up to date that an earlier import wrote.")
    ] = False,
    json: Json = False,
) -> None:
    """Turn a workbook, a file of many struggles or tables in another encoding into case folders.

    A workbook is read as people keep it: headers below titles, percentages, names for ids. What
    would be repaired and what is open is listed, and nothing is written until --repair accepts the
    one and --set answers the other. Hidden sheets are left out. Each struggle of a YAML file
    becomes a case folder in the new folder. Nothing is ever overwritten: --update keeps what was
    edited by hand. whowhom check shows how tables read in several encodings.
    """
    from whowhom.casebook.importing import YAML
    from whowhom.errors import InvalidInput

    is_book = not source.is_dir() and source.suffix.lower() not in YAML
    if not is_book and (repair or set_ or update):
        raise InvalidInput("--repair, --set and --update are for workbooks")
    if source.is_dir():
        _import_folder(source, folder, encoding or "", json=json)
    elif encoding:
        raise InvalidInput("--encoding is for a folder of CSV tables; other files state their own")
    elif source.suffix.lower() in YAML:
        _import_yaml(source, folder, json=json)
    else:
        from whowhom.cli.import_workbook import import_workbook

        import_workbook(
            source, folder, repair=repair, answers=set_ or (), update=update, as_json=json
        )


def check(
    case: CaseName,
    /,
    *,
    strict: Annotated[
        bool, Parameter(help="Fail on values without a source too.", show_default=False)
    ] = False,
    json: Json = False,
) -> None:
    """List all problems of a case at once, and which defaults and unsourced values it rests on.

    Exit code 3 if there are problems.
    """
    from whowhom.cases import check_case

    report = check_case(case)
    if report.case is not None and report.case.questions:
        from whowhom.scenario.questions import with_questions

        report = with_questions(report)
    failure = None
    if report.problems:
        failure = Failure(
            exit_code=3,
            code="case",
            message=counted(len(report.problems), "problem"),
            problems=[problem.as_dict() for problem in report.problems],
        )
    elif strict and report.unsourced:
        failure = Failure(
            exit_code=3,
            code="case",
            message=counted(len(report.unsourced), "value") + " without a source",
            problems=[
                {"file": one.file, "line": one.line, "column": one.column, "name": one.name}
                | {"value": one.value, "message": f"{one.name} has no source"}
                for one in report.unsourced
            ],
        )
    if json:
        emit({"ok": failure is None, **report.as_dict(), **(failure.as_dict() if failure else {})})
    else:
        _print_report(report, strict=strict)
    if failure:
        raise Refused(failure, is_told=True)


def timeline(
    case: CaseName,
    /,
    *,
    actor: Annotated[str | None, Parameter(help="Only facts in which this id takes part.")] = None,
    since: Annotated[str | None, Parameter(help="Only facts from this date on (1924-01).")] = None,
    until: Annotated[str | None, Parameter(help="Only facts up to this date.")] = None,
    json: Json = False,
) -> None:
    """Print the sourced timeline of a case: dated facts and the documented course."""
    from whowhom.cases import chronicle
    from whowhom.cli.open_case import open_case

    found = open_case(case)
    entries = chronicle(found, actor=actor, since=since, until=until)
    if json:
        emit({"case": found.id, "title": found.title, "entries": _timeline_rows(entries)})
        return

    _print_timeline(found, entries)


def _import_yaml(source: Path, folder: Path, *, json: bool) -> None:
    """Turn a file of many struggles into case folders."""
    from whowhom.casebook.importing import import_casebook

    names = [path.name for path in import_casebook(source, folder)]
    if json:
        emit({"folder": str(folder), "cases": names})
        return
    verb = "is" if len(names) == 1 else "are"
    say(f"{counted(len(names), 'case folder')} {verb} in {folder}.", wrap=False)
    say(f"Score forecasts: whowhom backtest {shlex.quote(str(folder))}", wrap=False)


def _import_folder(source: Path, folder: Path, encoding: str, *, json: bool) -> None:
    """Copy a folder in UTF-8, and say how files were read, to compare with the original."""
    from whowhom.cases import import_folder

    done = import_folder(source, folder, encoding)
    if json:
        cells = [{"file": name, "line": line, "text": text} for name, line, text in done.cells]
        emit({"folder": str(folder), "read_as": done.read_as, "cells": cells})
        return
    _tell_folder(folder, json=False)
    for name, encoding in done.read_as.items():
        say(f"{name} was read as {encoding}.", wrap=False)
    if done.cells:
        say("Compare with the original; if a name is wrong, use another encoding and folder:")
        rows = [(f"{name}:{line}", text) for name, line, text in done.cells[:_CELLS]]
        table([("cell", "left"), ("reads", "left")], rows)
    if len(done.cells) > _CELLS:
        say(f"... and {counted(len(done.cells) - _CELLS, 'cell')} more (all of them with --json)")


def _tell_folder(folder: Path, *, json: bool) -> None:
    """Say where a new case is and what to do with it."""
    if json:
        emit({"folder": str(folder)})
        return
    place = shlex.quote(str(folder))
    say(f"The case is in {folder}.", wrap=False)
    say(f"Fill in the tables, then: whowhom check {place}", wrap=False)


_SHOWN = 50
_SPANS = 8


def _print_report(report: "Report", *, strict: bool) -> None:
    """Print problems, warnings, defaults in force and values without a source."""
    if report.problems:
        _listed("Problems", [str(problem) for problem in report.problems], style="red")
    if report.warnings:
        _listed("Warnings", [str(warning) for warning in report.warnings], style="yellow")
    if report.case is not None:
        if report.defaults:
            _listed("Defaults in force", list(report.defaults))
        _sources(report, strict=strict)
    say(_verdict(report, strict=strict), style="bold")


def _sources(report: "Report", *, strict: bool) -> None:
    """List the values that have no source."""
    if report.unsourced:
        style = "bold " + ("red" if strict else "yellow")
        say(f"Values without a source ({len(report.unsourced):,}; each one: --json)", style=style)
        for line in _by_column(report.unsourced):
            say(f"  {line}")
        say()


def _by_column(unsourced: "Sequence[Unsourced]") -> list[str]:
    """Return a line for the columns of a table that lack a source in the same rows."""
    lines_of: dict[tuple[str, str], set[int]] = {}
    for one in unsourced:
        column = one.name.rpartition(".")[2]
        lines_of.setdefault((one.file, column), set()).add(one.line)
    columns_of: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (file, column), lines in lines_of.items():
        columns_of.setdefault((file, tuple(sorted(lines))), []).append(column)
    return [
        f"{file}: {', '.join(columns)} ({'line' if len(lines) == 1 else 'lines'} {_spans(lines)})"
        for (file, lines), columns in columns_of.items()
    ]


def _spans(numbers: "Sequence[int]") -> str:
    """Write sorted numbers with runs of them as spans, not too many."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        else:
            spans.append([number])
    told = ["-".join(map(str, span)) for span in spans]
    return ", ".join(told[:_SPANS]) + (" ..." if len(told) > _SPANS else "")


def _verdict(report: "Report", *, strict: bool) -> str:
    """Return the last line."""
    if report.case is None:
        return f"{counted(len(report.problems), 'problem')}: the case cannot be used."
    sourced = report.case.coverage
    if strict and report.unsourced:
        return f"{report.case.id}: {sourced}; --strict asks for all of them."
    return f"{report.case.id}: can be used. {sourced}; {counted(len(report.warnings), 'warning')}."


def _listed(title: str, lines: Sequence[str], *, style: str = "") -> None:
    """Print a title and lines, not too many."""
    say(f"{title} ({len(lines):,})", style=f"bold {style}".strip())
    for line in lines[:_SHOWN]:
        say(f"  {line}", wrap=False)
    if len(lines) > _SHOWN:
        say(f"  ... and {len(lines) - _SHOWN:,} more (all of them with --json)")
    say()


def _timeline_rows(entries: "Iterable[Dated]") -> list[dict[str, Any]]:
    """Return the entries as plain values."""
    return [
        {
            "date": entry.date.text,
            "title": entry.title,
            "actors": list(entry.actors),
            "by": list(entry.by),
            "place": entry.place,
            "kind": entry.kind,
            "outcome": entry.outcome,
            "told": entry.told,
            "correction": entry.correction,
            "is_course": entry.is_course,
            "sources": [_place(reference) for reference in entry.references],
        }
        for entry in entries
    ]


def _print_timeline(case: "Case", entries: "Sequence[Dated]") -> None:
    """Print a line for each entry: when, what, by whom, and which source says so."""
    from rich.table import Table
    from rich.text import Text

    say(case.title, style="bold")
    if not entries:
        say("No fact matches.")
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for entry in entries:
        text = Text(shown(entry.title), style="bold" if entry.is_course else "")
        if entry.by:
            text.append(f" (by {', '.join(entry.by)})", style="")
        if entry.outcome:
            text.append(f". {entry.outcome}", style="not bold")
        if entry.correction:
            text.append(f" [{entry.correction}]", style="not bold italic")
        if sources := "; ".join(_place(reference) for reference in entry.references):
            text.append(f"  {sources}", style="not bold dim")
        grid.add_row(entry.date.text, text)
    show(grid)
    course = sum(entry.is_course for entry in entries)
    say(f"\n{counted(len(entries), 'fact')}, {course:,} of them documented course (in bold).")


def _place(reference: "Reference") -> str:
    """Write a reference as case files do."""
    return ":".join(part for part in (reference.source, reference.locator) if part)
