"""What a leader must spend on supporters to stay: the selectorate.

Bueno de Mesquita, Smith, Siverson and Morrow (2003). Published is the structure: a leader needs
the support of a winning coalition drawn from a larger selectorate, which is paid with a public
good, which everybody has, and a private one, which members alone have; a challenger can promise the
same once, but supporters will be in the challenger's coalition later only by chance. The utility
``sqrt(public) + sqrt(private)``, prices of 1 and the closed form are ours.

==================  ================================================================
symbol              here
==================  ================================================================
W, S                ``winning_coalition``, ``selectorate``
R                   ``resources``
delta               ``discount``
W / S               ``inclusion``, chance to be in a successor's coalition later
eta                 ``loyalty``, weight of what members lose with the leader
x*, g*              ``public``, ``private``
M*                  ``spending``, x* + W g*
k                   ``surplus``, R - M*
==================  ================================================================

The best use of a sum M gives a member ``sqrt(M (1 + 1/W))``. A challenger can offer that for
M = R, and afterwards a private good with chance W / S. The incumbent matches it with the least
M for which

    sqrt(x) + sqrt(g) + delta / (1 - delta) (1 - W / S) sqrt(g) = sqrt(R (1 + 1 / W)),

hence ``M* = R / (1 + eta / (W + 1)) ** 2`` with ``eta = delta (1 - W / S) / (1 - delta)``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import BELOW_ONE, Domain, Exact, Number, Problems, Reals, shown
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = [
    "MAX_CELLS",
    "MODELS",
    "Selectorate",
    "SelectorateGrid",
    "selectorate",
    "selectorate_grid",
]

BUENO_DE_MESQUITA_2003 = Paper(
    key="buenodemesquita2003",
    authors="Bueno de Mesquita, Bruce and Alastair Smith and Randolph M. Siverson "
    "and James D. Morrow",
    title="The Logic of Political Survival",
    where="MIT Press",
    year=2003,
    kind="book",
)

_SIZE = Domain(at_least=1, at_most=10**10)

WINNING_COALITION = Exact(
    "winning_coalition",
    "how many supporters a leader needs; not more than `selectorate`",
    domain=_SIZE,
    unit="persons",
)
SELECTORATE = Exact(
    "selectorate", "how many persons could be such supporters", domain=_SIZE, unit="persons"
)
RESOURCES = Exact(
    "resources",
    "what a leader can spend in a period",
    default="100",
    domain=Domain(above=0, at_most=10**15),
    unit="any, per period",
)
DISCOUNT = Exact(
    "discount", "weight of the next period relative to this one", default="9/10", domain=BELOW_ONE
)
WINNING_COALITIONS = Reals(
    "winning_coalitions",
    "sizes of the winning coalition, a row of the grid for each",
    domain=_SIZE,
    unit="persons",
)
SELECTORATES = Reals(
    "selectorates",
    "sizes of the selectorate, a column of the grid for each",
    domain=_SIZE,
    unit="persons",
)


MAX_CELLS = 1_000_000
"""Largest grid that :func:`selectorate_grid` takes, in cells."""


@dataclass(frozen=True, slots=True)
class Selectorate(Result):
    """What the leader spends, on what, and keeps; all per period.

    Sums of resources are exact, in the unit of `resources`.
    """

    spending: Fraction
    """Least that keeps the coalition, in (0, resources]."""
    public: Fraction
    """Of that for the public good, which everybody has."""
    private: Fraction
    """Private good of each member of the coalition; a member's part, not the sum."""
    surplus: Fraction
    """What is left to the leader, in [0, resources)."""
    inclusion: Fraction
    """Chance that a present member is in a successor's coalition later, W / S, in (0, 1]. The
    smaller, the stronger the loyalty norm."""
    loyalty: Fraction
    """Weight of the private goods to come that a member would lose with this leader, >= 0; 0
    where nothing binds members to the leader."""
    member_value: float
    """What a member has in a period, sqrt(public) + sqrt(private)."""
    outsider_value: float
    """What everybody else has in a period, sqrt(public)."""
    rival_offer: float
    """The best that a challenger can offer a member in the first period."""

    @property
    def spent_share(self) -> float:
        """Share of the resources that the leader spends on others, in (0, 1]."""
        return float(self.spending / (self.spending + self.surplus))

    @property
    def private_share(self) -> float:
        """Share of the spending that goes to private goods, in (0, 1/2]."""
        return float(1 - self.public / self.spending)

    def __str__(self) -> str:
        rows = [
            ["public good, for everybody", number(float(self.public))],
            ["private goods, all members", number(float(self.spending - self.public))],
            ["  of that each member", number(float(self.private))],
            ["left to the leader", number(float(self.surplus))],
        ]
        lines = [f"To stay, the leader must spend {percent(self.spent_share)} of what there is."]
        if self.loyalty:
            lines.append(
                "A successor keeps a member with a chance of only "
                f"{percent(float(self.inclusion))}."
            )
        elif self.inclusion == 1:
            lines.append("Everybody is needed, so that nobody risks anything by defecting.")
        else:
            lines.append("The future counts for nothing, so that nobody is bound to the leader.")
        lines += [
            f"Of the spending, {percent(self.private_share)} goes to private goods.",
            "",
            text_table(["per period", "resources"], rows),
            "",
            f"A member's utility is {number(self.member_value)} in each period.",
            f"An outsider's is {number(self.outsider_value)}.",
            f"A challenger could offer a member {number(self.rival_offer)}, but only once.",
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, eq=False)
class SelectorateGrid(Result):
    """The same over sizes of the coalition (rows) and of the selectorate (columns).

    A cell in which the coalition would be larger than the selectorate is nan.
    """

    winning_coalitions: NDArray[np.float64]
    """Sizes of the coalition, shape (rows,), persons."""
    selectorates: NDArray[np.float64]
    """Sizes of the selectorate, shape (columns,), persons."""
    surplus_share: NDArray[np.float64]
    """Share of the resources left to the leader, shape (rows, columns), in [0, 1)."""
    public: NDArray[np.float64]
    """Spending on the public good, shape (rows, columns), in the unit of `resources`."""
    private: NDArray[np.float64]
    """Private good of each member, shape (rows, columns), in the unit of `resources`."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each cell."""
        rows, columns = self.surplus_share.shape
        return {
            "winning_coalition": np.repeat(self.winning_coalitions, columns).tolist(),
            "selectorate": np.tile(self.selectorates, rows).tolist(),
            "surplus_share": self.surplus_share.ravel().tolist(),
            "public": self.public.ravel().tolist(),
            "private": self.private.ravel().tolist(),
        }

    def __str__(self) -> str:
        rows = self.surplus_share[:20, :8]
        header = ["coalition", *(number(size) for size in self.selectorates[:8])]
        table = text_table(
            header,
            (
                [number(size), *("-" if np.isnan(cell) else percent(cell) for cell in row)]
                for size, row in zip(self.winning_coalitions[:20], rows, strict=True)
            ),
        )
        lines = ["Share left to the leader, by size of coalition and selectorate:", "", table]
        if rows.shape != self.surplus_share.shape:
            lines += ["", "The table is cut; --json gives all."]
        return "\n".join(lines)


