"""Sobol indices of an answer to which both inputs and chance contribute.

Chance is one more input beside the groups of values. A design of N points consists of N pairs
(A, B) of draws of everything, the chance included; and for each input the N points of A with that
input taken from B. All points of a pair but two share the chance of A, so they are paired runs:
they differ only in the values that were exchanged. The design and the estimators are those of SALib
(Saltelli et al. 2010), see ``docs/decisions/sensitivity.md``.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANCE", "Design", "Index", "design_of", "indices", "varies"]

CHANCE = "chance"
"""Name of the input that is not a value."""

_RESAMPLES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What one input, or one group of them, contributes to the variance of an answer.

    All numbers are shares of the variance of the answer; intervals are 90 % bootstrap intervals.
    They are None where the answer does not vary, see :func:`varies`.
    """

    name: str
    values: tuple[str, ...]
    """Paths of the values in the group; empty for chance."""
    first: float | None
    """Share explained by this input alone (first-order index)."""
    first_low: float | None
    first_high: float | None
    total: float | None
    """Share that remains if all else, and chance, were known (total index)."""
    total_low: float | None
    total_high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The points to be simulated."""

    groups: Mapping[str, tuple[str, ...]]
    """Paths of the values by group."""
    points: int
    """Number N of pairs of draws, a power of two."""
    chances: NDArray[np.float64]
    """Quantiles of the values, in [0, 1], shape (inputs + 2, points, values)."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of all values, in the order of the last axis of `chances`."""
        return tuple(path for paths in self.groups.values() for path in paths)

    @property
    def blocks(self) -> int:
        """Number of runs for each pair: one each for A, B, every group and chance."""
        return len(self.groups) + 3

    def first_run(self, block: int) -> int:
        """Return the number of the run whose chance the first point of a block has.

        The points of a block have the chances of consecutive runs. The last two blocks, A with the
        chance of B and B itself, have chances of their own.
        """
        return self.points if block >= self.blocks - 2 else 0


def design_of(groups: Mapping[str, Sequence[str]], points: int, seed: int) -> Design:
    """Lay out a design.

    Parameters
    ----------
    groups : mapping of str to sequence of str
        Paths of the values that are exchanged together, by the name of the group.
    points : int
        N, a power of two.
    seed : int
        Scrambles the Sobol sequence, >= 0.
    """
    from SALib.sample import sobol

    problem = _problem(groups)
    sample = sobol.sample(
        problem, points, calc_second_order=False, seed=np.random.default_rng([seed, points])
    )
    blocks = np.asarray(sample).reshape(points, len(groups) + 3, -1).transpose(1, 0, 2)
    return Design(
        groups={name: tuple(paths) for name, paths in groups.items()},
        points=points,
        chances=np.ascontiguousarray(blocks[:, :, :-1]),
    )


def varies(answers: NDArray[np.float64]) -> bool:
    """Say whether answers differ in the two independent blocks, the only measure of variance.

    Parameters
    ----------
    answers : array of float, shape (inputs + 2, points, answers)
        Answers of the runs of a design.
    """
    return bool(_variances(answers).any())


def indices(design: Design, answers: NDArray[np.float64], seed: int) -> tuple[Index, ...]:
    """Return the indices of all groups and, last, of chance.

    Parameters
    ----------
    design : Design
        The design that was run.
    answers : array of float, shape (inputs + 2, points, answers)
        Answers of its runs; the variances of several answers are added up.
    seed : int
        Chooses the resamples of the intervals, >= 0.
    """
    size, n_answers = len(answers) - 2, answers.shape[-1]
    weights = _variances(answers)
    first, total = np.zeros((_RESAMPLES + 1, size)), np.zeros((_RESAMPLES + 1, size))
    for k in range(n_answers):
        if weights[k] > 0:
            found = _analysed(design, answers[:, :, k].T.ravel(), seed)
            share = weights[k] / weights.sum()
            first += share * np.vstack([found["S1"], found["S1_conf_all"]])
            total += share * np.vstack([found["ST"], found["ST_conf_all"]])
    if not weights.any():
        first[:], total[:] = np.nan, np.nan
    rows = [*design.groups.items(), (CHANCE, ())]
    return tuple(
        Index(
            name=name,
            values=paths,
            **_with_interval("first", first[:, i]),
            **_with_interval("total", total[:, i]),
        )
        for i, (name, paths) in enumerate(rows)
    )


def _variances(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of each answer over A and B, by which SALib divides."""
    return np.asarray(answers[[0, -1]].var(axis=(0, 1)))


def _analysed(design: Design, answers: NDArray[np.float64], seed: int) -> dict[str, Any]:
    """Return what SALib finds for one answer; resamples are the same for every answer."""
    from SALib.analyze import sobol

    # a resample in which an answer does not vary has nothing to share out: it counts as 0
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sobol.analyze(
            _problem(design.groups),
            answers,
            calc_second_order=False,
            num_resamples=_RESAMPLES,
            keep_resamples=True,
            seed=seed + 1,  # SALib takes 0 for no seed at all
        )
    return {name: np.nan_to_num(found[name]) for name in ("S1", "ST", "S1_conf_all", "ST_conf_all")}


def _with_interval(name: str, values: NDArray[np.float64]) -> dict[str, float | None]:
    """Return an estimate with its 90 % interval, from itself and its resamples."""
    if np.isnan(values[0]):
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    low, high = np.quantile(values[1:], [0.05, 0.95])
    return {name: float(values[0]), f"{name}_low": float(low), f"{name}_high": float(high)}


def _problem(groups: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what SALib calls a problem: all inputs between 0 and 1, chance the last."""
    members = [(name, path) for name, paths in groups.items() for path in paths]
    return {
        "num_vars": len(members) + 1,
        "names": [*(path for _, path in members), CHANCE],
        "groups": [*(name for name, _ in members), CHANCE],
        "bounds": [[0.0, 1.0]] * (len(members) + 1),
    }
