"""A report before its evidence: the findings, laid out with their figures in sections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from whowhom.backtesting.shipped import SEEN, scores_of, scores_sentence, shipped_scores
from whowhom.cases.evidence import spoken_path
from whowhom.charts import item_names, last_picture
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.odds_sentences import (
    date_words,
    ends,
    event_words,
    given_the_record,
    headline,
    is_reliable,
    largest_move,
    leader,
    moves_at,
    names_of,
    next_removed,
)
from whowhom.ensemble.outcome import STATUSES
from whowhom.ensemble.sentences import (
    FATE_WORDS,
    NOTHING,
    actor_names,
    month_words,
    per_hundred,
)
from whowhom.reporting import causes
from whowhom.reporting.anchoring import ANCHORED
from whowhom.reporting.blocks import (
    Block,
    Code,
    Drawing,
    Finding,
    Paragraph,
    Section,
    Table,
    table,
)
from whowhom.reporting.figures import unknowns_of
from whowhom.reporting.findings import findings, ranked_inputs

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["answer_sections", "opening", "validity_section"]

_OPEN = ("leads", "coalition", "remain")
"""The findings about runs without a sole ruler."""
_QUICK = (
    *(
        "answer",
        *_OPEN,
        *ANCHORED,
        "sampling",
        "close",
        "falls",
        "fates",
        "removals",
        "ruler",
        "record",
    ),
    *("evidence", "weakest"),
)
_MOST = 12


def opening(result: "Result") -> tuple[str, str, str]:
    """Return the headline, what follows from it, and how sure it is."""
    told = _by_id(result)
    lead = _told(told, "falls", "fates", "ruler")
    if result.anchored is not None:
        lead = f"{_told(told, 'anchor', 'answer')} {lead}"
    answer = told["answer" if result.anchored is None else "anchored_leads"].sentence
    return answer, lead, _told(told, "close", "sampling")


def answer_sections(
    result: "Result",
    what_ifs: "Sequence[WhatIf]",
    backtest: "Backtest | None",
    odds: "OddsJson | None" = None,
) -> Iterator[Section]:
    """Yield the answer in all its parts, what it depends on, and how far to trust it."""
    told, names = _by_id(result), actor_names(result.case)
    yield Section(
        "answer",
        "Who ends as sole ruler",
        (Drawing("hundred"), Drawing("winners"), *_folded(told, "answer")),
    )
    yield from _without_ruler(told)
    yield from _anchored(told)
    yield from given_record(result)
    if odds is not None:
        yield odds_section(odds)
    yield Section("falls", "Who falls, and when", (Drawing("fall-dots"), *_folded(told, "falls")))
    yield Section(
        "fates",
        "How each actor ends",
        (Drawing("fates"), *_folded(told, "fates"), Drawing("standing"), _standing(result, names)),
    )
    drawn: tuple[Block, ...] = ()
    if told["removals"].table:
        drawn = (Drawing("matrix"), Drawing("network"))
    yield Section(
        "matrix",
        "Who removes whom",
        (Paragraph(told["removals"].sentence), *drawn, *_folded(told, "removals")),
    )
    yield from _held(result)
    yield Section("power", "How power shifts", (Drawing("fan"), _power(result, names)))
    yield _rests(result, told)
    if what_ifs:
        yield Section("whatif", "What would change the answer", tuple(_changes(what_ifs)))
    yield _documented(told)
    yield validity_section(backtest)


def _without_ruler(told: Mapping[str, Finding]) -> Iterator[Section]:
    """Yield who leads where no one is sole ruler, who holds the majority, and how it ended."""
    found = [told[name] for name in _OPEN if name in told]
    if not found:
        return
    blocks: list[Block] = []
    for one in found:
        blocks.append(Paragraph(one.sentence))
        if one.table is not None:
            blocks.append(replace(one.table, is_folded=one.id == "remain"))
    yield Section("leads", "Who leads where no one is sole ruler", tuple(blocks))


def _anchored(told: Mapping[str, Finding]) -> Iterator[Section]:
    """Yield the views of the chance that the leader is removed, then who and how."""
    found = [told[name] for name in ANCHORED if name in told]
    blocks: list[Block] = []
    for one in found:
        blocks.append(Paragraph(one.sentence))
        if one.table is not None:
            is_long = one.id in ("anchored_how", "anchored_falls")
            blocks.append(replace(one.table, is_folded=is_long))
        if one.id == "anchor":
            blocks.insert(1, Drawing("outlook"))
    if blocks:
        yield Section("anchor", "Anchored: outside, inside and pooled", tuple(blocks))


def given_record(result: "Result") -> Iterator[Section]:
    """Yield what a conditional result was given, and what the record taught."""
    conditioning = result.conditioning
    if conditioning is None:
        return
    given = conditioning.as_dict()
    names, as_of = actor_names(result.case), month_words(given["as_of"])
    blocks: list[Block] = [Paragraph(given_the_record(given, names, result.runs))]
    moved = [row for row in given["posterior"] if _shift(row)]
    if moved:
        columns = ("input", "mean before", "range before", "mean after", "range after")
        blocks.append(
            table(
                "Uncertain inputs that the record moved most, beside the width of their ranges",
                columns,
                [
                    (
                        spoken_path(result.case, row["value"]),
                        f"{row['prior']:.2g}",
                        f"{row['prior_low']:.2g} to {row['prior_high']:.2g}",
                        f"{row['posterior']:.2g}",
                        f"{row['low']:.2g} to {row['high']:.2g}",
                    )
                    for row in sorted(moved, key=_shift, reverse=True)[:_MOST]
                ],
                numbers=columns[1:],
            )
        )
    yield Section("given", f"Given the record to {as_of}", tuple(blocks))


def _shift(row: Mapping[str, float]) -> float:
    """Return how far a mean moved, beside the width of the range before."""
    width = row["prior_high"] - row["prior_low"]
    return abs(row["posterior"] - row["prior"]) / width if width > 0 else 0.0


def odds_section(odds: "OddsJson") -> Section:
    """Return how the odds moved with the record."""
    return Section(
        "odds",
        "How the odds moved",
        (
            Paragraph(f"{headline(odds)} {largest_move(odds)}"),
            Drawing("odds"),
            points_table(odds),
        ),
    )


def points_table(odds: "OddsJson") -> Table:
    """Return each point of the odds: what happened, who leads then, and who is next."""
    names, runs = names_of(odds), odds["runs"]
    columns = (
        *("record to", "what happened", "leads", "before", "after"),
        *("next to be removed", "of 100", "half by", "effective runs"),
    )
    rows = []
    for place, point in enumerate(odds["points"]):
        first = leader(point)
        before = {m["actor"]: m["before"] for m in moves_at(odds, place)}.get(first["actor"])
        following = next_removed(point)
        sure = is_reliable(point)
        rows.append(
            (
                month_words(point["as_of"]) if place else "start",
                "; ".join(
                    f"{event_words(one, names)}, {date_words(one['date'])}"
                    for one in point["events"]
                ),
                names[first["actor"]] if sure else NOTHING,
                per_hundred(before, runs) if sure and before is not None else NOTHING,
                f"{per_hundred(first['share'], runs)} ({ends(first)})" if sure else NOTHING,
                names[following["actor"]] if sure and following else NOTHING,
                f"{per_hundred(following['share'], runs)} ({ends(following)})"
                if sure and following
                else NOTHING,
                month_words(following["median"]) if sure and following else NOTHING,
                f"{point['effective']:,.0f}",
            )
        )
    return table(
        "Who leads after each date of the record, of 100 runs, and who is most often the next to "
        "be removed; 95% intervals by effective runs",
        columns,
        rows,
        numbers=("before", "after", "of 100", "effective runs"),
    )


def _by_id(result: "Result") -> dict[str, Finding]:
    return {found.id: found for found in findings(result, only=_QUICK)}


def _told(told: Mapping[str, Finding], *ids: str) -> str:
    """Return the sentences of those findings that are there."""
    return " ".join(told[name].sentence for name in ids if name in told)


def _folded(told: Mapping[str, Finding], name: str) -> Iterator[Table]:
    found = told[name].table
    if found is not None:
        yield replace(found, is_folded=True)


def _held(result: "Result") -> Iterator[Section]:
    """Yield who holds which post and whose clients fill which body."""
    frame = result.holdings()
    if frame.is_empty():
        return
    blocks: list[Block] = [
        Paragraph(
            "Whoever appoints commands; a body votes with whoever its members owe their posts to. "
            f"Counted in all {result.runs:,} runs."
        )
    ]
    for name, kind, caption in (
        ("posts", "post", "Who holds which post at the end, of 100 runs"),
        ("patronage", "body", "Whose clients fill which body at the end, of 100 of its members"),
    ):
        rows = frame.filter(pl.col("kind") == kind)
        if not rows.is_empty():
            blocks += [Drawing(name), _matrix(result, rows, caption)]
    yield Section("holdings", "Who holds what", tuple(blocks))


def _matrix(result: "Result", rows: pl.DataFrame, caption: str) -> Table:
    """Return the last picture as a table of posts or bodies by people."""
    order = (*result.circle.contenders, NOBODY)
    last, people, cells = last_picture(rows, order, item_names(result.case))
    short = {**result.case.short_names, NOBODY: "no one"}
    columns = (rows["kind"][0], *(short[who] for who in people))
    return table(
        f"{caption} ({month_words(last)})", columns, cells, numbers=columns[1:], is_folded=True
    )


def _by_year(result: "Result") -> pl.DataFrame:
    """Return the months at the end of each fifth part of the runs, contenders only."""
    months = result.circle.months
    wanted = {result.circle.month(round(months * part / 5) - 1) for part in range(1, 6)}
    contenders = result.circle.contenders
    return result.trajectories().filter(
        pl.col("month").is_in(list(wanted)) & pl.col("actor").is_in(list(contenders))
    )


def _standing(result: "Result", names: Mapping[str, str]) -> Table:
    rows = [
        (
            names[row["actor"]],
            month_words(row["month"]),
            *(per_hundred(row[status], result.runs) for status in STATUSES),
        )
        for row in _by_year(result).sort("actor", maintain_order=True).to_dicts()
    ]
    columns = ("of 100 runs", "month", *(FATE_WORDS[status] for status in STATUSES))
    return table(
        "Where each actor stands, in five months",
        columns,
        rows,
        numbers=columns[2:],
        is_folded=True,
    )


def _power(result: "Result", names: Mapping[str, str]) -> Table:
    quantiles = ("power_q05", "power_q25", "power_q50", "power_q75", "power_q95")
    rows = [
        (
            names[row["actor"]],
            month_words(row["month"]),
            *(f"{100 * row[name]:.0f}" for name in quantiles),
        )
        for row in _by_year(result).sort("actor", maintain_order=True).to_dicts()
    ]
    columns = ("percent of power", "month", "5% below", "25%", "median", "75%", "95% below")
    return table(
        "Quantiles of the shares of power, in five months",
        columns,
        rows,
        numbers=columns[2:],
        is_folded=True,
    )


def _rests(result: "Result", told: Mapping[str, Finding]) -> Section:
    """Return what the answer depends on: sampling, the spread of runs, and assumptions, apart."""
    blocks: list[Block] = [
        Paragraph(f"Sampling error. {told['sampling'].sentence}"),
        Paragraph(
            "Spread. That the same start leads to different ends is the answer itself: bands, dots "
            "and bars show it. More runs do not reduce it."
        ),
    ]
    if "evidence" in told:
        blocks.append(
            Paragraph(
                f"Assumptions. {told['evidence'].sentence} What no range covers, such as the form "
                "of the model, is not: no interval on this page includes it. "
                f"{_told(told, 'weakest')}".rstrip()
            )
        )
    (decided,) = findings(result, only=["turning"])
    blocks.append(Paragraph(decided.sentence))
    ranked = tuple(ranked_inputs(result, unknowns_of))
    for one in ranked:
        blocks.append(Paragraph(one.sentence))
        if one.table is not None:
            blocks.append(one.table)
    if any(one.table is not None for one in ranked):
        blocks.append(Drawing("tornado"))
    return Section("rests", "What the answer depends on", tuple(blocks))


def _changes(what_ifs: "Sequence[WhatIf]") -> Iterator[Block]:
    """Yield what each change would change."""
    yield Paragraph(
        "Each run is paired with one that has the change and the same random numbers, so that a "
        "difference is the effect of the change. Intervals (95%) are of that difference."
    )
    yield Drawing("paired")
    for one in what_ifs:
        told = {found.id: found for found in causes.what_if(one)}
        yield Paragraph(_told(told, "headline", "effect", "reach", "later", "change", "effects"))
        if "effects" in told:
            full = told["effects"].table
            if full is not None:
                caption = f"{full.caption}: {one.change}"
                yield replace(full, caption=caption, rows=full.rows[:_MOST])


def _documented(told: Mapping[str, Finding]) -> Section:
    """Return the documented course beside the runs."""
    found = told.get("record")
    blocks: list[Block] = [Paragraph(found.sentence)] if found else []
    blocks.append(Drawing("timeline"))
    if found and found.table:
        blocks.append(found.table)
    return Section("documented", "The documented course beside the runs", tuple(blocks))


def validity_section(backtest: "Backtest | None") -> Section:
    """Return how accurate such answers have been; by default, the scores of this version."""
    scores = shipped_scores() if backtest is None else scores_of(backtest)
    seen = SEEN if backtest is None else ""
    rows = [
        (
            row["model"],
            *(
                f"{row[s]:.2f} ({row[s + '_low']:.2f} to {row[s + '_high']:.2f})"
                for s in ("log_loss", "brier", "accuracy")
            ),
            (
                f"{row['minus_proportional']:+.2f} ({row['minus_proportional_low']:+.2f} to "
                f"{row['minus_proportional_high']:+.2f})"
            ),
        )
        for row in scores.rows
    ]
    columns = ("model", "log loss", "Brier score", "winner correct", "log loss less proportional")
    return Section(
        "validity",
        "How accurate the model has been",
        (
            Paragraph(
                "An answer that fits the history it was made from proves little: whoever coded the "
                "case knew the course. What counts is how forecasts fare on struggles whose end "
                f"the model does not read. {scores_sentence(scores)} {seen}".rstrip()
            ),
            table(
                f"Forecasts of {scores.struggles} struggles ({scores.runs} runs each, seed "
                f"{scores.seed}); 90% intervals over struggles",
                columns,
                rows,
                numbers=columns[1:],
            ),
            Paragraph(
                "Proportional gives each contender a probability in proportion to power at the "
                "start, uniform the same probability to all. A model that does no better than "
                "these has no skill."
            ),
            Code("whowhom backtest", "Command that measures this again"),
        ),
    )
