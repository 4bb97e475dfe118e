"""Where words go: results to stdout, everything else to stderr, never wider than 80 columns.

Names of files, titles and questions come from others: a character in them that would control the
terminal or change the direction of writing is shown as an escape.
"""

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.ensemble.sentences import counted
from whowhom.ensemble.sentences import per_hundred as percent
from whowhom.graphemes import shortened

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
_CELL, _LEAST, _GAP = 24, 8, 2
"""Letters of a cell at most, of the first column at least; blanks between two columns."""


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
        Header and alignment (``left`` or ``right``) of each column.
    rows : iterable of sequence of str
        Cells; what does not fit is cut.
    title : str
        Printed above, in bold.
    """
    from rich import box
    from rich.table import Table

    if title:
        say(title, style="bold")
    built = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style=""
    )
    for header, alignment in columns:
        right = alignment == "right"
        built.add_column(
            header, justify="right" if right else "left", no_wrap=True, overflow="ellipsis"
        )
    for row in rows:
        built.add_row(*row)
    show(built, is_wide=True)


def lay_out(built: "Table", *, most: int = MOST_ROWS) -> None:
    """Print the table of a finding: its first column takes what room the others leave."""
    from rich.cells import cell_len

    built = built.narrow()
    sides = ["right" if place in built.numbers else "left" for place in range(len(built.columns))]
    columns = [*zip(built.columns, sides, strict=True)]
    rows = [[shown(str(cell)) for cell in row] for row in built.rows[:most]]
    if built.bars:
        columns.append(("", "left"))
        rows = [[*row, bar(share)] for row, share in zip(rows, built.bars, strict=False)]
    rows = [[row[0], *(shortened(cell, _CELL) for cell in row[1:])] for row in rows]
    whole = [[head for head, _ in columns], *rows]
    widths = [max(map(cell_len, column)) + _GAP for column in zip(*whole, strict=True)]
    room = max(_LEAST, WIDTH - sum(widths[1:]))
    columns[0] = (shortened(columns[0][0], room), "left")
    table(columns, [[shortened(row[0], room), *row[1:]] for row in rows])
    if len(built.rows) > most:
        say(f"... and {len(built.rows) - most:,} more (all of them with --json)")


def show(
    content: "RenderableType", *, style: str = "", soft_wrap: bool = False, is_wide: bool = False
) -> None:
    """Print to stdout; into a file or a pipe without the blanks at the ends of lines.

    A table keeps its width on a narrow screen, since a cut number says something else.
    """
    place = console()
    if is_wide:
        place.width = WIDTH
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
    if "utf" not in (getattr(sys.stdout, "encoding", "") or "").lower():
        return "#" * round(share * cells)
    eighths = round(share * cells * 8)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def stop_quietly() -> None:
    """Discard the remaining output: the pipe is closed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
