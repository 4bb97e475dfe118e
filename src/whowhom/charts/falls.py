"""When each falls: twenty dots, or the middle nine tenths of the first falls."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import polars as pl

from whowhom.charts.letters import text_width
from whowhom.charts.parts import (
    DIAMOND,
    SPAN,
    WIDE,
    Place,
    checked,
    documented_falls,
    documented_marks,
    inline,
    labels,
    limited,
    month_x,
    row_y,
    themed,
)
from whowhom.charts.theme import Look
from whowhom.charts.words import month_numbers, month_span, of_100, spoken_month

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result

__all__ = ["fall_dots", "fall_months", "falls"]

DOTS_COLUMNS = ("actor", "month", "share")
DOTS = 20
DIAMETER = 8
"""Pixels; also the width of the bins in which dots are stacked."""
TALLEST = 4
"""Dots on top of one another that a row has room for; a taller stack is pressed together."""
ROW = 42
"""Pixels."""


def fall_months(result: "Result") -> pl.DataFrame:
    """Count the first falls of a result by month.

    Parameters
    ----------
    result : Result

    Returns
    -------
    polars.DataFrame
        ``actor``, ``month`` (``1924-11``), ``share`` of all runs in which the first fall is in it:
        every contender and every month, the months in order.
    """
    circle, fell = result.circle, result.tally.fell
    indices = [circle.actors.index(actor) for actor in circle.contenders]
    return pl.DataFrame(
        {
            "actor": [circle.actors[i] for i in indices for _ in range(circle.months)],
            "month": [circle.month(t) for _ in indices for t in range(circle.months)],
            "share": [
                fell[i, t] / max(1, result.runs) for i in indices for t in range(circle.months)
            ],
        }
    )


def fall_dots(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw when each contender first falls as twenty dots, each for a twentieth of all runs.

    Someone who falls in 60 of 100 runs has twelve dots: the reader counts how often and sees when.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`fall_months` returns it: ``actor``, ``month``, ``share`` of all runs.
    course : polars.DataFrame, optional
        As :meth:`whowhom.ensemble.result.Result.course` returns it; documented falls are drawn.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
        By default a sentence that says who falls most often.
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
    checked(table, "fall_months", DOTS_COLUMNS)
    look = look or Look.plain(table["actor"].unique(maintain_order=True))
    months = table.select(pl.col("month").unique()).to_series()
    numbers = {month: month_span(month)[0] for month in months}
    first, last = min(numbers.values()), max(numbers.values())
    actors = _actors(table, numbers, look)
    right = 10 + max(text_width(actor["words"]) for actor in actors)
    place = Place.beside((actor["name"] for actor in actors), width, right=right)
    dots = _dots(actors, first, last, place.width)
    documented = documented_falls(course, [actor["actor"] for actor in actors])
    known = [
        {"row": actor["row"], "name": actor["name"], **documented[actor["actor"]]}
        for actor in actors
        if actor["actor"] in documented
    ]
    return themed(
        _dots_layers(actors, dots, known, (first, last), look, place),
        look,
        title=title or _dots_sentence(actors),
        subtitle="first fall from the inner circle; each dot is 5 of 100 runs" + _documented(known),
        description=_dots_text(actors, known),
    )


def _actors(table: pl.DataFrame, numbers: dict[str, int], look: Look) -> list[dict[str, Any]]:
    """Return each actor with the months of the dots, the earliest fall first."""
    actors: list[dict[str, Any]] = []
    for (key,), rows in table.group_by("actor", maintain_order=True):
        actor = str(key)
        by_month = sorted(
            zip(rows["month"], rows["share"], strict=True), key=lambda r: numbers[r[0]]
        )
        months = [numbers[month] for month, _ in by_month]
        reached = np.cumsum([share for _, share in by_month])
        share = min(float(reached[-1]), 1.0)

        def when(level: float, reached: Any = reached, months: Any = months) -> int:
            return int(months[int(np.searchsorted(reached, level - 1e-9))])

        levels = (np.arange(DOTS) + 0.5) / DOTS
        actors.append(
            {
                "actor": actor,
                "name": look.name(actor),
                "colour": look.colour(actor),
                "share": share,
                "words": f"{of_100(share)} of 100",
                "half": when(share / 2) if share > 0 else None,
                "months": [when(level) for level in levels if level <= share + 1e-9],
            }
        )
    actors.sort(key=lambda actor: np.inf if actor["half"] is None else actor["half"])
    return [{**actor, "row": place} for place, actor in enumerate(actors)]


def _documented(rows: list[dict[str, Any]]) -> str:
    """Return the line of the subtitle on what is documented, if anything is."""
    known = [row for row in rows if row["when"]]
    return f"\n{DIAMOND}{SPAN if any(r['is_span'] for r in known) else ''}" if known else ""


def _dots(actors: list[dict[str, Any]], first: int, last: int, width: int) -> list[dict[str, Any]]:
    """Stack the dots of each actor in bins as wide as a dot."""
    bins = max(1, width // DIAMETER)
    size = max(1.0, (last - first) / bins)
    dots = []
    for actor in actors:
        stacks: Counter[int] = Counter()
        placed = []
        for month in actor["months"]:
            column = int((month - first) / size)
            placed.append((month, column, stacks[column]))
            stacks[column] += 1
        press = max(TALLEST, *stacks.values()) if stacks else TALLEST
        for month, column, height in placed:
            dots.append(
                {
                    "actor": actor["actor"],
                    "name": actor["name"],
                    "colour": actor["colour"],
                    "month": month,
                    "when": spoken_month(month),
                    "x": first + (column + 0.5) * size,
                    "y": actor["row"] + 0.9 - (height + 0.5) * 0.72 / press,
                }
            )
    return dots


def _dots_layers(
    actors: list[dict[str, Any]],
    dots: list[dict[str, Any]],
    known: list[dict[str, Any]],
    span: tuple[int, int],
    look: Look,
    at: Place,
) -> alt.LayerChart:
    """Stack base lines, dots, labels, counts and what is documented."""
    theme = look.theme
    scale = alt.Scale(domain=[0, len(actors)], reverse=True, nice=False)
    x = month_x("x", span[0] - 1, span[1] + 1)
    place = alt.Y("place:Q", scale=scale, axis=None)

    names = alt.Chart(
        inline([{key: a[key] for key in ("name", "words", "row")} for a in actors])
    ).transform_calculate(place="datum.row + 0.9", middle="datum.row + 0.72")
    lines = names.mark_rule(color=theme.grid).encode(y=place)
    labels = limited(names, "name", at.names, align="right").encode(x=alt.value(-8), y="middle:Q")
    counts = names.mark_text(align="left").encode(
        x=alt.value(at.width + 10), y="middle:Q", text="words:N"
    )
    circles = (
        alt.Chart(inline(dots))
        .mark_circle(size=DIAMETER**2 * 0.7, opacity=1)
        .encode(x=x, y="y:Q", color=alt.Color("colour:N", scale=None), tooltip=["name:N", "when:N"])
    )
    layers = [lines, circles, labels, counts]
    if known:
        really = (
            alt.Chart(inline(known))
            .encode(tooltip=["name:N", "when:N"])
            .transform_calculate(top="datum.row + 0.14", bottom="datum.row + 0.98")
        )
        rules = really.transform_filter("!datum.is_span").mark_rule(color=theme.ink, strokeWidth=2)
        layers.append(rules.encode(x="known:Q", y="top:Q", y2="bottom:Q"))
        layers += documented_marks(really, theme, "top:Q")
    return alt.LayerChart(layer=layers).properties(width=at.width, height=ROW * len(actors))


def _dots_sentence(actors: list[dict[str, Any]]) -> str:
    """Say who falls most often, and when."""
    most = max(actors, key=lambda actor: actor["share"])
    text = f"{most['name']} falls in {of_100(most['share'])} of 100 runs"
    return text if most["half"] is None else f"{text}, half of them by {spoken_month(most['half'])}"


def _dots_text(actors: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    when = {row["name"]: f", documented {row['when']}" for row in known}
    parts = []
    for actor in actors:
        text = f"{actor['name']} falls in {actor['words']} runs"
        if actor["months"]:
            start, end = spoken_month(actor["months"][0]), spoken_month(actor["months"][-1])
            text += f", dots from {start} to {end}"
        parts.append(text + when.get(actor["name"], ""))
    return f"Dots, each five of a hundred runs, at the month of the first fall. {'; '.join(parts)}."


FALLS_COLUMNS = ("actor", "share", "first_out", "q05", "median", "q95")


def falls(
    table: pl.DataFrame,
    *,
    course: pl.DataFrame | None = None,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw when each contender falls for the first time, and how often.

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
        By default a sentence that says who is first to fall.
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
    checked(table, "removals", FALLS_COLUMNS)
    look = look or Look.plain(table["actor"])
    rows = _rows(table, course, look)
    return themed(
        _falls_layers(rows, look, width),
        look,
        title=title or _falls_sentence(rows),
        subtitle="first fall from the inner circle, in the runs with a fall\n"
        "dot: median run; band: nine tenths of them; number: falls, of 100 runs"
        + _documented(rows),
        description=_falls_text(rows),
    )


def _rows(table: pl.DataFrame, course: pl.DataFrame | None, look: Look) -> list[dict[str, Any]]:
    """Return one row for each actor, the earliest fall first, those who never fall last."""
    documented = documented_falls(course, table["actor"])
    nothing = dict.fromkeys(("since", "until", "known", "past", "is_span", "when"))
    rows = []
    for row in table.select(FALLS_COLUMNS).to_dicts():
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


def _falls_layers(rows: list[dict[str, Any]], look: Look, width: int) -> alt.LayerChart:
    """Stack bands, middles, labels, numbers and what is documented."""
    theme = look.theme
    known = [row[key] for row in rows for key in ("start", "end", "since", "past")]
    months = [month for month in known if month is not None] or [0]
    right = 10 + max(text_width(row["words"]) for row in rows)
    place = Place.beside((row["name"] for row in rows), width, right=right)
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
    numbers = base.mark_text(align="left").encode(x=alt.value(place.width + 10), text="words:N")
    layers = [bands, middles, labels(base, place.names), numbers]
    if any(row["when"] for row in rows):
        really = base.transform_filter("isValid(datum.since)")
        layers += documented_marks(really, theme, row_y())
    return alt.LayerChart(layer=layers).properties(width=place.width, height=alt.Step(28))


def _falls_sentence(rows: list[dict[str, Any]]) -> str:
    """Say who is first to fall most often."""
    first = max(rows, key=lambda row: row["first_out"])
    return f"{first['name']} is first to fall in {of_100(first['first_out'])} of 100 runs"


def _falls_text(rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = []
    for row in rows:
        text = f"{row['name']} falls in {row['words']} of 100 runs"
        if row["middle"] is not None:
            start, middle, end = (spoken_month(row[key]) for key in ("start", "middle", "end"))
            text += f", in the median run in {middle}, mostly from {start} to {end}"
        if row["when"]:
            text += f", documented {row['when']}"
        parts.append(text)
    return f"Dates of first falls. {'; '.join(parts)}."
