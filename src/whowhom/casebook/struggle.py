"""The nouns of the casebook: a struggle, who contended, and what became of them.

What a forecast may read is kept apart from what it is scored by: `Struggle.contenders` and the
fields of the start on one side, `Struggle.outcome` on the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.cases.case import Day, Period

__all__ = ["Contender", "Move", "Outcome", "Removal", "Struggle", "in_order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Somebody who could end on top, as he stood at the start."""

    id: str
    name: str
    bases: Mapping[str, float]
    """All of ``whowhom.cases.case.BASES``, each 0 to 3; a range is taken at its centre."""
    judged: float | None = None
    """Share of power as the coder judged it, in [0, 1]; None if it was not judged."""
    offices: str = ""
    """What he held at the start, in words; for readers."""

    @property
    def points(self) -> float:
        """Sum of the bases: the mechanical measure of his power."""
        return sum(self.bases.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A coalition against somebody."""

    date: Period
    coalition: tuple[str, ...]
    against: tuple[str, ...]
    note: str = ""
    """What it did, in words; for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A change of a contender's status for the worse."""

    actor: str
    date: Period
    fate: str
    """``office``, ``exile``, ``jail``, ``death``, or ``exogenous`` (natural death, accident)."""
    by: tuple[str, ...]
    """Contenders who brought it about."""
    manner: str = ""
    """One of ``whowhom.casebook.manners.MANNERS``; empty where only the fate is known."""
    note: str = ""
    """A remark, for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What really happened: read by scores only."""

    winners: tuple[str, ...]
    """Who was in control when it was decided; several co-winners; empty if that cannot be said."""
    decided: Day | None
    """When no rival could contest any more."""
    removals: tuple[Removal, ...]
    """In the order of their dates."""
    moves: tuple[Move, ...]
    """In the order of their dates."""

    @property
    def removed(self) -> frozenset[str]:
        """Everybody who was removed by others at least once."""
        return frozenset(r.actor for r in self.removals if r.fate != "exogenous")

    @property
    def first_removed(self) -> frozenset[str]:
        """Who was removed first; several if their dates cannot be told apart."""
        removals = [r for r in self.removals if r.fate != "exogenous"]
        if not removals:
            return frozenset()
        first = min(r.date.latest for r in removals)
        return frozenset(r.actor for r in removals if r.date.earliest <= first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Struggle:
    """A struggle of the casebook."""

    id: str
    title: str
    regime_type: str
    start: Day
    end: Day
    contenders: tuple[Contender, ...]
    incumbent: str = ""
    """Who ruled at the start; empty for nobody."""
    favourite: str = ""
    """Whom contemporaries expected to win, where that is known with some confidence."""
    outcome: Outcome
    is_core: bool = True
    """Whether models may be developed on it."""
    sources: tuple[str, ...] = ()
    """Literature that the coder remembers it from."""


def in_order(event: Move | Removal) -> tuple[Day, Day]:
    """Return the key by which moves and removals are sorted: the dates, as far as known."""
    return event.date.earliest, event.date.latest
