"""What the leader does with the removed [ours, on a published idea].

Each quarter, and after a shock, the leader weighs every harsher fate for each of the removed: the
threat that is left under it against what it costs. Killing is dear while comrades may not be
harmed and cheap under terror (G. Egorov and K. Sonin, "The killing game", 2015,
https://doi.org/10.1016/j.rie.2015.05.005; A. Debs, "Living by the sword and dying by the sword?"
2016; the formula is ours). A threat is the following that is left at home, the following abroad
when a shock there needs a known name, prestige beside a leader above the majority, and what the
leader resents. Death abroad is an order to hunt. A killing also tames the other removed, and the
leader may weigh that (a government is the harder on one challenger the more others it expects:
B. F. Walter, "Building Reputation", AJPS 50, 2006,
https://doi.org/10.1111/j.1540-5907.2006.00186.x; the formula is ours).
"""

import math

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, normal, uniform
from whowhom.sim.circle import killing_precedent, mark_status
from whowhom.sim.decisions import Cost, Threat, note_decision, note_standing
from whowhom.sim.events import HUNTED, KILLING, log_event
from whowhom.sim.guide import (
    HUNTED_ABROAD,
    KILLED,
    change_of_worth,
    is_guided,
    pay,
    stands,
)
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, EXECUTED, INNER, PRISON, Values
from whowhom.sim.opinion import exile_voice, following_at_home
from whowhom.sim.world import World

__all__ = [
    "REACH",
    "SEVERITY",
    "cost_of",
    "demonstration_of",
    "known_at_home",
    "review_removed",
    "threat_parts",
    "threat_under",
    "weigh_fates",
    "worth_of",
]

_REVIEW = STREAMS.index("review")
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_FAR = 7.0
"""Standard deviations beyond which a noise is taken for impossible."""
_PER_ROOT = 1.0 / math.sqrt(2.0 * math.pi)
_ROOT_HALF = math.sqrt(0.5)
SEVERITY = (0.0, 0.10, 0.25, 0.40, 0.50, 0.65, 1.0)
"""How severe each status is as a fate."""
REACH = (1.0, 0.80, 0.40, 0.25, 0.12, 0.10, 0.0)
"""Share of the home following that can be used, by status."""


@kernel
def _stirred_abroad(world: World, p: Values, i: int) -> tuple[float, float]:
    """Return what an exile can stir up abroad: the open echo, and in a shock the hidden following.

    What foreign parties show in public is bound by who appoints them; what they think in private
    counts when a shock makes a known name a rallying point.
    """
    echo, hidden, bodies = 0.0, 0.0, 0
    for a in range(world.audiences.size):
        if world.audiences[a].abroad == 1:
            echo += world.share[a, i]
            hidden += world.memory[a, i] * world.following[a, i]
            bodies += 1
    if bodies == 0:
        return 0.0, 0.0
    voice = exile_voice(world, p, i) / bodies
    return voice * p.echo * echo, voice * p.coordination * world.regime[0].focal * hidden


@kernel
def known_at_home(world: World, i: int) -> float:
    """Return the share of the deciding audiences that knows contender i."""
    known = 0.0
    for a in range(world.audiences.size):
        known += world.audiences[a].weight * world.memory[a, i]
    return known


@kernel
def threat_parts(world: World, p: Values, i: int, fate: int) -> Threat:
    """Return the threat that i poses to the leader under a fate, and its parts."""
    regime, actor = world.regime[0], world.actors[i]
    if fate == DEAD:
        return Threat(0.0, 0.0, 0.0, 0.0, 0.0)
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    home = actor.rigidity * REACH[fate] * (1.0 + regime.focal) * following_at_home(world, i)
    echo, rally = 0.0, 0.0
    if fate == ABROAD:
        echo, rally = _stirred_abroad(world, p, i)
        echo *= actor.rigidity
        rally *= actor.rigidity
    shadow = p.shadow * excess * actor.fame * known_at_home(world, i)
    return Threat(home + (echo + rally) + shadow, home, echo, rally, shadow)


