"""Votes against power: for each voter the share of votes and two indices of power."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import (
    called,
    finished,
    for_actors,
    in_percent,
    named,
    percent_axis,
    row_labels,
)
from whowhom.charts.palette import Look
from whowhom.charts.rows import row_y

if TYPE_CHECKING:
    from whowhom.theory.votes.voting import VotingPower

__all__ = ["voting_power"]

MOST_ROWS = 30
"""Voters with a row of their own; the others are folded into one."""
MEASURES = {"votes": "share of votes", "shapley": "Shapley-Shubik", "banzhaf": "Banzhaf"}
ROOMY = 14
"""Rows up to which they are drawn wide apart."""
CLOSE = 0.005
"""A difference of votes and power that is none worth telling."""


def voting_power(
    result: "VotingPower", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each voter the share of votes, the Shapley-Shubik and the Banzhaf index.

    Parameters
    ----------
    result : VotingPower
    look : Look, optional
        Theme and names; by default light, with the voters as they are.
    title : str, optional
        By default a sentence that tells whose power differs most from the votes.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    votes = (result.weight / result.weight.sum()).tolist()
    columns = (votes, result.shapley_shubik.tolist(), result.banzhaf_normalised.tolist())
    voters = [
        {"actor": actor, **named(look, actor), "votes": v, "shapley": s, "banzhaf": b}
        for actor, v, s, b in zip(result.actors, *columns, strict=True)
    ]
    rows = voters
    if len(voters) > MOST_ROWS:
        order = sorted(voters, key=lambda row: -row["votes"])
        shown, rest = order[: MOST_ROWS - 1], order[MOST_ROWS - 1 :]
        together = {key: sum(row[key] for row in rest) for key in MEASURES}
        others = f"{len(rest):,} others together"
        rows = [*shown, {"actor": None, "name": others, "label": others, **together}]
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    folded = len(voters) > MOST_ROWS
    return finished(
        _layers(rows, look),
        look,
        title=title or _sentence(voters, look),
        subtitle="share of votes, and how often the vote decides (both indices as shares)"
        + ("\nthe voters with fewest votes are put together" if folded else ""),
        description=_told(result, rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack a thin line, three marks and the name for each voter."""
    theme = look.theme
    marks = [
        {
            "row": row["row"],
            "name": row["name"],
            "actor": row["actor"],
            "measure": words,
            "share": row[key],
        }
        for row in rows
        for key, words in MEASURES.items()
    ]
    most = max(mark["share"] for mark in marks)
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, min(1.0, most * 1.06)]), axis=percent_axis(None)
    )
    base = alt.Chart(inline(marks)).encode(y=row_y(), x=x)
    spans = [
        {
            "row": row["row"],
            "label": row["label"],
            "low": min(row[key] for key in MEASURES),
            "high": max(row[key] for key in MEASURES),
        }
        for row in rows
    ]
    lines = alt.Chart(inline(spans)).encode(y=row_y())
    names = list(MEASURES.values())
    colours = [theme.ink, theme.actors[0], theme.actors[1]]
    shapes = ["circle", "square", "triangle-up"]
    legend = alt.Legend(symbolStrokeWidth=1.8, symbolSize=90)
    encoded = base.encode(
        color=alt.Color("measure:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        shape=alt.Shape("measure:N", scale=alt.Scale(domain=names, range=shapes)),
        fill=alt.Fill(
            "measure:N", scale=alt.Scale(domain=names, range=[theme.paper, *colours[1:]])
        ),
        tooltip=["name:N", "measure:N", "share:Q"],
    )
    step, aside = (32, 7) if len(rows) <= ROOMY else (20, 5)
    points = [
        encoded.transform_filter(alt.datum.measure == words).mark_point(
            size=62 if aside > 5 else 40, strokeWidth=1.8, opacity=1, yOffset=offset
        )
        for words, offset in zip(names, (0, -aside, aside), strict=True)
    ]
    layers = [
        lines.mark_rule(color=theme.mute, strokeWidth=1).encode(x="low:Q", x2="high:Q"),
        *points,
        row_labels(lines),
    ]
    return alt.LayerChart(layer=layers).properties(width=400, height=alt.Step(step))


def _sentence(voters: list[dict[str, Any]], look: Look) -> str:
    """Tell whose power differs most from the votes."""
    most = max(voters, key=lambda row: abs(row["shapley"] - row["votes"]))
    name = called(look, most["actor"], most=28)
    votes, power = in_percent(most["votes"]), in_percent(most["shapley"])
    if most["shapley"] == 1:
        return f"{name} decides alone, with {votes} of the votes"
    if abs(most["shapley"] - most["votes"]) < CLOSE:
        return "Power follows the votes closely for every voter"
    if most["shapley"] == 0:
        return f"{name} has {votes} of the votes and never decides"
    return f"{name} has {votes} of the votes but {power} of the power"


def _told(result: "VotingPower", rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['name']} {in_percent(row['votes'])}, {in_percent(row['shapley'])}, "
        f"{in_percent(row['banzhaf'])}"
        for row in rows
    )
    return (
        f"Dots for each voter: share of votes, Shapley-Shubik index, Banzhaf index (as a share). "
        f"{parts}. Needed to win: {in_percent(result.share_needed)} of the votes."
    )
