"""How a struggle stood when it began: all that a forecast may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from whowhom.cases.case import BASES, Case, Day
from whowhom.cases.pooling import of_one_coder
from whowhom.errors import InvalidInput

__all__ = ["CODINGS", "Coding", "Contender", "Opening", "Shares"]

Coding = Literal["mechanical", "judged"]
CODINGS: tuple[Coding, ...] = ("mechanical", "judged")
"""Whether power is counted by the fixed rule or judged as a whole by the coder."""

Shares = Mapping[str, float]
"""Probability (or share of power) by the id of a contender; they sum to 1."""

Bases = Mapping[str, float]
"""Points of one contender by base, 0 to 3."""

TOP = 3.0
"""Most points of a base."""
DIGITS = 4
"""Decimals of a scaled base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Somebody who could win, as they stood at the start."""

    id: str
    bases: Bases
    """All of ``whowhom.cases.case.BASES``, each 0 to 3; a range is taken at its centre."""
    judged: float | None = None
    """Share of power as the coder judged it, in [0, 1]; None if it was not judged."""

    @property
    def points(self) -> float:
        """Sum of the bases: the mechanical measure of power."""
        return sum(self.bases.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case without its outcome.

    Neither who won nor when it was decided can be reached from here, so a function of an opening
    cannot look ahead.
    """

    id: str
    regime_type: str
    start: Day
    contenders: tuple[Contender, ...]
    """All actors but the arbiter, who cannot win."""
    incumbent: str = ""
    """Who ruled at the start; empty for nobody."""
    favourite: str = ""
    """Whom contemporaries expected to win; empty where that is not known."""

    @classmethod
    def of(cls, case: Case) -> "Opening":
        """Return the opening of a case."""
        case = of_one_coder(case, "scoring")
        return cls(
            id=case.id,
            regime_type=case.regime_type,
            start=case.start,
            contenders=tuple(
                Contender(
                    id=actor.id,
                    bases={base: actor.bases[base].central() for base in BASES},
                    judged=None if actor.judged_share is None else actor.judged_share.central(),
                )
                for actor in case.actors
                if actor.id != case.arbiter
            ),
            incumbent=case.incumbent,
            favourite=case.favourite,
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
            Mechanical: the points of a contender over the sum of all points. Judged: the coder's
            judgement, which may have been led by hindsight.

        Returns
        -------
        dict of str to float
            In [0, 1]; they sum to 1.

        Raises
        ------
        InvalidInput
            If somebody's share was not judged, or nobody has any power.
        """
        powers = self._points() if _known(coding) == "mechanical" else self._judged()
        total = sum(powers.values())
        if total <= 0:
            raise InvalidInput(f"{self.id}: nobody has any power at the start")
        return {actor: power / total for actor, power in powers.items()}

    def bases(self, coding: Coding = "mechanical") -> dict[str, Bases]:
        """Return the bases of each contender under a coding.

        Parameters
        ----------
        coding : {"mechanical", "judged"}
            Mechanical: the points as coded. Judged: the points of each contender times one factor,
            so that their sum is the judged share of the points of all; the sum over all contenders
            stays as it is, and a base of 0 stays 0. A base cannot pass 3: where the factor would
            lift one above, it stays at 3 and the factor of the other bases rises instead, until the
            sum is reached or all of them are at 3. A contender with few bases and a large judged
            share then falls short of it; :attr:`largest_gap` says by how much.

        Returns
        -------
        dict of str to mapping of str to float
            Points from 0 to 3, by id of the contender and name of the base.

        Raises
        ------
        InvalidInput
            If `coding` is unknown, or ``judged`` is asked of an opening without judged shares.
        """
        if _known(coding) == "mechanical":
            return {contender.id: dict(contender.bases) for contender in self.contenders}
        judged, total = self._judged(), sum(self._points().values())
        return {c.id: _scaled(c.bases, total * judged[c.id]) for c in self.contenders}

    @property
    def largest_gap(self) -> float:
        """Largest difference between a judged share and the share of the scaled bases.

        Both are shares of all contenders, in [0, 1]; a cap on one contender raises the shares of
        all others.
        """
        judged = self._judged()
        sums = {actor: sum(bases.values()) for actor, bases in self.bases("judged").items()}
        total = sum(sums.values()) or 1.0
        return max(abs(points / total - judged[actor]) for actor, points in sums.items())

    def _points(self) -> dict[str, float]:
        return {contender.id: contender.points for contender in self.contenders}

    def _judged(self) -> dict[str, float]:
        silent = [contender.id for contender in self.contenders if contender.judged is None]
        if silent:
            raise InvalidInput(f"{self.id}: power was not judged for {', '.join(silent)}")
        return {c.id: c.judged for c in self.contenders if c.judged is not None}


def _known(coding: Coding) -> Coding:
    if coding not in CODINGS:
        raise InvalidInput(f"coding must be 'mechanical' or 'judged', got {coding!r}")
    return coding


def _scaled(bases: Bases, target: float) -> dict[str, float]:
    """Scale points by one factor to a sum, none above 3."""
    scaled = dict.fromkeys(bases, 0.0)
    free = {base: points for base, points in bases.items() if points > 0}
    left = target
    while free:
        factor = left / sum(free.values())
        full = [base for base, points in free.items() if points * factor >= TOP]
        if not full:
            scaled.update({base: round(points * factor, DIGITS) for base, points in free.items()})
            break
        for base in full:
            scaled[base] = TOP
            left -= TOP
            del free[base]
    return scaled
