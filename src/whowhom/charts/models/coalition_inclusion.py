"""How often each rules when powers are uncertain: a bar for each actor, with its interval."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.dress import inline
from whowhom.charts.models.parts import called, finished, for_actors, named, row_labels
from whowhom.charts.palette import Look
from whowhom.charts.rows import of_100_axis, row_y
from whowhom.charts.words import of_100

if TYPE_CHECKING:
    from whowhom.theory.sketches.coalition_inclusion import CoalitionInclusion

__all__ = ["coalition_inclusion"]


def coalition_inclusion(
    result: "CoalitionInclusion", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw in how many runs each actor belongs to the ruling coalition.

    Parameters
    ----------
    result : CoalitionInclusion
    look : Look, optional
        Theme, names and colours; by default light, with the actors as they are.
    title : str, optional
        By default a sentence that tells who rules most often and who least.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    columns = (result.inclusion, result.inclusion_low, result.inclusion_high, result.alone)
    rows = [
        {
            "row": place,
            "actor": actor,
            **named(look, actor),
            "colour": look.colour(str(actor)),
            "inclusion": float(share),
            "low": float(low),
            "high": float(high),
            "alone": float(alone),
            "words": of_100(float(share)),
        }
        for place, (actor, share, low, high, alone) in enumerate(
            zip(result.actors, *columns, strict=True)
        )
    ]
    return finished(
        _layers(rows, look),
        look,
        title=title or _sentence(rows, look),
        subtitle=f"of 100 runs, belongs to the ruling coalition; {result.runs:,} runs\n"
        f"power drawn with an error of {result.error:.3g} (log); thin line: luck (90%)",
        description=_told(rows),
    )


def _layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack bars, intervals, numbers and names."""
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N", "alone:Q"])
    bars = base.mark_bar(height=16, cornerRadiusEnd=2).encode(
        x=of_100_axis("inclusion"), color=alt.Color("colour:N", scale=None)
    )
    luck = base.mark_rule(color=look.theme.ink, strokeWidth=1.2).encode(x="low:Q", x2="high:Q")
    numbers = base.mark_text(align="left", dx=7).encode(x="high:Q", text="words:N")
    layers = [bars, luck, numbers, row_labels(base)]
    return alt.LayerChart(layer=layers).properties(width=380, height=alt.Step(27))


def _sentence(rows: list[dict[str, Any]], look: Look) -> str:
    """Tell who rules most often and who least."""
    most, least = (choose(rows, key=lambda row: row["inclusion"]) for choose in (max, min))
    told = f"{called(look, most['actor'], most=28)} rules in {most['words']} of 100 runs"
    if least["inclusion"] == most["inclusion"]:
        return told if len(rows) == 1 else f"Each rules in {most['words']} of 100 runs"
    return f"{told}, {called(look, least['actor'], most=28)} in only {least['words']}"


def _told(rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['name']} {row['words']} (luck: {of_100(row['low'])} to {of_100(row['high'])})"
        for row in rows
    )
    return f"Bars. Of 100 runs, how often each belongs to the ruling coalition: {parts}."
