"""Votes against power: for each voter the share of votes and two indices of power."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import called, finished, for_actors, in_percent, named
from whowhom.charts.models.shares import shares_by_row
from whowhom.charts.palette import Look

if TYPE_CHECKING:
    from whowhom.theory.bargains.voting import VotingPower

__all__ = ["voting_power"]

MOST_ROWS = 30
"""Voters with a row of their own; the others are folded into one."""
MEASURES = {"votes": "share of votes", "shapley": "Shapley-Shubik", "banzhaf": "Banzhaf"}
CLOSE = 0.005
"""A difference of votes and power that is none worth telling."""


def voting_power(
    result: "VotingPower", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each voter the share of votes, the Shapley-Shubik and the Banzhaf index.

    Parameters
    ----------
    result : VotingPower
    look : Look, optional
        Theme and names; by default light, with the voters as they are.
    title : str, optional
        By default a sentence that tells whose power differs most from the votes.

    Returns
    -------
    altair.LayerChart
    """
    look = for_actors(result.actors, look)
    votes = (result.weight / result.weight.sum()).tolist()
    columns = (votes, result.shapley_shubik.tolist(), result.banzhaf_normalised.tolist())
    voters = [
        {"actor": actor, **named(look, actor), "votes": v, "shapley": s, "banzhaf": b}
        for actor, v, s, b in zip(result.actors, *columns, strict=True)
    ]
    rows = voters
    if len(voters) > MOST_ROWS:
        order = sorted(voters, key=lambda row: -row["votes"])
        shown, rest = order[: MOST_ROWS - 1], order[MOST_ROWS - 1 :]
        together = {key: sum(row[key] for row in rest) for key in MEASURES}
        others = f"{len(rest):,} others together"
        rows = [*shown, {"actor": None, "name": others, "label": others, **together}]
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    folded = len(voters) > MOST_ROWS
    return finished(
        shares_by_row(rows, MEASURES, look),
        look,
        title=title or _sentence(voters, look),
        subtitle="share of votes, and how often the vote decides (both indices as shares)"
        + ("\nthe voters with fewest votes are put together" if folded else ""),
        description=_told(result, rows),
    )


def _sentence(voters: list[dict[str, Any]], look: Look) -> str:
    """Tell whose power differs most from the votes."""
    most = max(voters, key=lambda row: abs(row["shapley"] - row["votes"]))
    name = called(look, most["actor"], most=28)
    votes, power = in_percent(most["votes"]), in_percent(most["shapley"])
    if most["shapley"] == 1:
        return f"{name} decides alone, with {votes} of the votes"
    if abs(most["shapley"] - most["votes"]) < CLOSE:
        return "Power follows the votes closely for every voter"
    if most["shapley"] == 0:
        return f"{name} has {votes} of the votes and never decides"
    return f"{name} has {votes} of the votes but {power} of the power"


def _told(result: "VotingPower", rows: list[dict[str, Any]]) -> str:
    """Tell the chart in words."""
    parts = "; ".join(
        f"{row['name']} {in_percent(row['votes'])}, {in_percent(row['shapley'])}, "
        f"{in_percent(row['banzhaf'])}"
        for row in rows
    )
    return (
        f"Dots for each voter: share of votes, Shapley-Shubik index, Banzhaf index (as a share). "
        f"{parts}. Needed to win: {in_percent(result.share_needed)} of the votes."
    )
