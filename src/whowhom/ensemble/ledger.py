"""Forecasts of a case that goes on, kept in a file whose past cannot be edited, and their scores.

::

    Ledger.track  ->  forecast (the runs)  ->  Entry (questions with shares)  ->  Chain (the file)
    Ledger.score  ->  resolution.resolved (what the record says by now)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case, CourseEvent, Day
from whowhom.cases.check import as_case
from whowhom.cases.dates import month_text, parse_period
from whowhom.cases.problems import BadCell
from whowhom.cases.record import Record, Rows, observed_record
from whowhom.ensemble import answers
from whowhom.ensemble.chain import Chain, Entry, Question, ledger_file
from whowhom.ensemble.files import locked
from whowhom.ensemble.interval import quantiles
from whowhom.ensemble.outcome import Records
from whowhom.ensemble.plan import check_settings
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.resolution import LedgerScores, resolved
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run
from whowhom.errors import InvalidInput
from whowhom.score.truth import Truth

__all__ = ["Ledger", "Tracked", "forecast"]

_PATIENCE = 20.0
"""Seconds to wait for another process that is writing into the folder of the ledger."""
_LAST = 1 << 30
"""More than any rank of a fall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A forecast in a ledger."""

    ledger: "Ledger"
    """The ledger with it."""
    entry: Entry
    is_new: bool
    """Whether it was written now; else the ledger had it already."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The forecasts of a case that goes on: an append-only file in which each line hashes the last.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import whowhom as ww
    >>> case = ww.read_case("duel")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "duel.jsonl"
    ...     tracked = ww.Ledger.track(case, file, as_of="1922-06", runs=20)
    ...     scores = ww.Ledger.read(file).score(case)
    >>> tracked.is_new, tracked.entry.number, tracked.entry.record_sha256
    (True, 1, None)
    >>> scores.count("open")
    0
    """

    chain: Chain
    """Its verified lines."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.chain.path

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The forecasts, in the order in which they were written."""
        return self.chain.entries

    @property
    def head(self) -> str:
        """The sha256 of the last line: kept elsewhere, it shows whether the end was cut."""
        return self.chain.head

    @classmethod
    def read(cls, path: str | Path, *, head: str | None = None) -> "Ledger":
        """Read a ledger and verify all of it.

        Parameters
        ----------
        path : path
            The file.
        head : str, optional
            A head that was kept elsewhere: its line must still be there.

        Raises
        ------
        InvalidInput
            If there is no such file, or it is not a regular one.
        ResultError
            If a line was edited, moved or removed, or the file cut; every such line is named.
        """
        file = ledger_file(path)
        if not file.exists():
            raise InvalidInput(f"{file}: there is no ledger; `whowhom track CASE` writes one")
        return _read(file, head)

    @classmethod
    def track(
        cls,
        case: Case | str | Path,
        path: str | Path,
        *,
        as_of: str | None = None,
        record: str | Path | Rows | None = None,
        runs: int = 2000,
        seed: int = 1,
        head: str | None = None,
        threads: int | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Tracked:
        """Make a forecast and add it to a ledger, unless the ledger has it already.

        Parameters
        ----------
        case : Case
            A checked case.
        path : path
            The ledger; made if it is not there.
        as_of : str, optional
            A month (``2026-03``): what the record says up to it is observed. This month if not
            given. Where the record says nothing up to it, the forecast is unconditional: from the
            start of the case.
        record : path or sequence of mappings, optional
            What has happened: a CSV file with the columns of ``course.csv``, or rows with these
            keys; the course of the case if not given.
        runs : int, default 2000
            Number of runs.
        seed : int, default 1
            Seed of the random numbers.
        head : str, optional
            A head that was kept elsewhere: its line must still be there.
        threads : int, optional
            Chunks that run at once; one for each processor if not given.
        progress : callable, optional
            Called with the progress of the runs.

        Raises
        ------
        InvalidInput
            If an argument is outside its domain, or the ledger is that of another case.
        ResultError
            If a past line of the ledger was edited, moved or removed, or the model cannot explain
            the record.
        ResourceError
            If the file cannot be written.
        """
        case = as_case(case)
        check_settings(runs, seed, threads, None, None)
        month = _as_of(case, as_of)
        file = ledger_file(path)
        with locked(file.parent, patience=_PATIENCE):  # refused before minutes of work
            ledger = _read(file, head)
        _check_case(ledger, case)
        observed = _observed(case, month, record)
        entry = _work(case, month if observed else None, observed, runs, seed)
        if (found := ledger._find(entry)) is not None:
            return Tracked(ledger=ledger, entry=found, is_new=False)
        result = forecast(
            case,
            month_text(month) if observed else None,
            record,
            runs,
            seed,
            threads=threads,
            progress=progress,
        )
        events = observed.events if observed else ()
        with locked(file.parent, patience=_PATIENCE):
            ledger = _read(file, head)  # another process may have written meanwhile
            _check_case(ledger, case)
            if (found := ledger._find(entry)) is not None:
                return Tracked(ledger=ledger, entry=found, is_new=False)
            entry = _answered(entry, len(ledger.entries) + 1, result, events)
            return Tracked(ledger=cls(ledger.chain.append(entry)), entry=entry, is_new=True)

    def score(
        self,
        case: Case | str | Path,
        *,
        as_of: str | None = None,
        record: str | Path | Rows | None = None,
    ) -> LedgerScores:
        """Score what the record has resolved.

        Parameters
        ----------
        case : Case
            The case of the ledger.
        as_of : str, optional
            The month up to which the record is complete: until then, what it does not say did not
            happen. The last month that is over if not given.
        record : path or sequence of mappings, optional
            What has happened: a CSV file with the columns of ``course.csv``, or rows with these
            keys; the course of the case if not given.

        Raises
        ------
        InvalidInput
            If the ledger is that of another case, or `as_of` is outside the case.
        """
        case = as_case(case)
        _check_case(self, case)
        last = case.end.month_number
        until = min(_this_month() - 1, last) if as_of is None else _month(case, as_of, last)
        events: Sequence[CourseEvent] = case.course
        if record is not None:
            events = observed_record(*_all(case), record).events
        return resolved(case, self.entries, events, until)

    def _find(self, entry: Entry) -> Entry | None:
        """Return the forecast of the same work; None if there is none."""
        return next((one for one in self.entries if one.is_same_work(entry)), None)


def forecast(
    case: Case,
    as_of: str | None,
    record: str | Path | Rows | None,
    runs: int,
    seed: int,
    *,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Simulate a case: given its record up to a month, or unconditionally if that is None."""
    given: dict[str, Any] = {} if as_of is None else {"as_of": as_of, "record": record}
    return run(case, runs=runs, seed=seed, threads=threads, progress=progress, **given)


