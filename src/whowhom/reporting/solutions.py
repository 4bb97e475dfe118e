"""What a formal model says, for people: its sentences, its table, and its picture if it has one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whowhom.charts.theme import Look
    from whowhom.theory.results import Result

__all__ = ["CHARTED", "Solution", "chart_of", "solution"]

CHARTED: dict[str, str] = {
    "coalition": "rulers",
    "coalition-after-death": "rulers",
    "agenda-game": "rulers",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What a model says."""

    sentences: tuple[str, ...]
    heads: tuple[str, ...]
    """Of the table; none where the sentences say all."""
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    picture: Mapping[str, Any]
    """``title``, ``subtitle`` (lines), ``description``, ``spec`` (Vega-Lite); empty where the model
    has no chart or charts are not installed."""


def chart_of(model: str, found: Any, **options: Any) -> Any:
    """Return the Altair chart of a model's result."""
    return getattr(import_module("whowhom.charts.models"), CHARTED[model])(found, **options)


def solution(model: str, found: "Result", look: "Look | None" = None) -> Solution:
    """Return what a model says, for a page.

    Parameters
    ----------
    model : str
        Name of the model.
    found : Result
        As its solver returns it.
    look : Look, optional
        Theme, names and colours of its picture; without one it has none.
    """
    heads, rows, numeric = _table(found)
    return Solution(
        sentences=_sentences(str(found)),
        heads=heads,
        rows=rows,
        numeric=numeric,
        picture=_picture(model, found, look),
    )


_MOST_ROWS, _MOST_SENTENCES, _FEW, _MARGIN = 60, 3, 6, 60


def _sentences(text: str) -> tuple[str, ...]:
    """Return the paragraphs before the first list or table, each on one line."""
    told = []
    for paragraph in text.split("\n\n"):
        if re.search(r"\S {2,}\S", paragraph) or re.search(r"(?m)^(from|without) .*: ", paragraph):
            break
        told.append(_one_line(paragraph))
    return tuple(told[:_MOST_SENTENCES])


def _one_line(paragraph: str) -> str:
    r"""Join the lines of a paragraph; lines that no margin has broken are told apart.

    Examples
    --------
    >>> _one_line("A tie: 2 coalitions could rule.\nann and bob\nann and cat")
    'A tie: 2 coalitions could rule. ann and bob; ann and cat'
    """
    lines = [" ".join(line.split()) for line in paragraph.splitlines() if line.strip()]
    told = lines[0] if lines else ""
    for before, line in pairwise(lines):
        ends = len(before) < _MARGIN and before[-1] not in ".:;,"
        told += f"{';' if ends else ''} {line}"
    return told


def _table(
    found: "Result",
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[bool, ...]]:
    """Return the table of a result as texts; of many columns only those that differ by row."""
    frame = found.to_frame()
    names = [
        name
        for place, name in enumerate(frame.columns)
        if place == 0 or frame.width <= _FEW or len({str(cell) for cell in frame[name]}) > 1
    ]
    heads = tuple(name.replace("_", " ") for name in names)
    rows = tuple(tuple(map(_cell, row)) for row in frame.select(names).head(_MOST_ROWS).rows())
    numeric = tuple(frame[name].dtype.is_numeric() for name in names)
    return heads, rows, numeric


def _cell(value: Any) -> str:
    """Write one value for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:.3g}"
    if isinstance(value, list | tuple):
        between = " or " if value and isinstance(value[0], list | tuple) else ", "
        return between.join(map(_cell, value)) or "nobody"
    return str(value)


def _picture(model: str, found: "Result", look: "Look | None") -> dict[str, Any]:
    """Return the picture of a result as a page shows it."""
    if look is None or model not in CHARTED or find_spec("altair") is None:
        return {}
    from whowhom.charts.drawing import Picture

    picture = Picture.of(chart_of(model, found, look=look))
    assert picture.spec is not None
    spec = {key: value for key, value in picture.spec.items() if key != "title"}
    return {
        "title": picture.title if isinstance(picture.title, str) else " ".join(picture.title),
        "subtitle": picture.subtitle,
        "description": picture.description,
        "spec": {**spec, "background": None, "padding": 4},
    }
