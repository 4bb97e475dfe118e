"""What is counted in a play: spells of rule, attempts, and the years and falls of the others.

The **ruler** is the strongest of the circle at the end of a month, as long as nobody else is for
half a year on end. His spell ends when he is removed from the circle (by insiders, there are no
others), when he dies, or when somebody else has been the strongest for half a year (overtaken).
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CENSORED",
    "COALITION",
    "DEATH",
    "EXILE",
    "FIRST",
    "INSIDERS",
    "IRREGULAR",
    "JAIL",
    "MEMBER",
    "NATURAL",
    "OK",
    "OVERTAKEN",
    "REGULAR",
    "SPELL",
    "TRY",
    "UNKNOWN",
    "Records",
    "joined",
]

CENSORED, INSIDERS, NATURAL, OVERTAKEN = range(4)
"""How a spell ends."""
FIRST, IRREGULAR, REGULAR = range(3)
"""How a ruler comes: first of his regime, after a removal by insiders, in another way."""
OK, EXILE, JAIL, DEATH = range(4)
"""What has become of a removed ruler after a year."""
UNKNOWN = -1

SPELL = np.dtype(
    [("regime", np.int32), ("months", np.int32), ("exit", np.int8), ("entry", np.int8),
     ("fate", np.int8)]
)  # fmt: skip
"""A spell of rule; ``fate`` after a removal, where a year later is still told."""
TRY = np.dtype([("regime", np.int32), ("month", np.int32), ("success", np.int8)])
"""An attempt against the ruler, by month of his tenure (the first is 1)."""
COALITION = np.dtype([("regime", np.int32), ("rulers", np.int32), ("ended", np.int8)])
"""Rulers who follow each other without a removal by insiders; whether such a removal ended it."""
MEMBER = np.dtype(
    [("regime", np.int32), ("rule_year", np.int16), ("member_year", np.int16), ("entry", np.int8),
     ("coercive", np.int8), ("plotter", np.int8), ("months", np.int32), ("falls", np.int32)]
)  # fmt: skip
"""Member-months of those who do not rule, and their removals under a ruler who stays.

``rule_year`` is the ruler's year of tenure (from 1), ``member_year`` that of the member, 0 for
those who sat in the circle at the start; ``entry`` is how the ruler came; a ``plotter`` sided
against the ruler's predecessor when that one fell.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """All that is counted in a number of regimes."""

    regimes: int
    spells: NDArray[Any]
    tries: NDArray[Any]
    coalitions: NDArray[Any]
    members: NDArray[Any]

    def taken(self, regimes: NDArray[np.int64]) -> "Records":
        """Return the records of some regimes, each as often as it is named."""
        return Records(
            len(regimes),
            *(
                _taken(getattr(self, table.name), regimes, self.regimes)
                for table in fields(self)
                if table.name != "regimes"
            ),
        )


def _taken(table: NDArray[Any], regimes: NDArray[np.int64], n: int) -> NDArray[Any]:
    """Return the rows of some regimes; the rows of one regime stand together."""
    first = np.searchsorted(table["regime"], np.arange(n + 1))
    pieces = [np.arange(first[regime], first[regime + 1]) for regime in regimes]
    return table[np.concatenate(pieces) if pieces else []]


def joined(parts: list[Records]) -> Records:
    """Put the records of several regimes together, in their order."""
    return Records(
        sum(part.regimes for part in parts),
        np.concatenate([part.spells for part in parts]),
        np.concatenate([part.tries for part in parts]),
        np.concatenate([part.coalitions for part in parts]),
        np.concatenate([part.members for part in parts]),
    )
