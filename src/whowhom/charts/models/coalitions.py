"""Who rules: at each majority, as one grows stronger, and when powers are uncertain."""

from typing import TYPE_CHECKING, Any

import altair as alt

from whowhom.charts.models.parts import (
    OUT,
    RULES,
    TIES,
    Piece,
    called,
    few,
    finished,
    for_actors,
    in_percent,
    named,
    percent_axis,
    piece_state,
    row_labels,
    shade,
    spells,
    strip_layers,
    strip_rows,
)
from whowhom.charts.parts import inline, of_100_axis, row_y
from whowhom.charts.theme import Look
from whowhom.charts.words import of_100
from whowhom.theory.words import number

if TYPE_CHECKING:
    from whowhom.theory.coalitions.coalition import RulingCoalition
    from whowhom.theory.coalitions.coalition_agenda import AgendaGame
    from whowhom.theory.coalitions.coalition_death import CoalitionAfterDeath
    from whowhom.theory.coalitions.coalition_majority import CoalitionByMajority, MajorityStep
    from whowhom.theory.coalitions.coalition_power import CoalitionByPower
    from whowhom.theory.sketches.coalition_inclusion import CoalitionInclusion

__all__ = ["coalition_by_majority", "coalition_by_power", "coalition_inclusion", "rulers"]


def coalition_by_majority(
    result: "CoalitionByMajority", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw the majorities at which each actor belongs to the ruling coalition.

    By default its title is a sentence that says who rules at the lowest and at the highest
    majority.
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
        .encode(y=alt.Y("row:O", axis=None), x=alt.value(MAJORITY_WIDTH + 10), text="words:N")
    )
    layers = [*strip_layers(rows, look, x), numbers]
    has_ties = any(row["state"] == TIES for row in rows)
    return finished(
        alt.LayerChart(layer=layers).properties(width=MAJORITY_WIDTH, height=alt.Step(26)),
        look,
        title=title or _majority_sentence(result, look),
        subtitle="bar: belongs to the ruling coalition"
        + ("; hollow bar: only to some of those that tie" if has_ties else "")
        + "\nnumber: part of all majorities from one half on at which the actor surely does",
        description=_majority_text(result, look),
    )


MAJORITY_WIDTH = 400


def _rulers(step: "MajorityStep", result: "CoalitionByMajority", look: Look) -> str:
    """Name those who rule at a step, with the verb."""
    if len(step.all_members) > 1:
        return f"any of {len(step.all_members):,} coalitions could rule"
    (members,) = step.all_members
    if 1 < len(members) == len(result.actors):
        return "all rule together"
    return f"{few(look, members)} rule{'s' if len(members) == 1 else ''}"


def _majority_sentence(result: "CoalitionByMajority", look: Look) -> str:
    """Say who rules at the lowest and at the highest majority."""
    first, last = (_rulers(result.steps[i], result, look) for i in (0, -1))
    if len(result.steps) == 1:
        told = f"{first} at every majority"
    else:
        where = in_percent(float(result.steps[-1].start))
        told = f"{first} at a bare majority; from {where} on {last}"
    return told[0].upper() + told[1:] if told.startswith(("any", "all rule")) else told


def _majority_text(result: "CoalitionByMajority", look: Look) -> str:
    """Describe the chart in words."""
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


POWER_WIDTH = 440
REMOVED = "removed"
WORDS = {"alone": "alone", "safe": "safe", REMOVED: "removed", "open": "open"}
SENTENCES = {
    "alone": "rules alone",
    "safe": "rules with others",
    REMOVED: "is removed",
    "open": "belongs to some of the coalitions that tie",
}
NARROWEST = 0.075
"""Part of the axis below which a zone has no room for its word."""


