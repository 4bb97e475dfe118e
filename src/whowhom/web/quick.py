"""Quick answers while a reader moves a weight: a process that keeps the model and the baseline.

A job (`jobs.py`) begins with a new process and answers once. This process stays: it has the model
loaded and the runs of the case as it is, so that it answers from a small ensemble first and from
larger ones while one reads. Of the requests of a page only the newest counts; an older one is
dropped at once. All ensembles have the same seed, so that their runs are paired.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from whowhom.cases.case import Case
from whowhom.scenario.change import Change, changed
from whowhom.sim.parameter_sets import AnyParameters

if TYPE_CHECKING:
    from whowhom.ensemble.outcome import Records
    from whowhom.ensemble.result import Result
    from whowhom.reporting.blocks import Finding

__all__ = ["MOST_RUNS", "SEED", "Answer", "Asked", "Quick"]

MOST_RUNS = 1000
"""Paired runs of the last answer."""
FEWEST_RUNS = 40
"""Paired runs of the first, on a machine that is slow or busy."""
PACE = 0.8
"""Seconds of work after which there is an answer, from as many runs as they were enough for."""
SEED = 1
_STEP = 20  # runs after which a request may be dropped
_KEPT = 4  # cases whose baselines are kept
_CONTEXT = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change of which the effect is wanted; without one, the baseline is made ready."""

    page: str
    """Which page asks; a newer request of it replaces this one."""
    number: int
    """Of the request."""
    state: str
    """Names the case in its present state."""
    case: Case
    change: Change
    stored: str = ""
    """Folder of a stored baseline with the runs of the last answer and this seed; none if empty."""
    most: int = MOST_RUNS
    """Paired runs of the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request has come to so far."""

    number: int
    runs: int
    """Paired runs; 0 if the baseline was made ready, or nothing could be answered."""
    told: "tuple[Finding, ...]" = ()
    """As :func:`whowhom.reporting.causes.what_if` returns them."""
    problem: str = ""


class Quick:
    """The process, started by the first request; answers wait until their page takes them."""

    def __init__(self, work: "Callable[[Any], None] | None" = None) -> None:
        self._work = work or answer_requests
        self._lock = threading.RLock()
        self._pipe: Any = None
        self._process: Any = None
        self._answers: dict[str, Answer] = {}
        self._newest: OrderedDict[str, int] = OrderedDict()

    def ask(self, asked: Asked) -> None:
        """Ask; the newest request of a page is the one that is answered."""
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._start()
            self._newest[asked.page] = asked.number
            self._newest.move_to_end(asked.page)
            self._answers.pop(asked.page, None)
            while len(self._newest) > 200:
                self._answers.pop(self._newest.popitem(last=False)[0], None)
            with contextlib.suppress(OSError):  # it has just died; the next request starts another
                self._pipe.send(asked)

    def take(self, page: str) -> Answer | None:
        """Return what is new for a page since it last took something; None if nothing is."""
        with self._lock:
            return self._answers.pop(page, None)

    def drop(self, page: str) -> None:
        """Forget a page that was closed."""
        with self._lock:
            if self._newest.pop(page, None) is not None and self._pipe is not None:
                with contextlib.suppress(OSError):
                    self._pipe.send(page)
            self._answers.pop(page, None)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is not None:
                self._process.terminate()
                self._process.join(10)
                self._pipe.close()
                self._process = self._pipe = None

    def _start(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_child, args=(theirs, self._work), daemon=True)
        self._process.start()
        theirs.close()
        threading.Thread(target=self._follow, args=(self._pipe,), daemon=True).start()

    def _follow(self, pipe: Any) -> None:
        """Keep what the process answers, if it is still wanted."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                page, answer = pipe.recv()
                with self._lock:
                    if self._newest.get(page) == answer.number:
                        self._answers[page] = answer


def _child(pipe: Any, work: Callable[[Any], None]) -> None:
    """Answer until the server ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        work(pipe)


class _Wanted:
    """The newest request of each page, filled by a thread that reads the pipe."""

    def __init__(self, pipe: Any) -> None:
        self._pipe, self._ready = pipe, threading.Condition()
        self._asked: OrderedDict[str, Asked] = OrderedDict()
        self._dropped: set[str] = set()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                got = self._pipe.recv()
                with self._ready:
                    if isinstance(got, str):
                        self._asked.pop(got, None)
                        self._dropped.add(got)
                    else:
                        self._dropped.discard(got.page)
                        self._asked[got.page] = got
                    self._ready.notify()
        except (EOFError, OSError):
            os._exit(0)  # the server has ended

    def next(self) -> Asked:
        """Wait for a request."""
        with self._ready:
            self._ready.wait_for(lambda: self._asked)
            return self._asked.popitem(last=False)[1]

    def is_stale(self, asked: Asked) -> bool:
        """Say whether a request is no longer of use."""
        with self._ready:
            return asked.page in self._asked or asked.page in self._dropped

    def is_anyone_waiting(self) -> bool:
        """Say whether another page waits for its first answer."""
        with self._ready:
            return bool(self._asked)

    def later(self, asked: Asked) -> None:
        """Put a request that was begun behind those that wait."""
        with self._ready:
            self._asked.setdefault(asked.page, asked)


