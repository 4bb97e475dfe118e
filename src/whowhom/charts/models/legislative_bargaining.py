"""Legislative bargaining: for each member the votes, what it can expect, and keeps as proposer."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import called, few, finished, for_actors, in_percent, named
from whowhom.charts.models.shares import shares_by_row
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.bargains.legislative import LegislativeBargain

__all__ = ["legislative_bargaining"]

MOST_ROWS = 30
"""Members with a row of their own; the others are folded into one."""
MEASURES = {"votes": "share of votes", "value": "expects", "keeps": "keeps as proposer"}
ALIKE = 1e-9


def legislative_bargaining(
    result: "LegislativeBargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each member the share of votes, the expected share, and what a proposer keeps.

    Parameters
    ----------
    result : LegislativeBargain
    look : Look, optional
        Theme and names; by default light, with the members as they are.
    title : str, optional
        By default a sentence that tells who can expect most.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    columns = (result.share.tolist(), result.value.tolist(), result.keeps.tolist())
    rows: list[dict[str, Any]] = [
        {"actor": actor, **named(look, actor), "votes": votes, "value": value, "keeps": keeps}
        for actor, votes, value, keeps in zip(result.actors, *columns, strict=True)
    ]
    folded = len(rows) > MOST_ROWS
    if folded:
        order = sorted(rows, key=lambda row: -row["votes"])
        shown, rest = order[: MOST_ROWS - 1], order[MOST_ROWS - 1 :]
        together = {key: sum(row[key] for row in rest) for key in ("votes", "value")}
        others = f"{len(rest):,} others together"
        last = {"actor": None, "name": others, "label": others, **together, "keeps": None}
        rows = [*shown, last]
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    return finished(
        shares_by_row(rows, MEASURES, look),
        look,
        title=title or _sentence(result, look),
        subtitle="share of votes, expected share of what is divided, and the proposer's share"
        + ("\nthe members with fewest votes are put together" if folded else ""),
        description=_told(result, rows),
    )


def _sentence(result: "LegislativeBargain", look: Look) -> str:
    """Tell who can expect most."""
    most = float(result.value.max())
    first = [a for a, v in zip(result.actors, result.value, strict=True) if v > most - ALIKE]
    keeps = in_percent(float(result.keeps[result.actors.index(first[0])]))
    share = in_percent(most)
    if len(first) == len(result.actors):
        if float(result.keeps.max() - result.keeps.min()) > ALIKE:
            return f"All can expect the same, {share} of what is divided"
        return f"All can expect the same, {share}; whoever proposes keeps {keeps}"
    if len(first) > 1:
        return f"{few(look, first)} can expect most, {share} each"
    return f"{called(look, first[0], most=28)} can expect {share}, and {keeps} as proposer"


def _told(result: "LegislativeBargain", rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['name']} {in_percent(row['votes'])}, {in_percent(row['value'])}"
        + (f", {in_percent(row['keeps'])}" if row["keeps"] is not None else "")
        for row in rows
    )
    return (
        f"Dots for each member: share of votes, expected share, share kept as proposer. {parts}. "
        f"A proposal passes with {'at least' if result.is_quota else 'more than'} "
        f"{in_percent(result.passes_with)} of the votes."
    )
