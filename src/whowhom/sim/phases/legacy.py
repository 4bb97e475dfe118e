"""Part of phase 1: the cult of the dead founder [adapted].

Who stages the rite inherits. The founder's standing passes, as esteem, to the members of the
circle in proportion to what each can stage: his organisation and the appointments and voice of
his posts; one who is absent gets nothing and loses some of his own. The idea of legitimacy as a
stock that ritual hands on is in Greif and Tadelis, "A theory of moral persistence", J. Comparative
Economics 38, 2010; the formula is ours.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim.layout import Values, World
from whowhom.sim.phases.removal import is_inner

__all__ = ["pass_on_legacy", "staging"]


@kernel
def staging(world: World, p: Values, i: int) -> float:
    """Return how much of a rite contender i can stage: organisation times command of posts."""
    if not is_inner(world, i) or world.actors[i].power <= 0.0:
        return 0.0
    command = 0.1
    for o in range(world.posts.size):
        if world.posts[o].holder == i:
            for a in range(world.audiences.size):
                if world.audiences[a].abroad == 0:
                    command += world.audiences[a].weight * (world.fills[o, a] + world.voice[o, a])
    return (
        world.actors[i].organisation * command * (1.0 - p.absence_share * world.actors[i].absence)
    )


@kernel
def pass_on_legacy(world: World, p: Values, founder: int) -> None:
    """Hand the founder's standing to those who stage his cult."""
    total = 0.0
    for i in range(world.actors.size):
        total += staging(world, p, i)
    if total <= 0.0:
        return
    for i in range(world.actors.size):
        part = staging(world, p, i) / total
        if part <= 0.0:
            continue
        gain = p.legacy * world.actors[founder].legacy * part
        lift_esteem(world, i, gain)


@kernel
def lift_esteem(world: World, i: int, gain: float) -> None:
    """Move the esteem for contender i at home by a share of its distance to 1 (or, down, to -1)."""
    one, step = np.float32(1.0), np.float32(gain)
    for a in range(world.audiences.size):
        body = world.audiences[a]
        if body.abroad == 1:
            continue
        for k in range(body.first, body.first + body.size):
            esteem = world.esteem[i, k]
            world.esteem[i, k] += step * (one - esteem if step > 0.0 else one + esteem)
