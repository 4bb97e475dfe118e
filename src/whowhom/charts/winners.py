"""Who ends as sole ruler: a dot for each of a hundred runs, and a bar for each contender."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.letters import text_width
from whowhom.charts.parts import (
    LONGEST_LABEL,
    WIDE,
    Place,
    black_diamond,
    checked,
    inline,
    labels,
    limited,
    of_100_axis,
    row_y,
    themed,
)
from whowhom.charts.theme import Look
from whowhom.charts.words import of_100, who_ends_on_top
from whowhom.ensemble.answers import NOBODY

__all__ = ["hundred", "winners"]

HUNDRED_COLUMNS = ("actor", "share")
SIDE = 10
STEPS = (14, 22)
"""Pixels from dot to dot, where there is least and where there is most room."""
KEY = 70
"""Pixels between the dots and the names."""
MOST_NAMES = 9
"""Names beside the dots; who has no dot has no name."""


def hundred(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    documented: str | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw a hundred dots, each for one of a hundred runs, in the colour of its sole ruler.

    Dots are dealt out by the largest remainders, so that there are always a hundred of them.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.winners` returns it: ``actor``, ``share``.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    documented : str, optional
        Id of the actor who really became sole ruler; the name has a diamond.
    title : str, optional
        By default a sentence that states the answer.
    width : int, default 767
        Pixels of the whole picture at most, names and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "winners", HUNDRED_COLUMNS)
    look = look or Look.plain(table["actor"])
    groups = _groups(table, look, documented)
    return themed(
        _hundred_layers(groups, look, width),
        look,
        title=title or who_ends_on_top(groups),
        subtitle="each mark is one of 100 runs: who is sole ruler at its end"
        + ("\ndiamond: documented" if any(g["documented"] for g in groups) else ""),
        description=_hundred_text(groups),
    )


def _groups(table: pl.DataFrame, look: Look, documented: str | None) -> list[dict[str, Any]]:
    """Deal a hundred dots out to the rows of the table."""
    rows = table.select(HUNDRED_COLUMNS).to_dicts()
    total = sum(row["share"] for row in rows) or 1.0
    exact = [SIDE * SIDE * row["share"] / total for row in rows]
    dots = [int(part + 1e-9) for part in exact]
    by_remainder = sorted(range(len(rows)), key=lambda i: dots[i] - exact[i])
    for i in by_remainder[: SIDE * SIDE - sum(dots)]:
        dots[i] += 1
    return [
        {
            **row,
            "dots": n,
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
            "shape": look.shape(row["actor"]),
            "ground": look.theme.paper if row["actor"] == NOBODY else look.colour(row["actor"]),
            "words": of_100(row["share"]),
            "documented": row["actor"] == documented,
        }
        for row, n in zip(rows, dots, strict=True)
    ]


def _hundred_layers(groups: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Lay the dots out column by column, the names beside them."""
    theme = look.theme
    dealt = [group for group in groups for _ in range(group["dots"])]
    dots = [
        {
            **{key: group[key] for key in ("actor", "name", "colour", "shape", "ground")},
            "x": i // SIDE,
            "y": i % SIDE,
        }
        for i, group in enumerate(dealt)
    ]
    shown = [group for group in groups if group["dots"] or group["documented"]][:MOST_NAMES]
    named = [{**group, "y": place} for place, group in enumerate(shown)]
    widest = min(LONGEST_LABEL, max(text_width(group["name"]) for group in shown))
    step = max(STEPS[0], min(STEPS[1], int((width - 8 - KEY - widest) / SIDE)))
    side = SIDE * step
    shrunk = (step / STEPS[1]) ** 2
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.5, SIDE - 0.5], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.5, SIDE - 0.5], reverse=True))
    kind = {
        "fill": alt.Fill("ground:N", scale=None),
        "stroke": alt.Stroke("colour:N", scale=None),
        "shape": alt.Shape("shape:N", scale=None),
    }
    circles = (
        alt.Chart(inline(dots))
        .mark_point(size=165 * shrunk, opacity=1, strokeWidth=1.4)
        .encode(x=x, y=y, tooltip=["name:N"], **kind)
    )
    key = alt.Chart(inline(named)).encode(y=y)
    layers = [
        circles,
        key.mark_point(size=120 * shrunk, opacity=1, strokeWidth=1.4).encode(
            x=alt.value(side + 22), **kind
        ),
        key.mark_text(align="right", fontWeight=600).encode(x=alt.value(side + 62), text="words:N"),
        limited(key, "name", min(widest, width - 8 - side - KEY), align="left").encode(
            x=alt.value(side + KEY)
        ),
    ]
    if any(group["documented"] for group in named):
        really = key.transform_filter("datum.documented")
        layers.append(black_diamond(really, theme).encode(x=alt.value(side + 4)))
    return alt.LayerChart(layer=layers).properties(width=side, height=side)


def _hundred_text(groups: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    shares = "; ".join(f"{group['name']} {group['words']}" for group in groups)
    really = "".join(f" Documented: {g['name']}." for g in groups if g["documented"])
    return f"A hundred dots, each a run. Sole ruler at the end: {shares}.{really}"


WINNERS_COLUMNS = ("actor", "share", "low", "high")


def winners(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    documented: str | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw who ends as sole ruler, and how often.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.winners` returns it: ``actor``, ``share``, ``low``,
        ``high``.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    documented : str, optional
        Id of the actor who really became sole ruler; the bar has a diamond.
    title : str, optional
        By default a sentence that states the answer.
    width : int, default 767
        Pixels of the whole picture at most, names and numbers among them.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "winners", WINNERS_COLUMNS)
    look = look or Look.plain(table["actor"])
    rows = [
        {
            **{column: row[column] for column in WINNERS_COLUMNS},
            "row": place,
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
            "words": of_100(row["share"]),
            "documented": row["actor"] == documented,
        }
        for place, row in enumerate(table.to_dicts())
    ]
    return themed(
        _winners_layers(rows, look, width),
        look,
        title=title or who_ends_on_top(rows),
        subtitle="of 100 runs, who is sole ruler at the end; thin line: sampling error (95 %)"
        + ("\ndiamond: documented" if any(row["documented"] for row in rows) else ""),
        description=_winners_text(rows),
    )


def _winners_layers(rows: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Stack bars, intervals, numbers, labels and the documented diamond."""
    theme = look.theme
    right = max(14, *(7 + text_width(row["words"]) for row in rows if row["high"] > 0.7), 0)
    place = Place.beside((row["name"] for row in rows), width, right=right)
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N"])
    bars = base.mark_bar(height=18, cornerRadiusEnd=2).encode(
        x=of_100_axis("share"), color=alt.Color("colour:N", scale=None)
    )
    interval = base.mark_rule(color=theme.ink, strokeWidth=1.2).encode(x="low:Q", x2="high:Q")
    numbers = base.mark_text(align="left", dx=7, color=theme.ink).encode(x="high:Q", text="words:N")
    layers = [bars, interval, numbers, labels(base, place.names)]
    if any(row["documented"] for row in rows):
        really = base.transform_filter("datum.documented")
        layers.append(black_diamond(really, theme).encode(x=alt.value(9)))
    return alt.LayerChart(layer=layers).properties(width=place.width, height=alt.Step(30))


def _winners_text(rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    shares = "; ".join(f"{row['name']} {row['words']}" for row in rows)
    really = "".join(f" Documented: {row['name']}." for row in rows if row["documented"])
    return f"Bars. Of 100 runs, sole ruler at the end: {shares}.{really}"
