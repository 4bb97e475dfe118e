"""Who leaves the audiences, who comes in, and whose client a member is [adapted].

The circular flow of power (R. V. Daniels; J. Hough): an office that fills vacancies makes clients,
and clients elect committees. Verbal in the literature; the formula is ours. Each member is replaced
at the audience's rate, raised under terror, for clients of the removed and for those of a rival
whom the appointer is after. A newcomer's patron is drawn from the appointment shares of the posts
and from the delegates of lower audiences. A levy replaces a stated share at once.

Personal contacts win the unattached: slow, lasting ties beside the fast applause of speech (compare
R. Jia, M. Kudamatsu and D. Seim, "Political selection in China", JEEA 13, 2015; the formula is
ours). A member without a patron meets an organiser with a chance in proportion to the organiser's
skill and access, becomes a client and esteems the organiser more.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.rng import STREAMS, agent_hash, key32
from whowhom.sim.layout import DEAD, DEMOTED, INNER, Values, World

__all__ = ["renew_audiences", "shake_hands"]

_TURNOVER = STREAMS.index("turnover")
_PATRON = STREAMS.index("newcomer_patron")
_ESTEEM = STREAMS.index("newcomer_esteem")
_LINE = STREAMS.index("newcomer_line")
_HANDSHAKE = STREAMS.index("handshake")
_HANDSHAKE_PATRON = STREAMS.index("handshake_patron")
_UNIT = np.float32(2.0**-24)
_EVEN = np.float32(2.0 * np.sqrt(3.0))


@kernel
def _leaving_chance(world: World, p: Values, a: int, chance: NDArray[Any]) -> None:
    """Write the chance to be replaced this month of an agent, by patron; the last is for none."""
    n = world.actors.size
    body = world.audiences[a]
    base = body.turnover / 12.0 * (1.0 + p.terror_turnover * world.regime[0].terror)
    for i in range(n + 1):
        factor = 1.0
        if i < n:
            if world.actors[i].status != INNER:
                factor += p.fallen_clients
            for o in range(world.posts.size):
                boss = world.posts[o].holder
                if boss >= 0 and boss != i and world.actors[boss].target == i:
                    factor += p.transfers * p.appointment * world.fills[o, a]
        chance[i] = 1.0 - (1.0 - min(1.0, base * factor)) * (1.0 - body.levy)


@kernel
def _patron_shares(world: World, p: Values, a: int, shares: NDArray[Any]) -> None:
    """Write the cumulated chance that a newcomer owes the place to each contender."""
    n = world.actors.size
    shares[:] = 0.0
    for o in range(world.posts.size):
        if world.posts[o].holder >= 0:
            shares[world.posts[o].holder] += p.appointment * world.fills[o, a]
    for b in range(world.audiences.size):
        for i in range(n):
            shares[i] += p.delegates * world.feed[a, b] * world.clients[b, i]
    total = 0.0
    for i in range(n):
        if world.actors[i].contender == 0 or world.actors[i].status == DEAD:
            shares[i] = 0.0
        total += shares[i]
    scale = 1.0 if total <= 1.0 else 1.0 / total
    running = 0.0
    for i in range(n):
        running += shares[i] * scale
        shares[i] = running


@kernel
def _seat_newcomer(
    world: World, p: Values, a: int, k: int, patron: int, keys: NDArray[Any], line_key: np.uint32
) -> None:
    """Give agent k the esteem and the leaning of a newcomer."""
    body = world.audiences[a]
    number = np.uint32(k - body.first)
    world.patron[k] = patron
    even = _EVEN * (
        np.float32(agent_hash(line_key, number) >> np.uint32(8)) * _UNIT - np.float32(0.5)
    )
    leaning = body.line + body.line_sd * even
    if patron >= 0:
        leaning += p.patron_line * (world.actors[patron].line - leaning)
    world.leaning[k] = np.float32(min(max(leaning, -1.0), 1.0))
    for i in range(world.actors.size):
        draw = np.float32(agent_hash(keys[i], number) >> np.uint32(8)) * _UNIT - np.float32(0.5)
        esteem = p.kept_mean * world.mean[a, i] * world.memory[a, i] + p.spread * _EVEN * draw
        if i == patron:
            esteem += p.gratitude
        world.esteem[i, k] = np.float32(min(max(esteem, -1.0), 1.0))


@kernel
def renew_audiences(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Replace members of every audience; newcomers are appointed or elected."""
    n = world.actors.size
    chance = np.empty(n + 1)
    cumulated = np.empty(n)
    keys = np.empty(n, np.uint32)
    for a in range(world.audiences.size):
        body = world.audiences[a]
        _leaving_chance(world, p, a, chance)
        _patron_shares(world, p, a, cumulated)
        leave_key = key32(seed, run, month, _TURNOVER, body.key, 0)
        patron_key = key32(seed, run, month, _PATRON, body.key, 0)
        line_key = key32(seed, run, month, _LINE, body.key, 0)
        for i in range(n):
            keys[i] = key32(seed, run, month, _ESTEEM, body.key, world.actors[i].key)
        replaced = 0
        for k in range(body.first, body.first + body.size):
            number = np.uint32(k - body.first)
            draw = np.float64(agent_hash(leave_key, number)) * 2.0**-32
            if draw >= chance[world.patron[k] if world.patron[k] >= 0 else n]:
                continue
            replaced += 1
            pick = np.float64(agent_hash(patron_key, number)) * 2.0**-32
            patron = -1
            for i in range(n):
                if pick < cumulated[i]:
                    patron = i
                    break
            _seat_newcomer(world, p, a, k, patron, keys, line_key)
        body.replaced = replaced / body.size
        body.levy = 0.0


@kernel
def shake_hands(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the organisers of the circle win unattached members at home as clients."""
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
        patron_key = key32(seed, run, month, _HANDSHAKE_PATRON, body.key, 0)
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
