"""A pooled case: what several coders, blind to each other, wrote about one circle.

It keeps the case of every coder whole. A run draws one of the coders, with the chances that their
weights give, and takes all values from that coder: a linear opinion pool (M. Stone, "The opinion
pool", Annals of Mathematical Statistics 32, 1961, https://doi.org/10.1214/aoms/1177704873). So
every run has one coherent coding, and values that only go together stay together.

Actors are matched by id, or by their exact name where the ids differ. What the arrays of the model
are made of (who takes part, posts, bodies, countries, first and last month) must be the same; any
number, date, tie, event or holder of a post may differ.

In a folder it is ``pool.json`` beside one case folder for each coder in ``coders/``.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whowhom.cases.build import fingerprint, holders
from whowhom.cases.case import BASES, SKILLS, Case, Coder, Period, Quantity, StatedFact
from whowhom.cases.dates import day_text
from whowhom.cases.plain import json_object, read_text
from whowhom.cases.problems import Problem
from whowhom.cases.schema import SHARES
from whowhom.cases.values import suggest_id
from whowhom.errors import InvalidInput

__all__ = [
    "POOL_FILE",
    "Coded",
    "Value",
    "coded_values",
    "coder_folder",
    "coder_names",
    "matched",
    "matched_by_name",
    "of_one_coder",
    "only_some",
    "pooled",
    "read_coders",
]

POOL_FILE = "pool.json"
_CODERS = "coders"
_MOST_BYTES = 100_000
_MOST_CODERS = 20
_SHARED = {
    "actors": "actors",
    "posts": "posts",
    "audiences": "audiences",
    "hosts": "hosts",
}
"""Tables that must have the same rows, and what they are called."""

Value = Quantity | str
"""A number, or a choice, date or id as text."""


def pooled(
    cases: Sequence[Case], weights: Sequence[float] | None = None, *, names: Sequence[str] = ()
) -> Case:
    """Return the case in which every run draws one coder.

    Parameters
    ----------
    cases : sequence of Case
        One for each coder, two to twenty.
    weights : sequence of float, optional
        How often each coder is drawn, > 0; only ratios matter. Equal if left out.
    names : sequence of str, optional
        Of the coders; the ids of their cases, numbered where they are the same, if left out.

    Returns
    -------
    Case
        Its own rows are those of the first coder; models read those of :attr:`Case.coders`.

    Raises
    ------
    InvalidInput
        If the codings cannot be pooled; all reasons are named.
    """
    chosen = _weights(weights, len(cases))
    called = tuple(names) or coder_names(cases)
    own = matched(cases)
    problems = list(_obstacles(own, called))
    if problems:
        raise InvalidInput("\n".join(problems))
    coders = tuple(
        Coder(name=name, weight=weight, case=case)
        for name, weight, case in zip(called, chosen, own, strict=True)
    )
    listed = [{"name": coder.name, "weight": coder.weight} for coder in coders]
    files = {POOL_FILE: json.dumps({"coders": listed}, indent=1).encode() + b"\n"}
    for coder, case in zip(coders, cases, strict=True):
        files |= {f"{_CODERS}/{coder.name}/{file}": data for file, data in case.files.items()}
    made = replace(
        own[0],
        outlook=_agreed(own),
        id="_".join(["pool_of", *called])[:64],
        coder="; ".join(dict.fromkeys(one.case.coder or one.name for one in coders)),
        coders=coders,
        files=files,
        stated=sum(case.stated for case in cases),
        unsourced=sum(case.unsourced for case in cases),
        by_default=frozenset(),
        questions=(),
    )
    return replace(made, sha256=fingerprint(made))


def of_one_coder(case: Case, what: str) -> Case:
    """Return a case unless it is a pool, which has no one value where `what` needs one.

    Raises
    ------
    InvalidInput
        It names the cases of the coders.
    """
    if case.coders:
        names = ", ".join(f"{_CODERS}/{coder.name}" for coder in case.coders)
        raise InvalidInput(
            f"{case.id}: is pooled from several coders; {what} needs the values of one of them. "
            f"Name the case of a coder: in its folder, {names}"
        )
    return case


def _agreed(cases: Sequence[Case]) -> tuple[StatedFact, ...]:
    """Return the facts of the leader on which no two coders differ, each as the first has it."""
    stated: dict[str, list[StatedFact]] = {}
    for case in cases:
        for fact in case.outlook:
            stated.setdefault(fact.id, []).append(fact)
    return tuple(
        facts[0] for facts in stated.values() if len({_text(fact.value) for fact in facts}) == 1
    )


def _weights(weights: Sequence[float] | None, coders: int) -> list[float]:
    """Return the weight of each coder."""
    if not 2 <= coders <= _MOST_CODERS:
        raise InvalidInput(
            f"a pool needs the cases of 2 to {_MOST_CODERS} coders, got {coders}; name a folder or "
            "workbook for each coder"
        )
    given = [1.0] * coders if weights is None else [float(weight) for weight in weights]
    if len(given) != coders:
        raise InvalidInput(
            f"weights must be one number for each of the {coders} coders, got {len(given)}"
        )
    if not all(0.0 < weight < float("inf") for weight in given):
        raise InvalidInput(f"weights must be numbers > 0, got {', '.join(map(str, given))}")
    return given


def coder_names(cases: Sequence[Case]) -> tuple[str, ...]:
    """Return a name for each coder that no other has."""
    ids = [case.id for case in cases]
    if len(set(ids)) == len(ids):
        return tuple(ids)
    return tuple(f"{name}_{place}" for place, name in enumerate(ids, start=1))


def matched(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the cases with the ids of the first where an actor has exactly the same name."""
    first, *others = cases
    return (first, *(_renamed(other, _same_names(first, other)) for other in others))


