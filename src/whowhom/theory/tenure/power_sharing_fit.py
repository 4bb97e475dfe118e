"""Fit the two states of power sharing to rulers' years in power.

The states are those of Svolik (2009); the chain with fixed chances, its likelihood and the
intervals are ours. A ruler who leaves in another way than by a coup is censored: followed until
then, and counted as exposed for half of the last year, as in an actuary's life table.

==========================  =========================================================
symbol                      here
==========================  =========================================================
a                           ``contested_coup``
b                           ``establishment``, for one who has escaped a coup that year
e                           ``established_coup``
(1 - a)(1 - b)              chance to get through a year and still be contested
h_t                         ``hazard[t]``, of year t + 1
2 (log L - log L_constant)  ``likelihood_ratio``
==========================  =========================================================

In :func:`whowhom.theory.tenure.power_sharing` the chance to become established within a period
excludes a coup in it; there it is ``b (1 - a)``, which the result holds as
``establishment_per_year``.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import PROBABILITY, Domain, Number, Problems, Reals, Whole
from whowhom.theory.registry import Model
from whowhom.theory.results import Result, read_only
from whowhom.theory.tenure.power_sharing import (
    SVOLIK_2009,
    SVOLIK_2012,
    caveat,
    frail_share,
    two_states,
)
from whowhom.theory.tenure.power_sharing_likelihood import (
    Estimate,
    constant_fit,
    two_state_fit,
    weibull_fit,
    weibull_spells,
)
from whowhom.theory.words import number, percent, text_table

__all__ = [
    "MAX_SPELLS",
    "MODELS",
    "PowerSharingFit",
    "fit_power_sharing",
    "fit_power_sharing_table",
]

YEARS = Reals(
    "years", "years in power of each ruler", domain=Domain(above=0, at_most=1000), unit="years"
)
ENDED_BY_COUP = Reals(
    "coup",
    "for each ruler 1 (true) if a coup ended their rule, 0 (false) if not",
    domain=PROBABILITY,
)
HORIZON = Whole(
    "horizon",
    "years after which a ruler is followed no further",
    default="100",
    domain=Domain(at_least=3, at_most=1000),
    unit="years",
)
YEAR = Reals(
    "year",
    "year in power, from 1 on without a gap",
    domain=Domain(at_least=1, at_most=1000),
    unit="years",
)
AT_RISK = Reals(
    "at_risk", "rulers in power when that year began", domain=Domain(above=0, at_most=10**9)
)
COUPS = Reals(
    "coups", "rulers who fell to a coup in that year", domain=Domain(at_least=0, at_most=10**9)
)

_YEARS = [0.4, 0.8, 0.9, 1.3, 1.7, 2.2, 2.5, 3.1, 4.6, 5.5, 7.2, 9.9, 12.4, 15.0, 18.3, 24.6]
_COUP = [1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]


MAX_SPELLS = 1_000_000
"""Most rulers that :func:`fit_power_sharing` takes."""

_FEWEST_COUPS = 3  # as many as there are chances to find
_TRUTH = {"true": 1, "false": 0}
_FEWEST_YEARS = 3  # fewer leave a combination of the chances without any data


@dataclass(frozen=True, slots=True, eq=False)
class PowerSharingFit(Result):
    """The danger of a coup in contested and in established rule, as the data have it.

    Arrays have an entry for each year in power, the first year first. Chances are per year.
    Intervals are 95 percent profile likelihood intervals.
    """

    columns = ("year", "at_risk", "exposed", "coups", "observed", "hazard")

    contested_coup: Estimate
    """Chance that a contested ruler falls to a coup, in [0, 1]."""
    establishment: Estimate
    """Chance that a contested ruler who escapes a coup in a year becomes established, in [0, 1];
    0 where no fall of the danger was found."""
    established_coup: Estimate
    """Chance that an established ruler falls to a coup, in [0, 1], not above `contested_coup`."""
    establishment_per_year: float
    """Chance to escape a coup *and* become established within a year; in [0, 1]. This is the
    `establishment` of :func:`whowhom.theory.tenure.power_sharing`."""
    constant_coup: Estimate
    """The chance if it were the same in every year, in [0, 1]."""
    weibull_shape: Estimate
    """Weibull's shape, fitted to the years as counted, in [0.05, 20]; below 1 the danger falls."""
    weibull_shape_of_spells: Estimate | None
    """The same fitted to the exact spells; None where only a table was given."""
    log_likelihood: float
    """Of the two states."""
    constant_log_likelihood: float
    """Of one constant chance."""
    weibull_log_likelihood: float
    """Of Weibull's hazard, fitted to the same table by year."""
    likelihood_ratio: float
    """Twice the gain in log likelihood over a constant chance, >= 0. Two more numbers are fitted,
    but one of them has no meaning if the chance is constant, so that the usual chi-square with two
    degrees of freedom is only a rough guide."""
    aic: float
    """Akaike's criterion of the two states (three numbers); smaller is better."""
    constant_aic: float
    """The same of a constant chance (one number)."""
    weibull_aic: float
    """The same of Weibull's hazard (two numbers)."""
    frail_share: float
    """Share of frail rulers, in [0, 1], in the population of two kinds who never change that has
    the very same hazard in every year."""
    frail_coup: float
    """Chance per year that such a frail ruler falls, in [0, 1]; the others fall with
    `established_coup`."""
    year: NDArray[np.float64]
    """Year in power, 1, 2, ..., shape (n,)."""
    at_risk: NDArray[np.float64]
    """Rulers in power when that year began, shape (n,)."""
    exposed: NDArray[np.float64]
    """Of these, without half of those who left within the year but not by a coup, shape (n,)."""
    coups: NDArray[np.float64]
    """Rulers who fell to a coup in that year, shape (n,)."""
    observed: NDArray[np.float64]
    """Share of the exposed who fell, shape (n,), in [0, 1]."""
    hazard: NDArray[np.float64]
    """The chance by the two states, shape (n,), in [0, 1]."""

    @property
    def finds_fall(self) -> bool:
        """Whether the best fit has any fall of the danger over the years."""
        return self.likelihood_ratio > 1e-6

    def __str__(self) -> str:
        names = ["coup while contested", "establishment", "coup once established"]
        chances = [self.contested_coup, self.establishment, self.established_coup]
        rows = [_told(*row) for row in zip(names, chances, strict=True)]
        rows.append(_told("coup, if always the same", self.constant_coup))
        criteria = [
            ["two states", 3, f"{self.log_likelihood:.2f}", f"{self.aic:.1f}"],
            [
                "always the same",
                1,
                f"{self.constant_log_likelihood:.2f}",
                f"{self.constant_aic:.1f}",
            ],
            ["Weibull", 2, f"{self.weibull_log_likelihood:.2f}", f"{self.weibull_aic:.1f}"],
        ]
        shape = self.weibull_shape_of_spells or self.weibull_shape
        low, high = f"{shape.low:.2f}", f"{shape.high:.2f}"
        told = [number(x, 7) for x in (self.at_risk[0], self.coups.sum(), self.exposed.sum())]
        lines = [
            "{} rulers, {} coups, {} years exposed to one.".format(*told),
            *self._finding(),
            "",
            text_table(["chance in a year", "estimate", "95% from", "to"], rows),
            "",
            text_table(["hazard", "fitted", "log likelihood", "AIC"], criteria),
            "",
            f"Likelihood ratio against an equal danger in all years: {self.likelihood_ratio:.1f}.",
            f"Weibull's shape: {shape.value:.2f}, 95% from {low} to {high}; a fall if below 1.",
        ]
        if 0 < self.frail_share < 1:
            safe = self.established_coup.value
            lines += ["", caveat(self.frail_share, self.frail_coup, safe, "year")]
        return "\n".join(lines)

    def _finding(self) -> list[str]:
        """Return the first sentences."""
        if not self.finds_fall:
            return ["The danger does not fall with the years: no second state can be seen."]
        first, last = percent(self.hazard[0]), percent(self.hazard[-1])
        lines = [f"The danger falls from {first} in year 1 to {last} in year {len(self.year)}."]
        if self.establishment.low == 0 or self.establishment.high == 1:
            lines.append("The data hardly say how soon rulers become established.")
        if self.weibull_aic < self.aic:
            lines.append("Weibull's hazard, with one number less, fits better than the two states.")
        return lines


