"""What a conditional ensemble is given: the record, how well the model explains it, what it taught.

The runs pass the months up to the as-of date under a particle filter (``particle_filter.py``), then
go on as any others. A change of a conditional ensemble takes effect after the as-of date: the
filter never sees it.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.record import Record
from whowhom.ensemble.circle import Circle, month_text
from whowhom.ensemble.interval import FEWEST_EFFECTIVE
from whowhom.ensemble.manifest import closed_bytes, read_closed
from whowhom.ensemble.progress import Progress
from whowhom.errors import InvalidInput, ResourceError, ResultError
from whowhom.scenario.change import Change
from whowhom.sim.layout import STATUSES
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    from whowhom.ensemble.particle_filter import Filtered
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import Record as Watched
    from whowhom.sim.simulation import Runs

__all__ = [
    "CONDITIONING_FILE",
    "FEWEST_GIVEN",
    "Conditioning",
    "FromStates",
    "Given",
    "Unexplained",
    "check_later",
    "check_memory",
    "condition",
    "conditioning_from",
    "filtering",
    "going_on",
    "memory_of_states",
    "seconds_given",
]

CONDITIONING_FILE = "conditioning.json"
LEAST_HISTORIES = 10
"""Effective histories at any look below which no answer is given."""
FEWEST_GIVEN = 200
"""Fewest runs of a conditional ensemble."""
_MOST_MEMORY = 0.6
"""Share of the memory of this machine that the states of all runs may take."""
_DRAWN_AT_ONCE = 500
_ENOUGH = 60
"""Effective histories that are enough; with fewer the filter is tried again with more runs."""
_MORE = 4
"""How many times more."""
_COST = 3.0
"""Time of a month under the filter, in months of a plain run."""


class Unexplained(ResultError):
    """The model hardly ever produces what the record has, so no answer can be given."""

    def __init__(self, message: str, found: "Conditioning") -> None:
        super().__init__(message)
        self.found = found
        """What the filter says all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditioning:
    """The record that an ensemble is given, and what the filter says of it."""

    as_of: str
    """The month up to which the record is read: ``1925-02``."""
    events: tuple[Mapping[str, Any], ...]
    """What is observed: ``date actor event by note post`` of each row."""
    effective: float
    """Effective runs: so many independent ones would know the shares as well."""
    fewest: float
    """Effective number of different histories at the look at which there were fewest."""
    log_evidence: float
    """Log likelihood of the record under the model, dates and slips as the observation model says;
    comparable between models of one record only."""
    steps: tuple[Mapping[str, Any], ...]
    """Looks at the weights: ``month``, ``events`` (indices of those observed since the one before),
    ``effective``, ``log_evidence`` (of the record up to that month, in the light of all of it)."""
    surprise: int | None
    """Index of the event at which the evidence fell most."""
    origins: float
    """Effective number of different starts among the runs: what the posterior rests on."""
    posterior: tuple[Mapping[str, Any], ...]
    """What the record teaches of uncertain values: ``value``; ``prior`` (mean), ``prior_low``,
    ``prior_high``; ``posterior`` (mean), ``low``, ``high``: central 90 %; those that moved most,
    in prior standard deviations, first."""
    standing: tuple[Mapping[str, str | None], ...]
    """Where everybody stands by the record: ``actor``, ``status``, ``since`` (empty: the start)."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    def to_bytes(self) -> bytes:
        """Return the file, closed by a hash of its content."""
        return closed_bytes(json.loads(json.dumps(self.as_dict())))


def conditioning_from(content: bytes) -> Conditioning:
    """Read what :meth:`Conditioning.to_bytes` wrote.

    Raises
    ------
    ValueError
        If it is not that.
    """
    found = read_closed(content)
    try:
        for name in ("events", "steps", "posterior", "standing"):
            found[name] = tuple(found[name])
        return Conditioning(**found)
    except (TypeError, KeyError) as error:
        raise ValueError(f"is not what was written: {error}") from error


@dataclass(frozen=True, slots=True, eq=False)
class FromStates:
    """Runs that go on from the states of a filter: a :class:`whowhom.ensemble.run.Simulator`."""

    filtered: "Filtered"
    begin: int
    """First month that is simulated."""

    def __call__(
        self,
        start: "Start",
        *,
        seed: int,
        first: int,
        runs: int,
        record: "Watched | None" = None,
    ) -> "Runs":
        """Simulate runs to their end; the months before are counted as the filter left them."""
        from whowhom.sim.simulation import Record as Watched
        from whowhom.sim.simulation import simulate_from

        span = slice(first, first + runs)
        found = simulate_from(
            self.filtered.states.of(span),
            begin=self.begin,
            months=start.months,
            seed=seed,
            first=first,
            record=record or Watched(),
        )
        return replace(found, **self._counted(found, span))

    def _counted(self, found: "Runs", span: slice) -> dict[str, NDArray[Any]]:
        """Count the months that the filter passed."""
        trace = self.filtered.trace
        counted = {name: np.array(getattr(found, name)) for name in trace._fields}
        for name in ("standing", "power", "held"):
            values = getattr(trace, name)[span].astype(np.int64)
            bins = counted[name].shape[2]
            for month in range(self.begin):
                for column in range(values.shape[2]):
                    places = values[:, month, column] % bins  # -1, nobody, is the last
                    counted[name][month, column] = np.bincount(places, minlength=bins)
        counted["clients"][: self.begin] = trace.clients[span].sum(axis=0, dtype=np.int64)
        return counted


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Runs given a record, at the end of the as-of month."""

    conditioning: Conditioning
    filtered: "Filtered"
    months: int
    """How many months have passed."""
    is_strict: bool = True
    """Whether no answer is given where too few effective runs are left."""

    def with_effective(self, tops: NDArray[np.integer]) -> Conditioning:
        """Return the conditioning with the effective runs, which the ends of the runs tell.

        Raises
        ------
        Unexplained
            If they are fewer than :data:`FEWEST_EFFECTIVE`.
        """
        effective = self.filtered.effective(tops)
        found = replace(self.conditioning, effective=round(effective, 1))
        if self.is_strict and effective < FEWEST_EFFECTIVE:
            raise Unexplained(_unexplained(found, len(tops)), found)
        return found

    def going_on(
        self, case: Case, parameters: AnyParameters, after: "Start", seed: int
    ) -> FromStates:
        """Return what simulates the rest, with what differs between two cases after this date.

        Parameters
        ----------
        case, parameters
            As the record was explained.
        after : Start
            The case as it goes on.
        seed : int
            Seed of the runs.
        """
        from whowhom.scenario.later import changed_states
        from whowhom.scenario.start import Start

        before = Start(case, parameters, self.months)
        if (before.case, before.parameters) == (after.case, after.parameters):
            return FromStates(self.filtered, self.months)
        after = Start(after.case, after.parameters, self.months)
        states = changed_states(self.filtered.states, self.filtered.origin, before, after, seed)
        return FromStates(replace(self.filtered, states=states), self.months)


