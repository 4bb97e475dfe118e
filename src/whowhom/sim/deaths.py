"""What a death does that nobody in the circle has decided on: posts go on, a founder is mourned.

The death of the arbiter founds a cult [adapted]: whoever stages the rite inherits. The founder's
standing passes, as esteem, to the members of the circle in proportion to what each can stage, which
is their organisation and the appointments and voice of their posts; an absent member gets nothing
and loses some esteem. The idea of legitimacy as a stock that ritual hands on is in A. Greif and
S. Tadelis, "A theory of moral persistence", J. Comparative Economics 38, 2010; the formula is ours.
"""

from whowhom.compiled import kernel
from whowhom.sim.circle import hand_over_posts, is_inner, mark_status
from whowhom.sim.events import DEATH, log_event
from whowhom.sim.layout import DEAD, DIED, Values
from whowhom.sim.opinion import lift_esteem
from whowhom.sim.world import World

__all__ = ["die", "pass_on_legacy", "staging"]


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
    able = world.actors[i].organisation * (1.0 - world.actors[i].illness)
    return able * command * (1.0 - p.absence_share * world.actors[i].absence)


@kernel
def pass_on_legacy(world: World, p: Values, founder: int) -> None:
    """Hand the founder's standing to those who stage the cult."""
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
def die(world: World, p: Values, i: int, seed: int, run: int, month: int) -> None:
    """Let somebody die: the posts go on, and the standing of an arbiter is inherited."""
    regime = world.regime[0]
    if world.actors[i].status == DEAD:
        return
    if i == regime.arbiter:
        regime.capacity = 0.0
        pass_on_legacy(world, p, i)
    heirs = world.flags
    for j in range(world.actors.size):
        heirs[j] = 1 if is_inner(world, j) else 0
    log_event(world, DEATH, i, -1, 0, 0.0)
    hand_over_posts(world, i, heirs, seed, run, month)
    world.actors[i].manner = DIED
    mark_status(world, i, DEAD, month)
