"""In which ways rulers leave office, and when: competing risks, without a model of the hazards.

Aalen and Johansen (1978), for one state in office and one for each way to leave it; the question
for rulers is that of Goemans (2008). The usual symbols and the names used here:

==================  ===================================================================
symbol              here
==================  ===================================================================
n_j                 ``at_risk[j]``: in office, and under observation, just before time j
d_kj                ``events[j, k]``: of these, left by cause k at time j
S(t)                ``survival``: Kaplan and Meier's, all causes together
F_k(t)              ``incidence``: sum of S(t-) d_kj / n_j, the share that left by k by then
A_k(t)              ``cumulative_hazard``: sum of d_kj / n_j (Nelson and Aalen)
1 - KM_k            ``naive``: 1 - product of (1 - d_kj / n_j), the other causes censored
==================  ===================================================================

A time is counted once everybody's years are rounded to 10^-9 of a year, so that differences of
decimals that should be equal are. A ruler who is censored at the time of an event is at risk for
it; one whose observation begins then is not, except on the first day.

Errors of S and F_k are by Greenwood's formula, extended to competing risks: the multinomial
increments of each time, carried on as the estimator carries them. Their 95 percent intervals are
pointwise, on the scale log(-log(1 - F)); those of A_k on the scale log A; those of rates within a
band are exact for a Poisson count.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Domain, Labels, Problems, Reals, folded, shown
from whowhom.theory.registry import Model, Paper
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = ["MAX_CELLS", "MAX_SPELLS", "MODELS", "CompetingRisks", "competing_risks"]

AALEN_JOHANSEN_1978 = Paper(
    key="aalen1978",
    authors="Odd O. Aalen and Søren Johansen",
    title="An Empirical Transition Matrix for Non-Homogeneous Markov Chains Based on Censored "
    "Observations",
    where="Scandinavian Journal of Statistics",
    year=1978,
    volume="5(3)",
    pages="141-150",
)
GOEMANS_2008 = Paper(
    key="goemans2008",
    authors="Hein E. Goemans",
    title="Which Way Out? The Manner and Consequences of Losing Office",
    where="Journal of Conflict Resolution",
    year=2008,
    volume="52(6)",
    pages="771-794",
    doi="10.1177/0022002708323316",
)

_SPAN = Domain(at_least=0, at_most=1000)

YEARS_IN_OFFICE = Reals(
    "years",
    "years in office of each ruler, to the end or to the last observation in office",
    domain=_SPAN,
    unit="years",
)
CAUSE = Labels(
    "cause",
    "how each left office, such as coup, revolt, natural or regular; or that the ruler had not "
    "left",
    unit="a word",
)
ENTRY = Reals(
    "entry",
    "years in office of each ruler when observation began, less than `years`",
    default=None,
    domain=_SPAN,
    unit="years",
)
CENSORED = Labels(
    "censored",
    "which entries of `cause` mean censored: still in office, or left in an unknown way",
    default="censored",
    unit="a word",
    or_one=True,
)
BANDS = Reals(
    "bands",
    "years that divide the time in office, rising; left out: 1, 2, 5, 10, 20 and 40",
    default=None,
    domain=Domain(above=0, at_most=1000),
    unit="years",
)

_YEARS = [
    *(0.4, 0.8, 0.9, 1.3, 1.7, 2.2, 2.5, 3.1, 4.0, 4.0, 4.6, 5.5),
    *(6.3, 7.2, 8.0, 9.9, 11.1, 12.4, 15.0, 18.3, 21.7, 24.6),
]
_CAUSES = [
    "coup", "coup", "regular", "coup", "revolt", "coup", "regular", "censored", "regular", "coup",
    "coup", "natural", "regular", "coup", "regular", "natural", "revolt", "coup", "censored",
    "natural", "natural", "censored",
]  # fmt: skip


MAX_SPELLS = 1_000_000
"""Most rulers that :func:`competing_risks` takes."""
MAX_CELLS = 4_000_000
"""Most different times of leaving, times causes, that it takes."""

Array = NDArray[np.float64]

_Z = 1.959963984540054
_USUAL_BANDS = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)
_ROUNDING = 1e-15  # far below the share, or the variance, of one ruler in a million
_ENOUGH = 5  # at risk, for what is told first and drawn
_LONGEST = 16
_LISTED = 10
_MOST_BANDS = 7
_MOST_CAUSES = 30
_TELLTALE = frozenset(
    {
        *("0", "none", "na", "n/a", "nan", "null", "censor", "right-censored"),
        *("ongoing", "incumbent", "alive", "unknown"),
        *("in office", "still in office", "in power", "still in power"),
    }
)
"""Labels, folded, that look like a code for censoring."""


@dataclass(frozen=True, slots=True, eq=False)
class CompetingRisks(Result):
    """How rulers leave office by years in it, cause by cause.

    Causes are in the order of how many left by them. Shares are of all rulers; after `start` years
    in office, if observation began late for all.
    """

    causes: tuple[str, ...]
    """Ways to leave, k of them, the most frequent first."""
    leavings: tuple[int, ...]
    """How many left by each."""
    spells: int
    """Rulers."""
    censored: int
    """Of these, not seen to leave."""
    years_at_risk: float
    """Years in office under observation, of all together."""
    start: float
    """Years in office from which on the curves hold, >= 0; above 0 only if all entered late."""
    last: float
    """Longest time in office that was observed; the curves end there."""
    time: Array
    """Years in office at which somebody left, rising, shape (m,)."""
    at_risk: Array
    """Rulers in office and observed just before, shape (m,)."""
    events: Array
    """How many left then by each cause, shape (m, k)."""
    survival: Array
    """Share still in office just after, shape (m,), in [0, 1]."""
    survival_low: Array
    """Lower end of its 95 percent interval, shape (m,); nan where nobody is left."""
    survival_high: Array
    """Upper end, shape (m,)."""
    incidence: Array
    """Share that has left by each cause (Aalen and Johansen), shape (m, k), in [0, 1]."""
    incidence_error: Array
    """Standard error of it, shape (m, k)."""
    incidence_low: Array
    """Lower end of its 95 percent interval, shape (m, k); nan before anybody left by it."""
    incidence_high: Array
    """Upper end, shape (m, k)."""
    naive: Array
    """1 - Kaplan and Meier with other causes censored, shape (m, k): too high, for comparison."""
    cumulative_hazard: Array
    """Cause-specific cumulative hazard (Nelson and Aalen), shape (m, k), >= 0."""
    cumulative_hazard_low: Array
    """Lower end of its 95 percent interval, shape (m, k); nan before anybody left by it."""
    cumulative_hazard_high: Array
    """Upper end, shape (m, k)."""
    bands: Array
    """Ends of the bands of years, the first at `start`, the last at `last`, shape (b + 1,)."""
    band_years: Array
    """Years in office under observation within each band, shape (b,)."""
    band_leavings: Array
    """How many left within each band, its upper end included, shape (b, k)."""
    rate: Array
    """Leavings per year in office within each band, shape (b, k); the hazard if it is constant
    there."""
    rate_low: Array
    """Lower end of its 95 percent interval, shape (b, k)."""
    rate_high: Array
    """Upper end, shape (b, k)."""

    @property
    def horizon(self) -> float:
        """End of the last band with at least five at risk when somebody last left; else `last`."""
        ends = self.bands[1:]
        places = np.searchsorted(self.time, ends, side="right") - 1
        enough = ends[(places >= 0) & (self.at_risk[places] >= _ENOUGH)]
        return float(enough[-1]) if len(enough) else self.last

    def at(self, years: float) -> int:
        """Return the place of the last time of leaving up to these years; -1 if there is none.

        Parameters
        ----------
        years : float
            Years in office, from `start` to `last`.

        Raises
        ------
        InvalidInput
            If nothing is known of that time.
        """
        with Problems() as problems:
            if not self.start <= years <= self.last:
                problems.add(
                    f"years must be in [{number(self.start)}, {number(self.last)}], the time "
                    f"observed, got {shown(years)}"
                )
        return int(np.searchsorted(self.time, years, side="right")) - 1

    def table(self) -> dict[str, Sequence[Any]]:
        """Return a row for each time: who is left, and the incidence of each cause."""
        table: dict[str, Sequence[Any]] = {
            "time": self.time.tolist(),
            "at_risk": self.at_risk.tolist(),
            "survival": self.survival.tolist(),
        }
        each = zip(self.causes, self.incidence.T, strict=True)
        return table | {f"incidence: {cause}": row.tolist() for cause, row in each}

    def __str__(self) -> str:
        count = f"{self.spells:,} rulers, {self.years_at_risk:,.1f} years in office"
        unseen = f"{self.censored:,} {'was' if self.censored == 1 else 'were'} not seen to"
        lines = [*self._finding(), f"{count}; {sum(self.leavings):,} left, {unseen}."]
        if self.start:
            lines.append(
                f"All shares are of those still in office after {number(self.start)} years, when "
                "observation began."
            )
        more = len(self.causes) - _MOST_CAUSES
        rest = [f"... and {more} more causes"] if more > 0 else []
        return "\n".join(
            [*lines, "", *self._shares(), *rest, "", *self._end(), *rest, "", *self._rates(), *rest]
        )

    def _finding(self) -> list[str]:
        """Return the first sentences."""
        j, years = self._told_at()
        order = np.argsort(-self.incidence[j], kind="stable")
        parts = [f"{_short(self.causes[k])} {percent(self.incidence[j, k])}" for k in order[:3]]
        if len(order) > 3:
            parts.append(f"otherwise {percent(self.incidence[j, order[3:]].sum())}")
        return [
            f"Within {number(years)} years {percent(1 - self.survival[j])} have left office:",
            *textwrap.wrap(f"{', '.join(parts)}.", 80),
        ]

    def _told_at(self) -> tuple[int, float]:
        """Return place and years of what the first sentence and the intervals tell."""
        return int(np.searchsorted(self.time, self.horizon, side="right")) - 1, self.horizon

    def _shown_bands(self) -> list[int]:
        """Return the bands that a table has room for."""
        n = len(self.bands) - 1
        return list(range(n)) if n <= _MOST_BANDS else [*range(_MOST_BANDS - 1), n - 1]

    def _shares(self) -> list[str]:
        """Return the table of shares that have left by the end of each band."""
        bands = self._shown_bands()
        places = [int(np.searchsorted(self.time, self.bands[b + 1], side="right")) for b in bands]
        survival = np.append(1.0, self.survival)
        incidence = np.vstack([np.zeros(len(self.causes)), self.incidence])
        rows = [
            [_short(cause), *(percent(incidence[j, k]) for j in places)]
            for k, cause in enumerate(self.causes[:_MOST_CAUSES])
        ]
        rows.append(["still in office", *(percent(survival[j]) for j in places)])
        header = ["left within (years)", *(number(self.bands[b + 1]) for b in bands)]
        return [text_table(header, rows)]

    def _end(self) -> list[str]:
        """Return the table of intervals, and of the naive shares, at one time."""
        j, years = self._told_at()
        rows = [
            [
                _short(cause),
                *(
                    "-" if np.isnan(x) else percent(x)
                    for x in (
                        self.incidence[j, k],
                        self.incidence_low[j, k],
                        self.incidence_high[j, k],
                        self.naive[j, k],
                    )
                ),
            ]
            for k, cause in enumerate(self.causes[:_MOST_CAUSES])
        ]
        header = [f"within {number(years)} years", "left", "95% from", "to", "1 - Kaplan-Meier"]
        return [
            text_table(header, rows),
            "1 - Kaplan-Meier counts other ways to leave as censored: too high as a share.",
        ]

    def _rates(self) -> list[str]:
        """Return the table of rates by band."""
        bands = self._shown_bands()
        edges = [f"{number(self.bands[b])}-{number(self.bands[b + 1])}" for b in bands]
        rows = [
            [_short(cause), *(number(100 * self.rate[b, k], 3) for b in bands)]
            for k, cause in enumerate(self.causes[:_MOST_CAUSES])
        ]
        return [text_table(["per 100 years, in", *edges], rows)]


def competing_risks(
    years: Any, cause: Any, *, entry: Any = None, censored: Any = "censored", bands: Any = None
) -> CompetingRisks:
    """Estimate in which ways rulers leave office by years in it, and how soon.

    A ruler can leave in one of several ways, and whoever has left in one cannot leave in another.
    The share that has left by each is the estimator of [1]_, which needs no assumption on the
    hazards or on how the ways depend on one another; [2]_ asks why the way matters. Censoring and
    late entry must say nothing of what would have come.

    Parameters
    ----------
    years : collection of numbers, shape (n,)
        Years in office of each ruler, to the end or to when last seen in office; in [0, 1000],
        any fraction. At most a million rulers.
    cause : collection of texts or whole numbers, shape (n,)
        How each left, or an entry of `censored`. Spaces around a word do not count.
    entry : collection of numbers, shape (n,), optional
        Years in office when observation of each began, 0 or less than `years`; 0 for all if left
        out. A ruler who was in office before a data set begins is at risk only from then on.
    censored : text, whole number or collection of them, default "censored"
        The entries of `cause` that mean not left, or in an unknown way.
    bands : collection of numbers, optional
        Years, rising, that divide the time in office for rates and tables; 1, 2, 5, 10, 20 and 40
        if left out. Those after the longest time observed are not used.

    Returns
    -------
    CompetingRisks
        Cumulative incidence, cumulative hazards and rates with 95 percent intervals, and the
        naive shares for comparison.

    Raises
    ------
    InvalidInput
        If an entry is outside its domain, the lists differ in length, nobody left, an entry of
        `cause` looks like a code for censoring that was not named, or at some time between nobody
        is under observation, so that no curve can be carried on.

    Notes
    -----
    Effects of covariates, as by [3]_, are not estimated.

    References
    ----------
    .. [1] O. O. Aalen and S. Johansen, "An Empirical Transition Matrix for Non-Homogeneous Markov
       Chains Based on Censored Observations", Scandinavian Journal of Statistics 5(3), 141-150,
       1978.
    .. [2] H. E. Goemans, "Which Way Out? The Manner and Consequences of Losing Office", Journal of
       Conflict Resolution 52(6), 771-794, 2008. https://doi.org/10.1177/0022002708323316
    .. [3] J. P. Fine and R. J. Gray, "A Proportional Hazards Model for the Subdistribution of a
       Competing Risk", Journal of the American Statistical Association 94(446), 496-509, 1999.
       https://doi.org/10.1080/01621459.1999.10474144

    Examples
    --------
    >>> found = competing_risks([1, 2, 3, 4], ["coup", "natural", "censored", "coup"])
    >>> found.causes, found.incidence.tolist()
    (('coup', 'natural'), [[0.25, 0.0], [0.25, 0.25], [0.75, 0.25]])
    >>> found.naive[-1].round(3).tolist()
    [1.0, 0.333]
    """
    with Problems() as problems:
        ends = YEARS_IN_OFFICE.read(years, problems)
        labels = CAUSE.read(cause, problems)
        starts = None if entry is None else ENTRY.read(entry, problems)
        inside = [] if bands is None else BANDS.read(bands, problems).tolist()
        unseen = _censored(labels, CENSORED.read(censored, problems), problems)
        if inside and sorted(set(inside)) != inside:
            problems.add("bands must rise, each number once")
        if len(ends) > MAX_SPELLS:
            problems.add(f"years has {len(ends):,} rulers; at most {MAX_SPELLS:,} are taken")
    ends = np.round(ends, 9)
    starts = None if starts is None else np.round(starts, 9)
    _check_spells(ends, labels, starts)
    if starts is not None:  # from the first day on, that day included
        starts = np.where(starts > 0, starts, -1.0)
    names, codes = _coded(labels, unseen)
    _check_observed(ends, codes, starts, len(names))
    return _estimated(ends, codes, starts, names, inside or list(_USUAL_BANDS))


def _censored(labels: list[str], given: list[str], problems: Problems) -> set[str]:
    """Return the labels that mean censored, and refuse those that only seem to."""
    wanted = {folded(label): label for label in given}
    found = {label for label in labels if folded(label) in wanted}
    if list(wanted) != ["censored"]:
        known = ", ".join(map(shown, sorted(set(labels))[:_LISTED])) or "none that can be read"
        for missing in wanted.keys() - {folded(label) for label in found}:
            problems.add(
                f"censored: no entry of cause is {shown(wanted[missing])}; the entries are {known}"
            )
        return found
    for label in sorted(set(labels) - found):
        if folded(label) in _TELLTALE:
            problems.add(
                f"cause has entries {shown(label)}, which often mean that a ruler had not left; "
                f"if they do, name them in censored; if it is a way to leave, call it otherwise"
            )
    return found


def _check_spells(ends: Array, labels: list[str], starts: Array | None) -> None:
    """Refuse lists that do not belong together."""
    with Problems() as problems:
        others = {"cause": len(labels)} | ({} if starts is None else {"entry": len(starts)})
        for name, length in others.items():
            if length != len(ends):
                problems.add(
                    f"{name} must have one entry for each of the {len(ends):,} entries of years, "
                    f"got {length:,}"
                )
    if starts is None:
        return
    with Problems() as problems:
        for i in np.flatnonzero((starts >= ends) & (starts > 0)):
            problems.add(
                f"entry[{i}] must be less than years[{i}], got {number(starts[i])} and "
                f"{number(ends[i])}"
            )


def _coded(labels: list[str], unseen: set[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the causes, the most frequent first, and the number of each ruler's, -1 for none."""
    counts: dict[str, int] = {}
    for label in labels:
        if label not in unseen:
            counts[label] = counts.get(label, 0) + 1
    names = tuple(sorted(counts, key=lambda name: (-counts[name], name)))
    place = {name: k for k, name in enumerate(names)}
    return names, np.array([place.get(label, -1) for label in labels], dtype=np.int64)


