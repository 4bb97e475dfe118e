"""Shared parameters that are not known exactly: many sets of values, of which each run draws one.

What calibration leaves is not one best value of a parameter but many sets of values that fit about
equally well. Kept whole, they also keep the correlations of the values: where two parameters can
replace each other, a set with much of one has little of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.errors import InvalidInput
from whowhom.sim.parameters import PARAMETERS, Parameters

__all__ = ["AnyParameters", "ParameterSets", "Range"]

Range = tuple[float, float, float | None]
"""Low, high and, if there is one, the most likely value."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """Equally likely sets of values of some parameters; the others have one value for all runs.

    Which set a run draws depends on the seed and the run alone. Fixing a parameter leaves the
    number of sets as it is, so that a run keeps its values of the others.

    Examples
    --------
    >>> sets = ParameterSets(names=("bias", "smear"), values=((0.7, 1.0), (0.9, 2.0)))
    >>> sets.replace(bias=0.0).names
    ('smear',)
    """

    common: Parameters = field(default_factory=Parameters)
    """The values of all other parameters."""
    names: tuple[str, ...] = ()
    """Which parameters differ from set to set."""
    values: tuple[tuple[float, ...], ...] = ((),)
    """Their values: one row a set, one column a name."""
    ranges: tuple[tuple[str, Range], ...] = ()
    """Parameters that each run draws from a range of their own, beside its set."""

    def __post_init__(self) -> None:
        if problems := _problems(self):
            raise InvalidInput("\n".join(problems))

    @classmethod
    def of(cls, parameters: "AnyParameters") -> "ParameterSets":
        """Return parameters as sets: plain ones are a single set."""
        return parameters if isinstance(parameters, cls) else cls(common=_plain(parameters))

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the parameters that may differ from run to run."""
        return (*self.names, *(name for name, _ in self.ranges))

    @property
    def centre(self) -> Parameters:
        """The mean of the sets; of a range, its middle."""
        means = np.array(self.values, dtype=float).mean(axis=0)
        middles = {name: _middle(span) for name, span in self.ranges}
        return self.common.replace(**dict(zip(self.names, means.tolist(), strict=True)), **middles)

    def __getitem__(self, name: str) -> float:
        """Return the value of a parameter; the :attr:`centre` of one that differs between runs."""
        return self.centre[name]

    def replace(self, **changes: float) -> "ParameterSets":
        """Return a copy with some parameters fixed in all sets.

        Raises
        ------
        InvalidInput
            If a name is unknown or a value is not a finite number.
        """
        return replace(self._without(changes), common=self.common.replace(**changes))

    def spread(self, **ranges: Range) -> "ParameterSets":
        """Return a copy in which each run draws some parameters from ranges.

        Raises
        ------
        InvalidInput
            If a name is unknown or a range is not one.
        """
        rest = self._without(ranges)
        return replace(rest, ranges=(*rest.ranges, *ranges.items()))

    def records(self, chosen: NDArray[np.int64]) -> NDArray[Any]:
        """Return the values of the sets with these numbers, ranges at their middle.

        Parameters
        ----------
        chosen : array of int, shape (runs,)
            Which set each run draws, in [0, number of sets).

        Returns
        -------
        array of ``PARAMETER_RECORD``, shape (runs,)
        """
        records = np.repeat(self.centre.record(), len(chosen))
        drawn = np.array(self.values, dtype=float)[chosen]
        for column, name in enumerate(self.names):
            records[name] = drawn[:, column]
        return records

    def _without(self, names: Iterable[str]) -> "ParameterSets":
        """Return a copy in which some parameters are no longer drawn."""
        gone = set(names)
        kept = [column for column, name in enumerate(self.names) if name not in gone]
        return replace(
            self,
            names=tuple(self.names[column] for column in kept),
            values=tuple(tuple(row[column] for column in kept) for row in self.values),
            ranges=tuple(one for one in self.ranges if one[0] not in gone),
        )


AnyParameters = Parameters | ParameterSets
"""Shared parameters: one value each, or sets that the runs draw from."""


def _plain(parameters: AnyParameters) -> Parameters:
    if not isinstance(parameters, Parameters):
        raise InvalidInput(f"parameters must be Parameters or ParameterSets, got {parameters!r}")
    return parameters


def _middle(span: Range) -> float:
    low, high, mode = span
    return (low + high) / 2 if mode is None else mode


def _problems(sets: ParameterSets) -> list[str]:
    """List everything that is wrong with sets."""
    known = {parameter.name for parameter in PARAMETERS}
    names = sets.uncertain
    found = [f"unknown parameter {name!r}" for name in names if name not in known]
    found += [
        f"parameter {n!r} appears more than once"
        for n in dict.fromkeys(names)
        if names.count(n) > 1
    ]
    if not sets.values:
        found.append("there must be at least one set of parameters")
    for number, row in enumerate(sets.values, start=1):
        if len(row) != len(sets.names):
            found.append(f"set {number}: {len(row)} values for {len(sets.names)} parameters")
        elif not np.isfinite(row).all():
            found.append(f"set {number}: all values must be finite numbers")
    for name, (low, high, mode) in sets.ranges:
        if not (np.isfinite([low, high]).all() and low <= (low if mode is None else mode) <= high):
            found.append(f"{name}: {low}..{high} is not a range")
    return found