@kernel
def threat_under(world: World, p: Values, i: int, fate: int) -> float:
    """Return the threat that i poses to the leader under a fate."""
    return threat_parts(world, p, i, fate).total


@kernel
def cost_of(world: World, p: Values, i: int, fate: int, home: float) -> Cost:
    """Return what it costs to raise the fate of i, of `home` following at home, and its parts."""
    regime, actor = world.regime[0], world.actors[i]
    weight = (SEVERITY[fate] - SEVERITY[actor.status]) * regime.norm
    calm = 1.0 - regime.terror
    constant = weight * calm * p.cost_constant
    following = weight * calm * p.cost_following * home
    taboo, sentence = 0.0, 0.0
    if fate == DEAD:
        taboo = weight * calm * p.taboo
        sentence = -p.sentence * actor.accused * (constant + following + taboo)
    weakness = weight * p.cost_weakness * (1.0 - regime.leader_share)
    total = constant + following + taboo + sentence + weakness
    return Cost(total, constant, following, taboo, sentence, weakness)


@kernel
def worth_of(world: World, p: Values, i: int, fate: int) -> float:
    """Return what a harsher fate of i is worth to the leader, as far as the leader resents i."""
    resent = max(0.0, -world.bond[world.regime[0].leader, i])
    return p.revenge * resent * (SEVERITY[fate] - SEVERITY[world.actors[i].status])


@kernel
def demonstration_of(world: World, p: Values, i: int) -> float:
    """Return what the killing of i is worth for the threat that it takes from the other removed."""
    if p.demonstration == 0.0:
        return 0.0
    tamed = 0.0
    for j in range(world.actors.size):
        status = world.actors[j].status
        if j != i and status > INNER and status < DEAD:
            threat = threat_parts(world, p, j, status)
            tamed += threat.home + threat.echo + threat.rally
    return p.demonstration * p.deterrence * tamed


@kernel
def weigh_fates(
    world: World, p: Values, i: int, seed: int, run: int, month: int
) -> tuple[int, Threat]:
    """Return the fate of i that the leader prefers today, and the present threat of i."""
    actor = world.actors[i]
    home = following_at_home(world, i)
    threat = threat_parts(world, p, i, actor.status)
    best, lowest = actor.status, threat.total
    for fate in range(actor.status + 1, DEAD + 1):
        if fate == PRISON and actor.status == ABROAD:
            continue
        value = _value_of(world, p, i, fate, home)
        value += p.review_noise * normal(seed, run, month, _REVIEW, actor.key, fate)
        if value < lowest:
            best, lowest = fate, value
    return best, threat


@kernel
def _value_of(world: World, p: Values, i: int, fate: int, home: float) -> float:
    """Return what is left to fear of i under a harsher fate and what it costs, without noise."""
    value = threat_under(world, p, i, fate) + cost_of(world, p, i, fate, home).total
    value -= worth_of(world, p, i, fate)
    return value - demonstration_of(world, p, i) if fate == DEAD else value


@kernel
def _place_after(world: World, i: int, fate: int) -> int:
    """Return where i stands once a fate is decided on; death abroad is an order to hunt."""
    if fate == world.actors[i].status:
        return stands(world, i)
    if fate == DEAD:
        return HUNTED_ABROAD if world.actors[i].status == ABROAD else KILLED
    return fate


@kernel
def _chance_of_fate(world: World, fate: int, least: int, noise: float, before: float) -> float:
    """Return the probability that a fate has the lowest value, with normal noise in each."""
    value = world.fears[fate]
    high = (before - value) / noise
    if high < -_FAR:
        return 0.0
    half, total = 0.5 * (min(high, _FAR) + _FAR), 0.0
    for node in range(_NODES.size):
        z = half * (1.0 + _NODES[node]) - _FAR
        density = math.exp(-0.5 * z * z) * _PER_ROOT
        for other in range(least, DEAD + 1):
            if other != fate and world.fears[other] < np.inf:
                gap = (world.fears[other] - value) / noise - z
                density *= 0.5 * math.erfc(gap * -_ROOT_HALF)
        total += _WEIGHTS[node] * density
    return half * total


