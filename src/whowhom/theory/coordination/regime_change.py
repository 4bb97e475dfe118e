"""A regime of unknown strength that falls if enough people attack it: the global game.

Angeletos, Hellwig and Pavan (2007, section 2), the static game that their paper starts from; the
idea that a little private noise leaves one equilibrium is that of Morris and Shin (1998), whose own
game is in ``uniform_attack``. The papers' symbols and the names used here:

=============  ===================================================================
symbol         here
=============  ===================================================================
theta          strength: the share of all people that must attack
A              size of the attack; the regime falls if A >= theta
c              ``cost``; an attack brings 1 - c if the regime falls, else -c
z, alpha       ``expected_strength``, ``public_precision``: theta is normal (z, 1/alpha)
beta           ``private_precision``: each sees theta plus normal noise of variance 1/beta
x*             ``signal``: each attacks up to this private signal
theta*         ``threshold``: the regime falls up to this strength
=============  ===================================================================

With u = Phi^-1(theta*), the two conditions -- the share with signals up to x* at theta* is theta*,
and a person with signal x* believes in success with probability c -- are together

    u - alpha / sqrt(beta) (Phi(u) - z) = sqrt(1 + alpha / beta) Phi^-1(1 - c).

The left side rises in u wherever it is if alpha / sqrt(beta) <= sqrt(2 pi); otherwise it falls
between two turning points, and up to three thresholds solve it.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from whowhom.theory.arguments import Problems
from whowhom.theory.registry.coordination import (
    COST,
    EXPECTED_STRENGTH,
    PRIVATE_PRECISION,
    PUBLIC_PRECISION,
)
from whowhom.theory.results import Result
from whowhom.theory.words import number, percent, text_table

__all__ = ["RegimeChange", "RegimeEquilibrium", "regime_change", "solved"]

_STEEPEST = math.sqrt(2 * math.pi)  # 1 / the largest density of a standard normal
_TIED = 1e-12  # of a margin, below which rounding decides
_NEAR = 1e-4  # of two roots that are one where the curve touches
_NUMBERS = {1: "One equilibrium", 2: "Two equilibria", 3: "Three equilibria"}


@dataclass(frozen=True, slots=True)
class RegimeEquilibrium:
    """One equilibrium in threshold strategies."""

    threshold: float
    """The regime falls if its strength is at most this, in [0, 1]."""
    signal: float
    """Each attacks on a private signal up to this; any number."""
    chance: float
    """Chance that the regime falls, by the public belief, in [0, 1]; nan if there is none."""
    expected_share: float
    """Expected share of those who attack, by the public belief, in [0, 1]; nan if there is none."""
    is_stable: bool
    """Whether thresholds near it lead back to it when all answer one another in turn."""
    publicity: float
    """By how much the signal moves with the expected strength, in multiples of what it would move
    if nobody else had the news; at least 1 in every stable equilibrium: all overreact to what is
    public, since the others have read it too. Below 0 in an unstable one."""


@dataclass(frozen=True, slots=True)
class RegimeChange(Result):
    """All equilibria in threshold strategies of an attack on a regime."""

    columns = ("equilibria",)

    equilibria: tuple[RegimeEquilibrium, ...]
    """By threshold, lowest first: one, or three of which the middle one is unstable; two where the
    curve just touches (`is_tied`)."""
    always_unique: bool
    """Whether private precision is so high, relative to public precision, that there is one
    equilibrium whatever the cost and the expected strength."""
    critical_private_precision: float
    """Private precision from which on that holds: public precision squared over 2 pi."""
    limit: float
    """The threshold as private signals become exact: 1 - cost, in (0, 1)."""
    is_tied: bool
    """Whether rounding decides how many equilibria there are."""
    cost: float
    """As given."""
    expected_strength: float
    """As given."""
    public_precision: float
    """As given."""
    private_precision: float
    """As given."""

    @property
    def is_unique(self) -> bool:
        """Whether there is one equilibrium."""
        return len(self.equilibria) == 1

    def __str__(self) -> str:
        lines = self._finding()
        if self.is_tied:
            lines.append("At least one of them just exists: rounding decides how many there are.")
        least, given = number(self.critical_private_precision), number(self.private_precision)
        how = "at least" if self.always_unique else "below"
        bound = f"public precision squared / (2 pi), {least}"
        lines.append(f"Private precision, {given}, is {how} {bound}:")
        lines.append(
            "there is one equilibrium whatever the cost and the expected strength."
            if self.always_unique
            else "cost and expected strength decide whether there is one equilibrium or three."
        )
        limit = number(self.limit)
        lines.append(f"As private signals become exact the threshold tends to {limit} (1 - cost).")
        table = text_table(HEADER, [told(each) for each in self.equilibria])
        return "\n".join([*lines, "", table, PUBLICITY])

    def _finding(self) -> list[str]:
        """Return the first sentences."""
        if self.is_unique:
            (only,) = self.equilibria
            lines = [f"The regime falls if its strength is at most {number(only.threshold)}."]
            if not math.isnan(only.chance):
                lines.append(f"By what everybody knows, its chance to fall is {_chance(only)}.")
            return lines
        thresholds = [number(each.threshold) for each in self.equilibria]
        told_thresholds = " or ".join((", ".join(thresholds[:-1]), thresholds[-1]))
        ends = " and ".join(_chance(self.equilibria[i]) for i in (0, -1))
        many = (
            f"{_NUMBERS[len(thresholds)]}: the regime falls up to a strength of {told_thresholds}."
        )
        return [many, f"Its chance to fall is between {ends}; the model does not say which."]


HEADER = ("falls up to", "attack up to signal", "chance", "expected attack", "publicity", "")
"""Columns of a table of equilibria, for :func:`told`."""
PUBLICITY = "publicity: signals move so many times as far as if only one person had the news"
"""What the last column says."""


def told(each: RegimeEquilibrium) -> list[str]:
    """Return a row of a table of equilibria."""
    return [
        number(each.threshold),
        number(each.signal),
        _chance(each),
        "-" if math.isnan(each.expected_share) else percent(each.expected_share),
        f"{number(each.publicity, 3)}x",
        "" if each.is_stable else "unstable",
    ]


def _chance(each: RegimeEquilibrium) -> str:
    """Return the chance in words."""
    return "-" if math.isnan(each.chance) else percent(each.chance)


def regime_change(
    cost: Any, *, expected_strength: Any, public_precision: Any, private_precision: Any
) -> RegimeChange:
    """Find all equilibria in which people attack a regime on signals up to a threshold.

    Everybody has the same public belief and one private signal of the regime's strength, and
    attacks or not, without seeing what others do. The regime falls if the share that attacks is
    at least its strength. This is the static game of [1]_; the argument that precise private
    signals leave one equilibrium is from [2]_.

    Parameters
    ----------
    cost : number
        What attacking costs, as a share of what a success is worth; unitless, in (0, 1).
    expected_strength : number
        Mean of the public belief; a share of all people, in [-1000, 1000]. At strength 0 and
        below the regime falls by itself, above 1 nobody can bring it down.
    public_precision : number
        1 / variance of the public belief, in [0, 10^9]. With 0 nothing is known in public: the
        threshold is 1 - cost, and no chance can be stated.
    private_precision : number
        1 / variance of a private signal around the true strength, in [10^-6, 10^9].

    Returns
    -------
    RegimeChange
        One equilibrium or all three, with the chance that the regime falls in each.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    Notes
    -----
    There is one equilibrium whatever the other numbers if ``public_precision /
    sqrt(private_precision)`` is at most ``sqrt(2 pi)``. Where there is one equilibrium, it is the
    only one in any strategies, not just in thresholds, as [1]_ prove. Where there are three, the
    model does not choose among them, and neither does this function.

    References
    ----------
    .. [1] G.-M. Angeletos, C. Hellwig and A. Pavan, "Dynamic Global Games of Regime Change:
       Learning, Multiplicity, and the Timing of Attacks", Econometrica 75(3), 711-756, 2007.
       https://doi.org/10.1111/j.1468-0262.2007.00766.x
    .. [2] S. Morris and H. S. Shin, "Unique Equilibrium in a Model of Self-Fulfilling Currency
       Attacks", American Economic Review 88(3), 587-597, 1998.

    Examples
    --------
    Noisy private signals leave one equilibrium, a sharper public belief three.

    >>> even = {"cost": 0.5, "expected_strength": 0.5, "private_precision": 1}
    >>> [round(e.threshold, 3) for e in regime_change(public_precision=1, **even).equilibria]
    [0.5]
    >>> [round(e.threshold, 3) for e in regime_change(public_precision=4, **even).equilibria]
    [0.03, 0.5, 0.97]
    """
    with Problems() as problems:
        price = COST.read(cost, problems)
        mean = EXPECTED_STRENGTH.read(expected_strength, problems)
        public = PUBLIC_PRECISION.read(public_precision, problems)
        private = PRIVATE_PRECISION.read(private_precision, problems)
    return solved(price, mean, public, private)


def solved(cost: float, mean: float, public: float, private: float) -> RegimeChange:
    """Return the answer for numbers that are within their domains."""
    weight = public / math.sqrt(private)
    level = math.sqrt(1 + public / private) * -float(ndtri(cost)) - weight * mean
    roots, is_tied = _roots(weight, level)
    return RegimeChange(
        equilibria=tuple(_equilibrium(u, mean, public, private) for u in roots),
        always_unique=weight <= _STEEPEST,
        critical_private_precision=public**2 / (2 * math.pi),
        limit=1 - cost,
        is_tied=is_tied,
        cost=cost,
        expected_strength=mean,
        public_precision=public,
        private_precision=private,
    )


def _roots(weight: float, level: float) -> tuple[list[float], bool]:
    """Return all u with u - weight * Phi(u) = level, rising, and whether rounding decides."""

    def excess(u: float) -> float:
        return u - weight * float(ndtr(u)) - level

    slack = 1e-9 * (1 + abs(level) + weight)
    places = [level - slack, level + weight + slack]
    if weight > _STEEPEST:
        turn = math.sqrt(2 * math.log(weight / _STEEPEST))
        places[1:1] = [t for t in (-turn, turn) if places[0] < t < places[1]]
    small = _TIED * (1 + abs(level) + weight)
    touching = [t for t in places[1:-1] if abs(excess(t)) <= small]
    crossing = [
        float(brentq(excess, low, high, xtol=1e-15, rtol=1e-15))
        for low, high in itertools.pairwise(places)
        if excess(low) * excess(high) <= 0
    ]
    apart = [u for u in crossing if all(abs(u - t) > _NEAR for t in touching)]
    return sorted({*apart, *touching}), bool(touching)


def _equilibrium(u: float, mean: float, public: float, private: float) -> RegimeEquilibrium:
    """Return the equilibrium whose threshold is Phi(u)."""
    threshold = float(ndtr(u))
    signal = threshold + u / math.sqrt(private)
    density = math.exp(-u * u / 2) / _STEEPEST
    slope = 1 - public / math.sqrt(private) * density
    chance = share = math.nan
    if public:
        chance = float(ndtr(math.sqrt(public) * (threshold - mean)))
        share = float(ndtr((signal - mean) / math.hypot(public**-0.5, private**-0.5)))
    return RegimeEquilibrium(
        threshold=threshold,
        signal=signal,
        chance=chance,
        expected_share=share,
        is_stable=slope > 0,
        publicity=(1 + math.sqrt(private) * density) / slope if slope else np.inf,
    )
