"""Loyal or competent: whom a ruler hires when subordinates weigh their chances after a fall.

Adapted from Zakharov (2016): each period a subordinate chooses a loyalty, which is the ruler's
chance to survive; the competent find a new post more easily when the ruler falls, and are
therefore less loyal; the ruler weighs performance against safety. This structure is published (we
know it from the abstract); the quadratic cost, the closed forms and the distribution of tastes in
:func:`loyalty_equilibrium` are ours. The symbols of our parametrisation and the names used here:

=====================  ==========================================================
w                      ``wage``
1 / kappa              ``effort_cost``: a loyalty of l costs ``effort_cost`` l^2 / 2
delta                  ``discount`` of the subordinate
omega_I, omega_C       ``outside_incompetent``, ``outside_competent``
l, U                   ``loyalty`` and ``value`` of a type of subordinate
y, v, d                ``flow``, ``competence_value``, ``ruler_discount``
v*                     ``least_competence_value``
h, rho_C               ``chance_competent``, ``rehiring``
=====================  ==========================================================
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whowhom.theory.arguments import (
    BELOW_ONE,
    INSIDE,
    NOT_NEGATIVE,
    POSITIVE,
    Number,
    Problems,
    Real,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import CLOSE, ROUNDING, Result
from whowhom.theory.words import number, percent, text_table

__all__ = ["MODELS", "Loyalty", "LoyaltyEquilibrium", "loyalty", "loyalty_equilibrium"]
ZAKHAROV_2016 = Paper(
    key="zakharov2016",
    authors="Alexei V. Zakharov",
    title="The Loyalty-Competence Trade-Off in Dictatorships and Outside Options for Subordinates",
    where="The Journal of Politics",
    year=2016,
    volume="78(2)",
    pages="457-466",
    doi="10.1086/684365",
)

WAGE = Real("wage", "what a subordinate gets each period", default="1", domain=POSITIVE)
EFFORT_COST = Real(
    "effort_cost",
    "cost of full loyalty to a subordinate, twice; in the unit of the wage",
    domain=POSITIVE,
)
DISCOUNT = Real("discount", "weight of the next period to a subordinate", domain=INSIDE)
OUTSIDE_INCOMPETENT = Real(
    "outside_incompetent",
    "what the incompetent keep of the worth of their post when the ruler falls",
    domain=BELOW_ONE,
)
OUTSIDE_COMPETENT = Real(
    "outside_competent",
    "the same for the competent; not less than outside_incompetent",
    domain=BELOW_ONE,
)
FLOW = Real(
    "flow", "what ruling with the incompetent is worth a period", default="1", domain=POSITIVE
)
RULER_DISCOUNT = Real(
    "ruler_discount",
    "weight of the next period to a ruler who survives",
    default="0.9",
    domain=INSIDE,
)
COMPETENCE_VALUE = Real(
    "competence_value",
    "what a competent subordinate adds to the flow of the ruler to be judged",
    default="0.1",
    domain=NOT_NEGATIVE,
)
REHIRING = Real(
    "rehiring",
    "what the competent would keep of the worth of their post if every ruler hired them; "
    "not less than outside_incompetent",
    domain=BELOW_ONE,
)
MEAN_COMPETENCE_VALUE = Real(
    "mean_competence_value",
    "mean of what a competent subordinate adds to the flow, over rulers; exponentially distributed",
    default="0.1",
    domain=POSITIVE,
)


_HALVINGS = 200  # of an interval below 1: far below the spacing of floats


@dataclass(frozen=True, slots=True)
class Subordinate:
    """What one type of subordinate does."""

    outside: float
    """What remains of the worth of the post when the ruler falls, as a share of it, in [0, 1)."""
    loyalty: float
    """The ruler's chance to survive a period with such a subordinate, in (0, 1]."""
    value: float
    """Worth of the post to its holder, in the unit of the wage."""
    tenure: float
    """Expected number of periods of a ruler who always employs this type, >= 1; may be infinite."""


