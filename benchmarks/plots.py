"""Pictures of the performance page: how time and memory grow, drawn like the charts of whowhom."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import performance_page

from whowhom.charts import LIGHT, Look, page
from whowhom.charts.drawing import draw, svg_of
from whowhom.charts.parts import inline, themed

WIDE, HIGH = 400, 260
DASHED = [4, 4]
FEW = 3
"""Ticks below which an axis takes more of them."""


@dataclass(frozen=True)
class Curve:
    """What one panel shows: a quantity against a size, for one or more series of points."""

    title: str
    """Quantity and unit; the title of the panel."""
    series: Mapping[str, Mapping[float, float]]
    """By name, value by size."""
    power: int = 0
    """Draw growth with this power of the size as a dashed line through the first point."""


def lines(name: str, title: str, size: str, *curves: Curve) -> None:
    """Draw panels side by side into docs/pictures/NAME.svg, and print what they show.

    Both axes are logarithmic where time is shown, so that a power is a straight line.
    """
    look = Look.plain(dict.fromkeys(one for curve in curves for one in curve.series))
    panels = [panel(curve, size, look) for curve in curves]
    whole = page([panels], look, title=title)
    performance_page.PICTURES.mkdir(exist_ok=True)
    path = performance_page.PICTURES / f"{name}.svg"
    path.write_bytes(draw(svg_of(whole.to_dict()), format="svg"))
    print(f"{path}: {whole.to_dict()['description']}")


def panel(curve: Curve, size: str, look: Look) -> alt.LayerChart:
    """Draw one quantity: points joined by lines, each series named at its last point."""
    points = [
        {"size": at, "value": value, "series": one}
        for one, values in curve.series.items()
        for at, value in values.items()
    ]
    sizes = sorted({point["size"] for point in points})
    values = [point["value"] for point in points]
    x = alt.X(
        "size:Q",
        title=size,
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(values=sizes, format=",d", grid=False),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1.15 * max(values)]))
    if curve.power:
        low, high = min(values) / 1.5, max(values) * 1.5
        y.scale = alt.Scale(type="log", nice=False, domain=[low, high])
        y.axis = alt.Axis(values=ticks(low, high), format="~g")
    names = list(curve.series)
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=names, range=[look.colour(one) for one in names]),
        legend=alt.Legend() if len(names) > 1 else None,
    )
    base = alt.Chart(inline(points)).encode(x=x, y=y, color=colour)
    layers = [base.mark_line(strokeWidth=2), base.mark_point(filled=True, size=60, opacity=1)]
    guide = ""
    if curve.power:
        layers.insert(0, guide_line(curve, sizes, 1.5 * max(values), x, y))
        square = "the square of " if curve.power == 2 else ""
        guide = f"dashed: growth with {square}the number of {size}"
    drawn = alt.LayerChart(layer=layers).properties(width=WIDE, height=HIGH)
    return themed(
        drawn, look, title=curve.title, subtitle=guide, description=described(curve, size)
    )


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers between two values: 1, 2 and 5 times a power of ten, or more of them."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks: list[float] = []
    for digits in ((1, 2, 5), (1, 2, 3, 4, 6, 8)):
        marks = [float(f"{digit * 10.0**decade:.6g}") for decade in decades for digit in digits]
        marks = [mark for mark in marks if low <= mark <= high]
        if len(marks) > FEW:
            break
    return marks


def guide_line(curve: Curve, sizes: Sequence[float], high: float, x: Any, y: Any) -> alt.Chart:
    """Return growth with a power of the size, through the lowest first point, up to `high`."""
    first = min(values[sizes[0]] for values in curve.series.values())
    last = min(sizes[-1], sizes[0] * (high / first) ** (1 / curve.power))
    ends = [
        {"size": at, "value": first * (at / sizes[0]) ** curve.power} for at in (sizes[0], last)
    ]
    line: alt.Chart = alt.Chart(inline(ends)).mark_line(
        strokeDash=DASHED, strokeWidth=1, color=LIGHT.mute
    )
    return line.encode(x=x, y=y)


def described(curve: Curve, size: str) -> str:
    """Return a panel in words."""
    said = []
    for one, values in curve.series.items():
        (low, first), *_, (high, last) = sorted([*values.items(), *values.items()])
        said.append(f"{one}: {first:.3g} at {low:,} {size}, {last:.3g} at {high:,} {size}")
    return f"{curve.title}. {'; '.join(said)}."
