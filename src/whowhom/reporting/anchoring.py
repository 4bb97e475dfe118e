"""What reweighted runs say: the chance as each view has it, who leads, how the leader falls."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.sentences import (
    FATE_WORDS,
    NOTHING,
    actor_names,
    counted,
    month_words,
    per_hundred,
)
from whowhom.reporting.blocks import Finding, table

if TYPE_CHECKING:
    from whowhom.ensemble.anchor import Anchored, View
    from whowhom.ensemble.result import Result

__all__ = [
    "ANCHORED",
    "anchor_finding",
    "anchor_weights",
    "anchored_falls",
    "anchored_how",
    "anchored_leads",
]

ANCHORED = ("anchor", "anchor_weights", "anchored_leads", "anchored_how", "anchored_falls")
"""The findings of an anchored result, in their order."""


def anchor_finding(result: "Result") -> Finding | None:
    """Return the chance of removal as each view has it, and what the runs are reweighted to."""
    found = result.anchored
    if found is None:
        return None
    name = actor_names(result.case)[found.leader]
    until = month_words(found.until)
    columns = ("view", "of 100", "95% interval", "rests on")
    built = table(
        f"The chance that insiders remove {name} by {until}, in each view",
        columns,
        [
            (
                view.label.replace(" view", ""),  # the heading says it
                _in_hundred(view.chance),
                NOTHING if view.low is None else _interval(view.low, view.high),
                NOTHING if view.name == "pooled" else view.words or NOTHING,
            )
            for view in found.views
        ],
        numbers=columns[1:3],
    )
    return Finding(
        id="anchor",
        sentence=f"{_anchored_to(found, name)} All other answers are those of the unweighted runs.",
        table=built,
        numbers=tuple(view for view in found.as_dict()["views"]),
    )


def anchor_weights(result: "Result") -> Finding | None:
    """Return how far the runs had to be reweighted, and how the views were pooled."""
    found = result.anchored
    if found is None:
        return None
    pooling = next((f" {view.words}" for view in found.views if view.name == "pooled"), "")
    return Finding(
        id="anchor_weights",
        sentence=f"{_weights(found)}{pooling.rstrip()}",
        numbers=(found.as_dict()["tilt"],),
    )


def _anchored_to(found: "Anchored", name: str) -> str:
    """Say to which chance the runs are reweighted, and what the views are that it comes from."""
    views = {view.name: view for view in found.views}
    said = [_view_words(views[one]) for one in ("outside", "inside") if one in views]
    chosen = "pooled" if "pooled" in views else "given"
    ends = "" if found.low is None else f" (95% interval {_interval(found.low, found.high)})"
    return (
        f"Anchored to a {chosen} chance of {_in_hundred(found.chance)} in 100{ends} that insiders "
        f"remove {name} by {month_words(found.until)} (within {counted(found.horizon, 'month')}); "
        f"{' and '.join(said)}."
    )


def _view_words(view: "View") -> str:
    who = {"outside": "the outside view says", "inside": "the runs alone say"}[view.name]
    return f"{who} {_in_hundred(view.chance)}"


def _weights(found: "Anchored") -> str:
    """Say how far the runs had to be reweighted."""
    tilt = found.tilt
    return (
        f"The {counted(found.removals, 'run')} with the removal have weight {tilt.removed:.3g}, "
        f"the other {found.runs - found.removals:,} have {tilt.other:.3g}: {tilt.effective:,.0f} "
        f"effective of {counted(found.runs, 'run')}, relative entropy {tilt.divergence:.2g} nats."
    )


def anchored_leads(result: "Result") -> Finding | None:
    """Return who leads at the end, anchored beside unanchored."""
    found = result.anchored
    if found is None:
        return None
    names, short = actor_names(result.case) | {NOBODY: "no one is left"}, result.case.short_names
    name, until = short[found.leader], month_words(found.until)
    rows = [row for row in found.leads if row["actor"] != NOBODY or row["unanchored"]]
    most = rows[0]
    told = (
        f"Anchored, {names[most['actor']]} leads at the end in "
        f"{per_hundred(most['share'], found.runs)} of 100 runs (95% interval "
        f"{_interval(most['low'], most['high'])}; unanchored "
        f"{per_hundred(most['unanchored'], found.runs)})"
    )
    if after := [row for row in rows if row["actor"] not in (found.leader, NOBODY)]:
        heir = max(after, key=lambda row: row["removed"])
        told += (
            f"; if {name} is removed by {until}, {short[heir['actor']]} does so most often of the "
            f"others, in {per_hundred(heir['removed'], found.removals)}"
        )
    built = _beside(
        found,
        "Who leads at the end, as sole ruler or as the strongest where there is none",
        "leads at the end",
        f"if {name} is removed by {until}",
        [(names[row["actor"]], row) for row in rows],
    )
    return Finding(id="anchored_leads", sentence=f"{told}.", table=built, numbers=tuple(rows))


def anchored_falls(result: "Result") -> Finding | None:
    """Return who is removed within the horizon, anchored beside unanchored."""
    found = result.anchored
    if found is None:
        return None
    names, name = actor_names(result.case), result.case.short_names[found.leader]
    until = month_words(found.until)
    others = [row for row in found.falls if row["actor"] != found.leader]
    told = f"No one else is removed by {until} in any run."
    if others and others[0]["unanchored"]:
        most = others[0]
        told = (
            f"Anchored, {names[most['actor']]} is the most likely of the others to be removed by "
            f"{until}, in {per_hundred(most['share'], found.runs)} of 100 runs (95% interval "
            f"{_interval(most['low'], most['high'])}; unanchored "
            f"{per_hundred(most['unanchored'], found.runs)})."
        )
    built = _beside(
        found,
        f"Who is removed by {until}",
        f"removed by {until}",
        f"if {name} is removed",
        [(names[row["actor"]], row) for row in found.falls],
    )
    return Finding(id="anchored_falls", sentence=told, table=built, numbers=tuple(found.falls))


def _beside(
    found: "Anchored",
    caption: str,
    what: str,
    given: str,
    rows: Sequence[tuple[str, Mapping[str, Any]]],
) -> Any:
    """Return a table of shares unanchored, anchored, and given the removal of the leader."""
    has_ends = found.low is not None
    columns = (
        *(what, "unanchored, of 100", "anchored, of 100", "95% interval"),
        *("if the chance is low / high",) * has_ends,
        *(given, "95% interval of that"),
    )
    return table(
        caption,
        columns,
        [
            (
                told,
                per_hundred(row["unanchored"], found.runs),
                per_hundred(row["share"], found.runs),
                _interval(row["low"], row["high"]),
                *((_at_ends(row, found.runs),) if has_ends else ()),
                per_hundred(row["removed"], found.removals),
                _interval(row["removed_low"], row["removed_high"]),
            )
            for told, row in rows
        ],
        numbers=columns[1:],
        short=(
            *(what, "unanchored", "anchored", "95%"),
            *("low / high",) * has_ends,
            *("if removed", "95% if"),
        ),
        spare=(columns[-1],),
    )


def _at_ends(row: Mapping[str, Any], runs: int) -> str:
    return f"{per_hundred(row['at_low'], runs)} / {per_hundred(row['at_high'], runs)}"


def anchored_how(result: "Result") -> Finding | None:
    """Return how the leader falls: led by whom, with whom, when, and with what end."""
    found = result.anchored
    if found is None:
        return None
    names = actor_names(result.case) | {NOBODY: "no one"}
    name = result.case.short_names[found.leader]
    rows = [
        *((f"led by {names[row['actor']]}", row) for row in _likely(found.by)),
        *(
            (f"{names[row['actor']]} is removed in the same month", row)
            for row in _likely(found.together)
        ),
        *((f"ends {FATE_WORDS[row['fate']]}", row) for row in _likely(found.fates)),
    ]
    led = max(found.by, key=lambda row: row["removed"])
    ends = max(found.fates, key=lambda row: row["removed"])
    columns = ("how", "of 100 such runs", "95% interval")
    built = table(
        f"How {name} falls: of the {counted(found.removals, 'run')} with the removal by "
        f"{month_words(found.until)} (the anchor does not change these shares)",
        columns,
        [
            (
                told,
                per_hundred(row["removed"], found.removals),
                _interval(row["removed_low"], row["removed_high"]),
            )
            for told, row in rows
        ],
        numbers=columns[1:],
        short=("How", "of 100", "95%"),
    )
    return Finding(
        id="anchored_how",
        sentence=(
            f"If {name} is removed by {month_words(found.until)}, most often the removal is led "
            f"by {names[led['actor']]}, in {per_hundred(led['removed'], found.removals)} of 100 "
            f"such runs; half of the removals are by {month_words(found.months[1])}. {name} most "
            f"often ends {FATE_WORDS[ends['fate']]}, in "
            f"{per_hundred(ends['removed'], found.removals)}."
        ),
        table=built,
        numbers=tuple(row for _, row in rows),
    )


def _likely(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what happens in any run with the removal, the most frequent first."""
    return sorted((row for row in rows if row["removed"]), key=lambda row: -row["removed"])


def _in_hundred(chance: float) -> str:
    """Return a chance above 0 in 100, never rounded to 0."""
    return f"{100 * chance:.1f}" if chance >= 0.0005 or not chance else "<0.1"


def _interval(low: float | None, high: float | None) -> str:
    if low == high:  # known, not estimated
        return NOTHING
    return f"{100 * (low or 0.0):.1f} to {100 * (high or 0.0):.1f}"
