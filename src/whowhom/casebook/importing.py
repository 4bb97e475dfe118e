"""The author's format: one YAML file of many struggles in, one case folder for each out.

Everything is checked: references must exist, sums and shares are computed again, and all problems
of all struggles are reported at once with their lines, names, what is wrong and what to do.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from whowhom.casebook.fields import Fields, items, name_of
from whowhom.casebook.nodes import Node, read_nodes
from whowhom.cases.case import BASES, Case, Day, Period
from whowhom.cases.check import check_case
from whowhom.cases.datapackage import datapackage_text
from whowhom.cases.dates import day_text
from whowhom.cases.problems import Problem
from whowhom.cases.schema import MANNERS, SCHEMA_VERSION
from whowhom.cases.writing import csv_text, guard, toml_string, write_folder
from whowhom.errors import CaseError
from whowhom.filenames import name_trouble

__all__ = [
    "CASES",
    "HORIZON_YEARS",
    "YAML",
    "Read",
    "horizon",
    "import_casebook",
    "imported_cases",
    "shortened_list",
]

YAML = (".yaml", ".yml")
"""How the name of a file in the author's format ends."""
CASES = "cases.txt"
"""File of a folder of case folders that names them, one to a line, in their order."""
HORIZON_YEARS = 8
"""Length of every case that is made here, whenever the struggle was decided."""

REGIMES = {
    "party": "party",
    "military": "military",
    "personal": "personal",
    "monarchy": "monarchy",
    "court": "court",
    "revolutionary": "other",
    "republic_collapse": "other",
    "other": "other",
}
"""Words for the regime in the file, and the word of the case folder for each."""
OUTCOMES = ("single", "co_winners", "partition")
CONFIDENCES = ("low", "medium", "high")
HOLDERS = {
    "appointments_holder": "apparatus",
    "army_holder": "army",
    "security_holder": "security",
}
"""Fields that name the contenders who are dominant (3) in a base."""
WRITTEN = {base: "external_wealth" if base == "external" else base for base in BASES}
"""The bases as the file writes them."""
MANNER_OF_FATE = {
    "office": "demoted",
    "exile": "foreign_exile",
    "jail": "imprisoned",
    "death": "killed_other",
    "exogenous": "died_natural",
}
"""The classes of fates, and the manner that is written where only the class is known."""

BOOK_KEYS = ("version", "n_cases", "licence", "coder", "citation", "cases")
CASE_KEYS = (
    "id", "title", "core", "regime_type", "start", "decided", "end", "outcome",
    "incumbent_at_start", "contemporary_favourite", "contemporary_favourite_confidence", *HOLDERS,
    "foreign_decisive", "chance_events", "contenders", "coalition_moves", "removals", "winner",
    "confidence", "facts_checked_by_lookup", "notes", "sources",
)  # fmt: skip
CONTENDER_KEYS = (
    "id", "name", "offices", "bases", "points", "mechanical_share", "power_share_0_100", "reason",
)  # fmt: skip
MOVE_KEYS = ("date", "coalition", "against", "event")
REMOVAL_KEYS = ("actor", "date", "manner", "fate_class", "by_coalition", "note")
MOST_CONTENDERS = 64
MOST_SHOWN = 100
ROUNDING = 0.051
"""Half a unit of the last digit of a written share, and a little."""

SOURCE = "casebook"
"""Id of the one source that every row of these cases names."""


class Read(NamedTuple):
    """The contents of a file in the author's format."""

    cases: tuple[Case, ...]
    """The sound struggles, in the order of the file."""
    problems: tuple[Problem, ...]
    """What is wrong with the others, by place; each name begins with the id of its struggle."""


def horizon(start: Day) -> Day:
    """Return the last day of a case that starts on `start`, :data:`HORIZON_YEARS` later.

    The end of a case tells a model how long it runs. Were it the day on which the struggle was
    decided, or the last of which something is told, it would leak the outcome: short cases end
    fast. So it is the same number of years for all; three quarters of the struggles were decided
    within five. What happened later still stands in ``course.csv``; the comparison of a run with
    the documented course passes over it, scores (:class:`~whowhom.score.truth.Truth`) read it.

    Examples
    --------
    >>> horizon(Day(1953, 3, 14))
    Day(year=1961, month=3, day=14)
    """
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return Day(start.year + HORIZON_YEARS, start.month, day)


