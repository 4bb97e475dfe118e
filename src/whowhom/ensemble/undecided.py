"""The runs that end without a sole ruler, taken apart: who leads, with whom, and how it ended.

Everything comes from the stored records of the runs. All sums are of whole numbers, so neither the
order nor the cutting into blocks can matter, and a stored result is read block by block. Shares of
power are counted in tenths of a percent.

The *leader* is the member of the circle with the largest share of its power. The *majority
coalition* has the fewest members whose shares together exceed the majority of that run: the
strongest ones, those of equal share in the order of their ids.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.interval import quantiles
from whowhom.ensemble.outcome import FATES, REMOVED, Counts, Records
from whowhom.ensemble.result import Result
from whowhom.ensemble.tally import Tally

__all__ = [
    "CLOSE",
    "Undecided",
    "leaders",
    "leaders_of",
    "no_undecided",
    "undecided",
    "undecided_of",
    "undecided_summary",
]

CLOSE = 5
"""Points below the majority within which a leader came close to sole rule."""

_TENTHS = 1001
_EQUAL = 1e-6
"""Shares of power are stored in single precision; sums that differ by less are equal."""
_DEAD = REMOVED.index("dead")
_KNOWN: "WeakKeyDictionary[Result, Undecided]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Undecided:
    """What is counted of the runs without a sole ruler, of N actors."""

    count: int
    """Runs without a sole ruler."""
    leads: Counts
    """Runs that an actor ends as leader; last those in which nobody is left. Shape (N + 1,)."""
    strength: Counts
    """Runs by the leader and their share of power in tenths of a percent, shape (N, 1001)."""
    missing: Counts
    """Runs by what the leader lacks to the majority, in tenths of a percent, shape (1001,)."""
    close: int
    """Runs in which that is 5 points at most."""
    coalitions: Mapping[tuple[int, ...], int]
    """Runs by the members of the majority coalition."""
    remaining: Counts
    """Runs by how many are left in the circle, shape (N + 1,)."""
    untouched: int
    """Runs in which nobody was ever removed."""
    ends: Counts
    """Runs in which an actor ends so, shape (N, 9)."""
    arbiter: int
    """Runs in which the arbiter is still alive."""

    def merge(self, other: "Undecided") -> "Undecided":
        """Return the sums over the runs of both."""
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in self.__slots__
            if name != "coalitions"
        }
        together = Counter(self.coalitions) + Counter(other.coalitions)
        return Undecided(**sums, coalitions=dict(together))

    @property
    def most_often(self) -> tuple[tuple[tuple[int, ...], int], ...]:
        """The majority coalitions, the most frequent first; equals in the order of members."""
        return tuple(sorted(self.coalitions.items(), key=lambda item: (-item[1], item[0])))


def no_undecided(circle: Circle) -> Undecided:
    """Return the sums over no runs."""
    n_actors = len(circle.actors)
    return Undecided(
        count=0,
        leads=np.zeros(n_actors + 1, np.int64),
        strength=np.zeros((n_actors, _TENTHS), np.int64),
        missing=np.zeros(_TENTHS, np.int64),
        close=0,
        coalitions={},
        remaining=np.zeros(n_actors + 1, np.int64),
        untouched=0,
        ends=np.zeros((n_actors, len(FATES)), np.int64),
        arbiter=0,
    )


def leaders_of(records: Records) -> NDArray[np.int64]:
    """Return who leads at the end of each run: the sole ruler, or else the strongest; -1 nobody.

    Parameters
    ----------
    records : structured array, shape (R,)

    Returns
    -------
    array of int, shape (R,)
        Index of an actor; of equals the one whose id comes first, as in the model.
    """
    share = records["share"]
    strongest = np.where(share.max(axis=1, initial=0.0) > 0, share.argmax(axis=1), -1)
    return np.where(records["top"] >= 0, records["top"], strongest).astype(np.int64)


def undecided_of(
    records: Records, majority: NDArray[np.float64], circle: Circle, arbiter: str = ""
) -> Undecided:
    """Count the runs without a sole ruler among some runs.

    Parameters
    ----------
    records : structured array, shape (R,)
        Of :func:`whowhom.ensemble.outcome.record_type`.
    majority : array, shape (R,)
        The majority of each run, in [0.5, 1).
    circle : Circle
    arbiter : str, optional
        Id of the arbiter, if there is one.
    """
    is_open = records["top"] < 0
    records, majority = records[is_open], majority[is_open]
    nothing = no_undecided(circle)
    if not len(records):
        return nothing
    n_actors = len(circle.actors)
    who = leaders_of(records)
    led = who >= 0
    share = records["share"][led].astype(float)
    best = share.max(axis=1, initial=0.0)
    lacks = np.maximum(0.0, majority[led] - best)
    strength = nothing.strength
    np.add.at(strength, (who[led], _tenths(best)), 1)
    return Undecided(
        count=len(records),
        leads=np.bincount(np.where(led, who, n_actors), minlength=n_actors + 1),
        strength=strength,
        missing=np.bincount(_tenths(lacks), minlength=_TENTHS),
        close=int((lacks <= CLOSE / 100 + _EQUAL).sum()),
        coalitions=_coalitions(share, majority[led]),
        remaining=np.bincount(_remaining(records, circle), minlength=n_actors + 1),
        untouched=int((records["fell"] < 0).all(axis=1).sum()),
        ends=np.stack(
            [np.bincount(column, minlength=len(FATES)) for column in records["fate"].T]
        ).astype(np.int64),
        arbiter=_alive(records, circle, arbiter),
    )


def _tenths(share: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum(_TENTHS - 1, np.rint(share * 1000)).astype(np.int64)


def _remaining(records: Records, circle: Circle) -> NDArray[np.int64]:
    """Return how many contenders are left in the circle."""
    places = [circle.actors.index(actor) for actor in circle.contenders]
    is_inner = records["fate"][:, places] == FATES.index("inner")
    return np.asarray(is_inner.sum(axis=1, dtype=np.int64))


def _alive(records: Records, circle: Circle, arbiter: str) -> int:
    """Return in how many runs the arbiter is alive at the end."""
    if arbiter not in circle.actors:
        return 0
    died = records["reached"][:, circle.actors.index(arbiter), _DEAD]
    return int((died < 0).sum())


def _coalitions(
    share: NDArray[np.float64], majority: NDArray[np.float64]
) -> dict[tuple[int, ...], int]:
    """Count the fewest members, the strongest first, whose shares exceed the majority."""
    order = np.argsort(-share, axis=1, kind="stable")
    before = np.cumsum(np.take_along_axis(share, order, axis=1), axis=1)
    needed = (before <= majority[:, None] + _EQUAL).sum(axis=1) + 1
    found: Counter[tuple[int, ...]] = Counter()
    for members, size in zip(order, needed, strict=True):
        if size <= len(members):
            found[tuple(sorted(members[:size].tolist()))] += 1
    return dict(found)


def undecided(result: Result) -> Undecided:
    """Take apart the runs of a result that end without a sole ruler; nothing is simulated.

    The runs are read block by block, once for each result, and not at all where each has a ruler.

    Parameters
    ----------
    result : Result

    Returns
    -------
    Undecided

    Raises
    ------
    ResultError
        If a file of the runs is no longer what was stored.
    """
    known = _KNOWN.get(result)
    if known is not None:
        return known
    total = no_undecided(result.circle)
    if result.tally.winners[-1]:
        for records, majority in _with_majorities(result):
            one = undecided_of(records, majority, result.circle, result.case.arbiter or "")
            total = total.merge(one)
    _KNOWN[result] = total
    return total


def _with_majorities(result: Result) -> Iterator[tuple[Records, NDArray[np.float64]]]:
    """Yield the blocks of runs with the majority of each run, as it was drawn.

    The runs of a conditional result are continued from others, whose draws are not stored: there
    the middle of the range stands for all.
    """
    quantity, first = result.case.majority, 0
    for records in result.blocks():
        runs = len(records)
        if quantity.is_certain or result.conditioning is not None:
            yield records, np.full(runs, quantity.central())
        else:
            from whowhom.scenario.start import drawer

            yield records, drawer(result.seed, first, runs)("majority", quantity)
        first += runs


def leaders(found: Undecided, tally: Tally, circle: Circle) -> list[dict[str, Any]]:
    """Who leads at the end, as sole ruler or where there is none.

    ``actor`` (or ``nobody``, last: the circle is empty); ``share`` of all runs in which they lead,
    ``low``, ``high``; ``rules``, share of runs in which they are the sole ruler; ``first``, share
    of runs in which they lead and nobody rules; ``power``, ``power_q05``, ``power_q95``: their
    share of power there, median and the central 90 %, None if there are no such runs.
    """
    rules = tally.winners.astype(np.int64).copy()
    rules[-1] = 0
    rows: list[dict[str, Any]] = []
    for place, actor in enumerate((*circle.actors, NOBODY)):
        count = int(rules[place] + found.leads[place])
        if not (count or actor in circle.contenders or actor == NOBODY):
            continue
        strength = found.strength[place] if actor != NOBODY else np.zeros(1, np.int64)
        low, high = tally.interval(count)
        rows.append(
            {
                "actor": actor,
                "share": count / max(1, tally.runs),
                "low": low,
                "high": high,
                "rules": int(rules[place]) / max(1, tally.runs),
                "first": int(found.leads[place]) / max(1, tally.runs),
                **_power(strength),
            }
        )
    nobody = rows.pop()
    rows.sort(key=lambda row: -row["share"])
    return [*rows, nobody]


def _power(histogram: Counts) -> dict[str, float | None]:
    found = quantiles(histogram, (50, 5, 95))
    names = ("power", "power_q05", "power_q95")
    return {n: None if v is None else v / 1000 for n, v in zip(names, found, strict=True)}


def undecided_summary(found: Undecided, tally: Tally, circle: Circle) -> dict[str, Any]:
    """Return the runs without a sole ruler as plain values; shares are of all runs.

    ``share`` of runs without a sole ruler, ``low``, ``high``; ``leaders``, the rows of
    :func:`leaders`; ``power`` of the leader and ``missing`` to the majority, each with median and
    the ends of the central 90 %; ``close``, runs in which 5 points or less were missing;
    ``coalitions``, majority coalitions with ``members``, ``share``, ``low``, ``high``;
    ``remaining``, share of runs by how many are left in the circle; ``nobody_removed``;
    ``fates``, share of runs by ``actor`` and ``fate``; ``arbiter_alive``. Every ``share`` without
    an actor has its 95 % interval.
    """
    runs = max(1, tally.runs)

    def part(count: int) -> dict[str, float]:
        low, high = tally.interval(int(count))
        return {"share": int(count) / runs, "low": low, "high": high}

    missing = quantiles(found.missing, (50, 5, 95))
    return {
        **part(found.count),
        "leaders": leaders(found, tally, circle),
        **_power(found.strength.sum(axis=0)),
        **{
            name: None if value is None else value / 1000
            for name, value in zip(("missing", "missing_q05", "missing_q95"), missing, strict=True)
        },
        "close": part(found.close),
        "coalitions": [
            {"members": [circle.actors[place] for place in members], **part(count)}
            for members, count in found.most_often
        ],
        "remaining": {
            str(number): int(count) / runs for number, count in enumerate(found.remaining) if count
        },
        "nobody_removed": part(found.untouched),
        "fates": [
            {"actor": circle.actors[i], "fate": FATES[f], "share": int(count) / runs}
            for (i, f), count in np.ndenumerate(found.ends)
            if count
        ],
        "arbiter_alive": part(found.arbiter),
    }
