"""How much a likelihood made of parts that hang together may move the parameters.

The log-likelihood of a struggle is a weighted sum over questions that are not independent: who wins
is nearly settled once it is known who fell. Taken literally such a *composite* likelihood is too
sure of itself (or too unsure, if the weights are small). The remedy of [1]_: raise it to one power,
so that its curvature agrees on average with how much its slope varies from run to run. Both are
measured at sets that the emulator did not see. There the slope of one run of every struggle is
summed over the struggles before it is squared: sampling error differs from struggle to struggle and
averages out, but where the emulator is wrong about a set, it is wrong in the same direction about
most struggles, and that counts as uncertainty.

References
----------
.. [1] F. Pauli, W. Racugno and L. Ventura, "Bayesian Composite Marginal Likelihoods", Statistica
   Sinica 21(1), 149-164, 2011. https://www.jstor.org/stable/24309266
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from research.calibration.emulator import Emulator, Ridge, fit, folds
from research.calibration.questions import Questions, answers_of_runs, counted

if TYPE_CHECKING:
    from research.calibration.design import Ends

__all__ = ["power_of"]

_STEP = 0.01


def power_of(
    points: NDArray[np.float64],
    ends: "Sequence[Ends]",
    questions: Questions,
    ridge: Ridge,
    *,
    groups: int = 5,
    rng: np.random.Generator,
) -> float:
    """Return the power ``d / trace(H^-1 J)`` to which the likelihood is to be raised.

    H is the expected curvature of the weighted log-likelihood of all struggles, J the mean square
    of its slope over runs, both averaged over the sets. It is 1 for a likelihood of independent
    parts, each of weight 1, and an emulator without error.

    Parameters
    ----------
    points : array of float, shape (S, d)
        The sets of the design.
    ends : sequence of Ends
        The runs under these sets, by struggle.
    questions : Questions
        What is asked, with weights.
    ridge : Ridge
        Strength of the emulator's pull.
    groups : int, default 5
        Parts of the sets that are left out in turn.
    rng : numpy Generator
        Draws a winner in runs where there is no sole ruler.
    """
    counts = counted(ends)
    d = points.shape[1]
    curvature, varies = np.zeros((d, d)), np.zeros((d, d))
    for held in folds(len(points), groups):
        rest = np.setdiff1d(np.arange(len(points)), held)
        emulator = fit(points[rest], counts[rest], questions, ridge)
        curved, varied = _information(
            emulator, points[held], [end.chosen(held) for end in ends], rng
        )
        curvature += curved
        varies += varied
    return float(d / np.trace(np.linalg.solve(curvature, varies)))


def _information(
    emulator: Emulator,
    points: NDArray[np.float64],
    ends: "Sequence[Ends]",
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return curvature and variation of the log-likelihood, summed over sets, shape (d, d)."""
    questions = emulator.questions
    weights = np.repeat(questions.weights, questions.sizes)
    slopes = _slopes(emulator, points)
    chances = emulator.chances(points) * _asked(emulator, points)
    curvature = np.einsum("sc,sci,scj->ij", chances * weights, slopes, slopes, optimize=True)
    total: NDArray[np.float64] | float = 0.0
    first = 0
    for end in ends:
        answers = answers_of_runs(end, rng)
        own = slice(first, first + answers.shape[2])
        first = own.stop
        total = total + (answers * weights[own]) @ slopes[:, own]
    return curvature, np.einsum("sri,srj->ij", total, total) / ends[0].runs


def _slopes(emulator: Emulator, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the slope of the log of each chance, shape (S, C, d)."""
    slopes = []
    for j in range(points.shape[1]):
        step = _STEP * (np.arange(points.shape[1]) == j)
        above, below = emulator.chances(points + step), emulator.chances(points - step)
        slopes.append((np.log(above) - np.log(below)) / (2 * _STEP))
    return np.stack(slopes, axis=-1)


def _asked(emulator: Emulator, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how often each question is asked: of the fate only of those who fell; shape (S, C)."""
    questions = emulator.questions
    chances = emulator.chances(points)
    asked = np.ones_like(chances)
    for part, case, actor in zip(questions.parts, questions.cases, questions.actors, strict=True):
        if part == "fate":
            fell = questions.span("removed", case, actor).stop - 1
            asked[:, questions.span("fate", case, actor)] = chances[:, [fell]]
    return asked
