"""Simulate a case: many runs, each a function of (case, parameters, seed, run number) alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.errors import InvalidInput
from whowhom.sim.circle import circle_power, is_inner
from whowhom.sim.events import EVENT
from whowhom.sim.guide import STANDS, is_guided, weigh_month
from whowhom.sim.layout import ACTOR, AUDIENCE, DEAD, DECISIONS, HOST, POST, REGIME, SHOCK, Values
from whowhom.sim.month import begin_run, pass_month
from whowhom.sim.world import World, columns

__all__ = [
    "Batch",
    "Observation",
    "Record",
    "Runs",
    "Startable",
    "States",
    "Trace",
    "advance",
    "blank_states",
    "blank_world",
    "simulate",
    "simulate_from",
    "with_month",
]

_ROOM = 1024
"""Events of a run that find room in the log at the first try."""


class Batch(NamedTuple):
    """The starting arrays of R runs; the last axes are those of :class:`World`."""

    actors: NDArray[Any]
    audiences: NDArray[Any]
    posts: NDArray[Any]
    shocks: NDArray[Any]
    hosts: NDArray[Any]
    regime: NDArray[Any]
    fills: NDArray[np.float64]
    voice: NDArray[np.float64]
    feed: NDArray[np.float64]
    bond: NDArray[np.float64]
    memory: NDArray[np.float64]
    esteem: NDArray[np.float64]
    clients: NDArray[np.float64]
    parameters: NDArray[Any]


class Startable(Protocol):
    """What :func:`simulate` needs of a start; ``whowhom.scenario.start.Start`` is one."""

    @property
    def months(self) -> int:
        """Length of a run in months."""

    def draw(self, seed: int, first: int, runs: int) -> Batch:
        """Draw the uncertain values of the runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What :func:`simulate` records beside outcomes and monthly counts; no run depends on it.

    Attributes
    ----------
    watched : tuple of int
        Indices of the actors whose decision record is kept.
    events : bool
        Whether every event is logged.
    """

    watched: tuple[int, ...] = ()
    events: bool = False


@dataclass(frozen=True, slots=True)
class Runs:
    """What happened in R runs to N actors over M months; read-only arrays.

    P posts, A bodies; W actors are watched. All counts add up over runs in any order.

    Attributes
    ----------
    top : int8, shape (R,)
        Index of the sole ruler at the end, -1 for none.
    fate : int8, shape (R, N)
        Index into ``whowhom.sim.layout.FATES``.
    fell : int16, shape (R, N)
        Month of the first removal from the inner circle, 0 for the start month, -1 for never.
    order : int8, shape (R, N)
        0 for the first to fall in the run, 1 for the second ..., -1 for never.
    by : int8, shape (R, N)
        Index of the actor who led the removal, -1 for none.
    reached : int16, shape (R, N, 6)
        First month as demoted, expelled, internal exile, abroad, prison, dead; -1 for never.
    share : float32, shape (R, N)
        Share of the power of the circle at the end.
    standing : int32, shape (M, N, 7)
        Number of runs in each status, by month.
    power : int32, shape (M, N, 101)
        Number of runs by share of power in whole percent, by month.
    held : int32, shape (M, P, N + 1)
        Number of runs in which an actor holds a post at the end of a month; last nobody.
    clients : int64, shape (M, A, N)
        Members of a body who are clients of an actor at the end of a month, summed over runs.
    decisions : float, shape (R, W, M, Q)
        The decision record: the Q quantities of :data:`whowhom.sim.layout.DECISIONS` for each
        watched actor; nan where they are not removed and alive, or nobody leads.
    events : array of ``whowhom.sim.events.EVENT``, shape (E,)
        All events in the order of runs and of time; empty unless they were asked for.
    """

    top: NDArray[np.int8]
    fate: NDArray[np.int8]
    fell: NDArray[np.int16]
    order: NDArray[np.int8]
    by: NDArray[np.int8]
    reached: NDArray[np.int16]
    share: NDArray[np.float32]
    standing: NDArray[np.int32]
    power: NDArray[np.int32]
    held: NDArray[np.int32]
    clients: NDArray[np.int64]
    decisions: NDArray[np.float64]
    events: NDArray[Any]

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).flags.writeable = False


class States(NamedTuple):
    """Worlds at the end of a month, one for each of R runs: all that the next month reads."""

    actors: NDArray[Any]
    audiences: NDArray[Any]
    posts: NDArray[Any]
    shocks: NDArray[Any]
    hosts: NDArray[Any]
    regime: NDArray[Any]
    fills: NDArray[np.float64]
    voice: NDArray[np.float64]
    feed: NDArray[np.float64]
    bond: NDArray[np.float64]
    noise: NDArray[np.float64]
    seen: NDArray[np.float64]
    memory: NDArray[np.float64]
    share: NDArray[np.float64]
    mean: NDArray[np.float64]
    following: NDArray[np.float64]
    clients: NDArray[np.float64]
    reach: NDArray[np.float64]
    arrival: NDArray[np.float64]
    reached: NDArray[np.int64]
    esteem: NDArray[np.float32]
    leaning: NDArray[np.float32]
    patron: NDArray[np.int8]
    weight: NDArray[np.float64]
    parameters: NDArray[Any]

    def of(self, runs: Any) -> "States":
        """Return the worlds of some runs; of a slice, they are the same memory."""
        fields: list[Any] = [field[runs] for field in self]
        return States(*fields)


class Trace(NamedTuple):
    """What is counted of each month, run by run: R runs, T months; see :class:`Runs`."""

    standing: NDArray[np.int8]
    """Shape (R, T, N)."""
    power: NDArray[np.int8]
    """Whole percent, shape (R, T, N)."""
    held: NDArray[np.int8]
    """Shape (R, T, P)."""
    clients: NDArray[np.int32]
    """Shape (R, T, A, N)."""

    def of(self, runs: Any) -> "Trace":
        """Return what is counted of some runs."""
        fields: list[Any] = [field[runs] for field in self]
        return Trace(*fields)

    @staticmethod
    def joined(parts: "Sequence[Trace]", axis: int) -> "Trace":
        """Return parts as one, joined along runs (0) or months (1)."""
        fields: list[Any] = [np.concatenate(each, axis=axis) for each in zip(*parts, strict=True)]
        return Trace(*fields)


class Observation(NamedTuple):
    """What is observed of the first D months, in the terms of ``guide.py``; see :class:`World`."""

    outlook: NDArray[np.float64]
    misfit: NDArray[np.float64]
    ruled: NDArray[np.int64]
    taken: NDArray[np.int64]
    before: float = 0.0
    """The outlook of a run at its start, the same for all."""


class _Outcomes(NamedTuple):
    """Outcomes of each run; the fields are those of :class:`Runs`."""

    top: NDArray[np.int8]
    fate: NDArray[np.int8]
    fell: NDArray[np.int16]
    order: NDArray[np.int8]
    by: NDArray[np.int8]
    reached: NDArray[np.int16]
    share: NDArray[np.float32]
    decisions: NDArray[np.float64]


class _Counts(NamedTuple):
    """Counts over the runs, by month; the fields are those of :class:`Runs`."""

    standing: NDArray[np.int32]
    power: NDArray[np.int32]
    held: NDArray[np.int32]
    clients: NDArray[np.int64]


@kernel
def _fill(
    world: World, actors: NDArray[Any], audiences: NDArray[Any], posts: NDArray[Any],
    shocks: NDArray[Any], hosts: NDArray[Any], regime: NDArray[Any],
) -> None:  # fmt: skip
    for i in range(actors.size):
        world.actors[i] = actors[i]
    for a in range(audiences.size):
        world.audiences[a] = audiences[a]
    for o in range(posts.size):
        world.posts[o] = posts[o]
    for s in range(shocks.size):
        world.shocks[s] = shocks[s]
    for h in range(hosts.size):
        world.hosts[h] = hosts[h]
    world.regime[0] = regime[0]


@kernel
def _copy(source: NDArray[np.float64], target: NDArray[np.float64]) -> None:
    for i in range(source.shape[0]):
        for j in range(source.shape[1]):
            target[i, j] = source[i, j]


@kernel
def _percent(world: World, i: int, total: float) -> int:
    """Return the share of the circle's power that contender i has, in whole percent."""
    if total <= 0.0 or not is_inner(world, i):
        return 0
    return int(100.0 * world.actors[i].power / total + 0.5)


