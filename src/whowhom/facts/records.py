"""What is counted in a run, from its log: spells of rule, attempts, and the years of the others.

The **ruler** is the strongest of the circle at the end of a month, as long as nobody else is for
half a year on end. A spell of rule ends when the ruler is removed from the circle (by insiders,
there are no others), dies, or has not been the strongest for half a year (overtaken).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.sim.events import EVENT_KINDS
from whowhom.sim.layout import STATUSES

__all__ = [
    "AWAY",
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
    "YEAR",
    "Records",
    "joined",
    "read_log",
]

CENSORED, INSIDERS, NATURAL, OVERTAKEN = range(4)
"""How a spell ends."""
FIRST, IRREGULAR, REGULAR = range(3)
"""How a ruler comes: first of the regime, after a removal by insiders, in another way."""
OK, EXILE, JAIL, DEATH = range(4)
"""The fate of a removed ruler after a year."""
UNKNOWN = -1

SPELL = np.dtype(
    [("regime", np.int32), ("months", np.int32), ("exit", np.int8), ("entry", np.int8),
     ("fate", np.int8)]
)  # fmt: skip
"""A spell of rule; ``fate`` a year after a removal, where the run lasts that long."""
TRY = np.dtype([("regime", np.int32), ("month", np.int32), ("success", np.int8)])
"""An attempt against the ruler, by month of the tenure (the first is 1)."""
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


AWAY = 6
"""Months on end for which somebody else must be the strongest until a ruler is overtaken."""
YEAR = 12
_LONGEST = 40  # years of tenure told apart

_CLASS_OF_STATUS = {
    "inner": OK,
    "demoted": OK,
    "expelled": OK,
    "internal_exile": EXILE,
    "abroad": EXILE,
    "prison": JAIL,
}


def read_log(
    events: NDArray[Any], *, regime: int, months: int, seats: int, coercive: Sequence[bool]
) -> Records:
    """Count what happened in one run.

    Parameters
    ----------
    events : array of EVENT, shape (E,)
        The log.
    regime : int
        Number of the regime, kept with every row.
    months : int
        Length of the run.
    seats : int
        How many sit in the circle at the start: actors 0 to ``seats - 1``.
    coercive : sequence of bool, one for each actor
        Whose bases command force.
    """
    reader = _Reader(regime, months, seats, coercive)
    by_month: dict[int, list[Any]] = defaultdict(list)
    for event in events.tolist():
        by_month[event[1]].append(event)
    for month in range(months):
        reader.pass_month(month, by_month[month])
    reader.close()
    return reader.records()


class _Reader:
    """Follows a run month by month."""

    def __init__(self, regime: int, months: int, seats: int, coercive: Sequence[bool]) -> None:
        self.regime, self.months, self.coercive = regime, months, coercive
        self.inside = dict.fromkeys(range(seats), -1)
        """Month in which each member joined, -1 for the start."""
        self.status: dict[int, str] = defaultdict(lambda: "inner")
        self.strongest = -1
        self.ruler, self.since, self.entry, self.away = -1, 0, FIRST, 0
        self.plotters: frozenset[int] = frozenset()
        self.chain = 0
        self.watched: list[tuple[int, int, int]] = []
        """Removed rulers: month in which their fate is recorded, who, row of the spell."""
        self.spells: list[list[int]] = []
        self.tries: list[tuple[int, ...]] = []
        self.coalitions: list[tuple[int, ...]] = []
        self.member_months: Counter[tuple[int, ...]] = Counter()
        self.member_falls: Counter[tuple[int, ...]] = Counter()

    def pass_month(self, month: int, events: list[Any]) -> None:
        """Read the events of one month."""
        before = dict(self.inside)
        fallen: set[int] = set()
        sides: list[tuple[int, int]] = []
        exit_, plotters = CENSORED, frozenset[int]()
        for place, (_, _, number, actor, target, detail, _) in enumerate(events):
            kind = EVENT_KINDS[number]
            if kind == "leader":
                self.strongest = actor
            elif kind == "sides":
                sides.append((actor, target))
            elif kind.startswith("contest"):
                self._try(month, actor, target, unseats=self._ruler_falls(events[place + 1 :]))
                plotters = self._against(kind, actor, target, sides)
                sides = []
            elif kind == "toppled":
                if actor == self.ruler:
                    self._note_try(month, success=True)
                    plotters = frozenset({target})
            elif kind == "fall":
                fallen.add(actor)
                self.inside.pop(actor, None)
                if actor == self.ruler:
                    exit_ = INSIDERS
            elif kind in ("joins", "return"):
                self.inside[actor] = month
                self.status[actor] = "inner"
            elif kind == "death":
                self.inside.pop(actor, None)
                if actor == self.ruler and exit_ == CENSORED:
                    exit_ = NATURAL
            elif kind == "status":
                if detail != STATUSES.index("dead"):
                    self.status[actor] = STATUSES[detail]
            elif kind == "killing":
                self.status[actor] = "killed"
        self._tell_fates(month)
        if self.ruler >= 0 and month > self.since:
            self._count_members(month, before, fallen, exit_)
        self._change_rulers(month, exit_, plotters)

    def close(self) -> None:
        """End the run: the last spell and the last coalition are cut off."""
        if self.ruler >= 0 and self.months - 1 > self.since:
            self._end_spell(self.months - 1, CENSORED)
            self.coalitions.append((self.regime, self.chain, 0))

    def records(self) -> Records:
        """Return what was counted."""
        members = [
            (self.regime, *key, months, self.member_falls[key])
            for key, months in sorted(self.member_months.items())
        ]
        return Records(
            1,
            np.array([tuple(row) for row in self.spells], SPELL),
            np.array(self.tries, TRY),
            np.array(self.coalitions, COALITION),
            np.array(members, MEMBER),
        )

    # --- attempts

    def _ruler_falls(self, after: list[Any]) -> bool:
        falls = (event[3] for event in after if EVENT_KINDS[event[2]] == "fall")
        return self.ruler in falls

    def _try(self, month: int, actor: int, target: int, *, unseats: bool) -> None:
        if unseats or (target == self.ruler and actor != self.ruler):
            self._note_try(month, success=unseats)

    def _note_try(self, month: int, *, success: bool) -> None:
        if month > self.since:
            self.tries.append((self.regime, month - self.since, int(success)))

    def _against(
        self, kind: str, attacker: int, defender: int, sides: list[tuple[int, int]]
    ) -> frozenset[int]:
        """Return those who won a contest."""
        winner = {"contest_won": attacker, "contest_lost": defender}.get(kind)
        if winner is None:
            return frozenset()
        return frozenset({winner, *(who for who, whom in sides if whom == winner)})

    # --- rulers

    def _change_rulers(self, month: int, exit_: int, plotters: frozenset[int]) -> None:
        if self.ruler >= 0:
            if exit_ == CENSORED:
                self.away = 0 if self.strongest == self.ruler else self.away + 1
                if self.away < AWAY or self.strongest < 0:
                    return
                exit_ = OVERTAKEN
            self._end_spell(month, exit_)
            self.entry = IRREGULAR if exit_ == INSIDERS else REGULAR
            self.plotters = plotters if exit_ == INSIDERS else frozenset()
            if exit_ == INSIDERS:
                self.coalitions.append((self.regime, self.chain, 1))
                self.chain = 0
            self.ruler = -1
        if self.strongest >= 0 and self.strongest in self.inside:
            self.ruler, self.since, self.away = self.strongest, month, 0
            self.chain += 1

    def _end_spell(self, month: int, exit_: int) -> None:
        length = max(1, month - self.since)
        self.spells.append([self.regime, length, exit_, self.entry, UNKNOWN])
        if exit_ == INSIDERS and month + YEAR < self.months:
            self.watched.append((month + YEAR, self.ruler, len(self.spells) - 1))

    def _tell_fates(self, month: int) -> None:
        for due, who, row in self.watched:
            if due == month:
                fate = _CLASS_OF_STATUS.get(self.status[who], DEATH)
                self.spells[row][4] = fate

    # --- the others

    def _count_members(
        self, month: int, before: dict[int, int], fallen: set[int], exit_: int
    ) -> None:
        year = min(_LONGEST, 1 + (month - self.since - 1) // YEAR)
        for who, joined in before.items():
            if who == self.ruler:
                continue
            member_year = 0 if joined < 0 else min(_LONGEST, 1 + (month - joined - 1) // YEAR)
            coercive, plotter = int(self.coercive[who]), int(who in self.plotters)
            key = (year, member_year, self.entry, coercive, plotter)
            self.member_months[key] += 1
            if who in fallen and exit_ != INSIDERS:
                self.member_falls[key] += 1
