"""How many captains an autocrat can credibly keep.

After Myerson (2008). A ruler needs captains to win the battles that rivals force; they fight
only if they trust that they will be paid afterwards. The paper's symbols, as far as we recall the
model, and the names used here:

==============  ==================================================================
R               ``income``
c               ``captain_cost``, of one battle to each captain
s               ``force_exponent``: p(n|m) = n^s / (n^s + m^s), the chance to win
lambda          ``rival_rate``
delta           ``discount_rate``
Y(n|m)          ``wage``, the smallest that makes captains fight
V(n, y|m)       ``value`` of ruling; p V, ``entry_value``, of trying to
==============  ==================================================================

The structure is published. The closed forms for equal forces, and that they hold for every size
and not only near by, are derived by us (see ``docs/models/court.md``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from whowhom.theory.arguments import POSITIVE, Domain, Exact, Problems
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result
from whowhom.theory.words import number, text_table, wrapped

__all__ = ["MODELS", "Court", "court"]

MYERSON_2008 = Paper(
    key="myerson2008",
    authors="Roger B. Myerson",
    title="The Autocrat's Credibility Problem and Foundations of the Constitutional State",
    where="American Political Science Review",
    year=2008,
    volume="102(1)",
    pages="125-139",
    doi="10.1017/S0003055408080076",
)

INCOME = Exact(
    "income", "what rule brings in a year, before wages", unit="money a year", domain=POSITIVE
)
CAPTAIN_COST = Exact(
    "captain_cost", "what one battle costs each captain", unit="money", domain=POSITIVE
)
FORCE_EXPONENT = Exact(
    "force_exponent",
    "how decisive the larger force is; at 1 the chance to win is the share of captains",
    domain=Domain(above=0, at_most=2),
)
RIVAL_RATE = Exact("rival_rate", "rivals who challenge, on average", unit="a year", domain=POSITIVE)
DISCOUNT_RATE = Exact("discount_rate", "discount rate", unit="a year", domain=POSITIVE)


_MOST_CAPTAINS = 10**12
_LARGEST = 10**300  # of sums of money; floats end soon after


@dataclass(frozen=True, slots=True)
class Force:
    """A number of captains, with rivals who bring as many, and what ruling is then worth."""

    size: Fraction
    """Captains as a real number, > 0."""
    captains: int
    """Whole captains, `size` rounded down, >= 0."""
    value: Fraction
    """Value of ruling with a force of `size`, in money, >= 0."""
    entry_value: Fraction
    """Value of fighting for power with a force of `size` against an equal one: half of it."""


@dataclass(frozen=True, slots=True)
class Court(Result):
    """How many captains a ruler can credibly keep; all numbers are exact."""

    absolute: Force
    """The most captains of an absolute ruler, who could drop some or all without a penalty."""
    weak_court: Force
    """The most captains of a ruler whom the court deposes for cheating a captain, and who could
    then rule on alone until the first rival comes."""
    unconstrained: Force
    """The force that a ruler would choose whose promises were believed: the best answer to
    itself."""
    wage: Fraction
    """Lowest wage for which a captain fights, in money a year; the same for all three."""
    value_alone: Fraction
    """Value of ruling without any captain, until the first rival comes, in money."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each ruler."""
        forces = {"absolute": self.absolute, "court": self.weak_court, "best": self.unconstrained}
        names = ("size", "captains", "value", "entry_value")
        columns = {name: [getattr(force, name) for force in forces.values()] for name in names}
        return {"ruler": list(forces), **columns}

    def __str__(self) -> str:
        rows: list[tuple[str, Force]] = [
            ("absolute ruler, at most", self.absolute),
            ("ruler with a court, at most", self.weak_court),
            ("if promises were believed", self.unconstrained),
        ]
        a, b = self.absolute.captains, self.weak_court.captains
        kept = f"{a:,} captain{'s' * (a != 1)}"
        return "\n".join(
            [
                wrapped(f"An absolute ruler can credibly keep {kept}, a ruler with a court {b:,}."),
                f"Each captain must be paid {number(float(self.wage))} a year.",
                "",
                text_table(
                    ["", "captains", "whole", "value of ruling"],
                    [
                        [words, number(float(f.size)), f"{f.captains:,}", number(float(f.value))]
                        for words, f in rows
                    ],
                ),
                "",
                f"Ruling alone, until a rival comes, is worth {number(float(self.value_alone))}.",
            ]
        )


