"""Which parameters are calibrated, and the box of values that they may have beforehand.

A point of the box is written in units of its ranges: 0 for the low end of each, 1 for the high end.
Parameters that are neither named nor open keep the default of their table.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import PARAMETERS, Parameters

__all__ = ["CALIBRATED", "OPEN", "Box", "box_problems", "span_of"]

CALIBRATED = ("taboo", "cost_constant")
"""Parameters that are calibrated where nobody names any: what it costs to kill a comrade, which is
what the outcomes of a casebook tell most about."""

OPEN = (
    *("weight_apparatus", "weight_legitimacy", "weight_army", "weight_security", "weight_popular"),
    *("force_weight", "seat_weight", "bias", "belief_noise"),
    *("mass_effect", "arms", "abstention", "whim", "calm", "rebound", "bloc", "danger"),
    *("precedent_fear", "decisiveness", "opportunity"),
)
"""Parameters that stay at their whole range, each run drawing a value: what bodies of people count
for, power and beliefs, and the contest. Whether fitting them, too, would help cannot be seen from
so few cases (``research/calibration/README.md``)."""

MOST_NAMED = 40

_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


@dataclass(frozen=True, slots=True)
class Box:
    """The prior: every value within the ranges of some parameters is as likely as any other.

    Raises
    ------
    InvalidInput
        If a name is unknown or stands twice, or there is none; all problems are reported.

    Examples
    --------
    >>> Box(("bias", "danger")).values(np.array([[0.0, 1.0]]))
    array([[0. , 1.5]])
    """

    names: tuple[str, ...] = CALIBRATED
    common: Parameters = field(default_factory=Parameters)
    """The values of all other parameters that are not open."""

    @property
    def open(self) -> tuple[str, ...]:
        """The parameters of :data:`OPEN` that are not calibrated."""
        return tuple(name for name in OPEN if name not in self.names)

    @property
    def base(self) -> ParameterSets:
        """All parameters that are not calibrated: the open ones drawn anew in each run."""
        spans = {name: (*span_of(name), None) for name in self.open}
        return ParameterSets(common=self.common).spread(**spans)

    def __post_init__(self) -> None:
        if problems := box_problems(self.names):
            raise InvalidInput("\n".join(problems))

    @property
    def low(self) -> NDArray[np.float64]:
        """Low ends of the ranges, shape (d,)."""
        return np.array([_BY_NAME[name].low for name in self.names])

    @property
    def high(self) -> NDArray[np.float64]:
        """High ends of the ranges, shape (d,)."""
        return np.array([_BY_NAME[name].high for name in self.names])

    def values(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values of the parameters at points of the box, shape (n, d)."""
        return np.asarray(self.low + (self.high - self.low) * points)

    def parameters(self, point: NDArray[np.float64]) -> ParameterSets:
        """Return all parameters at one point, shape (d,)."""
        values = self.values(point).tolist()
        return self.base.replace(**dict(zip(self.names, values, strict=True)))

    def spread(self, n: int, seed: int) -> NDArray[np.float64]:
        """Return `n` points that fill the box evenly: a scrambled Sobol sequence [1]_.

        The first points of a longer sequence are those of a shorter one, so that a design can grow.

        Returns
        -------
        array of float, shape (n, d)
            In [0, 1).

        References
        ----------
        .. [1] A. B. Owen, "Scrambling Sobol' and Niederreiter-Xing Points", Journal of Complexity
           14(4), 466-489, 1998. https://doi.org/10.1006/jcom.1998.0487
        """
        sequence = qmc.Sobol(len(self.names), seed=np.random.default_rng(seed))
        return np.asarray(sequence.random_base2(max(1, (n - 1).bit_length()))[:n])


def span_of(name: str) -> tuple[float, float]:
    """Return the range of a parameter."""
    return _BY_NAME[name].low, _BY_NAME[name].high


def box_problems(names: Sequence[str]) -> list[str]:
    """Return what is wrong with a list of names of parameters."""
    if isinstance(names, str) or not names:
        return [f"parameters must be a list of at least one name, got {names!r}"]
    problems = []
    for name in dict.fromkeys(names):
        if name not in _BY_NAME:
            close = difflib.get_close_matches(str(name), _BY_NAME, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(f"parameters: there is no parameter {name!r}{hint}")
        elif names.count(name) > 1:
            problems.append(f"parameters: {name} stands more than once")
    if len(names) > MOST_NAMED:
        problems.append(f"parameters: at most {MOST_NAMED} at a time, got {len(names)}")
    return problems
