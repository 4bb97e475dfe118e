"""For populations of regimes only: vacant seats of the circle are filled [ours].

A case has a closed circle, which is right for a struggle of some years. Over decades a closed
circle empties, and every rate that is measured on it falls for that reason alone. A population of
regimes (see ``whowhom.facts``) therefore has newcomers waiting; a vacant seat is filled, in a
month, with the chance ``regime.renewal``. The newcomer brings the esteem and the clients that the
bases give, and is handed one post by the member who holds most of them, if that one holds more
than one: offices pile up in the hands of victors, and nobody can run them all alone. In a case
nobody waits and ``renewal`` is 0, so that this phase does nothing.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, exponential, key32, uniform
from whowhom.sim.circle import is_inner
from whowhom.sim.events import JOINS, POST_PASSES, log_event
from whowhom.sim.layout import INNER, Values
from whowhom.sim.world import World

__all__ = ["co_opt"]

_CO_OPTION = STREAMS.index("co_option")
_ESTEEM = STREAMS.index("agent_start")
_CLIENT = STREAMS.index("start_patron")
_UNIT = 2.0**-32
_EVEN = 2.0 * np.sqrt(3.0)


@kernel
def _become_known(world: World, p: Values, i: int, seed: int, run: int, month: int) -> None:
    """Give a newcomer the esteem and, among the unattached, the clients of the bases."""
    for a in range(world.audiences.size):
        body = world.audiences[a]
        world.memory[a, i] = 1.0
        esteem_key = key32(seed, run, month, _ESTEEM, body.key, world.actors[i].key)
        client_key = key32(seed, run, month, _CLIENT, body.key, world.actors[i].key)
        for k in range(body.first, body.first + body.size):
            number = np.uint32(k - body.first)
            even = _EVEN * (np.float64(agent_hash(esteem_key, number)) * _UNIT - 0.5)
            value = world.arrival[0, a, i] + p.spread * even
            pick = np.float64(agent_hash(client_key, number)) * _UNIT
            if world.patron[k] < 0 and pick < world.arrival[1, a, i]:
                world.patron[k] = i
                value += p.gratitude
            world.esteem[i, k] = np.float32(min(max(value, -1.0), 1.0))


@kernel
def _take_a_post(world: World, i: int, seed: int, run: int, month: int) -> None:
    """Hand a newcomer one post of the member who holds most of them, if these are two or more."""
    most, rich = 1, -1
    for j in range(world.actors.size):
        held = 0
        for o in range(world.posts.size):
            if world.posts[o].holder == j:
                held += 1
        if held > most:
            most, rich = held, j
    soonest, chosen = np.inf, -1
    for o in range(world.posts.size):
        if rich >= 0 and world.posts[o].holder == rich:
            wait = exponential(uniform(seed, run, month, _CO_OPTION, world.posts[o].key, 1))
            if wait < soonest:
                soonest, chosen = wait, o
    if chosen >= 0:
        world.posts[chosen].holder = i
        world.posts[chosen].original = 0
        log_event(world, POST_PASSES, i, rich, chosen, 0.0)


@kernel
def _waits(world: World, i: int) -> bool:
    """Return whether i is a newcomer who waits for a seat."""
    actor = world.actors[i]
    return actor.contender == 0 and actor.status == INNER and i != world.regime[0].arbiter


@kernel
def co_opt(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """In populations of regimes, let a waiting newcomer take a vacant seat of the circle."""
    regime = world.regime[0]
    if regime.renewal <= 0.0:
        return
    inside, newcomer = 0, -1
    for i in range(world.actors.size):
        if is_inner(world, i):
            inside += 1
        elif newcomer < 0 and _waits(world, i):
            newcomer = i
    vacant = regime.seats - inside
    if vacant <= 0 or newcomer < 0:
        return
    if uniform(seed, run, month, _CO_OPTION, 0, 0) >= 1.0 - (1.0 - regime.renewal) ** vacant:
        return
    world.actors[newcomer].contender = 1
    world.actors[newcomer].born += month
    log_event(world, JOINS, newcomer, -1, 0, 0.0)
    _become_known(world, p, newcomer, seed, run, month)
    _take_a_post(world, newcomer, seed, run, month)
