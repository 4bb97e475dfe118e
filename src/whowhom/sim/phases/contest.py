"""The contest: who moves against whom, who sides with whom, who falls [adapted].

An initiator picks the target of the best expected value, foreseeing by personal beliefs how the
others will side; each other then sides with one of the two, or stays out, by their own beliefs; a
contest of strength decides. Whoever loses it falls; a demoted contender who wins comes back.
Coalitions are made one target at a time, which is how one rival after another can be removed by
those who are next.

- The chance to win follows the ratio of the strengths of the two sides (G. Tullock, "Efficient
  Rent Seeking", 1980; S. Skaperdas, "Contest success functions", Economic Theory 7, 1996,
  https://doi.org/10.1007/BF01213906), so the weaker side wins at times. Where a majority above one
  half is needed, both sides can fail and nobody falls. Strength is power, and armed force as far
  as no rule binds.
- Sides are taken by logit on what each expects (the idea of R. McKelvey and T. Palfrey, "Quantal
  Response Equilibria for Normal Form Games", Games and Economic Behavior 10, 1995): the fall that
  is worth more, as likely as it is, and the fear to fall with the loser. So whoever is beyond reach
  is left alone, and whoever is within it is joined against [ours].
- Odds are judged by the power of others, with errors; what their fall is worth, by their visible
  standing (see ``power``): fame is feared, battalions are counted [ours].
- Contests are the rarer the more a rule of the organisation binds and the stronger the leader is.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, normal, uniform
from whowhom.sim.circle import (
    Sight,
    circle_power,
    gain_of_fall,
    is_inner,
    look,
    measure_force,
    remove,
    restore,
)
from whowhom.sim.events import CONTEST_LOST, CONTEST_UNDECIDED, CONTEST_WON, log_event, log_sides
from whowhom.sim.layout import DEAD, DEMOTED, Values
from whowhom.sim.opinion import shift_esteem
from whowhom.sim.world import World

__all__ = ["choose_targets", "contest"]

_OPPORTUNITY = STREAMS.index("opportunity")
_INITIATOR = STREAMS.index("initiator")
_SIDE = STREAMS.index("side")
_BLOC = STREAMS.index("bloc")
_VOTE = STREAMS.index("vote")
_NOBODY = -1
_STEEPEST = 40.0


@kernel
def choose_targets(world: World, p: Values) -> None:
    """Let each pick whom to speak against.

    In the circle that is whoever's fall is worth most; who is out of it speaks against the leader.
    """
    for j in range(world.actors.size):
        world.actors[j].target = -1
    measure_force(world)
    for j in range(world.actors.size):
        if not is_inner(world, j):
            if world.actors[j].contender == 1 and world.actors[j].status < DEAD:
                world.actors[j].target = world.regime[0].leader
            continue
        if world.actors[j].power <= 0.0:
            continue
        best, sight = 0.0, look(world, j)
        for i in range(world.actors.size):
            if i != j and is_inner(world, i) and world.actors[i].power > 0.0:
                gain = gain_of_fall(world, p, j, i, j, sight, world.force[i])
                if gain > best:
                    best = gain
                    world.actors[j].target = i


@kernel
def _strength(world: World, p: Values, viewer: int, i: int, circle: float) -> float:
    """Return the strength of i in a contest as `viewer` judges it; with no viewer, as it is.

    Who commands how much force was measured before.
    """
    power = world.actors[i].power
    if viewer not in (_NOBODY, i):
        error = p.belief_noise * (1.0 - p.reading * world.actors[viewer].strategy)
        power *= math.exp(error * world.noise[viewer, i] - 0.5 * error * error)
    return power + p.arms * (1.0 - world.regime[0].discipline) * circle * world.force[i]


@kernel
def _chance(world: World, p: Values, attack: float, defence: float) -> float:
    """Return the chance that one side musters what it takes to remove the head of the other."""
    majority = world.regime[0].majority
    attack, defence = attack * (1.0 - majority), defence * majority
    if attack <= 0.0:
        return 0.0
    return 1.0 / (1.0 + (defence / attack) ** p.mass_effect)


@kernel
def _judge(world: World, p: Values, viewer: int, circle: float) -> Sight:
    """Write how strong `viewer` judges each in a contest; return the power that is seen."""
    for h in range(world.actors.size):
        if is_inner(world, h) or h == viewer or world.actors[h].status == DEMOTED:
            world.strength[h] = _strength(world, p, viewer, h, circle)
    return look(world, viewer)


@kernel
def _stake(world: World, h: int, viewer: int, sight: Sight) -> float:
    """Return the share of the circle's power that h has, as `viewer` sees it."""
    return world.seen[viewer, h] / sight.total if sight.total > 0.0 else 0.0


@kernel
def _leanings(
    world: World, p: Values, h: int, k: int, i: int, viewer: int, sight: Sight, win: float
) -> tuple[float, float]:
    """Return the chances that h sides with k and with i, as `viewer` sees it."""
    value = win * gain_of_fall(world, p, h, i, viewer, sight, world.force[i])
    value -= (1.0 - win) * gain_of_fall(world, p, h, k, viewer, sight, world.force[k])
    value += p.bloc * _stake(world, h, viewer, sight) * (2.0 * win - 1.0)
    pull = min(max(p.decisiveness * value, -_STEEPEST), _STEEPEST)
    with_k, with_i = math.exp(0.5 * pull), math.exp(-0.5 * pull)
    whole = with_k + with_i + 2.0 * p.abstention
    return with_k / whole, with_i / whole


