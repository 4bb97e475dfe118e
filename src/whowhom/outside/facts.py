"""What is known of a leader on a day, in the vocabulary of :mod:`whowhom.cases.leader_facts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from whowhom.cases.case import Day
from whowhom.cases.leader_facts import FACTS, Fact, Value

__all__ = ["FACTS", "Fact", "LeaderFacts", "Value"]


@dataclass(frozen=True, slots=True)
class LeaderFacts:
    """What is known of a leader on a day; facts that are not given are not known."""

    date: Day
    """Day of the forecast: the horizon begins here, and nothing later may be used."""
    entered: Day | None = None
    """Day on which the leader entered office, not after `date`; None if not known."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Facts by the names of :data:`FACTS`, only those given, each valid."""

    @property
    def tenure(self) -> float | None:
        """Years in office on the day of the forecast, or None."""
        if self.entered is None:
            return None
        return _days(self.entered, self.date) / 365.25


def _days(start: Day, end: Day) -> int:
    return _number_of(end) - _number_of(start)


def _number_of(day: Day) -> int:
    """Return the Julian day number of a day of the proleptic Gregorian calendar."""
    before = (14 - day.month) // 12
    year = day.year + 4800 - before
    month = day.month + 12 * before - 3
    return (
        day.day
        + (153 * month + 2) // 5
        + 365 * year
        + year // 4
        - year // 100
        + year // 400
        - 32045
    )
