"""The rows of an import: cells mended, ids made from names, names turned into ids."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from dataclasses import replace as replaced

from anyascii import anyascii

from whowhom.cases.columns import Column, Table
from whowhom.cases.defaults import DEFAULT_AUDIENCES
from whowhom.cases.header_words import plain_key
from whowhom.cases.mending import (
    Mend,
    Unclear,
    day_order,
    expected,
    mend_cell,
    scaled_share,
    share_of_base,
    widest_number,
)
from whowhom.cases.problems import BadCell, Problem, did_you_mean
from whowhom.cases.repairs import EMPTY, Change, ImportQuestion, Ledger
from whowhom.cases.schema import SHOCK_KINDS, TABLES
from whowhom.cases.sheet_tables import Block, Line
from whowhom.cases.values import parse_id, parse_sources, suggest_id
from whowhom.cases.vocabulary import TIE_KINDS
from whowhom.cases.xlsx import Sheet, cell_name, column_name
from whowhom.filenames import portable_name

__all__ = ["MadeRow", "MadeTable", "make_tables", "mend_value", "name_to_id"]

HOLDERS = frozenset({"holder", "held_by", "incumbent", "office_holder", "actor", "who"})
MINUS = "-\N{MINUS SIGN}\N{EN DASH}"
TOTALS = frozenset({"total", "totals", "sum", "average", "mean", "summe", "mittelwert", "итого"})
FOOTNOTES = ("*", "note", "source", "nb", "remark")
LONG = 6
"""Words from which a single cell below a table is taken for a footnote."""
MOST_TEXTS = 3
"""Different texts in a column of values that are asked about one by one."""
MOST_CHOICES = 12
LONGEST_ID = 32
NOTE = "note"
"""The choice that keeps words in a column of values as a note."""
SKIP = "skip-row"
"""The choice that leaves out a row whose reference cannot be found."""
NAMED = {"id", "reference", "references", "shares", "sources"}
"""Kinds of columns that are read once the names are known."""


@dataclass(slots=True)
class MadeRow:
    """One row of a table that is to be written."""

    line: int
    sheet: Sheet
    cells: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Name of the cell in the workbook by column."""
    notes: dict[str, str] = field(default_factory=dict)
    remark: tuple[str, ...] = ()
    """Texts of a row that is a remark."""
    is_skipped: bool = False


@dataclass(slots=True)
class MadeTable:
    """One table that is to be written."""

    table: Table
    sheet: Sheet
    columns: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """Headers of the columns that are kept as notes."""
    rows: list[MadeRow] = field(default_factory=list)

    @property
    def records(self) -> list[MadeRow]:
        """The rows that are not remarks."""
        return [row for row in self.rows if not row.remark and not row.is_skipped]


Names = dict[str, list[tuple[str, tuple[str, ...]]]]
"""For each table its ids, each with the names by which it is known."""


def make_tables(
    blocks: Sequence[Block], ledger: Ledger
) -> tuple[dict[str, MadeTable], Names, list[Problem]]:
    """Turn the tables as found into tables as they are written, with the names of their ids."""
    made: dict[str, MadeTable] = {}
    problems: list[Problem] = []
    for block in blocks:
        table = made.setdefault(block.table.name, MadeTable(block.table, block.sheet))
        _add_rows(table, block, ledger)
        problems += _faults(block)
    if "ties" in made:
        _ask_kinds(made["ties"], ledger)
    if "posts" in made and "tenures" not in made:
        _take_holders(made, ledger)
    for table in made.values():
        if len(table.records) > table.table.limit:
            problems.append(_too_long(table))
        else:
            for name in table.columns:
                _mend_column(table, table.table.column(name), ledger)
    originals = {name: _make_ids(table, ledger) for name, table in made.items()}
    names = _names(made, originals)
    for table in made.values():
        if len(table.records) <= table.table.limit:
            _name_references(table, names, ledger)
    _list_sources(made, ledger)
    return made, names, problems


def _take_holders(made: dict[str, MadeTable], ledger: Ledger) -> None:
    """Make the table of tenures from a column of the posts that names their holders."""
    posts = made["posts"]
    label = next((one for one in posts.labels if plain_key(one) in HOLDERS), "")
    held = [row for row in posts.records if row.notes.get(label)]
    if not held:
        return
    tenures = MadeTable(TABLES["tenures"], posts.sheet, ["post", "actor"])
    for row in held:
        post = "id" if row.cells.get("id") else "name"
        cells = {"post": row.cells.get(post, ""), "actor": row.notes[label]}
        places = {"post": row.places.get(post, str(row.line)), "actor": row.places[f"# {label}"]}
        tenures.rows.append(MadeRow(row.line, row.sheet, cells, places))
    made["tenures"] = tenures
    ledger.note(f'sheet "{posts.sheet.shown}": "{label}" says who holds each post (tenures.csv)')


