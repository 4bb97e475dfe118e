"""Condition runs on a record: sequential Monte Carlo, one particle a run.

The months pass in all runs side by side, guided by the record (see ``guide.py``). Whenever the
weights have become uneven, runs that miss the record end and runs that fit it are continued twice
or more often (systematic resampling; N. Chopin and O. Papaspiliopoulos, "An Introduction to
Sequential Monte Carlo", Springer 2020, https://doi.org/10.1007/978-3-030-47845-2, chapters 9 and
10). From then on a copy draws random numbers of its own, those of its place; the first keeps the
place of the run that it continues. At the as-of date all are resampled to equal weight, so that
what follows is an ordinary ensemble.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from whowhom.ensemble.map_runs import map_runs
from whowhom.ensemble.progress import Progress
from whowhom.rng import STREAMS, uniform
from whowhom.sim.simulation import (
    Observation,
    Startable,
    States,
    Trace,
    advance,
    blank_states,
)

__all__ = ["Filtered", "Step", "particle_filter"]

_RESAMPLE = STREAMS.index("resample")
_STRETCH = 2
"""Months between two looks at the weights."""
_BLOCK = 50
"""Runs that a thread takes at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """The weights at one look."""

    month: int
    """Index of the last month that passed."""
    effective: float
    """Effective runs, by the weights since the last resampling."""
    log_evidence: float
    """Log evidence of all months so far, against the plain chain of the outlook."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Runs given the record, of equal weight, at the end of the as-of month."""

    states: States
    runs: int
    """How many began."""
    origin: NDArray[np.int64]
    """Number of the run whose start each run has, shape (R,)."""
    branch: NDArray[np.int64]
    """Number of the run that each was at the look with the fewest effective runs, shape (R,):
    runs of one branch are alike."""
    trace: Trace
    """What is counted of the months that passed, in the histories of these runs."""
    steps: tuple[Step, ...]

    @property
    def fewest(self) -> float:
        """Effective runs at the look at which there were fewest."""
        return min(step.effective for step in self.steps)

    def effective(self, tops: NDArray[np.integer]) -> float:
        """Return the number of independent runs whose shares would be known as well.

        Runs of one branch share a past and may end alike. The variance of the shares of sole rulers
        with branches as clusters, against that of independent runs, says how much that costs
        (the fixed-lag estimator of J. Olsson and R. Douc, "Numerically stable online estimation of
        variance in particle filters", Bernoulli 25, 2019, https://doi.org/10.3150/18-BEJ1022, with
        the lag that reaches back to the worst look).

        Parameters
        ----------
        tops : array of int, shape (R,)
            Who ends as sole ruler in each run, -1 for nobody.
        """
        runs = len(tops)
        _, group = np.unique(self.branch, return_inverse=True)
        independent = clustered = 0.0
        for top in np.unique(tops):
            mine = tops == top
            share = float(mine.mean())
            sums = np.bincount(group, mine - share)
            independent += share * (1.0 - share) / runs
            clustered += float((sums * sums).sum()) / runs**2
        return runs * min(1.0, independent / clustered) if clustered > 0.0 else self.fewest


@dataclass(frozen=True, slots=True)
class _Months:
    """Some runs and the months that are to pass: a :class:`whowhom.ensemble.map_runs.Task`."""

    states: States
    observation: Observation
    seed: int
    first: int
    begin: int
    end: int
    start: Startable | None

    @property
    def runs(self) -> int:
        """How many runs."""
        return len(self.states.actors)

    def __call__(self) -> Trace:
        """Let the months pass."""
        return advance(
            self.states,
            self.observation,
            seed=self.seed,
            first=self.first,
            begin=self.begin,
            end=self.end,
            start=self.start,
        )


