"""A limited circle of claimants: how much fear mercy takes when every execution thins it out.

A variant of the reconstruction in :mod:`whowhom.theory.killings.killing` (inspired by Egorov and
Sonin 2015): new contenders come from a circle that does not grow, and whoever kills his way through
it comes nearer to ruling unchallenged for ever. The abstract says that killing is more tempting
where the circle is limited, as in a dynasty; the formulas are ours.

=================  ==========================================================
n                  ``left``, claimants left outside, besides the loser
A_n                ``rewards``: worth of ruling on after the execution
B_n                ``dangers``: expected executions of the ruler himself
D*_n = (A_n - I(0, 0)) / B_n   ``least_losses``
=================  ==========================================================
"""

from dataclasses import dataclass
from fractions import Fraction

from whowhom.theory.arguments import Number, Problems
from whowhom.theory.killings.digits import refuse_long
from whowhom.theory.killings.killing import least_loss_to_spare, value_of_truce
from whowhom.theory.registry.killings import ARRIVAL, CLAIMANTS, DISCOUNT, INCUMBENT_WINS
from whowhom.theory.results import Result
from whowhom.theory.words import number, text_table

__all__ = ["KillingClaimants", "killing_claimants"]


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
    """Expected number of later executions of the ruler himself, discounted, in (0, 1)."""

    def __str__(self) -> str:
        lines = [
            "The fewer claimants are left, the dearer is mercy: a man who kills his way",
            "through a small circle comes near to ruling unchallenged. With nobody left",
            "besides the loser, no threat is large enough.",
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
