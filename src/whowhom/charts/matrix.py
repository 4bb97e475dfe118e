"""Who removes whom: one square for each pair."""

from collections.abc import Collection
from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.palette import Look
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY

__all__ = ["matrix"]

COLUMNS = ("by", "actor", "share")
STEP = 42
"""Pixels from square to square."""


def matrix(
    table: pl.DataFrame,
    *,
    documented: Collection[tuple[str, str]] = (),
    look: Look | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw who leads whose first removal, and how often.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.who_removes_whom` returns it: ``by``, ``actor``,
        ``share``.
    documented : collection of (by, actor), optional
        Pairs that are documented; they have an outline.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells the most frequent pair.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "who_removes_whom", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    removed = look.ordered(table["actor"])
    leads = look.ordered(table["by"])
    most = max(table["share"].to_list())
    rows = [
        {
            "by": row["by"],
            "actor": row["actor"],
            "by_name": look.name(row["by"]),
            "name": look.name(row["actor"]),
            "row": leads.index(row["by"]),
            "column": removed.index(row["actor"]),
            "share": row["share"],
            "strength": 0.05 + 0.95 * row["share"] / most if most else 0.05,
            "words": of_100(row["share"]),
            "short": "<1" if 0 < row["share"] < 0.005 else of_100(row["share"]),
            "ink": look.theme.paper if most and row["share"] / most > 0.5 else look.theme.ink,
            "documented": (row["by"], row["actor"]) in documented,
        }
        for row in table.to_dicts()
    ]
    outlined = any(row["documented"] for row in rows)
    return dressed(
        _layers(rows, [look.name(a) for a in leads], [look.name(a) for a in removed], look),
        look,
        title=title or _sentence(rows),
        subtitle="runs of 100 in which the one on the left leads the first removal of the one above"
        + ("\noutlined: documented" if outlined else ""),
        description=_told(rows),
    )


def _layers(
    rows: list[dict[str, Any]], leads: list[str], removed: list[str], look: Look
) -> alt.LayerChart:
    """Stack squares, numbers, outlines and names."""
    theme = look.theme
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    base = alt.Chart(inline(rows)).encode(x=x, y=y)
    squares = base.mark_rect(color=theme.fates["prison"], cornerRadius=2).encode(
        opacity=alt.Opacity("strength:Q", scale=None),
        tooltip=["by_name:N", "name:N", "words:N"],
    )
    numbers = base.mark_text(fontSize=11).encode(
        text="short:N", color=alt.Color("ink:N", scale=None)
    )
    left = [{"row": place, "name": name} for place, name in enumerate(leads)]
    above = [{"column": place, "name": name} for place, name in enumerate(removed)]
    layers = [squares, numbers]
    if any(row["documented"] for row in rows):
        outline = base.transform_filter("datum.documented")
        layers.append(
            outline.mark_rect(fill="transparent", stroke=theme.ink, strokeWidth=2.5, cornerRadius=2)
        )
    layers.append(
        alt.Chart(inline(left))
        .mark_text(align="right", limit=130)
        .encode(y=y, x=alt.value(-8), text="name:N")
    )
    layers.append(
        alt.Chart(inline(above))
        .mark_text(align="left", angle=315, limit=130)
        .encode(x=x, y=alt.value(-8), text="name:N")
    )
    return alt.LayerChart(layer=layers).properties(width=alt.Step(STEP), height=alt.Step(30))


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the most frequent pair."""
    persons = [row for row in rows if row["by"] != NOBODY] or rows
    most = max(persons, key=lambda row: row["share"])
    return f"{most['by_name']} removes {most['name']} in {most['words']} of 100 runs"


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the pairs that happen at all, the most frequent first."""
    told = sorted((row for row in rows if row["share"] >= 0.005), key=lambda row: -row["share"])
    parts = (f"{row['by_name']} removes {row['name']} in {row['words']}" for row in told)
    really = [f"{row['by_name']} {row['name']}" for row in rows if row["documented"]]
    known = f" Documented: {', '.join(really)}." if really else ""
    return f"Squares, one for each pair. Of 100 runs: {'; '.join(parts)}.{known}"
