"""The forecast of a model for one struggle."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from whowhom.errors import InvalidInput

__all__ = ["FATE_CLASSES", "Forecast"]

FATE_CLASSES = ("none", "office", "exile", "jail", "death")
"""The worst that others did to a contender, in order: nothing, loss of office ... killed."""

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Probabilities of the outcomes of the contenders of one struggle.

    Raises
    ------
    InvalidInput
        If a number is not a probability, probabilities do not sum to 1, or contenders differ; all
        problems are named.
    """

    winner: Mapping[str, float]
    """Probability of winning, by contender; they sum to 1."""
    removed: Mapping[str, float] | None = None
    """Probability of being removed by others at least once, by contender."""
    first_removed: Mapping[str, float] | None = None
    """Probability of being removed first, by contender; what is missing to 1 is for nobody."""
    fates: Mapping[str, Mapping[str, float]] | None = None
    """Probability of each of :data:`FATE_CLASSES`, by contender; they sum to 1 for each."""
    months: tuple[float, ...] | None = None
    """Draws of the months from the start to the decision; at `horizon` it was still open."""
    horizon: float = math.inf
    """Months that the forecast looks ahead."""

    def __post_init__(self) -> None:
        problems = [*_shares("winner", self.winner, total=1.0)]
        if not self.winner:
            problems.append("winner must name at least one contender")
        for name in ("removed", "first_removed"):
            table = getattr(self, name)
            if table is not None:
                problems += _shares(name, table)
                problems += self._same(name, table)
        if self.first_removed is not None and sum(self.first_removed.values()) > 1 + _CLOSE:
            problems.append("first_removed must not sum to more than 1")
        if self.fates is not None:
            problems += self._same("fates", self.fates)
            for actor, table in self.fates.items():
                problems += _shares(f"fates of {actor}", table, total=1.0)
                if set(table) != set(FATE_CLASSES):
                    problems.append(f"fates of {actor} must name {', '.join(FATE_CLASSES)}")
        if self.months is not None and not (
            self.months and all(0 <= month <= self.horizon for month in self.months)
        ):
            problems.append(f"months must be draws between 0 and the horizon, {self.horizon:g}")
        if problems:
            raise InvalidInput("\n".join(problems))

    def _same(self, name: str, table: Mapping[str, object]) -> list[str]:
        if set(table) == set(self.winner):
            return []
        return [f"{name} must name the contenders that winner names"]


def _shares(name: str, table: Mapping[str, float], *, total: float | None = None) -> list[str]:
    """Return what is wrong with a table of probabilities."""
    wrong = {actor: value for actor, value in table.items() if not -_CLOSE <= value <= 1 + _CLOSE}
    problems = [
        f"{name}: {actor} must be a probability in [0, 1], got {value!r}"
        for actor, value in wrong.items()
    ]
    found = sum(table.values())
    if not wrong and total is not None and table and abs(found - total) > 1e-6:
        problems.append(f"{name} must sum to 1, got {found:.6g}")
    return problems