def court(
    *, income: Any, captain_cost: Any, force_exponent: Any, rival_rate: Any, discount_rate: Any
) -> Court:
    """Find how many captains an autocrat can keep on promises that it pays to hold.

    Rivals bring as many captains as the ruler has. A captain fights if the wages to come outweigh
    the cost of the battle. Adapts [1]_.

    Parameters
    ----------
    income : number
        What rule brings, before wages; in money a year, > 0.
    captain_cost : number
        What one battle costs each captain; in money, > 0.
    force_exponent : number
        How decisive the larger force is; unitless, in (0, 2]. Above 2 fighting with equal forces
        would be worth less than nothing, and no equal forces are best answers to one another.
    rival_rate : number
        Rivals who challenge, on average; a year, > 0.
    discount_rate : number
        Rate at which the future counts less; a year, > 0.

    Returns
    -------
    Court
        The largest credible force without and with a court, the best one if promises were
        believed, the wage, and what ruling is worth.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or there would be more than 10**12 captains or sums
        beyond 1e300; all problems are named.

    References
    ----------
    .. [1] R. B. Myerson, "The Autocrat's Credibility Problem and Foundations of the
       Constitutional State", American Political Science Review 102(1), 125-139, 2008.
       https://doi.org/10.1017/S0003055408080076

    Examples
    --------
    >>> found = court(
    ...     income=90, captain_cost=5, force_exponent="1.5", rival_rate="0.2", discount_rate="0.05"
    ... )
    >>> [float(f.size) for f in (found.absolute, found.weak_court, found.unconstrained)]
    [12.0, 14.4, 30.0]
    """
    with Problems() as problems:
        r = INCOME.read(income, problems)
        c = CAPTAIN_COST.read(captain_cost, problems)
        s = FORCE_EXPONENT.read(force_exponent, problems)
        rate = RIVAL_RATE.read(rival_rate, problems)
        delta = DISCOUNT_RATE.read(discount_rate, problems)
    both = delta + rate
    wage = 2 * both * c

    def force(size: Fraction) -> Force:
        value = (r - size * wage) / (delta + rate / 2)
        return Force(size=size, captains=floor(size), value=value, entry_value=value / 2)

    found = Court(
        absolute=force(rate * s * r / (4 * both * c * (2 * delta + rate + rate * s / 2))),
        weak_court=force(rate * r / (4 * c * both**2)),
        unconstrained=force(s * r / (c * (4 * delta + 2 * rate + s * rate))),
        wage=wage,
        value_alone=r / both,
    )
    _check_size(found)
    return found


def _check_size(found: Court) -> None:
    """Refuse numbers of captains and sums of money that nobody can mean."""
    with Problems() as problems:
        sizes = [found.absolute.size, found.weak_court.size, found.unconstrained.size]
        if max(sizes) > _MOST_CAPTAINS:
            problems.add(
                f"income would pay more than {_MOST_CAPTAINS:,} captains; check the units of "
                f"income and captain_cost"
            )
        if max(found.wage, found.value_alone) > _LARGEST:
            problems.add(
                "income or captain_cost leads to sums beyond 1e300; choose a larger unit of money"
            )


MODELS = (
    Model(
        name="court",
        title="Credible size of a court",
        question="How many captains can an autocrat credibly keep, with a court and without?",
        grade="B",
        solver=court,
        result=Court,
        papers=(MYERSON_2008,),
        card="court.md",
        arguments=(INCOME, CAPTAIN_COST, FORCE_EXPONENT, RIVAL_RATE, DISCOUNT_RATE),
        example={
            "income": 90,
            "captain_cost": 5,
            "force_exponent": "1.5",
            "rival_rate": "0.2",
            "discount_rate": "0.05",
        },
    ),
)
