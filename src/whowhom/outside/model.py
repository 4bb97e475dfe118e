"""Chances of the ways in which a leader leaves office, from a model fitted to real autocracies.

For each exit the log odds against staying are linear in the standardised features of the leader; in
a year all exits compete. Facts that are not given are integrated over, given those that are, as if
the features were jointly normal. Under a year the hazard is constant; beyond, tenure, age and the
age of the regime advance year by year. ``research/outlook`` fits the coefficients, and
``docs/outlook.md`` says how well they forecast.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Day
from whowhom.ensemble.interval import Z95
from whowhom.errors import InvalidInput
from whowhom.outside.facts import LeaderFacts
from whowhom.outside.features import FEATURES, features
from whowhom.outside.fitted import Fitted, Period, fitted

__all__ = ["EXITS", "Chance", "Chances", "chances"]

EXITS = ("insiders", "natural", "regular", "revolt", "foreign", "other")
"""Competing ways to leave office; with staying, their chances sum to one."""
MOST_MONTHS = 600

_POINTS = 512
"""Half the points at which what is not known of a leader is tried."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance and its 95 % interval, clustered by country."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chances:
    """What may happen to a leader within so many months of the date."""

    months: int
    insiders: Chance
    """Removed by insiders: the military without foreign support or other government actors."""
    attempt: Chance
    """At least one coup attempt in the country, successful or not."""
    any_exit: Chance
    """Left office in any way."""
    natural: Chance
    """Died of natural causes or left because of illness."""
    regular: Chance
    """Left by the rules."""
    revolt: Chance
    """Removed by rebels or by popular protest."""
    foreign: Chance
    """Removed by a foreign power."""
    other: Chance
    """Any other way, such as murder by an individual."""
    is_base_rate: bool
    """True if nothing was given: the shares of all autocracies in the data."""
    is_beyond: bool
    """True if the date is outside the years of the data on which the model rests."""


def chances(facts: LeaderFacts, months: int = 12, *, model: Fitted | None = None) -> Chances:
    """Return the chances of a leader within so many months.

    Parameters
    ----------
    facts : LeaderFacts
        What is known of the leader; facts that are not given are integrated over.
    months : int, default 12
        Horizon in months from the date, in [1, 600].
    model : Fitted, optional
        Another model than the shipped one.

    Returns
    -------
    Chances
        One chance for each exit, for any exit and for a coup attempt.

    Raises
    ------
    InvalidInput
        If `months` is outside its domain.

    Examples
    --------
    >>> shares = chances(LeaderFacts(Day(2026)))
    >>> shares.is_base_rate, round(shares.insiders.value, 3)
    (True, 0.033)
    """
    if not 1 <= months <= MOST_MONTHS:
        raise InvalidInput(f"months must be in [1, {MOST_MONTHS}], got {months!r}")
    model = fitted() if model is None else model
    first, last = model.periods[0].first, model.periods[-1].last
    is_base_rate = facts.entered is None and not facts.values
    values, errors = _base(model, months) if is_base_rate else _modelled(model, facts, months)
    return Chances(
        months=months,
        is_base_rate=is_base_rate,
        is_beyond=not first <= facts.date.year <= last,
        **{name: _chance(value, errors[name]) for name, value in values.items()},
    )


def _chance(value: float, error: float) -> Chance:
    if not 0 < value < 1:
        return Chance(value, value, value)
    logit, half = math.log(value / (1 - value)), Z95 * error
    return Chance(value, _expit(logit - half), _expit(logit + half))


