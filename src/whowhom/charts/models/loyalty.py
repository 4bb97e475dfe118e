"""Two types of subordinate: what each keeps if the ruler falls, and how loyal he is."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import finished, for_actors, in_percent, percent_axis
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.control.loyalty import Loyalty, LoyaltyEquilibrium

__all__ = ["loyalty"]

SIZE = 260
KINDS = ("incompetent", "competent")


def loyalty(
    result: "Loyalty | LoyaltyEquilibrium", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the loyalty of each type by what he keeps when the ruler falls.

    Parameters
    ----------
    result : Loyalty or LoyaltyEquilibrium
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells what competence costs.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    rows = []
    for kind in KINDS:
        man = getattr(result, kind)
        lasts = number(man.tenure, 3) if man.tenure < float("inf") else "endlessly many"
        told = [f"{kind}: {in_percent(man.loyalty)}", f"ruler lasts {lasts} periods"]
        rows.append(
            {
                "kind": kind,
                "outside": float(man.outside),
                "loyalty": float(man.loyalty),
                "words": told,
            }
        )
    return finished(
        _layers(rows, look),
        look,
        title=title or _sentence(result, rows),
        subtitle="chance that the ruler survives a period with such a man",
        description=_told(result, rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack a thin line between the types, their points, and words at each."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(
        x=alt.X(
            "outside:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=percent_axis("of his post he keeps if the ruler falls", count=4),
        ),
        y=alt.Y("loyalty:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None, count=4)),
    )
    colours = alt.Scale(domain=list(KINDS), range=[theme.actors[0], theme.actors[1]])
    shapes = alt.Scale(domain=list(KINDS), range=["circle", "square"])
    points = base.mark_point(filled=True, size=130, opacity=1).encode(
        color=alt.Color("kind:N", scale=colours, legend=None),
        shape=alt.Shape("kind:N", scale=shapes, legend=None),
    )
    layers = [base.mark_line(color=theme.mute, strokeDash=[4, 3], strokeWidth=1.2), points]
    higher = max(range(2), key=lambda i: (rows[i]["loyalty"], -i))
    for place, row in enumerate(rows):
        text = alt.Chart(inline([row])).mark_text(
            align="left", dx=-6, dy=-32 if place == higher else 20, lineHeight=14
        )
        layers.append(text.encode(x="outside:Q", y="loyalty:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=SIZE + 120, height=SIZE)


def _sentence(result: "Loyalty | LoyaltyEquilibrium", rows: list[dict[str, Any]]) -> str:
    """Tell what competence costs."""
    simple, able = (in_percent(row["loyalty"]) for row in rows)
    if simple == able:
        return f"Both types are as loyal: a ruler survives a period with a chance of {simple}"
    hires = getattr(result, "hires", None)
    opening = f"The ruler hires {hires} men" if hires else "Competence costs loyalty"
    return f"{opening}: he survives {able} of periods with the competent, {simple} with others"


def _told(result: "Loyalty | LoyaltyEquilibrium", rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"a man of the {row['kind']} type keeps {in_percent(row['outside'])} of his post if the "
        f"ruler falls; the ruler survives a period with a chance of {in_percent(row['loyalty'])}"
        for row in rows
    )
    least = number(float(result.least_competence_value))
    return f"Two points: {parts}. The competent are hired if they add {least} or more."
