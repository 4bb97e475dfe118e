"""The timeline of a case: dated facts and the documented course, sorted by date."""

from dataclasses import dataclass
from pathlib import Path

from whowhom.cases.case import Case, Period, Reference
from whowhom.cases.check import as_case
from whowhom.cases.dates import FIRST_DAY, LAST_DAY, parse_period
from whowhom.cases.problems import BadCell, did_you_mean
from whowhom.errors import InvalidInput

__all__ = ["Dated", "chronicle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One line of the timeline."""

    date: Period
    title: str
    actors: tuple[str, ...]
    """Ids of those who took part; in the course, of whoever it happened to."""
    by: tuple[str, ...] = ()
    """In the course: ids of those who did it."""
    place: str = ""
    kind: str = ""
    """Kind of fact; in the course the event, one of ``schema.COURSE_EVENTS``."""
    outcome: str = ""
    told: str = ""
    """The date as the main source tells it."""
    correction: str = ""
    """What the established record says against the main source."""
    is_course: bool = False
    """Whether it is in ``course.csv``, with which forecasts are compared."""
    references: tuple[Reference, ...] = ()


def chronicle(
    case: Case | str | Path,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> tuple[Dated, ...]:
    """Return the facts of the chronicle and of the course, sorted by date.

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    actor : str, optional
        Only facts in which this id takes part.
    since, until : str, optional
        Only facts that may fall on these dates (``1924``, ``1924-01``) or between them.

    Returns
    -------
    tuple of Dated
        One for each fact.

    Raises
    ------
    InvalidInput
        If nobody has the id `actor`, or a date is invalid.

    Examples
    --------
    >>> from whowhom.cases.check import read_case
    >>> case = read_case("duel")
    >>> chronicle(case, actor="trotsky", since="1940")[-1].date.text[:4]
    '1940'
    """
    case = as_case(case)
    first = _bound(since, "since").earliest if since else FIRST_DAY
    last = _bound(until, "until").latest if until else LAST_DAY
    entries = (*_facts(case), *_course(case))
    if actor is not None:
        _check_actor(case, actor, entries)
        entries = tuple(one for one in entries if actor in one.actors or actor in one.by)
    kept = [one for one in entries if one.date.earliest <= last and one.date.latest >= first]
    return tuple(sorted(kept, key=_order))


def _order(entry: Dated) -> tuple[object, ...]:
    """Sort by the middle of what a date may mean: open beginnings go by their end."""
    date = entry.date
    anchor = date.latest if date.earliest == FIRST_DAY else date.earliest
    return (anchor, date.latest, entry.is_course)


def _facts(case: Case) -> tuple[Dated, ...]:
    return tuple(
        Dated(
            date=entry.date,
            title=entry.title,
            actors=entry.actors,
            place=entry.place,
            kind=entry.kind,
            outcome=entry.outcome,
            told=entry.told,
            correction=entry.correction,
            references=entry.references,
        )
        for entry in case.chronicle
    )


def _course(case: Case) -> tuple[Dated, ...]:
    names = case.names
    posts = {"": ""} | {post.id: f" ({post.name})" for post in case.posts}
    return tuple(
        Dated(
            date=event.date,
            title=f"{names[event.actor]}: {event.event.replace('_', ' ')}{posts[event.post]}",
            actors=(event.actor,),
            by=event.by,
            kind=event.event,
            outcome=event.note,
            is_course=True,
            references=event.references,
        )
        for event in case.course
    )


def _check_actor(case: Case, actor: str, entries: tuple[Dated, ...]) -> None:
    """Refuse an id that is neither a contender nor named in any entry."""
    known = {one.id for one in case.actors}
    known |= {name for entry in entries for name in (*entry.actors, *entry.by)}
    if actor not in known:
        guess = did_you_mean(actor, sorted(known))
        hint = guess or "actors: " + ", ".join(one.id for one in case.actors)
        raise InvalidInput(f'actor "{actor[:60]}" is not in the case "{case.id}"; {hint}')


def _bound(text: str, name: str) -> Period:
    try:
        return parse_period(text)
    except BadCell as bad:
        raise InvalidInput(f'{name} "{text[:60]}" {bad.finding}; {bad.hint}') from None
