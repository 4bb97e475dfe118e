"""Thresholds of an attack on a regime over values of one argument."""

from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import numpy as np

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import finished, for_actors, thinned
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.crowds.regime_change import RegimeChangeSweep

__all__ = ["regime_change_sweep"]

WIDTH, HEIGHT = 420, 260
MOST = 1000
"""Values drawn; of more they are chosen evenly."""
LOGARITHMIC = 100
"""Ratio of the largest to the smallest value from which on the axis is logarithmic."""


def regime_change_sweep(
    result: "RegimeChangeSweep", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw every threshold at every value, unstable ones as rings.

    Parameters
    ----------
    result : RegimeChangeSweep
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells from where to where the threshold goes.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    rows: list[dict[str, Any]] = []
    for i in thinned(len(result.values), MOST):
        ends = dict.fromkeys((float(result.lowest[i]), float(result.highest[i])))
        value = float(result.values[i])
        rows += [{"value": value, "threshold": each, "kind": "stable"} for each in ends]
        if not np.isnan(result.middle[i]):
            middle = float(result.middle[i])
            rows.append({"value": value, "threshold": middle, "kind": "unstable"})
    several = int((result.equilibria > 1).sum())
    where = f"several equilibria at {several} of {len(result.values)} values"
    return finished(
        _layers(rows, result, look),
        look,
        title=title or _sentence(result),
        subtitle="strength up to which the regime falls"
        + (f"\ndot: an equilibrium; ring: an unstable one; {where}" if several else ""),
        description=_told(rows, result),
    )


def _layers(rows: list[dict[str, Any]], result: "RegimeChangeSweep", look: Look) -> alt.LayerChart:
    """Stack the dots of stable equilibria and the rings of unstable ones."""
    theme = look.theme
    low, high = float(result.values.min()), float(result.values.max())
    kind: Literal["log", "linear"]
    kind = "log" if low > 0 and high / low >= LOGARITHMIC else "linear"
    x = alt.X(
        "value:Q",
        scale=alt.Scale(type=kind, zero=False, nice=False, padding=8),
        axis=alt.Axis(title=result.vary.replace("_", " "), grid=False, tickCount=6),
    )
    y = alt.Y("threshold:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, tickCount=5))
    size = 60 if len(result.values) <= 30 else 22
    tooltip = ["value:Q", "threshold:Q", "kind:N"]
    groups = {key: [row for row in rows if row["kind"] == key] for key in ("stable", "unstable")}
    dots = alt.Chart(inline(groups["stable"])).encode(x=x, y=y, tooltip=tooltip)
    layers = [dots.mark_circle(color=theme.actors[0], size=size, opacity=1)]
    if groups["unstable"]:
        rings = alt.Chart(inline(groups["unstable"])).encode(x=x, y=y, tooltip=tooltip)
        layers.append(rings.mark_point(color=theme.rest, size=size, strokeWidth=1.3))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _sentence(result: "RegimeChangeSweep") -> str:
    """Tell from where to where the threshold goes."""
    start, end = (
        " or ".join(dict.fromkeys(number(each[i], 3) for each in (result.lowest, result.highest)))
        for i in (0, -1)
    )
    what, first, last = result.vary.replace("_", " "), *(result.values[i] for i in (0, -1))
    return (
        f"With {what} {number(first, 3)} the regime falls up to a strength of {start}, "
        f"with {number(last, 3)} up to {end}"
    )


def _told(rows: list[dict[str, Any]], result: "RegimeChangeSweep") -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{number(rows[i]['value'])}: {number(rows[i]['threshold'], 3)}"
        + (" (unstable)" if rows[i]["kind"] == "unstable" else "")
        for i in thinned(len(rows), 12)
    )
    return (
        f"Dots of the strength up to which the regime falls, by {result.vary.replace('_', ' ')}: "
        f"{parts}. {_sentence(result)}."
    )
