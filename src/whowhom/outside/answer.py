"""The outlook of a leader: counts in the reference class, then the chances of the model."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import Case, Day
from whowhom.cases.check import as_case
from whowhom.cases.dates import day_text
from whowhom.cases.leader_facts import incompatible
from whowhom.errors import InvalidInput
from whowhom.outside.facts import FACTS, LeaderFacts
from whowhom.outside.model import EXITS, Chance, Chances, chances
from whowhom.outside.reading import Subject, read_subject
from whowhom.outside.reference import ReferenceClass, reference_classes
from whowhom.outside.sentences import headline, ordinal, outlook_html

if TYPE_CHECKING:
    import polars as pl

__all__ = ["EVENTS", "Outlook", "Swing", "outlook"]

EVENTS = ("insiders", "attempt", "any_exit", *EXITS[1:])
"""What an outlook tells the chance of: removal by insiders, an attempt, any exit, other exits."""
MOST_MONTHS = 60
"""Longest horizon."""
_PROBES: Mapping[str, tuple[float, ...]] = {
    "age": (40, 55, 70),
    "neighbour_coups": (0, 20),
    "coups_5": (0, 1, 2),
    "coups_10": (0, 1, 3),
    "last_coup": (1, 5, 15, 100),
    "regime_age": (1, 10, 30),
    "infant_mortality": (20, 70, 140),
}
"""Numbers at which a fact that is not known is tried: a low, a usual and a high one in the data."""
_YEARS_IN_OFFICE = (0, 1, 4, 14)
"""Whole years in office, to which half a year is added, at which an unknown entry is tried."""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far a fact that is not known could move the chance of removal by insiders."""

    fact: str
    low: float
    """Chance at the value that makes it lowest."""
    low_at: str
    high: float
    """Chance at the value that makes it highest."""
    high_at: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The outside view of one leader."""

    subject: Subject
    months: int
    """Length of the horizon, which begins on the date of the forecast."""
    classes: tuple[ReferenceClass, ...]
    """From all autocracies to the narrowest class of the leader with enough leader-years; their
    counts are of twelve months, whatever the horizon."""
    chances: Chances
    swings: tuple[Swing, ...]
    """Facts that are not known, the one that could move the answer most first."""

    @property
    def leader(self) -> str:
        """Id of the leader; without a case what was given as the leader, or nothing."""
        return self.subject.leader

    @property
    def date(self) -> Day:
        """Day of the forecast."""
        return self.subject.facts.date

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that are not known and averaged over, in the order in which they are asked."""
        return _missing(self.subject)

    def chance(self, event: str) -> Chance:
        """Return the chance of one of :data:`EVENTS` within the horizon, by the model."""
        found: Chance = getattr(self.chances, event)
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each event with its count in the narrowest class and its chance by the model."""
        narrow = self.classes[-1]
        for event in EVENTS:
            share, low, high = narrow.share(event)
            chance = self.chance(event)
            yield {
                "event": event,
                "leader_years": narrow.leader_years,
                "count": round(share * narrow.leader_years),
                "share": share,
                "share_low": low,
                "share_high": high,
                "chance": chance.value,
                "chance_low": chance.low,
                "chance_high": chance.high,
            }

    def table(self) -> "pl.DataFrame":
        """Return a row for each event: count and share in the class, chance by the model."""
        import polars as pl

        return pl.DataFrame(list(self.rows()))

    def as_dict(self) -> dict[str, Any]:
        """Return the outlook as plain values, for ``--json``; every interval is of 95 %."""
        subject = self.subject
        return {
            "headline": headline(self),
            "case": subject.case,
            "leader": subject.leader,
            "name": subject.name,
            "date": day_text(self.date),
            "months": self.months,
            "events": list(self.rows()),
            "is_base_rate": self.chances.is_base_rate,
            "is_beyond": self.chances.is_beyond,
            "reference_classes": [
                {
                    "conditions": dict(one.conditions),
                    "leader_years": one.leader_years,
                    "counts": dict(one.counts),
                    "attempts": one.attempts,
                }
                for one in self.classes
            ],
            "known": [
                {"fact": one.name, "value": one.shown, "origin": one.origin}
                for one in subject.known
            ],
            "missing": list(self.missing),
            "swings": [
                {
                    "fact": one.fact,
                    "low": one.low,
                    "low_at": one.low_at,
                    "high": one.high,
                    "high_at": one.high_at,
                }
                for one in self.swings
            ],
            "notes": list(subject.notes),
        }

    def to_json(self) -> str:
        """Return :meth:`as_dict` as the text of a JSON object."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1, allow_nan=False)

    def _repr_html_(self) -> str:
        return outlook_html(self)


