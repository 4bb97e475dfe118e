"""What a run remembers: the records of contenders, audiences, posts, and the words for states.

The arrays that hold them are in ``whowhom.sim.world``, which needs the compiler.
"""

from typing import Any

import numpy as np

__all__ = [
    "ABROAD",
    "ACTOR",
    "ASSASSINATED",
    "AUDIENCE",
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
    "SUCCESSIONS",
    "Values",
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
    "demonstration",
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
    "illness",
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
    ILLNESS,
) = range(13)

SUCCESSIONS = ("power", "vacant", "deputy", "elected", "appointed")
"""By what rule a post goes on when its holder dies or is removed."""
BY_POWER, VACANT, BY_DEPUTY, BY_ELECTION, BY_APPOINTMENT = range(5)

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
        ("illness", np.float64),
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

POST = np.dtype(
    [
        ("key", np.uint32),
        ("holder", np.int64),
        ("original", np.int64),
        ("force", np.float64),
        ("purse", np.float64),
        ("seat", np.float64),
        ("prestige", np.float64),
        ("rule", np.int64),
        ("by_post", np.int64),
        ("by_actor", np.int64),
        ("by_body", np.int64),
    ],
    align=True,
)
"""One post; ``original`` is 1 while the holder of the start date sits in it. ``rule`` is an index
into :data:`SUCCESSIONS`; who takes over or appoints is a contender or the holder of a post, who
elects is a body; -1 for none."""

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
"""One outside event; ``audience`` -1 means every audience at home, ``month`` -1 never, and
``target`` -1 of a shift of esteem the leader of the day."""

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
        ("ages_from", np.int64),
        ("quiet", np.float64),
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
