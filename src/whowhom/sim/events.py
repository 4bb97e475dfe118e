"""The log of a run: what happened to whom, in the order in which it happened.

Phases write one record for each event into ``world.events``. The log draws nothing and is read by
no phase, so a run is the same, bit for bit, with it and without; by default the buffer has no
room, and nothing is written. ``world.clock`` holds the month and the number of events so far: what
finds no room in the buffer is counted all the same, so that a second try can bring enough of it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.sim.world import World

__all__ = [
    "CONFIDENCE_KEPT",
    "CONFIDENCE_LOST",
    "CONTEST_LOST",
    "CONTEST_UNDECIDED",
    "CONTEST_WON",
    "DEATH",
    "EVENT",
    "EVENT_KINDS",
    "FALL",
    "HOST_FOUND",
    "HUNTED",
    "JOINS",
    "KILLING",
    "LEADER",
    "POST_PASSES",
    "PRETEXT",
    "RAID_FAILED",
    "RAID_SUCCEEDED",
    "RETURN",
    "SHOCK_MET",
    "SIDES",
    "STATUS",
    "TOPPLED",
    "log_event",
    "log_sides",
]

EVENT_KINDS = (
    "leader",
    "contest_won",
    "contest_lost",
    "contest_undecided",
    "fall",
    "return",
    "status",
    "post",
    "confidence_kept",
    "confidence_lost",
    "pretext",
    "hunted",
    "raid_failed",
    "raid_succeeded",
    "killing",
    "death",
    "toppled",
    "host",
    "shock",
    "sides",
    "joins",
)
"""Kinds of events; ``docs/events.md`` says what actor, target, detail and size mean for each."""
(
    LEADER,
    CONTEST_WON,
    CONTEST_LOST,
    CONTEST_UNDECIDED,
    FALL,
    RETURN,
    STATUS,
    POST_PASSES,
    CONFIDENCE_KEPT,
    CONFIDENCE_LOST,
    PRETEXT,
    HUNTED,
    RAID_FAILED,
    RAID_SUCCEEDED,
    KILLING,
    DEATH,
    TOPPLED,
    HOST_FOUND,
    SHOCK_MET,
    SIDES,
    JOINS,
) = range(21)

EVENT = np.dtype(
    [
        ("run", np.int64),
        ("month", np.int32),
        ("kind", np.int16),
        ("actor", np.int16),
        ("target", np.int16),
        ("detail", np.int16),
        ("size", np.float32),
    ],
    align=True,
)
"""One event: number of the run, month of the run, index into :data:`EVENT_KINDS`, indices of actors
(-1 for nobody), a number whose meaning depends on the kind (a status, post, host or shock), and a
size."""


@kernel
def log_event(world: World, kind: int, actor: int, target: int, detail: int, size: float) -> None:
    """Write one event down, if there is a log."""
    if world.events.size == 0:
        return
    place = world.clock[1]
    world.clock[1] += 1
    if place < world.events.size:
        event = world.events[place]
        event.month = world.clock[0]
        event.kind = kind
        event.actor = actor
        event.target = target
        event.detail = detail
        event.size = size


@kernel
def log_sides(world: World, sides: NDArray[Any], attacker: int, defender: int) -> None:
    """Write down who sides with whom in a contest: 1 with the attacker, -1 with the defender."""
    if world.events.size == 0:
        return
    for h in range(sides.size):
        if h in (attacker, defender) or sides[h] == 0:
            continue
        log_event(world, SIDES, h, attacker if sides[h] == 1 else defender, 0, 0.0)
