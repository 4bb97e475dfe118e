"""The outcome of a struggle, as scores need it, and all scores of one forecast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from whowhom.cases.case import Case, CourseEvent, Day, Period
from whowhom.cases.vocabulary import MANNER_OF_EVENT, MANNERS
from whowhom.score.forecast import FATE_CLASSES, Forecast
from whowhom.score.scores import (
    accuracy,
    auc,
    brier,
    brier_fates,
    brier_removed,
    crps,
    log_loss,
    log_loss_first,
    winner_rank,
)

__all__ = ["SCORES", "Removal", "Truth", "removals_of", "scored"]

SCORES = (
    "log_loss",
    "brier",
    "accuracy",
    "winner_rank",
    "auc_removed",
    "brier_removed",
    "log_loss_first",
    "brier_fates",
    "crps_months",
)
"""The scores of a forecast; those without a forecast are empty."""


class Removal(NamedTuple):
    """A change of a contender's status for the worse, by others."""

    actor: str
    date: Period
    fate: str
    """One of ``FATE_CLASSES`` but the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The outcome of a struggle."""

    winners: tuple[str, ...]
    """Who won; co-winners are one class; empty if that cannot be said."""
    removed: frozenset[str]
    """Who was removed by others at least once."""
    first_removed: frozenset[str]
    """Who was removed first; several if that is not known."""
    fates: Mapping[str, str]
    """The worst that others did to each contender, one of ``FATE_CLASSES``."""
    decided: Day | None
    """When no rival could contest any more, at the latest."""
    months: float | None
    """Months from the start to the decision."""

    @classmethod
    def of(cls, case: Case) -> "Truth":
        """Read the outcome of a case from its ``course.csv``.

        The winner is the last ``ruler`` by the day of the decision (``decided`` in ``case.toml``)
        or, where that is not stated, by the end of the case; the first one after it where there is
        none by then. Whoever became ruler on the same date is a co-winner. Where it is not stated,
        the decision falls on the date of that row.

        ``demoted``, ``expelled``, ``internal_exile``, ``abroad``, ``prison``, ``executed``,
        ``assassinated`` and ``died`` are removals. A word of ``MANNERS`` that opens the note and
        fits the event (``suicide: facing arrest``) says more than the event does; a natural death
        or an accident is not a removal.
        """
        contenders = [actor.id for actor in case.actors if actor.id != case.arbiter]
        events = [event for event in case.course if event.actor in contenders]
        winners, decided = _winners(events, case)
        removals = removals_of(events)
        worst = dict.fromkeys(contenders, 0)
        for actor, _, fate in removals:
            worst[actor] = max(worst[actor], FATE_CLASSES.index(fate))
        first = min((removal.date.latest for removal in removals), default=None)
        return cls(
            winners=winners,
            removed=frozenset(removal.actor for removal in removals),
            first_removed=frozenset(
                removal.actor
                for removal in removals
                if first is not None and removal.date.earliest <= first
            ),
            fates={actor: FATE_CLASSES[fate] for actor, fate in worst.items()},
            decided=decided,
            months=None if decided is None else _months(case.start, decided),
        )


def _winners(events: Sequence[CourseEvent], case: Case) -> tuple[tuple[str, ...], Day | None]:
    """Return who ruled last by the decision, and the day of the decision."""
    stated = case.decided.latest if case.decided else None
    rules = [event for event in events if event.event == "ruler"]
    if not rules:
        return (), stated
    within = [event.date for event in rules if event.date.latest <= (stated or case.end)]
    if within:
        date = max(within, key=lambda period: (period.latest, period.earliest))
    else:
        date = min((event.date for event in rules), key=lambda period: period.latest)
    span = date.earliest, date.latest
    same = [rule.actor for rule in rules if (rule.date.earliest, rule.date.latest) == span]
    return tuple(dict.fromkeys(same)), stated or date.latest


def removals_of(events: Iterable[CourseEvent]) -> list[Removal]:
    """Return the events that are removals by others, as :meth:`Truth.of` counts them."""
    return list(filter(None, map(_removal, events)))


def _removal(event: CourseEvent) -> Removal | None:
    """Return an event as a removal by others; None if it is none."""
    if event.event not in MANNER_OF_EVENT:
        return None
    manner = event.note.partition(":")[0].strip()
    if manner not in MANNERS or MANNERS[manner].event != event.event:
        manner = MANNER_OF_EVENT[event.event]
    fate = MANNERS[manner].fate
    return Removal(event.actor, event.date, fate) if fate in FATE_CLASSES else None


def scored(forecast: Forecast, truth: Truth) -> dict[str, float | None]:
    """Return all :data:`SCORES` of a forecast; None where it says nothing or nothing is known."""
    found: dict[str, float | None] = dict.fromkeys(SCORES)
    found["log_loss"] = log_loss(forecast.winner, truth.winners)
    found["brier"] = brier(forecast.winner, truth.winners)
    found["accuracy"] = accuracy(forecast.winner, truth.winners)
    found["winner_rank"] = winner_rank(forecast.winner, truth.winners)
    if forecast.removed is not None:
        found["auc_removed"] = auc(forecast.removed, truth.removed)
        found["brier_removed"] = brier_removed(forecast.removed, truth.removed)
    if forecast.first_removed is not None:
        found["log_loss_first"] = log_loss_first(forecast.first_removed, truth.first_removed)
    if forecast.fates is not None:
        found["brier_fates"] = brier_fates(forecast.fates, truth.fates)
    if forecast.months is not None and truth.months is not None:
        found["crps_months"] = crps(forecast.months, truth.months, horizon=forecast.horizon)
    return found


def _months(start: Day, decided: Day) -> float:
    """Return the months between two days."""
    return decided.month_number - start.month_number + (decided.day - start.day) / 30.4375
