"""Month by month, a small chart for each actor: what becomes of each, and how power shifts."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from whowhom.charts.letters import cut_labels, legend_columns, text_width
from whowhom.charts.parts import (
    DIAMOND,
    SPAN,
    WIDE,
    checked,
    dated,
    documented_falls,
    documented_marks,
    inline,
    month_x,
    of_100_ticks,
    themed,
)
from whowhom.charts.theme import Look
from whowhom.charts.words import FATE_WORDS, month_span, of_100, spoken_month
from whowhom.ensemble.outcome import STATUSES

__all__ = ["fan", "standing"]

STANDING_COLUMNS = ("month", "actor", *STATUSES)


def standing(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.FacetChart:
    """Draw in how many runs each actor stands how, month by month.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.trajectories` returns it: ``month``, ``actor``, and
        the share of runs in each status.
    course : polars.DataFrame, optional
        As :meth:`whowhom.ensemble.result.Result.course` returns it: what is documented is a diamond
        in the band of the status at that time.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that says who is most often dead at the end.
    width : int, default 767
        Pixels of the whole picture at most; as many small charts stand side by side as it has
        room for.

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
    rows = _rows(table, actors, numbers, look)
    known = _known(table, course, actors, numbers, look)
    last = table.filter(pl.col("month") == max(numbers, key=numbers.__getitem__))
    return themed(
        _standing_facets(rows, known, (min(numbers.values()), max(numbers.values())), look, width),
        look,
        title=title or _standing_sentence(last, look),
        subtitle="bands: of 100 runs, month by month, from below in the order of the key"
        + _documented(known, ", in the band of the new status"),
        description=_standing_text(last, known, look),
    )


def _rows(
    table: pl.DataFrame, actors: list[str], numbers: dict[str, int], look: Look
) -> list[dict[str, Any]]:
    """Return one row for each month kept, actor and status, with the ends of its band."""
    kept = _evenly(numbers, len(actors) * len(STATUSES), most=3000)
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
                    **dated(when),
                    "middle": below + band[status] / 2,
                }
            )
    return known


def _standing_facets(
    rows: list[dict[str, Any]],
    known: list[dict[str, Any]],
    span: tuple[int, int],
    look: Look,
    width: int,
) -> alt.FacetChart:
    """Stack bands and diamonds."""
    theme = look.theme
    base = alt.Chart()
    y = alt.Y(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[-0.08, 1.08], nice=False),  # room for diamonds at the ends
        axis=of_100_ticks(0, 0.5, 1, grid=False, domain=False),
    )
    colour = alt.Color(
        "standing:N",
        scale=alt.Scale(
            domain=[FATE_WORDS[status] for status in STATUSES],
            range=[theme.fates[status] for status in STATUSES],
        ),
        legend=alt.Legend(columns=legend_columns([FATE_WORDS[s] for s in STATUSES], width)),
    )
    bands = (
        base.transform_filter("isValid(datum.x)")
        .mark_area(interpolate="step-after", stroke=theme.mute, strokeWidth=0.5)
        .encode(x=month_x("x", *span, ticks=4, grid=False), y=y, y2="high:Q", color=colour)
    )
    really = base.transform_filter("isValid(datum.known)").encode(
        tooltip=["name:N", "event:N", "documented:N"]
    )
    is_span = any(row["is_span"] for row in known)
    marks = documented_marks(really, theme, "middle:Q", has_span=is_span) if known else []
    return _faceted([bands, *marks], [*rows, *known], width)


def _standing_sentence(last: pl.DataFrame, look: Look) -> str:
    """Say who is most often dead at the end."""
    row = max(last.to_dicts(), key=lambda row: row["dead"])
    return f"{look.name(row['actor'])} is dead at the end of {of_100(row['dead'])} of 100 runs"


def _standing_text(last: pl.DataFrame, known: list[dict[str, Any]], look: Look) -> str:
    """Describe the chart in words: the last month, and what is documented."""
    parts = []
    for row in last.to_dicts():
        seen = [status for status in STATUSES if row[status] > 0]
        shares = ", ".join(f"{FATE_WORDS[status]} {of_100(row[status])}" for status in seen)
        parts.append(f"{look.name(row['actor'])}: {shares}")
    really = [f"{row['name']} {row['event']} {row['documented']}" for row in known]
    documented = f" Documented: {'; '.join(really)}." if really else ""
    month = spoken_month(month_span(last["month"][0])[0])
    return f"Stacked areas by month. In {month}, of 100 runs. {'; '.join(parts)}.{documented}"


QUANTILES = ("power_q05", "power_q25", "power_q50", "power_q75", "power_q95")
FAN_COLUMNS = ("month", "actor", *QUANTILES)


def fan(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
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
        By default a sentence that says who is strongest in the median run at the end.
    width : int, default 767
        Pixels of the whole picture at most; as many small charts stand side by side as it has
        room for.

    Returns
    -------
    altair.FacetChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "trajectories", FAN_COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    actors = look.ordered(table["actor"])
    numbers = {month: month_span(month)[0] for month in table["month"].unique()}
    places = {actor: place for place, actor in enumerate(actors)}
    shown = {actor: {"row": places[actor], "name": look.name(actor)} for actor in actors}
    known = [
        {"actor": actor, **shown[actor], **fall}
        for actor, fall in documented_falls(course, actors).items()
    ]
    kept = _evenly(numbers, len(actors), most=900)
    rows = [
        {
            **row,
            **shown[row["actor"]],
            "x": numbers[row["month"]],
            "colour": look.colour(row["actor"]),
        }
        for row in table.select(FAN_COLUMNS).to_dicts()
        if numbers[row["month"]] in kept
    ]
    last = table.filter(pl.col("month") == max(numbers, key=numbers.__getitem__))
    return themed(
        _fan_facets(rows, known, (min(numbers.values()), max(numbers.values())), look, width),
        look,
        title=title or _fan_sentence(last, look),
        subtitle="percent of all power; line: median run; bands: half and nine tenths of runs"
        + _line(known),
        description=_fan_text(last, look),
    )


def _fan_facets(
    rows: list[dict[str, Any]],
    known: list[dict[str, Any]],
    span: tuple[int, int],
    look: Look,
    width: int,
) -> alt.FacetChart:
    """Stack bands, middle line and documented fall."""
    base = alt.Chart()
    months = base.transform_filter("isValid(datum.x)").encode(
        x=month_x("x", *span, ticks=4, grid=False), color=alt.Color("colour:N", scale=None)
    )
    y = alt.Y(
        "power_q05:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=of_100_ticks(0, 0.5, 1),
    )
    layers = [
        months.mark_area(opacity=0.2).encode(y=y, y2="power_q95:Q"),
        months.mark_area(opacity=0.4).encode(y="power_q25:Q", y2="power_q75:Q"),
        months.mark_line(strokeWidth=2).encode(y="power_q50:Q"),
    ]
    if known:
        fall = base.transform_filter("isValid(datum.known)")
        vague = fall.transform_filter("datum.is_span").encode(x="since:Q", x2="past:Q")
        layers.append(vague.mark_rect(color=look.theme.ink, opacity=0.28))
        point = fall.transform_filter("!datum.is_span").encode(x="known:Q")
        layers.append(point.mark_rule(color=look.theme.ink, strokeWidth=1.5))
    return _faceted(layers, [*rows, *known], width)


def _fan_sentence(last: pl.DataFrame, look: Look) -> str:
    """Say who is strongest at the end."""
    levels = (("power_q50", "half"), ("power_q75", "a quarter"), ("power_q95", "a twentieth"))
    level, part = next((one for one in levels if last[one[0]].max()), levels[-1])
    row = max(last.to_dicts(), key=lambda row: row[level])
    percent = of_100(row[level])
    return (
        f"{look.name(row['actor'])} ends with {percent} percent of power or more in {part} of runs"
    )


def _fan_text(last: pl.DataFrame, look: Look) -> str:
    """Describe the last month in words."""
    month = spoken_month(month_span(last["month"][0])[0])
    parts = (
        f"{look.name(row['actor'])} {of_100(row['power_q50'])} percent, mostly "
        f"{of_100(row['power_q05'])} to {of_100(row['power_q95'])}"
        for row in last.to_dicts()
    )
    return f"Fans of the share of power by month. In {month}: {'; '.join(parts)}."


def _evenly(numbers: Mapping[str, int], rows: int, *, most: int) -> set[int]:
    """Choose months evenly, the last among them: a chart of more rows is slow in a browser."""
    months = sorted(numbers.values())
    return {*months[:: -(-len(months) * rows // most)], months[-1]}


def _documented(known: list[dict[str, Any]], where: str) -> str:
    """Return the line of the subtitle on what is documented, if anything is."""
    if not known:
        return ""
    return f"\n{DIAMOND}{where}{SPAN if any(row['is_span'] for row in known) else ''}"


def _line(known: list[dict[str, Any]]) -> str:
    """Return the line of the subtitle on documented falls, if there are any."""
    if not known:
        return ""
    spans = any(row["is_span"] for row in known)
    return "\nupright line: documented fall" + ("; grey: in one of these months" if spans else "")


SMALLEST, LARGEST, BETWEEN, BELOW = 114, 210, 24, 56
"""Pixels of a small chart, between two that stand side by side, and between two rows."""


def _columns(n: int, room: float) -> int:
    """Return how many of n small charts stand side by side, so that rows are about even."""
    most = max(1, min(n, int((room + BETWEEN) // (SMALLEST + BETWEEN)), 6))
    good = [c for c in range(1, most + 1) if (room + BETWEEN) / c - BETWEEN <= LARGEST] or [most]
    return min(good, key=lambda c: (-(-n // c) * c - n, c))


def _faceted(layers: Sequence[alt.Chart], rows: list[dict[str, Any]], width: int) -> alt.FacetChart:
    """Draw a small chart for each name; one data set, so that all of them agree."""
    names = list(dict.fromkeys(row["name"] for row in rows))
    room = width - text_width("100", 11) - 12 - 24  # ticks on the left, half a year on the right
    columns = _columns(len(names), room)
    one = int(min(LARGEST, (room + BETWEEN) / columns - BETWEEN))
    short = cut_labels(names, one, bold=True)
    rows = [{**row, "head": short[row["name"]]} for row in rows]
    small = alt.layer(*layers, data=inline(rows)).properties(width=one, height=96)
    facets: alt.FacetChart = small.facet(
        alt.Facet("head:N", sort=alt.EncodingSortField("row", op="min")),
        columns=columns,
        spacing={"column": BETWEEN, "row": BELOW},
        bounds="flush",
    )
    facets.resolve = alt.Resolve(axis=alt.AxisResolveMap(x="independent"))  # rows may not be full
    return facets
