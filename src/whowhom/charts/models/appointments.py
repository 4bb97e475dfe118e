"""The share of loyal delegates, period by period, and when it is a majority."""

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    percent_axis,
    shade,
    thinned,
)
from whowhom.charts.parts import inline
from whowhom.charts.theme import Look
from whowhom.charts.words import of_100

if TYPE_CHECKING:
    from whowhom.theory.sketches.appointments import Appointments, AppointmentsRuns

__all__ = ["appointments", "appointments_runs"]

WIDTH, HEIGHT, MOST = 420, 220, 600


def appointments(
    result: "Appointments", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share of loyal delegates by period, with the line of a majority.

    By default its title is a sentence that says from when on there is a majority.
    """
    look = for_actors((), look)
    shares = result.shares.tolist()
    rows = [{"period": t, "loyal": shares[t]} for t in thinned(len(shares), MOST)]
    crossing = result.crossing if 0 < result.crossing <= len(shares) - 1 else None
    return finished(
        _layers(rows, crossing, look),
        look,
        title=title or _sentence(result),
        subtitle="share of delegates loyal to the secretary; dashed line: one half",
        description=_told(rows, _sentence(result)),
    )


def appointments_runs(
    result: "AppointmentsRuns", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share of loyal delegates over many runs, with the line of a majority.

    By default its title is a sentence that says by when half of the runs have a majority.
    """
    look = for_actors((), look)
    columns = (result.mean.tolist(), result.low.tolist(), result.high.tolist())
    rows = [
        {"period": t, **dict(zip(("loyal", "low", "high"), (c[t] for c in columns), strict=True))}
        for t in thinned(len(result.mean), MOST)
    ]
    reached = of_100(result.reached)
    last = len(result.mean) - 1
    told = f"{reached[0].upper()}{reached[1:]} of 100 runs hold a majority within {last:,} periods"
    if result.median_period is not None:
        told += f", half by period {result.median_period:,}"
    return finished(
        _layers(rows, None, look),
        look,
        title=title or told,
        subtitle="share of delegates loyal to the secretary; dashed line: one half\n"
        "line: mean of the runs; band: nine tenths of them",
        description=_told(rows, told),
    )


def _layers(rows: list[dict[str, Any]], crossing: float | None, look: Look) -> alt.LayerChart:
    """Stack the band of the runs, the line, one half, and where it is crossed."""
    theme = look.theme
    x = alt.X(
        "period:Q",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(title="period", tickMinStep=1, tickCount=8, grid=False, format=",d"),
    )
    y = alt.Y("loyal:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None, count=4))
    base = alt.Chart(inline(rows)).encode(x=x)
    layers = []
    if "low" in rows[0]:
        band = base.mark_area(color=shade(theme, theme.actors[0], 0.3))
        layers.append(band.encode(y=alt.Y("low:Q"), y2="high:Q"))
    half = alt.Chart(inline([{"half": 0.5, "words": "majority"}])).encode(y="half:Q")
    layers += [
        half.mark_rule(color=theme.ink, strokeDash=[5, 4], strokeWidth=1.2),
        half.mark_text(align="left", dx=6, fontSize=11).encode(x=alt.value(WIDTH), text="words:N"),
        base.mark_line(color=theme.actors[0], strokeWidth=2.5).encode(y=y),
    ]
    if len(rows) <= 41:
        dots = base.mark_circle(color=theme.actors[0], size=36, opacity=1)
        layers.append(dots.encode(y=y, tooltip=["period:Q", "loyal:Q"]))
    if crossing is not None:
        mark = alt.Chart(inline([{"period": crossing, "loyal": 0.5}])).encode(x=x, y=y)
        layers.append(
            mark.mark_point(shape="circle", size=120, color=theme.ink, strokeWidth=2, opacity=1)
        )
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _sentence(result: "Appointments") -> str:
    """Say from when on there is a majority."""
    shares = result.shares
    if result.first_period is None:
        return f"The secretary never holds a majority: {in_percent(shares[-1])} in the end"
    if result.first_period == 0:
        if math.isnan(result.crossing):
            return "The secretary holds a majority from the start"
        return (
            "The secretary holds a majority at first and loses it after "
            f"{result.crossing:.3g} periods"
        )
    return f"The secretary holds a majority from period {result.first_period:,} on"


def _told(rows: list[dict[str, Any]], sentence: str) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"after {row['period']:,} {in_percent(row['loyal'])}"
        for row in (rows[i] for i in thinned(len(rows), 9))
    )
    return f"Line of the share of loyal delegates, by period: {parts}. {sentence}."
