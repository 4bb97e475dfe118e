"""What became of leaders like this one: counts of leader-years, from wide to narrow classes."""

from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.ensemble.interval import wilson
from whowhom.outside.facts import LeaderFacts

__all__ = ["ReferenceClass", "reference_classes"]


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


def reference_classes(facts: LeaderFacts) -> tuple[ReferenceClass, ...]:
    """Return the classes of a leader, from all autocracies to the narrowest with enough years."""
    raise NotImplementedError
