"""``questions.toml``: the ready questions of a case, read and checked like its tables.

A table ``[[question]]`` for each: ``id``, ``ask`` (the question), and what is changed, in the words
of :mod:`whowhom.scenario.change`: ``set``, ``without``, ``shocks``; ``note`` says what the coding
leaves open, ``source`` where the question comes from, ``why_kill`` of whose killing it takes away a
partial answer, ``about`` whose fate it asks for. A question that changes nothing has no channel in
the model; its note says why.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from whowhom.cases.case import ReadyQuestion
from whowhom.cases.names import check_text
from whowhom.cases.problems import BadCell, Problem, did_you_mean
from whowhom.cases.toml import Place, Toml, as_text, read_toml
from whowhom.cases.values import parse_sources
from whowhom.cases.writing import toml_string

__all__ = ["QUESTIONS_FILE", "Questions", "impossible", "question_toml", "read_questions"]

QUESTIONS_FILE = "questions.toml"
MOST_QUESTIONS = 500
MOST_PROBLEMS = 100
ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
LONGEST = {"ask": 500, "note": 5000, "source": 5000}
KEYS = ("id", "ask", "source", "set", "without", "shocks", "note", "why_kill", "about")
CHANGES = ("set", "without", "shocks")
LONGEST_VALUE = 500
_KINDS = {bool: "truth value", dict: "table", list: "list"}
PATH = 'a path in quotes and its value, such as set = { "actors.ann.army" = 2 }'


@dataclass(slots=True)
class Questions:
    """What the file holds."""

    rows: tuple[ReadyQuestion, ...] = ()
    """The questions, if all are sound."""
    problems: list[Problem] = field(default_factory=list)
    named: list[tuple[str, Problem]] = field(default_factory=list)
    """Ids that are named: the table in which they should be, and the problem if they are not."""

    def strangers(self, table: str, known: Iterable[str]) -> Iterator[Problem]:
        """Yield a problem for each id that is in a table of the case by name, but is not."""
        ids = set(known)
        for named, problem in self.named:
            if named == table and problem.value not in ids:
                yield replace(problem, hint=did_you_mean(problem.value, ids) or problem.hint)


def read_questions(data: bytes, file: str = QUESTIONS_FILE) -> Questions:
    """Read ``questions.toml``; what is wrong is in ``problems``, all at once.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str, default "questions.toml"
        Its name, for messages.
    """
    toml = read_toml(data, file)
    if isinstance(toml, Problem):
        return Questions(problems=[replace(toml, name="questions")])
    reader = _Reader(toml, file)
    rows = toml.keys.get("question", [])
    for name in list(toml.keys)[:MOST_PROBLEMS]:
        if name != "question":
            hint = "write [[question]] before each question"
            reader.report("W014", toml.place(name), name, "is not a known key", hint)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        hint = "write [[question]] before each question"
        reader.report("W018", toml.place("question"), "", "is not a list of questions", hint)
    elif len(rows) > MOST_QUESTIONS:
        place = toml.place("question", MOST_QUESTIONS)
        hint = f"keep at most {MOST_QUESTIONS}"
        reader.report("W210", place, "", f"has {len(rows):,} questions", hint)
    else:
        reader.questions(rows)
    return reader.found


def question_toml(asked: ReadyQuestion) -> str:
    """Return a question as the file has it; its empty parts are left out.

    Examples
    --------
    >>> asked = ReadyQuestion(line=0, id="Q1", ask="What if?", settings=(("majority", "0.6"),))
    >>> print(question_toml(asked))
    [[question]]
    id = "Q1"
    ask = "What if?"
    set = { "majority" = "0.6" }
    """

    def pairs(values: Iterable[tuple[str, str]]) -> str:
        inner = ", ".join(f"{toml_string(name)} = {toml_string(text)}" for name, text in values)
        return f"{{ {inner} }}"

    texts = {
        key: getattr(asked, key) for key in ("id", "ask", "source", "note", "why_kill", "about")
    }
    lines = [f"{key} = {toml_string(text)}" for key, text in texts.items() if text]
    lines.insert(0, "[[question]]")
    if asked.settings:
        lines.append(f"set = {pairs(asked.settings)}")
    if asked.without:
        lines.append(f"without = [{', '.join(map(toml_string, asked.without))}]")
    lines += [f"shocks.{toml_string(name)} = {pairs(columns)}" for name, columns in asked.shocks]
    return "\n".join(lines)


def impossible(asked: ReadyQuestion, reason: str) -> Problem:
    """Return the warning that a question cannot be asked."""
    return Problem(
        code="W315",
        file=QUESTIONS_FILE,
        line=asked.line,
        name=f"questions.{asked.id}",
        finding=f"cannot be asked: {'; '.join(reason.splitlines())[:500]}",
        hint="whatif --help tells how a change is written",
    )


class _Reader:
    """Reads questions one by one and collects what is wrong with them."""

    def __init__(self, toml: Toml, file: str) -> None:
        self.found = Questions()
        self._toml, self._file = toml, file

    def report(
        self, code: str, place: Place, value: str, finding: str, hint: str, name: str = ""
    ) -> None:
        """Note a problem; after very many, drop the rest."""
        if len(self.found.problems) < MOST_PROBLEMS:
            self.found.problems.append(self._problem(code, place, value, finding, hint, name))

    def _problem(
        self, code: str, place: Place, value: str, finding: str, hint: str, name: str
    ) -> Problem:
        return Problem(
            code=code,
            file=self._file,
            line=place[0],
            column=place[1],
            name=f"questions.{name}" if name else "questions",
            value=value[:200],
            finding=finding,
            hint=hint,
        )

    def questions(self, rows: list[dict[str, Any]]) -> None:
        """Read all questions."""
        made = [self._question(number, row) for number, row in enumerate(rows)]
        seen: set[str] = set()
        for number, question in enumerate(made):
            if question.id and question.id in seen:
                place = self._toml.place("question", number, "id")
                self.report("W112", place, question.id, "appears twice", "give it another id", "id")
            seen.add(question.id)
        if not self.found.problems:
            self.found.rows = tuple(made)

    def _question(self, number: int, row: Mapping[str, Any]) -> ReadyQuestion:
        """Read one question."""
        place = partial(self._toml.place, "question", number)
        for key in [key for key in row if key not in KEYS][:MOST_PROBLEMS]:
            hint = did_you_mean(key, KEYS) or "keys: " + ", ".join(KEYS)
            self.report("W014", place(key), key, "is not a key of a question", hint)
        for key in ("id", "ask"):
            if row.get(key) in (None, ""):
                example = 'id = "Q1"' if key == "id" else 'ask = "What if ...?"'
                self.report("W016", place(key), "", f"has no {key}", f"write {example}")
        if not any(row.get(key) for key in (*CHANGES, "note")):
            hint = "write set, without or shocks, or a note"
            self.report("W016", place(), "", "changes nothing and has no note saying why", hint)
        words = {
            key: self._text(key, row[key], place(key))
            for key in ("id", "ask", "source", "note", "why_kill", "about")
            if key in row
        }
        return ReadyQuestion(
            line=place()[0],
            id=words.get("id", ""),
            ask=words.get("ask", ""),
            source=words.get("source", ""),
            note=words.get("note", ""),
            why_kill=words.get("why_kill", ""),
            about=words.get("about", words.get("why_kill", "")),
            settings=tuple(self._values("set", row.get("set", {}), partial(place, "set"))),
            without=tuple(self._paths(row.get("without", []), partial(place, "without"))),
            shocks=tuple(self._shocks(row.get("shocks", {}), partial(place, "shocks"))),
        )

    def _text(self, key: str, value: object, place: Place) -> str:
        """Read a text and note the ids in it."""
        what = "the id of an actor" if key in ("why_kill", "about") else "a text in quotes"
        if not isinstance(value, str):
            self.report("W104", place, "", f"must be {what}", f'write {key} = "..."', key)
            return ""
        try:
            text = check_text(
                as_text(value) or "", longest=LONGEST.get(key, 100), lines=key == "note"
            )
            if key == "source":
                for one in parse_sources(text, ()):
                    self._name("sources", one.source, place, key)
        except BadCell as bad:
            self.report(bad.code, place, value, bad.finding, bad.hint, key)
            return ""
        if key == "id" and text and not ID.fullmatch(text):
            hint = "write at most 32 of A-Z, a-z, 0-9, - and _"
            self.report("W111", place, text, "is not a valid id", hint, key)
        if key in ("why_kill", "about") and text:
            self._name("actors", text, place, key)
        return text

    def _name(self, table: str, value: str, place: Place, key: str) -> None:
        finding, hint = f"is not in the table {table}", f"write an id of {table}.csv"
        self.found.named.append((table, self._problem("W103", place, value, finding, hint, key)))

    def _values(
        self, key: str, values: object, place: Callable[..., Place]
    ) -> Iterator[tuple[str, str]]:
        """Yield the pairs of a table of single values."""
        if not isinstance(values, dict):
            self.report("W104", place(), "", "must be a table", f"write {PATH}", key)
            return
        for name, value in values.items():
            text = as_text(value)
            if text is None:
                finding = f"holds a {_KINDS.get(type(value), type(value).__name__)} at {name[:40]}"
                self.report("W104", place(name), "", finding, f"write {PATH}", key)
            elif self._is_sound(key, name, place(name)) and self._is_sound(key, text, place(name)):
                yield name, text

    def _paths(self, paths: object, place: Callable[..., Place]) -> Iterator[str]:
        """Yield the paths of what is taken out."""
        hint = 'write without = ["ties.ann.bob.feud"]'
        if not isinstance(paths, list):
            self.report("W104", place(), "", "must be a list of paths", hint, "without")
            return
        for number, path in enumerate(paths):
            if not isinstance(path, str):
                self.report("W104", place(number), "", "is not a path", hint, "without")
            elif self._is_sound("without", path, place(number)):
                yield path

    def _shocks(
        self, shocks: object, place: Callable[..., Place]
    ) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        """Yield the events that are put in."""
        hint = 'write shocks.x = { date = "1924-05", kind = "death", target = "ann" }'
        if not isinstance(shocks, dict):
            self.report("W104", place(), "", "must be a table of shocks", hint, "shocks")
            return
        for name, columns in shocks.items():
            if not isinstance(columns, dict):
                finding = f"needs a table of its columns at {name[:40]}"
                self.report("W104", place(name), "", finding, hint, "shocks")
            elif self._is_sound("shocks", name, place(name)):
                yield name, tuple(self._values("shocks", columns, partial(place, name)))

    def _is_sound(self, key: str, text: str, place: Place) -> bool:
        """Say whether a path or a value has only characters that a text may have."""
        try:
            check_text(text, longest=LONGEST_VALUE, lines=False)
        except BadCell as bad:
            self.report(bad.code, place, text, bad.finding, bad.hint, key)
            return False
        return True
