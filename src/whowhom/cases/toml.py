r"""TOML from strangers: the values of a file, the place of each, and nothing that could explode.

``tomllib`` knows the language, but keeps no places and takes minutes and gigabytes over a key of
thousands of dots. So the text is cut into tokens first: what is too deep or too long is refused
before anything is built, and the places are found. Strings and comments are cut exactly as
``tomllib`` cuts them, so nothing can hide in one; where the tokens end, ``tomllib`` stops too.
"""

import math
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from unicodedata import normalize

from whowhom.cases.plain import decode
from whowhom.cases.problems import Problem

__all__ = ["MOST_BYTES", "Place", "Toml", "as_text", "read_toml"]

MOST_BYTES = 100_000
MOST_PARTS = 8
"""Parts of a key such as ``a.b.c``."""
DEEPEST = 8
"""Brackets within brackets."""
LONGEST_WORD = 100
"""Characters of a number, a date or a key without quotes."""
HINT = 'write key = "text", one to a line; text and dates in quotes'

TOKEN = re.compile(
    r"""(?P<blank>[ \t]++|\#[^\n]*+)
    |(?P<line>\n)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3,5}|'{3}(?:[^']|'(?!''))*+'{3,5}
             |(?!\"{3}|'{3})(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'))
    |(?P<word>[A-Za-z0-9_+:-]++)
    |(?P<sign>[][{}=.,])""",
    re.VERBOSE | re.DOTALL,
)

Path = tuple[str | int, ...]
Place = tuple[int, int]
Pair = tuple[int, int, int]
"""First character of a key, first of its value, and the one after the value, from 0."""


@dataclass(frozen=True, slots=True)
class Toml:
    """What a file says and where."""

    keys: dict[str, Any]
    _places: Mapping[Path, Place]
    pairs: Mapping[Path, Pair]
    """Where each ``key = value`` stands in the text, in which line ends are ``\\n``."""

    def place(self, *path: str | int) -> Place:
        """Return line and column of a value, or of what it stands in; of a table its header's.

        Parameters
        ----------
        *path : str or int
            Keys, and numbers of tables or elements from 0.
        """
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, (1, 1))


def read_toml(data: bytes, file: str) -> Toml | Problem:
    """Read a TOML file.

    Parameters
    ----------
    data : bytes
        Its content.
    file : str
        Its name, for messages.

    Returns
    -------
    Toml or Problem
        What keeps it from being read: it is not text, not TOML, too long or too deep.
    """
    if len(data) > MOST_BYTES:
        finding = f"has more than {MOST_BYTES:,} bytes"
        hint = "move long texts to notes/about.md"
        return Problem(code="W005", file=file, finding=finding, hint=hint)
    text = decode(data, file)
    if isinstance(text, Problem):
        return text
    text = text.replace("\r\n", "\n")
    tokens = _tokens(text)
    lines = _Lines(text)
    if refused := _refusal(tokens):
        line, column = lines.place(refused.token.start)
        finding, hint = refused.finding, refused.hint
        return Problem(code="W018", file=file, line=line, column=column, finding=finding, hint=hint)
    try:
        keys = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else lines.place(len(text))
        finding = "is not valid TOML: " + re.sub(r" *\(at .*\)", "", str(error))[:200]
        return Problem(code="W018", file=file, line=line, column=column, finding=finding, hint=HINT)
    walk = _Walk(tokens)
    starts = walk.starts()
    return Toml(keys, {path: lines.place(start) for path, start in starts.items()}, walk.pairs)


def as_text(value: object) -> str | None:
    """Return a TOML value as one would write it in a cell, None for what no cell may hold."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return normalize("NFC", value).strip() if isinstance(value, str) else None


class _Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, at: int) -> Place:
        """Return line and column of a character, both from 1."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class _Refusal(NamedTuple):
    token: _Token
    finding: str
    hint: str


def _tokens(text: str) -> list[_Token]:
    """Cut a text up to where it stops being TOML; blanks and comments are left out."""
    found = []
    at = 0
    while token := TOKEN.match(text, at):
        at = token.end()
        if token.lastgroup != "blank":
            found.append(_Token(str(token.lastgroup), token[0], token.start()))
    return found


