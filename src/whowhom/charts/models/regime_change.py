"""An attack on a regime: how many attack at each strength, against how many must."""

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import apart, finished, for_actors, in_percent, percent_axis
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.crowds.regime_change import RegimeChange, RegimeEquilibrium

__all__ = ["regime_change"]

WIDTH, HEIGHT, LINE = 380, 260, 14
LOW, HIGH, STEPS = -0.25, 1.25, 150


def regime_change(
    result: "RegimeChange", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share that attacks by the strength of the regime, in each equilibrium.

    Parameters
    ----------
    result : RegimeChange
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells up to which strength the regime falls, and its chance.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    return finished(
        _layers(result, look),
        look,
        title=title or _sentence(result),
        subtitle="share of all people who attack, by the strength of the regime\n"
        "dashed: the share that must; left of the dot the regime falls",
        description=_told(result),
    )


def _layers(result: "RegimeChange", look: Look) -> alt.LayerChart:
    """Stack the line of those who must attack, the curves of those who do, and where they meet."""
    theme = look.theme
    x = alt.X(
        "strength:Q",
        scale=alt.Scale(domain=[LOW, HIGH], nice=False),
        axis=alt.Axis(title="strength of the regime", grid=False, tickCount=6),
    )
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None, count=4))
    must: list[dict[str, Any]] = [
        {"strength": LOW, "share": 0},
        {"strength": 0, "share": 0},
        {"strength": 1, "share": 1},
    ]
    needed = alt.Chart(inline(must)).mark_line(color=theme.ink, strokeDash=[5, 4], strokeWidth=1.3)
    layers = [needed.encode(x=x, y=y)]
    places = apart([each.threshold for each in result.equilibria], LINE / HEIGHT)
    for i, each in enumerate(result.equilibria):
        colour = theme.actors[i % 2] if each.is_stable else theme.rest
        curve = alt.Chart(inline(_curve(result, each))).encode(x=x, y=y)
        layers.append(curve.mark_line(color=colour, strokeWidth=2.5 if each.is_stable else 1.5))
        end: dict[str, Any] = {
            "threshold": each.threshold,
            "chance": each.chance if each.chance == each.chance else None,
            "place": places[i],
            "words": _words(each),
        }
        base = alt.Chart(inline([end]))
        dot = base.mark_circle(color=colour, size=70, opacity=1)
        layers.append(dot.encode(x="threshold:Q", y="threshold:Q"))
        text = base.mark_text(align="left", fontSize=11)
        layers.append(text.encode(x=alt.value(WIDTH + 8), y="place:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _curve(result: "RegimeChange", each: "RegimeEquilibrium") -> list[dict[str, float]]:
    """Return the share with signals up to the threshold's, by strength."""
    root = math.sqrt(result.private_precision / 2)
    strengths = [LOW + (HIGH - LOW) * k / STEPS for k in range(STEPS + 1)]
    return [
        {"strength": strength, "share": math.erfc(root * (strength - each.signal)) / 2}
        for strength in strengths
    ]


def _words(each: "RegimeEquilibrium") -> str:
    """Return what stands beside an equilibrium."""
    chance = "" if math.isnan(each.chance) else f", chance {in_percent(each.chance)}"
    return f"falls up to {number(each.threshold, 3)}{chance}" + (
        "" if each.is_stable else " (unstable)"
    )


def _sentence(result: "RegimeChange") -> str:
    """Tell up to which strength the regime falls."""
    if result.is_unique:
        (only,) = result.equilibria
        told = f"The regime falls up to a strength of {number(only.threshold, 3)}"
        return told if math.isnan(only.chance) else f"{told}: a chance of {in_percent(only.chance)}"
    low, high = result.equilibria[0], result.equilibria[-1]
    return (
        f"Several equilibria: the chance that the regime falls is between "
        f"{in_percent(low.chance)} and {in_percent(high.chance)}"
    )


def _told(result: "RegimeChange") -> str:
    """Tell the chart in words."""
    ways = "; ".join(
        f"those with signals up to {number(each.signal, 3)} attack, and it {_words(each)}"
        for each in result.equilibria
    )
    return (
        "Curves of the share that attacks, by strength of the regime, and a dashed line of the "
        f"share that must. {ways[:1].upper()}{ways[1:]}. {_sentence(result)}."
    )