@dataclass(frozen=True, slots=True)
class Loyalty(Result):
    """How loyal each type of subordinate is, and whom the ruler hires."""

    incompetent: Subordinate
    """The incompetent type."""
    competent: Subordinate
    """The competent type, who is the less loyal one."""
    least_competence_value: float
    """What a competent subordinate must add to the flow to be hired, >= 0."""
    competence_value: float
    """What a competent subordinate adds for the ruler judged."""
    hires: str
    """``"competent"`` or ``"incompetent"``: whom the ruler judged hires; the competent when
    indifferent."""
    rounding_decides: bool = False
    """Whether `competence_value` is within 1e-12 of the least one, in parts of it, but not equal;
    the least one is computed in floats."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each type of subordinate."""
        return _columns(self.incompetent, self.competent)

    def __str__(self) -> str:
        least, adds = number(self.least_competence_value), number(self.competence_value)
        if self.hires == "competent":
            verdict = ["The ruler hires the competent and pays with a shorter rule."]
            if self.competent.loyalty == self.incompetent.loyalty:
                verdict = ["The ruler hires the competent; they are as loyal as the others."]
        else:
            verdict = ["The ruler hires the incompetent: loyalty is worth more."]
        verdict.append(f"The competent add {adds} a period, and are hired from {least} on.")
        verdict += [ROUNDING] * self.rounding_decides
        return "\n".join([*verdict, "", _table(self.incompetent, self.competent)])


@dataclass(frozen=True, slots=True)
class LoyaltyEquilibrium(Result):
    """How often the competent are hired, where their outside option depends on just that."""

    incompetent: Subordinate
    """The incompetent type."""
    competent: Subordinate
    """The competent type, with the outside option that fits the hiring."""
    least_competence_value: float
    """What a competent subordinate must add to the flow to be hired, >= 0."""
    chance_competent: float
    """Share of rulers who hire the competent, in (0, 1]."""
    mean_tenure: float
    """Expected number of periods of a ruler, over both kinds of rulers, >= 1; may be infinite."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each type of subordinate."""
        return _columns(self.incompetent, self.competent)

    def __str__(self) -> str:
        chance, least = percent(self.chance_competent), number(self.least_competence_value)
        tenure, kept = _periods(self.mean_tenure), percent(self.competent.outside)
        lines = [
            f"{chance} of the rulers hire the competent: those to whom one adds at least",
            f"{least} a period. Mean number of periods that a ruler lasts: {tenure}.",
            f"When the ruler falls, the competent keep {kept} of the worth of their post,",
            "which is what so much hiring makes of it.",
        ]
        return "\n".join([*lines, "", _table(self.incompetent, self.competent)])


def _columns(incompetent: Subordinate, competent: Subordinate) -> dict[str, Sequence[Any]]:
    """Return the columns of a data frame with a row for each type."""
    names = ("outside", "loyalty", "value", "tenure")
    columns = {name: [getattr(one, name) for one in (incompetent, competent)] for name in names}
    return {"subordinate": ["incompetent", "competent"], **columns}


def _table(incompetent: Subordinate, competent: Subordinate) -> str:
    """Return the two types as a table."""
    rows = [
        [name, *map(number, (one.outside, one.loyalty, one.value)), _periods(one.tenure)]
        for name, one in (("incompetent", incompetent), ("competent", competent))
    ]
    return text_table(
        ["subordinate", "outside option", "loyalty", "worth of post", "ruler lasts"], rows
    )


def _periods(tenure: float) -> str:
    """Return a number of periods, which may be without end."""
    return number(tenure) if math.isfinite(tenure) else "for ever"


