"""Phase 10: what each believes about the power of the others [ours].

Others are judged by visible standing as much as by true power (`bias`), with a persistent error
that a strategist keeps smaller; everyone knows his own power. The bias about a man fades by
itself, and by a step when a contest or a testament shows what he has.
"""

import math

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, uniform
from whowhom.sim.layout import DEMOTED, INNER, Values, World

__all__ = ["believe", "draw_perception", "normal"]

_NOISE = STREAMS.index("belief_noise")


@kernel(signature="float64(int64, int64, int64, int64, int64, int64)")
def normal(seed: int, run: int, month: int, stream: int, entity: int, index: int) -> float:
    """Return one standard normal number (Box-Muller on two keyed uniforms)."""
    radius = math.sqrt(-2.0 * math.log(uniform(seed, run, month, stream, entity, index)))
    angle = uniform(seed, run, month, stream, entity, index ^ 0x40000000)
    return radius * math.cos(2.0 * math.pi * angle)


@kernel
def draw_perception(world: World, p: Values, seed: int, run: int, month: int, keep: float) -> None:
    """Move the errors of perception one month on; with `keep` 0 they are drawn afresh."""
    fresh = math.sqrt(1.0 - keep * keep)
    for j in range(world.actors.size):
        for i in range(world.actors.size):
            if i != j:
                step = normal(seed, run, month, _NOISE, world.actors[j].key, world.actors[i].key)
                world.noise[j, i] = keep * world.noise[j, i] + fresh * step


@kernel
def believe(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Form each contender's picture of the power of the others."""
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