@kernel
def _odds(world: World, p: Values, k: int, i: int, viewer: int, sight: Sight, rounds: int) -> float:
    """Return the chance that `viewer`, who has judged all, gives k against i.

    The others are thought to take sides by the odds of the round before; in the first by those of
    the two alone.
    """
    win = _chance(world, p, world.strength[k], world.strength[i])
    for _ in range(rounds):
        attack, defence = world.strength[k], world.strength[i]
        for h in range(world.actors.size):
            if h in (k, i) or not is_inner(world, h):
                continue
            with_k, with_i = _leanings(world, p, h, k, i, viewer, sight, win)
            attack += with_k * world.strength[h]
            defence += with_i * world.strength[h]
        win = _chance(world, p, attack, defence)
    return win


@kernel
def _expected_value(world: World, p: Values, k: int, i: int, sight: Sight) -> float:
    """Return what k expects from moving against i: gain if it wins, rebound if it is lost."""
    win = _odds(world, p, k, i, k, sight, 2)
    gain = gain_of_fall(world, p, k, i, k, sight, world.force[i])
    return win * gain - (1.0 - win) * p.rebound * _stake(world, k, k, sight)


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
def _best_target(world: World, p: Values, k: int, seed: int, run: int, month: int) -> int:
    best, target = 0.0, -1
    sight = _judge(world, p, k, circle_power(world))
    for i in range(world.actors.size):
        if i != k and is_inner(world, i) and world.actors[i].power > 0.0:
            value = _expected_value(world, p, k, i, sight)
            value += p.whim * normal(seed, run, month, _VOTE, world.actors[i].key, 1)
            if value > best:
                best, target = value, i
    return target


@kernel
def _take_sides(
    world: World, p: Values, k: int, i: int, sides: NDArray[Any], seed: int, run: int, month: int
) -> None:
    """Write 1 for those who side with k, -1 for those who side with i, 0 for those who do not."""
    circle = circle_power(world)
    for h in range(world.actors.size):
        sides[h] = 0
        if not is_inner(world, h) and h != k:
            continue
        if h == k:
            sides[h] = 1
        elif h == i:
            sides[h] = -1
        elif world.actors[h].power > 0.0:
            sight = _judge(world, p, h, circle)
            win = _odds(world, p, k, i, h, sight, 1)
            with_k, with_i = _leanings(world, p, h, k, i, h, sight, win)
            draw = uniform(seed, run, month, _SIDE, world.actors[h].key, 0)
            if draw < with_k:
                sides[h] = 1
            elif draw > 1.0 - with_i:
                sides[h] = -1


@kernel
def _remember_sides(world: World, p: Values, loser: int, sides: NDArray[Any]) -> None:
    """Let the loser resent those on the other side, and be resented by them a little."""
    for h in range(world.actors.size):
        if sides[h] != 0 and sides[h] != sides[loser]:
            world.bond[loser, h] = max(-1.0, world.bond[loser, h] - p.grudge)
            world.bond[h, loser] = max(-1.0, world.bond[h, loser] - 0.5 * p.grudge)


@kernel
def _fell(
    world: World, p: Values, loser: int, leader: int, sides: NDArray[Any],
    seed: int, run: int, month: int,
) -> None:  # fmt: skip
    """Remove the loser and, by chance, those on the same side; the victors share the posts."""
    winners = world.flags
    for h in range(world.actors.size):
        winners[h] = 1 if sides[h] == sides[leader] and is_inner(world, h) else 0
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
    """Hold this month's contest, if there is one: sides are taken, and someone may fall."""
    regime = world.regime[0]
    if month % 3 == 0:
        choose_targets(world, p)
    chance = p.opportunity * (1.0 - p.truce * regime.capacity)
    chance *= (1.0 - regime.discipline) * (1.0 - regime.leader_share) ** p.calm
    if uniform(seed, run, month, _OPPORTUNITY, 0, 0) >= chance:
        return
    k = _draw_initiator(world, p, seed, run, month)
    if k < 0:
        return
    measure_force(world)
    i = _best_target(world, p, k, seed, run, month)
    if i < 0:
        return
    sides = world.sides
    _take_sides(world, p, k, i, sides, seed, run, month)
    log_sides(world, sides, k, i)
    circle, attack, defence = circle_power(world), 0.0, 0.0
    for h in range(world.actors.size):
        if sides[h] == 1:
            attack += _strength(world, p, _NOBODY, h, circle)
        elif sides[h] == -1:
            defence += _strength(world, p, _NOBODY, h, circle)
    world.actors[k].target = i
    world.actors[k].bias *= 1.0 - p.bias_step
    world.actors[i].bias *= 1.0 - p.bias_step
    draw = uniform(seed, run, month, _VOTE, 0, 0)
    won, lost = _chance(world, p, attack, defence), _chance(world, p, defence, attack)
    if draw < won:
        log_event(world, CONTEST_WON, k, i, 0, won)
        restore(world, k)
        _fell(world, p, i, k, sides, seed, run, month)
        return
    decided = draw > 1.0 - lost
    log_event(world, CONTEST_LOST if decided else CONTEST_UNDECIDED, k, i, 0, won)
    shift_esteem(world, k, -1, -p.backlash)
    if decided and is_inner(world, k):
        _fell(world, p, k, i, sides, seed, run, month)
    else:
        _remember_sides(world, p, k, sides)
