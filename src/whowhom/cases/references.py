"""Ids: each is used once in its table, and every named id exists."""

from collections.abc import Iterable, Iterator, Mapping

from whowhom.cases.case import Reference
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.records import Book, Record
from whowhom.cases.schema import SHOCK_KINDS, SUCCESSIONS, TABLES, Column

__all__ = ["doubled_ids", "known_ids", "strangers", "unknown_references", "unknown_sources"]


MOST_GUESSED = 500
"""In longer lists the nearest word is not looked for: it would take too long."""


def known_ids(book: Book, table: str) -> dict[str, str]:
    """Return the ids of a table with their names."""
    if table == "audiences" and not book.rows(table):
        return {audience.id: audience.name for audience in DEFAULT_AUDIENCES}
    return {id_: str(record.values.get("name", "")) for id_, record in book.ids(table).items()}


def doubled_ids(book: Book) -> Iterator[Problem]:
    """Yield a problem for each id that appears again in its table."""
    for records in book.tables.values():
        first: dict[str, int] = {}
        for record in records:
            if record.id in first:
                hint = f"line {first[record.id]} has it already; rename one or merge the rows"
                yield record.problem("id", "W112", "is a duplicate id", hint)
            elif record.id:
                first[record.id] = record.row.line
    named: dict[str, int] = {}
    for record in book.conditions:
        if record.id in named:
            yield record.problem("id", "W112", "appears twice", "write each condition once")
        named[record.id] = record.row.line


def unknown_references(book: Book) -> Iterator[Problem]:
    """Yield a problem for each id in a cell that the other table does not have."""
    ids = {table: known_ids(book, table) for table in TABLES}
    yield from strangers(
        (one for rows in (*book.tables.values(), [book.case], book.outlook) for one in rows), ids
    )


def strangers(records: Iterable[Record], ids: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each id in a cell that is not among `ids`: names by id by table."""
    joined: dict[tuple[str, ...], dict[str, str]] = {}
    for record in records:
        for column in record.table.columns:
            if column.refers and column.name in record.values:
                tables = _tables_asked(record, column)
                if tables not in joined:
                    joined[tables] = {k: name for t in tables for k, name in ids[t].items()}
                known = joined[tables]
                for word in _words_of(record, column):
                    if tables and word not in known:
                        yield _unknown(record, column, word, tables, known)


def _words_of(record: Record, column: Column) -> tuple[str, ...]:
    value = record.values[column.name]
    if column.kind == "shares":
        return tuple(key for key in value if key != "*")
    return (value,) if isinstance(value, str) else tuple(value)


def _tables_asked(record: Record, column: Column) -> tuple[str, ...]:
    """Return the tables that may hold the id; a kind of shock or a rule of succession decides."""
    if column.name == "succession_by":
        return SUCCESSIONS[record.text("succession") or "power"].named
    if record.table.name != "shocks" or column.name != "target":
        return column.refers
    kind = SHOCK_KINDS.get(record.text("kind"))
    if kind is None:
        return column.refers
    return (kind.target,) if kind.target else ()


def _unknown(
    record: Record, column: Column, word: str, tables: tuple[str, ...], known: Mapping[str, str]
) -> Problem:
    """Return the problem that `word` is an id of none of `tables`."""
    whole = record.row.cells[column.name].text
    subject = "is" if whole == word else f'names "{word}", which is'
    finding = f"{subject} not a known {' or '.join(_singular(table) for table in tables)}"
    guessable = known if len(known) <= MOST_GUESSED else {}
    by_name = [id_ for id_, name in guessable.items() if name.casefold() == word.casefold()]
    if by_name:
        hint = f'did you mean "{by_name[0]}"?'
    elif known:
        hint = did_you_mean(word, guessable) or _list(known)
    else:
        hint = f"{tables[0]}.csv has no row with an id; add one, or empty this cell"
    return record.problem(column.name, "W103", finding, hint)


def _list(known: Iterable[str]) -> str:
    names = list(known)
    return "known: " + ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def _singular(table: str) -> str:
    return {"actors": "actor", "hosts": "host"}.get(table, table.removesuffix("s"))


def unknown_sources(book: Book) -> Iterator[Problem]:
    """Yield a problem for each source that is not in ``sources.csv``, where there is one."""
    known = known_ids(book, "sources")
    if not known:
        return
    for records in (*book.tables.values(), book.conditions, book.outlook):
        for record in records:
            for reference in record.references:
                if isinstance(reference, Reference) and reference.source not in known:
                    guess = did_you_mean(reference.source, known)
                    hint = guess or f'add a row "{reference.source}" to sources.csv'
                    finding = f'names "{reference.source}", which is not a known source'
                    yield record.problem("source", "W103", finding, hint)
