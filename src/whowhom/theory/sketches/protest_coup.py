"""Citizens protest, elites see how many, and may strike: a protest as a public signal for a coup.

Inspired by Casper and Tyson (2014), of which the abstract was before us and not the body. From it:
elites and citizens each have a problem of coordination against the same leader; a protest
aggregates what citizens know and is a public signal for elites; elites "overreact" to it because
it is public; free media make it a better signal. The games on both sides, normal signals and the
way in which the size of the protest is seen are ours: both sides have the game of
``regime_change``, and elites see the size with normal noise on the probit scale, where it is a
signal of the leader's strength with constant precision.

==================================  =======================================================
quantity                            here
==================================  =======================================================
strength of the leader              theta, the same for both: the share that must act
public belief at first              normal, ``expected_strength``, ``public_precision``
share of citizens who protest       Phi(sqrt(citizen_precision) (citizens.signal - theta))
what elites see                     Phi(Phi^-1(share) + noise of ``reporting_precision``)
strength that it speaks for         ``implied_strength``: citizens.signal -
                                    Phi^-1(protest) / sqrt(citizen_precision)
precision of that signal            citizen_precision * reporting_precision
public belief of elites afterwards  ``believed_strength``, ``believed_precision``
==================================  =======================================================
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import INSIDE, Problems, Real, Reals
from whowhom.theory.crowds.regime_change import (
    ANGELETOS_HELLWIG_PAVAN_2007,
    EXPECTED_STRENGTH,
    PRECISE,
    PUBLIC_PRECISION,
    RegimeChange,
    RegimeEquilibrium,
    solved,
)
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = ["MAX_SIZES", "MODELS", "ProtestCoup", "protest_coup"]
CASPER_TYSON_2014 = Paper(
    key="casper2014",
    authors="Brett Allen Casper and Scott A. Tyson",
    title="Popular Protest and Elite Coordination in a Coup d'état",
    where="Journal of Politics",
    year=2014,
    volume="76(2)",
    pages="548-564",
    doi="10.1017/S0022381613001485",
)

PROTEST = Reals(
    "protest", "sizes of the protest that elites see, as shares of all citizens", domain=INSIDE
)
PROTEST_COST = Real(
    "protest_cost",
    "what protesting costs a citizen, as a share of what its success is worth",
    domain=INSIDE,
)
COUP_COST = Real(
    "coup_cost",
    "what joining a coup costs a member of the elite, as a share of what its success is worth",
    domain=INSIDE,
)
CITIZEN_PRECISION = Real(
    "citizen_precision", "precision of each citizen's private signal", domain=PRECISE
)
ELITE_PRECISION = Real(
    "elite_precision", "precision of each elite member's private signal", domain=PRECISE
)
REPORTING_PRECISION = Real(
    "reporting_precision",
    "precision with which the size of the protest is seen; higher where media are free",
    default="1",
    domain=PRECISE,
    unit="in standard deviations of a citizen's signal",
)

_CASPER = {
    "protest_cost": "0.5",
    "coup_cost": "0.5",
    "expected_strength": "0.6",
    "public_precision": 1,
    "citizen_precision": 2,
    "elite_precision": 10,
    "reporting_precision": 1,
}


MAX_SIZES = 10_000
"""Most sizes of a protest that :func:`protest_coup` takes."""

_ROWS = 40


@dataclass(frozen=True, slots=True, eq=False)
class ProtestReading:
    """What elites make of a protest if citizens behave as in one equilibrium of theirs."""

    citizens: RegimeEquilibrium
    """How citizens behave; `threshold` is the strength up to which the protest has its way."""
    implied_strength: NDArray[np.float64]
    """Strength of the leader that each size speaks for, shape (n,)."""
    believed_strength: NDArray[np.float64]
    """Mean of the public belief of elites once they have seen it, shape (n,)."""
    coups: tuple[tuple[RegimeEquilibrium, ...], ...]
    """For each size all equilibria of the coup, by threshold."""

    @property
    def chances(self) -> NDArray[np.float64]:
        """Chance of a successful coup at each size, lowest and highest, shape (n, 2)."""
        return read_only([[each[0].chance, each[-1].chance] for each in self.coups])


@dataclass(frozen=True, slots=True, eq=False)
class ProtestCoup(Result):
    """The chance of a coup by size of the protest, for each way in which citizens may behave."""

    protest: NDArray[np.float64]
    """Sizes seen, as shares of all citizens, in the order given, shape (n,)."""
    readings: tuple[ProtestReading, ...]
    """One for each equilibrium among the citizens; one, or three, or two at a knife edge."""
    without: tuple[RegimeEquilibrium, ...]
    """Equilibria of the coup if nothing is seen of any protest."""
    believed_precision: float
    """Precision of the public belief of elites once they have seen a protest."""
    always_unique: bool
    """Whether elites' private signals are so precise that there is one equilibrium of the coup
    whatever they see."""
    critical_elite_precision: float
    """Precision of elites' private signals from which on that holds."""
    is_tied: bool
    """Whether rounding decides how many equilibria there are somewhere."""

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each size of the protest and each reading of the citizens."""
        table: dict[str, Sequence[Any]] = {"protest": self.protest.tolist() * len(self.readings)}
        for name in ("implied_strength", "believed_strength"):
            columns = [getattr(reading, name).tolist() for reading in self.readings]
            table[name] = [x for column in columns for x in column]
        table["equilibria"] = [len(coups) for reading in self.readings for coups in reading.coups]
        return table

    def __str__(self) -> str:
        lines = [line for reading in self.readings for line in self._told(reading)]
        if not math.isnan(self.without[0].chance):
            lines.append("")
            lines.append(
                f"Without any news of a protest the chance of a coup is {_chances(self.without)}."
            )
        if self.always_unique:
            lines.append("Elites' private signals leave one equilibrium at every size.")
        else:
            least = number(self.critical_elite_precision)
            lines += [
                f"Elites' private precision is below {least}: a protest may leave three",
                "equilibria of the coup, and the model does not choose among them.",
            ]
        if self.is_tied:
            lines.append("At one size an equilibrium just exists: rounding decides.")
        return "\n".join(lines)

    def _told(self, reading: ProtestReading) -> list[str]:
        """Return the lines on one way in which citizens may behave."""
        if len(self.readings) > 1:
            how = "" if reading.citizens.is_stable else ", unstable"
            signal = number(reading.citizens.signal)
            head = [f"If citizens protest on signals up to {signal}{how}:", ""]
            head = head if reading is self.readings[0] else ["", *head]
        else:
            head = self._finding(reading)
        rows = [self._row(reading, i) for i in range(min(len(self.protest), _ROWS))]
        more = len(self.protest) - len(rows)
        rest = [f"... and {more:,} more"] if more else []
        header = ["protest", "speaks for", "coup up to", "chance of a coup", "overreaction"]
        return [*head, text_table(header, rows), *rest]

    def _finding(self, reading: ProtestReading) -> list[str]:
        """Return the first sentences where citizens have one equilibrium."""
        small, large = int(self.protest.argmin()), int(self.protest.argmax())
        lines = [
            f"A protest of {percent(self.protest[i])} of citizens leaves a chance of a coup of "
            f"{_chances(reading.coups[i])}."
            for i in dict.fromkeys((small, large))
        ]
        if all(len(found) == 1 for found in reading.coups):
            most = max(found[0].publicity for found in reading.coups)
            lines.append(f"Overreaction: up to {number(most, 3)} times as much as to private news.")
        return [*lines, ""]

    def _row(self, reading: ProtestReading, i: int) -> list[str]:
        """Return the row of a size."""
        found = reading.coups[i]
        ends = found if len(found) == 1 else (found[0], found[-1])
        return [
            percent(self.protest[i]),
            number(reading.implied_strength[i]),
            " or ".join(number(each.threshold) for each in ends),
            _chances(found),
            " or ".join(f"{number(each.publicity, 3)}x" for each in ends),
        ]


def _chances(found: tuple[RegimeEquilibrium, ...]) -> str:
    """Return the chance of a coup, or the lowest and the highest."""
    ends = found if len(found) == 1 else (found[0], found[-1])
    return " or ".join(percent(each.chance) for each in ends)


def protest_coup(
    protest: Any,
    *,
    protest_cost: Any,
    coup_cost: Any,
    expected_strength: Any,
    public_precision: Any,
    citizen_precision: Any,
    elite_precision: Any,
    reporting_precision: Any = 1,
) -> ProtestCoup:
    """Find the chance of a coup once elites have seen a protest of a given size.

    First citizens protest on private signals of the leader's strength; elites then see, with
    noise, how many do, have private signals of their own, and join a coup or not. A protest has
    its way, and a coup succeeds, if the share that acts is at least the leader's strength. What
    links the two is information alone: citizens do not fight for or against a coup. After [1]_,
    as its abstract tells it; both games are those of [2]_.

    Parameters
    ----------
    protest : collection of numbers, shape (n,)
        Sizes of the protest that elites see, as shares of all citizens, each in (0, 1); at most
        10,000.
    protest_cost, coup_cost : number
        What it costs a citizen to protest and a member of the elite to join a coup, as a share of
        what a success is worth to each; unitless, in (0, 1).
    expected_strength : number
        Mean of the public belief of the leader's strength before the protest, in [-1000, 1000].
    public_precision : number
        1 / variance of that belief, in [0, 10^9]. It must be above 0 for a chance without a
        protest to be known.
    citizen_precision, elite_precision : number
        1 / variance of a private signal of a citizen and of a member of the elite, in
        [10^-6, 10^9].
    reporting_precision : number, default 1
        1 / variance of the noise with which the size is seen, in standard deviations of a
        citizen's signal; higher where media are free; in [10^-6, 10^9].

    Returns
    -------
    ProtestCoup
        For each equilibrium among citizens, and each size: beliefs, and all equilibria of the
        coup.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; all problems are named.

    References
    ----------
    .. [1] B. A. Casper and S. A. Tyson, "Popular Protest and Elite Coordination in a Coup d'état",
       Journal of Politics 76(2), 548-564, 2014. https://doi.org/10.1017/S0022381613001485
    .. [2] G.-M. Angeletos, C. Hellwig and A. Pavan, "Dynamic Global Games of Regime Change:
       Learning, Multiplicity, and the Timing of Attacks", Econometrica 75(3), 711-756, 2007.
       https://doi.org/10.1111/j.1468-0262.2007.00766.x

    Examples
    --------
    The same protests say more where media are free.

    >>> given = {"protest_cost": 0.5, "coup_cost": 0.5, "expected_strength": 0.6,
    ...     "public_precision": 1, "citizen_precision": 2, "elite_precision": 10}
    >>> for media in (0.1, 1):
    ...     found = protest_coup([0.1, 0.5], **given, reporting_precision=media)
    ...     print(found.readings[0].chances[:, 0].round(2).tolist())
    [0.39, 0.47]
    [0.07, 0.54]
    """
    from scipy.special import ndtri

    with Problems() as problems:
        sizes = PROTEST.read(protest, problems)
        price, joining = (
            PROTEST_COST.read(protest_cost, problems),
            COUP_COST.read(coup_cost, problems),
        )
        mean = EXPECTED_STRENGTH.read(expected_strength, problems)
        public = PUBLIC_PRECISION.read(public_precision, problems)
        citizen = CITIZEN_PRECISION.read(citizen_precision, problems)
        elite = ELITE_PRECISION.read(elite_precision, problems)
        reporting = REPORTING_PRECISION.read(reporting_precision, problems)
        if len(sizes) > MAX_SIZES:
            problems.add(f"protest has {len(sizes):,} sizes; at most {MAX_SIZES:,} are taken")
    news = citizen * reporting
    believed = public + news
    citizens = solved(price, mean, public, citizen)
    found: list[RegimeChange] = []
    readings = []
    for way in citizens.equilibria:
        implied = way.signal - ndtri(sizes) / math.sqrt(citizen)
        means = (public * mean + news * implied) / believed
        answers = [solved(joining, float(each), believed, elite) for each in means]
        found += answers
        readings.append(
            ProtestReading(
                citizens=way,
                implied_strength=read_only(implied),
                believed_strength=read_only(means),
                coups=tuple(answer.equilibria for answer in answers),
            )
        )
    alone = solved(joining, mean, public, elite)
    return ProtestCoup(
        protest=read_only(sizes),
        readings=tuple(readings),
        without=alone.equilibria,
        believed_precision=believed,
        always_unique=found[0].always_unique,
        critical_elite_precision=found[0].critical_private_precision,
        is_tied=any(answer.is_tied for answer in [citizens, alone, *found]),
    )


MODELS = (
    Model(
        name="protest-coup",
        title="Protest as a signal for a coup",
        question="How likely is a coup once elites have seen a protest of a given size?",
        grade="C",
        solver=protest_coup,
        result=ProtestCoup,
        papers=(CASPER_TYSON_2014, ANGELETOS_HELLWIG_PAVAN_2007),
        card="protest-coup.md",
        arguments=(
            PROTEST,
            PROTEST_COST,
            COUP_COST,
            EXPECTED_STRENGTH,
            PUBLIC_PRECISION,
            CITIZEN_PRECISION,
            ELITE_PRECISION,
            REPORTING_PRECISION,
        ),
        example={"protest": ["0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.8"], **_CASPER},
    ),
)
