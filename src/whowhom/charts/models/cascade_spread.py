"""How many act in the end by the spread of thresholds, with the jump."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import finished, for_actors, in_percent, percent_axis, thinned
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.crowds.cascade_spread import CascadeSpread, CriticalSpread

__all__ = ["cascade_spread"]

WIDTH, HEIGHT = 420, 240


def cascade_spread(
    result: "CascadeSpread", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share that acts in the end by the spread of the thresholds.

    Parameters
    ----------
    result : CascadeSpread
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells where the cascade tips.

    Returns
    -------
    altair.LayerChart
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
        _layers(rows, jump, look),
        look,
        title=title or _sentence(result),
        subtitle="share of all people who act in the end, starting from nobody"
        + ("\ndashed: the jump" if jump is not None else ""),
        description=_told(rows, result),
    )


def _layers(
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


def _sentence(result: "CascadeSpread") -> str:
    """Tell where the cascade tips."""
    jump = result.critical
    if jump is None:
        return f"No spread makes the cascade jump; {in_percent(result.share)} act at the one given"
    return (
        f"At a spread of {number(jump.spread)} the cascade tips from "
        f"{in_percent(jump.share)} to {in_percent(jump.share_after)}"
    )


def _told(rows: list[dict[str, Any]], result: "CascadeSpread") -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{number(row['spread'])}: {in_percent(row['share'])}"
        for row in (rows[i] for i in thinned(len(rows), 9))
    )
    return (
        f"Line of the share that acts in the end, by spread: {parts}. {_sentence(result)}. "
        f"At the spread given {in_percent(result.share)} act."
    )
