"""Run a case many times, in chunks that are counted and stored, and resume the run."""

import contextlib
import hashlib
import shutil
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from whowhom.cases.case import Case
from whowhom.cases.check import as_case
from whowhom.cases.record import Record, Rows, observed_record
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import (
    FEWEST_GIVEN,
    Conditioning,
    Given,
    check_later,
    condition,
    filtering,
    going_on,
)
from whowhom.ensemble.description import Description, Work, describe, work_of
from whowhom.ensemble.documented import Documented, documented_course
from whowhom.ensemble.engines import LOCAL, Engine, EngineFailed, check_engine
from whowhom.ensemble.engines import opened as opened_engine
from whowhom.ensemble.files import check_space, locked, temporary_folder
from whowhom.ensemble.map_runs import Interrupted, map_runs, stopped, stretches
from whowhom.ensemble.outcome import Chunk, Records, chunk_of, joined, record_type
from whowhom.ensemble.own_mechanisms import OwnModel, RuleFailed, own_model
from whowhom.ensemble.plan import (
    USUAL_RUNS,
    check_settings,
    is_precision,
    needed_bytes,
    processors,
    usual_chunk,
)
from whowhom.ensemble.precision import chunk_within, foreseen_runs, looks, margin, most_runs
from whowhom.ensemble.progress import Progress, of_all
from whowhom.ensemble.result import Result, opened
from whowhom.ensemble.shard import Shard
from whowhom.ensemble.store import (
    Store,
    check_names,
    remove_unfinished,
    resume_command,
    state_of,
    stored_runs,
)
from whowhom.ensemble.tally import Tally, empty_tally, tally_of
from whowhom.errors import InvalidInput
from whowhom.files import make_folder
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    from whowhom.scenario.start import Start
    from whowhom.sim.own import OwnMechanism
    from whowhom.sim.simulation import Runs

__all__ = [
    "Model",
    "Simulator",
    "asked_runs",
    "chunk_for",
    "real_model",
    "run",
    "run_given",
    "run_model",
    "run_shard",
    "seconds_a_run",
]

IN_MEMORY = 256 * 10**6
"""Bytes of outcomes that are kept in memory; more go to a temporary folder."""


class Simulator(Protocol):
    """The function that simulates runs: :func:`whowhom.sim.simulation.simulate`."""

    def __call__(self, start: "Start", *, seed: int, first: int, runs: int) -> "Runs":
        """Simulate the runs ``first`` to ``first + runs - 1``."""


class Model(Protocol):
    """What prepares a case for simulation, such as :func:`real_model`."""

    def __call__(self, case: Case, parameters: AnyParameters, /) -> "tuple[Start, Simulator]":
        """Return the start and the function that simulates it."""


