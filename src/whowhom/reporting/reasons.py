"""The second part of a report: what the answer rests on, what would change it, what happened."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from whowhom.backtesting.shipped import SEEN, scores_of, shipped_scores, told_scores
from whowhom.cases.case import Case
from whowhom.cases.evidence import DEFAULT, GRADES, UNSOURCED, evidence, sourced_values
from whowhom.cases.spoken import spoken_path
from whowhom.charts.effects import what_if_effects
from whowhom.charts.words import FATE_WORDS
from whowhom.ensemble import answers
from whowhom.ensemble.sentences import in_hundred, per_hundred
from whowhom.errors import InvalidInput
from whowhom.reporting.answer import called, month_words
from whowhom.reporting.blocks import Block, Code, Drawing, Paragraph, Section, Table, table
from whowhom.reporting.figures import unknowns_of

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.unknowns import Unknowns
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["documented_section", "rests_section", "validity_section", "what_if_section"]

_MOST = 12
_FEWEST = 100
"""Plays below which nothing can be said of single values."""


def rests_section(result: "Result") -> Section:
    """Return what the answer rests on: luck, the spread of plays, and assumptions, apart."""
    worst = max((row["high"] - row["low"]) / 2 for row in result.winners().to_dicts())
    blocks: list[Block] = [
        Paragraph(
            f"Luck. With {result.runs:,} plays, chance alone moves no share of who is on top by "
            f"more than {100 * worst:.1f} points (95 %). More plays make that smaller, and "
            "nothing else."
        ),
        Paragraph(
            "Spread of plays. That the same beginning leads to different ends is the answer "
            "itself: bands, dots and bars show it. More plays do not make it smaller."
        ),
        *_assumptions(result.case),
    ]
    turning = _turning(result)
    if turning:
        blocks.append(Paragraph(turning))
    blocks += _unknowns(result)
    return Section("rests", "What the answer rests on", tuple(blocks))


def _assumptions(case: Case) -> Iterator[Block]:
    """Yield how many of the case's values are documented, disputed or assumed."""
    counts = Counter(evidence(case).values())
    uncertain = sum(not quantity.is_certain for _, quantity, _ in sourced_values(case))
    total = counts.total()
    if not total:
        return
    said = {
        **{grade: grade for grade in GRADES},
        UNSOURCED: "without a source",
        DEFAULT: "left at their defaults",
    }
    parts = ", ".join(f"{counts[grade]} {words}" for grade, words in said.items() if counts[grade])
    yield Paragraph(
        f"Assumption. {case.coverage[:1].upper()}{case.coverage[1:]} in the tables of the case. "
        f"The model reads {total} numbers from it: {parts}. A number is graded by its weakest "
        f"source. {uncertain} of them are ranges; each run draws its own value, so this "
        "uncertainty is part of the spread. What no range covers, such as the form of the model, "
        "is not: no interval on this page includes it."
    )


def _turning(result: "Result") -> str:
    """Tell when it is settled who ends on top."""
    from whowhom.ensemble.turning import turning_points

    found = turning_points(result)
    if found.undefined:
        return found.undefined
    spans = [
        f"{month_words(first)} to {month_words(last)} ({100 * gain:.0f} %)"
        for first, last, gain in found.fastest()
    ]
    half = found.month_of(0.5)
    told = (
        f"Half of the doubt who wins is settled by {month_words(half)} for who sees who has fallen."
        if half
        else f"Who has fallen settles {100 * found.settled[-1]:.0f} % of the doubt who wins."
    )
    return f"{told} Most is settled in {', '.join(spans)}." if spans else told


def _unknowns(result: "Result") -> Iterator[Block]:
    """Yield the uncertain values that are most worth knowing."""
    if result.runs < _FEWEST:
        yield Paragraph(f"Which single values matter needs {_FEWEST} plays or more.")
        return
    try:
        found = unknowns_of(result)
    except InvalidInput as error:
        yield Paragraph(f"Which single values matter cannot be said: {error}")
        return
    yield from _ranked(found, result)


def _ranked(found: "Unknowns", result: "Result") -> Iterator[Block]:
    if not found.values:
        yield Paragraph(found.undefined or "Every value of the case is certain.")
        return
    yield Drawing("tornado")
    clear = found.worth_knowing[:_MOST]
    if not clear:
        yield Paragraph(
            f"None of the {len(found.values)} uncertain values can be told from a worthless one by "
            f"what knowing it would settle of the question who wins: the best of as many worthless "
            f"ones would seem to settle up to {100 * found.noise:.1f} %."
        )
        return
    names = called(result)
    columns = ("value", "from, to", "settles, %", "90 % range", "chance of", "if low", "if high")
    yield table(
        "Values that are most worth finding out, for the question who ends on top",
        columns,
        [
            (
                spoken_path(result.case, value.path),
                f"{value.low:.2g} to {value.high:.2g}",
                f"{100 * value.worth:.1f}",
                _span(value.worth_low, value.worth_high),
                names.get(value.actor, value.actor),
                per_hundred(value.chance_at_low, result.runs),
                per_hundred(value.chance_at_high, result.runs),
            )
            for value in clear
        ],
        numbers=("settles, %", "90 % range", "if low", "if high"),
        of_figure="tornado",
    )


