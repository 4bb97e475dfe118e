"""What really happened to the circle, in the terms of a run; only scoring reads it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case, CourseEvent
from whowhom.cases.vocabulary import DEATHS, REMOVALS
from whowhom.ensemble.circle import Circle, month_text
from whowhom.ensemble.outcome import REMOVED, Records

__all__ = ["Documented", "Milestone", "documented_course"]

FALL = "fall"
DEATH = "death"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """The first time that something is documented of an actor, among the months of a run."""

    actor: int
    """Index of the actor."""
    event: str
    """``fall`` (the first removal), ``death``, or one of the statuses between them."""
    earliest: int
    """First month index in which it may have been."""
    latest: int
    """Last month index in which it may have been."""
    text: str
    """The month, or from which month to which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """The documented course of a case, as far as it lies among the months of a run."""

    milestones: tuple[Milestone, ...] = ()
    """In the order of their dates."""
    ruler: int | None = None
    """Index of the last documented ruler."""

    @property
    def falls(self) -> tuple[Milestone, ...]:
        """The first removals, in the order of their dates."""
        return tuple(m for m in self.milestones if m.event == FALL)

    def in_order(self, records: Records) -> NDArray[np.bool_]:
        """Say of each run whether all documented falls happen in it, in the documented order.

        Two falls whose documented months overlap may come in either order.
        """
        falls = self.falls
        agrees = np.full(len(records), len(falls) > 1)
        order = records["order"]
        for fall in falls:
            agrees &= order[:, fall.actor] >= 0
            for later in falls:
                if fall.latest < later.earliest:
                    agrees &= order[:, fall.actor] < order[:, later.actor]
        return agrees


def documented_course(case: Case, circle: Circle) -> Documented:
    """Return what the case documents of the months that a run covers."""
    known = {actor: index for index, actor in enumerate(circle.actors)}
    found: list[Milestone] = []
    told: set[tuple[int, str]] = set()
    ruler = None
    for event in sorted(case.course, key=lambda event: (event.date.earliest, event.date.latest)):
        earliest = event.date.earliest.month_number - circle.first_month
        latest = event.date.latest.month_number - circle.first_month
        if event.actor not in known or earliest < 0 or latest >= circle.months:
            continue
        actor = known[event.actor]
        names = _names(event, is_first=(actor, FALL) not in told)
        found.extend(
            _milestone(actor, name, earliest, latest, circle)
            for name in names
            if (actor, name) not in told
        )
        told.update((actor, name) for name in (*names, event.event))
        if event.event == "ruler":
            ruler = actor
    found.sort(key=lambda m: (m.earliest, m.latest, m.actor))
    return Documented(milestones=tuple(found), ruler=ruler)


def _names(event: CourseEvent, *, is_first: bool) -> list[str]:
    """Return the milestones that an event can be; the first removal is the fall."""
    names = []
    if event.event in REMOVALS and is_first:
        names.append(FALL)
    elif event.event in REMOVED:
        names.append(event.event)
    if event.event in DEATHS:
        names.append(DEATH)
    return names


def _milestone(actor: int, name: str, earliest: int, latest: int, circle: Circle) -> Milestone:
    """Return a milestone, dated in words."""
    first, last = (month_text(circle.first_month + month) for month in (earliest, latest))
    text = first if earliest == latest else f"{first}/{last}"
    return Milestone(actor=actor, event=name, earliest=earliest, latest=latest, text=text)
