"""The record of a struggle up to a date: what a conditional run takes as observed.

The record is the documented course of the case, or rows of the same columns that the user gives.
Rows whose date may lie after the month of the as-of date are left out before anything of them but
the date is read: no later row, sound or not, changes the record or its problems.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whowhom.cases.build import course_event
from whowhom.cases.case import Case, CourseEvent, Day, Period
from whowhom.cases.course import Told, contradictions, in_order, posts_named
from whowhom.cases.dates import day_text, month_text, parse_period
from whowhom.cases.dialects import MOST_BYTES, read_csv
from whowhom.cases.plain import read_head
from whowhom.cases.problems import BadCell, Problem, listed
from whowhom.cases.records import Record as RecordRow
from whowhom.cases.records import parse_rows
from whowhom.cases.references import strangers
from whowhom.cases.schema import TABLES
from whowhom.cases.tables import RawTable, Row, read_grid
from whowhom.errors import CaseError, InvalidInput

__all__ = ["Record", "Rows", "observed_record"]

Rows = Sequence[Mapping[str, object]]
"""Rows of a record as Python has them, with the columns of ``course.csv`` as keys."""

COURSE = TABLES["course"]
NOT_IN_A_FILE = "record"
"""What messages call rows that are in no file; the line is the number of the row."""
CONTRADICTION = "W212"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is observed up to the end of a month."""

    as_of: Day
    """Last day of the month."""
    events: tuple[CourseEvent, ...]
    """In the order of their first days, then of their last; rows of one date in the order of the
    file. A date may begin before the case starts, but none ends before it."""
    source: str
    """Name of the file."""
    sha256: str
    """Hash of what :meth:`rows` returns, and of nothing else."""

    @property
    def month(self) -> str:
        """The as-of month as case files write it: ``1925-02``."""
        return _month(self.as_of)

    def rows(self) -> list[dict[str, object]]:
        """Return the events as plain values, in order; they can be given as a record again."""
        return [_row(event) for event in self.events]


@dataclass(frozen=True, slots=True)
class _Given:
    """A row of a record that the user gives."""

    event: CourseEvent
    row: RecordRow

    @property
    def place(self) -> str:
        return f"{self.row.raw.file}:{self.row.row.line}"

    def problem(self, name: str, code: str, finding: str, hint: str) -> Problem:
        return self.row.problem(name, code, finding, hint)


@dataclass(frozen=True, slots=True)
class _Coded:
    """An event of the case, which knows its line but no longer its columns."""

    event: CourseEvent
    file: str

    @property
    def place(self) -> str:
        return f"{self.file}:{self.event.line}"

    def problem(self, name: str, code: str, finding: str, hint: str) -> Problem:
        value = self.event.date.text if name == "date" else str(_row(self.event)[name])
        return Problem(
            code=code,
            file=self.file,
            line=self.event.line,
            name=f"{COURSE.name}.{name}",
            value="|".join(self.event.by) if name == "by" else value,
            finding=finding,
            hint=hint,
        )


def observed_record(case: Case, as_of: str, record: str | Path | Rows | None = None) -> Record:
    """Return what is observed of a struggle up to the end of a month.

    Parameters
    ----------
    case : Case
        The case.
    as_of : str
        A month of the case before its last one (``1925-02``), or a day, which counts as its month.
    record : str, Path or sequence of mappings, optional
        A CSV file with the columns of ``course.csv``, or rows with these keys; the documented
        course of the case if it is left out. Events of the case before it starts are passed over;
        in a record that is given they are an error.

    Returns
    -------
    Record
        The events whose dates end in that month or before.

    Raises
    ------
    InvalidInput
        If `as_of` is not a month of the case that leaves another to simulate, no event is observed
        by then, or `record` is neither a path nor rows.
    CaseError
        If the record contradicts itself or the case; the message lists all problems.

    Examples
    --------
    >>> from whowhom.cases.check import read_case
    >>> record = observed_record(read_case("duel"), "1925-02")
    >>> [(event.actor, event.event) for event in record.events][-1]
    ('trotsky', 'demoted')
    >>> record.month
    '1925-02'
    """
    last = _month_end(case, as_of)
    if record is None:
        source, known, problems = _of_case(case, last)
        dates = [event.date for event in case.course]
    else:
        raw, dates = _read(record, last)
        source = raw.file
        known, problems = _of_rows(case, raw)
    died = {one.id: one.died for one in case.actors if one.died and one.died.latest <= last}
    problems += contradictions(known, died=died, arbiter=case.arbiter, code=CONTRADICTION)
    if problems:
        raise CaseError(listed(sorted(dict.fromkeys(problems), key=lambda one: one.sort_key)))
    events = [told.event for told in known if told.event.date.latest >= case.start]
    if not events:
        raise InvalidInput(_empty(case, last, source, dates))
    events.sort(key=in_order)
    return Record(as_of=last, events=tuple(events), source=source, sha256=_hash(events))


