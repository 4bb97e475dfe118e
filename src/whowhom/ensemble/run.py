"""Play a case out many times: in threads, in chunks, and in such a way that it can be interrupted.

Threads work on whole chunks, since the compiled model lets other threads run beside it. Chunks are
written and counted in the order of their runs; at most a few wait for their turn.
"""

import hashlib
import time
import weakref
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from whowhom.cases.case import Case
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import Description, Work, describe, work_of
from whowhom.ensemble.documented import Documented, documented_course
from whowhom.ensemble.files import check_space, locked, temporary_folder
from whowhom.ensemble.interrupt import Interrupted, interrupt_noted
from whowhom.ensemble.outcome import Records, chunk_of, record_type
from whowhom.ensemble.plan import check_settings, needed_bytes, processors, usual_chunk
from whowhom.ensemble.result import Result, read_result
from whowhom.ensemble.store import Store, check_names, resume_command, state_of, stored_runs
from whowhom.ensemble.tally import Tally, empty_tally, tally_of
from whowhom.ensemble.workers import in_order
from whowhom.errors import ResourceError
from whowhom.files import make_folder
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    from whowhom.scenario.start import Start
    from whowhom.sim.play import Plays

__all__ = ["Model", "Player", "Progress", "real_model", "run", "run_model"]

IN_MEMORY = 256 * 10**6
"""Bytes of outcomes that are kept in memory; more go to a temporary folder."""


class Player(Protocol):
    """The function that plays runs: :func:`whowhom.sim.play.play`."""

    def __call__(self, start: "Start", *, seed: int, first: int, runs: int) -> "Plays":
        """Play the runs ``first`` to ``first + runs - 1``."""


class Model(Protocol):
    """What makes a case ready to be played, such as :func:`real_model`."""

    def __call__(self, case: Case, parameters: AnyParameters, /) -> "tuple[Start, Player]":
        """Return the start and the function that plays it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ensemble is."""

    done: int
    """Runs that are played (or were stored before)."""
    runs: int
    """Runs to play in all."""
    stored_before: int
    """Runs among `done` that an earlier session had stored."""
    is_stopping: bool
    """Whether Ctrl-C was pressed and the last chunks are being finished."""


