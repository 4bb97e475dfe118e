"""Where words go: results to stdout, everything else to stderr.

Sentences are at most 80 columns wide; a table takes the width of the terminal if it needs it.

Names of files, titles and questions come from others: a character in them that would control the
terminal or change the direction of writing is shown as an escape.
"""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.ensemble.sentences import counted
from whowhom.ensemble.sentences import per_hundred as percent
from whowhom.graphemes import shortened, text_width

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from whowhom.reporting.blocks import Table

__all__ = [
    "BAR",
    "WIDTH",
    "bar",
    "console",
    "counted",
    "emit",
    "lay_out",
    "make_safe",
    "note",
    "percent",
    "say",
    "show",
    "shown",
    "stop_quietly",
    "table",
    "write",
]

WIDTH = 80
_ODD = re.compile(r"[^\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u0400-\u052f]")
"""Signs that are looked at more closely; the others are letters and the like."""
BAR = 28
"""Cells of a full bar."""
MOST_ROWS = 20
"""Rows of a table of findings."""
_LEAST = 8
"""Cells that a cut text has at least."""
_GAP = "  "
"""What stands between two columns."""


def make_safe() -> None:
    """Let a stream replace signs that its encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def console(*, to_stderr: bool = False) -> "Console":
    """Return a rich console that prints text as it is, without markup, 80 columns at most."""
    from rich.console import Console

    class Screen(Console):
        """A console that reports a closed pipe, and escapes control characters."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # where rich would end the program

        def render_str(self, text: str, **options: Any) -> "Text":
            return super().render_str(shown(text), **options)

    found = Screen(stderr=to_stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    found.width = min(found.width, WIDTH) if found.is_terminal else WIDTH
    return found


def emit(content: object) -> None:
    """Print one JSON object to stdout."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write(_ODD.sub(_as_json, text) + "\n")


def write(text: str) -> None:
    """Print text to stdout without wrapping it, for programs and files."""
    sys.stdout.write(shown(text))


def shown(text: str) -> str:
    r"""Return text with every control character as an escape.

    Line ends and tabs stay.

    Examples
    --------
    >>> print(shown("a\x1b[2J\u202eb"))
    a\x1b[2J\u202eb
    """
    return _ODD.sub(_escaped, text)


def _escaped(found: "re.Match[str]") -> str:
    from whowhom.cases.names import is_hidden

    return ascii(found[0])[1:-1] if is_hidden(found[0]) else found[0]


def _as_json(found: "re.Match[str]") -> str:
    from whowhom.cases.names import is_hidden

    return json.dumps(found[0])[1:-1] if is_hidden(found[0]) or found[0] == "\x7f" else found[0]


def say(text: str = "", *, style: str = "", wrap: bool = True) -> None:
    """Print text to stdout, wrapped at words; what is copied from the screen is better not."""
    show(text, style=style, soft_wrap=not wrap)


def note(text: str, *, style: str = "") -> None:
    """Print text to stderr, unwrapped, so that commands and paths in it can be copied."""
    console(to_stderr=True).print(text, style=style or None, soft_wrap=True)


def table(
    columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], *, title: str = ""
) -> None:
    """Print a table to stdout.

    Parameters
    ----------
    columns : sequence of (str, str)
        Header and alignment (``left`` or ``right``) of each column; one without a header holds
        bars.
    rows : iterable of sequence of str
        Cells; texts are cut, the longest first, where the screen has no room. Numbers are not: a
        cut number says something else.
    title : str
        Printed above, in bold.
    """
    if title:
        say(title, style="bold")
    heads = [head for head, _ in columns]
    cells = [[" ".join(shown(cell).split()) for cell in row] for row in [heads, *rows]]
    widths = _fitted(columns, _natural(cells))
    head, *lines = [
        _GAP.join(
            _padded(cell, width, side)
            for cell, width, (_, side) in zip(row, widths, columns, strict=True)
        ).rstrip()
        for row in cells
    ]
    line = "─" if _has_blocks(otherwise="utf-8") else "-"
    for text in (head, line * _total(widths), *lines):
        say(text, wrap=False)


def room() -> int:
    """Return the columns of the terminal; 80 in a file or a pipe, so that they are all alike."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def _natural(cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the width that each column would like to have."""
    return [max(map(text_width, column)) for column in zip(*cells, strict=True)]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _fitted(columns: Sequence[tuple[str, str]], widths: list[int]) -> list[int]:
    """Return the widths with the longest texts cut until the table fits, or no text is left."""
    texts = [place for place, (head, side) in enumerate(columns) if head and side == "left"]
    widths, room_left = list(widths), room() - _total(widths)
    while room_left < 0 and texts:
        longest = max(texts, key=widths.__getitem__)
        if widths[longest] <= _LEAST:
            break
        widths[longest] -= 1
        room_left += 1
    return widths


def _padded(cell: str, width: int, side: str) -> str:
    cell = shortened(cell, width)
    blanks = " " * (width - text_width(cell))
    return blanks + cell if side == "right" else cell + blanks


def lay_out(
    built: "Table", *, most: int = MOST_ROWS, short_names: Mapping[str, str] | None = None
) -> None:
    """Print the table of a finding, whole where the terminal is wide enough for it.

    Where it is not, names give way to short ones before any is cut: those in the first column, or
    before a colon there.
    """
    columns, rows = _columns_of(built, most)
    if not WIDTH < room() >= _width(columns, rows):
        columns, rows = _columns_of(built.narrow(), most)
        if short_names and _width(columns, rows) > room():
            rows = [[_with_short_name(row[0], short_names), *row[1:]] for row in rows]
    table(columns, rows)
    if len(built.rows) > most:
        say(f"... and {len(built.rows) - most:,} more (all of them with --json)")


def _with_short_name(cell: str, short_names: Mapping[str, str]) -> str:
    name, colon, rest = cell.partition(": ")
    return shown(short_names.get(name, name)) + colon + rest


def _width(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> int:
    """Return the columns of the screen that a table would like to have."""
    return _total(_natural([[head for head, _ in columns], *rows]))


def _columns_of(built: "Table", most: int) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """Return headers with their alignment and the first rows, with bars where there are some."""
    sides = ["right" if place in built.numbers else "left" for place in range(len(built.columns))]
    columns = [*zip(built.columns, sides, strict=True)]
    rows = [[shown(str(cell)) for cell in row] for row in built.rows[:most]]
    if built.bars:
        columns.append(("", "left"))
        rows = [[*row, bar(share)] for row, share in zip(rows, built.bars, strict=False)]
    return columns, rows


def show(content: "RenderableType", *, style: str = "", soft_wrap: bool = False) -> None:
    """Print to stdout; into a file or a pipe without the blanks at the ends of lines."""
    place = console()
    if place.is_terminal:
        place.print(content, style=style or None, soft_wrap=soft_wrap)
        return
    with place.capture() as captured:
        place.print(content, style=style or None, soft_wrap=soft_wrap)
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def bar(share: float, cells: int = BAR) -> str:
    """Return a bar for a share, to an eighth of a cell; of ``#`` where the screen knows no blocks.

    Examples
    --------
    >>> len(bar(0.5)) <= BAR
    True
    """
    if not _has_blocks():
        return "#" * round(share * cells)
    eighths = round(share * cells * 8)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _has_blocks(*, otherwise: str = "") -> bool:
    """Say whether stdout can show lines and blocks; where it has no encoding, one is assumed."""
    return "utf" in (getattr(sys.stdout, "encoding", "") or otherwise).lower()


def stop_quietly() -> None:
    """Discard the remaining output: the pipe is closed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
