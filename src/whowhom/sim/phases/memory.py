"""Phase 6: who is still known, and erasure [adapted].

The memory of one in the circle is renewed; that of the removed fades, faster where a leader above
the majority holds the archives and has denounced him, and with each cohort of newcomers who never
heard of him: who does not know a man can neither fear nor follow him. Abroad the archives are out
of reach. Memory as friction of access: M. E. Roberts, "Censored", 2018; the formula is ours.
"""

from whowhom.compiled import kernel
from whowhom.sim.layout import ABROAD, DEAD, INNER, Values, World

__all__ = ["fade_memory"]


@kernel
def fade_memory(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Renew the memory of the circle and let that of the removed fade."""
    regime = world.regime[0]
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    for i in range(world.actors.size):
        actor = world.actors[i]
        if actor.status == DEAD:
            continue
        for a in range(world.audiences.size):
            known = world.memory[a, i]
            if known <= 0.0:
                continue
            body = world.audiences[a]
            if actor.status == INNER or (actor.status == ABROAD and body.abroad == 1):
                known += 0.1 * (1.0 - known)
            else:
                rate = p.memory_decay
                if actor.denounced == 1 and body.abroad == 0:
                    rate += p.erasure * excess
                    known *= 1.0 - p.cohorts * excess * body.replaced
                known *= 1.0 - rate
            world.memory[a, i] = known
