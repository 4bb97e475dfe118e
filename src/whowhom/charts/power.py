"""How power shifts: a fan for each actor, half and nine tenths of the runs."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.parts import checked, documented_falls, inline, month_x, themed
from whowhom.charts.theme import Look
from whowhom.charts.words import month_span, of_100, spoken_month

__all__ = ["power"]

QUANTILES = ("power_q05", "power_q25", "power_q50", "power_q75", "power_q95")
COLUMNS = ("month", "actor", *QUANTILES)
MOST_ROWS = 900
"""A chart with more rows is slow in a browser; months are left out evenly."""


def power(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    columns: int = 3,
) -> alt.FacetChart:
    """Draw each actor's share of power, month by month, over the runs.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.trajectories` returns it: ``month``, ``actor``,
        ``power_q05`` to ``power_q95`` (shares of power).
    course : polars.DataFrame, optional
        As :meth:`whowhom.ensemble.result.Result.course` returns it; a line marks the documented
        fall.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells who is strongest in the middle play at the end.
    columns : int, default 3
        Small charts side by side.

    Returns
    -------
    altair.FacetChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "trajectories", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    actors = look.ordered(table["actor"])
    numbers = {month: month_span(month)[0] for month in table["month"].unique()}
    places = {actor: place for place, actor in enumerate(actors)}
    shown = {actor: {"row": places[actor], "name": look.name(actor)} for actor in actors}
    known = [
        {"actor": actor, **shown[actor], "known": (fall["since"] + fall["until"]) / 2, **fall}
        for actor, fall in documented_falls(course, actors).items()
    ]
    rows = [
        {
            **row,
            **shown[row["actor"]],
            "x": numbers[row["month"]],
            "colour": look.colour(row["actor"]),
        }
        for row in _kept(table, numbers, len(actors))
    ]
    last = table.filter(pl.col("month") == max(numbers, key=numbers.__getitem__))
    return themed(
        _facets(rows, known, (min(numbers.values()), max(numbers.values())), look, columns),
        look,
        title=title or _sentence(last, look),
        subtitle="percent of all power; line: middle play; bands: half and nine tenths of plays"
        + ("\nupright line: documented fall" if known else ""),
        description=_told(last, look),
    )


def _kept(table: pl.DataFrame, numbers: dict[str, int], n_actors: int) -> list[dict[str, Any]]:
    """Return the rows of evenly chosen months, the last among them."""
    months = sorted(numbers.values())
    kept = {*months[:: -(-len(months) * n_actors // MOST_ROWS)], months[-1]}
    return [row for row in table.select(COLUMNS).to_dicts() if numbers[row["month"]] in kept]


def _facets(
    rows: list[dict[str, Any]],
    known: list[dict[str, Any]],
    span: tuple[int, int],
    look: Look,
    columns: int,
) -> alt.FacetChart:
    """Stack bands, middle line and documented fall; one data set, so that all charts agree."""
    base = alt.Chart()
    months = base.transform_filter("isValid(datum.x)").encode(
        x=month_x("x", *span, ticks=4, grid=False), color=alt.Color("colour:N", scale=None)
    )
    y = alt.Y(
        "power_q05:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.5, 1], labelExpr="round(datum.value * 100)"),
    )
    layers = [
        months.mark_area(opacity=0.2).encode(y=y, y2="power_q95:Q"),
        months.mark_area(opacity=0.4).encode(y="power_q25:Q", y2="power_q75:Q"),
        months.mark_line(strokeWidth=2).encode(y="power_q50:Q"),
    ]
    if known:
        fall = base.transform_filter("isValid(datum.known)")
        layers.append(fall.mark_rule(color=look.theme.ink, strokeWidth=1.5).encode(x="known:Q"))
    small = alt.layer(*layers, data=inline([*rows, *known]))
    facets: alt.FacetChart = small.properties(width=200, height=96).facet(
        alt.Facet("name:N", sort=alt.EncodingSortField("row", op="min")), columns=columns
    )
    facets.resolve = alt.Resolve(axis=alt.AxisResolveMap(x="independent"))  # rows may not be full
    return facets


def _sentence(last: pl.DataFrame, look: Look) -> str:
    """Tell who is strongest at the end."""
    levels = (("power_q50", "half"), ("power_q75", "a quarter"), ("power_q95", "a twentieth"))
    level, part = next((one for one in levels if last[one[0]].max()), levels[-1])
    row = max(last.to_dicts(), key=lambda row: row[level])
    percent = of_100(row[level])
    return (
        f"{look.name(row['actor'])} ends with {percent} percent of power or more in {part} of plays"
    )


def _told(last: pl.DataFrame, look: Look) -> str:
    """Tell the last month in words."""
    month = spoken_month(month_span(last["month"][0])[0])
    parts = (
        f"{look.name(row['actor'])} {of_100(row['power_q50'])} percent, mostly "
        f"{of_100(row['power_q05'])} to {of_100(row['power_q95'])}"
        for row in last.to_dicts()
    )
    return f"Fans of the share of power by month. In {month}: {'; '.join(parts)}."
