"""What becomes of each: how each ends, and how each stands month by month."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.parts import (
    black_diamond,
    checked,
    inline,
    labels,
    month_x,
    of_100_axis,
    row_y,
    themed,
)
from whowhom.charts.theme import Look
from whowhom.charts.words import FATE_WORDS, month_span, of_100, spoken_month
from whowhom.ensemble.outcome import FATES, STATUSES
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = ["documented_fates", "fates", "standing"]

FATES_COLUMNS = ("actor", "fate", "share")
ROOM = 0.045
"""Share below which a number does not fit into its part of a bar."""


def documented_fates(case: "Case") -> dict[str, str]:
    """Return how each actor of a case stood at its end, as far as its course tells.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict
        Fate by actor id; whoever came back or ruled is ``inner``.
    """
    ends: dict[str, str] = {}
    for event in sorted(case.course, key=lambda event: event.date.earliest):
        if event.date.earliest > case.end:
            continue
        if event.event in FATES:
            ends[event.actor] = event.event
        elif event.event == "ruler":
            ends[event.actor] = "inner"
    return ends


def fates(
    table: pl.DataFrame,
    *,
    documented: Mapping[str, str] | None = None,
    look: Look | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw how each actor ends.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.fates` returns it: ``actor``, ``fate``, ``share``.
    documented : mapping of actor ids to fates, optional
        How they really ended; a diamond stands on that part of the bar.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that tells the most frequent fate of somebody.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column, has no rows or names an unknown fate.
    """
    checked(table, "fates", FATES_COLUMNS)
    if unknown := sorted(set(table["fate"]) - set(FATES)):
        raise InvalidInput(f"fates: {unknown[0]!r} is no fate; known are {', '.join(FATES)}")
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    rows = _fates_rows(table, look)
    known = _fates_known(rows, documented or {})
    return themed(
        _layers(rows, known, look),
        look,
        title=title or _fates_sentence(rows),
        subtitle="of 100 plays, where each stands at the end"
        + ("\ndiamond: documented" if known else ""),
        description=_fates_told(rows, known),
    )


def _fates_rows(table: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    """Return one row for each actor and fate, with the ends of its part of the bar."""
    rows: list[dict[str, Any]] = []
    grouped = table.select(FATES_COLUMNS).group_by("actor", maintain_order=True)
    for place, ((actor,), part) in enumerate(grouped):
        end = 0.0
        for row in sorted(part.to_dicts(), key=lambda row: FATES.index(row["fate"])):
            start, end = end, end + row["share"]
            words = of_100(row["share"])
            rows.append(
                {
                    **row,
                    "row": place,
                    "is_first": start == 0 and not any(r["row"] == place for r in rows),
                    "name": look.name(str(actor)),
                    "words": words,
                    "ending": FATE_WORDS[row["fate"]],
                    "number": words if row["share"] >= ROOM else "",
                    "start": start,
                    "end": end,
                    "middle": (start + end) / 2,
                    "ink": look.theme.on_fates[row["fate"]],
                }
            )
    return rows


def _fates_known(rows: list[dict[str, Any]], documented: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of the documented fates."""
    return [row for row in rows if documented.get(row["actor"]) == row["fate"]]


def _layers(rows: list[dict[str, Any]], known: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack parts, numbers, labels and documented diamonds."""
    theme = look.theme
    seen = [fate for fate in FATES if any(r["fate"] == fate and r["share"] > 0 for r in rows)]
    colour = alt.Color(
        "ending:N",
        scale=alt.Scale(
            domain=[FATE_WORDS[fate] for fate in seen], range=[theme.fates[fate] for fate in seen]
        ),
        legend=alt.Legend(columns=5),
    )
    base = alt.Chart(inline(rows)).encode(y=row_y())
    parts = base.mark_bar(height=20, stroke=theme.paper, strokeWidth=1).encode(
        x=of_100_axis("start"),
        x2="end:Q",
        color=colour,
        tooltip=["name:N", "ending:N", "words:N"],
    )
    numbers = base.mark_text(fontSize=11).encode(
        x="middle:Q", text="number:N", color=alt.Color("ink:N", scale=None)
    )
    names = labels(base.transform_filter("datum.is_first"))
    layers = [parts, numbers, names]
    if known:
        really = alt.Chart(inline(known)).encode(y=row_y(), x="middle:Q")
        layers.append(black_diamond(really, theme, up=14))
    return alt.LayerChart(layer=layers).properties(width=560, height=alt.Step(32))


def _fates_sentence(rows: list[dict[str, Any]]) -> str:
    """Tell the most frequent fate outside the circle."""
    outside = [row for row in rows if row["fate"] != "inner"] or rows
    most = max(outside, key=lambda row: row["share"])
    return f"{most['name']} ends {most['ending']} in {most['words']} of 100 plays"


def _fates_told(rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    really = {row["actor"]: f" (documented: {row['ending']})" for row in known}
    told: dict[str, list[str]] = {}
    names = {row["actor"]: row["name"] for row in rows}
    for row in rows:
        if row["share"] > 0:
            told.setdefault(row["actor"], []).append(f"{row['ending']} {row['words']}")
    parts = (f"{names[a]}: {', '.join(words)}{really.get(a, '')}" for a, words in told.items())
    return f"Divided bars. Of 100 plays, how each ends. {'; '.join(parts)}."


STANDING_COLUMNS = ("month", "actor", *STATUSES)
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
    checked(table, "trajectories", STANDING_COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    actors = look.ordered(table["actor"])
    numbers = {month: month_span(month)[0] for month in table["month"].unique()}
    rows = _standing_rows(table, actors, numbers, look)
    known = _standing_known(table, course, actors, numbers, look)
    last = table.filter(pl.col("month") == max(numbers, key=numbers.__getitem__))
    return themed(
        _facets(rows, known, (min(numbers.values()), max(numbers.values())), look, columns),
        look,
        title=title or _standing_sentence(last, look),
        subtitle="bands: plays of 100 in which he stands so, month by month"
        + ("\ndiamond: documented, in the band of what he then became" if known else ""),
        description=_standing_told(last, known, look),
    )


def _standing_rows(
    table: pl.DataFrame, actors: list[str], numbers: dict[str, int], look: Look
) -> list[dict[str, Any]]:
    """Return one row for each month kept, actor and status, with the ends of its band."""
    months = sorted(numbers.values())
    step = -(-len(months) * len(actors) * len(STATUSES) // MOST_ROWS)
    kept = {*months[::step], months[-1]}
    order = {actor: place for place, actor in enumerate(actors)}
    rows = []
    for row in table.select(STANDING_COLUMNS).to_dicts():
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


def _standing_known(
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


def _standing_sentence(last: pl.DataFrame, look: Look) -> str:
    """Tell who is most often dead at the end."""
    row = max(last.to_dicts(), key=lambda row: row["dead"])
    return f"{look.name(row['actor'])} is dead at the end of {of_100(row['dead'])} of 100 plays"


def _standing_told(last: pl.DataFrame, known: list[dict[str, Any]], look: Look) -> str:
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
