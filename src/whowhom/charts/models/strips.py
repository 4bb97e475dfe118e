"""Strips: a row for each actor, with bars over the part of an axis where he rules."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import named, row_labels, shade
from whowhom.charts.palette import Look
from whowhom.charts.rows import row_y

__all__ = ["OUT", "RULES", "TIES", "Piece", "piece_state", "spells", "strip_layers", "strip_rows"]

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