def fit_power_sharing(years: object, coup: object, *, horizon: Number = 100) -> PowerSharingFit:
    """Fit the chances of a coup in contested and established rule to rulers' years in power.

    Maximum likelihood on years in power, counted as in an actuary's life table. The two regimes
    are those of [1]_; chain, likelihood and intervals are ours.

    Parameters
    ----------
    years : collection of numbers, shape (n,)
        Years in power of each ruler; positive, at most 1000; any fraction of a year. A ruler of
        2.4 years has survived two years and left in the third. Completed years will do, if more
        than 0. At most a million rulers.
    coup : collection of numbers or truth values, shape (n,)
        For each ruler 1 or True if a coup ended their rule, 0 or False if something else did or
        it went on.
    horizon : int, default 100
        Years after which a ruler is followed no further, in [3, 1000].

    Returns
    -------
    PowerSharingFit
        Chances with intervals, comparisons with two other hazards, and the table by year.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, the two lists differ in length, or the data are too few:
        fewer than three coups, or no ruler in a third year.

    Notes
    -----
    A falling hazard is produced as well by rulers who differ from the start, the frail leaving
    first. The two-state curve is even *identical* to that of a certain mixture of two fixed kinds,
    given as `frail_share` and `frail_coup`. The fit describes; it does not identify the mechanism.

    References
    ----------
    .. [1] M. W. Svolik, "Power Sharing and Leadership Dynamics in Authoritarian Regimes",
       American Journal of Political Science 53(2), 477-494, 2009.
       https://doi.org/10.1111/j.1540-5907.2009.00382.x

    Examples
    --------
    >>> years = [0.3, 0.6, 0.7, 0.9, 1.5, 1.8, 2.5, 4.2, 6.1, 9.5, 11.0, 14.3, 20.2]
    >>> coup = [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0]
    >>> found = fit_power_sharing(years, coup)
    >>> found.exposed[:3].tolist(), found.coups[:3].tolist()
    ([13.0, 8.5, 7.0], [4.0, 1.0, 1.0])
    >>> round(found.constant_coup.value, 3)
    0.09
    """
    with Problems() as problems:
        spells = YEARS.read(years, problems)
        ended = ENDED_BY_COUP.read(_truth_as_numbers(coup), problems)
        last = HORIZON.read(horizon, problems)
        for i in np.flatnonzero((ended != 0) & (ended != 1)):
            problems.add(f"coup[{i}] must be 1 or 0, got {number(ended[i])}")
        if not problems and len(spells) != len(ended):
            problems.add(
                f"coup must have one entry for each of the {len(spells)} entries of years, "
                f"got {len(ended)}"
            )
        if len(spells) > MAX_SPELLS:
            problems.add(f"years has {len(spells)} rulers; at most {MAX_SPELLS} are fitted")
    followed = spells < last
    fallen = followed & (ended == 1)
    span = int(np.floor(spells[followed]).max(initial=0)) + 1 if followed.all() else last
    survived = np.floor(spells).astype(np.int64)
    at_risk = np.array([np.count_nonzero(survived >= t) for t in range(span)], dtype=np.float64)
    coups = np.bincount(survived[fallen], minlength=span).astype(np.float64)
    others = np.bincount(survived[followed & ~fallen], minlength=span)
    _check_enough(at_risk, coups, "years", "coup", f" in less than {last} years (horizon)")
    shape = weibull_spells(np.minimum(spells, last), fallen).estimates[0]
    return _fit(at_risk, at_risk - others / 2, coups, shape)


