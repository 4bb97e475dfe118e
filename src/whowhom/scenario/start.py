"""From a case to the arrays of the regime model on its start date.

Reads the state on the start date and the shocks of the case; never the documented
course, the chronicle, later tenures or dates of death. Uncertain values are drawn once per run,
keyed by the run and the value's own name, so that paired runs share them.

What the seven bases mean for the model is ours: an audience looks at its own base and at the
general standing of a contender; who is strong in it has clients in it at the start. A case without
posts gets implied ones, one for each contender and base that commands something.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whowhom.cases import holders
from whowhom.cases.case import BASES, SKILLS, Case, Post, Quantity, Shock
from whowhom.cases.dates import month_text
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.cases.vocabulary import SUCCESSIONS as RULES_OF_SUCCESSION
from whowhom.errors import InvalidInput
from whowhom.rng import STREAMS, entity_key, uniforms_by_run
from whowhom.scenario.calibrated import default_parameters
from whowhom.sim.layout import (
    ACTOR,
    AUDIENCE,
    HOST,
    POST,
    REGIME,
    SHOCK,
    SHOCK_KINDS,
    SUCCESSIONS,
)
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets
from whowhom.sim.simulation import Batch
from whowhom.sim.world import columns

__all__ = [
    "CONDITIONS",
    "DISCIPLINE",
    "GENERAL_BASES",
    "IMPLIED_POSTS",
    "SHOCKS_MADE_OF",
    "TIE_SIGNS",
    "Draw",
    "Start",
    "drawer",
    "drawn_parameters",
    "quantile",
]

Draw = Callable[[str, Quantity], NDArray[np.float64]]

TIE_SIGNS = {
    "ally": 0.5,
    "friend": 1.0,
    "client": 0.7,
    "patron": 0.7,
    "kin": 1.0,
    "rival": -0.5,
    "grievance": -1.0,
    "feud": -1.0,
}
"""Sign and weight of a tie of strength 1, by kind."""

CONDITIONS = {
    "war": Quantity(0.0, 0.0),
    "norm": Quantity(0.1, 0.9),
    "terror": Quantity(0.0, 0.0),
    "discipline": Quantity(0.3, 0.7),
    "enemy": Quantity(0.2, 0.2),
}
"""State of the regime at the start where the case says nothing; a range is drawn per run. Whether
comrades may be killed differs so much from circle to circle that the norm may be anything."""

DISCIPLINE = {
    "party": Quantity(0.6, 0.9),
    "monarchy": Quantity(0.6, 0.9),
    "personal": Quantity(0.2, 0.5),
    "military": Quantity(0.1, 0.4),
}
"""How far rules bind, by type of regime, where the case does not say. Officers and personal
followings move against their ruler three to four times as often as parties and dynasties do
(insider coups a year 1946-2014: .081 military, .065 personal, .022 monarchy, .021 party)."""

_DEFAULT_WEIGHTS = {body.id: body.weight for body in DEFAULT_AUDIENCES}
"""A weight left as it is by default is that of the shared parameters, which may differ by run."""

_AGE = 45
"""Age of a contender whose birth is not coded."""

GENERAL_BASES = {"popular": 1.0, "legitimacy": 1.0, "formal_office": 0.5}
"""Bases that every audience looks at beside its own."""


IMPLIED_POSTS: dict[str, dict[str, float]] = {
    "apparatus": {"fills": 0.40, "purse": 0.5, "seat": 0.1},
    "army": {"fills": 0.60, "force": 0.5, "prestige": 0.2},
    "security": {"fills": 0.60, "force": 0.5},
    "popular": {"voice": 0.3, "abroad": 0.1},
    "formal_office": {"voice": 0.1, "seat": 0.5, "prestige": 0.4},
    "external": {"fills": 0.40, "abroad": 0.3, "purse": 0.3},
}
"""What a base of 3 commands where a case has no posts; a base of b commands (b / 3)**2 of it."""


SHOCKS_MADE_OF: dict[str, dict[str, float]] = {
    "election": {"levy": 1.0, "focal": 1.0},
    "congress": {"levy": 1.0},
    "treaty": {"esteem": 1.0, "enemy": -1.0},
    "sanction": {"esteem": -1.0, "enemy": 1.0},
}
"""What an event of a composed kind does, in sizes of simple ones [ours, on published ideas]: a
public election makes a known name a rallying point (J. A. Tucker, "Enough!", Perspectives on
Politics 5, 2007); delegates renew a body from below (the circular flow of power, in words: Daniels;
Hough); sanctions hurt whoever rules (A. Escriba-Folch and J. Wright, "Dealing with Tyranny", ISQ
54, 2010) and let an enemy be blamed (J. Galtung, World Politics 19, 1967); a treaty is their
opposite."""

_CERTAIN = Quantity(1.0, 1.0)


def _sorted_ids(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(row.id for row in rows))


def _implied_posts(case: Case) -> tuple[str, ...]:
    """Return the ids of the posts that the contenders' bases imply, sorted."""
    return tuple(
        sorted(
            f"{actor.id}.{base}"
            for actor in case.actors
            for base in IMPLIED_POSTS
            if actor.bases[base].high > 0.0
        )
    )


