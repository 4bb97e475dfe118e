"""Coup attempts in all states 2011-2019, beside the published forecasts of the same rows.

What is used was chosen on forecasts of 2001-2010: two ridge logits, one of the institutions of a
state (REIGN) and one of its history of attempts, weighed by their forecasts of the 15 years before.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.outlook.fit import calibration, logit, standards
from research.outlook.sources import Tables
from research.outlook.validate import area

__all__ = ["Comparison", "compared"]

Array = NDArray[np.float64]

FIRST, LAST = 2011, 2019
FIRST_ROLLING = 1991
WINDOW = 15
RIDGE = 10.0
DECAYS = (1, 3, 8, 20)
REPLICATES = 1000
INSTITUTIONS = (
    *("elected", "militarycareer", "age", "anticipation", "irreg_lead_ant", "election_recent"),
    *("delayed", "lastelection", "loss", "irregular", "prev_conflict"),
)
FEWEST = 100
"""State-years below which a kind of government has no feature of its own."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Measures of ours, of the published forecast and of the rate in the window, with intervals."""

    rows: int
    events: int
    area: tuple[float, float, float]
    published_area: tuple[float, float, float]
    area_gain: tuple[float, float, float]
    brier: tuple[float, float, float]
    published_brier: tuple[float, float, float]
    brier_gain: tuple[float, float, float]
    rate_brier: float
    past_rate_brier: float


def compared(tables: Tables) -> Comparison:
    """Return how our forecasts and the published ones did on the rows of the latter."""
    published = tables.forecasts.assign(
        observed=pd.to_numeric(tables.forecasts.observed, errors="coerce")
    )
    published = published[
        (published.outcome == "attempt")
        & published.observed.notna()
        & published.for_year.between(FIRST, LAST)
    ]
    states, ours = _forecasts(tables, published)
    place = {key: k for k, key in enumerate(states)}
    rows = np.array([place[key] for key in zip(published.gwcode, published.for_year, strict=True)])
    observed = published.observed.to_numpy(float)
    past = _past_rates(tables, published)
    return _comparison(
        ours[rows], published.p.to_numpy(float), observed, published.gwcode.to_numpy(), past
    )


def _attempts(tables: Tables, published: pd.DataFrame) -> dict[int, list[int]]:
    """Return the years of attempts by state; after 2015 those that the published table observed."""
    found: dict[int, list[int]] = {}
    dated = pd.to_datetime(tables.coups.date).dt.year
    for state, year in zip(tables.coups.GWn, dated, strict=True):
        found.setdefault(int(state), []).append(int(year))
    last = int(dated.max())
    later = published[(published.observed == 1) & (published.for_year > last)]
    for state, year in zip(later.gwcode, later.for_year, strict=True):
        found.setdefault(int(state), []).append(int(year))
    return found


def _forecasts(tables: Tables, published: pd.DataFrame) -> tuple[list[tuple[int, int]], Array]:
    attempts = _attempts(tables, published)
    table = tables.country_years.drop_duplicates(["gwcode", "year"]).merge(
        tables.mortality[["gwcode", "year", "infmort", "infmort_yearadj"]],
        on=["gwcode", "year"],
        how="left",
    )
    states, years = table.gwcode.to_numpy(), table.year.to_numpy()
    tried = np.array(
        [float(year + 1 in attempts.get(c, [])) for c, year in zip(states, years, strict=True)]
    )
    parts = [_institutions(table, attempts), _history(table, attempts)]
    logits = np.column_stack([_rolling(part, tried, years + 1) for part in parts])
    ours = np.full(len(tried), np.nan)
    for year in range(FIRST, LAST + 1):
        past = (years + 1 < year) & (years + 1 >= year - WINDOW)
        now = years + 1 == year
        ours[now] = 1 / (1 + np.exp(-calibration(logits[past], tried[past])(logits[now])))
    return list(zip(states.tolist(), (years + 1).tolist(), strict=True)), ours


def _institutions(table: pd.DataFrame, attempts: dict[int, list[int]]) -> Array:
    kinds = pd.get_dummies(table.government).astype(float)
    kinds = kinds.loc[:, kinds.sum() > FEWEST]
    last = [
        max([np.exp(-(year - t) / 5) for t in attempts.get(state, []) if t <= year], default=0.0)
        for state, year in zip(table.gwcode, table.year, strict=True)
    ]
    return np.column_stack(
        [
            table[list(INSTITUTIONS)].to_numpy(float),
            np.log(table.tenure_months + 6),
            np.log(table.infmort),
            last,
            kinds.to_numpy(),
        ]
    )


def _history(table: pd.DataFrame, attempts: dict[int, list[int]]) -> Array:
    rates = [
        [
            np.log1p(
                2 * sum(np.exp(-(year - t) / decay) for t in attempts.get(state, []) if t <= year)
            )
            for decay in DECAYS
        ]
        for state, year in zip(table.gwcode, table.year, strict=True)
    ]
    return np.column_stack([rates, np.log(table.infmort), table.infmort_yearadj])


def _rolling(features: Array, tried: Array, years: NDArray[np.int64]) -> Array:
    found = np.full(len(tried), np.nan)
    for year in range(FIRST_ROLLING, LAST + 1):
        past, now = years < year, years == year
        centre, scale = standards(features[past])
        filled = np.nan_to_num((features - centre) / scale)
        intercept, slopes = logit(filled[past], tried[past], RIDGE)
        found[now] = intercept + filled[now] @ slopes
    return found


def _past_rates(tables: Tables, published: pd.DataFrame) -> Array:
    """Return the share of states with an attempt in the 10 years before each row's year."""
    attempts = _attempts(tables, published)
    tried = {(state, year) for state, years in attempts.items() for year in years}
    size = published.groupby("for_year").size().mean()
    rate = {
        year: sum(year - 10 <= t < year for _, t in tried) / (10 * size)
        for year in range(FIRST, LAST + 1)
    }
    return np.array([rate[year] for year in published.for_year])


def _comparison(
    ours: Array, theirs: Array, observed: Array, states: NDArray[np.int64], past: Array
) -> Comparison:
    names, place = np.unique(states, return_inverse=True)
    members = [np.flatnonzero(place == k) for k in range(len(names))]
    rng = np.random.default_rng(2)
    drawn = [
        np.concatenate([members[k] for k in rng.integers(len(members), size=len(members))])
        for _ in range(REPLICATES)
    ]

    def measured(rows: NDArray[np.int64]) -> tuple[float, ...]:
        one = observed[rows]
        areas = area(ours[rows], one), area(theirs[rows], one)
        briers = [float(np.mean((p[rows] - one) ** 2)) for p in (ours, theirs)]
        return (*areas, areas[0] - areas[1], *briers, briers[1] - briers[0])

    now = measured(np.arange(len(observed)))
    spans = np.nanpercentile([measured(rows) for rows in drawn], [2.5, 97.5], axis=0)
    found = [(value, float(low), float(high)) for value, low, high in zip(now, *spans, strict=True)]
    return Comparison(
        rows=len(observed),
        events=int(observed.sum()),
        area=found[0],
        published_area=found[1],
        area_gain=found[2],
        brier=found[3],
        published_brier=found[4],
        brier_gain=found[5],
        rate_brier=float(np.mean((observed.mean() - observed) ** 2)),
        past_rate_brier=float(np.mean((past - observed) ** 2)),
    )
