"""Long work in a process of its own, one at a time: seen from every page, stopped at once.

A job belongs to the server, not to a page: closing or reloading a tab neither ends nor doubles it.
The same work asked for twice is one job.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from whowhom.compiling import compilation, looking
from whowhom.errors import InvalidInput

__all__ = ["MOST_WAITING", "Job", "Jobs"]

MOST_WAITING = 3
"""Jobs that may wait for their turn."""

_PATIENCE = 3.0  # seconds in which a process that was told to end should have ended
_CONTEXT = multiprocessing.get_context("spawn")

Work = Callable[..., Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A piece of work, and how far it is."""

    key: str
    """What names the work: equal keys, equal work."""
    title: str
    """What is done, for people: ``2,000 runs of the duel``."""
    page: str
    """Address where its result is shown."""
    state: str = "waiting"
    """``waiting``, ``working``, ``done``, ``stopped`` or ``failed``."""
    done: int = 0
    whole: int = 0
    note: str = ""
    """What it is busy with, or why it failed."""
    result: Any = None
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {"done", "stopped", "failed"}


@dataclass(slots=True, eq=False)
class _Order:
    job: Job
    work: Work
    arguments: Mapping[str, Any]
    on_done: Callable[[Any], None]


class Jobs:
    """The queue of a server."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._waiting: list[_Order] = []
        self._now: tuple[Job, Any] | None = None
        self._known: dict[str, Job] = {}
        self._is_closed = False

    def submit(
        self,
        key: str,
        title: str,
        page: str,
        work: Work,
        arguments: Mapping[str, Any],
        *,
        on_done: Callable[[Any], None] = lambda _result: None,
    ) -> Job:
        """Do some work, or join those who wait for the same.

        Parameters
        ----------
        key, title, page : str
            See `Job`.
        work : callable
            A function of a module; it is called in a new process as ``work(tell, **arguments)``
            and may call ``tell(done, whole, note)``.
        arguments : mapping
            What it is called with; must survive pickling.
        on_done : callable, optional
            Is given what the work returns, in this process, before the job is over.

        Raises
        ------
        InvalidInput
            If too many jobs are waiting.
        """
        with self._lock:
            known = self._known.get(key)
            if known is not None and not known.is_over:
                return known
            if len(self._waiting) >= MOST_WAITING:
                raise InvalidInput(
                    f"{MOST_WAITING} jobs are already waiting. Let one finish, or stop one."
                )
            job = Job(key=key, title=title, page=page)
            self._known[key] = job
            self._waiting.append(_Order(job, work, arguments, on_done))
            self._next()
            return job

    def find(self, key: str) -> Job | None:
        """Return the newest job of a key."""
        with self._lock:
            return self._known.get(key)

    def active(self) -> list[Job]:
        """Return the job at work and those that wait, in their order."""
        with self._lock:
            now = [self._now[0]] if self._now else []
            return [*now, *(order.job for order in self._waiting)]

    def stop(self, key: str) -> None:
        """End a job at once; what it has stored stays."""
        with self._lock:
            for order in list(self._waiting):
                if order.job.key == key:
                    self._waiting.remove(order)
                    order.job.state = "stopped"
            if self._now and self._now[0].key == key:
                job, process = self._now
                job.state = "stopped"
                process.terminate()

    def close(self) -> None:
        """End everything."""
        with self._lock:
            self._is_closed = True
            now = self._now
            for job in self.active():
                self.stop(job.key)
        if now is not None:
            now[1].join(_PATIENCE)

    def _next(self) -> None:
        """Begin the next job if none is at work."""
        with self._lock:
            if self._now or not self._waiting or self._is_closed:
                return
            order = self._waiting.pop(0)
            inner, outer = _CONTEXT.Pipe(duplex=False)
            process = _CONTEXT.Process(
                target=_child, args=(outer, order.work, dict(order.arguments)), daemon=True
            )
            order.job.state, order.job.began = "working", time.monotonic()
            with _without_ctrl_c():
                process.start()
            outer.close()
            self._now = (order.job, process)
        threading.Thread(target=self._follow, args=(order, process, inner), daemon=True).start()

    def _follow(self, order: _Order, process: Any, pipe: Any) -> None:
        """Note what the child says until it ends."""
        job = order.job
        outcome, content = "failed", "the worker process died"
        try:
            while True:
                kind, *rest = pipe.recv()
                if kind == "far":
                    job.done, job.whole, job.note = rest
                else:
                    outcome, content = kind, rest[0]
                    break
        except (EOFError, OSError):
            pass
        process.join()
        pipe.close()
        if outcome == "done" and job.state != "stopped":
            try:
                order.on_done(content)
                job.result = content
            except Exception as error:  # noqa: BLE001 - told on the page
                outcome, content = "failed", str(error)
        with self._lock:
            job.seconds = time.monotonic() - job.began
            if job.state != "stopped":
                job.state = outcome
                job.note = content if outcome == "failed" else ""
            self._now = None
        self._next()


@contextlib.contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Let a new process inherit that it does not hear Ctrl-C, which is the server's."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """End the process when the server has died, however it died."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _telling(send: Callable[[Any], None]) -> Iterator[Callable[..., None]]:
    """Yield what the work is to call; while a model is compiled, that is told instead."""
    lock = threading.Lock()
    latest: tuple[int, int, str] = (0, 0, "")
    is_compiling = False

    def tell(done: int, whole: int, note: str = "") -> None:
        nonlocal latest
        with lock:
            latest = (done, whole, note)
            if not is_compiling:
                send(("far", *latest))

    def look() -> None:
        nonlocal is_compiling
        now = compilation()
        with lock, contextlib.suppress(OSError):  # the server has ended
            if now is not None and not now.is_over and now.is_long:
                is_compiling = True
                send(("far", now.percent, 100, f"{now}: {now.extent}"))
            elif is_compiling:
                is_compiling = False
                send(("far", *latest))

    with looking(look):
        yield tell


def _child(pipe: Any, work: Work, arguments: dict[str, Any]) -> None:
    """Do the work in the new process and say what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be inherited
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # the pages stay quick

    try:
        with _telling(pipe.send) as tell:
            answer = ("done", work(tell, **arguments))
    except MemoryError:
        answer = ("failed", "memory ran out; ask for fewer runs")
    except Exception as error:  # noqa: BLE001 - told on the page
        answer = ("failed", str(error) or type(error).__name__)
    with contextlib.suppress(OSError):  # the server has ended
        pipe.send(answer)
        pipe.close()
