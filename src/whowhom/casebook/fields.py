"""The fields of a mapping of the casebook: read one by one, every problem kept with its place."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from whowhom.casebook.nodes import Node
from whowhom.cases.case import Day, Period
from whowhom.cases.dates import parse_day, parse_period
from whowhom.cases.names import check_text
from whowhom.cases.problems import BadCell, Problem, did_you_mean
from whowhom.cases.values import ID, parse_flag, parse_id

__all__ = ["Fields", "items", "name_of"]

LONGEST_NAME = 200
LONGEST_TEXT = 5_000
NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,9})?")

T = TypeVar("T")


@dataclass(slots=True)
class Fields:
    """One mapping while it is read."""

    node: Node
    file: str
    name: str
    """Where it is, in words: ``ussr_1953_57.contenders.beria``."""
    problems: list[Problem]
    keys: Collection[str] = ()

    def __post_init__(self) -> None:
        """Report what is not a mapping and which keys are unknown."""
        if not isinstance(self.node.value, dict):
            hint = "write key: value, with the keys " + ", ".join(self.keys)
            self.tell("", "W104", "is not a mapping of keys and values", hint)
            return
        for key, node in self.node.value.items():
            if key not in self.keys:
                hint = did_you_mean(key, self.keys) or "keys: " + ", ".join(self.keys)
                self._add("W014", node, self.name, key, "is not a known key", hint)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._node(key) is not None

    def tell(self, key: str, code: str, finding: str, hint: str) -> None:
        """Keep a problem of one field (of the whole mapping where `key` is empty)."""
        node = (self._node(key) if key else None) or self.node
        name = ".".join(part for part in (self.name, key) if part)
        value = node.value if isinstance(node.value, str) and key else ""
        self._add(code, node, name, value, finding, hint)

    def text(self, key: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Read a text; empty where it is missing."""
        found = self._read(key, _same, "a text", required=required)
        if not found:
            return ""
        try:
            return check_text(" ".join(found.split()), longest=longest, lines=False)
        except BadCell as bad:
            self.tell(key, bad.code, bad.finding, bad.hint)
            return ""

    def title(self, key: str) -> str:
        """Read a short text that must be there."""
        return self.text(key, required=True, longest=LONGEST_NAME)

    def id(self, key: str = "id") -> str:
        """Read an id that must be there."""
        return self._read(key, parse_id, "an id", required=True) or ""

    def day(self, key: str, *, required: bool = False) -> Day | None:
        """Read a date that must be exact to the day."""
        return self._read(key, parse_day, "a day", required=required)

    def period(self, key: str, *, required: bool = False) -> Period | None:
        """Read a date as far as it is known."""
        return self._read(key, parse_period, "a date", required=required)

    def flag(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        found = self._read(key, parse_flag, "true or false")
        return default if found is None else found

    def number(self, key: str, most: float, *, required: bool = False) -> float | None:
        """Read a number from 0 to `most`."""

        def parse(text: str) -> float:
            if not NUMBER.fullmatch(text):
                raise BadCell(
                    "W104", "is not a number of 0 or more", f"write a number from 0 to {most:g}"
                )
            if float(text) > most:
                raise BadCell("W102", f"is outside 0..{most:g}", f"write one from 0 to {most:g}")
            return float(text)

        return self._read(key, parse, f"a number from 0 to {most:g}", required=required)

    def choice(self, key: str, words: Collection[str], *, required: bool = False) -> str:
        """Read a word of a closed list; empty where it is missing."""

        def parse(text: str) -> str:
            if text not in words:
                guess = did_you_mean(text, words)
                hint = f"{guess} ({', '.join(words)})".strip()
                raise BadCell("W110", "is not in the list", hint)
            return text

        return self._read(key, parse, f"one of {', '.join(words)}", required=required) or ""

    def one_of(self, key: str, known: Collection[str], *, required: bool = False) -> str:
        """Read the id of a contender; empty where it is missing."""
        return self._read(key, lambda text: _known(text, known), "an id", required=required) or ""

    def some_of(
        self, key: str, known: Collection[str], *, required: bool = False, lone: bool = False
    ) -> tuple[str, ...]:
        """Read a list of ids of contenders; a single id may stand without brackets if `lone`."""
        node = self._node(key)
        if node is not None and lone and isinstance(node.value, str):
            name = self.one_of(key, known)
            return (name,) if name else ()
        found: list[str] = []
        for item in self.nodes(key, required=required):
            self._item(key, item, known, found)
        return tuple(found)

    def nodes(self, key: str, *, required: bool = False) -> list[Node]:
        """Read a list; empty where it is missing."""
        node = self._node(key)
        if node is None or not isinstance(node.value, list):
            if node is not None:
                self.tell(key, "W104", "is not a list", "write a list: [a, b] or lines with -")
            elif required:
                self.tell("", "W016", f"has no {key}", f"write {key} as a list")
            return []
        if required and not node.value:
            self.tell(key, "W101", "is empty", "name one at least")
        return node.value

    def inner(self, key: str, keys: Collection[str]) -> "Fields | None":
        """Return the mapping under a key that must be there."""
        node = self._node(key)
        if node is None:
            self.tell("", "W016", f"has no {key}", f"write {key} with {', '.join(keys)}")
            return None
        return Fields(node, self.file, f"{self.name}.{key}", self.problems, keys)

    def _node(self, key: str) -> Node | None:
        """Return the value under a key, None for a missing or null one."""
        value = self.node.value
        node = value.get(key) if isinstance(value, dict) else None
        return node if node is not None and node.value is not None else None

    def _read(
        self, key: str, parse: Callable[[str], T], expected: str, *, required: bool = False
    ) -> T | None:
        """Read the text under a key and keep what is wrong with it."""
        node = self._node(key)
        if node is None or node.value == "":
            if required and isinstance(self.node.value, dict):
                self.tell("", "W016", f"has no {key}", f"write {key}: {expected}")
            return None
        if not isinstance(node.value, str):
            what = "list" if isinstance(node.value, list) else "mapping"
            self.tell(key, "W104", f"is a {what}", f"write {expected}")
            return None
        try:
            return parse(node.value.strip())
        except BadCell as bad:
            self.tell(key, bad.code, bad.finding, bad.hint or f"write {expected}")
            return None

    def _item(self, key: str, item: Node, known: Collection[str], found: list[str]) -> None:
        """Read one id of a list."""
        name = f"{self.name}.{key}"
        if not isinstance(item.value, str):
            self._add("W103", item, name, "", "holds something that is not an id", "write ids only")
            return
        try:
            _known(item.value, known)
        except BadCell as bad:
            self._add(bad.code, item, name, item.value, bad.finding, bad.hint)
            return
        if item.value in found:
            self._add("W112", item, name, item.value, "appears twice", "name them once")
        else:
            found.append(item.value)

    def _add(self, code: str, node: Node, name: str, value: str, finding: str, hint: str) -> None:
        self.problems.append(
            Problem(
                code=code,
                file=self.file,
                line=node.line,
                column=node.column,
                name=name,
                value=value,
                finding=finding,
                hint=hint,
            )
        )


def items(fields: Fields, key: str, keys: Collection[str]) -> Iterable[Fields]:
    """Return the mappings of a list, each named by its id, else by its number from 1."""
    for number, node in enumerate(fields.nodes(key), 1):
        name = f"{fields.name}.{key}.{name_of(node) or number}"
        yield Fields(node, fields.file, name, fields.problems, keys)


def name_of(node: Node) -> str:
    """Return the id of a mapping, empty where it has none that could be shown."""
    own = node.value.get("id") if isinstance(node.value, dict) else None
    is_sound = own is not None and isinstance(own.value, str) and ID.fullmatch(own.value)
    return str(own.value) if own is not None and is_sound else ""


def _same(text: str) -> str:
    return text


def _known(text: str, known: Collection[str]) -> str:
    if text not in known:
        hint = did_you_mean(text, known) or "contenders: " + ", ".join(known)
        raise BadCell("W103", "is not a contender", hint)
    return text
