"""The danger of a coup by time in power, and below it who is still in power: two panels."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from whowhom.charts.dress import inline, page
from whowhom.charts.models.parts import finished, in_percent, percent_axis, shade, thinned
from whowhom.charts.palette import Look

__all__ = ["danger"]

WIDTH, HEIGHT, LOWER = 420, 170, 90
MOST = 400
"""Periods drawn; of more they are chosen evenly."""
STEPS_SHOWN = 40
"""With so many periods or fewer each has a dot."""


def danger(
    hazard: Sequence[float],
    survival: Sequence[float],
    threatened: Sequence[float],
    look: Look,
    *,
    parts: tuple[str, str],
    title: str | None,
) -> alt.VConcatChart:
    """Draw the danger by periods survived, and those in power, divided in two parts.

    Parameters
    ----------
    hazard, survival, threatened : sequence of float
        By periods survived: chance to fall in the next, share in power, and the part of that
        share which is still threatened.
    look : Look
    parts : tuple of two str
        What those who are threatened are called, and the others.
    title : str, optional
        By default a sentence that tells how the danger changes.

    Returns
    -------
    altair.VConcatChart
    """
    rows: list[dict[str, Any]] = [
        {
            "survived": t,
            "hazard": None if hazard[t] != hazard[t] else float(hazard[t]),
            "survival": float(survival[t]),
            "threatened": float(threatened[t]),
        }
        for t in thinned(len(hazard), MOST)
    ]
    upper = finished(
        _hazard(rows, look),
        look,
        title=title or _sentence(rows),
        subtitle="chance that a ruler who has survived so many periods falls in the next one",
        description=_told(rows, parts),
    )
    last = rows[-1]
    share, beyond = in_percent(last["survival"]), last["survival"] - last["threatened"]
    lower = finished(
        _survival(rows, look, parts),
        look,
        title=f"{share} are in power after {last['survived']:,} periods",
        subtitle="share of all rulers who are still in power, by periods survived",
        description=f"After {last['survived']:,} periods {share} are in power, "
        f"{in_percent(max(0.0, beyond))} of all {parts[1]}.",
    )
    return page([[upper], [lower]], look)


def _x(title: str | None = None) -> alt.X:
    """Return the axis of periods."""
    axis = alt.Axis(title=title, tickMinStep=1, tickCount=8, grid=False, format=",d")
    return alt.X("survived:Q", scale=alt.Scale(nice=False), axis=axis)


def _hazard(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack line, dots, and the first and last number."""
    theme = look.theme
    known = [row for row in rows if row["hazard"] is not None]
    base = alt.Chart(inline(known)).encode(
        x=_x(),
        y=alt.Y(
            "hazard:Q", scale=alt.Scale(zero=True), axis=percent_axis(None, count=4, minExtent=46)
        ),
        tooltip=["survived:Q", "hazard:Q"],
    )
    layers = [base.mark_line(color=theme.actors[1], strokeWidth=2)]
    if len(rows) <= STEPS_SHOWN + 1:
        layers.append(base.mark_circle(color=theme.actors[1], size=28, opacity=1))
    ends = [{**row, "words": in_percent(row["hazard"])} for row in (known[:1] + known[1:][-1:])]
    texts = alt.Chart(inline(ends)).mark_text(align="left", dx=6, dy=-9, fontWeight="bold")
    layers.append(texts.encode(x="survived:Q", y="hazard:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _survival(rows: list[dict[str, Any]], look: Look, parts: tuple[str, str]) -> alt.LayerChart:
    """Stack two areas: threatened below, the others on top of them."""
    theme = look.theme
    colours = [shade(theme, theme.actors[0], 0.4), theme.actors[0]]
    divided = [
        {"survived": row["survived"], "kind": kind, "low": low, "high": high}
        for row in rows
        for kind, low, high in (
            (parts[0], 0, row["threatened"]),
            (parts[1], row["threatened"], row["survival"]),
        )
    ]
    areas = (
        alt.Chart(inline(divided))
        .mark_area()
        .encode(
            x=_x("periods survived"),
            y=alt.Y(
                "low:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=percent_axis(None, count=3, minExtent=46),
            ),
            y2="high:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(parts), range=colours)),
        )
    )
    return alt.LayerChart(layer=[areas]).properties(width=WIDTH, height=LOWER)


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell how the danger changes."""
    known = [row for row in rows if row["hazard"] is not None]
    first, last = known[0], known[-1]
    start, end = in_percent(first["hazard"]), in_percent(last["hazard"])
    if start == end:
        return f"The danger of a coup stays at {start} a period"
    verb = "falls" if last["hazard"] < first["hazard"] else "rises"
    return f"The danger of a coup {verb} from {start} to {end} after {last['survived']:,} periods"


def _told(rows: list[dict[str, Any]], parts: tuple[str, str]) -> str:
    """Tell the chart in words."""
    told = "; ".join(
        f"after {row['survived']:,} periods "
        + ("nobody is left" if row["hazard"] is None else f"{in_percent(row['hazard'])}")
        + f", with {in_percent(row['survival'])} in power and {in_percent(row['threatened'])} "
        f"{parts[0]}"
        for row in (rows[i] for i in thinned(len(rows), 5))
    )
    return f"Lines of the danger of a coup by periods survived: {told}."
