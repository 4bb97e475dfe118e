"""Pictures of formal models: which model has one, and into which files it can be drawn."""

import io
from importlib import import_module
from pathlib import Path
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.files import output_file, write_file

__all__ = ["CHARTED", "chart_of", "draw", "refuse_chart"]

CHARTED: dict[str, str] = {
    "coalition-by-majority": "coalition_by_majority",
    "coalition-by-power": "coalition_by_power",
    "coalition-inclusion": "coalition_inclusion",
    "junta": "junta",
    "junta-by-discount": "junta_by_discount",
    "killing-regimes": "killing_regimes",
    "viziers": "viziers",
    "loyalty": "loyalty",
    "loyalty-equilibrium": "loyalty",
    "power-sharing": "power_sharing",
    "power-sharing-ladder": "power_sharing_ladder",
    "power-sharing-fit": "power_sharing_fit",
    "power-sharing-table": "power_sharing_fit",
    "selectorate": "selectorate",
    "selectorate-grid": "selectorate_grid",
    "competing-risks": "competing_risks",
    "regime-change": "regime_change",
    "regime-change-sweep": "regime_change_sweep",
    "protest-coup": "protest_coup",
    "cascade": "cascade",
    "cascade-spread": "cascade_spread",
    "appointments": "appointments",
    "appointments-runs": "appointments_runs",
    "bargaining": "bargaining",
    "legislative-bargaining": "legislative_bargaining",
    "open-rule-bargaining": "open_rule_bargaining",
    "voting-power": "voting_power",
}
"""The chart of each model that has one: a function of :mod:`whowhom.charts.models`."""

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


def chart_of(model: str, found: Any, **options: Any) -> Any:
    """Return the Altair chart of a model's result."""
    return getattr(import_module("whowhom.charts.models"), CHARTED[model])(found, **options)


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
