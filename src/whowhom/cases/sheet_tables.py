"""Where the tables are on the sheets of a workbook: headers below titles, two tables on a sheet.

A row is a header if its cells are columns of a table. On a sheet that is named like a table the
best such row is taken; elsewhere a row needs three columns of one table, with all that this table
requires. Cells in a row that are parted by a blank column may be headers of two tables.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from whowhom.cases.case import BASES
from whowhom.cases.columns import Table
from whowhom.cases.header_words import column_of, is_header_word, near_column, plain_key
from whowhom.cases.problems import Problem, did_you_mean, quoted
from whowhom.cases.repairs import Change, ImportQuestion, Ledger
from whowhom.cases.schema import CASE, TABLES
from whowhom.cases.xlsx import Sheet, cell_name, column_name
from whowhom.filenames import portable_name

__all__ = ["Block", "Laid", "Line", "lay_out"]

LEAST = 3
"""Columns of one table that make a row its header on a sheet that is not named like it."""
MISSPELT = 0.75
NOTE = "note"
LONGEST_LEVEL = 3
"""Letters of what may still stand for no value, such as n/a."""
LEVEL = r"[0-3](?:[.,][0-9]+)?(?: ?(?:-|\.\.|\u2013) ?[0-3](?:[.,][0-9]+)?)?"
"""A level of a base, or a range of levels."""
OTHER = "other"
ALL = "all"
REMARKS = "remarks"
ROWS = "rows"
PAIRS = ("title", "start", "end")
MOST = 1_000_000_000
ALIKE = 3
"""Title rows that a note quotes."""

Cells = dict[int, str]


@dataclass(slots=True)
class Line:
    """A row of a table: its cells by the number of their column."""

    number: int
    cells: Cells
    is_remark: bool = False
    after_gap: bool = False
    """Whether a blank row stands before it."""


@dataclass(slots=True)
class Block:
    """A table as found on a sheet."""

    table: Table
    sheet: Sheet
    row: int
    """Row of its header."""
    header: Cells
    """Header texts by column."""
    columns: dict[int, str] = field(default_factory=dict)
    """Names of the known columns by number."""
    notes: dict[int, str] = field(default_factory=dict)
    """Labels of the columns that are kept as notes, by number."""
    lines: list[Line] = field(default_factory=list)
    title: Sequence[Line] = ()
    """The rows above the header that belong to no other table."""


@dataclass(slots=True)
class Laid:
    """What the sheets of a workbook are to a case."""

    blocks: list[Block] = field(default_factory=list)
    case: list[tuple[Sheet, Line]] = field(default_factory=list)
    """Rows that hold a key of the case and its value."""
    case_sheet: Sheet | None = None
    others: list[Sheet] = field(default_factory=list)
    left_out: list[tuple[Sheet, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Header:
    """A part of a row that may be the header of a table."""

    table: Table
    line: Line
    columns: dict[int, str]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.line.cells), max(self.line.cells)


def lay_out(sheets: Sequence[Sheet], ledger: Ledger) -> Laid:
    """Find the tables on the sheets; ask where a sheet or a header can be taken in two ways."""
    laid = Laid()
    seen = [sheet for sheet in sheets if _is_seen(sheet, laid)]
    roles = _roles(seen, laid, ledger)
    for sheet in seen:
        if roles[sheet.title] == CASE.name:
            _take_case(laid, sheet)
        else:
            _take_tables(laid, sheet, roles[sheet.title], ledger)
    _one_sheet_each(laid, roles, ledger)
    if laid.case_sheet is None:
        _find_case(laid)
    if not any(block.table.name == "actors" for block in laid.blocks) and not laid.problems:
        _ask_actors(laid, ledger)
    return laid


def _one_sheet_each(laid: Laid, roles: Mapping[str, str], ledger: Ledger) -> None:
    """Keep the sheet that is named like a table where others look like it; else ask which."""
    for name in dict.fromkeys(block.table.name for block in laid.blocks):
        blocks = [block for block in laid.blocks if block.table.name == name]
        titles = list(dict.fromkeys(block.sheet.title for block in blocks))
        if len(titles) == 1:
            continue
        chosen = [title for title in titles if roles[title] == name]
        if not chosen:
            shown = [block.sheet.shown for block in blocks]
            question = ImportQuestion(
                id=f"sheet-of.{name}",
                sheet="",
                cell="",
                found=", ".join(dict.fromkeys(shown)),
                expected=f"one sheet for the table {name}; several look like it",
                choices=(*dict.fromkeys(shown), ALL),
            )
            answer = ledger.ask(question)
            chosen = [b.sheet.title for b in blocks if answer in {b.sheet.shown, ALL, None}]
        for block in blocks:
            if block.sheet.title not in chosen:
                laid.blocks.remove(block)
                ledger.note(f'sheet "{block.sheet.shown}" looks like {name} too and is not read')
                if not any(one.sheet is block.sheet for one in laid.blocks):
                    laid.others.append(block.sheet)


def _ask_actors(laid: Laid, ledger: Ledger) -> None:
    """Ask which sheet has the contenders."""
    titles = [sheet.shown for sheet in laid.others]
    if not titles:
        return
    question = ImportQuestion(
        id="actors",
        sheet="",
        cell="",
        found="no sheet is named actors or has a header such as name, army, apparatus",
        expected="the sheet that has a row for each contender",
        choices=tuple(titles),
    )
    chosen = ledger.ask(question)
    for sheet in [one for one in laid.others if one.shown == chosen][:1]:
        laid.others.remove(sheet)
        _take_tables(laid, sheet, "actors", ledger)


def _is_seen(sheet: Sheet, laid: Laid) -> bool:
    """Return whether a sheet may hold a table; say why another one is left out."""
    why = ""
    if sheet.hidden:
        why = "hidden; unhide it to have it written"
    elif not sheet.is_table:
        why = "a chart or a macro sheet, not a table"
    elif not (sheet.rows or sheet.faults):
        why = "empty"
    if why:
        laid.left_out.append((sheet, why))
    return not why


def _roles(seen: Sequence[Sheet], laid: Laid, ledger: Ledger) -> dict[str, str]:
    """Return the table of which each sheet has the name, empty if none."""
    known = {*TABLES, CASE.name}
    roles = {sheet.title: sheet.name if sheet.name in known else "" for sheet in seen}
    first: dict[str, Sheet] = {}
    for sheet in seen:
        role = roles[sheet.title]
        if role and role in first:
            laid.problems.append(
                Problem(
                    code="W007",
                    file=sheet.file,
                    finding=f'is a second sheet for this table, beside "{first[role].shown}"',
                    hint="keep one of them; letter case and blanks at the ends make no difference",
                )
            )
        first.setdefault(role, sheet)
    for sheet in seen:
        key = plain_key(sheet.title)
        if roles[sheet.title] or not key:
            continue
        if key in known and key not in roles.values():
            roles[sheet.title] = key
            ledger.note(f'sheet "{sheet.shown}" is read as {key}')
            continue
        near = did_you_mean(key, known - {*roles.values()}, likeness=MISSPELT)
        if near and not _headers(sheet, None):
            roles[sheet.title] = _asked_role(sheet, near.split('"')[1], ledger)
    return roles


def _asked_role(sheet: Sheet, near: str, ledger: Ledger) -> str:
    """Ask whether a sheet is the table that its title is near to."""
    name = portable_name(sheet.title, otherwise="sheet")
    question = ImportQuestion(
        id=f"sheet.{name}",
        sheet=sheet.shown,
        cell="",
        found=sheet.shown,
        expected="the name of a table, or any other name for a sheet that is kept but not read",
        choices=(near, OTHER),
    )
    found = ledger.ask(question)
    return "" if found in {OTHER, None} else near


def _lines(sheet: Sheet) -> list[Line]:
    """Return the rows of a sheet with their filled cells."""
    found, last = [], 0
    for number, texts in sheet.rows:
        cells = {column: text for column, text in enumerate(texts, start=1) if text.strip()}
        if not cells:
            continue
        is_remark = texts[0].strip().startswith("#") and (number, 1) not in sheet.faults
        if is_remark and column_name_only(texts):
            is_remark = False
        found.append(Line(number, cells, is_remark, after_gap=number > last + 1))
        last = number
    return found


def column_name_only(texts: Sequence[str]) -> bool:
    """Return whether a row begins with ``#`` as the header of numbered rows does."""
    return texts[0].strip() == "#" and sum(bool(text.strip()) for text in texts) > 2


