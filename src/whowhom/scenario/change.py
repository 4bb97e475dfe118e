"""Changes of a case for what-if questions: set values, remove things, add things.

A path names what is changed, in the words of the case folder:

===================================  ===========================================================
``actors.trotsky.apparatus``         a base, a skill, or ``line``
``posts.gensec.force``               ``force``, ``purse``, ``seat``, ``prestige``
``posts.gensec.fills.cadres``        a share: ``fills`` or ``voice`` of a post, ``fed_by`` of an
                                     audience
``posts.gensec.holder``              who holds it at the start; empty for nobody
``posts.gensec.succession``          who has it next: ``power``, ``vacant``, ``deputy:POST`` (or
                                     an actor), ``elected:AUDIENCE``, ``appointed:POST``
``audiences.army.weight``            ``weight``, ``turnover``, ``line``, ``line_sd``
``ties.stalin.zinoviev.ally``        a tie, its strength; one that is not there is put in
``shocks.pact.size``                 ``size``, ``date``, ``probability`` or ``months``
``hosts.norway.willingness``         ``willingness``, ``dependence``
``conditions.norm``                  a condition of the start
``majority``                         share of power needed to remove somebody
``parameters.bias``                  a parameter of the regime model
``mechanisms.erasure``               only to be taken out
===================================  ===========================================================

Values are written as in a cell: ``2``, ``1..3``, ``1..2..3``. Nothing here reads what happened
after the start. A changed case has a hash of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from whowhom.cases.build import fingerprint
from whowhom.cases.case import (
    BASES,
    SKILLS,
    Case,
    Condition,
    Period,
    Quantity,
    Shock,
    Tenure,
    Tie,
)
from whowhom.cases.columns import Column
from whowhom.cases.dates import day_text, parse_period
from whowhom.cases.problems import BadCell, did_you_mean
from whowhom.cases.schema import CASE, CONDITION_TABLE, SHARES, TABLES
from whowhom.cases.values import parse_id, parse_number
from whowhom.cases.vocabulary import CONDITIONS, SHOCK_KINDS, SUCCESSIONS, TIE_KINDS
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.contradictions import breaches, contradictions
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets
from whowhom.sim.parameters import MECHANISMS, PARAMETERS
from whowhom.sim.parameters import without as without_mechanisms

__all__ = ["Change", "changed", "size_of", "unknown_paths"]

_NUMBERS = {
    "actors": (*BASES, *SKILLS, "line"),
    "posts": ("force", "purse", "seat", "prestige"),
    "audiences": ("weight", "turnover", "line", "line_sd"),
    "hosts": ("willingness", "dependence"),
    "shocks": (),
}
_OTHERS = {
    "posts": ("holder", "succession"),
    "shocks": ("size", "date", "probability", "months"),
}
_REMOVABLE = ("actors", "posts", "ties", "shocks", "hosts", "mechanisms")
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is changed, as it was written."""

    settings: tuple[tuple[str, str], ...] = ()
    """Path and new value."""
    without: tuple[str, ...] = ()
    """Paths of what is taken out."""
    shocks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Shocks that are put in: id, and its columns with their texts."""

    @classmethod
    def of(
        cls,
        *,
        set: Mapping[str, object] | None = None,  # noqa: A002 - the word users write
        without: Iterable[str] = (),
        shocks: Mapping[str, Mapping[str, object]] | None = None,
    ) -> "Change":
        """Return a change of plain values."""
        return cls(
            settings=tuple((path, _text(value)) for path, value in (set or {}).items()),
            without=tuple([without] if isinstance(without, str) else without),
            shocks=tuple(
                (name, tuple((column, _text(value)) for column, value in columns.items()))
                for name, columns in (shocks or {}).items()
            ),
        )

    def and_also(self, other: "Change") -> "Change":
        """Return this change with another one beside it."""
        return Change(
            settings=self.settings + other.settings,
            without=self.without + other.without,
            shocks=self.shocks + other.shocks,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the arguments of :meth:`of` that make this change, as plain values."""
        return {
            "set": dict(self.settings),
            "without": list(self.without),
            "shocks": {name: dict(columns) for name, columns in self.shocks},
        }

    def as_options(self) -> list[str]:
        """Return the change as words of a command line."""
        options = [word for path, value in self.settings for word in ("--set", f"{path}={value}")]
        options += [word for path in self.without for word in ("--without", path)]
        for name, columns in self.shocks:
            options += ["--shock", f"{name}:{','.join(f'{c}={v}' for c, v in columns)}"]
        return options

    def __bool__(self) -> bool:
        return bool(self.settings or self.without or self.shocks)

    def __str__(self) -> str:
        parts = [f"{path} = {value or 'nobody'}" for path, value in self.settings]
        parts += [f"without {path}" for path in self.without]
        parts += [
            f"with shocks.{name} ({', '.join(f'{c} {v}' for c, v in columns)})"
            for name, columns in self.shocks
        ]
        return "; ".join(parts) or "nothing"


