"""Two answers side by side: of two cases, or of two scenarios of one case."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.occurrences import all_records, tops
from whowhom.ensemble.sentences import NOTHING, actor_names, per_hundred, points
from whowhom.ensemble.what_if import paired_effect
from whowhom.reporting.blocks import Finding, table

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["Side", "compared", "side_of", "unpaired"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One of two answers."""

    title: str
    names: Mapping[str, str]
    """Of the contenders, of nobody, and of any other sole ruler of a run, by id."""
    people: tuple[str, ...]
    """Ids of all in the circle."""
    tops: NDArray[np.str_]
    """Sole ruler of each run, by id."""
    seed: int

    def share(self, actor: str) -> float:
        """Return the share of runs in which an actor ends as sole ruler."""
        return float(np.mean(self.tops == actor))

    def is_paired(self, other: "Side") -> bool:
        """Say whether run r of both draws the same random numbers for the same people."""
        same = (self.seed, len(self.tops)) == (other.seed, len(other.tops))
        return same and self.people == other.people


def side_of(result: "Result", title: str) -> Side:
    """Return the answer of a result."""
    names, circle = actor_names(result.case), result.circle
    found = tops(all_records(result), circle).astype(np.str_)
    shown = dict.fromkeys((*circle.contenders, *found.tolist(), NOBODY))  # an arbiter may rule
    return Side(
        title=title,
        names={actor: names[actor] for actor in shown},
        people=circle.actors,
        tops=found,
        seed=result.seed,
    )


def compared(one: Side, other: Side) -> Finding:
    """Return how two answers differ, by actor: who ends as sole ruler how often.

    Intervals (95 %) are of the difference: of the paired runs where both have the same people, runs
    and seed, else of two independent ensembles, which is said.
    """
    is_paired = one.is_paired(other)
    kind = "paired" if is_paired else "unpaired"
    rows: list[dict[str, Any]] = []
    for actor in dict.fromkeys((*one.names, *other.names)):
        if actor not in one.names or actor not in other.names:
            rows.append(_alone(actor, one, other))
            continue
        before, after = one.tops == actor, other.tops == actor
        if is_paired:
            effect = paired_effect(actor, "wins", before, after)
            low, high = effect.low, effect.high
        else:
            low, high = unpaired(before, after)
        rows.append(
            {
                "actor": actor,
                "name": one.names[actor],
                "first": one.share(actor),
                "second": other.share(actor),
                "low": low,
                "high": high,
                "kind": kind,
            }
        )
    rows.sort(key=lambda row: -max(row["first"] or 0, row["second"] or 0))
    heads = ("sole ruler at the end", "first", "second", "difference", "95% interval", "runs")
    built = table(
        "Sole ruler at the end, of 100 runs",
        heads,
        [_cells(row, len(one.tops), len(other.tops)) for row in rows],
        numbers=heads[1:5],
    )
    return Finding(id="compared", sentence=_sentence(rows, kind), table=built, numbers=tuple(rows))


def unpaired(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two independent shares, after less before.

    References
    ----------
    .. [1] R. G. Newcombe, "Interval estimation for the difference between independent proportions:
       comparison of eleven methods", Statistics in Medicine 17(8), 873-890, 1998 (method 10).
       https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I

    Examples
    --------
    >>> first = np.arange(80) < 48  # 48 of 80 and 56 of 70, table II (a) of the source, exchanged
    >>> second = np.arange(70) < 56
    >>> low, high = unpaired(second, first)
    >>> round(-high, 4), round(-low, 4)
    (0.0524, 0.3339)
    """
    (p, l1, u1), (q, l2, u2) = (
        (float(one.mean()), *wilson(int(one.sum()), len(one))) for one in (before, after)
    )
    difference = q - p
    low = difference - math.hypot(q - l2, u1 - p)
    high = difference + math.hypot(u2 - q, p - l1)
    return low, high


def _alone(actor: str, one: Side, other: Side) -> dict[str, Any]:
    """Return the row of somebody who is in one circle only."""
    side = one if actor in one.names else other
    return {
        "actor": actor,
        "name": side.names[actor],
        "first": one.share(actor) if side is one else None,
        "second": other.share(actor) if side is other else None,
        "low": None,
        "high": None,
        "kind": "in one only",
    }


def _cells(row: Mapping[str, Any], runs: int, other_runs: int) -> tuple[str, ...]:
    first, second, low, high = (row[name] for name in ("first", "second", "low", "high"))
    has_both = isinstance(first, float) and isinstance(second, float)
    return (
        str(row["name"]),
        per_hundred(first, runs) if isinstance(first, float) else NOTHING,
        per_hundred(second, other_runs) if isinstance(second, float) else NOTHING,
        points(second - first, signed=True) if has_both else NOTHING,
        f"{points(low, signed=True)} to {points(high, signed=True)}" if has_both else NOTHING,
        str(row["kind"]),
    )


def _sentence(rows: "list[dict[str, Any]]", kind: str) -> str:
    """Say who gains or loses most, if that is more than sampling error."""
    clear = [row for row in rows if row["low"] is not None and (row["low"] > 0 or row["high"] < 0)]
    if not clear:
        return "No difference between the two is distinguishable from noise."
    row = max(clear, key=lambda one: abs(one["second"] - one["first"]))
    who = "No one" if row["actor"] == NOBODY else row["name"]
    first, second = row["first"], row["second"]
    ends = " to ".join(points(row[end], signed=True) for end in ("low", "high"))
    return (
        f"{who} ends as sole ruler in {100 * second:.0f} of 100 runs of the second, "
        f"{100 * first:.0f} of the first: a difference of {points(second - first, signed=True)} "
        f"(95% interval {ends}, {kind} runs)."
    )
