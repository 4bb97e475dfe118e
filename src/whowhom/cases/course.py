"""What the rows of a course say together: who can have been where, and what cannot be true.

A check of a case warns of what is found here; a run that takes the rows as observed refuses it. Of
two dates one is later only where it certainly is: the first day that it may mean comes after the
last day that the other may mean.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from whowhom.cases.case import CourseEvent, Period
from whowhom.cases.problems import Problem
from whowhom.cases.records import Record
from whowhom.cases.vocabulary import DEATHS, REMOVALS

__all__ = ["Told", "contradictions", "in_order", "posts_named"]


class Told(Protocol):
    """A row of a course and where it stands."""

    @property
    def event(self) -> CourseEvent:
        """What it says."""

    @property
    def place(self) -> str:
        """Its file and line."""

    def problem(self, name: str, code: str, finding: str, hint: str) -> Problem:
        """Return a problem with the cell in column `name`."""


@dataclass(frozen=True, slots=True)
class _Death:
    """When somebody died, and where that is stated."""

    date: Period
    place: str

    @property
    def text(self) -> str:
        """The date and the place."""
        return f"{self.date.text}, {self.place}"


def in_order(event: CourseEvent) -> tuple[object, object]:
    """Return the key by which events are sorted; rows of one date keep the order of their file."""
    return (event.date.earliest, event.date.latest)


def posts_named(rows: Iterable[Record]) -> Iterator[Problem]:
    """Find appointments without a post, and posts of other events."""
    for row in rows:
        word, has_post = row.text("event"), "post" in row.row.cells
        if word == "appointed" and not has_post and "post" not in row.row.damaged:
            finding, hint = "is empty, but appointed names one", "write an id of posts.csv"
            yield row.problem("post", "W212", finding, hint)
        elif word and word != "appointed" and has_post:
            finding = "is given, but only appointed names a post"
            yield row.problem("post", "W212", finding, "empty it, or write the event appointed")


def contradictions(
    course: Sequence[Told], *, died: Mapping[str, Period], arbiter: str, code: str
) -> Iterator[Problem]:
    """Yield what cannot be true of a course.

    Parameters
    ----------
    course : sequence of Told
        Its rows.
    died : mapping of str to Period
        Documented deaths of ``actors.csv`` by id of the actor.
    arbiter : str
        Id of the arbiter; empty for none.
    code : str
        Code of the problems.
    """
    ordered = sorted(course, key=lambda told: in_order(told.event))
    yield from _of_the_dead(ordered, died, code)
    yield from _told_twice(ordered, code)
    yield from _at_one_post(ordered, code)
    removed = _first_removals(ordered)
    for told in ordered:
        event = told.event
        if event.event in REMOVALS and event.actor == arbiter:
            finding = "is the arbiter, who stands above the contest: no run removes an arbiter"
            hint = "delete the row, or empty arbiter in case.toml"
            yield told.problem("actor", code, finding, hint)
        if event.event == "restored" and not _may_follow(event, removed.get(event.actor)):
            finding = f"comes before any removal of {event.actor}"
            hint = "add the row of the removal, or write in_circle if there was none"
            yield told.problem("event", code, finding, hint)


def _of_the_dead(
    ordered: Sequence[Told], died: Mapping[str, Period], code: str
) -> Iterator[Problem]:
    """Find deaths that differ, and what the dead do or suffer."""
    coded = {actor: _Death(date, "actors.csv") for actor, date in died.items()}
    told_first: dict[str, _Death] = {}
    for told in ordered:
        event = told.event
        if event.event in DEATHS:
            death = _Death(event.date, told.place)
            other = told_first.setdefault(event.actor, death)
            if other is death:
                other = coded.get(event.actor, death)
                if not _differ(other, death):
                    continue
            finding = f"is a second death of {event.actor} ({other.text})"
            yield told.problem("event", code, finding, "correct or delete one of the two")
    deaths = dict(coded)
    for actor, death in told_first.items():
        deaths[actor] = min(death, deaths.get(actor, death), key=lambda one: one.date.latest)
    for told in ordered:
        event = told.event
        if event.event not in DEATHS and _is_after(event, deaths.get(event.actor)):
            finding = f"is after the death of {event.actor} ({deaths[event.actor].text})"
            hint = "correct one of the dates, or delete the row that is wrong"
            yield told.problem("date", code, finding, hint)
        if event.event == "coalition":
            continue  # a following may outlive its leader
        for actor in event.by:
            if _is_after(event, deaths.get(actor)):
                finding = f"names {actor}, who was dead ({deaths[actor].text})"
                yield told.problem("by", code, finding, "correct the date, or name others")


def _differ(one: _Death, other: _Death) -> bool:
    """Whether two dates cannot mean the same day."""
    return one.date.latest < other.date.earliest or other.date.latest < one.date.earliest


def _is_after(event: CourseEvent, death: _Death | None) -> bool:
    return death is not None and event.date.earliest > death.date.latest


def _told_twice(ordered: Sequence[Told], code: str) -> Iterator[Problem]:
    """Find rows that say the same."""
    seen: dict[tuple[object, ...], Told] = {}
    for told in ordered:
        event = told.event
        key = (*in_order(event), event.actor, event.event, event.by, event.post)
        first = seen.setdefault(key, told)
        if first is not told:
            finding = f"is the same event as in {first.place}"
            yield told.problem("event", code, finding, "delete one of the two rows")


def _at_one_post(ordered: Sequence[Told], code: str) -> Iterator[Problem]:
    """Find two actors who take one post at dates of which neither comes first."""
    seen: dict[tuple[object, ...], Told] = {}
    for told in ordered:
        event = told.event
        if event.event != "appointed" or not event.post:
            continue
        first, last = event.date.earliest, event.date.latest
        keys: list[tuple[object, ...]] = [(event.post, first, last)]
        if first.month_number == last.month_number:
            keys.append((event.post, first.month_number))
        others = (seen[key] for key in keys if key in seen)
        for other in others:
            if other.event.actor != event.actor and other.event.date.latest >= first:
                finding = f"is taken by {other.event.actor} at the same time ({other.place})"
                hint = "write the days, so that one comes before the other, or delete a row"
                yield told.problem("post", code, finding, hint)
                break
        seen |= dict.fromkeys(keys, told)


def _first_removals(ordered: Sequence[Told]) -> dict[str, CourseEvent]:
    """Return the first removal of each actor."""
    first: dict[str, CourseEvent] = {}
    for told in ordered:
        if told.event.event in REMOVALS:
            first.setdefault(told.event.actor, told.event)
    return first


def _may_follow(event: CourseEvent, removal: CourseEvent | None) -> bool:
    return removal is not None and removal.date.earliest <= event.date.latest