def _segments(cells: Cells) -> Iterator[Cells]:
    """Yield runs of filled cells that no blank column interrupts."""
    run: Cells = {}
    for column in sorted(cells):
        if run and column - 1 not in run:
            yield run
            run = {}
        run[column] = cells[column]
    if run:
        yield run


def _columns(table: Table, cells: Mapping[int, str]) -> dict[int, str]:
    """Return the columns of a table that the cells of a row name, each once; exact names first."""
    found: dict[int, str] = {}
    for is_exact in (True, False):
        for column, text in cells.items():
            name = column_of(table, text)
            exact = name == plain_key(text)
            if name and column not in found and name not in found.values() and exact >= is_exact:
                found[column] = name
    return dict(sorted(found.items()))


def _recognised(cells: Cells) -> tuple[Table, dict[int, str]] | None:
    """Return the table of which cells are surely the header."""
    best: list[tuple[int, Table, dict[int, str]]] = []
    for table in TABLES.values():
        if table.role == "documentary":
            continue
        columns = _columns(table, cells)
        required = {one.name for one in table.columns if one.required and one.name != "id"}
        has_key = bool(required) or bool({"id", "name"} & set(columns.values()))
        if len(columns) >= LEAST and has_key and required <= set(columns.values()):
            best.append((len(columns), table, columns))
    best = _past_or_future(best)
    most = max((count for count, _, _ in best), default=0)
    found = [(table, columns) for count, table, columns in best if count == most]
    return found[0] if len(found) == 1 else None


