"""What happens when a man leaves the circle, whatever the cause: shared by the phases below.

A fall is the first removal from the inner circle. His posts go to others in proportion to power
(Gamson's law: W. Gamson, "A Theory of Coalition Formation", ASR 26, 1961,
https://doi.org/10.2307/2090664); a post won in this way is filled through a client and lends
force, voice and appointments, but no visible standing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.events import FALL, POST_PASSES, RETURN, STATUS, log_event
from whowhom.sim.layout import DEAD, DEMOTED, INNER, World

__all__ = ["hand_over_posts", "is_inner", "mark_status", "remove", "restore", "threats_outside"]

_SPOILS = STREAMS.index("spoils")


@kernel
def is_inner(world: World, i: int) -> bool:
    """Return whether contender i sits in the inner circle."""
    return world.actors[i].contender == 1 and world.actors[i].status == INNER


@kernel
def mark_status(world: World, i: int, status: int, month: int) -> None:
    """Move contender i to a status and remember when he first reached it."""
    world.actors[i].status = status
    log_event(world, STATUS, i, -1, status, 0.0)
    if world.reached[i, status] < 0:
        world.reached[i, status] = month


@kernel
def hand_over_posts(
    world: World, loser: int, winners: NDArray[Any], seed: int, run: int, month: int
) -> None:
    """Give each post of `loser` to one of `winners` (flags), drawn in proportion to power."""
    for o in range(world.posts.size):
        if world.posts[o].holder != loser:
            continue
        world.posts[o].holder = -1
        world.posts[o].original = 0
        soonest = np.inf
        for i in range(world.actors.size):
            if winners[i] == 0 or i == loser or world.actors[i].power <= 0.0:
                continue
            key = world.posts[o].key ^ world.actors[i].key
            wait = exponential(uniform(seed, run, month, _SPOILS, key, 0)) / world.actors[i].power
            if wait < soonest:
                soonest = wait
                world.posts[o].holder = i
        log_event(world, POST_PASSES, world.posts[o].holder, loser, o, 0.0)


@kernel
def remove(
    world: World, loser: int, leader: int, winners: NDArray[Any], seed: int, run: int, month: int
) -> None:
    """Take `loser` out of the inner circle at the hands of `leader` (-1: of nobody)."""
    actor = world.actors[loser]
    if actor.status == INNER:
        log_event(world, FALL, loser, leader, 0, 0.0)
    hand_over_posts(world, loser, winners, seed, run, month)
    if actor.status == INNER:
        mark_status(world, loser, DEMOTED, month)
    if actor.fell < 0:
        actor.fell = month
        actor.order = world.regime[0].fallen
        actor.removed_by = leader
        world.regime[0].fallen += 1
    for j in range(world.actors.size):
        if world.actors[j].target == loser and world.actors[j].status != DEAD:
            world.actors[j].target = -1


@kernel
def restore(world: World, i: int) -> None:
    """Bring contender i back into the inner circle, if he is out of it."""
    if world.actors[i].status == INNER:
        return
    log_event(world, RETURN, i, -1, world.actors[i].status, 0.0)
    world.actors[i].status = INNER
    world.actors[i].denounced = 0
    world.actors[i].hunted = 0
    world.actors[i].host = -1
    world.actors[i].access = 0.0
    world.actors[i].accused = 0.0


@kernel
def threats_outside(world: World) -> float:
    """Return the sum of the threats that the removed posed at the last review."""
    threats = 0.0
    for i in range(world.actors.size):
        if world.actors[i].status > INNER and world.actors[i].status < DEAD:
            threats += world.actors[i].threat
    return threats
