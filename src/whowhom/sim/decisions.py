"""The reasons for and against killing one of the removed, by month, for those who are watched.

The parts come from the functions by which the leader decides (``phases/fate.py``), at the place in
the month where the leader reviews the removed, whether or not a review is due. Recording
draws nothing and changes nothing: random numbers are addressed, not used up, so that the decision
of a month can be computed without being taken.
"""

from typing import NamedTuple

import numpy as np

from whowhom.compiled import kernel
from whowhom.sim.layout import ABROAD, DEAD, DIED
from whowhom.sim.world import World

__all__ = ["Cost", "Threat", "note_decision", "note_standing"]

_HUNTED, _KILLED, _DIED = 6, 7, 8  # in STANDINGS


class Threat(NamedTuple):
    """The threat to the leader under a fate; the parts add up to `total`."""

    total: float
    home: float
    """The following at home that can be used."""
    echo: float
    """Those who openly side with the exile abroad."""
    rally: float
    """The hidden following abroad, in a shock that needs a known name."""
    shadow: float
    """Prestige beside a leader above the majority."""


class Cost(NamedTuple):
    """What a harsher fate costs the leader; the parts add up to `total`."""

    total: float
    constant: float
    """Outrage at the harm to a comrade."""
    following: float
    """Outrage of those who think well of the victim."""
    taboo: float
    """Outrage at the killing of a comrade."""
    sentence: float
    """Reduction of the outrage at a killing by an accusation; 0 or less."""
    weakness: float
    """What a leader who is not strong risks."""


@kernel
def note_standing(world: World, w: int, month: int) -> None:
    """Record the standing of the watched `w`, with the rest of the month unknown."""
    actor = world.actors[world.watched[w]]
    standing = actor.status
    if actor.status == DEAD:
        standing = _DIED if actor.manner == DIED else _KILLED
    elif actor.status == ABROAD and actor.hunted == 1:
        standing = _HUNTED
    world.decisions[w, month, :] = np.nan
    world.decisions[w, month, 0] = standing


@kernel
def note_decision(
    world: World, w: int, month: int, decision: int, threat: Threat, revenge: float,
    demonstration: float, cost: Cost,
) -> None:  # fmt: skip
    """Record the reasons for and against the death of the watched `w`, and the decision."""
    regime = world.regime[0]
    balance = threat.total + revenge + demonstration - cost.total
    noted = (
        np.float64(decision), balance,
        threat.total, threat.home, threat.echo, threat.rally, threat.shadow,
        revenge, demonstration,
        cost.total, cost.constant, cost.following, cost.taboo, cost.sentence, cost.weakness,
        regime.norm, regime.terror, regime.focal, regime.leader_share,
    )  # fmt: skip
    for q, value in enumerate(noted):
        world.decisions[w, month, q + 1] = value
