"""Film the first touch: ``whowhom run duel`` with an empty cache, in a terminal of 80 columns.

    python benchmarks/cold_start.py                # some minutes of processor time
    python benchmarks/cold_start.py --film film.txt --runs 100

Prints what the terminal showed each second, and writes what came of it into docs/performance.md.
Nothing here passes or fails. It needs a system with pseudo-terminals (Linux, macOS).
"""

import argparse
import fcntl
import os
import pty
import re
import resource
import select
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from performance_page import put

_LOOK = 0.25  # seconds between two pictures
_SEQUENCE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|\x1b\][^\x07]*\x07")
_PERCENT = re.compile(r"(\d+)%|([\d,]+) of [\d,]+ run")
_COMPILED = re.compile(r"Compiled the model in (\d+) s")


@dataclass(frozen=True, slots=True)
class Film:
    """What a terminal showed."""

    pictures: list[tuple[float, str]]
    """Seconds since the start, and the screen, each time that it had changed."""
    wall: float
    processor: float
    exit_code: int

    @property
    def first_sign(self) -> float:
        """Seconds until anything was shown."""
        return next((at for at, screen in self.pictures if screen.strip()), self.wall)

    def longest(self, of: re.Pattern[str] | None = None) -> float:
        """Return the longest time without a change of the screen, or of some number on it."""
        longest, since, before = 0.0, 0.0, None
        for at, screen in self.pictures:
            found = screen if of is None else of.findall(screen.rstrip().rsplit("\n", 1)[-1])
            if found != before:
                longest, since, before = max(longest, at - since), at, found
        return max(longest, self.wall - since)

    @property
    def compiled(self) -> str:
        """The seconds of compilation that the program stated."""
        said = _COMPILED.search(self.pictures[-1][1])
        return said[1] if said else "none"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the numbers into docs/performance.md.")
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--case", default="duel")
    parser.add_argument("--warm", action="store_true", help="use the cache that is there")
    parser.add_argument("--film", type=Path, help="write the film to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        out = ["--out", str(Path(place) / "result")]
        command = [sys.executable, "-m", "whowhom", "run", options.case]
        command += ["--runs", str(options.runs), *out]
        cache = {} if options.warm else {"NUMBA_CACHE_DIR": str(Path(place) / "cache")}
        load = os.getloadavg()[0]
        film = filmed(command, cache)
    told = "\n".join(by_second(film))
    if options.film:
        options.film.write_text(told + "\n", encoding="utf-8")
    print(told)
    if not options.warm:
        put("cold start", "\n".join(report(film, options, load)))


def filmed(command: list[str], more: dict[str, str]) -> Film:
    """Run a command in a pseudo-terminal and look at its screen."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(more, TERM="xterm", COLUMNS="80", LINES="24")
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen, pictures, text = Screen(), [], b""
    while True:
        if select.select([terminal], [], [], _LOOK)[0]:
            try:
                text = os.read(terminal, 65536)
            except OSError:
                text = b""
            if not text:
                break
            screen.write(text.decode(errors="replace"))
        if not pictures or pictures[-1][1] != str(screen):
            pictures.append((time.monotonic() - began, str(screen)))
    _, status = os.waitpid(process, 0)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - spent.ru_utime - spent.ru_stime
    wall = time.monotonic() - began
    return Film(pictures, wall, processor, os.waitstatus_to_exitcode(status))


class Screen:
    """So much of a terminal as a line that changes needs."""

    def __init__(self) -> None:
        self._lines, self._row, self._column = [""], 0, 0

    def write(self, text: str) -> None:
        """Show what a program writes."""
        at = 0
        for found in _SEQUENCE.finditer(text):
            self._plain(text[at : found.start()])
            self._act(found[1] or "", found[2] or "")
            at = found.end()
        self._plain(text[at:])

    def _plain(self, text: str) -> None:
        for sign in text:
            if sign == "\r":
                self._column = 0
            elif sign == "\n":
                self._row, self._column = self._row + 1, 0
                if self._row == len(self._lines):
                    self._lines.append("")
            elif sign >= " ":
                line = self._lines[self._row].ljust(self._column)
                self._lines[self._row] = line[: self._column] + sign + line[self._column + 1 :]
                self._column += 1

    def _act(self, numbers: str, what: str) -> None:
        if what == "A":
            self._row = max(0, self._row - int(numbers or 1))
        elif what == "K":
            self._lines[self._row] = (
                "" if numbers == "2" else self._lines[self._row][: self._column]
            )

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self._lines).strip("\n")


def by_second(film: Film) -> list[str]:
    """Return the last line of the screen at each second, and all of it at the end."""
    lines, shown = [], ""
    for second in range(int(film.wall) + 1):
        before = [screen for at, screen in film.pictures if at <= second]
        shown = before[-1].rsplit("\n", 1)[-1] if before else ""
        lines.append(f"{second:4d} s  {shown}")
    return [*lines, "", film.pictures[-1][1]]


def report(film: Film, options: argparse.Namespace, load: float) -> list[str]:
    """Return the table."""
    command = f"whowhom run {options.case} --runs {options.runs}"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    machine = f"{os.cpu_count()} processors, load {load:.1f} before it began"
    step = film.longest(_PERCENT)
    return [
        f"Measured on {day}, `{command}` with an empty cache; {machine}.",
        "",
        "| what | seconds |",
        "|---|---:|",
        f"| until the terminal shows a first sign | {film.first_sign:.1f} |",
        f"| longest time without any change of the display | {film.longest():.1f} |",
        f"| longest time without a change of the percentage or count | {step:.1f} |",
        f"| compilation, as stated | {film.compiled} |",
        f"| until the answer, wall | {film.wall:.0f} |",
        f"| until the answer, processor | {film.processor:.0f} |",
    ]


if __name__ == "__main__":
    main()
