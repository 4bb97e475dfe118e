"""Phase 17: terror and the norm against killing comrades [adapted].

Terror jumps when a murder or the like gives a ruthless leader above the majority a pretext, and
creeps with the threats he sees; it decays. A pretext also breaks part of the norm at once; each
killing breaks more (review and hunt); terror wears it, quiet lets it recover. (Compare
P. R. Gregory, P. J. H. Schröder and K. Sonin, "Rational dictators and the killing of innocents",
J. Comparative Economics 39(1), 34-42, 2011; the formula is ours.)
"""

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, uniform
from whowhom.sim.events import PRETEXT, log_event
from whowhom.sim.layout import DEAD, INNER, Values, World
from whowhom.sim.phases.removal import is_inner, threats_outside

__all__ = ["move_terror", "use_pretext"]

_PRETEXT = STREAMS.index("pretext")


@kernel
def _drive(world: World) -> float:
    """Return how ready the leader is to use terror: ruthlessness times excess over the majority."""
    regime = world.regime[0]
    if regime.leader < 0 or not is_inner(world, regime.leader):
        return 0.0
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    return world.actors[regime.leader].ruthlessness * excess


@kernel
def use_pretext(world: World, p: Values, size: float) -> None:
    """Turn a murder into a licence: raise terror, break the norm, accuse the removed."""
    regime = world.regime[0]
    force = size * _drive(world)
    if force * (p.pretext_terror + p.pretext_norm) <= 0.0:
        return
    regime.terror = min(1.0, regime.terror + p.pretext_terror * force)
    log_event(world, PRETEXT, regime.leader, -1, 0, regime.terror)
    regime.norm *= 1.0 - p.pretext_norm * force
    regime.review = 1
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.contender == 1 and actor.status > INNER and actor.status < DEAD:
            actor.accused = min(1.0, actor.accused + 0.5 * p.guilt * force)


@kernel
def move_terror(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let an unnamed pretext happen, and move terror, norm, shocked opinion and bonds on."""
    regime = world.regime[0]
    if uniform(seed, run, month, _PRETEXT, 0, 0) < p.pretext_rate:
        use_pretext(world, p, 0.7)
    threats = threats_outside(world)
    regime.terror += p.terror_creep * _drive(world) * min(1.0, threats) * (1.0 - regime.terror)
    regime.terror = max(0.0, regime.terror * (1.0 - p.terror_decay))
    regime.norm *= 1.0 - p.norm_wear * regime.terror
    regime.norm += p.norm_recovery * (1.0 - regime.norm) * (1.0 - regime.terror)
    regime.focal *= 1.0 - p.focal_decay
    for i in range(world.actors.size):
        for j in range(world.actors.size):
            world.bond[i, j] *= 1.0 - p.grudge_decay
