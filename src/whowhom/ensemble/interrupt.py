"""Ctrl-C once: finish what is under way. Ctrl-C twice: stop at once."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

__all__ = ["Interrupted", "interrupt_noted"]


class Interrupted(KeyboardInterrupt):
    """The user stopped the work; the message says what was kept and how to go on."""


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
