"""A generic circle from what is coded of a leader or of a member, ready to be simulated.

What is coded says what somebody commands; the others around them are drawn as the population of
``docs/facts.md`` draws them. The mapping is fixed from the meaning of the items, written down in
``docs/decisions/pooling.md`` before anything was simulated, and never fitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import BASES, Actor, Case, Quantity
from whowhom.errors import InvalidInput
from whowhom.facts.population import draw_regime
from whowhom.outside.facts import LeaderFacts
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import Start
from whowhom.sim.parameter_sets import AnyParameters, ParameterSets
from whowhom.sim.simulation import simulate

__all__ = [
    "CIRCLES",
    "MONTHS",
    "RUNS",
    "Configuration",
    "chosen_parameters",
    "circle",
    "configuration",
    "falls",
    "regime_type",
    "with_bases",
]

MONTHS = 12
"""Length of a run."""
SEED = 20261201
"""Of the circles and of the runs; the same circles stand around every leader."""
CIRCLES, RUNS = 160, 20
"""Drawn circles around each leader, and runs of each."""
TOP = 3

_ARMY_OF_RANK = {"senior-officer": 2, "junior-officer": 1, "rebel": 1}
_TYPES = ("party", "military", "personal", "monarchy")


@dataclass(frozen=True, slots=True, order=True)
class Configuration:
    """All of the facts of a leader that a circle reads: leaders with the same one share runs."""

    regime_type: str
    """In the words of a case folder."""
    apparatus: int
    """Points of the leader, 0 to 3, here and below."""
    army: int
    security: int
    legitimacy: int
    external: int

    @property
    def bases(self) -> dict[str, float]:
        """All seven bases of the leader; the office is theirs, the public is not coded."""
        return {
            "apparatus": self.apparatus,
            "army": self.army,
            "security": self.security,
            "popular": 1.0,
            "legitimacy": self.legitimacy,
            "formal_office": TOP,
            "external": self.external,
        }


def regime_type(regime: object) -> str:
    """Return the word of a case folder for a type of the outside view.

    A hybrid is named by its formal institution, which is the first of its words: the party before
    the officers, both before the person. What is not known, and an oligarchy, is ``other``.

    Examples
    --------
    >>> regime_type("party-personal"), regime_type("oligarchy"), regime_type(None)
    ('party', 'other', 'other')
    """
    first = str(regime).split("-")[0]
    return first if first in _TYPES else "other"


def configuration(facts: LeaderFacts) -> Configuration:
    """Return what a leader commands; a fact that is not given adds nothing.

    Reads no date, so nothing that came after the day of the forecast can enter here.
    """
    given = facts.values
    regime = given.get("regime")
    army = _ARMY_OF_RANK.get(str(given.get("background")), 0)
    army += given.get("promotions") == "leader"
    army -= given.get("consults_officers") is True
    return Configuration(
        regime_type=regime_type(regime),
        apparatus=(given.get("support_party") is True)
        + (given.get("committee") == "leader")
        + (given.get("appointments") is True),
        army=min(TOP, max(0, army)),
        security=2 * (given.get("security") == "leader") + (given.get("guard") == "leader"),
        legitimacy=2 * (regime == "monarchy") + (given.get("entry") == "regular"),
        external=int(given.get("seizure") == "foreign"),
    )


def circle(found: Configuration, number: int) -> Case:
    """Return the leader among the others of one drawn circle; the leader is its first actor.

    Parameters
    ----------
    found : Configuration
        What the leader commands.
    number : int
        Which of the drawn circles, >= 0.
    """
    drawn = draw_regime(number, seed=SEED, years=1, renewal=0.0).circles[0]
    leader, *others = drawn.actors
    actors = (with_bases(leader, found.bases), *others)
    return replace(drawn, regime_type=found.regime_type, actors=actors)


def with_bases(actor: Actor, bases: Mapping[str, float]) -> Actor:
    """Return an actor who commands other bases, all seven of them known for certain."""
    return replace(actor, bases={base: Quantity(bases[base], bases[base]) for base in BASES})


def falls(
    cases: Sequence[Case], runs: int, parameters: AnyParameters
) -> tuple[NDArray[np.float64], ...]:
    """Return for each case the share of its runs in which each actor is removed by insiders.

    A lost contest, a fall with an ally and a plot from below count, as in
    ``whowhom.facts.records``; a death does not. Case k uses runs ``k * runs`` onwards of one seed.

    Parameters
    ----------
    cases : sequence of Case
        Simulated to their end.
    runs : int
        Of each case.
    parameters : Parameters or ParameterSets
        Of the model.
    """
    return tuple(
        (simulate(Start(case, parameters), seed=SEED, first=k * runs, runs=runs).fell >= 0).mean(
            axis=0
        )
        for k, case in enumerate(cases)
    )


def chosen_parameters(settings: Sequence[str]) -> ParameterSets:
    """Return the shipped parameters, with those set that ``name=value`` names.

    Raises
    ------
    SystemExit
        If a setting is not of that form, or the model refuses it.
    """
    changes = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        try:
            changes[name] = float(value)
        except ValueError:
            equals = ""
        if not equals:
            raise SystemExit(f"--set {setting}: expected name=value, such as --set risk=0.5")
    try:
        return default_parameters().replace(**changes)
    except InvalidInput as problem:
        raise SystemExit(f"--set: {problem}") from None
