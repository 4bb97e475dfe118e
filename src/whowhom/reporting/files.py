"""Figures as files for print: the drawing, its caption, and its data."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whowhom.cases.names import visible
from whowhom.cases.writing import csv_text, guard
from whowhom.errors import InvalidInput
from whowhom.files import make_folder, output_file, write_files

if TYPE_CHECKING:
    import polars as pl

    from whowhom.charts.drawing import Format
    from whowhom.reporting.figures import Plot

__all__ = ["WrittenFigure", "safe_csv", "write_figure"]

LETTERS = 7.0
"""Points of the smallest letters for which a figure is laid out; journals ask for as much."""
_PADDING = 4
"""Pixels of ground around a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFigure:
    """A figure that was written."""

    files: tuple[Path, ...]
    """The drawing, the caption, the data."""
    width: float
    """Millimetres."""
    height: float
    """Millimetres."""
    letters: float
    """Size of the smallest letters on paper, in points."""


def write_figure(
    plot: "Plot",
    path: str | Path,
    *,
    format: "Format" = "pdf",  # noqa: A002 - the word users write
    width: float = 174.0,
) -> WrittenFigure:
    """Draw a figure into a file; caption and data are written beside it.

    Parameters
    ----------
    plot : Plot
        As :func:`whowhom.reporting.figures.figure` returns it.
    path : path
        The drawing; ``.txt`` and ``.csv`` in place of its ending are caption and data.
    format : {"pdf", "svg", "png"}, default "pdf"
    width : float, default 174
        Millimetres, in [20, 1000]; journals have columns of about 84 and pages of about 174.

    Returns
    -------
    WrittenFigure

    Raises
    ------
    InvalidInput
        If there is nothing to draw, the width is out of range, or the path cannot be a file.
    ResourceError
        If a file cannot be written.
    """
    from whowhom.charts.drawing import draw, pixels_at, printed_text_size, svg_size
    from whowhom.charts.parts import WIDE
    from whowhom.reporting.figures import LEAST_WIDTH

    if not 20 <= width <= 1000:
        raise InvalidInput(f"width must be in [20, 1000] mm, got {width!r}")
    if format not in ("pdf", "svg", "png"):
        raise InvalidInput(f"format must be pdf, svg or png, got {format!r}")
    place = output_file(path)
    if place.suffix.lower() in (".txt", ".csv"):
        raise InvalidInput(
            f"{str(path)!r}: caption and data take the endings .txt and .csv; "
            f"name the drawing {place.stem}.{format}"
        )
    if plot.missing:
        raise InvalidInput(plot.missing)
    room = int(pixels_at(width, LETTERS)) - 2 * _PADDING
    laid = plot.wide(max(LEAST_WIDTH, min(WIDE, room)))
    svg = laid.svg(padding=_PADDING)
    contents = {
        place: draw(svg, format=format, width=width),
        place.with_suffix(".txt"): laid.caption.encode(),
        place.with_suffix(".csv"): safe_csv(laid.data).encode(),
    }
    make_folder(place.parent)
    write_files(contents)
    wide, high = svg_size(svg)
    return WrittenFigure(
        files=tuple(contents),
        width=width,
        height=width * high / wide,
        letters=printed_text_size(svg, width),
    )


def safe_csv(table: "pl.DataFrame") -> str:
    """Return a table as CSV that a spreadsheet can open without running anything.

    Texts that it would take for formulas get an apostrophe; numbers stay as they are.
    """

    def cell(value: object) -> str:
        if value is None:
            return ""
        return guard(visible(value)) if isinstance(value, str) else str(value)

    return csv_text([table.columns, *([cell(value) for value in row] for row in table.rows())])
