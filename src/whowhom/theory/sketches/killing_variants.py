"""Two variants of the killing game: a limited circle of claimants, and a map over parameters.

Both are of the reconstruction in :mod:`whowhom.theory.sketches.killing` (inspired by Egorov and
Sonin 2015). In a limited circle new contenders come from a circle that does not grow, and whoever
kills a way through it comes nearer to ruling unchallenged for ever. The abstract says that killing
is more tempting where the circle is limited, as in a dynasty; the formulas are ours.

=================  ==========================================================
n                  ``left``, claimants left outside, besides the loser
A_n                ``rewards``: worth of ruling on after the execution
B_n                ``dangers``: expected executions of the ruler
D*_n = (A_n - I(0, 0)) / B_n   ``least_losses``
=================  ==========================================================

On the map, with an arrival below 1, the form of the answer depends on one comparison only, that of
the loss with the least loss at which mercy can last; the tests compare it with the equilibria found
one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import POSITIVE, Domain, Exact, Number, Problems, Whole, refuse_long
from whowhom.theory.registry import Model
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.sketches.killing import (
    ARRIVAL,
    DISCOUNT,
    EGOROV_2015,
    INCUMBENT_WINS,
    least_loss_to_spare,
    value_of_truce,
)
from whowhom.theory.words import number, text_table

__all__ = [
    "ANY_LOSS",
    "MODELS",
    "ONLY_KILLING",
    "SPARING_BY_FEAR",
    "KillingClaimants",
    "KillingRegimes",
    "killing_claimants",
    "killing_regimes",
]
CLAIMANTS = Whole(
    "claimants",
    "maximum number of claimants left outside, besides the loser in question",
    default="10",
    domain=Domain(at_least=1, at_most=20),
)
LARGEST_LOSS = Exact(
    "largest_loss",
    "largest cost of execution to its victim on the grid, in periods in power",
    default="10",
    unit="periods in power",
    domain=POSITIVE,
)
STEPS = Whole(
    "steps",
    "steps of the grid in each direction",
    default="20",
    domain=Domain(at_least=1, at_most=200),
)


@dataclass(frozen=True, slots=True)
class KillingClaimants(Result):
    """The loss that execution must mean for mercy to last, by how many claimants are left."""

    columns = ("left", "least_losses", "rewards", "dangers")

    left: tuple[int, ...]
    """Claimants left outside, besides the loser in question: 1, 2, ... With none left, no loss is
    large enough: whoever kills the last rival rules for ever."""
    least_losses: tuple[Fraction, ...]
    """Least loss of the executed at which the clean can spare the clean, in periods in power."""
    limit: Fraction
    """The same where new claimants never run out."""
    value_of_truce: Fraction
    """Worth of ruling to one of two who fight every period and always spare one another."""
    rewards: tuple[Fraction, ...]
    """Worth of ruling on after the execution, if dying cost nothing, in periods in power."""
    dangers: tuple[Fraction, ...]
    """Expected number of later executions of the ruler, discounted, in (0, 1)."""

    def __str__(self) -> str:
        lines = [
            "The fewer claimants are left, the dearer is mercy: whoever kills a way through",
            "a small circle comes near to ruling unchallenged. With nobody left besides",
            "the loser, no threat is large enough.",
        ]
        if self.least_losses[0] <= 0:
            lines.append("Here mercy can last at any loss, once a single other claimant is left.")
        rows: list[list[object]] = [["none", "no loss suffices"]]
        rows += [[n, _told(needed)] for n, needed in zip(self.left, self.least_losses, strict=True)]
        rows.append(["ever new ones", _told(self.limit)])
        table = text_table(["claimants left", "execution must cost (periods in power)"], rows)
        return "\n".join([*lines, "", table])


def _told(needed: Fraction) -> str:
    """Say what execution must cost its victim for mercy to last."""
    return number(float(needed)) if needed > 0 else "nothing"


def killing_claimants(
    *, incumbent_wins: Number, arrival: Number, discount: Number, claimants: Number = 10
) -> KillingClaimants:
    """Find how much fear mercy takes in a circle of claimants that executions thin out.

    A variant of our reconstruction from the abstract of [1]_; see ``docs/models/killing-game.md``.

    Parameters
    ----------
    incumbent_wins : number
        Probability that the ruler wins a fight, in (0, 1); read exactly, as in
        :func:`whowhom.theory.killing_game`.
    arrival : number
        Probability a period that a contender rises while none is in the field and somebody is
        left who could, in (0, 1].
    discount : number
        Weight of the next period relative to this one, in (0, 1).
    claimants : int, default 10
        Most claimants left outside, besides the loser in question; in [1, 20].

    Returns
    -------
    KillingClaimants
        The least loss for each number of claimants left, and its limit.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] G. Egorov and K. Sonin, "The killing game: A theory of non-democratic succession",
       Research in Economics 69(3), 398-411, 2015. https://doi.org/10.1016/j.rie.2015.05.005

    Examples
    --------
    >>> circle = killing_claimants(incumbent_wins=0.5, arrival=0.1, discount=0.9, claimants=2)
    >>> circle.least_losses, circle.limit
    ((Fraction(9, 1), Fraction(252, 47)), Fraction(9, 2))
    """
    with Problems() as problems:
        win = INCUMBENT_WINS.read(incumbent_wins, problems)
        arrives = ARRIVAL.read(arrival, problems)
        weight = DISCOUNT.read(discount, problems)
        most = CLAIMANTS.read(claimants, problems)
        refuse_long(problems, incumbent_wins=win, arrival=arrives, discount=weight)
    truce = value_of_truce(win, weight)
    reward, danger = 1 / (1 - weight), Fraction(0)
    rewards, dangers = [], []
    for _ in range(most):
        patience = 1 - weight * (1 - arrives)
        reward = (1 - arrives + arrives * win * (1 + weight * reward)) / patience
        danger = (arrives * win * weight * danger + arrives * (1 - win)) / patience
        rewards.append(reward)
        dangers.append(danger)
    return KillingClaimants(
        left=tuple(range(1, most + 1)),
        least_losses=tuple((a - truce) / b for a, b in zip(rewards, dangers, strict=True)),
        limit=least_loss_to_spare(win, arrives, weight),
        value_of_truce=truce,
        rewards=tuple(rewards),
        dangers=tuple(dangers),
    )


ONLY_KILLING = "only killing"
"""Label: every winner has every loser executed."""
SPARING_BY_FEAR = "sparing by fear"
"""Label: the clean can spare the clean, because execution costs its victim enough."""
ANY_LOSS = "sparing at any loss"
"""Label: the clean can spare the clean, whatever execution costs its victim."""

_ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KillingRegimes(Result):
    """A map: which outcomes can last, by arrival of contenders and loss of the executed."""

    arrivals: tuple[Fraction, ...]
    """Probability a period that a new contender appears, evenly spaced, the last is 1."""
    losses: tuple[Fraction, ...]
    """Loss of the executed, in periods in power, evenly spaced, the first is 0."""
    least_losses: tuple[Fraction, ...]
    """Least loss at which the clean can spare the clean, for each arrival; zero or less if none is
    needed."""
    regimes: tuple[tuple[str, ...], ...]
    """For each arrival and each loss: ``"only killing"``, ``"sparing by fear"`` or
    ``"sparing at any loss"``. Where the clean can spare the clean, there are always equilibria in
    which the bloody spare the bloody, too; where not, there are none (for an arrival below 1)."""
    rounding_decides: bool = False
    """Whether a loss of the grid is within 1e-12 of the least one, but not equal."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each cell."""
        cells = [
            (arrival, loss, least, regime)
            for arrival, least, row in zip(
                self.arrivals, self.least_losses, self.regimes, strict=True
            )
            for loss, regime in zip(self.losses, row, strict=True)
        ]
        names = ("arrival", "loss", "least_loss", "regime")
        return dict(zip(names, zip(*cells, strict=True), strict=True))

    def __str__(self) -> str:
        cells = [regime for row in self.regimes for regime in row]
        shares = (cells.count(regime) / len(cells) for regime in (ONLY_KILLING, ANY_LOSS))
        alone, free = (f"{share:.0%}" for share in shares)
        every = -(-len(self.arrivals) // _ROWS_SHOWN)
        rows = [
            [number(float(arrival)), number(float(needed)) if needed > 0 else "any", row]
            for arrival, needed, row in zip(
                self.arrivals, self.least_losses, map(_row_text, self.regimes), strict=True
            )
        ][every - 1 :: every]
        return "\n".join(
            [
                f"In {alone} of the grid only killing can last; in {free} mercy can last at any",
                "loss; in the rest it needs the fear of execution. The rarer new contenders are,",
                "the more there is to gain by killing the one at hand.",
                *[ROUNDING] * self.rounding_decides,
                "",
                text_table(["arrival", "least loss for mercy", "on the grid"], rows),
            ]
        )


def _row_text(row: tuple[str, ...]) -> str:
    """Return a line of the map in one word or two."""
    kinds = set(row)
    if len(kinds) > 1:
        return "killing, then mercy by fear"
    return kinds.pop()


def killing_regimes(
    *, incumbent_wins: Number, discount: Number, largest_loss: Number = 10, steps: Number = 20
) -> KillingRegimes:
    """Map where losers can hope to be spared, over arrivals of contenders and losses.

    A map of our reconstruction from the abstract of [1]_; see ``docs/models/killing-game.md``.

    Parameters
    ----------
    incumbent_wins : number
        Probability that the ruler wins a fight, in (0, 1); read exactly, as in
        :func:`whowhom.theory.killing_game`.
    discount : number
        Weight of the next period relative to this one, in (0, 1).
    largest_loss : number, default 10
        Largest cost of execution to its victim on the grid, in periods in power, > 0.
    steps : int, default 20
        Steps of the grid in each direction, in [1, 200]: arrivals 1/steps, 2/steps, ..., 1 and
        losses 0, ..., `largest_loss`.

    Returns
    -------
    KillingRegimes
        The label of each cell, and the line between them.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] G. Egorov and K. Sonin, "The killing game: A theory of non-democratic succession",
       Research in Economics 69(3), 398-411, 2015. https://doi.org/10.1016/j.rie.2015.05.005

    Examples
    --------
    >>> grid = killing_regimes(incumbent_wins=0.5, discount=0.9, largest_loss=9, steps=2)
    >>> grid.losses
    (Fraction(0, 1), Fraction(9, 2), Fraction(9, 1))
    >>> grid.regimes[0]
    ('sparing at any loss', 'sparing at any loss', 'sparing at any loss')
    """
    with Problems() as problems:
        win = INCUMBENT_WINS.read(incumbent_wins, problems)
        weight = DISCOUNT.read(discount, problems)
        largest = LARGEST_LOSS.read(largest_loss, problems)
        parts = STEPS.read(steps, problems)
        refuse_long(problems, incumbent_wins=win, discount=weight, largest_loss=largest)
    arrivals = tuple(Fraction(i, parts) for i in range(1, parts + 1))
    losses = tuple(largest * Fraction(i, parts) for i in range(parts + 1))
    needed = tuple(least_loss_to_spare(win, arrival, weight) for arrival in arrivals)
    return KillingRegimes(
        arrivals=arrivals,
        losses=losses,
        least_losses=needed,
        regimes=tuple(tuple(_regime(loss, least) for loss in losses) for least in needed),
        rounding_decides=rounding_decides(*(least - loss for least in needed for loss in losses)),
    )


def _regime(loss: Fraction, least: Fraction) -> str:
    """Return the label of one cell."""
    if least <= 0:
        return ANY_LOSS
    return SPARING_BY_FEAR if loss >= least else ONLY_KILLING


MODELS = (
    Model(
        name="killing-claimants",
        title="Killing game with a limited circle of claimants",
        question="Does a smaller circle of claimants make for more killing?",
        grade="C",
        solver=killing_claimants,
        result=KillingClaimants,
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, ARRIVAL, DISCOUNT, CLAIMANTS),
        example={"incumbent_wins": 0.5, "arrival": 0.1, "discount": 0.9, "claimants": 5},
    ),
    Model(
        name="killing-regimes",
        title="Killing game over arrivals and losses",
        question="Where can losers hope to be spared, and where is there only killing?",
        grade="C",
        solver=killing_regimes,
        result=KillingRegimes,
        papers=(EGOROV_2015,),
        card="killing-game.md",
        arguments=(INCUMBENT_WINS, DISCOUNT, LARGEST_LOSS, STEPS),
        example={"incumbent_wins": 0.5, "discount": 0.9, "largest_loss": 20, "steps": 10},
    ),
)