def run(
    case: Case,
    *,
    runs: int = 2000,
    seed: int = 1,
    parameters: AnyParameters | None = None,
    change: Change | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    chunk: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Play a case out many times and count what comes of it.

    Parameters
    ----------
    case : Case
        A checked case (:func:`whowhom.read_case`).
    runs : int, default 2000
        How many times, 1 to 10**8.
    seed : int, default 1
        Chooses the chance of all runs, 0 to 2**63 - 1. The same case, seed and version of whowhom
        give the same result, whatever `threads` and `chunk` are.
    parameters : Parameters or ParameterSets, optional
        The shared parameters of the model; :func:`whowhom.default_parameters` if not given.
    change : Change, optional
        What is changed in the case and the parameters before they are played. A stored result
        keeps the case as it was read, and the change.
    threads : int, optional
        How many chunks are played at once; one for each processor if not given.
    out : path, optional
        Folder for the result. If it holds an unfinished result of the same work, that is
        finished; if it holds the finished one, that is read. Without `out` the result lives as
        long as the object that is returned.
    chunk : int, optional
        Runs that are played, stored and lost together.
    progress : callable, optional
        Is told about every half second how far the work is; never, if it is finished already.

    Returns
    -------
    Result
        The answers, with their intervals.

    Raises
    ------
    InvalidInput
        If an argument is outside its domain or `out` holds something else.
    ResultError
        If `out` holds a damaged result.
    ResourceError
        If disk or memory run out; what was stored stays, and the same call goes on from there.
    KeyboardInterrupt
        If the user stops it; the message says how to go on.
    """
    return run_model(
        real_model,
        case,
        runs=runs,
        seed=seed,
        parameters=parameters,
        change=change,
        threads=threads,
        out=out,
        chunk=chunk,
        progress=progress,
    )


def real_model(case: Case, parameters: AnyParameters) -> "tuple[Start, Player]":
    """Make a case ready for the regime model; imported here, since loading it takes a second."""
    from whowhom.scenario.start import Start
    from whowhom.sim.play import play

    return Start(case, parameters), play


def run_model(
    model: Model,
    case: Case,
    *,
    runs: int,
    seed: int,
    parameters: AnyParameters | None = None,
    change: Change | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    chunk: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Do what :func:`run` does with a model of one's own; it is made only if it is needed."""
    check_settings(runs, seed, threads, chunk)
    check_names(case)
    runs, seed = int(runs), int(seed)
    change = change or Change()
    values = default_parameters() if parameters is None else parameters
    if change:
        case, values = changed(case, change, values)
    work = work_of(case, runs, seed, parameters=values, change=change)
    folder = None if out is None else Path(out)
    if folder is not None:
        found = state_of(folder, work)
        if found is not None and found.sha256 is not None:
            return read_result(folder)
    start, play = model(case, values)
    job = _Job(
        case=case,
        parameters=values,
        has_own_parameters=parameters is not None,
        work=work,
        start=start,
        play=play,
        circle=Circle.of(case, start),
        threads=threads or processors(),
        chunk=chunk or usual_chunk(runs),
        is_kept=folder is not None,
        progress=progress or (lambda _: None),
    )
    if folder is not None:
        return _stored(job, folder)
    if runs * record_type(len(job.circle.actors)).itemsize <= IN_MEMORY:
        return _in_memory(job)
    return _in_temporary_folder(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """Everything that playing an ensemble needs."""

    case: Case
    parameters: AnyParameters
    has_own_parameters: bool
    work: Work
    start: "Start"
    play: Player
    circle: Circle
    threads: int
    chunk: int
    is_kept: bool
    """Whether the user named a folder, so that an interrupted run can go on."""
    progress: Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What a thread makes of one chunk."""

    index: int
    records: Records
    tally: Tally
    files: tuple[bytes, bytes] | None
    """The files to write; None if they are stored already or nothing is to be stored."""
    was_stored: bool = False


@dataclass(slots=True, kw_only=True)
class _Sum:
    """What is known after the chunks so far."""

    tally: Tally
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    stored_before: int = 0
    seconds: float = 0.0

    def add(self, block: _Block) -> None:
        """Add the next chunk."""
        self.tally = self.tally.merge(block.tally) if self.tally.runs else block.tally
        self.digest.update(block.records.tobytes())
        self.stored_before += len(block.records) if block.was_stored else 0

    def finished(self, description: Description) -> Description:
        """Return the description of the finished result."""
        return replace(
            description,
            finished=_now(),
            seconds=round(self.seconds, 3),
            sha256=self.digest.hexdigest(),
        )


def _stored(job: _Job, folder: Path) -> Result:
    """Play into a folder, or go on with what is there."""
    _check_space(job, folder)
    make_folder(folder)
    with locked(folder):
        found = state_of(folder, job.work)
        if found is not None and found.sha256 is not None:
            return read_result(folder)
        description = found or _description(job)
        store = Store(folder, description, job.case, job.circle, job.parameters)
        store.prepare()
        total = _played(job, description, store, lambda _: None)
        store.finish(total.tally, total.finished(description))
    return read_result(folder)


def _check_space(job: _Job, folder: Path) -> None:
    """Look before the start whether the disk has room for what is still to be written."""
    found = state_of(folder, job.work)
    missing = job.work.runs - (stored_runs(folder, found) if found else 0)
    if missing:
        check_space(folder, needed_bytes(job.circle, missing, found.chunk if found else job.chunk))


def _in_temporary_folder(job: _Job) -> Result:
    """Play into a folder that goes with the result."""
    folder, remove = temporary_folder()
    try:
        result = _stored(job, folder)
    except BaseException:
        remove()
        raise
    weakref.finalize(result, remove)
    return result


def _in_memory(job: _Job) -> Result:
    """Play and keep everything in memory."""
    blocks: list[Records] = []
    description = _description(job)
    total = _played(job, description, None, blocks.append)
    return Result(
        case=job.case,
        parameters=job.parameters,
        circle=job.circle,
        documented=documented_course(job.case, job.circle),
        tally=total.tally,
        description=total.finished(description),
        blocks=lambda: iter(blocks),
    )


def _played(
    job: _Job, description: Description, store: Store | None, keep: Callable[[Records], None]
) -> _Sum:
    """Play all chunks (or read them, where stored), write and count them in order."""
    began = time.monotonic()
    documented = documented_course(job.case, job.circle)
    total = _Sum(tally=empty_tally(job.circle))

    def task(index: int) -> _Block:
        return _block(job, description, store, documented, index)

    with interrupt_noted() as is_stopping:

        def tell() -> None:
            job.progress(
                Progress(
                    done=total.tally.runs,
                    runs=job.work.runs,
                    stored_before=total.stored_before,
                    is_stopping=is_stopping(),
                )
            )

        tell()
        with closing(
            in_order(
                task, description.chunks, threads=job.threads, is_stopping=is_stopping, tick=tell
            )
        ) as blocks:
            for block in blocks:
                if store is not None and block.files is not None:
                    store.write_chunk(block.index, *block.files)
                keep(block.records)
                total.add(block)
                tell()
    total.seconds = time.monotonic() - began
    if total.tally.runs < job.work.runs:
        kept = store if job.is_kept else None
        raise Interrupted(_how_to_go_on(total.tally.runs, description, kept))
    return total


def _block(
    job: _Job, description: Description, store: Store | None, documented: Documented, index: int
) -> _Block:
    """Read a chunk or play it."""
    chunk = None if store is None else store.read_chunk(index)
    was_stored = chunk is not None
    if chunk is None:
        first, runs = description.span(index)
        try:
            chunk = chunk_of(first, job.play(job.start, seed=job.work.seed, first=first, runs=runs))
        except MemoryError:
            raise ResourceError(
                f"Memory ran out while {runs} runs were played at once in each of {job.threads} "
                "threads. Choose a smaller chunk or fewer threads."
            ) from None
    return _Block(
        index=index,
        records=chunk.records,
        tally=tally_of(chunk, job.circle, documented),
        files=None if store is None or was_stored else store.encode(index, chunk),
        was_stored=was_stored,
    )


def _how_to_go_on(done: int, description: Description, store: Store | None) -> str:
    """Say what an interrupted run leaves and how it goes on."""
    text = f"Interrupted after {done:,} of {description.work.runs:,} runs"
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
    )


def _now() -> str:
    """Return the time, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
