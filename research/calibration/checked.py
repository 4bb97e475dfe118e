"""The posterior simulated: what the emulator says is compared with what the model itself does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from research.calibration.design import Ends
from research.calibration.forecasts import forecasts, shares
from research.calibration.posterior import Evidence
from research.calibration.questions import Answers, counted
from research.calibration.result import Calibration
from research.calibration.sampler import effective_size, normalised
from whowhom.backtesting.result import Backtest
from whowhom.score.forecast import Forecast

__all__ = ["with_check", "with_forecasts"]


def with_check(
    found: Calibration, points: NDArray[np.float64], ends: Sequence[Ends]
) -> Calibration:
    """Return a calibration with forecasts from runs under sets of its posterior.

    Left out, each set counts as the inverse of the likelihood that it gives to the struggle.

    Parameters
    ----------
    found : Calibration
        What is to be checked.
    points : array of float, shape (K, d)
        Draws of its posterior.
    ends : sequence of Ends
        Runs under them, by struggle.
    """
    questions, counts = found.emulator.questions, counted(ends)
    answers = Answers.of(ends, found.backtest.truths)
    by_case = Evidence(found.emulator, answers, found.power).of_cases(points)
    left_out = np.array([normalised(-column) for column in by_case.T])
    orders = [list(forecast.winner) for forecast in found.backtest.forecasts["uniform"]]
    made = {
        "played": forecasts(questions, shares(questions, counts.sum(axis=0)), orders),
        "played_left_out": forecasts(
            questions, shares(questions, len(points) * left_out @ counts), orders
        ),
    }
    effective = np.array([effective_size(weights) for weights in left_out])
    return replace(found, backtest=with_forecasts(found.backtest, made), checked=effective)


def with_forecasts(known: Backtest, made: Mapping[str, tuple[Forecast, ...]]) -> Backtest:
    """Return a backtest with further forecasts before its own."""
    raw = {name: tuple(forecast.winner for forecast in row) for name, row in made.items()}
    return replace(known, forecasts={**made, **known.forecasts}, unmixed={**raw, **known.unmixed})
