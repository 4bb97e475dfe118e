"""Phase 1: outside events that the case feeds in (illness, levy, pact, murder ...) [ours].

Each shock is a row of the case and can be switched off alone; one of size zero does nothing
(but that of a war, whose size is the new level).
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim import events
from whowhom.sim.layout import (
    ABSENCE,
    DEAD,
    DEATH,
    DIED,
    ENEMY,
    ESTEEM,
    FOCAL,
    INCAPACITY,
    INNER,
    LEANING,
    LEVY,
    POST_MOVES,
    PRETEXT,
    TESTAMENT,
    WAR,
    Values,
    World,
)
from whowhom.sim.phases.legacy import pass_on_legacy
from whowhom.sim.phases.removal import hand_over_posts, mark_status
from whowhom.sim.phases.terror import use_pretext

__all__ = ["meet_shocks", "shift_esteem"]


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
def _shift_leaning(world: World, a: int, size: float) -> None:
    body = world.audiences[a]
    low, high, step = np.float32(-1.0), np.float32(1.0), np.float32(size)
    body.line = min(max(body.line + size, -1.0), 1.0)
    for k in range(body.first, body.first + body.size):
        world.leaning[k] = min(max(world.leaning[k] + step, low), high)


@kernel
def _die_by_shock(world: World, p: Values, i: int, seed: int, run: int, month: int) -> None:
    regime = world.regime[0]
    if world.actors[i].status == DEAD:
        return
    if i == regime.arbiter:
        regime.capacity = 0.0
        pass_on_legacy(world, p, i)
    heirs = np.ones(world.actors.size, np.int64)
    for j in range(world.actors.size):
        if world.actors[j].status != INNER or world.actors[j].contender == 0:
            heirs[j] = 0
    events.log_event(world, events.DEATH, i, -1, 0, 0.0)
    hand_over_posts(world, i, heirs, seed, run, month)
    world.actors[i].manner = DIED
    mark_status(world, i, DEAD, month)


@kernel
def meet_shocks(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Apply the shocks of this month in the order of the case, deaths last."""
    regime = world.regime[0]
    for s in range(world.shocks.size):
        shock = world.shocks[s]
        if shock.month != month or (shock.size == 0.0 and shock.kind != WAR):
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
            shift_esteem(world, i, shock.audience, shock.size)
        elif shock.kind == ABSENCE:
            world.actors[i].absence = shock.size
            shift_esteem(world, i, -1, -p.absence_cost * shock.size)
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
            _die_by_shock(world, p, shock.target, seed, run, month)
