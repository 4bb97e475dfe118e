"""Why kill a removed rival: threat against cost by month, and the share of runs with a killing."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.parts import checked, inline, month_x, of_100_ticks, themed
from whowhom.charts.theme import Look, Theme
from whowhom.charts.words import month_span, of_100, spoken_month

__all__ = ["decisions", "orders", "struck"]

ORDER_COLUMNS = ("date", "event", "change", "share", "low", "high")
COLUMNS = ("month", "quantity", "q05", "q50", "q95", "runs")
STANDING_COLUMNS = ("month", "standing", "share")
_SCALES = {"threat": 1, "cost": 0}
"""The two quantities that are drawn, and which colour of actors each has."""
_WORDS = {"threat": "threat of the living rival", "cost": "cost of the killing"}
_BANDS = (("killed", "assassinated"), ("hunted", "prison"), ("abroad", "abroad"))
"""Standings from the ground up, with the fate whose colour each has."""
_WIDE = 720


def decisions(
    table: pl.DataFrame,
    *,
    documented: pl.DataFrame | None = None,
    span: tuple[str, str] | None = None,
    least: int = 20,
    look: Look | None = None,
    title: str = "Threat and cost of a removed rival",
) -> alt.LayerChart:
    """Draw the threat of a removed rival and what the killing would cost, month by month.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.decision_record.DecisionRecord.table` returns it.
    documented : polars.DataFrame, optional
        Columns ``documented`` (a month, or two with a slash) and ``event``: upright lines in ink.
    span : (str, str), optional
        First and last month; all of the table if left out.
    least : int, default 20
        Months with fewer runs in which the rival is out and alive are left out.
    look : Look, optional
        The theme; by default light.
    title : str
        A sentence.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or no month is left.
    """
    checked(table, "decisions", COLUMNS)
    look = look or Look.plain(())
    kept = table.filter(pl.col("quantity").is_in(list(_SCALES)) & (pl.col("runs") >= least))
    rows = _within([{**row, "x": month_span(row["month"])[0]} for row in kept.to_dicts()], span)
    checked(pl.DataFrame(rows), "decisions", COLUMNS if rows else ())
    ends = _ends(rows, span)
    months = alt.Chart(inline(rows)).encode(x=month_x("x", *ends, ticks=8, grid=False))
    colour = alt.Color(
        "quantity:N",
        scale=alt.Scale(
            domain=list(_SCALES), range=[look.theme.actors[n] for n in _SCALES.values()]
        ),
        legend=alt.Legend(labelExpr=f"{_WORDS}[datum.label]", symbolOpacity=1),
    )
    y = alt.Y("q05:Q", title=None, axis=alt.Axis(tickCount=5))
    bands = months.mark_area(opacity=0.22).encode(y=y, y2="q95:Q", color=colour)
    lines = months.mark_line(strokeWidth=2.5).encode(y="q50:Q", color=colour)
    layers = [bands, lines, *_known(documented, ends, look.theme, named=True)]
    return themed(
        alt.LayerChart(layer=layers).properties(width=_WIDE, height=240),
        look,
        title=title,
        subtitle="units of the model; line: median run; band: nine tenths of the runs in which "
        "the rival is out and alive"
        + ("\nupright lines: documented" if documented is not None else ""),
        description=_told(rows),
    )


def struck(
    table: pl.DataFrame,
    *,
    documented: pl.DataFrame | None = None,
    span: tuple[str, str] | None = None,
    look: Look | None = None,
    title: str = "Where the rival stands",
) -> alt.LayerChart:
    """Draw in how many runs the rival is abroad, hunted and killed, month by month.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.decision_record.DecisionRecord.standings` returns it.
    documented, span, look, title
        As in :func:`decisions`; documented lines carry no names here.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "standings", STANDING_COLUMNS)
    look = look or Look.plain(())
    shares = {(row["month"], row["standing"]): row["share"] for row in table.to_dicts()}
    rows = []
    for month in table["month"].unique(maintain_order=True):
        high = 0.0
        for standing, _ in _BANDS:
            low, high = high, high + shares[month, standing]
            place = month_span(month)[0]
            rows.append(
                {"month": month, "standing": standing, "x": place, "low": low, "high": high}
            )
    rows = _within(rows, span)
    ends = _ends(rows, span)
    colour = alt.Color(
        "standing:N",
        scale=alt.Scale(
            domain=[standing for standing, _ in _BANDS],
            range=[look.theme.fates[fate] for _, fate in _BANDS],
        ),
    )
    y = alt.Y(
        "low:Q",
        title="of 100 runs",
        scale=alt.Scale(domain=[0, 1]),
        axis=of_100_ticks(0, 0.25, 0.5, 0.75, 1),
    )
    bands = (
        alt.Chart(inline(rows))
        .mark_area(interpolate="step-after")
        .encode(x=month_x("x", *ends, ticks=8, grid=False), y=y, y2="high:Q", color=colour)
    )
    last = [row for row in rows if row["x"] == ends[1]]
    shares_told = ", ".join(f"{r['standing']} {of_100(r['high'] - r['low'])}" for r in last)
    layers = [bands, *_known(documented, ends, look.theme, named=False)]
    return themed(
        alt.LayerChart(layer=layers).properties(width=_WIDE, height=150),
        look,
        title=title,
        subtitle="of 100 runs, at the month's review of the removed",
        description=f"Stacked areas by month. In {spoken_month(ends[1])}, of 100 runs: "
        f"{shares_told}.",
    )


