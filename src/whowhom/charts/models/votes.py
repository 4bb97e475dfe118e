"""What votes are worth: legislative bargaining, and the power of each voter."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    called,
    few,
    finished,
    for_actors,
    in_percent,
    named,
    shares_by_row,
)
from whowhom.charts.theme import Look

if TYPE_CHECKING:
    from whowhom.theory.bargains.legislative import LegislativeBargain
    from whowhom.theory.bargains.voting import VotingPower

__all__ = ["legislative_bargaining", "voting_power"]

LEGISLATIVE_MOST_ROWS = 30
"""Members with a row of their own; the others are folded into one."""
LEGISLATIVE_MEASURES = {"votes": "share of votes", "value": "expects", "keeps": "keeps as proposer"}
ALIKE = 1e-9


def legislative_bargaining(
    result: "LegislativeBargain", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each member the share of votes, the expected share, and what a proposer keeps.

    By default its title is a sentence that says who can expect most.
    """
    look = for_actors(result.actors, look)
    columns = (result.share.tolist(), result.value.tolist(), result.keeps.tolist())
    rows: list[dict[str, Any]] = [
        {"actor": actor, **named(look, actor), "votes": votes, "value": value, "keeps": keeps}
        for actor, votes, value, keeps in zip(result.actors, *columns, strict=True)
    ]
    folded = len(rows) > LEGISLATIVE_MOST_ROWS
    if folded:
        order = sorted(rows, key=lambda row: -row["votes"])
        shown, rest = order[: LEGISLATIVE_MOST_ROWS - 1], order[LEGISLATIVE_MOST_ROWS - 1 :]
        together = {key: sum(row[key] for row in rest) for key in ("votes", "value")}
        others = f"{len(rest):,} others together"
        last = {"actor": None, "name": others, "label": others, **together, "keeps": None}
        rows = [*shown, last]
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    return finished(
        shares_by_row(rows, LEGISLATIVE_MEASURES, look),
        look,
        title=title or _legislative_sentence(result, look),
        subtitle="share of votes, expected share of what is divided, and the proposer's share"
        + ("\nthe members with fewest votes are put together" if folded else ""),
        description=_legislative_text(result, rows),
    )


def _legislative_sentence(result: "LegislativeBargain", look: Look) -> str:
    """Say who can expect most."""
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


def _legislative_text(result: "LegislativeBargain", rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
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


VOTING_MOST_ROWS = 30
"""Voters with a row of their own; the others are folded into one."""
VOTING_MEASURES = {"votes": "share of votes", "shapley": "Shapley-Shubik", "banzhaf": "Banzhaf"}
CLOSE = 0.005
"""A difference of votes and power that is none worth telling."""


def voting_power(
    result: "VotingPower", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw for each voter the share of votes, the Shapley-Shubik and the Banzhaf index.

    By default its title is a sentence that says whose power differs most from the votes.
    """
    look = for_actors(result.actors, look)
    votes = (result.weight / result.weight.sum()).tolist()
    columns = (votes, result.shapley_shubik.tolist(), result.banzhaf_normalised.tolist())
    voters = [
        {"actor": actor, **named(look, actor), "votes": v, "shapley": s, "banzhaf": b}
        for actor, v, s, b in zip(result.actors, *columns, strict=True)
    ]
    rows = voters
    if len(voters) > VOTING_MOST_ROWS:
        order = sorted(voters, key=lambda row: -row["votes"])
        shown, rest = order[: VOTING_MOST_ROWS - 1], order[VOTING_MOST_ROWS - 1 :]
        together = {key: sum(row[key] for row in rest) for key in VOTING_MEASURES}
        others = f"{len(rest):,} others together"
        rows = [*shown, {"actor": None, "name": others, "label": others, **together}]
    rows = [{**row, "row": place} for place, row in enumerate(rows)]
    folded = len(voters) > VOTING_MOST_ROWS
    return finished(
        shares_by_row(rows, VOTING_MEASURES, look),
        look,
        title=title or _voting_sentence(voters, look),
        subtitle="share of votes, and how often the vote decides (both indices as shares)"
        + ("\nthe voters with fewest votes are put together" if folded else ""),
        description=_voting_text(result, rows),
    )


def _voting_sentence(voters: list[dict[str, Any]], look: Look) -> str:
    """Say whose power differs most from the votes."""
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


def _voting_text(result: "VotingPower", rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{row['name']} {in_percent(row['votes'])}, {in_percent(row['shapley'])}, "
        f"{in_percent(row['banzhaf'])}"
        for row in rows
    )
    return (
        f"Dots for each voter: share of votes, Shapley-Shubik index, Banzhaf index (as a share). "
        f"{parts}. Needed to win: {in_percent(result.share_needed)} of the votes."
    )
