"""Ready questions of a case: changes worth asking about, in ``questions.toml`` of its folder.

The format of the file is described in :mod:`whowhom.cases.questions`, which reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from whowhom.cases.case import Case, ReadyQuestion
from whowhom.cases.check import Report
from whowhom.cases.problems import Problem
from whowhom.cases.questions import impossible
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change, changed

__all__ = ["Question", "questions", "with_questions"]


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

    Examples
    --------
    >>> from whowhom import read_case
    >>> questions(read_case("duel"))[0].ask
    'What if Trotsky had come back in time for the funeral?'
    """
    return tuple(map(_question, case.questions))


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