def selectorate(
    *,
    winning_coalition: Number,
    selectorate: Number,
    resources: Number = 100,
    discount: Number = 0.9,
) -> Selectorate:
    """Find what a leader must give the winning coalition so that no challenger can outbid it.

    The structure is that of [1]_; utility function and closed form are ours. The future binds a
    member to the present leader, and the more so the less likely the member is to be needed by
    the next one.

    Parameters
    ----------
    winning_coalition : number
        How many supporters a leader needs; persons, at least 1, not above `selectorate`.
    selectorate : number
        How many could be such supporters; persons.
    resources : number, default 100
        What a leader can spend in a period; positive, any unit.
    discount : number, default 0.9
        What the next period is worth as a share of this one; unitless, in [0, 1).

    Returns
    -------
    Selectorate
        Spending, goods and surplus as exact fractions, and what members and others have.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, or the coalition is larger than the selectorate.

    References
    ----------
    .. [1] B. Bueno de Mesquita, A. Smith, R. M. Siverson and J. D. Morrow, The Logic of
       Political Survival, MIT Press, 2003.

    Examples
    --------
    >>> found = selectorate(winning_coalition=5, selectorate=10)
    >>> found.spending, found.private
    (Fraction(1600, 49), Fraction(160, 147))
    >>> selectorate(winning_coalition=10, selectorate=10).surplus
    Fraction(0, 1)
    """
    with Problems() as problems:
        needed = WINNING_COALITION.read(winning_coalition, problems)
        everyone = SELECTORATE.read(selectorate, problems)
        budget = RESOURCES.read(resources, problems)
        patience = DISCOUNT.read(discount, problems)
        if not problems and needed > everyone:
            problems.add(
                f"winning_coalition must not be larger than selectorate, got "
                f"{shown(winning_coalition)} and {shown(selectorate)}"
            )
    inclusion = needed / everyone
    loyalty = patience * (1 - inclusion) / (1 - patience)
    spending = budget / (1 + loyalty / (needed + 1)) ** 2
    public = spending * needed / (needed + 1)
    private = public / needed**2
    return Selectorate(
        spending=spending,
        public=public,
        private=private,
        surplus=budget - spending,
        inclusion=inclusion,
        loyalty=loyalty,
        member_value=_root(public) + _root(private),
        outsider_value=_root(public),
        rival_offer=_root(budget * (1 + 1 / needed)),
    )


