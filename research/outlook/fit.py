"""Fit the outside view: ridge logits for each outcome, calibrated on earlier rolling forecasts.

Each exit has its own logit against staying; in a year the odds of all exits compete. The logit of
removal by insiders is helped by a second one, of "trouble" (removal by insiders or a coup attempt),
which has four times as many events. Calibration weighs the logits by what they forecast in the
years before, each from a fit to still earlier years.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.outlook.panel import STAYED, Panel
from whowhom.outside.model import EXITS

__all__ = [
    "CHOSEN_BEFORE",
    "OUTCOMES",
    "PARTS",
    "WINDOW",
    "Weights",
    "best_ridges",
    "calibrated",
    "calibration",
    "log_loss",
    "logit",
    "one_year",
    "rolling",
    "standards",
    "targets",
]

Array = NDArray[np.float64]

OUTCOMES = (*EXITS, "attempt")
PARTS: Mapping[str, tuple[str, ...]] = {"insiders": ("insiders", "trouble")} | {
    name: (name,) for name in (*EXITS[1:], "attempt")
}
"""The logits from which each outcome is calibrated."""
RIDGES = (5.0, 15.0, 50.0, 150.0, 500.0, 5000.0)
"""Penalties tried: half of it times the sum of squared standardised slopes."""
FIRST_FORECAST = 1956
FIRST_COUPS = 1950
"""The table of coups begins here."""
CHOSEN_BEFORE = 1975
"""Ridges are chosen by the log loss of the years before."""
WINDOW = 15
"""Years of earlier forecasts from which the calibration is learned."""
STIFFNESS = 10.0
"""Penalty on the distance of the weights of the calibration from equal weights that sum to 1."""

LOOSENESS = 0.3
"""Penalty on the intercept of the calibration, for exits that no recent leader has had."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A calibration: intercept and weights of the logits."""

    intercept: float
    slopes: Array

    def __call__(self, logits: Array) -> Array:
        """Return calibrated log odds of logits, shape (rows, parts)."""
        return np.asarray(self.intercept + logits @ self.slopes)


def targets(panel: Panel) -> dict[str, tuple[Array, NDArray[np.bool_]]]:
    """Return for each logit what happened and the rows that can tell."""
    happened = {name: panel.exits == name for name in EXITS}
    stayed = panel.exits == STAYED
    has_coups = panel.year >= FIRST_COUPS
    every = np.ones(panel.year.shape, dtype=bool)
    found = {name: (happened[name].astype(float), happened[name] | stayed) for name in EXITS}
    found["attempt"] = panel.attempt.astype(float), has_coups
    found["trouble"] = (panel.attempt | happened["insiders"]).astype(float), every
    return found


def logit(
    features: Array, happened: Array, ridge: float, weights: Array | None = None
) -> tuple[float, Array]:
    """Return intercept and slopes of a ridge logit; the intercept is not penalised."""
    weights = np.ones(len(happened)) if weights is None else weights
    design = np.c_[np.ones(len(happened)), features]
    penalty = np.r_[0.0, np.full(features.shape[1], ridge)]
    share = (happened @ weights + 0.01) / (weights.sum() + 1)
    found = np.r_[np.log(share / (1 - share)), np.zeros(features.shape[1])]
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (weights * (happened - chance)) - penalty * found
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curve + np.diag(penalty + 1e-9), slope)
        found = found + step * min(1.0, 2 / np.abs(step).max())
        if np.abs(step).max() < 1e-9:
            break
    return float(found[0]), found[1:]


def standards(features: Array) -> tuple[Array, Array]:
    """Return means and standard deviations of features, whatever is not known left out."""
    known = ~np.isnan(features)
    number = np.maximum(1, known.sum(axis=0))
    centre = np.where(known, features, 0).sum(axis=0) / number
    scale = np.sqrt((np.where(known, features - centre, 0) ** 2).sum(axis=0) / number)
    return centre, np.where(scale < 1e-9, 1.0, scale)


