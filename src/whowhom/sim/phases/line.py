"""Phase 7: lines drift [ours].

A supple strategist follows the circle's public; a rigid man stays.
"""

from whowhom.compiled import kernel
from whowhom.sim.layout import INNER, Values, World

__all__ = ["drift_lines"]


@kernel
def drift_lines(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Move the lines of the circle towards the mean line of the audiences that decide."""
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
