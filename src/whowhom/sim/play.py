"""Play a case out: many runs, each a function of (case, parameters, seed, run number) alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.errors import InvalidInput
from whowhom.sim.circle import circle_power, is_inner
from whowhom.sim.events import EVENT
from whowhom.sim.holdings import Holdings, note_holdings, room_for_holdings
from whowhom.sim.layout import (
    ACTOR,
    AUDIENCE,
    DEAD,
    HOST,
    POST,
    REGIME,
    SHOCK,
    World,
)
from whowhom.sim.month import begin_run, pass_month
from whowhom.sim.motives import MOTIVES

__all__ = ["Batch", "Plays", "Startable", "play", "play_and_log", "play_counting", "play_watching"]

_ROOM = 1024
"""Events that find room in the log of a run at the first try."""


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
    """What :func:`play` needs of a start; ``whowhom.scenario.start.Start`` is one."""

    @property
    def months(self) -> int:
        """Length of a run in months."""

    def draw(self, seed: int, first: int, runs: int) -> Batch:
        """Draw the uncertain values of the runs."""


@dataclass(frozen=True, slots=True)
class Plays:
    """What happened in R runs to N actors over M months; read-only arrays.

    Attributes
    ----------
    top : int8, shape (R,)
        Index of the actor who rules alone at the end, -1 for nobody.
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

    def __post_init__(self) -> None:
        for name in self.__slots__:
            getattr(self, name).flags.writeable = False


@kernel
def _fill(
    world: World, actors: NDArray[Any], audiences: NDArray[Any], posts: NDArray[Any],
    shocks: NDArray[Any], hosts: NDArray[Any], regime: NDArray[Any],
) -> None:  # fmt: skip
    world.actors[:] = actors
    world.audiences[:] = audiences
    world.posts[:] = posts
    world.shocks[:] = shocks
    world.hosts[:] = hosts
    world.regime[:] = regime


@kernel
def _observe(
    world: World, month: int, standing: NDArray[np.int32], power: NDArray[np.int32]
) -> None:
    """Count where everyone stands; observing draws nothing."""
    total = circle_power(world)
    for i in range(world.actors.size):
        standing[month, i, world.actors[i].status] += 1
        percent = 0
        if total > 0.0 and is_inner(world, i):
            percent = int(100.0 * world.actors[i].power / total + 0.5)
        power[month, i, percent] += 1


@kernel
def _record(world: World, r: int, out: tuple) -> None:  # type: ignore[type-arg]
    top, fate, fell, order, by, reached, share = out
    regime = world.regime[0]
    total = circle_power(world)
    top[r] = -1
    if regime.arbiter >= 0 and regime.capacity > 0.5:
        top[r] = regime.arbiter
    elif regime.leader >= 0 and regime.leader_share > regime.majority:
        top[r] = regime.leader
    for i in range(world.actors.size):
        actor = world.actors[i]
        fate[r, i] = actor.manner if actor.status == DEAD else actor.status
        fell[r, i] = actor.fell
        order[r, i] = actor.order
        by[r, i] = actor.removed_by
        share[r, i] = actor.power / total if total > 0.0 and is_inner(world, i) else 0.0
        for status in range(1, DEAD + 1):
            reached[r, i, status - 1] = world.reached[i, status]


@kernel(nogil=True)
def _play_runs(
    batch: Batch, world: World, seed: int, first: int, months: int, out: tuple,  # type: ignore[type-arg]
    standing: NDArray[np.int32], power: NDArray[np.int32], motives: NDArray[np.float64],
    holdings: Holdings,
) -> None:  # fmt: skip
    for r in range(batch.actors.shape[0]):
        _fill(world, batch.actors[r], batch.audiences[r], batch.posts[r], batch.shocks[r],
              batch.hosts[r], batch.regime[r])  # fmt: skip
        world.fills[:] = batch.fills[r]
        world.voice[:] = batch.voice[r]
        world.feed[:] = batch.feed[r]
        world.bond[:] = batch.bond[r]
        world.memory[:] = batch.memory[r]
        world.arrival[0, :, :] = batch.esteem[r]
        world.arrival[1, :, :] = batch.clients[r]
        p = batch.parameters[r]
        world.clock[:] = 0
        begin_run(world, p, batch.esteem[r], batch.clients[r], seed, first + r)
        for month in range(months):
            world.clock[0] = month
            pass_month(world, p, seed, first + r, month)
            _observe(world, month, standing, power)
            note_holdings(world, holdings, month)
        _record(world, r, out)
        motives[r] = world.motives


def _blank_world(
    batch: Batch, months: int = 0, watched: Sequence[int] = (), events: int = 0
) -> World:
    n, n_audiences = batch.memory.shape[2], batch.memory.shape[1]
    agents = int(batch.audiences["size"][0].sum())
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
        patron=np.zeros(agents, np.int8),
        watched=np.array(watched, np.int64),
        motives=np.zeros((len(watched), months, len(MOTIVES))),
        events=np.zeros(events, EVENT),
        clock=np.zeros(2, np.int64),
    )


