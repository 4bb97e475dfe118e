"""A testament against one of the circle, and the staged resignation [adapted].

A founder's written advice to remove someone is put to the circle under the control of those it
hurts: each weighs the fall as in a contest, plus the advice, so a coalition that needs its subject
against a greater threat keeps them. The subject offers to go; where the hall and the circle refuse,
the mandate is renewed; else the posts are lost. A riskless vote of confidence (compare J. D. Huber,
"The vote of confidence in parliamentary democracies", APSR 90, 1996,
https://doi.org/10.2307/2082884); no published model of the packed hall is known to us.
"""

import math

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, uniform
from whowhom.sim.circle import fall_gain, hand_over_posts, is_inner
from whowhom.sim.events import CONFIDENCE_KEPT, CONFIDENCE_LOST, log_event
from whowhom.sim.layout import Values
from whowhom.sim.opinion import lift_esteem
from whowhom.sim.world import World

__all__ = ["hall_support", "logistic", "vote_of_confidence"]

_CONFIDENCE = STREAMS.index("confidence")


@kernel
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    raised = math.exp(x)
    return raised / (1.0 + raised)


@kernel
def hall_support(world: World, i: int) -> float:
    """Return the mean of i's client and public shares in the audiences that decide."""
    support = 0.0
    for a in range(world.audiences.size):
        support += world.audiences[a].weight * 0.5 * (world.share[a, i] + world.clients[a, i])
    return support


@kernel
def vote_of_confidence(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Put the testament of this month, if there is one, to the circle and the hall."""
    regime = world.regime[0]
    i, size = regime.testament_of, regime.testament_size
    regime.testament_of = -1
    if i < 0 or not is_inner(world, i):
        return
    against = world.flags
    keep, drop = world.actors[i].power, 0.0
    for h in range(world.actors.size):
        against[h] = 0
        if h == i or not is_inner(world, h):
            continue
        wish = fall_gain(world, p, h, i, h) + p.advice * size
        draw = uniform(seed, run, month, _CONFIDENCE, world.actors[h].key, 0)
        if draw < logistic(p.decisiveness * wish):
            against[h] = 1
            drop += world.actors[h].power
        else:
            keep += world.actors[h].power
    world.actors[i].bias *= 1.0 - p.disclosure * size
    if drop / (drop + keep) > regime.majority:
        log_event(world, CONFIDENCE_LOST, i, -1, 0, drop / (drop + keep))
        hand_over_posts(world, i, against, seed, run, month)
        lift_esteem(world, i, -p.renewal * size)
    else:
        log_event(world, CONFIDENCE_KEPT, i, -1, 0, drop / (drop + keep))
        lift_esteem(world, i, p.renewal * size * hall_support(world, i))