def run(
    case: Case | str | Path,
    *,
    runs: int | None = None,
    precision: float | None = None,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    change: Change | None = None,
    as_of: str | None = None,
    record: str | Path | Rows | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    chunk: int | None = None,
    engine: str | Engine = LOCAL,
    mechanisms: "str | Path | OwnMechanism | Sequence[OwnMechanism] | OwnModel | None" = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Simulate a case many times and count the outcomes.

    Parameters
    ----------
    case : Case, str or path
        A case (:func:`whowhom.read_case`), its folder or workbook, or the id of a shipped case.
    runs : int, optional
        Number of runs, 1 to 10**8; 2,000 if not given. With a precision it is the most.
    precision : float, optional
        Stop as soon as half the width of the 95 % interval of the leading answer (the likeliest
        sole ruler, or no one if most runs end so) is at most this, in [0.001, 0.25]; 0.01 is plus
        or minus one point. It is looked at after every 500 runs, so that threads and chunks change
        nothing. Chunks are then the largest divisor of 500 that is not above `chunk`.
    seed : int, default 1
        Seed of the random numbers, 0 to 2**63 - 1. The same case, seed and version of whowhom
        give the same result, whatever `threads` and `chunk` are.
    parameters : Parameters or ParameterSets, optional
        The shared parameters of the model; :func:`whowhom.default_parameters` if not given.
    change : Change, optional
        What is changed in the case and the parameters before the runs. A stored result
        keeps the case as it was read, and the change. With `as_of` the change takes effect
        after that month.
    as_of : str, optional
        A month of the case (``"1925-02"``): what the record has up to its end is taken as observed,
        and the runs are those that fit it (see ``docs/conditioning.md``). Nothing later is read.
        Without it, nothing is read of what happened.
    record : path or sequence of mappings, optional
        The record: a CSV file with the columns of ``course.csv``, or rows with these keys; the
        documented course of the case if not given.
    threads : int, optional
        How many chunks run at once; one for each processor if not given.
    out : path, optional
        Folder for the result. If it holds an unfinished result of the same work, that is
        finished; if it holds the finished one, that is read. Without `out` the result lives as
        long as the object that is returned.
    chunk : int, optional
        Runs that are simulated, stored and lost together.
    engine : str, default "local"
        Where the runs are simulated: ``"local"`` (threads), ``"dask"`` (worker processes on this
        machine) or ``"dask:ADDRESS"`` (a Dask cluster). It changes nothing.
    mechanisms : path, mechanism or several, optional
        Mechanisms of your own (:func:`whowhom.mechanism`): a Python file, **which is run**, or the
        objects. Compiled with the model, once for each state of the file, in some 20 s. `change`
        switches them off by name (``mechanisms.NAME``). Their names and the hash of their source
        become part of the result. Not with `as_of`, nor on Dask.
    progress : callable, optional
        Called with the progress about every half second; never, if the work is finished already.

    Returns
    -------
    Result
        The answers, with their intervals.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain or `out` holds something else.
    CaseError
        If the record contradicts itself or the case.
    ResultError
        If `out` holds a damaged result, or the model explains the record too badly for an answer.
    ResourceError
        If disk or memory run out; what was stored stays, and the same call goes on from there.
    KeyboardInterrupt
        If the user stops it; the message says how to go on.
    """
    own = None if mechanisms is None else own_model(mechanisms)
    return run_model(
        real_model,
        as_case(case),
        runs=runs,
        precision=precision,
        seed=seed,
        parameters=parameters,
        change=change,
        as_of=as_of,
        record=record,
        threads=threads,
        out=out,
        chunk=chunk,
        engine=engine,
        own=own,
        progress=progress,
    )


def run_given(case: Case, given: Given | None, **settings: Any) -> Result:
    """Do what :func:`run` does, from states at the as-of date that are known already."""
    return run_model(real_model, case, given=given, **settings)


def asked_runs(runs: int | None, precision: float | None) -> int:
    """Return how many runs there are (at most): as many as are asked for, or as are needed."""
    if runs is not None:
        return runs
    is_known = precision is not None and is_precision(precision)
    return most_runs(precision) if precision is not None and is_known else USUAL_RUNS


def chunk_for(runs: int, chunk: int | None, precision: float | None) -> int:
    """Return the runs of a chunk; those of a result with a precision end at every look."""
    chunk = chunk or usual_chunk(runs)
    return chunk if precision is None else chunk_within(chunk)


def real_model(case: Case, parameters: AnyParameters) -> "tuple[Start, Simulator]":
    """Prepare a case for the regime model; imported here, since loading it takes a second."""
    from whowhom.scenario.start import Start
    from whowhom.sim.simulation import simulate

    return Start(case, parameters), simulate


def seconds_a_run(case: Case, parameters: AnyParameters, seed: int) -> float:
    """Return how long a run takes in one thread, timed for about a second after the first run."""
    start, simulate = real_model(case, parameters)
    simulate(start, seed=seed, first=0, runs=1)
    began, runs = time.perf_counter(), 0
    while runs == 0 or time.perf_counter() - began < 1.0:
        simulate(start, seed=seed, first=runs, runs=1)
        runs += 1
    return (time.perf_counter() - began) / runs


def run_model(
    model: Model,
    case: Case,
    *,
    runs: int | None = None,
    precision: float | None = None,
    seed: int,
    parameters: AnyParameters | None = None,
    change: Change | None = None,
    as_of: str | None = None,
    record: str | Path | Rows | None = None,
    given: Given | None = None,
    is_strict: bool = True,
    noting: Callable[[Any], Simulator] | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    chunk: int | None = None,
    engine: str | Engine = LOCAL,
    own: OwnModel | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Do what :func:`run` does with any model, which is made only if it is needed.

    What is `given` already is not conditioned on again: the states of runs at the as-of date. Where
    it is not strict, an answer is given however few effective runs are left. `noting` wraps what
    simulates, to record more than the outcomes; it must change none of them.
    """
    if own is not None:
        _check_own(own, as_of, engine)
        own, change = own.without(change or Change())
        model = own
    plan = _planned(
        case,
        asked_runs(runs, precision),
        precision,
        seed,
        parameters,
        change,
        threads,
        chunk,
        engine,
        observed(
            case,
            as_of,
            record,
            precision=precision,
            runs=asked_runs(runs, precision),
            engine=engine,
        ),
        own,
    )
    folder = None if out is None else Path(out)
    if folder is not None:
        found = state_of(folder, plan.work)
        if found is not None and found.sha256 is not None:
            remove_unfinished(folder, found)
            return opened(folder, plan.case)
    job = _job(
        model,
        plan,
        None,
        progress,
        is_kept=folder is not None,
        given=given,
        is_strict=is_strict,
        noting=noting,
    )
    if folder is not None:
        with _removed_if_a_rule_fails(folder):
            return _stored(job, folder)
    if job.work.runs * record_type(len(job.circle.actors)).itemsize <= IN_MEMORY:
        return _in_memory(job)
    return _in_temporary_folder(job)


def _check_own(own: OwnModel, as_of: str | None, engine: str | Engine) -> None:
    """Refuse what mechanisms of a user's own cannot do yet."""
    problems = []
    if as_of is not None:
        problems.append(
            "mechanisms cannot be combined with as_of: the filter that takes in the record knows "
            "the mechanisms of the model only"
        )
    if isinstance(engine, str) and engine != LOCAL:
        problems.append(
            f"mechanisms need the engine local, not {engine}: worker processes do not have "
            f"{own.file}"
        )
    if problems:
        raise InvalidInput("\n".join(problems))


@contextlib.contextmanager
def _removed_if_a_rule_fails(folder: Path) -> Iterator[None]:
    """Leave nothing half-written in a folder that was new, if a rule of the user's own fails."""
    was_new = not folder.exists()
    try:
        yield
    except RuleFailed:
        if was_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def run_shard(
    case: Case | str | Path,
    shard: str,
    *,
    out: str | Path,
    runs: int = 2000,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    change: Change | None = None,
    threads: int | None = None,
    chunk: int | None = None,
    engine: str | Engine = LOCAL,
    progress: Callable[[Progress], None] | None = None,
) -> Path:
    """Simulate one of several shards of an ensemble, which :func:`whowhom.merge` joins later.

    So many machines (a job array) share the work without knowing of each other.

    Parameters
    ----------
    case : Case, str or path
        As in :func:`whowhom.run`.
    shard : str
        Which one of how many, such as ``"2/4"``.
    out : path
        Folder in which the shard gets a folder such as ``shard-2-of-4``. If that holds an
        unfinished part of the same work, it is finished.
    runs, seed, parameters, change, threads, chunk, engine, progress
        As in :func:`whowhom.run`, with the number of runs of all shards together.

    Returns
    -------
    Path
        The folder of the shard.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain, there are fewer chunks than shards, or the folder
        holds something else.
    ResourceError
        If disk or memory run out; what was stored stays, and the same call goes on from there.
    KeyboardInterrupt
        If the user stops it; the message says how to go on.
    """
    share = Shard.read(shard)
    plan = _planned(as_case(case), runs, None, seed, parameters, change, threads, chunk, engine)
    share.check(-(-plan.work.runs // plan.chunk))
    folder = Path(out) / share.name
    state_of(folder, plan.work, share)
    _fill(_job(real_model, plan, share, progress, is_kept=True), folder)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be run, and how; everything was checked."""

    case: Case
    parameters: AnyParameters
    has_own_parameters: bool
    work: Work
    threads: int
    chunk: int
    engine: str | Engine
    record: Record | None = None
    before: "tuple[Case, AnyParameters] | None" = None
    """The case and the parameters before the change, which takes effect after the as-of date."""


def _planned(
    case: Case,
    runs: int,
    precision: float | None,
    seed: int,
    parameters: AnyParameters | None,
    change: Change | None,
    threads: int | None,
    chunk: int | None,
    engine: str | Engine,
    record: Record | None = None,
    own: OwnModel | None = None,
) -> _Plan:
    """Check all arguments, and change the case."""
    check_settings(runs, seed, threads, chunk, precision)
    check_engine(engine)
    check_names(case)
    runs, seed = int(runs), int(seed)
    change = change or Change()
    values = default_parameters() if parameters is None else parameters
    before = None if record is None else (case, values)
    if change:
        if record is not None:
            check_later(change, record)
        case, values = changed(case, change, values)
    precision = None if precision is None else float(precision)
    return _Plan(
        case=case,
        parameters=values,
        has_own_parameters=parameters is not None,
        work=work_of(
            case,
            runs,
            seed,
            parameters=values,
            change=change,
            precision=precision,
            record=record,
            mechanisms=None if own is None else own.as_dict(),
        ),
        threads=threads or processors(),
        chunk=chunk_for(runs, chunk, precision),
        engine=engine,
        record=record,
        before=before,
    )


def observed(
    case: Case,
    as_of: str | None,
    record: str | Path | Rows | None,
    *,
    precision: float | None = None,
    runs: int = USUAL_RUNS,
    engine: str | Engine = LOCAL,
) -> Record | None:
    """Read the record that an ensemble is given; None if none is asked for."""
    if as_of is None:
        if record is not None:
            raise InvalidInput(
                "record is given without as_of: say up to which month it is to be read "
                '(as_of="1925-02", on the command line --as-of 1925-02)'
            )
        return None
    problems = []
    if precision is not None:
        problems.append("precision is not possible with as_of: give the number of runs instead")
    if engine != LOCAL:
        problems.append("as_of needs the engine local: conditional runs depend on each other")
    if isinstance(runs, int) and 0 < runs < FEWEST_GIVEN:
        problems.append(f"runs must be at least {FEWEST_GIVEN} with as_of, got {runs}")
    if problems:
        raise InvalidInput("\n".join(problems))
    return observed_record(case, as_of, record)


def _job(
    model: Model,
    plan: _Plan,
    shard: Shard | None,
    progress: Callable[[Progress], None] | None,
    *,
    is_kept: bool,
    given: Given | None = None,
    is_strict: bool = True,
    noting: Callable[[Any], Simulator] | None = None,
) -> "_Job":
    """Make the model of what is planned; condition it on the record, if there is one."""
    start, simulate = model(plan.case, plan.parameters)
    if plan.record is not None and plan.before is not None:
        if given is None:
            share = (
                plan.record.as_of.month_number - start.case.start.month_number + 1
            ) / start.months
            tell = filtering(progress, share)
            try:
                given = condition(
                    *plan.before,
                    plan.record,
                    runs=plan.work.runs,
                    seed=plan.work.seed,
                    threads=plan.threads,
                    progress=tell,
                    is_strict=is_strict,
                )
            except Interrupted as stop:
                rest = " while the record was taken in; nothing of that is stored, so the same "
                raise stopped(stop, f"{rest}call begins with it again.") from None
            progress = going_on(progress, share)
        simulate = given.going_on(*plan.before, start, plan.work.seed)
    if noting is not None:
        simulate = noting(simulate)
    return _Job(
        **{name: getattr(plan, name) for name in _Plan.__slots__},
        given=given,
        start=start,
        simulate=simulate,
        circle=Circle.of(plan.case, start),
        shard=shard,
        is_kept=is_kept,
        progress=progress or (lambda _: None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job(_Plan):
    """Everything that simulating an ensemble needs."""

    start: "Start"
    simulate: Simulator
    circle: Circle
    shard: Shard | None
    given: Given | None = None
    is_kept: bool
    """Whether the user named a folder, so that an interrupted run can go on."""
    progress: Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The runs of a chunk: a :class:`whowhom.ensemble.map_runs.Task`."""

    start: "Start"
    simulate: Simulator
    seed: int
    first: int
    runs: int

    def __call__(self) -> Chunk:
        """Simulate them."""
        return joined(
            [
                chunk_of(first, self.simulate(self.start, seed=self.seed, first=first, runs=runs))
                for first, runs in stretches(self.first, self.runs)
            ]
        )


@dataclass(slots=True, kw_only=True)
class _Sum:
    """What is known after some chunks; they may come in any order."""

    circle: Circle
    documented: Documented
    keep: Callable[[Records], None]
    """Called with the records of all chunks in their order."""
    tally: Tally
    tops: list[NDArray[np.int8]] = field(default_factory=list)
    """Who ends as sole ruler in each run, in the order of chunks."""
    seconds: float = 0.0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _waiting: dict[int, Records] = field(default_factory=dict)
    _next: int = 0

    def add(self, index: int, chunk: Chunk) -> None:
        """Add a chunk; its records wait until those before it are there."""
        tally = tally_of(chunk, self.circle, self.documented)
        self.tally = self.tally.merge(tally) if self.tally.runs else tally
        self._waiting[index] = chunk.records
        while self._next in self._waiting:
            records = self._waiting.pop(self._next)
            self._digest.update(records.tobytes())
            self.tops.append(records["top"])
            self.keep(records)
            self._next += 1

    def finished(self, description: Description) -> Description:
        """Return the description of the finished result."""
        return replace(
            description,
            work=replace(description.work, runs=self.tally.runs),
            finished=_now(),
            seconds=round(self.seconds, 3),
            sha256=self._digest.hexdigest(),
        )


def _stored(job: _Job, folder: Path) -> Result:
    """Simulate into a folder, or resume what is there."""
    _fill(job, folder)
    return opened(folder, job.case)


def _fill(job: _Job, folder: Path) -> None:
    """Simulate what is missing in a folder; seal the result unless it is one of several shards."""
    _check_space(job, folder)
    make_folder(folder)
    with locked(folder):
        found = state_of(folder, job.work, job.shard)
        if found is not None and found.sha256 is not None:
            return
        description = found or _description(job)
        store = Store(folder, description, job.case, job.circle, job.parameters, job.record)
        store.prepare()
        total = _run_all(job, description, store, lambda _: None)
        if job.shard is None:
            store.finish(total.tally, total.finished(description), _effective(job, total))


def _check_space(job: _Job, folder: Path) -> None:
    """Look before the start whether the disk has room for what is still to be written."""
    found = state_of(folder, job.work, job.shard)
    description = found or _description(job)
    missing = description.runs - (stored_runs(folder, found) if found else 0)
    if missing:
        check_space(folder, needed_bytes(job.circle, missing, description.chunk))


def _in_temporary_folder(job: _Job) -> Result:
    """Simulate into a folder that is removed with the result."""
    folder, remove = temporary_folder()
    try:
        result = _stored(job, folder)
    except BaseException:
        remove()
        raise
    weakref.finalize(result, remove)
    return result


def _in_memory(job: _Job) -> Result:
    """Simulate and keep everything in memory."""
    blocks: list[Records] = []
    description = _description(job)
    total = _run_all(job, description, None, blocks.append)
    tally, conditioning = total.tally, _effective(job, total)
    if conditioning is not None:
        tally = replace(tally, effective=conditioning.effective)
    return Result(
        case=job.case,
        parameters=job.parameters,
        circle=job.circle,
        documented=documented_course(job.case, job.circle),
        tally=tally,
        conditioning=conditioning,
        description=total.finished(description),
        blocks=lambda: iter(blocks),
    )


def _effective(job: _Job, total: _Sum) -> Conditioning | None:
    """Say how many effective runs a conditional ensemble has, now that all are known."""
    if job.given is None:
        return None
    return job.given.with_effective(np.concatenate(total.tops))


def _run_all(
    job: _Job, description: Description, store: Store | None, keep: Callable[[Records], None]
) -> _Sum:
    """Simulate all chunks (or read them, where stored), store and count them."""
    began = time.monotonic()
    total = _Sum(
        circle=job.circle,
        documented=documented_course(job.case, job.circle),
        keep=keep,
        tally=empty_tally(job.circle),
    )
    spans = map(description.span, description.numbers)
    tasks = [_Stretch(job.start, job.simulate, job.work.seed, *span) for span in spans]
    try:
        _run_stages(job, description, tasks, store, total)
    except (Interrupted, EngineFailed) as stop:
        kept = store if job.is_kept else None
        rest = _how_to_go_on(total.tally.runs, description, kept)
        raise stopped(stop, rest) from None
    total.seconds = time.monotonic() - began
    return total


def _run_stages(
    job: _Job,
    description: Description,
    tasks: Sequence[_Stretch],
    store: Store | None,
    total: _Sum,
) -> None:
    """Simulate all chunks, or those up to the look at which the answer is known precisely."""
    precision, most = description.work.precision, description.runs
    is_stopping = False

    def noted(now: Progress) -> None:
        nonlocal is_stopping
        is_stopping = now.is_stopping
        job.progress(now)

    part, foreseen = of_all(noted), most
    with opened_engine(job.engine, job.threads) as engine:
        for look in [most] if precision is None else looks(most):
            done = total.tally.runs
            if done and is_stopping:  # while the last runs of a stage were under way
                raise Interrupted
            map_runs(
                tasks,
                total.add,
                threads=job.threads,
                progress=part(done, foreseen, is_at_most=precision is not None),
                keep=store,
                engine=engine,
                only=range(done // description.chunk, -(-look // description.chunk)),
            )
            if precision is None:
                continue
            if margin(total.tally, job.circle) <= precision:
                break
            foreseen = foreseen_runs(total.tally, job.circle, precision, most)


def _how_to_go_on(done: int, description: Description, store: Store | None) -> str:
    """Say what an interrupted run leaves and how it goes on."""
    most = "" if description.work.precision is None else "at most "
    text = f" after {done:,} of {most}{description.runs:,} runs"
    if store is None:
        return f"{text}; nothing was stored. Name a folder (out=...) to be able to go on."
    return f"{text}; they are kept. To go on: {resume_command(store.folder, description)}"


def _description(job: _Job) -> Description:
    """Describe the result that is about to be made."""
    return describe(
        job.work,
        job.circle,
        chunk=job.chunk,
        threads=job.threads,
        started=_now(),
        has_own_parameters=job.has_own_parameters,
        shard=job.shard,
    )


def _now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
