"""Small circles to try the laws of the regime model on, and what it takes to compare runs.

Modules here cannot import one another, so everything comes as a fixture: ``toy`` builds circles
that run in a millisecond, ``same`` compares runs bit by bit, ``copy_duel`` makes a copy of
the shipped case to tamper with.
"""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.cases import read_case
from whowhom.cases.case import (
    BASES,
    SKILLS,
    Actor,
    Audience,
    Case,
    Condition,
    Day,
    Host,
    Period,
    Post,
    Quantity,
    Shock,
    Tenure,
    Tie,
)
from whowhom.ensemble.outcome import MONTHLY
from whowhom.scenario.start import Start
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import Runs, simulate

START = Day(1920, 1, 1)
PER_ACTOR = ("fate", "fell", "order", "by", "reached", "share", "standing", "power")


def quantity(value: float | Sequence[float]) -> Quantity:
    """Return a number, or the range or triangle that a tuple of two or three gives."""
    if isinstance(value, tuple):
        return Quantity(value[0], value[-1], value[1] if len(value) == 3 else None)
    return Quantity(value, value)


def period(*days: Day) -> Period:
    return Period(days[0], days[-1], "")


def actor(name: str, *, born: int = 1890, line: float = 0.0, **values: float) -> Actor:
    """Return an actor; bases are 0 and skills 0.5 where nothing is said."""
    return Actor(
        id=name,
        name=name,
        born=period(Day(born, 1, 1), Day(born, 12, 31)),
        bases={base: quantity(values.get(base, 0.0)) for base in BASES},
        skills={skill: quantity(values.get(skill, 0.5)) for skill in SKILLS},
        line=quantity(line),
    )


def audience(
    name: str, size: int, *, weight: float = 1.0, base: str = "popular", turnover: float = 0.2,
    line: float = 0.0, abroad: bool = False, fed_by: dict[str, float] | None = None,
) -> Audience:  # fmt: skip
    return Audience(
        id=name,
        name=name,
        size=size,
        weight=quantity(weight),
        turnover=quantity(turnover),
        line=quantity(line),
        line_sd=quantity(0.3),
        base=base,
        fed_by={key: quantity(share) for key, share in (fed_by or {}).items()},
        abroad=abroad,
    )


def post(
    name: str, *, fills: dict[str, float] | None = None, voice: dict[str, float] | None = None,
    force: float = 0.0, purse: float = 0.0, seat: float = 0.0, prestige: float = 0.0,
) -> Post:  # fmt: skip
    return Post(
        id=name,
        name=name,
        fills={key: quantity(share) for key, share in (fills or {}).items()},
        voice={key: quantity(share) for key, share in (voice or {}).items()},
        force=quantity(force),
        purse=quantity(purse),
        seat=quantity(seat),
        prestige=quantity(prestige),
    )


def tenure(post: str, actor: str, begin: Day | None = None, end: Day | None = None) -> Tenure:
    return Tenure(post=post, actor=actor, begin=begin and period(begin), end=end and period(end))


def tie(
    origin: str, target: str, kind: str, strength: float | Sequence[float] = 0.5,
    begin: Day | None = None, end: Day | None = None,
) -> Tie:  # fmt: skip
    return Tie(
        origin=origin,
        target=target,
        kind=kind,
        strength=quantity(strength),
        begin=begin and period(begin),
        end=end and period(end),
    )


def shock(
    name: str, date: Day | Sequence[Day], kind: str, target: str = "", *,
    size: float | Sequence[float] = 1.0, actor: str = "", audience: str = "",
) -> Shock:  # fmt: skip
    days = (date,) if isinstance(date, Day) else date
    return Shock(
        id=name,
        date=period(*days),
        kind=kind,
        target=target,
        actor=actor,
        audience=audience,
        size=quantity(size),
    )


def host(name: str, willingness: float, dependence: float) -> Host:
    return Host(
        id=name, name=name, willingness=quantity(willingness), dependence=quantity(dependence)
    )


