"""Stylised facts beside the struggles: numbers that a simulated population of regimes should show.

A fact is fitted if the posterior was to agree with it, and only tested otherwise. What the model
says of it is computed once under each set of the design and fitted by a polynomial, as the runs
of the struggles are; how badly that polynomial forecasts left-out sets is added to the uncertainty.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.calibration.emulator import RIDGES, features, folds
from whowhom.sim.parameters import Parameters

__all__ = ["Fact", "FactFit", "fact_problems", "fitted_fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number that is known of the world, and how the model comes by its own.

    Examples
    --------
    >>> Fact("half are biased", 0.5, 0.1, lambda parameters: parameters["bias"]).fitted
    True
    """

    name: str
    """Short, for tables."""
    target: float
    """What is known."""
    error: float
    """Its standard error, > 0."""
    value: Callable[[Parameters], float]
    """What the model says under a set of parameters."""
    fitted: bool = True
    """Whether the parameters are fitted to it; if not, it is only tested."""


@dataclass(frozen=True, slots=True, eq=False)
class FactFit:
    """What the model says of a fact anywhere in the box."""

    fact: Fact
    coefficients: NDArray[np.float64]
    curved: bool
    residual: float
    """Standard deviation of the misses at left-out sets."""

    def values(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the number at points of the box, shape (n,)."""
        return np.asarray(features(points, curved=self.curved) @ self.coefficients)

    def log_likelihood(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log of a normal density about the target, up to a constant, shape (n,)."""
        variance = self.fact.error**2 + self.residual**2
        return -((self.values(points) - self.fact.target) ** 2) / (2 * variance)


def fitted_fact(fact: Fact, points: NDArray[np.float64], values: NDArray[np.float64]) -> FactFit:
    """Fit the polynomial to what the model says of a fact under the sets of a design.

    Parameters
    ----------
    fact : Fact
        The fact.
    points : array of float, shape (S, d)
        The sets, in [0, 1].
    values : array of float, shape (S,)
        What the model says under each.
    """
    tried = [(curved, ridge) for curved in (False, True) for ridge in (1e-3, 0.1, *RIDGES)]
    misses = [_held_out(points, values, curved, ridge) for curved, ridge in tried]
    curved, ridge = tried[int(np.argmin(misses))]
    coefficients = _solved(features(points, curved=curved), values, ridge)
    return FactFit(fact, coefficients, curved, float(min(misses)))


def fact_problems(facts: Sequence[Fact]) -> list[str]:
    """Return what is wrong with a list of facts."""
    names = [fact.name for fact in facts]
    problems = [
        f"facts: {name!r} stands twice" for name in sorted(set(names)) if names.count(name) > 1
    ]
    for fact in facts:
        if not fact.name:
            problems.append("facts: each needs a name")
        if not math.isfinite(fact.target):
            problems.append(
                f"facts: the target of {fact.name} must be a number, got {fact.target!r}"
            )
        if not (math.isfinite(fact.error) and fact.error > 0):
            problems.append(f"facts: the error of {fact.name} must be > 0, got {fact.error!r}")
    return problems


def _held_out(
    points: NDArray[np.float64], values: NDArray[np.float64], curved: bool, ridge: float
) -> float:
    """Return the root mean square of the misses at left-out sets."""
    terms = features(points, curved=curved)
    misses = np.zeros(len(values))
    for held in folds(len(values), 5):
        rest = np.setdiff1d(np.arange(len(values)), held)
        misses[held] = terms[held] @ _solved(terms[rest], values[rest], ridge) - values[held]
    return float(np.sqrt(np.mean(misses**2)))


def _solved(
    terms: NDArray[np.float64], values: NDArray[np.float64], ridge: float
) -> NDArray[np.float64]:
    pull = np.full(terms.shape[1], ridge)
    pull[0] = 0.0
    return np.asarray(np.linalg.solve(terms.T @ terms + np.diag(pull), terms.T @ values))
