"""``case.toml``: the keys of a case as cells with the place where they stand."""

from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from itertools import islice
from unicodedata import normalize

from whowhom.cases.columns import Column
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import CASE, CONDITION_TABLE, CONDITIONS, OUTLOOK
from whowhom.cases.tables import Cell, RawTable, Row
from whowhom.cases.toml import Place, as_text, read_toml

__all__ = ["SECTIONS", "read_pairs", "read_settings", "stated_text"]

MOST_KEYS = 1_000
"""Keys that are looked at; no case has as many."""
SECTIONS = {"conditions": tuple(CONDITIONS), "outlook": OUTLOOK.names[:-1]}
"""The tables of ``case.toml`` with their keys, each with a value and maybe a source."""

Settings = tuple[RawTable, RawTable, RawTable]


def read_settings(data: bytes, file: str = "case.toml") -> Settings:
    """Read ``case.toml`` as a table with one row, and its tables of conditions and of the outlook.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str, default "case.toml"
        Its name, for messages.
    """
    found = case, conditions, outlook = _empty(file)
    sections = {"conditions": conditions, "outlook": outlook}
    toml = read_toml(data, file)
    if isinstance(toml, Problem):
        case.problems.append(replace(toml, name=case.table.name))
        return found
    for name, value in islice(toml.keys.items(), MOST_KEYS):
        if name not in sections:
            _add_key(case, name, value, toml.place(name))
        elif isinstance(value, dict):
            for key, state in islice(value.items(), MOST_KEYS):
                _add_state(sections[name], key, state, partial(toml.place, name, key))
        else:
            hint = f"write [{name}] on its own line"
            case.report("W104", *toml.place(name), str(value), "is not a table", hint)
    _report_missing(case)
    return found


def read_pairs(
    file: str, pairs: list[tuple[int, list[str]]], damaged: Container[tuple[int, int]] = ()
) -> Settings:
    """Read a sheet of keys and values (columns key, value, source) like ``case.toml``.

    Cells at a line and column in `damaged` are reported as unreadable elsewhere.
    """
    found = case, conditions, outlook = _empty(file)
    sections = {"conditions": conditions, "outlook": outlook}
    unread = set()
    for line, cells in pairs:
        key, value, source = ([normalize("NFC", cell).strip() for cell in cells] + [""] * 3)[:3]
        if any((line, column) in damaged for column in (1, 2, 3)):
            unread.add(key)
            continue
        if not key or key.startswith("#") or key.lower() == "key":
            continue
        section, _, name = key.rpartition(".")
        if section in sections:
            state = {"value": value, "source": source} if source else value
            _add_state(sections[section], name, state, partial(_same, (line, 2)))
        elif value:
            _add_key(case, key, value, (line, 2))
    _report_missing(case, unread)
    return found


def _empty(file: str) -> Settings:
    case, conditions, outlook = (
        RawTable(table, file, labels=list(table.names), header=dict.fromkeys(table.names, 1))
        for table in (CASE, CONDITION_TABLE, OUTLOOK)
    )
    case.rows.append(Row(1, {}))
    return case, conditions, outlook


def _same(place: Place, *_: str) -> Place:
    return place


def _add_key(case: RawTable, name: str, value: object, place: tuple[int, int]) -> None:
    """Add one key of the case."""
    if name not in CASE.names:
        known = (*CASE.names, *SECTIONS)
        hint = did_you_mean(name, known) or "keys: " + ", ".join(known)
        case.report("W014", *place, name, "is not a key of case.toml", hint)
        return
    text = as_text(value)
    if name in case.rows[0].cells:
        case.report("W015", *place, name, "appears twice", "delete one of the two")
    elif text is None:
        finding = f"holds a {type(value).__name__} at {name}"
        case.report("W104", *place, "", finding, 'write one value, such as "text" or 0.5')
    elif text:
        case.rows[0].cells[name] = Cell(text, *place)


def stated_text(value: object, column: Column) -> str | None:
    """Return a value of a section as one would write it in a cell; None for what no cell may hold.

    Examples
    --------
    >>> from whowhom.cases.columns import Column
    >>> stated_text(True, Column(name="heir", kind="flag", meaning=""))
    'yes'
    """
    if isinstance(value, bool) and column.kind == "flag":
        return "yes" if value else "no"
    return as_text(value)


def _add_state(raw: RawTable, key: str, value: object, place_of: Callable[..., Place]) -> None:
    """Add one key of ``[conditions]`` or ``[outlook]`` as a row.

    A condition is a row with an id; a fact of the outlook fills the column that is named like it.
    """
    section, place = raw.table.name, place_of()
    what = {"conditions": "a condition", "outlook": "a fact of the outlook"}[section]
    if key not in SECTIONS[section]:
        known = f"{section if section == 'conditions' else 'facts'}: "
        hint = did_you_mean(key, SECTIONS[section]) or known + ", ".join(SECTIONS[section])
        raw.report("W014", *place, key, f"is not {what}", hint)
        return
    parts = value if isinstance(value, dict) else {"value": value}
    is_condition = section == "conditions"
    cells = {"id": Cell(key, *place)} if is_condition else {}
    column = raw.table.column("value" if is_condition else key)
    for name, part in parts.items():
        inner = place_of(name) if isinstance(value, dict) else place
        text = stated_text(part, column) if name == "value" else as_text(part)
        if name not in {"value", "source"}:
            hint = did_you_mean(name, ("value", "source")) or "keys: value, source"
            raw.report("W014", *inner, name, f"is not a key of {what}", hint)
        elif text is None:
            finding = f"holds a {type(part).__name__} at {key}"
            raw.report("W104", *inner, "", finding, _example(column, is_condition))
        elif text:
            cells["source" if name == "source" else column.name] = Cell(text, *inner)
    if is_condition:
        raw.rows.append(Row(place[0], cells))
    elif any(key in row.cells for row in raw.rows):
        raw.report("W015", *place, key, "appears twice", "delete one of the two")
    elif key in cells:
        raw.rows.append(Row(place[0], cells))
    elif cells:
        raw.report("W101", *place, key, "has a source and no value", "write value = ... beside it")


def _example(column: Column, is_condition: bool) -> str:
    """Say how a value of a section is written."""
    if is_condition:
        return 'write "0.7..1" or 0.7'
    return f"write one value ({column.domain})" if column.domain else "write one value"


def _report_missing(case: RawTable, unread: Container[str] = ()) -> None:
    """Report required keys that are not there, but for those that are there and damaged."""
    for column in CASE.columns:
        damaged = column.name in unread or any(
            problem.value == column.name for problem in case.problems
        )
        if column.required and column.name not in case.rows[0].cells and not damaged:
            example = {"title": '"Whose turn?"'}.get(column.name, '"1953-03-05"')
            hint = f"write {column.name} = {example}"
            case.report("W016", 1, 1, "", f'has no key "{column.name}"', hint)
