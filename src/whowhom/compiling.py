"""How far the compilation of kernels is: observed here, and put into words here.

Nothing is stored about it. The kernels that a kernel needs are found in its code, and each counts
as done once numba says so. Each is weighed by its own code, the one that is compiled by the
optimisation of them all as well; between two kernels the share creeps on at the pace so far, so
that it never stands still.
"""

import contextlib
import functools
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["Compilation", "compilation", "looking"]

Function = Callable[..., Any]

_LOOK = 0.5
"""Seconds between two looks for a compilation."""
_USUAL = 20.0
"""Seconds that all of it takes, as long as nothing is done yet from which to tell."""
_LONG = 1.0
"""Seconds of compiling of which people should hear."""
_OPTIMISING = 0.4
"""Work of optimising a kernel and all that it calls, for each unit of work to prepare them."""
_SOON = 2.0
_SOME = 0.02
"""Seconds of compiling, and the share that is done, after which the rest is foretold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """Kernels are being compiled, or have been."""

    share: float
    """How much of the work is done, in [0, 1]; it never falls while one kernel is compiled."""
    seconds: float
    """Wall time that this process has spent on compiling."""
    is_over: bool
    """Whether nothing is being compiled at the moment."""
    seconds_left: float | None = None
    """How long it will go on at the pace so far; None before that can be told."""

    def since(self, seconds: float) -> "Compilation":
        """Return it without what was spent before."""
        return replace(self, seconds=self.seconds - seconds)

    @property
    def is_long(self) -> bool:
        """Whether it has gone on for so long that people should hear of it."""
        return self.seconds >= _LONG

    @property
    def percent(self) -> int:
        """The share in whole percent; 100 only at the end."""
        return min(99, int(100 * self.share)) if not self.is_over else 100

    @property
    def extent(self) -> str:
        """How far it is: ``34%, 21 s, 40 s left``."""
        left = self.seconds_left
        more = f", {left:.0f} s left" if left is not None else ""
        return f"{self.percent}%, {self.seconds:.0f} s{more}"

    @property
    def announcement(self) -> str:
        """What is said where nothing can be said again before the end."""
        return f"{self}; usually about {_USUAL:.0f} s."

    def __str__(self) -> str:
        if self.is_over:
            return f"Compiled the model in {self.seconds:.0f} s."
        return "Compiling the model, once on this machine"


def compilation() -> Compilation | None:
    """Return how far this process is with compiling; None if it has compiled nothing.

    The first call begins to observe; it neither loads numba nor waits for it.
    """
    if not _observed():
        return None
    return _OBSERVER.now()


@contextlib.contextmanager
def looking(look: Callable[[], None]) -> Iterator[None]:
    """Call `look` twice a second, in a thread of its own, while something is computed."""
    is_over = threading.Event()

    def run() -> None:
        while not is_over.wait(_LOOK):
            look()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _observed() -> bool:
    """Listen to numba once it is loaded, and say whether we do."""
    if not _OBSERVER.is_listening:
        events = sys.modules.get("numba.core.event")
        if events is None or not hasattr(events, "register"):
            return False
        with _OBSERVER.lock:
            if not _OBSERVER.is_listening:
                _listen(events)
                _OBSERVER.is_listening = True
    return True


def _listen(events: Any) -> None:
    """Let numba tell the observer."""

    class Ear(events.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            _OBSERVER.start(event.data["dispatcher"].py_func)

        def on_end(self, _event: Any) -> None:
            _OBSERVER.end()

    events.register("numba:compile", Ear())


@dataclass(slots=True)
class _Observer:
    """Listens to numba; one kernel is compiled at a time, and within it those that it calls.

    Kernels are named by their functions.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    is_listening: bool = False
    _under_way: list[Function] = field(default_factory=list)
    """Kernels that are being compiled, each called by the one before it."""
    _missing: Mapping[Function, float] = field(default_factory=dict)
    """What the first one needs and was not compiled before, with its share of the work."""
    _done: set[Function] = field(default_factory=set)
    """Those that have been compiled since."""
    _began: float = 0.0
    _spent: float = 0.0
    _share: float = 0.0
    _moved: tuple[float, float] = (0.0, 0.0)
    """The share that is really done, and when it became so."""
    _pace: float = 0.0
    """The share that was done in a second, up to then."""

    def start(self, function: Function) -> None:
        """Take note that a kernel is being compiled."""
        with self.lock:
            if not self._under_way:
                self._begin(function)
            self._under_way.append(function)

    def end(self) -> None:
        """Take note that it has been compiled, or has failed."""
        with self.lock:
            if self._under_way:
                self._done.add(self._under_way.pop())
                if not self._under_way:
                    self._spent += time.monotonic() - self._began

    def now(self) -> Compilation | None:
        """Return how far it is."""
        with self.lock:
            clock = time.monotonic()
            if not self._under_way:
                if self._spent == 0.0:
                    return None
                return Compilation(share=1.0, seconds=self._spent, is_over=True)
            self._share = max(self._share, self._reached(clock))
            seconds = clock - self._began
            return Compilation(
                share=self._share,
                seconds=self._spent + seconds,
                is_over=False,
                seconds_left=self._left(seconds),
            )

    def _left(self, seconds: float) -> float | None:
        """Return how long it will go on; None as long as next to nothing is done."""
        if seconds < _SOON or self._moved[0] < _SOME:
            return None
        return seconds * (1.0 - self._share) / self._share

    def _begin(self, function: Function) -> None:
        self._began = time.monotonic()
        self._missing, self._done = _weights(function), set()
        self._share, self._moved, self._pace = 0.0, (0.0, self._began), 1.0 / _USUAL

    def _reached(self, clock: float) -> float:
        """Return the share that is done, with what the kernel under way may have reached."""
        done = sum(self._missing.get(one, 0.0) for one in self._done)
        if done > self._moved[0]:
            self._moved, self._pace = (done, clock), done / max(clock - self._began, 0.1)
        weights = (self._missing.get(one, 0.0) for one in reversed(self._under_way))
        gap = min(next((weight for weight in weights if weight), 0.0), 1.0 - done)
        if gap <= 0.0:
            return min(done, 1.0)
        return done + gap * -math.expm1(-self._pace * (clock - self._moved[1]) / gap)


_OBSERVER = _Observer()


def _weights(function: Function) -> Mapping[Function, float]:
    """Return what share of the work each kernel is that has no form, the given one among them."""
    sizes = {one: float(len(one.__code__.co_code)) for one in _needed(function)}
    missing = {one: sizes[one] for one, kernel in _needed(function).items() if _is_new(kernel)}
    missing[function] = sizes[function] + _OPTIMISING * sum(sizes.values())
    return {one: size / sum(missing.values()) for one, size in missing.items()}


def _is_new(kernel: Any) -> bool:
    """Say whether a kernel has yet to be prepared for those who call it."""
    if kernel is None or kernel.targetoptions.get("inline") == "always":
        return False
    return not kernel.inner.overloads


@functools.cache
def _needed(function: Function) -> Mapping[Function, Any]:
    """Return all kernels that a kernel calls, they call, and so on, by function; with itself."""
    found: dict[Function, Any] = {function: None}
    waiting = [function]
    while waiting:
        for kernel in _called(waiting.pop()):
            if kernel.py_func not in found:
                found[kernel.py_func] = kernel
                waiting.append(kernel.py_func)
    return found


def _called(function: Function) -> Iterator[Any]:
    """Yield the kernels that a function names."""
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if hasattr(value, "py_func") and hasattr(value, "inner"):
            yield value