def _observed(case: Case, month: int, record: str | Path | Rows | None) -> Record | None:
    """Return what the record says up to a month; None if the case's own says nothing."""
    if record is None and not any(
        case.start <= event.date.latest and event.date.latest.month_number <= month
        for event in case.course
    ):
        return None
    return observed_record(case, month_text(month), record)


def _all(case: Case) -> tuple[Case, str]:
    """Return a case and a date with which a whole record is read, dates that end late too."""
    later = case.end.year + 2
    return replace(case, end=Day(later, 12, 31)), month_text(later * 12)


def _read(file: Path, head: str | None) -> Ledger:
    """Read a ledger, which may not be there yet."""
    chain = Chain.read(file)
    if head is not None:
        chain.check_head(head)
    return Ledger(chain)


def _check_case(ledger: Ledger, case: Case) -> None:
    """Refuse a ledger with forecasts of another case, or about people who are no longer in it."""
    problems = []
    known = {*case.names, answers.NOBODY}
    for entry in ledger.entries:
        where = f"{ledger.path}, line {entry.number}"
        asked = {actor for question in entry.questions for actor in question.shares}
        if entry.case != case.id:
            problems.append(
                f"{where}: is a forecast of {entry.case!r}, not of {case.id!r}; name another file "
                "with --ledger, or give the case folder its old name"
            )
        elif missing := sorted(asked - known):
            problems.append(
                f"{where}: asks about {', '.join(missing)}, not in the case any more; put the row "
                "back into actors.csv, or start a new ledger with --ledger NEW.jsonl"
            )
    if problems:
        raise InvalidInput("\n".join(problems))


def _as_of(case: Case, text: str | None) -> int:
    """Return the month number of the date of a forecast, which must leave a future."""
    last = case.end.month_number
    if text is None and _this_month() >= last:
        raise InvalidInput(
            f"the case ended in {month_text(last)}: there is nothing to forecast. --score scores "
            f"the forecasts made before; --as-of {month_text(last - 1)} or earlier looks back"
        )
    return _month(case, month_text(_this_month()) if text is None else text, last - 1)


def _month(case: Case, text: str, last: int) -> int:
    """Return the number of a month within the case and not after `last`."""
    month, first = _month_number(text), case.start.month_number
    if not first <= month <= last:
        raise InvalidInput(
            f"{month_text(month)} is outside the case; name a month from {month_text(first)} to "
            f"{month_text(last)} with --as-of"
        )
    return month