def fit_power_sharing_table(year: object, at_risk: object, coups: object) -> PowerSharingFit:
    """Fit the same to a table: how many were in power when a year began, how many fell in it.

    Those who are missing at the beginning of the next year without a coup have left in another
    way, and count as exposed for half of the year. Who left in the last year of the table is not
    known; they count for all of it.

    Parameters
    ----------
    year : collection of numbers, shape (n,)
        Year in power: 1, 2, 3, ... without a gap; three at least.
    at_risk : collection of numbers, shape (n,)
        Rulers in power when that year began; positive.
    coups : collection of numbers, shape (n,)
        Of these, how many fell to a coup within the year.

    Returns
    -------
    PowerSharingFit
        As of :func:`fit_power_sharing`.

    Raises
    ------
    InvalidInput
        If a number is outside its domain, the lists differ in length, years are missing, more
        rulers begin a year than were left from the one before, or the coups are fewer than three.

    References
    ----------
    .. [1] M. W. Svolik, "Power Sharing and Leadership Dynamics in Authoritarian Regimes",
       American Journal of Political Science 53(2), 477-494, 2009.
       https://doi.org/10.1111/j.1540-5907.2009.00382.x

    Examples
    --------
    >>> found = fit_power_sharing_table([1, 2, 3, 4], [90, 70, 60, 54], [12, 4, 2, 1])
    >>> found.exposed.tolist()
    [86.0, 67.0, 58.0, 54.0]
    """
    with Problems() as problems:
        numbers = YEAR.read(year, problems)
        present = AT_RISK.read(at_risk, problems)
        fallen = COUPS.read(coups, problems)
    with Problems() as problems:
        for name, column in (("at_risk", present), ("coups", fallen)):
            if len(column) != len(numbers):
                problems.add(
                    f"{name} must have one entry for each of the {len(numbers)} entries of year, "
                    f"got {len(column)}"
                )
        if not np.array_equal(numbers, np.arange(1, len(numbers) + 1)):
            problems.add("year must be 1, 2, 3, ... in this order, without a gap")
    left = present - fallen
    with Problems() as problems:
        for t in np.flatnonzero(left < 0):
            problems.add(
                f"coups[{t}] must not be more than at_risk[{t}], "
                f"got {number(fallen[t])} and {number(present[t])}"
            )
        for t in np.flatnonzero(left[:-1] < present[1:]):
            problems.add(
                f"at_risk[{t + 1}] must not be more than the {number(left[t])} who were left from "
                f"the year before, got {number(present[t + 1])}; all rulers begin in year 1"
            )
    _check_enough(present, fallen, "year", "coups")
    others = np.append(left[:-1] - present[1:], 0.0)
    return _fit(present, present - others / 2, fallen, None)


