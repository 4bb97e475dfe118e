"""Phase 14: what the leader does with the removed [ours, on a published idea].

Each quarter, and after a shock, the leader weighs for every removed man each harsher fate: the
threat that is left under it against what it costs. Killing is dear while comrades may not be
harmed and cheap under terror (G. Egorov and K. Sonin, "The killing game", 2015,
https://doi.org/10.1016/j.rie.2015.05.005; A. Debs, "Living by the sword and dying by the sword?"
2016; the formula is ours). A threat is the following that is left at home, the following abroad
when a shock there needs a known name, prestige beside a leader above the majority, and what the
leader resents. Death abroad is an order to hunt.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, EXECUTED, INNER, PRISON, Values, World
from whowhom.sim.phases.beliefs import normal
from whowhom.sim.phases.removal import mark_status
from whowhom.sim.phases.speech import exile_voice

__all__ = [
    "REACH",
    "SEVERITY",
    "following_at_home",
    "killing_precedent",
    "known_at_home",
    "review_removed",
    "threat_from_abroad",
    "threat_under",
]

_REVIEW = STREAMS.index("review")
SEVERITY = (0.0, 0.10, 0.25, 0.40, 0.50, 0.65, 1.0)
"""How severe each status is as a fate."""
REACH = (1.0, 0.80, 0.40, 0.25, 0.12, 0.10, 0.0)
"""Share of his home following that a man can use, by status."""


@kernel
def following_at_home(world: World, i: int) -> float:
    """Return the mean positive esteem for i at home among those who know him."""
    following = 0.0
    for a in range(world.audiences.size):
        following += world.audiences[a].weight * world.memory[a, i] * world.following[a, i]
    return following


@kernel
def threat_from_abroad(world: World, p: Values, i: int) -> float:
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
        return 0.0
    stirred = p.echo * echo + p.coordination * world.regime[0].focal * hidden
    return exile_voice(world, p, i) * stirred / bodies


@kernel
def known_at_home(world: World, i: int) -> float:
    """Return the share of the deciding audiences that knows contender i."""
    known = 0.0
    for a in range(world.audiences.size):
        known += world.audiences[a].weight * world.memory[a, i]
    return known


@kernel
def threat_under(world: World, p: Values, i: int, fate: int) -> float:
    """Return the threat that i poses to the leader under a fate."""
    regime, actor = world.regime[0], world.actors[i]
    if fate == DEAD:
        return 0.0
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    threat = actor.rigidity * REACH[fate] * (1.0 + regime.focal) * following_at_home(world, i)
    if fate == ABROAD:
        threat += actor.rigidity * threat_from_abroad(world, p, i)
    return threat + p.shadow * excess * actor.fame * known_at_home(world, i)


@kernel
def _cost(world: World, p: Values, i: int, fate: int, home: float) -> float:
    """Return what it costs the leader to raise the fate of i to `fate`."""
    regime, actor = world.regime[0], world.actors[i]
    step = SEVERITY[fate] - SEVERITY[actor.status]
    outrage = (1.0 - regime.terror) * (p.cost_constant + p.cost_following * home)
    if fate == DEAD:
        outrage += (1.0 - regime.terror) * p.taboo
        outrage *= 1.0 - p.sentence * actor.accused
    return step * regime.norm * (outrage + p.cost_weakness * (1.0 - regime.leader_share))


@kernel
def _best_fate(world: World, p: Values, i: int, seed: int, run: int, month: int) -> int:
    actor = world.actors[i]
    leader = world.regime[0].leader
    resent = max(0.0, -world.bond[leader, i])
    home = following_at_home(world, i)
    best, lowest = actor.status, threat_under(world, p, i, actor.status)
    actor.threat = lowest
    for fate in range(actor.status + 1, DEAD + 1):
        if fate == PRISON and actor.status == ABROAD:
            continue
        value = threat_under(world, p, i, fate) + _cost(world, p, i, fate, home)
        value -= p.revenge * resent * (SEVERITY[fate] - SEVERITY[actor.status])
        value += p.review_noise * normal(seed, run, month, _REVIEW, actor.key, fate)
        if value < lowest:
            best, lowest = fate, value
    return best


@kernel
def _spread_guilt(world: World, p: Values, victim: int) -> None:
    """After an execution under terror, accuse the other removed: guilt by association."""
    for j in range(world.actors.size):
        actor = world.actors[j]
        if j != victim and actor.contender == 1 and actor.status > INNER and actor.status < DEAD:
            step = p.guilt * world.regime[0].terror * (0.7 + 0.3 * max(0.0, world.bond[victim, j]))
            actor.accused = min(1.0, actor.accused + step)


@kernel
def killing_precedent(world: World, p: Values, victim: int) -> None:
    """Let a killing break part of the norm and tame the other removed."""
    regime = world.regime[0]
    regime.norm *= 1.0 - p.precedent
    for j in range(world.actors.size):
        actor = world.actors[j]
        if j != victim and actor.status > INNER and actor.status < DEAD:
            actor.rigidity *= 1.0 - p.deterrence


@kernel
def review_removed(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the leader decide the fates of the removed, only upwards, and then carry them out."""
    regime = world.regime[0]
    every = max(1, int(p.review_months))
    if (month % every != 0 and regime.review == 0) or regime.leader < 0:
        return
    regime.review = 0
    fates = np.zeros(world.actors.size, np.int64)
    for i in range(world.actors.size):
        actor = world.actors[i]
        fates[i] = actor.status
        if actor.contender == 0 or actor.status < DEMOTED or actor.status == DEAD:
            continue
        if regime.leader_share > regime.majority:
            actor.denounced = 1
        fates[i] = _best_fate(world, p, i, seed, run, month)
    for i in range(world.actors.size):
        actor, fate = world.actors[i], fates[i]
        if fate == actor.status:
            continue
        if fate == DEAD:
            if actor.status == ABROAD:
                actor.hunted = 1
                continue
            actor.manner = EXECUTED
            mark_status(world, i, DEAD, month)
            _spread_guilt(world, p, i)
            killing_precedent(world, p, i)
        else:
            mark_status(world, i, fate, month)