def outlook(
    case: Case | str | Path | None = None,
    leader: str | None = None,
    horizon: int = 12,
    date: str | Day | None = None,
    facts: Mapping[str, object] | None = None,
) -> Outlook:
    """Return how likely a leader is to be removed, by what became of leaders like them.

    The outside view: counts of real autocracies first, then a model of the same data. No run is
    simulated, and nothing is read of a case but the facts of its leader. Facts that are not known
    are averaged over; without any the answer is the base rate of all autocracies.

    Parameters
    ----------
    case : Case, str or Path, optional
        A case; without one, only `facts` are read.
    leader : str, optional
        Id of the actor whose removal is asked. If it is left out, the ``leader`` in ``[outlook]``
        of the case, or else its ``incumbent``. Without a case, a name for the sentences.
    horizon : int, default 12
        Months from `date`, from 1 to 60.
    date : str or Day, optional
        Day of the forecast, such as ``"2026-01-15"``. If it is left out, the start of the case;
        without a case, today.
    facts : mapping of str to str, float or bool, optional
        Facts by the keys of ``[outlook]``, such as ``{"regime": "personal", "age": 61}``; they go
        before those of the case.

    Returns
    -------
    Outlook
        Counts and chances, which facts were used, and which of the others matter most.

    Raises
    ------
    InvalidInput
        If the leader is not known or not in the circle, a fact is invalid or contradicts another,
        or the leader enters after `date`; the message lists all problems.
    CaseError
        If anything is wrong with the case.

    Examples
    --------
    >>> import whowhom as ww
    >>> found = ww.outlook(facts={"regime": "personal", "entered": "2024-06"}, date="2026-01-15")
    >>> found.months, found.leader, "age" in found.missing
    (12, '', True)
    """
    problems = []
    if isinstance(horizon, bool) or not isinstance(horizon, int) or not 1 <= horizon <= MOST_MONTHS:
        problems.append(
            f"horizon must be a whole number of months from 1 to {MOST_MONTHS}, got {horizon!r:.40}"
        )
    found = None if case is None else as_case(case)
    try:
        subject = read_subject(found, leader, date, facts)
    except InvalidInput as error:
        raise InvalidInput("\n".join([*problems, str(error)])) from None
    if problems:
        raise InvalidInput("\n".join(problems))
    return Outlook(
        subject=subject,
        months=horizon,
        classes=reference_classes(subject.facts),
        chances=chances(subject.facts, horizon),
        swings=_swings(subject, horizon),
    )


def _missing(subject: Subject) -> tuple[str, ...]:
    """Return the facts that the model would use if they were known."""
    known = {one.name for one in subject.known}
    if "infant_mortality" in known:
        known.add("country_class")  # read in place of the number only
    return tuple(name for name in ("entered", *FACTS) if name not in known)


def _swings(subject: Subject, months: int) -> tuple[Swing, ...]:
    """Return how far each fact that is not known could move the answer, the largest first."""
    found = []
    for name in _missing(subject):
        tried = [
            (chances(facts, months).insiders.value, word)
            for facts, word in _tried(subject.facts, name)
        ]
        if len(tried) > 1:
            low, low_at = min(tried, key=itemgetter(0))
            high, high_at = max(tried, key=itemgetter(0))
            found.append(Swing(name, low, low_at, high, high_at))
    return tuple(sorted(found, key=lambda one: one.low - one.high))


def _tried(facts: LeaderFacts, name: str) -> Iterator[tuple[LeaderFacts, str]]:
    """Yield the facts with each value that an unknown one may have, and that value in words."""
    if name == "entered":
        for years in _YEARS_IN_OFFICE:
            year, month = divmod(facts.date.month_number - 12 * years - 6, 12)
            day = Day(year, month + 1, min(facts.date.day, 28))
            yield replace(facts, entered=day), f"in the {ordinal(years + 1)} year"
        return
    if name == "infant_mortality" and "country_class" in facts.values:
        return  # a rich country cannot have the mortality of a poor one
    fact = FACTS[name]
    if fact.kind == "yes_no":
        values: dict[str, str | float | bool] = {"yes": True, "no": False}
    elif fact.kind == "choice":
        values = {word: word for word in fact.choices}
    else:
        values = {f"{number:g}": float(number) for number in _PROBES[name]}
        if name == "last_coup":
            values["100 (none)"] = values.pop("100")
    for word, value in values.items():
        more = {**facts.values, name: value}
        if not any(incompatible(more)):
            yield replace(facts, values=more), word
