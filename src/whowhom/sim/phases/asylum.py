"""Phase 15: hosts and the asylum chain [ours].

A man abroad needs a host. The regime presses hosts as far as its leader is strong; a dependent
host silences its guest and may withdraw asylum; the next is drawn by willingness. Where nobody is
willing he stays where he is, unheard. (Compare N. A. Bapat, "State bargaining with transnational
terrorist groups", ISQ 50, 2006, https://doi.org/10.1111/j.1468-2478.2006.00399.x; no model of an
asylum chain is known to us.)
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.events import HOST_FOUND, log_event
from whowhom.sim.layout import ABROAD, Values, World
from whowhom.sim.phases.speech import pressure

__all__ = ["seek_asylum"]

_ASYLUM = STREAMS.index("asylum")
_NEXT = STREAMS.index("next_host")


@kernel
def _draw_host(world: World, i: int, seed: int, run: int, month: int) -> int:
    soonest, chosen = np.inf, -1
    for h in range(world.hosts.size):
        host = world.hosts[h]
        will = host.willingness * (1.0 - host.dependence * pressure(world))
        if h == world.actors[i].host or will <= 0.0:
            continue
        wait = (
            exponential(uniform(seed, run, month, _NEXT, host.key ^ world.actors[i].key, 0)) / will
        )
        if wait < soonest:
            soonest, chosen = wait, h
    return chosen


@kernel
def seek_asylum(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Give newcomers abroad a host, and let pressed hosts withdraw asylum."""
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 0 or actor.status != ABROAD:
            continue
        if actor.host < 0:
            actor.host = _draw_host(world, i, seed, run, month)
            if actor.host >= 0:
                log_event(world, HOST_FOUND, i, -1, actor.host, 0.0)
            continue
        dependence = world.hosts[actor.host].dependence
        draw = uniform(seed, run, month, _ASYLUM, actor.key, 0)
        if draw < p.asylum_loss * dependence * pressure(world):
            following = _draw_host(world, i, seed, run, month)
            if following >= 0:
                log_event(world, HOST_FOUND, i, -1, following, 0.0)
                actor.host = following
                actor.security *= 0.5
                actor.access *= 0.5
