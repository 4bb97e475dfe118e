"""Which junta holds together, for every discount: a strip for each actor."""

from typing import TYPE_CHECKING

import altair as alt

from whowhom.charts.models.parts import called, few, finished, for_actors
from whowhom.charts.models.strips import OUT, RULES, Piece, strip_layers, strip_rows
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.sketches.junta_by_discount import JuntaByDiscount, JuntaRange

__all__ = ["junta_by_discount"]


def junta_by_discount(
    result: "JuntaByDiscount", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each actor the discounts at which he is left in the end.

    Parameters
    ----------
    result : JuntaByDiscount
    look : Look, optional
        Theme and names; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells from which discount on the last junta holds together.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    pieces = [
        [
            Piece(float(r.low), float(r.high), RULES if actor in r.members else OUT)
            for r in result.ranges
        ]
        for actor in result.actors
    ]
    rows = strip_rows(result.actors, pieces, look)
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title="discount: what the next period is worth", tickCount=5),
    )
    edges = any(row["is_edge"] for row in rows)
    return finished(
        alt.LayerChart(layer=strip_layers(rows, look, x)).properties(
            width=420, height=alt.Step(26)
        ),
        look,
        title=title or _sentence(result, look),
        subtitle="bar: belongs to the junta that holds together in the end"
        + ("; thin tick: at a single discount" if edges else ""),
        description=_told(result, look),
    )


def _left(found: "JuntaRange", result: "JuntaByDiscount", look: Look) -> str:
    """Tell who is left."""
    members = found.members
    if 1 < len(members) == len(result.actors):
        return "all hold together"
    return f"{few(look, members)} {'rules alone' if len(members) == 1 else 'hold together'}"


def _sentence(result: "JuntaByDiscount", look: Look) -> str:
    """Tell from which discount on the last junta holds together."""
    first, last = result.ranges[0], result.ranges[-1]
    if len(result.ranges) == 1:
        told = _left(last, result, look)
        return (
            f"A{told[1:]} at every discount" if told[0:4] == "all " else f"{told} at every discount"
        )
    word = "From" if last.includes_low else "Above"
    return (
        f"{word} a discount of {number(float(last.low))} {_left(last, result, look)}; "
        f"at 0 {_left(first, result, look)}"
    )


def _told(result: "JuntaByDiscount", look: Look) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"from {number(float(found.low))} to {number(float(found.high))} "
        f"{', '.join(called(look, actor) for actor in found.members)}"
        for found in result.ranges
    )
    names = ", ".join(called(look, actor) for actor in result.actors)
    return f"Strips of the discounts at which each is left. Actors: {names}. Left: {parts}."
