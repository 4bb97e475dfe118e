"""Runs of many struggles under many sets of parameters: what the calibration learns from.

Every set runs every struggle a few times, each run with its own random draws: a smooth fit over the
sets then averages chance away, which it could not if all sets shared it.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from research.calibration.box import Box
from research.calibration.facts import Fact
from research.calibration.stored import Folder
from whowhom.backtesting.regime import Counts, case_of_opening, counts_of
from whowhom.ensemble.engines import in_order
from whowhom.errors import InvalidInput
from whowhom.score.opening import Opening

if TYPE_CHECKING:
    from whowhom.sim.simulation import Runs

__all__ = ["Ends", "simulate_design"]

_PER_RUN = ("top", "fate", "fell", "order", "by", "reached", "share")


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """How runs of one struggle ended: S sets, R runs of each, N contenders."""

    case: str
    actors: tuple[str, ...]
    horizon: int
    """Number of months simulated."""
    winner: NDArray[np.float32]
    """1 for who rules alone at the end; where nobody does, shares of power; shape (S, R, N)."""
    fate: NDArray[np.int8]
    """The worst that was done to each, an index of ``FATE_CLASSES``, shape (S, R, N)."""
    removed: NDArray[np.bool_]
    """Whether each was removed, shape (S, R, N)."""
    first: NDArray[np.int16]
    """Who was removed first, N for nobody, shape (S, R)."""
    months: NDArray[np.int16]
    """Months to the last removal; all months where there is no sole ruler, shape (S, R)."""

    @property
    def sets(self) -> int:
        """Number of sets of parameters."""
        return int(self.first.shape[0])

    @property
    def runs(self) -> int:
        """Runs under each set."""
        return int(self.first.shape[1])

    def chosen(self, sets: NDArray[np.int64]) -> "Ends":
        """Return the runs under some of the sets."""
        arrays = (getattr(self, each.name)[sets] for each in fields(self)[3:])
        return Ends(self.case, self.actors, self.horizon, *arrays)

    @classmethod
    def joined(cls, parts: Sequence["Ends"]) -> "Ends":
        """Return runs of one struggle under several groups of sets as one."""
        arrays = (
            np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)[3:]
        )
        return cls(parts[0].case, parts[0].actors, parts[0].horizon, *arrays)

    @classmethod
    def of(cls, simulated: "Runs", case: str, actors: tuple[str, ...], months: int) -> "Ends":
        """Read how runs under one set ended."""
        runs, n = simulated.fate.shape
        each = [counts_of(_one(simulated, r), actors, months) for r in range(runs)]
        first = [_index(counts.first) if counts.first.any() else n for counts in each]
        return cls(
            case=case,
            actors=actors,
            horizon=months,
            winner=_stacked(each, "on_top", "shared").astype(np.float32),
            fate=np.array([[counts.fates.argmax(axis=1) for counts in each]], np.int8),
            removed=_stacked(each, "removed") > 0,
            first=np.array([first], np.int16),
            months=np.array([[counts.months[0] for counts in each]], np.int16),
        )


def simulate_design(
    openings: Sequence[Opening],
    box: Box,
    points: NDArray[np.float64],
    *,
    runs: int,
    seed: int,
    threads: int,
    folder: Folder | None = None,
    facts: Sequence[Fact] = (),
    is_stopping: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Ends], NDArray[np.float64]]:
    """Run every struggle under every set, or read what is stored.

    Parameters
    ----------
    openings : sequence of Opening
        How the struggles stood; nothing of their outcome can be reached from them.
    box : Box
        What the sets are sets of.
    points : array of float, shape (S, d)
        The sets, in [0, 1].
    runs : int
        Runs of each struggle under each set.
    seed : int
        Chooses the chance of the runs.
    threads : int
        Sets that are simulated at once; it changes nothing.
    folder : Folder, optional
        Where the runs under each set are kept.
    facts : sequence of Fact
        What else is to be computed under each set.
    is_stopping : callable
        Once it says so, no other set is begun.
    progress : callable, optional
        Is called with how many sets are simulated, and of how many.

    Returns
    -------
    tuple of list of Ends and array of float, shape (S, facts)
        One for each struggle, and the values of the facts; of fewer sets if it was stopped.
    """
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import simulate

    sets = len(points)
    cases = [case_of_opening(opening) for opening in openings]

    def task(number: int) -> tuple[list[Ends], list[float]]:
        parameters = box.parameters(points[number])
        ends = None if folder is None else folder.read(number)
        if ends is None:
            ends = []
            for case in cases:
                start = Start(case, parameters)
                simulated = simulate(start, seed=seed, first=number * runs, runs=runs)
                ends.append(Ends.of(simulated, case.id, start.actors, start.months))
            if folder is not None:
                folder.write(number, ends)
        values = None if folder is None or not facts else folder.read_facts(number)
        if values is None:
            values = [_value(fact, parameters, number) for fact in facts]
            if folder is not None and facts:
                folder.write_facts(number, values)
        return ends, values

    simulated: list[list[Ends]] = []
    rows: list[list[float]] = []
    work: Any = in_order(task, sets, threads=threads, is_stopping=is_stopping, tick=lambda: None)
    with closing(work) as blocks:
        for ends, values in blocks:
            simulated.append(ends)
            rows.append(values)
            if progress is not None:
                progress(len(simulated), sets)
    found = [Ends.joined(parts) for parts in zip(*simulated, strict=True)]
    return found, np.array(rows, float).reshape(len(rows), len(facts))


def _value(fact: Fact, parameters: Any, number: int) -> float:
    """Return what the model says of a fact."""
    found = float(fact.value(parameters))
    if not np.isfinite(found):
        raise InvalidInput(f"facts: {fact.name} is {found!r} under set {number}; expected a number")
    return found


def _one(simulated: "Runs", run: int) -> Any:
    """Return one run as runs."""
    return SimpleNamespace(**{name: getattr(simulated, name)[run : run + 1] for name in _PER_RUN})


def _index(chosen: NDArray[np.float64]) -> int:
    return int(chosen.argmax())


def _stacked(each: Sequence[Counts], *names: str) -> NDArray[np.float64]:
    """Return sums of some counts, shape (1, R, N)."""
    return np.array([[sum(getattr(counts, name) for name in names) for counts in each]])
