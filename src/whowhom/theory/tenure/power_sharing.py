"""How the danger of a coup falls with the years in power: contested and established rule.

Svolik (2009) tells two kinds of dictatorship apart. In a *contested* one the ruling circle can
still threaten the ruler with a coup; in an *established* one the ruler has become too strong for
that. What is published (title and abstract were before us, not the body): the two regimes, and that
a ruler who outlasts the first is safer. What is ours: the chain with two states and fixed chances
below. It keeps the shape of the hazard and leaves out the game behind it.

=============  ==============================================================
symbol         here
=============  ==============================================================
a              ``coup``, chance per period of a coup against a contested ruler
b              ``establishment``, chance per period to become established
e              ``established_coup``, chance per period of a coup after that
C_t, E_t       ``contested``, ``established``
S_t            ``survival``, their sum
h_t            ``hazard``, (a C_t + e E_t) / S_t
a / (a + b)    ``removed_while_contested``
=============  ==============================================================
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import PROBABILITY, Domain, Exact, Number, Problems, Whole, shown
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = ["MODELS", "PowerSharing", "power_sharing"]

SVOLIK_2009 = Paper(
    key="svolik2009",
    authors="Milan W. Svolik",
    title="Power Sharing and Leadership Dynamics in Authoritarian Regimes",
    where="American Journal of Political Science",
    year=2009,
    volume="53(2)",
    pages="477-494",
    doi="10.1111/j.1540-5907.2009.00382.x",
)
SVOLIK_2012 = Paper(
    key="svolik2012",
    authors="Milan W. Svolik",
    title="The Politics of Authoritarian Rule",
    where="Cambridge University Press",
    year=2012,
    kind="book",
)

_SPAN = Domain(at_least=1, at_most=10_000)

CONTESTED_COUP = Exact(
    "coup",
    "chance that a ruler who is still contested falls to a coup within a period",
    domain=PROBABILITY,
    unit="per period",
)
ESTABLISHMENT = Exact(
    "establishment",
    "chance that a contested ruler becomes established within a period",
    domain=PROBABILITY,
    unit="per period",
)
ESTABLISHED_COUP = Exact(
    "established_coup",
    "chance that an established ruler falls to a coup within a period; not above `coup`",
    domain=PROBABILITY,
    unit="per period",
)
PERIODS = Whole("periods", "number of periods", default="40", domain=_SPAN, unit="periods")


_TOLD = (0, 1, 2, 3, 5, 10, 20, 30, 40, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True, slots=True, eq=False)
class PowerSharing(Result):
    """The danger of a coup, and who is still in power, period by period.

    Arrays have an entry for each number of periods survived, t = 0, 1, ..., periods.
    """

    columns = ("hazard", "survival", "contested", "established")
    counts = "period"

    hazard: NDArray[np.float64]
    """Chance that a ruler who has survived t periods falls to a coup in the next one, shape
    (periods + 1,), in [0, 1]; nan where nobody is left."""
    survival: NDArray[np.float64]
    """Share of rulers who survive t periods, shape (periods + 1,), in [0, 1]."""
    contested: NDArray[np.float64]
    """Share who survive t periods and are then contested, shape (periods + 1,), in [0, 1]."""
    established: NDArray[np.float64]
    """Share who survive t periods and are then established, shape (periods + 1,), in [0, 1]."""
    removed_while_contested: float
    """Chance that a coup comes before the ruler is established, in [0, 1]; 0 if neither comes."""
    expected_periods: float
    """Mean number of periods survived, counting coups only; infinite if some never fall."""
    frail_share: float
    """Share of frail rulers in the equivalent of this model, in [0, 1]: a population of two kinds
    that never change, the frail removed with chance `frail_coup` per period and the others with
    `established_coup`. It has the very same `survival` and `hazard`."""
    frail_coup: float
    """Chance per period that a frail ruler of that population falls, in [0, 1]."""
    established_coup: float
    """Chance per period that an established ruler falls, as it was understood, in [0, 1]."""

    def __str__(self) -> str:
        first, last = self.hazard[0], self.hazard[-1]
        periods = len(self.hazard) - 1
        lines = [f"The danger of a coup is {percent(first)} in a ruler's first period."]
        if not math.isnan(last):
            lines.append(f"For one who has survived {periods} it is {percent(last)}.")
        lines += [
            f"Chance of a coup while still contested: {percent(self.removed_while_contested)}.",
            self._mean_text(),
            "",
            text_table(
                ["survived", "danger", "in power", "contested", "established"],
                (
                    [t, *(_share(column[t]) for column in self._columns())]
                    for t in sorted({*(t for t in _TOLD if t < periods), periods})
                ),
            ),
        ]
        if 0 < self.frail_share < 1:
            kinds = self.frail_share, self.frail_coup, self.established_coup
            lines += ["", caveat(*kinds, "period")]
        return "\n".join(lines)

    def _mean_text(self) -> str:
        """Tell how long rulers last on average, if all fall at some time."""
        if math.isinf(self.expected_periods):
            return "Some rulers never fall to a coup, so that there is no mean time in power."
        return f"Mean number of periods survived: {number(self.expected_periods)}."

    def _columns(self) -> tuple[NDArray[np.float64], ...]:
        """Return the table of periods."""
        return self.hazard, self.survival, self.contested, self.established


def power_sharing(
    *, coup: Number, establishment: Number, established_coup: Number, periods: Number = 40
) -> PowerSharing:
    """Follow rulers who are contested at first and may become established.

    In each period a contested ruler falls to a coup, or becomes established, or stays contested.
    An established one falls with a smaller chance. The hazard falls over time because those who
    are left are more and more often established. The states are those of [1]_; the chain with
    fixed chances is ours.

    Parameters
    ----------
    coup : number
        Chance per period that a contested ruler falls; unitless, in [0, 1].
    establishment : number
        Chance per period that a contested ruler becomes established; in [0, 1], and at most
        ``1 - coup``, since the two exclude each other.
    established_coup : number
        Chance per period that an established ruler falls; in [0, 1], not above `coup`.
    periods : int, default 40
        How many periods to follow, in [1, 10000].

    Returns
    -------
    PowerSharing
        Hazard, survival and states, arrays of shape (periods + 1,).

    Raises
    ------
    InvalidInput
        If a number is outside its domain, or the chances contradict one another.

    References
    ----------
    .. [1] M. W. Svolik, "Power Sharing and Leadership Dynamics in Authoritarian Regimes",
       American Journal of Political Science 53(2), 477-494, 2009.
       https://doi.org/10.1111/j.1540-5907.2009.00382.x

    Examples
    --------
    >>> found = power_sharing(coup=0.12, establishment=0.06, established_coup=0.01)
    >>> found.hazard[[0, 1, 10]].round(4).tolist()
    [0.12, 0.1125, 0.047]
    >>> round(found.removed_while_contested, 4)
    0.6667
    """
    with Problems() as problems:
        falling = CONTESTED_COUP.read(coup, problems)
        rising = ESTABLISHMENT.read(establishment, problems)
        falling_later = ESTABLISHED_COUP.read(established_coup, problems)
        span = PERIODS.read(periods, problems)
        if falling + rising > 1:
            problems.add(
                f"coup and establishment exclude each other within a period, so that they must "
                f"add up to 1 at most, got {shown(coup)} and {shown(establishment)}"
            )
        if falling_later > falling:
            problems.add(
                f"established_coup must not be above coup, since the established ruler is the "
                f"safer one, got {shown(established_coup)} and {shown(coup)}"
            )
    danger, settling, later = float(falling), float(rising), float(falling_later)
    hazard, share = two_states(danger, settling, later, span + 1)
    survival = np.concatenate([[1.0], np.cumprod(1 - np.nan_to_num(hazard[:-1], nan=1.0))])
    in_established = np.nan_to_num(share) * survival
    leaving = danger + settling
    return PowerSharing(
        hazard=read_only(hazard),
        survival=read_only(survival),
        contested=read_only(survival - in_established),
        established=read_only(in_established),
        removed_while_contested=danger / leaving if leaving > 0 else 0.0,
        expected_periods=_expected(danger, settling, later),
        frail_share=frail_share(danger, settling, later),
        frail_coup=min(leaving, 1.0),
        established_coup=later,
    )


def two_states(
    coup: float, establishment: float, established_coup: float, periods: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the hazard and the established share of those in power, shape (periods,) each.

    Examples
    --------
    >>> two_states(0.12, 0.06, 0.01, 2)[0].round(4).tolist()
    [0.12, 0.1125]
    """
    from whowhom.theory.tenure._power_sharing_kernel import fill_two_states

    hazard, share = np.empty(periods), np.empty(periods)
    fill_two_states(coup, establishment, established_coup, hazard, share)
    return hazard, share


