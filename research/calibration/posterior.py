"""What struggles and facts leave of the box, with all of them and without each in turn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from research.calibration.emulator import Emulator
from research.calibration.facts import FactFit
from research.calibration.questions import Answers
from research.calibration.sampler import effective_size, normalised, sample

__all__ = ["PROPOSAL", "Evidence", "Posterior", "posterior"]

PROPOSAL = 0.5
"""Power of the likelihood under which the points are drawn that all posteriors weigh anew: wide
enough to cover each posterior without one struggle, near enough to waste few points."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that speaks about the parameters."""

    emulator: Emulator
    answers: Answers
    power: float = 1.0
    """What the likelihood of the struggles is raised to (see ``temper.py``)."""
    facts: tuple[FactFit, ...] = ()
    """The facts that are fitted."""

    def of_cases(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-likelihood of each struggle at points, shape (n, struggles)."""
        questions = self.emulator.questions
        said = self.emulator.log_chances(points, self.answers.true) * questions.weights
        return np.asarray(self.power * np.add.reduceat(said, questions.case_starts, axis=1))

    def of_facts(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-likelihood of the fitted facts together, shape (n,)."""
        total = np.zeros(len(points))
        for fact in self.facts:
            total += fact.log_likelihood(points)
        return total

    def total(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log-likelihood of everything, shape (n,)."""
        return np.asarray(self.of_cases(points).sum(axis=1) + self.of_facts(points))


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Points of the box, and how much each counts given the evidence.

    Attributes
    ----------
    points : array of float, shape (M, d)
        Drawn from the prior times the likelihood to the power ``PROPOSAL``.
    cases : array of float, shape (M, struggles)
        Log-likelihood of each struggle there.
    total : array of float, shape (M,)
        Log-likelihood of everything.
    draws : array of float, shape (M, d)
        Equally likely points of the posterior.
    """

    points: NDArray[np.float64]
    cases: NDArray[np.float64]
    total: NDArray[np.float64]
    draws: NDArray[np.float64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """Weights of the points given everything, shape (M,)."""
        return normalised((1 - PROPOSAL) * self.total)

    def without(self, case: int) -> NDArray[np.float64]:
        """Return the weights of the points given everything but one struggle, shape (M,)."""
        return normalised((1 - PROPOSAL) * self.total - self.cases[:, case])

    @property
    def effective(self) -> NDArray[np.float64]:
        """Effective number of points without each struggle, shape (struggles,)."""
        left_out = (self.without(case) for case in range(self.cases.shape[1]))
        return np.array([effective_size(weights) for weights in left_out])

    def thinned(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return `n` of the draws, shape (n, d): all different while there are so many."""
        whole, rest = divmod(n, len(self.draws))
        chosen = [np.arange(len(self.draws))] * whole
        chosen.append(rng.choice(len(self.draws), rest, replace=False))
        return self.draws[np.concatenate(chosen)]


def posterior(
    evidence: Evidence, d: int, *, particles: int = 2000, rng: np.random.Generator
) -> Posterior:
    """Draw from the posterior within the box.

    Parameters
    ----------
    evidence : Evidence
        What speaks about the parameters.
    d : int
        How many there are.
    particles : int, default 2000
        Points that are drawn.
    rng : numpy Generator
        The chance.
    """
    points, draws = sample(evidence.total, d, particles=particles, powers=(PROPOSAL, 1.0), rng=rng)
    cases = evidence.of_cases(points)
    return Posterior(points, cases, cases.sum(axis=1) + evidence.of_facts(points), draws)
