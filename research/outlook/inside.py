"""Does the simulation add to base rates? Fit the pooling of both, out of time.

    python -m research.outlook.inside DATA REFERENCE [--set name=value] [--chances FILE] [--no-ship]

Each distinct circle of the leader-years is simulated once (about 15 minutes of one processor);
``--chances`` keeps the chances in a file outside of the project and reads them again. Rewrites
src/whowhom/shipped/outlook_pooling.json and what stands between the markers of docs/outlook.md.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research.outlook.circles import (
    CIRCLES,
    RUNS,
    Configuration,
    chosen_parameters,
    circle,
    configuration,
    falls,
)
from research.outlook.fit import calibrated, one_year, targets
from research.outlook.fit import rolling as rolling_logit
from research.outlook.panel import Panel, panel
from research.outlook.sources import SOURCES, read_tables
from research.outlook.validate import area
from whowhom.outside.pooling import LEAST, OTHER, logit
from whowhom.sim.parameter_sets import AnyParameters

__all__ = [
    "BEGIN",
    "FIRST",
    "LAST",
    "PAGE",
    "Fit",
    "Pairs",
    "clustered",
    "fit",
    "fit_pooling",
    "inside_chances",
    "log_loss",
    "means_by_regime",
    "pairs_of",
    "put",
    "rolling",
    "shipped",
    "simulated",
    "table",
]

FIRST, LAST = 1975, 2009
"""Years that are forecast; the years before serve to fit."""
BEGIN = 1961
"""First year whose forecast of the outside view rests on earlier forecasts, to fit from."""
RESAMPLES = 2000
NORMAL = 1.959963984540054

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "whowhom" / "shipped"
PAGE = ROOT / "docs" / "outlook.md"
sys.path.insert(0, str(ROOT / "docs"))
from marked import put, table  # type: ignore[import-not-found]  # noqa: E402

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
            np.mean(
                [f[0] for f in falls([circle(one, n) for n in range(circles)], runs, parameters)]
            )
        )
        for one in sorted(set(found))
    }


def inside_chances(
    found: Sequence[Configuration], parameters: AnyParameters, store: Path | None
) -> Numbers:
    """Return the chance for each leader-year, read from a file where it is there."""
    known: dict[Configuration, float] = {}
    if store is not None and store.is_file():
        rows = json.loads(store.read_text(encoding="utf-8"))
        known = {Configuration(*fields): chance for fields, chance in rows}
    missing = [one for one in found if one not in known]
    known |= simulated(missing, parameters)
    if store is not None and missing:
        rows = [[astuple(one), chance] for one, chance in known.items()]
        store.write_text(json.dumps(rows), encoding="utf-8")
    return np.array([known[one] for one in found])


def pairs_of(years: Panel, inside: Numbers) -> Pairs:
    """Return the leader-years from BEGIN to LAST; each outside chance is from earlier years."""
    stored = json.loads((SHIPPED / "outlook.json").read_text(encoding="utf-8"))
    logits = {name: rolling_logit(years, name, stored["ridges"][name]) for name in targets(years)}
    return Pairs(
        country=years.country,
        year=years.year,
        regime=np.array([str(one.values.get("regime", OTHER)) for one in years.facts]),
        outside=one_year(calibrated(years, logits, BEGIN))["insiders"],
        inside=inside,
        removed=years.exits == "insiders",
    ).of((years.year >= BEGIN) & (years.year <= LAST))


# --- the fit


def _chances(log_odds: Numbers) -> Numbers:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


def fit(
    design: Numbers, hit: NDArray[np.bool_], country: NDArray[np.int64], ridge: float = 0.0
) -> Fit:
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
    return Fit(
        beta, clustered(design, hit - 1.0 / (1.0 + np.exp(-design @ beta)), curvature, country)
    )


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
    chances = np.full(len(pairs.year), np.nan)
    for year in range(FIRST, LAST + 1):
        before, now = pairs.of(pairs.year < year), pairs.of(pairs.year == year)
        means = means_by_regime(before)
        beta = fit_pooling(before, inside=inside).coefficients
        chances[pairs.year == year] = _chances(_design(now, means, inside=inside) @ beta)
    return chances[pairs.year >= FIRST]


# --- scores


def log_loss(chances: Numbers, hit: NDArray[np.bool_]) -> Numbers:
    """Return the loss of each row, in nats."""
    return -np.log(np.where(hit, chances, 1.0 - chances))


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


# --- the page


def answer(stored: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the fit says, answer first."""
    value, low, high = stored["fitted"]["c"]
    a, b = stored["fitted"]["a"], stored["fitted"]["b"]
    if stored["c"] == 0.0:
        yield (
            "**The simulation does not clearly improve the chance, so the pooled chance is the "
            "outside view (a = 0, b = 1, c = 0)** and the simulation says only who removes the "
            "leader and how."
        )
    else:
        yield "**The simulation improves the chance: the pooled chance joins both.**"
    yield ""
    yield (
        f"Fitted to {stored['leader_years']:,} leader-years of {stored['countries']} countries, "
        f"{stored['years'][0]}-{stored['years'][1]}, with {stored['events']} removals by insiders: "
        f"c = {value:.2f} (95 % interval, clustered by country, {low:.2f} to {high:.2f}; "
        f"it {'covers' if low <= 0.0 <= high else 'does not cover'} zero), "
        f"a = {a[0]:.2f} ({a[1]:.2f} to {a[2]:.2f}), b = {b[0]:.2f} ({b[1]:.2f} to {b[2]:.2f})."
    )


