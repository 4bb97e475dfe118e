"""Who removes whom: a table of shares, and arrows between places that stay the same.

The network is drawn as SVG, since no chart of Vega-Lite is one. Alone it is easily misread, so it
belongs beside the matrix, which says the same in numbers.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import altair as alt
import numpy as np
import polars as pl

from whowhom.cases.vocabulary import REMOVALS
from whowhom.charts.drawing import SvgChart, svg_head, svg_text
from whowhom.charts.letters import cut_labels, text_width
from whowhom.charts.parts import LONGEST_LABEL, WIDE, checked, inline, limited, themed
from whowhom.charts.theme import Look
from whowhom.charts.words import month_span, of_100, spoken_month
from whowhom.ensemble.answers import NOBODY

if TYPE_CHECKING:
    from whowhom.cases.case import Case
    from whowhom.ensemble.result import Result

__all__ = [
    "dated_removals",
    "documented_removals",
    "matrix",
    "network",
    "removals_through_time",
]

NETWORK_COLUMNS = ("until", "by", "actor", "share")
PICTURE, HIGH = 300.0, 226.0
"""Pixels of one picture."""
FAINTEST = 0.04
"""Share of runs below which an arrow is left out; the table has it."""
_CIRCLE = 74.0
_NODE = 9.0
_THICKEST = 11.0
_BEND = 0.16

Point = tuple[float, float]


def removals_through_time(result: "Result", *, pictures: int = 4) -> pl.DataFrame:
    """Count who has led whose first removal by some months.

    Parameters
    ----------
    result : Result
    pictures : int, default 4
        How many months, evenly spread; the last one is the last of the runs.

    Returns
    -------
    polars.DataFrame
        ``until`` (``1924-11``), ``by``, ``actor``, ``share`` of all runs; every pair of contenders
        and every month.
    """
    circle = result.circle
    n = len(circle.actors)
    months = [round(circle.months * part / pictures) - 1 for part in range(1, pictures + 1)]
    counts = np.zeros((pictures, n, n), dtype=np.int64)
    for records in result.blocks():
        fell, by = records["fell"], records["by"]
        for place, month in enumerate(months):
            run, actor = np.nonzero((fell >= 0) & (fell <= month) & (by >= 0))
            np.add.at(counts[place], (by[run, actor], actor), 1)
    taking_part = [i for i, actor in enumerate(circle.actors) if actor in circle.contenders]
    rows = [
        {
            "until": circle.month(month),
            "by": circle.actors[j],
            "actor": circle.actors[i],
            "share": int(counts[place, j, i]) / max(1, result.runs),
        }
        for place, month in enumerate(months)
        for j in taking_part
        for i in taking_part
        if i != j
    ]
    return pl.DataFrame(
        rows, schema={**dict.fromkeys(NETWORK_COLUMNS[:3], pl.String), "share": pl.Float64}
    )


def dated_removals(case: "Case") -> tuple[tuple[int, str, str], ...]:
    """Return when each actor of a case was first removed, and by whom.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of (int, str, str)
        Month number, who led it, who was removed.
    """
    first: dict[str, tuple[int, tuple[str, ...]]] = {}
    for event in sorted(case.course, key=lambda event: event.date.earliest):
        if event.event in REMOVALS:
            first.setdefault(event.actor, (event.date.latest.month_number, event.by))
    return tuple((when, by, actor) for actor, (when, leaders) in first.items() for by in leaders)


def network(
    table: pl.DataFrame,
    *,
    documented: Iterable[tuple[int, str, str]] = (),
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> SvgChart:
    """Draw who has removed whom by some months; places stay the same.

    Parameters
    ----------
    table : polars.DataFrame
        As :func:`removals_through_time` returns it.
    documented : iterable of (int, str, str), optional
        Month number, leader and removed, see :func:`dated_removals`; drawn in ink, on top.
    look : Look, optional
        Theme, names and colours; by default light, with ids for names.
    title : str, optional
    width : int, default 767
        Pixels of the whole picture at most; as many pictures stand side by side as it has room for.

    Returns
    -------
    SvgChart

    Raises
    ------
    InvalidInput
        If the table lacks a column or has no rows.
    """
    checked(table, "removals_through_time", NETWORK_COLUMNS)
    look = look or Look.plain(dict.fromkeys([*table["by"], *table["actor"]]))
    actors = [a for a in look.ordered([*table["by"], *table["actor"]]) if a != NOBODY]
    places = _places(actors)
    months = list(dict.fromkeys(table["until"]))
    known = list(documented)
    wide = max(1, min(int(width // PICTURE), 2 if len(months) == 4 else 3, len(months)))
    high = -(-len(months) // wide)
    size = (PICTURE * wide, HIGH * high)
    parts = [svg_head(size, look)]
    for number, month in enumerate(months):
        corner = (PICTURE * (number % wide), HIGH * (number // wide))
        arrows = table.filter((pl.col("until") == month) & (pl.col("share") >= FAINTEST)).sort(
            "share", maintain_order=True
        )
        really = [(by, who) for when, by, who in known if when <= month_span(month)[1]]
        parts.append(f'<g transform="translate({corner[0]:.0f},{corner[1]:.0f})">')
        parts.append(svg_text(8, 16, f"by {spoken_month(month_span(month)[0])}", look, weight=600))
        parts += _arrows(arrows, places, look)
        parts += _documented(really, places, look)
        parts += _nodes(actors, places, look)
        parts.append("</g>")
    parts.append("</g></svg>")
    subtitle = (
        f"arrows: who led whose first removal by then, in {of_100(FAINTEST)} or more of 100 runs"
    )
    return SvgChart(
        svg="".join(parts),
        title=title or "Who has removed whom by when",
        subtitle=f"{subtitle}; the thicker, the more" + ("\nin ink: documented" if known else ""),
        description=_network_text(table, months, look),
    )


def _places(actors: list[str]) -> dict[str, Point]:
    """Give everybody a place on a circle: the same in every picture."""
    turns = {actor: 2 * math.pi * i / max(1, len(actors)) for i, actor in enumerate(actors)}
    return {
        actor: (PICTURE / 2 + _CIRCLE * math.sin(turn), HIGH / 2 + 8 - _CIRCLE * math.cos(turn))
        for actor, turn in turns.items()
    }


def _arrows(frame: pl.DataFrame, places: Mapping[str, Point], look: Look) -> Iterator[str]:
    """Yield an arrow for each pair, the most frequent on top."""
    for row in frame.to_dicts():
        if row["by"] in places and row["actor"] in places:
            told = f"{look.name(row['by'])} removes {look.name(row['actor'])}: "
            told += f"{of_100(row['share'])} of 100 runs"
            yield _arrow(
                places[row["by"]],
                places[row["actor"]],
                thick=max(0.8, _THICKEST * row["share"]),
                colour=look.colour(row["by"]),
                opacity=0.75,
                told=told,
            )


def _documented(
    pairs: list[tuple[str, str]], places: Mapping[str, Point], look: Look
) -> Iterator[str]:
    for by, who in pairs:
        if by in places and who in places:
            told = f"documented: {look.name(by)} removes {look.name(who)}"
            yield _arrow(
                places[by], places[who], thick=1.6, colour=look.theme.ink, opacity=1, told=told
            )


def _arrow(
    start: Point, end: Point, *, thick: float, colour: str, opacity: float, told: str
) -> str:
    """Return a bent arrow that ends at the rim of its target; there and back bend apart."""
    (x0, y0), (x1, y1) = start, end
    bend = (
        (x0 + x1) / 2 + _BEND * (y1 - y0),
        (y0 + y1) / 2 - _BEND * (x1 - x0),
    )
    away = math.atan2(y1 - bend[1], x1 - bend[0])
    head = 4 + 1.1 * thick
    tip = (x1 - (_NODE + 1) * math.cos(away), y1 - (_NODE + 1) * math.sin(away))
    neck = (tip[0] - head * math.cos(away), tip[1] - head * math.sin(away))
    side = (0.62 * head * math.sin(away), -0.62 * head * math.cos(away))
    corners = (tip, (neck[0] + side[0], neck[1] + side[1]), (neck[0] - side[0], neck[1] - side[1]))
    triangle = "L".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    line = f"M{x0:.1f},{y0:.1f}Q{bend[0]:.1f},{bend[1]:.1f},{neck[0]:.1f},{neck[1]:.1f}"
    return (
        f'<g opacity="{opacity}"><title>{escape(told)}</title><path d="{line}" fill="none" '
        f'stroke="{colour}" stroke-width="{thick:.2f}"/>'
        f'<path d="M{triangle}Z" fill="{colour}"/></g>'
    )


def _nodes(actors: list[str], places: Mapping[str, Point], look: Look) -> Iterator[str]:
    """Yield everybody with the short name, outside the circle."""
    called = {actor: look.short(actor) for actor in actors}
    for actor in actors:
        x, y = places[actor]
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_NODE}" fill="{look.colour(actor)}" '
            f'stroke="{look.theme.paper}" stroke-width="1.5"/>'
        )
        side = x - PICTURE / 2
        anchor = "middle" if abs(side) < 8 else "start" if side > 0 else "end"
        out = 0.0 if anchor == "middle" else math.copysign(_NODE + 4, side)
        down = 4.0 if anchor != "middle" else -_NODE - 5 if y < HIGH / 2 else _NODE + 14
        room = PICTURE / 2 - 2 - abs(side + out) if anchor != "middle" else PICTURE / 2
        short = cut_labels(called.values(), room)[called[actor]]
        yield svg_text(x + out, y + down, short, look, anchor=anchor)


def _network_text(table: pl.DataFrame, months: list[str], look: Look) -> str:
    """Describe the pictures in words: the three most frequent pairs of each month."""
    parts = []
    for month in months:
        seen = table.filter((pl.col("until") == month) & (pl.col("share") > 0))
        first = seen.sort("share", descending=True, maintain_order=True).head(3).to_dicts()
        pairs = ", ".join(
            f"{look.name(r['by'])} {look.name(r['actor'])} {of_100(r['share'])}" for r in first
        )
        parts.append(f"by {spoken_month(month_span(month)[0])}: {pairs or 'nobody'}")
    return f"Arrows from who removes to who is removed, of 100 runs. {'; '.join(parts)}."


MATRIX_COLUMNS = ("by", "actor", "share")
CELL, UPRIGHT, SMALLEST_CELL = 46, 36, 22
"""Pixels of a cell; of one so narrow that the names above it stand upright; and of one that has no
room for a number, which the table beside the chart has."""


def documented_removals(case: "Case") -> frozenset[tuple[str, str]]:
    """Return by whom each actor of a case was first removed, as far as its course says.

    Parameters
    ----------
    case : Case

    Returns
    -------
    frozenset of (str, str)
        Who led it, and who was removed.
    """
    return frozenset((by, actor) for _, by, actor in dated_removals(case))


def matrix(
    table: pl.DataFrame,
    *,
    documented: Iterable[tuple[str, str]] = (),
    look: Look | None = None,
    title: str | None = None,
    width: int = WIDE,
) -> alt.LayerChart:
    """Draw who leads whose first removal, and how often.

    Parameters
    ----------
    table : polars.DataFrame
        As :meth:`whowhom.ensemble.result.Result.who_removes_whom` returns it: ``by``, ``actor``,
        ``share``.
    documented : iterable of (str, str), optional
        Pairs that are documented, see :func:`documented_removals`; they are outlined in ink.
    look : Look, optional
        Theme and names; by default light, with ids for names.
    title : str, optional
        By default a sentence that states the most frequent pair.
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
    checked(table, "who_removes_whom", MATRIX_COLUMNS)
    look = look or Look.plain(dict.fromkeys([*table["by"], *table["actor"]]))
    pairs = set(documented)
    rows = _rows(table, pairs, look)
    known = [row for row in rows if row["documented"]]
    return themed(
        _layers(rows, known, look, width),
        look,
        title=title or _sentence(rows),
        subtitle="of 100 runs, in which the one on the left leads the first removal"
        + ("\noutlined: documented" if known else ""),
        description=_matrix_text(rows, known),
    )


