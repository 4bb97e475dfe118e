"""Why a removed actor is killed: threat, cost and decision, month by month, over many runs.

What a run records is described in :mod:`whowhom.sim.decisions`, how it is summed in
:class:`whowhom.ensemble.tally.Decisions`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.cases.problems import did_you_mean
from whowhom.cases.record import Rows
from whowhom.ensemble.description import MOST_CHUNKS
from whowhom.ensemble.engines import LOCAL, Engine
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.tally import QUANTITIES, middle
from whowhom.errors import InvalidInput
from whowhom.sim.layout import STANDINGS
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    import polars as pl

__all__ = ["QUANTITIES", "DecisionRecord", "Spread", "decision_record"]

_CHUNK = 50
_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One quantity in one month, over the runs in which the actor is removed and alive."""

    mean: float
    q05: float
    q50: float
    q95: float
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionRecord:
    """The reasons for and against killing one actor, over R runs of M months.

    A month is examined where the leader reviews the removed. ``balance`` is the threat in the
    present status plus revenge and demonstration, less the cost of the killing; the leader orders
    it where that is positive and no milder fate is better.
    """

    actor: str
    result: Result
    """The runs themselves."""

    @property
    def known(self) -> NDArray[np.int64]:
        """Runs in which the actor is removed and alive and somebody leads, shape (M,)."""
        return np.asarray(self.result.tally.decisions.known[0])

    @property
    def standing(self) -> NDArray[np.int64]:
        """Runs by the actor's standing, shape (M, 9); see ``whowhom.sim.layout.STANDINGS``."""
        return np.asarray(self.result.tally.decisions.standing[0])

    @property
    def death(self) -> NDArray[np.int64]:
        """Runs among `known` in which the leader prefers death, shape (M,)."""
        return np.asarray(self.result.tally.decisions.death[0])

    def spread(self, month: str, quantity: str) -> Spread:
        """Return one quantity in one month, written as ``1929-02``.

        Raises
        ------
        InvalidInput
            If there is no such month or quantity.
        """
        if quantity not in QUANTITIES:
            hint = did_you_mean(quantity, QUANTITIES)
            raise InvalidInput(
                f"quantity must be one of {', '.join(QUANTITIES)}, got {quantity!r}"
                + (f"; {hint}" if hint else "")
            )
        return self._spread(self.place(month), QUANTITIES.index(quantity))

    def place(self, month: str) -> int:
        """Return the index of a month, written as ``1929-02``.

        Raises
        ------
        InvalidInput
            If the case has no such month.
        """
        months = self.months
        if month not in months:
            raise InvalidInput(f"month must be from {months[0]} to {months[-1]}, got {month!r}")
        return months.index(month)

    @property
    def months(self) -> tuple[str, ...]:
        """All months, as ``1929-02``."""
        circle = self.result.circle
        return tuple(str(circle.month(index)) for index in range(circle.months))

    def table(self) -> "pl.DataFrame":
        """Return every quantity of each month in which the actor is removed and alive in a run.

        Columns ``month``, ``quantity``, ``mean``, ``q05``, ``q50``, ``q95`` and ``runs``: in how
        many runs the actor is removed and alive.
        """
        import polars as pl

        rows = [
            {
                "month": month,
                "quantity": quantity,
                **{name: getattr(found, name) for name in Spread.__slots__},
            }
            for m, month in enumerate(self.months)
            if self.known[m]
            for q, quantity in enumerate(QUANTITIES)
            for found in (self._spread(m, q),)
        ]
        numbers = dict.fromkeys(("mean", "q05", "q50", "q95"), pl.Float64)
        schema = {"month": pl.String, "quantity": pl.String, **numbers, "runs": pl.Int64}
        return pl.DataFrame(rows, schema=schema)

    def decisions(self) -> "pl.DataFrame":
        """Return in how many runs the leader would order the killing, by month.

        Columns ``month``, ``runs`` (removed and alive), ``death`` (runs in which the leader
        prefers death), ``share`` of them with its 95 % interval ``low`` and ``high``.
        """
        import polars as pl

        rows = []
        for m, month in enumerate(self.months):
            runs, death = int(self.known[m]), int(self.death[m])
            low, high = wilson(death, runs)
            share = death / runs if runs else None
            row = {"month": month, "runs": runs, "death": death, "share": share}
            rows.append({**row, "low": low, "high": high})
        return pl.DataFrame(rows, schema_overrides={"share": pl.Float64})

    def standings(self) -> "pl.DataFrame":
        """Return the actor's standing at the review of each month.

        Columns ``month``, ``standing``, ``runs``, ``share`` with its 95 % interval ``low`` and
        ``high``.
        """
        import polars as pl

        rows = []
        for m, month in enumerate(self.months):
            for s, standing in enumerate(STANDINGS):
                runs = int(self.standing[m, s])
                low, high = wilson(runs, self.result.runs)
                row = {"month": month, "standing": standing, "runs": runs}
                rows.append({**row, "share": runs / self.result.runs, "low": low, "high": high})
        return pl.DataFrame(rows)

    def _spread(self, m: int, q: int) -> Spread:
        runs = int(self.known[m])
        if not runs:
            return Spread(mean=np.nan, q05=np.nan, q50=np.nan, q95=np.nan, runs=0)
        decisions = self.result.tally.decisions
        reached = np.cumsum(decisions.bins[0, m, q])
        places = [int(np.searchsorted(reached, level * runs)) for level in _LEVELS]
        q05, q50, q95 = (float(middle(place)) for place in places)
        return Spread(mean=decisions.mean(0, m, q), q05=q05, q50=q50, q95=q95, runs=runs)


def decision_record(
    case: Case | str | Path,
    *,
    actor: str,
    runs: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    engine: str | Engine = LOCAL,
    parameters: AnyParameters | None = None,
    as_of: str | None = None,
    record: str | Path | Rows | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> DecisionRecord:
    """Simulate a case and record the reasons for and against killing one actor.

    Parameters
    ----------
    case : Case, str or path
        A case, its folder or workbook, or the id of a shipped case.
    actor : str
        Id of the actor.
    runs : int, default 2000
        Number of runs.
    seed : int, default 1
        Seed of the random numbers of all runs; the runs are those of :func:`whowhom.run`.
    threads : int, optional
        How many chunks run at once.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    parameters : Parameters or ParameterSets, optional
        The defaults if left out.
    as_of, record : optional
        As in :func:`whowhom.run`: the runs are those that fit the record to the end of this month,
        and the months from the next on are recorded.
    progress : callable, optional
        Called with the progress of the work.

    Returns
    -------
    DecisionRecord
        Means, quantiles and counts by month.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain; nothing is simulated then.
    """
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Record as Watched
    from whowhom.sim.simulation import simulate

    case = as_case(case)
    check_settings(runs, seed, threads, None)
    start = Start(case, parameters)
    if actor not in start.contenders:
        hint = did_you_mean(actor, start.contenders)
        raise InvalidInput(
            f"actor must be one of {', '.join(start.contenders)}, got {actor!r}"
            + (f"; {hint}" if hint else "")
        )
    watched = Watched(watched=(start.actors.index(actor),))
    result = run_model(
        lambda *_: (start, simulate),
        case,
        parameters=start.parameters,
        as_of=as_of,
        record=record,
        noting=partial(partial, record=watched),
        runs=runs,
        seed=seed,
        threads=threads,
        engine=engine,
        chunk=max(min(_CHUNK, -(-runs // 8)), -(-runs // MOST_CHUNKS)),
        progress=progress,
    )
    return DecisionRecord(actor=actor, result=result)