def changed(
    case: Case, change: Change, parameters: AnyParameters | None = None
) -> tuple[Case, AnyParameters]:
    """Return a case and parameters with a change made.

    Parameters
    ----------
    case : Case
        The case; it is not written to.
    change : Change
        What is changed.
    parameters : Parameters or ParameterSets, optional
        Where the change starts from; :func:`whowhom.default_parameters` if left out.

    Returns
    -------
    case : Case
    parameters : Parameters or ParameterSets

    Raises
    ------
    InvalidInput
        If a path is unknown, a value outside its domain, two parts of the change contradict each
        other, or no case folder could hold what they make together; all problems are named at once.

    Examples
    --------
    >>> from whowhom import read_case
    >>> duel = read_case("duel")
    >>> other, _ = changed(duel, Change.of(set={"actors.trotsky.apparatus": 2}))
    >>> next(actor for actor in other.actors if actor.id == "trotsky").bases["apparatus"]
    Quantity(low=2.0, high=2.0, mode=None)
    >>> other.sha256 == duel.sha256
    False
    """
    if case.coders:
        return _changed_pool(case, change, parameters)
    work = _Work(case, default_parameters() if parameters is None else parameters)
    for path, value in change.settings:
        work.attempt(path, partial(work.set, path.split("."), value))
    for name, columns in change.shocks:
        work.attempt(f"shocks.{name}", partial(work.add_shock, name, dict(columns)))
    for path in sorted(change.without, key=_takes_along):
        work.attempt(path, partial(work.remove, path.split(".")))
    work.problems += contradictions(change.settings, change.without, change.shocks)
    work.problems += breaches(case, work.case)
    if work.problems:
        more = len(work.problems) - _MOST_PROBLEMS
        lines = work.problems[:_MOST_PROBLEMS] + ([f"... and {more} more"] if more > 0 else [])
        raise InvalidInput("\n".join(lines))
    made = work.case
    return replace(made, sha256=fingerprint(made)), work.parameters


def _changed_pool(
    case: Case, change: Change, parameters: AnyParameters | None
) -> tuple[Case, AnyParameters]:
    """Make a change in the coding of every coder of a pooled case."""
    made, values = changed(replace(case, coders=()), change, parameters)
    coders = []
    for coder in case.coders:
        try:
            coders.append(replace(coder, case=changed(coder.case, change, parameters)[0]))
        except InvalidInput as error:
            raise InvalidInput(f"in the coding {coder.name}: {error}") from error
    made = replace(made, coders=tuple(coders))
    return replace(made, sha256=fingerprint(made)), values


def unknown_paths(case: Case, paths: Iterable[str]) -> list[str]:
    """Say of each path that names nothing which could be set, what is wrong with it.

    Examples
    --------
    >>> from whowhom import read_case
    >>> unknown_paths(read_case("duel"), ["actors.stalin.apparatus", "hosts.norway.size"])
    ['hosts.norway.size: names no value; write hosts.ID. and one of willingness, dependence']
    """
    work = _Work(case, default_parameters())
    problems = []
    for path in paths:
        try:
            work.set(path.split("."), "")
        except BadCell:
            continue  # the path is good, and no value is
        except (_Unknown, InvalidInput) as error:
            problems.append(f"{path or '(an empty path)'}: {error}")
    return problems


def _text(value: object) -> str:
    """Return a value as it is written in a cell."""
    if not isinstance(value, Quantity):
        return "" if value is None else str(value)
    if value.is_certain:
        return f"{value.low:g}"
    middle = [] if value.mode is None else [value.mode]
    return "..".join(f"{end:g}" for end in (value.low, *middle, value.high))


def _takes_along(path: str) -> int:
    """Return the place in which things are taken out: last what takes others along."""
    table = path.partition(".")[0]
    return {"posts": 1, "actors": 2}.get(table, 0)


class _Unknown(ValueError):
    """A part of a path that names nothing."""