def _ask_kinds(ties: MadeTable, ledger: Ledger) -> None:
    """Ask for the kinds of ties without a kind; a negative number is a tie that divides."""
    kinds = ties.table.column("kind").choices
    for row in ties.records:
        strength = row.cells.get("strength", "")
        if row.cells.get("kind") or "kind" in row.places or not strength:
            continue
        is_negative = strength[0] in MINUS and strength[1:2].isdigit()
        question = ImportQuestion(
            id=f"ties.kind.{'negative' if is_negative else 'positive'}",
            sheet=row.sheet.shown,
            cell=row.places["strength"],
            found=strength,
            expected="the kind of these ties; no column says it",
            choices=tuple(one for one in kinds if (TIE_KINDS[one] < 0) == is_negative),
        )
        answer = ledger.ask(question, Change(row.places["strength"], strength))
        if is_negative:
            row.cells["strength"] = strength[1:]
        row.cells["kind"], row.places["kind"] = answer or "", row.places["strength"]
        if "kind" not in ties.columns:
            ties.columns.append("kind")


def _too_long(table: MadeTable) -> Problem:
    number = len(table.records)
    return Problem(
        code="W005",
        file=table.sheet.file,
        line=table.records[table.table.limit].line,
        name=table.table.name,
        finding=f"has {'more than ' * (number > 9_999)}{number:,} rows",
        hint=f"keep at most {table.table.limit}: delete the rows that are not {table.table.row}",
    )


def _faults(block: Block) -> list[Problem]:
    """Return the cells of the known columns without a value that can be trusted."""
    mine = {line.number for line in block.lines} | {block.row}
    return [
        problem
        for problem in block.sheet.problems
        if problem.line in mine and (problem.column not in block.notes or problem.line == block.row)
    ]


def _add_rows(table: MadeTable, block: Block, ledger: Ledger) -> None:
    """Add the rows of one block."""
    table.columns += [one for one in block.columns.values() if one not in table.columns]
    table.labels += [one for one in block.notes.values() if one not in table.labels]
    lines = block.lines
    formulas = [block.header[c] for c in block.columns if c in block.sheet.formula_columns]
    if formulas:
        told = ", ".join(f'"{one}"' for one in formulas)
        ledger.note(f'sheet "{block.sheet.shown}": {told} has formulas; stored results are read')
    for at, line in enumerate(lines):
        row = MadeRow(line.number, block.sheet)
        if line.is_remark:
            row.remark = tuple(line.cells[column] for column in sorted(line.cells))
            table.rows.append(row)
            continue
        for column, text in sorted(line.cells.items()):
            clean = unicodedata.normalize("NFC", text).strip()
            name = block.columns.get(column, "")
            if name and (line.number, column) in block.sheet.faults:
                continue  # a problem of its own
            if name:
                row.cells[name] = clean
                row.places[name] = cell_name(line.number, column)
            else:
                label = block.notes.get(column) or f"column {column_name(column)}"
                row.notes[label] = clean
                row.places[f"# {label}"] = cell_name(line.number, column)
        if _is_bare(block, row, line) and not _is_taken(table.table, row, ledger):
            row.remark = (f"# {next(iter(line.cells.values()))}",)
        elif why := _is_remark(table.table, block, row, line, lines[at + 1 :]):
            first = cell_name(line.number, min(line.cells))
            whole = " | ".join(line.cells[column] for column in sorted(line.cells))
            change = Change(first, whole, f"# {whole}")
            cause = f"{table.table.name}.{why[0]}"
            if ledger.mend(cause, block.sheet.shown, change, why[1]) == change.becomes:
                row.remark = (f"# {whole}",)
        table.labels += [label for label in row.notes if label not in table.labels]
        table.rows.append(row)


