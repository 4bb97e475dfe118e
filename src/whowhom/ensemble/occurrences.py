"""What happens to whom in which run: the yes and no questions that answers are about."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.outcome import FATES, REMOVED, Records
from whowhom.ensemble.result import Result
from whowhom.ensemble.undecided import leaders_of

__all__ = [
    "MOST_EXPLAINED",
    "OUTCOMES",
    "QUESTIONS",
    "all_records",
    "outcomes_of",
    "records_of",
    "tops",
]

_KILLED = ("executed", "assassinated")
_EXILED = ("internal_exile", "abroad")

OUTCOMES = ("wins", "falls", "first to fall", "killed", "exiled", "abroad at the end")
"""Possible outcomes of a run for an actor; ``wins`` is also counted for nobody."""
QUESTIONS = (*OUTCOMES, "leads")
"""What the inputs can be ranked for; ``leads``: is the sole ruler, or the strongest without one."""


MOST_EXPLAINED = 100_000
"""Most runs of a result in which the variance of its answers is explained; the first ones."""


def all_records(result: Result, most: int | None = None) -> Records:
    """Return the records of all runs of a result, or of the first ones only, in order."""
    left = result.runs if most is None else min(most, result.runs)
    found = []
    for records in result.blocks():
        found.append(records[:left])
        left -= len(found[-1])
        if not left:
            break
    return np.concatenate(found)


def records_of(blocks: Iterable[Records], numbers: NDArray[np.int64]) -> Records:
    """Return the records of some runs as they are numbered; the others are not kept."""
    found, first = None, 0
    for records in blocks:
        if found is None:
            found = np.empty(len(numbers), records.dtype)
        here = (numbers >= first) & (numbers < first + len(records))
        found[here] = records[numbers[here] - first]
        first += len(records)
    assert found is not None
    return found


def tops(records: Records, circle: Circle) -> NDArray[Any]:
    """Return the sole ruler of each run, by id; ``nobody`` where there is none."""
    return np.asarray(np.array([*circle.actors, NOBODY])[records["top"]])


def outcomes_of(records: Records, circle: Circle) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """Return in which runs each outcome happens to each actor."""
    top = tops(records, circle)
    leads = np.array([*circle.actors, NOBODY])[leaders_of(records)]
    found = {(NOBODY, "wins"): top == NOBODY, (NOBODY, "leads"): leads == NOBODY}
    killed = [FATES.index(fate) for fate in _KILLED]
    exiled = [REMOVED.index(status) for status in _EXILED]
    for i, actor in enumerate(circle.actors):
        fate, reached = records["fate"][:, i], records["reached"][:, i]
        found |= {
            (actor, "wins"): top == actor,
            (actor, "leads"): leads == actor,
            (actor, "falls"): records["fell"][:, i] >= 0,
            (actor, "first to fall"): records["order"][:, i] == 0,
            (actor, "killed"): np.isin(fate, killed),
            (actor, "exiled"): (reached[:, exiled] >= 0).any(axis=1),
            (actor, "abroad at the end"): fate == FATES.index("abroad"),
        }
    return found