class _Work:
    """A case and parameters while they are being changed."""

    def __init__(self, case: Case, parameters: AnyParameters) -> None:
        self.case, self.parameters = case, parameters
        self.problems: list[str] = []

    def attempt(self, path: str, step: Callable[[], None]) -> None:
        """Take a step, or note what is wrong with it."""
        path = path or "(an empty path)"
        try:
            step()
        except BadCell as bad:
            self.problems.append(f"{path}: {bad.finding}" + (f"; {bad.hint}" if bad.hint else ""))
        except (_Unknown, InvalidInput) as error:
            self.problems.append(f"{path}: {error}")

    # ------------------------------------------------------------------------------------ setting

    def set(self, path: list[str], text: str) -> None:
        """Give one value."""
        match path:
            case ["majority"]:
                self._put(majority=parse_number(text, CASE.column("majority")))
            case ["parameters", name]:
                self._set_parameter(name, text)
            case ["conditions", name]:
                self._set_condition(name, text)
            case ["ties", origin, target, kind]:
                self._set_tie(origin, target, kind, text)
            case ["posts", post, "holder"]:
                self._set_holder(post, text)
            case ["posts", post, "succession"]:
                self._set_succession(post, text)
            case ["shocks", name, ("probability" | "months") as column]:
                if column == "months" and column not in SHOCK_KINDS[self._kind(name)].reads:
                    raise _Unknown(f"a shock of kind {self._kind(name)} has no months")
                number = parse_number(text, TABLES["shocks"].column(column))
                self._each("shocks", name, **{column: number})
            case ["shocks", name, "date"]:
                self._row("shocks", name)
                self._each("shocks", name, date=self._date(text))
            case ["shocks", name, "size"]:
                self._each("shocks", name, size=parse_number(text, size_of(self._kind(name))))
            case [table, name, column] if column in _NUMBERS.get(table, ()):
                self._set_number(table, name, column, text)
            case [table, name, column, audience] if column in SHARES.get(table, ()):
                self._set_share(table, name, column, audience, text)
            case _:
                raise _Unknown(_what_can_be_set(path))

    def _set_number(self, table: str, name: str, column: str, text: str) -> None:
        row = self._row(table, name)
        number = parse_number(text, TABLES[table].column(column))
        if table == "actors" and column != "line":
            group = "bases" if column in BASES else "skills"
            values = getattr(row, group)
            self._each(table, name, **{group: {**values, column: number}})
        else:
            self._each(table, name, **{column: number})

    def _set_share(self, table: str, name: str, column: str, audience: str, text: str) -> None:
        known = [one.id for one in self.case.audiences]
        if audience not in known and not (column == "voice" and audience == "*"):
            raise _Unknown(f"there is no audience {audience!r}; {_listed(audience, known)}")
        shares = getattr(self._row(table, name), column)
        number = parse_number(text, TABLES[table].column(column))
        self._each(table, name, **{column: {**shares, audience: number}})

    def _set_parameter(self, name: str, text: str) -> None:
        known = {parameter.name: parameter for parameter in PARAMETERS}
        if name not in known:
            raise _Unknown(f"there is no parameter {name!r}; {_listed(name, known)}")
        low, high = known[name].low, known[name].high
        column = Column(name=name, kind="number", meaning="", low=min(low, 0.0), high=high)
        number = parse_number(text, column)
        if number.is_certain:
            self.parameters = self.parameters.replace(**{name: number.low})
        else:
            span = (number.low, number.high, number.mode)
            self.parameters = ParameterSets.of(self.parameters).spread(**{name: span})

    def _set_condition(self, name: str, text: str) -> None:
        if name not in CONDITIONS:
            raise _Unknown(f"there is no condition {name!r}; {_listed(name, CONDITIONS)}")
        number = parse_number(text, CONDITION_TABLE.column("value"))
        others = tuple(one for one in self.case.conditions if one.id != name)
        self._put(conditions=(*others, Condition(id=name, value=number)))

    def _set_tie(self, origin: str, target: str, kind: str, text: str) -> None:
        self._row("actors", origin)
        self._row("actors", target)
        if kind not in TIE_KINDS:
            raise _Unknown(f"there is no kind of tie {kind!r}; {_listed(kind, TIE_KINDS)}")
        if origin == target:
            raise _Unknown("an actor cannot have a tie to itself")
        strength = parse_number(text, TABLES["ties"].column("strength"))
        tie = Tie(origin=origin, target=target, kind=kind, strength=strength, begin=None, end=None)
        others = [one for one in self.case.ties if not _is_tie(one, (origin, target, kind))]
        self._put(ties=(*others, tie))

    def _set_holder(self, post: str, actor: str) -> None:
        self._row("posts", post)
        tenures = tuple(one for one in self.case.tenures if one.post != post)
        if actor:
            self._row("actors", actor)
            tenures += (Tenure(post=post, actor=actor, begin=None, end=None),)
        self._put(tenures=tenures)

    def _set_succession(self, post: str, text: str) -> None:
        self._row("posts", post)
        rule, _, named = (part.strip() for part in (text or "power").partition(":"))
        if rule not in SUCCESSIONS:
            raise _Unknown(f"there is no succession {rule!r}; {_listed(rule, SUCCESSIONS)}")
        tables = SUCCESSIONS[rule].named
        ids = [row.id for table in tables for row in getattr(self.case, table)]
        if tables and named not in ids:
            raise _Unknown(f"{rule}: names none of {' or '.join(tables)}; {_listed(named, ids)}")
        if named and not tables:
            raise _Unknown(f"the succession {rule} names nobody; write {rule} alone")
        self._each("posts", post, succession=rule, succession_by=named)

    def _kind(self, shock: str) -> str:
        return str(self._row("shocks", shock).kind)

    # ----------------------------------------------------------------------------------- putting in

    def add_shock(self, name: str, columns: dict[str, str]) -> None:
        """Put in an outside event."""
        parse_id(name)
        if any(shock.id == name for shock in self.case.shocks):
            raise _Unknown("is there already; set its size or date")
        unknown = [column for column in columns if column not in _SHOCK_COLUMNS]
        if unknown:
            raise _Unknown(
                f"a shock has no {', '.join(unknown)}; it has {', '.join(_SHOCK_COLUMNS)}"
            )
        missing = [column for column in ("date", "kind") if not columns.get(column)]
        if missing:
            raise _Unknown(f"needs {' and '.join(missing)}")
        kind = columns["kind"]
        if kind not in SHOCK_KINDS:
            raise _Unknown(f"there is no kind of shock {kind!r}; {_listed(kind, SHOCK_KINDS)}")
        hit = SHOCK_KINDS[kind].target
        if bool(hit) != bool(columns.get("target")):
            how = (
                f"hits one of the {hit}; name its target" if hit else "hits nobody; name no target"
            )
            raise _Unknown(f"a shock of kind {kind} {how}")
        for column in ("actor", "audience", "months"):
            if columns.get(column) and column not in SHOCK_KINDS[kind].reads:
                owners = [one for one, other in SHOCK_KINDS.items() if column in other.reads]
                a_column = column if column == "months" else f"an {column}"
                kinds = " or ".join(owners)
                raise _Unknown(f"only a shock of kind {kinds} has {a_column}; leave it out")
        for column, table in (("target", hit), ("actor", "actors"), ("audience", "audiences")):
            if columns.get(column):
                self._row(table, columns[column])
        shock = Shock(
            id=name,
            date=self._date(columns["date"]),
            kind=kind,
            target=columns.get("target", ""),
            actor=columns.get("actor", ""),
            audience=columns.get("audience", ""),
            size=parse_number(columns.get("size", "1"), size_of(kind)),
        )
        given: dict[str, Any] = {
            column: parse_number(columns[column], TABLES["shocks"].column(column))
            for column in ("probability", "months")
            if columns.get(column)
        }
        shock = replace(shock, **given)
        self._put(shocks=(*self.case.shocks, shock))

    # ---------------------------------------------------------------------------------- taking out

    def remove(self, path: list[str]) -> None:
        """Take one thing out, and what cannot be without it."""
        match path:
            case ["mechanisms", name]:
                known = [mechanism.name for mechanism in MECHANISMS]
                if name not in known:
                    raise _Unknown(f"there is no mechanism {name!r}; {_listed(name, known)}")
                self.parameters = without_mechanisms(self.parameters, [name])
            case ["ties", origin, target, *kind] if len(kind) <= 1:
                ends = (origin, target, *kind)
                kept = tuple(tie for tie in self.case.ties if not _is_tie(tie, ends))
                if len(kept) == len(self.case.ties):
                    raise _Unknown(f"there is no such tie from {origin} to {target}")
                self._put(ties=kept)
            case ["actors", name]:
                self._remove_actor(name)
            case [("posts" | "shocks" | "hosts") as table, name]:
                self._row(table, name)
                rows = tuple(row for row in getattr(self.case, table) if row.id != name)
                self._put(**{table: rows})
                if table == "posts":
                    self._put(
                        tenures=tuple(one for one in self.case.tenures if one.post != name),
                        shocks=tuple(
                            one for one in self.case.shocks if not _hits(one, "posts", name)
                        ),
                        course=tuple(one for one in self.case.course if one.post != name),
                    )
                    self._forget_successor("posts", name)
            case _:
                raise _Unknown(
                    f"what can be taken out: {', '.join(f'{table}.ID' for table in _REMOVABLE)}"
                )

    def _remove_actor(self, name: str) -> None:
        """Take an actor out, with all ties, tenures and shocks that name this actor."""
        self._row("actors", name)
        if len(self.case.actors) == 1:
            raise _Unknown("is the last of the circle")
        arbiter = "" if self.case.arbiter == name else self.case.arbiter
        self._put(
            arbiter=arbiter,
            actors=tuple(one for one in self.case.actors if one.id != name),
            tenures=tuple(one for one in self.case.tenures if one.actor != name),
            ties=tuple(one for one in self.case.ties if name not in (one.origin, one.target)),
            shocks=tuple(
                one
                for one in self.case.shocks
                if one.actor != name and not _hits(one, "actors", name)
            ),
            course=tuple(one for one in self.case.course if one.actor != name),
        )
        self._forget_successor("actors", name)

    def _forget_successor(self, table: str, name: str) -> None:
        """Let posts go by power whose rule of succession names somebody who was taken out."""
        for post in self.case.posts:
            if post.succession_by == name and table in SUCCESSIONS[post.succession].named:
                self._each("posts", post.id, succession="power", succession_by="")

    # ----------------------------------------------------------------------------------------- rows

    def _put(self, **fields: Any) -> None:
        self.case = replace(self.case, **fields)

    def _date(self, text: str) -> Period:
        """Read the date of a shock, which lies within the case."""
        date = parse_period(text)
        if date.earliest < self.case.start or date.latest > self.case.end:
            start, end = day_text(self.case.start), day_text(self.case.end)
            raise _Unknown(f"{text} does not lie within the case, {start} to {end}")
        return date

    def _row(self, table: str, name: str) -> Any:
        rows = {row.id: row for row in getattr(self.case, table)}
        if not rows:
            raise _Unknown(f"there is no {name!r}: the case has no {table}")
        if name not in rows:
            raise _Unknown(f"there is no {name!r} among {table}; {_listed(name, rows)}")
        return rows[name]

    def _each(self, table: str, name: str, **fields: Any) -> None:
        """Change one row of a table."""
        self._row(table, name)
        rows = getattr(self.case, table)
        self._put(
            **{table: tuple(replace(row, **fields) if row.id == name else row for row in rows)}
        )


