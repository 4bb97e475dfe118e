"""The fitted model as it is shipped: coefficients, their covariances, moments and counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fitted", "Period", "fitted", "fitted_of", "square"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Period:
    """How much likelier each outcome was in some years than lately, on the logit scale."""

    first: int
    last: int
    shift: Array
    """Shape (outcomes,); 0 in the last period."""
    error: Array
    """Standard errors, shape (outcomes,)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that a forecast needs; outcomes are the exits of ``model.EXITS`` and "attempt"."""

    leader_years: int
    outcomes: tuple[str, ...]
    features: tuple[str, ...]
    centre: Array
    """Means by which features are standardised, shape (features,)."""
    scale: Array
    """Standard deviations by which features are standardised, shape (features,)."""
    mean: Array
    """Mean of the standardised features of recent leaders, shape (features,)."""
    covariance: Array
    """Covariance of the standardised features of recent leaders, shape (features, features)."""
    coefficients: Array
    """Intercept and slopes, shape (outcomes, 1 + features)."""
    errors: Array
    """Covariance of the coefficients, shape (outcomes, 1 + features, 1 + features)."""
    periods: tuple[Period, ...]
    base: Mapping[str, tuple[int, float]]
    """Leader-years with each outcome and the standard error of the logit of their share."""
    classes: tuple[Mapping[str, Any], ...]
    """Reference classes: conditions, leader-years, counts, attempts."""
    mortality: Mapping[int, Mapping[str, float]]
    """Mean logarithm of infant mortality of each third of states, by year."""


@cache
def fitted() -> Fitted:
    """Return the shipped model."""
    text = (files("whowhom") / "shipped" / "outlook.json").read_text(encoding="utf-8")
    return fitted_of(json.loads(text))


def fitted_of(stored: Mapping[str, Any]) -> Fitted:
    """Return a model from its stored form."""
    outcomes = tuple(stored["outcomes"])
    size = len(stored["features"])
    return Fitted(
        leader_years=stored["leader_years"],
        outcomes=outcomes,
        features=tuple(stored["features"]),
        centre=np.array(stored["centre"]),
        scale=np.array(stored["scale"]),
        mean=np.array(stored["mean"]),
        covariance=square(stored["covariance"], size),
        coefficients=np.array([stored["coefficients"][name] for name in outcomes]),
        errors=np.array([square(stored["errors"][name], size + 1) for name in outcomes]),
        periods=tuple(
            Period(one["first"], one["last"], np.array(one["shift"]), np.array(one["error"]))
            for one in stored["periods"]
        ),
        base={name: (count, error) for name, (count, error) in stored["base"].items()},
        classes=tuple(stored["classes"]),
        mortality={int(year): means for year, means in stored["mortality"].items()},
    )


def square(triangle: Sequence[float], size: int) -> Array:
    """Return a symmetric matrix from its lower triangle, row by row.

    Examples
    --------
    >>> square([1.0, 2.0, 3.0], 2)
    array([[1., 2.],
           [2., 3.]])
    """
    matrix = np.zeros((size, size))
    rows, columns = np.tril_indices(size)
    matrix[rows, columns] = triangle
    matrix[columns, rows] = triangle
    return matrix
