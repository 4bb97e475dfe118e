"""Exact sums over any number of runs, in bounded memory.

All sums are of whole numbers, so neither the order nor the cutting into chunks can matter:
``tally(a + b) == tally(a).merge(tally(b))``, bit for bit.
"""

import math
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import Documented
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.outcome import (
    FATES,
    MONTHLY,
    PERCENTS,
    REMOVED,
    STATUSES,
    Chunk,
    Counts,
)
from whowhom.sim.layout import DECISIONS, STANDINGS

__all__ = ["QUANTITIES", "Decisions", "Tally", "decisions_of", "empty_tally", "middle", "tally_of"]

QUANTITIES = DECISIONS[2:]
"""The quantities of a decision record that are summed: see :data:`whowhom.sim.layout.DECISIONS`."""

_BINS = 1024
_FINE = 0.01
"""Below it bins are of equal width, above it of equal width in proportion."""
_REACH = 6.0
"""Bins cover values up to ``_FINE * sinh(_REACH)``, about 2; larger ones count as that."""
_FIXED = 2.0**32
_DEATH = STATUSES.index("dead")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Decisions:
    """The decision records of W watched actors over M months, summed over runs.

    Means are exact, in fixed point, so that the order of the runs cannot matter; quantiles come
    from bins of one part in a hundred. Memory does not grow with the number of runs.
    """

    known: Counts
    """Runs in which they are removed and alive and somebody leads, shape (W, M)."""
    standing: Counts
    """Runs by how they stand, shape (W, M, 9); see ``whowhom.sim.layout.STANDINGS``."""
    death: Counts
    """Runs among `known` in which the leader prefers death, shape (W, M)."""
    sums: Counts
    """Sums over `known` in units of 2**-32, shape (W, M, Q)."""
    bins: NDArray[np.int32]
    """Runs among `known` by bin of value, shape (W, M, Q, 1024)."""

    def __add__(self, other: "Decisions") -> "Decisions":
        return Decisions(**_added(self, other))

    def mean(self, who: int, month: int, quantity: int) -> float:
        """Return the mean of a quantity over the runs in which it is known."""
        return float(self.sums[who, month, quantity]) / _FIXED / int(self.known[who, month])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Tally:
    """What is counted of the runs: N actors, M months, P posts, A bodies."""

    runs: int
    in_order: int
    """Runs with the documented falls in the documented order."""
    winners: Counts
    """Runs that an actor ends as sole ruler; last nobody. Shape (N + 1,)."""
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
    held: Counts
    """Runs in which an actor holds a post at the end of a month; last nobody. (M, P, N + 1)."""
    clients: Counts
    """Members of a body who are clients of an actor, summed over runs, shape (M, A, N)."""
    decisions: Decisions
    """Of no one, unless the runs were asked to watch somebody; not stored."""
    effective: float = 0.0
    """Effective runs of a conditional ensemble, which its intervals rest on; 0 for all runs."""

    def interval(self, count: int) -> tuple[float, float]:
        """Return the 95 % interval of the share of runs in which something happens."""
        if not self.effective:
            return wilson(count, self.runs)
        return wilson(count * self.effective / self.runs, self.effective)

    def merge(self, other: "Tally") -> "Tally":
        """Return the sums over the runs of both."""
        return Tally(**_added(self, other))


def _added(one: Any, other: Any) -> dict[str, Any]:
    """Add up the fields of two sums of one kind."""
    return {f.name: getattr(one, f.name) + getattr(other, f.name) for f in fields(one)}


def empty_tally(circle: Circle, *, watched: int = 0) -> Tally:
    """Return the sums over no runs, in which so many actors are watched."""
    n_actors, months = len(circle.actors), circle.months

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
        held=zeros(months, len(circle.posts), n_actors + 1),
        clients=zeros(months, len(circle.bodies), n_actors),
        decisions=decisions_of(np.zeros((0, watched, months, len(DECISIONS)))),
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
        **{name: getattr(chunk, name) for name in MONTHLY},
        decisions=decisions_of(chunk.noted),
    )


def decisions_of(noted: NDArray[np.float64]) -> Decisions:
    """Sum the decision records of some runs, shape (R, W, M, 2 + Q).

    Of the months that a filter passed nothing is noted, and nothing is counted.
    """
    _, watched, months, _ = noted.shape
    is_known = ~np.isnan(noted[..., 1])
    run, who, month = np.nonzero(is_known)
    values = noted[run, who, month, 2:]
    places = np.searchsorted(_EDGES, values, side="right")
    standing = np.zeros((watched, months, len(STANDINGS)), np.int64)
    sums = np.zeros((watched, months, len(QUANTITIES)), np.int64)
    bins = np.zeros((watched, months, len(QUANTITIES), _BINS), np.int32)
    stood = np.nonzero(~np.isnan(noted[..., 0]))
    np.add.at(standing, (*stood[1:], noted[..., 0][stood].astype(np.int64)), 1)
    np.add.at(sums, (who, month), np.rint(values * _FIXED).astype(np.int64))
    np.add.at(bins, (who[:, None], month[:, None], np.arange(len(QUANTITIES)), places), 1)
    return Decisions(
        known=is_known.sum(axis=0),
        standing=standing,
        death=(noted[..., 1] == _DEATH).sum(axis=0),
        sums=sums,
        bins=bins,
    )


def middle(place: NDArray[Any] | float) -> NDArray[np.float64]:
    """Return the value in the middle of a bin of a decision record; 0 lies in the middle of one."""
    return np.asarray(_FINE * np.sinh((np.asarray(place) - _BINS // 2) * 2 * _REACH / _BINS))


_EDGES: NDArray[np.float64] = middle(np.arange(_BINS - 1) + 0.5)


def _counted(values: NDArray[np.integer], bins: int) -> Counts:
    """Count the values of each column of `values`, shape (R, ...); negative ones are left out.

    Returns shape (..., bins).
    """
    columns = values.reshape(len(values), math.prod(values.shape[1:])).astype(np.int64)
    flat = columns + np.arange(columns.shape[1]) * bins
    counts = np.bincount(flat[columns >= 0], minlength=columns.shape[1] * bins)
    return counts.reshape(*values.shape[1:], bins)
