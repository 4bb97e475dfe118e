"""How far runs are, how long they will go on, and the words for both."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from whowhom.compiling import Compilation
from whowhom.ensemble.interval import wilson
from whowhom.ensemble.plan import processors
from whowhom.ensemble.sentences import counted

__all__ = ["LONG", "Count", "Progress", "duration", "how_far", "long_words", "of_all", "shorter"]

LONG = 20.0
"""Seconds; what takes longer is announced."""
_LEAST = 0.5
"""Seconds in which a thread simulates before its pace is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress of the work."""

    done: int
    """Runs that are simulated (or were stored before) and counted."""
    runs: int
    """Runs to simulate in all."""
    stored_before: int
    """Runs among `done` that an earlier session had stored."""
    is_stopping: bool
    """Whether Ctrl-C was pressed and the last tasks are being finished."""
    is_at_most: bool = False
    """Whether there may be fewer runs than `runs` in the end, since a precision is enough."""
    under_way: int = 0
    """Runs that are simulated, in tasks that are not finished."""
    pace: float | None = None
    """Wall seconds for each run, with all threads, as measured here; None before that is known."""
    compilation: Compilation | None = None
    """How far the compilation of the model is; None if nothing had to be compiled."""

    @property
    def reached(self) -> int:
        """Runs that are simulated, whether their tasks are finished or not."""
        return min(self.runs, self.done + self.under_way)

    @property
    def is_compiling(self) -> bool:
        """Whether the model is being compiled."""
        return self.compilation is not None and not self.compilation.is_over

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take on this machine; None before that is known."""
        return None if self.pace is None else (self.runs - self.reached) * self.pace


def of_all(
    progress: Callable[[Progress], None] | None,
) -> Callable[..., Callable[[Progress], None]]:
    """Return what makes the progress of a part that of the whole, at the pace of earlier parts.

    It is called with the runs before the part and those of the whole (and whether these are the
    most), and returns what the part is to call.
    """
    pace: float | None = None

    def part(before: int, runs: int, *, is_at_most: bool = False) -> Callable[[Progress], None]:
        def tell(now: Progress) -> None:
            nonlocal pace
            pace = now.pace or pace
            if progress is not None:
                done = before + now.done
                whole = replace(now, done=done, runs=runs, pace=pace, is_at_most=is_at_most)
                progress(whole)

        return tell

    return part


def duration(seconds: float) -> str:
    """Return a length of time as people say it.

    Examples
    --------
    >>> duration(7.4), duration(100), duration(5000), duration(200_000)
    ('7 s', '2 min', '1 h 23 min', '2 days 8 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(round(seconds / 3600), 24)
    return counted(days, "day") + (f" {hours} h" if hours else "")


def how_far(progress: Progress) -> str:
    """Say how far the work is, in a few words.

    Examples
    --------
    >>> how_far(Progress(done=500, runs=2000, stored_before=0, is_stopping=False, pace=0.1))
    '500 of 2,000, about 2 min left'
    """
    left = progress.seconds_left
    more = f", about {duration(left)} left" if left is not None and left >= 1 else ""
    most = "at most " if progress.is_at_most else ""
    return f"{progress.reached:,} of {most}{progress.runs:,}{more}"


def long_words(progress: Progress, *, noun: str = "run", shorter: str = "") -> str:
    """Say how long the rest takes and how to make it shorter; an empty text unless that is long.

    Parameters
    ----------
    progress : Progress
        Of work whose pace may be known.
    noun : str, default "run"
        What is counted.
    shorter : str, optional
        The options that make it shorter.

    Examples
    --------
    >>> now = Progress(done=0, runs=2000, stored_before=0, is_stopping=False, pace=0.1)
    >>> long_words(now, shorter="--runs 500")
    'About 3 min left for 2,000 runs on this machine. Quicker: --runs 500.'
    """
    left = progress.seconds_left
    if left is None or left < LONG:
        return ""
    about = "At most" if progress.is_at_most else "About"
    what = counted(progress.runs - progress.reached, noun)
    advice = f" Quicker: {shorter}." if shorter else ""
    return f"{about} {duration(left)} left for {what} on this machine.{advice}"


def shorter(
    runs: int, threads: int | None = None, *, option: str = "--runs", more: str = ""
) -> str:
    """Return the options that make some runs shorter, and what fewer runs cost.

    Examples
    --------
    >>> shorter(2000)
    '--runs 500 (shares within 4.4 points)'
    >>> shorter(2000, more="--precision 0.05")
    '--runs 500 (shares within 4.4 points) or --precision 0.05'
    """
    fewer = max(1, runs // 4)
    low, high = wilson(fewer // 2, fewer)
    ways = [f"{option} {fewer} (shares within {50 * (high - low):.1f} points)", more]
    if threads is not None and threads < processors():
        ways.append(f"--threads {processors()}")
    return " or ".join(way for way in ways if way)


@dataclass(slots=True)
class _Thread:
    """What one thread has simulated since its first runs, which may have waited for compilation."""

    began: float
    last: float
    runs: int = 0


@dataclass(slots=True, eq=False)
class Count:
    """The runs of tasks under way, and the pace of each thread.

    It stays in its process: a pickled one counts for nobody.
    """

    _lock: Any = field(default_factory=threading.Lock)
    _in_task: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _threads: dict[int, _Thread] = field(default_factory=dict)

    def __reduce__(self) -> Any:
        return Count, ()

    def add(self, task: int, runs: int) -> None:
        """Note runs of a task, in the thread that has simulated them."""
        now, thread = time.monotonic(), threading.get_ident()
        with self._lock:
            self._in_task[task] += runs
            if thread in self._threads:
                self._threads[thread].runs += runs
                self._threads[thread].last = now
            else:
                self._threads[thread] = _Thread(now, now)

    def finish(self, task: int, runs: int, *, was_stored: bool) -> None:
        """Note that a task is done and counted."""
        with self._lock:
            noted = self._in_task.pop(task, 0)
        if not was_stored and noted < runs:  # it was done where nobody notes
            self.add(task, runs - noted)
            with self._lock:
                self._in_task.pop(task, 0)

    @property
    def under_way(self) -> int:
        """Runs of unfinished tasks."""
        with self._lock:
            return sum(self._in_task.values())

    @property
    def pace(self) -> float | None:
        """Wall seconds for each run, with all threads; None before it is known."""
        with self._lock:
            known = [one for one in self._threads.values() if one.last - one.began >= _LEAST]
            if not known:
                return None
            speed = sum(one.runs / (one.last - one.began) for one in known)
            return len(known) / len(self._threads) / speed