@kernel
def _observe(world: World, month: int, counts: _Counts) -> None:
    """Count where everyone stands and who holds what; observing draws nothing."""
    total = circle_power(world)
    for i in range(world.actors.size):
        counts.standing[month, i, world.actors[i].status] += 1
        counts.power[month, i, _percent(world, i, total)] += 1
    for q in range(world.posts.size):
        counts.held[month, q, world.posts[q].holder] += 1  # -1, nobody, is the last column
    for a in range(world.audiences.size):
        for i in range(world.actors.size):
            members = world.clients[a, i] * world.audiences[a].size
            counts.clients[month, a, i] += np.int64(members + 0.5)


@kernel
def _trace(world: World, r: int, t: int, trace: Trace) -> None:
    """Write down where everyone stands and who holds what, so that it can be counted later."""
    total = circle_power(world)
    for i in range(world.actors.size):
        trace.standing[r, t, i] = world.actors[i].status
        trace.power[r, t, i] = _percent(world, i, total)
    for q in range(world.posts.size):
        trace.held[r, t, q] = world.posts[q].holder
    for a in range(world.audiences.size):
        for i in range(world.actors.size):
            members = world.clients[a, i] * world.audiences[a].size
            trace.clients[r, t, a, i] = np.int32(members + 0.5)


