"""The case in time: who held what, what came from outside, and what became of each."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.letters import cut_labels, text_width
from whowhom.charts.parts import (
    DIAMOND,
    SPAN,
    WIDE,
    Place,
    checked,
    documented_marks,
    inline,
    limited,
    month_x,
    themed,
)
from whowhom.charts.theme import Look

if TYPE_CHECKING:
    from whowhom.cases.case import Case, Period, Reference

__all__ = ["case_events", "timeline"]

COLUMNS = (
    *("kind", "actor", "label", "since", "until", "surely_since", "surely_until"),
    *("date", "source"),
)
LANE, LINE, OVER = 15, 20, 34
"""Pixels from one line of events to the next; from one post to the next; and where the name of a
post stands over its bar."""
HALF_MONTH = 24
"""Pixels by which the name of a month goes beyond the end of an axis."""
NARROWEST = 560
"""Pixels of a picture below which names stand over their bars."""
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
        ``since`` and ``until`` (month numbers, cut to the months of the case), ``surely_since`` and
        ``surely_until`` (of a post, the months between which it was held whichever of its possible
        dates is right; of all else, the same as ``since`` and ``until``), ``date`` as the coder
        wrote it, ``source``.
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
        surely: tuple[int, int] | None = None,
    ) -> None:
        if span[1] >= first and span[0] <= last:
            ends = [min(max(month, first), last) for month in (*span, *(surely or span))]
            cells = (kind, actor, label, *ends, date, _sources(references))
            rows.append(dict(zip(COLUMNS, cells, strict=True)))

    for held in case.tenures:
        span = (_start(held.begin, first), _end(held.end, last))
        date = " to ".join("" if p is None else p.text for p in (held.begin, held.end))
        surely = (
            first if held.begin is None else held.begin.latest.month_number,
            last if held.end is None else held.end.earliest.month_number,
        )
        add("held", held.actor, posts[held.post], span, date, held.references, surely)
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
    return pl.DataFrame(rows, schema=kinds | dict.fromkeys(COLUMNS[3:7], pl.Int64))


def _start(period: "Period | None", otherwise: int) -> int:
    return otherwise if period is None else period.earliest.month_number


def _end(period: "Period | None", otherwise: int) -> int:
    return otherwise if period is None else period.latest.month_number


def _sources(references: Iterable["Reference"]) -> str:
    """Return the sources as a coder writes them."""
    texts = (f"{r.source}:{r.locator}" if r.locator else r.source for r in references)
    return "; ".join(dict.fromkeys(texts))


def timeline(
    table: pl.DataFrame,
    *,
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw posts as bars, shocks as lines with their names, the documented course as diamonds.

    What is dated to a year or to some months is drawn over all of them: a bar whose ends are faint
    where a post may have been held, a grey band for a shock, a black bar for the course.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`case_events` returns it.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
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
    checked(table, "case_events", COLUMNS)
    look = look or Look.plain(
        actor for actor in table["actor"].unique(maintain_order=True) if actor
    )
    rows = table.to_dicts()
    span = (int(table["since"].to_numpy().min()), int(table["until"].to_numpy().max()))
    lines = _lines(rows, look)
    at = _at(lines, look, width)
    shocks, n_lanes = _lanes(_together([r for r in rows if r["kind"] == "shock"]), span, at.width)
    course = [
        {
            "y": lines.index((row["actor"], "")),
            "since": row["since"],
            "known": (row["since"] + row["until"] + 1) / 2,
            "past": row["until"] + 1,
            "is_span": row["until"] > row["since"],
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
            "surely_until": row["surely_until"] + 1,
            "is_sure": row["surely_since"] <= row["surely_until"],
            "name": look.name(row["actor"]),
            "colour": look.colour(row["actor"]),
        }
        for row in rows
        if row["kind"] == "held"
    ]
    return themed(
        _layers(lines, bars, shocks, course, n_lanes, span, look, at, is_over=width < NARROWEST),
        look,
        title=title or "Posts, shocks from outside, and what became of each",
        subtitle="bars: who held what"
        + (", faint: perhaps" if any(_is_vague(row) for row in bars) else "")
        + "; dotted: shocks that are given to every run"
        + ("; grey: in one of these months" if any(r["is_span"] for r in shocks) else "")
        + (f"\n{DIAMOND}{SPAN if any(r['is_span'] for r in course) else ''}" if course else "")
        + ("; no run from the start reads it" if course else ""),
        description=_told(bars, shocks, course),
    )


def _is_vague(row: dict[str, Any]) -> bool:
    """Say whether a post may have been held for longer than it surely was."""
    return bool(row["since"] < row["surely_since"] or row["surely_until"] < row["until"])


def _at(lines: list[tuple[str, str]], look: Look, width: int) -> Place:
    """Lay the picture out: names beside the lines, or over them where a page is narrow."""
    if width < NARROWEST:
        return Place.beside((), width, left=HALF_MONTH, right=HALF_MONTH)
    names = [look.name(actor) for actor, post in lines if not post]
    posts = [post for _, post in lines if post]
    widest = max(
        max((min(160.0, text_width(name, bold=True)) for name in names), default=0.0),
        max((min(230.0, text_width(post, 11)) for post in posts), default=0.0),
    )
    left = min(widest, 0.36 * width)
    return Place(names=left, width=int(min(720, width - left - 10 - HALF_MONTH)))


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
                "x": since,
                "past": until + 1,
                "is_span": until > since,
                "label": group[0]["label"] + more,
                "all": ", ".join(row["label"] for row in group),
                "date": group[0]["date"],
                "source": group[0]["source"],
            }
        )
    return joined


def _lanes(
    shocks: list[dict[str, Any]], span: tuple[int, int], width: int
) -> tuple[list[dict[str, Any]], int]:
    """Give each event the first lane in which its name fits; near the right edge it stands left."""
    pixels = width / max(1, span[1] + 1 - span[0])
    taken: list[list[tuple[float, float]]] = []
    placed = []
    short = cut_labels((row["label"] for row in shocks), 0.6 * width, 11)
    for row in shocks:
        at = (row["x"] - span[0]) * pixels
        wide = text_width(short[row["label"]], 11) + 8
        is_left = at + wide > width + 8
        begin, end = (at - wide, at + 4) if is_left else (at - 4, at + wide)
        lane = next(
            (i for i, used in enumerate(taken) if all(end < b or begin > e for b, e in used)),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((begin, end))
        placed.append({**row, "label": short[row["label"]], "lane": lane, "is_left": is_left})
    return placed, len(taken)


def _layers(
    lines: list[tuple[str, str]],
    bars: list[dict[str, Any]],
    shocks: list[dict[str, Any]],
    course: list[dict[str, Any]],
    n_lanes: int,
    span: tuple[int, int],
    look: Look,
    at: Place,
    *,
    is_over: bool,
) -> alt.LayerChart:
    """Stack lines of shocks, bars, names and diamonds."""
    theme, top = look.theme, n_lanes * LANE + (12 if n_lanes else 0)
    middles, height = _middles(lines, top, is_over=is_over)
    ends = (span[0], span[1] + 1)

    def x(field: str) -> alt.X:
        return month_x(field, *ends, ticks=max(3, at.width // 62))

    def y(place: str) -> alt.Y:
        scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        return alt.Y(f"{place}:Q", axis=None, scale=scale)

    def middle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "place": middles[row["y"]]} for row in rows]

    lanes = [{**row, "place": LANE * row["lane"] + LANE / 2, "end": height} for row in shocks]
    told = alt.Chart(inline(lanes)).encode(
        x=x("x"), tooltip=["all:N", "date:N", "source:N"], y=y("place")
    )
    held = alt.Chart(inline(middle(bars))).encode(
        y=y("place"),
        color=alt.Color("colour:N", scale=None),
        tooltip=["name:N", "label:N", "date:N", "source:N"],
    )
    sure = held.transform_filter("datum.is_sure")
    band = told.transform_filter("datum.is_span").mark_rect(color=theme.mute, opacity=0.16)
    layers = [
        *([band.encode(x2="past:Q", y2="end:Q")] if any(r["is_span"] for r in lanes) else []),
        held.mark_bar(height=11, cornerRadius=2, opacity=0.35).encode(x=x("since"), x2="until:Q"),
        sure.mark_bar(height=11, cornerRadius=2, opacity=1).encode(
            x=x("surely_since"), x2="surely_until:Q"
        ),
        told.mark_rule(color=theme.mute, strokeDash=[2, 3]).encode(y2="end:Q"),
        told.transform_filter("!datum.is_left")
        .mark_text(align="left", dx=4, fontSize=11)
        .encode(text="label:N"),
        told.transform_filter("datum.is_left")
        .mark_text(align="right", dx=-4, fontSize=11)
        .encode(text="label:N"),
        *_names(lines, middles, y, look, at, is_over=is_over),
    ]
    if course:
        known = alt.Chart(inline(middle(course))).encode(
            tooltip=["name:N", "event:N", "date:N", "source:N"]
        )
        layers += documented_marks(known, theme, y("place"))
    return alt.LayerChart(layer=layers).properties(width=at.width, height=height)


def _middles(
    lines: list[tuple[str, str]], top: float, *, is_over: bool
) -> tuple[list[float], float]:
    """Return where the middle of each line is, and the height of all of them."""
    middles = []
    for _ in lines:
        step = OVER if is_over else LINE
        middles.append(top + step - (9 if is_over else 10))
        top += step
    return middles, top + (4 if is_over else 0)


def _names(
    lines: list[tuple[str, str]],
    middles: list[float],
    y: Callable[[str], alt.Y],
    look: Look,
    at: Place,
    *,
    is_over: bool,
) -> list[alt.Chart]:
    """Return the names of the people and of their posts, beside or over their lines."""
    rows = [
        {
            "place": place - 15 if is_over else place,
            "text": post or look.name(actor),
            "is_person": not post,
        }
        for (actor, post), place in zip(lines, middles, strict=True)
    ]
    room = at.width if is_over else at.names
    side: dict[str, Any] = {"align": "left" if is_over else "right"}
    drawn = []
    for is_person, more in ((True, {"fontWeight": 600}), (False, {"fontSize": 11})):
        mine = [row for row in rows if row["is_person"] is is_person]
        if mine:
            base = alt.Chart(inline(mine)).encode(y=y("place"))
            colour = {} if is_person else {"color": look.theme.mute}
            texts = limited(base, "text", room, **side, **more, **colour)
            drawn.append(texts.encode(x=alt.value(0 if is_over else -8)))
    return drawn


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
