"""Rows of dots: three shares of each actor on one scale."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import percent_axis, row_labels
from whowhom.charts.palette import Look
from whowhom.charts.rows import row_y

__all__ = ["shares_by_row"]

ROOMY = 14
"""Rows up to which they are drawn wide apart."""


def shares_by_row(
    rows: list[dict[str, Any]], measures: Mapping[str, str], look: Look
) -> alt.LayerChart:
    """Stack a thin line, three marks and the name for each row.

    Parameters
    ----------
    rows : list of dict
        For each row ``row`` (its number), ``actor``, ``name``, ``label`` and the shares; None where
        a row has no such share.
    measures : mapping of str to str
        Three keys of the rows and their names, in the order of the legend.
    look : Look

    Returns
    -------
    altair.LayerChart
    """
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
        for key, words in measures.items()
        if row[key] is not None
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
            "low": min(row[key] for key in measures if row[key] is not None),
            "high": max(row[key] for key in measures if row[key] is not None),
        }
        for row in rows
    ]
    lines = alt.Chart(inline(spans)).encode(y=row_y())
    names = list(measures.values())
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