def frail_share(coup: float, establishment: float, established_coup: float) -> float:
    """Return the share of frail rulers in the population of two fixed kinds that looks the same.

    The frail fall with chance ``coup + establishment`` per period, the others with
    ``established_coup``; 1 where there is one kind only.

    Examples
    --------
    >>> round(frail_share(0.12, 0.06, 0.01), 4)
    0.6471
    """
    spread = coup + establishment - established_coup
    return (coup - established_coup) / spread if spread > 0 else 1.0


def caveat(share: float, frail_coup: float, safe_coup: float, period: str) -> str:
    """Say which population of rulers who never change has the same curve.

    Examples
    --------
    >>> print(caveat(0.6471, 0.18, 0.01, "year").splitlines()[0])
    The same curve comes from two kinds of ruler who never change:
    """
    other = percent(safe_coup)
    return "\n".join(
        [
            "The same curve comes from two kinds of ruler who never change:",
            f"{percent(share)} in danger of {percent(frail_coup)} a {period}, others {other}.",
            "A falling danger therefore does not show that power was shared or seized.",
        ]
    )


def _expected(coup: float, establishment: float, established_coup: float) -> float:
    """Return the mean number of periods survived."""
    leaving = coup + establishment
    if leaving == 0:
        return math.inf
    reached = establishment / leaving
    if reached == 0:
        return 1 / leaving - 1
    return 1 / leaving + reached / established_coup - 1 if established_coup > 0 else math.inf


def _share(value: float) -> str:
    """Return a share for a table; a hyphen where there is none."""
    return "-" if math.isnan(value) else percent(value)


MODELS = (
    Model(
        name="power-sharing",
        title="Contested and established rule",
        question="How does the danger of a coup change with the years in power?",
        grade="B",
        solver=power_sharing,
        result=PowerSharing,
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(CONTESTED_COUP, ESTABLISHMENT, ESTABLISHED_COUP, PERIODS),
        example={"coup": "0.12", "establishment": "0.06", "established_coup": "0.01"},
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
)