def check_later(change: Change, record: Record) -> None:
    """Refuse a change that cannot take effect after the as-of date."""
    from whowhom.scenario.later import problems_of

    if problems := problems_of(change, record.as_of):
        raise InvalidInput("\n".join(problems))


def filtering(
    progress: Callable[[Progress], None] | None, share: float
) -> Callable[[Progress], None] | None:
    """Return what tells the progress of the filter as the first `share` of all."""
    if progress is None:
        return None

    def tell(now: Progress) -> None:
        progress(replace(now, done=int(share * now.done), pace=now.pace and now.pace / share))

    return tell


def going_on(
    progress: Callable[[Progress], None] | None, share: float
) -> Callable[[Progress], None] | None:
    """Return what tells the progress of the runs after the filter as the rest of all work."""
    if progress is None:
        return None

    def tell(now: Progress) -> None:
        left = int((1.0 - share) * (now.runs - now.reached))
        pace = now.pace and now.pace / max(1e-6, 1.0 - share)
        progress(replace(now, done=now.runs - left, under_way=0, pace=pace))

    return tell


def condition(
    case: Case,
    parameters: AnyParameters,
    record: Record,
    *,
    runs: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    is_strict: bool = True,
) -> "Given":
    """Condition runs of a case on a record; where it is not strict, however few runs are left.

    Raises
    ------
    Unexplained
        If fewer than :data:`FEWEST_EFFECTIVE` effective runs are left.
    ResourceError
        If the states of so many runs do not fit into memory.
    Interrupted
        If the user stops it.
    """
    from whowhom.ensemble.particle_filter import particle_filter
    from whowhom.scenario.observed import observation, with_death_of_arbiter
    from whowhom.scenario.start import Start

    months = record.as_of.month_number - case.start.month_number + 1
    start = Start(with_death_of_arbiter(case, record.events), parameters, months)
    seen = observation(
        record.events,
        actors=start.actors,
        contenders=start.contenders,
        posts=start.posts,
        first_month=case.start.month_number,
        months=months,
    )
    for more in (1, _MORE):
        check_memory(start, more * runs, seed)
        filtered = particle_filter(
            start,
            seen,
            runs=more * runs,
            kept=runs,
            seed=seed,
            threads=threads,
            progress=progress,
        )
        if filtered.fewest >= _ENOUGH:
            break
    found = _summary(case, start, record, filtered, seed)
    if is_strict and found.fewest < LEAST_HISTORIES:
        raise Unexplained(_unexplained(found, runs), found)
    return Given(found, filtered, months, is_strict)


