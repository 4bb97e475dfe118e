"""The keys of a case in a workbook: a sheet of keys and values, rows above a table, or answers."""

import re
import unicodedata
from collections.abc import Sequence

from whowhom.cases.columns import Column
from whowhom.cases.dates import parse_day
from whowhom.cases.header_words import column_of, plain_key
from whowhom.cases.import_rows import Names, mend_value, name_to_id
from whowhom.cases.mending import mend_cell
from whowhom.cases.problems import BadCell, Problem
from whowhom.cases.repairs import Change, ImportQuestion, Ledger
from whowhom.cases.schema import CASE, CONDITION_TABLE, CONDITIONS, OUTLOOK
from whowhom.cases.settings import SECTIONS
from whowhom.cases.sheet_tables import Laid, Line
from whowhom.cases.writing import toml_string
from whowhom.cases.xlsx import Sheet, cell_name
from whowhom.errors import InvalidInput

__all__ = ["case_pairs", "settings_text"]

Pair = tuple[str, str, str]
DAYS = {
    "start": "the first day of the case, such as 2026-01-01",
    "end": "the last day of the case, such as 2031-12-31",
}


def case_pairs(
    laid: Laid, names: Names, title: str, ledger: Ledger, problems: list[Problem]
) -> tuple[Pair, ...]:
    """Return key, value and source of each setting; add duplicate keys to `problems`.

    Parameters
    ----------
    laid : Laid
        The sheets.
    names : dict
        The ids of the tables with their names.
    title : str
        The title where none is given: the name of the workbook.
    ledger : Ledger
        Collects repairs and questions: the first and the last day where they are not given.
    problems : list of Problem
        Problems so far.
    """
    pairs: dict[str, Pair] = {}
    for sheet, line in laid.case:
        cells = dict(sorted(line.cells.items()))
        first = next(iter(cells))
        key, value, source = [*cells.values(), "", ""][:3]
        if first + 1 not in cells:
            value, source = "", value  # an empty cell between the two
        name, column = _meant(key.strip())
        value = unicodedata.normalize("NFC", value).strip()
        if not name or not value:
            continue
        if name in pairs:
            problems.append(_twice(sheet, line, first, key))
            continue
        place = cell_name(line.number, first + 1)
        if (line.number, first + 1) in sheet.faults:
            problems += [one for one in sheet.problems if one.line == line.number]
            continue
        pairs[name] = (name, _value(name, column, sheet, place, value, names, ledger), source)
        if column is None:
            ledger.note(f'sheet "{sheet.shown}": "{key}" is kept as a remark in case.toml')
    _complete(pairs, title, ledger)
    return tuple(pairs.values())


def _meant(key: str) -> tuple[str, Column | None]:
    """Return the key that a text means and its column; nothing for a header or a remark."""
    if not key or key.startswith("#") or key.lower() == "key":
        return "", None
    section, _, condition = key.rpartition(".")
    word = plain_key(condition)
    if word in CONDITIONS and section in {"", "conditions"}:
        return f"conditions.{word}", CONDITION_TABLE.column("value")
    if word in OUTLOOK.names and section.strip().lower() == "outlook":
        return f"outlook.{word}", OUTLOOK.column(word)
    if name := column_of(CASE, key.rstrip(" :")):
        return name, CASE.column(name)
    return key, None


def _value(
    name: str,
    column: Column | None,
    sheet: Sheet,
    place: str,
    text: str,
    names: Names,
    ledger: Ledger,
) -> str:
    """Return the value of a key, mended."""
    if column is None:
        return text
    if column.refers:
        known = [one for table in column.refers for one in names.get(table, ())]
        if not known:
            return text
        return name_to_id(f"case.{name}", sheet, place, text, known, column, ledger)
    return mend_value(f"case.{name}", sheet, place, text, mend_cell(text, column), ledger)


def _twice(sheet: Sheet, line: Line, column: int, key: str) -> Problem:
    return Problem(
        code="W015",
        file=sheet.file,
        line=line.number,
        column=column,
        value=key,
        finding="appears twice",
        hint="delete one of the two",
    )


def _complete(pairs: dict[str, Pair], title: str, ledger: Ledger) -> None:
    """Add the keys that every case has: the title by the file, the days by an answer."""
    if "title" not in pairs:
        change = Change("", "", title)
        done = ledger.mend("case.title", "", change, "no title is given; the name of the file")
        if done:
            pairs["title"] = ("title", done, "")
    for name, expected in DAYS.items():
        if name not in pairs:
            question = ImportQuestion(
                id=name, sheet="", cell="", found="", expected=expected, free=True
            )
            if answer := ledger.ask(question, settle=lambda text: _day(text)):
                pairs[name] = (name, answer, "")
    _check_days(pairs, ledger)


def _day(text: str) -> str:
    """Return an answer that is a day.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    try:
        parse_day(text)
    except BadCell as bad:
        raise InvalidInput(f"{text!r} {bad.finding}; {bad.hint}") from None
    return text.strip()


def _check_days(pairs: dict[str, Pair], ledger: Ledger) -> None:
    """Refuse an answer by which the case would end before it starts."""
    if not {"start", "end"} & ledger.answered or not {"start", "end"} <= pairs.keys():
        return
    start, end = pairs["start"][1], pairs["end"][1]
    try:
        is_upright = parse_day(start) < parse_day(end)
    except BadCell:
        return
    if not is_upright:
        raise InvalidInput(f"the case would end on {end}, not after its start {start}")


def settings_text(pairs: Sequence[Pair]) -> str:
    """Return ``case.toml``; keys that no case has are remarks.

    Examples
    --------
    >>> print(settings_text([("title", "T", ""), ("colour", "red", "")]))
    title = "T"
    # colour = "red"
    <BLANKLINE>
    """
    lines: list[str] = []
    sections: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for key, value, source in pairs:
        section, _, name = key.rpartition(".")
        if section in sections:
            state = f"{{ value = {toml_string(value)}, source = {toml_string(source)} }}"
            sections[section].append(f"{name} = {state if source else toml_string(value)}")
            continue
        is_number = key == "schema" and re.fullmatch("[0-9]{1,9}", value)
        shown = value if is_number else toml_string(value)
        known = key in CASE.names
        lines.append(f"{key} = {shown}" if known else f"# {toml_string(key)[1:-1]} = {shown}")
    for section, states in sections.items():
        if states:
            lines += ["", f"[{section}]", *states]
    return "\n".join(lines) + "\n"
