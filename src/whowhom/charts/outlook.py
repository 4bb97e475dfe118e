"""The chance that a leader is removed, as each view has it: outside, inside, and pooled."""

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.parts import WIDE, Rows, checked, inline, of_100_ticks, row_y, themed
from whowhom.charts.theme import Look
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["anchored_views", "outlook"]

COLUMNS = ("view", "label", "chance", "low", "high")
_LONGEST = 330
"""Pixels after which a label is cut short."""
_MARKS = {"base rate": "circle", "outside": "circle", "inside": "square"}
"""The mark of a view; that of the chance which the runs are reweighted to is a diamond."""
_RIGHT = 62
"""Pixels for the numbers at the end of a row."""


def anchored_views(result: "Result") -> pl.DataFrame:
    """Return the views of an anchored result, one row each; no rows if it is not anchored.

    Returns
    -------
    polars.DataFrame
        ``view`` (``base rate``, ``outside``, ``inside``, ``pooled`` or ``given``), ``label``,
        ``chance`` and the ends of its 95 % interval, ``low`` and ``high``, null where it has none.
    """
    views = () if result.anchored is None else result.anchored.views
    schema = dict.fromkeys(COLUMNS[:2], pl.String) | dict.fromkeys(COLUMNS[2:], pl.Float64)
    return pl.DataFrame(
        [
            {
                "view": view.name,
                "label": view.words if view.name == "base rate" else view.label,
                "chance": view.chance,
                "low": view.low,
                "high": view.high,
            }
            for view in views
        ],
        schema,
    )


def outlook(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    leader: str = "the leader",
    until: str = "",
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw the chance of removal by insiders in each view, with its interval.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`anchored_views` returns it, in the order of the rows.
    look : Look, optional
        Theme; by default light.
    leader : str, optional
        Id of the leader.
    until : str, optional
        Within which time, in words.
    title : str, optional
        By default a sentence that states the chance of the last row.
    width : int, default 767
        Pixels of the whole picture at most, labels and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column, has no rows, or a chance outside [0, 1].
    """
    checked(table, "anchored_views", COLUMNS)
    if not table["chance"].is_between(0, 1).all():
        raise InvalidInput("chance must be in [0, 1] in every row")
    look = look or Look.plain([leader])
    rows = [_row(place, row, look) for place, row in enumerate(table.to_dicts())]
    name, when = look.name(leader), f" {until}" if until else ""
    return themed(
        _layers(rows, look, width),
        look,
        title=title or f"Insiders remove {name}{when} with a chance of {rows[-1]['words']} in 100",
        subtitle=(
            "chance of removal by insiders, in 100; line: 95 % interval\n"
            "circle: outside view (hollow: counts); square: inside view\n"
            "diamond: the chance to which the runs are reweighted"
        ),
        description=f"Dots with intervals. Chance in 100 that insiders remove {name}{when}: "
        + "; ".join(f"{row['label']} {row['words']}{_ends(row)}" for row in rows)
        + ".",
    )


def _row(place: int, row: dict[str, Any], look: Look) -> dict[str, Any]:
    """Give a row its place, its mark and its words."""
    theme = look.theme
    colours = {"circle": theme.actors[0], "square": theme.actors[1], "diamond": theme.ink}
    mark = _MARKS.get(row["view"], "diamond")
    low = row["chance"] if row["low"] is None else row["low"]
    high = row["chance"] if row["high"] is None else row["high"]
    return {
        **row,
        "row": place,
        "mark": mark,
        "colour": colours[mark],
        "fill": theme.paper if row["view"] == "base rate" else colours[mark],
        "start": low,
        "end": high,
        "words": f"{100 * row['chance']:.1f}",
    }


def _ends(row: dict[str, Any]) -> str:
    return "" if row["low"] is None else f" ({100 * row['low']:.1f} to {100 * row['high']:.1f})"


def _layers(rows: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Stack intervals, marks, numbers and labels."""
    theme = look.theme
    at = Rows.of((row["label"] for row in rows), width, right=_RIGHT, longest=_LONGEST, most=420)
    most = max(row["end"] for row in rows)
    scale = alt.Scale(domain=[0, min(1.0, 1.05 * most)], nice=True, zero=True)
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["label:N", "words:N"])
    layers = [
        base.mark_rule(strokeWidth=2).encode(
            x=alt.X("start:Q", title="in 100", scale=scale, axis=of_100_ticks(tickCount=5)),
            x2="end:Q",
            color=alt.Color("colour:N", scale=None),
        ),
        base.mark_point(size=90, opacity=1, strokeWidth=2).encode(
            x="chance:Q",
            shape=alt.Shape("mark:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            stroke=alt.Stroke("colour:N", scale=None),
        ),
        base.mark_text(align="left", dx=9, color=theme.ink).encode(x="end:Q", text="words:N"),
        at.labels(base, "label"),
    ]
    return alt.LayerChart(layer=layers).properties(width=at.width, height=alt.Step(at.step))
