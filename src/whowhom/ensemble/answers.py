"""The answers of an ensemble as plain rows: the same in Python, in ``--json`` and on the screen.

Shares are shares of all runs, each with the ends of its 95 % Wilson interval (`low`, `high`), which
measures sampling error; it does not cover uncertainty about the case or the model.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.documented import DEATH, FALL, Documented, Milestone
from whowhom.ensemble.interval import quantiles
from whowhom.ensemble.outcome import FATES, REMOVED, STATUSES, Counts
from whowhom.ensemble.tally import Tally

__all__ = [
    "NOBODY",
    "course",
    "fates",
    "holdings",
    "order",
    "removals",
    "ruler",
    "trajectories",
    "who_removes_whom",
    "winners",
]

NOBODY = "nobody"
"""Stands where an actor's id stands, for none of them."""

Row = dict[str, Any]


def winners(tally: Tally, circle: Circle) -> list[Row]:
    """Who ends as sole ruler: ``actor`` (or ``nobody``, last), ``share``, ``low``, ``high``."""
    rows = [
        {"actor": actor, **_share(tally.winners[index], tally)}
        for index, actor in enumerate(circle.actors)
        if actor in circle.contenders or tally.winners[index]
    ]
    rows.sort(key=lambda row: -row["share"])
    return [*rows, {"actor": NOBODY, **_share(tally.winners[-1], tally)}]


def removals(tally: Tally, circle: Circle) -> list[Row]:
    """Who falls, and when for the first time.

    ``actor``; ``share`` of runs in which they fall, ``low``, ``high``; ``first_out``, share of runs
    in which they are the first to fall; ``q05``, ``median``, ``q95`` of the month of their first
    fall among the runs in which they fall (``1924-11``; None where they fall in none).
    """
    rows = [
        {
            "actor": actor,
            **_share(tally.fell[index].sum(), tally),
            "first_out": _part(tally.first_out[index], tally.runs),
            **_dates(tally.fell[index], circle),
        }
        for index, actor in enumerate(circle.actors)
        if actor in circle.contenders or tally.fell[index].any()
    ]
    return sorted(rows, key=lambda row: -row["share"])


def fates(tally: Tally, circle: Circle) -> list[Row]:
    """How every actor ends: ``actor``, ``fate``, ``share``, ``low``, ``high``; all nine fates."""
    return [
        {"actor": actor, "fate": fate, **_share(tally.fates[i, f], tally)}
        for i, actor in enumerate(circle.actors)
        for f, fate in enumerate(FATES)
    ]


def who_removes_whom(tally: Tally, circle: Circle) -> list[Row]:
    """Who leads whose first removal: ``by`` (or ``nobody``), ``actor``, ``share``, interval.

    Every pair of contenders has a row, so that the rows fill a table.
    """
    taking_part = [actor in circle.contenders for actor in circle.actors]
    return [
        {"by": by, "actor": actor, **_share(tally.removed_by[i, j], tally)}
        for j, by in enumerate((*circle.actors, NOBODY))
        for i, actor in enumerate(circle.actors)
        if (by == NOBODY or (taking_part[j] and i != j)) and taking_part[i]
    ]


def trajectories(tally: Tally, circle: Circle) -> Mapping[str, Any]:
    """Return the columns of the monthly table: a row for each month and actor.

    ``month``; ``actor``; the share of runs in which they have each status in that month;
    ``power_q05`` to ``power_q95``, quantiles over the runs of their share of power, to the whole
    percent.
    """
    n_actors = len(circle.actors)
    columns: dict[str, Any] = {
        "month": [m for t in range(circle.months) for m in [circle.month(t)] * n_actors],
        "actor": list(circle.actors) * circle.months,
    }
    shares = tally.standing / max(1, tally.runs)
    for index, status in enumerate(STATUSES):
        columns[status] = shares[:, :, index].ravel()
    reached = np.cumsum(tally.power, axis=2)
    for percent in (5, 25, 50, 75, 95):
        below = reached * 100 < percent * reached[:, :, -1:]
        columns[f"power_q{percent:02d}"] = below.sum(axis=2).ravel() / 100
    return columns


