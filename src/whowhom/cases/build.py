"""Sound rows to a :class:`~whowhom.cases.case.Case`, and the hash of what a model may read."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from whowhom.cases.case import (
    BASES,
    SKILLS,
    Actor,
    Audience,
    Case,
    Condition,
    CourseEvent,
    Day,
    Entry,
    Host,
    Period,
    Post,
    Quantity,
    ReadyQuestion,
    Shock,
    Source,
    StatedFact,
    Tenure,
    Tie,
)
from whowhom.cases.dates import FIRST_DAY, day_text
from whowhom.cases.defaults import DEFAULT_AUDIENCES, default_sentences
from whowhom.cases.records import Book, Record
from whowhom.cases.schema import TABLES

__all__ = ["build_case", "course_event", "fingerprint", "holders"]

MODEL_FIELDS = (
    "start",
    "end",
    "regime_type",
    "majority",
    "arbiter",
    "actors",
    "posts",
    "audiences",
    "ties",
    "shocks",
    "hosts",
    "conditions",
)
"""What of a case a model may read, beside who holds which post on the first day."""
NOT_READ = {"name", "short", "aliases", "died", "judged_share", "references", "text"}
"""Fields of its rows that no model reads."""
LATER: Mapping[str, object] = {
    "probability": Quantity(1.0, 1.0),
    "months": None,
    "succession": "power",
    "succession_by": "",
}
"""Fields added since hashes were stored; where one says nothing, the hash is the old one."""


def build_case(
    book: Book,
    name: str,
    files: Mapping[str, bytes],
    questions: Sequence[ReadyQuestion] = (),
) -> Case:
    """Make the case that the sound rows of `book` say.

    Parameters
    ----------
    book : Book
        All rows, without problems.
    name : str
        Id of the case.
    files : mapping of str to bytes
        The folder's files as read.
    questions : sequence of ReadyQuestion, optional
        Its ready questions.
    """
    keys = book.case
    coded = keys.period("coded")
    case = Case(
        id=name,
        title=keys.text("title"),
        about=keys.text("about"),
        regime_type=keys.text("regime_type"),
        start=keys.values["start"],
        end=keys.values["end"],
        majority=keys.quantity("majority"),
        arbiter=keys.text("arbiter"),
        coder=keys.text("coder"),
        coded=coded.text if coded else "",
        licence=keys.text("licence"),
        incumbent=keys.text("incumbent"),
        favourite=keys.text("favourite"),
        decided=keys.period("decided"),
        actors=tuple(map(_actor, book.rows("actors"))),
        posts=tuple(map(_post, book.rows("posts"))),
        tenures=tuple(map(_tenure, book.rows("tenures"))),
        audiences=tuple(map(_audience, book.rows("audiences"))) or DEFAULT_AUDIENCES,
        ties=tuple(map(_tie, book.rows("ties"))),
        shocks=tuple(map(_shock, book.rows("shocks"))),
        hosts=tuple(map(_host, book.rows("hosts"))),
        conditions=tuple(map(_condition, book.conditions)),
        outlook=tuple(map(_stated, book.outlook)),
        course=tuple(map(course_event, book.rows("course"))),
        chronicle=tuple(map(_entry, book.rows("chronicle"))),
        sources=tuple(map(_source, book.rows("sources"))),
        people={
            record.id: _title(record)
            for table in ("persons", "organisations")
            for record in book.rows(table)
        },
        defaults=default_sentences(book),
        by_default=frozenset(_by_default(book)),
        questions=tuple(questions),
        files=dict(files),
    )
    return replace(case, sha256=fingerprint(case))


def _by_default(book: Book) -> Iterator[str]:
    """Yield the paths of the numbers that hold because their cells are empty."""
    for table in TABLES.values():
        numbers = [c.name for c in table.columns if c.kind == "number" and c.default]
        for record in book.rows(table.name) if table.role == "model" else ():
            empty = [column for column in numbers if column not in record.row.cells]
            yield from (_path(record, column) for column in empty)
    if not book.rows("audiences"):
        for audience in DEFAULT_AUDIENCES:
            numbers = ["weight", "turnover", "line", "line_sd"]
            numbers += [f"fed_by.{body}" for body in audience.fed_by]
            yield from (f"audiences.{audience.id}.{column}" for column in numbers)


def _path(record: Record, column: str) -> str:
    """Return the path of a number; a tie is named by whom it joins and how."""
    if record.table.name == "ties":
        return ".".join(["ties", *(record.text(part) for part in ("from", "to", "kind"))])
    return f"{record.table.name}.{record.id}.{column}"


def fingerprint(case: Case) -> str:
    """Return the SHA-256 of everything in `case` that a model may read.

    Neither the order of rows and columns nor quoting, comments, names, sources, the chronicle or
    the documented course change it; a default that is written out does not either.
    """
    if case.coders:
        text = json.dumps([[coder.weight, fingerprint(coder.case)] for coder in case.coders])
        return hashlib.sha256(text.encode()).hexdigest()
    inputs = {name: _canonical(getattr(case, name)) for name in MODEL_FIELDS}
    inputs["holders"] = holders(case)
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    """Return plain values that are equal where a model sees no difference; rows are sorted."""
    if isinstance(value, Day):
        return day_text(value)
    if isinstance(value, Quantity):
        return [float(value.low), float(value.high), value.mode]
    if isinstance(value, Mapping):
        return {key: _canonical(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return sorted(map(_canonical, value), key=lambda row: json.dumps(row, sort_keys=True))
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name not in NOT_READ]
        names = [name for name in names if name not in LATER or getattr(value, name) != LATER[name]]
        return {name: _canonical(getattr(value, name)) for name in names}
    return value


def _title(record: Record) -> str:
    return record.text("name") or record.id


def _actor(record: Record) -> Actor:
    return Actor(
        id=record.id,
        name=_title(record),
        short=record.text("short"),
        aliases=record.words("aliases"),
        born=record.period("born"),
        died=record.period("died"),
        bases={base: record.quantity(base) for base in BASES},
        skills={skill: record.quantity(skill) for skill in SKILLS},
        line=record.quantity("line"),
        judged_share=record.values.get("judged_share"),
        references=record.references,
    )


def _post(record: Record) -> Post:
    return Post(
        id=record.id,
        name=_title(record),
        fills=record.shares("fills"),
        voice=record.shares("voice"),
        force=record.quantity("force"),
        purse=record.quantity("purse"),
        seat=record.quantity("seat"),
        prestige=record.quantity("prestige"),
        succession=record.text("succession") or "power",
        succession_by=record.text("succession_by"),
        references=record.references,
    )


def _tenure(record: Record) -> Tenure:
    return Tenure(
        post=record.text("post"),
        actor=record.text("actor"),
        begin=record.period("from"),
        end=record.period("to"),
        references=record.references,
    )


def _audience(record: Record) -> Audience:
    size = record.values.get("size", int(record.table.column("size").default))
    return Audience(
        id=record.id,
        name=_title(record),
        size=size,
        weight=record.quantity("weight"),
        turnover=record.quantity("turnover"),
        line=record.quantity("line"),
        line_sd=record.quantity("line_sd"),
        base=record.text("base"),
        fed_by=record.shares("fed_by"),
        abroad=bool(record.values.get("abroad", False)),
        references=record.references,
    )


def _tie(record: Record) -> Tie:
    return Tie(
        origin=record.text("from"),
        target=record.text("to"),
        kind=record.text("kind"),
        strength=record.quantity("strength"),
        begin=record.period("begin"),
        end=record.period("end"),
        references=record.references,
    )


def _shock(record: Record) -> Shock:
    return Shock(
        id=record.id,
        date=_date(record),
        kind=record.text("kind"),
        target=record.text("target"),
        actor=record.text("actor"),
        audience=record.text("audience"),
        size=record.quantity("size"),
        probability=record.values.get("probability", Quantity(1.0, 1.0)),
        months=record.values.get("months"),
        references=record.references,
    )


def _host(record: Record) -> Host:
    return Host(
        id=record.id,
        name=_title(record),
        willingness=record.quantity("willingness"),
        dependence=record.quantity("dependence"),
        references=record.references,
    )


def _condition(record: Record) -> Condition:
    value: Quantity = record.values["value"]
    return Condition(id=record.id, value=value, references=record.references)


def _stated(record: Record) -> StatedFact:
    name = next(name for name in record.values if name != "source")
    value = record.values[name]
    known = value.central() if isinstance(value, Quantity) else value
    return StatedFact(id=name, value=known, references=record.references)


def course_event(record: Record) -> CourseEvent:
    """Return what a sound row of ``course.csv`` says."""
    return CourseEvent(
        date=_date(record),
        actor=record.text("actor"),
        event=record.text("event"),
        by=record.words("by"),
        note=record.text("note"),
        post=record.text("post"),
        references=record.references,
        line=record.row.line,
    )


def _entry(record: Record) -> Entry:
    return Entry(
        id=record.id,
        date=_date(record),
        told=record.text("told"),
        title=record.text("title"),
        actors=record.words("actors"),
        place=record.text("place"),
        kind=record.text("kind"),
        outcome=record.text("outcome"),
        correction=record.text("correction"),
        references=record.references,
    )


def _source(record: Record) -> Source:
    return Source(
        id=record.id,
        citation=record.text("citation"),
        kind=record.text("kind"),
        locator=record.text("locator"),
        grade=record.text("grade"),
    )


def _date(record: Record) -> Period:
    """Return the date of a row that must have one."""
    period: Period = record.values["date"]
    return period


def holders(case: Case, day: Day | None = None) -> dict[str, str]:
    """Return the holder of each post on a day: id of the actor by id of the post.

    Where the uncertainty of the dates allows two, the one whose tenure begins later is taken (a
    check warns of that); where a tenure has no ends, it always holds.

    Parameters
    ----------
    case : Case
        The case.
    day : Day, optional
        The day; the first day of the case if it is left out.
    """
    day = day or case.start
    found: dict[str, str] = {}
    for tenure in sorted(case.tenures, key=_begin):
        begun = tenure.begin is None or tenure.begin.earliest <= day
        if begun and (tenure.end is None or tenure.end.latest >= day):
            found[tenure.post] = tenure.actor
    return found


def _begin(tenure: Tenure) -> tuple[Day, Day, str]:
    begin = tenure.begin
    return (begin.earliest, begin.latest, tenure.actor) if begin else (FIRST_DAY, FIRST_DAY, "")
