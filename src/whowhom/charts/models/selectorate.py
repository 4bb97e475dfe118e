"""What a leader spends to stay, and what is left to him: one divided bar."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    ink_on,
    percent_axis,
    shade,
)
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.control.selectorate import Selectorate

__all__ = ["selectorate"]

WIDTH, NARROWEST = 460, 0.12


def selectorate(
    result: "Selectorate", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw how a leader divides the resources of a period.

    Parameters
    ----------
    result : Selectorate
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells how much is left to the leader.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    whole = result.spending + result.surplus
    amounts = {
        "public good": result.public,
        "private goods": result.spending - result.public,
        "left to the leader": result.surplus,
    }
    start = 0.0
    rows: list[dict[str, Any]] = []
    fills = [look.theme.actors[0], shade(look.theme, look.theme.actors[0], 0.45)]
    fills.append(shade(look.theme, look.theme.mute, 0.3))
    for (part, amount), fill in zip(amounts.items(), fills, strict=True):
        share = float(amount / whole)
        rows.append(
            {
                "part": f"{part} {in_percent(share)}",
                "amount": float(amount),
                "share": share,
                "start": start,
                "end": start + share,
                "middle": start + share / 2,
                "words": in_percent(share) if share > NARROWEST else "",
                "fill": fill,
                "ink": ink_on(fill),
            }
        )
        start += share
    return finished(
        _layers(rows, look),
        look,
        title=title
        or f"To stay, the leader spends {in_percent(result.spent_share)} "
        f"and keeps {in_percent(rows[-1]['share'])}",
        subtitle="share of the resources of a period\n"
        f"a member has a utility of {number(result.member_value)} a period, "
        f"an outsider of {number(result.outsider_value)}",
        description="A divided bar of the resources of a period: "
        + "; ".join(row["part"] for row in rows)
        + f". Each member's private good is {number(float(result.private))}.",
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack the parts, their numbers and a legend."""
    base = alt.Chart(inline(rows))
    colours = alt.Scale(domain=[row["part"] for row in rows], range=[row["fill"] for row in rows])
    parts = base.mark_bar(height=34, stroke=look.theme.paper, strokeWidth=1.5).encode(
        x=alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None)),
        x2="end:Q",
        color=alt.Color("part:N", scale=colours, legend=alt.Legend()),
        tooltip=["part:N", "amount:Q", "share:Q"],
    )
    numbers = base.mark_text(fontWeight="bold").encode(
        x="middle:Q", text="words:N", color=alt.Color("ink:N", scale=None)
    )
    whole = alt.LayerChart(layer=[parts, numbers]).properties(width=WIDTH, height=52)
    whole.resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent"))
    return whole