def loyalty(
    *,
    wage: Number = 1,
    effort_cost: Number,
    discount: Number,
    outside_incompetent: Number,
    outside_competent: Number,
    flow: Number = 1,
    ruler_discount: Number = 0.9,
    competence_value: Number = 0.1,
) -> Loyalty:
    """Find how loyal competent and incompetent subordinates are, and whom the ruler hires.

    Adapts [1]_: the structure is published, the functional forms are ours; see
    ``docs/models/loyalty.md``.

    Parameters
    ----------
    wage : number, default 1
        What a subordinate gets each period in the post, > 0.
    effort_cost : number
        A loyalty of l costs ``effort_cost * l ** 2 / 2`` a period, in the unit of the wage; > 0.
    discount : number
        Weight of the next period to a subordinate, in (0, 1).
    outside_incompetent, outside_competent : number
        What each type keeps of the worth of the post when the ruler falls (the chance of a new
        post, discounted for the wait), as a share in [0, 1); the second is not the smaller.
    flow : number, default 1
        What ruling with an incompetent subordinate is worth a period, > 0; any unit.
    ruler_discount : number, default 0.9
        Weight of the next period to a ruler who survives, in (0, 1).
    competence_value : number, default 0.1
        What a competent subordinate adds to the flow for the ruler to be judged, >= 0.

    Returns
    -------
    Loyalty
        Loyalty and worth of the post of each type, and whom the ruler hires.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; if the competent have the worse outside option; or if
        the wage is so high that a loyalty above 1 would be chosen.

    References
    ----------
    .. [1] A. V. Zakharov, "The Loyalty-Competence Trade-Off in Dictatorships and Outside Options
       for Subordinates", The Journal of Politics 78(2), 457-466, 2016.
       https://doi.org/10.1086/684365

    Examples
    --------
    >>> found = loyalty(
    ...     effort_cost=2.5, discount=0.9, outside_incompetent=0.1, outside_competent=0.5
    ... )
    >>> round(found.incompetent.loyalty, 6), round(found.competent.loyalty, 6)
    (0.443637, 0.389259)
    >>> round(found.least_competence_value, 6), found.hires
    (0.081468, 'competent')
    """
    with Problems() as problems:
        pay = WAGE.read(wage, problems)
        cost = EFFORT_COST.read(effort_cost, problems)
        patience = DISCOUNT.read(discount, problems)
        lower = OUTSIDE_INCOMPETENT.read(outside_incompetent, problems)
        upper = OUTSIDE_COMPETENT.read(outside_competent, problems)
        worth = FLOW.read(flow, problems)
        weight = RULER_DISCOUNT.read(ruler_discount, problems)
        adds = COMPETENCE_VALUE.read(competence_value, problems)
        if upper < lower:
            problems.add(
                "outside_competent must not be less than outside_incompetent, got "
                f"{number(upper)} and {number(lower)}"
            )
        if not problems:
            _check_loyalty(pay, cost, patience, lower, problems)
    incompetent = _subordinate(pay, cost, patience, lower)
    competent = _subordinate(pay, cost, patience, upper)
    least = _least_value(incompetent.loyalty, competent.loyalty, worth, weight)
    return Loyalty(
        incompetent=incompetent,
        competent=competent,
        least_competence_value=least,
        competence_value=adds,
        hires="competent" if adds >= least else "incompetent",
        rounding_decides=0 < abs(adds - least) < CLOSE * max(adds, least),
    )


def loyalty_equilibrium(
    *,
    wage: Number = 1,
    effort_cost: Number,
    discount: Number,
    outside_incompetent: Number,
    rehiring: Number,
    flow: Number = 1,
    ruler_discount: Number = 0.9,
    mean_competence_value: Number = 0.1,
) -> LoyaltyEquilibrium:
    """Find how often the competent are hired, if their outside option depends on just that.

    Adapts [1]_. That a fallen ruler's subordinate may be rehired is published; that rulers differ
    in what competence is worth to them by an exponential distribution, and that the outside option
    of the competent is `rehiring` times the share of rulers who hire them, is ours. The more rulers
    hire the competent, the less loyal these are, and the fewer rulers hire them: there is exactly
    one equilibrium.

    Parameters
    ----------
    wage, effort_cost, discount, outside_incompetent, flow, ruler_discount : number
        As for :func:`loyalty`.
    rehiring : number
        What the competent would keep of the worth of their post if every ruler hired them, as a
        share in [0, 1); not less than `outside_incompetent`.
    mean_competence_value : number, default 0.1
        Mean of what a competent subordinate adds to the flow, over rulers, > 0; in the unit of
        `flow`.

    Returns
    -------
    LoyaltyEquilibrium
        The share of rulers who hire the competent, and what follows.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; if `rehiring` is below the outside option of the
        incompetent; or if the wage is so high that a loyalty above 1 would be chosen.

    References
    ----------
    .. [1] A. V. Zakharov, "The Loyalty-Competence Trade-Off in Dictatorships and Outside Options
       for Subordinates", The Journal of Politics 78(2), 457-466, 2016.
       https://doi.org/10.1086/684365

    Examples
    --------
    >>> found = loyalty_equilibrium(
    ...     effort_cost=2.5, discount=0.9, outside_incompetent=0.1, rehiring=0.7
    ... )
    >>> round(found.chance_competent, 4), round(found.competent.outside / 0.7, 4)
    (0.5771, 0.5771)
    """
    with Problems() as problems:
        pay = WAGE.read(wage, problems)
        cost = EFFORT_COST.read(effort_cost, problems)
        patience = DISCOUNT.read(discount, problems)
        lower = OUTSIDE_INCOMPETENT.read(outside_incompetent, problems)
        upper = REHIRING.read(rehiring, problems)
        worth = FLOW.read(flow, problems)
        weight = RULER_DISCOUNT.read(ruler_discount, problems)
        mean = MEAN_COMPETENCE_VALUE.read(mean_competence_value, problems)
        if upper < lower:
            problems.add(
                "rehiring must not be less than outside_incompetent, got "
                f"{number(upper)} and {number(lower)}"
            )
        if not problems:
            _check_loyalty(pay, cost, patience, lower, problems)
    incompetent = _subordinate(pay, cost, patience, lower)

    def least_value(outside: float) -> float:
        competent = _subordinate(pay, cost, patience, outside)
        return _least_value(incompetent.loyalty, competent.loyalty, worth, weight)

    low, high = lower, upper  # the share that hires falls in the outside option: one crossing
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle < upper * math.exp(-least_value(middle) / mean):
            low = middle
        else:
            high = middle
    competent = _subordinate(pay, cost, patience, high)
    least = least_value(high)
    chance = math.exp(-least / mean)
    return LoyaltyEquilibrium(
        incompetent=incompetent,
        competent=competent,
        least_competence_value=least,
        chance_competent=chance,
        mean_tenure=_mean(chance, competent.tenure, incompetent.tenure),
    )