def _span(low: float, high: float) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"  # noqa: RUF001 - a dash for an empty cell
    return f"{100 * max(0.0, low):.1f} to {100 * max(0.0, high):.1f}"


def what_if_section(result: "Result", what_ifs: Sequence["WhatIf"]) -> Section | None:
    """Return what each change would change; None if none was asked for."""
    if not what_ifs:
        return None
    names = called(result)
    blocks: list[Block] = [
        Paragraph(
            "Each play is played twice with the same chance, as it is and changed, so that the "
            "difference is the change's own. The range is luck (95 %), of the difference."
        ),
        Drawing("paired"),
        _effects(what_ifs, names),
    ]
    return Section("whatif", "What would have changed it", tuple(blocks))


def _effects(what_ifs: Sequence["WhatIf"], names: dict[str, str]) -> Table:
    asked = {(row["change"], row["actor"]) for row in what_if_effects(what_ifs).to_dicts()}
    rows = []
    for found in what_ifs:
        change = str(found.change)
        clear = [e for e in found.effects if e.is_clear or (change, e.actor) in asked]
        kept = [e for e in clear if e.is_clear or e.outcome == "wins"]
        kept.sort(key=lambda e: ((change, e.actor) not in asked, -abs(e.difference)))
        rows += [
            (
                change,
                f"{names.get(effect.actor, effect.actor)}: {effect.outcome}",
                per_hundred(effect.before, found.runs),
                per_hundred(effect.after, found.runs),
                f"{100 * effect.difference:+.0f}",
                f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f}",
                per_hundred(found.flips, found.runs),
            )
            for effect in kept[:_MOST]
        ]
    columns = ("change", "who, what", "before", "after", "change by", "range", "other winner")
    return table(
        "Effects of each change, in plays of 100; the last column counts plays with another winner",
        columns,
        rows,
        numbers=columns[2:],
        of_figure="paired",
    )


def documented_section(result: "Result") -> Section:
    """Return what really happened, beside the plays."""
    names, runs = called(result), result.runs
    tally, circle, documented = result.tally, result.circle, result.documented
    events = answers.course(tally, circle, documented)
    order = answers.order(tally, circle, documented)
    ruler = answers.ruler(tally, circle, documented)
    sentences = []
    if ruler:
        how = "most often" if ruler["most_frequent"] else "not most often"
        often = in_hundred(ruler["share"], runs)
        sentences.append(f"{names[ruler['actor']]} ruled; he ends on top {how}, in {often} plays.")
    if order:
        row = ", ".join(names[actor] for actor in order["actors"])
        often = in_hundred(order["share"], runs)
        sentences.append(f"The real order of falls comes out in {often} plays: {row}.")
    if events:
        inside = sum(row["inside"] for row in events)
        told = f"{inside} of {len(events)} real dates lie within the middle nine tenths of plays"
        rest = "; the others are where the plays miss" if inside < len(events) else ""
        sentences.append(f"{told}{rest}.")
    blocks: list[Block] = [
        Paragraph(" ".join(sentences) or "The case tells nothing of what happened."),
        Drawing("timeline"),
    ]
    if events:
        columns = (
            *("who", "what", "documented", "happens, of 100", "earlier, of 100"),
            *("5 % by", "half by", "95 % by", "within"),
        )
        blocks.append(
            table(
                "Every documented event beside the plays",
                columns,
                [
                    (
                        names[row["actor"]],
                        _event_words(row["event"]),
                        month_words(row["documented"]),
                        per_hundred(row["share"], runs),
                        per_hundred(row["earlier"], runs),
                        *(month_words(row[quantile]) for quantile in ("q05", "median", "q95")),
                        "yes" if row["inside"] else "no",
                    )
                    for row in events
                ],
                numbers=("happens, of 100", "earlier, of 100"),
            )
        )
    return Section("documented", "What really happened, beside the plays", tuple(blocks))


def _event_words(event: str) -> str:
    return {"fall": "falls", "death": "dies"}.get(event, FATE_WORDS.get(event, event))


def validity_section(backtest: "Backtest | None") -> Section:
    """Return how often such answers have been right; by default, the scores of this version."""
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
    columns = ("model", "log loss", "Brier", "winner right", "log loss less proportional")
    return Section(
        "validity",
        "How often it has been right",
        (
            Paragraph(
                "That an answer fits the history it was made from proves little: the course was "
                "known to whoever coded the case. What counts is how forecasts fare on struggles "
                f"whose end the model does not read. {told_scores(scores)} {seen}".rstrip()
            ),
            table(
                f"Forecasts of {scores.struggles} struggles ({scores.runs} plays each, seed "
                f"{scores.seed}); 90 % intervals over struggles",
                columns,
                rows,
                numbers=columns[1:],
            ),
            Paragraph(
                "Proportional gives each contender a chance in proportion to his power at the "
                "start, uniform the same chance to all: what is worse than these says nothing."
            ),
            Code("whowhom backtest", "Command that measures this again"),
        ),
    )
