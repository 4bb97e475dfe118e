"""The months of a run: month zero, and the phases of every other month in their order."""

import inspect
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32
from whowhom.sim.layout import Values
from whowhom.sim.phases.choice import choose_sides
from whowhom.sim.phases.co_option import co_opt
from whowhom.sim.phases.confidence import vote_of_confidence
from whowhom.sim.phases.contest import contest
from whowhom.sim.phases.drift import drift_fame, drift_lines, fade_memory, visible_standing
from whowhom.sim.phases.ends import die_naturally, topple_leader
from whowhom.sim.phases.exile import hunt_exiles, seek_asylum
from whowhom.sim.phases.fate import review_removed
from whowhom.sim.phases.patronage import renew_audiences, shake_hands
from whowhom.sim.phases.power import believe, measure_power
from whowhom.sim.phases.shocks import meet_shocks
from whowhom.sim.phases.speech import hear_voices
from whowhom.sim.phases.terror import move_terror
from whowhom.sim.world import World

__all__ = ["SCHEDULE", "begin_run", "pass_month", "what_happens"]

_ESTEEM = STREAMS.index("agent_start")
_PATRON = STREAMS.index("start_patron")
_LINE = STREAMS.index("start_line")
_UNIT = 2.0**-32
_EVEN = 2.0 * np.sqrt(3.0)

SCHEDULE = (
    meet_shocks,
    renew_audiences,
    shake_hands,
    hear_voices,
    drift_fame,
    fade_memory,
    drift_lines,
    choose_sides,
    measure_power,
    believe,
    vote_of_confidence,
    contest,
    measure_power,
    review_removed,
    seek_asylum,
    hunt_exiles,
    move_terror,
    die_naturally,
    topple_leader,
    measure_power,
    co_opt,
)
"""The phases of a month in order; the first line of each one's docstring says what happens."""


def what_happens(phase: Callable[..., None]) -> str:
    """Return the first line of a phase's docstring, without its full stop.

    Examples
    --------
    >>> what_happens(measure_power)
    'Measure power; the strongest member of the circle leads'
    """
    return inspect.cleandoc(phase.__doc__ or "").partition("\n")[0].rstrip(".")


@kernel
def _seat_audience(
    world: World, p: Values, a: int, esteem: NDArray[np.float64], clients: NDArray[np.float64],
    seed: int, run: int,
) -> None:  # fmt: skip
    n = world.actors.size
    body = world.audiences[a]
    patron_key = key32(seed, run, 0, _PATRON, body.key, 0)
    line_key = key32(seed, run, 0, _LINE, body.key, 0)
    for k in range(body.first, body.first + body.size):
        number = np.uint32(k - body.first)
        pick = np.float64(agent_hash(patron_key, number)) * _UNIT
        world.patron[k] = -1
        for i in range(n):
            pick -= clients[i] if world.actors[i].contender == 1 else 0.0
            if pick < 0.0:
                world.patron[k] = i
                break
        even = _EVEN * (np.float64(agent_hash(line_key, number)) * _UNIT - 0.5)
        world.leaning[k] = np.float32(min(max(body.line + body.line_sd * even, -1.0), 1.0))
    for i in range(n):
        key = key32(seed, run, 0, _ESTEEM, body.key, world.actors[i].key)
        for k in range(body.first, body.first + body.size):
            even = _EVEN * (np.float64(agent_hash(key, np.uint32(k - body.first))) * _UNIT - 0.5)
            value = esteem[i] + p.spread * even
            if world.patron[k] == i:
                value += p.gratitude
            world.esteem[i, k] = np.float32(min(max(value, -1.0), 1.0))


@kernel
def begin_run(
    world: World, p: Values, esteem: NDArray[np.float64], clients: NDArray[np.float64],
    seed: int, run: int,
) -> None:  # fmt: skip
    """Seat the agents of all audiences and measure the first shares, power and beliefs.

    Parameters
    ----------
    world : World
        Filled with the case's records; the agent arrays are overwritten.
    p : record of PARAMETER_RECORD
        The shared parameters.
    esteem : array of float, shape (A, N)
        Mean esteem at the start, in [-1, 1].
    clients : array of float, shape (A, N)
        Share of each audience that is a client at the start; rows sum to at most 1.
    seed, run : int
        Address of the run's chance.
    """
    for i in range(world.actors.size):
        for a in range(world.audiences.size):
            world.share[a, i] = 0.0
        for status in range(world.reached.shape[1]):
            world.reached[i, status] = -1
        for j in range(world.actors.size):
            world.noise[i, j] = 0.0
            world.seen[i, j] = 0.0
    for a in range(world.audiences.size):
        _seat_audience(world, p, a, esteem[a], clients[a], seed, run)
    world.regime[0].discipline *= p.unity
    for i in range(world.actors.size):
        actor = world.actors[i]
        actor.bias = p.bias
        if actor.fame > 0.0:
            actor.fame = 0.5 * (actor.fame + visible_standing(world, p, i))
    month = np.int64(0)
    for _ in range(3):
        choose_sides(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)


@kernel
def pass_month(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let one month pass: the phases of :data:`SCHEDULE`, in its order."""
    meet_shocks(world, p, seed, run, month)
    renew_audiences(world, p, seed, run, month)
    shake_hands(world, p, seed, run, month)
    hear_voices(world, p, seed, run, month)
    drift_fame(world, p, seed, run, month)
    fade_memory(world, p, seed, run, month)
    drift_lines(world, p, seed, run, month)
    choose_sides(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    believe(world, p, seed, run, month)
    vote_of_confidence(world, p, seed, run, month)
    contest(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    review_removed(world, p, seed, run, month)
    seek_asylum(world, p, seed, run, month)
    hunt_exiles(world, p, seed, run, month)
    move_terror(world, p, seed, run, month)
    die_naturally(world, p, seed, run, month)
    topple_leader(world, p, seed, run, month)
    measure_power(world, p, seed, run, month)
    co_opt(world, p, seed, run, month)
