"""Whom each member of an audience publicly sides with [published].

A logit over the contenders and the outside option: esteem, patron (weighed up by the purse),
distance to the line, the crowd of last month, and at home the fear of siding with another than
the leader under terror (T. Kuran, "Sparks and prairie fires", Public Choice 61, 1989,
https://doi.org/10.1007/BF00116762). A contender counts in an audience as far as known there;
foreign parties are held on a leash by who fills their posts. Shares are expectations, so no draw
is needed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, INNER, Values
from whowhom.sim.world import World, columns

__all__ = ["FIXED", "choose_sides", "exp32"]

FIXED = 1048576.0
"""Fixed-point scale of sums over members: 2**20."""
_FIXED = np.float32(FIXED)
_STRETCH = 1024
_LOG2E = np.float32(1.4426950408889634)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_C1 = np.float32(0.69314718056)
_C2 = np.float32(0.24022650696)
_C3 = np.float32(0.05550410866)
_C4 = np.float32(0.00961812911)
_C5 = np.float32(0.00133335581)
_LOWEST = np.float32(-80.0)
_HIGHEST = np.float32(80.0)


@kernel(inline="always")
def exp32(x: np.float32) -> np.float32:
    """Return e**x in single precision, relative error below 8e-6, for x cut to [-80, 80]."""
    bounded = min(max(x, _LOWEST), _HIGHEST)
    doublings = bounded * _LOG2E
    whole = np.floor(doublings + _HALF)
    f = doublings - whole
    part = _ONE + f * (_C1 + f * (_C2 + f * (_C3 + f * (_C4 + f * _C5))))
    exponent = np.int32((np.int32(whole) + np.int32(127)) << np.int32(23))
    return part * exponent.view(np.float32)


@kernel
def _standing_utility(world: World, p: Values, a: int, i: int) -> float:
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
    if i != regime.leader and world.audiences[a].abroad == 0:
        utility -= p.fear * regime.terror * (1.0 if actor.denounced == 1 else 0.5)
    return utility


@kernel
def _foreign_control(world: World, a: int) -> float:
    """Return the share of a foreign audience's posts that the leader fills."""
    control = 0.0
    for o in range(world.posts.size):
        if world.posts[o].holder == world.regime[0].leader and world.posts[o].holder >= 0:
            control += world.fills[o, a]
    return min(1.0, control)


@kernel
def _purse(world: World, i: int) -> float:
    """Return the private goods that contender i can hand out, in [0, 1]."""
    purse = 0.0
    for o in range(world.posts.size):
        if world.posts[o].holder == i:
            purse += world.posts[o].purse
    return min(1.0, purse)


@kernel
def _weigh(
    esteem: NDArray[Any], patron: NDArray[Any], leaning: NDArray[Any], weights: NDArray[Any],
    total: NDArray[Any], number: np.int8, terms: tuple[np.float32, ...],
) -> None:  # fmt: skip
    """Write the weight of one contender in each agent's choice and add it to the total."""
    constant, esteem_weight, line_weight, patron_weight, line, known = terms
    for k in range(esteem.size):
        gap = leaning[k] - line
        bonus = patron_weight if patron[k] == number else np.float32(0.0)
        utility = constant + esteem_weight * esteem[k] - line_weight * gap * gap + bonus
        weight = known * exp32(utility)
        weights[k] = weight
        total[k] += weight


@kernel
def _turn_over(total: NDArray[Any], size: int) -> None:
    """Replace the total weight of each of `size` agents by what its weights are to be times."""
    for k in range(total.size):
        total[k] = _FIXED / total[k]
    for k in range(size, total.size):
        total[k] = np.float32(0.0)


@kernel
def _sum_stretch(
    weights: NDArray[Any], scale: NDArray[Any], esteem: NDArray[Any], patron: NDArray[Any],
    number: np.int8,
) -> tuple[np.int32, np.int32, np.int32, np.int32]:  # fmt: skip
    """Return what :func:`_sum_up` does, of so few agents that 32 bits hold it."""
    chances, whole, above, mine = np.int32(0), np.int32(0), np.int32(0), np.int32(0)
    for k in range(weights.size):
        chances = np.int32(chances + np.int32(weights[k] * scale[k]))
        fixed = _FIXED * esteem[k]
        whole = np.int32(whole + np.int32(fixed))
        above = np.int32(above + np.int32(max(fixed, np.float32(0.0))))
        mine = np.int32(mine + np.int32(patron[k] == number))
    return chances, whole, above, mine


@kernel
def _sum_up(
    weights: NDArray[Any], scale: NDArray[Any], esteem: NDArray[Any], patron: NDArray[Any],
    number: np.int8,
) -> tuple[np.int64, np.int64, np.int64, np.int64]:  # fmt: skip
    """Return the sums of chances, of esteem and of positive esteem, and the number of clients.

    In fixed point, so that no order of addition can matter.
    """
    chances, whole, above, mine = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for first in range(0, weights.size, _STRETCH):
        last = first + _STRETCH
        sums = _sum_stretch(
            weights[first:last], scale[first:last], esteem[first:last], patron[first:last], number
        )
        chances += np.int64(sums[0])
        whole += np.int64(sums[1])
        above += np.int64(sums[2])
        mine += np.int64(sums[3])
    return chances, whole, above, mine


@kernel
def choose_sides(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let every member of an audience take a side in public, and count the sides."""
    n = world.actors.size
    outside = exp32(np.float32(p.outside))
    for a in range(world.audiences.size):
        body = world.audiences[a]
        first, last = body.first, body.first + columns(body.size)
        patron, leaning = world.patron[first:last], world.leaning[first:last]
        total = world.total[first:last]
        for k in range(total.size):
            total[k] = outside
        for i in range(n):
            if world.memory[a, i] <= 0.0 or world.actors[i].status == DEAD:
                continue
            terms = (
                np.float32(_standing_utility(world, p, a, i)),
                np.float32(p.choice_esteem * world.memory[a, i]),
                np.float32(p.choice_line),
                np.float32(p.choice_patron * (1.0 + p.privileges * _purse(world, i))),
                np.float32(world.actors[i].line),
                np.float32(world.memory[a, i]),
            )
            esteem, weights = world.esteem[i, first:last], world.heard[i, first:last]
            _weigh(esteem, patron, leaning, weights, total, np.int8(i), terms)
        _turn_over(total, body.size)
        scale = 1.0 / (FIXED * body.size)
        for i in range(n):
            if world.memory[a, i] > 0.0 and world.actors[i].status != DEAD:
                esteem, weights = world.esteem[i, first:last], world.heard[i, first:last]
                chosen, everything, positive, clients = _sum_up(
                    weights, total, esteem, patron, np.int8(i)
                )
                world.share[a, i] = scale * chosen
                world.mean[a, i] = scale * everything
                world.following[a, i] = scale * positive
                world.clients[a, i] = clients / body.size
            else:
                world.share[a, i] = 0.0
                world.following[a, i] = 0.0
                world.clients[a, i] = 0.0