def import_casebook(path: str | Path, folder: str | Path) -> tuple[Path, ...]:
    """Write the struggles of a file in the author's format as case folders, one for each.

    Parameters
    ----------
    path : str or Path
        The YAML file; ``docs/casebook.md`` describes it.
    folder : str or Path
        The new folder, which holds the case folders and :data:`CASES`; nothing is overwritten.

    Returns
    -------
    tuple of Path
        The case folders, in the order of the file.

    Raises
    ------
    CaseError
        If the file cannot be read at all, or anything is wrong in it; the message lists all
        problems, and nothing is written.
    InvalidInput
        If the folder exists and is not empty, or has a name that not every system can hold.
    ResourceError
        If the folder cannot be written; nothing half-written is left.
    """
    found = imported_cases(path)
    if found.problems:
        raise CaseError(shortened_list(found.problems))
    files = {CASES: "".join(f"{case.id}\n" for case in found.cases).encode()}
    for case in found.cases:
        whole = {**case.files, "datapackage.json": datapackage_text(case).encode()}
        files |= {f"{case.id}/{name}": content for name, content in whole.items()}
    written = write_folder(folder, files)
    return tuple(written / case.id for case in found.cases)


def imported_cases(path: str | Path) -> Read:
    """Read a file in the author's format: its struggles, each by way of a temporary case folder.

    Parameters
    ----------
    path : str or Path
        The YAML file.

    Raises
    ------
    CaseError
        If the file cannot be read at all.
    """
    place = Path(path)
    root, doubled = read_nodes(place)
    problems: list[Problem] = []
    book = Fields(root, place.name, "casebook", problems, BOOK_KEYS)
    cases: list[Case] = []
    seen: set[str] = set()
    words = {key: book.text(key) for key in ("licence", "coder", "citation")}
    nodes = book.nodes("cases", required=True)
    for number, (node, following) in enumerate(zip_longest(nodes, nodes[1:]), 1):
        end = (following.line, following.column) if following else (math.inf, 0)
        files, found = _case_files(node, number, book.file, words, seen)
        inside = [p for p in doubled if (node.line, node.column) <= (p.line, p.column) < end]
        found += [replace(p, name=name_of(node) or f"case {number}") for p in inside]
        doubled = [p for p in doubled if p not in inside]
        if not found:
            case, found = _read_back(name_of(node), files, book.file, node)
            cases += [case] if case else []
        problems.extend(found)
    if book.has("n_cases") and book.number("n_cases", 10**6) not in {None, len(nodes)}:
        book.tell("n_cases", "W102", "is not the number of cases", f"write {len(nodes)}")
    problems = sorted([*problems, *doubled], key=lambda problem: problem.sort_key)
    return Read(tuple(cases), tuple(problems))


def shortened_list(problems: Sequence[object]) -> str:
    """Return problems as lines; of very many only the first, and how many more there are."""
    more = len(problems) - MOST_SHOWN
    lines = [*map(str, problems[:MOST_SHOWN]), *[f"... and {more:,} more problems"] * (more > 0)]
    return "\n".join(lines)


def _read_back(
    name: str, files: Mapping[str, str], file: str, node: Node
) -> tuple[Case | None, list[Problem]]:
    """Write a case folder to a temporary place and read it; place problems where the case begins.

    What the file allows and a case folder does not, such as a text that is too long, shows here.
    """
    with TemporaryDirectory() as place:
        encoded = {each: text.encode() for each, text in files.items()}
        report = check_case(write_folder(Path(place) / name, encoded))
    problems = [
        replace(p, file=file, line=node.line, column=node.column, name=f"{name}.{p.name}")
        for p in report.problems
    ]
    return report.case, problems


# ---------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contender:
    """A contender as the file has them."""

    id: str
    name: str
    bases: Mapping[str, float]
    judged: float | None
    """In [0, 1]."""
    offices: str
    reason: str

    @property
    def points(self) -> float:
        return sum(self.bases.values())


