"""Many runs: tasks done side by side, their results merged as they come.

Everything that needs runs in numbers hands its tasks to :func:`map_runs`: an ensemble, a
sensitivity analysis, a backtest, a population of regimes. A task is pure data, so that it can be
done in another thread, process or machine; what it returns is merged by its index, so that the
order does not matter; storage of results and the response to Ctrl-C are decided here only.

Where the tasks are done is up to an engine (:mod:`whowhom.ensemble.engines`): threads of this
process, since the compiled loop lets other threads run beside it, or a cluster.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import FrameType
from typing import Any, Generic, Protocol, TypeVar

from whowhom.compiling import compilation
from whowhom.ensemble.engines import LOCAL, Engine, EngineFailed, opened
from whowhom.ensemble.progress import Count, Progress
from whowhom.errors import ResourceError

__all__ = [
    "Interrupted",
    "Keep",
    "Task",
    "interrupt_noted",
    "map_runs",
    "stopped",
    "stretches",
]

Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)

_STRETCH = 0.5  # seconds of simulation between two notes of what is done
_HERE = threading.local()


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; the message says what was kept and how to go on."""


class Task(Protocol[Part_co]):
    """A piece of work as pure data: a frozen dataclass that survives pickling.

    Its result depends on its fields alone, wherever and whenever it is done.
    """

    @property
    def runs(self) -> int:
        """How many runs it simulates."""

    def __call__(self) -> Part_co:
        """Do it."""


class Keep(Protocol[Part]):
    """Where the results of tasks are stored, so that interrupted work goes on.

    `read` and `pack` change nothing. `read` may be called in another thread, `pack` in another
    thread, process or machine; `write` is called by whoever called :func:`map_runs`.
    """

    def read(self, index: int) -> tuple[Part, Any] | None:
        """Return the stored result of a task and the files it is in; None if it must be done."""

    def pack(self, index: int, part: Part) -> Any:
        """Return the files that a result is to be stored in."""

    def write(self, index: int, files: Any, *, is_new: bool) -> None:
        """Store the files if they are new, and take note of them."""


@dataclass(frozen=True, slots=True)
class _Job(Generic[Part]):
    """A task with its place and its store: a :class:`whowhom.ensemble.engines.Job`."""

    task: Task[Part]
    index: int
    keep: Keep[Part] | None
    count: Count

    def stored(self) -> "_Done[Part] | None":
        """Read what is stored, where this process stores it."""
        found = None if self.keep is None else self.keep.read(self.index)
        return None if found is None else _Done(self.index, *found, was_stored=True)

    def __call__(self) -> "_Done[Part]":
        """Do the task, and pack what is to be stored."""
        _HERE.note = lambda runs: self.count.add(self.index, runs)
        try:
            part = self.task()
        finally:
            del _HERE.note
        files = None if self.keep is None else self.keep.pack(self.index, part)
        return _Done(self.index, part, files, was_stored=False)


@dataclass(frozen=True, slots=True)
class _Done(Generic[Part]):
    """The result of a job."""

    index: int
    part: Part
    files: Any
    was_stored: bool


def map_runs(
    tasks: Sequence[Task[Part]],
    reduce: Callable[[int, Part], None],
    *,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    keep: Keep[Part] | None = None,
    engine: str | Engine = LOCAL,
    only: range | None = None,
) -> None:
    """Do tasks side by side and merge their results.

    The first Ctrl-C lets the tasks under way end, merges and stores them; the second stops at once.

    Parameters
    ----------
    tasks : sequence of Task
        What is to be done.
    reduce : callable
        Called with the index of a task and its result, once for each and in no promised order,
        always in the calling thread. ``{}.__setitem__`` collects the results.
    threads : int, optional
        How many tasks are done at once; one for each processor if not given. It changes nothing.
    progress : callable, optional
        Called with the progress: at the start, after every task, and about twice a second.
    keep : Keep, optional
        Where results are stored. What is there is read, and not done again.
    engine : str or Engine, default "local"
        Where the tasks are done, see :func:`whowhom.ensemble.engines.opened`.
    only : range, optional
        The indices of the tasks to do; all if not given.

    Raises
    ------
    Interrupted
        If the user stops it before all tasks are done.
    ResourceError
        If memory runs out, or a cluster cannot be reached or is lost.
    """
    places = range(len(tasks)) if only is None else only
    whole = sum(tasks[index].runs for index in places)
    done = stored_before = 0
    count = Count()
    with interrupt_noted() as is_stopping:

        def tell() -> None:
            if progress is not None:
                progress(
                    Progress(
                        done=done,
                        runs=whole,
                        stored_before=stored_before,
                        is_stopping=is_stopping(),
                        under_way=count.under_way,
                        pace=count.pace,
                        compilation=compilation(),
                    )
                )

        tell()
        jobs = [_Job(tasks[index], index, keep, count) for index in places]
        try:
            with (
                opened(engine, threads) as where,
                closing(where(jobs, is_stopping=is_stopping, tick=tell)) as found,
            ):
                for one in found:
                    if keep is not None:
                        keep.write(one.index, one.files, is_new=not one.was_stored)
                    reduce(one.index, one.part)
                    done += tasks[one.index].runs
                    count.finish(one.index, tasks[one.index].runs, was_stored=one.was_stored)
                    stored_before += tasks[one.index].runs if one.was_stored else 0
                    tell()
        except MemoryError:
            most = max(task.runs for task in tasks)
            raise ResourceError(
                f"Memory ran out while {most} runs were simulated at once in each thread. "
                "Choose a smaller chunk or fewer threads."
            ) from None
        except EngineFailed as lost:
            raise stopped(lost, f" after {done:,} of {whole:,} runs; nothing was stored.") from lost
    if done < whole:
        raise Interrupted(f"Interrupted after {done:,} of {whole:,} runs; nothing was stored.")


def stopped(why: Interrupted | EngineFailed, rest: str) -> Interrupted | EngineFailed:
    """Return what is raised where work was stopped: why, and what came of it (`rest`)."""
    if isinstance(why, EngineFailed):
        return EngineFailed(why.args[0], rest)
    return Interrupted(f"Interrupted{rest}")


def stretches(first: int, runs: int) -> Iterator[tuple[int, int]]:
    """Cut the runs of a task into stretches of about half a second each, and note what is done.

    What a run does depends on its number alone, so the cuts change nothing. A task that goes
    through them shows its progress before it is finished.

    Yields
    ------
    tuple of int
        The first run of the stretch and how many they are; the first stretch is one run.
    """
    note = getattr(_HERE, "note", None)
    size, end = 1, first + runs
    while first < end:
        began = time.monotonic()
        yield first, size
        if note is not None:
            note(size)
        pace = size * _STRETCH / max(time.monotonic() - began, 1e-3)
        first += size
        size = max(1, min(end - first, 8 * size, int(pace)))


@contextlib.contextmanager
def interrupt_noted() -> Iterator[Callable[[], bool]]:
    """Note the first Ctrl-C instead of raising it at a random place; the second one raises.

    Yields
    ------
    callable
        Says whether Ctrl-C was pressed. Outside the main thread, where Python delivers no
        signals, and where the signal is ignored, it always says no.
    """
    noted = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        if noted.is_set():
            raise KeyboardInterrupt
        noted.set()

    previous = signal.getsignal(signal.SIGINT)
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or previous in {None, signal.SIG_IGN}:
        yield noted.is_set
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield noted.is_set
    finally:
        signal.signal(signal.SIGINT, previous)
