"""What a record says of the months of a run, as the likelihood of where everybody stands [ours].

The observation model has two numbers. Dates are soft: each month in which a contender stands
otherwise than the record says costs a factor exp(-1 / `SCALE`), so an event may come some months
before or after its documented date. The present is nearly hard: each contender who stands otherwise
in the as-of month costs a factor `SLIP`, the chance that the record or its translation into the
model is wrong about one person. Where somebody is out of the circle as the record says, but in
another standing (expelled, not exiled), `_BESIDE` of both is charged, since the ladder of the model
is coarser than history. A documented ruler counts as one person, and a documented post costs a
factor once, in its month.

What a run does that the record does not have is charged in the same way, since the record then
says that somebody still sits in the circle.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case, CourseEvent, Quantity, Shock
from whowhom.cases.vocabulary import DEATHS
from whowhom.sim.guide import HUNTED_ABROAD, KILLED, NATURAL, STANDS
from whowhom.sim.layout import (
    ABROAD,
    DEMOTED,
    EXPELLED,
    INNER,
    INTERNAL_EXILE,
    PRISON,
)
from whowhom.sim.simulation import Observation

__all__ = ["SCALE", "SLIP", "observation", "paths", "with_death_of_arbiter"]

SCALE = 3.0
"""Months by which an event may well be early or late: the observation scale."""
SLIP = 0.0003
"""Probability that one person's standing in the as-of month is recorded wrongly."""
_MISSED_POST = 0.3
"""Factor for a post that is held by somebody else in the month in which it was taken."""
_BESIDE = 0.3
"""Misfit between two standings outside the circle, or two kinds of death."""
_OUT = 0.5
"""Misfit between being out of the circle alive and being dead; between in and out it is 1."""

_PLACE_OF = {
    "in_circle": INNER,
    "demoted": DEMOTED,
    "expelled": EXPELLED,
    "internal_exile": INTERNAL_EXILE,
    "abroad": ABROAD,
    "prison": PRISON,
    "executed": KILLED,
    "assassinated": KILLED,
    "died": NATURAL,
}
_ALIVE = (INNER, DEMOTED, EXPELLED, INTERNAL_EXILE, ABROAD, PRISON)


def with_death_of_arbiter(case: Case, events: Iterable[CourseEvent]) -> Case:
    """Return a case in which the arbiter dies when the record says so, if it does.

    An arbiter is no contender, of whom the runs could be weighed; so what is observed of the
    arbiter becomes an event of the case.
    """
    found = [one for one in events if one.actor == case.arbiter and one.event in DEATHS]
    if not found:
        return case
    death = Shock(
        id=f"{case.arbiter} dies by the record",
        date=found[0].date,
        kind="death",
        target=case.arbiter,
        actor="",
        audience="",
        size=Quantity(1.0, 1.0),
    )
    told = [one for one in case.shocks if (one.kind, one.target) == ("death", case.arbiter)]
    if any(one.probability == Quantity(1.0, 1.0) for one in told):
        return case
    return replace(case, shocks=(*(one for one in case.shocks if one not in told), death))


def paths(
    events: Sequence[CourseEvent], actors: Sequence[str], first_month: int, months: int
) -> list[NDArray[np.bool_]]:
    """Return where each actor may stand, by month; in the months of an event before and after it.

    Parameters
    ----------
    events : sequence of CourseEvent
        In the order of their dates, none after the last month.
    actors : sequence of str
        Ids in the order of a start.
    first_month : int
        Month number of month 0.
    months : int
        How many months are observed, D.

    Returns
    -------
    list of array of bool, shape (D, STANDS)
        One for each actor.
    """
    found = []
    for actor in actors:
        allowed = np.zeros((months, STANDS), bool)
        allowed[:, INNER] = True
        for event in events:
            if event.actor != actor or event.event not in {*_PLACE_OF, "restored"}:
                continue
            earliest = max(0, event.date.earliest.month_number - first_month)
            latest = max(0, event.date.latest.month_number - first_month)
            after = sorted(_after(event.event, set(np.flatnonzero(allowed[latest]).tolist())))
            allowed[earliest:latest, after] = True
            allowed[latest:] = False
            allowed[latest:, after] = True
        allowed[:, HUNTED_ABROAD] |= allowed[:, ABROAD]
        found.append(allowed)
    return found


def _after(event: str, now: set[int]) -> set[int]:
    """Return where somebody may stand after an event."""
    if event == "restored":  # to a post, to the organisation or into the circle
        highest = max((place for place in now if place in _ALIVE), default=INNER)
        return set(range(INNER, highest + 1))
    return {_PLACE_OF[event]}


