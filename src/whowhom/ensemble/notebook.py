"""How results are shown in notebooks: small tables, every text in them escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from whowhom.cases.names import visible
from whowhom.ensemble import answers
from whowhom.ensemble.sentences import (
    actor_names,
    counted,
    headline,
    per_hundred,
    points,
    who_gains,
)
from whowhom.ensemble.undecided import leaders, undecided

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["result_html", "table_html", "what_if_html"]

_MOST = 12
"""Rows of a table."""


def table_html(told: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a sentence and a table as HTML.

    Parameters
    ----------
    told : str
        Printed above, in bold.
    columns : sequence of str
        The first holds texts, the others numbers.
    rows : iterable of sequence of str
        Plain text, in the order of the columns.

    Examples
    --------
    >>> table_html("<Who>", ["a"], [["b"]])[:33]
    '<div><strong>&lt;Who&gt;</strong>'
    """

    def cells(texts: Sequence[str], tag: str) -> str:
        sides = ["left", *["right"] * (len(texts) - 1)]
        return "".join(
            f'<{tag} style="text-align:{side}">{_shown(text)}</{tag}>'
            for text, side in zip(texts, sides, strict=True)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f"<div><strong>{_shown(told)}</strong>"
        f"<table><thead><tr>{cells(columns, 'th')}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def result_html(result: "Result") -> str:
    """Return the answer of a result: its sentence, who rules, who falls, and when."""
    names = actor_names(result.case)
    leads = {
        row["actor"]: row["share"]
        for row in leaders(undecided(result), result.tally, result.circle)
    }
    falls = {row["actor"]: row for row in answers.removals(result.tally, result.circle)}
    rows = []
    for row in answers.winners(result.tally, result.circle)[:_MOST]:
        fall = falls.get(row["actor"])
        rows.append(
            (
                names[row["actor"]],
                per_hundred(row["share"], result.runs),
                f"{100 * row['low']:.0f} to {100 * row['high']:.0f}",
                per_hundred(leads[row["actor"]], result.runs)
                if row["actor"] in result.case.names
                else "",
                per_hundred(fall["share"], result.runs) if fall else "",
                (fall["median"] or "") if fall else "",
            )
        )
    columns = ("of 100 runs", "sole ruler", "95% interval", "leads", "falls", "half by")
    runs = counted(result.runs, "run")
    told = f"{headline(result)} {result.case.title}: {runs}, seed {result.seed}."
    return table_html(told, columns, rows)


def what_if_html(found: "WhatIf") -> str:
    """Return the clear effects of a change, the largest first."""
    names = actor_names(found.base.case)
    clear = sorted(
        (effect for effect in found.effects if effect.is_clear), key=lambda e: -abs(e.difference)
    )
    rows = [
        (
            f"{names.get(effect.actor, effect.actor)}: {effect.outcome}",
            per_hundred(effect.before, found.runs),
            per_hundred(effect.after, found.runs),
            points(effect.difference, signed=True),
            f"{points(effect.low, signed=True)} to {points(effect.high, signed=True)}",
        )
        for effect in clear[:_MOST]
    ]
    flips = per_hundred(found.flips, found.runs)
    gains = who_gains(found.effects, found.base.case.names)
    told = f"{found.change}: {gains}; another winner in {flips} of 100 runs ({found.runs:,} pairs)."
    if not rows:
        told += " No effect is distinguishable from zero."
    return table_html(told, ("of 100 runs", "before", "after", "change", "95% interval"), rows)


def _shown(text: str) -> str:
    """Escape a text, and make its hidden signs visible."""
    return escape(visible(text))