def _check_loyalty(
    wage: float, cost: float, discount: float, outside: float, problems: Problems
) -> None:
    """Note a wage so high that the more loyal type would choose a loyalty above 1.

    If the loyalty is at most 1, the square root in the closed form is real, so that one condition
    covers both.
    """
    stake, present = discount * (1 - outside), 1 - discount * outside
    if wage * stake > cost * (present - stake / 2):
        highest = cost * (present / stake - 0.5)
        problems.add(
            f"wage must be at most {number(highest)} for these effort_cost, discount and "
            f"outside_incompetent, got {number(wage)}: above it the closed form has no loyalty in "
            f"[0, 1] (none at all, or one above 1); lower wage or raise effort_cost"
        )


def _subordinate(wage: float, cost: float, discount: float, outside: float) -> Subordinate:
    """Return what a type of subordinate does.

    The loyalty l satisfies ``cost l = stake U``, and the worth U of the post ``present U = wage +
    (stake U)^2 / (2 cost)``; the smaller root, in a form that loses no digits where the stake is
    small.
    """
    stake, present = discount * (1 - outside), 1 - discount * outside
    inside = present * present - 2 * stake * stake * (wage / cost)
    root = math.sqrt(max(inside, 0.0))  # below 0 by rounding only: see _check_loyalty
    value = wage / ((present + root) / 2)
    chosen = min(stake * value / cost, 1.0)
    tenure = 1 / (1 - chosen) if chosen < 1 else math.inf
    return Subordinate(outside=outside, loyalty=chosen, value=value, tenure=tenure)


def _least_value(incompetent: float, competent: float, flow: float, discount: float) -> float:
    """Return what competence must add for a ruler to hire it, from the loyalty of both types."""
    return flow * discount * (incompetent - competent) / (1 - discount * incompetent)


def _mean(chance: float, competent: float, incompetent: float) -> float:
    """Return the mean tenure over both kinds of rulers; a kind that is absent has no weight."""
    others = (1 - chance) * incompetent if chance < 1 else 0.0
    return chance * competent + others


MODELS = (
    Model(
        name="loyalty",
        title="Loyalty against competence, and outside options",
        question="Does a ruler hire for competence or for loyalty?",
        grade="B",
        solver=loyalty,
        result=Loyalty,
        papers=(ZAKHAROV_2016,),
        card="loyalty.md",
        arguments=(
            WAGE,
            EFFORT_COST,
            DISCOUNT,
            OUTSIDE_INCOMPETENT,
            OUTSIDE_COMPETENT,
            FLOW,
            RULER_DISCOUNT,
            COMPETENCE_VALUE,
        ),
        example={
            "effort_cost": 2.5,
            "discount": 0.9,
            "outside_incompetent": 0.1,
            "outside_competent": 0.5,
        },
    ),
    Model(
        name="loyalty-equilibrium",
        title="Loyalty against competence, with outside options from the hiring of all rulers",
        question="How often are the competent hired, if their outside option depends on just that?",
        grade="B",
        solver=loyalty_equilibrium,
        result=LoyaltyEquilibrium,
        papers=(ZAKHAROV_2016,),
        card="loyalty.md",
        arguments=(
            WAGE,
            EFFORT_COST,
            DISCOUNT,
            OUTSIDE_INCOMPETENT,
            REHIRING,
            FLOW,
            RULER_DISCOUNT,
            MEAN_COMPETENCE_VALUE,
        ),
        example={"effort_cost": 2.5, "discount": 0.9, "outside_incompetent": 0.1, "rehiring": 0.7},
    ),
)
