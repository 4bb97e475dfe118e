"""How the thresholds of an attack on a regime move with one argument: comparative statics.

The game is that of ``regime_change``, after Angeletos, Hellwig and Pavan (2007), solved for each of
several values of one argument while the others stay.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.theory.arguments import Problems, shown
from whowhom.theory.coordination.regime_change import RegimeChange, solved
from whowhom.theory.registry.coordination import (
    COST,
    EXPECTED_STRENGTH,
    PARAMETERS,
    PRIVATE_PRECISION,
    PUBLIC_PRECISION,
    VALUES,
    VARY,
)
from whowhom.theory.results import Result, read_only
from whowhom.theory.words import number, percent, text_table

__all__ = ["MAX_VALUES", "RegimeChangeSweep", "regime_change_sweep"]

MAX_VALUES = 10_000
"""Most values that :func:`regime_change_sweep` takes."""

_READERS = dict(
    zip(
        PARAMETERS,
        (COST, EXPECTED_STRENGTH, PUBLIC_PRECISION, PRIVATE_PRECISION),
        strict=True,
    )
)
_ROWS = 40


@dataclass(frozen=True, slots=True, eq=False)
class RegimeChangeSweep(Result):
    """The lowest and the highest threshold, and their chances, at each value.

    Where there is one equilibrium, lowest and highest are the same.
    """

    columns = ("values", "equilibria", "lowest", "middle", "highest", "chance_low", "chance_high")

    vary: str
    """Name of the argument that varies."""
    values: NDArray[np.float64]
    """Its values, in the order given, shape (n,)."""
    equilibria: NDArray[np.float64]
    """How many equilibria there are at each, shape (n,): 1, 2 or 3."""
    lowest: NDArray[np.float64]
    """Lowest threshold, shape (n,), in [0, 1]."""
    middle: NDArray[np.float64]
    """The unstable one in between, shape (n,); nan where there is none."""
    highest: NDArray[np.float64]
    """Highest threshold, shape (n,), in [0, 1]."""
    chance_low: NDArray[np.float64]
    """Chance that the regime falls in the equilibrium with the lowest threshold, shape (n,)."""
    chance_high: NDArray[np.float64]
    """The same with the highest threshold, shape (n,)."""

    def __str__(self) -> str:
        several = int((self.equilibria > 1).sum())
        what = self.vary.replace("_", " ")
        ends = " to ".join(number(self.values[i]) for i in (0, -1))
        lines = [
            f"As the {what} goes from {ends}, the threshold at which the regime",
            f"falls goes from {_one(self, 0)} to {_one(self, -1)}.",
        ]
        if several:
            lines.append(f"At {several} of {len(self.values)} values there are several equilibria;")
            lines.append("the lowest and the highest are given, and the model does not choose.")
        else:
            lines.append("There is one equilibrium at each value.")
        rows = [self._row(i) for i in range(min(len(self.values), _ROWS))]
        header = [what, "equilibria", "falls up to", "or up to", "chance", "or"]
        more = len(self.values) - len(rows)
        rest = [f"... and {more:,} more"] if more else []
        return "\n".join([*lines, "", text_table(header, rows), *rest])

    def _row(self, i: int) -> list[str]:
        """Return the row of a value."""
        one = self.equilibria[i] == 1
        low, high = (
            "-" if np.isnan(chance) else percent(chance)
            for chance in (self.chance_low[i], self.chance_high[i])
        )
        return [
            number(self.values[i]),
            number(self.equilibria[i]),
            number(self.lowest[i]),
            "" if one else number(self.highest[i]),
            low,
            "" if one else high,
        ]


def regime_change_sweep(
    vary: Any,
    values: Any,
    *,
    cost: Any,
    expected_strength: Any,
    public_precision: Any,
    private_precision: Any,
) -> RegimeChangeSweep:
    """Solve the attack on a regime for several values of one argument.

    Each value takes the place of what is given for that argument; the others stay. The game is
    that of :func:`whowhom.theory.coordination.regime_change.regime_change`, after [1]_.

    Parameters
    ----------
    vary : str
        ``cost``, ``expected_strength``, ``public_precision`` or ``private_precision``.
    values : collection of numbers, shape (n,)
        Values of that argument, each in its domain; at most 10,000.
    cost : number
        What attacking costs, as a share of what a success is worth; unitless, in (0, 1).
    expected_strength : number
        Mean of the public belief of the regime's strength; a share of all people.
    public_precision : number
        1 / variance of the public belief, in [0, 10^9].
    private_precision : number
        1 / variance of a private signal, in [10^-6, 10^9].

    Returns
    -------
    RegimeChangeSweep
        Thresholds and chances at each value.

    Raises
    ------
    InvalidInput
        If an argument or a value is outside its domain; all problems are named.

    References
    ----------
    .. [1] G.-M. Angeletos, C. Hellwig and A. Pavan, "Dynamic Global Games of Regime Change:
       Learning, Multiplicity, and the Timing of Attacks", Econometrica 75(3), 711-756, 2007.
       https://doi.org/10.1111/j.1468-0262.2007.00766.x

    Examples
    --------
    With public precision 2 the threshold tends to 1 - cost as private signals become exact.

    >>> found = regime_change_sweep("private_precision", [1, 100, 10_000], cost=0.4,
    ...     expected_strength=0.7, public_precision=2, private_precision=1)
    >>> found.lowest.round(3).tolist()
    [0.574, 0.593, 0.599]
    """
    with Problems() as problems:
        name = VARY.read(vary, problems)
        listed = VALUES.read(values, problems)
        given = (cost, expected_strength, public_precision, private_precision)
        base = {
            key: reader.read(value, problems)
            for (key, reader), value in zip(_READERS.items(), given, strict=True)
        }
        for i, value in enumerate(listed if name else ()):
            if value not in _READERS[name].domain:
                problems.add(
                    f"values[{i}] must be {_READERS[name].domain} as {name}, "
                    f"got {shown(float(value))}"
                )
        if len(listed) > MAX_VALUES:
            problems.add(f"values has {len(listed):,} values; at most {MAX_VALUES:,} are taken")
    return _swept(name, listed, [_at(base, name, float(value)) for value in listed])


def _one(found: RegimeChangeSweep, i: int) -> str:
    """Return the threshold at a value, or the lowest and the highest."""
    ends = dict.fromkeys(number(each[i]) for each in (found.lowest, found.highest))
    return " or ".join(ends)


def _at(base: dict[str, float], name: str, value: float) -> RegimeChange:
    """Return the answer with one argument replaced."""
    return solved(*(base | {name: value}).values())


def _swept(name: str, values: NDArray[np.float64], found: list[RegimeChange]) -> RegimeChangeSweep:
    """Gather the answers."""
    low = [answer.equilibria[0] for answer in found]
    high = [answer.equilibria[-1] for answer in found]
    middle = [
        answer.equilibria[1].threshold if len(answer.equilibria) == 3 else np.nan
        for answer in found
    ]
    return RegimeChangeSweep(
        vary=name,
        values=read_only(values),
        equilibria=read_only([len(answer.equilibria) for answer in found]),
        lowest=read_only([each.threshold for each in low]),
        middle=read_only(middle),
        highest=read_only([each.threshold for each in high]),
        chance_low=read_only([each.chance for each in low]),
        chance_high=read_only([each.chance for each in high]),
    )
