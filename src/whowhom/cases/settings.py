"""``case.toml``: the keys of a case as cells with the place where they stand.

``tomllib`` reads the file but keeps no places, so the lines of the keys are looked up in the text.
"""

import math
import re
import tomllib
from collections.abc import Container
from datetime import date, datetime
from unicodedata import normalize

from whowhom.cases.decode import decode
from whowhom.cases.problems import Problem, did_you_mean
from whowhom.cases.schema import CASE, CONDITION_TABLE, CONDITIONS
from whowhom.cases.tables import Cell, RawTable, Row

__all__ = ["read_pairs", "read_settings"]

KEY = re.compile(r'[ \t]*["\']?([A-Za-z0-9_.-]+)["\']?[ \t]*=[ \t]*')
SECTION = re.compile(r"[ \t]*\[+[ \t]*([A-Za-z0-9_.\"' -]+?)[ \t]*\]+")
DEEP = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){30}"""
)
"""A key such as ``a.a.a.a...``, over which the TOML reader would take minutes."""
LARGEST = 10**15
MOST_SETTINGS = 100_000
"""Largest ``case.toml``, in bytes."""

Places = dict[tuple[str, str], tuple[int, int]]
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
    if len(data) > MOST_SETTINGS:
        finding = f"has more than {MOST_SETTINGS:,} bytes"
        case.report("W005", 1, 1, "", finding, "move long texts to notes/about.md")
        return case, conditions
    text = decode(data, file)
    if isinstance(text, Problem):
        case.problems.append(text)
        return case, conditions
    try:
        if found := DEEP.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise ValueError(f"a key of very many parts (at line {line}, column 1)")
        keys = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        case.problems.append(_broken(error, file))
        return case, conditions
    places = _places(text)
    section = keys.pop("conditions", {})
    for name, value in keys.items():
        _add_key(case, name, value, places.get(("", name), (1, 1)))
    if isinstance(section, dict):
        for name, value in section.items():
            _add_condition(conditions, name, value, places)
    else:
        place = places.get(("", "conditions"), (1, 1))
        case.report(
            "W104", *place, str(section), "is no table", "write [conditions] on its own line"
        )
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
            _add_condition(conditions, name, state, {("conditions", name): (line, 2)})
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


def _add_key(case: RawTable, name: str, value: object, place: tuple[int, int]) -> None:
    """Add one key of the case."""
    if name not in CASE.names:
        known = (*CASE.names, "conditions")
        hint = did_you_mean(name, known) or "keys: " + ", ".join(known)
        case.report("W014", *place, name, "is no key of case.toml", hint)
        return
    text = _as_text(value)
    if name in case.rows[0].cells:
        case.report("W015", *place, name, "stands twice", "delete one of the two")
    elif text is None:
        finding = f"holds a {type(value).__name__} at {name}"
        case.report("W104", *place, "", finding, 'write one value, such as "text" or 0.5')
    elif text:
        case.rows[0].cells[name] = Cell(text, *place)


def _add_condition(conditions: RawTable, name: str, value: object, places: Places) -> None:
    """Add one state of the table ``[conditions]``."""
    place = places.get(("conditions", name)) or places.get(("", "conditions"), (1, 1))
    if name not in CONDITIONS:
        hint = did_you_mean(name, CONDITIONS) or "conditions: " + ", ".join(CONDITIONS)
        conditions.report("W014", *place, name, "is no condition", hint)
        return
    parts = value if isinstance(value, dict) else {"value": value}
    cells = {"id": Cell(name, *place)}
    for key, part in parts.items():
        inner = places.get((f"conditions.{name}", key), place)
        text = _as_text(part)
        if key not in {"value", "source"}:
            hint = did_you_mean(key, ("value", "source")) or "keys: value, source"
            conditions.report("W014", *inner, key, "is no key of a condition", hint)
        elif text is None:
            finding = f"holds a {type(part).__name__} at {name}"
            conditions.report("W104", *inner, "", finding, 'write "0.7..1" or 0.7')
        elif text:
            cells[key] = Cell(text, *inner)
    conditions.rows.append(Row(place[0], cells))


def _as_text(value: object) -> str | None:
    """Return a TOML value as one would write it in a cell, None for what no key may hold."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST else "1e99"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return normalize("NFC", value).strip() if isinstance(value, str) else None


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


def _broken(error: Exception, file: str) -> Problem:
    """Turn an error of the TOML reader into a problem at its place."""
    found = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)", str(error))
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    finding = re.sub(r" *\(at .*\)", "", str(error))[:200]
    if isinstance(error, RecursionError):
        finding = "brackets nested too deeply"
    hint = 'write key = "text", one to a line; text and dates in quotes'
    return Problem(
        code="W018",
        file=file,
        line=line,
        column=column,
        name="case",
        finding=f"is not valid TOML: {finding}",
        hint=hint,
    )


def _places(text: str) -> Places:
    """Find line and column of the value of each key, by section."""
    places: Places = {}
    section, fence = "", ""
    for number, line in enumerate(text.split("\n"), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if found := SECTION.match(line):
            section = re.sub(r"[\"' ]", "", found[1])
            outer, _, name = section.rpartition(".")
            places.setdefault((outer, name), (number, 1))
            continue
        if found := KEY.match(line):
            outer, _, name = found[1].rpartition(".")
            where = ".".join(part for part in (section, outer) if part)
            places.setdefault((where, name), (number, found.end() + 1))
        for mark in ('"""', "'''"):
            if line.count(mark) == 1:
                fence = mark
    return places
