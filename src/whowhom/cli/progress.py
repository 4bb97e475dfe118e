"""Progress of the work: a bar on a screen, a plain line every ten seconds elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from whowhom.cli.output import console, note

if TYPE_CHECKING:
    from whowhom.ensemble.map_runs import Progress

__all__ = ["reporting"]

_EVERY = 10.0  # seconds between two plain lines
_STOPPING = "Finishing the runs under way; Ctrl-C again stops at once."


@contextmanager
def reporting(*, quiet: bool) -> Iterator["Callable[[Progress], None]"]:
    """Yield the progress function of an ensemble."""
    if quiet:
        yield lambda _progress: None
    elif console(to_stderr=True).is_terminal:
        with _bar() as tell:
            yield tell
    else:
        yield _Lines()


class _Lines:
    """Plain lines: at the start, every ten seconds, and when it is stopping."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._is_stopping = False

    def __call__(self, progress: "Progress") -> None:
        now = time.monotonic()
        if progress.is_stopping and not self._is_stopping:
            self._is_stopping = True
            note(_STOPPING)
        elif now - self._last >= _EVERY:
            self._last = now
            note(f"{progress.done:,} of {progress.runs:,} runs, {now - self._began:,.0f} s")


@contextmanager
def _bar() -> Iterator["Callable[[Progress], None]"]:
    """Yield the function that moves a bar."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console(to_stderr=True),
        transient=True,
    )
    task = bar.add_task("Simulating", total=None)
    is_stopping = False

    def tell(progress: "Progress") -> None:
        nonlocal is_stopping
        if progress.is_stopping and not is_stopping:
            is_stopping = True
            bar.console.print(_STOPPING)
        bar.update(task, completed=progress.done, total=progress.runs)

    with bar:
        yield tell
