"""The points of a struggle at which it is forecast again, and what was known at each of them.

A point is the start or the end of a month in which the record has a removal. What a forecast may
read is made here (:func:`known_at`), apart from what it is scored against (:func:`truth_at`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whowhom.cases.case import Case, CourseEvent
from whowhom.cases.vocabulary import COURSE_EVENTS
from whowhom.ensemble.circle import month_text
from whowhom.errors import InvalidInput
from whowhom.score.truth import Removal, Truth, removals_of

__all__ = [
    "LATER",
    "STAGES",
    "Point",
    "PointTruth",
    "known_at",
    "points_of",
    "those_left",
    "truth_at",
]

STAGES = ("start", "first", "second", "third", "later")
"""The stages of a struggle: its start, after the first month with a removal, and so on."""
LATER = "after_start"
"""All stages but the start, taken together."""

_RETURNS = ("restored", "ruler")
_ORDER = {event: place for place, event in enumerate(COURSE_EVENTS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A time at which a struggle is forecast: its start, or after a removal."""

    struggle: str
    month: int | None
    """Month number (:attr:`whowhom.cases.case.Day.month_number`) up to whose end the record is
    known; None at the start, where nothing of it is."""
    removals: int
    """Months with a removal so far."""

    @property
    def as_of(self) -> str | None:
        """The month, such as ``1925-01``; None at the start."""
        return None if self.month is None else month_text(self.month)

    @property
    def stage(self) -> str:
        """One of :data:`STAGES`."""
        return STAGES[min(self.removals, len(STAGES) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointTruth:
    """What came of a struggle after a point."""

    winners: tuple[str, ...]
    """Who won; co-winners are one class."""
    next_removed: frozenset[str]
    """Who of those left was removed next; several if that is not known, empty for nobody before the
    end of the case."""


def points_of(case: Case) -> tuple[Point, ...]:
    """Return the start of a struggle and each month with a documented removal, in their order.

    A removal counts as in :meth:`whowhom.score.truth.Truth.of`, in the month of its latest date; a
    further removal of somebody who is out already counts, too. The month of the decision and all
    later ones are no points, since the winner is known then, nor are the last month of the case and
    all later ones, from which no run could go on.

    Raises
    ------
    InvalidInput
        If nobody won, so that it is not known when the struggle was decided.
    """
    decided = Truth.of(case).decided
    if decided is None:
        raise InvalidInput(f"{case.id}: it is not known when it was decided")
    before = min(decided.month_number, case.end.month_number)
    months = sorted({removal.date.latest.month_number for removal in _removals(case)})
    found = [month for month in months if case.start.month_number <= month < before]
    return tuple(
        Point(struggle=case.id, month=month, removals=count)
        for count, month in enumerate((None, *found))
    )


def known_at(case: Case, point: Point) -> Case:
    """Return a case as it was known at a point: all that a forecast may read.

    The course ends with the month of the point and is empty at the start; what else is told of the
    time after the start is left out (the decision, the chronicle, dates of death, the files).
    """
    month = point.month
    course = [e for e in case.course if month is not None and e.date.latest.month_number <= month]
    return replace(
        case,
        course=tuple(sorted(course, key=_when)),
        decided=None,
        chronicle=(),
        files={},
        actors=tuple(replace(actor, died=None) for actor in case.actors),
    )


def those_left(known: Case) -> tuple[str, ...]:
    """Return the contenders who are in the contest, by the record as far as it is known.

    Whoever was removed or has died is not; whoever was restored afterwards, or ruled, is again. All
    of them if nobody else is left.
    """
    out: set[str] = set()
    dead: set[str] = set()
    for event in sorted(known.course, key=_when):
        if event.event in _RETURNS:
            out.discard(event.actor)
        if event.event == "died" or removals_of([event]):
            out.add(event.actor)
        if event.event in ("executed", "assassinated", "died"):
            dead.add(event.actor)
    contenders = _contenders(known)
    return tuple(actor for actor in contenders if actor not in out | dead) or contenders


def truth_at(case: Case, point: Point) -> PointTruth:
    """Return what came after a point: who won, and who of those left was removed next."""
    left = those_left(known_at(case, point))
    since = case.start.month_number - 1 if point.month is None else point.month
    later = [
        removal
        for removal in _removals(case)
        if removal.actor in left
        and since < removal.date.latest.month_number <= case.end.month_number
    ]
    first = min((removal.date.latest for removal in later), default=None)
    return PointTruth(
        winners=Truth.of(case).winners,
        next_removed=frozenset(
            removal.actor
            for removal in later
            if first is not None and removal.date.earliest <= first
        ),
    )


def _contenders(case: Case) -> tuple[str, ...]:
    return tuple(actor.id for actor in case.actors if actor.id != case.arbiter)


def _removals(case: Case) -> Sequence[Removal]:
    contenders = _contenders(case)
    return removals_of(event for event in case.course if event.actor in contenders)


def _when(event: CourseEvent) -> tuple[object, ...]:
    """Return what events are ordered by, so that the order of the rows changes nothing."""
    return (
        event.date.latest,
        event.date.earliest,
        _ORDER[event.event],
        event.actor,
        event.by,
        event.note,
    )
