"""Pictures of formal models: into which files they can be drawn."""

import io
from pathlib import Path
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.files import output_file, write_file
from whowhom.reporting.solutions import CHARTED, chart_of

__all__ = ["CHARTED", "chart_of", "draw", "refuse_chart"]

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
    if find_spec("altair") is None or find_spec("vl_convert") is None:
        raise InvalidInput("charts need Altair and vl-convert: pip install 'whowhom[charts]'")


def draw(model: str, found: Any, file: Path) -> None:
    """Draw the chart of a result into a file."""
    chart = chart_of(model, found)
    kind = file.suffix.lower().lstrip(".")
    stream = io.BytesIO() if kind in ("png", "pdf") else io.StringIO()
    chart.save(stream, format=kind, **({"scale_factor": 2} if kind == "png" else {}))
    content = stream.getvalue()
    place = output_file(file, option="--chart")
    write_file(place, content.encode() if isinstance(content, str) else content)