class _Simple(NamedTuple):
    """What an outside event does, in a kind that the kernel knows."""

    shock: Shock
    kind: str
    target: str
    actor: str
    audience: str
    factor: float = 1.0
    is_end: bool = False
    """Whether it is met when the event is over."""


def _made_of(shock: Shock) -> list[_Simple]:
    """Return what an outside event does."""
    if shock.kind == "illness":
        begins = _Simple(shock, "illness", shock.target, "", "")
        ends = begins._replace(factor=0.0, is_end=True)
        return [begins] if shock.months is None else [begins, ends]
    if shock.kind not in SHOCKS_MADE_OF:
        return [_Simple(shock, shock.kind, shock.target, shock.actor, shock.audience)]
    found = []
    for kind, factor in SHOCKS_MADE_OF[shock.kind].items():
        target, audience = shock.target if kind == "levy" else "", ""
        if kind == "esteem":
            target, audience = shock.actor, shock.target
        found.append(_Simple(shock, kind, target, "", audience, factor))
    return found


def _over(case: Case, observed: int) -> list[str]:
    """Say of each event of a probability below 1 whose time is over what is to be written."""
    last = case.start.month_number + observed - 1
    return [
        f"shocks.{shock.id}: has a probability below 1, but its last month, "
        f"{month_text(shock.date.latest.month_number)}, is over in {month_text(last)}; if it "
        "happened, write its date and empty probability, else delete the row"
        for shock in case.shocks
        if observed
        and shock.probability.high > 0.0
        and shock.probability != _CERTAIN
        and shock.date.latest.month_number <= last
    ]


def _is_settled(case: Case) -> bool:
    """Return whether the case says for certain when the arbiter dies, or that they do not."""
    return any(
        shock.kind == "death" and shock.target == case.arbiter and shock.probability == _CERTAIN
        for shock in case.shocks
    )


