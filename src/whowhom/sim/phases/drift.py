"""What moves slowly: visible standing, who is still known, and lines [ours; erasure adapted].

Fame follows what can be seen: oratory with access to a platform, and the prestige of posts held
since the start. A post won later is run through a client: power without fame. That is what hides
the organiser from those who judge by standing.

The memory of a member of the circle is renewed; that of the removed fades, faster where a leader
above the majority holds the archives and has denounced them, and with each cohort of newcomers who
never heard of them: nobody fears or follows a stranger. Abroad the archives are out of reach.
(Memory as friction of access: M. E. Roberts, "Censored", 2018; the formula is ours.)

A flexible strategist follows the line of the circle's public; a rigid contender stays.
"""

from whowhom.compiled import kernel
from whowhom.sim.layout import ABROAD, DEAD, INNER, Values
from whowhom.sim.world import World

__all__ = ["SEEN", "drift_fame", "drift_lines", "fade_memory", "visible_standing"]

SEEN = (1.0, 0.7, 0.5, 0.3, 0.5, 0.1, 0.0)
"""Share of a contender's standing that is seen, by status."""


@kernel
def visible_standing(world: World, p: Values, i: int) -> float:
    """Return the standing that is seen of contender i today, in [0, about 2]."""
    actor = world.actors[i]
    seen = 0.6 * actor.oratory * (1.0 + 0.5 * p.war_return * world.regime[0].war)
    for o in range(world.posts.size):
        if world.posts[o].holder == i and world.posts[o].original == 1:
            seen += world.posts[o].prestige
    return seen * SEEN[actor.status]


@kernel
def drift_fame(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Move each contender's visible standing towards what is seen."""
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status != DEAD and actor.fame > 0.0:
            actor.fame += p.fame_drift * (visible_standing(world, p, i) - actor.fame)


@kernel
def fade_memory(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Renew the memory of the circle; that of the removed fades or is erased."""
    regime = world.regime[0]
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.status == DEAD:
            continue
        for a in range(world.audiences.size):
            known = world.memory[a, i]
            if known <= 0.0:
                continue
            body = world.audiences[a]
            if actor.status == INNER or (actor.status == ABROAD and body.abroad == 1):
                known += 0.1 * (1.0 - known)
            else:
                rate = p.memory_decay
                if actor.denounced == 1 and body.abroad == 0:
                    rate += p.erasure * excess
                    known *= 1.0 - p.cohorts * excess * body.replaced
                known *= 1.0 - rate
            world.memory[a, i] = known


@kernel
def drift_lines(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Move flexible members of the circle towards the mean line of the audiences that decide."""
    centre, weight = 0.0, 0.0
    for a in range(world.audiences.size):
        centre += world.audiences[a].weight * world.audiences[a].line
        weight += world.audiences[a].weight
    centre /= weight
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status == INNER:
            supple = actor.strategy * (1.0 - actor.rigidity)
            actor.line += p.line_drift * supple * (centre - actor.line)
