"""Month zero of a run: seat the agents and let the first opinions settle."""

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32
from whowhom.sim.layout import Values, World
from whowhom.sim.phases.choice import choose_sides
from whowhom.sim.phases.fame import visible_standing
from whowhom.sim.phases.power import measure_power

__all__ = ["begin_run"]

_ESTEEM = STREAMS.index("agent_start")
_PATRON = STREAMS.index("start_patron")
_LINE = STREAMS.index("start_line")
_UNIT = 2.0**-32
_EVEN = 2.0 * np.sqrt(3.0)


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
    world.share[:, :] = 0.0
    world.reached[:, :] = -1
    world.noise[:, :] = 0.0
    world.seen[:, :] = 0.0
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