def _is_bare(block: Block, row: MadeRow, line: Line) -> bool:
    """Return whether a row has a name only, above rows that have more: perhaps a heading."""
    counts = sorted(len(one.cells) for one in block.lines if not one.is_remark)
    is_above = any(one.number > line.number and len(one.cells) > 1 for one in block.lines)
    return (
        is_above and len(line.cells) == 1 and "name" in row.cells and counts[len(counts) // 2] > 2
    )


def _is_taken(table: Table, row: MadeRow, ledger: Ledger) -> bool:
    """Ask whether rows with a name only are rows or headings between them."""
    question = ImportQuestion(
        id=f"{table.name}.only-a-name",
        sheet=row.sheet.shown,
        cell=row.places["name"],
        found=row.cells["name"],
        expected=f"{table.row}, or a heading between the rows",
        choices=("heading", "row"),
    )
    return ledger.ask(question, Change(row.places["name"], row.cells["name"])) == "row"


def _is_remark(
    table: Table, block: Block, row: MadeRow, line: Line, later: Sequence[Line]
) -> tuple[str, str] | None:
    """Return cause and reason if a row is not one of the table: a total, a footnote."""
    keys = [name for name in ("id", "name") if name in block.columns.values()]
    name = row.cells.get("name") or row.cells.get("id") or ""
    if keys and plain_key(name) in TOTALS:
        return "total", "a row of totals is kept as a remark"
    text = next(iter(line.cells.values()))
    is_last = all(len(one.cells) == 1 for one in later)
    is_note = text.casefold().startswith(FOOTNOTES) or len(text.split()) >= LONG
    if len(line.cells) == 1 and is_last and is_note:
        return "footnote", "a footnote below the table is kept as a remark"
    if keys and not name and table.names[0] == "id" and "name" in table.names:
        return "unnamed", "a row without a name is kept as a remark"
    return None


def _mend_column(table: MadeTable, column: Column, ledger: Ledger) -> None:
    """Mend the cells of a column, or ask about them."""
    if column.kind in NAMED:
        return
    rows = [row for row in table.records if row.cells.get(column.name)]
    order = day_order(row.cells[column.name] for row in rows) if "da" in column.kind else ""
    read = [(row, mend_cell(row.cells[column.name], column, order)) for row in rows]
    if any(isinstance(one, Unclear) and one.cause == "percent" for _, one in read):
        # beside 45%, 0,2 may be the same share
        read = [(row, share_of_base(row.cells[column.name], column) or one) for row, one in read]
    widest = widest_number(row.cells[column.name] for row in rows)
    read = [(row, scaled_share(row.cells[column.name], column, widest) or one) for row, one in read]
    free = {one.cause for _, one in read if isinstance(one, Unclear) and one.free}
    id_ = f"{table.table.name}.{column.name}"
    for row, found in read:
        is_one_of_many = isinstance(found, Unclear) and found.free and len(free) > MOST_TEXTS
        done = _words_for_values(table, row, column) if is_one_of_many else found
        text, place = row.cells[column.name], row.places[column.name]
        row.cells[column.name] = mend_value(id_, row.sheet, place, text, done, ledger)


def _words_for_values(table: MadeTable, row: MadeRow, column: Column) -> Unclear:
    """Ask once about a column of words where values are wanted: it can be kept as a note."""
    text, label = row.cells[column.name], f"{column.name} as written"

    def settle(choice: str) -> str:
        if choice == NOTE:
            row.notes[label] = text
            if label not in table.labels:
                table.labels.append(label)
        return ""

    return Unclear("text", expected(column), () if column.required else (NOTE, EMPTY), settle)


def mend_value(
    id_: str, sheet: Sheet, place: str, text: str, done: str | Mend | Unclear, ledger: Ledger
) -> str:
    """Return the text of a cell after its repair or by the answer to its question."""
    if isinstance(done, Mend):
        change = Change(place, text, done.becomes)
        return ledger.mend(f"{_table(id_)}.{done.cause}", sheet.shown, change, done.why)
    if isinstance(done, Unclear):
        question = ImportQuestion(
            id=f"{id_}.{done.cause}",
            sheet=sheet.shown,
            cell=place,
            found=text,
            expected=done.expected,
            choices=done.choices,
            free=done.free,
        )
        answer = ledger.ask(question, Change(place, text), done.settle)
        return text if answer is None else answer
    return done


def _table(id_: str) -> str:
    """Return the table of a column: one cause is one repair, in whatever columns."""
    return id_.partition(".")[0]


def _make_ids(table: MadeTable, ledger: Ledger) -> dict[str, str]:
    """Give each row an id; return the ids by what stood in the column."""
    if table.table.names[0] != "id":
        return {}
    name = table.table.name
    taken = {row.cells.get("id", "") for row in table.records}
    originals: dict[str, str] = {}
    for row in table.records:
        text = row.cells.get("id", "")
        with suppress(BadCell):
            originals[text] = parse_id(text)
            continue
        base = text or _name_of(table.table, row)
        if not base:
            continue
        new = originals.get(text) or _new_id(base, name, taken)
        taken.add(new)
        if text:
            originals[text] = new
        cause, why = ("form", "the same as a valid id") if text else ("made", "an id from the name")
        place = row.places.get("id") or row.places.get("name") or f"{row.line}"
        done = ledger.mend(f"{name}.id-{cause}", row.sheet.shown, Change(place, base, new), why)
        if done == new or text:
            row.cells["id"] = done
    if any("id" in row.cells for row in table.records):
        table.columns = ["id", *(one for one in table.columns if one != "id")]
    return originals


def _name_of(table: Table, row: MadeRow) -> str:
    """Return what a row is called."""
    for column in ("name", "title", "citation", "topic", "cause"):
        if column in table.names and row.cells.get(column):
            return row.cells[column]
    parts = (row.cells.get(one, "") for one in ("kind", "target", "from", "to"))
    return " ".join(part for part in parts if part)


def _new_id(text: str, table: str, taken: Iterable[str]) -> str:
    """Return an id for a name in any script that is not taken, without what is in brackets."""
    bare = re.sub(r"\s*\([^)]*\)", "", text).strip() or text
    stem = suggest_id(anyascii(bare)) or table.removesuffix("s")
    new, number = stem, 2
    while new in taken:
        end = f"_{number}"
        new, number = stem[: LONGEST_ID - len(end)].rstrip("_") + end, number + 1
    return new


def _names(made: Mapping[str, MadeTable], originals: Mapping[str, Mapping[str, str]]) -> Names:
    """Return the ids of all tables with their names."""
    found: Names = {}
    for name, table in made.items():
        back: dict[str, list[str]] = {}
        for text, id_ in originals[name].items():
            back.setdefault(id_, []).append(text)
        found[name] = [
            (
                id_,
                (
                    row.cells.get("name", ""),
                    row.cells.get("short", ""),
                    *(alias.strip() for alias in row.cells.get("aliases", "").split("|")),
                    *back.get(id_, ()),
                ),
            )
            for row in table.records
            if (id_ := row.cells.get("id", ""))
        ]
    if not found.get("audiences"):
        found["audiences"] = [(one.id, (one.name,)) for one in DEFAULT_AUDIENCES]
    return found


def _name_references(table: MadeTable, names: Names, ledger: Ledger) -> None:
    """Turn names in the columns of ids into ids."""
    for name in table.columns:
        column = table.table.column(name)
        if not column.refers or column.kind == "id":
            continue
        for row in table.records:
            text = row.cells.get(name, "")
            if not text:
                continue
            tables = column.refers
            if table.table.name == "shocks" and name == "target":
                kind = SHOCK_KINDS.get(row.cells.get("kind", "").lower())
                tables = (kind.target,) if kind and kind.target else tables
            known = [one for each in tables for one in names.get(each, ())]
            if not known:
                continue
            if column.kind == "shares":
                row.cells[name] = _name_shares(table, row, column, known, ledger)
                continue
            parts = _parts(text, column, known)
            done = [
                name_to_id(
                    f"{table.table.name}.{name}",
                    row.sheet,
                    row.places[name],
                    part,
                    known,
                    column,
                    ledger,
                )
                for part in parts
            ]
            row.is_skipped = SKIP in done
            row.cells[name] = "|".join(one for one in done if one and one != SKIP)


def _parts(text: str, column: Column, known: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return the names in a cell: one, or several that |, ; or commas separate."""
    if column.kind != "references":
        return [text]
    folded = {name.casefold() for _, names in known for name in names}
    for sign in "|;,\n":
        if sign in text and text.casefold() not in folded:
            return [part.strip() for part in text.split(sign) if part.strip()]
    return [text]


def name_to_id(
    id_: str,
    sheet: Sheet,
    place: str,
    text: str,
    known: Sequence[tuple[str, tuple[str, ...]]],
    column: Column,
    ledger: Ledger,
) -> str:
    """Return the id that a text means: an id, a name, or the answer to a question."""
    if any(text == one for one, _ in known):
        return text
    fold = " ".join(text.casefold().split())
    words = set(plain_key(text).split("_"))
    exact = [one for one, names in known if fold in {one, *(name.casefold() for name in names)}]
    if not exact:
        exact = [one for one, _ in known if one == suggest_id(anyascii(text))]
    inside = [
        one
        for one, names in known
        if any(words <= set(plain_key(n).split("_")) for n in names if n)
    ]
    for cause, found, why in (
        ("name", exact, "the id of that name"),
        ("part", [] if exact else inside, "the id of the only name that it fits"),
    ):
        if len(found) == 1:
            change = Change(place, text, found[0])
            return ledger.mend(f"{_table(id_)}.{cause}", sheet.shown, change, why)
    near = exact or inside or _near(words, text, known)
    titles = dict(known)
    choices = [
        f"{one} ({titles[one][0]})" if titles[one][0] else one for one in near[:MOST_CHOICES]
    ]
    choices += [SKIP if column.required else EMPTY]
    fits = f"it fits {len(near)}" if len(exact or inside) > 1 else "it fits none"
    question = ImportQuestion(
        id=f"{id_}.{portable_name(text[:30], otherwise='name')}",
        sheet=sheet.shown,
        cell=place,
        found=text,
        expected=f"an id or a name of one row; {fits}",
        choices=tuple(choices),
    )
    answer = ledger.ask(question, Change(place, text), lambda choice: choice.split()[0])
    return text if answer is None else "" if answer == EMPTY else answer


def _near(words: set[str], text: str, known: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return the ids that a text may mean: with a word in common, nearly alike, or any of a few."""
    shared = [
        one
        for one, names in known
        if any(words & set(plain_key(name).split("_")) for name in names if name)
    ]
    by_name = {name: one for one, names in known for name in (*names, one) if name}
    alike = did_you_mean(text, by_name).partition('"')[2].partition('"')[0]
    return shared or ([by_name[alike]] if alike else [one for one, _ in known])


def _name_shares(
    table: MadeTable,
    row: MadeRow,
    column: Column,
    known: Sequence[tuple[str, tuple[str, ...]]],
    ledger: Ledger,
) -> str:
    """Read shares: names as ids, percentages and commas as numbers."""
    text, place = row.cells[column.name], row.places[column.name]
    id_ = f"{table.table.name}.{column.name}"
    number = replaced(column, kind="number", required=False)
    if not any(sign in text for sign in "=:"):
        done = mend_cell(text, number)
        return mend_value(id_, row.sheet, place, text, done, ledger) if column.everyone else text
    shares = []
    for part in (one.strip() for one in text.replace("\n", ";").split(";") if one.strip()):
        sign = "=" if "=" in part else ":"
        who, _, share = (piece.strip() for piece in part.partition(sign))
        if who != "*":
            who = name_to_id(id_, row.sheet, place, who, known, number, ledger)
        share = mend_value(id_, row.sheet, place, share, mend_cell(share, number), ledger)
        if who and share:
            shares.append(f"{who}={share}")
    return ";".join(shares)


def _list_sources(made: dict[str, MadeTable], ledger: Ledger) -> None:
    """Turn sources in free words into rows of the table of sources."""
    listed = made.get("sources")
    known: dict[str, str] = {}
    for row in listed.records if listed else ():
        known[row.cells.get("citation", "").casefold()] = row.cells.get("id", "")
        known[row.cells.get("id", "").casefold()] = row.cells.get("id", "")
    taken = set(known.values())
    for table in list(made.values()):
        if "source" not in table.columns:
            continue
        others = [one for one in table.table.names if one != "source"]
        for row in table.records:
            text = row.cells.get("source", "")
            with suppress(BadCell):
                parse_sources(text, others)
                continue
            id_ = known.get(text.casefold()) or _new_id(text, "source", taken)
            change = Change(row.places["source"], text, id_)
            why = "a source in words becomes a row of sources.csv"
            done = ledger.mend(f"{table.table.name}.source", row.sheet.shown, change, why)
            if done == id_ and text.casefold() not in known:
                listed = made.setdefault("sources", MadeTable(TABLES["sources"], row.sheet))
                listed.columns += [c for c in ("id", "citation") if c not in listed.columns]
                listed.rows.append(MadeRow(row.line, row.sheet, {"id": id_, "citation": text}))
                known[text.casefold()] = id_
                taken.add(id_)
            row.cells["source"] = done