def memory_of_states(start: "Start", runs: int, seed: int) -> int:
    """Return the bytes that the states and histories of some runs take."""
    from whowhom.sim.simulation import blank_states

    of_one = sum(field.nbytes for field in blank_states(start.draw(seed, 0, 1), 1))
    of_one += start.months * (len(start.actors) * (2 + 4 * len(start.audiences)) + len(start.posts))
    return runs * of_one


def seconds_given(case: Case, record: Record, runs: int, pace: float) -> tuple[float, float]:
    """Return how long the filter takes in one thread: as a rule, and at most.

    It takes longer where few histories are left, so that it is tried again with more runs.

    Parameters
    ----------
    case, record
        The case and what is observed of it.
    runs : int
        Number of runs.
    pace : float
        Seconds of a plain run of all months.
    """
    passed = record.as_of.month_number - case.start.month_number + 1
    once = _COST * pace * runs * passed / case.months
    return once, (1 + _MORE) * once


def check_memory(start: "Start", runs: int, seed: int) -> None:
    """Refuse more runs than this machine can hold at once."""
    from whowhom.ensemble.plan import machine_memory

    of_one = memory_of_states(start, 1, seed)
    there = machine_memory()
    if there is not None and runs * of_one > _MOST_MEMORY * there:
        most = int(_MOST_MEMORY * there / of_one)
        raise ResourceError(
            f"{runs:,} conditional runs need {runs * of_one / 1e9:.0f} GB of memory, since all of "
            f"them are held at once; at most {most:,} fit on this machine. Take fewer (--runs)."
        )


def _unexplained(found: Conditioning, runs: int) -> str:
    """Say that the model cannot explain the record, and what can be done."""
    hardest = "the record"
    if found.surprise is not None:
        event = found.events[found.surprise]
        hardest = f"{event['actor']} {event['event']} {event['date']}"
    few = (
        f"{found.fewest:.0f} different histories"
        if found.fewest < LEAST_HISTORIES
        else f"{found.effective:.0f} effective runs"
    )
    least = LEAST_HISTORIES if found.fewest < LEAST_HISTORIES else FEWEST_EFFECTIVE
    return (
        f"Of {runs:,} runs only {few} are left given the record to {found.as_of}; that is too few "
        f"for an answer (at least {least} are needed). The event that the model explains least "
        f"is: {hardest}. Take more runs (--runs {10 * runs}), look at the coding of those "
        "involved, or leave that row out of a record of your own (--record FILE)."
    )


