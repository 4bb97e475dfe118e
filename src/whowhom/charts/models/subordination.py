"""Subordinates: how loyal each type is, and how competent a loyal vizier may be."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import finished, for_actors, in_percent, percent_axis, shade
from whowhom.charts.parts import inline
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.control.loyalty import Loyalty, LoyaltyEquilibrium
    from whowhom.theory.sketches.viziers import Viziers

__all__ = ["loyalty", "viziers"]

SIZE = 260
KINDS = ("incompetent", "competent")


def loyalty(
    result: "Loyalty | LoyaltyEquilibrium", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the loyalty of each type by what it keeps when the ruler falls.

    By default its title is a sentence that says what competence costs.
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
        _loyalty_layers(rows, look),
        look,
        title=title or _loyalty_sentence(result, rows),
        subtitle="chance that the ruler survives a period with such a subordinate",
        description=_loyalty_text(result, rows),
    )


def _loyalty_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack a thin line between the types, their points, and words at each."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(
        x=alt.X(
            "outside:Q",
            scale=alt.Scale(domain=[0, 1]),
            axis=percent_axis("of the post kept if the ruler falls", count=4),
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


def _loyalty_sentence(result: "Loyalty | LoyaltyEquilibrium", rows: list[dict[str, Any]]) -> str:
    """Say what competence costs."""
    simple, able = (in_percent(row["loyalty"]) for row in rows)
    if simple == able:
        return f"Both types are as loyal: a ruler survives a period with a chance of {simple}"
    hires = getattr(result, "hires", None)
    opening = f"The ruler hires the {hires}" if hires else "Competence costs loyalty"
    return f"{opening}: survival is {able} a period with the competent, {simple} with others"


def _loyalty_text(result: "Loyalty | LoyaltyEquilibrium", rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"a subordinate of the {row['kind']} type keeps {in_percent(row['outside'])} of the post "
        "if the ruler falls; the ruler survives a period with a chance of "
        f"{in_percent(row['loyalty'])}"
        for row in rows
    )
    least = number(float(result.least_competence_value))
    return f"Two points: {parts}. The competent are hired if they add {least} or more."


WIDTH, HEIGHT = 420, 240


def viziers(
    result: "Viziers", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the highest competence of a loyal vizier by how likely plotters are strong.

    By default its title is a sentence that says how competent a loyal vizier may be.
    """
    look = for_actors((), look)
    rows = [
        {
            "strong": float(point.strong),
            "ceiling": None if point.ceiling is None else float(point.ceiling),
        }
        for point in result.frontier
    ]
    competence = float(result.competence)
    return finished(
        _viziers_layers(rows, competence, look),
        look,
        title=title or _viziers_sentence(result),
        subtitle="highest competence of a vizier who is loyal whatever they see, from 0 to 1"
        + ("\ncross: no vizier is loyal" if any(r["ceiling"] is None for r in rows) else ""),
        description=_viziers_text(result, rows),
    )


def _viziers_layers(rows: list[dict[str, Any]], competence: float, look: Look) -> alt.LayerChart:
    """Stack the loyal area, the frontier, crosses where none is loyal, and the vizier judged."""
    theme = look.theme
    loyal = [row for row in rows if row["ceiling"] is not None]
    none = [row for row in rows if row["ceiling"] is None]
    x = alt.X(
        "strong:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=percent_axis("strong ones among all plotters", grid=False),
    )
    y = alt.Y("ceiling:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, tickCount=5))
    layers = []
    if loyal:
        base = alt.Chart(inline(loyal)).encode(x=x, y=y, tooltip=["strong:Q", "ceiling:Q"])
        layers += [
            base.mark_area(color=shade(theme, theme.actors[0], 0.2)),
            base.mark_line(color=theme.actors[0], strokeWidth=2.5),
            base.mark_circle(color=theme.actors[0], size=36, opacity=1),
        ]
        at = loyal[len(loyal) // 5]
        if at["ceiling"] > 0.15:
            place = {"strong": at["strong"], "half": at["ceiling"] / 2, "words": "loyal"}
            text = alt.Chart(inline([place])).mark_text(fontStyle="italic")
            layers.append(text.encode(x="strong:Q", y="half:Q", text="words:N"))
    if none:
        crosses = alt.Chart(inline(none)).mark_point(
            shape="cross", angle=45, size=60, filled=True, color=theme.actors[1], opacity=1
        )
        layers.append(crosses.encode(x=x, y=alt.datum(0)))
    judged = alt.Chart(
        inline([{"competence": competence, "words": f"vizier judged: {number(competence)}"}])
    ).encode(y="competence:Q")
    rule = judged.mark_rule(color=theme.ink, strokeDash=[4, 3], strokeWidth=1.5)
    above = competence <= 0.9
    texts = judged.mark_text(align="right", dy=-8 if above else 10)
    layers += [rule, texts.encode(x=alt.value(WIDTH - 4), text="words:N")]
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _viziers_sentence(result: "Viziers") -> str:
    """Say how competent a loyal vizier may be."""
    if result.ceiling is None:
        return "No vizier is loyal, however incompetent"
    if result.ceiling == 1:
        return "Every vizier is loyal, however competent"
    ceiling = number(float(result.ceiling))
    verdict = {
        "never": "stays loyal",
        "strong plotters only": "joins strong plotters",
        "always": "joins every plotter",
    }[result.betrays]
    judged = number(float(result.competence))
    return f"A loyal vizier has a competence of {ceiling} at most; one of {judged} {verdict}"


def _viziers_text(result: "Viziers", rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{in_percent(row['strong'])}: "
        + ("none" if row["ceiling"] is None else number(row["ceiling"]))
        for row in rows[::3]
    )
    return (
        f"Highest competence of a loyal vizier, by share of strong plotters: {parts}. "
        f"{_viziers_sentence(result)}."
    )