def _refusal(tokens: list[_Token]) -> _Refusal | None:
    """Say what no case needs and what would cost too much to read."""
    depth = dots = 0
    for token in tokens:
        if token.kind == "word" and len(token.text) > LONGEST_WORD:
            finding = f"has a number or a key of {len(token.text):,} characters"
            return _Refusal(token, finding, f"write at most {LONGEST_WORD}; put a text in quotes")
        if token.kind == "sign" and token.text == ".":
            dots += 1
            if dots >= MOST_PARTS:
                hint = 'put a path in quotes: "actors.ann.army" = 2'
                return _Refusal(token, f"has a key of more than {MOST_PARTS} parts", hint)
        elif token.kind in ("line", "sign"):
            dots = 0
            depth = max(0, depth + (token.text in "[{") - (token.text in "]}"))
            if depth > DEEPEST:
                hint = "write key = value, one to a line"
                return _Refusal(token, f"has brackets more than {DEEPEST} deep", hint)
    return None


class _Stop(Exception):
    """The text is not TOML from here on; ``tomllib`` says so."""


@dataclass(slots=True)
class _Walk:
    """A walk over the tokens of a sound file that notes where each value begins."""

    tokens: list[_Token]
    _at: int = 0
    _found: dict[Path, int] = field(default_factory=dict)
    _tables: dict[Path, int] = field(default_factory=dict)
    """How many tables ``[[name]]`` there are so far, by name."""
    pairs: dict[Path, Pair] = field(default_factory=dict)

    def starts(self) -> dict[Path, int]:
        """Return where each value begins, as far as the walk comes."""
        section: Path = ()
        self.tokens = [*self.tokens, _Token("end", "", -1)]
        try:
            while self._now.kind != "end":
                if self._is("\n"):
                    self._at += 1
                elif self._is("["):
                    section = self._header()
                else:
                    self._pair(section)
        except _Stop:
            pass
        return self._found

    @property
    def _now(self) -> _Token:
        return self.tokens[self._at]

    def _is(self, sign: str) -> bool:
        return self._now.text == sign and self._now.kind in ("sign", "line")

    def _take(self, sign: str) -> None:
        """Go over a sign that must be here."""
        if not self._is(sign):
            raise _Stop
        self._at += 1

    def _header(self) -> Path:
        """Go over ``[name]`` or ``[[name]]`` and return its path."""
        start = self._now.start
        self._take("[")
        is_many = self._is("[")
        self._at += is_many
        name = self._key()
        self._take("]")
        if not is_many:
            path = self._resolved(name)
        else:
            self._take("]")
            table: Path = (*self._resolved(name[:-1]), name[-1])
            self._tables[table] = self._tables.get(table, 0) + 1
            path = self._resolved(name)
        for parts in range(1, len(path) + 1):  # also the tables above it that have no header
            self._found.setdefault(path[:parts], start)
        return path

    def _resolved(self, name: tuple[str, ...]) -> Path:
        """Return the path of a name: of tables ``[[name]]`` the last is meant."""
        path: Path = ()
        for part in name:
            path = (*path, part)
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _key(self) -> tuple[str, ...]:
        """Go over the parts of a key."""
        parts = []
        while self._now.kind in ("word", "text"):
            parts.append(_name(self._now.text))
            self._at += 1
            if not self._is("."):
                return tuple(parts)
            self._at += 1
        raise _Stop

    def _pair(self, section: Path) -> None:
        """Go over ``key = value``."""
        start = self._now.start
        key = self._key()
        self._take("=")
        for parts in range(1, len(key)):  # tables that only a dotted key makes
            self._found.setdefault(section + key[:parts], start)
        begin = self._now.start
        self._value(section + key)
        last = self.tokens[self._at - 1]
        self.pairs.setdefault(section + key, (start, begin, last.start + len(last.text)))

    def _value(self, path: Path) -> None:
        """Note where a value begins and go over it."""
        self._found.setdefault(path, self._now.start)
        if self._is("["):
            self._list("]", lambda number: self._value((*path, number)))
        elif self._is("{"):
            self._list("}", lambda _number: self._pair(path))
        elif self._now.kind not in ("word", "text"):
            raise _Stop
        while self._now.kind in ("word", "text") or self._is("."):  # 2000-01-01 10:00:00.5
            self._at += 1

    def _list(self, end: str, one: Callable[[int], None]) -> None:
        """Go over what is in brackets."""
        self._at += 1
        number = 0
        self._skip_lines()
        while not self._is(end):
            one(number)
            number += 1
            self._skip_lines()
            if not self._is(end):
                self._take(",")
                self._skip_lines()
        self._at += 1

    def _skip_lines(self) -> None:
        while self._is("\n"):
            self._at += 1


def _name(token: str) -> str:
    """Return the name in a part of a key."""
    if token[0] not in "\"'":
        return token
    if token[0] == "'" or "\\" not in token:
        return token[1:-1]
    return str(tomllib.loads(f"x = {token}")["x"])
