"""Phase 16: the hunt: raid, hardening, infiltration, kin [adapted].

A hunted man is attacked by force or through a trusted visitor, whichever promises more. A failed
raid hardens the house, which makes force harder and the man lonelier, and loneliness opens the
door to a friend: attackers substitute between means (W. Enders and T. Sandler, "The effectiveness
of antiterrorism policies", APSR 87, 1993; the formula is ours).
Kin and aides fall first: part of his voice goes with them, and he is lonelier.
"""

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, uniform
from whowhom.sim.events import KILLING, RAID_FAILED, RAID_SUCCEEDED, log_event
from whowhom.sim.layout import ABROAD, ASSASSINATED, DEAD, PRISON, Values, World
from whowhom.sim.phases.fate import killing_precedent
from whowhom.sim.phases.removal import mark_status

__all__ = ["hunt_exiles"]

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
def hunt_exiles(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the hunters of each hunted exile try, and security and access move."""
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
        if uniform(seed, run, month, _ATTEMPT, actor.key, 0) < p.raid_rate * effort:
            luck = uniform(seed, run, month, _ATTEMPT, actor.key, 1)
            by_trust = 1 if by_friend > by_force else 0
            if luck < max(by_force, by_friend):
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
