"""Simulation-based calibration [1]_: the inference must find where made-up worlds came from.

A set of parameters is taken from the prior; one run of each struggle under it is taken for what
really happened; the inference runs as always, with an emulator that has not seen that set. Over
many such worlds the rank of the true value among draws of the posterior must be uniform, for every
parameter: too many middle ranks mean a posterior that is too wide, too many at the ends one that
is too narrow, a slope a bias.

References
----------
.. [1] S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, "Validating Bayesian Inference
   Algorithms with Simulation-Based Calibration", 2018. https://doi.org/10.48550/arXiv.1804.06788
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chisquare

from research.calibration.emulator import Emulator, Ridge, fit, folds
from research.calibration.posterior import Evidence
from research.calibration.questions import Answers, Questions, counted
from research.calibration.sampler import sample

if TYPE_CHECKING:
    import polars as pl

    from research.calibration.design import Ends

__all__ = ["DRAWS", "Ranks", "ranks"]

DRAWS = 99
"""Draws of a posterior that the truth is ranked among: ranks 0 to 99."""
BINS = 10

_GROUPS = 8
_PARTICLES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Ranks of true values, W worlds and d parameters."""

    names: tuple[str, ...]
    ranks: NDArray[np.int64]
    """Number of draws below the truth, 0 to ``DRAWS``, shape (W, d)."""
    power: float
    """What the likelihood was raised to."""

    @property
    def counts(self) -> NDArray[np.int64]:
        """Worlds in each of ten bins of ranks, shape (d, 10)."""
        places = self.ranks * BINS // (DRAWS + 1)
        return np.array([np.bincount(column, minlength=BINS) for column in places.T])

    @property
    def p_values(self) -> NDArray[np.float64]:
        """Chance of bins at least as uneven if ranks are uniform, by chi-square, shape (d,)."""
        return np.array([chisquare(row).pvalue for row in self.counts])

    def summary(self) -> "pl.DataFrame":
        """Return ``parameter``, ``p`` and the worlds in each tenth, ``bin_0`` to ``bin_9``."""
        import polars as pl

        rows = [
            {"parameter": name, "p": float(p)}
            | {f"bin_{k}": int(count) for k, count in enumerate(row)}
            for name, p, row in zip(self.names, self.p_values, self.counts, strict=True)
        ]
        return pl.DataFrame(rows)


def ranks(
    names: Sequence[str],
    points: NDArray[np.float64],
    ends: "Sequence[Ends]",
    questions: Questions,
    ridge: Ridge,
    *,
    power: float,
    worlds: int = 200,
    seed: int = 1,
    particles: int = _PARTICLES,
    progress: Callable[[int, int], None] | None = None,
) -> Ranks:
    """Run the inference on worlds made from runs of the design.

    Parameters
    ----------
    names : sequence of str
        Of the d parameters.
    points : array of float, shape (S, d)
        The sets of the design.
    ends : sequence of Ends
        The runs under them.
    questions : Questions
        What is asked, with weights.
    ridge : Ridge
        Strength of the emulator's pull.
    power : float
        What the likelihood is raised to.
    worlds : int, default 200
        At most S times the runs of each set.
    seed : int
        Chooses the draws.
    particles : int
        Points of each posterior.
    progress : callable, optional
        Is called with how many worlds are done, and of how many.
    """
    counts = counted(ends)
    rng = np.random.default_rng(seed)
    found = []
    groups = folds(len(points), _GROUPS)
    worlds = min(worlds, len(points) * ends[0].runs)
    for held in groups:
        rest = np.setdiff1d(np.arange(len(points)), held)
        emulator = fit(points[rest], counts[rest], questions, ridge)
        for world in range(worlds):
            number, run = world % len(points), world // len(points)
            if number in held:
                answers = Answers.of_run(ends, number, run, rng)
                draws = _draws(emulator, answers, power, points.shape[1], particles, rng)
                found.append((draws < points[number]).sum(axis=0))
                if progress is not None:
                    progress(len(found), worlds)
    return Ranks(tuple(names), np.array(found), power)


def _draws(
    emulator: Emulator,
    answers: Answers,
    power: float,
    d: int,
    particles: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    evidence = Evidence(emulator, answers, power)
    (drawn,) = sample(evidence.total, d, particles=particles, rng=rng)
    return drawn[rng.choice(len(drawn), DRAWS, replace=False)]