class _Event(NamedTuple):
    """A row of ``course.csv``."""

    date: Period
    actor: str
    event: str
    by: tuple[str, ...]
    note: str


def _case_files(
    node: Node, number: int, file: str, book: Mapping[str, str], seen: set[str]
) -> tuple[dict[str, str], list[Problem]]:
    """Read one struggle as the files of its case folder; of use only if it has no problems.

    Only what was so on the start date reaches a table that a model reads: the bases, the type of
    regime, the start, and an end that follows from the start alone. Winner, removals and moves go
    to ``course.csv``. No posts, audiences, ties or skills are invented: the defaults hold.
    """
    problems: list[Problem] = []
    case = Fields(node, file, name_of(node) or f"case {number}", problems, CASE_KEYS)
    if not isinstance(node.value, dict):
        return {}, problems
    identity = case.id()
    if identity in seen:
        case.tell("id", "W112", "is the id of an earlier case too", "give each case its own")
    elif trouble := name_trouble(identity):
        case.tell("id", "W111", trouble, "give the case another id; it becomes a folder name")
    seen.add(identity)
    contenders = _contenders(case)
    known = tuple(contender.id for contender in contenders)
    _check_holders(case, contenders, known)
    start = case.day("start", required=True)
    winners = _winners(case, known)
    decided = case.period("decided", required=bool(winners))
    course = [*_removals(case, known, start), *_moves(case, known, start)]
    if decided is not None:
        day = Period(decided.latest, decided.latest, day_text(decided.latest))
        course += [_Event(day, winner, "ruler", (), "in control") for winner in winners]
    end = case.period("end")
    for key, date in (("decided", decided), ("end", end)):
        if start and date and date.latest < start:
            finding = f"is before the start ({day_text(start)})"
            case.tell(key, "W201", finding, "write a later date; BC years have a minus sign")
    favourite = case.one_of("contemporary_favourite", known)
    trust = case.choice("contemporary_favourite_confidence", CONFIDENCES)
    regime = case.choice("regime_type", tuple(REGIMES)) or "other"
    keys = {
        "title": case.title("title"),
        "about": _about(case),
        "start": day_text(start) if start else "",
        "end": day_text(horizon(start)) if start else "",
        "regime_type": REGIMES[regime],
        "incumbent": case.one_of("incumbent_at_start", known),
        "favourite": "" if trust == "low" else favourite,
        "decided": decided.text if decided else "",
        "coder": book["coder"],
        "licence": book["licence"],
    }
    remarks = {
        "regime": "" if regime == REGIMES[regime] else regime.replace("_", " "),
        "told until": end.text if end else "",
        "favourite, with low confidence": favourite if trust == "low" else "",
        "held back": "" if case.flag("core", default=True) else "yes",
        "decided from abroad": "yes" if case.flag("foreign_decisive", default=False) else "",
        "chance": case.text("chance_events"),
        "confidence": case.choice("confidence", CONFIDENCES),
        "checked": case.text("facts_checked_by_lookup"),
        "notes": case.text("notes"),
    }
    citation = book["citation"] or f"{file}, coded by {book['coder'] or 'its author'}"
    source = (SOURCE, citation, "judgement", "id of the case", "assumed")
    files = {
        "case.toml": _settings(keys, remarks),
        "actors.csv": csv_text(_actor_rows(contenders, identity)),
        "course.csv": csv_text(_course_rows(course, identity)),
        "sources.csv": csv_text([("id", "citation", "kind", "locator", "grade"), source]),
    }
    return files, problems


def _about(case: Fields) -> str:
    """Say what the case is and what its coder remembers it from."""
    about = (
        "Who ends on top? The circle on the start date: the seven bases are as coded. What "
        "happened is in course.csv and is read by scoring only. The case ends "
        f"{HORIZON_YEARS} years after the start, as all cases of its casebook do."
    )
    found = []
    for node in case.nodes("sources"):
        entry = Fields(
            Node({"source": node}, node.line, node.column), case.file, case.name,
            case.problems, ("source",),
        )  # fmt: skip
        found.append(entry.text("source"))
    sources = "; ".join(filter(None, found))
    return f"{about} Remembered from: {sources}." if sources else about


