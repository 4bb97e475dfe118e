"""Ready questions of a case: changes worth asking about, in ``questions.toml`` of its folder.

A table ``[[question]]`` for each: ``id``, ``ask`` (the question), and what is changed, in the words
of :mod:`whowhom.change`: ``set``, ``without``, ``shocks``; ``note`` says what the coding leaves
open, ``source`` where the question comes from, ``why_kill`` of whose killing it takes away a
partial answer, ``about`` whose fate it asks for. A question that changes nothing has no channel in
the model; its note says why.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whowhom.cases.case import Case
from whowhom.change import Change
from whowhom.errors import InvalidInput

__all__ = ["FILE", "Question", "questions"]

FILE = "questions.toml"
_KEYS = {"id", "ask", "source", "set", "without", "shocks", "note", "why_kill", "about"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that comes with a case."""

    id: str
    ask: str
    """The question, as a sentence."""
    change: Change
    source: str
    """Where the question comes from: ``id:locator``, separated by semicolons."""
    note: str
    """What the coding of the question leaves open; may be empty."""
    why_kill: str = ""
    """Id of the actor of whose killing it takes away a partial answer; empty for the others."""
    about: str = ""
    """Id of the actor whose fate it asks for, with which an answer begins; empty for nobody's."""


def questions(case: Case) -> tuple[Question, ...]:
    """Return the ready questions of a case, in the order of its file; none if it has no file.

    Raises
    ------
    InvalidInput
        If the file is no TOML or a question is not whole; all problems are told. Whether its
        change can be made is told when it is asked.

    Examples
    --------
    >>> from whowhom import read_case
    >>> questions(read_case("duel"))[0].ask
    'What if Trotsky had come back in time for the funeral?'
    """
    content = case.files.get(FILE)
    if content is None:
        return ()
    try:
        rows = tomllib.loads(content.decode("utf-8")).get("question", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"{FILE}: is no TOML: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidInput(f"{FILE}: write [[question]] before each question")
    problems = [problem for place, row in enumerate(rows, 1) for problem in _problems(place, row)]
    ids = [row.get("id") for row in rows]
    problems += [f"{FILE}: {one!r} stands twice" for one in {i for i in ids if ids.count(i) > 1}]
    if problems:
        raise InvalidInput("\n".join(problems))
    return tuple(map(_question, rows))


def _problems(place: int, row: Mapping[str, Any]) -> list[str]:
    """Tell what is wrong with one question."""
    where = f"{FILE}: question {row.get('id', place)}"
    found = [f"{where}: has no {key}" for key in ("id", "ask") if not row.get(key)]
    if not any(row.get(key) for key in ("set", "without", "shocks", "note")):
        found.append(f"{where}: changes nothing, and no note says why")
    found += [f"{where}: {key!r} is unknown" for key in sorted(set(row) - _KEYS)]
    for key, kind, words in (
        ("id", str, "a text"),
        ("ask", str, "a text"),
        ("source", str, "a text"),
        ("note", str, "a text"),
        ("why_kill", str, "the id of an actor"),
        ("about", str, "the id of an actor"),
        ("set", dict, "a table of paths and values"),
        ("without", list, "a list of paths"),
        ("shocks", dict, "a table of shocks"),
    ):
        if key in row and not isinstance(row[key], kind):
            found.append(f"{where}: {key} must be {words}")
    if isinstance(row.get("shocks"), dict):
        found += [
            f"{where}: shock {name} must be a table of its columns"
            for name, columns in row["shocks"].items()
            if not isinstance(columns, dict)
        ]
    return found


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        id=row["id"],
        ask=row["ask"],
        change=Change.of(
            set=row.get("set"),
            without=[str(path) for path in row.get("without", [])],
            shocks=row.get("shocks"),
        ),
        source=row.get("source", ""),
        note=row.get("note", ""),
        why_kill=row.get("why_kill", ""),
        about=row.get("about", row.get("why_kill", "")),
    )
