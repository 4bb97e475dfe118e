"""Phase 5: visible standing [ours].

Fame follows what can be seen: oratory with access to a platform, and the prestige of posts held
since the start. A post won later is run through a client: power without fame. That is what hides
the organiser from those who judge by standing.
"""

from whowhom.compiled import kernel
from whowhom.sim.layout import DEAD, Values, World

__all__ = ["SEEN", "drift_fame", "visible_standing"]

SEEN = (1.0, 0.7, 0.5, 0.3, 0.5, 0.1, 0.0)
"""Share of a man's standing that is seen, by status."""


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
    """Move each contender's fame towards what is seen of him."""
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status != DEAD and actor.fame > 0.0:
            actor.fame += p.fame_drift * (visible_standing(world, p, i) - actor.fame)