@kernel
def _guided_fate(
    world: World, p: Values, i: int, seed: int, run: int, month: int
) -> tuple[int, Threat]:
    """Draw the fate of i that the leader decides on, by its probability and what it is worth."""
    actor = world.actors[i]
    home = following_at_home(world, i)
    threat = threat_parts(world, p, i, actor.status)
    if p.review_noise <= 0.0:
        return weigh_fates(world, p, i, seed, run, month)
    for fate in range(actor.status + 1, DEAD + 1):
        is_open = not (fate == PRISON and actor.status == ABROAD)
        world.fears[fate] = _value_of(world, p, i, fate, home) if is_open else np.inf
    best, gain, total, others = actor.status, 0.0, 0.0, 0.0
    for fate in range(actor.status + 1, DEAD + 1):
        if world.fears[fate] == np.inf:
            continue
        chance = _chance_of_fate(world, fate, actor.status + 1, p.review_noise, threat.total)
        others += chance
        worth_of_it = change_of_worth(world, i, _place_after(world, i, fate))
        weight = chance * math.exp(worth_of_it)
        total += weight
        draw = uniform(seed, run, month, _REVIEW, actor.key, 64 + fate)
        if draw * total < weight:
            best, gain = fate, worth_of_it
    spared = max(0.0, 1.0 - others)
    total += spared
    if uniform(seed, run, month, _REVIEW, actor.key, 64) * total < spared:
        best, gain = actor.status, 0.0
    pay(world, math.log(total) - gain)
    return best, threat


@kernel
def _note_watched(world: World, p: Values, w: int, seed: int, run: int, month: int) -> None:
    """Note the standing of the watched `w` and, if removed and alive, the reasons for a killing."""
    i = world.watched[w]
    note_standing(world, w, month)
    actor = world.actors[i]
    if actor.status < DEMOTED or actor.status == DEAD or world.regime[0].leader < 0:
        return
    decision, threat = weigh_fates(world, p, i, seed, run, month)
    cost = cost_of(world, p, i, DEAD, following_at_home(world, i))
    revenge, example = worth_of(world, p, i, DEAD), demonstration_of(world, p, i)
    note_decision(world, w, month, decision, threat, revenge, example, cost)


@kernel
def _spread_guilt(world: World, p: Values, victim: int) -> None:
    """After an execution under terror, accuse the other removed: guilt by association."""
    for j in range(world.actors.size):
        actor = world.actors[j]
        if j != victim and actor.contender == 1 and actor.status > INNER and actor.status < DEAD:
            step = p.guilt * world.regime[0].terror * (0.7 + 0.3 * max(0.0, world.bond[victim, j]))
            actor.accused = min(1.0, actor.accused + step)


@kernel
def review_removed(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the leader review the removed, whose fates only become harsher."""
    regime = world.regime[0]
    for w in range(world.watched.size):
        _note_watched(world, p, w, seed, run, month)
    every = max(1, int(p.review_months))
    if (month % every != 0 and regime.review == 0) or regime.leader < 0:
        return
    regime.review = 0
    fates = world.fates
    for i in range(world.actors.size):
        actor = world.actors[i]
        fates[i] = actor.status
        if actor.contender == 0 or actor.status < DEMOTED or actor.status == DEAD:
            continue
        if regime.leader_share > regime.majority:
            actor.denounced = 1
        if is_guided(world):
            fates[i], threat = _guided_fate(world, p, i, seed, run, month)
        else:
            fates[i], threat = weigh_fates(world, p, i, seed, run, month)
        actor.threat = threat.total
    for i in range(world.actors.size):
        actor, fate = world.actors[i], fates[i]
        if fate == actor.status:
            continue
        if fate == DEAD:
            if actor.status == ABROAD:
                if actor.hunted == 0:
                    log_event(world, HUNTED, i, regime.leader, 0, 0.0)
                actor.hunted = 1
                continue
            log_event(world, KILLING, i, regime.leader, EXECUTED, 0.0)
            actor.manner = EXECUTED
            mark_status(world, i, DEAD, month)
            _spread_guilt(world, p, i)
            killing_precedent(world, p, i)
        else:
            mark_status(world, i, fate, month)
