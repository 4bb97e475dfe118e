"""Who rules at each majority: a strip for each actor."""

from typing import TYPE_CHECKING

import altair as alt

from whowhom.charts.models.parts import called, few, finished, for_actors, in_percent, percent_axis
from whowhom.charts.models.strips import (
    TIES,
    Piece,
    piece_state,
    strip_layers,
    strip_rows,
)
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.coalitions.coalition_majority import CoalitionByMajority, MajorityStep

__all__ = ["coalition_by_majority"]


def coalition_by_majority(
    result: "CoalitionByMajority", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each actor the majorities at which he belongs to the ruling coalition.

    Parameters
    ----------
    result : CoalitionByMajority
    look : Look, optional
        Theme and names; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells who rules at the lowest and at the highest majority.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    pieces = [
        [
            Piece(float(step.start), float(step.end), piece_state(actor, step.all_members))
            for step in result.steps
        ]
        for actor in result.actors
    ]
    rows = strip_rows(result.actors, pieces, look)
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[0.5, 1], nice=False),
        axis=percent_axis("share of power needed to remove somebody", count=5),
    )
    ends = [
        {"row": place, "words": in_percent(part), "span": part}
        for place, part in enumerate(result.span)
    ]
    numbers = (
        alt.Chart(alt.InlineData(values=ends))
        .mark_text(align="left")
        .encode(y=alt.Y("row:O", axis=None), x=alt.value(WIDTH + 10), text="words:N")
    )
    layers = [*strip_layers(rows, look, x), numbers]
    has_ties = any(row["state"] == TIES for row in rows)
    return finished(
        alt.LayerChart(layer=layers).properties(width=WIDTH, height=alt.Step(26)),
        look,
        title=title or _sentence(result, look),
        subtitle="bar: belongs to the ruling coalition"
        + ("; hollow bar: only to some of those that tie" if has_ties else "")
        + "\nnumber: part of all majorities from one half on at which he surely does",
        description=_told(result, look),
    )


WIDTH = 400


def _rulers(step: "MajorityStep", result: "CoalitionByMajority", look: Look) -> str:
    """Name those who rule at a step, with the verb."""
    if len(step.all_members) > 1:
        return f"any of {len(step.all_members):,} coalitions could rule"
    (members,) = step.all_members
    if 1 < len(members) == len(result.actors):
        return "all rule together"
    return f"{few(look, members)} rule{'s' if len(members) == 1 else ''}"


def _sentence(result: "CoalitionByMajority", look: Look) -> str:
    """Tell who rules at the lowest and at the highest majority."""
    first, last = (_rulers(result.steps[i], result, look) for i in (0, -1))
    if len(result.steps) == 1:
        told = f"{first} at every majority"
    else:
        where = in_percent(float(result.steps[-1].start))
        told = f"{first} at a bare majority; from {where} on {last}"
    return told[0].upper() + told[1:] if told.startswith(("any", "all rule")) else told


def _told(result: "CoalitionByMajority", look: Look) -> str:
    """Tell the chart in words."""
    steps = "; ".join(
        f"from {in_percent(float(step.start))} on {_rulers(step, result, look)}"
        for step in result.steps
    )
    spans = "; ".join(
        f"{called(look, actor)} {in_percent(part)}"
        for actor, part in zip(result.actors, result.span, strict=True)
    )
    return (
        f"Strips of the majorities at which each rules. By majority: {steps}. "
        f"Part of all majorities: {spans}."
    )
