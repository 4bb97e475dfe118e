"""What a run remembers: the records and arrays that the phases of a month read and write.

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

__all__ = [
    "ABROAD",
    "ACTOR",
    "ASSASSINATED",
    "AUDIENCE",
    "BLOCK",
    "DEAD",
    "DECISIONS",
    "DEMOTED",
    "DIED",
    "EXECUTED",
    "EXPELLED",
    "FATES",
    "HOST",
    "INNER",
    "INTERNAL_EXILE",
    "POST",
    "PRISON",
    "REGIME",
    "SHOCK",
    "SHOCK_KINDS",
    "STANDINGS",
    "STATUSES",
    "Values",
    "World",
    "columns",
]

STATUSES = ("inner", "demoted", "expelled", "internal_exile", "abroad", "prison", "dead")
INNER, DEMOTED, EXPELLED, INTERNAL_EXILE, ABROAD, PRISON, DEAD = range(7)

FATES = (
    "inner",
    "demoted",
    "expelled",
    "internal_exile",
    "abroad",
    "prison",
    "executed",
    "assassinated",
    "died",
)
"""Fates at the end: the statuses, with deaths distinguished by manner."""
EXECUTED, ASSASSINATED, DIED = 6, 7, 8

STANDINGS = (
    *("inner", "demoted", "expelled", "internal_exile", "abroad", "prison"),
    *("hunted", "killed", "died"),
)
"""How a watched actor stands: the statuses, with the hunted distinguished from the merely exiled
and the killed from those who died."""

DECISIONS = (
    "standing",
    "decision",
    "balance",
    "threat",
    "home",
    "echo",
    "rally",
    "shadow",
    "revenge",
    "cost",
    "constant",
    "following",
    "taboo",
    "sentence",
    "weakness",
    "norm",
    "terror",
    "focal",
    "leader_share",
)
"""The decision record, in the order of the last axis of ``World.decisions``: indices into
`STANDINGS` and `STATUSES`, then numbers of the scale of threats, then the state of the regime."""

SHOCK_KINDS = (
    "incapacity",
    "death",
    "testament",
    "esteem",
    "absence",
    "levy",
    "leaning",
    "war",
    "focal",
    "enemy",
    "pretext",
    "post",
)
(
    INCAPACITY,
    DEATH,
    TESTAMENT,
    ESTEEM,
    ABSENCE,
    LEVY,
    LEANING,
    WAR,
    FOCAL,
    ENEMY,
    PRETEXT,
    POST_MOVES,
) = range(12)

ACTOR = np.dtype(
    [
        ("key", np.uint32),
        ("contender", np.int64),
        ("status", np.int64),
        ("manner", np.int64),
        ("target", np.int64),
        ("denounced", np.int64),
        ("hunted", np.int64),
        ("host", np.int64),
        ("born", np.int64),
        ("fell", np.int64),
        ("order", np.int64),
        ("removed_by", np.int64),
        ("oratory", np.float64),
        ("organisation", np.float64),
        ("strategy", np.float64),
        ("ruthlessness", np.float64),
        ("ambition", np.float64),
        ("rigidity", np.float64),
        ("line", np.float64),
        ("legacy", np.float64),
        ("fame", np.float64),
        ("bias", np.float64),
        ("power", np.float64),
        ("accused", np.float64),
        ("absence", np.float64),
        ("security", np.float64),
        ("isolation", np.float64),
        ("access", np.float64),
        ("kin", np.float64),
        ("threat", np.float64),
    ],
    align=True,
)
"""One contender: fixed properties (key to line) and present standing."""

AUDIENCE = np.dtype(
    [
        ("key", np.uint32),
        ("first", np.int64),
        ("size", np.int64),
        ("abroad", np.int64),
        ("weight", np.float64),
        ("turnover", np.float64),
        ("line", np.float64),
        ("line_sd", np.float64),
        ("levy", np.float64),
        ("replaced", np.float64),
    ],
    align=True,
)
"""One audience; its agents are columns ``first`` to ``first + size`` of the agent arrays.

Up to ``first + columns(size)`` the columns are its own too: without esteem and without a patron,
they count for nothing. So a loop over agents is one of whole blocks, which the vector unit does.
"""

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


POST = np.dtype(
    [
        ("key", np.uint32),
        ("holder", np.int64),
        ("original", np.int64),
        ("force", np.float64),
        ("purse", np.float64),
        ("seat", np.float64),
        ("prestige", np.float64),
    ],
    align=True,
)
"""One post; ``original`` is 1 while the holder of the start date sits in it."""

SHOCK = np.dtype(
    [
        ("month", np.int64),
        ("kind", np.int64),
        ("target", np.int64),
        ("actor", np.int64),
        ("audience", np.int64),
        ("size", np.float64),
    ],
    align=True,
)
"""One outside event; ``audience`` -1 means every audience at home."""

HOST = np.dtype(
    [("key", np.uint32), ("willingness", np.float64), ("dependence", np.float64)], align=True
)
"""One country that may give asylum."""

REGIME = np.dtype(
    [
        ("arbiter", np.int64),
        ("leader", np.int64),
        ("fallen", np.int64),
        ("review", np.int64),
        ("testament_of", np.int64),
        ("seats", np.int64),
        ("renewal", np.float64),
        ("capacity", np.float64),
        ("majority", np.float64),
        ("leader_share", np.float64),
        ("terror", np.float64),
        ("norm", np.float64),
        ("discipline", np.float64),
        ("focal", np.float64),
        ("enemy", np.float64),
        ("war", np.float64),
        ("testament_size", np.float64),
    ],
    align=True,
)
"""The regime as a whole."""


Values = Any
"""One record of ``PARAMETER_RECORD``; numpy has no type for records with named fields."""


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
    keys: NDArray[np.uint32]  # (N,) scratch
    sides: NDArray[np.int64]  # (N,) scratch: in a contest
    flags: NDArray[np.int64]  # (N,) scratch: of those who win or inherit
    fates: NDArray[np.int64]  # (N,) scratch
    watched: NDArray[np.int64]  # (W,) contenders whose decision record is kept; usually none
    decisions: NDArray[np.float64]  # (W, M, Q) see `DECISIONS`
    events: NDArray[Any]  # EVENT (E,) log of the run, see events.py; E is 0 where none is wanted
    clock: NDArray[np.int64]  # (2,) month, number of events so far
