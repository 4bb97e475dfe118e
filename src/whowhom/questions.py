"""Ready questions of a case: changes worth asking about, in ``questions.toml`` of its folder.

How the file is written is told in :mod:`whowhom.cases.questions`, which reads it with the case.
Whether a change can be made is told when it is asked.
"""

from dataclasses import dataclass

from whowhom.cases.case import Case, ReadyQuestion
from whowhom.change import Change

__all__ = ["Question", "questions"]


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