def holdings(tally: Tally, circle: Circle, pictures: int) -> list[Row]:
    """Who holds which post and whose clients fill which body, at the ends of some months.

    ``kind`` (``post`` or ``body``), ``until``, ``item``, ``actor`` (or ``nobody``), ``share``: of
    the runs in which they hold the post, or of the members of the body who are their clients.
    """
    last = circle.months - 1
    months = sorted({round(last * part / max(1, pictures - 1)) for part in range(pictures)})
    runs = max(1, tally.runs)
    held = tally.held[months] / runs
    clients = tally.clients[months] / np.array(circle.sizes, float)[:, None] / runs
    free = np.maximum(0.0, 1.0 - clients.sum(axis=2, keepdims=True))
    return [
        {"kind": kind, "until": circle.month(month), "item": item, "actor": actor, "share": share}
        for kind, items, table in (
            ("post", circle.posts, held),
            ("body", circle.bodies, np.concatenate([clients, free], axis=2)),
        )
        for month, by_item in zip(months, table.tolist(), strict=True)
        for item, shares in zip(items, by_item, strict=True)
        for actor, share in zip((*circle.actors, NOBODY), shares, strict=True)
    ]


def course(tally: Tally, circle: Circle, documented: Documented) -> list[Row]:
    """Compare what is documented of each actor with the runs.

    ``actor``; ``event``: ``fall`` (the first removal), a status given later, or ``death``;
    ``documented``, its month, or ``1926-07/1926-10`` where it is known to lie between two;
    ``share`` of runs in which it happens at all, ``low``, ``high``; ``earlier``, share of runs in
    which it happens before the documented month; ``q05``, ``median``, ``q95`` of its month;
    ``inside``, whether the documented month lies between ``q05`` and ``q95``.
    """
    rows = []
    for milestone in documented.milestones:
        histogram = _histogram(tally, milestone)
        low, middle, high = quantiles(histogram, (5, 50, 95))
        inside = (
            low is not None
            and high is not None
            and low <= milestone.latest
            and milestone.earliest <= high
        )
        rows.append(
            {
                "actor": circle.actors[milestone.actor],
                "event": milestone.event,
                "documented": milestone.text,
                **_share(histogram.sum(), tally),
                "earlier": _part(histogram[: milestone.earliest].sum(), tally.runs),
                "q05": circle.month(low),
                "median": circle.month(middle),
                "q95": circle.month(high),
                "inside": inside,
            }
        )
    return rows


def order(tally: Tally, circle: Circle, documented: Documented) -> Row | None:
    """Return how many runs have all documented falls in the documented order; None below two.

    ``actors`` in that order, ``share``, ``low``, ``high``. Two whose documented months overlap may
    fall in either order.
    """
    falls = documented.falls
    if len(falls) < 2:
        return None
    actors = [circle.actors[fall.actor] for fall in falls]
    return {"actors": actors, **_share(tally.in_order, tally)}


def ruler(tally: Tally, circle: Circle, documented: Documented) -> Row | None:
    """Return how often the documented ruler ends as sole ruler; None if none is documented.

    ``actor``, ``share``, ``low``, ``high``, ``most_frequent``: whether nobody else does so more
    often (runs without a sole ruler are not counted against them).
    """
    if documented.ruler is None:
        return None
    count = tally.winners[documented.ruler]
    return {
        "actor": circle.actors[documented.ruler],
        **_share(count, tally),
        "most_frequent": bool(count > 0 and count == tally.winners[:-1].max()),
    }


def _histogram(tally: Tally, milestone: Milestone) -> Counts:
    """Return how many runs have a milestone in each month."""
    if milestone.event == FALL:
        fell: Counts = tally.fell[milestone.actor]
        return fell
    status = "dead" if milestone.event == DEATH else milestone.event
    reached: Counts = tally.reached[milestone.actor, REMOVED.index(status)]
    return reached


def _dates(histogram: Counts, circle: Circle) -> Row:
    """Return the central date and the ends of the central 90 %."""
    months = map(circle.month, quantiles(histogram, (5, 50, 95)))
    return dict(zip(("q05", "median", "q95"), months, strict=True))


def _share(count: Any, tally: Tally) -> Row:
    """Return a share with its interval."""
    low, high = tally.interval(int(count))
    return {"share": _part(count, tally.runs), "low": low, "high": high}


def _part(count: Any, runs: int) -> float:
    """Return a share."""
    return int(count) / runs if runs else 0.0