def orders(
    table: pl.DataFrame, *, look: Look | None = None, title: str = "Ordered", width: int = 300
) -> alt.LayerChart:
    """Draw the chance of an order by date, as it is and with each change beside it.

    Parameters
    ----------
    table : polars.DataFrame
        Columns ``date`` (a month), ``event`` (what had just happened), ``change`` (empty: as it
        is), ``share``, ``low`` and ``high``.
    look : Look, optional
        The theme; by default light.
    title : str
        A sentence.
    width : int, default 300
        Pixels from 0 to 100 of 100 runs.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "orders", ORDER_COLUMNS)
    look = look or Look.plain(())
    theme, rows = look.theme, table.to_dicts()
    changes = list(dict.fromkeys(row["change"] for row in rows if row["change"]))
    dates = list(dict.fromkeys(row["date"] for row in rows))
    known = [{**row, "label": f"{row['date']}  {row['event']}"} for row in rows]
    y = alt.Y(
        "label:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelLimit=260, domain=False, ticks=False, grid=True),
    )
    x = alt.X(
        "share:Q",
        title="of 100 runs",
        scale=alt.Scale(domain=[0, 1]),
        axis=of_100_ticks(0, 0.25, 0.5, 0.75, 1),
    )
    as_is = alt.Chart(inline([row for row in known if not row["change"]])).encode(y=y)
    layers = [
        as_is.mark_rule(color=theme.ink, strokeWidth=1.5).encode(
            x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])), x2="high:Q"
        ),
        as_is.mark_point(filled=True, size=130, color=theme.ink, opacity=1).encode(x=x),
    ]
    if changes:
        colour = alt.Color(
            "change:N",
            scale=alt.Scale(domain=changes, range=list(theme.actors[: len(changes)])),
            legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=240),
        )
        layers.append(
            alt.Chart(inline([row for row in known if row["change"]]))
            .mark_point(shape="diamond", filled=True, size=75, opacity=0.9)
            .encode(y=y, x=x, color=colour)
        )
    told = "; ".join(f"{row['date']} {of_100(row['share'])}" for row in rows if not row["change"])
    return themed(
        alt.LayerChart(layer=layers).properties(width=width, height=34 * len(dates)),
        look,
        title=title,
        subtitle="dot: given the record, with its 95 % interval\ndiamonds: with one thing away",
        description=f"{title}, of 100 runs: {told}.",
    )


def _within(rows: list[dict[str, Any]], span: tuple[str, str] | None) -> list[dict[str, Any]]:
    """Return the rows of the months that are drawn."""
    if span is None:
        return rows
    first, last = (month_span(month)[0] for month in span)
    return [row for row in rows if first <= row["x"] <= last]


def _ends(rows: list[dict[str, Any]], span: tuple[str, str] | None) -> tuple[int, int]:
    """Return the first and the last month number of the axis."""
    if span is not None:
        return month_span(span[0])[0], month_span(span[1])[0]
    return min(row["x"] for row in rows), max(row["x"] for row in rows)


def _known(
    documented: pl.DataFrame | None, ends: tuple[int, int], theme: Theme, *, named: bool
) -> list[alt.Chart]:
    """Return upright lines for what is documented, in ink and on top of all else."""
    if documented is None or documented.is_empty():
        return []
    rows = [
        {"known": sum(month_span(when)) / 2, "event": event, "documented": when}
        for when, event in documented.select("documented", "event").rows()
    ]
    rows = [row for row in rows if ends[0] <= row["known"] <= ends[1]]
    base = alt.Chart(inline(rows)).encode(x="known:Q")
    rims: alt.Chart = base.mark_rule(color=theme.paper, strokeWidth=3.5)
    rules: alt.Chart = base.mark_rule(color=theme.ink, strokeWidth=1.2)
    if not named:
        return [rims, rules]
    names: alt.Chart = base.mark_text(
        angle=270, align="right", baseline="bottom", dx=-4, dy=-3, fontSize=11, color=theme.ink
    )
    return [rims, rules, names.encode(y=alt.value(0), text="event:N")]


def _told(rows: list[dict[str, Any]]) -> str:
    """Describe the first and the last month in words."""
    parts = []
    for end in (min(row["x"] for row in rows), max(row["x"] for row in rows)):
        told = (
            f"{row['quantity']} {row['q50']:.3f} in the median run, mostly {row['q05']:.3f} to "
            f"{row['q95']:.3f}"
            for row in rows
            if row["x"] == end
        )
        parts.append(f"In {spoken_month(end)}: {'; '.join(told)}.")
    return f"Two bands by month. {' '.join(parts)}"
