"""How a struggle stood when it began: all that a forecast may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from whowhom.casebook.struggle import Contender, Struggle
from whowhom.cases.case import Day
from whowhom.errors import InvalidInput

__all__ = ["Coding", "Opening", "Shares"]

Coding = Literal["mechanical", "judged"]
"""Whether power is counted by the fixed rule or judged as a whole by the coder."""

Shares = Mapping[str, float]
"""Probability (or share of power) by the id of a contender; they sum to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A struggle without its outcome.

    Neither who won nor when it was decided can be reached from here, so a function of an opening
    cannot look ahead.
    """

    id: str
    regime_type: str
    start: Day
    contenders: tuple[Contender, ...]
    incumbent: str = ""
    """Who ruled at the start; empty for nobody."""
    favourite: str = ""
    """Whom contemporaries expected to win; empty where that is not known."""

    @classmethod
    def of(cls, struggle: Struggle) -> "Opening":
        """Return the opening of a struggle."""
        return cls(
            id=struggle.id,
            regime_type=struggle.regime_type,
            start=struggle.start,
            contenders=struggle.contenders,
            incumbent=struggle.incumbent,
            favourite=struggle.favourite,
        )

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the contenders."""
        return tuple(contender.id for contender in self.contenders)

    def power(self, coding: Coding = "mechanical") -> dict[str, float]:
        """Return the share of power of every contender at the start.

        Parameters
        ----------
        coding : {"mechanical", "judged"}
            Mechanical: his points over the sum of all points. Judged: the coder's judgement,
            which may have been led by hindsight.

        Returns
        -------
        dict of str to float
            In [0, 1]; they sum to 1.

        Raises
        ------
        InvalidInput
            If somebody's share was not judged, or nobody has any power.
        """
        if coding not in ("mechanical", "judged"):
            raise InvalidInput(f"coding must be 'mechanical' or 'judged', got {coding!r}")
        found = {c.id: c.points if coding == "mechanical" else c.judged for c in self.contenders}
        silent = [actor for actor, power in found.items() if power is None]
        if silent:
            raise InvalidInput(f"{self.id}: power was not judged for {', '.join(silent)}")
        powers = {actor: power for actor, power in found.items() if power is not None}
        total = sum(powers.values())
        if total <= 0:
            raise InvalidInput(f"{self.id}: nobody has any power at the start")
        return {actor: power / total for actor, power in powers.items()}
