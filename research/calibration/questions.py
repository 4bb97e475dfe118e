"""What is asked of every struggle, what the runs say about it, and what really happened.

A struggle is a list of *questions*, each with a few answers that exclude each other:

========  ==================================================  ======  =========================
part      answers                                             weight  asked
========  ==================================================  ======  =========================
winner    one for each contender; co-winners are one answer   1       once
removed   no, yes                                             1 / N   of each of N contenders
fate      office, exile, jail, death, given a fall            1 / N   of each
first     who fell first; nobody                              1/2     once
months    to the decision, in bins; not within the horizon    1/2     once
========  ==================================================  ======  =========================

The winner is what the forecast is for, and counts as one observation. The answers about the N
contenders of one struggle hang together (where one takes all, all others fall), so that they count
as one observation together, not as N. Who fell first and when it was over repeat in part what the
others say, and count half. How much all of it together may move the parameters is measured, not
set: see :mod:`research.calibration.temper`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whowhom.score.forecast import FATE_CLASSES
from whowhom.score.truth import Truth

if TYPE_CHECKING:
    from research.calibration.design import Ends

__all__ = [
    "MONTH_BINS",
    "WEIGHTS",
    "Answers",
    "Questions",
    "answers_of_runs",
    "counted",
]

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"winner": 1.0, "removed": 1.0, "fate": 1.0, "first": 0.5, "months": 0.5}
)
"""Weight of each part in a struggle; what is asked of each contender shares it equally."""

MONTH_BINS = (6.0, 12.0, 24.0, 48.0)
"""Months that part the times to a decision; the last answer is: not within the horizon."""

_FATES = len(FATE_CLASSES) - 1


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of several struggles, their answers side by side in C columns.

    Attributes
    ----------
    parts, cases : tuple of str, one for each of Q questions
        Which part it belongs to, and which struggle.
    actors : tuple of str
        Of whom it is asked; empty where it is asked of all.
    starts : array of int, shape (Q,)
        Its first column.
    columns : int
        C.
    weights : array of float, shape (Q,)
        How much it counts.
    """

    parts: tuple[str, ...]
    cases: tuple[str, ...]
    actors: tuple[str, ...]
    starts: NDArray[np.int64]
    columns: int
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, ends: "Sequence[Ends]", *, weights: Mapping[str, float] = WEIGHTS) -> "Questions":
        """Return the questions about these struggles."""
        rows = [
            (part, end.case, actor, size, weights[part] / (len(end.actors) if actor else 1))
            for end in ends
            for part, actor, size in _asked(end.actors)
        ]
        sizes = np.array([row[3] for row in rows])
        return cls(
            parts=tuple(row[0] for row in rows),
            cases=tuple(row[1] for row in rows),
            actors=tuple(row[2] for row in rows),
            starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
            columns=int(sizes.sum()),
            weights=np.array([row[4] for row in rows]),
        )

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Number of answers to each question, shape (Q,)."""
        return np.diff(np.append(self.starts, self.columns))

    @property
    def case_starts(self) -> NDArray[np.int64]:
        """First question of each struggle, shape (struggles,)."""
        return np.array([self.cases.index(case) for case in dict.fromkeys(self.cases)])

    def span(self, part: str, case: str, actor: str = "") -> slice:
        """Return the columns of one question."""
        asked = zip(self.parts, self.cases, self.actors, strict=True)
        q = list(asked).index((part, case, actor))
        return slice(int(self.starts[q]), int(self.starts[q] + self.sizes[q]))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that are true: several of a question are one, all of them say nothing."""

    true: NDArray[np.bool_]
    """Shape (C,)."""

    @classmethod
    def of(cls, ends: "Sequence[Ends]", truths: Sequence[Truth]) -> "Answers":
        """Return what came of struggles that are over."""
        return cls(np.concatenate([_of_truth(end, t) for end, t in zip(ends, truths, strict=True)]))

    @classmethod
    def of_run(
        cls, ends: "Sequence[Ends]", number: int, run: int, rng: np.random.Generator
    ) -> "Answers":
        """Return what came of one run of each struggle; a sole ruler is drawn if there is none."""
        single = (end.chosen(np.array([number])) for end in ends)
        answers = [answers_of_runs(end, rng)[0, run] for end in single]
        return cls(np.concatenate(_silent(ends, answers)))