def coalition_by_power(
    result: "CoalitionByPower", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw at which powers of one actor each belongs to the ruling coalition.

    By default its title is a sentence that says with which power the actor is removed.
    """
    look = for_actors(result.actors, look)
    who = result.actor
    actors = [who, *(actor for actor in result.actors if actor != who)]
    pieces = [
        [
            Piece(float(step.low), float(step.high), piece_state(actor, step.all_members))
            for step in result.steps
        ]
        for actor in actors
    ]
    zones = spells(Piece(float(step.low), float(step.high), step.fate) for step in result.steps)
    rows = strip_rows(actors, pieces, look, emphasised=who)
    seen = {row["state"] for row in rows if not row["is_edge"]}
    return finished(
        _power_layers(rows, zones, float(result.given), look),
        look,
        title=title or _power_sentence(zones, called(look, who, most=28)),
        subtitle="bar: belongs to the ruling coalition"
        + ("; thin tick: at a single power" if any(row["is_edge"] for row in rows) else "")
        + ("\nhollow bar: belongs only to some of those that tie" if TIES in seen else "")
        + "\nabove: what becomes of the first actor; shaded: is removed",
        description=_power_text(result, zones, look),
    )


def _power_layers(
    rows: list[dict[str, Any]], zones: list[Piece], given: float, look: Look
) -> alt.LayerChart:
    """Stack danger zones, strips, words and the power that was given."""
    theme = look.theme
    low, high = zones[0].start, zones[-1].end
    scale = alt.Scale(domain=[low, high if high > low else low + 1], nice=False, zero=False)
    axis = alt.Axis(title="power of the first actor, in the unit of power", tickCount=6, grid=False)
    x = alt.X("start:Q", scale=scale, axis=axis)
    shown = [
        {
            "start": zone.start,
            "end": zone.end,
            "middle": (zone.start + zone.end) / 2,
            "fate": zone.state,
            "words": WORDS[zone.state] if zone.end - zone.start > NARROWEST * (high - low) else "",
        }
        for zone in zones
    ]
    base = alt.Chart(inline(shown))
    danger = base.transform_filter(f"datum.fate == '{REMOVED}'")
    layers = [
        danger.mark_rect(color=shade(theme, theme.actors[1], 0.22)).encode(x=x, x2="end:Q"),
        *strip_layers(rows, look, x),
        base.mark_text(fontStyle="italic").encode(
            x=alt.X("middle:Q"), y=alt.value(-8), text="words:N"
        ),
    ]
    if low <= given <= high:
        mark = alt.Chart(inline([{"given": given, "words": f"as given: {number(given)}"}]))
        line = mark.mark_rule(color=theme.ink, strokeWidth=1.5, strokeDash=[4, 3])
        layers.append(line.encode(x="given:Q"))
        layers.append(mark.mark_text().encode(x="given:Q", y=alt.value(-25), text="words:N"))
    return alt.LayerChart(layer=layers).properties(width=POWER_WIDTH, height=alt.Step(26))


def _power_sentence(zones: list[Piece], who: str) -> str:
    """Say where the danger lies."""
    danger = [zone for zone in zones if zone.state == REMOVED]
    if not danger:
        span = f"{number(zones[0].start)} to {number(zones[-1].end)}"
        return f"{who} is never removed with a power from {span}"
    widest = max(danger, key=lambda zone: zone.end - zone.start)
    if widest.start == widest.end:
        return f"{who} is removed at a power of just {number(widest.start)}"
    span = f"between {number(widest.start)} and {number(widest.end)}"
    if len(danger) == 1:
        return f"{who} is removed with a power {span}"
    return f"{who} is removed in {len(danger)} ranges of power, the widest {span}"


def _power_text(result: "CoalitionByPower", zones: list[Piece], look: Look) -> str:
    """Describe the chart in words."""
    who = called(look, result.actor)
    parts = [
        f"{SENTENCES[zone.state]} "
        + (
            f"at {number(zone.start)}"
            if zone.start == zone.end
            else f"from {number(zone.start)} to {number(zone.end)}"
        )
        for zone in zones
    ]
    others = ", ".join(called(look, actor) for actor in result.actors if actor != result.actor)
    return (
        f"Strips of the powers of {who} at which each rules. {who} {'; '.join(parts)}. "
        f"Given was {number(float(result.given))}. The others: {others or 'nobody'}."
    )


def coalition_inclusion(
    result: "CoalitionInclusion", *, look: Look | None = None, title: str | None = None
) -> alt.LayerChart:
    """Draw in how many runs each actor belongs to the ruling coalition.

    By default its title is a sentence that says who rules most often and who least.
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
        _inclusion_layers(rows, look),
        look,
        title=title or _inclusion_sentence(rows, look),
        subtitle=f"of 100 runs, belongs to the ruling coalition; {result.runs:,} runs\n"
        f"power drawn with an error of {result.error:.3g} (log); thin line: sampling error (90 %)",
        description=_inclusion_text(rows),
    )


