"""The timeline of a case, for people and for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from whowhom.cases import Case, Dated, Reference
from whowhom.cli.output import counted, say, show, shown

__all__ = ["print_timeline", "timeline_rows"]


def timeline_rows(entries: Iterable[Dated]) -> list[dict[str, Any]]:
    """Return the entries as plain values."""
    return [
        {
            "date": entry.date.text,
            "title": entry.title,
            "actors": list(entry.actors),
            "by": list(entry.by),
            "place": entry.place,
            "kind": entry.kind,
            "outcome": entry.outcome,
            "told": entry.told,
            "correction": entry.correction,
            "is_course": entry.is_course,
            "sources": [_place(reference) for reference in entry.references],
        }
        for entry in entries
    ]


def print_timeline(case: Case, entries: Sequence[Dated]) -> None:
    """Print a line for each entry: when, what, by whom, and which source says so."""
    from rich.table import Table
    from rich.text import Text

    say(case.title, style="bold")
    if not entries:
        say("No fact matches.")
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for entry in entries:
        text = Text(shown(entry.title), style="bold" if entry.is_course else "")
        if entry.by:
            text.append(f" (by {', '.join(entry.by)})", style="")
        if entry.outcome:
            text.append(f". {entry.outcome}", style="not bold")
        if entry.correction:
            text.append(f" [{entry.correction}]", style="not bold italic")
        if sources := "; ".join(_place(reference) for reference in entry.references):
            text.append(f"  {sources}", style="not bold dim")
        grid.add_row(entry.date.text, text)
    show(grid)
    course = sum(entry.is_course for entry in entries)
    say(f"\n{counted(len(entries), 'fact')}, {course:,} of them documented course (in bold).")


def _place(reference: Reference) -> str:
    """Write a reference as case files do."""
    return ":".join(part for part in (reference.source, reference.locator) if part)
