"""How many parameters to calibrate: forecasts of left-out struggles under lists of growing length.

One design varies all parameters of the longest list. Each shorter list is inferred from the same
runs by its own columns: the other parameters then vary from run to run as they do when they are
left open.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from research.calibration.box import CALIBRATED, OPEN, Box
from research.calibration.design import Ends
from research.calibration.run import infer
from whowhom.backtesting.result import Backtest
from whowhom.cases.case import Case

__all__ = ["ALL", "CHOICES", "left_out_forecasts"]

ALL = (*CALIBRATED, *OPEN)
"""Every parameter that was considered for calibration."""

CHOICES = {
    "the cost of killing": CALIBRATED,
    "also the pace of contests and the choice of sides": (
        *CALIBRATED,
        *("abstention", "whim", "calm", "rebound", "bloc", "danger"),
        *("decisiveness", "opportunity"),
    ),
    "also the weights of bodies, power and beliefs": ALL,
}
"""Lists of parameters, each within the next, by what they add."""


def left_out_forecasts(
    struggles: Sequence[Case],
    points: NDArray[np.float64],
    ends: Sequence[Ends],
    *,
    choices: Mapping[str, Sequence[str]] = CHOICES,
    seed: int = 1,
) -> dict[str, Backtest]:
    """Infer each list of parameters in turn from one design.

    Parameters
    ----------
    struggles : sequence of Case
        With their outcomes.
    points : array of float, shape (S, d)
        The design: sets of all parameters of the last list, in [0, 1].
    ends : sequence of Ends
        Runs of each struggle under these sets.
    choices : mapping of str to sequence of str
        The lists by their description, each within the last.
    seed : int
        That of the design.

    Returns
    -------
    dict of str to Backtest
        For each list the forecasts, among them ``left_out`` and ``prior`` (nothing calibrated).
    """
    everything = list(choices.values())[-1]
    found = {}
    for words, names in choices.items():
        own = points[:, [everything.index(name) for name in names]]
        found[words] = infer(struggles, Box(tuple(names)), ends, points=own, seed=seed).backtest
    return found
