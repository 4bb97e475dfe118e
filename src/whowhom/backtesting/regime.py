"""The forecast of the regime model for an opening: its runs, counted.

An opening becomes a case with the contenders and their bases, and nothing else: default audiences,
posts implied by the bases, average skills, no ties, no shocks. Every struggle is simulated for
the same eight years, since a run that stopped near the documented decision would know its date.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whowhom.backtesting.points import those_left
from whowhom.casebook.importing import horizon
from whowhom.cases.case import BASES, SKILLS, Actor, Case, Quantity
from whowhom.cases.dates import parse_period
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.map_runs import map_runs
from whowhom.ensemble.odds import next_removed
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.run import real_model, run_model
from whowhom.errors import InvalidInput
from whowhom.score.forecast import FATE_CLASSES, Forecast
from whowhom.score.opening import Coding, Opening
from whowhom.sim.layout import ASSASSINATED, EXECUTED, STATUSES

if TYPE_CHECKING:
    from whowhom.scenario.start import Start
    from whowhom.sim.parameter_sets import AnyParameters
    from whowhom.sim.simulation import Runs

__all__ = [
    "NOBODY_RULES",
    "Conditional",
    "Counts",
    "NobodyRules",
    "case_of_opening",
    "conditional_forecast",
    "counts_of",
    "forecast_of",
    "regime_counts",
]

NobodyRules = Literal["shares", "strongest", "dropped"]
NOBODY_RULES: tuple[NobodyRules, ...] = ("shares", "strongest", "dropped")
"""What a run without a sole ruler at the end counts for: everybody by their final share of power,
whoever has the largest, or nothing."""

_CHUNK = 50
_FIXED = 2.0**32
_WORST = (("demoted", 1), ("expelled", 1), ("internal_exile", 2), ("abroad", 2), ("prison", 3))
_KILLED = FATE_CLASSES.index("death")


def case_of_opening(opening: Opening, *, coding: Coding = "mechanical") -> Case:
    """Return the case that an opening describes, to end as every case of the casebook does.

    Parameters
    ----------
    opening : Opening
        How the struggle stood.
    coding : {"mechanical", "judged"}
        Whether the bases are as coded or scaled to the judged shares of power
        (:meth:`whowhom.score.opening.Opening.bases`).
    """
    bases = opening.bases(coding)
    return Case(
        id=opening.id,
        title=opening.id,
        about="",
        regime_type=opening.regime_type,
        start=opening.start,
        end=horizon(opening.start),
        majority=Quantity(0.5, 0.5),
        arbiter="",
        coder="",
        coded="",
        licence="",
        actors=tuple(
            Actor(
                id=contender.id,
                name=contender.id,
                bases={base: _certain(bases[contender.id][base]) for base in BASES},
                skills=dict.fromkeys(SKILLS, _certain(0.5)),
                line=_certain(0.0),
            )
            for contender in opening.contenders
        ),
        audiences=DEFAULT_AUDIENCES,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Counts of the runs of one opening: N contenders."""

    actors: tuple[str, ...]
    runs: int
    on_top: NDArray[np.float64]
    """Runs in which each ends as sole ruler, shape (N,)."""
    shared: NDArray[np.float64]
    """Runs without a sole ruler, divided by final power, shape (N,)."""
    strongest: NDArray[np.float64]
    """The same runs, each for whoever has the most power at the end, shape (N,)."""
    removed: NDArray[np.float64]
    """Runs in which each is removed, shape (N,)."""
    first: NDArray[np.float64]
    """Runs in which each is removed first, shape (N,)."""
    fates: NDArray[np.float64]
    """Runs in which each of ``FATE_CLASSES`` is the worst that is done to them, shape (N, 5)."""
    months: NDArray[np.float64]
    """Month in which the last of the removed fell, in runs with a sole ruler; the number of
    simulated months in the others, shape (R,)."""
    horizon: int
    """Number of simulated months."""

    def merge(self, other: "Counts") -> "Counts":
        """Return the counts of both."""
        names = ("on_top", "shared", "strongest", "removed", "first", "fates")
        return Counts(
            actors=self.actors,
            runs=self.runs + other.runs,
            months=np.concatenate([self.months, other.months]),
            horizon=self.horizon,
            **{name: getattr(self, name) + getattr(other, name) for name in names},
        )


