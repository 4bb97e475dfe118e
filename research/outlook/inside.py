"""Does the simulation add to base rates? Fit the pooling of both, out of time.

    python -m research.outlook.inside DATA REFERENCE [--set name=value] [--chances FILE] [--no-ship]

Each distinct circle of the leader-years is simulated once (about 15 minutes of one processor);
``--chances`` keeps the chances in a file outside of the project and reads them again. Rewrites
src/whowhom/shipped/outlook_pooling.json and what stands between the markers of docs/outlook.md.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.outlook.circles import Configuration, circle, configuration, falls
from whowhom.outside.pooling import LEAST, OTHER, logit
from whowhom.sim.parameter_sets import AnyParameters

__all__ = [
    "FIRST",
    "LAST",
    "Fit",
    "Pairs",
    "auc",
    "clustered",
    "fit",
    "fit_pooling",
    "inside_chances",
    "log_loss",
    "means_by_regime",
    "rolling",
    "shipped",
    "simulated",
]

FIRST, LAST = 1975, 2009
"""Years that are forecast; the years before serve to fit."""
CIRCLES, RUNS = 160, 20
"""Drawn circles around each leader, and runs of each."""
RESAMPLES = 2000
NORMAL = 1.959963984540054

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Leader-years that have both views; all arrays of shape (rows,)."""

    country: NDArray[np.int64]
    year: NDArray[np.int64]
    regime: NDArray[Any]
    """Words of the outside view, :data:`~whowhom.outside.pooling.OTHER` where not known."""
    outside: Numbers
    """Chance that was fitted to earlier years alone."""
    inside: Numbers
    """Share of runs."""
    removed: NDArray[np.bool_]

    def of(self, rows: NDArray[np.bool_]) -> "Pairs":
        """Return some of the rows."""
        return Pairs(*(getattr(self, name)[rows] for name in self.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients of a logit and their covariance, clustered by country."""

    coefficients: Numbers
    covariance: Numbers

    def interval(self, k: int) -> tuple[float, float, float]:
        """Return a coefficient and its 95 % interval."""
        value, spread = float(self.coefficients[k]), NORMAL * math.sqrt(self.covariance[k, k])
        return value, value - spread, value + spread


# --- the inside view


def simulated(
    found: Sequence[Configuration], parameters: AnyParameters, circles: int = CIRCLES,
    runs: int = RUNS,
) -> dict[Configuration, float]:  # fmt: skip
    """Return the share of runs in which the leader is removed by insiders, for each circle once."""
    return {
        one: float(
            np.mean([f[0] for f in falls([circle(one, n) for n in range(circles)], runs, parameters)])
        )
        for one in sorted(set(found))
    }


def inside_chances(
    found: Sequence[Configuration], parameters: AnyParameters, store: Path | None
) -> Numbers:
    """Return the chance for each leader-year, from a file of chances if there is one."""
    if store is not None and store.is_file():
        rows = json.loads(store.read_text(encoding="utf-8"))
        known = {Configuration(*fields): chance for fields, chance in rows}
    else:
        known = simulated(found, parameters)
        if store is not None:
            rows = [[astuple(one), chance] for one, chance in known.items()]
            store.write_text(json.dumps(rows), encoding="utf-8")
    return np.array([known[one] for one in found])


# --- the fit


def fit(design: Numbers, hit: NDArray[np.bool_], country: NDArray[np.int64], ridge: float = 0.0) -> Fit:
    """Fit a logit by Newton's method; the first column, the constant, is not shrunk."""
    penalty = ridge * np.diag([0.0] + [1.0] * (design.shape[1] - 1))
    beta = np.zeros(design.shape[1])
    for _ in range(60):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        gradient = design.T @ (hit - p) - penalty @ beta
        curvature = (design.T * (p * (1.0 - p))) @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return Fit(beta, clustered(design, hit - 1.0 / (1.0 + np.exp(-design @ beta)), curvature, country))


def clustered(
    design: Numbers, residual: Numbers, curvature: Numbers, country: NDArray[np.int64]
) -> Numbers:
    """Return the sandwich covariance in which the rows of a country may depend on each other."""
    names, group = np.unique(country, return_inverse=True)
    scores = np.zeros((len(names), design.shape[1]))
    np.add.at(scores, group, design * residual[:, None])
    bread = np.linalg.inv(curvature)
    return bread @ (scores.T @ scores) @ bread * len(names) / (len(names) - 1)


def means_by_regime(pairs: Pairs) -> dict[str, float]:
    """Return the mean logit of the inside chance by type of regime, and over all."""
    logits = _logits(pairs.inside)
    means = {str(kind): float(logits[pairs.regime == kind].mean()) for kind in set(pairs.regime)}
    return dict(sorted(means.items())) | {OTHER: float(logits.mean())}


def _logits(chances: Numbers) -> Numbers:
    return np.array([logit(p) for p in np.clip(chances, LEAST, 1.0 - LEAST)])


def _design(pairs: Pairs, means: Mapping[str, float], *, inside: bool) -> Numbers:
    columns = [np.ones(len(pairs.year)), _logits(pairs.outside)]
    if inside:
        mean = np.array([means.get(kind, means[OTHER]) for kind in pairs.regime])
        columns.append(_logits(pairs.inside) - mean)
    return np.column_stack(columns)


def fit_pooling(pairs: Pairs, *, inside: bool = True) -> Fit:
    """Fit a, b and (with the inside view) c."""
    return fit(_design(pairs, means_by_regime(pairs), inside=inside), pairs.removed, pairs.country)


def rolling(pairs: Pairs, *, inside: bool) -> Numbers:
    """Return the chance of each leader-year from FIRST on, from a fit to the years before it."""
    found = []
    for year in range(FIRST, LAST + 1):
        before, now = pairs.of(pairs.year < year), pairs.of(pairs.year == year)
        means = means_by_regime(before)
        beta = fit_pooling(before, inside=inside).coefficients
        found.append(1.0 / (1.0 + np.exp(-_design(now, means, inside=inside) @ beta)))
    return np.concatenate(found)


# --- scores


def log_loss(chances: Numbers, hit: NDArray[np.bool_]) -> Numbers:
    """Return the loss of each row, in nats."""
    return -np.log(np.where(hit, chances, 1.0 - chances))


def auc(scores: Numbers, hit: NDArray[np.bool_]) -> float:
    """Return the chance that a hit scores above another row; ties count one half."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = np.cumsum(count) - (count - 1) / 2.0
    hits = int(hit.sum())
    if hits in (0, len(hit)):
        return math.nan
    above = rank[place][hit].sum() - hits * (hits + 1) / 2.0
    return float(above / (hits * (len(hit) - hits)))


def between(
    gain: Numbers, country: NDArray[np.int64], resamples: int = RESAMPLES
) -> tuple[float, float, float]:
    """Return a mean and its 95 % interval when countries are drawn anew."""
    names, group = np.unique(country, return_inverse=True)
    sums = np.bincount(group, gain)
    sizes = np.bincount(group)
    drawn = np.random.default_rng(1).integers(len(names), size=(resamples, len(names)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), [0.025, 0.975])
    return float(gain.mean()), float(low), float(high)


# --- what is shipped


def shipped(pairs: Pairs, sources: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return what the package reads: c only if its interval lies above zero, else nothing moves.

    The coefficients are those of the years that are forecast.
    """
    chosen = pairs.of(pairs.year >= FIRST)
    found = fit_pooling(chosen)
    fitted = {name: [round(x, 4) for x in found.interval(k)] for k, name in enumerate("abc")}
    counts = fitted["c"][1] > 0.0
    return {
        "a": fitted["a"][0] if counts else 0.0,
        "b": fitted["b"][0] if counts else 1.0,
        "c": fitted["c"][0] if counts else 0.0,
        "fitted": fitted,
        "means": {kind: round(mean, 4) for kind, mean in means_by_regime(chosen).items()},
        "leader_years": len(chosen.year),
        "events": int(chosen.removed.sum()),
        "countries": len(set(chosen.country.tolist())),
        "years": [FIRST, LAST],
        "sources": [dict(source) for source in sources],
    }


def rows(pairs: Pairs) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of scores: each forecast on the same leader-years."""
    chosen = pairs.of(pairs.year >= FIRST)
    hit = chosen.removed
    kinds = {
        "outside view as it is": chosen.outside,
        "outside view recalibrated (a, b)": rolling(pairs, inside=False),
        "both (a, b, c)": rolling(pairs, inside=True),
    }
    for name, chances in kinds.items():
        loss, brier = log_loss(chances, hit).mean(), ((chances - hit) ** 2).mean()
        yield name, f"{loss:.4f}", f"{brier:.5f}", f"{auc(chances, hit):.3f}"
    yield "simulation alone", "", "", f"{auc(chosen.inside, hit):.3f}"
