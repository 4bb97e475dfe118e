"""From facts about a leader to the numbers of the model; research fits with the same function."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from whowhom.outside.facts import LeaderFacts, Value

__all__ = ["FEATURES", "features"]

FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "log_tenure": "years in office (logarithm)",
        "irregular": "entered irregularly",
        "irregular_fresh": "entered irregularly, and not long ago (halves in two years)",
        "age": "age, per ten years",
        "coups_5": "coup attempts in the 5 years before (logarithm)",
        "coups_10": "coup attempts in the 10 years before (logarithm)",
        "last_coup": "a recent coup attempt (halves in three years)",
        "last_coup_fresh": "a very recent coup attempt (halves in eight months)",
        "neighbour_coups": "coup attempts in the region, share of countries",
        "regime_age": "age of the regime (logarithm)",
        "infant_mortality": "infant mortality (logarithm)",
        "party_rule": "a party rules",
        "personal_rule": "personal rule",
        "military_rule": "the officer corps rules",
        "monarchy": "monarchy",
        "seized_by_coup": "the regime took power by coup",
        "seized_foreign": "a foreign power set up the regime",
        "rebel": "the leader was a rebel",
        "junior_officer": "the leader was an officer below colonel",
        "senior_officer": "the leader was a colonel or general",
        "security_leader": "the leader controls the security chiefs",
        "security_military": "the armed forces control the security chiefs",
        "guard_leader": "a guard loyal to the leader",
        "guard_none": "no armed force beside the army",
        "consults_officers": "the leader consults officers",
        "support_party": "a party supports the regime",
        "party_branches": "the party has branches in most places",
        "commissars": "the party controls the army through commissars",
        "committee_leader": "the leader chooses the party's committee",
        "committee_independent": "the party's committee is independent",
        "appointments": "the leader alone fills offices",
        "relatives": "relatives in high office",
        "heir_party": "the likely heir is a party official",
    }
)
"""Every feature by name, with its meaning for a table; yes-or-no features are 0 or 1."""

_FLAGS = MappingProxyType(
    {
        "irregular": ("entry", ("irregular",)),
        "monarchy": ("regime", ("monarchy",)),
        "seized_by_coup": ("seizure", ("coup",)),
        "seized_foreign": ("seizure", ("foreign",)),
        "heir_party": ("heir", ("party",)),
        "rebel": ("background", ("rebel",)),
        "junior_officer": ("background", ("junior-officer",)),
        "senior_officer": ("background", ("senior-officer",)),
        "security_leader": ("security", ("leader",)),
        "security_military": ("security", ("military",)),
        "guard_leader": ("guard", ("leader",)),
        "guard_none": ("guard", ("none",)),
        "committee_leader": ("committee", ("leader",)),
        "committee_independent": ("committee", ("independent",)),
    }
)
_YES_NO = (
    *("consults_officers", "support_party", "party_branches", "commissars", "appointments"),
    "relatives",
)
_PARTS = MappingProxyType(
    {"party_rule": "party", "personal_rule": "personal", "military_rule": "military"}
)


def features(facts: LeaderFacts) -> NDArray[np.float64]:
    """Return the features of a leader.

    Parameters
    ----------
    facts : LeaderFacts
        What is known of the leader.

    Returns
    -------
    ndarray of float, shape (features,)
        In the order of :data:`FEATURES`; unitless; not-a-number where the facts do not tell.

    Examples
    --------
    >>> from whowhom.cases.case import Day
    >>> known = LeaderFacts(Day(2026), Day(2025), {"entry": "irregular"})
    >>> found = dict(zip(FEATURES, features(known).tolist()))
    >>> found["irregular"], round(found["irregular_fresh"], 2), found["age"]
    (1.0, 0.72, nan)
    """
    given = facts.values
    found = _of_choices(given) | _of_numbers(given)
    if facts.tenure is not None:
        found["log_tenure"] = math.log(facts.tenure + 0.25)
        if "irregular" in found:
            found["irregular_fresh"] = found["irregular"] * math.exp(-facts.tenure / 3)
    return np.array([found.get(name, math.nan) for name in FEATURES])


def _of_choices(given: Mapping[str, Value]) -> dict[str, float]:
    found = {
        feature: float(given[fact] in words)
        for feature, (fact, words) in _FLAGS.items()
        if fact in given
    }
    found |= {name: float(given[name]) for name in _YES_NO if name in given}
    if "regime" in given:
        parts = str(given["regime"]).split("-")
        found |= {feature: float(part in parts) for feature, part in _PARTS.items()}
    return found


def _of_numbers(given: Mapping[str, Value]) -> dict[str, float]:
    ways: dict[str, Callable[[float], float]] = {
        "age": lambda years: years / 10,
        "coups_5": math.log1p,
        "coups_10": math.log1p,
        "neighbour_coups": lambda share: share / 100,
        "regime_age": lambda years: math.log(years + 1),
        "infant_mortality": math.log,
    }
    found = {name: way(float(given[name])) for name, way in ways.items() if name in given}
    if "last_coup" in given:
        years = float(given["last_coup"])
        found["last_coup"], found["last_coup_fresh"] = math.exp(-years / 4), math.exp(-years)
    return found