def _contenders(case: Fields) -> tuple[_Contender, ...]:
    """Read the contenders; their ids are what the rest of the case may name."""
    rows = list(items(case, "contenders", CONTENDER_KEYS))
    if not 2 <= len(rows) <= MOST_CONTENDERS:
        finding = f"has {len(rows)} contenders"
        case.tell("", "W207", finding, f"list 2 to {MOST_CONTENDERS} under contenders")
        rows = rows[:MOST_CONTENDERS]
    found: dict[str, _Contender] = {}
    for row in rows:
        contender = _contender(row)
        if contender.id in found:
            row.tell("id", "W112", "appears twice", "give each contender an id of their own")
        elif contender.id:
            found[contender.id] = contender
    _check_shares(case, rows, tuple(found.values()))
    return tuple(found.values())


def _contender(row: Fields) -> _Contender:
    """Read one contender and compare the points with the sum of the bases."""
    inner = row.inner("bases", tuple(WRITTEN.values()))
    bases = {
        base: (inner.number(key, 3, required=True) if inner else None) or 0.0
        for base, key in WRITTEN.items()
    }
    points = row.number("points", 3 * len(BASES))
    total = sum(bases.values())
    if points is not None and inner and not math.isclose(points, total, abs_tol=1e-6):
        finding = f"is not the sum of the bases ({total:g})"
        row.tell("points", "W102", finding, f"write {total:g}, or correct a base")
    judged = row.number("power_share_0_100", 100)
    return _Contender(
        id=row.id(),
        name=row.title("name"),
        bases=bases,
        judged=None if judged is None else judged / 100,
        offices=row.text("offices"),
        reason=row.text("reason"),
    )


def _check_shares(case: Fields, rows: Sequence[Fields], contenders: tuple[_Contender, ...]) -> None:
    """Compute the mechanical shares again and add up the judged ones."""
    if len(rows) != len(contenders):
        return
    total = sum(contender.points for contender in contenders)
    for row, contender in zip(rows, contenders, strict=True):
        share = row.number("mechanical_share", 100)
        right = 100 * contender.points / total if total else 0.0
        if share is not None and abs(share - right) > ROUNDING:
            finding = f"is not their share of the points ({right:.1f})"
            row.tell("mechanical_share", "W102", finding, f"write {right:.1f}, or correct a base")
    judged = [contender.judged for contender in contenders]
    given = [share for share in judged if share is not None]
    if given and len(given) < len(judged):
        for row in rows:
            if not row.has("power_share_0_100"):
                hint = "judge all contenders or none"
                row.tell("", "W016", "has no power_share_0_100, others have", hint)
    elif given and abs(sum(given) - 1) > 1e-3:
        finding = f"has judged shares that sum to {100 * sum(given):g}"
        case.tell("", "W204", finding, "make power_share_0_100 sum to 100")


def _check_holders(case: Fields, contenders: tuple[_Contender, ...], known: Sequence[str]) -> None:
    """Compare who is said to hold a base with who scores 3 in it."""
    for key, base in HOLDERS.items():
        if not case.has(key):
            continue
        right = [contender.id for contender in contenders if contender.bases[base] == 3]
        if sorted(case.some_of(key, known)) != sorted(right):
            finding = f"does not name those who score 3 in {base}"
            case.tell(key, "W102", finding, f"write [{', '.join(right)}]")


def _winners(case: Fields, known: Sequence[str]) -> tuple[str, ...]:
    """Read who won; a partition has no winner whoever is named."""
    outcome = case.choice("outcome", OUTCOMES)
    named = case.some_of("winner", known, lone=True)
    if outcome == "partition":
        return ()
    if not case.has("winner"):
        hint = "name one, a list of co-winners, or write outcome: partition"
        case.tell("", "W016", "has no winner", hint)
    elif named and outcome and (outcome == "single") != (len(named) == 1):
        finding = f"does not fit {len(named)} under winner"
        case.tell("outcome", "W102", finding, "single has one winner, co_winners several")
    return named