def answer_requests(pipe: Any) -> None:
    """Answer requests one after the other, each by a larger and larger ensemble."""
    wanted, bases = _Wanted(pipe), OrderedDict[str, _Baseline]()
    begun: OrderedDict[tuple[str, int], _Pairs] = OrderedDict()
    while True:
        asked = wanted.next()
        if asked.state not in bases:
            bases[asked.state] = _Baseline(asked)
        bases.move_to_end(asked.state)
        key = (asked.page, asked.number)
        try:
            pairs = begun.pop(key, None) or _Pairs(asked, bases[asked.state])
            while pairs.runs < asked.most and not wanted.is_stale(asked):
                answer = pairs.grow(lambda: wanted.is_stale(asked))  # noqa: B023 - called at once
                if answer is not None:
                    pipe.send((asked.page, answer))
                    if wanted.is_anyone_waiting():
                        begun[key] = pairs
                        wanted.later(asked)
                        break
        except Exception as error:  # noqa: BLE001 - told on the page
            problem = str(error) or type(error).__name__
            pipe.send((asked.page, Answer(number=asked.number, runs=0, problem=problem)))
        for kept, most in ((bases, _KEPT), (begun, 4 * _KEPT)):
            while len(kept) > most:
                kept.popitem(last=False)


class _Runs:
    """Runs of one case from the first on, simulated as they are needed."""

    def __init__(self, case: Case, parameters: AnyParameters) -> None:
        from whowhom.ensemble.circle import Circle
        from whowhom.ensemble.run import real_model

        self._start, self._simulate = real_model(case, parameters)
        self.case, self.circle = case, Circle.of(case, self._start)
        self.records: Records | None = None

    def __len__(self) -> int:
        return 0 if self.records is None else len(self.records)

    def until(self, runs: int) -> None:
        """Simulate on until there are so many, in two threads; the kernels hold no lock."""
        from whowhom.ensemble.outcome import chunk_of

        first = len(self)
        if runs <= first:
            return
        middle = (first + runs) // 2

        def block(begin: int, end: int) -> "Records":
            simulated = self._simulate(self._start, seed=SEED, first=begin, runs=end - begin)
            return chunk_of(begin, simulated).records

        spans = [(a, b) for a, b in ((first, middle), (middle, runs)) if b > a]
        with ThreadPoolExecutor(2) as threads:
            parts = list(threads.map(lambda span: block(*span), spans))
        known = [] if self.records is None else [self.records]
        self.records = np.concatenate([*known, *parts])


class _Baseline:
    """A case as it is coded: the runs of a stored result, or runs of its own."""

    def __init__(self, asked: Asked) -> None:
        from whowhom.ensemble.occurrences import all_records
        from whowhom.ensemble.result import read_result
        from whowhom.ensemble.run import real_model, run_model
        from whowhom.scenario.calibrated import default_parameters

        self.runs = _Runs(asked.case, default_parameters())
        if asked.stored:
            self._result = read_result(asked.stored)
            self.runs.records = all_records(self._result, MOST_RUNS)
        else:
            self._result = run_model(real_model, asked.case, runs=_STEP, seed=SEED)

    def of(self, runs: _Runs, count: int) -> "Result":
        """Return the first so many of some runs, for a comparison."""
        described = self._result.description
        return replace(
            self._result,
            case=runs.case,
            circle=runs.circle,
            description=replace(described, work=replace(described.work, runs=count)),
            blocks=lambda: iter([runs.records[:count]]),  # type: ignore[index]
        )


class _Pairs:
    """A change in more and more paired runs."""

    def __init__(self, asked: Asked, base: _Baseline) -> None:
        self._asked, self._base = asked, base
        self._began = time.monotonic()
        self._other: _Runs | None = None
        if asked.change:
            self._other = _Runs(*changed(asked.case, asked.change))

    @property
    def runs(self) -> int:
        """How many pairs there are; of the baseline alone where nothing is changed."""
        return len(self._base.runs if self._other is None else self._other)

    def grow(self, is_stale: Callable[[], bool]) -> Answer | None:
        """Simulate a few more pairs; return an answer when it is time for one."""
        from whowhom.ensemble.what_if import compared
        from whowhom.reporting.causes import what_if

        until = min(self._asked.most, self.runs + _STEP)
        self._base.runs.until(until)
        if self._other is None or is_stale():
            return None
        self._other.until(until)
        is_time = time.monotonic() - self._began >= PACE and until >= FEWEST_RUNS
        if until < self._asked.most and not is_time:
            return None
        self._began = time.monotonic()
        base, other = (self._base.of(one, until) for one in (self._base.runs, self._other))
        told = what_if(compared(self._asked.change, base, other))
        return Answer(number=self._asked.number, runs=until, told=told)