def _month_number(text: str) -> int:
    """Return the number of the month that a date lies in."""
    try:
        period = parse_period(text)
    except BadCell as bad:
        raise InvalidInput(f"--as-of: {text!r} {bad.finding}; {bad.hint}") from None
    if period.earliest.month_number != period.latest.month_number:
        raise InvalidInput(f"--as-of must be one month, such as 2026-03; got {text!r}")
    return period.latest.month_number


def _now() -> datetime:
    return datetime.now(UTC)


def _this_month() -> int:
    now = _now()
    return now.year * 12 + now.month - 1


def _work(case: Case, month: int | None, observed: Record | None, runs: int, seed: int) -> Entry:
    """Return a forecast that is still without answers.

    Without a record it is that of the start, whenever it is made.
    """
    start = case.start.month_number
    return Entry(
        number=0,
        written="",
        case=case.id,
        case_sha256=case.sha256,
        record_sha256=None if observed is None else observed.sha256,
        as_of=month_text(start if month is None else month),
        since=month_text(start if month is None else month + 1),
        whowhom=version("whowhom"),
        runs=int(runs),
        seed=int(seed),
        result_sha256="",
        effective=0.0,
        questions=(),
    )


def _answered(work: Entry, number: int, result: Result, events: Iterable[CourseEvent]) -> Entry:
    """Return a forecast with its answers."""
    conditioning = result.conditioning
    since = parse_period(work.since).latest.month_number - result.circle.first_month
    return replace(
        work,
        number=number,
        written=_now().isoformat(timespec="seconds"),
        result_sha256=result.sha256,
        effective=float(result.runs if conditioning is None else conditioning.effective),
        questions=tuple(_questions(result, since, _left(result, events))),
    )


def _left(result: Result, events: Iterable[CourseEvent]) -> list[str]:
    """Return the contenders who have been neither removed nor died, by the record."""
    known = tuple(events)
    gone = Truth.of(replace(result.case, course=known)).removed
    dead = {event.actor for event in known if event.event == "died"}
    return [actor for actor in result.circle.contenders if actor not in gone | dead]


def _questions(result: Result, since: int, left: Sequence[str]) -> Iterator[Question]:
    """Yield the questions about the months from index `since` on, with their answers."""
    circle = result.circle

    def month(index: int) -> str:
        return month_text(circle.first_month + index)

    end, year = circle.months - 1, since + 11
    rows = answers.winners(result.tally, circle)
    yield Question(
        asks="on_top", by=month(end), shares={row["actor"]: row["share"] for row in rows}
    )
    if not left:
        return
    places = [circle.actors.index(actor) for actor in left]
    removed, following = _counts(result.blocks(), places, since, circle.months)
    shares = (following.sum(axis=1) / result.runs).tolist()
    middle = [quantiles(months, (50,))[0] for months in following]
    yield Question(
        asks="next_removed",
        by=month(end),
        shares=dict(zip((*left, answers.NOBODY), shares, strict=True)),
        median={
            actor: month(index)
            for actor, index in zip(left, middle[:-1], strict=True)
            if index is not None
        },
    )
    kinds = [("removed", end), *([("removed_within_12", year)] if year < end else [])]
    for asks, last in kinds:
        shares = (removed[:, : last + 1].sum(axis=1) / result.runs).tolist()
        yield Question(asks=asks, by=month(last), shares=dict(zip(left, shares, strict=True)))


def _counts(
    blocks: Iterable[Records], places: Sequence[int], since: int, months: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the first removals of some actors from a month on.

    Returns
    -------
    removed : array of int, shape (actors, months)
        Runs in which each is removed in each month.
    following : array of int, shape (actors + 1, months)
        Runs in which each is the next of them to be removed, by month; last those in which no one
        is, all in the first month.
    """
    removed = np.zeros((len(places), months), np.int64)
    following = np.zeros((len(places) + 1, months), np.int64)
    for records in blocks:
        fell, order = (records[name][:, places].astype(np.int64) for name in ("fell", "order"))
        counts = fell >= since
        rank = np.where(counts, order, _LAST)
        is_any = counts.any(axis=1)
        first = np.where(is_any, rank.argmin(axis=1), len(places))
        when = np.where(is_any, np.where(counts, fell, months).min(axis=1), 0)
        np.add.at(following, (first, when), 1)
        run, who = np.nonzero(counts)
        np.add.at(removed, (who, fell[run, who]), 1)
    return removed, following
