"""Where tasks are done: in threads of this process, or on a Dask cluster.

An engine has a name, which is what users write: ``local``, ``dask`` (worker processes on this
machine) or ``dask:ADDRESS`` (a cluster that somebody started). :func:`opened` turns a name into the
engine. No engine can change a result: what a job returns depends on the job alone.
"""

import contextlib
import re
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib.util import find_spec
from typing import Protocol, TypeVar

from whowhom.ensemble.plan import processors
from whowhom.errors import InvalidInput, ResourceError

__all__ = [
    "LOCAL",
    "TICK",
    "Engine",
    "EngineFailed",
    "Job",
    "check_engine",
    "in_order",
    "in_threads",
    "opened",
]

Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)

LOCAL = "local"
"""Name of the usual engine: threads of this process."""

TICK = 0.5  # seconds between two looks at the clock and at Ctrl-C

_DASK = "dask"
_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?[^\s/]+:([0-9]{1,5})")


class EngineFailed(ResourceError):
    """The engine was lost in the middle of the work.

    Its arguments are why, and what came of it: ``" after 10 of 20 runs; ..."``.
    """

    def __str__(self) -> str:
        return "".join(self.args)


class Job(Protocol[Part_co]):
    """A task with its store; it survives pickling, and can be done on another machine."""

    def stored(self) -> Part_co | None:
        """Return what was stored of it; to be asked in this process, which has the store."""

    def __call__(self) -> Part_co:
        """Do it."""


class Engine(Protocol):
    """Does jobs and yields what they return, or what was stored of them, in any order."""

    def __call__(
        self,
        jobs: Sequence[Job[Part]],
        *,
        is_stopping: Callable[[], bool],
        tick: Callable[[], None],
    ) -> Generator[Part, None, None]:
        """Once `is_stopping` says so begin no other job; call `tick` about twice a second."""


def check_engine(engine: str | Engine) -> None:
    """Raise if there is no such engine, or if what it needs is not installed.

    Raises
    ------
    InvalidInput
        It says which engines there are, or what to install.

    Examples
    --------
    >>> check_engine("dusk")
    Traceback (most recent call last):
        ...
    whowhom.errors.InvalidInput: engine must be local, dask or dask:ADDRESS, got 'dusk'
    """
    if not isinstance(engine, str):
        return
    kind, colon, address = engine.partition(":")
    if engine != LOCAL and (kind != _DASK or (colon and not address)):
        raise InvalidInput(f"engine must be local, dask or dask:ADDRESS, got {engine!r}")
    match = _ADDRESS.fullmatch(address)
    if address and (match is None or not 0 < int(match[3]) < 2**16):
        raise InvalidInput(
            f"engine {engine!r}: name the scheduler as tcp://10.0.0.5:8786 (or tls://...), "
            f"not as {address!r}"
        )
    if kind == _DASK and find_spec("distributed") is None:
        raise InvalidInput("the engine dask needs Dask: pip install 'whowhom[cluster]'")


@contextlib.contextmanager
def opened(engine: str | Engine, threads: int | None = None) -> Iterator[Engine]:
    """Turn the name of an engine into the engine, for as long as the block lasts.

    A cluster is started or looked for when the first jobs come, so that nothing is started for
    what is stored already. An engine that is open already is handed on, and stays open.

    Parameters
    ----------
    engine : str or Engine
        ``"local"``, ``"dask"`` or ``"dask:ADDRESS"``.
    threads : int, optional
        How many threads (``local``) or worker processes (``dask``); one for each processor if not
        given. A cluster at an address has as many as it has.

    Raises
    ------
    InvalidInput
        If there is no engine of that name, or what it needs is not installed.
    """
    if not isinstance(engine, str):
        yield engine
        return
    if engine == LOCAL:
        yield in_threads(threads or processors())
        return
    check_engine(engine)
    from whowhom.ensemble.on_dask import OnDask  # not loaded, and not needed, for threads

    with contextlib.closing(
        OnDask(engine.removeprefix(_DASK).removeprefix(":"), threads or processors())
    ) as cluster:
        yield cluster


def in_threads(threads: int) -> Engine:
    """Return the engine that does so many jobs at once in threads of this process."""

    def engine(
        jobs: Sequence[Job[Part]],
        *,
        is_stopping: Callable[[], bool],
        tick: Callable[[], None],
    ) -> Generator[Part, None, None]:
        def done(number: int) -> Part:
            found = jobs[number].stored()
            return jobs[number]() if found is None else found

        return in_order(
            done,
            len(jobs),
            threads=threads,
            is_stopping=is_stopping,
            tick=tick,
        )

    return engine


def in_order(
    task: Callable[[int], Part],
    n_tasks: int,
    *,
    threads: int,
    is_stopping: Callable[[], bool],
    tick: Callable[[], None],
) -> Generator[Part, None, None]:
    """Yield the results of ``task(0), task(1), ...`` in this order.

    Parameters
    ----------
    task : callable
        Part in one of the threads.
    n_tasks : int
        How many.
    threads : int
        How many are done at once; at most twice as many are begun ahead of the one that is
        waited for, which bounds the memory.
    is_stopping : callable
        Once it says so, the tasks under way are finished and no other is begun.
    tick : callable
        Called about twice a second while a result is waited for.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="whowhom")
    waiting: deque[Future[Part]] = deque()

    def drop_if_stopping() -> None:
        if is_stopping():
            for future in waiting:
                future.cancel()  # does nothing to one that has begun

    def first_done() -> Part:
        future = waiting.popleft()
        while not wait([future], timeout=TICK).done:  # some systems deliver Ctrl-C only then
            tick()
            drop_if_stopping()
        return future.result()

    try:
        for number in range(n_tasks):
            if is_stopping():
                break
            waiting.append(pool.submit(task, number))
            if len(waiting) >= 2 * threads:
                yield first_done()
        while waiting:
            drop_if_stopping()
            if waiting[0].cancelled():
                waiting.popleft()
            else:
                yield first_done()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops us does not want to wait
        raise
    pool.shutdown()
