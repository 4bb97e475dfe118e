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

:func:`regime_change_sweep` solves the game at several values of one argument while the others stay.
"""

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import INSIDE, Choice, Domain, Problems, Real, Reals, shown
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = [
    "MAX_VALUES",
    "MODELS",
    "RegimeChange",
    "RegimeChangeSweep",
    "regime_change",
    "regime_change_sweep",
]

MORRIS_SHIN_1998 = Paper(
    key="morris1998",
    authors="Stephen Morris and Hyun Song Shin",
    title="Unique Equilibrium in a Model of Self-Fulfilling Currency Attacks",
    where="American Economic Review",
    year=1998,
    volume="88(3)",
    pages="587-597",
)
ANGELETOS_HELLWIG_PAVAN_2007 = Paper(
    key="angeletos2007",
    authors="George-Marios Angeletos and Christian Hellwig and Alessandro Pavan",
    title="Dynamic Global Games of Regime Change: Learning, Multiplicity, and the Timing of "
    "Attacks",
    where="Econometrica",
    year=2007,
    volume="75(3)",
    pages="711-756",
    doi="10.1111/j.1468-0262.2007.00766.x",
)

PARAMETERS = ("cost", "expected_strength", "public_precision", "private_precision")
"""What a sweep can vary."""

PRECISE = Domain(at_least=Fraction(1, 10**6), at_most=10**9)
_STRENGTH = Domain(at_least=-1000, at_most=1000)

COST = Real("cost", "what attacking costs, as a share of what a success is worth", domain=INSIDE)
EXPECTED_STRENGTH = Real(
    "expected_strength",
    "mean of the public belief about the regime's strength: at most 0, it falls by itself; "
    "above 1, nothing brings it down",
    domain=_STRENGTH,
    unit="share of all who must attack",
)
PUBLIC_PRECISION = Real(
    "public_precision",
    "precision (1 / variance) of the public belief; 0 if nothing is known",
    domain=Domain(at_least=0, at_most=10**9),
)
PRIVATE_PRECISION = Real(
    "private_precision", "precision (1 / variance) of each private signal", domain=PRECISE
)
VARY = Choice("vary", "which argument takes the values", unit="a word", options=PARAMETERS)
VALUES = Reals("values", "values of that argument", unit="as that argument")


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
        table = text_table(HEADER, [_cells(each) for each in self.equilibria])
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
        thresholds_text = " or ".join((", ".join(thresholds[:-1]), thresholds[-1]))
        ends = " and ".join(_chance(self.equilibria[i]) for i in (0, -1))
        many = (
            f"{_NUMBERS[len(thresholds)]}: the regime falls up to a strength of {thresholds_text}."
        )
        return [many, f"Its chance to fall is between {ends}; the model does not say which."]


HEADER = ("falls up to", "attack up to signal", "chance", "expected attack", "publicity", "")
"""Columns of a table of equilibria, for :func:`told`."""
PUBLICITY = "publicity: signals move so many times as far as if only one person had the news"
"""What the last column says."""


def _cells(each: RegimeEquilibrium) -> list[str]:
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
    from scipy.special import ndtri

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
    from scipy.optimize import brentq
    from scipy.special import ndtr

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
    from scipy.special import ndtr

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


MAX_VALUES = 10_000
"""Most values that :func:`regime_change_sweep` takes."""

_READERS = dict(
    zip(PARAMETERS, (COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION), strict=True)
)
_ROWS = 40


@dataclass(frozen=True, slots=True, eq=False)
class RegimeChangeSweep(Result):
    """The lowest and the highest threshold, and their chances, at each value.

    Where there is one equilibrium, lowest and highest are the same.
    """

    columns = ("values", "equilibria", "lowest", "middle", "highest", "chance_low", "chance_high")

    vary: str
    """Name of the argument that varies."""
    values: NDArray[np.float64]
    """Its values, in the order given, shape (n,)."""
    equilibria: NDArray[np.float64]
    """How many equilibria there are at each, shape (n,): 1, 2 or 3."""
    lowest: NDArray[np.float64]
    """Lowest threshold, shape (n,), in [0, 1]."""
    middle: NDArray[np.float64]
    """The unstable one in between, shape (n,); nan where there is none."""
    highest: NDArray[np.float64]
    """Highest threshold, shape (n,), in [0, 1]."""
    chance_low: NDArray[np.float64]
    """Chance that the regime falls in the equilibrium with the lowest threshold, shape (n,)."""
    chance_high: NDArray[np.float64]
    """The same with the highest threshold, shape (n,)."""

    def __str__(self) -> str:
        several = int((self.equilibria > 1).sum())
        what = self.vary.replace("_", " ")
        ends = " to ".join(number(self.values[i]) for i in (0, -1))
        lines = [
            f"As the {what} goes from {ends}, the threshold at which the regime",
            f"falls goes from {_one(self, 0)} to {_one(self, -1)}.",
        ]
        if several:
            lines.append(f"At {several} of {len(self.values)} values there are several equilibria;")
            lines.append("the lowest and the highest are given, and the model does not choose.")
        else:
            lines.append("There is one equilibrium at each value.")
        rows = [self._row(i) for i in range(min(len(self.values), _ROWS))]
        header = [what, "equilibria", "falls up to", "or up to", "chance", "or"]
        more = len(self.values) - len(rows)
        rest = [f"... and {more:,} more"] if more else []
        return "\n".join([*lines, "", text_table(header, rows), *rest])

    def _row(self, i: int) -> list[str]:
        """Return the row of a value."""
        one = self.equilibria[i] == 1
        low, high = (
            "-" if np.isnan(chance) else percent(chance)
            for chance in (self.chance_low[i], self.chance_high[i])
        )
        return [
            number(self.values[i]),
            number(self.equilibria[i]),
            number(self.lowest[i]),
            "" if one else number(self.highest[i]),
            low,
            "" if one else high,
        ]


def regime_change_sweep(
    vary: Any,
    values: Any,
    *,
    cost: Any,
    expected_strength: Any,
    public_precision: Any,
    private_precision: Any,
) -> RegimeChangeSweep:
    """Solve the attack on a regime for several values of one argument.

    Each value takes the place of what is given for that argument; the others stay. The game is
    that of :func:`whowhom.theory.crowds.regime_change.regime_change`, after [1]_.

    Parameters
    ----------
    vary : str
        ``cost``, ``expected_strength``, ``public_precision`` or ``private_precision``.
    values : collection of numbers, shape (n,)
        Values of that argument, each in its domain; at most 10,000.
    cost : number
        What attacking costs, as a share of what a success is worth; unitless, in (0, 1).
    expected_strength : number
        Mean of the public belief of the regime's strength; a share of all people.
    public_precision : number
        1 / variance of the public belief, in [0, 10^9].
    private_precision : number
        1 / variance of a private signal, in [10^-6, 10^9].

    Returns
    -------
    RegimeChangeSweep
        Thresholds and chances at each value.

    Raises
    ------
    InvalidInput
        If an argument or a value is outside its domain; all problems are named.

    References
    ----------
    .. [1] G.-M. Angeletos, C. Hellwig and A. Pavan, "Dynamic Global Games of Regime Change:
       Learning, Multiplicity, and the Timing of Attacks", Econometrica 75(3), 711-756, 2007.
       https://doi.org/10.1111/j.1468-0262.2007.00766.x

    Examples
    --------
    With public precision 2 the threshold tends to 1 - cost as private signals become exact.

    >>> found = regime_change_sweep("private_precision", [1, 100, 10_000], cost=0.4,
    ...     expected_strength=0.7, public_precision=2, private_precision=1)
    >>> found.lowest.round(3).tolist()
    [0.574, 0.593, 0.599]
    """
    with Problems() as problems:
        name = VARY.read(vary, problems)
        listed = VALUES.read(values, problems)
        given = (cost, expected_strength, public_precision, private_precision)
        base = {
            key: reader.read(value, problems)
            for (key, reader), value in zip(_READERS.items(), given, strict=True)
        }
        for i, value in enumerate(listed if name else ()):
            if value not in _READERS[name].domain:
                problems.add(
                    f"values[{i}] must be {_READERS[name].domain} as {name}, "
                    f"got {shown(float(value))}"
                )
        if len(listed) > MAX_VALUES:
            problems.add(f"values has {len(listed):,} values; at most {MAX_VALUES:,} are taken")
    return _swept(name, listed, [_at(base, name, float(value)) for value in listed])


def _one(found: RegimeChangeSweep, i: int) -> str:
    """Return the threshold at a value, or the lowest and the highest."""
    ends = dict.fromkeys(number(each[i]) for each in (found.lowest, found.highest))
    return " or ".join(ends)


def _at(base: dict[str, float], name: str, value: float) -> RegimeChange:
    """Return the answer with one argument replaced."""
    return solved(*(base | {name: value}).values())


def _swept(name: str, values: NDArray[np.float64], found: list[RegimeChange]) -> RegimeChangeSweep:
    """Gather the answers."""
    low = [answer.equilibria[0] for answer in found]
    high = [answer.equilibria[-1] for answer in found]
    middle = [
        answer.equilibria[1].threshold if len(answer.equilibria) == 3 else np.nan
        for answer in found
    ]
    return RegimeChangeSweep(
        vary=name,
        values=read_only(values),
        equilibria=read_only([len(answer.equilibria) for answer in found]),
        lowest=read_only([each.threshold for each in low]),
        middle=read_only(middle),
        highest=read_only([each.threshold for each in high]),
        chance_low=read_only([each.chance for each in low]),
        chance_high=read_only([each.chance for each in high]),
    )


MODELS = (
    Model(
        name="regime-change",
        title="Attack on a regime of unknown strength",
        question="How weak must a regime be to fall when each attacks only if enough others do?",
        grade="A",
        solver=regime_change,
        result=RegimeChange,
        papers=(ANGELETOS_HELLWIG_PAVAN_2007, MORRIS_SHIN_1998),
        card="regime-change.md",
        arguments=(COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION),
        example={
            "cost": "0.4",
            "expected_strength": "0.7",
            "public_precision": 4,
            "private_precision": 10,
        },
    ),
    Model(
        name="regime-change-sweep",
        title="Attack on a regime, over values of one argument",
        question="How does the threshold at which a regime falls move with cost or information?",
        grade="A",
        solver=regime_change_sweep,
        result=RegimeChangeSweep,
        papers=(ANGELETOS_HELLWIG_PAVAN_2007, MORRIS_SHIN_1998),
        card="regime-change.md",
        arguments=(VARY, VALUES, COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION),
        example={
            "vary": "expected_strength",
            "values": [0, "0.2", "0.4", "0.5", "0.6", "0.7", "0.8", 1],
            "cost": "0.4",
            "expected_strength": "0.5",
            "public_precision": 4,
            "private_precision": 1,
        },
    ),
)
