"""Tasks done by the workers of a Dask cluster: one on this machine, or one at an address.

All jobs are sent once, as one block, since they share almost everything (the case, the parameters);
after that a job is its number. Results are read, written and merged by this process alone, so a
worker needs no folder and no disk. A worker that dies costs the chunks it was busy with: the
scheduler gives them to another one. The loss of the scheduler ends the work, and what was stored
stays.

A worker computes the same bits only with the same program. So each is asked for its versions before
anything runs, and again with each job, since a cluster may grow meanwhile.
"""

import functools
import hashlib
import logging
import pickle
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self, TypeVar

from whowhom.compiled import cache_folder
from whowhom.ensemble.engines import TICK, EngineFailed, Job
from whowhom.ensemble.files import temporary_folder
from whowhom.errors import ResourceError

__all__ = ["OnDask", "program"]

Part = TypeVar("Part")

_PATIENCE = 5  # seconds to wait for a scheduler
_PAUSE = 0.01  # seconds between two looks for results
_AHEAD = 2  # jobs under way for each thread of a worker
_LATE = 30  # seconds without any result after which jobs are looked for
_FAILURES = 10  # deaths of workers that a job survives, in a cluster of our own
_STARTS = 20  # workers that may die one after another without any result

_LOG = logging.getLogger("whowhom")


