"""Speech and persuasion [published idea, adapted].

Opinion moves towards what is heard, with trust in the speaker (N. E. Friedkin and E. C. Johnsen,
"Social influence and opinions", J. Mathematical Sociology 15, 1990,
https://doi.org/10.1080/0022250X.1990.9990069), by the reach of each voice: posts, oratory (worth
more in war), the cult of a leader above the majority, the exile's voice abroad. All
praise themselves and speak against their targets; whoever is out of the circle speaks against its
leader; all of the circle speak against the denounced, the more so while these can be tied to a
hated enemy (smear by association).
"""

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, INNER, Values
from whowhom.sim.opinion import exile_voice
from whowhom.sim.world import World, columns

__all__ = ["ACCESS", "hear_voices", "measure_reach"]

_NOISE = STREAMS.index("esteem_noise")
_UNIT = np.float32(2.0**-24)
_EVEN = np.float32(2.0 * np.sqrt(3.0))
Row = NDArray[np.float32]
"""One contender's row of an audience: float32, shape (size of the audience,)."""

ACCESS = (1.0, 0.6, 0.25, 0.05, 0.03, 0.0, 0.0)
"""Share of what a contender says that is heard at home, by status."""


@kernel
def measure_reach(world: World, p: Values) -> None:
    """Write how far each contender is heard in each audience this month."""
    regime = world.regime[0]
    excess = max(0.0, regime.leader_share - regime.majority) / (1.0 - regime.majority)
    for i in range(world.actors.size):
        actor = world.actors[i]
        talk = p.oratory_reach * actor.oratory * (1.0 + p.war_return * regime.war)
        talk *= 1.0 - actor.illness
        for a in range(world.audiences.size):
            if actor.contender == 0 or actor.status == DEAD or world.memory[a, i] <= 0.0:
                world.reach[a, i] = 0.0
                continue
            reach = talk * ACCESS[actor.status]
            if world.audiences[a].abroad == 1:
                reach *= 0.5
                if actor.status == ABROAD:
                    reach = talk * exile_voice(world, p, i)
            for o in range(world.posts.size):
                if world.posts[o].holder == i:
                    reach += world.voice[o, a]
            if i == regime.leader and actor.status == INNER:
                reach += p.cult * excess
            world.reach[a, i] = reach


@kernel
def _weight(world: World, p: Values, j: int, i: int) -> float:
    """Return the signed weight of i in what j says: praise of oneself, attack on others."""
    speaker, subject = world.actors[j], world.actors[i]
    if i == j:
        return p.self_praise
    attack = 0.0
    voice = speaker.ambition if speaker.status == INNER else speaker.rigidity
    if speaker.status >= DEMOTED and speaker.status < ABROAD:
        voice *= 1.0 - world.regime[0].discipline
    if speaker.target == i:
        attack = p.attack * voice
    if speaker.status == INNER and subject.denounced == 1:
        attack = max(attack, 0.5 * p.attack * (1.0 + p.smear * world.regime[0].enemy))
    return -attack


@kernel
def _start_new(
    old: Row, new: Row, mean: np.float32, pull: np.float32, size: np.float32, key: np.uint32,
    step: np.float32, stance: np.float32,
) -> None:  # fmt: skip
    """Start the new esteem: the old, pulled to the mean, noise, and what one says of oneself.

    A speaker is trusted in proportion to the esteem for the speaker.
    """
    for k in range(old.size):
        draw = np.float32(np.int32(agent_hash(key, np.uint32(k)) >> np.uint32(8))) * _UNIT
        noise = size * (draw - np.float32(0.5))
        heard = step * (np.float32(1.0) + old[k]) * (stance - old[k])
        new[k] = (old[k] + pull * (mean - old[k])) + (noise + heard)


@kernel
def _add_voice(speaker: Row, old: Row, new: Row, step: np.float32, stance: np.float32) -> None:
    """Add what another says, trusted in proportion to the esteem for the speaker."""
    for k in range(old.size):
        new[k] += step * (np.float32(1.0) + speaker[k]) * (stance - old[k])


@kernel
def _settle(old: Row, new: Row, size: int) -> None:
    """Take the new esteem of the `size` agents over, cut to [-1, 1]."""
    for k in range(old.size):
        old[k] = min(max(new[k], np.float32(-1.0)), np.float32(1.0))
    for k in range(size, old.size):
        old[k] = np.float32(0.0)


@kernel
def _push(p: Values, weight: float) -> tuple[np.float32, np.float32]:
    """Return how strongly a voice of a signed weight moves esteem, and where to."""
    return np.float32(0.5 * p.persuasion * abs(weight)), np.float32(1.0 if weight > 0.0 else -1.0)


@kernel
def hear_voices(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Move the opinion of every audience towards what it hears this month."""
    n = world.actors.size
    measure_reach(world, p)
    size, pull = np.float32(p.opinion_noise) * _EVEN, np.float32(p.conformity)
    words = world.words
    for j in range(n):
        for i in range(n):
            words[j, i] = _weight(world, p, j, i)
    for a in range(world.audiences.size):
        body = world.audiences[a]
        first, last = body.first, body.first + columns(body.size)
        for i in range(n):
            if world.memory[a, i] <= 0.0 or world.actors[i].status == DEAD:
                continue
            old, new = world.esteem[i, first:last], world.heard[i, first:last]
            key = key32(seed, run, month, _NOISE, body.key, world.actors[i].key)
            mean = np.float32(world.mean[a, i])
            step, stance = _push(p, words[i, i] * world.reach[a, i])
            _start_new(old, new, mean, pull, size, key, step, stance)
            for j in range(n):
                weight = words[j, i] * world.reach[a, j]
                if weight != 0.0 and j != i:
                    step, stance = _push(p, weight)
                    _add_voice(world.esteem[j, first:last], old, new, step, stance)
        for i in range(n):
            if world.memory[a, i] > 0.0 and world.actors[i].status != DEAD:
                _settle(world.esteem[i, first:last], world.heard[i, first:last], body.size)
