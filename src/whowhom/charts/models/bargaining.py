"""Bargaining over a line, and what a proposal is worth under the open rule."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    called,
    finished,
    for_actors,
    in_percent,
    named,
    percent_axis,
    thinned,
)
from whowhom.charts.parts import apart, inline, limited
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.bargains.bargaining import Bargain
    from whowhom.theory.bargains.open_rule import OpenRuleBargain

__all__ = ["bargaining", "open_rule_bargaining"]

WIDTH, LINE, MOST_ROWS = 420, 15, 4500


def bargaining(
    result: "Bargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the position of each actor round by round, with median and weighted mean.

    By default its title is a sentence that says where they come to rest.
    """
    look = for_actors(result.actors, look)
    positions = [result.start, *(simulated.positions for simulated in result.history)]
    kept = thinned(len(positions), MOST_ROWS // (len(result.actors) + 2))
    rows = [
        {
            "round": t,
            "actor": actor,
            **named(look, actor),
            "position": float(positions[t][i]),
            "colour": look.colour(str(actor)),
        }
        for i, actor in enumerate(result.actors)
        for t in kept
    ]
    middles = {
        "median": (result.start_median, *result.medians),
        "weighted mean": (result.start_mean, *result.means),
    }
    centre = [
        {"round": t, "kind": kind, "position": float(values[t])}
        for kind, values in middles.items()
        for t in kept
    ]
    return finished(
        _line_layers(rows, centre, look),
        look,
        title=title or _line_sentence(result),
        subtitle="positions on the line, by round of bargaining\n"
        "thick: median; thick and dashed: mean weighted by capability times salience",
        description=_line_text(result, look),
    )


def _line_layers(
    rows: list[dict[str, Any]], centre: list[dict[str, Any]], look: Look
) -> alt.LayerChart:
    """Stack the lines of the actors, median and mean, and names at the right end."""
    theme = look.theme
    last = max(row["round"] for row in rows)
    ends = [row for row in rows if row["round"] == last]
    places = [row["position"] for row in rows]
    low, high = min(places), max(places)
    low, high = (low, high) if high > low else (low - 0.5, low + 0.5)
    height = max(220, LINE * (len(ends) + 1))
    x = alt.X(
        "round:Q",
        scale=alt.Scale(domain=[0, max(last, 1)], nice=False),
        axis=alt.Axis(title="round", tickMinStep=1, tickCount=10, grid=False, format=",d"),
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, padding=8)
    y = alt.Y("position:Q", scale=scale, axis=alt.Axis(title=None, tickCount=6))
    base = alt.Chart(inline(rows)).encode(
        x=x,
        y=y,
        color=alt.Color("colour:N", scale=None),
        detail="actor:N",
        tooltip=["name:N", "round:Q", "position:Q"],
    )
    middle = alt.Chart(inline(centre)).mark_line(color=theme.ink, strokeWidth=2.5)
    dashes = alt.Scale(domain=["median", "weighted mean"], range=[[1, 0], [5, 4]])
    spread = apart([row["position"] for row in ends], LINE * (high - low) / (height - 16))
    texts = [{**row, "place": place} for row, place in zip(ends, spread, strict=True)]
    at_end = alt.Chart(inline(texts))
    leaders = at_end.mark_rule(strokeWidth=1).encode(
        x=alt.value(WIDTH + 2),
        x2=alt.value(WIDTH + 20),
        y="position:Q",
        y2="place:Q",
        color=alt.Color("colour:N", scale=None),
    )
    layers = [
        base.mark_line(strokeWidth=2),
        base.mark_circle(size=22, opacity=1),
        middle.encode(x=x, y=y, strokeDash=alt.StrokeDash("kind:N", scale=dashes, legend=None)),
        leaders,
        limited(at_end, "label", 220, align="left", fontSize=11).encode(
            x=alt.value(WIDTH + 24), y="place:Q"
        ),
    ]
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=height)


def _line_sentence(result: "Bargain") -> str:
    """Say where they come to rest."""
    start = number(result.start_median)
    if result.forecast is not None:
        end = number(result.forecast)
        if start == end:
            return f"They come to rest with the median where it was, at {end}"
        return f"They come to rest; the median moves from {start} to {end}"
    if result.period is not None:
        return f"They never come to rest: positions recur every {result.period} rounds"
    rounds = len(result.history)
    end = number(result.medians[-1])
    return f"After {rounds} rounds they are not at rest; the median moves from {start} to {end}"