def _removals(case: Fields, known: Sequence[str], start: Day | None) -> Iterator[_Event]:
    """Read who was removed; the manner opens the note, for there are more of them than events."""
    for row in items(case, "removals", REMOVAL_KEYS):
        date = row.period("date", required=True)
        manner = row.choice("manner", tuple(MANNERS))
        fate = row.choice("fate_class", tuple(MANNER_OF_FATE), required=not manner)
        actor = row.one_of("actor", known, required=True)
        by, note = row.some_of("by_coalition", known), row.text("note")
        if manner and fate and MANNERS[manner].fate != fate:
            finding = f"is not the class of {manner} ({MANNERS[manner].fate})"
            row.tell("fate_class", "W102", finding, f"write {MANNERS[manner].fate}")
        manner = manner or MANNER_OF_FATE.get(fate, "")
        if date is not None and manner:
            _check_after(row, start, date.latest)
            told = f"{manner}: {note}" if note else manner
            yield _Event(date, actor, MANNERS[manner].event, by, told)


def _moves(case: Fields, known: Sequence[str], start: Day | None) -> Iterator[_Event]:
    """Read the coalitions: the first joins the others; whom they are against opens the note."""
    for row in items(case, "coalition_moves", MOVE_KEYS):
        date = row.period("date", required=True)
        coalition = row.some_of("coalition", known, required=True)
        against, note = row.some_of("against", known), row.text("event")
        for name in set(coalition) & set(against):
            row.tell("against", "W102", f"names {name}, who is in the coalition", "name them once")
        if date is not None and coalition:
            _check_after(row, start, date.latest)
            told = f"against {'|'.join(against)}" if against else ""
            told = ": ".join(part for part in (told, note) if part)
            yield _Event(date, coalition[0], "coalition", coalition[1:], told)


def _check_after(row: Fields, start: Day | None, day: Day) -> None:
    if start is not None and day < start:
        finding = f"is before the start ({day_text(start)})"
        row.tell("date", "W205", finding, "correct the date, delete the row or start earlier")


# ---------------------------------------------------------------------------------------- writing


def _settings(keys: Mapping[str, str], remarks: Mapping[str, str]) -> str:
    """Return ``case.toml``, with what is for people only as remarks."""
    lines = [f"{key} = {toml_string(text)}" for key, text in keys.items() if text]
    lines.append(f"schema = {SCHEMA_VERSION}")
    told = [f"# {key}: {text}" for key, text in remarks.items() if text]
    if told:
        lines += ["", "# Remarks of the coder; nothing reads them.", *told]
    return "\n".join([*lines, ""])


def _actor_rows(contenders: Sequence[_Contender], case: str) -> Iterator[Sequence[str]]:
    """Yield the rows of ``actors.csv``; offices and reasons are remarks that nothing reads."""
    judged = all(contender.judged is not None for contender in contenders)
    shares = ("judged_share",) if judged else ()
    yield "id", "name", *BASES, *shares, "source", "#offices", "#reason"
    for contender in contenders:
        bases = (_plain(contender.bases[base]) for base in BASES)
        share = (_plain(contender.judged or 0.0),) if judged else ()
        texts = map(guard, (contender.offices, contender.reason))
        name, source = guard(contender.name), f"{SOURCE}:{case}"
        yield contender.id, name, *bases, *share, source, *texts


def _plain(number: float) -> str:
    """Return a number with all the decimals that the file may give it, a share in hundredths."""
    return f"{number:.11f}".rstrip("0").rstrip(".")


def _course_rows(course: Sequence[_Event], case: str) -> Iterator[Sequence[str]]:
    """Yield the rows of ``course.csv`` in the order of their dates."""
    yield "date", "actor", "event", "by", "note", "source"
    for row in sorted(course, key=lambda row: (row.date.earliest, row.date.latest)):
        by, source = "|".join(row.by), f"{SOURCE}:{case}"
        yield row.date.text, row.actor, row.event, by, guard(row.note), source
