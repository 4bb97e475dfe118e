"""Phase 3: personal contacts win the unattached [adapted].

Slow, lasting ties beside the fast applause of speech (compare Jia, Kudamatsu and Seim, "Political
selection in China", JEEA 13, 2015; the formula is ours). An
agent without a patron meets an organiser with a chance in proportion to the organiser's skill and
access; he becomes his client and esteems him more.
"""

import numpy as np

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32
from whowhom.sim.layout import DEMOTED, INNER, Values, World

__all__ = ["shake_hands"]

_HANDSHAKE = STREAMS.index("handshake")
_PATRON = STREAMS.index("handshake_patron")


@kernel
def shake_hands(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the organisers of the circle win unattached agents at home as clients."""
    n = world.actors.size
    cumulated = np.zeros(n)
    running = 0.0
    for i in range(n):
        actor = world.actors[i]
        if actor.contender == 1 and actor.power > 0.0:
            if actor.status == INNER:
                running += actor.organisation
            elif actor.status == DEMOTED:
                running += 0.5 * (1.0 - world.regime[0].discipline) * actor.organisation
        cumulated[i] = running
    chance = p.contacts * running
    if chance <= 0.0:
        return
    for a in range(world.audiences.size):
        body = world.audiences[a]
        if body.abroad == 1:
            continue
        meet_key = key32(seed, run, month, _HANDSHAKE, body.key, 0)
        patron_key = key32(seed, run, month, _PATRON, body.key, 0)
        for k in range(body.first, body.first + body.size):
            if world.patron[k] >= 0:
                continue
            number = np.uint32(k - body.first)
            if np.float64(agent_hash(meet_key, number)) * 2.0**-32 >= chance:
                continue
            pick = np.float64(agent_hash(patron_key, number)) * 2.0**-32 * running
            for i in range(n):
                if pick < cumulated[i]:
                    world.patron[k] = i
                    rest = 1.0 - world.esteem[i, k]
                    world.esteem[i, k] += np.float32(p.contact_gain * rest)
                    break
