"""Looking through the plays of a result: which meet some conditions, and what happens in one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.charts.words import FATE_WORDS
from whowhom.ensemble.happenings import all_records, happenings, tops
from whowhom.ensemble.outcome import FATES, REMOVED, Records
from whowhom.ensemble.result import Result
from whowhom.errors import InvalidInput

__all__ = ["Conditions", "Happening", "listed", "matching", "one_play"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What is asked of a play; empty for anything."""

    top: str = ""
    """Who is on top at the end, or nobody."""
    first: str = ""
    """Who is the first to fall."""
    killed: str = ""
    """Who is executed or assassinated."""
    alive: str = ""
    """Who is alive at the end of `year`."""
    year: str = ""

    def __bool__(self) -> bool:
        return bool(self.top or self.first or self.killed or self.alive)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens in a play."""

    month: str
    text: str


def matching(result: Result, asked: Conditions) -> NDArray[np.int64]:
    """Return the numbers of the plays that meet all conditions.

    Raises
    ------
    InvalidInput
        If an actor is unknown, or the year is none.
    """
    records = all_records(result)
    happens = happenings(records, result.circle)
    meets = np.ones(len(records), dtype=bool)
    for name, outcome in (
        (asked.top, "wins"),
        (asked.first, "first to fall"),
        (asked.killed, "killed"),
    ):
        if name:
            if (name, outcome) not in happens:
                raise InvalidInput(f"there is no actor {name[:40]!r}")
            meets &= happens[name, outcome]
    if asked.alive:
        meets &= _alive(result, records, asked.alive, asked.year)
    return np.flatnonzero(meets)


def _alive(result: Result, records: Records, actor: str, year: str) -> NDArray[np.bool_]:
    """Say in which plays an actor is alive at the end of a year, by default the last one."""
    circle = result.circle
    if actor not in circle.actors:
        raise InvalidInput(f"there is no actor {actor[:40]!r}")
    died = records["reached"][:, circle.actors.index(actor), REMOVED.index("dead")]
    if not year:
        return np.asarray(died < 0)
    try:
        last = int(year) * 12 + 11 - circle.first_month
    except ValueError:
        raise InvalidInput(f"the year must be a whole number, got {year[:20]!r}") from None
    if not -12 < last < circle.months + 12:
        raise InvalidInput(f"the year {year[:20]} lies outside the case")
    return np.asarray((died < 0) | (died > last))


def listed(result: Result, numbers: NDArray[np.int64], names: Mapping[str, str]) -> list[list[str]]:
    """Return a row for each play: number, on top, first to fall and when, killed."""
    circle = result.circle
    records = all_records(result)[numbers]
    on_top = tops(records, circle)
    killed = [FATES.index(fate) for fate in ("executed", "assassinated")]
    rows = []
    for number, record, top in zip(numbers, records, on_top, strict=True):
        out = [i for i in range(len(circle.actors)) if record["order"][i] == 0]
        first = (
            f"{names[circle.actors[out[0]]]}, {circle.month(int(record['fell'][out[0]]))}"
            if out
            else "-"
        )
        dead = [names[circle.actors[i]] for i in np.flatnonzero(np.isin(record["fate"], killed))]
        rows.append([str(number), names[str(top)], first, ", ".join(dead) or "nobody"])
    return rows


def one_play(
    result: Result, number: int, names: Mapping[str, str]
) -> tuple[list[Happening], list[list[str]]]:
    """Return what a play's record holds: its happenings in order, and how each one ends.

    Raises
    ------
    InvalidInput
        If there is no play of that number.
    """
    if not 0 <= number < result.runs:
        raise InvalidInput(f"plays are numbered from 0 to {result.runs - 1:,}, got {number:,}")
    circle = result.circle
    record = all_records(result)[number]
    found: list[tuple[int, int, str]] = []
    ends = []
    for i, actor in enumerate(circle.actors):
        fell = int(record["fell"][i])
        if fell >= 0:
            by = int(record["by"][i])
            who = f"; {names[circle.actors[by]]} leads" if by >= 0 else ""
            found.append((fell, 0, f"{names[actor]} falls for the first time{who}"))
        fate = FATES[int(record["fate"][i])]
        for place, status in enumerate(REMOVED):
            month = int(record["reached"][i, place])
            if month >= 0 and not (status == "demoted" and month == fell):
                text = FATE_WORDS[fate] if status == "dead" else FATE_WORDS[status]
                found.append((month, 1 + place, f"{names[actor]} is {text}"))
        ends.append(
            [
                names[actor],
                FATE_WORDS[fate],
                circle.month(fell) or "never",
                f"{100 * float(record['share'][i]):.0f}",
            ]
        )
    found.sort()
    return [Happening(str(circle.month(month)), text) for month, _, text in found], ends
