"""How a junta shrinks, period by period, and which junta holds together at each discount."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    OUT,
    RULES,
    Piece,
    called,
    few,
    finished,
    for_actors,
    named,
    row_labels,
    strip_layers,
    strip_rows,
)
from whowhom.charts.parts import inline, row_y
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.sketches.junta import Junta
    from whowhom.theory.sketches.junta_by_discount import JuntaByDiscount, JuntaRange

__all__ = ["junta", "junta_by_discount"]

WIDTH, MOST = 380, 6
"""Pixels, and discounts that are drawn."""


def junta(result: "Junta", *, look: Look | None = None, title: str | None = None) -> alt.FacetChart:
    """Draw who belongs to the junta in each period, at each discount.

    By default its title is a sentence that says how many are left at the least and the greatest
    discount.
    """
    look = for_actors(result.actors, look)
    kept = range(min(len(result.discounts), MOST))
    rows = [
        {
            "panel": k,
            "heading": f"discount {number(float(result.discounts[k]))}: "
            f"{_junta_left(result, k, look)}",
            "row": place,
            "actor": actor,
            **named(look, actor),
            "start": 0,
            "end": sum(actor in members for members in result.paths[k]),
            "stays": actor in result.juntas[k],
        }
        for k in kept
        for place, actor in enumerate(result.actors)
    ]
    longest = max(len(result.paths[k]) for k in kept)
    for row in rows:
        row["until"] = longest if row["stays"] else row["end"]
        row["words"] = "stays" if row["stays"] else f"removed after period {row['end']}"
    left_out = len(result.discounts) - len(kept)
    return finished(
        _panels(rows, longest, look),
        look,
        title=title or _junta_sentence(result, look),
        subtitle="bar: belongs to the junta in that period; who stays, stays for ever"
        + (f"\n{left_out} more discounts are not drawn" if left_out else ""),
        description=_junta_text(result, look),
    )


def _panels(rows: list[dict[str, Any]], longest: int, look: Look) -> alt.FacetChart:
    """Stack lanes, bars, words and names; a panel for each discount."""
    theme = look.theme
    base = alt.Chart().encode(y=row_y())
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[0, longest], nice=False),
        axis=alt.Axis(
            title="period",
            values=[t + 0.5 for t in range(longest)],
            labelExpr="datum.value + 0.5",
            grid=False,
            ticks=False,
        ),
    )
    colours = alt.Scale(domain=[True, False], range=[theme.actors[0], theme.rest])
    bars = base.mark_bar(height=14, cornerRadius=1).encode(
        x=x,
        x2="until:Q",
        color=alt.Color("stays:N", scale=colours, legend=None),
        tooltip=["name:N", "words:N"],
    )
    texts = base.mark_text(align="left", dx=6, fontSize=11)
    small = alt.layer(
        bars,
        texts.transform_filter("!datum.stays").encode(x="until:Q", text="words:N"),
        row_labels(base),
        data=inline(rows),
    )
    return (
        small.properties(width=WIDTH, height=alt.Step(22))
        .facet(
            alt.Facet("heading:N", sort=alt.EncodingSortField("panel", op="min"), title=None),
            columns=1,
        )
        .properties(spacing=18)
    )


def _junta_left(result: "Junta", place: int, look: Look) -> str:
    """Say who is left at a discount."""
    members = result.juntas[place]
    if len(members) == len(result.actors):
        return "all hold together" if len(members) > 1 else f"{few(look, members, signs=18)} rules"
    if len(members) == 1:
        return f"{few(look, members, signs=18)} rules alone"
    return f"{few(look, members, signs=18)} are left"


def _junta_sentence(result: "Junta", look: Look) -> str:
    """Say who is left at the least and the greatest discount."""
    order = sorted(range(len(result.discounts)), key=lambda k: result.discounts[k])
    first, last = order[0], order[-1]
    low, high = (number(float(result.discounts[k])) for k in (first, last))
    if len({result.juntas[k] for k in order}) == 1:
        told = f"{_junta_left(result, first, look)} at " + (
            f"a discount of {low}" if len(order) == 1 else "every discount drawn"
        )
    else:
        told = (
            f"At a discount of {low} {_junta_left(result, first, look)}; "
            f"at {high} {_junta_left(result, last, look)}"
        )
    return f"A{told[1:]}" if told.startswith("all hold") else told


def _junta_text(result: "Junta", look: Look) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"at a discount of {number(float(discount))} the sizes are "
        f"{', '.join(str(len(members)) for members in path)}, and {_junta_left(result, k, look)}"
        for k, (discount, path) in enumerate(zip(result.discounts, result.paths, strict=True))
    )
    names = ", ".join(called(look, actor) for actor in result.actors)
    return f"Strips of who belongs to the junta, by period. At first: {names}. {parts}."


def junta_by_discount(
    result: "JuntaByDiscount", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the discounts at which each actor is left in the end.

    By default its title is a sentence that says from which discount on the last junta holds
    together.
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
        title=title or _discount_sentence(result, look),
        subtitle="bar: belongs to the junta that holds together in the end"
        + ("; thin tick: at a single discount" if edges else ""),
        description=_discount_text(result, look),
    )


def _discount_left(found: "JuntaRange", result: "JuntaByDiscount", look: Look) -> str:
    """Say who is left."""
    members = found.members
    if 1 < len(members) == len(result.actors):
        return "all hold together"
    return f"{few(look, members)} {'rules alone' if len(members) == 1 else 'hold together'}"


def _discount_sentence(result: "JuntaByDiscount", look: Look) -> str:
    """Say from which discount on the last junta holds together."""
    first, last = result.ranges[0], result.ranges[-1]
    if len(result.ranges) == 1:
        told = _discount_left(last, result, look)
        return (
            f"A{told[1:]} at every discount" if told[0:4] == "all " else f"{told} at every discount"
        )
    word = "From" if last.includes_low else "Above"
    return (
        f"{word} a discount of {number(float(last.low))} {_discount_left(last, result, look)}; "
        f"at 0 {_discount_left(first, result, look)}"
    )


def _discount_text(result: "JuntaByDiscount", look: Look) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"from {number(float(found.low))} to {number(float(found.high))} "
        f"{', '.join(called(look, actor) for actor in found.members)}"
        for found in result.ranges
    )
    names = ", ".join(called(look, actor) for actor in result.actors)
    return f"Strips of the discounts at which each is left. Actors: {names}. Left: {parts}."
