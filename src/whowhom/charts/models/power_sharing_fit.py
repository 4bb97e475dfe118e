"""How often rulers fell by year in power, with the fitted danger and a constant one."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import apart, finished, for_actors, in_percent, percent_axis
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.tenure.power_sharing_fit import PowerSharingFit

__all__ = ["power_sharing_fit"]

WIDTH, HEIGHT, LINE = 420, 240, 14


def power_sharing_fit(
    result: "PowerSharingFit", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share of rulers who fell in each year, and two fitted dangers.

    Parameters
    ----------
    result : PowerSharingFit
    look : Look, optional
        Theme; by default light.
    title : str, optional
        By default a sentence that tells how the danger changes with the years.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors((), look)
    columns = ("year", "observed", "hazard", "exposed", "coups")
    values = zip(*(getattr(result, column).tolist() for column in columns), strict=True)
    rows = [dict(zip(columns, row, strict=True)) for row in values]
    constant = float(result.constant_coup.value)
    return finished(
        _layers(rows, constant, look),
        look,
        title=title or _sentence(result, rows),
        subtitle="chance to fall to a coup within a year, by year in power\n"
        "circle: share of those in power who fell, larger for more rulers; lines: fitted",
        description=_told(rows, constant),
    )


def _layers(rows: list[dict[str, Any]], constant: float, look: Look) -> alt.LayerChart:
    """Stack observed circles, the fitted line, the constant one, and their names."""
    theme = look.theme
    shown = [row for row in rows if row["observed"] == row["observed"]]
    top = max([constant, *(max(row["observed"], row["hazard"]) for row in shown)]) * 1.08 or 1
    last = rows[-1]["year"]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(domain=[0.5, last + 0.5], nice=False),
        axis=alt.Axis(title="year in power", tickMinStep=1, tickCount=8, grid=False, format="d"),
    )
    y = alt.Y("hazard:Q", scale=alt.Scale(domain=[0, top]), axis=percent_axis(None, count=5))
    circles = (
        alt.Chart(inline(shown))
        .mark_point(color=theme.ink, strokeWidth=1.3, opacity=1)
        .encode(
            x=x,
            y=alt.Y("observed:Q"),
            size=alt.Size("exposed:Q", scale=alt.Scale(range=[12, 200]), legend=None),
            tooltip=["year:Q", "observed:Q", "exposed:Q", "coups:Q"],
        )
    )
    fitted = alt.Chart(inline(rows)).mark_line(color=theme.actors[1], strokeWidth=2.5)
    ends = [rows[-1]["hazard"], constant]
    places = apart(ends, LINE * top / HEIGHT)
    names = [
        {"place": place, "words": f"{words} {in_percent(value)}"}
        for place, value, words in zip(places, ends, ("two states", "always the same"), strict=True)
    ]
    texts = alt.Chart(inline(names)).mark_text(align="left", fontSize=11)
    level = alt.Chart(inline([{"constant": constant}]))
    layers = [
        level.mark_rule(color=theme.mute, strokeDash=[5, 4], strokeWidth=1.5).encode(
            y="constant:Q"
        ),
        circles,
        fitted.encode(x=x, y=y),
        texts.encode(x=alt.value(WIDTH + 6), y="place:Q", text="words:N"),
    ]
    return alt.LayerChart(layer=layers).properties(width=WIDTH, height=HEIGHT)


def _sentence(result: "PowerSharingFit", rows: list[dict[str, Any]]) -> str:
    """Tell how the danger changes with the years."""
    first, last = rows[0], rows[-1]
    start, end = in_percent(first["hazard"]), in_percent(last["hazard"])
    if not result.finds_fall or start == end:
        return f"The danger does not fall with the years: {start} in each"
    return f"The danger falls from {start} in year 1 to {end} in year {last['year']:.0f}"


def _told(rows: list[dict[str, Any]], constant: float) -> str:
    """Tell the chart in words."""
    picked = rows if len(rows) <= 8 else [*rows[:5], rows[len(rows) // 2], rows[-1]]
    parts = "; ".join(
        f"year {row['year']:.0f} observed {in_percent(row['observed'])}, "
        f"fitted {in_percent(row['hazard'])}"
        for row in picked
    )
    return (
        f"Observed and fitted chance to fall within a year, over {len(rows)} years: {parts}. "
        f"If it were always the same: {in_percent(constant)}."
    )
