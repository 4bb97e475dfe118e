"""A small made-up circle for tests of the regime model: four contenders, five audiences.

The elder chairs, the general commands, the orator is loved in public, the organiser fills posts;
a patriarch stands above them where a test asks for an arbiter. Rows of the arrays are sorted by
id, so the constants below are their indices.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
)
from whowhom.scenario.start import Start
from whowhom.sim.layout import ABROAD
from whowhom.sim.month import begin_run
from whowhom.sim.parameters import MECHANISMS, Parameters, without
from whowhom.sim.simulation import Runs, _blank_world, simulate
from whowhom.sim.world import World

__all__ = [
    "ABROAD_BODY",
    "ARMY",
    "CADRES",
    "CHAIR",
    "COMMAND",
    "COMPARED",
    "ELDER",
    "ELITE",
    "FOREIGN",
    "GENERAL",
    "ORATOR",
    "ORGANISER",
    "PATRIARCH",
    "PRESS",
    "PUBLIC",
    "SECRETARY",
    "actor",
    "agents",
    "copy_of",
    "crown",
    "number",
    "on_and_off",
    "passed",
    "period",
    "put_out",
    "runs_of",
    "shock",
    "sign",
    "toy_case",
    "world_of",
    "worlds",
]

ELDER, GENERAL, ORATOR, ORGANISER, PATRIARCH = range(5)
ABROAD_BODY, ARMY, CADRES, ELITE, PUBLIC = range(5)
CHAIR, COMMAND, FOREIGN, PRESS, SECRETARY = range(5)

_FILLED = ("actors", "audiences", "posts", "shocks", "hosts", "regime", "fills", "voice", "feed",
           "bond", "memory")  # fmt: skip
"""Arrays of a world that a start draws; the rest is computed when a run begins."""

COMPARED = ("top", "fate", "fell", "order", "by", "reached", "share")
"""Arrays of outcomes with one row for each run."""

World_and_p = tuple[World, Any]


# --- the circle


def number(value: float) -> Quantity:
    """Return a number that is known."""
    return Quantity(value, value)


def _numbers(**values: float) -> dict[str, Quantity]:
    return {name: number(value) for name, value in values.items()}


def period(year: int, month: int) -> Period:
    """Return a month as a date."""
    return Period(Day(year, month, 1), Day(year, month, 28), f"{year}-{month:02d}")


def actor(name: str, *, line: float = 0.0, born: int | None = None, **values: float) -> Actor:
    """Return a contender with some bases and skills; the other bases are 0, the skills 0.5."""
    return Actor(
        id=name,
        name=name.capitalize(),
        born=None if born is None else period(born, 1),
        bases=_numbers(**{base: values.pop(base, 0.0) for base in BASES}),
        skills=_numbers(**{skill: values.pop(skill, 0.5) for skill in SKILLS}),
        line=number(line),
    )


def _post(
    name: str, *, fills: dict[str, float] | None = None, voice: dict[str, float] | None = None,
    **values: float,
) -> Post:  # fmt: skip
    return Post(
        id=name,
        name=name.capitalize(),
        fills=_numbers(**(fills or {})),
        voice=_numbers(**(voice or {})),
        **_numbers(**{c: values.get(c, 0.0) for c in ("force", "purse", "seat", "prestige")}),
    )


def _audience(
    name: str, size: int, weight: float, turnover: float, base: str, *, line: float = 0.0,
    fed_by: dict[str, float] | None = None,
) -> Audience:  # fmt: skip
    return Audience(
        id=name,
        name=name.capitalize(),
        size=size,
        **_numbers(weight=weight, turnover=turnover, line=line, line_sd=0.3),
        base=base,
        fed_by=_numbers(**(fed_by or {})),
        abroad=name == "abroad",
    )


def shock(
    kind: str, size: float = 1.0, *, month: int = 1, target: str = "", actor: str = "",
    audience: str = "", name: str = "",
) -> Shock:  # fmt: skip
    """Return an outside event in a month of the first year (1 is the start month)."""
    return Shock(
        id=name or f"{kind}_{month}",
        date=period(1900, month),
        kind=kind,
        target=target,
        actor=actor,
        audience=audience,
        size=number(size),
    )


_ACTORS = (
    actor("elder", legitimacy=3, formal_office=3, popular=1, oratory=0.5, organisation=0.4),
    actor("general", army=3, popular=1.5, oratory=0.4, organisation=0.4, line=0.3),
    actor("orator", popular=3, legitimacy=2, external=2, oratory=0.95, organisation=0.2,
          strategy=0.3, rigidity=0.9, line=0.5),
    actor("organiser", apparatus=3, legitimacy=0.5, oratory=0.15, organisation=0.95,
          strategy=0.8, ruthlessness=0.9, rigidity=0.4, line=-0.2),
)  # fmt: skip

_PATRIARCH = actor("patriarch", popular=3, legitimacy=3, formal_office=3, born=1840)

_POSTS = (
    _post("chair", seat=0.6, prestige=0.7, fills={"elite": 0.1}),
    _post("command", force=0.8, prestige=0.6, fills={"army": 0.6}),
    _post("foreign", fills={"abroad": 0.6}, voice={"abroad": 0.3}, prestige=0.2),
    _post("press", voice={"cadres": 0.2, "public": 0.4}, prestige=0.3, seat=0.2),
    _post("secretary", fills={"cadres": 0.5, "elite": 0.15}, purse=0.6, seat=0.2, prestige=0.1),
)

_HOLDERS = {
    "chair": "elder",
    "command": "general",
    "foreign": "elder",
    "press": "orator",
    "secretary": "organiser",
}

_AUDIENCES = (
    _audience("abroad", 40, 0.0, 0.1, "external", line=0.3),
    _audience("army", 40, 0.15, 0.2, "army"),
    _audience("cadres", 100, 0.40, 0.4, "apparatus", line=-0.1),
    _audience("elite", 60, 0.30, 0.2, "legitimacy", fed_by={"cadres": 0.5}),
    _audience("public", 60, 0.15, 0.05, "popular"),
)

_HOSTS = (
    Host(id="island", name="Island", **_numbers(willingness=0.5, dependence=0.0)),
    Host(id="neighbour", name="Neighbour", **_numbers(willingness=0.6, dependence=0.9)),
)


def toy_case(*, arbiter: bool = False, conditions: dict[str, float] | None = None,
             **changes: Any) -> Case:  # fmt: skip
    """Return the toy circle from January 1900 to December 1903.

    Parameters
    ----------
    arbiter : bool
        Whether the patriarch stands above the contest.
    conditions : dict of str to float
        State of the regime at the start.
    **changes
        Fields of the case to replace.
    """
    case = Case(
        id="toy",
        title="A toy",
        about="",
        regime_type="other",
        start=Day(1900, 1, 1),
        end=Day(1903, 12, 31),
        majority=number(0.5),
        arbiter="patriarch" if arbiter else "",
        coder="",
        coded="",
        licence="",
        actors=(*_ACTORS, _PATRIARCH) if arbiter else _ACTORS,
        posts=_POSTS,
        tenures=tuple(
            Tenure(post=post, actor=holder, begin=None, end=None)
            for post, holder in _HOLDERS.items()
        ),
        audiences=_AUDIENCES,
        hosts=_HOSTS,
        conditions=tuple(
            Condition(id=name, value=number(value)) for name, value in (conditions or {}).items()
        ),
    )
    return replace(case, **changes)


# --- its world


def world_of(
    case: Case | None = None, *, parameters: Parameters | None = None, seed: int = 1, run: int = 0
) -> World_and_p:
    """Return the world of one run after month zero, and the record of its parameters."""
    batch = Start(case or toy_case(), parameters or Parameters()).draw(seed, run, 1)
    world = _blank_world(batch)
    for name in _FILLED:
        getattr(world, name)[:] = getattr(batch, name)[0]
    p = batch.parameters[0]
    begin_run(world, p, batch.esteem[0], batch.clients[0], seed, run)
    return world, p


def copy_of(world: World) -> World:
    """Return a world of its own that stands where the given one stands."""
    return World(*(array.copy() for array in world))


def on_and_off(
    mechanism: str,
    prepare: Callable[[World], None] | None = None,
    case: Case | None = None,
    *,
    from_start: bool = False,
    **values: float,
) -> tuple[World_and_p, World_and_p]:
    """Return a pair, one with a mechanism and one without it: same world, same chance.

    Parameters
    ----------
    mechanism : str
        Name out of ``MECHANISMS``; what switches it off is read there.
    prepare : callable
        Changes each world before the test looks at it.
    case : Case
        The toy unless given.
    from_start : bool
        Whether month zero, too, is simulated without the mechanism.
    **values
        Parameters that differ from the defaults in both worlds.
    """
    with_it = Parameters().replace(**values)
    without_it = without(with_it, [mechanism])
    world, p = world_of(case, parameters=with_it)
    other, off = world_of(case, parameters=without_it)
    twins = ((world, p), (other if from_start else copy_of(world), off))
    if prepare is not None:
        for twin, _ in twins:
            prepare(twin)
    return twins


def passed(
    twin: World_and_p, *phases: Callable[..., None], months: int = 1, first: int = 1, run: int = 0
) -> World:
    """Return the world after some months of nothing but the given phases."""
    world, p = twin
    for month in range(first, first + months):
        for phase in phases:
            phase(world, p, 1, run, month)
    return world


def worlds(
    mechanism: str, *phases: Callable[..., None], months: int = 1,
    prepare: Callable[[World], None] | None = None, case: Case | None = None,
    from_start: bool = False, **values: float,
) -> tuple[World, World]:  # fmt: skip
    """Return the pair of worlds after the phases, with the mechanism and without it."""
    on, off = on_and_off(mechanism, prepare, case, from_start=from_start, **values)
    return passed(on, *phases, months=months), passed(off, *phases, months=months)


@lru_cache(maxsize=32)
def runs_of(switched_off: str = "", runs: int = 150) -> Runs:
    """Return three years of the toy, with or without one mechanism; the same seed throughout."""
    parameters = without(Parameters(), [switched_off] if switched_off else [])
    start = Start(toy_case(end=Day(1902, 12, 31)), parameters)
    return simulate(start, seed=1, runs=runs)


def agents(world: World, audience: int) -> slice:
    """Return where the agents of an audience stand in the arrays of agents."""
    body = world.audiences[audience]
    return slice(int(body["first"]), int(body["first"] + body["size"]))


def seated(world: World) -> NDArray[np.bool_]:
    """Return which columns of the arrays of agents are agents; the others only fill up a block."""
    found = np.zeros(world.patron.size, bool)
    for audience in range(world.audiences.size):
        found[agents(world, audience)] = True
    return found


def put_out(world: World, who: int, status: int) -> None:
    """Take a contender out of the circle; his posts fall vacant."""
    world.actors["status"][who] = status
    world.actors["fell"][who] = 0
    world.reached[who, status] = 0
    world.posts["holder"][world.posts["holder"] == who] = -1
    if status == ABROAD:
        world.actors["host"][who] = 0


def crown(world: World, who: int, share: float = 0.8) -> None:
    """Make a contender the leader with a share of the circle's power."""
    world.regime["leader"] = who
    world.regime["leader_share"] = share


# --- the register of sign tests


def sign(*mechanisms: str) -> Callable[[Any], Any]:
    """Mark a test as the sign test of mechanisms; ``test_signs.py`` reads the marks."""
    known = {mechanism.name for mechanism in MECHANISMS}
    unknown = set(mechanisms) - known
    if unknown or not mechanisms:
        raise ValueError(f"sign() wants names of mechanisms, got {sorted(unknown)}")
    return lambda test: test
