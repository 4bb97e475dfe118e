"""The chance of a coup by size of the protest that elites have seen."""

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import apart, finished, for_actors, in_percent, percent_axis
from whowhom.charts.palette import Look
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.sketches.protest_coup import ProtestCoup

__all__ = ["protest_coup"]

WIDTH, HEIGHT, LINE = 420, 260, 14


def protest_coup(
    result: "ProtestCoup", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the chance of a coup by size of the protest, in every equilibrium.

    Parameters
    ----------
    result : ProtestCoup
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells the chance at the smallest and at the largest protest.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    rows = _rows(result)
    rings = any(not row["stable"] for row in rows)
    ways = len(result.readings)
    return finished(
        _layers(rows, result, look),
        look,
        title=title or _sentence(rows, result),
        subtitle="chance of a successful coup, by share of citizens seen in the street\n"
        "dashed: without any news of a protest"
        + ("; colour: how citizens behave" if ways > 1 else "")
        + ("; ring: unstable" if rings else ""),
        description=_told(rows, result),
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


def _layers(rows: list[dict[str, Any]], result: "ProtestCoup", look: Look) -> alt.LayerChart:
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
    places = apart([name[0] for name in names], LINE / HEIGHT)
    for place, (_, words, colour) in zip(places, names, strict=True):
        base = alt.Chart(inline([{"place": place, "words": words}])).encode(y="place:Q")
        layers.append(
            base.mark_circle(color=colour, size=40, opacity=1).encode(x=alt.value(WIDTH + 10))
        )
        text = base.mark_text(align="left", fontSize=11)
        layers.append(text.encode(x=alt.value(WIDTH + 18), text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _chances(rows: list[dict[str, Any]], size: float) -> str:
    """Return the chance at a size, or the lowest and the highest."""
    found = [row["chance"] for row in rows if row["protest"] == size]
    return " or ".join(dict.fromkeys(in_percent(f(found)) for f in (min, max)))


def _sentence(rows: list[dict[str, Any]], result: "ProtestCoup") -> str:
    """Tell the chance at the smallest and at the largest protest."""
    small, large = float(result.protest.min()), float(result.protest.max())
    first = f"A coup has a chance of {_chances(rows, small)} after a protest of {in_percent(small)}"
    if small == large:
        return first
    return f"{first}, and of {_chances(rows, large)} after one of {in_percent(large)}"


def _told(rows: list[dict[str, Any]], result: "ProtestCoup") -> str:
    """Tell the chart in words."""
    sizes = list(dict.fromkeys(row["protest"] for row in rows))[:12]
    parts = "; ".join(f"{in_percent(size)}: {_chances(rows, size)}" for size in sizes)
    known = [each.chance for each in result.without if not math.isnan(each.chance)]
    alone = " or ".join(map(in_percent, known))
    more = f" Without any news of a protest it is {alone}." if known else ""
    return f"Chance of a successful coup by size of the protest: {parts}.{more}"