def _check_observed(
    ends: Array, codes: NDArray[np.int64], starts: Array | None, causes: int
) -> None:
    """Refuse data from which no curve can be drawn, or only a broken one."""
    with Problems() as problems:
        if not causes:
            problems.add("cause: nobody left office; at least one ruler must have")
        cells = causes * len(np.unique(ends[codes >= 0]))
        if cells > MAX_CELLS:
            problems.add(
                f"years has {cells // causes:,} different times of leaving for {causes:,} causes; "
                f"the product may be {MAX_CELLS:,}; round years, or join causes"
            )
    if starts is None:
        return
    with Problems() as problems:
        order = np.argsort(starts, kind="stable")
        covered = np.maximum.accumulate(ends[order])
        for i in np.flatnonzero(starts[order][1:] > covered[:-1])[:1]:
            low, high = number(covered[i]), number(starts[order][i + 1])
            problems.add(
                f"entry: nobody is under observation from {low} to {high} years in office, so that "
                f"shares cannot be carried on; leave out who left by then, or who entered after it"
            )
    left, count = np.unique(ends[codes >= 0], return_counts=True)
    at_risk = np.searchsorted(np.sort(starts), left) - np.searchsorted(np.sort(ends), left)
    with Problems() as problems:
        for t in left[(count == at_risk) & (left < ends.max())][:1]:
            problems.add(
                f"entry: all who are under observation leave at {number(t)} years in office, and "
                f"others enter later, for whom nobody would be left; leave out the earliest rulers"
            )


