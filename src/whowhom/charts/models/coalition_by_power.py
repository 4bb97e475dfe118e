"""Who rules as one actor grows stronger: a strip for each actor, with his danger zones."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import called, finished, for_actors, shade
from whowhom.charts.models.strips import (
    TIES,
    Piece,
    piece_state,
    spells,
    strip_layers,
    strip_rows,
)
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.coalitions.coalition_power import CoalitionByPower

__all__ = ["coalition_by_power"]

WIDTH = 440
REMOVED = "removed"
WORDS = {"alone": "alone", "safe": "safe", REMOVED: "removed", "open": "open"}
SENTENCES = {
    "alone": "rules alone",
    "safe": "rules with others",
    REMOVED: "is removed",
    "open": "belongs to some of the coalitions that tie",
}
NARROWEST = 0.075
"""Part of the axis below which a zone has no room for its word."""


def coalition_by_power(
    result: "CoalitionByPower", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each actor at which powers of one of them he belongs to the ruling coalition.

    Parameters
    ----------
    result : CoalitionByPower
    look : Look, optional
        Theme and names; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells with which power the actor is removed.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    who = result.actor
    actors = [who, *(actor for actor in result.actors if actor != who)]
    pieces = [
        [
            Piece(float(step.low), float(step.high), piece_state(actor, step.all_members))
            for step in result.steps
        ]
        for actor in actors
    ]
    zones = spells(Piece(float(step.low), float(step.high), step.fate) for step in result.steps)
    rows = strip_rows(actors, pieces, look, emphasised=who)
    seen = {row["state"] for row in rows if not row["is_edge"]}
    return finished(
        _layers(rows, zones, float(result.given), look),
        look,
        title=title or _sentence(zones, called(look, who, most=28)),
        subtitle="bar: belongs to the ruling coalition"
        + ("; thin tick: at a single power" if any(row["is_edge"] for row in rows) else "")
        + ("\nhollow bar: belongs only to some of those that tie" if TIES in seen else "")
        + "\nabove: what becomes of the first actor; shaded: he is removed",
        description=_told(result, zones, look),
    )


def _layers(
    rows: list[dict[str, Any]], zones: list[Piece], given: float, look: Look
) -> alt.LayerChart:
    """Stack danger zones, strips, words and the power that was given."""
    theme = look.theme
    low, high = zones[0].start, zones[-1].end
    scale = alt.Scale(domain=[low, high if high > low else low + 1], nice=False, zero=False)
    axis = alt.Axis(title="power of the first actor, in the unit of power", tickCount=6, grid=False)
    x = alt.X("start:Q", scale=scale, axis=axis)
    shown = [
        {
            "start": zone.start,
            "end": zone.end,
            "middle": (zone.start + zone.end) / 2,
            "fate": zone.state,
            "words": WORDS[zone.state] if zone.end - zone.start > NARROWEST * (high - low) else "",
        }
        for zone in zones
    ]
    base = alt.Chart(inline(shown))
    danger = base.transform_filter(f"datum.fate == '{REMOVED}'")
    layers = [
        danger.mark_rect(color=shade(theme, theme.actors[1], 0.22)).encode(x=x, x2="end:Q"),
        *strip_layers(rows, look, x),
        base.mark_text(fontStyle="italic").encode(
            x=alt.X("middle:Q"), y=alt.value(-8), text="words:N"
        ),
    ]
    if low <= given <= high:
        mark = alt.Chart(inline([{"given": given, "words": f"as given: {number(given)}"}]))
        line = mark.mark_rule(color=theme.ink, strokeWidth=1.5, strokeDash=[4, 3])
        layers.append(line.encode(x="given:Q"))
        layers.append(mark.mark_text().encode(x="given:Q", y=alt.value(-25), text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=alt.Step(26))


def _sentence(zones: list[Piece], who: str) -> str:
    """Tell where the danger lies."""
    danger = [zone for zone in zones if zone.state == REMOVED]
    if not danger:
        span = f"{number(zones[0].start)} to {number(zones[-1].end)}"
        return f"{who} is never removed with a power from {span}"
    widest = max(danger, key=lambda zone: zone.end - zone.start)
    if widest.start == widest.end:
        return f"{who} is removed at a power of just {number(widest.start)}"
    span = f"between {number(widest.start)} and {number(widest.end)}"
    if len(danger) == 1:
        return f"{who} is removed with a power {span}"
    return f"{who} is removed in {len(danger)} ranges of power, the widest {span}"


def _told(result: "CoalitionByPower", zones: list[Piece], look: Look) -> str:
    """Tell the chart in words."""
    who = called(look, result.actor)
    parts = [
        f"{SENTENCES[zone.state]} "
        + (
            f"at {number(zone.start)}"
            if zone.start == zone.end
            else f"from {number(zone.start)} to {number(zone.end)}"
        )
        for zone in zones
    ]
    others = ", ".join(called(look, actor) for actor in result.actors if actor != result.actor)
    return (
        f"Strips of the powers of {who} at which each rules. {who} {'; '.join(parts)}. "
        f"Given was {number(float(result.given))}. The others: {others or 'nobody'}."
    )
