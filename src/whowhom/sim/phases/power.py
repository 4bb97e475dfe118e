"""Phases 9, 13 and 20: power, and who leads [ours].

Power is the weighted sum of the sides that the audiences take, plus the force and the seats of
the posts held. Only those inside the circle or merely demoted have any.
"""

from whowhom.compiled import kernel
from whowhom.sim.events import LEADER, log_event
from whowhom.sim.layout import DEMOTED, INNER, Values, World

__all__ = ["circle_power", "measure_power"]


@kernel
def circle_power(world: World) -> float:
    """Return the power of the inner circle."""
    total = 0.0
    for i in range(world.actors.size):
        if world.actors[i].contender == 1 and world.actors[i].status == INNER:
            total += world.actors[i].power
    return total


@kernel
def measure_power(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Measure power; the strongest of the circle leads."""
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
        log_event(world, LEADER, regime.leader, before, 0, regime.leader_share)