def particle_filter(
    start: Startable,
    observation: Observation,
    *,
    runs: int,
    kept: int | None = None,
    seed: int,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Filtered:
    """Let the observed months pass in `runs` runs and return them given the observation.

    Parameters
    ----------
    start : Startable
        The case at its start.
    observation : Observation
        What is observed of the first D months.
    runs : int
        Number of runs.
    kept : int, optional
        How many are returned, of equal weight; all if not given.
    seed : int
        Seed of the random numbers.
    threads : int, optional
        It changes nothing.
    progress : callable, optional
        Called with the progress: the share of months that has passed, in runs.

    Returns
    -------
    Filtered
        It depends on start, observation, runs and seed alone.

    Raises
    ------
    Interrupted
        If the user stops it.
    """
    months = len(observation.ruled)
    states = blank_states(start.draw(seed, 0, 1), runs)
    origin, branch, weights = np.arange(runs), np.arange(runs), np.zeros(runs)
    fewest = float(runs)
    evidence = observation.before
    steps: list[Step] = []
    began = time.monotonic()
    past: list[tuple[Trace, NDArray[np.int64]]] = []  # with the parents of the next months
    for begin in range(0, months, _STRETCH):
        end = min(begin + _STRETCH, months)
        tasks = [
            _Months(
                states.of(slice(first, first + _BLOCK)),
                observation,
                seed,
                first,
                begin,
                end,
                start if begin == 0 else None,
            )
            for first in range(0, runs, _BLOCK)
        ]
        parts: dict[int, Trace] = {}
        part = _part(progress, begin, end, months, runs, began)
        map_runs(tasks, parts.__setitem__, threads=threads, progress=part)
        traces = [parts[index] for index in range(len(tasks))]
        before = _log_mean(weights)
        weights = weights + states.weight[:, 0]
        states.weight[:, 0] = 0.0
        evidence += _log_mean(weights) - before
        effective = _effective(weights)
        steps.append(Step(end - 1, effective, evidence))
        if effective < fewest:
            branch, fewest = np.arange(runs), effective
        parents = np.arange(runs)
        draw = uniform(seed, 0, end, _RESAMPLE, 0, 0)
        if end == months:
            parents = np.repeat(np.arange(runs), _times(weights, kept or runs, draw))
            states = states.of(parents)
            origin, branch = origin[parents], branch[parents]
        elif effective < runs / 2:
            parents = _parents(_times(weights, runs, draw))
            copied = np.flatnonzero(parents != np.arange(runs))
            for field in states:
                field[copied] = field[parents[copied]]
            origin, branch = origin[parents], branch[parents]
            weights = np.zeros(runs)
        past.append((Trace.joined(traces, axis=0), parents))
    return Filtered(
        states=states,
        runs=runs,
        origin=origin,
        branch=branch,
        trace=_histories(past),
        steps=tuple(steps),
    )


def _part(
    progress: Callable[[Progress], None] | None,
    begin: int,
    end: int,
    months: int,
    runs: int,
    began: float,
) -> Callable[[Progress], None] | None:
    """Return what tells the progress of some months as that of all."""
    if progress is None:
        return None

    def tell(now: Progress) -> None:
        done = (begin * runs + (end - begin) * now.reached) // months
        pace = (time.monotonic() - began) / done if 20 * done > runs else None
        progress(replace(now, done=done, under_way=0, runs=runs, pace=pace))

    return tell


def _log_mean(weights: NDArray[np.float64]) -> float:
    top = float(weights.max())
    return top + math.log(float(np.mean(np.exp(weights - top))))


def _effective(weights: NDArray[np.float64]) -> float:
    """Return Kish's effective sample size of log weights."""
    w = np.exp(weights - weights.max())
    return float(w.sum() ** 2 / (w * w).sum())


def _times(weights: NDArray[np.float64], runs: int, draw: float) -> NDArray[np.int64]:
    """Return how often each run is continued, `runs` in all: systematic resampling."""
    w = np.exp(weights - weights.max())
    edges = np.cumsum(w) / w.sum() * runs
    edges[-1] = runs
    whole = np.ceil(np.concatenate([[0.0], edges]) - draw).astype(np.int64)
    return whole[1:] - whole[:-1]


def _parents(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the run that each place continues; who is continued at all keeps the own place."""
    runs = len(times)
    parents = np.where(times > 0, np.arange(runs), -1)
    parents[parents < 0] = np.repeat(np.arange(runs), np.maximum(times - 1, 0))
    return parents


def _histories(past: list[tuple[Trace, NDArray[np.int64]]]) -> Trace:
    """Put the months together along the line of ancestors of each run."""
    line = np.arange(len(past[-1][1]))
    found: list[Trace] = []
    for trace, parents in reversed(past):
        line = parents[line]
        found.append(trace.of(line))
    return Trace.joined(found[::-1], axis=1)
