"""Forecasts of struggles from chances of their answers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from research.calibration.questions import Questions
from whowhom.score.forecast import FATE_CLASSES, Forecast

__all__ = ["forecast", "forecasts", "shares"]

_HALF = 0.5
"""Half a run more for every answer, as ``whowhom backtest`` counts."""


def shares(questions: Questions, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return counted answers as chances that sum to 1 for each question, shape (..., C)."""
    more = counts + _HALF
    whole = np.add.reduceat(more, questions.starts, axis=-1)
    return np.asarray(more / np.repeat(whole, questions.sizes, axis=-1))


def forecasts(
    questions: Questions, chances: NDArray[np.float64], orders: Sequence[Sequence[str]]
) -> tuple[Forecast, ...]:
    """Make a forecast of each struggle.

    Parameters
    ----------
    questions : Questions
        Which answers the columns are.
    chances : array of float, shape (struggles, C) or (C,)
        Chances of all answers, one row for each struggle if they differ.
    orders : sequence of sequence of str
        Contenders of each struggle, in the order in which they shall stand.
    """
    cases = tuple(dict.fromkeys(questions.cases))
    rows = np.broadcast_to(chances, (len(cases), questions.columns))
    return tuple(
        forecast(questions, case, row, order)
        for case, row, order in zip(cases, rows, orders, strict=True)
    )


def forecast(
    questions: Questions, case: str, chances: NDArray[np.float64], order: Sequence[str]
) -> Forecast:
    """Make a forecast of one struggle from the chances of all answers, shape (C,)."""
    actors = [
        actor
        for part, own, actor in zip(questions.parts, questions.cases, questions.actors, strict=True)
        if own == case and part == "removed"
    ]
    winner = chances[questions.span("winner", case)]
    first = chances[questions.span("first", case)]
    removed = {actor: float(chances[questions.span("removed", case, actor)][1]) for actor in actors}
    fates = {}
    for actor in actors:
        worse = removed[actor] * chances[questions.span("fate", case, actor)]
        row = np.array([1 - removed[actor], *worse])
        fates[actor] = dict(zip(FATE_CLASSES, (row / row.sum()).tolist(), strict=True))
    place = {actor: k for k, actor in enumerate(actors)}
    return Forecast(
        winner={actor: float(winner[place[actor]] / winner.sum()) for actor in order},
        removed={actor: removed[actor] for actor in order},
        first_removed={actor: float(first[place[actor]]) for actor in order},
        fates={actor: fates[actor] for actor in order},
    )
