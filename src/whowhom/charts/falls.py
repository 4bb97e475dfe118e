"""When each falls: the middle nine tenths of his first falls, and what is documented."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.months import month_numbers, month_x
from whowhom.charts.palette import Look
from whowhom.charts.rows import black_diamond, documented_falls, labels, row_y
from whowhom.charts.words import of_100, spoken_month

__all__ = ["falls"]

COLUMNS = ("actor", "share", "first_out", "q05", "median", "q95")


def falls(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw when each contender falls for the first time, and how often he does.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.removals` returns it: ``actor``, ``share``,
        ``first_out``, ``q05``, ``median``, ``q95`` (months such as ``1924-11``).
    course : polars.DataFrame, optional
        As :meth:`whowhom.ensemble.result.Result.course` returns it; documented falls are drawn.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells who is first to fall.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "removals", COLUMNS)
    look = look or Look.plain(table["actor"])
    rows = _rows(table, course, look)
    is_documented = any(row["when"] for row in rows)
    return dressed(
        _layers(rows, look),
        look,
        title=title or _sentence(rows),
        subtitle="first fall from the inner circle, in the plays in which he falls\n"
        "dot: middle play; band: nine tenths of them; number: falls, of 100 plays"
        + ("\ndiamond: documented" if is_documented else ""),
        description=_told(rows),
    )


def _rows(table: pl.DataFrame, course: pl.DataFrame | None, look: Look) -> list[dict[str, Any]]:
    """Return one row for each actor, the earliest fall first, those who never fall last."""
    documented = documented_falls(course, table["actor"])
    nothing = {"since": None, "until": None, "when": None}
    rows = []
    for row in table.select(COLUMNS).to_dicts():
        actor = row["actor"]
        start, middle, end = month_numbers((row["q05"], row["median"], row["q95"]))
        rows.append(
            {
                **row,
                "name": look.name(actor),
                "colour": look.colour(actor),
                "words": of_100(row["share"]),
                "start": start,
                "middle": middle,
                "end": end,
                **documented.get(actor, nothing),
            }
        )
    rows.sort(key=lambda row: (row["middle"] is None, row["middle"] or 0, row["start"] or 0))
    return [{**row, "row": place} for place, row in enumerate(rows)]


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack bands, middles, labels, numbers and what is documented."""
    theme = look.theme
    known = [row[key] for row in rows for key in ("start", "end", "since", "until")]
    months = [month for month in known if month is not None] or [0]
    width = 360
    base = alt.Chart(inline(rows)).encode(
        y=row_y(),
        tooltip=["name:N", "words:N", "q05:N", "median:N", "q95:N", alt.Tooltip("when:N")],
    )
    fell = base.transform_filter("isValid(datum.middle)")
    colour = alt.Color("colour:N", scale=None)
    bands = fell.mark_bar(height=11, opacity=0.4, cornerRadius=5).encode(
        x=month_x("start", min(months) - 2, max(months) + 2), x2="end:Q", color=colour
    )
    middles = fell.mark_circle(size=110, opacity=1).encode(x="middle:Q", color=colour)
    numbers = base.mark_text(align="left").encode(x=alt.value(width + 10), text="words:N")
    layers = [bands, middles, labels(base), numbers]
    if any(row["when"] for row in rows):
        really = base.transform_filter("isValid(datum.since)").transform_calculate(
            known="(datum.since + datum.until) / 2"
        )
        between = really.mark_rule(color=theme.ink, strokeWidth=2)
        layers.append(between.encode(x="since:Q", x2="until:Q"))
        layers.append(black_diamond(really, theme).encode(x="known:Q"))
    return alt.LayerChart(layer=layers).properties(width=width, height=alt.Step(28))


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Tell who is first to fall most often."""
    first = max(rows, key=lambda row: row["first_out"])
    return f"{first['name']} is first to fall in {of_100(first['first_out'])} of 100 plays"


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = []
    for row in rows:
        text = f"{row['name']} falls in {row['words']} of 100 plays"
        if row["middle"] is not None:
            start, middle, end = (spoken_month(row[key]) for key in ("start", "middle", "end"))
            text += f", in the middle play in {middle}, mostly from {start} to {end}"
        if row["when"]:
            text += f", documented {row['when']}"
        parts.append(text)
    return f"Dates of first falls. {'; '.join(parts)}."