@kernel
def _record(world: World, r: int, out: _Outcomes) -> None:
    regime = world.regime[0]
    total = circle_power(world)
    out.top[r] = -1
    if regime.arbiter >= 0 and regime.capacity > 0.5:
        out.top[r] = regime.arbiter
    elif regime.leader >= 0 and regime.leader_share > regime.majority:
        out.top[r] = regime.leader
    for i in range(world.actors.size):
        actor = world.actors[i]
        out.fate[r, i] = actor.manner if actor.status == DEAD else actor.status
        out.fell[r, i] = actor.fell
        out.order[r, i] = actor.order
        out.by[r, i] = actor.removed_by
        out.share[r, i] = actor.power / total if total > 0.0 and is_inner(world, i) else 0.0
        for status in range(1, DEAD + 1):
            out.reached[r, i, status - 1] = world.reached[i, status]
    for w in range(world.watched.size):
        _copy(world.decisions[w], out.decisions[r, w])


@kernel
def _put(source: NDArray[Any], target: NDArray[Any]) -> None:
    for i in range(source.size):
        target[i] = source[i]


@kernel
def _save(world: World, p: Values, r: int, saved: States) -> None:
    """Keep the world of a run, to go on from later."""
    _put(world.actors, saved.actors[r])
    _put(world.audiences, saved.audiences[r])
    _put(world.posts, saved.posts[r])
    _put(world.shocks, saved.shocks[r])
    _put(world.hosts, saved.hosts[r])
    _put(world.regime, saved.regime[r])
    _copy(world.fills, saved.fills[r])
    _copy(world.voice, saved.voice[r])
    _copy(world.feed, saved.feed[r])
    _copy(world.bond, saved.bond[r])
    _copy(world.noise, saved.noise[r])
    _copy(world.seen, saved.seen[r])
    _copy(world.memory, saved.memory[r])
    _copy(world.share, saved.share[r])
    _copy(world.mean, saved.mean[r])
    _copy(world.following, saved.following[r])
    _copy(world.clients, saved.clients[r])
    _copy(world.reach, saved.reach[r])
    _copy(world.arrival[0], saved.arrival[r, 0])
    _copy(world.arrival[1], saved.arrival[r, 1])
    _copy(world.reached, saved.reached[r])
    _copy(world.esteem, saved.esteem[r])
    _put(world.leaning, saved.leaning[r])
    _put(world.patron, saved.patron[r])
    _put(world.weight, saved.weight[r])
    saved.parameters[r] = p


@kernel
def _take_up(saved: States, r: int, world: World) -> None:
    """Put the world of a run back as it was kept."""
    _put(saved.actors[r], world.actors)
    _put(saved.audiences[r], world.audiences)
    _put(saved.posts[r], world.posts)
    _put(saved.shocks[r], world.shocks)
    _put(saved.hosts[r], world.hosts)
    _put(saved.regime[r], world.regime)
    _copy(saved.fills[r], world.fills)
    _copy(saved.voice[r], world.voice)
    _copy(saved.feed[r], world.feed)
    _copy(saved.bond[r], world.bond)
    _copy(saved.noise[r], world.noise)
    _copy(saved.seen[r], world.seen)
    _copy(saved.memory[r], world.memory)
    _copy(saved.share[r], world.share)
    _copy(saved.mean[r], world.mean)
    _copy(saved.following[r], world.following)
    _copy(saved.clients[r], world.clients)
    _copy(saved.reach[r], world.reach)
    _copy(saved.arrival[r, 0], world.arrival[0])
    _copy(saved.arrival[r, 1], world.arrival[1])
    _copy(saved.reached[r], world.reached)
    _copy(saved.esteem[r], world.esteem)
    _put(saved.leaning[r], world.leaning)
    _put(saved.patron[r], world.patron)
    _put(saved.weight[r], world.weight)