def selectorate_grid(
    winning_coalitions: object,
    *,
    selectorates: object,
    resources: Number = 100,
    discount: Number = 0.9,
) -> SelectorateGrid:
    """Solve :func:`selectorate` for each size of the coalition and of the selectorate.

    Parameters
    ----------
    winning_coalitions : collection of numbers, shape (rows,)
        Sizes of the coalition; persons, at least 1 each.
    selectorates : collection of numbers, shape (columns,)
        Sizes of the selectorate; persons, at least 1 each. At most a million cells.
    resources, discount : number
        As in :func:`selectorate`.

    Returns
    -------
    SelectorateGrid
        Arrays of shape (rows, columns); nan where the coalition would be the larger one.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, or no coalition fits into any selectorate.

    References
    ----------
    .. [1] B. Bueno de Mesquita, A. Smith, R. M. Siverson and J. D. Morrow, The Logic of
       Political Survival, MIT Press, 2003.

    Examples
    --------
    >>> found = selectorate_grid([5, 50], selectorates=[10, 100])
    >>> found.surplus_share.round(3).tolist()
    [[0.673, 0.83], [nan, 0.156]]
    """
    with Problems() as problems:
        sizes = WINNING_COALITIONS.read(winning_coalitions, problems)
        crowds = SELECTORATES.read(selectorates, problems)
        budget = RESOURCES.read(resources, problems)
        patience = DISCOUNT.read(discount, problems)
        if len(sizes) * len(crowds) > MAX_CELLS:
            problems.add(
                f"winning_coalitions and selectorates span {len(sizes) * len(crowds)} cells; "
                f"at most {MAX_CELLS} are solved"
            )
        if not problems and sizes.min() > crowds.max():
            problems.add(
                "winning_coalitions are all larger than the largest of selectorates; "
                "give at least one that fits"
            )
    rows, columns = sizes[:, None], crowds[None, :]
    lost = np.where(rows <= columns, 1 - rows / columns, np.nan)
    loyalty = float(patience / (1 - patience)) * lost
    spent = (1 + loyalty / (rows + 1)) ** -2
    public = float(budget) * spent * rows / (rows + 1)
    return SelectorateGrid(
        winning_coalitions=read_only(sizes),
        selectorates=read_only(crowds),
        surplus_share=read_only(1 - spent),
        public=read_only(public),
        private=read_only(public / rows**2),
    )


def _root(value: Fraction) -> float:
    """Return a square root."""
    return math.sqrt(value)


MODELS = (
    Model(
        name="selectorate",
        title="Winning coalition and selectorate",
        question="How much must a leader spend on supporters to stay, and on what?",
        grade="B",
        solver=selectorate,
        result=Selectorate,
        papers=(BUENO_DE_MESQUITA_2003,),
        card="selectorate.md",
        arguments=(WINNING_COALITION, SELECTORATE, RESOURCES, DISCOUNT),
        example={"winning_coalition": 5, "selectorate": 100},
    ),
    Model(
        name="selectorate-grid",
        title="Winning coalition and selectorate, over a grid",
        question="Which sizes of coalition and selectorate leave the most to the leader?",
        grade="B",
        solver=selectorate_grid,
        result=SelectorateGrid,
        papers=(BUENO_DE_MESQUITA_2003,),
        card="selectorate.md",
        arguments=(WINNING_COALITIONS, SELECTORATES, RESOURCES, DISCOUNT),
        example={"winning_coalitions": [5, 50], "selectorates": [10, 100, 1000]},
    ),
)
