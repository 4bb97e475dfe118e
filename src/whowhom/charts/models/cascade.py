"""A cascade as a cobweb: steps between the curve of those who follow and the diagonal."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import called, finished, for_actors
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.crowds.cascade import Cascade

__all__ = ["cascade"]

SIZE = 300
LINE = 36
"""Pixels between the words of two rounds, at least."""
MOST_ROUNDS = 1200
"""Rounds drawn, the first and the last ones."""


def cascade(
    result: "Cascade", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw how many act after each round by how many acted before it.

    Parameters
    ----------
    result : Cascade
    look : Look, optional
        Theme and names; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells how many act in the end, and whose change matters most.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    path = [int(number) for number in result.path]
    people = len(result.actors)
    rows = [
        {
            "round": k + 1,
            "before": before,
            "after": after,
            "words": f"round {k + 1}: {after:,} of {people:,}",
        }
        for k, (before, after) in enumerate(pairwise(path))
    ]
    if len(rows) > MOST_ROUNDS:
        rows = rows[: MOST_ROUNDS // 2] + rows[-MOST_ROUNDS // 2 :]
    return finished(
        _layers(rows, path[-1], people, look),
        look,
        title=title or _sentence(result, look),
        subtitle="people who act, before and after each round; on the dashed line nobody joins\n"
        "dot: those who act after a round; steps: the way of the cascade",
        description=_told(result, path, look),
    )


def _layers(rows: list[dict[str, Any]], end: int, people: int, look: Look) -> alt.LayerChart:
    """Stack diagonal, steps, the dots of the curve, and the end."""
    theme = look.theme
    axis: dict[str, Any] = {"tickMinStep": 1, "tickCount": 6, "grid": False, "format": ",d"}
    scale = alt.Scale(domain=[0, people], nice=False)
    x = alt.X("x:Q", scale=scale, axis=alt.Axis(title="act before the round", **axis))
    y = alt.Y("y:Q", scale=scale, axis=alt.Axis(title="act after it", **axis))
    diagonal = alt.Chart(inline([{"x": 0, "y": 0}, {"x": people, "y": people}])).encode(x=x, y=y)
    steps = [{"x": 0, "y": 0, "order": 0}]
    for row in rows:
        steps.append({"x": row["before"], "y": row["after"], "order": len(steps)})
        steps.append({"x": row["after"], "y": row["after"], "order": len(steps)})
    way = alt.Chart(inline(steps)).mark_line(color=theme.actors[0], strokeWidth=2)
    layers = [
        diagonal.mark_line(color=theme.mute, strokeDash=[5, 4], strokeWidth=1.2),
        way.encode(x=x, y=y, order="order:Q"),
    ]
    if rows:
        dots = alt.Chart(inline(rows)).encode(x="before:Q", y="after:Q", tooltip=["words:N"])
        layers.append(dots.mark_circle(color=theme.actors[0], size=46, opacity=1))
        texts = alt.Chart(inline(_labelled(rows, people))).encode(x="after:Q", y="place:Q")
        layers.append(texts.mark_text(align="left", dx=12, fontSize=11).encode(text="words:N"))
    rest = alt.Chart(inline([{"x": end, "y": end}])).encode(x="x:Q", y="y:Q")
    layers.append(
        rest.mark_point(shape="circle", size=130, color=theme.ink, strokeWidth=2, opacity=1)
    )
    return alt.LayerChart(layer=layers).properties(width=SIZE, height=SIZE)


def _labelled(rows: list[dict[str, Any]], people: int) -> list[dict[str, Any]]:
    """Return the last round, and those before it whose words have room."""
    kept = [rows[-1]]
    for row in reversed(rows):
        if (kept[-1]["after"] - row["after"]) * SIZE >= LINE * people:
            kept.append(row)
    unit = people / SIZE  # people to a pixel
    return [{**row, "place": max(row["after"] - 9 * unit, 10 * unit)} for row in kept]


def _turning(result: "Cascade") -> int | None:
    """Return who would change the end most for others by turning round; None if nobody would."""
    changes = np.abs(result.if_turned - result.number)
    most = int(changes.argmax())
    return most if changes[most] > 1 else None


def _sentence(result: "Cascade", look: Look) -> str:
    """Tell how many act in the end, and whose change matters most."""
    n = result.number
    told = f"{n:,} of {len(result.actors):,} act{'s' if n == 1 else ''} in the end"
    who = _turning(result)
    if who is None:
        return told
    then, name = int(result.if_turned[who]), called(look, result.actors[who], most=28)
    if then < n:
        return f"{told}; without {name} {f'only {then:,}' if then else 'nobody'}"
    return f"{told}; if {name} acted, {then:,}"


def _told(result: "Cascade", path: list[int], look: Look) -> str:
    """Tell the chart in words."""
    shown = path if len(path) <= 12 else [*path[:6], *path[-6:]]
    rounds = len(path) - 1
    return (
        f"Steps of a cascade among {len(result.actors):,} people, from nobody, over "
        f"{rounds:,} round{'s' * (rounds != 1)}: {', '.join(f'{n:,}' for n in shown)} act. "
        f"{_sentence(result, look)}."
    )
