"""The outcome of one run as one packed record, and a block of runs as a `Chunk`.

The record is also what is hashed: its bytes are little-endian and in a fixed order, so the hash
of an ensemble depends on the outcomes of its runs alone, never on threads, chunks or files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whowhom.sim.layout import DECISIONS, FATES, STATUSES

if TYPE_CHECKING:
    from whowhom.sim.simulation import Runs

__all__ = [
    "FATES",
    "MONTHLY",
    "PERCENTS",
    "REMOVED",
    "STATUSES",
    "Chunk",
    "Counts",
    "Records",
    "chunk_of",
    "joined",
    "record_type",
    "unwatched",
]

REMOVED = STATUSES[1:]
"""The statuses outside the inner circle: the last axis of ``reached``."""

PERCENTS = 101
"""Bins of the histogram of power: 0, 1, ... 100 percent."""

MONTHLY = ("standing", "power", "held", "clients")
"""The monthly counts, by the names that ``Runs``, `Chunk` and ``Tally`` give them."""

Counts = NDArray[np.int64]
"""How many runs."""

Records = NDArray[np.void]
"""One record of :func:`record_type` for each run, shape (R,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """The runs ``first`` to ``first + R - 1``: M months, N actors, P posts, A bodies."""

    first: int
    records: Records
    """Shape (R,)."""
    standing: Counts
    """Runs in which an actor has each of :data:`STATUSES` in a month, shape (M, N, 7)."""
    power: Counts
    """Runs in which an actor has each whole percent of power in a month, shape (M, N, 101)."""
    held: Counts
    """Runs in which an actor holds a post at the end of a month; last nobody. (M, P, N + 1)."""
    clients: Counts
    """Members of a body who are clients of an actor, summed over runs, shape (M, A, N)."""
    noted: NDArray[np.float64]
    """Decision records of W watched actors, shape (R, W, M, Q); they are never stored."""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.records)


def record_type(n_actors: int) -> np.dtype[np.void]:
    """Return the packed type of a run's record; the fields are those of ``Runs``.

    Examples
    --------
    >>> record_type(2).itemsize  # 1 top, then for each actor 1 + 2 + 1 + 1 + 12 + 4 bytes
    43
    """
    return np.dtype(
        [
            ("top", "i1"),
            ("fate", "i1", (n_actors,)),
            ("fell", "<i2", (n_actors,)),
            ("order", "i1", (n_actors,)),
            ("by", "i1", (n_actors,)),
            ("reached", "<i2", (n_actors, len(REMOVED))),
            ("share", "<f4", (n_actors,)),
        ]
    )


def chunk_of(first: int, simulated: "Runs") -> Chunk:
    """Pack the outcomes of the runs from `first` on; their counts are widened so that sums fit."""
    runs, n_actors = simulated.fate.shape
    records = np.zeros(runs, dtype=record_type(n_actors))
    for field in ("top", "fate", "fell", "order", "by", "reached"):
        records[field] = getattr(simulated, field)
    records["share"] = simulated.share + np.float32(
        0
    )  # no negative zero: equal shares, equal bytes
    return Chunk(
        first=first,
        records=records,
        noted=simulated.decisions,
        **{name: getattr(simulated, name).astype(np.int64) for name in MONTHLY},
    )


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Return chunks that follow each other as one."""
    if len(chunks) == 1:
        return chunks[0]
    return Chunk(
        first=chunks[0].first,
        records=np.concatenate([chunk.records for chunk in chunks]),
        noted=np.concatenate([chunk.noted for chunk in chunks]),
        **{name: sum(getattr(chunk, name) for chunk in chunks) for name in MONTHLY},
    )


def unwatched(months: int) -> NDArray[np.float64]:
    """Return the decision records of runs in which nobody is watched."""
    return np.zeros((0, 0, months, len(DECISIONS)))