def matched_by_name(cases: Sequence[Case], names: Sequence[str]) -> list[str]:
    """Say which actors have other ids with some coders and were matched by their exact name."""
    first, *others = cases
    return [
        f"actors.{new}: is {old} with {name}; matched by the exact name"
        for other, name in zip(others, names[1:], strict=True)
        for old, new in sorted(_same_names(first, other).items())
    ]


def _same_names(first: Case, other: Case) -> dict[str, str]:
    """Return the id in the first case of each actor of another that has another id there."""
    known = {name: actor for actor, name in first.names.items()}
    doubled = {name for name in known if list(first.names.values()).count(name) > 1}
    return {
        actor: known[name]
        for actor, name in other.names.items()
        if actor not in first.names
        and name in known
        and name not in doubled
        and known[name] not in other.names
        and list(other.names.values()).count(name) == 1
    }


def _renamed(case: Case, new: Mapping[str, str]) -> Case:
    """Return a case in which actors have other ids, wherever they are named."""
    if not new:
        return case

    def called(actor: str) -> str:
        return new.get(actor, actor)

    def each(rows: tuple[Any, ...], *names: str) -> tuple[Any, ...]:
        return tuple(replace(r, **{name: called(getattr(r, name)) for name in names}) for r in rows)

    return replace(
        case,
        actors=each(case.actors, "id"),
        posts=each(case.posts, "succession_by"),
        tenures=each(case.tenures, "actor"),
        ties=each(case.ties, "origin", "target"),
        shocks=each(case.shocks, "target", "actor"),
        course=tuple(
            replace(event, actor=called(event.actor), by=tuple(map(called, event.by)))
            for event in case.course
        ),
        outlook=tuple(
            replace(fact, value=called(str(fact.value))) if fact.id == "leader" else fact
            for fact in case.outlook
        ),
        arbiter=called(case.arbiter),
        incumbent=called(case.incumbent),
        favourite=called(case.favourite),
    )


def only_some(cases: Sequence[Case], names: Sequence[str]) -> list[str]:
    """Say which rows some coders have and others lack, a sentence each.

    Parameters
    ----------
    cases : sequence of Case
        The cases, :func:`matched`.
    names : sequence of str
        Of the coders.
    """
    told = []
    for table in (*_SHARED, "ties", "shocks", "conditions"):
        rows = [set(_rows(case, table)) for case in cases]
        uneven = {row for own in rows for row in own if not all(row in other for other in rows)}
        for row in sorted(uneven):
            have = [name for name, own in zip(names, rows, strict=True) if row in own]
            lack = [name for name, own in zip(names, rows, strict=True) if row not in own]
            told.append(f"{table}.{row}: coded by {_and(have)}, not by {_and(lack)}")
    return told


