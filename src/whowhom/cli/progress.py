"""Progress of the work: a bar on a screen, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from whowhom.cli.output import console, note
from whowhom.compiling import compilation, looking

if TYPE_CHECKING:
    from rich.console import RenderableType

    from whowhom.ensemble.progress import Progress

__all__ = ["reporting"]

_EVERY = 10.0  # seconds between two plain lines
_BAR = 14
_STOPPING = "Finishing the runs under way; Ctrl-C again stops at once."


@contextmanager
def reporting(
    *, quiet: bool, noun: str = "run", shorter: str = "", first: str = "Loading the model"
) -> Iterator["Callable[[Progress], None]"]:
    """Show compilation and runs while something is computed.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    noun : str, default "run"
        What is simulated.
    shorter : str, optional
        The options that make the work shorter, where it is long.
    first : str, optional
        What a screen shows before anything can be counted.

    Yields
    ------
    callable
        What is to be told of the progress.
    """
    if quiet:
        yield lambda _progress: None
    elif console(to_stderr=True).is_terminal:
        with _screen(noun, shorter, first) as tell:
            yield tell
    else:
        with _lines(noun, shorter) as tell:
            yield tell


class _Told:
    """What has been told once and is not told again."""

    def __init__(self, noun: str, shorter: str, say: Callable[[str], None]) -> None:
        self._noun, self._shorter, self._say = noun, shorter, say
        self._told: set[str] = set()
        self._before = _compiled()

    def once(self, what: str, text: str) -> None:
        if text and what not in self._told:
            self._told.add(what)
            self._say(text)

    def compiled(self) -> None:
        """Say how long the compilation took, once it is over."""
        now = compilation()
        if now is not None and now.is_over and (now := now.since(self._before)).is_long:
            self.once("compiled", str(now))

    def progress(self, now: "Progress") -> None:
        """Say what matters in the progress."""
        from whowhom.ensemble.progress import long_words

        if now.is_stopping:
            self.once("stopping", _STOPPING)
        if now.reached > now.stored_before:
            self.compiled()
            self.once("long", long_words(now, noun=self._noun, shorter=self._shorter))


def _compiled() -> float:
    """Return how many seconds this process has spent on compiling so far."""
    now = compilation()
    return 0.0 if now is None else now.seconds


@contextmanager
def _lines(noun: str, shorter: str) -> Iterator["Callable[[Progress], None]"]:
    """Print plain lines: when compilation begins and ends, and every ten seconds."""
    told = _Told(noun, shorter, console(to_stderr=True).print)
    began = last = time.monotonic()

    def look() -> None:
        now = compilation()
        if now is not None and not now.is_over and now.is_long:
            told.once("compiling", now.announcement)

    def tell(progress: "Progress") -> None:
        from whowhom.ensemble.progress import how_far

        nonlocal last
        told.progress(progress)
        if time.monotonic() - last >= _EVERY and not progress.is_compiling:
            last = time.monotonic()
            note(f"{noun.capitalize()}s: {how_far(progress)}, {last - began:,.0f} s so far")

    try:
        with looking(look):
            yield tell
    finally:
        told.compiled()


@contextmanager
def _screen(noun: str, shorter: str, first: str) -> Iterator["Callable[[Progress], None]"]:
    """Show one line that changes."""
    from rich.live import Live

    began = first_run = time.monotonic()
    latest: list[Progress] = []

    def picture() -> "RenderableType":
        nonlocal first_run
        clock, now, progress = time.monotonic(), compilation(), latest[-1] if latest else None
        if now is not None and not now.is_over and now.is_long:
            return _line(f"{now}", now.share, now.extent)
        if progress is None or not progress.reached:
            first_run = clock
            return f"{first} {clock - began:.0f} s" if first else ""
        return _simulating(progress, noun, clock - first_run)

    screen = console(to_stderr=True)
    told = _Told(noun, shorter, screen.print)

    def tell(progress: "Progress") -> None:
        latest[:] = [progress]
        told.progress(progress)

    with Live(get_renderable=picture, refresh_per_second=4, transient=True, console=screen):
        try:
            yield tell
        finally:
            told.compiled()


def _simulating(now: "Progress", noun: str, seconds: float) -> "RenderableType":
    """Return the line of some runs."""
    from whowhom.ensemble.progress import duration

    left = now.seconds_left
    more = f", {duration(left)} left" if left is not None and now.reached < now.runs else ""
    words = f"{now.reached:,} of {now.runs:,} {noun}s, {duration(seconds)}{more}"
    return _line("Simulating", now.reached / max(now.runs, 1), words)


def _line(what: str, share: float, words: str) -> "RenderableType":
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    row: Any = Table.grid(padding=(0, 1))
    row.add_row(what, ProgressBar(total=1.0, completed=share, width=_BAR), words)
    return row  # type: ignore[no-any-return]
