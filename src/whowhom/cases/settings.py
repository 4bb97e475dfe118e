"""``case.toml``: the keys of a case as cells with the place where they stand."""

from collections.abc import Callable, Container
from dataclasses import replace
from functools import partial
from itertools import islice
from unicodedata import normalize

from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import CASE, CONDITION_TABLE, CONDITIONS
from whowhom.cases.tables import Cell, RawTable, Row
from whowhom.cases.toml import Place, as_text, read_toml

__all__ = ["read_pairs", "read_settings"]

MOST_KEYS = 1_000
"""Keys that are looked at; no case has as many."""

Settings = tuple[RawTable, RawTable]


def read_settings(data: bytes, file: str = "case.toml") -> Settings:
    """Read ``case.toml`` as a table with one row and a table of conditions.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str, default "case.toml"
        Its name, for messages.
    """
    case, conditions = _empty(file)
    toml = read_toml(data, file)
    if isinstance(toml, Problem):
        case.problems.append(replace(toml, name=case.table.name))
        return case, conditions
    for name, value in islice(toml.keys.items(), MOST_KEYS):
        if name != "conditions":
            _add_key(case, name, value, toml.place(name))
        elif isinstance(value, dict):
            for condition, state in islice(value.items(), MOST_KEYS):
                _add_condition(conditions, condition, state, partial(toml.place, name, condition))
        else:
            hint = "write [conditions] on its own line"
            case.report("W104", *toml.place(name), str(value), "is not a table", hint)
    _report_missing(case)
    return case, conditions


def read_pairs(
    file: str, pairs: list[tuple[int, list[str]]], damaged: Container[tuple[int, int]] = ()
) -> Settings:
    """Read a sheet of keys and values (columns key, value, source) like ``case.toml``.

    Cells at a line and column in `damaged` are reported as unreadable elsewhere.
    """
    case, conditions = _empty(file)
    unread = set()
    for line, cells in pairs:
        key, value, source = ([normalize("NFC", cell).strip() for cell in cells] + [""] * 3)[:3]
        if any((line, column) in damaged for column in (1, 2, 3)):
            unread.add(key)
            continue
        if not key or key.startswith("#") or key.lower() == "key":
            continue
        section, _, name = key.rpartition(".")
        if section == "conditions":
            state = {"value": value, "source": source} if source else value
            _add_condition(conditions, name, state, partial(_same, (line, 2)))
        elif value:
            _add_key(case, key, value, (line, 2))
    _report_missing(case, unread)
    return case, conditions


def _empty(file: str) -> Settings:
    case = RawTable(CASE, file, labels=list(CASE.names))
    case.header = dict.fromkeys(CASE.names, 1)
    conditions = RawTable(CONDITION_TABLE, file, labels=list(CONDITION_TABLE.names))
    conditions.header = dict.fromkeys(CONDITION_TABLE.names, 1)
    case.rows.append(Row(1, {}))
    return case, conditions


def _same(place: Place, *_: str) -> Place:
    return place


def _add_key(case: RawTable, name: str, value: object, place: tuple[int, int]) -> None:
    """Add one key of the case."""
    if name not in CASE.names:
        known = (*CASE.names, "conditions")
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


def _add_condition(
    conditions: RawTable, name: str, value: object, place_of: Callable[..., Place]
) -> None:
    """Add one state of the table ``[conditions]``."""
    place = place_of()
    if name not in CONDITIONS:
        hint = did_you_mean(name, CONDITIONS) or "conditions: " + ", ".join(CONDITIONS)
        conditions.report("W014", *place, name, "is not a condition", hint)
        return
    parts = value if isinstance(value, dict) else {"value": value}
    cells = {"id": Cell(name, *place)}
    for key, part in parts.items():
        inner = place_of(key) if isinstance(value, dict) else place
        text = as_text(part)
        if key not in {"value", "source"}:
            hint = did_you_mean(key, ("value", "source")) or "keys: value, source"
            conditions.report("W014", *inner, key, "is not a key of a condition", hint)
        elif text is None:
            finding = f"holds a {type(part).__name__} at {name}"
            conditions.report("W104", *inner, "", finding, 'write "0.7..1" or 0.7')
        elif text:
            cells[key] = Cell(text, *inner)
    conditions.rows.append(Row(place[0], cells))


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
