"""What a change changes: two marks for each share, as it is and after, from twin runs."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.palette import Look
from whowhom.charts.rows import labels, of_100_axis, row_y
from whowhom.charts.words import of_100

__all__ = ["effects"]

COLUMNS = ("actor", "outcome", "before", "after", "low", "high")


def effects(
    table: pl.DataFrame, *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw shares as they are and after a change.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.what_if.WhatIf.table` returns it: ``actor``, ``outcome``,
        ``before``, ``after``, and ``low`` and ``high`` of the difference; one row of the chart
        for each of its rows, in their order.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells the largest difference.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "effects", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    rows = [
        {
            **{column: row[column] for column in COLUMNS},
            "row": place,
            "name": f"{look.name(row['actor'])} {row['outcome']}",
            "least": min(1.0, max(0.0, row["before"] + row["low"])),
            "most": min(1.0, max(0.0, row["before"] + row["high"])),
            "words": f"{of_100(row['before'])} to {of_100(row['after'])}",
        }
        for place, row in enumerate(table.to_dicts())
    ]
    return dressed(
        _layers(rows, look),
        look,
        title=title or _sentence(rows),
        subtitle="of 100 plays, with the same chance in both; "
        "circle: as it is; diamond: after the change\n"
        "thick line: where luck leaves it (95%)",
        description=_told(rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack lines, intervals, marks and names."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N"])
    way = base.mark_rule(color=theme.mute).encode(x=of_100_axis("before"), x2="after:Q")
    luck = base.mark_rule(color=theme.actors[0], strokeWidth=7, opacity=0.35).encode(
        x="least:Q", x2="most:Q"
    )
    before = base.mark_point(
        shape="circle", size=70, filled=True, color=theme.mute, opacity=1
    ).encode(x="before:Q")
    after = base.mark_point(
        shape="diamond", size=110, filled=True, color=theme.actors[0], opacity=1
    ).encode(x="after:Q")
    return alt.LayerChart(layer=[way, luck, before, after, labels(base)]).properties(
        width=420, height=alt.Step(26)
    )


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the largest difference."""
    most = max(rows, key=lambda row: abs(row["after"] - row["before"]))
    return f"{most['name']}: from {of_100(most['before'])} to {of_100(most['after'])} of 100 plays"


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = (f"{row['name']} {row['words']}" for row in rows)
    return f"Two marks a row: of 100 plays, as it is and after the change. {'; '.join(parts)}."
