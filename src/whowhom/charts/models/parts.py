"""What the charts of formal models share: names, shares in words, shades, strips, rows of dots."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import altair as alt

from whowhom.charts.parts import inline, row_y, themed
from whowhom.charts.theme import Look, Theme
from whowhom.graphemes import is_plain, shortened, shortened_middle, unshaped, wrapped

__all__ = [
    "OUT",
    "RULES",
    "TIES",
    "Piece",
    "called",
    "few",
    "finished",
    "for_actors",
    "in_percent",
    "named",
    "percent_axis",
    "piece_state",
    "row_labels",
    "shade",
    "shares_by_row",
    "spells",
    "strip_layers",
    "strip_rows",
    "thinned",
]

Drawn = TypeVar("Drawn", alt.LayerChart, alt.FacetChart)

LONGEST_NAME = 28
"""Signs of a name that a sentence has room for."""
LONGEST_LABEL = 20
"""Signs of a name beside its row."""
LONGEST_LINE = 64
"""Signs of a title on one line."""
JOINERS = "\u200c\u200d"
"""Signs without width that belong to words of some scripts."""


def for_actors(actors: Iterable[object], look: Look | None) -> Look:
    """Return the look, or by default a light one; numbers stand for names that are missing."""
    if look is not None:
        return look
    return Look(names={str(a): a if isinstance(a, str) else f"actor {a}" for a in actors})


def called(look: Look, actor: object, *, most: int | None = None) -> str:
    """Return what an actor is called, without signs that would turn or break the line.

    A name longer than `most` signs is cut in the middle, since names often differ at the end.
    """
    name = "".join(c for c in look.name(str(actor)) if c.isprintable() or c in JOINERS)
    return name if most is None else shortened_middle(name, most)


def named(look: Look, actor: object) -> dict[str, str]:
    """Return the name of an actor and the shorter one that stands beside the row."""
    label = called(look, actor, most=LONGEST_LABEL)
    if not is_plain(label):
        label = shortened(label, LONGEST_LABEL, unshaped)
    return {"name": called(look, actor), "label": label}


def row_labels(base: alt.Chart) -> alt.Chart:
    """Return the names left of the rows, none too long for its place."""
    texts: alt.Chart = base.mark_text(align="right")
    return texts.encode(x=alt.value(-8), text="label:N")


def few(look: Look, actors: Sequence[object], *, most: int = 3, signs: int = LONGEST_NAME) -> str:
    """Return the names of actors for a sentence; of many the first, and how many more."""
    shown = list(actors) if len(actors) <= most else list(actors)[: most - 1]
    names = [called(look, actor, most=signs) for actor in shown]
    if len(actors) > most:
        names.append(f"{len(actors) - most + 1} more")
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def in_percent(share: float) -> str:
    """Return a share in percent, never rounded to none or all.

    Examples
    --------
    >>> [in_percent(share) for share in (0, 0.00001, 0.01613, 0.5454, 0.99999, 1)]
    ['0%', 'under 0.01%', '1.61%', '54.5%', 'over 99.9%', '100%']
    """
    if 0 < share < 0.0001:
        return "under 0.01%"
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return f"{100 * share:.3g}%"


def percent_axis(title: str | None, *, count: int = 5, **more: Any) -> alt.Axis:
    """Return the axis of a share, written in percent."""
    return alt.Axis(format="~%", tickCount=count, title=title, **more)


def shade(theme: Theme, colour: str, part: float) -> str:
    """Return a colour mixed with the ground, so much of it as `part` says.

    Examples
    --------
    >>> from whowhom.charts import LIGHT
    >>> shade(LIGHT, "#000000", 1), shade(LIGHT, "#000000", 0) == LIGHT.paper
    ('#000000', True)
    """
    if not colour.startswith("#"):  # both grounds at once, which the browser mixes
        return f"color-mix(in srgb, {colour} {100 * part:g}%, {theme.paper})"
    mixed = (
        round(part * int(colour[i : i + 2], 16) + (1 - part) * int(theme.paper[i : i + 2], 16))
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02X}" for value in mixed)


def thinned(n: int, most: int) -> list[int]:
    """Return at most about `most` of n places, evenly chosen, the first and the last among them.

    Examples
    --------
    >>> thinned(4, 10), thinned(10, 4)
    ([0, 1, 2, 3], [0, 3, 6, 9])
    """
    step = max(1, -(-(n - 1) // max(1, most - 1)))
    return sorted({*range(0, n, step), n - 1})


def finished(chart: Drawn, look: Look, *, title: str, subtitle: str, description: str) -> Drawn:
    """Return the chart themed, with a title of as many lines as it needs."""
    told = themed(chart, look, title=title, subtitle=subtitle, description=description)
    lines = _balanced(title)
    if len(lines) > 1:
        told.title.text = lines
    return told


def _balanced(text: str) -> list[str]:
    """Return a text in as few lines as it needs, none of them much shorter than the others."""
    lines = wrapped(text, LONGEST_LINE)
    for width in range(-(-len(text) // max(1, len(lines))), LONGEST_LINE):
        narrower = wrapped(text, width)
        if len(narrower) <= len(lines):
            return narrower
    return lines


RULES, TIES, OUT = "rules", "could rule", "out"


class Piece(NamedTuple):
    """A part of the axis with one state; a single place if it starts where it ends."""

    start: float
    end: float
    state: str


def piece_state(actor: object, all_members: Sequence[Sequence[object]]) -> str:
    """Return whether an actor belongs to all, to some or to none of the coalitions that tie."""
    among = sum(actor in members for members in all_members)
    return RULES if among == len(all_members) else TIES if among else OUT


def spells(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours of the same state.

    Examples
    --------
    >>> [tuple(p) for p in spells([Piece(0, 1, "a"), Piece(1, 1, "a"), Piece(1, 2, "b")])]
    [(0, 1, 'a'), (1, 2, 'b')]
    """
    joined = []
    for state, part in groupby(pieces, key=lambda piece: piece.state):
        found = list(part)
        joined.append(Piece(found[0].start, found[-1].end, state))
    return joined


