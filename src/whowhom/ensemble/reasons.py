"""Partial answers to why an actor is killed, left out in turn and in pairs, in paired runs.

Two answers that need each other, or that substitute for each other, have a joint effect other than
the sum of their single effects; the interaction is the joint effect less the two single ones.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.engines import LOCAL, Engine, opened
from whowhom.ensemble.interval import Z95
from whowhom.ensemble.occurrences import all_records
from whowhom.ensemble.outcome import FATES, REMOVED
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result
from whowhom.ensemble.what_if import run_with
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameters import MECHANISMS

__all__ = [
    "ABROAD",
    "KILLED",
    "ORDERED",
    "Deaths",
    "Estimate",
    "Reason",
    "Reasons",
    "both",
    "deaths",
    "estimate_of",
    "mechanisms_of_killing",
    "reasons",
]

KILLED, ABROAD, ORDERED = "killed", "killed abroad", "ordered"
"""Outcomes whose effects are reported; further ones are ``killed by MONTH``, ``ordered by MONTH``.
A killing is ordered where the actor is hunted abroad, or killed at home."""
_KILLING_PHASES = ("fate", "asylum", "hunt", "terror")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A partial answer, and the change that takes it away."""

    id: str
    says: str
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A difference of shares of runs, with its paired interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deaths:
    """In which of R runs an actor is killed, where, and when."""

    killed: NDArray[np.bool_]
    abroad: NDArray[np.bool_]
    """Killed in exile abroad."""
    month: NDArray[np.int64]
    """Month index of the killing, -1 for never."""
    ordered: NDArray[np.int64] | None = None
    """Month index of the order to kill, -1 for never; None where it is not recorded. An order in
    the last month that is not carried out in it is not seen."""

    def by(self, month: int) -> NDArray[np.bool_]:
        """Return in which runs the actor is killed in a month or before it."""
        return self.killed & (self.month <= month)

    def median(self) -> int | None:
        """Return the median month index of the killings; None without any."""
        months = np.sort(self.month[self.killed])
        return int(months[(len(months) - 1) // 2]) if len(months) else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reasons:
    """The effect of each partial answer, alone and in pairs."""

    reasons: tuple[Reason, ...]
    base: Deaths
    """As it is."""
    alone: Mapping[str, Deaths]
    """With one of them left out, by id."""
    pairs: Mapping[tuple[str, str], Deaths]
    """With two of them left out."""
    circle: Circle

    @property
    def runs(self) -> int:
        """Number of paired runs."""
        return len(self.base.killed)

    def effect(self, reason: str, outcome: str = KILLED) -> Estimate:
        """Return what leaving a reason out adds to the share of an outcome."""
        return estimate_of(self.differences(reason, outcome), Z95)

    def differences(self, reason: str, outcome: str = KILLED) -> NDArray[np.int64]:
        """Return what leaving a reason out adds to an outcome in each run: -1, 0 or 1."""
        return self._of(self.alone[reason], outcome) - self._of(self.base, outcome)

    def joint(self, one: str, two: str, outcome: str = KILLED) -> Estimate:
        """Return what leaving both out adds."""
        return estimate_of(
            self._of(self.pairs[one, two], outcome) - self._of(self.base, outcome), Z95
        )

    def interaction(self, one: str, two: str, outcome: str = KILLED, z: float = Z95) -> Estimate:
        """Return the joint effect of two reasons less their single ones; `z` sets the interval."""
        alone = self._of(self.alone[one], outcome) + self._of(self.alone[two], outcome)
        both = self._of(self.pairs[one, two], outcome) + self._of(self.base, outcome)
        return estimate_of(both - alone, z)

    def share(self, outcome: str = KILLED, reason: str | None = None) -> float:
        """Return the share of an outcome as it is, or with one reason left out."""
        found = self.base if reason is None else self.alone[reason]
        return float(self._of(found, outcome).mean())

    def _of(self, found: Deaths, outcome: str) -> NDArray[np.int64]:
        """Return an outcome run by run, as 0 or 1."""
        if outcome == ABROAD:
            return found.abroad.astype(np.int64)
        months = [self.circle.month(index) for index in range(self.circle.months)]
        known = (KILLED,) if found.ordered is None else (KILLED, ORDERED)
        kind, _, month = outcome.partition(" by ")
        if kind not in known or (month or months[-1]) not in months:
            raise InvalidInput(
                f"outcome must be {', '.join(map(repr, (*known, ABROAD)))} or '{KILLED} by "
                f"{months[-1]}' with a month from {months[0]} on, got {outcome!r}"
            )
        last = months.index(month or months[-1])
        if kind == ORDERED and found.ordered is not None:
            return ((found.ordered >= 0) & (found.ordered <= last)).astype(np.int64)
        return found.by(last).astype(np.int64)


def mechanisms_of_killing() -> tuple[Reason, ...]:
    """Return the mechanisms that bear on killing, as reasons for a case that names none."""
    return tuple(
        Reason(
            id=mechanism.name,
            says=mechanism.does,
            change=Change.of(without=[f"mechanisms.{mechanism.name}"]),
        )
        for mechanism in MECHANISMS
        if mechanism.submodel in _KILLING_PHASES
    )


def deaths(result: Result, actor: str) -> Deaths:
    """Return in which runs of a result an actor is killed."""
    records = all_records(result)
    place = result.circle.actors.index(actor)
    fate = records["fate"][:, place]
    abroad = fate == FATES.index("assassinated")
    killed = abroad | (fate == FATES.index("executed"))
    month = records["reached"][:, place, REMOVED.index("dead")].astype(np.int64)
    return Deaths(killed=killed, abroad=abroad, month=np.where(killed, month, -1))


def both(one: Change, two: Change) -> Change:
    """Return two changes together; what stands in both is done once."""
    return Change(
        settings=tuple(dict.fromkeys(one.settings + two.settings)),
        without=tuple(dict.fromkeys(one.without + two.without)),
        shocks=tuple(dict.fromkeys(one.shocks + two.shocks)),
    )


def reasons(
    case: Case,
    found: Sequence[Reason],
    *,
    actor: str,
    runs: int = 400,
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    in_pairs: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Reasons:
    """Leave out each partial answer in turn, and each pair if asked, with common random numbers.

    Parameters
    ----------
    case : Case
        The case.
    found : sequence of Reason
        The partial answers, as :func:`mechanisms_of_killing` gives.
    actor : str
        Id of the actor who is killed.
    runs : int, default 400
        Runs of the case as it is, and as many for each answer and pair.
    seed : int, default 1
        Seed of the random numbers of all runs.
    threads : int, optional
        How many chunks run at once.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    in_pairs : bool, default False
        Whether pairs are left out, too.
    progress : callable, optional
        Called with the progress of all ensembles together.

    Returns
    -------
    Reasons
        Effects with paired intervals.

    Raises
    ------
    InvalidInput
        If the actor is unknown or a change cannot be made; nothing is simulated then.
    """
    known = [one.id for one in case.actors]
    if actor not in known:
        raise InvalidInput(f"actor must be one of {', '.join(known)}, got {actor!r}")
    alone = {reason.id: reason.change for reason in found}
    pairs = {
        (one.id, two.id): both(one.change, two.change)
        for one, two in (combinations(found, 2) if in_pairs else ())
    }
    made = [changed(case, change) for change in (*alone.values(), *pairs.values())]
    tell, whole = of_all(progress), runs * (len(made) + 1)
    simulated: list[Deaths] = []
    with opened(engine, threads) as where:
        run_as = partial(run_with, runs=runs, seed=seed, threads=threads, engine=where)
        for place, (other, parameters) in enumerate([(case, default_parameters()), *made]):
            result = run_as(other, parameters, progress=tell(place * runs, whole))
            simulated.append(deaths(result, actor))
    return Reasons(
        reasons=tuple(found),
        base=simulated[0],
        alone=dict(zip(alone, simulated[1:], strict=False)),
        pairs=dict(zip(pairs, simulated[1 + len(alone) :], strict=True)),
        circle=result.circle,
    )


def estimate_of(differences: NDArray[np.int64], z: float) -> Estimate:
    """Return the mean of paired differences of 0 and 1 with the interval of Agresti and Min.

    A run that gained and one that lost are added, so that an effect that was never seen is not
    taken to be impossible.
    """
    runs = len(differences)
    total, squares = float(differences.sum()), float((differences**2).sum())
    middle = total / (runs + 2)
    spread = math.sqrt(squares + 1 - total**2 / (runs + 2)) / (runs + 2)
    return Estimate(
        value=float(differences.mean()), low=middle - z * spread, high=middle + z * spread
    )
