"""Chances of the ways in which a leader leaves office, from a model fitted to real autocracies."""

from dataclasses import dataclass

from whowhom.outside.facts import LeaderFacts

__all__ = ["EXITS", "Chance", "Chances", "chances"]

EXITS = ("insiders", "natural", "regular", "revolt", "foreign", "other")
"""Competing ways to leave office; with staying, their chances sum to one."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance and its 95 % interval, clustered by country."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chances:
    """What may happen to a leader within so many months of the date."""

    months: int
    insiders: Chance
    """Removed by insiders: the military without foreign support or other government actors."""
    attempt: Chance
    """At least one coup attempt, successful or not."""
    any_exit: Chance
    """Left office in any way."""
    natural: Chance
    """Died of natural causes or left because of illness."""
    regular: Chance
    """Left by the rules."""
    revolt: Chance
    """Removed by rebels or by popular protest."""
    foreign: Chance
    """Removed by a foreign power."""
    other: Chance
    """Any other way, such as murder by an individual."""
    is_base_rate: bool
    """True if nothing was given: the shares of all autocracies in the data."""
    is_beyond: bool
    """True if the date is later than the data on which the model rests."""


def chances(facts: LeaderFacts, months: int = 12) -> Chances:
    """Return the chances of a leader within so many months."""
    raise NotImplementedError
