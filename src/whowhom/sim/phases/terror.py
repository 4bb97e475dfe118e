"""Terror and the norm against killing comrades [adapted].

Terror jumps when a murder or the like gives a ruthless leader above the majority a pretext, and
creeps with the threats left; it decays. A pretext also breaks part of the norm at once; each
killing breaks more (review and hunt); terror wears it, quiet lets it recover. (Compare
P. R. Gregory, P. J. H. Schröder and K. Sonin, "Rational dictators and the killing of innocents",
J. Comparative Economics 39(1), 34-42, 2011; the formula is ours.)
"""

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, uniform
from whowhom.sim.circle import terror_drive, threats_outside, use_pretext
from whowhom.sim.layout import Values
from whowhom.sim.world import World

__all__ = ["move_terror"]

_PRETEXT = STREAMS.index("pretext")


@kernel
def move_terror(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Move terror, the norm, shocked opinion and bonds on; a pretext may happen."""
    regime = world.regime[0]
    if uniform(seed, run, month, _PRETEXT, 0, 0) < p.pretext_rate:
        use_pretext(world, p, 0.7)
    threats = threats_outside(world)
    regime.terror += (
        p.terror_creep * terror_drive(world) * min(1.0, threats) * (1.0 - regime.terror)
    )
    regime.terror = max(0.0, regime.terror * (1.0 - p.terror_decay))
    regime.norm *= 1.0 - p.norm_wear * regime.terror
    regime.norm += p.norm_recovery * (1.0 - regime.norm) * (1.0 - regime.terror)
    regime.focal *= 1.0 - p.focal_decay
    for i in range(world.actors.size):
        for j in range(world.actors.size):
            world.bond[i, j] *= 1.0 - p.grudge_decay
