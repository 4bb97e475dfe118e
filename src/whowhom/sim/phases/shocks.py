"""Outside events that the case feeds in (illness, levy, pact, murder ...) [ours].

Each shock is a row of the case and can be switched off alone; one of size zero does nothing
(but that of a war, whose size is the new level).

The death of the arbiter founds a cult [adapted]: whoever stages the rite inherits. The founder's
standing passes, as esteem, to the members of the circle in proportion to what each can stage, which
is their organisation and the appointments and voice of their posts; an absent member gets nothing
and loses some esteem. The idea of legitimacy as a stock that ritual hands on is in A. Greif and
S. Tadelis, "A theory of moral persistence", J. Comparative Economics 38, 2010; the formula is ours.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim import events
from whowhom.sim.circle import hand_over_posts, is_inner, mark_status, use_pretext
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
)
from whowhom.sim.opinion import lift_esteem, shift_esteem
from whowhom.sim.world import World

__all__ = ["meet_shocks", "pass_on_legacy", "staging"]


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
    heirs = world.flags
    for j in range(world.actors.size):
        heirs[j] = 1 if is_inner(world, j) else 0
    events.log_event(world, events.DEATH, i, -1, 0, 0.0)
    hand_over_posts(world, i, heirs, seed, run, month)
    world.actors[i].manner = DIED
    mark_status(world, i, DEAD, month)


@kernel
def meet_shocks(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Apply the outside events of this month in the order of the case, deaths last."""
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
