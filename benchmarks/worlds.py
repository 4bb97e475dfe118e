"""A run after month zero, whose phases can be called one by one."""

from typing import Any

from whowhom.scenario.start import Start
from whowhom.sim.month import begin_run
from whowhom.sim.simulation import _blank_world

DRAWN = ("actors", "audiences", "posts", "shocks", "hosts", "regime", "fills", "voice", "feed",
         "bond", "memory")  # fmt: skip
"""Arrays of a world that a start draws; a run computes the rest when it begins."""


def begun(start: Start, run: int) -> tuple[Any, Any]:
    """Return the world of a run after month zero, and its parameters."""
    batch = start.draw(1, run, 1)
    world = _blank_world(batch)
    for name in DRAWN:
        getattr(world, name)[:] = getattr(batch, name)[0]
    world.arrival[0], world.arrival[1] = batch.esteem[0], batch.clients[0]
    p = batch.parameters[0]
    begin_run(world, p, batch.esteem[0], batch.clients[0], 1, run)
    return world, p
