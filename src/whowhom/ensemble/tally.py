"""Exact sums over any number of runs, in bounded memory.

All sums are of whole numbers, so neither the order nor the cutting into chunks can matter:
``tally(a + b) == tally(a).merge(tally(b))``, bit for bit.
"""

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import Documented
from whowhom.ensemble.outcome import FATES, PERCENTS, REMOVED, STATUSES, Chunk, Counts

__all__ = ["Tally", "empty_tally", "tally_of"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tally:
    """What is counted of the runs: N actors, M months."""

    runs: int
    in_order: int
    """Runs with the documented falls in the documented order."""
    winners: Counts
    """Runs that an actor ends alone on top of; last nobody. Shape (N + 1,)."""
    first_out: Counts
    """Runs in which an actor is the first to fall, shape (N,)."""
    fates: Counts
    """Runs in which an actor ends so, shape (N, 9)."""
    fell: Counts
    """Runs in which an actor first falls in a month, shape (N, M)."""
    reached: Counts
    """Runs in which an actor first has a status outside the circle in a month, shape (N, 6, M)."""
    removed_by: Counts
    """Runs in which an actor (row) falls to another (column), last to nobody. Shape (N, N + 1)."""
    standing: Counts
    """Runs in which an actor stands so in a month, shape (M, N, 7)."""
    power: Counts
    """Runs in which an actor has that whole percent of power in a month, shape (M, N, 101)."""

    def merge(self, other: "Tally") -> "Tally":
        """Return the sums over the runs of both."""
        return Tally(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)}
        )


def empty_tally(n_actors: int, months: int) -> Tally:
    """Return the sums over no runs."""

    def zeros(*shape: int) -> Counts:
        return np.zeros(shape, dtype=np.int64)

    return Tally(
        runs=0,
        in_order=0,
        winners=zeros(n_actors + 1),
        first_out=zeros(n_actors),
        fates=zeros(n_actors, len(FATES)),
        fell=zeros(n_actors, months),
        reached=zeros(n_actors, len(REMOVED), months),
        removed_by=zeros(n_actors, n_actors + 1),
        standing=zeros(months, n_actors, len(STATUSES)),
        power=zeros(months, n_actors, PERCENTS),
    )


def tally_of(chunk: Chunk, circle: Circle, documented: Documented) -> Tally:
    """Count the runs of a chunk."""
    records = chunk.records
    n_actors = len(circle.actors)
    fallen = records["fell"] >= 0
    led_by = np.where(records["by"] < 0, n_actors, records["by"])
    top = np.where(records["top"] < 0, n_actors, records["top"])
    return Tally(
        runs=chunk.runs,
        in_order=int(documented.in_order(records).sum()),
        winners=np.bincount(top, minlength=n_actors + 1),
        first_out=(records["order"] == 0).sum(axis=0, dtype=np.int64),
        fates=_counted(records["fate"], len(FATES)),
        fell=_counted(records["fell"], circle.months),
        reached=_counted(records["reached"], circle.months),
        removed_by=_counted(np.where(fallen, led_by, -1), n_actors + 1),
        standing=chunk.standing,
        power=chunk.power,
    )


def _counted(values: NDArray[np.integer], bins: int) -> Counts:
    """Count the values of each column of `values`, shape (R, ...); negative ones are left out.

    Returns shape (..., bins).
    """
    columns = values.reshape(len(values), math.prod(values.shape[1:])).astype(np.int64)
    flat = columns + np.arange(columns.shape[1]) * bins
    counts = np.bincount(flat[columns >= 0], minlength=columns.shape[1] * bins)
    return counts.reshape(*values.shape[1:], bins)
