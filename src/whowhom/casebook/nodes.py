"""YAML from strangers: text, lists and mappings with their places, and nothing else.

Only the events of the YAML parser are used and no object is ever built from them: a tag cannot
name a type, an alias cannot multiply, and ``no`` stays a word. Dates and numbers are read later,
by what the field asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from whowhom.cases.plain import read_text
from whowhom.cases.problems import Problem
from whowhom.errors import CaseError

__all__ = ["MOST_BYTES", "Node", "read_nodes"]

MOST_BYTES = 2_000_000
MOST_NODES = 200_000
DEEPEST = 8
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and where it stands."""

    value: "str | list[Node] | dict[str, Node] | None"
    line: int
    column: int


def read_nodes(path: Path) -> tuple[Node, list[Problem]]:
    """Read a YAML file.

    Parameters
    ----------
    path : Path
        The file: one plain document in UTF-8 of at most :data:`MOST_BYTES`.

    Returns
    -------
    Node
        The document.
    list of Problem
        Keys that stand twice.

    Raises
    ------
    CaseError
        If the file cannot be read or uses more of YAML than texts, lists and mappings.
    """
    file = path.name
    text = read_text(path, file, MOST_BYTES)
    if isinstance(text, Problem):
        raise CaseError(str(text))
    try:
        return _document(_Events(text, file))
    except yaml.YAMLError as error:
        raise CaseError(str(_broken(error, file))) from None


class _Events:
    """The events of a document that are allowed, counted."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self._count = 0

    def next(self) -> Any:
        event = next(self._events)
        self._count += 1
        if self._count > MOST_NODES:
            raise self.refused(event, f"has more than {MOST_NODES:,} values", "split the casebook")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.refused(event, "uses an anchor or alias (& or *)", "write the value in full")
        if getattr(event, "tag", None) is not None:
            raise self.refused(event, "uses a tag (!)", "write plain text, lists and mappings")
        return event

    def refused(self, event: Any, finding: str, hint: str) -> CaseError:
        return CaseError(str(self.problem("W003", event, "", finding, hint)))

    def problem(self, code: str, event: Any, value: str, finding: str, hint: str) -> Problem:
        mark = event.start_mark
        return Problem(
            code=code,
            file=self.file,
            line=mark.line + 1,
            column=mark.column + 1,
            value=value,
            finding=finding,
            hint=hint,
        )


def _document(events: _Events) -> tuple[Node, list[Problem]]:
    """Read the one document of the file."""
    events.next()  # the stream begins
    event = events.next()
    if isinstance(event, yaml.StreamEndEvent):
        finding, hint = "is empty", "write a list of cases under the key cases"
        raise events.refused(event, finding, hint)
    root = _node(events, events.next(), 1)
    events.next()  # the document ends
    event = events.next()
    if not isinstance(event, yaml.StreamEndEvent):
        raise events.refused(event, "begins a second document", "keep all cases in one document")
    return root, events.problems


def _node(events: _Events, event: Any, depth: int) -> Node:
    """Read the value that begins with `event`."""
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.implicit[0] and event.value in NULLS
        return Node(None if is_null else str(event.value), line, column)
    if depth > DEEPEST:
        raise events.refused(event, f"is nested deeper than {DEEPEST} levels", "see the format")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(inner := events.next(), yaml.SequenceEndEvent):
            items.append(_node(events, inner, depth + 1))
        return Node(items, line, column)
    return Node(_mapping(events, depth), line, column)


def _mapping(events: _Events, depth: int) -> dict[str, Node]:
    """Read keys and values up to the end of a mapping."""
    mapping: dict[str, Node] = {}
    while not isinstance(key := events.next(), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise events.refused(key, "has a key that is not a word", "write key: value")
        value = _node(events, events.next(), depth + 1)
        if key.value in mapping:
            hint = "delete one of the two"
            events.problems.append(events.problem("W015", key, key.value, "appears twice", hint))
        mapping.setdefault(str(key.value), value)
    return mapping


def _broken(error: yaml.YAMLError, file: str) -> Problem:
    """Say where a file stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    return Problem(
        code="W003",
        file=file,
        line=mark.line + 1 if mark else 1,
        column=mark.column + 1 if mark else 1,
        finding=f"is not valid YAML ({reason[:100]})",
        hint="check the indent, and put quotes around a text with a colon or a quote in it",
    )
