"""Who holds which post and whose clients fill which body, counted over runs at some months.

Counting draws nothing and changes nothing. All counts are whole numbers, so that runs may be added
up in any order.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import kernel
from whowhom.sim.layout import World

__all__ = ["Holdings", "note_holdings", "room_for_holdings"]


class Holdings(NamedTuple):
    """Counts over runs, at S months."""

    months: NDArray[np.int64]
    """Shape (S,): months of the run."""
    held: NDArray[np.int64]
    """Shape (S, P, N + 1): runs in which an actor holds a post; the last column is nobody."""
    clients: NDArray[np.int64]
    """Shape (S, A, N): members of a body who are clients of an actor, summed over runs."""


def room_for_holdings(months: Any, posts: int, audiences: int, actors: int) -> Holdings:
    """Return counts of nothing yet."""
    when = np.array(months, np.int64)
    return Holdings(
        months=when,
        held=np.zeros((when.size, posts, actors + 1), np.int64),
        clients=np.zeros((when.size, audiences, actors), np.int64),
    )


@kernel
def note_holdings(world: World, holdings: Holdings, month: int) -> None:
    """Count who holds what, if this is one of the months."""
    for s in range(holdings.months.size):
        if holdings.months[s] != month:
            continue
        for q in range(world.posts.size):
            holdings.held[s, q, world.posts[q].holder] += 1  # -1, nobody, is the last column
        for a in range(world.audiences.size):
            for i in range(world.actors.size):
                members = world.clients[a, i] * world.audiences[a].size
                holdings.clients[s, a, i] += np.int64(members + 0.5)
