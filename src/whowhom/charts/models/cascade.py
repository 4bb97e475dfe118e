"""A cascade as a cobweb, and how many act in the end by the spread of thresholds."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from whowhom.charts.models.parts import (
    called,
    finished,
    for_actors,
    in_percent,
    percent_axis,
    thinned,
)
from whowhom.charts.parts import inline
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.crowds.cascade import Cascade
    from whowhom.theory.crowds.cascade_spread import CascadeSpread, CriticalSpread

__all__ = ["cascade", "cascade_spread"]

SIZE = 300
LINE = 36
"""Pixels between the words of two rounds, at least."""
MOST_ROUNDS = 1200
"""Rounds drawn, the first and the last ones."""


def cascade(
    result: "Cascade", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw how many act after each round by how many acted before it.

    By default its title is a sentence that says how many act in the end, and whose change matters
    most.
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
        _cascade_layers(rows, path[-1], people, look),
        look,
        title=title or _cascade_sentence(result, look),
        subtitle="people who act, before and after each round; on the dashed line nobody joins\n"
        "dot: those who act after a round; steps: the way of the cascade",
        description=_cascade_text(result, path, look),
    )


def _cascade_layers(
    rows: list[dict[str, Any]], end: int, people: int, look: Look
) -> alt.LayerChart:
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


def _cascade_sentence(result: "Cascade", look: Look) -> str:
    """Say how many act in the end, and whose change matters most."""
    n = result.number
    told = f"{n:,} of {len(result.actors):,} act{'s' if n == 1 else ''} in the end"
    who = _turning(result)
    if who is None:
        return told
    then, name = int(result.if_turned[who]), called(look, result.actors[who], most=28)
    if then < n:
        return f"{told}; without {name} {f'only {then:,}' if then else 'nobody'}"
    return f"{told}; if {name} acted, {then:,}"


def _cascade_text(result: "Cascade", path: list[int], look: Look) -> str:
    """Describe the chart in words."""
    shown = path if len(path) <= 12 else [*path[:6], *path[-6:]]
    rounds = len(path) - 1
    return (
        f"Steps of a cascade among {len(result.actors):,} people, from nobody, over "
        f"{rounds:,} round{'s' * (rounds != 1)}: {', '.join(f'{n:,}' for n in shown)} act. "
        f"{_cascade_sentence(result, look)}."
    )


WIDTH, HEIGHT = 420, 240


def cascade_spread(
    result: "CascadeSpread", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share that acts in the end by the spread of the thresholds.

    By default its title is a sentence that says where the cascade tips.
    """
    look = for_actors((), look)
    jump = result.critical
    rows: list[dict[str, Any]] = [
        {
            "spread": spread,
            "share": share,
            "side": "after" if jump is not None and spread > jump.spread else "before",
        }
        for spread, share in zip(result.spreads.tolist(), result.shares.tolist(), strict=True)
    ]
    return finished(
        _spread_layers(rows, jump, look),
        look,
        title=title or _spread_sentence(result),
        subtitle="share of all people who act in the end, starting from nobody"
        + ("\ndashed: the jump" if jump is not None else ""),
        description=_spread_text(rows, result),
    )


def _spread_layers(
    rows: list[dict[str, Any]], jump: "CriticalSpread | None", look: Look
) -> alt.LayerChart:
    """Stack the line, broken where it jumps, and the jump with its words."""
    theme = look.theme
    x = alt.X(
        "spread:Q",
        scale=alt.Scale(domain=[0, rows[-1]["spread"]], nice=False),
        axis=alt.Axis(title="standard deviation of thresholds, as a share of all", grid=False),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None, count=4))
    shown = list(rows)
    if jump is not None:  # the line reaches the jump from both sides
        shown.append({"spread": jump.spread, "share": jump.share, "side": "before"})
        shown.append({"spread": jump.spread, "share": jump.share_after, "side": "after"})
    line = alt.Chart(inline(shown)).mark_line(color=theme.actors[0], strokeWidth=2.5)
    layers = [line.encode(x=x, y=y, detail="side:N", tooltip=["spread:Q", "share:Q"])]
    if jump is not None:
        tip = {
            "spread": jump.spread,
            "low": jump.share,
            "high": jump.share_after,
            "words": f"at {number(jump.spread)}: from {in_percent(jump.share)} "
            f"to {in_percent(jump.share_after)}",
            "middle": (jump.share + jump.share_after) / 2,
        }
        base = alt.Chart(inline([tip])).encode(x="spread:Q")
        rule = base.mark_rule(color=theme.ink, strokeDash=[4, 3], strokeWidth=1.5)
        layers.append(rule.encode(y="low:Q", y2="high:Q"))
        layers += [
            base.mark_circle(color=theme.ink, size=50, opacity=1).encode(y=f"{end}:Q")
            for end in ("low", "high")
        ]
        texts = base.mark_text(align="left", dx=8)
        layers.append(texts.encode(y="middle:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _spread_sentence(result: "CascadeSpread") -> str:
    """Say where the cascade tips."""
    jump = result.critical
    if jump is None:
        return f"No spread makes the cascade jump; {in_percent(result.share)} act at the one given"
    return (
        f"At a spread of {number(jump.spread)} the cascade tips from "
        f"{in_percent(jump.share)} to {in_percent(jump.share_after)}"
    )


def _spread_text(rows: list[dict[str, Any]], result: "CascadeSpread") -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{number(row['spread'])}: {in_percent(row['share'])}"
        for row in (rows[i] for i in thinned(len(rows), 9))
    )
    return (
        f"Line of the share that acts in the end, by spread: {parts}. {_spread_sentence(result)}. "
        f"At the spread given {in_percent(result.share)} act."
    )
