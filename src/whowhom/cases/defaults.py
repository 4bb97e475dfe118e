"""What holds where a case says nothing, and the sentences that say so.

The default audiences are the ones of the reference case, without its people: a ruling
organisation with a broad base and a small top, troops, guards, the public, and the world outside.
"""

from collections.abc import Iterator

from whowhom.cases.case import Audience, Quantity
from whowhom.cases.records import Book, Record
from whowhom.cases.schema import CONDITIONS, TABLES

__all__ = ["DEFAULT_AUDIENCES", "default_sentences"]

LINE_SD = 0.3


def _audience(
    name: str, base: str, weight: float, size: int, turnover: float, title: str
) -> Audience:
    return Audience(
        id=name,
        name=title,
        size=size,
        weight=Quantity(weight, weight),
        turnover=Quantity(turnover, turnover),
        line=Quantity(0, 0),
        line_sd=Quantity(LINE_SD, LINE_SD),
        base=base,
        fed_by={"cadres": Quantity(0.6, 0.6)} if name == "elite" else {},
        abroad=name == "abroad",
    )


DEFAULT_AUDIENCES = (
    _audience("cadres", "apparatus", 0.30, 1000, 0.36, "Cadres of the ruling organisation"),
    _audience("elite", "legitimacy", 0.20, 150, 0.14, "Upper elite"),
    _audience("army", "army", 0.20, 200, 0.2, "Army"),
    _audience("guard", "security", 0.10, 100, 0.2, "Police and guards"),
    _audience("public", "popular", 0.20, 300, 0.2, "Public"),
    _audience("abroad", "external", 0.0, 200, 0.2, "The world outside"),
)
"""The audiences of a case that has none: size, weight in decisions, share replaced in a year."""

MOST_NAMED = 4


def default_sentences(book: Book) -> tuple[str, ...]:
    """Return a sentence for each default that is in force in a case."""
    return (*_of_keys(book), *_of_tables(book), *_of_cells(book))


def _of_keys(book: Book) -> Iterator[str]:
    """Sentences on ``case.toml``."""
    for column in book.case.table.columns:
        if column.default and column.name != "schema" and column.name not in book.case.row.cells:
            yield f"case.toml: {column.name} is {column.default}"
    if "arbiter" not in book.case.row.cells:
        yield "case.toml: nobody stands above the contest (no arbiter)"
    given = {record.id for record in book.conditions}
    silent = [name for name in CONDITIONS if name not in given]
    if silent:
        yield f"case.toml: the model's own values hold for {', '.join(silent)} ([conditions])"


def _of_tables(book: Book) -> Iterator[str]:
    """Sentences on tables that are missing or empty."""
    for table in TABLES.values():
        if not book.rows(table.name) and table.missing:
            state = "has no rows" if table.name in book.present else "is missing"
            yield f"{table.file} {state}: {table.missing}"


def _of_cells(book: Book) -> Iterator[str]:
    """Sentences on empty cells of tables that a model reads, columns of one default together."""
    for table in TABLES.values():
        together: dict[tuple[str, str], list[str]] = {}
        for column in table.columns:
            if column.default and table.role == "model" and column.kind != "name":
                who = _empty_rows(book.rows(table.name), column.name)
                if who:
                    together.setdefault((column.default, who), []).append(column.name)
        for (default, who), columns in together.items():
            verb = "is" if len(columns) == 1 else "are"
            yield f"{table.file}: {', '.join(columns)} {verb} {default} for {who}"


def _empty_rows(rows: list[Record], column: str) -> str:
    """Name the rows in which a column is empty, in few words."""
    empty = [record for record in rows if column not in record.row.cells]
    if not empty or len(empty) == len(rows):
        return "all rows" if empty else ""
    names = [record.id or f"row {record.row.line}" for record in empty[:MOST_NAMED]]
    return ", ".join(names) + (f" and {len(empty) - MOST_NAMED} more" * (len(empty) > MOST_NAMED))