def scores(pairs: Pairs) -> Iterator[str]:
    """Yield the table of scores: each forecast of the same leader-years, out of time."""
    chosen = pairs.of(pairs.year >= FIRST)
    hit, base = chosen.removed, log_loss(chosen.outside, chosen.removed)
    kinds = {
        "outside view as it is": chosen.outside,
        "outside view, recalibrated (a, b)": rolling(pairs, inside=False),
        "outside and inside view (a, b, c)": rolling(pairs, inside=True),
    }
    lines = []
    for name, chances in kinds.items():
        loss = log_loss(chances, hit)
        gain, low, high = between(base - loss, chosen.country)
        brier = ((chances - hit) ** 2).mean()
        apart = "" if chances is chosen.outside else f"{gain:+.4f} ({low:+.4f} to {high:+.4f})"
        lines.append((name, f"{loss.mean():.4f}", apart, f"{brier:.5f}", _area(chances, hit)))
    lines.append(("simulation alone, as a ranking", "", "", "", _area(chosen.inside, hit)))
    head = ("forecast", "log loss", "gain on the outside view", "Brier score", "AUC")
    yield from table(head, lines)


def by_regime(pairs: Pairs) -> Iterator[str]:
    """Yield the table of types of regime."""
    chosen = pairs.of(pairs.year >= FIRST)
    lines = []
    for kind in sorted(set(chosen.regime.tolist())):
        some = chosen.of(chosen.regime == kind)
        lines.append(
            (
                kind,
                f"{len(some.year):,}",
                str(int(some.removed.sum())),
                f"{some.removed.mean():.1%}".replace("%", " %"),
                f"{some.outside.mean():.1%}".replace("%", " %"),
                f"{some.inside.mean():.1%}".replace("%", " %"),
                _area(some.outside, some.removed),
                _area(some.inside, some.removed),
            )
        )
    head = ("regime", "leader-years", "removed", "share", "outside", "simulation")
    yield from table((*head, "AUC outside", "AUC simulation"), lines)


def _area(chances: Numbers, hit: NDArray[np.bool_]) -> str:
    if not 0 < hit.sum() < len(hit):
        return ""
    return f"{area(chances, hit.astype(float)):.3f}"


def main() -> None:
    """Simulate, fit, ship and write."""
    parser = argparse.ArgumentParser(prog="python -m research.outlook.inside")
    parser.add_argument("data", type=Path)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    parser.add_argument("--chances", type=Path, metavar="FILE")
    parser.add_argument("--no-ship", action="store_true", help="print, and change no file")
    given = parser.parse_args()
    years = panel(read_tables(given.data, given.reference))
    found = [configuration(one) for one in years.facts]
    chances = inside_chances(found, chosen_parameters(given.settings), given.chances)
    pairs = pairs_of(years, chances)
    named = ("regimes", "types", "leaders", "coups", "mortality")
    sources = [
        {
            "file": SOURCES[one].file,
            "sha256": SOURCES[one].sha256,
            "citation": SOURCES[one].citation,
        }
        for one in named
    ]
    stored = shipped(pairs, sources)
    parts = {
        "pooling": list(answer(stored)),
        "pooling scores": list(scores(pairs)),
        "pooling regimes": list(by_regime(pairs)),
    }
    for lines in parts.values():
        sys.stdout.write("\n".join(lines) + "\n\n")
    if not given.no_ship:
        text = json.dumps(stored, indent=1) + "\n"
        (SHIPPED / "outlook_pooling.json").write_text(text, encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        for name, lines in parts.items():
            page = put(page, name, lines)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