def counts_of(simulated: "Runs", actors: tuple[str, ...], months: int) -> Counts:
    """Count runs."""
    runs, n = simulated.fate.shape
    open_end = simulated.top < 0
    share = simulated.share[open_end].astype(float)
    share[share.sum(axis=1) == 0] = 1.0
    share /= share.sum(axis=1, keepdims=True)
    share = np.rint(share * _FIXED) / _FIXED  # so that the order of sums cannot matter
    largest = share >= share.max(axis=1, keepdims=True) - 1e-9
    worst = np.zeros((runs, n), int)
    for status, fate in _WORST:
        happened = simulated.reached[:, :, STATUSES.index(status) - 1] >= 0
        worst = np.where(happened, np.maximum(worst, fate), worst)
    worst[(simulated.fate == EXECUTED) | (simulated.fate == ASSASSINATED)] = _KILLED
    decided = np.maximum(simulated.fell.max(axis=1), 0)
    return Counts(
        actors=actors,
        runs=runs,
        on_top=np.bincount(simulated.top[~open_end], minlength=n).astype(float),
        shared=share.sum(axis=0),
        strongest=(largest / largest.sum(axis=1, keepdims=True)).sum(axis=0),
        removed=(simulated.fell >= 0).sum(axis=0).astype(float),
        first=(simulated.order == 0).sum(axis=0).astype(float),
        fates=(worst[:, :, None] == np.arange(len(FATE_CLASSES))).sum(axis=0).astype(float),
        months=np.where(open_end, months, decided).astype(float),
        horizon=months,
    )


def forecast_of(counts: Counts, *, nobody: NobodyRules = "shares") -> Forecast:
    """Make a forecast from counted runs.

    Every class of every question starts with half a run (the prior of Jeffreys [1]_), so that
    nothing has probability 0.

    Parameters
    ----------
    counts : Counts
        The counted runs.
    nobody : {"shares", "strongest", "dropped"}
        What a run without a sole ruler at the end counts for, see :data:`NOBODY_RULES`.

    References
    ----------
    .. [1] H. Jeffreys, "An Invariant Form for the Prior Probability in Estimation Problems",
       Proceedings of the Royal Society A 186(1007), 453-461, 1946.
       https://doi.org/10.1098/rspa.1946.0056
    """
    if nobody not in NOBODY_RULES:
        raise InvalidInput(f"nobody must be one of {', '.join(NOBODY_RULES)}, got {nobody!r}")
    winner = counts.on_top.copy()
    if nobody != "dropped":
        winner += counts.shared if nobody == "shares" else counts.strongest
    nobody_fell = counts.runs - counts.first.sum()
    first = np.append(counts.first, nobody_fell)
    return Forecast(
        winner=_named(counts, _smoothed(winner)),
        removed=_named(counts, (counts.removed + 0.5) / (counts.runs + 1)),
        first_removed=_named(counts, _smoothed(first)[:-1]),
        fates={
            actor: dict(zip(FATE_CLASSES, _smoothed(row).tolist(), strict=True))
            for actor, row in zip(counts.actors, counts.fates, strict=True)
        },
        months=tuple(np.sort(counts.months).tolist()),
        horizon=counts.horizon,
    )


