"""Regime change: attack by strength, its sweep, and coups by the size of a protest."""

import math
from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import numpy as np

from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    percent_axis,
    thinned,
)
from whowhom.charts.parts import apart, inline
from whowhom.charts.theme import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.crowds.regime_change import (
        RegimeChange,
        RegimeChangeSweep,
        RegimeEquilibrium,
    )
    from whowhom.theory.sketches.protest_coup import ProtestCoup

__all__ = ["protest_coup", "regime_change", "regime_change_sweep"]

REGIME_WIDTH, REGIME_HEIGHT, REGIME_LINE = 380, 260, 14
LOW, HIGH, STEPS = -0.25, 1.25, 150


def regime_change(
    result: "RegimeChange", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share that attacks by the strength of the regime, in each equilibrium.

    By default its title is a sentence that states up to which strength the regime falls, and its
    chance.
    """
    look = for_actors((), look)
    return finished(
        _regime_layers(result, look),
        look,
        title=title or _regime_sentence(result),
        subtitle="share of all people who attack, by the strength of the regime\n"
        "dashed: the share that must; left of the dot the regime falls",
        description=_regime_text(result),
    )


def _regime_layers(result: "RegimeChange", look: Look) -> alt.LayerChart:
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
    places = apart([each.threshold for each in result.equilibria], REGIME_LINE / REGIME_HEIGHT)
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
        layers.append(text.encode(x=alt.value(REGIME_WIDTH + 8), y="place:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=REGIME_WIDTH, height=REGIME_HEIGHT)


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


def _regime_sentence(result: "RegimeChange") -> str:
    """State up to which strength the regime falls."""
    if result.is_unique:
        (only,) = result.equilibria
        told = f"The regime falls up to a strength of {number(only.threshold, 3)}"
        return told if math.isnan(only.chance) else f"{told}: a chance of {in_percent(only.chance)}"
    low, high = result.equilibria[0], result.equilibria[-1]
    return (
        f"Several equilibria: the chance that the regime falls is between "
        f"{in_percent(low.chance)} and {in_percent(high.chance)}"
    )


def _regime_text(result: "RegimeChange") -> str:
    """Describe the chart in words."""
    ways = "; ".join(
        f"those with signals up to {number(each.signal, 3)} attack, and it {_words(each)}"
        for each in result.equilibria
    )
    return (
        "Curves of the share that attacks, by strength of the regime, and a dashed line of the "
        f"share that must. {ways[:1].upper()}{ways[1:]}. {_regime_sentence(result)}."
    )


SWEEP_WIDTH, SWEEP_HEIGHT = 420, 260
MOST = 1000
"""Values drawn; of more they are chosen evenly."""
LOGARITHMIC = 100
"""Ratio of the largest to the smallest value from which on the axis is logarithmic."""


def regime_change_sweep(
    result: "RegimeChangeSweep", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw every threshold at every value, unstable ones as rings.

    By default its title is a sentence that says from where to where the threshold goes.
    """
    look = for_actors((), look)
    rows: list[dict[str, Any]] = []
    for i in thinned(len(result.values), MOST):
        ends = dict.fromkeys((float(result.lowest[i]), float(result.highest[i])))
        value = float(result.values[i])
        rows += [{"value": value, "threshold": each, "kind": "stable"} for each in ends]
        if not np.isnan(result.middle[i]):
            middle = float(result.middle[i])
            rows.append({"value": value, "threshold": middle, "kind": "unstable"})
    several = int((result.equilibria > 1).sum())
    where = f"several equilibria at {several} of {len(result.values)} values"
    return finished(
        _sweep_layers(rows, result, look),
        look,
        title=title or _sweep_sentence(result),
        subtitle="strength up to which the regime falls"
        + (f"\ndot: an equilibrium; ring: an unstable one; {where}" if several else ""),
        description=_sweep_text(rows, result),
    )


def _sweep_layers(
    rows: list[dict[str, Any]], result: "RegimeChangeSweep", look: Look
) -> alt.LayerChart:
    """Stack the dots of stable equilibria and the rings of unstable ones."""
    theme = look.theme
    low, high = float(result.values.min()), float(result.values.max())
    kind: Literal["log", "linear"]
    kind = "log" if low > 0 and high / low >= LOGARITHMIC else "linear"
    x = alt.X(
        "value:Q",
        scale=alt.Scale(type=kind, zero=False, nice=False, padding=8),
        axis=alt.Axis(title=result.vary.replace("_", " "), grid=False, tickCount=6),
    )
    y = alt.Y("threshold:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, tickCount=5))
    size = 60 if len(result.values) <= 30 else 22
    tooltip = ["value:Q", "threshold:Q", "kind:N"]
    groups = {key: [row for row in rows if row["kind"] == key] for key in ("stable", "unstable")}
    dots = alt.Chart(inline(groups["stable"])).encode(x=x, y=y, tooltip=tooltip)
    layers = [dots.mark_circle(color=theme.actors[0], size=size, opacity=1)]
    if groups["unstable"]:
        rings = alt.Chart(inline(groups["unstable"])).encode(x=x, y=y, tooltip=tooltip)
        layers.append(rings.mark_point(color=theme.rest, size=size, strokeWidth=1.3))
    return alt.LayerChart(layer=layers).properties(width=SWEEP_WIDTH, height=SWEEP_HEIGHT)


def _sweep_sentence(result: "RegimeChangeSweep") -> str:
    """Say from where to where the threshold goes."""
    start, end = (
        " or ".join(dict.fromkeys(number(each[i], 3) for each in (result.lowest, result.highest)))
        for i in (0, -1)
    )
    what, first, last = result.vary.replace("_", " "), *(result.values[i] for i in (0, -1))
    return (
        f"With {what} {number(first, 3)} the regime falls up to a strength of {start}, "
        f"with {number(last, 3)} up to {end}"
    )


def _sweep_text(rows: list[dict[str, Any]], result: "RegimeChangeSweep") -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{number(rows[i]['value'])}: {number(rows[i]['threshold'], 3)}"
        + (" (unstable)" if rows[i]["kind"] == "unstable" else "")
        for i in thinned(len(rows), 12)
    )
    return (
        f"Dots of the strength up to which the regime falls, by {result.vary.replace('_', ' ')}: "
        f"{parts}. {_sweep_sentence(result)}."
    )


COUP_WIDTH, COUP_HEIGHT, COUP_LINE = 420, 260, 14


def protest_coup(
    result: "ProtestCoup", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the chance of a coup by size of the protest, in every equilibrium.

    By default its title is a sentence that states the chance at the smallest and at the largest
    protest.
    """
    look = for_actors((), look)
    rows = _rows(result)
    rings = any(not row["stable"] for row in rows)
    ways = len(result.readings)
    return finished(
        _coup_layers(rows, result, look),
        look,
        title=title or _coup_sentence(rows, result),
        subtitle="chance of a successful coup, by share of citizens seen in the street\n"
        "dashed: without any news of a protest"
        + ("; colour: how citizens behave" if ways > 1 else "")
        + ("; ring: unstable" if rings else ""),
        description=_coup_text(rows, result),
    )


def _rows(result: "ProtestCoup") -> list[dict[str, Any]]:
    """Return a row for each equilibrium at each size."""
    return [
        {
            "way": k,
            "protest": float(result.protest[i]),
            "chance": each.chance,
            "stable": each.is_stable and reading.citizens.is_stable,
        }
        for k, reading in enumerate(result.readings)
        for i, coups in enumerate(reading.coups)
        for each in coups
    ]


def _coup_layers(rows: list[dict[str, Any]], result: "ProtestCoup", look: Look) -> alt.LayerChart:
    """Stack the chances without a protest, lines where there is one equilibrium, and the dots."""
    theme = look.theme
    x = alt.X(
        "protest:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=percent_axis("protest seen, as a share of all citizens", count=5, grid=False),
    )
    y = alt.Y("chance:Q", scale=alt.Scale(domain=[0, 1]), axis=percent_axis(None, count=4))
    known = [each.chance for each in result.without if not math.isnan(each.chance)]
    if known:
        rule = alt.Chart(inline([{"chance": chance} for chance in known]))
        rule = rule.mark_rule(color=theme.mute, strokeDash=[5, 4], strokeWidth=1.3)
    layers = [rule.encode(y=y)] if known else []
    names = [(chance, f"no news {in_percent(chance)}", theme.mute) for chance in known]
    for k, reading in enumerate(result.readings):
        colour = theme.actors[k]
        mine = [row for row in rows if row["way"] == k]
        if all(len(coups) == 1 for coups in reading.coups):
            line = alt.Chart(inline(mine)).mark_line(color=colour, strokeWidth=2)
            layers.append(line.encode(x=x, y=y))
        for stable in (True, False):
            part = [row for row in mine if row["stable"] == stable]
            if part:
                dots = alt.Chart(inline(part)).encode(x=x, y=y, tooltip=["protest:Q", "chance:Q"])
                layers.append(
                    dots.mark_point(
                        color=colour, filled=stable, size=44, strokeWidth=1.3, opacity=1
                    )
                )
        if len(result.readings) > 1:
            last = max(mine, key=lambda row: (row["protest"], row["chance"]))
            signal = number(reading.citizens.signal, 3)
            names.append((last["chance"], f"citizens protest up to signal {signal}", colour))
    places = apart([name[0] for name in names], COUP_LINE / COUP_HEIGHT)
    for place, (_, words, colour) in zip(places, names, strict=True):
        base = alt.Chart(inline([{"place": place, "words": words}])).encode(y="place:Q")
        layers.append(
            base.mark_circle(color=colour, size=40, opacity=1).encode(x=alt.value(COUP_WIDTH + 10))
        )
        text = base.mark_text(align="left", fontSize=11)
        layers.append(text.encode(x=alt.value(COUP_WIDTH + 18), text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=COUP_WIDTH, height=COUP_HEIGHT)


def _chances(rows: list[dict[str, Any]], size: float) -> str:
    """Return the chance at a size, or the lowest and the highest."""
    found = [row["chance"] for row in rows if row["protest"] == size]
    return " or ".join(dict.fromkeys(in_percent(f(found)) for f in (min, max)))


def _coup_sentence(rows: list[dict[str, Any]], result: "ProtestCoup") -> str:
    """State the chance at the smallest and at the largest protest."""
    small, large = float(result.protest.min()), float(result.protest.max())
    first = f"A coup has a chance of {_chances(rows, small)} after a protest of {in_percent(small)}"
    if small == large:
        return first
    return f"{first}, and of {_chances(rows, large)} after one of {in_percent(large)}"


def _coup_text(rows: list[dict[str, Any]], result: "ProtestCoup") -> str:
    """Describe the chart in words."""
    sizes = list(dict.fromkeys(row["protest"] for row in rows))[:12]
    parts = "; ".join(f"{in_percent(size)}: {_chances(rows, size)}" for size in sizes)
    known = [each.chance for each in result.without if not math.isnan(each.chance)]
    alone = " or ".join(map(in_percent, known))
    more = f" Without any news of a protest it is {alone}." if known else ""
    return f"Chance of a successful coup by size of the protest: {parts}.{more}"
