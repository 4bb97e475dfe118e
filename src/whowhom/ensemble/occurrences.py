"""What happens to whom in which run: the yes and no questions that answers are about."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.outcome import FATES, REMOVED, Records
from whowhom.ensemble.result import Result

__all__ = ["OUTCOMES", "all_records", "outcomes_of", "tops"]

_KILLED = ("executed", "assassinated")
_EXILED = ("internal_exile", "abroad")

OUTCOMES = ("wins", "falls", "first to fall", "killed", "exiled", "abroad at the end")
"""Possible outcomes of a run for an actor; ``wins`` is also counted for nobody."""


def all_records(result: Result) -> Records:
    """Return the records of all runs of a result, in order."""
    return np.concatenate(list(result.blocks()))


def tops(records: Records, circle: Circle) -> NDArray[Any]:
    """Return the sole ruler of each run, by id; ``nobody`` where there is none."""
    return np.asarray(np.array([*circle.actors, NOBODY])[records["top"]])


def outcomes_of(records: Records, circle: Circle) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """Return in which runs each outcome happens to each actor."""
    top = tops(records, circle)
    found = {(NOBODY, "wins"): top == NOBODY}
    killed = [FATES.index(fate) for fate in _KILLED]
    exiled = [REMOVED.index(status) for status in _EXILED]
    for i, actor in enumerate(circle.actors):
        fate, reached = records["fate"][:, i], records["reached"][:, i]
        found |= {
            (actor, "wins"): top == actor,
            (actor, "falls"): records["fell"][:, i] >= 0,
            (actor, "first to fall"): records["order"][:, i] == 0,
            (actor, "killed"): np.isin(fate, killed),
            (actor, "exiled"): (reached[:, exiled] >= 0).any(axis=1),
            (actor, "abroad at the end"): fate == FATES.index("abroad"),
        }
    return found