def circle(actors: Sequence[Actor], audiences: Sequence[Audience], **changes: object) -> Case:
    """Return a case of `actors` before `audiences`, five years long unless something else is said.

    ``months`` sets the length, ``majority`` is a number or a range, ``conditions`` a mapping.
    """
    last = START.month_number + int(changes.pop("months", 60)) - 1
    conditions = changes.pop("conditions", {})
    return Case(
        id="toy",
        title="Toy",
        about="",
        regime_type="other",
        start=START,
        end=Day(last // 12, last % 12 + 1, 28),
        majority=quantity(changes.pop("majority", 0.5)),
        arbiter=changes.pop("arbiter", ""),
        coder="",
        coded="",
        licence="",
        actors=tuple(actors),
        audiences=tuple(audiences),
        conditions=tuple(Condition(id=key, value=quantity(v)) for key, v in conditions.items()),
        **{key: tuple(rows) for key, rows in changes.items()},
    )


def court() -> Case:
    """Return a small circle that uses every table of the model: an arbiter dies, exiles are hunted.

    Most numbers are ranges, so that keyed draws of inputs are tried too.
    """
    actors = (
        actor("old", born=1850, popular=3, legitimacy=3, formal_office=3),
        actor("clerk", apparatus=(2, 3), legitimacy=1, organisation=(0.8, 1), ruthlessness=0.9),
        actor("hero", army=3, popular=(2, 2.5, 3), legitimacy=2, oratory=0.9, rigidity=0.9,
              line=0.4),
        actor("priest", legitimacy=2, external=(1, 2), oratory=0.7, ambition=0.8,
              rigidity=(0.3, 0.6)),
        actor("banker", apparatus=1, formal_office=2, strategy=0.9, line=-0.3),
    )  # fmt: skip
    audiences = (
        audience("cadres", 40, weight=(0.4, 0.5), base="apparatus", turnover=0.4),
        audience("council", 12, weight=0.3, base="legitimacy", fed_by={"cadres": (0.4, 0.6)}),
        audience("troops", 16, weight=0.15, base="army", line=0.2),
        audience("street", 16, weight=(0.05, 0.15), base="popular", line=-0.3),
        audience("world", 12, weight=0.0, base="external", line=0.4, abroad=True),
    )
    posts = (
        post("secretary", fills={"cadres": (0.4, 0.6), "council": 0.1}, purse=0.6, seat=0.3),
        post("marshal", fills={"troops": 0.6}, voice={"troops": 0.4}, force=0.7,
             prestige=(0.5, 0.9)),
        post("nuncio", fills={"world": 0.5}, voice={"*": (0.1, 0.2), "world": 0.5}, prestige=0.3),
        post("treasurer", purse=0.8, seat=0.5, voice={"council": 0.3}),
        post("crown", seat=0.6, prestige=0.9, voice={"*": 0.5}),
    )  # fmt: skip
    tenures = (
        tenure("secretary", "clerk", Day(1919, 5, 1)),
        tenure("marshal", "hero", Day(1918, 1, 1), Day(1924, 1, 31)),
        tenure("marshal", "clerk", Day(1924, 2, 1)),
        tenure("nuncio", "priest"),
        tenure("treasurer", "banker", Day(1917, 1, 1)),
        tenure("crown", "old", Day(1900, 1, 1), Day(1921, 3, 1)),
    )
    ties = (
        tie("clerk", "hero", "feud", (0.5, 0.9)),
        tie("hero", "clerk", "rival", (0.2, 0.6), Day(1918, 1, 1)),
        tie("priest", "banker", "friend", (0.3, 0.8)),
        tie("banker", "hero", "grievance", (0.1, 0.7)),
        tie("old", "clerk", "patron", 0.6),
    )
    shocks = (
        shock("stroke", Day(1920, 6, 1), "incapacity", "old", size=(0.3, 0.7)),
        shock("end_of_old", (Day(1920, 10, 1), Day(1921, 3, 31)), "death", "old"),
        shock("advice", Day(1921, 5, 1), "testament", "clerk", size=(0.3, 0.9)),
        shock("intake", Day(1921, 9, 1), "levy", "cadres", size=(0.2, 0.5)),
        shock("trip", Day(1921, 3, 1), "absence", "hero", size=0.5),
        shock("scandal", (Day(1922, 1, 1), Day(1922, 12, 31)), "esteem", "priest", size=-0.2),
        shock("murder", (Day(1923, 1, 1), Day(1924, 6, 30)), "pretext", size=(0.5, 1)),
        shock("front", Day(1923, 1, 1), "war", size=(0.4, 0.9)),
        shock("pact", Day(1926, 1, 1), "focal", size=(1, 2)),
        shock("shift", Day(1922, 7, 1), "leaning", "street", size=(-0.3, 0.3)),
        shock("threat", Day(1924, 1, 1), "enemy", size=0.4),
        shock("purse_moves", Day(1922, 3, 1), "post", "treasurer", actor="clerk"),
    )
    return circle(
        actors,
        audiences,
        posts=posts,
        tenures=tenures,
        ties=ties,
        shocks=shocks,
        hosts=(host("island", (0.3, 0.6), 0.6), host("republic", 0.5, (0.1, 0.3))),
        conditions={"norm": (0.3, 0.6), "terror": (0.1, 0.4), "discipline": 0.4, "enemy": 0.3},
        arbiter="old",
        majority=(0.5, 0.55),
        months=120,
    )


def bare() -> Case:
    """Return a circle that is coded by bases alone: its posts and hosts are implied."""
    actors = (
        actor("clerk", apparatus=(1.5, 3), security=1, legitimacy=1, ruthlessness=0.9),
        actor("hero", army=(2, 3), popular=2, oratory=0.9, rigidity=0.8),
        actor("priest", legitimacy=2, external=2, popular=(0.5, 2)),
        actor("banker", formal_office=3, apparatus=1, strategy=0.9),
    )
    audiences = (
        audience("cadres", 30, weight=0.5, base="apparatus", turnover=0.4),
        audience("council", 12, weight=0.3, base="legitimacy", fed_by={"cadres": 0.6}),
        audience("troops", 12, weight=0.2, base="army"),
        audience("world", 12, weight=0.0, base="external", abroad=True),
    )
    return circle(actors, audiences, months=96, conditions={"norm": 0.4, "terror": 0.2})


def equals(number: int, **changes: object) -> Case:
    """Return a circle of `number` actors who differ in nothing but their ids."""
    names = ("abbot", "baron", "consul", "dean", "earl")[:number]
    actors = tuple(actor(name, popular=2, legitimacy=1, formal_office=1) for name in names)
    hall = audience("hall", 24, turnover=0.3)
    return circle(actors, (hall,), **{"months": 36} | changes)


def random_circle(number: int) -> Case:
    """Return a small random circle in which ``x`` is the secretary, who fills some offices."""
    rng = np.random.default_rng(number)
    names = ("x", "y", "z", "w")[: rng.integers(3, 5)]
    actors = tuple(
        actor(
            name,
            apparatus=rng.uniform(0, 2),
            popular=rng.uniform(0, 2),
            legitimacy=rng.uniform(0, 2),
            line=rng.uniform(-0.3, 0.3),
            **{skill: rng.uniform(0.2, 0.9) for skill in SKILLS},
        )
        for name in names
    )
    audiences = (
        audience("cadres", 24, weight=rng.uniform(0.5, 1), base="apparatus", turnover=0.5),
        audience("council", 12, weight=rng.uniform(0.2, 0.6), base="legitimacy",
                 fed_by={"cadres": 0.5}),
    )  # fmt: skip
    posts = (
        post("secretary", fills={"cadres": 0.1}, seat=rng.uniform(0.1, 0.3)),
        post("speaker", voice={"*": rng.uniform(0.1, 0.4)}, prestige=rng.uniform(0.2, 0.6)),
    )
    tenures = (tenure("secretary", "x"), tenure("speaker", "y"))
    return circle(actors, audiences, posts=posts, tenures=tenures, months=48)


def shifted(thing: object, years: int) -> object:
    """Return a case, or any part of it, with every date `years` years later."""
    if isinstance(thing, Day):
        return replace(thing, year=thing.year + years)
    if isinstance(thing, tuple):
        return tuple(shifted(part, years) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        values = {field.name: getattr(thing, field.name) for field in fields(thing)}
        return replace(thing, **{name: shifted(value, years) for name, value in values.items()})
    return thing


def with_rows(case: Case, **rows: Sequence[object]) -> Case:
    """Return `case` with rows appended to some of its tables."""
    return replace(case, **{name: (*getattr(case, name), *new) for name, new in rows.items()})


def simulated(
    case: Case, *, runs: int = 60, seed: int = 1, first: int = 0, **parameters: float
) -> Runs:
    start = Start(case, Parameters().replace(**parameters))
    return simulate(start, seed=seed, first=first, runs=runs)


@cache
def usual(build: str, runs: int) -> Runs:
    """Return runs of the circle that ``toy.court`` or ``toy.bare`` builds, simulated only once."""
    return simulated({"court": court, "bare": bare}[build](), runs=runs)


@pytest.fixture(scope="session")
def toy() -> SimpleNamespace:
    """Builders of small cases."""
    return SimpleNamespace(
        actor=actor,
        audience=audience,
        post=post,
        tenure=tenure,
        tie=tie,
        shock=shock,
        host=host,
        circle=circle,
        court=court,
        bare=bare,
        equals=equals,
        random=random_circle,
        quantity=quantity,
        shifted=shifted,
        with_rows=with_rows,
        simulate=simulated,
        usual=usual,
    )


@pytest.fixture(scope="session")
def same() -> Callable[..., None]:
    """Compare two runs bit by bit, up to the month `before` if that is given.

    What is named in `but` is not compared: the counts of posts or bodies that only one has.
    """

    def compare(a: Runs, b: Runs, before: int | None = None, but: tuple[str, ...] = ()) -> None:
        names = [field.name for field in fields(Runs)] if before is None else MONTHLY
        for name in (name for name in names if name not in but):
            one, other = getattr(a, name)[:before], getattr(b, name)[:before]
            assert one.dtype == other.dtype
            assert one.shape == other.shape, name
            assert one.tobytes() == other.tobytes(), name

    return compare


@pytest.fixture(scope="session")
def same_for() -> Callable[..., None]:
    """Compare, bit by bit, what two runs say of the actors that both have."""

    def compare(a: Runs, case_a: Case, b: Runs, case_b: Case) -> None:
        ids_a, ids_b = Start(case_a).actors, Start(case_b).actors
        common = [name for name in ids_a if name in ids_b]
        new_index = np.array([ids_b.index(name) if name in ids_b else -9 for name in ids_a] + [-1])
        assert new_index[a.top].tolist() == b.top.tolist()
        for name in PER_ACTOR:
            one = getattr(a, name)[:, [ids_a.index(actor) for actor in common]]
            other = getattr(b, name)[:, [ids_b.index(actor) for actor in common]]
            if name == "by":
                one = new_index[one].astype(other.dtype)
            assert one.tobytes() == other.tobytes(), name

    return compare


@pytest.fixture(scope="session")
def duel() -> Case:
    return read_case("duel")


@pytest.fixture
def copy_duel(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies the shipped case to a folder of the same id."""

    def copy(place: str) -> Path:
        folder = tmp_path / place / "duel"
        with as_file(files("whowhom") / "shipped" / "duel") as source:
            shutil.copytree(source, folder)
        return folder

    return copy


@pytest.fixture(scope="session")
def edit() -> Callable[..., None]:
    """Rewrite a table: the function gets the header and the list of rows, and returns both."""

    def rewrite(path: Path, change: Callable[[list, list], tuple[list, list]]) -> None:
        header, *rows = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
        header, rows = change(header, rows)
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])
        path.write_text(stream.getvalue(), "utf-8")

    return rewrite
