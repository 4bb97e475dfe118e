"""The share of rulers that has left office by each way out, by years in office."""

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from whowhom.charts.models.parts import (
    called,
    finished,
    for_actors,
    in_percent,
    percent_axis,
    thinned,
)
from whowhom.charts.parts import apart, inline
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.tenure.competing_risks import CompetingRisks

__all__ = ["competing_risks"]

WIDTH, HEIGHT, LINE = 420, 280, 14
MOST = 400
"""Times drawn; of more they are chosen evenly."""
MOST_CAUSES = 6
"""Ways out that have a line of their own."""


def competing_risks(
    result: "CompetingRisks", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share that has left by each way out, with 95 percent intervals.

    By default its title is a sentence that states the most frequent way out.
    """
    look = for_actors((), look)
    rows = _rows(result, look)
    ends = [row for row in rows if row["years"] == result.horizon]
    left_out = len(result.causes) - MOST_CAUSES
    more = f"\n{left_out} less frequent ways out are not drawn" if left_out > 0 else ""
    return finished(
        _layers(rows, ends, result, look),
        look,
        title=title or _sentence(ends, result),
        subtitle="share of rulers who have left office by each way out, by years in office\n"
        f"band: pointwise 95% confidence interval{more}",
        description=_told(ends, result),
    )


def _rows(result: "CompetingRisks", look: Look) -> list[dict[str, Any]]:
    """Return a row for each way out at each time, from the start to the horizon."""
    kept = np.flatnonzero(result.time <= result.horizon)
    kept = kept[thinned(len(kept), MOST)] if len(kept) else kept
    rows: list[dict[str, Any]] = []
    for k, cause in enumerate(result.causes[:MOST_CAUSES]):
        name = called(look, cause, most=20)
        line: list[dict[str, Any]] = [
            {"cause": k, "name": name, "years": result.start, "share": 0.0}
        ]
        for j in kept:
            low, high = result.incidence_low[j, k], result.incidence_high[j, k]
            point = {
                "cause": k,
                "name": name,
                "years": float(result.time[j]),
                "share": float(result.incidence[j, k]),
            }
            known = not np.isnan(low)
            line.append(point | ({"low": float(low), "high": float(high)} if known else {}))
        if line[-1]["years"] < result.horizon:
            line.append(line[-1] | {"years": result.horizon})
        rows += line
    return rows


def _layers(
    rows: list[dict[str, Any]],
    ends: list[dict[str, Any]],
    result: "CompetingRisks",
    look: Look,
) -> alt.LayerChart:
    """Stack the bands, the steps, and the names at their ends."""
    theme = look.theme
    top = min(1.0, 1.05 * max(row.get("high", row["share"]) for row in rows))
    x = alt.X(
        "years:Q",
        scale=alt.Scale(domain=[result.start, result.horizon], nice=False),
        axis=alt.Axis(title="years in office", grid=False, tickCount=8),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, top]), axis=percent_axis(None, count=5))
    layers = []
    for k in range(len(ends)):
        mine = [row for row in rows if row["cause"] == k]
        banded = [row for row in mine if "low" in row]
        colour = theme.actors[k]
        if banded:
            band = alt.Chart(inline(banded)).mark_area(
                color=colour, opacity=0.16, interpolate="step-after"
            )
            layers.append(band.encode(x=x, y=alt.Y("low:Q"), y2="high:Q"))
        steps = alt.Chart(inline(mine)).mark_line(
            color=colour, strokeWidth=2.2, interpolate="step-after"
        )
        layers.append(steps.encode(x=x, y=y))
    places = apart([row["share"] for row in ends], LINE * top / HEIGHT)
    names = [
        {
            "place": place,
            "words": f"{row['name']} {in_percent(row['share'])}",
            "cause": row["cause"],
        }
        for row, place in zip(ends, places, strict=True)
    ]
    for name in names:
        base = alt.Chart(inline([name])).encode(y="place:Q")
        dot = base.mark_circle(color=theme.actors[name["cause"]], size=40, opacity=1)
        text = base.mark_text(align="left", fontSize=11)
        layers.append(dot.encode(x=alt.value(WIDTH + 10)))
        layers.append(text.encode(x=alt.value(WIDTH + 18), text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _sentence(ends: list[dict[str, Any]], result: "CompetingRisks") -> str:
    """State the most frequent way out."""
    first = max(ends, key=lambda row: row["share"])
    years, share = number(result.horizon, 3), in_percent(first["share"])
    return f"The most frequent way out within {years} years: {first['name']}, {share} of rulers"


def _told(ends: list[dict[str, Any]], result: "CompetingRisks") -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{row['name']} {in_percent(row['share'])}"
        + (f" (95% {in_percent(row['low'])} to {in_percent(row['high'])})" if "low" in row else "")
        for row in ends
    )
    return (
        f"Steps of the share that has left office by each way out, of {result.spells:,} rulers, "
        f"after {number(result.horizon, 3)} years: {parts}."
    )
