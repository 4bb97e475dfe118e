"""What a report is made of, whether it becomes a page or text."""

from collections.abc import Sequence
from dataclasses import dataclass

from whowhom.cases.case import Reference, References
from whowhom.cases.names import visible

__all__ = ["Block", "Cell", "Cited", "Code", "Drawing", "Paragraph", "Section", "Table", "table"]


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
    of_figure: str = ""
    """The figure that it stands under."""


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
    of_figure: str = "",
) -> Table:
    """Return a table; `numbers` names the columns of numbers."""
    return Table(
        caption=caption,
        columns=tuple(map(visible, columns)),
        rows=tuple(
            tuple(visible(cell) if isinstance(cell, str) else cell for cell in row) for row in rows
        ),
        numbers=frozenset(columns.index(name) for name in numbers),
        is_folded=is_folded,
        of_figure=of_figure,
    )
