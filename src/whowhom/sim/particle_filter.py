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
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whowhom.rng import STREAMS, uniform
from whowhom.sim.simulation import (
    Observation,
    Startable,
    States,
    Trace,
    _blank_world,
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
    origin: NDArray[np.int64]
    """Number of the run whose start each run has, shape (R,)."""
    trace: Trace
    """What is counted of the months that passed, in the histories of these runs."""
    steps: tuple[Step, ...]
    effective: float
    """Effective runs at the as-of date, before the last resampling."""


def particle_filter(
    start: Startable,
    observation: Observation,
    *,
    runs: int,
    seed: int,
    threads: int = 1,
    stretch: int = _STRETCH,
    tick: Callable[[int, int], None] = lambda _done, _all: None,
) -> Filtered:
    """Let the observed months pass in `runs` runs and return them given the observation.

    The result depends on (start, observation, runs, seed) alone.
    """
    months = len(observation.ruled)
    template = start.draw(seed, 0, 1)
    states = blank_states(template, _blank_world(template), runs)
    blocks = [(first, min(first + _BLOCK, runs)) for first in range(0, runs, _BLOCK)]
    origin = np.arange(runs)
    weights = np.zeros(runs)
    evidence = observation.before
    steps: list[Step] = []
    past: list[tuple[Trace, NDArray[np.int64]]] = []  # with the parents of the next stretch
    with ThreadPoolExecutor(threads) as pool:
        for begin in range(0, months, stretch):
            end = min(begin + stretch, months)

            def passed(block: tuple[int, int], begin: int = begin, end: int = end) -> Trace:
                low, high = block
                return advance(
                    States(*(field[low:high] for field in states)),
                    observation,
                    seed=seed,
                    first=low,
                    begin=begin,
                    end=end,
                    start=start if begin == 0 else None,
                )

            trace = Trace(*map(np.concatenate, zip(*pool.map(passed, blocks), strict=True)))
            before = _log_mean(weights)
            weights = weights + states.weight[:, 0]
            states.weight[:, 0] = 0.0
            evidence += _log_mean(weights) - before
            effective = _effective(weights)
            steps.append(Step(end - 1, effective, evidence))
            parents = np.arange(runs)
            if end == months or effective < runs / 2:
                parents = _resampled(weights, uniform(seed, 0, end, _RESAMPLE, 0, 0))
                copied = np.flatnonzero(parents != np.arange(runs))
                for field in states:
                    field[copied] = field[parents[copied]]
                origin = origin[parents]
                weights = np.zeros(runs)
            past.append((trace, parents))
            tick(end, months)
    return Filtered(
        states=states,
        origin=origin,
        trace=_histories(past),
        steps=tuple(steps),
        effective=steps[-1].effective,
    )


def _log_mean(weights: NDArray[np.float64]) -> float:
    top = float(weights.max())
    return top + math.log(float(np.mean(np.exp(weights - top))))


def _effective(weights: NDArray[np.float64]) -> float:
    """Return Kish's effective sample size of log weights."""
    w = np.exp(weights - weights.max())
    return float(w.sum() ** 2 / (w * w).sum())


def _resampled(weights: NDArray[np.float64], draw: float) -> NDArray[np.int64]:
    """Return the parent of each run; who is continued at all keeps the own place once."""
    runs = len(weights)
    w = np.exp(weights - weights.max())
    edges = np.cumsum(w) / w.sum() * runs
    times = np.diff(np.ceil(np.concatenate([[0.0], edges]) - draw).astype(np.int64))
    times[-1] += runs - times.sum()  # rounding at the last edge
    parents = np.where(times > 0, np.arange(runs), -1)
    parents[parents < 0] = np.repeat(np.arange(runs), np.maximum(times - 1, 0))
    return parents


def _histories(past: list[tuple[Trace, NDArray[np.int64]]]) -> Trace:
    """Put the months together along the line of ancestors of each run."""
    line = np.arange(len(past[0][1]))
    found: list[Trace] = []
    for trace, parents in reversed(past):
        line = parents[line]
        found.append(Trace(*(field[line] for field in trace)))
    return Trace(*(np.concatenate(parts, axis=1) for parts in zip(*reversed(found), strict=True)))