@dataclass(frozen=True, slots=True, init=False)
class Start:
    """A case on its start date, ready to be run.

    Parameters
    ----------
    case : Case
        The checked case.
    parameters : Parameters or ParameterSets, optional
        The shared parameters; of sets, each run draws one. Those of
        :func:`whowhom.default_parameters` if not given.
    observed : int, default 0
        How many months are known from a record: an event of a probability below 1 has not happened
        in them, and the arbiter has not died in them, except by an event of the case.

    Raises
    ------
    InvalidInput
        If `case` is not a case, such as :func:`whowhom.read_case` returns, or if the time of an
        event of a probability below 1 is over.

    Examples
    --------
    >>> from whowhom import read_case
    >>> Start(read_case("duel")).contenders[:2]
    ('bukharin', 'kamenev')
    """

    case: Case
    """The checked case."""
    parameters: AnyParameters
    """The shared parameters; of sets, each run draws one."""
    actors: tuple[str, ...]
    """Ids in the order of the arrays: sorted, so that the order of rows cannot matter."""
    audiences: tuple[str, ...]
    """Likewise."""
    posts: tuple[str, ...]
    """Likewise; the implied posts where the case has none."""
    hosts: tuple[str, ...]
    """Likewise; one unnamed host where the case has none."""
    coders: "tuple[Start, ...]"
    """Of a pooled case, the start of each coder; each run draws one. Empty for other cases."""
    observed: int
    """How many months are known from a record."""

    def __init__(
        self, case: Case, parameters: AnyParameters | None = None, observed: int = 0
    ) -> None:
        if not isinstance(case, Case):
            raise InvalidInput(f"case must be a case, as read_case returns it, got {case!r:.80}")
        if over := _over(case, observed):
            raise InvalidInput("\n".join(over))
        ids: dict[str, Any] = {
            "case": case,
            "parameters": default_parameters() if parameters is None else parameters,
            "actors": _sorted_ids(case.actors),
            "audiences": _sorted_ids(case.audiences),
            "posts": _sorted_ids(case.posts) or _implied_posts(case),
            "hosts": _sorted_ids(case.hosts) or ("anywhere",),
            "observed": observed,
        }
        ids["coders"] = tuple(
            Start(coder.case, ids["parameters"], observed) for coder in case.coders
        )
        if case.coders:  # a post that one coder's bases imply stands empty with the others
            ids["posts"] = tuple(sorted({post for one in ids["coders"] for post in one.posts}))
        for one in ids["coders"]:
            object.__setattr__(one, "posts", ids["posts"])
        for name, value in ids.items():
            object.__setattr__(self, name, value)

    @property
    def months(self) -> int:
        """Length of a run in months."""
        return self.case.months

    @property
    def contenders(self) -> tuple[str, ...]:
        """Ids of the actors who can win and fall."""
        return tuple(actor for actor in self.actors if actor != self.case.arbiter)

    @property
    def shocks(self) -> tuple[str, ...]:
        """Ids of the outside events in the order of the arrays; a composed one has several rows."""
        return tuple(one.shock.id for one in self._simple_shocks())

    @property
    def endings(self) -> frozenset[int]:
        """Numbers of the rows of outside events at which one is over."""
        return frozenset(n for n, one in enumerate(self._simple_shocks()) if one.is_end)

    def draw(self, seed: int, first: int, runs: int) -> Batch:
        """Draw the uncertain values of `runs` runs numbered from `first`.

        Returns
        -------
        Batch
            Arrays with the runs on the first axis.
        """
        value = drawer(seed, first, runs)
        parameters = drawn_parameters(self.parameters, value, seed, first, runs)
        return self.laid_out(value, parameters, seed, first, runs)

    def uncertain(self, seed: int, first: int, runs: int) -> dict[str, NDArray[np.float64]]:
        """Return the uncertain values, as the runs draw them.

        Returns
        -------
        dict of str to array, shape (runs,)
            By the path of the value, such as ``actors.trotsky.army`` or ``parameters.bias``.
        """
        if self.coders:
            return self._uncertain_of_coders(seed, first, runs)
        inner = drawer(seed, first, runs)
        drawn: dict[str, NDArray[np.float64]] = {}

        def value(name: str, quantity: Quantity) -> NDArray[np.float64]:
            array = inner(name, quantity)
            if not quantity.is_certain:
                drawn[name] = array
            return array

        parameters = drawn_parameters(self.parameters, value, seed, first, runs)
        self.laid_out(value, parameters, seed, first, runs)
        for name in ParameterSets.of(self.parameters).uncertain:
            drawn[f"parameters.{name}"] = parameters[name]
        return drawn

    def coder_of(self, seed: int, first: int, runs: int, value: str = "") -> NDArray[np.intp]:
        """Return which coder of a pooled case each run draws, shape (runs,).

        Of a named `value` it is drawn apart from all others.
        """
        weights = np.array([coder.weight for coder in self.case.coders])
        key = entity_key(f"coder.{value}" if value else "coder")
        u = uniforms_by_run(seed, first, runs, STREAMS.index("range"), key)
        ends = np.cumsum(weights / weights.sum())[:-1]
        return np.asarray(np.searchsorted(ends, u, side="right"))

    def _uncertain_of_coders(
        self, seed: int, first: int, runs: int
    ) -> dict[str, NDArray[np.float64]]:
        """Return the values as the runs draw them with their coders, those alike in all left out.

        A value that only some coders have counts as 0 in the runs of the others.
        """
        inner = drawer(seed, first, runs)
        chosen = self.coder_of(seed, first, runs)
        drawn: dict[str, NDArray[np.float64]] = {}
        parameters = drawn_parameters(self.parameters, inner, seed, first, runs)
        for number, one in enumerate(self.coders):
            is_own = chosen == number

            def value(
                name: str, quantity: Quantity, is_own: NDArray[np.bool_] = is_own
            ) -> NDArray[np.float64]:
                array = inner(name, quantity)
                drawn.setdefault(name, np.zeros(runs))[is_own] = array[is_own]
                return array

            one.laid_out(value, parameters, seed, first, runs)
        for name in ParameterSets.of(self.parameters).uncertain:
            drawn[f"parameters.{name}"] = parameters[name]
        return {name: values for name, values in drawn.items() if np.ptp(values) > 0.0}

    def laid_out(
        self, value: Draw, parameters: NDArray[Any], seed: int, first: int, runs: int
    ) -> Batch:
        """Return the starting arrays, with each value drawn by its name, and given parameters.

        Dates of outside events, and the coder of a pooled case, are drawn by seed and run.
        """
        if self.coders:
            parts = [one.laid_out(value, parameters, seed, first, runs) for one in self.coders]
            return _chosen(parts, self.coder_of(seed, first, runs))
        bases = {
            actor.id: {
                base: value(f"actors.{actor.id}.{base}", actor.bases[base]) for base in BASES
            }
            for actor in self.case.actors
        }
        posts, fills, voice = self._posts(bases, value, runs)
        audiences, feed = self._audiences(value, parameters, runs)
        memory, esteem, clients = self._opinion(bases, parameters, runs)
        return Batch(
            actors=self._actors(bases, posts, value, runs),
            audiences=audiences,
            posts=posts,
            shocks=self._shocks(value, seed, first, runs),
            hosts=self._hosts(value, runs),
            regime=self._regime(value, runs),
            fills=fills,
            voice=voice,
            feed=feed,
            bond=self._bonds(value, runs),
            memory=memory,
            esteem=esteem,
            clients=clients,
            parameters=parameters,
        )

    def _actors(
        self, bases: Mapping[str, Mapping[str, NDArray[np.float64]]], posts: NDArray[Any],
        value: Draw, runs: int,
    ) -> NDArray[Any]:  # fmt: skip
        table = np.zeros((runs, len(self.actors)), ACTOR)
        by_id = {actor.id: actor for actor in self.case.actors}
        for i, name in enumerate(self.actors):
            actor, row = by_id[name], table[:, i]
            row["key"] = entity_key(name)
            row["contender"] = name != self.case.arbiter
            for text in ("target", "host", "fell", "order", "removed_by"):
                row[text] = -1
            age = _AGE * 12
            if actor.born is not None:
                age = self.case.start.month_number - actor.born.earliest.month_number
            row["born"] = -age
            for skill in SKILLS:
                row[skill] = value(f"actors.{name}.{skill}", actor.skills[skill])
            row["line"] = value(f"actors.{name}.line", actor.line)
            base = bases[name]
            row["legacy"] = (base["popular"] + base["legitimacy"]) / 6.0
            shown = (base["popular"] + base["legitimacy"] + base["formal_office"]) / 9.0
            known = np.max([base[b] for b in BASES], axis=0) > 0.0
            row["fame"] = np.where(known | (posts["holder"] == i).any(axis=1), shown + 0.05, 0.0)
            row["kin"] = 1.0
        return table

    def _posts(
        self, bases: Mapping[str, Mapping[str, NDArray[np.float64]]], value: Draw, runs: int
    ) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
        table = np.zeros((runs, len(self.posts)), POST)
        fills = np.zeros((runs, len(self.posts), len(self.audiences)))
        voice = np.zeros_like(fills)
        by_id = {post.id: post for post in self.case.posts}
        for o, name in enumerate(self.posts):
            row = table[:, o]
            row["key"] = entity_key(name)
            if by_id:
                post = by_id[name]
                for column in ("force", "purse", "seat", "prestige"):
                    row[column] = value(f"posts.{name}.{column}", getattr(post, column))
                for a, audience in enumerate(self.audiences):
                    if audience in post.fills:
                        quantity = post.fills[audience]
                        fills[:, o, a] = value(f"posts.{name}.fills.{audience}", quantity)
                    heard = audience if audience in post.voice else "*"
                    if heard in post.voice:
                        voice[:, o, a] = value(f"posts.{name}.voice.{heard}", post.voice[heard])
                row["holder"] = self._holder(name)
                self._rule(post, row)
            else:
                actor, base = name.rsplit(".", 1)
                strength = (bases[actor][base] / 3.0) ** 2
                self._imply(base, strength, row, fills[:, o], voice[:, o])
                row["holder"] = np.where(strength > 0.0, self.actors.index(actor), -1)
            row["original"] = row["holder"] >= 0
        _cap(fills)
        return table, fills, voice

    def _rule(self, post: Post, row: NDArray[Any]) -> None:
        """Write by what rule a post goes on, and who is named by it."""
        row["rule"] = SUCCESSIONS.index(post.succession)
        named, tables = post.succession_by, RULES_OF_SUCCESSION[post.succession].named
        ids = {"posts": self.posts, "actors": self.actors, "audiences": self.audiences}
        found = next((table for table in tables if named in ids[table]), "")
        for table, column in (
            ("posts", "by_post"),
            ("actors", "by_actor"),
            ("audiences", "by_body"),
        ):
            row[column] = ids[table].index(named) if table == found else -1
        if tables and not found:
            row["rule"] = SUCCESSIONS.index("power")

    def _imply(
        self, base: str, strength: NDArray[np.float64], row: NDArray[Any],
        fills: NDArray[np.float64], voice: NDArray[np.float64],
    ) -> None:  # fmt: skip
        by_id = {audience.id: audience for audience in self.case.audiences}
        implied = IMPLIED_POSTS[base]
        for column in ("force", "purse", "seat", "prestige"):
            row[column] = implied.get(column, 0.0) * strength
        for a, audience in enumerate(self.audiences):
            body = by_id[audience]
            if body.base == base:
                fills[:, a] = implied.get("fills", 0.0) * strength
            elif base == "apparatus" and not body.abroad and body.base == "legitimacy":
                fills[:, a] = 0.3 * implied.get("fills", 0.0) * strength
            voice[:, a] = implied.get("abroad" if body.abroad else "voice", 0.0) * strength

    def _holder(self, post: str) -> int:
        actor = holders(self.case).get(post)
        return -1 if actor is None else self.actors.index(actor)

    def _audiences(
        self, value: Draw, parameters: NDArray[Any], runs: int
    ) -> tuple[NDArray[Any], NDArray[np.float64]]:
        table = np.zeros((runs, len(self.audiences)), AUDIENCE)
        feed = np.zeros((runs, len(self.audiences), len(self.audiences)))
        by_id = {audience.id: audience for audience in self.case.audiences}
        first = 0
        for a, name in enumerate(self.audiences):
            body, row = by_id[name], table[:, a]
            row["key"] = entity_key(name)
            row["first"], row["size"], row["abroad"] = first, body.size, body.abroad
            first += columns.py_func(body.size)
            for column in ("weight", "turnover", "line", "line_sd"):
                row[column] = value(f"audiences.{name}.{column}", getattr(body, column))
            if body.abroad:
                row["weight"] = 0.0
            elif body.weight == _DEFAULT_WEIGHTS.get(name):
                row["weight"] = parameters[f"weight_{body.base}"]
            for b, other in enumerate(self.audiences):
                if other in body.fed_by:
                    feed[:, a, b] = value(f"audiences.{name}.fed_by.{other}", body.fed_by[other])
        total = table["weight"].sum(axis=1, keepdims=True)
        table["weight"] = np.round(table["weight"] / total, 12)
        return table, feed

    def _opinion(
        self, bases: Mapping[str, Mapping[str, NDArray[np.float64]]], parameters: NDArray[Any],
        runs: int,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
        shape = (runs, len(self.audiences), len(self.actors))
        memory, esteem, clients = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        by_id = {audience.id: audience for audience in self.case.audiences}
        holders = {self._holder(post) for post in self.posts} if self.case.posts else set()
        for i, name in enumerate(self.actors):
            base = bases[name]
            known = np.max([base[b] for b in BASES], axis=0) > 0.0
            if i in holders:
                known = np.ones(runs, bool)
            if name == self.case.arbiter:
                known = np.zeros(runs, bool)
            for a, audience in enumerate(self.audiences):
                own = base[by_id[audience].base]
                general = sum(base[b] * weight for b, weight in GENERAL_BASES.items())
                standing = (own + general / sum(GENERAL_BASES.values())) / 6.0
                memory[:, a, i] = known
                esteem[:, a, i] = np.where(
                    known, parameters["start_esteem"] * (2 * standing - 0.5), 0
                )
                clients[:, a, i] = np.where(
                    known, parameters["start_clients"] * (own / 3.0) * np.sqrt(own / 3.0), 0.0
                )
        _cap(clients.transpose(0, 2, 1))
        return memory, esteem, clients

    def _shocks(self, value: Draw, seed: int, first: int, runs: int) -> NDArray[Any]:
        simple = self._simple_shocks()
        table = np.zeros((runs, len(simple)), SHOCK)
        months = {one.shock.id: self._months(one.shock, value, seed, first, runs) for one in simple}
        for s, one in enumerate(simple):
            shock, row = one.shock, table[:, s]
            row["month"] = months[shock.id]
            if one.is_end and shock.months is not None:
                lasts = np.round(value(f"shocks.{shock.id}.months", shock.months)).astype(np.int64)
                row["month"] = np.where(row["month"] < 0, -1, row["month"] + lasts)
            row["kind"] = SHOCK_KINDS.index(one.kind)
            row["target"] = self._target(one.kind, one.target)
            row["actor"] = self.actors.index(one.actor) if one.actor else -1
            row["audience"] = self.audiences.index(one.audience) if one.audience else -1
            row["size"] = one.factor * value(f"shocks.{shock.id}.size", shock.size)
        return table

    def _simple_shocks(self) -> list[_Simple]:
        """Return the outside events as the kernel meets them, without those that never happen."""
        found: list[_Simple] = []
        for shock in sorted(self.case.shocks, key=lambda one: (one.date.earliest, one.id)):
            if shock.probability.high > 0.0:
                found.extend(_made_of(shock))
        return found

    def _months(
        self, shock: Shock, value: Draw, seed: int, first: int, runs: int
    ) -> NDArray[np.int32]:
        """Draw the month of an event, -1 in the runs in which it does not happen."""
        start, key = self.case.start.month_number, entity_key(f"shocks.{shock.id}.date")
        low = shock.date.earliest.month_number - start
        high = shock.date.latest.month_number - start
        chance = value(f"shocks.{shock.id}.probability", shock.probability)
        if shock.probability != _CERTAIN and low < self.observed != 0:
            left = (high - self.observed + 1) / (high - low + 1)
            chance = chance * left / (1.0 - chance * (1.0 - left))
            low = self.observed
        u = uniforms_by_run(seed, first, runs, STREAMS.index("shock_date"), key)
        drawn: NDArray[np.int32] = (low + np.floor(u * (high - low + 1))).astype(np.int32)
        if shock.probability == _CERTAIN:
            return drawn
        key = entity_key(f"shocks.{shock.id}.probability")
        u = uniforms_by_run(seed, first, runs, STREAMS.index("shock_happens"), key)
        happens: NDArray[np.bool_] = u < chance
        return np.where(happens, drawn, np.int32(-1)).astype(np.int32)

    def _target(self, kind: str, target: str) -> int:
        if kind in ("levy", "leaning"):
            return self.audiences.index(target)
        if kind == "post":
            return self.posts.index(target)
        return self.actors.index(target) if target else -1

    def _hosts(self, value: Draw, runs: int) -> NDArray[Any]:
        table = np.zeros((runs, len(self.hosts)), HOST)
        by_id = {host.id: host for host in self.case.hosts}
        for h, name in enumerate(self.hosts):
            row = table[:, h]
            row["key"] = entity_key(name)
            row["willingness"], row["dependence"] = 0.5, 0.2
            if name in by_id:
                for column in ("willingness", "dependence"):
                    row[column] = value(f"hosts.{name}.{column}", getattr(by_id[name], column))
        return table

    def _bonds(self, value: Draw, runs: int) -> NDArray[np.float64]:
        bonds = np.zeros((runs, len(self.actors), len(self.actors)))
        start = self.case.start
        for tie in sorted(self.case.ties, key=lambda tie: (tie.origin, tie.target, tie.kind)):
            if tie.begin is not None and tie.begin.earliest > start:
                continue
            if tie.end is not None and tie.end.latest < start:
                continue
            strength = value(f"ties.{tie.origin}.{tie.target}.{tie.kind}", tie.strength)
            i, j = self.actors.index(tie.origin), self.actors.index(tie.target)
            bonds[:, i, j] += TIE_SIGNS[tie.kind] * strength
        return np.clip(bonds, -1.0, 1.0)

    def _regime(self, value: Draw, runs: int) -> NDArray[Any]:
        table = np.zeros((runs, 1), REGIME)
        row = table[:, 0]
        for column in ("leader", "testament_of"):
            row[column] = -1
        row["arbiter"] = self.actors.index(self.case.arbiter) if self.case.arbiter else -1
        row["capacity"] = 1.0 if self.case.arbiter else 0.0
        row["ages_from"] = -1 if _is_settled(self.case) else self.observed
        row["majority"] = value("majority", self.case.majority)
        state = dict(CONDITIONS)
        state["discipline"] = DISCIPLINE.get(self.case.regime_type, state["discipline"])
        state |= {condition.id: condition.value for condition in self.case.conditions}
        for name, quantity in state.items():
            row[name] = value(f"conditions.{name}", quantity)
        return table


def _chosen(parts: Sequence[Batch], chosen: NDArray[np.intp]) -> Batch:
    """Return the starting arrays of the coder that each run draws."""
    most = max(part.shocks.shape[1] for part in parts)
    padded = [part._replace(shocks=_with_rows(part.shocks, most)) for part in parts]
    fields: list[NDArray[Any]] = [field.copy() for field in padded[0]]
    for number, part in enumerate(padded[1:], start=1):
        for field, own in zip(fields, part, strict=True):
            field[chosen == number] = own[chosen == number]
    return Batch(*fields)


def _with_rows(shocks: NDArray[Any], most: int) -> NDArray[Any]:
    """Return the shocks of each run with further ones that never come."""
    more = np.zeros((shocks.shape[0], most - shocks.shape[1]), shocks.dtype)
    more["month"] = -1
    return np.concatenate([shocks, more], axis=1)


def _cap(shares: NDArray[np.float64]) -> None:
    """Scale down, in place, shares that sum to more than 1 over the second axis."""
    total = shares.sum(axis=1, keepdims=True)
    shares /= np.maximum(total, 1.0)


def drawer(seed: int, first: int, runs: int) -> Draw:
    """Return the function that draws a named value for each run, shape (runs,).

    The same name draws the same value in the same run, whoever asks.
    """
    stream = STREAMS.index("range")

    def draw(name: str, quantity: Quantity) -> NDArray[np.float64]:
        if quantity.low == quantity.high:
            return np.full(runs, quantity.low)
        u = uniforms_by_run(seed, first, runs, stream, entity_key(name))
        return quantile(quantity, u)

    return draw


def quantile(quantity: Quantity, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values of a quantity below which it lies with the chances `u`, each in [0, 1]."""
    low, high, mode = quantity.low, quantity.high, quantity.mode
    if low == high:
        return np.full(len(u), low)
    if mode is None:
        return np.asarray(low + (high - low) * u)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.asarray(np.where(u < turn, rising, falling))


def drawn_parameters(
    parameters: AnyParameters, value: Draw, seed: int, first: int, runs: int
) -> NDArray[Any]:
    """Return the parameters that each run has, as a ``PARAMETER_RECORD``, shape (runs,).

    A set is drawn as a whole, under a stream of its own; a range by its name, as any other value.
    """
    sets = ParameterSets.of(parameters)
    u = uniforms_by_run(seed, first, runs, STREAMS.index("parameters"), 0)
    number = len(sets.values)
    table = sets.records(np.minimum((u * number).astype(np.int64), number - 1))
    for name, (low, high, mode) in sets.ranges:
        table[name] = value(f"parameters.{name}", Quantity(low, high, mode))
    return table