def _past_or_future(
    found: list[tuple[int, Table, dict[int, str]]],
) -> list[tuple[int, Table, dict[int, str]]]:
    """Keep one of the tables of events: those with a probability have not happened yet."""
    columns = {table.name: {*named.values()} for _, table, named in found}
    if not {"course", "shocks"} <= set(columns):
        return found
    left_out = "course" if "probability" in columns["shocks"] else "shocks"
    return [one for one in found if one[1].name != left_out]


def _headers(sheet: Sheet, named: Table | None) -> list[_Header]:
    """Return the headers on a sheet, in the order of rows."""
    lines = _lines(sheet)
    merged = _vertical(sheet)
    found: list[_Header] = []
    loose: list[_Header] = []
    for line in lines:
        if line.is_remark or (len(line.cells) < LEAST and named is None):
            continue
        cells = line.cells | {
            column: text
            for (row, column), text in merged.items()
            if row == line.number and column not in line.cells
        }
        known = sum(is_header_word(text) for text in cells.values())
        if known < (LEAST if named is None else 1):
            continue
        parts = [(part, _recognised(part)) for part in _segments(cells)]
        sure = [(part, *one) for part, one in parts if one]
        rest = [part for part, one in parts if not one]
        if len(parts) > 1 and sure and _are_apart([table for _, table, _ in sure], rest):
            found += [_Header(table, Line(line.number, part), cols) for part, table, cols in sure]
            continue
        whole = Line(line.number, cells)
        if named is not None and (columns := _columns(named, cells)):
            is_first = line is next(one for one in lines if not one.is_remark)
            is_header = len(columns) >= 2 or len(columns) == len(cells) or is_first
            has_key = bool({"id", "name"} & {*columns.values()})
            if is_header and (has_key or len(columns) * 3 >= len(cells)):
                loose.append(_Header(named, whole, columns))
                continue
        if one := _recognised(cells):
            found.append(_Header(one[0], whole, one[1]))
    most = max((len(one.columns) for one in loose), default=0)
    best = [one for one in loose if len(one.columns) == most]
    return sorted((*found, *best), key=lambda one: (one.line.number, one.span))


def _are_apart(tables: Sequence[Table], rest: Sequence[Cells]) -> bool:
    """Return whether parts of a row are headers of different tables, and the rest of none."""
    names = [table.name for table in tables]
    return len(set(names)) == len(names) and not any(
        _columns(table, part) for table in tables for part in rest
    )


