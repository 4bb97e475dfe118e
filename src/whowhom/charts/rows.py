"""Parts of charts with one row for each actor: places, labels, axes, and documented marks."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import inline
from whowhom.charts.months import month_span
from whowhom.charts.palette import Theme
from whowhom.graphemes import is_plain, shortened, unshaped

__all__ = ["black_diamond", "documented_falls", "labels", "limited", "of_100_axis", "row_y"]

LONGEST_LABEL = 150
"""Pixels after which a name is cut short."""
CELL = 8
"""Pixels of a letter, half of those of an ideograph; wider than most, since nothing cuts again."""


def row_y() -> alt.Y:
    """Return the vertical place of a row; rows are numbered, so that no name is ever a scale."""
    return alt.Y("row:O", axis=None)


def labels(base: alt.Chart) -> alt.Chart:
    """Return the names, left of the rows."""
    return limited(base, "name", LONGEST_LABEL, align="right").encode(x=alt.value(-8))


def limited(base: alt.Chart, field: str, pixels: int, **mark: Any) -> alt.Chart:
    """Return the texts of a field, cut where they are longer than so many pixels.

    Vega cuts by pixels, but between the two halves of a character outside the basic plane, which
    no file can hold. So texts with such characters, or with any made of several code points, are
    cut before, by cells, and Vega is left nothing to cut.
    """
    texts = {str(row[field]) for row in base.data.values}
    limit: dict[str, Any] = {"limit": pixels}
    if not all(map(is_plain, texts)):
        short = {text: shortened(text, pixels // CELL, unshaped) for text in sorted(texts)}
        rows = [{**row, "short_text": short[str(row[field])]} for row in base.data.values]
        base = base.properties(data=inline(rows))
        field, limit = "short_text", {}
    drawn: alt.Chart = base.mark_text(**limit, **mark)
    return drawn.encode(text=f"{field}:N")


def of_100_axis(field: str, *, title: str | None = "of 100 plays") -> alt.X:
    """Return the axis of a share of runs, written as a count of 100."""
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr="round(datum.value * 100)"),
    )


def black_diamond(base: alt.Chart, theme: Theme, *, up: int = 0) -> alt.Chart:
    """Return the mark of everything documented: ink, with a rim of paper so that it stands out.

    It is moved `up` by so many pixels.
    """
    diamond: alt.Chart = base.mark_point(
        shape="diamond",
        size=110,
        filled=True,
        fill=theme.ink,
        stroke=theme.paper,
        strokeWidth=1.5,
        opacity=1,
        yOffset=-up,
    )
    return diamond


def documented_falls(course: pl.DataFrame | None, actors: Iterable[str]) -> dict[str, Any]:
    """Return for each actor with a documented fall its month numbers and their text."""
    if course is None or course.is_empty():
        return {}
    wanted = set(actors)
    falls = course.filter(pl.col("event") == "fall").select("actor", "documented").rows()
    return {
        actor: {"since": month_span(when)[0], "until": month_span(when)[1], "when": when}
        for actor, when in falls
        if actor in wanted
    }
