"""The danger of a coup by time in power: of the model, and fitted to rulers that are known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    finished,
    for_actors,
    in_percent,
    percent_axis,
    shade,
    thinned,
)
from whowhom.charts.parts import apart, inline, page
from whowhom.charts.theme import Look

if TYPE_CHECKING:
    from whowhom.theory.sketches.power_sharing_ladder import PowerSharingLadder
    from whowhom.theory.tenure.power_sharing import PowerSharing
    from whowhom.theory.tenure.power_sharing_fit import PowerSharingFit

__all__ = ["danger", "power_sharing", "power_sharing_fit", "power_sharing_ladder"]

DANGER_WIDTH, DANGER_HEIGHT, LOWER = 420, 170, 90
MOST = 400
"""Periods drawn; of more they are chosen evenly."""
STEPS_SHOWN = 40
"""With so many periods or fewer each has a dot."""


def danger(
    hazard: Sequence[float],
    survival: Sequence[float],
    threatened: Sequence[float],
    look: Look,
    *,
    parts: tuple[str, str],
    title: str | None,
) -> alt.VConcatChart:
    """Draw the danger by periods survived, and those in power, divided in two parts.

    Parameters
    ----------
    hazard, survival, threatened : sequence of float
        By periods survived: chance to fall in the next, share in power, and the part of that
        share which is still threatened.
    look : Look
    parts : tuple of two str
        What those who are threatened are called, and the others.
    title : str, optional
        By default a sentence that says how the danger changes.

    Returns
    -------
    altair.VConcatChart
    """
    rows: list[dict[str, Any]] = [
        {
            "survived": t,
            "hazard": None if hazard[t] != hazard[t] else float(hazard[t]),
            "survival": float(survival[t]),
            "threatened": float(threatened[t]),
        }
        for t in thinned(len(hazard), MOST)
    ]
    upper = finished(
        _hazard(rows, look),
        look,
        title=title or _danger_sentence(rows),
        subtitle="chance that a ruler who has survived so many periods falls in the next one",
        description=_danger_text(rows, parts),
    )
    last = rows[-1]
    share, beyond = in_percent(last["survival"]), last["survival"] - last["threatened"]
    lower = finished(
        _survival(rows, look, parts),
        look,
        title=f"{share} are in power after {last['survived']:,} periods",
        subtitle="share of all rulers who are still in power, by periods survived",
        description=f"After {last['survived']:,} periods {share} are in power, "
        f"{in_percent(max(0.0, beyond))} of all {parts[1]}.",
    )
    return page([[upper], [lower]], look)


def _x(title: str | None = None) -> alt.X:
    """Return the axis of periods."""
    axis = alt.Axis(title=title, tickMinStep=1, tickCount=8, grid=False, format=",d")
    return alt.X("survived:Q", scale=alt.Scale(nice=False), axis=axis)


def _hazard(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack line, dots, and the first and last number."""
    theme = look.theme
    known = [row for row in rows if row["hazard"] is not None]
    base = alt.Chart(inline(known)).encode(
        x=_x(),
        y=alt.Y(
            "hazard:Q", scale=alt.Scale(zero=True), axis=percent_axis(None, count=4, minExtent=46)
        ),
        tooltip=["survived:Q", "hazard:Q"],
    )
    layers = [base.mark_line(color=theme.actors[1], strokeWidth=2)]
    if len(rows) <= STEPS_SHOWN + 1:
        layers.append(base.mark_circle(color=theme.actors[1], size=28, opacity=1))
    ends = [{**row, "words": in_percent(row["hazard"])} for row in (known[:1] + known[1:][-1:])]
    texts = alt.Chart(inline(ends)).mark_text(align="left", dx=6, dy=-9, fontWeight="bold")
    layers.append(texts.encode(x="survived:Q", y="hazard:Q", text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=DANGER_WIDTH, height=DANGER_HEIGHT)


def _survival(rows: list[dict[str, Any]], look: Look, parts: tuple[str, str]) -> alt.LayerChart:
    """Stack two areas: threatened below, the others on top of them."""
    theme = look.theme
    colours = [shade(theme, theme.actors[0], 0.4), theme.actors[0]]
    divided = [
        {"survived": row["survived"], "kind": kind, "low": low, "high": high}
        for row in rows
        for kind, low, high in (
            (parts[0], 0, row["threatened"]),
            (parts[1], row["threatened"], row["survival"]),
        )
    ]
    areas = (
        alt.Chart(inline(divided))
        .mark_area()
        .encode(
            x=_x("periods survived"),
            y=alt.Y(
                "low:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=percent_axis(None, count=3, minExtent=46),
            ),
            y2="high:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(parts), range=colours)),
        )
    )
    return alt.LayerChart(layer=[areas]).properties(width=DANGER_WIDTH, height=LOWER)


def _danger_sentence(rows: list[dict[str, Any]]) -> str:
    """Say how the danger changes."""
    known = [row for row in rows if row["hazard"] is not None]
    first, last = known[0], known[-1]
    start, end = in_percent(first["hazard"]), in_percent(last["hazard"])
    if start == end:
        return f"The danger of a coup stays at {start} a period"
    verb = "falls" if last["hazard"] < first["hazard"] else "rises"
    return f"The danger of a coup {verb} from {start} to {end} after {last['survived']:,} periods"


def _danger_text(rows: list[dict[str, Any]], parts: tuple[str, str]) -> str:
    """Describe the chart in words."""
    told = "; ".join(
        f"after {row['survived']:,} periods "
        + ("nobody is left" if row["hazard"] is None else f"{in_percent(row['hazard'])}")
        + f", with {in_percent(row['survival'])} in power and {in_percent(row['threatened'])} "
        f"{parts[0]}"
        for row in (rows[i] for i in thinned(len(rows), 5))
    )
    return f"Lines of the danger of a coup by periods survived: {told}."


def power_sharing(
    result: "PowerSharing", *, look: Look | None = None, title: str | None = None
) -> alt.VConcatChart:
    """Draw the danger of a coup by periods survived, and who is still in power.

    By default its title is a sentence that says how the danger changes.
    """
    return danger(
        result.hazard.tolist(),
        result.survival.tolist(),
        result.contested.tolist(),
        for_actors((), look),
        parts=("contested", "established"),
        title=title,
    )


def power_sharing_ladder(
    result: "PowerSharingLadder", *, look: Look | None = None, title: str | None = None
) -> alt.VConcatChart:
    """Draw the danger of a coup by periods survived, and who is beyond the threat.

    By default its title is a sentence that says how the danger changes.
    """
    beyond = len(result.credible) if result.established_from is None else result.established_from
    return danger(
        result.hazard.tolist(),
        result.survival.tolist(),
        result.at_step[:, :beyond].sum(axis=1).tolist(),
        for_actors((), look),
        parts=("under threat", "beyond the threat"),
        title=title,
    )


FIT_WIDTH, FIT_HEIGHT, LINE = 420, 240, 14


def power_sharing_fit(
    result: "PowerSharingFit", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the share of rulers who fell in each year, and two fitted dangers.

    By default its title is a sentence that says how the danger changes with the years.
    """
    look = for_actors((), look)
    columns = ("year", "observed", "hazard", "exposed", "coups")
    values = zip(*(getattr(result, column).tolist() for column in columns), strict=True)
    rows = [dict(zip(columns, row, strict=True)) for row in values]
    constant = float(result.constant_coup.value)
    return finished(
        _layers(rows, constant, look),
        look,
        title=title or _fit_sentence(result, rows),
        subtitle="chance to fall to a coup within a year, by year in power\n"
        "circle: share of those in power who fell, larger for more rulers; lines: fitted",
        description=_fit_text(rows, constant),
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
    places = apart(ends, LINE * top / FIT_HEIGHT)
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
        texts.encode(x=alt.value(FIT_WIDTH + 6), y="place:Q", text="words:N"),
    ]
    return alt.LayerChart(layer=layers).properties(width=FIT_WIDTH, height=FIT_HEIGHT)


def _fit_sentence(result: "PowerSharingFit", rows: list[dict[str, Any]]) -> str:
    """Say how the danger changes with the years."""
    first, last = rows[0], rows[-1]
    start, end = in_percent(first["hazard"]), in_percent(last["hazard"])
    if not result.finds_fall or start == end:
        return f"The danger does not fall with the years: {start} in each"
    return f"The danger falls from {start} in year 1 to {end} in year {last['year']:.0f}"


def _fit_text(rows: list[dict[str, Any]], constant: float) -> str:
    """Describe the chart in words."""
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