def _vertical(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Return the texts that merged cells of several rows have in their lower rows."""
    by_line = dict(sheet.rows)
    found = {}
    for first, left, last, right in sheet.merged:
        texts = by_line.get(first, [])
        if last > first and left == right and left <= len(texts) and last - first < 10:
            for row in range(first + 1, last + 1):
                found[row, left] = texts[left - 1]
    return found


def _take_tables(laid: Laid, sheet: Sheet, role: str, ledger: Ledger) -> None:
    """Find the tables of a sheet; one without any is kept as another sheet."""
    named = TABLES.get(role)
    headers = _chosen(sheet, _headers(sheet, named), ledger)
    lines = _lines(sheet)
    if not headers:
        if named is None or not any(not line.is_remark for line in lines):
            laid.others.append(sheet)
            return
        first = next(line for line in lines if not line.is_remark)
        names = ", ".join(named.names[:8]) + " ..."
        laid.problems.append(
            Problem(
                code="W013",
                file=sheet.file,
                line=first.number,
                name=role,
                value=" | ".join(list(first.cells.values())[:6]),
                finding="is not a header, and no other row is",
                hint=f"write the names of columns above the rows: {names}",
            )
        )
        return
    for header in headers:
        _take_block(laid, sheet, header, headers, ledger)


def _chosen(sheet: Sheet, headers: list[_Header], ledger: Ledger) -> list[_Header]:
    """Return one header for each table: the best, the first of like ones, or the one chosen."""
    kept: list[_Header] = []
    for name in dict.fromkeys(header.table.name for header in headers):
        mine = [header for header in headers if header.table.name == name]
        most = max(len(header.columns) for header in mine)
        best = [header for header in mine if len(header.columns) == most]
        different = {tuple(header.columns.items()) for header in best}
        if len(different) == 1:
            kept.append(best[0])
            continue
        question = ImportQuestion(
            id=f"header.{name}",
            sheet=sheet.shown,
            cell=cell_name(best[0].line.number, best[0].span[0]),
            found=" | ".join(best[0].line.cells.values())[:100],
            expected=f"one header of the table {name}; several rows could be it",
            choices=tuple(f"row {header.line.number}" for header in best),
        )
        choice = ledger.ask(question)
        kept.append(next((h for h in best if f"row {h.line.number}" == choice), best[0]))
    return sorted(kept, key=lambda one: (one.line.number, one.span))


def _take_block(
    laid: Laid, sheet: Sheet, header: _Header, headers: Sequence[_Header], ledger: Ledger
) -> None:
    """Take over one table of a sheet with its rows."""
    row, (left, right) = header.line.number, header.span
    others = [one for one in headers if one is not header]
    below = [o.line.number for o in others if o.line.number > row and _overlap(o, header)]
    block = Block(header.table, sheet, row, dict(header.line.cells))
    lines = _lines(sheet)
    if not any(o.line.number < row for o in others):
        whole = next(line.cells for line in lines if line.number == row)
        block.header |= {
            c: text for c, text in whole.items() if not _claimed(header, headers, row, c)
        }
    _take_columns(block, header, ledger)
    mine = []
    for line in lines:
        if not row < line.number < min(below, default=MOST):
            continue
        at = line.number
        cells = {c: text for c, text in line.cells.items() if not _claimed(header, headers, at, c)}
        if any(o.line.number <= row for o in others):
            cells = {c: text for c, text in cells.items() if left <= c <= right}
        if cells:
            mine.append(Line(at, cells, line.is_remark, line.after_gap))
    mine = _without_title(mine) if below else mine
    for line in _without_strangers(block, mine, ledger):
        is_like = is_header_word(next(iter(line.cells.values())))
        if is_like and _columns(header.table, line.cells) == header.columns:
            ledger.note(f'sheet "{sheet.shown}": row {line.number} repeats the header')
        else:
            block.lines.append(line)
    taken = [one for one in laid.blocks if one.sheet is sheet]
    if taken:
        ledger.note(
            f'sheet "{sheet.shown}" holds two tables: {taken[0].table.name} (header in row '
            f"{taken[0].row}) and {block.table.name} (header in row {row})"
        )
    else:
        block.title = [line for line in lines if line.number < row]
        block.lines[:0] = [line for line in block.title if line.is_remark]
        _tell_titles(block, ledger)
    laid.blocks.append(block)


def _without_strangers(block: Block, lines: list[Line], ledger: Ledger) -> list[Line]:
    """Ask about rows below a gap that have words where the table has numbers."""
    starts = [at for at, line in enumerate(lines) if line.after_gap and at]
    for at in starts:
        end = next((later for later in starts if later > at), len(lines))
        if not _is_stranger(block, lines[at]):
            continue
        first = min(lines[at].cells)
        question = ImportQuestion(
            id=f"{block.table.name}.rows-{lines[at].number}",
            sheet=block.sheet.shown,
            cell=cell_name(lines[at].number, first),
            found=" | ".join(lines[at].cells.values())[:100],
            expected=f"rows of {block.table.name}, or of another table that is not recognised",
            choices=(REMARKS, ROWS),
        )
        if ledger.ask(question) != ROWS:
            for line in lines[at:end]:
                line.cells = {first: "# " + " | ".join(line.cells.values())}
                line.is_remark = True
    return lines


def _is_stranger(block: Block, line: Line) -> bool:
    """Return whether a row has words without a digit in most columns of numbers."""
    values = [
        text
        for column, text in line.cells.items()
        if (name := block.columns.get(column))
        and block.table.column(name).kind in {"number", "integer", "date"}
    ]
    words = [text for text in values if text.isprintable() and not re.search(r"\d", text)]
    return bool(words) and 2 * len(words) > len(values) and len(words[0]) > 1


def _overlap(one: _Header, other: _Header) -> bool:
    return one.span[0] <= other.span[1] and one.span[1] >= other.span[0]


def _claimed(mine: _Header, headers: Sequence[_Header], row: int, column: int) -> bool:
    """Return whether the nearest header above a cell (or in its row) is another one."""
    above = [o for o in headers if o.line.number <= row and o.span[0] <= column <= o.span[1]]
    return bool(above) and max(above, key=lambda o: o.line.number) is not mine


def _without_title(lines: list[Line]) -> list[Line]:
    """Leave out rows of one cell that stand right above the header of the next table."""
    kept = list(lines)
    while kept and len(kept[-1].cells) == 1 and not kept[-1].is_remark:
        title = kept.pop()
        if title.after_gap:
            break
    return kept if len(lines) - len(kept) <= ALIKE else list(lines)


def _tell_titles(block: Block, ledger: Ledger) -> None:
    titles = [line for line in block.title if not line.is_remark]
    if titles:
        quotes = ", ".join(quoted(next(iter(line.cells.values()))) for line in titles[:ALIKE])
        rows = "row" if len(titles) == 1 else "rows"
        ledger.note(
            f'sheet "{block.sheet.shown}": the header is in row {block.row}, below '
            f"{len(titles)} title {rows} ({quotes})"
        )


def _take_columns(block: Block, header: _Header, ledger: Ledger) -> None:
    """Name the columns of a block: known, by another word, misspelt, or kept as a note."""
    table, sheet = block.table, block.sheet
    read_as = []
    for column, text in sorted(block.header.items()):
        cell = cell_name(block.row, column)
        name = header.columns.get(column, "")
        if name and plain_key(text) != name and _holds_words(block, column, name):
            name = ""
        if name and plain_key(text) != name:
            change = Change(cell, text, name)
            why = "another word for the column"
            done = ledger.mend(f"{table.name}.header", sheet.shown, change, why)
            name = name if done == name else ""
        elif name and text.strip().lower() != name:
            read_as.append(f"{quoted(text)} as {name}")
        if not name and not text.strip().startswith("#"):
            name = _asked_column(block, column, text, header, ledger)
        if not name and table.name == "actors" and _holds_levels(block, column):
            name = _asked_base(block, column, text, header, ledger)
        if name:
            block.columns[column] = name
        else:
            label = text.strip().lstrip("#").strip() or column_name(column)
            is_taken = label in block.notes.values()
            block.notes[column] = f"{label} ({column_name(column)})" if is_taken else label
    if read_as:
        ledger.note(f'sheet "{sheet.shown}": header {", ".join(read_as)}')
    named = [quoted(block.header[c]) for c in block.notes if not block.header[c].startswith("#")]
    if named:
        ledger.note(
            f'sheet "{sheet.shown}": {", ".join(named)} kept as a note (a column of '
            f"{table.file} that begins with # and is not read)"
        )


def _asked_column(block: Block, column: int, text: str, header: _Header, ledger: Ledger) -> str:
    """Ask whether a header is misspelt; return the column, empty for a note."""
    near = near_column(block.table, text)
    if not near or near in {*header.columns.values(), *block.columns.values()}:
        return ""
    expected = f"a column of {block.table.name}, or any other header for a note"
    return _asked(block, column, text, (near,), expected, ledger)


def _asked(
    block: Block, column: int, text: str, names: tuple[str, ...], expected: str, ledger: Ledger
) -> str:
    """Ask which of some columns a header means; return it, empty for a note."""
    cell = cell_name(block.row, column)
    question = ImportQuestion(
        id=f"{block.table.name}.{cell}",
        sheet=block.sheet.shown,
        cell=cell,
        found=text,
        expected=expected,
        choices=(*names, NOTE),
    )
    answer = ledger.ask(question)
    return answer if answer in names else ""


def _below(block: Block, column: int) -> list[str]:
    """Return the texts of a column below the header."""
    return [
        texts[column - 1].strip()
        for number, texts in block.sheet.rows
        if number > block.row and len(texts) >= column and texts[column - 1].strip()
    ]


def _holds_words(block: Block, column: int, name: str) -> bool:
    """Return whether a column of numbers holds words, as ``Office`` holds titles of offices."""
    texts = _below(block, column)
    words = [text for text in texts if len(text) > LONGEST_LEVEL and not re.search(r"\d", text)]
    return block.table.column(name).kind == "number" and 2 * len(words) > len(texts)


def _holds_levels(block: Block, column: int) -> bool:
    """Return whether all cells of a column are numbers from 0 to 3 and it counts no rows."""
    texts = _below(block, column)
    is_count = texts[:3] == ["1", "2", "3"][: len(texts)]
    return len(texts) > 1 and not is_count and all(re.fullmatch(LEVEL, text) for text in texts)


def _asked_base(block: Block, column: int, text: str, header: _Header, ledger: Ledger) -> str:
    """Ask which base a column of levels is; return it, empty for a note."""
    taken = {*header.columns.values(), *block.columns.values()}
    free = tuple(base for base in BASES if base not in taken)
    expected = f"a column of {block.table.name}; its cells are levels from 0 to 3"
    return _asked(block, column, text, free, expected, ledger) if free else ""


def _take_case(laid: Laid, sheet: Sheet) -> None:
    """Take over the rows of a sheet of keys and values, or of one row below a header of keys."""
    laid.case_sheet = sheet
    lines = [line for line in _lines(sheet) if not line.is_remark]
    for header, values in pairwise(lines):
        columns = _columns(CASE, header.cells)
        if len({*PAIRS} & {*columns.values()}) >= 2:
            for column, name in columns.items():
                if column in values.cells:
                    pair = {column - 1: name, column: values.cells[column]}
                    laid.case.append((sheet, Line(values.number, pair)))
            return
    laid.case += [(sheet, line) for line in lines]


def _find_case(laid: Laid) -> None:
    """Look for keys of the case on a sheet of another name, and above the header of a table."""
    for sheet in laid.others:
        lines = [line for line in _lines(sheet) if not line.is_remark]
        keys = {plain_key(next(iter(line.cells.values()))) for line in lines}
        if {"start", "end"} <= {column_of(CASE, key) for key in keys}:
            laid.case_sheet = sheet
            laid.case += [(sheet, line) for line in lines]
            laid.others.remove(sheet)
            return
    for block in laid.blocks:
        for line in block.title:
            key, *values = line.cells.values()
            if values and column_of(CASE, key.rstrip(" :")) in PAIRS:
                laid.case.append((block.sheet, line))