def _truth_as_numbers(events: object) -> object:
    """Return a list of events with 1 for true and 0 for false; everything else as it is."""
    if getattr(events, "ndim", 1) != 1 or not isinstance(events, Collection):
        return events
    if isinstance(events, str | bytes | Mapping | AbstractSet):
        return events
    return [_TRUTH.get(str(event).lower(), event) for event in events]


def _check_enough(
    at_risk: NDArray[np.float64],
    coups: NDArray[np.float64],
    of_years: str,
    of_coups: str,
    within: str = "",
) -> None:
    """Refuse data from which three chances cannot be read."""
    with Problems() as problems:
        if np.count_nonzero(at_risk) < _FEWEST_YEARS:
            problems.add(
                f"{of_years}: somebody must reach a third year in power, or nothing is fitted"
            )
        if coups.sum() < _FEWEST_COUPS:
            problems.add(
                f"{of_coups}: three chances cannot be read from fewer than {_FEWEST_COUPS} coups, "
                f"got {number(coups.sum())}{within}"
            )


def _fit(
    at_risk: NDArray[np.float64],
    exposed: NDArray[np.float64],
    coups: NDArray[np.float64],
    shape: Estimate | None,
) -> PowerSharingFit:
    """Fit the three hazards to a table."""
    states, flat = two_state_fit(exposed, coups), constant_fit(exposed, coups)
    weibull = weibull_fit(exposed, coups)
    coup, establishment, later = states.estimates
    moving = establishment.value * (1 - coup.value)
    return PowerSharingFit(
        contested_coup=coup,
        establishment=establishment,
        established_coup=later,
        establishment_per_year=moving,
        constant_coup=flat.estimates[0],
        weibull_shape=weibull.estimates[0],
        weibull_shape_of_spells=shape,
        log_likelihood=states.log_likelihood,
        constant_log_likelihood=flat.log_likelihood,
        weibull_log_likelihood=weibull.log_likelihood,
        likelihood_ratio=2 * (states.log_likelihood - flat.log_likelihood),
        aic=6 - 2 * states.log_likelihood,
        constant_aic=2 - 2 * flat.log_likelihood,
        weibull_aic=4 - 2 * weibull.log_likelihood,
        frail_share=frail_share(coup.value, moving, later.value),
        frail_coup=min(1.0, coup.value + moving),
        year=read_only(np.arange(1, len(coups) + 1)),
        at_risk=read_only(at_risk),
        exposed=read_only(exposed),
        coups=read_only(coups),
        observed=read_only(coups / exposed),
        hazard=read_only(two_states(coup.value, moving, later.value, len(coups))[0]),
    )


def _told(name: str, estimate: Estimate) -> list[str]:
    """Return a row of the table of chances."""
    return [name, *(percent(x) for x in (estimate.value, estimate.low, estimate.high))]


MODELS = (
    Model(
        name="power-sharing-fit",
        title="Contested and established rule, from spells",
        question="How dangerous were a ruler's early years, and when did the danger pass?",
        grade="B",
        solver=fit_power_sharing,
        result=PowerSharingFit,
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(YEARS, ENDED_BY_COUP, HORIZON),
        example={"years": _YEARS, "coup": _COUP},
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
    Model(
        name="power-sharing-table",
        title="Contested and established rule, from a table by year",
        question="What does a table of coups by year in power say about the early danger?",
        grade="B",
        solver=fit_power_sharing_table,
        result=PowerSharingFit,
        papers=(SVOLIK_2009, SVOLIK_2012),
        card="power-sharing.md",
        arguments=(YEAR, AT_RISK, COUPS),
        example={
            "year": [1, 2, 3, 4, 5, 6],
            "at_risk": [100, 80, 70, 63, 58, 55],
            "coups": [12, 5, 3, 2, 1, 1],
        },
        kernels=("whowhom.theory.tenure._power_sharing_kernel",),
    ),
)
