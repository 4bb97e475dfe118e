"""Where losers can hope to be spared: a map over arrivals of contenders and costs of death."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import finished, for_actors, in_percent, percent_axis, shade
from whowhom.charts.parts import inline
from whowhom.charts.theme import Look

if TYPE_CHECKING:
    from whowhom.theory.sketches.killing_variants import KillingRegimes

__all__ = ["killing_regimes"]

WIDTH, HEIGHT = 400, 280
WORDS = {
    "only killing": "only killing",
    "sparing by fear": "mercy for fear of execution",
    "sparing at any loss": "mercy at any cost",
}
LETTER, LINE = 7.2, 22
"""Pixels of a letter and of a line of words in the map."""


def killing_regimes(
    result: "KillingRegimes", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw which outcomes can last, by arrival of contenders and loss of the executed.

    By default its title is a sentence that says where only killing can last.
    """
    look = for_actors((), look)
    shares = {regime: _share(result, regime) for regime in WORDS}
    return finished(
        _layers(result, shares, look),
        look,
        title=title or _sentence(shares),
        subtitle="which ways of dealing with losers can last\n"
        "line: least loss of the executed at which the clean can spare the clean",
        description=_told(result, shares),
    )


def _share(result: "KillingRegimes", regime: str) -> float:
    """Return the part of the map that a regime has."""
    cells = [found for row in result.regimes for found in row]
    return cells.count(regime) / len(cells)


def _boxes(result: "KillingRegimes") -> list[dict[str, Any]]:
    """Return the map as boxes of one regime, joined over losses and over arrivals alike."""
    arrivals, losses = ([float(x) for x in axis] for axis in (result.arrivals, result.losses))
    wide = (arrivals[1] - arrivals[0] if len(arrivals) > 1 else 1.0) / 2
    high = (losses[1] - losses[0] if len(losses) > 1 else 1.0) / 2
    boxes: list[dict[str, Any]] = []
    columns = zip(arrivals, result.regimes, strict=True)
    for regimes, alike in groupby(columns, key=lambda column: column[1]):
        held = [arrival for arrival, _ in alike]
        cells = zip(losses, regimes, strict=True)
        for regime, part in groupby(cells, key=lambda cell: cell[1]):
            heights = [loss for loss, _ in part]
            boxes.append(
                {
                    "regime": regime,
                    "words": WORDS[regime],
                    "from": held[0],
                    "to": held[-1],
                    "left": max(0.0, held[0] - wide),
                    "right": min(1.0, held[-1] + wide),
                    "lowest": heights[0],
                    "highest": heights[-1],
                    "bottom": max(0.0, heights[0] - high),
                    "top": min(losses[-1], heights[-1] + high),
                }
            )
    return boxes


def _layers(result: "KillingRegimes", shares: dict[str, float], look: Look) -> alt.LayerChart:
    """Stack boxes, the threshold and the words of each regime."""
    theme, top = look.theme, float(result.losses[-1])
    boxes = _boxes(result)
    left = min(box["left"] for box in boxes)
    x = alt.X(
        "left:Q",
        scale=alt.Scale(domain=[left, 1], nice=False, zero=False),
        axis=percent_axis("chance that a new contender appears, per period", grid=False),
    )
    y = alt.Y(
        "bottom:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title="loss of the executed, in periods in power", tickCount=5, grid=False),
    )
    tints = [
        shade(theme, theme.actors[1], 0.75),
        shade(theme, theme.actors[0], 0.18),
        shade(theme, theme.actors[0], 0.4),
    ]
    seen = [regime for regime in WORDS if shares[regime] > 0]
    scale = alt.Scale(
        domain=[WORDS[regime] for regime in seen],
        range=[tint for regime, tint in zip(WORDS, tints, strict=True) if regime in seen],
    )
    boxed = (
        alt.Chart(inline(boxes))
        .mark_rect()
        .encode(
            x=x,
            x2="right:Q",
            y=y,
            y2="top:Q",
            fill=alt.Fill("words:N", scale=scale, legend=alt.Legend(labelLimit=300)),
            tooltip=["regime:N", "from:Q", "to:Q", "lowest:Q", "highest:Q"],
        )
    )
    line = [
        {"arrival": float(arrival), "least_loss": float(loss)}
        for arrival, loss in zip(result.arrivals, result.least_losses, strict=True)
    ]
    curve = alt.Chart(inline(line)).mark_line(color=theme.ink, strokeWidth=2, clip=True)
    layers = [boxed, curve.encode(x="arrival:Q", y="least_loss:Q")]
    places = _places(boxes, seen, 1 - left, top)
    if places:
        texts = alt.Chart(inline(places)).mark_text(fontSize=12, fontStyle="italic")
        layers.append(texts.encode(x="x:Q", y="y:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _places(
    boxes: list[dict[str, Any]], seen: list[str], wide: float, high: float
) -> list[dict[str, Any]]:
    """Return where the words of each regime stand: across neighbouring boxes with room for them."""
    places = []
    for regime in seen:
        mine = [box for box in boxes if box["regime"] == regime]
        needed = LETTER * len(WORDS[regime]) * wide / WIDTH
        for start, first in enumerate(mine):
            last = next((b for b in mine[start:] if b["right"] - first["left"] >= needed), None)
            if last is None:
                break
            across = mine[start : mine.index(last) + 1]
            bottom = max(box["bottom"] for box in across)
            top = min(box["top"] for box in across)
            if top - bottom >= LINE * high / HEIGHT:
                right = max(b["right"] for b in mine if b["bottom"] <= bottom and b["top"] >= top)
                middle = {"x": (first["left"] + right) / 2, "y": (bottom + top) / 2}
                places.append({"words": WORDS[regime], **middle})
                break
    return places


def _sentence(shares: dict[str, float]) -> str:
    """Say where only killing can last."""
    alone, free = shares["only killing"], shares["sparing at any loss"]
    if alone == 0:
        return "Mercy can last everywhere on this map"
    if alone == 1:
        return "Only killing can last, anywhere on this map"
    told = f"Only killing can last in {in_percent(alone)} of the map"
    return f"{told}; mercy at any cost in {in_percent(free)}" if free else told


def _told(result: "KillingRegimes", shares: dict[str, float]) -> str:
    """Describe the chart in words."""
    parts = "; ".join(f"{WORDS[regime]} in {in_percent(part)}" for regime, part in shares.items())
    picked = list(zip(result.arrivals, result.least_losses, strict=True))
    some = "; ".join(
        f"at an arrival of {in_percent(float(arrival))} "
        + (f"{float(loss):.3g}" if loss > 0 else "any")
        for arrival, loss in picked[:: max(1, len(picked) // 5)]
    )
    return f"Map of what can last: {parts}. Least loss for mercy: {some}."
