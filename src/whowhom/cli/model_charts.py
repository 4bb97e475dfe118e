"""Pictures of formal models: into which files they can be drawn."""

import io
from pathlib import Path
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.files import output_file, write_file
from whowhom.reporting.solutions import CHARTED, chart_of

__all__ = ["CHARTED", "chart_of", "draw", "refuse_chart"]


_PPI = 192
"""Two pixels of a PNG for one of a screen."""
_KINDS = (".svg", ".png", ".pdf", ".html", ".json")


def refuse_chart(file: Path) -> None:
    """Refuse a picture that could not be drawn, before any work is done.

    Raises
    ------
    InvalidInput
        If it cannot be a file, its ending or folder is wrong, or the optional dependency ``charts``
        is not installed.
    """
    from importlib.util import find_spec

    output_file(file, option="--chart")
    if file.suffix.lower() not in _KINDS:
        raise InvalidInput(f"--chart must end in one of {', '.join(_KINDS)}, got {str(file)!r}")
    if not file.parent.is_dir():
        raise InvalidInput(f"--chart: folder {str(file.parent)!r} does not exist; create it first")
    if None in map(find_spec, ("altair", "vl_convert", "uharfbuzz")):
        raise InvalidInput("charts need further packages: pip install 'whowhom[charts]'")


def draw(model: str, found: Any, file: Path) -> None:
    """Draw the chart of a result into a file."""
    from whowhom.charts import drawing

    chart = chart_of(model, found)
    kind = file.suffix.lower().lstrip(".")
    if kind in ("svg", "png", "pdf"):
        svg = drawing.svg_of(chart.to_dict())
        content = drawing.draw(svg, format=kind, ppi=_PPI)  # type: ignore[arg-type]
    else:
        stream = io.StringIO()
        chart.save(stream, format=kind)
        content = stream.getvalue().encode()
    write_file(output_file(file, option="--chart"), content)
