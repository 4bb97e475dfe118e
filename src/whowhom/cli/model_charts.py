"""Pictures of formal models: which model has one, and into which files it can be drawn."""

import io
from importlib import import_module
from pathlib import Path
from typing import Any

from whowhom.errors import InvalidInput
from whowhom.files import output_file, write_file

__all__ = ["CHARTED", "draw", "refuse_chart"]

_MODELS = "whowhom.charts.models"

CHARTED: dict[str, str] = {
    "coalition-by-majority": f"{_MODELS}.coalition_by_majority:coalition_by_majority",
    "coalition-by-power": f"{_MODELS}.coalition_by_power:coalition_by_power",
    "coalition-inclusion": f"{_MODELS}.coalition_inclusion:coalition_inclusion",
    "junta": f"{_MODELS}.junta:junta",
    "junta-by-discount": f"{_MODELS}.junta_by_discount:junta_by_discount",
    "killing-regimes": f"{_MODELS}.killing_regimes:killing_regimes",
    "viziers": f"{_MODELS}.viziers:viziers",
    "loyalty": f"{_MODELS}.loyalty:loyalty",
    "loyalty-equilibrium": f"{_MODELS}.loyalty:loyalty",
    "power-sharing": f"{_MODELS}.power_sharing:power_sharing",
    "power-sharing-ladder": f"{_MODELS}.power_sharing:power_sharing_ladder",
    "power-sharing-fit": f"{_MODELS}.power_sharing_fit:power_sharing_fit",
    "power-sharing-table": f"{_MODELS}.power_sharing_fit:power_sharing_fit",
    "selectorate": f"{_MODELS}.selectorate:selectorate",
    "selectorate-grid": f"{_MODELS}.selectorate_grid:selectorate_grid",
    "competing-risks": f"{_MODELS}.competing_risks:competing_risks",
    "regime-change": f"{_MODELS}.regime_change:regime_change",
    "regime-change-sweep": f"{_MODELS}.regime_change_sweep:regime_change_sweep",
    "protest-coup": f"{_MODELS}.protest_coup:protest_coup",
    "cascade": f"{_MODELS}.cascade:cascade",
    "cascade-spread": f"{_MODELS}.cascade_spread:cascade_spread",
    "appointments": f"{_MODELS}.appointments:appointments",
    "appointments-runs": f"{_MODELS}.appointments:appointments_runs",
    "bargaining": f"{_MODELS}.bargaining:bargaining",
    "legislative-bargaining": f"{_MODELS}.legislative_bargaining:legislative_bargaining",
    "open-rule-bargaining": f"{_MODELS}.open_rule_bargaining:open_rule_bargaining",
    "voting-power": f"{_MODELS}.voting_power:voting_power",
}
"""The chart of each model that has one: module and function."""

_KINDS = (".svg", ".png", ".pdf", ".html", ".json")


def refuse_chart(file: Path) -> None:
    """Refuse a picture that could not be drawn, before any work is done.

    Raises
    ------
    InvalidInput
        If it can be no file, has no ending that can be drawn, its folder is not there, or the extra
        ``charts`` is not installed.
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
    module, _, function = CHARTED[model].partition(":")
    chart = getattr(import_module(module), function)(found)
    kind = file.suffix.lower().lstrip(".")
    stream = io.BytesIO() if kind in ("png", "pdf") else io.StringIO()
    chart.save(stream, format=kind, **({"scale_factor": 2} if kind == "png" else {}))
    content = stream.getvalue()
    place = output_file(file, option="--chart")
    write_file(place, content.encode() if isinstance(content, str) else content)
