"""Why a removed actor is killed, given what has happened: from one date on, with changes in pairs.

The record is conditioned on once; all changes go on from the same states of runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.problems import did_you_mean
from whowhom.cases.record import Record, Rows
from whowhom.ensemble.conditioning import FEWEST_GIVEN, Given, condition, filtering, standing_by
from whowhom.ensemble.decision_record import QUANTITIES, DecisionRecord, Spread
from whowhom.ensemble.interval import Z95, wilson
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
    estimate_of,
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

__all__ = ["FILTERS", "HAPPENED", "YEAR", "Part", "WhyKill", "why_kill"]

HAPPENED = "has already happened at this date, so that leaving it out changes nothing"
YEAR = 12
"""Months after the date within which the first chance counts."""
FILTERS = 4
"""Independent filters that are pooled."""
_HUNTED = STANDINGS.index("hunted")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """The runs of one filter."""

    reasons: Reasons
    """The effects of leaving each reason out, from the month after the date on."""
    decisions: Mapping[str, DecisionRecord]
    """Threat, cost and decision by month: as it is under ``""``, without a reason under its id."""
    leaders: Mapping[str, float]
    """Share of runs in which somebody leads at the end of the as-of month; nobody under ``""``."""

    @property
    def result(self) -> Result:
        """The runs as they are."""
        return self.decisions[""].result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhyKill:
    """What speaks for and against killing one actor after a date, and what depends on each reason.

    The runs of one filter descend from few of the starts, so that values that differ between starts
    (how much the leader minds another's prestige, what a killing costs) are hardly sampled by one.
    So independent filters are pooled; the intervals are those of Student's t over their means, and
    not narrower than if all runs were independent.
    """

    actor: str
    as_of: str
    """The month up to which the record is read."""
    parts: tuple[Part, ...]
    """One for each filter, all of as many runs."""
    left_out: tuple[tuple[Reason, str], ...]
    """Reasons that cannot be taken away after the date, and why."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons that are taken away."""
        return self.parts[0].reasons.reasons

    @property
    def runs(self) -> int:
        """Runs of all filters."""
        return sum(part.reasons.runs for part in self.parts)

    @property
    def month(self) -> str:
        """The month after the date, in which the leader would decide."""
        return self._month(1)

    @property
    def year(self) -> str:
        """The last of the twelve months after the date, or of the case."""
        return self._month(YEAR)

    def _month(self, after: int) -> str:
        months = self.parts[0].decisions[""].months
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

    def chance(self, outcome: str, reason: str | None = None) -> Estimate:
        """Return the share of an outcome, as it is or without a reason."""
        shares = [part.reasons.share(outcome, reason) for part in self.parts]
        return _pooled(shares, wilson(float(np.mean(shares)) * self.runs, self.runs), 0.0)

    def effect(self, reason: str, outcome: str) -> Estimate:
        """Return what leaving a reason out adds to the share of an outcome, in paired runs."""
        found = [part.reasons.differences(reason, outcome) for part in self.parts]
        alone = estimate_of(np.concatenate(found), Z95)
        return _pooled([float(one.mean()) for one in found], (alone.low, alone.high), -1.0)

    def would_kill(self, reason: str = "") -> Estimate | None:
        """Return the share of runs in which the leader would order the killing in `month`.

        Of those in which the actor is removed and alive then; None if there are none.
        """
        counts = []
        for part in self.parts:
            found = part.decisions[reason]
            place = found.place(self.month)
            if found.known[place]:
                counts.append((int(found.death[place]), int(found.known[place])))
        if not counts:
            return None
        death, known = (sum(column) for column in zip(*counts, strict=True))
        shares = [one / every for one, every in counts]
        return replace(_pooled(shares, wilson(death, known), 0.0), value=death / known)

    def spread(self, quantity: str, reason: str = "") -> Spread:
        """Return a quantity of the decision in `month`, over the runs of all filters."""
        first = self.parts[0].decisions[reason]
        pooled = reduce(add, (p.decisions[reason].result.tally.decisions for p in self.parts))
        tally = replace(first.result.tally, decisions=pooled)
        whole = DecisionRecord(actor=self.actor, result=replace(first.result, tally=tally))
        return whole.spread(self.month, quantity)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values: shares in [0, 1], threat and cost in units of the model."""
        first = self.parts[0]
        stands = () if first.result.conditioning is None else first.result.conditioning.standing
        standing = next(row for row in stands if row["actor"] == self.actor)
        known = self.spread("threat").runs
        return {
            "case": first.result.case.id,
            "actor": self.actor,
            "as_of": self.as_of,
            "month": self.month,
            "year": self.year,
            "end": first.decisions[""].months[-1],
            "runs": self.runs,
            "seed": first.result.seed,
            "filters": [self._filter(part) for part in self.parts],
            "standing": {"status": standing["status"], "since": standing["since"]},
            "removed": known / self.runs,
            "leaders": self._leaders(),
            "quantities": {name: self._spread("", name) for name in QUANTITIES},
            "would_kill": _plain(self.would_kill()),
            "chances": {name: _plain(self.chance(what)) for name, what in self.outcomes.items()},
            "changes": [self._changed(reason) for reason in self.reasons],
            "left_out": [
                {"id": reason.id, "says": reason.says, "why": why} for reason, why in self.left_out
            ],
        }

    def _filter(self, part: Part) -> dict[str, Any]:
        """Say what one filter found, so that the filters can be compared."""
        given = part.result.conditioning
        return {
            "seed": part.result.seed,
            "origins": None if given is None else given.origins,
            "log_evidence": None if given is None else given.log_evidence,
            **{name: part.reasons.share(name) for name in (ORDERED, KILLED)},
        }

    def _leaders(self) -> dict[str, float]:
        names = dict.fromkeys(name for part in self.parts for name in part.leaders)
        shares = {
            name: float(np.mean([part.leaders.get(name, 0.0) for part in self.parts]))
            for name in names
        }
        return dict(sorted(shares.items(), key=lambda row: -row[1]))

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
                "before": self.chance(what).value,
                "after": self.chance(what, reason.id).value,
                **_plain(self.effect(reason.id, what), "difference"),
            }
        return told

    def _spread(self, reason: str, quantity: str) -> dict[str, float] | None:
        spread = self.spread(quantity, reason)
        if not spread.runs:
            return None
        return {name: getattr(spread, name) for name in ("mean", "q05", "q50", "q95")}


def _pooled(means: Sequence[float], least: tuple[float, float], lowest: float) -> Estimate:
    """Return the mean over filters with its interval, which holds at least another one."""
    from scipy.stats import t

    value, low, high = float(np.mean(means)), *least
    if len(means) > 1:
        half = float(t.ppf(0.975, len(means) - 1) * np.std(means, ddof=1) / np.sqrt(len(means)))
        low, high = min(low, value - half), max(high, value + half)
    return Estimate(value=value, low=max(lowest, low), high=min(1.0, high))


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
    runs: int = 2000,
    filters: int = FILTERS,
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
    runs : int, default 2000
        Runs of all filters together as it is, and as many without each reason.
    filters : int, default 4
        Independent filters, each of an equal share of the runs, at least 200; 2 or more.
    seed : int, default 1
        Seed of the first filter; the others have the next ones.
    threads : int, optional
        How many chunks run at once. It changes nothing.
    progress : callable, optional
        Called with the progress of all filters and ensembles together.

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
    check_settings(runs, seed, threads, None)
    if filters < 2 or runs < filters * FEWEST_GIVEN:
        raise InvalidInput(
            f"runs must be at least {FEWEST_GIVEN} for each of 2 or more filters, got {runs} runs "
            f"and {filters} filters"
        )
    watched = _watched(case, actor)
    seen = observed(case, as_of, record)
    if seen is None:
        raise InvalidInput('as_of must be a month of the case, such as "1934-11"')
    _check_alive(seen, actor)
    for reason in found:
        changed(case, reason.change, default_parameters())  # all problems before any run
    left_out = tuple((reason, why) for reason in found if (why := _why_not(case, reason, seen)))
    refused = {reason.id for reason, _ in left_out}
    kept = tuple(reason for reason in found if reason.id not in refused)
    each, ensembles = runs // filters, len(kept) + 2
    tell = of_all(progress)
    parts = []
    try:
        for number in range(filters):

            def told(place: int, before: int = number * ensembles) -> Any:
                return tell((before + place) * each, filters * each * ensembles)

            settings: dict[str, Any] = {"runs": each, "seed": seed + number, "threads": threads}
            given = condition(
                case, default_parameters(), seen, progress=filtering(told(0), 1.0), **settings
            )
            settings |= {"as_of": as_of, "record": record}
            parts.append(_part(case, kept, actor, watched, given, settings, told))
    except Interrupted as stop:
        raise stopped(stop, "; nothing was stored") from None
    return WhyKill(actor=actor, as_of=seen.month, parts=tuple(parts), left_out=left_out)


def _part(
    case: Case,
    kept: tuple[Reason, ...],
    actor: str,
    watched: "Watched",
    given: Given,
    settings: Mapping[str, Any],
    tell: Callable[[int], Any],
) -> Part:
    """Go on from the states of one filter, as it is and without each reason."""

    def go_on(change: Change, place: int) -> tuple[Result, Deaths]:
        return _simulated(
            case, actor, watched, change, given=given, progress=tell(place), **settings
        )

    base, killings = go_on(Change(), 1)
    results, alone = {"": base}, {}
    for place, reason in enumerate(kept, start=2):
        results[reason.id], alone[reason.id] = go_on(reason.change, place)
    return Part(
        reasons=Reasons(reasons=kept, base=killings, alone=alone, pairs={}, circle=base.circle),
        decisions={name: DecisionRecord(actor=actor, result=one) for name, one in results.items()},
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
    case: Case, actor: str, watched: "Watched", change: Change, /, **settings: Any
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


def _leaders(given: Given, base: Result) -> dict[str, float]:
    """Return who leads at the end of the as-of month, those who lead most often first."""
    leading = given.filtered.states.regime["leader"][:, 0]
    actors = base.circle.actors
    shares = {
        actors[place] if place >= 0 else "": float(np.mean(leading == place))
        for place in np.unique(leading)
    }
    return dict(sorted(shares.items(), key=lambda row: -row[1]))
