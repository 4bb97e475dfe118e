"""The case in time: who held what, what came from outside, and what became of each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.parts import black_diamond, checked, inline, limited, month_x, themed
from whowhom.charts.theme import Look

if TYPE_CHECKING:
    from whowhom.cases.case import Case, Period, Reference

__all__ = ["case_events", "timeline"]

COLUMNS = ("kind", "actor", "label", "since", "until", "date", "source")
WIDTH = 560
LANE = 15
"""Pixels from one line of events to the next."""
_LETTER = 5.6
"""Pixels that a letter of an event takes, on average."""
_NOT_SHOWN = frozenset(("coalition", "in circle"))


def case_events(case: "Case") -> pl.DataFrame:
    """Collect what a case dates: posts held, shocks from outside, and the documented course.

    Parameters
    ----------
    case : Case

    Returns
    -------
    polars.DataFrame
        ``kind`` (``held``, ``shock``, ``course``), ``actor`` (empty for a shock), ``label``,
        ``since`` and ``until`` (month numbers, cut to the months of the case), ``date`` as the
        coder wrote it, ``source``.
    """
    first, last = case.start.month_number, case.end.month_number
    posts = {post.id: post.name for post in case.posts}
    rows: list[dict[str, Any]] = []

    def add(
        kind: str,
        actor: str,
        label: str,
        span: tuple[int, int],
        date: str,
        references: tuple["Reference", ...],
    ) -> None:
        if span[1] >= first and span[0] <= last:
            since, until = max(span[0], first), min(span[1], last)
            cells = (kind, actor, label, since, until, date, _sources(references))
            rows.append(dict(zip(COLUMNS, cells, strict=True)))

    for held in case.tenures:
        span = (_start(held.begin, first), _end(held.end, last))
        date = " to ".join("" if p is None else p.text for p in (held.begin, held.end))
        add("held", held.actor, posts[held.post], span, date, held.references)
    for shock in case.shocks:
        span = (_start(shock.date, first), _end(shock.date, last))
        label = shock.id.replace("_", " ")
        if shock.probability.low < 1.0:
            label += f" (probability {shock.probability.central():.2g})"
        add("shock", "", label, span, shock.date.text, shock.references)
    for event in case.course:
        span = (_start(event.date, first), _end(event.date, last))
        label = event.event.replace("_", " ")
        if event.post:
            label += f": {posts[event.post]}"
        add("course", event.actor, label, span, event.date.text, event.references)
    kinds: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    return pl.DataFrame(rows, schema={**kinds, "since": pl.Int64, "until": pl.Int64})


def _start(period: "Period | None", otherwise: int) -> int:
    return otherwise if period is None else period.earliest.month_number


def _end(period: "Period | None", otherwise: int) -> int:
    return otherwise if period is None else period.latest.month_number


def _sources(references: Iterable["Reference"]) -> str:
    """Return the sources as a coder writes them."""
    texts = (f"{r.source}:{r.locator}" if r.locator else r.source for r in references)
    return "; ".join(dict.fromkeys(texts))


def timeline(
    table: pl.DataFrame, *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw posts as bars, shocks as lines with their names, the documented course as diamonds.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`case_events` returns it.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "case_events", COLUMNS)
    look = look or Look.plain(
        actor for actor in table["actor"].unique(maintain_order=True) if actor
    )
    rows = table.to_dicts()
    span = (int(table["since"].to_numpy().min()), int(table["until"].to_numpy().max()))
    lines = _lines(rows, look)
    shocks, n_lanes = _lanes(_together([r for r in rows if r["kind"] == "shock"]), span)
    course = [
        {
            "y": lines.index((row["actor"], "")),
            "x": (row["since"] + row["until"]) / 2,
            "name": look.name(row["actor"]),
            "event": row["label"],
            "date": row["date"],
            "source": row["source"],
        }
        for row in rows
        if row["kind"] == "course" and row["label"] not in _NOT_SHOWN
    ]
    bars = [
        {
            **row,
            "y": lines.index((row["actor"], row["label"])),
            "until": row["until"] + 1,
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
        }
        for row in rows
        if row["kind"] == "held"
    ]
    return themed(
        _layers(lines, bars, shocks, course, n_lanes, span, look),
        look,
        title=title or "Posts, shocks from outside, and what became of each",
        subtitle="bars: who held what; dotted: shocks that are given to every run"
        "\ndiamonds: documented course, which no run from the start reads",
        description=_told(bars, shocks, course),
    )


def _lines(rows: list[dict[str, Any]], look: Look) -> list[tuple[str, str]]:
    """Return the lines of the chart: each actor, then the posts held."""
    actors = look.ordered(row["actor"] for row in rows if row["actor"])
    lines: list[tuple[str, str]] = []
    for actor in actors:
        posts = [r["label"] for r in rows if r["kind"] == "held" and r["actor"] == actor]
        lines += [(actor, ""), *((actor, post) for post in dict.fromkeys(posts))]
    return lines


def _together(shocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put shocks of one date into one line of text."""
    by_date: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in shocks:
        by_date.setdefault((row["since"], row["until"]), []).append(row)
    joined = []
    for (since, until), group in sorted(by_date.items()):
        more = f" (+{len(group) - 1})" if len(group) > 1 else ""
        joined.append(
            {
                "x": (since + until) / 2,
                "label": group[0]["label"] + more,
                "all": ", ".join(row["label"] for row in group),
                "date": group[0]["date"],
                "source": group[0]["source"],
            }
        )
    return joined


