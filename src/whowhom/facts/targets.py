"""The facts of real regimes, as shipped: aggregates with their sources."""

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from whowhom.facts.statistics import STATISTICS

__all__ = ["FITTED", "HELD_OUT", "Target", "Untold", "sources", "targets", "untold"]

FITTED, HELD_OUT = "fitted", "held out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One fact of real regimes."""

    id: str
    """Name of the statistic, out of ``whowhom.facts.statistics.STATISTICS``."""
    fact: str
    """Group of facts, ``S1`` to ``S11``."""
    text: str
    """In words; one that begins with an ellipsis goes on from the row above."""
    target: float
    """What was found. Rates are per year."""
    low: float
    """Lower end of its 95 % interval or of the accepted range; nan where none is known."""
    high: float
    """Upper end of it."""
    neutral: float
    """The value that says the opposite on either side of it (1 for a ratio); nan for none."""
    use: str
    """Whether parameters may be fitted to it: ``fitted`` or ``held out``."""
    source: str
    """Id in ``sources.csv``."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A fact of which the model can say nothing."""

    fact: str
    text: str
    because: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("whowhom") / "shipped" / "facts" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(cell: str) -> float:
    return float(cell) if cell else math.nan


@cache
def targets() -> tuple[Target, ...]:
    """Return all facts that the model can be held against, in the order of the table."""
    found = tuple(
        Target(
            id=row["id"],
            fact=row["fact"],
            text=row["text"],
            **{name: _number(row[name]) for name in ("target", "low", "high", "neutral")},
            use=row["use"],
            source=row["source"],
        )
        for row in _rows("facts.csv")
    )
    if {target.id for target in found} != set(STATISTICS):
        raise LookupError("facts.csv and STATISTICS do not name the same facts")
    return found


@cache
def untold() -> tuple[Untold, ...]:
    """Return the facts of which the model can say nothing, and why."""
    return tuple(Untold(row["fact"], row["text"], row["because"]) for row in _rows("untold.csv"))


@cache
def sources() -> dict[str, str]:
    """Return the citation of each source."""
    return {row["id"]: row["citation"] for row in _rows("sources.csv")}
