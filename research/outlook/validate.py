"""How well the outside view forecasts: rolling origin, beside simpler forecasts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.outlook.fit import (
    best_ridges,
    calibrated,
    log_loss,
    logit,
    one_year,
    targets,
)
from research.outlook.panel import STAYED, Panel
from whowhom.outside.features import FEATURES
from whowhom.outside.reference import conditions_of

__all__ = ["Score", "area", "forecasts", "happened", "score"]

Array = NDArray[np.float64]

FIRST_TEST = 1975
REPLICATES = 500
PLAIN = (
    *("log_tenure", "irregular", "irregular_fresh", "age", "coups_5", "coups_10", "last_coup"),
    *("last_coup_fresh", "neighbour_coups", "regime_age", "infant_mortality", "party_rule"),
    *("personal_rule", "military_rule", "monarchy"),
)
"""Features that need nothing of How Dictatorships Work but the list of regimes."""
FEWEST = 50


@dataclass(frozen=True, slots=True)
class Score:
    """Measures of a forecast, each with a 95 % interval from resampled countries."""

    rows: int
    events: int
    measures: Mapping[str, tuple[float, float, float]]


def happened(panel: Panel) -> dict[str, Array]:
    """Return what came of each row, for each event that is forecast."""
    found = {name: one for name, (one, _) in targets(panel).items() if name != "trouble"}
    return found | {"any_exit": (panel.exits != STAYED).astype(float)}


def forecasts(panel: Panel, logits: Mapping[str, Array]) -> dict[str, dict[str, Array]]:
    """Return the chances of each way of forecasting: not-a-number before the test."""
    plain = np.array([list(FEATURES).index(name) for name in PLAIN])
    tenure = np.array([list(FEATURES).index("log_tenure")])
    found = {
        "the model": one_year(calibrated(panel, logits, FIRST_TEST)),
        "the model without coded facts": one_year(
            calibrated(panel, best_ridges(panel, plain)[1], FIRST_TEST)
        ),
        "tenure alone": one_year(calibrated(panel, best_ridges(panel, tenure)[1], FIRST_TEST)),
    }
    return found | {
        "reference class": _each(panel, _class_shares),
        "base rate of the years before": _each(panel, _base_rates),
    }


def _each(panel: Panel, way: Callable[[Panel, Array], Array]) -> dict[str, Array]:
    return {name: way(panel, one) for name, one in happened(panel).items()}


def _base_rates(panel: Panel, one: Array) -> Array:
    found = np.full(len(one), np.nan)
    for year in range(FIRST_TEST, int(panel.year.max()) + 1):
        found[panel.year == year] = one[panel.year < year].mean()
    return found


def _class_shares(panel: Panel, one: Array) -> Array:
    """Return the share in the narrowest class with enough earlier leader-years."""
    keys = []
    for facts in panel.facts:
        shared = [part for part in conditions_of(facts).items() if part[0] != "period"]
        keys.append([tuple(shared[:size]) for size in range(len(shared), -1, -1)])
    counts: dict[object, list[float]] = {}
    found = np.full(len(one), np.nan)
    for year in range(int(panel.year.min()), int(panel.year.max()) + 1):
        now = np.flatnonzero(panel.year == year)
        for row in now if year >= FIRST_TEST else ():
            found[row] = next(
                counts[key][1] / counts[key][0]
                for key in keys[row]
                if counts.get(key, [0])[0] >= FEWEST
            )
        for row in now:
            for key in keys[row]:
                entry = counts.setdefault(key, [0.0, 0.0])
                entry[0] += 1
                entry[1] += one[row]
    return found


def score(
    panel: Panel, chance: Array, base: Array, one: Array, first: int = FIRST_TEST, last: int = 2009
) -> Score:
    """Return the measures of one forecast in the years of the test."""
    rows = np.flatnonzero((panel.year >= first) & (panel.year <= last) & ~np.isnan(chance))
    country, place = np.unique(panel.country[rows], return_inverse=True)
    members = [rows[place == k] for k in range(len(country))]
    rng = np.random.default_rng(1)
    now = _measures(chance[rows], base[rows], one[rows], panel.year[rows])
    drawn = []
    for _ in range(REPLICATES):
        some = np.concatenate([members[k] for k in rng.integers(len(members), size=len(members))])
        if one[some].any():
            drawn.append(_measures(chance[some], base[some], one[some], panel.year[some]))
    spans = {
        name: np.nanpercentile([some[name] for some in drawn], [2.5, 97.5]).tolist() for name in now
    }
    return Score(
        len(rows),
        int(one[rows].sum()),
        {name: (now[name], spans[name][0], spans[name][1]) for name in now},
    )


def _measures(chance: Array, base: Array, one: Array, years: NDArray[np.int64]) -> dict[str, float]:
    brier, rival = np.mean((chance - one) ** 2), np.mean((base - one) ** 2)
    inside = np.clip(chance, 1e-6, 1 - 1e-6)
    odds = np.log(inside / (1 - inside))
    line = (np.nan, np.zeros(1) * np.nan)
    if odds.std() > 1e-6:
        line = logit(odds[:, None], one, 1e-6)
    return {
        "AUC": area(chance, one),
        "AUC within years": _within(chance, one, years),
        "Brier skill": float(1 - brier / rival),
        "slope": float(line[1][0]),
        "intercept": float(line[0]),
        "log loss": log_loss(one, chance),
    }


def area(chance: Array, one: Array) -> float:
    """Return the chance that a row with the event is ranked above one without; ties count half."""
    positive, total = one.sum(), len(one)
    if positive in (0, total):
        return float("nan")
    _, place, number = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(number) - (number - 1) / 2)[place]
    above = ranks[one > 0].sum() - positive * (positive + 1) / 2
    return float(above / (positive * (total - positive)))


def _within(chance: Array, one: Array, years: NDArray[np.int64]) -> float:
    areas = [area(chance[years == year], one[years == year]) for year in np.unique(years)]
    return float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")
