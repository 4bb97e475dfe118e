"""Guidance by a record: choices of a month drawn towards what was observed, at their price.

A filter (see ``simulation.py`` and ``scenario/observed.py``) weighs runs by what was observed of
each contender. Left alone, most runs would miss an event, and a few would carry all the weight. So
a guided run draws each choice that changes where somebody stands not with its probability P, but
with one proportional to P times the worth of what it leads to, and pays log(P / Q) in weight. The
worth of standing somewhere at the end of a month, in logs, is what the observation of that month
says of it and what the later observations are expected to say (``World.outlook``); the expectation
is that of a plain Markov chain, so it decides how efficient the filter is, never what it estimates.
Such a filter is a twisted one (N. Whiteley and A. Lee, "Twisted particle filters", Annals of
Statistics 42, 2014, https://doi.org/10.1214/13-AOS1167); contests, whose probabilities are not
known, are tried several times, which keeps the weights unbiased (Andrieu, Doucet and Holenstein,
"Particle Markov chain Monte Carlo methods", JRSS B 72, 2010,
https://doi.org/10.1111/j.1467-9868.2009.00736.x).

A run without guidance has no outlook, and draws as if this module did not exist.
"""

import math

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, key32, uniform
from whowhom.sim.layout import ABROAD, DEAD, DIED
from whowhom.sim.world import World

__all__ = [
    "DEATH_OF_AGE",
    "FALL_TOO",
    "HUNTED_ABROAD",
    "KILLED",
    "NATURAL",
    "PLOT",
    "RAID",
    "STANDS",
    "change_of_worth",
    "is_guided",
    "pay",
    "picks",
    "stands",
    "try_seed",
    "weigh_month",
    "worth",
]

STANDS = 9
"""Where a contender may stand: the statuses with death as a killing, then two more."""
KILLED, HUNTED_ABROAD, NATURAL = 6, 7, 8
FALL_TOO, RAID, DEATH_OF_AGE, PLOT = range(4)
"""What may be drawn by :func:`picks`."""

_GUIDE = STREAMS.index("guide")
_TRY = STREAMS.index("try")


@kernel
def is_guided(world: World) -> bool:
    """Return whether the months of this run are guided by a record."""
    return world.outlook.shape[0] > 0 and world.clock[0] < world.outlook.shape[0]


@kernel
def stands(world: World, i: int) -> int:
    """Return where contender i stands, in the order of the last axis of the outlook."""
    actor = world.actors[i]
    if actor.status == DEAD:
        return NATURAL if actor.manner == DIED else KILLED
    if actor.status == ABROAD and actor.hunted == 1:
        return HUNTED_ABROAD
    return actor.status


@kernel
def worth(world: World, i: int, place: int) -> float:
    """Return the log worth of contender i standing somewhere at the end of this month."""
    return world.outlook[world.clock[0], i, place]


@kernel
def change_of_worth(world: World, i: int, place: int) -> float:
    """Return the log worth of contender i moving from the present place to another."""
    return worth(world, i, place) - worth(world, i, stands(world, i))


@kernel
def pay(world: World, price: float) -> None:
    """Add the price of a guided choice, log(P / Q), to the weight of the run."""
    world.weight[0] += price


@kernel
def picks(
    world: World, chance: float, gain: float, entity: int, what: int,
    seed: int, run: int, month: int,
) -> bool:  # fmt: skip
    """Draw whether something of a probability happens that is worth `gain`, and pay for it.

    What is drawn of one entity in one month is told apart by `what`.
    """
    yes = chance * math.exp(gain)
    both = yes + 1.0 - chance
    if uniform(seed, run, month, _GUIDE, entity, what) * both < yes:
        pay(world, math.log(both) - gain)
        return True
    pay(world, math.log(both))
    return False


@kernel
def try_seed(seed: int, run: int, month: int, number: int) -> np.int64:
    """Return the seed of one of several tries of a month."""
    high = np.int64(key32(seed, run, month, _TRY, number, 0) >> np.uint32(1))
    return (high << np.int64(32)) | np.int64(key32(seed, run, month, _TRY, number, 1))


@kernel
def weigh_month(world: World, month: int) -> None:
    """Add what the month says of the run: the worth of where all stand, against that before."""
    now, ahead = 0.0, 0.0
    for i in range(world.actors.size):
        if world.actors[i].contender == 0:
            continue
        place = stands(world, i)
        now += world.outlook[month, i, place]
        ahead += world.outlook[month, i, place] - world.misfit[month, i, place]
    ruler = world.ruled[month]
    if ruler >= 0 and world.regime[0].leader != ruler:
        now += world.misfit[month, ruler, STANDS]
    for e in range(world.taken.shape[0]):
        when, post, actor = world.taken[e, 0], world.taken[e, 1], world.taken[e, 2]
        if when == month and world.posts[post].holder != actor:
            now += world.misfit[month, actor, STANDS + 1]
    world.weight[0] += now - world.weight[1]
    world.weight[1] = ahead
