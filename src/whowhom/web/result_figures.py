"""The figures of a result, each with its table and its sources."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from whowhom.cases.case import Case, Reference
from whowhom.cases.evidence import GRADES
from whowhom.charts import (
    Look,
    case_events,
    dated_removals,
    documented_fates,
    documented_removals,
    fall_dots,
    fall_months,
    fan,
    fates,
    flows,
    hundred,
    item_names,
    matrix,
    network,
    removals_through_time,
    standing,
    timeline,
    tornado,
    winners,
)
from whowhom.charts.theme import Theme
from whowhom.charts.words import FATE_WORDS, of_100
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.documented import FALL
from whowhom.ensemble.outcome import STATUSES
from whowhom.ensemble.result import Result
from whowhom.web.figures import Figure, Source

__all__ = ["answer_figures", "holding_figures", "told_sources", "unknown_figure", "why_figures"]

_REMOVALS = ("demoted", "expelled", "internal_exile", "abroad", "prison", "executed")
_MOST_MARKS = 300
_SHARES = {"share", "low", "high", "first_out", "earlier", *STATUSES}
_INTERVAL = {"share": "of 100 plays", "low": "at least", "high": "at most"}


def answer_figures(result: Result) -> Mapping[str, Figure]:
    """Return the figures of the first page: ``hundred winners falls fates timeline``."""
    names = _names(result.case)
    winner_table, fate_table, fall_table = result.winners(), result.fates(), result.removals()
    course = result.course()
    ruler = answers.ruler(result.tally, result.circle, result.documented)
    months = fall_months(result)
    made_by = _played(result)
    events = told_sources(result.case, lambda event: event.event in (*_REMOVALS, "assassinated"))
    rulers = told_sources(result.case, lambda event: event.event == "ruler")
    endings = told_sources(result.case, lambda event: event.event in FATE_WORDS)
    inside = result.circle.contenders

    def look(theme: Theme) -> Look:
        return Look.of(result, theme)

    def shown(column: str, value: Any) -> str:
        return _shown(names, column, value)

    found = [
        Figure(
            name="hundred",
            draw=lambda theme: hundred(
                winner_table, look=look(theme), title=f"A hundred of {result.runs:,} plays"
            ),
            table=winner_table,
            heads={"actor": "ends on top", **_INTERVAL},
            sources=made_by,
            shown=shown,
        ),
        Figure(
            name="winners",
            draw=lambda theme: winners(
                winner_table, look=look(theme), documented=ruler["actor"] if ruler else None
            ),
            table=winner_table,
            heads={"actor": "ends on top", **_INTERVAL},
            sources=[*rulers, *made_by],
            shown=shown,
        ),
        Figure(
            name="falls",
            draw=lambda theme: fall_dots(months, course=course, look=look(theme)),
            table=fall_table.join(
                course.filter(pl.col("event") == FALL).select("actor", "documented"),
                on="actor",
                how="left",
            ),
            heads={
                "actor": "who",
                "share": "falls in, of 100 plays",
                "first_out": "first of all, of 100",
                "q05": "one in 20 by",
                "median": "half by",
                "q95": "19 in 20 by",
                "documented": "documented",
            },
            sources=[*events, *made_by],
            shown=shown,
        ),
        Figure(
            name="fates",
            draw=lambda theme: fates(
                fate_table.filter(pl.col("actor").is_in(inside)),
                documented=documented_fates(result.case),
                look=look(theme),
            ),
            table=fate_table,
            heads={"actor": "who", "fate": "ends", **_INTERVAL},
            sources=[*endings, *made_by],
            shown=shown,
        ),
    ]
    return {figure.name: figure for figure in [*found, *_timeline(result.case)]}


def why_figures(result: Result) -> Mapping[str, Figure]:
    """Return the figures of the page on causes: ``matrix network power standing``."""
    names = _names(result.case)
    months, pairs, course = result.trajectories(), result.who_removes_whom(), result.course()
    inside = months.filter(pl.col("actor").is_in(result.circle.contenders))
    drawn = _thinned(inside, result)
    made_by = _played(result)
    events = told_sources(result.case, lambda event: event.event in FATE_WORDS)
    led = told_sources(result.case, lambda event: event.event in _REMOVALS and event.by != ())
    known, dated = documented_removals(result.case), dated_removals(result.case)
    arrows = removals_through_time(result)
    led_by = {"by": "leads the removal", "actor": "of"}

    def shown(column: str, value: Any) -> str:
        return _shown(names, column, value)

    found = [
        Figure(
            name="matrix",
            draw=lambda theme: matrix(pairs, documented=known, look=Look.of(result, theme)),
            table=pairs,
            heads={**led_by, **_INTERVAL},
            sources=[*led, *made_by],
            shown=shown,
        ),
        Figure(
            name="network",
            draw=lambda theme: network(
                arrows, documented=dated, look=Look.of(result, theme), columns=2
            ),
            table=arrows.filter(pl.col("share") > 0),
            heads={
                "until": "by",
                "by": "leads the removal",
                "actor": "of",
                "share": "of 100 plays",
            },
            sources=[*led, *made_by],
            shown=shown,
        ),
        Figure(
            name="power",
            draw=lambda theme: fan(drawn, course=course, look=Look.of(result, theme)),
            table=inside,
            heads={
                "month": "month",
                "actor": "who",
                "power_q05": "power, lowest twentieth",
                "power_q50": "middle",
                "power_q95": "highest twentieth",
            },
            sources=[*events, *made_by],
            shown=shown,
        ),
        Figure(
            name="standing",
            draw=lambda theme: standing(drawn, course=course, look=Look.of(result, theme)),
            table=inside,
            heads={
                "month": "month",
                "actor": "who",
                **{status: FATE_WORDS[status] for status in STATUSES},
            },
            sources=[*events, *made_by],
            shown=shown,
        ),
    ]
    return {figure.name: figure for figure in found}


def holding_figures(result: Result, rows: list[dict[str, Any]], plays: int) -> dict[str, Figure]:
    """Return the figures ``posts`` and ``patronage`` of rows of ``ensemble.holdings``."""
    table, called = pl.DataFrame(rows), item_names(result)
    names = _names(result.case) | {NOBODY: "nobody here"}

    def shown(column: str, value: Any) -> str:
        return called.get(value, value) if column == "item" else _shown(names, column, value)

    kinds = {
        "post": ("posts", "post", "held in, of 100 plays", "by"),
        "body": ("patronage", "body", "of 100 of its members", "clients of"),
    }
    made = Source(
        "all shares",
        f"the first {plays:,} plays of seed {result.seed}, played again",
        "computed",
    )
    return {
        name: Figure(
            name=name,
            draw=lambda theme, kind=kind: flows(  # type: ignore[misc]
                table, kind=kind, names=called, plays=plays, look=Look.of(result, theme)
            ),
            table=table.filter((pl.col("kind") == kind) & (pl.col("share") > 0)),
            heads={"until": "at the end of", "item": item, "actor": who, "share": share},
            sources=[made],
            shown=shown,
        )
        for kind, (name, item, share, who) in kinds.items()
        if (table["kind"] == kind).any()
    }


def unknown_figure(result: Result, values: list[dict[str, Any]]) -> Figure:
    """Return the figure ``tornado`` of rows as :func:`whowhom.charts.unknown_values` makes them."""
    names = _names(result.case)
    table = pl.DataFrame(values, infer_schema_length=None)

    def shown(column: str, value: Any) -> str:
        if column in {"low", "high"}:
            return f"{value:.2g}"
        if column.startswith("worth"):
            return "-" if value is None else f"{100 * max(0.0, value):.1f}"
        if column in {"at_low", "at_high"}:
            return of_100(value)
        return _shown(names, column, value)

    return Figure(
        name="tornado",
        draw=lambda theme: tornado(table, look=Look.of(result, theme)),
        table=table,
        heads={
            "value": "value",
            "evidence": "what speaks for it",
            "low": "lowest fifth about",
            "high": "highest fifth about",
            "actor": "whose chance moves most",
            "at_low": "of 100 plays, at the lowest",
            "at_high": "at the highest",
            "worth": "knowing it settles, percent of the doubt",
            "worth_low": "at least",
            "worth_high": "at most (90 percent)",
        },
        sources=_played(result),
        shown=shown,
    )


def _thinned(months: pl.DataFrame, result: Result) -> pl.DataFrame:
    """Keep evenly chosen months, the last among them: a page draws some thousand marks at most."""
    names = [str(result.circle.month(index)) for index in range(result.circle.months)]
    step = -(-len(names) * len(result.circle.contenders) // _MOST_MARKS)
    kept = {*names[::step], names[-1]}
    shares = pl.selectors.float()
    return months.filter(pl.col("month").is_in(list(kept))).with_columns(shares.round(3))


def told_sources(case: Case, wanted: Any) -> list[Source]:
    """Return the documented events of a case that are wanted, each with its sources."""
    names = _names(case)
    return [
        Source(
            f"{names[event.actor]}, {FATE_WORDS.get(event.event, event.event)} {event.date.text}",
            cited(case, event.references),
            _grade(case, event.references),
        )
        for event in sorted(case.course, key=lambda event: event.date.earliest)
        if wanted(event)
    ]


def cited(case: Case, references: Iterable[Reference]) -> str:
    """Return references as people write them."""
    known = {source.id: source for source in case.sources}
    parts = []
    for reference in references:
        source = known.get(reference.source)
        text = source.citation.split(". ")[0] if source else reference.source
        parts.append(f"{text}, {reference.locator}" if reference.locator else text)
    return "; ".join(dict.fromkeys(parts)) or "no source"


def _grade(case: Case, references: Iterable[Reference]) -> str:
    """Return the best grade among the sources."""
    grades = {source.id: source.grade for source in case.sources}
    found = {grades.get(reference.source, "assumed") for reference in references}
    return next((g for g in GRADES if g in found), "assumed")


def _timeline(case: Case) -> list[Figure]:
    table = case_events(case)
    if table.is_empty():
        return []
    names = _names(case)
    posts = {(tenure.post, tenure.actor): tenure.references for tenure in case.tenures}
    titles = {post.id: post.name for post in case.posts}
    sources = [
        Source(f"{names[a]}: {titles[p]}", cited(case, refs), _grade(case, refs))
        for (p, a), refs in posts.items()
    ] + [
        Source(
            f"{shock.id.replace('_', ' ')}, {shock.date.text}",
            cited(case, shock.references),
            _grade(case, shock.references),
        )
        for shock in case.shocks
    ]
    figure = Figure(
        name="timeline",
        draw=lambda theme: timeline(table, look=Look(names=_contenders_first(case), theme=theme)),
        table=table,
        heads={"kind": "kind", "label": "what", "actor": "who", "date": "when"},
        sources=sources,
        shown=lambda column, value: _shown(names, column, value),
    )
    return [figure]


def _contenders_first(case: Case) -> dict[str, str]:
    """Return names by id in the order in which a result gives out its colours."""
    ordered = sorted(case.actors, key=lambda actor: actor.id == case.arbiter)
    return {actor.id: actor.name for actor in ordered}


def _played(result: Result) -> list[Source]:
    work = result.description.work
    what = f"{result.runs:,} plays, seed {result.seed}, whowhom {work.whowhom}"
    return [Source("all shares and months", f"{what}; case {work.case_sha256[:12]}", "computed")]


def _names(case: Case) -> dict[str, str]:
    return case.names | {NOBODY: "nobody alone"}


def _shown(names: Mapping[str, str], column: str, value: Any) -> str:
    """Write one cell of a table."""
    if value is None:
        return "-"
    if column in {"actor", "by", "who"}:
        return names.get(str(value), str(value))
    if column == "fate":
        return FATE_WORDS.get(str(value), str(value))
    if column in _SHARES or column.startswith("power_"):
        return f"{100 * value:.1f}" if 0 < value < 0.1 else f"{100 * value:.0f}"
    return str(value)