@kernel
def _begin(batch: Batch, r: int, world: World, seed: int, run: int) -> None:
    """Set up the world of a run on the start date."""
    _fill(world, batch.actors[r], batch.audiences[r], batch.posts[r], batch.shocks[r],
          batch.hosts[r], batch.regime[r])  # fmt: skip
    _copy(batch.fills[r], world.fills)
    _copy(batch.voice[r], world.voice)
    _copy(batch.feed[r], world.feed)
    _copy(batch.bond[r], world.bond)
    _copy(batch.memory[r], world.memory)
    _copy(batch.esteem[r], world.arrival[0])
    _copy(batch.clients[r], world.arrival[1])
    world.clock[0] = 0
    world.weight[0], world.weight[1] = 0.0, world.weight[2]
    begin_run(world, batch.parameters[r], batch.esteem[r], batch.clients[r], seed, run)


@kernel(nogil=True)
def _simulate_runs(
    batch: Batch, saved: States, world: World, seed: int, first: int, span: tuple[int, int, int],
    out: _Outcomes, counts: _Counts, trace: Trace,
) -> None:  # fmt: skip
    """Simulate the months of a span, from the start or from saved states, to states or the end.

    A span is the first month, the month after the last one, and the months of a whole run.
    """
    begin, end, months = span
    runs = batch.actors.shape[0] if begin == 0 else saved.actors.shape[0]
    is_traced = trace.standing.shape[0] > 0
    for r in range(runs):
        logged = world.clock[1]
        if begin == 0:
            _begin(batch, r, world, seed, first + r)
        else:
            _take_up(saved, r, world)
        p = batch.parameters[r] if begin == 0 else saved.parameters[r]
        for month in range(begin, end):
            world.clock[0] = month
            pass_month(world, p, seed, first + r, month)
            if is_guided(world):
                weigh_month(world, month)
            if is_traced:
                _trace(world, r, month - begin, trace)
            else:
                _observe(world, month, counts)
        for e in range(logged, min(world.clock[1], world.events.size)):
            world.events[e].run = first + r
        if end == months:
            _record(world, r, out)
        else:
            _save(world, p, r, saved)


def _blank_world(
    batch: Batch | States, months: int = 0, watched: tuple[int, ...] = (), events: int = 0
) -> World:
    n, n_audiences = batch.memory.shape[2], batch.memory.shape[1]
    agents = sum(columns.py_func(size) for size in batch.audiences["size"][0].tolist())
    return World(
        actors=np.zeros(n, ACTOR),
        audiences=np.zeros(n_audiences, AUDIENCE),
        posts=np.zeros(batch.posts.shape[1], POST),
        shocks=np.zeros(batch.shocks.shape[1], SHOCK),
        hosts=np.zeros(batch.hosts.shape[1], HOST),
        regime=np.zeros(1, REGIME),
        fills=np.zeros(batch.fills.shape[1:]),
        voice=np.zeros(batch.voice.shape[1:]),
        feed=np.zeros(batch.feed.shape[1:]),
        bond=np.zeros((n, n)),
        noise=np.zeros((n, n)),
        seen=np.zeros((n, n)),
        memory=np.zeros((n_audiences, n)),
        share=np.zeros((n_audiences, n)),
        mean=np.zeros((n_audiences, n)),
        following=np.zeros((n_audiences, n)),
        clients=np.zeros((n_audiences, n)),
        reach=np.zeros((n_audiences, n)),
        arrival=np.zeros((2, n_audiences, n)),
        reached=np.zeros((n, 7), np.int64),
        esteem=np.zeros((n, agents), np.float32),
        heard=np.zeros((n, agents), np.float32),
        leaning=np.zeros(agents, np.float32),
        total=np.zeros(agents, np.float32),
        patron=np.full(agents, -1, np.int8),
        marks=np.zeros(agents, np.uint8),
        found=np.zeros(agents, np.int32),
        words=np.zeros((n, n)),
        strength=np.zeros(n),
        force=np.zeros(n),
        chances=np.zeros((3, n + 1)),
        fears=np.zeros(DEAD + 1),
        keys=np.zeros(n, np.uint32),
        sides=np.zeros(n, np.int64),
        flags=np.zeros(n, np.int64),
        fates=np.zeros(n, np.int64),
        holders=np.zeros(batch.posts.shape[1], np.int64),
        watched=np.array(watched, np.int64),
        decisions=np.zeros((len(watched), months, len(DECISIONS))),
        events=np.zeros(events, EVENT),
        clock=np.zeros(2, np.int64),
        outlook=np.zeros((0, n, STANDS)),
        misfit=np.zeros((0, n, STANDS + 2)),
        ruled=np.zeros(0, np.int64),
        taken=np.zeros((0, 3), np.int64),
        weight=np.zeros(3),
    )


