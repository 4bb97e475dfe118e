"""The open rule: what a proposal is worth, by the number of partners who are paid."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    percent_axis,
    thinned,
)
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.bargains.open_rule import OpenRuleBargain

__all__ = ["open_rule_bargaining"]

MOST = 300
"""Numbers of partners that are drawn."""
MEASURES = {
    "keeps": "kept if it passes",
    "value": "worth to the proposer",
    "offer": "paid to each partner",
}


def open_rule_bargaining(
    result: "OpenRuleBargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw what a proposer keeps, pays and can expect, by the number of partners.

    Parameters
    ----------
    result : OpenRuleBargain
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells how many partners are paid.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    place = result.partners - result.choices[0].partners
    kept = sorted({*thinned(len(result.choices), MOST), place})
    rows = [
        {
            "partners": result.choices[k].partners,
            "measure": words,
            "share": getattr(result.choices[k], key),
            "is_chosen": k == place,
        }
        for k in kept
        for key, words in MEASURES.items()
    ]
    return finished(
        _layers(rows, look),
        look,
        title=title or _sentence(result),
        subtitle="share of what is divided, by the number of others whom the proposer pays\n"
        "the dashed line marks the number with the largest worth",
        description=_told(result),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack three lines, their points, and a rule at the chosen number."""
    theme = look.theme
    names = list(MEASURES.values())
    colours = [theme.actors[0], theme.ink, theme.actors[1]]
    most = max(row["share"] for row in rows)
    few, many = min(row["partners"] for row in rows), max(row["partners"] for row in rows)
    ticks = alt.Axis(title="partners", format="d", tickMinStep=1, grid=False, tickCount=10)
    pad = max(0.25, (many - few) / 30)
    scale = alt.Scale(domain=[few - pad, many + pad], nice=False, zero=False)
    x = alt.X("partners:Q", scale=scale, axis=ticks)
    y = alt.Y(
        "share:Q", scale=alt.Scale(domain=[0, min(1.0, most * 1.06)]), axis=percent_axis(None)
    )
    colour = alt.Color(
        "measure:N",
        scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend(symbolStrokeWidth=2),
    )
    tooltip = ["partners:Q", "measure:N", "share:Q"]
    base = alt.Chart(inline(rows)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    chosen = [{"chosen": next(row["partners"] for row in rows if row["is_chosen"])}]
    rule = alt.Chart(inline(chosen)).mark_rule(color=theme.mute, strokeDash=[4, 3])
    layers = [
        rule.encode(x=alt.X("chosen:Q", scale=scale)),
        base.mark_line(strokeWidth=2),
        base.mark_circle(size=45, opacity=1),
    ]
    return alt.LayerChart(layer=layers).properties(width=420, height=260)


def _sentence(result: "OpenRuleBargain") -> str:
    """Tell how many partners are paid, and what is kept."""
    others = result.members - 1
    who = "all others" if result.partners == others else f"{result.partners} of {others} others"
    return (
        f"The proposer pays {who} and keeps {in_percent(result.keeps)}; under a closed rule "
        f"{in_percent(result.closed_keeps)}"
    )


def _told(result: "OpenRuleBargain") -> str:
    """Tell the chart in words."""
    first, last = result.choices[0], result.choices[-1]
    parts = "; ".join(
        f"with {choice.partners} it keeps {in_percent(choice.keeps)}, pays each "
        f"{in_percent(choice.offer)} and is worth {in_percent(choice.value)}"
        for choice in (first, last)
    )
    return (
        f"Lines by the number of partners whom the proposer of {result.members} members pays: "
        f"{parts}. Worth most with {result.partners}."
    )
