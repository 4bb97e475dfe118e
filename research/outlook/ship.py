"""Write src/whowhom/shipped/outlook.json: what the package needs of the fit, and no row of data."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.outlook.fit import (
    FIRST_FORECAST,
    OUTCOMES,
    PARTS,
    WINDOW,
    calibration,
    logit,
    standards,
    targets,
)
from research.outlook.panel import STAYED, Panel
from research.outlook.sources import SOURCES, Tables
from whowhom.outside.features import FEATURES
from whowhom.outside.model import EXITS
from whowhom.outside.reference import conditions_of

__all__ = ["shipped", "write"]

Array = NDArray[np.float64]

REPLICATES = 200
FEWEST = 50
"""Leader-years below which a reference class is not shown."""
RECENT = 1990
"""The distribution of facts that are not given is that of leaders from this year on."""
PERIODS = ((1946, 1969), (1970, 1979), (1980, 1995), (1996, 2010))
"""The last one is the window of the calibration."""


def write(path: Path, stored: dict[str, Any]) -> None:
    """Write the shipped model, one line for each part."""
    lines = (f"{json.dumps(name)}: {json.dumps(part)}" for name, part in stored.items())
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def shipped(
    tables: Tables, panel: Panel, ridges: dict[str, float], logits: dict[str, Array]
) -> dict[str, Any]:
    """Return the shipped model: coefficients, covariances, moments, counts and sources."""
    centre, scale = standards(panel.features)
    standard = (panel.features - centre) / scale
    filled = np.nan_to_num(standard)
    coefficients = _coefficients(panel, filled, ridges, logits, np.ones(len(filled)))
    recent = standard[panel.year >= RECENT]
    errors = _errors(panel, filled, ridges, logits)
    return {
        "years": [int(panel.year.min()), int(panel.year.max())],
        "leader_years": len(panel.year),
        "countries": len(set(panel.country.tolist())),
        "window": WINDOW,
        "ridges": ridges,
        "features": list(FEATURES),
        "outcomes": list(OUTCOMES),
        "centre": _short(centre),
        "scale": _short(scale),
        "mean": _short(np.nanmean(recent, axis=0)),
        "covariance": _triangle(_covariance(recent)),
        "coefficients": {name: _short(coefficients[k]) for k, name in enumerate(OUTCOMES)},
        "errors": {name: _triangle(errors[k]) for k, name in enumerate(OUTCOMES)},
        "periods": list(_periods(panel, filled, coefficients)),
        "base": _base(panel),
        "classes": list(_classes(panel)),
        "mortality": _mortality(tables),
        "sources": [
            {"file": one.file, "sha256": one.sha256, "citation": one.citation}
            for one in SOURCES.values()
        ],
    }


def _short(values: Array) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def _triangle(matrix: Array) -> list[float]:
    return [float(f"{value:.5g}") for value in matrix[np.tril_indices(len(matrix))]]


def _covariance(standard: Array) -> Array:
    """Return the covariance of features; what is not known counts as its mean."""
    filled = np.where(np.isnan(standard), np.nanmean(standard, axis=0), standard)
    return np.cov(filled.T, bias=True)


def _coefficients(
    panel: Panel,
    filled: Array,
    ridges: dict[str, float],
    logits: dict[str, Array],
    weights: Array,
) -> Array:
    """Return calibrated intercepts and slopes, shape (outcomes, 1 + features)."""
    known, parts = targets(panel), {}
    for name, (happened, telling) in known.items():
        found = logit(filled[telling], happened[telling], ridges[name], weights[telling])
        parts[name] = np.r_[found[0], found[1]]
    first = max(FIRST_FORECAST, int(panel.year.max()) + 1 - WINDOW)
    rows = []
    for name in OUTCOMES:
        happened, telling = known[name]
        past = telling & (panel.year >= first)
        earlier = np.column_stack([logits[part] for part in PARTS[name]])[past]
        learned = calibration(earlier, happened[past], weights[past])
        row = learned.slopes @ np.array([parts[part] for part in PARTS[name]])
        row[0] += learned.intercept
        rows.append(row)
    return np.array(rows)


def _errors(
    panel: Panel, filled: Array, ridges: dict[str, float], logits: dict[str, Array]
) -> Array:
    """Return covariances of the coefficients from resampled countries."""
    rng = np.random.default_rng(15)
    countries, index = np.unique(panel.country, return_inverse=True)
    drawn = rng.multinomial(
        len(countries), np.full(len(countries), 1 / len(countries)), size=REPLICATES
    )
    found = np.array(
        [
            _coefficients(panel, filled, ridges, logits, times[index].astype(float))
            for times in drawn
        ]
    )
    return np.array([np.cov(found[:, k].T) for k in range(len(OUTCOMES))])


def _periods(panel: Panel, filled: Array, coefficients: Array) -> Any:
    known = targets(panel)
    for first, last in PERIODS:
        shifts, errors = [], []
        for k, name in enumerate(OUTCOMES):
            happened, telling = known[name]
            rows = telling & (panel.year >= first) & (panel.year <= last)
            odds = coefficients[k, 0] + filled[rows] @ coefficients[k, 1:]
            shift, error = _shift(odds, happened[rows]) if last < PERIODS[-1][1] else (0.0, 0.0)
            shifts.append(shift)
            errors.append(error)
        yield {
            "first": first,
            "last": last,
            "shift": _short(np.array(shifts)),
            "error": _short(np.array(errors)),
        }


def _shift(odds: Array, happened: Array) -> tuple[float, float]:
    """Return the intercept that is missing in a period, near 0, and its standard error."""
    shift, prior = 0.0, 1.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(odds + shift)))
        information = float(np.sum(chance * (1 - chance))) + prior
        shift += (float(np.sum(happened - chance)) - prior * shift) / information
    return shift, information**-0.5


def _base(panel: Panel) -> dict[str, list[float]]:
    """Return counts over all leader-years and errors of their logits, clustered by country."""
    happened = {name: panel.exits == name for name in EXITS}
    happened |= {"any_exit": panel.exits != STAYED, "attempt": panel.attempt}
    rows, found = len(panel.year), {}
    for name, hit in happened.items():
        share = hit.mean()
        sums = [(hit[panel.country == c] - share).sum() for c in np.unique(panel.country)]
        error = float(np.sum(np.square(sums))) ** 0.5 / rows / (share * (1 - share))
        found[name] = [int(hit.sum()), float(f"{error:.6g}")]
    return found


def _classes(panel: Panel) -> Any:
    rows: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for row, facts in enumerate(panel.facts):
        shared = conditions_of(facts)
        for size in range(len(shared) + 1):
            for names in combinations(shared, size):
                key = tuple(sorted((name, shared[name]) for name in names))
                rows.setdefault(key, []).append(row)
    for key, members in sorted(rows.items(), key=lambda item: (len(item[0]), item[0])):
        if len(members) >= FEWEST:
            yield {
                "conditions": dict(key),
                "leader_years": len(members),
                "counts": [int((panel.exits[members] == name).sum()) for name in EXITS],
                "attempts": int(panel.attempt[members].sum()),
            }


def _mortality(tables: Tables) -> dict[str, dict[str, float]]:
    """Return the mean logarithm of each third of states by year."""
    found = {}
    for year, group in tables.mortality.dropna(subset=["infmort"]).groupby("year"):
        thirds = np.array_split(np.sort(np.log(group.infmort.to_numpy())), 3)
        found[str(year)] = {
            word: float(f"{part.mean():.5g}")
            for word, part in zip(("rich", "middle", "poor"), thirds, strict=True)
        }
    return found