def simulate(
    start: Startable,
    *,
    seed: int = 1,
    first: int = 0,
    runs: int = 1,
    record: Record = Record(),
) -> Runs:
    """Simulate `runs` runs of a case, numbered from `first`.

    The compiled loop releases the interpreter lock, so calls may run in threads side by side;
    the outcome of run r depends on (start, seed, r) alone, never on `record`.

    Parameters
    ----------
    start : Startable
        The case at its start, see ``whowhom.scenario.start.Start``.
    seed : int, default 1
        In [0, 2**63).
    first : int, default 0
        Number of the first run, in [0, 2**32 - runs).
    runs : int, default 1
        Number of runs, >= 1.
    record : Record, optional
        What else is recorded: the decision record of some actors, or every event.

    Returns
    -------
    Runs
        Outcomes by run, counts by month, and what `record` asks for.

    Raises
    ------
    InvalidInput
        If `seed`, `first` or `runs` is outside its domain.
    """
    _check_numbers(seed, first, runs)
    batch = start.draw(seed, first, runs)
    room = _ROOM * runs if record.events else 0
    while True:
        world = _blank_world(batch, start.months, record.watched, room)
        out, counts = _outcomes(batch, world), _counts(batch, start.months)
        span = (0, start.months, start.months)
        saved, trace = blank_states(batch, 0), _blank_trace(world, 0, 0)
        _simulate_runs(batch, saved, world, seed, first, span, out, counts, trace)
        written = int(world.clock[1])
        if written <= room:
            events = world.events[:written].copy()
            return Runs(**out._asdict(), **counts._asdict(), events=events)
        room = written


def _check_numbers(seed: int, first: int, runs: int) -> None:
    for name, given in (("seed", seed), ("first", first), ("runs", runs)):
        if isinstance(given, bool) or not isinstance(given, int | np.integer):
            raise InvalidInput(f"{name} must be a whole number, got {given!r}")
    if not 0 <= seed < 2**63:
        raise InvalidInput(f"seed must be a whole number in [0, 2**63), got {seed!r}")
    if runs < 1 or first < 0 or first + runs > 2**32:
        raise InvalidInput(
            f"runs must be >= 1 and run numbers below 2**32, got first={first!r}, runs={runs!r}"
        )


def _outcomes(batch: Batch | States, world: World) -> _Outcomes:
    """Return room for the outcomes of a batch."""
    runs, n = batch.memory.shape[0], batch.memory.shape[2]
    return _Outcomes(
        top=np.zeros(runs, np.int8),
        fate=np.zeros((runs, n), np.int8),
        fell=np.zeros((runs, n), np.int16),
        order=np.zeros((runs, n), np.int8),
        by=np.zeros((runs, n), np.int8),
        reached=np.zeros((runs, n, 6), np.int16),
        share=np.zeros((runs, n), np.float32),
        decisions=np.zeros((runs, *world.decisions.shape)),
    )


def _counts(batch: Batch, months: int) -> _Counts:
    """Return room for the monthly counts of a batch."""
    bodies, n = batch.memory.shape[1:]
    return _Counts(
        standing=np.zeros((months, n, 7), np.int32),
        power=np.zeros((months, n, 101), np.int32),
        held=np.zeros((months, batch.posts.shape[1], n + 1), np.int32),
        clients=np.zeros((months, bodies, n), np.int64),
    )


def blank_states(batch: Batch, runs: int) -> States:
    """Return room for the worlds of some runs of a case."""
    kept = {
        name: np.zeros((runs, *field.shape), field.dtype)
        for name, field in _blank_world(batch)._asdict().items()
        if name in States._fields
    }
    return States(parameters=np.zeros(runs, batch.parameters.dtype), **kept)