def answers_of_runs(end: "Ends", rng: np.random.Generator) -> NDArray[np.float64]:
    """Return 1 for the answers that runs of one struggle give, shape (S, R, its columns).

    Where there is no sole ruler, a winner is drawn by the shares of power. Nobody asks for the
    fate of one who did not fall: none of its answers is 1.
    """
    answers = _counts(end)
    n = len(end.actors)
    reached = np.cumsum(answers[:, :, :n], axis=2)
    drawn = rng.random((*reached.shape[:2], 1)) * reached[:, :, -1:]
    answers[:, :, :n] = np.arange(n) == np.minimum((reached <= drawn).sum(axis=2), n - 1)[..., None]
    return answers


def counted(ends: "Sequence[Ends]") -> NDArray[np.float64]:
    """Return how many runs gave each answer, shape (S, C)."""
    return np.concatenate([_counts(end).sum(axis=1) for end in ends], axis=1)


def _asked(actors: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """Return part, actor and number of answers of the questions about one struggle."""
    return [
        ("winner", "", len(actors)),
        *(("removed", actor, 2) for actor in actors),
        *(("fate", actor, _FATES) for actor in actors),
        ("first", "", len(actors) + 1),
        ("months", "", len(MONTH_BINS) + 2),
    ]


def _counts(end: "Ends") -> NDArray[np.float64]:
    """Return the answers that each run gives, shape (S, R, columns of the struggle)."""
    sets, runs, n = end.winner.shape
    shape = (sets, runs, -1)
    removed = np.stack([~end.removed, end.removed], axis=-1)
    fates = end.fate[..., None] == np.arange(1, _FATES + 1)
    first = end.first[..., None] == np.arange(n + 1)
    bins = np.arange(len(MONTH_BINS) + 2)
    when = np.searchsorted(MONTH_BINS, end.months, side="left")
    when = np.where(end.months >= end.horizon, bins[-1], when)
    months = when[..., None] == bins
    return np.concatenate(
        [end.winner, removed.reshape(shape), fates.reshape(shape), first, months], axis=2
    ).astype(float)


def _silent(
    ends: "Sequence[Ends]", answers: Sequence[NDArray[np.float64]]
) -> list[NDArray[np.bool_]]:
    """Return the true answers of runs; to a question that is not asked all of them are."""
    found = []
    for end, row in zip(ends, answers, strict=True):
        true = row > 0
        n = len(end.actors)
        fates = true[3 * n : (3 + _FATES) * n].reshape(n, _FATES)
        fates[~fates.any(axis=1)] = True
        found.append(true)
    return found


def _of_truth(end: "Ends", truth: Truth) -> NDArray[np.bool_]:
    winner = [actor in truth.winners for actor in end.actors]
    removed = [[actor not in truth.removed, actor in truth.removed] for actor in end.actors]
    fates = [[truth.fates[actor] in (name, "none") for name in FATE_CLASSES[1:]]
             for actor in end.actors]  # fmt: skip
    first = [*(actor in truth.first_removed for actor in end.actors), not truth.first_removed]
    when = np.ones(len(MONTH_BINS) + 2, bool)
    if truth.months is not None:
        place = int(np.searchsorted(MONTH_BINS, truth.months, side="left"))
        when = np.arange(when.size) == (when.size - 1 if truth.months >= end.horizon else place)
    return np.concatenate([winner, np.ravel(removed), np.ravel(fates), first, when]).astype(bool)
