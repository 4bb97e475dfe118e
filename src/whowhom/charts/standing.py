"""What becomes of each through time: one small chart for each actor, stacked from mild to fatal."""

from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.dress import checked, dressed, inline
from whowhom.charts.months import month_span, month_x
from whowhom.charts.palette import Look
from whowhom.charts.rows import black_diamond
from whowhom.charts.words import FATE_WORDS, of_100, spoken_month
from whowhom.ensemble.outcome import STATUSES

__all__ = ["standing"]

COLUMNS = ("month", "actor", *STATUSES)
MOST_ROWS = 3000
"""A chart with more rows is slow in a browser; months are left out evenly."""


def standing(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    columns: int = 3,
) -> alt.FacetChart:
    """Draw in how many runs each actor stands how, month by month.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.trajectories` returns it: ``month``, ``actor``, and
        the share of runs in each status.
    course : polars.DataFrame, optional
        As :meth:`whowhom.ensemble.result.Result.course` returns it: what is documented is a diamond
        in the band of the status that he then had.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells who is most often dead at the end.
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
    rows = _rows(table, actors, numbers, look)
    known = _known(table, course, actors, numbers, look)
    last = table.filter(pl.col("month") == max(numbers, key=numbers.__getitem__))
    return dressed(
        _facets(rows, known, (min(numbers.values()), max(numbers.values())), look, columns),
        look,
        title=title or _sentence(last, look),
        subtitle="bands: plays of 100 in which he stands so, month by month"
        + ("\ndiamond: documented, in the band of what he then became" if known else ""),
        description=_told(last, known, look),
    )


def _rows(
    table: pl.DataFrame, actors: list[str], numbers: dict[str, int], look: Look
) -> list[dict[str, Any]]:
    """Return one row for each month kept, actor and status, with the ends of its band."""
    months = sorted(numbers.values())
    step = -(-len(months) * len(actors) * len(STATUSES) // MOST_ROWS)
    kept = {*months[::step], months[-1]}
    order = {actor: place for place, actor in enumerate(actors)}
    rows = []
    for row in table.select(COLUMNS).to_dicts():
        number = numbers[row["month"]]
        if number not in kept:
            continue
        high = 0.0
        for status in STATUSES:
            low, high = high, high + row[status]
            rows.append(
                {
                    "actor": row["actor"],
                    "month": row["month"],
                    "status": status,
                    "share": row[status],
                    "row": order[row["actor"]],
                    "name": look.name(row["actor"]),
                    "x": number,
                    "low": low,
                    "high": high,
                    "standing": FATE_WORDS[status],
                }
            )
    return rows


def _known(
    table: pl.DataFrame,
    course: pl.DataFrame | None,
    actors: list[str],
    numbers: dict[str, int],
    look: Look,
) -> list[dict[str, Any]]:
    """Return what is documented, each in the middle of the band it belongs to."""
    if course is None or course.is_empty():
        return []
    bands = {(row["actor"], numbers[row["month"]]): row for row in table.to_dicts()}
    known = []
    for actor, event, when in course.select("actor", "event", "documented").rows():
        status = {"fall": "demoted", "death": "dead"}.get(event, event)
        since, until = month_span(when)
        band = bands.get((actor, (since + until) // 2))
        if actor in actors and status in STATUSES and band:
            below = sum(band[name] for name in STATUSES[: STATUSES.index(status)])
            known.append(
                {
                    "actor": actor,
                    "row": actors.index(actor),
                    "name": look.name(actor),
                    "documented": when,
                    "event": FATE_WORDS[status],
                    "known": (since + until) / 2,
                    "middle": below + band[status] / 2,
                }
            )
    return known


def _facets(
    rows: list[dict[str, Any]],
    known: list[dict[str, Any]],
    span: tuple[int, int],
    look: Look,
    columns: int,
) -> alt.FacetChart:
    """Stack bands and diamonds; one data set, so that all small charts agree."""
    theme = look.theme
    base = alt.Chart()
    y = alt.Y(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[-0.08, 1.08], nice=False),  # room for diamonds at the ends
        axis=alt.Axis(
            values=[0, 0.5, 1], labelExpr="round(datum.value * 100)", grid=False, domain=False
        ),
    )
    colour = alt.Color(
        "standing:N",
        scale=alt.Scale(
            domain=[FATE_WORDS[status] for status in STATUSES],
            range=[theme.fates[status] for status in STATUSES],
        ),
    )
    bands = (
        base.transform_filter("isValid(datum.x)")
        .mark_area(interpolate="step-after")
        .encode(x=month_x("x", *span, ticks=4, grid=False), y=y, y2="high:Q", color=colour)
    )
    really = base.transform_filter("isValid(datum.known)")
    diamonds = black_diamond(really, theme).encode(
        x="known:Q", y="middle:Q", tooltip=["name:N", "event:N", "documented:N"]
    )
    small = alt.layer(bands, *([diamonds] if known else []), data=inline([*rows, *known]))
    facets: alt.FacetChart = small.properties(width=200, height=96).facet(
        alt.Facet("name:N", sort=alt.EncodingSortField("row", op="min")), columns=columns
    )
    facets.resolve = alt.Resolve(axis=alt.AxisResolveMap(x="independent"))  # rows may not be full
    return facets


def _sentence(last: pl.DataFrame, look: Look) -> str:
    """Tell who is most often dead at the end."""
    row = max(last.to_dicts(), key=lambda row: row["dead"])
    return f"{look.name(row['actor'])} is dead at the end of {of_100(row['dead'])} of 100 plays"


def _told(last: pl.DataFrame, known: list[dict[str, Any]], look: Look) -> str:
    """Tell the chart in words: the last month, and what is documented."""
    parts = []
    for row in last.to_dicts():
        seen = [status for status in STATUSES if row[status] > 0]
        shares = ", ".join(f"{FATE_WORDS[status]} {of_100(row[status])}" for status in seen)
        parts.append(f"{look.name(row['actor'])}: {shares}")
    really = [f"{row['name']} {row['event']} {row['documented']}" for row in known]
    documented = f" Documented: {'; '.join(really)}." if really else ""
    month = spoken_month(month_span(last["month"][0])[0])
    return f"Stacked areas by month. In {month}, of 100 plays. {'; '.join(parts)}.{documented}"