def _lanes(shocks: list[dict[str, Any]], span: tuple[int, int]) -> tuple[list[dict[str, Any]], int]:
    """Give each event the first lane in which its name fits; near the right edge it stands left."""
    pixels = WIDTH / max(1, span[1] - span[0])
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for row in shocks:
        at, wide = (row["x"] - span[0]) * pixels, _LETTER * len(row["label"]) + 14
        is_left = at + wide > WIDTH + 60
        begin, end = (at - wide, at + 4) if is_left else (at - 4, at + wide)
        lane = next(
            (i for i, used in enumerate(taken) if all(end < b or begin > e for b, e in used)),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        placed.append({**row, "lane": lane, "is_left": is_left})
    return placed, len(taken)


def _layers(
    lines: list[tuple[str, str]],
    bars: list[dict[str, Any]],
    shocks: list[dict[str, Any]],
    course: list[dict[str, Any]],
    n_lanes: int,
    span: tuple[int, int],
    look: Look,
) -> alt.LayerChart:
    """Stack lines of shocks, bars, names and diamonds."""
    theme, top = look.theme, n_lanes * LANE + (12 if n_lanes else 0)
    height = top + 20 * len(lines)
    x = month_x("x", span[0], span[1] + 1, ticks=10)

    def y(place: str) -> alt.Y:
        scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        return alt.Y(f"{place}:Q", axis=None, scale=scale)

    def middle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "place": top + 20 * row["y"] + 10} for row in rows]

    lanes = [{**row, "place": LANE * row["lane"] + LANE / 2, "end": height} for row in shocks]
    names = [
        {"y": i, "text": post or look.name(actor), "is_person": not post}
        for i, (actor, post) in enumerate(lines)
    ]
    labels = alt.Chart(inline(middle(names))).encode(y=y("place"), x=alt.value(-8))
    told = alt.Chart(inline(lanes)).encode(
        x=x, tooltip=["all:N", "date:N", "source:N"], y=y("place")
    )
    layers = [
        alt.Chart(inline(middle(bars)))
        .mark_bar(height=11, cornerRadius=2, opacity=1)
        .encode(
            x=month_x("since", span[0], span[1] + 1, ticks=10),
            x2="until:Q",
            y=y("place"),
            color=alt.Color("colour:N", scale=None),
            tooltip=["name:N", "label:N", "date:N", "source:N"],
        ),
        told.mark_rule(color=theme.mute, strokeDash=[2, 3]).encode(y2="end:Q"),
        told.transform_filter("!datum.is_left")
        .mark_text(align="left", dx=4, fontSize=11)
        .encode(text="label:N"),
        told.transform_filter("datum.is_left")
        .mark_text(align="right", dx=-4, fontSize=11)
        .encode(text="label:N"),
        limited(
            labels.transform_filter("datum.is_person"), "text", 160, align="right", fontWeight=600
        ),
        limited(
            labels.transform_filter("!datum.is_person"),
            "text",
            230,
            align="right",
            color=theme.mute,
            fontSize=11,
        ),
    ]
    if course:
        known = alt.Chart(inline(middle(course)))
        layers.append(
            black_diamond(known, theme).encode(
                x="x:Q", y=y("place"), tooltip=["name:N", "event:N", "date:N", "source:N"]
            )
        )
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=height)


def _told(
    bars: list[dict[str, Any]], shocks: list[dict[str, Any]], course: list[dict[str, Any]]
) -> str:
    """Describe the chart in words."""
    held = "; ".join(f"{row['name']}, {row['label']}, {row['date']}" for row in bars)
    outside = "; ".join(f"{row['all']} {row['date']}" for row in shocks)
    really = "; ".join(f"{row['name']} {row['event']} {row['date']}" for row in course)
    parts = [f"Posts: {held}." if held else "", f"Shocks: {outside}." if outside else ""]
    parts.append(f"Documented: {really}." if really else "")
    return " ".join(["Bars and marks on an axis of months.", *filter(None, parts)])