def _inclusion_layers(rows: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack bars, intervals, numbers and names."""
    base = alt.Chart(inline(rows)).encode(y=row_y(), tooltip=["name:N", "words:N", "alone:Q"])
    bars = base.mark_bar(height=16, cornerRadiusEnd=2).encode(
        x=of_100_axis("inclusion"), color=alt.Color("colour:N", scale=None)
    )
    interval = base.mark_rule(color=look.theme.ink, strokeWidth=1.2).encode(x="low:Q", x2="high:Q")
    numbers = base.mark_text(align="left", dx=7).encode(x="high:Q", text="words:N")
    layers = [bars, interval, numbers, row_labels(base)]
    return alt.LayerChart(layer=layers).properties(width=380, height=alt.Step(27))


def _inclusion_sentence(rows: list[dict[str, Any]], look: Look) -> str:
    """Say who rules most often and who least."""
    most, least = (choose(rows, key=lambda row: row["inclusion"]) for choose in (max, min))
    told = f"{called(look, most['actor'], most=28)} rules in {most['words']} of 100 runs"
    if least["inclusion"] == most["inclusion"]:
        return told if len(rows) == 1 else f"Each rules in {most['words']} of 100 runs"
    return f"{told}, {called(look, least['actor'], most=28)} in only {least['words']}"


def _inclusion_text(rows: list[dict[str, Any]]) -> str:
    """Describe the chart in words."""
    parts = "; ".join(
        f"{row['name']} {row['words']} (90 %: {of_100(row['low'])} to {of_100(row['high'])})"
        for row in rows
    )
    return f"Bars. Of 100 runs, how often each belongs to the ruling coalition: {parts}."


Alternatives = tuple[tuple[Any, ...], ...]
"""Coalitions of which one rules; which one, the theory leaves open."""


def rulers(
    result: "RulingCoalition[Any] | CoalitionAfterDeath | AgendaGame",
    *,
    look: Look | None = None,
    title: str | None = None,
) -> alt.LayerChart:
    """Draw who belongs to the ruling coalition, in one row for each case that can arise.

    A disc belongs to it, a ring to one of several that may rule, a point does not; a cross is dead.
    By default its title is a sentence that says who rules.
    """
    actors, cases = _ruling_cases(result)
    look = for_actors(actors, look)
    marks = [
        {
            "row": row,
            "column": column,
            "case": _case_name(label, dead, look),
            **named(look, actor),
            "colour": look.colour(str(actor)),
            "kind": "dead" if actor == dead else piece_state(actor, members),
        }
        for row, (label, dead, members) in enumerate(cases)
        for column, actor in enumerate(actors)
    ]
    return finished(
        _ruler_layers(marks, look),
        look,
        title=title or _ruler_sentence(cases, look),
        subtitle="disc: rules; ring: in one of several coalitions that may rule"
        + ("; cross: dead" if any(dead is not None for _, dead, _ in cases) else ""),
        description=_ruler_text(actors, cases, look),
    )


RulingCase = tuple[str, Any, Alternatives]
"""What is the case, who is dead (or None), and which coalitions may rule then."""


def _ruling_cases(result: Any) -> tuple[list[Any], list[RulingCase]]:
    """Return the actors, and one row for each case."""
    from whowhom.theory.coalitions.coalition_agenda import AgendaGame
    from whowhom.theory.coalitions.coalition_death import CoalitionAfterDeath

    if isinstance(result, CoalitionAfterDeath):
        first: RulingCase = ("while all live", None, result.all_members)
        rest = [("without", death.actor, death.all_members) for death in result.deaths]
        return list(result.actors), [first, *rest]
    if isinstance(result, AgendaGame):
        pairs = zip(result.coalitions, result.chances, strict=True)
        return list(result.actors), [
            (f"in {in_percent(float(chance))}", None, (members,)) for members, chance in pairs
        ]
    actors = [*result.members, *(a for a in result.purged if a not in result.members)]
    return actors, [("who rules", None, result.all_members)]


def _case_name(label: str, dead: Any, look: Look) -> str:
    return label if dead is None else f"{label} {called(look, dead, most=20)}"


def _ruler_layers(marks: list[dict[str, Any]], look: Look) -> alt.LayerChart:
    """Stack the marks, the cases on the left and the names above."""
    x = alt.X("column:O", axis=None)
    base = alt.Chart(inline(marks)).encode(x=x, y=row_y(), tooltip=["case:N", "name:N", "kind:N"])
    colour = alt.Color("colour:N", scale=None)
    rows = {mark["row"]: mark for mark in marks}.values()
    columns = {mark["column"]: mark for mark in marks}.values()
    left = alt.Chart(inline([{"row": m["row"], "case": m["case"]} for m in rows])).encode(
        y=row_y(), x=alt.value(-8), text="case:N"
    )
    above = alt.Chart(inline([{"column": m["column"], "label": m["label"]} for m in columns]))

    def of(kind: str) -> alt.Chart:
        chosen: alt.Chart = base.transform_filter(f"datum.kind === '{kind}'")
        return chosen

    layers = [
        of(OUT).mark_point(size=10, filled=True, opacity=1, color=look.theme.mute),
        of(TIES).mark_point(size=170, strokeWidth=2.4, opacity=1).encode(color=colour),
        of(RULES).mark_circle(size=210, opacity=1).encode(color=colour),
        of("dead").mark_point(
            shape="cross", angle=45, size=90, filled=True, opacity=1, color=look.theme.ink
        ),
        left.mark_text(align="right"),
        above.mark_text(align="left", angle=270, dx=2).encode(x=x, y=alt.value(-6), text="label:N"),
    ]
    return alt.LayerChart(layer=layers).properties(width=38 * len(columns), height=alt.Step(26))


def _ruler_sentence(cases: list[RulingCase], look: Look) -> str:
    """Say who rules, and whose death would change it."""
    _, _, members = cases[0]
    if len(cases) > 1 and all(dead is None for _, dead, _ in cases):
        return f"{few(look, members[0])} may rule, or one of {len(cases) - 1} other coalitions"
    if len(members) > 1:
        return f"{few(look, members[0])} rule, or one of {len(members) - 1} other coalitions"
    told = f"{few(look, members[0])} {'rules' if len(members[0]) == 1 else 'rule'}"
    changed = [dead for _, dead, other in cases[1:] if other != members]
    if len(cases) == 1:
        return told
    return f"{told}; {len(changed)} of {len(cases) - 1} deaths would change that"


def _ruler_text(actors: list[Any], cases: list[RulingCase], look: Look) -> str:
    """Describe the chart in words."""
    parts = (
        f"{_case_name(label, dead, look)}: "
        + (" or ".join(few(look, one, most=12) for one in members) or "nobody")
        for label, dead, members in cases
    )
    among = few(look, actors, most=12)
    return f"Marks of who rules among {among}, a row for each case. {'; '.join(parts)}."
