"""The inner circle: who sits in it, what a seat is worth, and what a removal or a killing does.

Shared by several phases and by the record of a run.

- A fall is the first removal from the circle. The posts go to others in proportion to power
  (Gamson's law: W. Gamson, "A Theory of Coalition Formation", ASR 26, 1961,
  https://doi.org/10.2307/2090664); a post won in this way is filled through a client and lends
  force, voice and appointments, but no visible standing. A post that has a rule of succession goes
  by it [ours]: to a deputy, to whom a body elects, to the closest of whoever appoints, or to
  nobody; where the rule finds nobody in the circle, it goes as all others do.
- What the fall of one is worth to another [ours, on published ideas]: the rise of one's own share
  of what is left; less the danger that the strongest other then stands above all (the fear behind
  D. Acemoglu, G. Egorov and K. Sonin, "Coalition Formation in Non-Democracies", REStud 75, 2008,
  https://doi.org/10.1111/j.1467-937X.2008.00503.x); less a worse distance to the circle's line;
  less the dislike of the precedent (G. Egorov and K. Sonin, "The killing game", Research in
  Economics 69, 2015, https://doi.org/10.1016/j.rie.2015.05.005); plus what one owes a pursuer or a
  foe; plus the relief of disarming whoever commands the force.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.events import FALL, POST_PASSES, PRETEXT, RETURN, STATUS, log_event
from whowhom.sim.layout import (
    BY_APPOINTMENT,
    BY_DEPUTY,
    BY_ELECTION,
    BY_POWER,
    DEAD,
    DEMOTED,
    INNER,
    VACANT,
    Values,
)
from whowhom.sim.world import World

__all__ = [
    "Sight",
    "circle_power",
    "fall_gain",
    "force_share",
    "gain_of_fall",
    "hand_over_posts",
    "is_inner",
    "killing_precedent",
    "look",
    "mark_status",
    "measure_force",
    "remove",
    "restore",
    "terror_drive",
    "threats_outside",
    "use_pretext",
]

_SPOILS = STREAMS.index("spoils")
_SUCCESSION = STREAMS.index("succession")
_NOBODY_YET, _NOBODY = -1, -2
"""A rule found nobody, so that the post goes by power; a rule says that nobody has the post."""


@kernel
def is_inner(world: World, i: int) -> bool:
    """Return whether contender i sits in the inner circle."""
    return world.actors[i].contender == 1 and world.actors[i].status == INNER


@kernel
def mark_status(world: World, i: int, status: int, month: int) -> None:
    """Move contender i to a status and remember when it was first reached."""
    world.actors[i].status = status
    log_event(world, STATUS, i, -1, status, 0.0)
    if world.reached[i, status] < 0:
        world.reached[i, status] = month


@kernel
def _elected(world: World, o: int, loser: int, seed: int, run: int, month: int) -> int:
    """Return whom the body elects to post o: drawn by the shares that side with each of them."""
    soonest, chosen = np.inf, _NOBODY_YET
    for i in range(world.actors.size):
        share = world.share[world.posts[o].by_body, i]
        if i == loser or not is_inner(world, i) or share <= 0.0:
            continue
        key = world.posts[o].key ^ world.actors[i].key
        wait = exponential(uniform(seed, run, month, _SUCCESSION, key, 0)) / share
        if wait < soonest:
            soonest, chosen = wait, i
    return chosen


@kernel
def _appointed(world: World, patron: int, loser: int) -> int:
    """Return whom `patron` appoints: the member of the circle with the strongest ties to both."""
    regime = world.regime[0]
    chosen, closest = _NOBODY_YET, 0.0
    if not is_inner(world, patron) and (patron != regime.arbiter or regime.capacity <= 0.0):
        return chosen
    for i in range(world.actors.size):
        if i in (loser, patron) or not is_inner(world, i):
            continue
        tie = world.bond[patron, i] + world.bond[i, patron]
        is_stronger = chosen >= 0 and world.actors[i].power > world.actors[chosen].power
        if tie > closest or (tie == closest and is_stronger):
            chosen, closest = i, tie
    return chosen


@kernel
def _heir_by_rule(world: World, o: int, loser: int, seed: int, run: int, month: int) -> int:
    """Return who takes post o of `loser` by its rule of succession."""
    post = world.posts[o]
    if post.rule == VACANT:
        return _NOBODY
    if post.rule == BY_ELECTION:
        return _elected(world, o, loser, seed, run, month)
    named = world.holders[post.by_post] if post.by_post >= 0 else post.by_actor
    if named < 0 or named == loser:
        return _NOBODY_YET
    if post.rule == BY_APPOINTMENT:
        return _appointed(world, named, loser)
    return named if post.rule == BY_DEPUTY and is_inner(world, named) else _NOBODY_YET


@kernel
def hand_over_posts(
    world: World, loser: int, winners: NDArray[Any], seed: int, run: int, month: int
) -> None:
    """Give each post of `loser` by its rule, or to one of `winners` (flags) drawn by power."""
    for o in range(world.posts.size):
        world.holders[o] = world.posts[o].holder
    for o in range(world.posts.size):
        if world.posts[o].holder != loser:
            continue
        world.posts[o].holder = -1
        world.posts[o].original = 0
        heir = _NOBODY_YET
        if world.posts[o].rule != BY_POWER:
            heir = _heir_by_rule(world, o, loser, seed, run, month)
        if heir != _NOBODY_YET:
            world.posts[o].holder = max(heir, -1)
            log_event(world, POST_PASSES, world.posts[o].holder, loser, o, 0.0)
            continue
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
    """Bring contender i back into the inner circle, if outside it."""
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


@kernel
def circle_power(world: World) -> float:
    """Return the power of the inner circle."""
    total = 0.0
    for i in range(world.actors.size):
        if world.actors[i].contender == 1 and world.actors[i].status == INNER:
            total += world.actors[i].power
    return total


@kernel
def force_share(world: World, i: int) -> float:
    """Return the share of all armed force that the posts of contender i command."""
    own, total = 0.0, 0.0
    for o in range(world.posts.size):
        total += world.posts[o].force
        if world.posts[o].holder == i:
            own += world.posts[o].force
    return own / total if total > 0.0 else 0.0


@kernel
def measure_force(world: World) -> None:
    """Write the share of all armed force that the posts of each contender command."""
    for i in range(world.actors.size):
        world.force[i] = 0.0
    total = 0.0
    for o in range(world.posts.size):
        post = world.posts[o]
        total += post.force
        if post.holder >= 0:
            world.force[post.holder] += post.force
    for i in range(world.actors.size):
        world.force[i] = world.force[i] / total if total > 0.0 else 0.0


class Sight(NamedTuple):
    """The power of the circle as a viewer sees it: sums from which follows what a fall changes."""

    total: float
    line: float
    """Sum of lines, weighted by power."""
    first: int
    """The strongest; -1 for nobody."""
    second: int
    strongest: float
    runner_up: float
    third: float


@kernel
def look(world: World, viewer: int) -> Sight:
    """Return the power of the circle as `viewer` sees it."""
    total, line = 0.0, 0.0
    first, second = -1, -1
    strongest, runner_up, third = 0.0, 0.0, 0.0
    for j in range(world.actors.size):
        if not is_inner(world, j):
            continue
        power = world.seen[viewer, j]
        total += power
        line += power * world.actors[j].line
        if power > strongest:
            third, runner_up, strongest = runner_up, strongest, power
            second, first = first, j
        elif power > runner_up:
            third, runner_up = runner_up, power
            second = j
        elif power > third:
            third = power
    return Sight(total, line, first, second, strongest, runner_up, third)


@kernel
def fall_gain(world: World, p: Values, h: int, i: int, viewer: int) -> float:
    """Return what h gains from the fall of i, with power as `viewer` sees it."""
    return gain_of_fall(world, p, h, i, viewer, look(world, viewer), force_share(world, i))


@kernel
def gain_of_fall(
    world: World, p: Values, h: int, i: int, viewer: int, sight: Sight, force: float
) -> float:
    """Return what h gains from the fall of i, who commands `force`, with what `viewer` sees."""
    regime = world.regime[0]
    total = sight.total
    lost = world.seen[viewer, i] if is_inner(world, i) else 0.0
    left = total - lost
    if left <= 0.0:
        return 0.0
    strongest = sight.runner_up if sight.first == h else sight.strongest  # other than h
    second = sight.strongest  # other than h and i
    if sight.first in (h, i):
        second = sight.third if sight.second in (h, i) else sight.runner_up
    own = world.seen[viewer, h]
    rise = own / left - own / total
    before, after = strongest / total / regime.majority, second / left / regime.majority
    danger = after * after * after * after - before * before * before * before
    new_line = (sight.line - lost * world.actors[i].line) / left
    position = world.actors[h].line
    distance = abs(position - new_line) - abs(position - sight.line / total)
    gain = rise - p.danger * danger - p.line_gain * distance
    gain -= p.precedent_fear * regime.norm * (1.0 - own / left)
    gain += p.force_fear * force * (1.0 + p.war_return * regime.war)
    if world.actors[i].target == h:
        gain += p.attacked
    return gain - p.bond * world.bond[h, i]


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
def terror_drive(world: World) -> float:
    """Return how ready the leader is to use terror: ruthlessness times excess over the majority."""
    regime = world.regime[0]
    if regime.leader < 0 or not is_inner(world, regime.leader):
        return 0.0
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    return world.actors[regime.leader].ruthlessness * excess


@kernel
def use_pretext(world: World, p: Values, size: float) -> None:
    """Turn a murder into a licence: raise terror, break the norm, accuse the removed."""
    regime = world.regime[0]
    force = size * terror_drive(world)
    if force * (p.pretext_terror + p.pretext_norm) <= 0.0:
        return
    regime.terror = min(1.0, regime.terror + p.pretext_terror * force)
    log_event(world, PRETEXT, regime.leader, -1, 0, regime.terror)
    regime.norm *= 1.0 - p.pretext_norm * force
    regime.review = 1
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status > INNER and actor.status < DEAD:
            actor.accused = min(1.0, actor.accused + 0.5 * p.guilt * force)
