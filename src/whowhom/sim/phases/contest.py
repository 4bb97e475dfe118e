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
- A rule settles in quiet: contests become rarer with the months since the leader came or the last
  contest was held, and each contest opens the next (an established ruler is no longer challenged:
  M. W. Svolik, "Power Sharing and Leadership Dynamics in Authoritarian Regimes", AJPS 53, 2009,
  https://doi.org/10.1111/j.1540-5907.2009.00382.x; coups breed coups: J. B. Londregan and
  K. T. Poole, "Poverty, the Coup Trap, and the Seizure of Executive Power", World Politics 42,
  1990, https://doi.org/10.2307/2010462; the formula is ours). Whoever moves against the leader
  also fears the reprisal, which grows as the rule settles: it deters those whose odds are poor, so
  that attempts become rarer, not less successful.
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
from whowhom.sim.guide import FALL_TOO, change_of_worth, is_guided, pay, picks, try_seed
from whowhom.sim.layout import DEAD, DEMOTED, INNER, Values
from whowhom.sim.opinion import shift_esteem
from whowhom.sim.world import World

__all__ = ["choose_targets", "contest"]

_OPPORTUNITY = STREAMS.index("opportunity")
_INITIATOR = STREAMS.index("initiator")
_SIDE = STREAMS.index("side")
_BLOC = STREAMS.index("bloc")
_VOTE = STREAMS.index("vote")
_TRY = STREAMS.index("try")
_NOBODY = -1
_STEEPEST = 40.0
_WON, _LOST, _UNDECIDED, _NONE, _OPEN = range(5)
_TRIES = 32
"""Tries of a guided contest."""
_DUE = 0.7
"""Log worth of a fall from which on an opportunity for a contest is made, not waited for."""
_HOPE = 0.3
"""Share of the attacks that are expected to succeed, where pairs are tried by their worth."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_FAR = 6.0
"""Standard deviations beyond which a noise is taken for impossible."""
_PER_ROOT = 1.0 / math.sqrt(2.0 * math.pi)
_ROOT_HALF = math.sqrt(0.5)
_TINY = 1e-200


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
def _settled(world: World, p: Values) -> float:
    """Return how settled the rule is: 0 under a leader who is new and right after a contest."""
    return p.settling * world.regime[0].quiet


@kernel
def _reprisal(world: World, p: Values, i: int) -> float:
    """Return the loss that a failure against i brings if i rules: with no capable arbiter above."""
    regime = world.regime[0]
    if i != regime.leader or p.reprisal == 0.0:
        return 0.0
    return p.reprisal * (1.0 - regime.capacity) * (1.0 + math.log(1.0 + _settled(world, p)))


@kernel
def _expected_value(world: World, p: Values, k: int, i: int, sight: Sight) -> float:
    """Return what k expects from moving against i: gain if it wins, rebound if it is lost."""
    win = _odds(world, p, k, i, k, sight, 2)
    gain = gain_of_fall(world, p, k, i, k, sight, world.force[i])
    value = win * gain - (1.0 - win) * p.rebound * _stake(world, k, k, sight)
    return value - (1.0 - win) * _reprisal(world, p, i)


@kernel
def _eagerness(world: World, k: int) -> float:
    """Return the rate at which k moves against others when an opportunity comes."""
    actor = world.actors[k]
    if actor.contender == 0 or actor.status > DEMOTED or actor.power <= 0.0:
        return 0.0
    if actor.status == DEMOTED:
        rate = actor.ambition * ((1.0 - world.regime[0].discipline) * actor.rigidity)
        return rate * (1.0 - actor.illness)
    return actor.ambition * (1.0 - actor.illness)


@kernel
def _draw_initiator(world: World, seed: int, run: int, month: int) -> int:
    soonest, chosen = np.inf, -1
    for k in range(world.actors.size):
        weight = _eagerness(world, k)
        if weight <= 0.0:
            continue
        draw = uniform(seed, run, month, _INITIATOR, world.actors[k].key, 0)
        wait = exponential(draw) / weight
        if wait < soonest:
            soonest, chosen = wait, k
    return chosen


@kernel
def _can_be_target(world: World, k: int, i: int) -> bool:
    return i != k and is_inner(world, i) and world.actors[i].power > 0.0


@kernel
def _best_target(world: World, p: Values, k: int, seed: int, run: int, month: int) -> int:
    best, target = 0.0, -1
    sight = _judge(world, p, k, circle_power(world))
    for i in range(world.actors.size):
        if _can_be_target(world, k, i):
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
def _falls_too(world: World, p: Values, h: int, seed: int, run: int, month: int) -> bool:
    """Draw whether h falls with the head of the same side."""
    key = world.actors[h].key
    if is_guided(world):
        fall = change_of_worth(world, h, DEMOTED)
        return picks(world, p.bloc, fall, key, FALL_TOO, seed, run, month)
    return uniform(seed, run, month, _BLOC, key, 0) < p.bloc


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
        if _falls_too(world, p, h, seed, run, month):
            _remember_sides(world, p, h, sides)
            remove(world, h, leader, winners, seed, run, month)


@kernel
def _choose_opponents(world: World, p: Values, seed: int, run: int, month: int) -> tuple[int, int]:
    """Draw who moves against whom; -1 for nobody."""
    k = _draw_initiator(world, seed, run, month)
    return k, -1 if k < 0 else _best_target(world, p, k, seed, run, month)


@kernel
def _chances(world: World, p: Values) -> tuple[float, float]:
    """Return the chances that the side of the attacker wins and that it loses."""
    circle, attack, defence = circle_power(world), 0.0, 0.0
    for h in range(world.actors.size):
        if world.sides[h] == 1:
            attack += _strength(world, p, _NOBODY, h, circle)
        elif world.sides[h] == -1:
            defence += _strength(world, p, _NOBODY, h, circle)
    return _chance(world, p, attack, defence), _chance(world, p, defence, attack)


@kernel
def _worth_of_loss(world: World, p: Values, loser: int) -> float:
    """Return the log worth that is expected of the falls when the side of `loser` loses."""
    gain = change_of_worth(world, loser, DEMOTED) if is_inner(world, loser) else 0.0
    for h in range(world.actors.size):
        if h != loser and world.sides[h] == world.sides[loser] and is_inner(world, h):
            fall = math.exp(change_of_worth(world, h, DEMOTED))
            gain += math.log(1.0 - p.bloc + p.bloc * fall)
    return gain


@kernel
def _someone_is_due(world: World) -> bool:
    """Return whether the record makes the fall of somebody worth more than staying."""
    for i in range(world.actors.size):
        if is_inner(world, i) and change_of_worth(world, i, DEMOTED) > _DUE:
            return True
    return False


@kernel
def _chances_of_targets(world: World, p: Values, k: int) -> None:
    """Write the probability that k, who moves, moves against each, by the noise in what k expects.

    With normal noise of one size in every value, the largest lies at y with the density of its own
    noise there, times the probability that all others lie below; only a value above 0 is acted on.
    """
    value, chance, below = world.chances[0], world.chances[1], world.chances[2]
    sight = _judge(world, p, k, circle_power(world))
    most, best = -np.inf, -1
    for i in range(world.actors.size):
        chance[i], value[i] = 0.0, -np.inf
        if _can_be_target(world, k, i):
            value[i] = _expected_value(world, p, k, i, sight)
            if value[i] > most:
                most, best = value[i], i
    if best < 0:
        return
    if p.whim <= 0.0:
        chance[best] = 1.0 if most > 0.0 else 0.0
        return
    low, high = max(0.0, most - _FAR * p.whim), most + _FAR * p.whim
    if high <= low:
        return
    half = 0.5 * (high - low)
    for node in range(_NODES.size):
        y = low + half * (1.0 + _NODES[node])
        product = _WEIGHTS[node] * half / p.whim
        for i in range(world.actors.size):
            if value[i] > -np.inf:
                below[i] = 0.5 * math.erfc((value[i] - y) / p.whim * _ROOT_HALF)
                product *= below[i]
        for i in range(world.actors.size):
            if value[i] > -np.inf and below[i] > _TINY:
                z = (y - value[i]) / p.whim
                chance[i] += product / below[i] * math.exp(-0.5 * z * z) * _PER_ROOT


@kernel
def _weigh_pairs(world: World, p: Values) -> float:
    """Write the probability that a contest is k against i; return the sum of all by worth."""
    eager = 0.0
    for k in range(world.actors.size):
        eager += _eagerness(world, k)
    total, by_worth = 0.0, 0.0
    for k in range(world.actors.size):
        rate = _eagerness(world, k)
        if rate > 0.0:
            _chances_of_targets(world, p, k)
        for i in range(world.actors.size):
            world.words[k, i] = world.chances[1, i] * rate / eager if rate > 0.0 else 0.0
            total += world.words[k, i]
            by_worth += world.words[k, i] * _favour(world, i)
    return by_worth + max(0.0, 1.0 - total)


@kernel
def _favour(world: World, i: int) -> float:
    """Return how much more often than by chance contests against i are tried."""
    if not is_inner(world, i):
        return 1.0
    return 1.0 - _HOPE + _HOPE * math.exp(change_of_worth(world, i, DEMOTED))


@kernel
def _draw_pair(world: World, draw: float) -> tuple[int, int]:
    """Return the pair at a place in the sum of all pairs by worth; -1 for nobody."""
    for k in range(world.actors.size):
        for i in range(world.actors.size):
            if world.words[k, i] > 0.0:
                draw -= world.words[k, i] * _favour(world, i)
                if draw < 0.0:
                    return k, i
    return -1, -1


@kernel
def _guided(
    world: World, p: Values, chance: float, seed: int, run: int, month: int
) -> tuple[int, int, int, int]:
    """Draw a contest out of several tries, by what each is worth.

    Returns
    -------
    tuple of int
        Seed of the contest, verdict, attacker and defender; no verdict if there is none.
    """
    is_due = _someone_is_due(world)
    if not is_due and uniform(seed, run, month, _OPPORTUNITY, 0, 0) >= chance:
        return seed, _NONE, -1, -1
    measure_force(world)
    by_worth = _weigh_pairs(world, p)
    total, gain, verdict, chosen = 0.0, 0.0, _NONE, seed
    attacker, defender = -1, -1
    for m in range(_TRIES):
        other = try_seed(seed, run, month, m)
        k, i = _draw_pair(world, by_worth * uniform(seed, run, month, _TRY, m, 2))
        won, lost, win_gain, loss_gain, ratio = 0.0, 0.0, 0.0, 0.0, by_worth
        if i >= 0:
            ratio = by_worth / _favour(world, i)
            _take_sides(world, p, k, i, world.sides, other, run, month)
            won, lost = _chances(world, p)
            win_gain = _worth_of_loss(world, p, i)
            if world.actors[k].status == DEMOTED:
                win_gain += change_of_worth(world, k, INNER)
            elif is_inner(world, k):
                loss_gain = _worth_of_loss(world, p, k)
        for outcome in range(3):
            probability, worth_of_it = 1.0 - won - lost, 0.0
            if outcome == _WON:
                probability, worth_of_it = won, win_gain
            elif outcome == _LOST:
                probability, worth_of_it = lost, loss_gain
            weight = ratio * probability * math.exp(worth_of_it)
            if weight <= 0.0:
                continue
            total += weight
            if uniform(seed, run, month, _TRY, m, 3 + outcome) * total < weight:
                chosen, verdict, gain = other, outcome, worth_of_it
                attacker, defender = k, i
    mean = total / _TRIES
    if not is_due:
        pay(world, math.log(mean) - gain)
        return chosen, verdict, attacker, defender
    both = chance * mean + 1.0 - chance
    if uniform(seed, run, month, _TRY, 0, 8) * both >= chance * mean:
        pay(world, math.log(both))
        return seed, _NONE, -1, -1
    pay(world, math.log(both) - gain)
    return chosen, verdict, attacker, defender


@kernel
def contest(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Hold this month's contest, if there is one: sides are taken, and someone may fall."""
    regime = world.regime[0]
    if month % 3 == 0:
        choose_targets(world, p)
    chance = p.opportunity * (1.0 - p.truce * regime.capacity)
    chance *= (1.0 - regime.discipline) * (1.0 - regime.leader_share) ** p.calm
    chance *= (1.0 + p.unrest) / (1.0 + _settled(world, p))
    regime.quiet += 1.0
    verdict = _OPEN
    if is_guided(world):
        seed, verdict, k, i = _guided(world, p, min(chance, 1.0), seed, run, month)
    elif uniform(seed, run, month, _OPPORTUNITY, 0, 0) >= chance:
        return
    else:
        measure_force(world)
        k, i = _choose_opponents(world, p, seed, run, month)
    if i < 0:
        return
    regime.quiet = 0.0
    sides = world.sides
    _take_sides(world, p, k, i, sides, seed, run, month)
    log_sides(world, sides, k, i)
    won, lost = _chances(world, p)
    if verdict == _OPEN:
        draw = uniform(seed, run, month, _VOTE, 0, 0)
        verdict = _UNDECIDED
        if draw < won:
            verdict = _WON
        elif draw > 1.0 - lost:
            verdict = _LOST
    world.actors[k].target = i
    world.actors[k].bias *= 1.0 - p.bias_step
    world.actors[i].bias *= 1.0 - p.bias_step
    if verdict == _WON:
        log_event(world, CONTEST_WON, k, i, 0, won)
        restore(world, k)
        _fell(world, p, i, k, sides, seed, run, month)
        return
    log_event(world, CONTEST_LOST if verdict == _LOST else CONTEST_UNDECIDED, k, i, 0, won)
    shift_esteem(world, k, -1, -p.backlash)
    if verdict == _LOST and is_inner(world, k):
        _fell(world, p, k, i, sides, seed, run, month)
    else:
        _remember_sides(world, p, k, sides)
