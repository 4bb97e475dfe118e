"""The tables of a case as a page shows them: cells as written, problems at their cells, sources."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whowhom.cases.evidence import GRADES
from whowhom.cases.folder import Opened
from whowhom.cases.problems import BadCell, Problem
from whowhom.cases.tables import RawTable
from whowhom.cases.values import parse_sources

__all__ = ["Shown", "Spoken", "anchor", "case_tables", "spoken_for"]


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
