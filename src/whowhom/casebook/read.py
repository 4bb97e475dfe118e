"""Read a casebook: a YAML file in, checked struggles out.

Nothing is believed: references must exist, sums and shares are computed again, and every problem
of every case is told at once with case, field, finding and way out.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Literal, overload

from whowhom.casebook.fields import Fields, items, name_of
from whowhom.casebook.manners import FATES, MANNERS
from whowhom.casebook.nodes import Node, read_nodes
from whowhom.casebook.struggle import (
    Contender,
    Move,
    Outcome,
    Removal,
    Struggle,
    in_order,
)
from whowhom.cases.case import BASES, Day
from whowhom.cases.dates import day_text
from whowhom.cases.problems import Problem
from whowhom.errors import CaseError

__all__ = ["REGIMES", "read_casebook"]

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
"""Words for the regime in a casebook, and the word of the case folder for each."""

OUTCOMES = ("single", "co_winners", "partition")
CONFIDENCES = ("low", "medium", "high")
HOLDERS = {
    "appointments_holder": "apparatus",
    "army_holder": "army",
    "security_holder": "security",
}
"""Fields that name the contenders who are dominant (3) in a base."""
WRITTEN = {base: "external_wealth" if base == "external" else base for base in BASES}
"""The bases as a casebook writes them."""

BOOK_KEYS = ("version", "n_cases", "licence", "coder", "cases")
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


@overload
def read_casebook(
    path: str | Path | None = None, *, keep_going: Literal[False] = False
) -> tuple[Struggle, ...]: ...
@overload
def read_casebook(
    path: str | Path | None = None, *, keep_going: Literal[True]
) -> tuple[tuple[Struggle, ...], tuple[Problem, ...]]: ...
def read_casebook(
    path: str | Path | None = None, *, keep_going: bool = False
) -> tuple[Struggle, ...] | tuple[tuple[Struggle, ...], tuple[Problem, ...]]:
    """Read a casebook.

    Parameters
    ----------
    path : str or Path, optional
        A YAML file; the casebook that comes with whowhom if it is left out.
    keep_going : bool, default False
        Return the sound struggles and the problems of the others instead of raising.

    Returns
    -------
    tuple of Struggle
        In the order of the file; with `keep_going` a pair: these, and a tuple of
        :class:`~whowhom.cases.problems.Problem`.

    Raises
    ------
    CaseError
        If the file cannot be read at all or, without `keep_going`, if anything is wrong in it;
        the message lists all problems.

    Examples
    --------
    >>> [struggle.id for struggle in read_casebook()][:2]
    ['ussr_1923_29', 'ussr_1953_57']
    """
    place = Path(str(files("whowhom"))) / "shipped" / "casebook.yaml" if path is None else path
    root, doubled = read_nodes(Path(place))
    problems: list[Problem] = []
    book = Fields(root, Path(place).name, "casebook", problems, BOOK_KEYS)
    struggles: list[Struggle] = []
    seen: set[str] = set()
    nodes = book.nodes("cases", required=True)
    for number, (node, following) in enumerate(zip_longest(nodes, nodes[1:]), 1):
        end = (following.line, following.column) if following else (math.inf, 0)
        struggle, found = _struggle(node, number, book.file, seen)
        inside = [p for p in doubled if (node.line, node.column) <= (p.line, p.column) < end]
        found += [replace(p, name=name_of(node) or f"case {number}") for p in inside]
        doubled = [p for p in doubled if p not in inside]
        problems.extend(found)
        if struggle and not found:
            struggles.append(struggle)
    if book.has("n_cases") and book.number("n_cases", 10**6) not in {None, len(nodes)}:
        book.tell("n_cases", "W102", "is not the number of cases", f"write {len(nodes)}")
    problems = sorted([*problems, *doubled], key=lambda problem: problem.sort_key)
    if keep_going:
        return tuple(struggles), tuple(problems)
    if problems:
        lines = [str(problem) for problem in problems[:MOST_SHOWN]]
        more = len(problems) - MOST_SHOWN
        raise CaseError("\n".join(lines + [f"... and {more:,} more problems"] * (more > 0)))
    return tuple(struggles)


def _struggle(
    node: Node, number: int, file: str, seen: set[str]
) -> tuple[Struggle | None, list[Problem]]:
    """Read one case; None where not even its frame stands."""
    problems: list[Problem] = []
    case = Fields(node, file, name_of(node) or f"case {number}", problems, CASE_KEYS)
    if not isinstance(node.value, dict):
        return None, problems
    identity = case.id()
    if identity in seen:
        case.tell("id", "W112", "is the id of an earlier case too", "give each case its own")
    seen.add(identity)
    contenders = _contenders(case)
    known = tuple(contender.id for contender in contenders)
    _check_holders(case, contenders, known)
    _check_remarks(case)
    start = case.day("start", required=True)
    winners = _winners(case, known)
    outcome = Outcome(
        winners=winners,
        decided=_latest(case, "decided", required=bool(winners)),
        removals=_removals(case, known, start),
        moves=_moves(case, known, start),
    )
    is_trusted = case.choice("contemporary_favourite_confidence", CONFIDENCES) != "low"
    favourite = case.one_of("contemporary_favourite", known)
    end = _latest(case, "end") or _last_day(outcome)
    if start is None or end is None:
        if end is None:
            case.tell("", "W016", "has no end", "write end: the last day that is told of")
        return None, problems
    for key, day in (("decided", outcome.decided), ("end", end)):
        if day is not None and day < start:
            finding = f"is before the start ({day_text(start)})"
            case.tell(key, "W201", finding, "write a later date; BC years have a minus sign")
    struggle = Struggle(
        id=identity,
        title=case.title("title"),
        regime_type=case.choice("regime_type", REGIMES) or "other",
        start=start,
        end=end,
        contenders=contenders,
        incumbent=case.one_of("incumbent_at_start", known),
        favourite=favourite if is_trusted else "",
        outcome=outcome,
        is_core=case.flag("core", default=True),
        sources=_sources(case),
    )
    return struggle, problems


def _contenders(case: Fields) -> tuple[Contender, ...]:
    """Read the contenders; their ids are what the rest of the case may name."""
    rows = list(items(case, "contenders", CONTENDER_KEYS))
    if not 2 <= len(rows) <= MOST_CONTENDERS:
        finding = f"has {len(rows)} contenders"
        case.tell("", "W207", finding, f"list 2 to {MOST_CONTENDERS} under contenders")
        rows = rows[:MOST_CONTENDERS]
    found: dict[str, Contender] = {}
    for row in rows:
        contender = _contender(row)
        if contender.id in found:
            row.tell("id", "W112", "stands twice", "give each contender an id of his own")
        elif contender.id:
            found[contender.id] = contender
    _check_shares(case, rows, tuple(found.values()))
    return tuple(found.values())


def _contender(row: Fields) -> Contender:
    """Read one contender and compare his points with the sum of his bases."""
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
    row.text("reason")
    return Contender(
        id=row.id(),
        name=row.title("name"),
        bases=bases,
        judged=None if judged is None else judged / 100,
        offices=row.text("offices"),
    )


def _check_shares(case: Fields, rows: Sequence[Fields], contenders: tuple[Contender, ...]) -> None:
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


def _check_holders(case: Fields, contenders: tuple[Contender, ...], known: Sequence[str]) -> None:
    """Compare who is said to hold a base with who scores 3 in it."""
    for key, base in HOLDERS.items():
        if not case.has(key):
            continue
        right = [contender.id for contender in contenders if contender.bases[base] == 3]
        if sorted(case.some_of(key, known)) != sorted(right):
            finding = f"does not name those who score 3 in {base}"
            case.tell(key, "W102", finding, f"write [{', '.join(right)}]")


def _check_remarks(case: Fields) -> None:
    """Read what is for people only, so that nothing in it goes unchecked."""
    for key in ("chance_events", "facts_checked_by_lookup", "notes"):
        case.text(key)
    case.flag("foreign_decisive", default=False)
    case.choice("confidence", CONFIDENCES)


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


def _removals(case: Fields, known: Sequence[str], start: Day | None) -> tuple[Removal, ...]:
    """Read who was removed, in the order of the dates."""
    found = []
    for row in items(case, "removals", REMOVAL_KEYS):
        date = row.period("date", required=True)
        manner = row.choice("manner", tuple(MANNERS))
        fate = row.choice("fate_class", FATES, required=not manner)
        actor = row.one_of("actor", known, required=True)
        by, note = row.some_of("by_coalition", known), row.text("note")
        if manner and fate and MANNERS[manner].fate != fate:
            finding = f"is not the class of {manner} ({MANNERS[manner].fate})"
            row.tell("fate_class", "W102", finding, f"write {MANNERS[manner].fate}")
        if date is None:
            continue
        _check_after(row, start, date.latest)
        fate = fate or (MANNERS[manner].fate if manner else "")
        found.append(Removal(actor=actor, date=date, fate=fate, by=by, manner=manner, note=note))
    return tuple(sorted(found, key=in_order))


def _moves(case: Fields, known: Sequence[str], start: Day | None) -> tuple[Move, ...]:
    """Read the coalitions, in the order of the dates."""
    found = []
    for row in items(case, "coalition_moves", MOVE_KEYS):
        date = row.period("date", required=True)
        coalition = row.some_of("coalition", known, required=True)
        against, note = row.some_of("against", known), row.text("event")
        for name in set(coalition) & set(against):
            row.tell("against", "W102", f"names {name}, who is in the coalition", "name him once")
        if date is None:
            continue
        _check_after(row, start, date.latest)
        found.append(Move(date=date, coalition=coalition, against=against, note=note))
    return tuple(sorted(found, key=in_order))


def _check_after(row: Fields, start: Day | None, day: Day) -> None:
    if start is not None and day < start:
        finding = f"is before the start ({day_text(start)})"
        row.tell("date", "W205", finding, "correct the date, delete the row or start earlier")


def _latest(case: Fields, key: str, *, required: bool = False) -> Day | None:
    """Read a date and take its last possible day."""
    period = case.period(key, required=required)
    return period.latest if period else None


def _last_day(outcome: Outcome) -> Day | None:
    """Return the last day of which something is told."""
    days = [removal.date.latest for removal in outcome.removals]
    days += [move.date.latest for move in outcome.moves]
    return max([*days, outcome.decided] if outcome.decided else days, default=None)


def _sources(case: Fields) -> tuple[str, ...]:
    """Read the list of literature."""
    found = []
    for node in case.nodes("sources"):
        entry = Fields(
            Node({"source": node}, node.line, node.column), case.file, case.name,
            case.problems, ("source",),
        )  # fmt: skip
        found.append(entry.text("source"))
    return tuple(text for text in found if text)
