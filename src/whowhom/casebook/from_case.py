"""Any case folder as a struggle, so that a user's own cases can be scored like the casebook."""

from collections.abc import Collection

from whowhom.casebook.manners import MANNER_OF_EVENT, MANNERS
from whowhom.casebook.struggle import Contender, Move, Outcome, Removal, Struggle, in_order
from whowhom.cases.case import BASES, Actor, Case, CourseEvent, Day

__all__ = ["struggle_of"]

AGAINST = "against "


def struggle_of(case: Case) -> Struggle:
    """Return a case as a struggle.

    Contenders are all actors but the arbiter, each base at the centre of its range. The outcome is
    read from ``course.csv``: the winner is the last ``ruler`` by the end of the case, or the first
    one after it where there is none by then; who became ruler on the same date is a co-winner.
    ``demoted``, ``expelled``, ``internal_exile``, ``abroad``, ``prison``, ``executed``,
    ``assassinated`` and ``died`` are removals; a manner of the casebook that opens the note
    (``suicide: facing arrest``) says more than the event does. A ``coalition`` is a move against
    those whom its note opens with (``against zinoviev|kamenev: ...``). Who ruled at the start and
    whom people expected to win is in no table, so both are left empty.

    Parameters
    ----------
    case : Case
        A checked case.
    """
    actors = [actor for actor in case.actors if actor.id != case.arbiter]
    known = frozenset(actor.id for actor in actors)
    events = [event for event in case.course if event.actor in known]
    winners, decided = _winners(events, case.end)
    removals = [_removal(event, known) for event in events if event.event in MANNER_OF_EVENT]
    moves = [_move(event, known) for event in events if event.event == "coalition"]
    return Struggle(
        id=case.id,
        title=case.title,
        regime_type=case.regime_type,
        start=case.start,
        end=case.end,
        contenders=tuple(map(_contender, actors)),
        outcome=Outcome(
            winners=winners,
            decided=decided,
            removals=tuple(sorted(removals, key=in_order)),
            moves=tuple(sorted(moves, key=in_order)),
        ),
    )


def _contender(actor: Actor) -> Contender:
    bases = {base: actor.bases[base].central() for base in BASES}
    return Contender(id=actor.id, name=actor.name, bases=bases)


def _winners(events: list[CourseEvent], end: Day) -> tuple[tuple[str, ...], Day | None]:
    """Return who ruled last by the end, and since when."""
    rules = [event for event in events if event.event == "ruler"]
    if not rules:
        return (), None
    within = [event.date for event in rules if event.date.latest <= end]
    if within:
        date = max(within, key=lambda period: (period.latest, period.earliest))
    else:
        date = min((event.date for event in rules), key=lambda period: period.latest)
    span = date.earliest, date.latest
    same = [rule.actor for rule in rules if (rule.date.earliest, rule.date.latest) == span]
    return tuple(dict.fromkeys(same)), date.latest


def _removal(event: CourseEvent, known: Collection[str]) -> Removal:
    """Return a removal; the manner is taken from the note where it fits the event."""
    word, _, note = event.note.partition(":")
    manner = word.strip()
    if manner not in MANNERS or MANNERS[manner].event != event.event:
        manner, note = MANNER_OF_EVENT[event.event], event.note
    return Removal(
        actor=event.actor,
        date=event.date,
        fate=MANNERS[manner].fate,
        by=tuple(name for name in event.by if name in known),
        manner=manner,
        note=note.strip(),
    )


def _move(event: CourseEvent, known: Collection[str]) -> Move:
    """Return a coalition; ids after ``against`` at the beginning of its note are its opponents."""
    against: tuple[str, ...] = ()
    note = event.note
    if note.startswith(AGAINST):
        names, _, rest = note.removeprefix(AGAINST).partition(":")
        found = [name.strip() for name in names.split("|")]
        if all(name in known for name in found):
            against, note = tuple(found), rest.strip()
    others = tuple(name for name in event.by if name in known)
    return Move(date=event.date, coalition=(event.actor, *others), against=against, note=note)