def _expit(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _base(model: Fitted, months: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the shares of all leader-years, exact for a year, and the errors of their logits."""
    shares = {name: count / model.leader_years for name, (count, _) in model.base.items()}
    errors = {name: error for name, (_, error) in model.base.items()}
    if months != 12:
        years, leaving = months / 12, shares["any_exit"]
        left = 1 - (1 - leaving) ** years
        shares = {name: share * left / leaving for name, share in shares.items()} | {
            "attempt": 1 - (1 - shares["attempt"]) ** years
        }
    return shares, errors


def _modelled(
    model: Fitted, facts: LeaderFacts, months: int
) -> tuple[dict[str, float], dict[str, float]]:
    period = _period(model, facts.date.year)
    exits = [model.outcomes.index(name) for name in EXITS]
    attempt = model.outcomes.index("attempt")
    staying, calm = np.ones(2 * _POINTS), np.ones(2 * _POINTS)
    gone = np.zeros((2 * _POINTS, len(EXITS)))
    for year, share in _years(months):
        logits = _logits(model, _advanced(facts, year)) + period.shift
        odds = np.exp(logits[:, exits])
        leaving = odds.sum(axis=1) / (1 + odds.sum(axis=1))
        left = staying * (1 - (1 - leaving) ** share)
        gone += (left / odds.sum(axis=1))[:, None] * odds
        staying = staying - left
        calm = calm * (1 + np.exp(logits[:, attempt])) ** -share
    means = gone.mean(axis=0)
    variances = _variances(model, facts) + period.error**2
    values = {name: float(mean) for name, mean in zip(EXITS, means, strict=True)}
    values |= {"any_exit": float(means.sum()), "attempt": float(1 - calm.mean())}
    errors = {name: math.sqrt(variances[model.outcomes.index(name)]) for name in EXITS}
    errors["attempt"] = math.sqrt(variances[attempt])
    weights = means / means.sum()
    errors["any_exit"] = math.sqrt(float(weights**2 @ variances[exits]))
    return values, errors


def _years(months: int) -> Iterator[tuple[int, float]]:
    """Yield each year of the horizon and the share of it that counts."""
    whole, rest = divmod(months, 12)
    yield from ((year, 1.0) for year in range(whole))
    if rest:
        yield whole, rest / 12


def _advanced(facts: LeaderFacts, years: int) -> LeaderFacts:
    """Return the facts of a leader who is still there some years later; no new coup is assumed."""
    later = {
        name: min(100.0, float(facts.values[name]) + years)
        for name in ("age", "regime_age", "last_coup")
        if name in facts.values
    }
    day = facts.date
    date = Day(day.year + years, day.month, min(day.day, 28) if years else day.day)
    return replace(facts, date=date, values={**facts.values, **later})


def _period(model: Fitted, year: int) -> Period:
    """Return the period of a year; the first and the last one reach beyond the data."""
    for period in model.periods[:-1]:
        if year <= period.last:
            return period
    return model.periods[-1]


def _standardised(model: Fitted, facts: LeaderFacts) -> Array:
    found = dict(zip(FEATURES, features(facts).tolist(), strict=True))
    if "country_class" in facts.values and "infant_mortality" not in facts.values:
        year = min(max(facts.date.year - 1, min(model.mortality)), max(model.mortality))
        found["infant_mortality"] = model.mortality[year][str(facts.values["country_class"])]
    raw = np.array([found[name] for name in model.features])
    return (raw - model.centre) / model.scale


def _completed(model: Fitted, facts: LeaderFacts) -> tuple[Array, Array]:
    """Return the features with what is expected of the unknown, and the covariance that is left."""
    known = _standardised(model, facts)
    unknown = np.isnan(known)
    left = np.zeros_like(model.covariance)
    if not unknown.any():
        return known, left
    given = ~unknown
    within = model.covariance[np.ix_(given, given)]
    across = model.covariance[np.ix_(unknown, given)]
    slopes = across @ np.linalg.pinv(within, hermitian=True) if given.any() else across
    full = known.copy()
    full[unknown] = model.mean[unknown] + slopes @ (known[given] - model.mean[given])
    left[np.ix_(unknown, unknown)] = model.covariance[np.ix_(unknown, unknown)] - slopes @ across.T
    return full, left


def _logits(model: Fitted, facts: LeaderFacts) -> Array:
    """Return the log odds of each outcome, shape (points, outcomes)."""
    full, left = _completed(model, facts)
    slopes = model.coefficients[:, 1:]
    middle = model.coefficients[:, 0] + slopes @ full
    spread, axes = np.linalg.eigh(slopes @ left @ slopes.T)
    root = axes * np.sqrt(np.clip(spread, 0, None))
    return np.asarray(middle + _normal_points(len(model.outcomes)) @ root.T)


@cache
def _normal_points(dimensions: int) -> Array:
    """Return evenly spread points of the standard normal distribution, each with its mirror image.

    The sequence adds powers of the root of ``x ** (dimensions + 1) == x + 1`` modulo one.
    """
    root = 2.0
    for _ in range(64):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = root ** -np.arange(1, dimensions + 1)
    uniform = (0.5 + np.arange(1, _POINTS + 1)[:, None] * steps) % 1
    inverse = NormalDist().inv_cdf
    points = np.array([[inverse(float(cell)) for cell in row] for row in uniform])
    return np.concatenate([points, -points])


def _variances(model: Fitted, facts: LeaderFacts) -> Array:
    """Return the variance of each outcome's log odds from the errors of the coefficients."""
    full, _ = _completed(model, facts)
    row = np.concatenate([[1.0], full])
    return np.asarray(np.einsum("i,kij,j->k", row, model.errors, row))
