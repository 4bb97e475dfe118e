"""Phase 12: the contest: who moves against whom, who sides with whom, who falls [ours].

In the spirit of Acemoglu, Egorov and Sonin (2008) with beliefs in place of known powers: an
initiator picks the target of the best expected value, foreseeing with his own beliefs how the
others will side; each other then sides by his own beliefs; true power decides. A demoted man who
wins comes back. Coalitions are made one target at a time, which is how one rival after another
can be removed by those who are next.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.arithmetic import logistic
from whowhom.sim.layout import DEAD, DEMOTED, Values, World
from whowhom.sim.phases.beliefs import normal
from whowhom.sim.phases.gain import fall_gain
from whowhom.sim.phases.removal import is_inner, remove, restore
from whowhom.sim.phases.shocks import shift_esteem

__all__ = ["choose_targets", "contest"]

_OPPORTUNITY = STREAMS.index("opportunity")
_INITIATOR = STREAMS.index("initiator")
_SIDE = STREAMS.index("side")
_BLOC = STREAMS.index("bloc")
_VOTE = STREAMS.index("vote")


@kernel
def choose_targets(world: World, p: Values) -> None:
    """Let each pick whom he speaks against.

    In the circle that is the man whose fall is worth most; who is out of it speaks against the
    leader.
    """
    for j in range(world.actors.size):
        world.actors[j].target = -1
    for j in range(world.actors.size):
        if not is_inner(world, j):
            if world.actors[j].contender == 1 and world.actors[j].status < DEAD:
                world.actors[j].target = world.regime[0].leader
            continue
        if world.actors[j].power <= 0.0:
            continue
        best = 0.0
        for i in range(world.actors.size):
            if i != j and is_inner(world, i) and world.actors[i].power > 0.0:
                gain = fall_gain(world, p, j, i, j)
                if gain > best:
                    best = gain
                    world.actors[j].target = i


@kernel
def _leaning_to(world: World, p: Values, h: int, k: int, i: int, viewer: int, odds: float) -> float:
    """Return the chance that h sides with k against i, as `viewer` sees it."""
    gap = fall_gain(world, p, h, i, viewer) - fall_gain(world, p, h, k, viewer)
    return logistic(p.decisiveness * (gap + p.bandwagon * (2.0 * odds - 1.0)))


@kernel
def _odds(world: World, p: Values, k: int, i: int, viewer: int) -> float:
    """Return the share of power that `viewer` expects on k's side against i."""
    for_k, against = world.seen[viewer, k], world.seen[viewer, i]
    odds = for_k / (for_k + against) if for_k + against > 0.0 else 0.5
    first = odds
    for h in range(world.actors.size):
        if h in (k, i) or not is_inner(world, h):
            continue
        with_k = _leaning_to(world, p, h, k, i, viewer, first)
        for_k += with_k * world.seen[viewer, h]
        against += (1.0 - with_k) * world.seen[viewer, h]
    return for_k / (for_k + against) if for_k + against > 0.0 else 0.5


@kernel
def _expected_value(world: World, p: Values, k: int, i: int) -> float:
    """Return what k expects from moving against i: gain if it wins, rebound if it is lost."""
    majority = world.regime[0].majority
    odds = _odds(world, p, k, i, k)
    win = logistic((odds - majority) / p.softness)
    lose = logistic((1.0 - odds - majority) / p.softness)
    total = 0.0
    for j in range(world.actors.size):
        if is_inner(world, j):
            total += world.seen[k, j]
    stake = world.seen[k, k] / total if total > 0.0 else 0.0
    return win * fall_gain(world, p, k, i, k) - lose * p.rebound * stake


@kernel
def _draw_initiator(world: World, p: Values, seed: int, run: int, month: int) -> int:
    soonest, chosen = np.inf, -1
    for k in range(world.actors.size):
        actor = world.actors[k]
        if actor.contender == 0 or actor.status > DEMOTED or actor.power <= 0.0:
            continue
        weight = actor.ambition
        if actor.status == DEMOTED:
            weight *= (1.0 - world.regime[0].discipline) * actor.rigidity
        if weight <= 0.0:
            continue
        draw = uniform(seed, run, month, _INITIATOR, actor.key, 0)
        wait = exponential(draw) / weight
        if wait < soonest:
            soonest, chosen = wait, k
    return chosen


