"""Bargaining over a line: where each stands after each round."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import apart, called, finished, for_actors, named, thinned
from whowhom.charts.palette import Look
from whowhom.charts.rows import limited
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.bargains.bargaining import Bargain

__all__ = ["bargaining"]

WIDTH, LINE, MOST_ROWS = 420, 15, 4500


def bargaining(
    result: "Bargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the position of each actor round by round, with median and weighted mean.

    Parameters
    ----------
    result : Bargain
    look : Look, optional
        Theme, names and colours; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells where they come to rest.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    positions = [result.start, *(played.positions for played in result.history)]
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
        _layers(rows, centre, look),
        look,
        title=title or _sentence(result),
        subtitle="positions on the line, by round of bargaining\n"
        "thick: median; thick and dashed: mean weighted by capability times salience",
        description=_told(result, look),
    )


def _layers(rows: list[dict[str, Any]], centre: list[dict[str, Any]], look: Look) -> alt.LayerChart:
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


def _sentence(result: "Bargain") -> str:
    """Tell where they come to rest."""
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


def _told(result: "Bargain", look: Look) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{called(look, actor)} from {number(float(start))} to {number(float(end))}"
        for actor, start, end in zip(result.actors, result.start, result.end, strict=True)
    )
    return (
        f"Lines of positions over {len(result.history)} rounds of bargaining: {parts}. Median "
        f"from {number(result.start_median)} to {number(result.medians[-1])}, weighted mean from "
        f"{number(result.start_mean)} to {number(result.means[-1])}. {_sentence(result)}."
    )
