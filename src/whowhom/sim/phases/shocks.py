"""Outside events that the case feeds in (illness, levy, pact, murder ...) [ours].

Each shock is a row of the case and can be switched off alone; one of size zero does nothing
(but those of a war and of an illness, whose size is the new level).
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim import events
from whowhom.sim.circle import use_pretext
from whowhom.sim.deaths import die
from whowhom.sim.layout import (
    ABSENCE,
    DEAD,
    DEATH,
    ENEMY,
    ESTEEM,
    FOCAL,
    ILLNESS,
    INCAPACITY,
    INNER,
    LEANING,
    LEVY,
    POST_MOVES,
    PRETEXT,
    TESTAMENT,
    WAR,
    Values,
)
from whowhom.sim.opinion import shift_esteem
from whowhom.sim.world import World

__all__ = ["meet_shocks"]


@kernel
def _shift_leaning(world: World, a: int, size: float) -> None:
    body = world.audiences[a]
    low, high, step = np.float32(-1.0), np.float32(1.0), np.float32(size)
    body.line = min(max(body.line + size, -1.0), 1.0)
    for k in range(body.first, body.first + body.size):
        world.leaning[k] = min(max(world.leaning[k] + step, low), high)


@kernel
def _fall_ill(world: World, i: int, size: float) -> None:
    """Let somebody be as ill as `size` from now on; an arbiter can act that much less."""
    regime, actor = world.regime[0], world.actors[i]
    if i != regime.arbiter:
        actor.illness = size
    elif actor.status != DEAD:
        whole = regime.capacity + actor.illness
        regime.capacity = min(whole, 1.0 - size)
        actor.illness = whole - regime.capacity


@kernel
def meet_shocks(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Apply the outside events of this month in the order of the case, deaths last."""
    regime = world.regime[0]
    for s in range(world.shocks.size):
        shock = world.shocks[s]
        is_level = shock.kind in (WAR, ILLNESS)
        if shock.month != month or (shock.size == 0.0 and not is_level):
            continue
        events.log_event(world, events.SHOCK_MET, -1, -1, s, shock.size)
        i = shock.target
        if shock.kind == INCAPACITY:
            if i == regime.arbiter:
                regime.capacity = max(0.0, regime.capacity - shock.size)
        elif shock.kind == TESTAMENT:
            regime.testament_of = i
            regime.testament_size = shock.size
        elif shock.kind == ESTEEM:
            whose = i if i >= 0 else regime.leader
            if whose >= 0:
                shift_esteem(world, whose, shock.audience, shock.size)
        elif shock.kind == ABSENCE:
            world.actors[i].absence = shock.size
            shift_esteem(world, i, -1, -p.absence_cost * shock.size)
        elif shock.kind == ILLNESS:
            _fall_ill(world, i, shock.size)
        elif shock.kind == LEVY:
            world.audiences[i].levy = min(1.0, world.audiences[i].levy + shock.size)
        elif shock.kind == LEANING:
            _shift_leaning(world, i, shock.size)
        elif shock.kind == WAR:
            regime.war = shock.size
        elif shock.kind == FOCAL:
            regime.focal += shock.size
            regime.review = 1
        elif shock.kind == ENEMY:
            regime.enemy = min(max(regime.enemy + shock.size, 0.0), 1.0)
        elif shock.kind == PRETEXT:
            use_pretext(world, p, shock.size)
        elif shock.kind == POST_MOVES:
            present = shock.actor >= 0 and world.actors[shock.actor].status == INNER
            before = world.posts[i].holder
            world.posts[i].holder = shock.actor if present else -1
            events.log_event(world, events.POST_PASSES, world.posts[i].holder, before, i, 0.0)
            world.posts[i].original = 0
    for s in range(world.shocks.size):
        shock = world.shocks[s]
        if shock.month == month and shock.kind == DEATH and shock.size != 0.0:
            die(world, p, shock.target, seed, run, month)
