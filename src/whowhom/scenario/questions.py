"""Ready questions of a case: changes worth asking about, in ``questions.toml`` of its folder.

The format of the file is described in :mod:`whowhom.cases.questions`, which reads it. Questions
that a user has saved about a case that comes with whowhom, or about a workbook, are kept in the
user's own folder of data, in ``questions/CASE.toml``, in the same format.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whowhom.cases.case import Case, ReadyQuestion
from whowhom.cases.check import Report
from whowhom.cases.problems import Problem
from whowhom.cases.questions import QUESTIONS_FILE, impossible, question_toml, read_questions
from whowhom.errors import InvalidInput
from whowhom.files import make_folder, write_file
from whowhom.scenario.change import Change, changed

__all__ = ["Question", "own_file", "questions", "save_question", "with_questions"]

_MOST_BYTES = 1_000_000


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
    """Return the ready questions of a case: those of its file, then those that the user has saved.

    Examples
    --------
    >>> from whowhom import read_case
    >>> questions(read_case("duel"))[0].ask
    'What if Trotsky had come back in time for the funeral?'
    """
    known = {one.id for one in case.questions}
    own = (one for one in _own(case) if one.id not in known)
    return tuple(map(_question, (*case.questions, *own)))


def own_file(case: Case) -> Path:
    """Return where questions about a case are kept that has no folder of the user's."""
    import platformdirs

    given = os.environ.get("WHOWHOM_DATA")
    parent = Path(given) if given else Path(platformdirs.user_data_dir("whowhom"))
    return parent / "questions" / f"{case.id}.toml"


def save_question(case: Case, change: Change, *, name: str, ask: str, folder: Path | None) -> Path:
    """Save a question under a name; it is then one of the ready questions of its case.

    Parameters
    ----------
    case : Case
        As it was read.
    change : Change
        What is changed.
    name : str
        Its id: at most 32 of A-Z, a-z, 0-9, ``-`` and ``_``.
    ask : str
        The question, as a sentence.
    folder : Path or None
        The folder of the case, to whose ``questions.toml`` it is added; without one, the user's own
        folder of data.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InvalidInput
        If the change cannot be made, the name is taken, or anything of it is unsound; nothing is
        written then.
    ResourceError
        If the file cannot be written.
    """
    if not change:
        raise InvalidInput("nothing is changed yet")
    changed(case, change)
    name, ask = name.strip(), ask.strip()
    if any(one.id == name for one in questions(case)):
        raise InvalidInput(f"{case.id} has a question {name!r} already; choose another name")
    place = own_file(case) if folder is None else folder / QUESTIONS_FILE
    asked = ReadyQuestion(
        line=0,
        id=name,
        ask=ask,
        settings=change.settings,
        without=change.without,
        shocks=change.shocks,
    )
    before = _content(place)
    gap = "\n\n" if before.strip() else ""
    content = f"{before.rstrip()}{gap}{question_toml(asked)}\n".encode()
    found = read_questions(content, place.name)
    if found.problems:
        raise InvalidInput("\n".join(str(one) for one in found.problems))
    make_folder(place.parent)
    write_file(place, content)
    return place


def _content(place: Path) -> str:
    """Return the text of a file of questions; empty if there is none.

    Raises
    ------
    InvalidInput
        If it cannot be read.
    """
    if not place.exists():
        return ""
    try:
        if place.stat().st_size > _MOST_BYTES:
            raise InvalidInput(f"{place}: is larger than {_MOST_BYTES:,} bytes")
        return place.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{place}: cannot be read ({error})") from None


def _own(case: Case) -> Iterator[ReadyQuestion]:
    """Yield the questions that the user has saved elsewhere and that this case can be asked."""
    try:
        found = read_questions(_content(own_file(case)).encode()).rows
    except InvalidInput:
        return  # the file was edited by hand; saving the next question tells what is wrong
    for one in found:
        try:
            changed(case, _question(one).change)
        except InvalidInput:
            continue
        yield one


def with_questions(report: Report) -> Report:
    """Return what a check found, with a warning for each ready question that cannot be asked."""
    if report.case is None or not report.case.questions:
        return report
    warnings = (*report.warnings, *_impossible(report.case))
    return replace(report, warnings=tuple(sorted(warnings, key=lambda one: one.sort_key)))


def _impossible(case: Case) -> Iterator[Problem]:
    """Try the change of each question."""
    for asked in case.questions:
        try:
            changed(case, _question(asked).change)
        except InvalidInput as error:
            yield impossible(asked, str(error))


def _question(asked: ReadyQuestion) -> Question:
    return Question(
        id=asked.id,
        ask=asked.ask,
        change=Change(settings=asked.settings, without=asked.without, shocks=asked.shocks),
        source=asked.source,
        note=asked.note,
        why_kill=asked.why_kill,
        about=asked.about,
    )