def rolling(
    panel: Panel, name: str, ridge: float, columns: NDArray[np.int64] | None = None
) -> Array:
    """Return log odds of each row from a fit to the years before its own; not-a-number at first."""
    happened, telling = targets(panel)[name]
    features = panel.features if columns is None else panel.features[:, columns]
    found = np.full(len(happened), np.nan)
    for year in range(FIRST_FORECAST, int(panel.year.max()) + 1):
        past, now = panel.year < year, panel.year == year
        centre, scale = standards(features[past])
        filled = np.nan_to_num((features - centre) / scale)
        rows = past & telling
        intercept, slopes = logit(filled[rows], happened[rows], ridge)
        found[now] = intercept + filled[now] @ slopes
    return found


def log_loss(happened: Array, chance: Array) -> float:
    """Return the mean logarithmic loss."""
    inside = np.clip(chance, 1e-9, 1 - 1e-9)
    return -float(np.mean(happened * np.log(inside) + (1 - happened) * np.log(1 - inside)))


def best_ridges(
    panel: Panel, columns: NDArray[np.int64] | None = None
) -> tuple[dict[str, float], dict[str, Array]]:
    """Return for each logit the ridge that forecast best before the test, and its forecasts."""
    ridges, logits = {}, {}
    for name, (happened, telling) in targets(panel).items():
        rows = telling & (panel.year >= FIRST_FORECAST) & (panel.year < CHOSEN_BEFORE)
        tried = {ridge: rolling(panel, name, ridge, columns) for ridge in RIDGES}
        losses = {
            ridge: log_loss(happened[rows], 1 / (1 + np.exp(-found[rows])))
            for ridge, found in tried.items()
        }
        ridges[name] = min(losses, key=losses.__getitem__)
        logits[name] = tried[ridges[name]]
    return ridges, logits


def calibration(logits: Array, happened: Array, weights: Array | None = None) -> Weights:
    """Return the calibration that fits best, near equal weights that sum to one."""
    rows, parts = logits.shape
    prior = np.full(parts, 1 / parts)
    offset, design = logits @ prior, np.c_[np.ones(rows), logits]
    penalty = np.r_[LOOSENESS, np.full(parts, STIFFNESS)]
    weights = np.ones(rows) if weights is None else weights
    moved = np.zeros(parts + 1)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-(offset + design @ moved)))
        slope = design.T @ (weights * (happened - chance)) - penalty * moved
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curve + np.diag(penalty + 1e-9), slope)
        moved = moved + step * min(1.0, 2 / max(1e-9, np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            break
    return Weights(float(moved[0]), prior + moved[1:])


def calibrated(
    panel: Panel, logits: Mapping[str, Array], first: int, window: int = WINDOW
) -> dict[str, Array]:
    """Return calibrated log odds of each outcome from a year on, learned before each year."""
    known = targets(panel)
    found = {}
    for name in OUTCOMES:
        happened, telling = known[name]
        parts = np.column_stack([logits[part] for part in PARTS[name]])
        odds = np.full(len(happened), np.nan)
        for year in range(first, int(panel.year.max()) + 1):
            past = (
                telling & (panel.year < year) & (panel.year >= max(FIRST_FORECAST, year - window))
            )
            now = panel.year == year
            odds[now] = calibration(parts[past], happened[past])(parts[now])
        found[name] = odds
    return found


def one_year(log_odds: Mapping[str, Array]) -> dict[str, Array]:
    """Return the chances of a year in which all exits compete."""
    odds = {name: np.exp(log_odds[name]) for name in EXITS}
    total = 1 + np.sum(list(odds.values()), axis=0)
    found = {name: one / total for name, one in odds.items()}
    found["any_exit"] = 1 - 1 / total
    found["attempt"] = 1 / (1 + np.exp(-log_odds["attempt"]))
    return found