def regime_counts(
    openings: Sequence[Opening],
    *,
    runs: int = 400,
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    coding: Coding = "mechanical",
    parameters: "AnyParameters | None" = None,
    progress: Callable[[Progress], None] | None = None,
) -> list[Counts]:
    """Simulate every opening and count the outcomes.

    Parameters
    ----------
    openings : sequence of Opening
        How the struggles stood.
    runs : int, default 400
        Runs of each, 1 to 10**8.
    seed : int, default 1
        Seed of the random numbers, 0 to 2**63 - 1.
    threads : int, optional
        Chunks that run at once; one for each processor if not given. It changes nothing.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    coding : {"mechanical", "judged"}
        Whether the bases are as coded or scaled to the judged shares of power.
    parameters : Parameters or ParameterSets, optional
        Those of the regime model; :func:`whowhom.default_parameters` if not given.
    progress : callable, optional
        Called with the progress.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain.
    """
    check_settings(runs, seed, threads, None)
    from whowhom.scenario.start import Start

    starts = [Start(case_of_opening(opening, coding=coding), parameters) for opening in openings]
    firsts = range(0, runs, _CHUNK)
    tasks = [
        _Stretch(start, seed, first, min(_CHUNK, runs - first))
        for start in starts
        for first in firsts
    ]
    found: dict[int, Counts] = {}
    map_runs(tasks, found.__setitem__, threads=threads, engine=engine, progress=progress)
    parts = [found[index] for index in range(len(tasks))]
    size = len(firsts)
    return [reduce(Counts.merge, parts[at : at + size]) for at in range(0, len(parts), size)]


class Conditional(NamedTuple):
    """A forecast from a date, given the record up to it."""

    forecast: Forecast
    """Its ``first_removed`` are the chances of those left to be removed next."""
    effective: float
    """How many independent runs it is worth."""


def conditional_forecast(
    case: Case,
    as_of: str | None,
    *,
    runs: int,
    seed: int,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    parameters: "AnyParameters | None" = None,
    progress: Callable[[Progress], None] | None = None,
) -> Conditional:
    """Forecast a case by the regime model from a month on, given the record up to its end.

    As in :func:`forecast_of`, a run without a sole ruler at the end counts for every contender by
    their final power, and each class starts with half a run; the runs are counted as the effective
    ones.

    Parameters
    ----------
    case : Case
        A case whose course ends with that month.
    as_of : str or None
        The month, such as ``1925-01``; None for the start, where the record is not read.
    runs, seed, threads, engine, parameters, progress
        As in :func:`whowhom.run`.
    """
    result = run_model(
        real_model,
        case,
        runs=runs,
        seed=seed,
        threads=threads,
        engine=engine,
        parameters=parameters,
        as_of=as_of,
        is_strict=False,
        progress=progress,
    )
    effective = float(runs if result.conditioning is None else result.conditioning.effective)
    circle, left = result.circle, those_left(case)
    month = -1 if as_of is None else parse_period(as_of).latest.month_number - circle.first_month
    contenders = [circle.actors.index(actor) for actor in circle.contenders]
    remaining = [circle.actors.index(actor) for actor in left]
    won = np.zeros(len(contenders))
    removed_next = np.zeros(len(left) + 1)
    for records in result.blocks():
        simulated: Any = records.view(np.recarray)
        counts = counts_of(simulated, circle.actors, circle.months)
        won += (counts.on_top + counts.shared)[contenders]
        who, _ = next_removed(records, month, remaining)
        removed_next += [*((who == index).sum() for index in remaining), (who < 0).sum()]
    weight = effective / runs
    chances = dict(zip(left, _smoothed(removed_next * weight)[:-1].tolist(), strict=True))
    return Conditional(
        Forecast(
            winner=dict(zip(circle.contenders, _smoothed(won * weight).tolist(), strict=True)),
            first_removed={actor: chances.get(actor, 0.0) for actor in circle.contenders},
        ),
        effective,
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some runs of one opening: a :class:`whowhom.ensemble.map_runs.Task`."""

    start: "Start"
    seed: int
    first: int
    runs: int

    def __call__(self) -> Counts:
        """Simulate and count them."""
        from whowhom.sim.simulation import simulate

        simulated = simulate(self.start, seed=self.seed, first=self.first, runs=self.runs)
        return counts_of(simulated, self.start.actors, self.start.months)


def _certain(value: float) -> Quantity:
    return Quantity(value, value)


def _smoothed(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares with half a run more in every class."""
    return np.asarray((counts + 0.5) / (counts + 0.5).sum())


def _named(counts: Counts, values: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(counts.actors, np.asarray(values, float).tolist(), strict=True))