def _summary(
    case: Case, start: "Start", record: Record, filtered: "Filtered", seed: int
) -> Conditioning:
    """Say how well the model explains the record, and what it teaches."""
    circle = Circle.of(case, start)
    rows = tuple(record.rows())
    ends = [max(0, event.date.latest.month_number - circle.first_month) for event in record.events]
    steps: list[dict[str, Any]] = []
    passed = -1
    for step in filtered.steps:
        steps.append(
            {
                "month": circle.month(step.month),
                "events": [i for i, end in enumerate(ends) if passed < end <= step.month],
                "effective": round(step.effective, 1),
                "log_evidence": round(step.log_evidence, 4),
            }
        )
        passed = step.month
    counts = np.bincount(filtered.origin)
    return Conditioning(
        as_of=record.month,
        events=rows,
        effective=math.nan,
        fewest=round(filtered.fewest, 1),
        log_evidence=round(filtered.steps[-1].log_evidence, 4),
        steps=tuple(steps),
        surprise=_hardest(steps, record, start.contenders),
        origins=round(float(counts.sum() ** 2 / (counts.astype(float) ** 2).sum()), 1),
        posterior=tuple(_posterior(start, filtered, seed)),
        standing=tuple(standing_by(record, start.contenders)),
    )


def _hardest(
    steps: list[dict[str, Any]], record: Record, contenders: tuple[str, ...]
) -> int | None:
    """Return the index of the event since the one before which the evidence fell most."""
    worst, found, before = 0.0, None, steps[0]["log_evidence"]
    for step in steps:
        removals = [
            i
            for i in step["events"]
            if record.events[i].actor in contenders and record.events[i].event != "coalition"
        ]
        if not removals:
            continue
        change = step["log_evidence"] - before
        if found is None or change < worst:
            worst, found = change, removals[0]
        before = step["log_evidence"]
    return found


def _posterior(start: "Start", filtered: "Filtered", seed: int) -> Iterator[dict[str, Any]]:
    """Compare the uncertain values of the runs with those that all runs began with."""
    parts = [
        start.uncertain(seed, first, min(_DRAWN_AT_ONCE, filtered.runs - first))
        for first in range(0, filtered.runs, _DRAWN_AT_ONCE)
    ]
    rows = []
    for name in parts[0]:
        prior = np.concatenate([part[name] for part in parts])
        spread = float(prior.std())
        if spread <= 0.0:
            continue
        posterior = prior[filtered.origin]
        low, high = np.quantile(prior, (0.05, 0.95))
        after_low, after_high = np.quantile(posterior, (0.05, 0.95))
        moved = (float(posterior.mean()) - float(prior.mean())) / spread
        rows.append(
            (
                -abs(moved),
                {
                    "value": name,
                    "prior": round(float(prior.mean()), 6),
                    "prior_low": round(float(low), 6),
                    "prior_high": round(float(high), 6),
                    "posterior": round(float(posterior.mean()), 6),
                    "low": round(float(after_low), 6),
                    "high": round(float(after_high), 6),
                },
            )
        )
    rows.sort(key=lambda row: (row[0], row[1]["value"]))
    return (row for _, row in rows)


def standing_by(record: Record, contenders: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
    """Say where each contender stands by a record, and since when."""
    words = {
        "executed": "dead",
        "assassinated": "dead",
        "died": "dead",
        "in_circle": "inner",
        "restored": "restored",
    }
    for actor in contenders:
        status: str = "inner"
        since: str | None = None
        for event in record.events:
            if event.actor != actor or not (event.event in STATUSES or event.event in words):
                continue
            status, since = (
                words.get(event.event, event.event),
                month_text(event.date.latest.month_number),
            )
        yield {"actor": actor, "status": status, "since": since}