def _line_text(result: "Bargain", look: Look) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{called(look, actor)} from {number(float(start))} to {number(float(end))}"
        for actor, start, end in zip(result.actors, result.start, result.end, strict=True)
    )
    return (
        f"Lines of positions over {len(result.history)} rounds of bargaining: {parts}. Median "
        f"from {number(result.start_median)} to {number(result.medians[-1])}, weighted mean from "
        f"{number(result.start_mean)} to {number(result.means[-1])}. {_line_sentence(result)}."
    )


MOST = 300
"""Numbers of partners that are drawn."""
MEASURES = {
    "keeps": "kept if it passes",
    "value": "worth to the proposer",
    "offer": "paid to each partner",
}


def open_rule_bargaining(
    result: "OpenRuleBargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw what a proposer keeps, pays and can expect, by the number of partners.

    By default its title is a sentence that says how many partners are paid.
    """
    look = for_actors((), look)
    place = result.partners - result.choices[0].partners
    kept = sorted({*thinned(len(result.choices), MOST), place})
    rows = [
        {
            "partners": result.choices[k].partners,
            "measure": words,
            "share": getattr(result.choices[k], key),
            "is_chosen": k == place,
        }
        for k in kept
        for key, words in MEASURES.items()
    ]
    return finished(
        _open_layers(rows, look),
        look,
        title=title or _open_sentence(result),
        subtitle="share of what is divided, by the number of others whom the proposer pays\n"
        "the dashed line marks the number with the largest worth",
        description=_open_text(result),
    )


def _open_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack three lines, their points, and a rule at the chosen number."""
    theme = look.theme
    names = list(MEASURES.values())
    colours = [theme.actors[0], theme.ink, theme.actors[1]]
    most = max(row["share"] for row in rows)
    few, many = min(row["partners"] for row in rows), max(row["partners"] for row in rows)
    ticks = alt.Axis(title="partners", format="d", tickMinStep=1, grid=False, tickCount=10)
    pad = max(0.25, (many - few) / 30)
    scale = alt.Scale(domain=[few - pad, many + pad], nice=False, zero=False)
    x = alt.X("partners:Q", scale=scale, axis=ticks)
    y = alt.Y(
        "share:Q", scale=alt.Scale(domain=[0, min(1.0, most * 1.06)]), axis=percent_axis(None)
    )
    colour = alt.Color(
        "measure:N",
        scale=alt.Scale(domain=names, range=colours),
        legend=alt.Legend(symbolStrokeWidth=2),
    )
    tooltip = ["partners:Q", "measure:N", "share:Q"]
    base = alt.Chart(inline(rows)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    chosen = [{"chosen": next(row["partners"] for row in rows if row["is_chosen"])}]
    rule = alt.Chart(inline(chosen)).mark_rule(color=theme.mute, strokeDash=[4, 3])
    layers = [
        rule.encode(x=alt.X("chosen:Q", scale=scale)),
        base.mark_line(strokeWidth=2),
        base.mark_circle(size=45, opacity=1),
    ]
    return alt.LayerChart(layer=layers).properties(width=420, height=260)


def _open_sentence(result: "OpenRuleBargain") -> str:
    """Say how many partners are paid, and what is kept."""
    others = result.members - 1
    who = "all others" if result.partners == others else f"{result.partners} of {others} others"
    return (
        f"The proposer pays {who} and keeps {in_percent(result.keeps)}; under a closed rule "
        f"{in_percent(result.closed_keeps)}"
    )


def _open_text(result: "OpenRuleBargain") -> str:
    """Describe the chart in words."""
    first, last = result.choices[0], result.choices[-1]
    parts = "; ".join(
        f"with {choice.partners} it keeps {in_percent(choice.keeps)}, pays each "
        f"{in_percent(choice.offer)} and is worth {in_percent(choice.value)}"
        for choice in (first, last)
    )
    return (
        f"Lines by the number of partners whom the proposer of {result.members} members pays: "
        f"{parts}. Worth most with {result.partners}."
    )