_SHOCK_COLUMNS = (
    *("date", "kind", "target", "actor", "audience", "size"),
    *("probability", "months"),
)


def size_of(kind: str) -> Column:
    """Return how the size of a kind of shock reads."""
    found = SHOCK_KINDS[kind]
    return Column(name="size", kind="number", meaning="", low=found.low, high=found.high)


def _hits(shock: Shock, table: str, name: str) -> bool:
    """Say whether a shock hits one row of a table; ids are of their table."""
    return shock.target == name and SHOCK_KINDS[shock.kind].target == table


def _is_tie(tie: Tie, ends: tuple[str, ...]) -> bool:
    """Say whether a tie is the one, or one of those, that a path names."""
    return (tie.origin, tie.target, tie.kind)[: len(ends)] == ends


def _listed(word: str, known: Iterable[str]) -> str:
    """Return the nearest known word, or some of all."""
    names = list(known)
    guess = did_you_mean(word, names)
    return guess or f"there are {', '.join(names[:12])}" + (" ..." if len(names) > 12 else "")


def _what_can_be_set(path: list[str]) -> str:
    """Say what a path could have been."""
    table = path[0] if path else ""
    if table in _NUMBERS:
        columns = [*_NUMBERS[table], *(f"{share}.AUDIENCE" for share in SHARES.get(table, ()))]
        columns += _OTHERS.get(table, ())
        return f"names no value; write {table}.ID. and one of {', '.join(columns)}"
    tables = [*_NUMBERS, "ties", "conditions", "parameters", "majority"]
    return f"names no value; a path begins with one of {', '.join(tables)}"
