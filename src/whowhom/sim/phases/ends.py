"""Ends from outside the contest [adapted, ours].

Natural death: Gompertz's law, with a level and a slope near those of males about 1920 (rounded,
ours). Whoever is ill dies the sooner: the hazard is divided by the health that is left, by a tenth
at least [ours]. An arbiter ages too, unless the case has settled when the arbiter dies.
A leader may also fall to a plot from below, the likelier the lower the leader's esteem, the more
threats are left and the greater the shock of the day; the successor is drawn by power and threat,
so one of the removed can come back.
"""

import math

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.circle import (
    is_inner,
    remove,
    restore,
    threats_outside,
)
from whowhom.sim.deaths import die
from whowhom.sim.events import TOPPLED, log_event
from whowhom.sim.guide import DEATH_OF_AGE, NATURAL, PLOT, change_of_worth, is_guided, picks
from whowhom.sim.layout import DEAD, DEMOTED, INNER, Values
from whowhom.sim.opinion import following_at_home
from whowhom.sim.world import World

__all__ = ["die_naturally", "topple_leader"]

_MORTALITY = STREAMS.index("mortality")
_FALL = STREAMS.index("leader_fall")
_SUCCESSOR = STREAMS.index("successor")
_AT_FORTY = 0.008
_PER_YEAR = 0.065
_LEAST_HEALTH = 0.1


@kernel
def _ages(world: World, i: int, month: int) -> bool:
    """Return whether i may die of age this month: contenders, and an arbiter from some month on."""
    if world.actors[i].status == DEAD:
        return False
    if world.actors[i].contender == 1:
        return True
    regime = world.regime[0]
    return i == regime.arbiter and 0 <= regime.ages_from <= month


@kernel
def die_naturally(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let contenders and the arbiter die of age and illness; their posts go to the circle."""
    for i in range(world.actors.size):
        if not _ages(world, i, month):
            continue
        actor = world.actors[i]
        age = (month - actor.born) / 12.0
        hazard = p.mortality * _AT_FORTY * math.exp(_PER_YEAR * (age - 40.0)) / 12.0
        hazard /= max(_LEAST_HEALTH, 1.0 - actor.illness)
        if is_guided(world):
            gain = change_of_worth(world, i, NATURAL)
            chance = min(hazard, 1.0)
            if not picks(world, chance, gain, actor.key, DEATH_OF_AGE, seed, run, month):
                continue
        elif uniform(seed, run, month, _MORTALITY, actor.key, 0) >= hazard:
            continue
        die(world, p, i, seed, run, month)


@kernel
def _draw_successor(world: World, leader: int, seed: int, run: int, month: int) -> int:
    soonest, chosen = np.inf, -1
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 0 or i == leader or actor.status == DEAD:
            continue
        weight = actor.power if actor.status == INNER else actor.threat
        if weight > 0.0:
            draw = uniform(seed, run, month, _SUCCESSOR, actor.key, 0)
            wait = exponential(draw) / weight
            if wait < soonest:
                soonest, chosen = wait, i
    return chosen


@kernel
def topple_leader(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the leader fall to a plot from below, and seat a successor."""
    regime = world.regime[0]
    leader = regime.leader
    if (
        leader < 0
        or not is_inner(world, leader)
        or regime.leader_share <= regime.majority
        or regime.capacity > 0.0
    ):
        return
    threats = threats_outside(world)
    unloved = 1.0 - following_at_home(world, leader)
    hazard = p.leader_fall * unloved * (threats + regime.focal) / regime.leader_share
    successor = _draw_successor(world, leader, seed, run, month)
    if successor < 0:
        return
    if is_guided(world):
        gain = change_of_worth(world, leader, DEMOTED) + change_of_worth(world, successor, INNER)
        if not picks(world, min(hazard, 1.0), gain, 0, PLOT, seed, run, month):
            return
    elif uniform(seed, run, month, _FALL, 0, 0) >= hazard:
        return
    log_event(world, TOPPLED, leader, successor, 0, 0.0)
    restore(world, successor)
    world.actors[successor].power = max(world.actors[successor].power, 1e-6)
    heirs = world.flags
    for i in range(world.actors.size):
        heirs[i] = 1 if i == successor else 0
    remove(world, leader, successor, heirs, seed, run, month)
