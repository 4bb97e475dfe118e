"""One hundred runs as dots: who ends on top, to be counted."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.palette import Look
from whowhom.charts.words import of_100

__all__ = ["dots_of_100", "hundred"]

COLUMNS = ("actor", "share")
SIDE = 10
"""Dots in a row, and rows."""
STEP = 21
"""Pixels from dot to dot."""


def dots_of_100(shares: list[float]) -> list[int]:
    """Give a hundred dots out in proportion to shares, the largest remainders first.

    Examples
    --------
    >>> dots_of_100([0.554, 0.333, 0.113])
    [56, 33, 11]
    """
    whole = sum(shares)
    if whole <= 0:
        return [0 for _ in shares]
    exact = [100 * share / whole for share in shares]
    dots = [int(part) for part in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (dots[i] - exact[i], i))
    for i in by_rest[: 100 - sum(dots)]:
        dots[i] += 1
    return dots


def hundred(
    table: pl.DataFrame, *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw who ends on top as a hundred dots, each for one of a hundred runs.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.winners` returns it: ``actor``, ``share``.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default what a dot is.

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
    found = table.to_dicts()
    counts = dots_of_100([row["share"] for row in found])
    order = [actor for row, n in zip(found, counts, strict=True) for actor in [row["actor"]] * n]
    dots = [
        {
            "actor": actor,
            "name": look.name(actor),
            "colour": look.colour(actor),
            "x": place // SIDE,
            "y": place % SIDE,
        }
        for place, actor in enumerate(order)
    ]
    named = [
        {
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
            "text": f"{look.name(row['actor'])} {of_100(row['share'])}",
        }
        for row, n in zip(found, counts, strict=True)
        if n
    ]
    told = ", ".join(row["text"] for row in named)
    return dressed(
        _layers(dots, named),
        look,
        title=title or "A hundred plays, by who ends on top",
        subtitle="each dot stands for one of 100 runs",
        description=f"A hundred dots, each one of a hundred runs, by who ends on top: {told}.",
    )


def _layers(dots: list[dict[str, Any]], named: list[dict[str, Any]]) -> alt.LayerChart:
    """Stack the dots and, beside them, who they are."""
    side = SIDE * STEP
    domain = alt.Scale(domain=[-0.5, SIDE - 0.5], nice=False, zero=False, range=[0, side])
    colour = alt.Color("colour:N", scale=None)
    circles = (
        alt.Chart(inline(dots))
        .mark_circle(size=190, opacity=1)
        .encode(
            x=alt.X("x:Q", scale=domain, axis=None),
            y=alt.Y("y:Q", scale=domain, axis=None),
            color=colour,
            tooltip=["name:N"],
        )
    )
    rows = [{**row, "y": (place + 0.2) * 1.0} for place, row in enumerate(named)]
    beside = alt.Chart(inline(rows)).encode(y=alt.Y("y:Q", scale=domain, axis=None))
    keys = beside.mark_square(size=110, opacity=1).encode(x=alt.value(side + 18), color=colour)
    texts = beside.mark_text(align="left").encode(x=alt.value(side + 30), text="text:N")
    return alt.LayerChart(layer=[circles, keys, texts]).properties(width=side, height=side)
