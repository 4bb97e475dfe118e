"""Power, who leads, and what each believes about the power of the others [ours].

Power is the weighted sum of the sides that the audiences take, plus the force and the seats of the
posts held. Only those inside the circle or merely demoted have any.

Others are judged by visible standing as much as by true power (`bias`), with a persistent error
that a strategist keeps smaller; everyone knows their own power. The bias about a contender fades
by itself, and by a step when a contest or a testament shows the true power.
"""

import math

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, normal
from whowhom.sim.circle import circle_power
from whowhom.sim.events import LEADER, log_event
from whowhom.sim.layout import DEAD, DEMOTED, INNER, Values
from whowhom.sim.world import World

__all__ = ["believe", "draw_perception", "measure_power"]


@kernel
def measure_power(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Measure power; the strongest member of the circle leads."""
    regime = world.regime[0]
    force, seats = 0.0, 0.0
    for o in range(world.posts.size):
        force += world.posts[o].force
        seats += world.posts[o].seat
    best, before = 0.0, regime.leader
    regime.leader = -1
    for i in range(world.actors.size):
        actor = world.actors[i]
        actor.power = 0.0
        if actor.contender == 0 or actor.status > DEMOTED:
            continue
        for a in range(world.audiences.size):
            actor.power += world.audiences[a].weight * world.share[a, i]
        for o in range(world.posts.size):
            if world.posts[o].holder == i:
                if force > 0.0:
                    war = 1.0 + p.war_return * regime.war
                    actor.power += p.force_weight * war * world.posts[o].force / force
                if seats > 0.0:
                    actor.power += p.seat_weight * world.posts[o].seat / seats
        if actor.status == INNER and actor.power > best:
            best = actor.power
            regime.leader = i
    total = circle_power(world)
    regime.leader_share = best / total if total > 0.0 else 0.0
    if regime.leader != before:
        regime.quiet = 0.0
        log_event(world, LEADER, regime.leader, before, 0, regime.leader_share)


_NOISE = STREAMS.index("belief_noise")


@kernel
def draw_perception(world: World, p: Values, seed: int, run: int, month: int, keep: float) -> None:
    """Move the errors of perception one month on; with `keep` 0 they are drawn afresh.

    The dead see nothing and are not judged.
    """
    fresh = math.sqrt(1.0 - keep * keep)
    for j in range(world.actors.size):
        if world.actors[j].status == DEAD:
            continue
        for i in range(world.actors.size):
            if i != j and world.actors[i].status != DEAD:
                step = normal(seed, run, month, _NOISE, world.actors[j].key, world.actors[i].key)
                world.noise[j, i] = keep * world.noise[j, i] + fresh * step


@kernel
def believe(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Form each contender's belief about the power of the others."""
    draw_perception(world, p, seed, run, month, p.belief_memory if month > 0 else 0.0)
    power, fame = 0.0, 0.0
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status == INNER:
            power += actor.power
            fame += actor.fame
    for i in range(world.actors.size):
        subject = world.actors[i]
        subject.bias *= 1.0 - p.bias_decay
        if subject.contender == 0 or subject.status > DEMOTED:
            continue
        shown = power * subject.fame / fame if fame > 0.0 else subject.power
        judged = (1.0 - subject.bias) * subject.power + subject.bias * shown
        for j in range(world.actors.size):
            if i == j:
                world.seen[j, i] = subject.power
                continue
            error = p.belief_noise * (1.0 - p.reading * world.actors[j].strategy)
            world.seen[j, i] = judged * math.exp(error * world.noise[j, i] - 0.5 * error * error)
