"""What a report is made of, whether it becomes a page or text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whowhom.cases.case import Reference, References
from whowhom.cases.names import visible

__all__ = [
    "Block",
    "Cell",
    "Cited",
    "Code",
    "Drawing",
    "Finding",
    "Paragraph",
    "Section",
    "Table",
    "table",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be copied as it is."""

    text: str
    label: str
    """What it is, for those who cannot see it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure by its name; the table that says the same stands under it."""

    name: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A cell that names sources."""

    references: References

    def __str__(self) -> str:
        return "; ".join(map(reference_text, self.references))


Cell = str | Cited


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells; a column of numbers stands to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    """Columns of numbers."""
    is_folded: bool = False
    """Whether only its caption is shown until it is asked for."""
    short: tuple[str, ...] = ()
    """The columns in few letters, for a narrow screen; the same if empty."""
    spare: frozenset[int] = frozenset()
    """Columns that a narrow screen leaves out."""
    bars: tuple[float, ...] = ()
    """A share for each row, in [0, 1], that a screen may draw as a bar."""

    def narrow(self) -> "Table":
        """Return it for a narrow place: short headings, and no column that can be spared."""
        kept = [place for place in range(len(self.columns)) if place not in self.spare]
        heads = self.short or self.columns
        return replace(
            self,
            columns=tuple(heads[place] for place in kept),
            rows=tuple(tuple(row[place] for place in kept) for row in self.rows),
            numbers=frozenset(i for i, place in enumerate(kept) if place in self.numbers),
            short=(),
            spare=frozenset(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a result says."""

    id: str
    sentence: str
    """One or more sentences of plain text, for people."""
    table: Table | None = None
    """The same in rows, where there are several."""
    numbers: tuple[Mapping[str, Any], ...] = ()
    """The numbers behind sentence and table, unrounded; shares are of all runs, in [0, 1]."""


Block = Paragraph | Code | Drawing | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under one heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def reference_text(reference: Reference) -> str:
    """Write a reference as a coder writes it."""
    column = f"{reference.column}: " if reference.column else ""
    return f"{column}{reference.source}" + (f" {reference.locator}" if reference.locator else "")


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    numbers: Sequence[str] = (),
    is_folded: bool = False,
    short: Sequence[str] = (),
    spare: Sequence[str] = (),
    bars: Sequence[float] = (),
) -> Table:
    """Return a table; `numbers` and `spare` name columns."""
    return Table(
        caption=caption,
        columns=tuple(map(visible, columns)),
        rows=tuple(
            tuple(visible(cell) if isinstance(cell, str) else cell for cell in row) for row in rows
        ),
        numbers=frozenset(columns.index(name) for name in numbers),
        is_folded=is_folded,
        short=tuple(map(visible, short)),
        spare=frozenset(columns.index(name) for name in spare),
        bars=tuple(bars),
    )
