"""Odds through time: who ends as sole ruler, given the record to each of its dates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.cases.dates import parse_period
from whowhom.charts.letters import text_width
from whowhom.charts.parts import (
    LONGEST_LABEL,
    WIDE,
    apart,
    checked,
    inline,
    limited,
    month_x,
    of_100_ticks,
    themed,
)
from whowhom.charts.theme import Look, Theme
from whowhom.charts.words import month_span, of_100, spoken_month
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.interval import FEWEST_EFFECTIVE
from whowhom.ensemble.odds_sentences import (
    date_words,
    event_words,
    names_of,
)
from whowhom.ensemble.sentences import per_hundred

if TYPE_CHECKING:
    from whowhom.ensemble.odds_file import OddsJson

__all__ = ["odds", "odds_events", "odds_points", "odds_x"]

COLUMNS = ("as_of", "is_start", "actor", "share", "low", "high", "effective")
EVENT_COLUMNS = ("number", "as_of", "date", "what")
HEIGHT = 320
NUMBER = 15
"""Pixels that the number of an event takes."""
LANES = 3
LINE = 14.5
"""Pixels from one label at the right end to the next."""
LEFT, NAMED = 30, 16
"""Pixels of the axis on the left, and from the plot to the names on the right."""


def odds_points(odds: "OddsJson") -> pl.DataFrame:
    """Return who ends as sole ruler, one row for each point and person.

    Parameters
    ----------
    odds : mapping
        As ``odds.json`` holds it.

    Returns
    -------
    polars.DataFrame
        ``as_of`` (a month), ``is_start``, ``events`` (what the record has for that month),
        ``actor`` (or ``nobody``), ``share``, ``low``, ``high``, ``effective`` runs.
    """
    names = names_of(odds)
    rows = [
        {
            "as_of": point["as_of"],
            "is_start": point["is_start"],
            "events": "; ".join(
                f"{event_words(event, names)}, {date_words(event['date'])}"
                for event in point["events"]
            ),
            **{name: row[name] for name in ("actor", "share", "low", "high")},
            "effective": point["effective"],
        }
        for point in odds["points"]
        for row in point["winners"]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def odds_events(odds: "OddsJson") -> pl.DataFrame:
    """Return the events of the record in the order of their points.

    Returns
    -------
    polars.DataFrame
        ``number`` of the point, from 1; ``as_of``, its month; ``date`` as the coder wrote it;
        ``what`` happened.
    """
    names = names_of(odds)
    rows = [
        {
            "number": number,
            "as_of": point["as_of"],
            "date": event["date"],
            "what": event_words(event, names),
        }
        for number, point in enumerate(odds["points"])
        for event in point["events"]
    ]
    kinds = {"number": pl.Int64, **dict.fromkeys(EVENT_COLUMNS[1:], pl.String)}
    return pl.DataFrame(rows, schema=kinds)


def odds_x(as_of: str, *, is_start: bool = False) -> int:
    """Return where a point stands on the axis: at the end of its month; the start at its beginning.

    Examples
    --------
    >>> odds_x("1925-01") - odds_x("1925-01", is_start=True)
    1
    """
    return month_span(as_of)[0] + (not is_start)


def odds(
    table: pl.DataFrame,
    *,
    events: pl.DataFrame | None = None,
    as_of: str | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw how each person's chance to end as sole ruler moved with the record.

    A line keeps its height until the next point: the forecast that stands then. A chart for a page
    has the parameter ``as_of``, the place (:func:`odds_x`) of the date at which a reader stands.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`odds_points` returns it.
    events : polars.DataFrame, optional
        As :func:`odds_events` returns it: marks on the axis of dates, numbered by point.
    as_of : str, optional
        Month of one of the points: an upright line, and what comes later is drawn faintly.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that says who leads at the start and at the end.
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
    checked(table, "odds_points", COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    rows = _rows(table, look)
    span = _span(rows)
    top = _top(rows)
    height = int(max(HEIGHT, LINE * (1 + len({row["actor"] for row in rows}))))
    steps = [*rows, *({**row, "x": span[1], "is_end": True} for row in _last(rows))]
    marks = _marks(rows, events, span)
    ends = (text_width(_end(row)) for row in _last(rows))
    named = min(LONGEST_LABEL + 10, 0.4 * width, max(ends))
    has_few = any(row["is_few"] for row in rows)
    chart = alt.LayerChart(
        layer=[
            *_documented(marks, events, span, (top, height), look),
            *_lines(steps, span, top),
            *_names(_last(rows), span, (top, height), look, named),
            *_as_of(marks, (top, height), look),
        ]
    ).properties(
        width=int(max(80, min(700, width - LEFT - NAMED - named - 2))),
        height=height,
    )
    return themed(
        chart.add_params(alt.param(name="as_of", value=_standpoint(rows, as_of))),
        look,
        title=title or _sentence(rows),
        subtitle="of 100 runs, who ends as sole ruler, given the record to each date; "
        "bands: 95% intervals"
        + ("\nnumbers: events of the record" if events is not None and events.height else "")
        + (f"\nhollow: fewer than {FEWEST_EFFECTIVE} effective runs" if has_few else ""),
        description=_told(rows, as_of),
    )


def _rows(table: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    """Return the points with their places, names, colours and shapes."""
    rows = []
    for row in table.select(COLUMNS).to_dicts():
        actor = row["actor"]
        is_nobody = actor == NOBODY and actor not in look.names
        month = month_span(row["as_of"])[0]
        colour = look.theme.mute if is_nobody else look.colour(actor)
        is_few = row["effective"] < FEWEST_EFFECTIVE and not row["is_start"]
        rows.append(
            {
                **row,
                "name": look.name(actor),
                "colour": colour,
                "ground": look.theme.paper if is_few else colour,
                "shape": look.shape(actor),
                "is_nobody": is_nobody,
                "is_few": is_few,
                "x": odds_x(row["as_of"], is_start=row["is_start"]),
                "when": "the start" if row["is_start"] else spoken_month(month),
                "words": f"{of_100(row['share'])} ({of_100(row['low'])} to {of_100(row['high'])})",
            }
        )
    return rows


def _last(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the last point."""
    return [row for row in rows if row["x"] == rows[-1]["x"]]