def _rows(
    table: pl.DataFrame, documented: set[tuple[str, str]], look: Look
) -> list[dict[str, Any]]:
    """Return the cells with their places; whoever removes nobody in any run has no line."""
    cells = table.select(MATRIX_COLUMNS).to_dicts()
    fallers = look.ordered(table["actor"])
    leads = {row["by"] for row in cells if row["share"] > 0}
    leads |= {by for by, actor in documented if actor in fallers}
    leaders = [by for by in look.ordered(table["by"]) if by in leads or by in fallers]
    if NOBODY in leaders and NOBODY not in look.names:
        leaders = [*(by for by in leaders if by != NOBODY), NOBODY]
    return [
        {
            **row,
            "row": leaders.index(row["by"]),
            "column": fallers.index(row["actor"]),
            "leader": "led by nobody" if _is_nobody(row["by"], look) else look.name(row["by"]),
            "name": look.name(row["actor"]),
            "words": of_100(row["share"]).replace("under ", "<").replace("over ", ">"),
            "shade": 0.06 + 0.6 * row["share"] if row["share"] > 0 else 0.0,
            "documented": (row["by"], row["actor"]) in documented,
        }
        for row in cells
        if row["by"] in leaders
    ]


def _is_nobody(actor: str, look: Look) -> bool:
    return actor == NOBODY and actor not in look.names