@kernel
def _best_target(world: World, p: Values, k: int) -> int:
    best, target = 0.0, -1
    for i in range(world.actors.size):
        if i != k and is_inner(world, i) and world.actors[i].power > 0.0:
            value = _expected_value(world, p, k, i)
            if value > best:
                best, target = value, i
    return target


@kernel
def _take_sides(
    world: World, p: Values, k: int, i: int, sides: NDArray[Any], seed: int, run: int, month: int
) -> None:
    """Write 1 for those who side with k, -1 for those who side with i, 0 for the rest."""
    sides[:] = 0
    for h in range(world.actors.size):
        if not is_inner(world, h) and h != k:
            continue
        if h == k:
            sides[h] = 1
        elif h == i:
            sides[h] = -1
        elif world.actors[h].power > 0.0:
            with_k = _leaning_to(world, p, h, k, i, h, _odds(world, p, k, i, h))
            draw = uniform(seed, run, month, _SIDE, world.actors[h].key, 0)
            sides[h] = 1 if draw < with_k else -1


@kernel
def _remember_sides(world: World, p: Values, loser: int, sides: NDArray[Any]) -> None:
    """Let the loser resent those who stood against him, and be resented by them a little."""
    for h in range(world.actors.size):
        if sides[h] != 0 and sides[h] != sides[loser]:
            world.bond[loser, h] = max(-1.0, world.bond[loser, h] - p.grudge)
            world.bond[h, loser] = max(-1.0, world.bond[h, loser] - 0.5 * p.grudge)


@kernel
def _fell(
    world: World, p: Values, loser: int, leader: int, sides: NDArray[Any],
    seed: int, run: int, month: int,
) -> None:  # fmt: skip
    """Remove the loser and, by chance, those who stood by him; the victors share the posts."""
    winners = np.zeros(world.actors.size, np.int64)
    for h in range(world.actors.size):
        if sides[h] == sides[leader] and is_inner(world, h):
            winners[h] = 1
    _remember_sides(world, p, loser, sides)
    remove(world, loser, leader, winners, seed, run, month)
    for h in range(world.actors.size):
        if h == loser or sides[h] != sides[loser] or not is_inner(world, h):
            continue
        if uniform(seed, run, month, _BLOC, world.actors[h].key, 0) < p.bloc:
            _remember_sides(world, p, h, sides)
            remove(world, h, leader, winners, seed, run, month)


@kernel
def contest(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Hold this month's contest, if there is one."""
    regime = world.regime[0]
    if month % 3 == 0:
        choose_targets(world, p)
    chance = p.opportunity * (1.0 - p.truce * regime.capacity)
    if uniform(seed, run, month, _OPPORTUNITY, 0, 0) >= chance:
        return
    k = _draw_initiator(world, p, seed, run, month)
    if k < 0:
        return
    i = _best_target(world, p, k)
    if i < 0:
        return
    sides = np.zeros(world.actors.size, np.int64)
    _take_sides(world, p, k, i, sides, seed, run, month)
    attackers, defenders = 0.0, 0.0
    for h in range(world.actors.size):
        if sides[h] == 1:
            attackers += world.actors[h].power
        elif sides[h] == -1:
            defenders += world.actors[h].power
    world.actors[k].target = i
    turnout = p.vote_noise * normal(seed, run, month, _VOTE, 0, 0)
    part = attackers / (attackers + defenders) + turnout
    world.actors[k].bias *= 1.0 - p.bias_step
    world.actors[i].bias *= 1.0 - p.bias_step
    if part > regime.majority:
        restore(world, k)
        _fell(world, p, i, k, sides, seed, run, month)
    elif 1.0 - part > regime.majority:
        shift_esteem(world, k, -1, -p.backlash)
        if is_inner(world, k):
            _fell(world, p, k, i, sides, seed, run, month)
        else:
            _remember_sides(world, p, k, sides)
    else:
        shift_esteem(world, k, -1, -p.backlash)