def play(start: Startable, *, seed: int = 1, first: int = 0, runs: int = 1) -> Plays:
    """Play `runs` runs of a case, numbered from `first`.

    The compiled loop releases the interpreter lock, so calls may run in threads side by side;
    what comes out of run r depends on (start, seed, r) alone.

    Parameters
    ----------
    start : Startable
        The case at its start, see ``whowhom.scenario.start.Start``.
    seed : int, default 1
        In [0, 2**63).
    first : int, default 0
        Number of the first run, in [0, 2**32 - runs).
    runs : int, default 1
        How many, >= 1.

    Returns
    -------
    Plays
        Outcomes by run and counts by month.

    Raises
    ------
    InvalidInput
        If `seed`, `first` or `runs` is outside its domain.
    """
    return play_watching(start, seed=seed, first=first, runs=runs)[0]


def play_watching(
    start: Startable, *, seed: int = 1, first: int = 0, runs: int = 1, watched: Sequence[int] = ()
) -> tuple[Plays, NDArray[np.float64]]:
    """Do what :func:`play` does, and note the motives of what is done with some contenders.

    Returns
    -------
    plays : Plays
        Bit for bit those of :func:`play`.
    motives : array of float, shape (R, W, M, Q)
        For each run, watched contender and month the `Q` quantities of ``whowhom.sim.motives``; nan
        where he is not out and alive, or nobody leads.
    """
    _check_numbers(seed, first, runs)
    batch = start.draw(seed, first, runs)
    out, standing, power = _room(batch, start.months)
    motives = np.zeros((runs, len(watched), start.months, len(MOTIVES)))
    world = _blank_world(batch, start.months, watched)
    holdings = _holdings(batch, ())
    _play_runs(batch, world, seed, first, start.months, out, standing, power, motives, holdings)
    return Plays(*(*out, standing, power)), motives


def play_counting(
    start: Startable, *, seed: int = 1, first: int = 0, runs: int = 1, months: Sequence[int]
) -> tuple[Plays, Holdings]:
    """Do what :func:`play` does, and count who holds which post and has which clients.

    Parameters
    ----------
    start, seed, first, runs
        As for :func:`play`.
    months : sequence of int
        Months of the run at whose ends it is counted, 0 for the first.

    Returns
    -------
    plays : Plays
        Bit for bit those of :func:`play`.
    holdings : Holdings
        Counts over the runs.
    """
    _check_numbers(seed, first, runs)
    batch = start.draw(seed, first, runs)
    out, standing, power = _room(batch, start.months)
    motives = np.zeros((runs, 0, start.months, len(MOTIVES)))
    holdings = _holdings(batch, months)
    world = _blank_world(batch, start.months)
    _play_runs(batch, world, seed, first, start.months, out, standing, power, motives, holdings)
    return Plays(*(*out, standing, power)), holdings


def play_and_log(start: Startable, *, seed: int = 1, run: int = 0) -> tuple[Plays, NDArray[Any]]:
    """Play one run and write down what happens in it.

    Parameters
    ----------
    start : Startable
        The case at its start.
    seed : int, default 1
        In [0, 2**63).
    run : int, default 0
        Number of the run, in [0, 2**32 - 1).

    Returns
    -------
    plays : Plays
        The same, bit for bit, as ``play(start, seed=seed, first=run, runs=1)``.
    events : array of ``whowhom.sim.events.EVENT``, shape (E,)
        All events in the order in which they happened; read-only.

    Raises
    ------
    InvalidInput
        If `seed` or `run` is outside its domain.
    """
    _check_numbers(seed, run, 1)
    batch = start.draw(seed, run, 1)
    room = _ROOM
    while True:
        world = _blank_world(batch, start.months, events=room)
        out, standing, power = _room(batch, start.months)
        motives = np.zeros((1, 0, start.months, len(MOTIVES)))
        holdings = _holdings(batch, ())
        _play_runs(batch, world, seed, run, start.months, out, standing, power, motives, holdings)
        written = int(world.clock[1])
        if written <= room:
            break
        room = written
    events = world.events[:written].copy()
    events.flags.writeable = False
    return Plays(*(*out, standing, power)), events


def _holdings(batch: Batch, months: Sequence[int]) -> Holdings:
    """Return room for the counts of a batch at some months."""
    posts, audiences = batch.posts.shape[1], batch.audiences.shape[1]
    return room_for_holdings(months, posts, audiences, batch.memory.shape[2])


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


def _room(batch: Batch, months: int) -> tuple[Any, NDArray[np.int32], NDArray[np.int32]]:
    """Return the arrays that a play of the batch is written to."""
    runs, n = batch.memory.shape[0], batch.memory.shape[2]
    out = (
        np.zeros(runs, np.int8),
        np.zeros((runs, n), np.int8),
        np.zeros((runs, n), np.int16),
        np.zeros((runs, n), np.int8),
        np.zeros((runs, n), np.int8),
        np.zeros((runs, n, 6), np.int16),
        np.zeros((runs, n), np.float32),
    )
    return out, np.zeros((months, n, 7), np.int32), np.zeros((months, n, 101), np.int32)