def strip_rows(
    actors: Sequence[object],
    pieces: Sequence[Sequence[Piece]],
    look: Look,
    *,
    emphasised: object = None,
) -> list[dict[str, Any]]:
    """Return a row of data for each bar of each actor, in the order of the actors."""
    theme, rows = look.theme, []
    for place, (actor, parts) in enumerate(zip(actors, pieces, strict=True)):
        colour = theme.actors[1 if actor == emphasised else 0]
        fills = {RULES: colour, TIES: shade(theme, colour, 0.25), OUT: theme.paper}
        for start, end, state in spells(parts):
            rows.append(
                {
                    "row": place,
                    "actor": actor,
                    **named(look, actor),
                    "start": start,
                    "end": end,
                    "state": state,
                    "is_edge": start == end,
                    "fill": fills[state],
                    "stroke": theme.paper if state == OUT else colour,
                    "weight": "bold" if actor == emphasised else "normal",
                }
            )
    return rows


def strip_layers(rows: list[dict[str, Any]], look: Look, x: alt.X) -> list[alt.Chart]:
    """Stack lanes, bars, single places as ticks, and names.

    Parameters
    ----------
    rows : list of dict
        From :func:`strip_rows`.
    look : Look
    x : altair.X
        The axis, of the field ``start``.
    """
    base = alt.Chart(inline(rows)).encode(y=row_y())
    whole = base.transform_aggregate(
        start="min(start)", end="max(end)", groupby=["row", "label", "weight"]
    )
    lanes = whole.mark_rule(color=look.theme.grid).encode(x=x, x2="end:Q")
    bars = base.encode(
        x=x,
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
        tooltip=["name:N", "state:N", "start:Q", "end:Q"],
    )
    ruled = bars.transform_filter(f"!datum.is_edge && datum.state != '{OUT}'")
    edges = bars.transform_filter("datum.is_edge")
    names = [
        row_labels(whole.transform_filter(f"datum.weight == '{weight}'"))
        for weight in sorted({row["weight"] for row in rows})
    ]
    for layer, weight in zip(names, sorted({row["weight"] for row in rows}), strict=True):
        layer.mark.fontWeight = weight
    return [
        lanes,
        ruled.mark_bar(height=14, strokeWidth=1).encode(x2="end:Q"),
        edges.mark_tick(size=18, thickness=2.5, strokeWidth=1, opacity=1),
        *names,
    ]


ROOMY = 14
"""Rows up to which they are drawn wide apart."""


def shares_by_row(
    rows: list[dict[str, Any]], measures: Mapping[str, str], look: Look
) -> alt.LayerChart:
    """Stack a thin line, three marks and the name for each row.

    Parameters
    ----------
    rows : list of dict
        For each row ``row`` (its number), ``actor``, ``name``, ``label`` and the shares; None where
        a row has no such share.
    measures : mapping of str to str
        Three keys of the rows and their names, in the order of the legend.
    look : Look

    Returns
    -------
    altair.LayerChart
    """
    theme = look.theme
    marks = [
        {
            "row": row["row"],
            "name": row["name"],
            "actor": row["actor"],
            "measure": words,
            "share": row[key],
        }
        for row in rows
        for key, words in measures.items()
        if row[key] is not None
    ]
    most = max(mark["share"] for mark in marks)
    x = alt.X(
        "share:Q", scale=alt.Scale(domain=[0, min(1.0, most * 1.06)]), axis=percent_axis(None)
    )
    base = alt.Chart(inline(marks)).encode(y=row_y(), x=x)
    spans = [
        {
            "row": row["row"],
            "label": row["label"],
            "low": min(row[key] for key in measures if row[key] is not None),
            "high": max(row[key] for key in measures if row[key] is not None),
        }
        for row in rows
    ]
    lines = alt.Chart(inline(spans)).encode(y=row_y())
    names = list(measures.values())
    colours = [theme.ink, theme.actors[0], theme.actors[1]]
    shapes = ["circle", "square", "triangle-up"]
    legend = alt.Legend(symbolStrokeWidth=1.8, symbolSize=90)
    encoded = base.encode(
        color=alt.Color("measure:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
        shape=alt.Shape("measure:N", scale=alt.Scale(domain=names, range=shapes)),
        fill=alt.Fill(
            "measure:N", scale=alt.Scale(domain=names, range=[theme.paper, *colours[1:]])
        ),
        tooltip=["name:N", "measure:N", "share:Q"],
    )
    step, aside = (32, 7) if len(rows) <= ROOMY else (20, 5)
    points = [
        encoded.transform_filter(alt.datum.measure == words).mark_point(
            size=62 if aside > 5 else 40, strokeWidth=1.8, opacity=1, yOffset=offset
        )
        for words, offset in zip(names, (0, -aside, aside), strict=True)
    ]
    layers = [
        lines.mark_rule(color=theme.mute, strokeWidth=1).encode(x="low:Q", x2="high:Q"),
        *points,
        row_labels(lines),
    ]
    return alt.LayerChart(layer=layers).properties(width=400, height=alt.Step(step))