def _layers(
    rows: list[dict[str, Any]], known: list[dict[str, Any]], look: Look, width: int
) -> alt.LayerChart:
    """Stack cells, numbers, names and the outlines of what is documented."""
    theme = look.theme
    n_rows = max(row["row"] for row in rows) + 1
    n_columns = max(row["column"] for row in rows) + 1
    longest = min(LONGEST_LABEL, 0.34 * width)
    beside = 18 + min(longest, max(text_width(row["leader"]) for row in rows))
    last = max(rows, key=lambda row: row["column"])["name"]
    above = min(LONGEST_LABEL, text_width(last))
    cell = min(CELL, int((width - beside - 0.82 * above) / n_columns))
    is_upright = cell < UPRIGHT
    if is_upright:
        cell = min(UPRIGHT, int((width - beside) / n_columns))
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    base = alt.Chart(inline(rows)).encode(x=x, y=y)
    grounds = base.mark_rect(
        fill=theme.fates["internal_exile"], stroke=theme.grid, strokeWidth=1
    ).encode(
        fillOpacity=alt.FillOpacity("shade:Q", scale=None),
        tooltip=["leader:N", "name:N", "words:N"],
    )
    size = 12 if cell > UPRIGHT else 11
    numbers = base.transform_filter("datum.share > 0").mark_text(fontSize=size)
    numbers = numbers.encode(text="words:N")
    lines = {row["row"]: row for row in rows}.values()
    columns = {row["column"]: row for row in rows}.values()
    leaders = alt.Chart(inline([{"row": r["row"], "leader": r["leader"]} for r in lines]))
    left = limited(leaders, "leader", longest, align="right").encode(x=alt.value(-10), y=y)
    people = alt.Chart(inline([{"column": c["column"], "name": c["name"]} for c in columns]))
    heads = limited(
        people, "name", LONGEST_LABEL, align="left", angle=270 if is_upright else 325, dx=2
    ).encode(x=x, y=alt.value(-8))
    layers = [grounds, *([numbers] if cell >= SMALLEST_CELL else []), left, heads]
    if known:
        outlines = alt.Chart(inline(known)).mark_rect(
            fill=None, stroke=theme.ink, strokeWidth=2.2, fillOpacity=0
        )
        layers.append(outlines.encode(x=x, y=y))
    return alt.LayerChart(layer=layers).properties(width=cell * n_columns, height=34 * n_rows)


def _sentence(rows: list[dict[str, Any]]) -> str:
    """State the most frequent pair."""
    led = [row for row in rows if not row["leader"].startswith("led by nobody")] or rows
    most = max(led, key=lambda row: row["share"])
    return f"{most['leader']} removes {most['name']} in {of_100(most['share'])} of 100 runs"


def _matrix_text(rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    """Describe the chart in words: the ten most frequent pairs, and what is documented."""
    seen = sorted((row for row in rows if row["share"] > 0), key=lambda row: -row["share"])[:10]
    pairs = "; ".join(f"{row['leader']}, {row['name']}: {of_100(row['share'])}" for row in seen)
    really = "; ".join(f"{row['leader']}, {row['name']}" for row in known)
    documented = f" Documented: {really}." if really else ""
    return f"A table of who leads whose first removal, of 100 runs. {pairs or 'None'}.{documented}"
