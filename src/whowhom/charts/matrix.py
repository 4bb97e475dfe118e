"""Who removes whom: a table of shares, those that are documented outlined."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.network import dated_removals
from whowhom.charts.palette import Look
from whowhom.charts.rows import LONGEST_LABEL, limited
from whowhom.charts.words import of_100
from whowhom.ensemble.answers import NOBODY

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = ["documented_removals", "matrix"]

COLUMNS = ("by", "actor", "share")
CELL = 46
"""Pixels."""


def documented_removals(case: "Case") -> frozenset[tuple[str, str]]:
    """Return by whom each actor of a case was first removed, as far as its course tells.

    Parameters
    ----------
    case : Case

    Returns
    -------
    frozenset of (str, str)
        Who led it, and who was removed.
    """
    return frozenset((by, actor) for _, by, actor in dated_removals(case))


def matrix(
    table: pl.DataFrame,
    *,
    documented: Iterable[tuple[str, str]] = (),
    look: Look | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw who leads whose first removal, and how often.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.who_removes_whom` returns it: ``by``, ``actor``,
        ``share``.
    documented : iterable of (str, str), optional
        Pairs that are documented, see :func:`documented_removals`; they are outlined in ink.
    look : Look, optional
        Theme and names; by default light, with ids for names.
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
    look = look or Look.plain(dict.fromkeys([*table["by"], *table["actor"]]))
    pairs = set(documented)
    rows = _rows(table, pairs, look)
    known = [row for row in rows if row["documented"]]
    return dressed(
        _layers(rows, known, look),
        look,
        title=title or _sentence(rows),
        subtitle="of 100 plays, in which the one on the left leads the first removal"
        + ("\noutlined: documented" if known else ""),
        description=_told(rows, known),
    )


def _rows(
    table: pl.DataFrame, documented: set[tuple[str, str]], look: Look
) -> list[dict[str, Any]]:
    """Return the cells with their places; whoever removes nobody in any play has no line."""
    cells = table.select(COLUMNS).to_dicts()
    fallers = look.ordered(table["actor"])
    leads = {row["by"] for row in cells if row["share"] > 0}
    leads |= {by for by, actor in documented if actor in fallers}
    leaders = [by for by in look.ordered(table["by"]) if by in leads or by in fallers]
    if NOBODY in leaders and NOBODY not in look.names:
        leaders = [*(by for by in leaders if by != NOBODY), NOBODY]
    return [
        {
            **row,
            "row": leaders.index(row["by"]),
            "column": fallers.index(row["actor"]),
            "leader": "led by nobody" if _is_nobody(row["by"], look) else look.name(row["by"]),
            "name": look.name(row["actor"]),
            "words": of_100(row["share"]).replace("under ", "<").replace("over ", ">"),
            "shade": 0.06 + 0.6 * row["share"] if row["share"] > 0 else 0.0,
            "documented": (row["by"], row["actor"]) in documented,
        }
        for row in cells
        if row["by"] in leaders
    ]


def _is_nobody(actor: str, look: Look) -> bool:
    return actor == NOBODY and actor not in look.names


def _layers(rows: list[dict[str, Any]], known: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack cells, numbers, names and the outlines of what is documented."""
    theme = look.theme
    n_rows = max(row["row"] for row in rows) + 1
    n_columns = max(row["column"] for row in rows) + 1
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    base = alt.Chart(inline(rows)).encode(x=x, y=y)
    grounds = base.mark_rect(
        fill=theme.fates["internal_exile"], stroke=theme.grid, strokeWidth=1
    ).encode(
        fillOpacity=alt.FillOpacity("shade:Q", scale=None),
        tooltip=["leader:N", "name:N", "words:N"],
    )
    numbers = base.transform_filter("datum.share > 0").mark_text().encode(text="words:N")
    lines = {row["row"]: row for row in rows}.values()
    columns = {row["column"]: row for row in rows}.values()
    leaders = alt.Chart(inline([{"row": r["row"], "leader": r["leader"]} for r in lines]))
    left = limited(leaders, "leader", LONGEST_LABEL, align="right").encode(x=alt.value(-10), y=y)
    people = alt.Chart(inline([{"column": c["column"], "name": c["name"]} for c in columns]))
    above = limited(people, "name", LONGEST_LABEL, align="left", angle=325, dx=2).encode(
        x=x, y=alt.value(-8)
    )
    layers = [grounds, numbers, left, above]
    if known:
        outlines = alt.Chart(inline(known)).mark_rect(
            fill=None, stroke=theme.ink, strokeWidth=2.2, fillOpacity=0
        )
        layers.append(outlines.encode(x=x, y=y))
    return alt.LayerChart(layer=layers).properties(width=CELL * n_columns, height=34 * n_rows)


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the most frequent pair."""
    led = [row for row in rows if not row["leader"].startswith("led by nobody")] or rows
    most = max(led, key=lambda row: row["share"])
    return f"{most['leader']} removes {most['name']} in {of_100(most['share'])} of 100 plays"


def _told(rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    """Tell the chart in words: the ten most frequent pairs, and what is documented."""
    seen = sorted((row for row in rows if row["share"] > 0), key=lambda row: -row["share"])[:10]
    pairs = "; ".join(f"{row['leader']}, {row['name']}: {of_100(row['share'])}" for row in seen)
    really = "; ".join(f"{row['leader']}, {row['name']}" for row in known)
    documented = f" Documented: {really}." if really else ""
    return f"A table of who leads whose first removal, of 100 plays. {pairs or 'None'}.{documented}"
