"""How many a dictator represses when enemies cannot be distinguished from innocents.

After Gregory, Schröder and Sonin (2011), whose abstract and highlights say: a dictator who fears a
revolution eliminates enemies when they are too many; the more enemies there are, and the less is
known of them, the more people are struck, knowingly innocents among them. The form below is ours:

==================  =========================================================
share of enemies    ``enemies``, e
revolution          threatens while enemies are more than ``tolerated``, m, of
                    those who are left
information         ``precision``, rho: share of enemies among those struck
eliminations        ``struck``, x = (e - m) / (rho - m)
innocent victims    ``innocents``, (1 - rho) x
==================  =========================================================
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from whowhom.theory.arguments import BELOW_ONE, PART, PROBABILITY, Exact, Problems
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import ROUNDING, Result, rounding_decides
from whowhom.theory.words import percent, text_table

__all__ = ["MODELS", "Repression", "repression"]

GREGORY_2011 = Paper(
    key="gregory2011",
    authors="Paul R. Gregory and Philipp J. H. Schröder and Konstantin Sonin",
    title="Rational dictators and the killing of innocents: Data from Stalin's archives",
    where="Journal of Comparative Economics",
    year=2011,
    volume="39(1)",
    pages="34-42",
)

ENEMIES = Exact("enemies", "share of the population that are enemies", domain=PROBABILITY)
TOLERATED = Exact(
    "tolerated", "share of enemies below which no revolution threatens", domain=BELOW_ONE
)
PRECISION = Exact(
    "precision", "share of true enemies among the repressed", default="1", domain=PART
)


@dataclass(frozen=True, slots=True)
class Repression(Result):
    """The smallest repression after which no revolution threatens; all shares are exact."""

    struck: Fraction
    """Share of the population that is struck, in [0, 1]."""
    innocents: Fraction
    """Share of the population that is struck and innocent, in [0, 1]."""
    enemies_struck: Fraction
    """Share of the population that is struck and an enemy, in [0, `enemies`]."""
    enemies_left: Fraction
    """Share of enemies among those who are left, in [0, 1]; `tolerated` if anybody is struck.
    The limit of it if everybody is."""
    struck_if_certain: Fraction
    """Share that would be struck if every enemy could be identified, in [0, 1]."""
    rounding_decides: bool = False
    """Whether enemies are within 1e-12 of what is tolerated, but not equal."""

    def __str__(self) -> str:
        if not self.struck:
            return (
                f"Nobody is struck: {percent(float(self.enemies_left))} of enemies are tolerated."
                + f"\n{ROUNDING}" * self.rounding_decides
            )
        rows = [
            ["struck", percent(float(self.struck))],
            ["  of them enemies", percent(float(self.enemies_struck))],
            ["  of them innocent", percent(float(self.innocents))],
            ["struck if every enemy were known", percent(float(self.struck_if_certain))],
        ]
        first = (
            f"{percent(float(self.struck))} of the population are struck, "
            f"{percent(float(self.innocents))} are struck and innocent."
        )
        lines = [first] if self.struck < 1 else [first, "Nobody would be left."]
        lines += [ROUNDING] * self.rounding_decides
        return "\n".join([*lines, "", text_table(["share of the population", ""], rows)])


def repression(*, enemies: Any, tolerated: Any, precision: Any = 1) -> Repression:
    """Find the smallest repression that leaves no more enemies than are tolerated.

    Among those who are struck the share `precision` are enemies. Striking the share x leaves
    (enemies - precision x) / (1 - x) of enemies among the others; the dictator stops when that
    is `tolerated`. Our own minimal form of the idea of [1]_.

    Parameters
    ----------
    enemies : number
        Share of the population that are enemies; unitless, in [0, 1].
    tolerated : number
        Share of enemies up to which no revolution threatens; unitless, in [0, 1).
    precision : number, default 1
        Share of enemies among those who are struck; unitless, in (0, 1]. If anybody must be
        struck it must exceed `tolerated` and be at least `enemies`, which blind striking hits.

    Returns
    -------
    Repression
        Shares struck, by enemies and innocents, as exact fractions.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, or no repression can do it.

    References
    ----------
    .. [1] P. R. Gregory, P. J. H. Schröder and K. Sonin, "Rational dictators and the killing of
       innocents: Data from Stalin's archives", Journal of Comparative Economics 39(1), 34-42,
       2011.

    Examples
    --------
    >>> found = repression(enemies="0.4", tolerated="0.3", precision="0.6")
    >>> found.struck, found.innocents
    (Fraction(1, 3), Fraction(2, 15))
    """
    with Problems() as problems:
        e = ENEMIES.read(enemies, problems)
        m = TOLERATED.read(tolerated, problems)
        rho = PRECISION.read(precision, problems)
        if not problems and e > m:
            _check_that_it_can_be_done(e, m, rho, problems)
    struck = (e - m) / (rho - m) if e > m else Fraction(0)
    return Repression(
        struck=struck,
        innocents=(1 - rho) * struck,
        enemies_struck=rho * struck,
        enemies_left=min(e, m),
        struck_if_certain=max((e - m) / (1 - m), Fraction(0)),
        rounding_decides=rounding_decides(e - m),
    )


def _check_that_it_can_be_done(e: Fraction, m: Fraction, rho: Fraction, problems: Problems) -> None:
    """Note a precision with which no repression brings the enemies down to what is tolerated."""
    if rho <= m:
        problems.add(
            f"precision must exceed tolerated ({float(m):g}), or every blow raises the share of "
            f"enemies among the others; got {float(rho):g}"
        )
    elif rho < e:
        problems.add(
            f"precision must be at least enemies ({float(e):g}), which blind striking hits; "
            f"got {float(rho):g}"
        )


MODELS = (
    Model(
        name="repression",
        title="Extent of repression",
        question="How many people are repressed, and how many of them are innocent?",
        grade="B",
        solver=repression,
        result=Repression,
        papers=(GREGORY_2011,),
        card="repression.md",
        arguments=(ENEMIES, TOLERATED, PRECISION),
        example={"enemies": "0.4", "tolerated": "0.3", "precision": "0.6"},
    ),
)
