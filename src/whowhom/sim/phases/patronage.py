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
from whowhom.sim.layout import DEAD, DEMOTED, INNER, Values
from whowhom.sim.world import World, columns

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
def _mark(marks: NDArray[Any], key: np.uint32, chance: float) -> None:
    """Mark the agents whose draw under `key` lies below a chance, or just above it."""
    bound = np.uint32(min(max(chance, 0.0) * 2.0**32, 4294967295.0))
    for k in range(marks.size):
        marks[k] = np.uint8(agent_hash(key, np.uint32(k)) <= bound)


@kernel
def _find(
    found: NDArray[Any], marks: NDArray[Any], patron: NDArray[Any], key: np.uint32,
    chance: NDArray[Any],
) -> int:  # fmt: skip
    """Write the numbers of the agents whom chance picks, by patron; return how many they are.

    `chance` has one for the clients of each contender; its last is for those without a patron.
    """
    n, most, count = chance.size - 1, 0.0, 0
    for i in range(n + 1):
        most = max(most, chance[i])
    _mark(marks, key, most)
    for k in range(patron.size):
        if marks[k] == 1:
            draw = np.float64(agent_hash(key, np.uint32(k))) * 2.0**-32
            if draw < chance[patron[k] if patron[k] >= 0 else n]:
                found[count] = k
                count += 1
    return count


@kernel
def _first_above(cumulated: NDArray[Any], pick: float) -> int:
    """Return the index of the first number above `pick`, -1 for none."""
    for i in range(cumulated.size):
        if pick < cumulated[i]:
            return i
    return -1


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
    for i in range(n):
        shares[i] = 0.0
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
    world: World, p: Values, a: int, number: np.uint32, patron: int, base: NDArray[Any],
    keys: NDArray[Any], line_key: np.uint32,
) -> None:  # fmt: skip
    """Give an agent the esteem, around a base for each contender, and the leaning of a newcomer."""
    body = world.audiences[a]
    k = body.first + np.int64(number)
    world.patron[k] = patron
    even = _EVEN * (
        np.float32(agent_hash(line_key, number) >> np.uint32(8)) * _UNIT - np.float32(0.5)
    )
    leaning = body.line + body.line_sd * even
    if patron >= 0:
        leaning += p.patron_line * (world.actors[patron].line - leaning)
    world.leaning[k] = np.float32(min(max(leaning, -1.0), 1.0))
    spread, esteems = p.spread * _EVEN, world.esteem
    for i in range(keys.size):
        draw = np.float32(agent_hash(keys[i], number) >> np.uint32(8)) * _UNIT - np.float32(0.5)
        esteem = base[i] + spread * draw
        if i == patron:
            esteem += p.gratitude
        esteems[i, k] = np.float32(min(max(esteem, -1.0), 1.0))


@kernel
def renew_audiences(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Replace members of every audience; newcomers are appointed or elected."""
    n = world.actors.size
    chance, cumulated, base = world.chances[0], world.chances[1, :n], world.chances[2]
    keys = world.keys
    for a in range(world.audiences.size):
        body = world.audiences[a]
        first, last = body.first, body.first + body.size
        _leaving_chance(world, p, a, chance)
        _patron_shares(world, p, a, cumulated)
        leave_key = key32(seed, run, month, _TURNOVER, body.key, 0)
        patron_key = key32(seed, run, month, _PATRON, body.key, 0)
        line_key = key32(seed, run, month, _LINE, body.key, 0)
        marks, found = world.marks[first : first + columns(body.size)], world.found[first:last]
        leavers = _find(found, marks, world.patron[first:last], leave_key, chance)
        for i in range(n if leavers > 0 else 0):
            keys[i] = key32(seed, run, month, _ESTEEM, body.key, world.actors[i].key)
            base[i] = p.kept_mean * world.mean[a, i] * world.memory[a, i]
        for f in range(leavers):
            number = np.uint32(found[f])
            pick = np.float64(agent_hash(patron_key, number)) * 2.0**-32
            patron = _first_above(cumulated, pick)
            _seat_newcomer(world, p, a, number, patron, base, keys, line_key)
        body.replaced = leavers / body.size
        body.levy = 0.0


@kernel
def shake_hands(world: World, p: Values, seed: int, run: int, month: int) -> None:
    """Let the organisers of the circle win unattached members at home as clients."""
    n = world.actors.size
    chance, cumulated = world.chances[0], world.chances[1, :n]
    running = 0.0
    for i in range(n):
        actor = world.actors[i]
        if actor.contender == 1 and actor.power > 0.0:
            if actor.status == INNER:
                running += actor.organisation * (1.0 - actor.illness)
            elif actor.status == DEMOTED:
                reached = 0.5 * (1.0 - world.regime[0].discipline) * actor.organisation
                running += reached * (1.0 - actor.illness)
        chance[i], cumulated[i] = 0.0, running
    chance[n] = p.contacts * running  # only those without a patron are met
    if chance[n] <= 0.0:
        return
    for a in range(world.audiences.size):
        body = world.audiences[a]
        if body.abroad == 1:
            continue
        first, last = body.first, body.first + body.size
        meet_key = key32(seed, run, month, _HANDSHAKE, body.key, 0)
        patron_key = key32(seed, run, month, _HANDSHAKE_PATRON, body.key, 0)
        marks, found = world.marks[first : first + columns(body.size)], world.found[first:last]
        met = _find(found, marks, world.patron[first:last], meet_key, chance)
        for f in range(met):
            number, k = np.uint32(found[f]), first + found[f]
            pick = np.float64(agent_hash(patron_key, number)) * 2.0**-32 * running
            i = _first_above(cumulated, pick)
            if i >= 0:
                world.patron[k] = i
                rest = 1.0 - world.esteem[i, k]
                world.esteem[i, k] += np.float32(p.contact_gain * rest)
