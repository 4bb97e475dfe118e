"""What became of leaders like this one: counts of leader-years, from wide to narrow classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whowhom.cases.case import Day
from whowhom.ensemble.interval import wilson
from whowhom.outside.facts import LeaderFacts
from whowhom.outside.fitted import Fitted, fitted
from whowhom.outside.model import EXITS

__all__ = ["ReferenceClass", "class_of_period", "conditions_of", "reference_classes", "tenure_band"]

_BANDS = {"0-1": 1, "1-2": 2, "2-5": 5, "5-10": 10}
_PERIODS = {"1946-1989": 1989, "1990-2010": 9999}
"""The last year of each period; dates outside the data count to the nearest."""


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """Leader-years that share some conditions, and how many ended in each way within a year."""

    conditions: Mapping[str, str]
    """What the class shares, such as ``{"regime": "personal", "tenure": "1-2"}``; empty for all."""
    leader_years: int
    counts: Mapping[str, int]
    """Leader-years that ended within twelve months, by the words of ``model.EXITS``."""
    attempts: int
    """Leader-years with at least one coup attempt within twelve months."""

    def share(self, name: str) -> tuple[float, float, float]:
        """Return the share of an exit, of "attempt" or of "any_exit" with its 95 % interval."""
        of = {"attempt": self.attempts, "any_exit": sum(self.counts.values()), **self.counts}
        return (of[name] / self.leader_years, *wilson(of[name], self.leader_years))


def tenure_band(years: float) -> str:
    """Return the band of years in office, from its first year to below its last.

    Examples
    --------
    >>> tenure_band(0.2), tenure_band(1.0), tenure_band(30)
    ('0-1', '1-2', '10+')
    """
    bands = (band for band, end in _BANDS.items() if years < end)
    return next(bands, "10+")


def conditions_of(facts: LeaderFacts) -> dict[str, str]:
    """Return what a class of this leader can share, the most telling condition first."""
    found = {}
    if "regime" in facts.values:
        found["regime"] = str(facts.values["regime"])
    if facts.tenure is not None:
        found["tenure"] = tenure_band(facts.tenure)
    if "entry" in facts.values:
        found["entry"] = str(facts.values["entry"])
    if found:
        found["period"] = _period(facts.date)
    return found


def _period(date: Day) -> str:
    return next(name for name, last in _PERIODS.items() if date.year <= last)


def class_of_period(date: Day, *, model: Fitted | None = None) -> ReferenceClass:
    """Return all autocracies of the half of the data in which a date is, or to which it is nearest.

    Examples
    --------
    >>> found = class_of_period(Day(2026))
    >>> dict(found.conditions), found.leader_years, found.counts["insiders"]
    ({'period': '1990-2010'}, 1386, 16)
    """
    wanted = {"period": _period(date)}
    model = fitted() if model is None else model
    stored = next(one for one in model.classes if one["conditions"] == wanted)
    return _class(stored, wanted)


def reference_classes(
    facts: LeaderFacts, *, model: Fitted | None = None
) -> tuple[ReferenceClass, ...]:
    """Return the classes of a leader, from all autocracies to the narrowest with enough years.

    Conditions are added one by one; one that leaves fewer than 50 leader-years is left out.
    """
    model = fitted() if model is None else model
    by_conditions = {tuple(sorted(one["conditions"].items())): one for one in model.classes}
    taken: dict[str, str] = {}
    classes = [_class(by_conditions[()])]
    for name, word in conditions_of(facts).items():
        wanted = taken | {name: word}
        stored = by_conditions.get(tuple(sorted(wanted.items())))
        if stored is not None:
            taken = wanted
            classes.append(_class(stored, taken))
    return tuple(classes)


def _class(
    stored: Mapping[str, Any], conditions: Mapping[str, str] | None = None
) -> ReferenceClass:
    return ReferenceClass(
        conditions=conditions or {},
        leader_years=stored["leader_years"],
        counts=dict(zip(EXITS, stored["counts"], strict=True)),
        attempts=stored["attempts"],
    )
