"""Phase 8: whom each publicly sides with [published].

A logit over the contenders and the outside option: esteem, patron (weighed up by his purse),
distance to the line, the crowd of last month, and fear (T. Kuran, "Sparks and prairie fires",
Public Choice 61, 1989, https://doi.org/10.1007/BF00116762). A contender counts in an audience as
far as he is known there. Shares are expectations, so no draw is needed.
"""

import numpy as np
from numba import njit

from whowhom.sim.arithmetic import FIXED, exp32
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, INNER, World

__all__ = ["choose_sides"]

_FIXED = np.float32(FIXED)


@njit(cache=True, error_model="numpy")
def _standing_utility(world: World, p: np.void, a: int, i: int) -> float:
    """Return the part of the utility of siding with i that is the same for all of audience a."""
    actor, regime = world.actors[i], world.regime[0]
    utility = p.choice_crowd * world.share[a, i]
    if world.audiences[a].abroad == 1:
        if actor.status == ABROAD:
            utility -= p.leash * _foreign_control(world, a) * max(0.0, 1.0 - regime.focal)
            return utility
        if actor.status != INNER:
            utility -= 2.0 * p.demoted_penalty
    elif actor.status == DEMOTED:
        utility -= p.demoted_penalty
    elif actor.status > DEMOTED:
        utility -= 3.0 * p.demoted_penalty
    if actor.denounced == 1:
        utility -= p.fear * regime.terror
    return utility


@njit(cache=True, error_model="numpy")
def _foreign_control(world: World, a: int) -> float:
    """Return the share of a foreign audience's posts that the leader fills."""
    control = 0.0
    for o in range(world.posts.size):
        if world.posts[o].holder == world.regime[0].leader and world.posts[o].holder >= 0:
            control += world.fills[o, a]
    return min(1.0, control)


@njit(cache=True, error_model="numpy")
def _weigh(world: World, p: np.void, a: int, i: int, same: float, favour: float) -> None:
    """Write the weight of i in each agent's choice and add it to the total."""
    body = world.audiences[a]
    esteem_weight = np.float32(p.choice_esteem * world.memory[a, i])
    line_weight = np.float32(p.choice_line)
    patron_weight = np.float32(favour)
    line = np.float32(world.actors[i].line)
    constant = np.float32(same)
    known = np.float32(world.memory[a, i])
    zero = np.float32(0.0)
    number = np.int8(i)
    for k in range(body.first, body.first + body.size):
        gap = world.leaning[k] - line
        bonus = patron_weight if world.patron[k] == number else zero
        utility = constant + esteem_weight * world.esteem[i, k] - line_weight * gap * gap + bonus
        weight = known * exp32(utility)
        world.heard[i, k] = weight
        world.total[k] += weight


@njit(cache=True, error_model="numpy")
def _count(world: World, a: int, i: int) -> None:
    """Sum what contender i gets in audience a, in fixed point so that order cannot matter."""
    body = world.audiences[a]
    chosen, likes, all_esteem, clients = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    zero = np.float32(0.0)
    number = np.int8(i)
    for k in range(body.first, body.first + body.size):
        chosen += np.int32(_FIXED * (world.heard[i, k] / world.total[k]))
        esteem = world.esteem[i, k]
        all_esteem += np.int32(_FIXED * esteem)
        likes += np.int32(_FIXED * max(esteem, zero))
        clients += np.int64(world.patron[k] == number)
    world.share[a, i] = chosen / (FIXED * body.size)
    world.mean[a, i] = all_esteem / (FIXED * body.size)
    world.following[a, i] = likes / (FIXED * body.size)
    world.clients[a, i] = clients / body.size


@njit(cache=True, error_model="numpy")
def choose_sides(world: World, p: np.void, seed: int, run: int, month: int) -> None:
    """Let every agent take a side in public and count the sides."""
    n = world.actors.size
    outside = exp32(np.float32(p.outside))
    for a in range(world.audiences.size):
        body = world.audiences[a]
        for k in range(body.first, body.first + body.size):
            world.total[k] = outside
        for i in range(n):
            if world.memory[a, i] <= 0.0 or world.actors[i].status == DEAD:
                continue
            purse = 0.0
            for o in range(world.posts.size):
                if world.posts[o].holder == i:
                    purse += world.posts[o].purse
            favour = p.choice_patron * (1.0 + p.privileges * min(1.0, purse))
            _weigh(world, p, a, i, _standing_utility(world, p, a, i), favour)
        for i in range(n):
            if world.memory[a, i] > 0.0 and world.actors[i].status != DEAD:
                _count(world, a, i)
            else:
                world.share[a, i] = 0.0
                world.following[a, i] = 0.0
                world.clients[a, i] = 0.0