def _month_end(case: Case, as_of: str) -> Day:
    """Return the last day of the as-of month."""
    text = str(as_of)
    first, last = case.start, case.end
    try:
        period = parse_period(text)
    except BadCell as bad:
        raise InvalidInput(f'as-of date "{text[:60]}" {bad.finding}; {bad.hint}') from None
    month = period.latest.month_number
    if period.earliest.month_number != month:
        raise InvalidInput(
            f'as-of date "{text}" is more than one month; write a month such as {_month(first)}'
        )
    if first.month_number <= month < last.month_number:
        return parse_period(month_text(month)).latest
    finding = (
        f"is before the case starts ({_month(first)})"
        if month < first.month_number
        else f"leaves no month to simulate: the case ends in {_month(last)}"
    )
    hint = "run without an as-of date"
    if first.month_number < last.month_number:
        hint = f"write a month from {_month(first)} to {month_text(last.month_number - 1)}"
    raise InvalidInput(f'as-of date "{text}" {finding}; {hint}')


def _month(day: Day) -> str:
    return month_text(day.month_number)


def _of_case(case: Case, last: Day) -> tuple[str, list[Told], list[Problem]]:
    """Return the name of the file of the documented course and what it says by a day."""
    names = {name.lower(): name for name in case.files}
    books = [name for lower, name in names.items() if lower.endswith((".xlsx", ".xlsm"))]
    own = f"{books[0]}[{COURSE.name}]" if books else COURSE.file
    source = names.get(COURSE.file, own)
    return source, [_Coded(one, source) for one in case.course if one.date.latest <= last], []


def _read(record: str | Path | Rows, last: Day) -> tuple[RawTable, list[Period]]:
    """Return the rows of a given record whose dates do not end after a day, and all dates."""
    if isinstance(record, str | Path):
        path = Path(record)
        found = read_head(path, path.name, MOST_BYTES)
        if isinstance(found, Problem):
            raise CaseError(str(found))
        raw = read_csv(found[0], COURSE, path.name, size=found[1])
        return _until(raw, last), [date for row in raw.rows if (date := _date(row)) is not None]
    rows = {number: _texts(number, row) for number, row in enumerate(record, start=1)}
    dates = {number: _period(row.get("date", "")) for number, row in rows.items()}
    kept = {number: row for number, row in rows.items() if not _is_later(dates[number], last)}
    raw = RawTable(COURSE, NOT_IN_A_FILE)
    header = list(dict.fromkeys(name for row in kept.values() for name in row))
    if header:
        grid = ((number, [row.get(name, "") for name in header]) for number, row in kept.items())
        read_grid(raw, [(0, header), *grid])
    return _until(raw, last), [date for date in dates.values() if date is not None]


def _texts(number: int, row: object) -> dict[str, str]:
    """Return a row of plain values as texts."""
    if not isinstance(row, Mapping):
        keys = ", ".join(COURSE.names)
        raise InvalidInput(f"row {number} of the record is not a mapping; give the keys {keys}")
    return {str(name): _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    return "" if value is None else str(value)


def _date(row: Row) -> Period | None:
    """Return the date of a row; None where it has none that reads."""
    return _period(row.cells["date"].text) if "date" in row.cells else None


def _period(text: str) -> Period | None:
    try:
        return parse_period(text)
    except BadCell:
        return None


def _is_later(date: Period | None, last: Day) -> bool:
    return date is not None and date.latest > last


def _until(raw: RawTable, last: Day) -> RawTable:
    """Leave out the rows whose date ends after a day, with all that is wrong with them."""
    later = {row.line for row in raw.rows if _is_later(_date(row), last)}
    return replace(
        raw,
        rows=[row for row in raw.rows if row.line not in later],
        problems=[problem for problem in raw.problems if problem.line not in later],
    )


def _of_rows(case: Case, raw: RawTable) -> tuple[list[Told], list[Problem]]:
    """Return what the rows of a record say, and what is wrong with each of them."""
    rows, problems = parse_rows(raw)
    problems = [*raw.problems, *problems]
    people = {"persons": case.people, "organisations": {}}
    posts = {post.id: post.name for post in case.posts}
    problems += strangers(rows, {"actors": case.names, "posts": posts, **people})
    problems += posts_named(rows)
    for row in rows:
        found = row.period("date")
        if found is not None and found.latest < case.start:
            finding = f"is before the case starts ({day_text(case.start)})"
            problems.append(row.problem("date", "W205", finding, "delete the row"))
    sound = [row for row in rows if {"date", "actor", "event"} <= set(row.values)]
    return [_Given(course_event(row), row) for row in sound], problems


def _empty(case: Case, last: Day, source: str, dates: Iterable[Period]) -> str:
    """Say that nothing is observed, when something would be, and what to do."""
    within = [found for found in dates if found.latest >= case.start]
    earliest = min(within, key=lambda found: found.latest, default=None)
    first = f" (the earliest is of {earliest.text})" if earliest else ""
    return (
        f"{source} has no event from {day_text(case.start)} to {day_text(last)}{first}; run "
        "without an as-of date, or add rows (an event in_circle says that somebody still sits in "
        "the inner circle)"
    )


def _row(event: CourseEvent) -> dict[str, object]:
    return {
        "date": event.date.text,
        "actor": event.actor,
        "event": event.event,
        "by": list(event.by),
        "note": event.note,
        "post": event.post,
    }


def _hash(events: Sequence[CourseEvent]) -> str:
    text = json.dumps([_row(event) for event in events], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
