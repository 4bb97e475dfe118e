"""Single runs in words: one month by month, or two side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from whowhom.ensemble.occurrences import all_records, records_of, tops
from whowhom.ensemble.sentences import actor_names, month_words, per_hundred
from whowhom.ensemble.trace import trace_rows
from whowhom.reporting.blocks import Block, Paragraph, Section, table
from whowhom.reporting.causes import change_words
from whowhom.scenario.questions import questions

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["beside", "pair_sections", "run_sections"]

Told = tuple[str, str]
"""Month and sentence of an event."""
_FEWEST_SAME = 3
"""So many events that are the same in both runs are given as one line."""
_MOST_MOVES = 12
_PAIRS = 3
"""Pairs of runs shown for each change."""


def run_sections(result: "Result", runs: int) -> Iterator[Section]:
    """Yield the first runs of a result, each with every event; none where no run can be traced."""
    shown = min(runs, result.runs)
    if shown < 1 or not _is_traceable(result):
        return
    told = _events(result, 0, shown)
    names = actor_names(result.case)
    records = records_of(result.blocks(), np.arange(shown))
    for run, top in enumerate(tops(records, result.circle)):
        yield Section(
            f"run-{run}",
            f"Run {run}: {names[str(top)]}",
            (
                Paragraph(_first_fall(result, records[run], names)),
                table(f"every event of run {run}", ("when", "what"), told[run], is_folded=True),
            ),
        )


def pair_sections(number: int, found: "WhatIf") -> Iterator[Section]:
    """Yield what a change does to the winner, with the first pairs of runs side by side.

    Parameters
    ----------
    number : int
        Of the change on the page, from 1.
    found : WhatIf
    """
    case, names = found.base.case, actor_names(found.base.case)
    before, after = (
        tops(all_records(one), one.circle).astype(str) for one in (found.base, found.other)
    )
    flipped = np.flatnonzero(before != after)
    moves = Counter(zip(before[flipped].tolist(), after[flipped].tolist(), strict=True))
    asked = next((one.ask for one in questions(case) if one.change == found.change), "")
    heads = ("sole ruler unchanged", "with the change", "of 100 runs")
    blocks: list[Block] = [Paragraph(f"{change_words(found.change, case)}.")]
    if not moves:
        blocks.append(Paragraph("The change alters the winner of no run."))
    else:
        rows = [
            (names[one], names[other], per_hundred(count / found.runs, found.runs))
            for (one, other), count in moves.most_common(_MOST_MOVES)
        ]
        caption = "Runs in which the change alone changes the winner: who is replaced by whom"
        blocks.append(table(caption, heads, rows, numbers=heads[2:]))
    if _is_traceable(found.base):
        for run in flipped[:_PAIRS].tolist():
            ones, others = (_events(one, run, 1)[run] for one in (found.base, found.other))
            blocks.append(
                table(
                    f"run {run:,}, with and without the change",
                    ("when", "unchanged", "with the change"),
                    beside(ones, others),
                    is_folded=True,
                )
            )
    yield Section(f"what-if-{number}", asked or f"What if: {found.change}", tuple(blocks))


def _is_traceable(result: "Result") -> bool:
    """Say whether a single run of a result can be simulated again.

    Given a record, a run begins at a state that is not stored; a run of a pooled case has the
    values of the coder it drew; and no file with mechanisms is run again by a report.
    """
    has_own = result.description.work.mechanisms is not None
    return not (result.conditioning is not None or result.case.coders or has_own)


def _events(result: "Result", first: int, runs: int) -> dict[int, list[Told]]:
    """Simulate some runs of a result again and return every event of each."""
    rows = trace_rows(
        result.case, run=first, runs=runs, seed=result.seed, parameters=result.parameters
    )
    found = {
        run: [(row["month"], row["text"]) for row in events]
        for run, events in groupby(rows, key=lambda row: row["run"])
    }
    return {run: found.get(run, []) for run in range(first, first + runs)}


def _first_fall(result: "Result", record: Any, names: Mapping[str, str]) -> str:
    """Say who is the first to fall in a run, and when."""
    circle = result.circle
    for place, actor in enumerate(circle.actors):
        month = circle.month(int(record["fell"][place]))
        if record["order"][place] == 0 and month is not None:
            return f"First to fall: {names[actor]}, {month_words(month)}."
    return "Nobody falls."


def beside(ones: Sequence[Told], others: Sequence[Told]) -> list[tuple[str, str, str]]:
    """Lay two chronicles side by side: month, what happens in the one, what in the other.

    Where both go the same way for long, a line says for how many events.

    Examples
    --------
    >>> same = [("1922-05", "a rises"), ("1922-06", "b rises"), ("1922-07", "c rises")]
    >>> for row in beside([*same, ("1922-08", "a falls")], [*same, ("1922-09", "b falls")]):
    ...     print(row)
    ('1922-05 to 1922-07', '3 events, the same in both', '')
    ('1922-08', 'a falls', '')
    ('1922-09', '', 'b falls')
    """
    rows: list[tuple[str, str, str]] = []
    matcher = SequenceMatcher(a=list(ones), b=list(others), autojunk=False)
    for kind, i0, i1, j0, j1 in matcher.get_opcodes():
        if kind == "equal":
            if i1 - i0 >= _FEWEST_SAME:
                first, last = ones[i0][0], ones[i1 - 1][0]
                span = first if first == last else f"{first} to {last}"
                rows.append((span, f"{i1 - i0} events, the same in both", ""))
            else:
                rows += [(month, text, text) for month, text in ones[i0:i1]]
            continue
        differing = [(month, text, "") for month, text in ones[i0:i1]]
        differing += [(month, "", text) for month, text in others[j0:j1]]
        rows += sorted(differing, key=lambda row: row[0])
    return rows
