"""Why a removed actor is killed, given what has happened: from one date on, with changes in pairs.

The record is conditioned on once; all changes go on from the same states of runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.problems import did_you_mean
from whowhom.cases.record import Record, Rows
from whowhom.ensemble.conditioning import Given, condition, filtering
from whowhom.ensemble.decision_record import QUANTITIES, DecisionRecord
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.map_runs import Interrupted, stopped
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.reasons import (
    ABROAD,
    KILLED,
    ORDERED,
    Deaths,
    Estimate,
    Reason,
    Reasons,
    deaths,
)
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import Simulator, observed, real_model, run_model
from whowhom.errors import InvalidInput
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.scenario.later import problems_of
from whowhom.sim.layout import STANDINGS

if TYPE_CHECKING:
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Record as Watched
    from whowhom.sim.simulation import Runs

__all__ = ["HAPPENED", "YEAR", "WhyKill", "why_kill"]

HAPPENED = "has already happened at this date, so that leaving it out changes nothing"
YEAR = 12
"""Months after the date within which the first chance counts."""
_HUNTED = STANDINGS.index("hunted")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhyKill:
    """What speaks for and against killing one actor after a date, and what depends on each reason.

    All shares are of the runs that fit the record to the end of the as-of month. Their intervals
    rest on the effective runs: of who ends on top, of the killings or of the orders, whichever are
    fewest.
    """

    actor: str
    as_of: str
    """The month up to which the record is read."""
    reasons: Reasons
    """The effects of leaving each reason out, from the next month on."""
    decisions: Mapping[str, DecisionRecord]
    """Threat, cost and decision by month: as it is under ``""``, without a reason under its id."""
    left_out: tuple[tuple[Reason, str], ...]
    """Reasons that cannot be taken away after the date, and why."""
    leaders: Mapping[str, float]
    """Share of runs in which somebody leads at the end of the as-of month; nobody under ``""``."""

    @property
    def result(self) -> Result:
        """The runs as they are."""
        return self.decisions[""].result

    @property
    def month(self) -> str:
        """The month after the date, in which the leader would decide."""
        return self._month(1)

    @property
    def year(self) -> str:
        """The last of the twelve months after the date, or of the case."""
        return self._month(YEAR)

    def _month(self, after: int) -> str:
        months = self.decisions[""].months
        return months[min(months.index(self.as_of) + after, len(months) - 1)]

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcomes that are told, by name."""
        return {
            "ordered_before": f"{ORDERED} by {self.as_of}",
            "ordered_in_a_year": f"{ORDERED} by {self.year}",
            "ordered": ORDERED,
            "killed_in_a_year": f"{KILLED} by {self.year}",
            "killed": KILLED,
            "killed_abroad": ABROAD,
        }

    def would_kill(self, reason: str = "") -> Estimate | None:
        """Return the share of runs in which the leader would order the killing in `month`.

        Of those in which the actor is removed and alive then; None if there are none.
        """
        found = self.decisions[reason]
        place = found.place(self.month)
        known, death = int(found.known[place]), int(found.death[place])
        if not known:
            return None
        runs = known * (self.reasons.effective / self.reasons.runs)
        low, high = wilson(death / known * runs, runs)
        return Estimate(value=death / known, low=low, high=high)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values: shares in [0, 1], threat and cost in units of the model."""
        found, now = self.reasons, self.decisions[""]
        conditioning = self.result.conditioning
        stands = () if conditioning is None else conditioning.standing
        standing = next(row for row in stands if row["actor"] == self.actor)
        return {
            "case": self.result.case.id,
            "actor": self.actor,
            "as_of": self.as_of,
            "month": self.month,
            "year": self.year,
            "end": now.months[-1],
            "runs": found.runs,
            "seed": self.result.seed,
            "effective": round(found.effective, 1),
            "standing": {"status": standing["status"], "since": standing["since"]},
            "removed": int(now.known[now.place(self.month)]) / found.runs,
            "leaders": dict(self.leaders),
            "quantities": {name: self._spread("", name) for name in QUANTITIES},
            "would_kill": _plain(self.would_kill()),
            "chances": {name: _plain(found.chance(what)) for name, what in self.outcomes.items()},
            "changes": [self._changed(reason) for reason in found.reasons],
            "left_out": [
                {"id": reason.id, "says": reason.says, "why": why} for reason, why in self.left_out
            ],
        }

    def _changed(self, reason: Reason) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": reason.id,
            "says": reason.says,
            "change": str(reason.change),
            "would_kill": _plain(self.would_kill(reason.id)),
            "quantities": {name: self._spread(reason.id, name) for name in ("threat", "cost")},
        }
        for name, what in self.outcomes.items():
            told[name] = {
                "before": self.reasons.share(what),
                "after": self.reasons.share(what, reason.id),
                **_plain(self.reasons.effect(reason.id, what), "difference"),
            }
        return told

    def _spread(self, reason: str, quantity: str) -> dict[str, float] | None:
        spread = self.decisions[reason].spread(self.month, quantity)
        if not spread.runs:
            return None
        return {name: getattr(spread, name) for name in ("mean", "q05", "q50", "q95")}


def _plain(estimate: Estimate | None, value: str = "share") -> Any:
    """Return an estimate as plain values."""
    if estimate is None:
        return None
    return {value: estimate.value, "low": estimate.low, "high": estimate.high}


@dataclass(frozen=True, slots=True)
class _Noting:
    """Simulates as something else does, and notes when the actor is first hunted."""

    simulate: Any
    watched: "Watched"
    hunted: dict[int, NDArray[np.int64]]
    """By first run of a stretch: month index of the order to hunt, -1 for never."""

    def __call__(self, start: "Start", *, seed: int, first: int, runs: int) -> "Runs":
        """Simulate runs; the review of a month notes the order of an earlier one."""
        found: Runs = self.simulate(start, seed=seed, first=first, runs=runs, record=self.watched)
        is_hunted = found.decisions[:, 0, :, 0] == _HUNTED
        self.hunted[first] = np.where(is_hunted.any(axis=1), is_hunted.argmax(axis=1) - 1, -1)
        return found


def why_kill(
    case: Case,
    found: Sequence[Reason],
    *,
    actor: str,
    as_of: str,
    record: str | Path | Rows | None = None,
    runs: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> WhyKill:
    """Condition on the record, then go on as it is and without each reason, in paired runs.

    Parameters
    ----------
    case : Case
        The case.
    found : sequence of Reason
        The reasons, as :func:`whowhom.ensemble.reasons.mechanisms_of_killing` gives.
    actor : str
        Id of the actor who might be killed.
    as_of, record : optional
        As in :func:`whowhom.run`.
    runs : int, default 1000
        Runs as it is, and as many without each reason; at least 200.
    seed : int, default 1
        Seed of the random numbers of all runs.
    threads : int, optional
        How many chunks run at once. It changes nothing.
    progress : callable, optional
        Called with the progress of the filter and of all ensembles together.

    Returns
    -------
    WhyKill
        Threat, cost and decision in the month after the date, and effects with paired intervals.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, a reason cannot be taken away, or the actor is dead by
        the record; nothing is simulated then.
    ResultError
        If the model explains the record too badly for an answer.
    """
    parameters = default_parameters()
    check_settings(runs, seed, threads, None)
    watched = _watched(case, actor)
    seen = observed(case, as_of, record, runs=runs)
    if seen is None:
        raise InvalidInput('as_of must be a month of the case, such as "1934-11"')
    _check_alive(seen, actor)
    for reason in found:
        changed(case, reason.change, parameters)  # all problems before any run
    left_out = tuple((reason, why) for reason in found if (why := _why_not(case, reason, seen)))
    refused = {reason.id for reason, _ in left_out}
    kept = tuple(reason for reason in found if reason.id not in refused)
    tell, whole = of_all(progress), runs * (len(kept) + 2)
    try:
        given = condition(
            case,
            parameters,
            seen,
            runs=runs,
            seed=seed,
            threads=threads,
            progress=filtering(tell(0, whole), 1.0),
        )
        simulated = partial(
            _simulated,
            case,
            actor,
            watched,
            given=given,
            as_of=as_of,
            record=record,
            runs=runs,
            seed=seed,
            threads=threads,
        )
        base, killings = simulated(Change(), progress=tell(runs, whole))
        results, alone = {"": base}, {}
        for place, reason in enumerate(kept, start=2):
            results[reason.id], alone[reason.id] = simulated(
                reason.change, progress=tell(place * runs, whole)
            )
    except Interrupted as stop:
        raise stopped(stop, "; nothing was stored") from None
    return WhyKill(
        actor=actor,
        as_of=seen.month,
        reasons=Reasons(
            reasons=kept,
            base=killings,
            alone=alone,
            pairs={},
            circle=base.circle,
            effective=_effective(given, base, (killings.killed, killings.is_ordered)),
        ),
        decisions={name: DecisionRecord(actor=actor, result=one) for name, one in results.items()},
        left_out=left_out,
        leaders=_leaders(given, base),
    )


def _watched(case: Case, actor: str) -> "Watched":
    """Return what is recorded of the actor."""
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Record as Watched

    start = Start(case, None)
    if actor not in start.contenders:
        hint = did_you_mean(actor, start.contenders)
        raise InvalidInput(
            f"actor must be one of {', '.join(start.contenders)}, got {actor!r}"
            + (f"; {hint}" if hint else "")
        )
    return Watched(watched=(start.actors.index(actor),))


def _check_alive(seen: Record, actor: str) -> None:
    """Refuse to ask why the dead are killed."""
    from whowhom.ensemble.conditioning import standing_by

    (row,) = standing_by(seen, (actor,))
    if row["status"] == "dead":
        raise InvalidInput(
            f"{actor} is dead by the record since {row['since']}: take an as-of month before that"
        )


def _why_not(case: Case, reason: Reason, seen: Record) -> str:
    """Say why a reason cannot be taken away after the date; nothing if it can."""
    dates = {f"shocks.{shock.id}": shock.date for shock in case.shocks}
    change = reason.change
    is_past = [
        path in dates and dates[path].latest.month_number <= seen.as_of.month_number
        for path in change.without
    ]
    if is_past and all(is_past) and not (change.settings or change.shocks):
        return HAPPENED
    return "; ".join(problems_of(change, seen.as_of))


def _simulated(
    case: Case, actor: str, watched: "Watched", change: Change, **settings: Any
) -> tuple[Result, Deaths]:
    """Go on from the states with a change, and say when the killing is ordered."""
    hunted: dict[int, NDArray[np.int64]] = {}

    def noting(simulate: Any) -> Simulator:
        return _Noting(simulate, watched, hunted)

    result = run_model(real_model, case, change=change, noting=noting, **settings)
    killing = deaths(result, actor)
    months = np.concatenate([hunted[first] for first in sorted(hunted)])
    never = np.iinfo(np.int64).max
    first = np.minimum(*(np.where(m < 0, never, m) for m in (months, killing.month)))
    return result, replace(killing, ordered=np.where(first == never, -1, first))


def _effective(given: Given, base: Result, outcomes: Sequence[NDArray[np.bool_]]) -> float:
    """Return the effective runs of the answer that is known least."""
    varied = [outcome.astype(np.int64) for outcome in outcomes if 0 < outcome.mean() < 1]
    return min([base.tally.effective, *map(given.filtered.effective, varied)])


def _leaders(given: Given, base: Result) -> dict[str, float]:
    """Return who leads at the end of the as-of month, those who lead most often first."""
    leading = given.filtered.states.regime["leader"][:, 0]
    actors = base.circle.actors
    shares = {
        actors[place] if place >= 0 else "": float(np.mean(leading == place))
        for place in np.unique(leading)
    }
    return dict(sorted(shares.items(), key=lambda row: -row[1]))
