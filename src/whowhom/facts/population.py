"""How a regime of the population is drawn; ``docs/facts.md`` defends it.

A circle of five to nine is drawn from all contenders of the shipped casebook, each with the seven
bases coded for the start of their struggle. Which struggle, who they were and how they ended
is not read. The type of the regime is that of one of the struggles. Audiences
are the default ones, posts are implied by the bases, skills and lines are drawn evenly. Newcomers
drawn in the same way wait outside the circle and take vacant seats
(``whowhom.sim.phases.co_option``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from whowhom.casebook.read import read_casebook
from whowhom.cases.case import BASES, SKILLS, Actor, Case, Day, Period, Quantity
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import Start
from whowhom.score.opening import Opening
from whowhom.sim.parameter_sets import AnyParameters
from whowhom.sim.simulation import Batch

__all__ = ["RENEWAL", "SIZES", "YEARS", "Regime", "coded_contenders", "coded_types", "draw_regime"]

YEARS = 30
"""How long a regime is followed."""
SIZES = (5, 9)
"""Smallest and largest circle."""
RENEWAL = 1.0 / 12.0
"""Monthly chance that one vacant seat is filled: a seat stays empty for a year on average."""

_GENERATIONS = 5
"""How many circles of newcomers wait."""
_SKILL = Quantity(0.25, 0.75)
_LINE = Quantity(-0.5, 0.5)
_AGES = (40, 60)
"""Age on entering the circle, years; drawn evenly."""
_START = Day(1950, 1, 1)
_ALONG_ACTORS = {"actors": 1, "bond": 1, "memory": 2, "esteem": 2, "clients": 2}

Bases = Mapping[str, float]


@cache
def coded_contenders() -> tuple[Bases, ...]:
    """Return the bases of all contenders of the shipped casebook, without their names."""
    openings = map(Opening.of, read_casebook())
    return tuple(contender.bases for opening in openings for contender in opening.contenders)


@cache
def coded_types() -> tuple[str, ...]:
    """Return the types of the struggles of the shipped casebook, in the words of a case folder."""
    return tuple(case.regime_type for case in read_casebook())


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime of the population: a circle, and newcomers who wait; ``Startable``.

    Attributes
    ----------
    circles : tuple of Case
        The circle at the start and, behind it, the generations of newcomers.
    parameters : Parameters or ParameterSets
        Of the model; of sets, each regime draws one.
    renewal : float
        Monthly chance that one vacant seat is filled, in [0, 1]; 0 closes the circle.
    """

    circles: tuple[Case, ...]
    parameters: AnyParameters
    renewal: float = RENEWAL

    @property
    def months(self) -> int:
        """Length of a run in months."""
        return self.circles[0].months

    @property
    def seats(self) -> int:
        """How many sit in the circle when it is full."""
        return len(self.circles[0].actors)

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids in the order of the arrays: the circle, then the newcomers."""
        return tuple(actor.id for circle in self.circles for actor in circle.actors)

    def draw(self, seed: int, first: int, runs: int) -> Batch:
        """Draw the uncertain values of the runs."""
        starts = [Start(circle, self.parameters) for circle in self.circles]
        batches = [start.draw(seed, first, runs) for start in starts]
        for batch in batches[1:]:
            batch.actors["contender"] = 0
            batch.memory[:] = 0.0
        joined = {
            name: np.concatenate([getattr(batch, name) for batch in batches], axis=axis)
            for name, axis in _ALONG_ACTORS.items()
        }
        n = joined["memory"].shape[2]
        joined["bond"] = np.zeros((runs, n, n))
        whole = batches[0]._replace(**joined)
        whole.regime["seats"] = self.seats
        whole.regime["renewal"] = self.renewal
        return whole


def draw_regime(
    number: int, *, seed: int, parameters: AnyParameters | None = None, years: int = YEARS,
    renewal: float = RENEWAL,
) -> Regime:  # fmt: skip
    """Draw a regime of the population; the same seed and number always give the same one.

    Parameters
    ----------
    number : int
        Which regime of the population, >= 0.
    seed : int
        Of the population.
    parameters : Parameters or ParameterSets, optional
        Of the model; the defaults unless given.
    years : int, default 30
        How long it is followed.
    renewal : float, default 1/12
        Monthly chance that one vacant seat is filled, in [0, 1].
    """
    rng = np.random.default_rng([seed, number])
    size = int(rng.integers(SIZES[0], SIZES[1] + 1))
    pool, kinds = coded_contenders(), coded_types()
    kind = kinds[int(rng.integers(len(kinds)))]
    generations = 1 + (_GENERATIONS if renewal > 0.0 else 0)
    circles = tuple(
        _circle(
            number,
            kind,
            generation,
            [pool[pick] for pick in rng.integers(len(pool), size=size)],
            rng.integers(_AGES[0] * 12, _AGES[1] * 12, size=size).tolist(),
            years,
        )
        for generation in range(generations)
    )
    shared = default_parameters() if parameters is None else parameters
    return Regime(circles, shared, renewal)


def _circle(
    number: int, kind: str, generation: int, bases: list[Bases], ages: list[int], years: int
) -> Case:  # fmt: skip
    name = f"regime{number}"
    return Case(
        id=name,
        title=name,
        about="",
        regime_type=kind,
        start=_START,
        end=Day(_START.year + years - 1, 12, 31),
        majority=Quantity(0.5, 0.5),
        arbiter="",
        coder="",
        coded="",
        licence="",
        actors=tuple(
            Actor(
                id=f"g{generation}m{place}",
                name=f"g{generation}m{place}",
                born=_born(age),
                bases={base: Quantity(scores[base], scores[base]) for base in BASES},
                skills=dict.fromkeys(SKILLS, _SKILL),
                line=_LINE,
            )
            for place, (scores, age) in enumerate(zip(bases, ages, strict=True))
        ),
        audiences=DEFAULT_AUDIENCES,
    )


def _born(age: int) -> Period:
    """Return the month of birth of one who is `age` months old at the start."""
    year, month = divmod(_START.month_number - age, 12)
    day = Day(year, month + 1, 1)
    return Period(day, day, "")