def _blank_trace(world: World, runs: int, months: int) -> Trace:
    """Return room for what is counted of some runs and months."""
    bodies, n = world.memory.shape
    return Trace(
        standing=np.zeros((runs, months, n), np.int8),
        power=np.zeros((runs, months, n), np.int8),
        held=np.zeros((runs, months, world.posts.size), np.int8),
        clients=np.zeros((runs, months, bodies, n), np.int32),
    )


def _no_batch(states: States) -> Batch:
    """Return starting arrays of no run, with the types of those of a case."""
    start = {name: getattr(states, name)[:0] for name in Batch._fields if name in States._fields}
    return Batch(**start | {"esteem": states.memory[:0], "clients": states.memory[:0]})


def advance(
    states: States,
    observation: Observation,
    *,
    seed: int,
    first: int,
    begin: int,
    end: int,
    start: Startable | None = None,
) -> Trace:
    """Let the months from `begin` to before `end` pass in guided runs, numbered from `first`.

    Parameters
    ----------
    states : States
        The worlds of R runs at the end of month ``begin - 1``; they are overwritten with those at
        the end of month ``end - 1``, the log weights of these months added to ``weight[:, 0]``.
    observation : Observation
        What is observed of the months up to `end`, at least.
    seed, first : int
        Address of the random numbers.
    begin, end : int
        Months of the run, 0 <= begin < end.
    start : Startable, optional
        The case at its start; needed if `begin` is 0, and only then.

    Returns
    -------
    Trace
        What is counted of these months.
    """
    runs = len(states.actors)
    batch = _no_batch(states) if start is None else start.draw(seed, first, runs)
    world = _blank_world(batch if start is not None else states)._replace(
        outlook=observation.outlook,
        misfit=observation.misfit,
        ruled=observation.ruled,
        taken=observation.taken,
        weight=np.array([0.0, 0.0, observation.before]),
    )
    trace = _blank_trace(world, runs, end - begin)
    out, counts = _outcomes(batch, world), _counts(batch, 0)
    _simulate_runs(batch, states, world, seed, first, (begin, end, end + 1), out, counts, trace)
    return trace


def simulate_from(
    states: States,
    *,
    begin: int,
    months: int,
    seed: int,
    first: int,
    record: Record = Record(),
) -> Runs:
    """Simulate runs from saved worlds to their end, as :func:`simulate` does from the start.

    Parameters
    ----------
    states : States
        The worlds of R runs at the end of month ``begin - 1``.
    begin : int
        First month that is simulated.
    months : int
        Length of a run in months.
    seed, first : int
        Address of the random numbers of these runs, which are numbered from `first`.
    record : Record, optional
        What else is recorded.

    Returns
    -------
    Runs
        Outcomes of whole runs; the monthly counts and records of the months before `begin` are
        empty.
    """
    batch = _no_batch(states)
    runs = len(states.actors)
    room = _ROOM * runs if record.events else 0
    while True:
        world = _blank_world(states, months, record.watched, room)
        world.decisions[:, :begin] = np.nan
        out, counts = _outcomes(states, world), _counts(batch, months)
        span = (begin, months, months)
        trace = _blank_trace(world, 0, 0)
        _simulate_runs(batch, states, world, seed, first, span, out, counts, trace)
        written = int(world.clock[1])
        if written <= room:
            events = world.events[:written].copy()
            return Runs(**out._asdict(), **counts._asdict(), events=events)
        room = written


def blank_world(batch: Batch) -> World:
    """Return the room that a run of a batch takes: its world before anything is in it."""
    return _blank_world(batch)


def with_month(month: Callable[..., None], module: str) -> Callable[..., Runs]:
    """Return :func:`simulate` with another kernel in the place of ``pass_month``.

    Compiled code is kept by the name of a function and of its module, so that of each month needs
    a name of its own for `module`.
    """

    def again(function: Any, **names: Any) -> Any:
        plain = getattr(function, "py_func", function)
        copy = FunctionType(plain.__code__, {**globals(), **names}, plain.__name__)
        copy.__defaults__, copy.__kwdefaults__ = plain.__defaults__, plain.__kwdefaults__
        return copy

    loop = again(_simulate_runs, pass_month=month, __name__=module)
    found: Callable[..., Runs] = again(simulate, _simulate_runs=kernel(loop, nogil=True))
    return found