@functools.cache
def program() -> Mapping[str, str]:
    """Return what must be the same wherever runs are simulated, by the name that users know."""
    sources = hashlib.sha256()
    home = Path(__file__).parents[1]
    for file in sorted(home.rglob("*.py")):
        sources.update(file.relative_to(home).as_posix().encode() + b"\0" + file.read_bytes())
    return {
        "whowhom": version("whowhom"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "source files of whowhom": sources.hexdigest()[:12],
        "kernels": cache_folder().name,
    }


class OnDask:
    """The engine of a cluster; it is started, or looked for, when the first jobs come."""

    def __init__(self, address: str, workers: int) -> None:
        self._address = address
        self._workers = workers
        self._client: Any = None
        self._own: _OwnWorkers | None = None
        self._is_told = False
        self._ended = ExitStack()

    def __call__(
        self,
        jobs: Sequence[Job[Part]],
        *,
        is_stopping: Callable[[], bool],
        tick: Callable[[], None],
    ) -> Generator[Part, None, None]:
        """Do jobs on the workers; read what is stored here."""
        missing = iter(range(len(jobs)))
        for number in missing:  # nothing is started for what is stored already
            if is_stopping():
                return
            found = jobs[number].stored()
            if found is None:
                yield from self._done(jobs, number, missing, is_stopping, tick)
                return
            yield found

    def _done(
        self,
        jobs: Sequence[Job[Part]],
        first: int,
        rest: Iterator[int],
        is_stopping: Callable[[], bool],
        tick: Callable[[], None],
    ) -> Generator[Part, None, None]:
        """Do the job `first` and, of the rest, what is not stored."""
        if self._client is None:
            self._connect()
        if self._client.status != "running":  # lost since the ensemble before
            raise self._lost()
        flight = _Flight(self._client, jobs)
        waiting: list[int] = [first]
        ticked = -TICK
        most = 1
        try:
            while flight.jobs or waiting:
                if is_stopping():
                    waiting = []
                    rest = iter(())
                    flight.drop_what_waits()
                if time.monotonic() - ticked >= TICK:
                    ticked = time.monotonic()
                    tick()
                    flight.recover()
                    most = _AHEAD * max(1, self._threads())
                while waiting and len(flight.jobs) < most:
                    flight.submit(waiting.pop())
                    for number in rest:
                        found = jobs[number].stored()
                        if found is None:
                            waiting.append(number)
                            break
                        yield found
                landed = flight.landed()
                if not landed and (flight.jobs or waiting):
                    time.sleep(_PAUSE)
                for part in landed:
                    if self._own is not None:
                        self._own.deaths = 0
                    yield part
        except OSError as error:
            raise self._lost() from error
        except _Lost:
            raise self._lost() from None
        finally:
            flight.forget()

    def _lost(self) -> EngineFailed:
        return EngineFailed(f"The connection to the Dask scheduler at {self._place()} was lost")

    def _place(self) -> str:
        return self._address or "this machine"

    def _connect(self) -> None:
        """Start or find the cluster, and see that its workers run the same program."""
        _silence()
        if not self._address:
            self._own = self._ended.enter_context(_OwnWorkers(self._workers))
        address = self._own.address if self._own else self._address
        self._client = _client(address, is_direct=self._own is not None)
        self._ended.callback(self._leave)
        if self._own is not None:
            return
        try:
            told = self._client.run(program, on_error="return")
        except OSError as error:
            raise self._lost() from error
        found = {name: each for name, each in told.items() if not isinstance(each, OSError)}
        problems = [f"{name}: {why}" for name, each in found.items() if (why := _other(each))]
        if problems:
            listed = "\n".join(problems)
            raise ResourceError(
                f"These workers cannot give the same results as this machine:\n{listed}\n"
                "Nothing was run. Install the same versions everywhere."
            )

    def _leave(self) -> None:
        """Let go of the scheduler, which may be dead.

        A client that tries to reconnect while it is closed raises RuntimeError.
        """
        with suppress(OSError, TimeoutError, RuntimeError):
            self._client.close(timeout=2)

    def _threads(self) -> int:
        """Return how many jobs can be done at once; start a worker again that died, if ours."""
        if self._own is not None:
            self._own.start_missing()
            return self._workers
        threads: int = sum(self._client.nthreads().values())
        if not threads and not self._is_told:
            self._is_told = True
            _LOG.warning(f"The Dask scheduler at {self._address} has no workers; waiting for one.")
        return threads

    def close(self) -> None:
        """Let go of the cluster; end it if it is our own."""
        self._ended.close()


class _Lost(Exception):
    """Jobs were dropped by somebody else than us: the scheduler is gone, or was told to."""


class _Flight:
    """The jobs that are with the cluster."""

    def __init__(self, client: Any, jobs: Sequence[Job[Any]]) -> None:
        from distributed import as_completed

        self.jobs: dict[Any, int] = {}  # what is under way: future and number of the job
        self._client = client
        self._landed = time.monotonic()
        self._is_dropped = False
        self._completed = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        block = pickle.dumps(list(jobs), protocol=5)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the block is large
            # a task and not scattered data, so that it outlives all workers
            self._block = client.submit(_unpacked, program(), block, pure=False)

    def submit(self, number: int) -> None:
        """Send a job."""
        future = self._client.submit(_do, program(), self._block, number, pure=False)
        self.jobs[future] = number
        self._completed.add(future)

    def recover(self) -> None:
        """Send jobs again that nobody does although no result comes, as may be after a crash."""
        if not self.jobs or time.monotonic() - self._landed < _LATE:
            return
        self._landed = time.monotonic()
        if any(future.status in ("cancelled", "lost") for future in self.jobs):
            raise _Lost
        done_now = {key for keys in self._client.processing().values() for key in keys}
        for future, number in list(self.jobs.items()):
            if future.key not in done_now:
                del self.jobs[future]
                self.submit(number)

    def landed(self) -> list[Any]:
        """Return the results that have come in."""
        batch = self._completed.next_batch(block=False)
        if batch:
            self._landed = time.monotonic()
        return [
            _result(result) for future, result in batch if self.jobs.pop(future, None) is not None
        ]

    def drop_what_waits(self) -> None:
        """Take back, once, what no worker has begun."""
        if self._is_dropped:
            return
        self._is_dropped = True
        stacks = self._client.call_stack(list(self.jobs))
        begun = {key for running in stacks.values() for key in running}
        dropped = [future for future in self.jobs if future.key not in begun]
        for future in dropped:
            del self.jobs[future]
        self._client.cancel(dropped)

    def forget(self) -> None:
        """Let go of everything; the scheduler then drops it."""
        self.jobs.clear()
        self._completed.clear()


class _OwnWorkers:
    """A scheduler in this process and workers in processes of their own, for this user alone.

    They are started as programs: a worker that is forked from this process, or that imports the
    user's script again, is a source of trouble. A Ctrl-C does not reach them. Once their
    scheduler is gone, however this process ended, they end too.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._processes: list[subprocess.Popen[bytes]] = []
        self._ended = ExitStack()
        self.deaths = 0
        """Workers that died since the last result came."""

    def __enter__(self) -> Self:
        import dask
        import distributed  # noqa: F401 - its settings must be there before one is set for a while

        with self._ended as ended:
            self._folder, remove = temporary_folder()
            ended.callback(remove)
            self._said = ended.enter_context(tempfile.TemporaryFile())
            with dask.config.set({"distributed.scheduler.allowed-failures": _FAILURES}):
                cluster = _scheduler()
            ended.callback(cluster.close)
            self.address: str = cluster.scheduler_address
            ended.callback(self._kill)
            self._processes = [self._started() for _ in range(self._workers)]
            self._ended = ended.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.close()

    def start_missing(self) -> None:
        """Start a worker in the place of each that died."""
        for place, process in enumerate(self._processes):
            if process.poll() is not None:
                self.deaths += 1
                if self.deaths > _STARTS:
                    raise EngineFailed(f"Dask workers cannot run on this machine ({self._last()})")
                self._processes[place] = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        options = {
            "--nthreads": "1",
            "--memory-limit": "0",
            "--local-directory": str(self._folder),
            "--death-timeout": "60",
        }
        words = [word for option in options.items() for word in option]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.address, *words]
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        return subprocess.Popen(
            [*command, "--no-nanny", "--no-dashboard"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            **apart,
        )

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def _last(self) -> str:
        """Return the last line that a worker said."""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "they say nothing")


def _result(found: Any) -> Any:
    """Return what a job returned, or raise what it raised.

    The state of its future is not asked: the worker may have died since the result came in.
    """
    from distributed.scheduler import KilledWorker

    if isinstance(found, list):
        return found[0]
    if isinstance(found, BaseException):  # it was cancelled, not by us
        raise _Lost
    _, error, _ = found
    if isinstance(error, KilledWorker):
        raise EngineFailed(
            "The workers that were given the same chunk died one after another (often because "
            "memory ran out; smaller chunks need less)"
        )
    if isinstance(error, ImportError | AttributeError) and "whowhom" in str(error):
        raise EngineFailed(f"A worker has another whowhom than this machine ({error})")
    raise error


def _scheduler() -> Any:
    """Start a scheduler in this process, without workers."""
    from distributed import LocalCluster

    try:
        return LocalCluster(
            n_workers=0,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            silence_logs=False,
        )
    except RuntimeError as error:
        raise ResourceError(f"A Dask scheduler cannot run on this machine: {error}") from error


def _unpacked(wanted: Mapping[str, str], block: bytes) -> list[Job[Any]]:
    """Unpack all jobs, on a worker."""
    _check(wanted)
    found: list[Job[Any]] = pickle.loads(block)
    return found


def _do(wanted: Mapping[str, str], jobs: Sequence[Job[Part]], number: int) -> list[Part]:
    """Do a job, on a worker; the list tells what it returned from what it raised."""
    _check(wanted)
    return [jobs[number]()]


def _check(wanted: Mapping[str, str]) -> None:
    """Refuse to work with another program than the one that asks."""
    if program() != wanted:
        from distributed import get_worker

        raise EngineFailed(
            f"The worker {get_worker().address} has joined with another program "
            f"({_difference(program(), wanted)})"
        )


def _other(told: Mapping[str, str] | BaseException) -> str:
    """Say in what the program of a worker differs from ours; an empty text if it does not."""
    if isinstance(told, BaseException):
        return f"cannot load whowhom {program()['whowhom']} ({told})"
    return _difference(told, program())


def _difference(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Say in what another program differs from this one."""
    names = [name for name in ours if theirs.get(name) != ours[name]]
    versions = [name for name in names if name not in ("source files of whowhom", "kernels")]
    if not versions:
        return "; ".join(f"other {name}" for name in names)
    return "; ".join(f"{name} {theirs.get(name)}, here {ours[name]}" for name in versions)


def _silence() -> None:
    """Keep what Dask says of itself off the screen, unless the user has loaded Dask before."""
    if "distributed" not in sys.modules:
        import dask

        names = ("distributed", "distributed.client", "distributed.gc", "bokeh", "tornado")
        dask.config.set({"logging": dict.fromkeys((*names, "tornado.application"), "critical")})


def _client(address: str, *, is_direct: bool) -> Any:
    """Connect to a scheduler."""
    from distributed import Client

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions, which are looked at here
            return Client(
                address,
                timeout=_PATIENCE,
                set_as_default=False,
                direct_to_workers=is_direct,
            )
    except (OSError, TimeoutError):
        raise ResourceError(
            f"No Dask scheduler answers at {address} within {_PATIENCE} seconds. Start one there "
            "(dask scheduler), correct the address, or use another engine."
        ) from None
