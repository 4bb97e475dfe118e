"""Who ends on top: one bar for each contender."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.palette import Look
from whowhom.charts.rows import black_diamond, labels, of_100_axis, row_y
from whowhom.charts.words import of_100, who_ends_on_top

__all__ = ["winners"]

COLUMNS = ("actor", "share", "low", "high")


def winners(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    documented: str | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw who ends on top alone, and how often.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.winners` returns it: ``actor``, ``share``, ``low``,
        ``high``.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    documented : str, optional
        Id of the actor who really came out on top; he has a diamond.
    title : str, optional
        By default a sentence that tells the answer.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "winners", COLUMNS)
    look = look or Look.plain(table["actor"])
    rows = [
        {
            **{column: row[column] for column in COLUMNS},
            "row": place,
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
            "words": of_100(row["share"]),
            "documented": row["actor"] == documented,
        }
        for place, row in enumerate(table.to_dicts())
    ]
    return dressed(
        _layers(rows, look),
        look,
        title=title or who_ends_on_top(rows),
        subtitle="of 100 plays, who rules alone at the end; thin line: luck (95%)"
        + ("\ndiamond: who really did" if any(row["documented"] for row in rows) else ""),
        description=_told(rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack bars, intervals, numbers, labels and the documented diamond."""
    theme = look.theme
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N"])
    bars = base.mark_bar(height=18, cornerRadiusEnd=2).encode(
        x=of_100_axis("share"), color=alt.Color("colour:N", scale=None)
    )
    luck = base.mark_rule(color=theme.ink, strokeWidth=1.2).encode(x="low:Q", x2="high:Q")
    numbers = base.mark_text(align="left", dx=7, color=theme.ink).encode(x="high:Q", text="words:N")
    layers = [bars, luck, numbers, labels(base)]
    if any(row["documented"] for row in rows):
        really = base.transform_filter("datum.documented")
        layers.append(black_diamond(really, theme).encode(x=alt.value(9)))
    return alt.LayerChart(layer=layers).properties(width=300, height=alt.Step(30))


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    shares = "; ".join(f"{row['name']} {row['words']}" for row in rows)
    really = "".join(f" Documented: {row['name']}." for row in rows if row["documented"])
    return f"Bars. Of 100 plays, who rules alone at the end: {shares}.{really}"