def observation(
    events: Sequence[CourseEvent],
    *,
    actors: Sequence[str],
    contenders: Iterable[str],
    posts: Sequence[str],
    first_month: int,
    months: int,
    scale: float = SCALE,
    slip: float = SLIP,
) -> Observation:
    """Return the likelihood of a record in the terms of the model.

    Parameters
    ----------
    events : sequence of CourseEvent
        In the order of their dates, none after the last month.
    actors, posts : sequence of str
        Ids in the order of a start.
    contenders : iterable of str
        Of the actors, those who can fall; nothing is observed of the others.
    first_month : int
        Month number of month 0.
    months : int
        How many months are observed, D >= 1; the last is the as-of month.
    scale : float, default `SCALE`
        Months, > 0.
    slip : float, default `SLIP`
        In (0, 1).

    Returns
    -------
    Observation
        ``misfit`` is the log likelihood of each place in each month, ``outlook`` that with what is
        expected of the months after it.
    """
    n, takes_part = len(actors), set(contenders)
    misfit = np.zeros((months, n, STANDS + 2))
    outlook = np.zeros((months, n, STANDS))
    before = 0.0
    each = np.full(months, 1.0 / scale)
    each[-1] -= math.log(slip)
    for i, allowed in enumerate(paths(events, actors, first_month, months)):
        misfit[:, i, STANDS] = -each
        misfit[:, i, STANDS + 1] = math.log(_MISSED_POST)
        if actors[i] not in takes_part:
            continue
        misfit[:, i, :STANDS] = -each[:, None] * _distances(allowed)
        outlook[:, i], at_start = _outlook(misfit[:, i, :STANDS])
        before += at_start
    return Observation(
        outlook=outlook,
        misfit=misfit,
        ruled=_rulers(events, actors, first_month, months),
        taken=_taken(events, actors, posts, first_month, months),
        before=before,
    )


def _distances(allowed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how far each place is from the nearest one allowed, by month, in [0, 1]."""
    distance = np.ones((STANDS, STANDS))
    outside = [p for p in range(STANDS) if p not in (INNER, KILLED, NATURAL)]
    distance[np.ix_(outside, outside)] = _BESIDE
    distance[np.ix_((KILLED, NATURAL), (KILLED, NATURAL))] = _BESIDE
    dead = np.ix_(outside, (KILLED, NATURAL))
    distance[dead] = distance.T[dead] = _OUT
    distance[ABROAD, HUNTED_ABROAD] = distance[HUNTED_ABROAD, ABROAD] = 0.0
    np.fill_diagonal(distance, 0.0)
    return np.asarray(np.where(allowed[:, None, :], distance[None], np.inf).min(axis=2))


def _chain() -> NDArray[np.float64]:
    """Return the monthly chances of the plain chain by which later observations are expected."""
    chain = np.zeros((STANDS, STANDS))
    chain[INNER, DEMOTED] = 0.01
    chain[DEMOTED, INNER] = 0.002
    for place in (DEMOTED, EXPELLED, INTERNAL_EXILE, ABROAD, PRISON):
        for harsher in range(place + 1, PRISON + 1):
            if (place, harsher) != (ABROAD, PRISON):
                chain[place, harsher] = 0.01
        chain[place, KILLED] = 0.004 if place != ABROAD else 0.0
    chain[ABROAD, HUNTED_ABROAD] = 0.01
    chain[HUNTED_ABROAD, KILLED] = 0.02
    chain[[*_ALIVE, HUNTED_ABROAD], NATURAL] = 0.001
    chain[np.diag_indices(STANDS)] = 1.0 - chain.sum(axis=1)
    return chain


def _outlook(misfit: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the log worth of each place by month under the plain chain, and that of the start."""
    chain = _chain()
    worth = np.zeros_like(misfit)
    ahead = np.zeros(STANDS)
    for month in reversed(range(len(misfit))):
        worth[month] = misfit[month] + ahead
        top = worth[month].max()
        ahead = np.log(chain @ np.exp(worth[month] - top)) + top
    return worth, float(ahead[INNER])


def _rulers(
    events: Sequence[CourseEvent], actors: Sequence[str], first_month: int, months: int
) -> NDArray[np.int64]:
    """Return who rules by the record in each month, -1 where it does not say."""
    ruled = np.full(months, -1, np.int64)
    for event in events:
        if event.event == "ruler" and event.actor in actors:
            ruled[max(0, event.date.latest.month_number - first_month) :] = actors.index(
                event.actor
            )
        elif event.event in _PLACE_OF and event.event != "in_circle" and event.actor in actors:
            after = ruled[max(0, event.date.earliest.month_number - first_month) :]
            after[after == actors.index(event.actor)] = -1
    return ruled


def _taken(
    events: Sequence[CourseEvent],
    actors: Sequence[str],
    posts: Sequence[str],
    first_month: int,
    months: int,
) -> NDArray[np.int64]:
    """Return the posts that were taken: month, post, actor."""
    rows = [
        (
            min(max(0, event.date.latest.month_number - first_month), months - 1),
            posts.index(event.post),
            actors.index(event.actor),
        )
        for event in events
        if event.event == "appointed" and event.post in posts and event.actor in actors
    ]
    return np.array(rows, np.int64).reshape(-1, 3)
