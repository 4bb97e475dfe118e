"""The case through time: who holds which post, and the outside events that are fed in."""

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from whowhom.charts.dress import dressed, inline
from whowhom.charts.months import month_x
from whowhom.charts.palette import Look
from whowhom.charts.rows import LONGEST_LABEL
from whowhom.charts.words import spoken_month
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases.case import Case

__all__ = ["timeline", "timeline_rows"]

WIDTH = 760
ROW = 24
LANE = 15
LETTER = 6.2
"""Pixels of a letter, roughly: what keeps texts from one another."""


def timeline_rows(case: "Case") -> pl.DataFrame:
    """Return posts held and outside events: ``kind what who since until``; dates as coded.

    ``kind`` is ``post`` or ``event``; ``since`` and ``until`` are month numbers (see
    :attr:`whowhom.cases.case.Day.month_number`) within the period of the case.
    """
    posts = {post.id: post.name for post in case.posts}
    names = {actor.id: actor.name for actor in case.actors}
    first, last = case.start.month_number, case.end.month_number
    rows = []
    for tenure in case.tenures:
        since = first if tenure.begin is None else tenure.begin.earliest.month_number
        until = last if tenure.end is None else tenure.end.latest.month_number
        if since <= last and until >= first:
            begin = "" if tenure.begin is None else tenure.begin.text
            end = "" if tenure.end is None else tenure.end.text
            rows.append(
                {
                    "kind": "post",
                    "what": posts[tenure.post],
                    "who": tenure.actor,
                    "dates": f"{begin} to {end}".strip(),
                    "since": max(first, since),
                    "until": min(last, until),
                }
            )
    rows += [
        {
            "kind": "event",
            "what": shock.id.replace("_", " "),
            "who": shock.target if shock.target in names else "",
            "dates": shock.date.text,
            "since": shock.date.earliest.month_number,
            "until": shock.date.latest.month_number,
        }
        for shock in sorted(case.shocks, key=lambda one: one.date.earliest)
    ]
    types: dict[str, Any] = dict.fromkeys(("kind", "what", "who", "dates"), pl.String)
    return pl.DataFrame(rows, {**types, "since": pl.Int64, "until": pl.Int64})


def timeline(case: "Case", *, look: Look | None = None, title: str | None = None) -> alt.LayerChart:
    """Draw the posts of a case, by holder, and its outside events.

    Parameters
    ----------
    case : Case
        The case; its documented course is not drawn.
    look : Look, optional
        Theme, names and colours.
    title : str, optional
        By default what is drawn.

    Returns
    -------
    altair.LayerChart

    Raises
    ------
    InvalidInput
        If the case has neither posts with holders nor outside events.
    """
    table = timeline_rows(case)
    if table.is_empty():
        raise InvalidInput(f"{case.id} has neither posts with holders nor outside events to draw")
    look = look or Look(names={actor.id: actor.name for actor in case.actors})
    span = (case.start.month_number, case.end.month_number)
    held = table.filter(pl.col("kind") == "post").to_dicts()
    events, lanes = _lanes(table.filter(pl.col("kind") == "event").to_dicts(), span)
    rows = [
        {
            **row,
            "name": look.name(row["who"]),
            "label": f"{look.name(row['who'])}: {row['what']}",
            "colour": look.colour(row["who"]),
            "top": lanes * LANE + 10 + place * ROW + 4,
            "bottom": lanes * LANE + 10 + (place + 1) * ROW - 4,
            "middle": lanes * LANE + 10 + (place + 0.5) * ROW,
        }
        for place, row in enumerate(held)
    ]
    height = lanes * LANE + 10 + len(rows) * ROW
    return dressed(
        _layers(rows, events, span, height, look),
        look,
        title=title or "Who holds which post, and what happens from outside",
        subtitle="bars: posts as documented; dotted lines: outside events that are fed to the runs",
        description=_told(rows, events),
    )


def _lanes(events: list[dict[str, Any]], span: tuple[int, int]) -> tuple[list[dict[str, Any]], int]:
    """Put the text of each event into the first lane in which it has room."""
    scale = WIDTH / max(1, span[1] - span[0])
    ends: list[float] = []
    placed = []
    for event in _together(events):
        x = ((event["since"] + event["until"]) / 2 - span[0]) * scale
        width = LETTER * len(event["what"]) + 10
        to_left = x + width > WIDTH + 60
        begin, end = (x - width, x) if to_left else (x, x + width)
        lane = next((i for i, taken in enumerate(ends) if taken <= begin), len(ends))
        ends[lane:] = [end, *ends[lane + 1 :]]
        placed.append(
            {
                **event,
                "x": (event["since"] + event["until"]) / 2,
                "lane": lane * LANE + 8,
                "left": to_left,
                "when": event["dates"],
            }
        )
    return placed, len(ends)


def _together(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take events of the same months together; the text names the first and counts the others."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for event in events:
        found.setdefault((event["since"], event["until"]), []).append(event)
    return [
        {
            **same[0],
            "what": same[0]["what"] + (f" and {len(same) - 1} more" if len(same) > 1 else ""),
            "all": ", ".join(event["what"] for event in same),
        }
        for same in found.values()
    ]


def _layers(
    rows: list[dict[str, Any]],
    events: list[dict[str, Any]],
    span: tuple[int, int],
    height: int,
    look: Look,
) -> alt.LayerChart:
    """Stack bars, labels, dotted lines and their texts."""
    theme = look.theme
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    bars = alt.Chart(inline(rows)).encode(y=alt.Y("top:Q", scale=pixels, axis=None))
    drawn = bars.mark_rect(cornerRadius=2).encode(
        x=month_x("since", *span, ticks=10),
        x2="until:Q",
        y2="bottom:Q",
        color=alt.Color("colour:N", scale=None),
        tooltip=["name:N", "what:N", "dates:N"],
    )
    labels = (
        alt.Chart(inline(rows))
        .mark_text(align="right", limit=LONGEST_LABEL + 110)
        .encode(x=alt.value(-8), y=alt.Y("middle:Q", scale=pixels, axis=None), text="label:N")
    )
    base = alt.Chart(inline(events)).encode(x="x:Q", tooltip=["all:N", "when:N"])
    lines = base.mark_rule(color=theme.mute, strokeDash=[2, 3]).encode(
        y=alt.Y("lane:Q", scale=pixels, axis=None), y2=alt.value(height)
    )
    place = alt.Y("lane:Q", scale=pixels, axis=None)
    texts = [
        base.transform_filter("datum.left" if left else "!datum.left")
        .mark_text(align="right" if left else "left", dx=-4 if left else 4, fontSize=11)
        .encode(y=place, text="what:N")
        for left in (False, True)
    ]
    layers = [*([drawn, labels] if rows else []), *([lines, *texts] if events else [])]
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=height)


def _told(rows: list[dict[str, Any]], events: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    posts = "; ".join(
        f"{row['label']}, {spoken_month(row['since'])} to {spoken_month(row['until'])}"
        for row in rows
    )
    told = "; ".join(f"{event['all']} {event['when']}" for event in events)
    return f"Bars of posts held: {posts or 'none'}. Outside events: {told or 'none'}."
