"""Changes that take effect after an as-of date: set in the states of runs, not at the start.

What a change sets is the same as at the start of a case; what was done until then stays done. A
value that is drawn from a range is the one that the start of the run drew.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import SKILLS, Day
from whowhom.cases.dates import month_text
from whowhom.scenario.change import Change
from whowhom.scenario.start import Start
from whowhom.sim.simulation import Batch, States

__all__ = ["changed_states", "problems_of"]

_ACTOR_FIELDS = SKILLS
_POST_FIELDS = ("force", "purse", "seat", "prestige")
_RULE_FIELDS = ("rule", "by_post", "by_actor", "by_body")
_BODY_FIELDS = ("weight", "turnover")
_REGIME_FIELDS = ("majority", "norm", "terror", "enemy", "war", "discipline", "ages_from")
_AT_ONCE = 500


def problems_of(change: Change, as_of: Day) -> list[str]:
    """Say of each part of a change that has no meaning after a date why that is so.

    Examples
    --------
    >>> problems_of(Change.of(set={"actors.trotsky.army": 2}), Day(1925, 2, 28))[0][:60]
    'actors.trotsky.army: what somebody commands at the start can'
    """
    found = []
    for path, _ in change.settings:
        table, *rest = path.split(".")
        name = rest[-1] if rest else ""
        if table == "actors" and name not in SKILLS:
            found.append(
                f"{path}: what somebody commands at the start cannot be changed after "
                f"{month_text(as_of.month_number)}; change a post, or put in an event "
                "(shocks of kind esteem, post or leaning)"
            )
        elif table == "audiences" and name not in _BODY_FIELDS:
            found.append(
                f"{path}: the members of a body are as they are after "
                f"{month_text(as_of.month_number)}; put in an event of kind leaning or levy"
            )
    for path in change.without:
        table = path.partition(".")[0]
        if table in ("actors", "posts", "hosts"):
            found.append(
                f"{path}: cannot be taken out after {month_text(as_of.month_number)}; take it out "
                "of the case, or run the change from the start (without as_of)"
            )
    return found


def changed_states(
    states: States, origin: NDArray[np.int64], before: Start, after: Start, seed: int
) -> States:
    """Return states in which what differs between two starts is set as in the second.

    Parameters
    ----------
    states : States
        Of R runs; they are not written to.
    origin : array of int, shape (R,)
        Number of the run whose start each has.
    before, after : Start
        The case without and with the change; of the same actors, posts, bodies and hosts.
    seed : int
        Seed of the runs.
    """
    old, new = _drawn(before, origin, seed), _drawn(after, origin, seed)
    made: dict[str, NDArray[Any]] = {"parameters": new.parameters, "shocks": new.shocks}
    for table, names in (
        ("actors", _ACTOR_FIELDS),
        ("posts", (*_POST_FIELDS, *_RULE_FIELDS, "holder")),
        ("audiences", _BODY_FIELDS),
        ("hosts", ("willingness", "dependence")),
        ("regime", _REGIME_FIELDS),
    ):
        made[table] = getattr(states, table).copy()
        for name in names:
            was, is_now = getattr(old, table)[name], getattr(new, table)[name]
            column = made[table][name]
            column[was != is_now] = is_now[was != is_now]
    for table in ("fills", "voice", "feed", "bond"):
        was, is_now = getattr(old, table), getattr(new, table)
        made[table] = np.where(was != is_now, is_now, getattr(states, table))
    return states._replace(**made)


def _drawn(start: Start, origin: NDArray[np.int64], seed: int) -> Batch:
    """Return the starting arrays of the runs that others descend from, in the order of these."""
    parts, places = [], []
    for first in range(0, int(origin.max()) + 1, _AT_ONCE):
        here = np.unique(origin[(origin >= first) & (origin < first + _AT_ONCE)])
        if len(here):
            batch = start.draw(seed, first, int(here.max()) - first + 1)
            parts.append([field[here - first] for field in batch])
            places.append(here)
    known = np.concatenate(places)
    order = np.searchsorted(known, origin)
    return Batch(*(np.concatenate(fields)[order] for fields in zip(*parts, strict=True)))
