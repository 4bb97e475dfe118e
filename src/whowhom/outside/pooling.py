"""Pool the chance from base rates with the one that the simulation gives.

    logit p = a + b logit(outside) + c (logit(inside) - mean of logit(inside) for that regime type)

The coefficients were fitted on real leader-years by ``research/outlook/inside.py``
(``docs/decisions/pooling.md``). Where the interval of c covers zero, what is shipped is a = 0,
b = 1 and c = 0: the pooled chance is then the outside view, and the simulation says who and how.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from whowhom.errors import InvalidInput

__all__ = ["LEAST", "OTHER", "Pooled", "Pooling", "logit", "pooled", "shipped_pooling"]

LEAST = 1e-4
"""Chances of the simulation nearer to 0 or 1 than this are taken as this far away."""
OTHER = "other"
"""Key of the mean over all types of regime, for a leader whose type is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """The coefficients in force, and those that were fitted."""

    a: float
    b: float
    c: float
    fitted: Mapping[str, tuple[float, float, float]]
    """Value and 95 % interval (clustered by country) of each coefficient as fitted."""
    means: Mapping[str, float]
    """Mean logit of the inside chance by type of regime, :data:`OTHER` for all together."""
    leader_years: int
    events: int
    """Removals by insiders within twelve months."""
    years: tuple[int, int]
    """First and last year of the leader-years."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Pooling":
        """Return the pooling that a decoded file holds."""
        return cls(
            a=table["a"],
            b=table["b"],
            c=table["c"],
            fitted={name: (v[0], v[1], v[2]) for name, v in table["fitted"].items()},
            means=table["means"],
            leader_years=table["leader_years"],
            events=table["events"],
            years=(table["years"][0], table["years"][1]),
        )


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled chance and how it came about."""

    value: float
    words: str
    uses_inside: bool
    """Whether the chance from the simulation moved it."""


@cache
def shipped_pooling() -> Pooling:
    """Return the pooling in force."""
    text = (files("whowhom") / "shipped" / "outlook_pooling.json").read_text(encoding="utf-8")
    return Pooling.of(json.loads(text))


def logit(chance: float) -> float:
    """Return the logarithm of the odds of a chance in (0, 1)."""
    return math.log(chance) - math.log1p(-chance)


def pooled(
    outside: float, inside: float | None, regime: str | None, pooling: Pooling | None = None
) -> Pooled:
    """Pool the outside and the inside view of one leader.

    Parameters
    ----------
    outside : float
        Chance of removal by insiders within twelve months, from base rates, in [0, 1].
    inside : float or None
        The same from the simulation of the leader's circle; None if it was not simulated.
    regime : str or None
        Type of the regime, in the words of ``whowhom.outside.facts.FACTS``; None if not known.
    pooling : Pooling, optional
        The shipped one unless given.

    Returns
    -------
    Pooled
        The chance, in [0, 1], and a sentence on how it was pooled.

    Raises
    ------
    InvalidInput
        If a chance is not in [0, 1]; both are named at once.

    Examples
    --------
    >>> shipped = shipped_pooling()
    >>> shipped.c != 0.0 or pooled(0.04, 0.3, "party").value == 0.04
    True
    """
    _check(outside=outside, inside=inside)
    in_force = shipped_pooling() if pooling is None else pooling
    uses_inside = inside is not None and in_force.c != 0.0
    return Pooled(_chance(in_force, outside, inside, regime), _words(in_force, inside), uses_inside)


def _check(**chances: float | None) -> None:
    problems = [
        f"{name}: expected a chance from 0 to 1, found {value}"
        for name, value in chances.items()
        if value is not None and not 0.0 <= value <= 1.0
    ]
    if problems:
        raise InvalidInput("\n".join(problems))


def _chance(
    pooling: Pooling, outside: float, inside: float | None, regime: str | None
) -> float:  # fmt: skip
    moved = 0.0
    if inside is not None and pooling.c != 0.0:
        mean = pooling.means.get(regime or OTHER, pooling.means[OTHER])
        moved = pooling.c * (logit(min(1.0 - LEAST, max(LEAST, inside))) - mean)
    if outside in (0.0, 1.0) or (pooling.a == 0.0 and pooling.b == 1.0 and moved == 0.0):
        return outside
    return 1.0 / (1.0 + math.exp(-(pooling.a + pooling.b * logit(outside) + moved)))


def _words(pooling: Pooling, inside: float | None) -> str:
    value, low, high = pooling.fitted["c"]
    evidence = (
        f"in {pooling.leader_years:,} leader-years from {pooling.years[0]} to {pooling.years[1]} "
        f"with {pooling.events} removals by insiders, its coefficient is {value:.2f} "
        f"(95% interval {low:.2f} to {high:.2f})"
    )
    if pooling.c == 0.0:
        return (
            "The pooled chance is the outside view. The simulation does not move it: "
            f"{evidence}, which is not clearly above 0. "
            "The simulation says who removes the leader and how."
        )
    if inside is None:
        return "The pooled chance rests on the outside view alone: the circle was not simulated."
    return f"The pooled chance joins the outside view with the simulation: {evidence}."
