"""Exiles: hosts and the asylum chain [ours], and the hunt [adapted].

An exile needs a host. The regime presses hosts as far as its leader is strong; a dependent host
silences its guest and may withdraw asylum; the next is drawn by willingness. Where nobody is
willing the exile stays, unheard. (Compare N. A. Bapat, "State bargaining with transnational
terrorist groups", ISQ 50, 2006, https://doi.org/10.1111/j.1468-2478.2006.00399.x; no model of an
asylum chain is known to us.)

The hunted are attacked by force or through a trusted visitor, whichever promises more. A failed
raid hardens the house, which makes force harder and the exile lonelier, and loneliness opens the
door to a friend: attackers substitute between means (W. Enders and T. Sandler, "The effectiveness
of antiterrorism policies", APSR 87, 1993; the formula is ours). Kin and aides fall first: part of
the exile's voice goes with them, and the loneliness grows.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, exponential, uniform
from whowhom.sim.circle import killing_precedent, mark_status
from whowhom.sim.events import HOST_FOUND, KILLING, RAID_FAILED, RAID_SUCCEEDED, log_event
from whowhom.sim.guide import KILLED, RAID, change_of_worth, is_guided, picks
from whowhom.sim.layout import ABROAD, ASSASSINATED, DEAD, PRISON, Values
from whowhom.sim.opinion import pressure
from whowhom.sim.world import World

__all__ = ["hunt_exiles", "seek_asylum"]

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
    """Give exiles a host, and let pressed hosts withdraw asylum."""
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


_ATTEMPT = STREAMS.index("attempt")
_KIN = STREAMS.index("kin")


@kernel
def _lose_kin(world: World, p: Values, i: int, seed: int, run: int, month: int) -> None:
    actor = world.actors[i]
    rate = p.kin_rate * (1.0 + world.regime[0].terror)
    if uniform(seed, run, month, _KIN, actor.key, 0) < rate:
        actor.kin *= 0.5
        actor.isolation = min(1.0, actor.isolation + 0.2)


@kernel
def _raid(
    world: World, p: Values, i: int, effort: float, by_force: float, by_friend: float,
    seed: int, run: int, month: int,
) -> tuple[bool, bool]:  # fmt: skip
    """Draw whether the hunted i is attacked, and whether the attack kills."""
    rate, success = p.raid_rate * effort, max(by_force, by_friend)
    key = world.actors[i].key
    if is_guided(world):
        rate, success = min(rate, 1.0), min(success, 1.0)
        gain = change_of_worth(world, i, KILLED)
        if picks(world, rate * success, gain, key, RAID, seed, run, month):
            return True, True
        rate = rate * (1.0 - success) / (1.0 - rate * success) if rate * success < 1.0 else 0.0
        return uniform(seed, run, month, _ATTEMPT, key, 0) < rate, False
    is_tried = uniform(seed, run, month, _ATTEMPT, key, 0) < rate
    return is_tried, is_tried and uniform(seed, run, month, _ATTEMPT, key, 1) < success


@kernel
def hunt_exiles(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the hunted be attacked; guards, access and kin change."""
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 0 or actor.status == DEAD:
            continue
        if actor.hunted == 1 or actor.status == PRISON:
            _lose_kin(world, p, i, seed, run, month)
        if actor.hunted == 0 or actor.status != ABROAD:
            continue
        effort = 1.0 + p.urgency * world.regime[0].focal
        actor.access = min(1.0, actor.access + p.infiltration * effort * (0.3 + actor.isolation))
        by_force = p.raid_success * (1.0 - actor.security)
        by_friend = p.infiltration_success * actor.access
        is_tried, is_killed = _raid(world, p, i, effort, by_force, by_friend, seed, run, month)
        if is_tried:
            by_trust = 1 if by_friend > by_force else 0
            if is_killed:
                log_event(world, RAID_SUCCEEDED, i, world.regime[0].leader, by_trust, 0.0)
                log_event(world, KILLING, i, world.regime[0].leader, ASSASSINATED, 0.0)
                actor.manner = ASSASSINATED
                mark_status(world, i, DEAD, month)
                killing_precedent(world, p, i)
                continue
            log_event(world, RAID_FAILED, i, world.regime[0].leader, by_trust, 0.0)
            if by_force >= by_friend:
                actor.security = min(1.0, actor.security + p.hardening)
                actor.isolation = min(1.0, actor.isolation + 0.5 * p.hardening)
            else:
                actor.access = 0.0
        actor.security = max(0.0, actor.security - p.security_decay)
        actor.isolation = max(0.0, actor.isolation - 0.5 * p.security_decay)
