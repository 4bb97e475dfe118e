"""The world of a run: the arrays that the phases of a month read and write.

Everything is a plain array, so that a run allocates nothing. Words, not symbols:

========================  ======================================================================
name                      meaning (symbol of the model page)
========================  ======================================================================
``actors[i].power``       true power of contender i (gamma)
``seen[j, i]``            power of i as j believes it to be (gamma hat)
``actors[i].bias``        how far visible standing replaces true power when i is judged
``esteem[i, k]``          esteem of agent k for contender i, in [-1, 1] (e)
``patron[k]``             patron of agent k, -1 for none (p)
``memory[a, i]``          share of audience a that knows contender i, in [0, 1] (m)
``share[a, i]``           share of audience a that publicly sides with i (s)
``following[a, i]``       mean positive esteem for i in audience a: what is left of a following
``bond[i, j]``            friendship (> 0) or grievance (< 0) of i towards j, in [-1, 1]
========================  ======================================================================
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whowhom.compiled import by_reference, kernel

__all__ = ["BLOCK", "World", "columns"]

BLOCK = 64
"""Columns of an audience come in blocks of so many."""


@kernel
def columns(size: int) -> int:
    """Return how many columns an audience of `size` agents has.

    Examples
    --------
    >>> columns(64), columns(65)
    (64, 128)
    """
    return (size + BLOCK - 1) // BLOCK * BLOCK


@by_reference
class World(NamedTuple):
    """The arrays of one run: N contenders, A audiences, K agents, P posts, S shocks, H hosts."""

    actors: NDArray[Any]  # ACTOR (N,)
    audiences: NDArray[Any]  # AUDIENCE (A,)
    posts: NDArray[Any]  # POST (P,)
    shocks: NDArray[Any]  # SHOCK (S,)
    hosts: NDArray[Any]  # HOST (H,)
    regime: NDArray[Any]  # REGIME (1,)
    fills: NDArray[np.float64]  # (P, A) share of vacancies a post fills
    voice: NDArray[np.float64]  # (P, A) reach of its holder's voice
    feed: NDArray[np.float64]  # (A, A) share of vacancies of row filled from column
    bond: NDArray[np.float64]  # (N, N)
    noise: NDArray[np.float64]  # (N, N) error of perception, standard units
    seen: NDArray[np.float64]  # (N, N)
    memory: NDArray[np.float64]  # (A, N)
    share: NDArray[np.float64]  # (A, N)
    mean: NDArray[np.float64]  # (A, N) mean esteem
    following: NDArray[np.float64]  # (A, N)
    clients: NDArray[np.float64]  # (A, N) share of the audience that are clients
    reach: NDArray[np.float64]  # (A, N) how far each is heard this month
    arrival: NDArray[np.float64]  # (2, A, N) esteem and client share that newcomers bring
    reached: NDArray[np.int64]  # (N, 7) first month in each status, -1 never
    esteem: NDArray[np.float32]  # (N, K)
    heard: NDArray[np.float32]  # (N, K) scratch: esteem after this month's talk, weights of choice
    leaning: NDArray[np.float32]  # (K,)
    total: NDArray[np.float32]  # (K,) scratch
    patron: NDArray[np.int8]  # (K,)
    marks: NDArray[np.uint8]  # (K,) scratch: agents to look at more closely
    found: NDArray[np.int32]  # (K,) scratch: numbers of those found
    words: NDArray[np.float64]  # (N, N) scratch: what j says of i
    strength: NDArray[np.float64]  # (N,) scratch: in a contest, as one viewer judges it
    force: NDArray[np.float64]  # (N,) scratch: share of all armed force
    chances: NDArray[np.float64]  # (3, N + 1) scratch
    fears: NDArray[np.float64]  # (7,) scratch: what is to fear of one contender, by fate
    keys: NDArray[np.uint32]  # (N,) scratch
    sides: NDArray[np.int64]  # (N,) scratch: in a contest
    flags: NDArray[np.int64]  # (N,) scratch: of those who win or inherit
    fates: NDArray[np.int64]  # (N,) scratch
    holders: NDArray[np.int64]  # (P,) scratch: who held each post before a hand-over
    watched: NDArray[np.int64]  # (W,) contenders whose decision record is kept; usually none
    decisions: NDArray[np.float64]  # (W, M, Q) see `DECISIONS`
    events: NDArray[Any]  # EVENT (E,) log of the run, see events.py; E is 0 where none is wanted
    clock: NDArray[np.int64]  # (2,) month, number of events so far
    outlook: NDArray[np.float64]  # (D, N, STANDS) log worth, see guide.py; D is 0 without a record
    misfit: NDArray[np.float64]  # (D, N, STANDS + 2) log likelihood, see scenario/observed.py
    ruled: NDArray[np.int64]  # (D,) who is observed to rule, -1 for nobody
    taken: NDArray[np.int64]  # (T, 3) month, post and actor of posts observed to be taken
    weight: NDArray[np.float64]  # (3,) log weight, outlook of the month before, of the start