def _span(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Return the ends of the axis: the last forecast has a little room to stand."""
    first, last = rows[0]["x"], rows[-1]["x"]
    return first, last + max(1, round((last - first) / 40))


def _top(rows: list[dict[str, Any]]) -> float:
    """Return the upper end of the axis of shares: a quarter, a half, three quarters, or one."""
    most = max(row["high"] for row in rows)
    return next(top for top in (0.25, 0.5, 0.75, 1.0) if most <= top or top == 1)


def _standpoint(rows: list[dict[str, Any]], as_of: str | None) -> int | None:
    """Return the place of the last point that is not after a month."""
    if as_of is None:
        return None
    month = parse_period(as_of).latest.month_number
    passed: list[int] = [row["x"] for row in rows if month_span(row["as_of"])[0] <= month]
    return max(passed, default=int(rows[0]["x"]))


def _marks(
    rows: list[dict[str, Any]], events: pl.DataFrame | None, span: tuple[int, int]
) -> list[dict[str, Any]]:
    """Return one mark for each point, with the lane of its number and the width it needs.

    A number is left out where the plot is so narrow that it would cover one that matters more.
    """
    told: dict[str, list[str]] = {}
    for row in [] if events is None else events.to_dicts():
        told.setdefault(row["as_of"], []).append(f"{row['what']}, {date_words(row['date'])}")
    points = list({row["x"]: row for row in rows}.values())
    marks = [
        {
            "x": row["x"],
            "number": number,
            "when": row["when"],
            "what": "; ".join(told.get(row["as_of"], ())) if number else "",
            "moved": _moved(rows, points[number - 1]["x"], row["x"]) if number else 0.0,
        }
        for number, row in enumerate(points)
    ]
    lanes: list[list[int]] = [[] for _ in range(LANES)]
    for mark in sorted(marks[1:], key=lambda mark: -mark["moved"]):
        needs = [
            max(
                (NUMBER * (span[1] - span[0]) / abs(mark["x"] - other) for other in lane),
                default=0.0,
            )
            for lane in lanes
        ]
        mark["lane"] = needs.index(min(needs))
        mark["least"] = needs[mark["lane"]]
        lanes[mark["lane"]].append(mark["x"])
    return marks


def _moved(rows: list[dict[str, Any]], before: int, after: int) -> float:
    """Return how far the chance moved that moved most between two points."""
    old = {row["actor"]: row["share"] for row in rows if row["x"] == before}
    new = {row["actor"]: row["share"] for row in rows if row["x"] == after}
    return max((abs(new[actor] - old[actor]) for actor in new if actor in old), default=0.0)


def _y(field: str, top: float, **more: Any) -> alt.Y:
    """Return the axis of shares."""
    ticks = [part / 4 for part in range(5) if part / 4 <= top]
    if top <= 0.5:
        ticks = [part / 10 for part in range(6) if part / 10 <= top]
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=of_100_ticks(*ticks),
        **more,
    )


def _documented(
    marks: list[dict[str, Any]],
    events: pl.DataFrame | None,
    span: tuple[int, int],
    size: tuple[float, int],
    look: Look,
) -> list[alt.Chart]:
    """Draw the events: ticks at their dates, and a number over each point."""
    if events is None or events.is_empty():
        return []
    top, height = size
    theme = look.theme
    unit = top / height
    ticks = []
    for row in events.to_dicts():
        period = parse_period(row["date"])
        ends = [day.month_number + (day.day - 1) / 31 for day in (period.earliest, period.latest)]
        ends[1] += (period.latest != period.earliest) / 31
        since, past = (min(max(end, span[0]), span[1]) for end in ends)
        ticks.append(
            {
                "x": since,
                "past": past,
                "is_span": past > since,
                "date": date_words(row["date"]),
                "what": row["what"],
                "low": 0.0,
                "high": 9 * unit,
                "half": 4.5 * unit,
            }
        )
    numbers = [
        {**mark, "text": str(mark["number"]), "y": top + unit * (9 + 13 * mark["lane"])}
        for mark in marks[1:]
    ]
    over = alt.Chart(inline(numbers)).transform_filter(
        "datum.least <= width && datum.x !== as_of"  # the date stands there
    )
    return [
        alt.Chart(inline(numbers))
        .transform_calculate(zero="0", top=str(top))
        .mark_rule(color=theme.grid, strokeWidth=1)
        .encode(x="x:Q", y=_y("top", top), y2="zero:Q"),
        *_dates(ticks, span, top, theme),
        over.mark_text(color=theme.ink, fontSize=11).encode(
            x="x:Q", y=_y("y", top), text="text:N", tooltip=["when:N", "what:N"]
        ),
    ]


def _dates(
    ticks: list[dict[str, Any]], span: tuple[int, int], top: float, theme: Theme
) -> list[alt.Chart]:
    """Draw the dates of the record on the axis: a tick at a day, a bar over what is less exact."""
    base = alt.Chart(inline(ticks)).encode(
        x=month_x("x", *span, grid=False), tooltip=["date:N", "what:N"]
    )
    upright = base.transform_filter("!datum.is_span").mark_rule(color=theme.ink, strokeWidth=1.5)
    bars = base.transform_filter("datum.is_span").mark_rect(color=theme.ink, opacity=0.5)
    return [
        bars.encode(x2="past:Q", y=_y("low", top), y2="half:Q"),
        upright.encode(y=_y("low", top), y2="high:Q"),
    ]


def _lines(steps: list[dict[str, Any]], span: tuple[int, int], top: float) -> list[alt.Chart]:
    """Draw a line for each person, with its band; what comes after the date is faint."""
    base = alt.Chart(inline(steps)).encode(
        x=month_x("x", *span, grid=False),
        detail="actor:N",
        stroke=alt.Stroke("colour:N", scale=None),
    )
    told = {"tooltip": ["name:N", "when:N", alt.Tooltip("words:N", title="of 100")]}
    passed = base.transform_filter("as_of == null || datum.x <= as_of")
    persons = "!datum.is_nobody"

    def line(chart: alt.Chart, opacity: float, **mark: Any) -> alt.Chart:
        drawn: alt.Chart = chart.mark_line(
            interpolate="step-after", strokeWidth=2, opacity=opacity, **mark
        ).encode(y=_y("share", top))
        return drawn

    points = passed.transform_filter("!datum.is_end")
    return [
        passed.transform_filter(persons)
        .mark_area(interpolate="step-after", opacity=0.14, strokeWidth=0)
        .encode(y=_y("low", top), y2="high:Q", fill=alt.Fill("colour:N", scale=None)),
        line(base.transform_filter("datum.is_nobody"), 0.35, strokeDash=[4, 3]),
        line(base.transform_filter(persons), 0.3),
        line(passed.transform_filter("datum.is_nobody"), 1, strokeDash=[4, 3]),
        line(passed.transform_filter(persons), 1),
        points.transform_filter(persons)
        .mark_point(size=34, opacity=1, filled=True, strokeWidth=1.2)
        .encode(
            y=_y("share", top),
            shape=alt.Shape("shape:N", scale=None),
            fill=alt.Fill("ground:N", scale=None),
            **told,
        ),
    ]


def _names(
    last: list[dict[str, Any]],
    span: tuple[int, int],
    size: tuple[float, int],
    look: Look,
    room: float,
) -> list[alt.Chart]:
    """Write each name beside the end of its line; none covers another."""
    top, height = size
    unit = top / height
    ordered = sorted(last, key=lambda row: (-row["share"], row["is_nobody"]))
    wanted = [height - row["share"] / unit for row in ordered]
    rows = [
        {
            "x": span[1],
            "share": row["share"],
            "y": (height - place) * unit,
            "text": _end(row),
            "colour": row["colour"],
        }
        for row, place in zip(ordered, apart(wanted, LINE, (0, height)), strict=True)
    ]
    base = alt.Chart(inline(rows)).encode(x="x:Q")
    return [
        base.mark_rule(strokeWidth=1, opacity=0.8, xOffset=3, x2Offset=13).encode(
            x2="x:Q",
            y=_y("share", top),
            y2="y:Q",
            color=alt.Color("colour:N", scale=None),
        ),
        limited(base, "text", room, align="left", dx=NAMED, color=look.theme.ink).encode(
            y=_y("y", top)
        ),
    ]


def _end(row: Mapping[str, Any]) -> str:
    """Return what stands at the end of a line."""
    return f"{per_hundred(row['share'], 2)} {row['name']}"


def _as_of(marks: list[dict[str, Any]], size: tuple[float, int], look: Look) -> list[alt.Chart]:
    """Draw the date at which the reader stands, if there is one."""
    top, height = size
    rows = [
        {"x": mark["x"], "when": mark["when"], "zero": 0.0,
         "top": top * (1 + (12 + 13 * LANES) / height)}
        for mark in marks
    ]  # fmt: skip
    base = alt.Chart(inline(rows)).transform_filter("datum.x === as_of").encode(x="x:Q")
    room = alt.Chart(inline(rows[:1])).encode(x="x:Q")  # for a date that is set later
    ink = look.theme.ink
    return [
        base.mark_rule(color=ink, strokeWidth=1.5).encode(y=_y("top", top), y2="zero:Q"),
        base.mark_text(color=ink, fontWeight=600, dy=-6).encode(y=_y("top", top), text="when:N"),
        room.mark_text(text="0", opacity=0, aria=False, dy=-6).encode(y=_y("top", top)),
    ]


def _sentence(rows: list[dict[str, Any]]) -> str:
    """Say who leads at the start and at the last point."""
    first = [row for row in rows if row["x"] == rows[0]["x"]]
    before, after = _leader(first), _leader(_last(rows))
    if rows[0]["x"] == rows[-1]["x"]:
        return f"{before['name']} leads at the start, with {of_100(before['share'])} of 100 runs"
    if before["actor"] == after["actor"]:
        return (
            f"{before['name']} leads with {of_100(before['share'])} of 100 runs at the start, "
            f"{of_100(after['share'])} given the record to {after['when']}"
        )
    return (
        f"{before['name']} leads with {of_100(before['share'])} of 100 runs at the start, "
        f"{after['name']} with {of_100(after['share'])} given the record to {after['when']}"
    )


def _leader(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    persons = [row for row in rows if not row["is_nobody"]] or rows
    return max(persons, key=lambda row: row["share"])


def _told(rows: list[dict[str, Any]], as_of: str | None) -> str:
    """Describe the chart in words: the start, the date at which the reader stands, and the end."""
    wanted = dict.fromkeys((rows[0]["x"], _standpoint(rows, as_of), rows[-1]["x"]))
    parts = []
    for x in wanted:
        found = sorted((row for row in rows if row["x"] == x), key=lambda row: -row["share"])
        if found:
            where = found[0]["when"] if found[0]["is_start"] else f"record to {found[0]['when']}"
            shares = ", ".join(f"{row['name']} {row['words']}" for row in found)
            parts.append(f"{where[0].upper()}{where[1:]}: {shares}.")
    points = len({row["x"] for row in rows})
    return (
        f"Lines of the share of 100 runs in which each person ends as sole ruler, at {points} "
        f"points of the record. {' '.join(parts)}"
    )