def _estimated(
    ends: Array,
    codes: NDArray[np.int64],
    starts: Array | None,
    names: tuple[str, ...],
    inside: list[float],
) -> CompetingRisks:
    """Estimate everything for data that are in order."""
    time, which = np.unique(ends[codes >= 0], return_inverse=True)
    cells = which * len(names) + codes[codes >= 0]
    shape = len(time), len(names)
    events = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    at_risk = len(ends) - np.searchsorted(np.sort(ends), time, side="left").astype(np.float64)
    if starts is not None:
        at_risk -= len(ends) - np.searchsorted(np.sort(starts), time, side="left")
    survival, incidence, naive = _shares(at_risk, events)
    survival_error, error = _errors(at_risk, events, survival, incidence)
    low, high = _interval(incidence, error)
    lost_low, lost_high = _interval(1 - survival, survival_error)
    hazard = np.cumsum(events / at_risk[:, None], axis=0)
    spread = np.sqrt(np.cumsum(events / at_risk[:, None] ** 2, axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.exp(_Z * spread / hazard)
    begin = 0.0 if starts is None else max(float(starts.min()), 0.0)
    last = float(ends.max())
    edges = np.array([begin, *(x for x in inside if begin < x < last), last])
    exposed, left, rates = _banded(edges, ends, codes, starts, len(names))
    return CompetingRisks(
        causes=names,
        leavings=tuple(int(n) for n in events.sum(axis=0)),
        spells=len(ends),
        censored=int(np.count_nonzero(codes < 0)),
        years_at_risk=float(exposed.sum()),
        start=begin,
        last=last,
        time=read_only(time),
        at_risk=read_only(at_risk),
        events=read_only(events),
        survival=read_only(survival),
        survival_low=read_only(1 - lost_high),
        survival_high=read_only(1 - lost_low),
        incidence=read_only(incidence),
        incidence_error=read_only(error),
        incidence_low=read_only(low),
        incidence_high=read_only(high),
        naive=read_only(naive),
        cumulative_hazard=read_only(hazard),
        cumulative_hazard_low=read_only(hazard / factor),
        cumulative_hazard_high=read_only(hazard * factor),
        bands=read_only(edges),
        band_years=read_only(exposed),
        band_leavings=read_only(left),
        rate=read_only(rates[0]),
        rate_low=read_only(rates[1]),
        rate_high=read_only(rates[2]),
    )


def _shares(at_risk: Array, events: Array) -> tuple[Array, Array, Array]:
    """Return survival, incidence and the naive shares just after each time."""
    hazard = events / at_risk[:, None]
    survival = np.cumprod((at_risk - events.sum(axis=1)) / at_risk)
    before = np.append(1.0, survival[:-1])
    incidence = np.cumsum(before[:, None] * hazard, axis=0)
    naive = np.asarray(1 - np.cumprod(1 - hazard, axis=0), dtype=np.float64)
    return survival, np.minimum(incidence, 1.0), naive


def _errors(
    at_risk: Array, events: Array, survival: Array, incidence: Array
) -> tuple[Array, Array]:
    """Return standard errors of survival and incidence.

    The variance of F(t) is the sum over times up to t of (F(t) - F_j)^2 d / (n (n - d))
    - 2 (F(t) - F_j) S d_k / n^2 + S^2 d_k (n - d_k) / n^3, multiplied out so that each part is a
    running sum. Once all have left, F(t) - F_j is 0, and the first part with it.
    """
    left = events.sum(axis=1)
    stays = at_risk > left
    growth = np.divide(left, at_risk * (at_risk - left), out=np.zeros_like(left), where=stays)
    survival_error = survival * np.sqrt(np.cumsum(growth))
    n = at_risk[:, None]
    before = np.append(1.0, survival[:-1])[:, None]
    cross = before * events / n**2
    square = np.cumsum(growth)[:, None]
    linear = np.cumsum(incidence * growth[:, None] + cross, axis=0)
    constant = np.cumsum(
        incidence**2 * growth[:, None]
        + 2 * incidence * cross
        + before**2 * events * (n - events) / n**3,
        axis=0,
    )
    variance = incidence**2 * square - 2 * incidence * linear + constant
    return survival_error, np.sqrt(np.where(variance > _ROUNDING, variance, 0.0))


def _interval(share: Array, error: Array) -> tuple[Array, Array]:
    """Return 95 percent intervals of shares on the scale log(-log(1 - share)); nan at 0 and 1."""
    inner = (share > 0) & (1 - share > _ROUNDING) & (error > 0)
    rest = np.where(inner, 1 - share, 0.5)
    factor = np.exp(_Z * error / (rest * -np.log(rest)))
    low, high = 1 - rest ** (1 / factor), 1 - rest**factor
    return np.where(inner, low, np.nan), np.where(inner, high, np.nan)


def _banded(
    edges: Array, ends: Array, codes: NDArray[np.int64], starts: Array | None, causes: int
) -> tuple[Array, Array, tuple[Array, Array, Array]]:
    """Return years observed, leavings and rates with their intervals, by band."""
    from scipy.special import gammaincinv

    begin = np.zeros(1) if starts is None else starts
    exposed = np.array(
        [
            np.maximum(np.minimum(ends, high) - np.maximum(begin, low), 0.0).sum()
            for low, high in pairwise(edges)
        ]
    )
    gone = codes >= 0
    band = np.maximum(np.searchsorted(edges, ends[gone], side="left") - 1, 0)
    shape = len(edges) - 1, causes
    cells = band * causes + codes[gone]
    left = np.bincount(cells, minlength=math.prod(shape)).reshape(shape).astype(np.float64)
    low = np.where(left > 0, gammaincinv(np.maximum(left, 1), 0.025), 0.0)
    high = gammaincinv(left + 1, 0.975)
    years = np.where(exposed > 0, exposed, np.nan)[:, None]
    return exposed, left, (left / years, low / years, high / years)


def _short(name: str) -> str:
    """Return a name that a column has room for."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


MODELS = (
    Model(
        name="competing-risks",
        title="Competing risks of leaving office",
        question="How, and how soon, do rulers leave office?",
        grade="A",
        solver=competing_risks,
        result=CompetingRisks,
        papers=(AALEN_JOHANSEN_1978, GOEMANS_2008),
        card="competing-risks.md",
        arguments=(YEARS_IN_OFFICE, CAUSE, ENTRY, CENSORED, BANDS),
        example={"years": _YEARS, "cause": _CAUSES},
    ),
)
