"""What people outside the circle think and hear: esteem, followings, and voices from abroad.

Shared by several phases.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim.layout import Values
from whowhom.sim.world import World

__all__ = ["exile_voice", "following_at_home", "lift_esteem", "pressure", "shift_esteem"]


@kernel
def shift_esteem(world: World, i: int, audience: int, size: float) -> None:
    """Move the esteem for contender i in one audience (-1: in every audience at home)."""
    low, high = np.float32(-1.0), np.float32(1.0)
    step = np.float32(size)
    for a in range(world.audiences.size):
        body = world.audiences[a]
        if (audience >= 0 and a != audience) or (audience < 0 and body.abroad == 1):
            continue
        for k in range(body.first, body.first + body.size):
            world.esteem[i, k] = min(max(world.esteem[i, k] + step, low), high)


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


@kernel
def following_at_home(world: World, i: int) -> float:
    """Return the mean positive esteem for i at home among those who know i."""
    following = 0.0
    for a in range(world.audiences.size):
        following += world.audiences[a].weight * world.memory[a, i] * world.following[a, i]
    return following


@kernel
def exile_voice(world: World, p: Values, i: int) -> float:
    """Return the share of the voice that an exile keeps: with aides and a patient host."""
    actor = world.actors[i]
    voice = 0.4 + 0.6 * actor.kin
    if actor.host >= 0:
        return voice * (1.0 - p.gag * world.hosts[actor.host].dependence * pressure(world))
    return voice * (1.0 - p.gag)


@kernel
def pressure(world: World) -> float:
    """Return how hard the regime presses a host, in [0, 1]: its leader's share of power."""
    return world.regime[0].leader_share