def _rows(case: Case, table: str) -> dict[str, Any]:
    """Return the rows of a table by the id that paths use."""
    if table == "ties":
        return {f"{tie.origin}.{tie.target}.{tie.kind}": tie for tie in case.ties}
    return {row.id: row for row in getattr(case, table)}


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _obstacles(cases: Sequence[Case], names: Sequence[str]) -> Iterator[str]:
    """Say why codings cannot be pooled: they are not about the same circle and months."""
    for case, name in zip(cases, names, strict=True):
        if case.coders:
            yield f"{name}: is a pool itself; name the cases of its coders"
    for told in only_some(cases, names):
        if told.partition(".")[0] in _SHARED:
            yield (
                f"{told}. The coders must agree on who and what takes part: add the row, with "
                "zeros where it has nothing, or delete it"
            )
    told_of: dict[str, Callable[[Case], str]] = {
        "start": lambda case: day_text(case.start),
        "end": lambda case: day_text(case.end),
        "arbiter": lambda case: case.arbiter or "nobody",
    }
    for key, read in told_of.items():
        values = [read(case) for case in cases]
        if len(set(values)) > 1:
            listed = ", ".join(f"{v} ({n})" for v, n in zip(values, names, strict=True))
            yield f"case.{key}: must be the same for all coders, is {listed}"
    for body in sorted(set.intersection(*({a.id for a in case.audiences} for case in cases))):
        sizes = [a.size for case in cases for a in case.audiences if a.id == body]
        if len(set(sizes)) > 1:
            listed = ", ".join(f"{s} ({n})" for s, n in zip(sizes, names, strict=True))
            yield f"audiences.{body}.size: must be the same for all coders, is {listed}"


_NUMBERS = {
    "posts": ("force", "purse", "seat", "prestige"),
    "audiences": ("weight", "turnover", "line", "line_sd"),
    "ties": ("strength",),
    "hosts": ("willingness", "dependence"),
    "conditions": ("value",),
    "shocks": ("size", "probability", "months"),
}
_CHOICES = {
    "posts": ("succession", "succession_by"),
    "audiences": ("base",),
    "shocks": ("date", "kind", "target", "actor", "audience"),
    "ties": ("begin", "end"),
}


@dataclass(frozen=True, slots=True)
class Coded:
    """A value as one coder has it."""

    table: str
    row: str
    column: str
    value: Value
    is_stated: bool
    """Whether the coder wrote it; else it holds by default."""


def coded_values(case: Case) -> dict[str, Coded]:
    """Return all that a model may read of a case and coders may judge differently, by path."""
    found: dict[str, Coded] = {}

    def put(table: str, row: str, column: str, value: object, path: str = "") -> None:
        path = path or f"{table}.{row}.{column}"
        told = value if isinstance(value, Quantity) else _text(value)
        found[path] = Coded(table, row, column, told, path not in case.by_default)

    put("case", "case", "majority", case.majority, "majority")
    put("case", "case", "regime_type", case.regime_type, "regime_type")
    for actor in case.actors:
        for column in BASES:
            put("actors", actor.id, column, actor.bases[column])
        for column in SKILLS:
            put("actors", actor.id, column, actor.skills[column])
        put("actors", actor.id, "line", actor.line)
        put("actors", actor.id, "born", actor.born)
    for table in ("posts", "audiences", "ties", "hosts", "conditions", "shocks"):
        for name, row in _rows(case, table).items():
            for column in _NUMBERS[table]:
                is_one = table in ("ties", "conditions")
                put(table, name, column, getattr(row, column), f"{table}.{name}" * is_one)
            for column in SHARES.get(table, ()):
                for other, share in getattr(row, column).items():
                    put(table, name, f"{column}.{other}", share)
            for column in _CHOICES.get(table, ()):
                put(table, name, column, getattr(row, column))
    for post, actor_id in holders(case).items():
        put("tenures", post, "holder", actor_id, f"posts.{post}.holder")
    return found


def _text(value: object) -> str:
    return value.text if isinstance(value, Period) else str(value or "")


def read_coders(folder: Path) -> tuple[list[tuple[str, float]], list[Problem]] | None:
    """Read ``pool.json`` of a folder: names and weights of its coders, or what is wrong with it.

    Returns
    -------
    None
        If the folder has none, so is no pool.
    """
    place = folder / POOL_FILE
    try:
        if not place.is_file():
            return None
    except (OSError, ValueError):
        return None
    text = read_text(place, POOL_FILE, _MOST_BYTES)
    if isinstance(text, Problem):
        return [], [text]
    try:
        listed = json_object(text)["coders"]
        found = [(str(one["name"]), float(one["weight"])) for one in listed]
        names = [name for name, _ in found]
        are_names = all(name and suggest_id(name) == name for name in names) and len(
            set(names)
        ) == len(names)
        if not (2 <= len(found) <= _MOST_CODERS and are_names and all(w > 0 for _, w in found)):
            raise ValueError
    except (ValueError, LookupError, TypeError):
        return [], [
            Problem(
                code="W002",
                file=POOL_FILE,
                finding="does not list coders with a name and a weight > 0 each",
                hint="let whowhom pool write it",
            )
        ]
    return found, []


def coder_folder(folder: Path, name: str) -> Path:
    """Return the case folder of one coder of a pool."""
    return folder / _CODERS / name
