"""Where losers can hope to be spared: a map over arrivals of contenders and costs of death.

The map of the reconstruction in :mod:`whowhom.theory.killings.killing` (inspired by Egorov and
Sonin 2015; the game and its thresholds are ours). With an arrival below 1 the form of the answer
depends on one comparison only, that of the loss with the least loss at which mercy can last; the
tests compare the grid with the equilibria found one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import Number, Problems
from whowhom.theory.killings.digits import refuse_long
from whowhom.theory.killings.killing import least_loss_to_spare
from whowhom.theory.registry.killings import DISCOUNT, INCUMBENT_WINS, LARGEST_LOSS, STEPS
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import number, text_table

__all__ = ["ANY_LOSS", "ONLY_KILLING", "SPARING_BY_FEAR", "KillingRegimes", "killing_regimes"]

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
                self.arrivals, self.least_losses, map(_told, self.regimes), strict=True
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


def _told(row: tuple[str, ...]) -> str:
    """Return a line of the map in one word or two."""
    kinds = set(row)
    if len(kinds) > 1:
        return "killing, then mercy by fear"
    return kinds.pop()


def killing_regimes(
    *,
    incumbent_wins: Number,
    discount: Number,
    largest_loss: Number = 10,
    steps: Number = 20,
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
        Largest loss of an executed man on the grid, in periods in power, > 0.
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
