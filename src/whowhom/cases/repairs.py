"""What an import would change in the cells of a workbook, and what it has to ask.

One cause is one repair or one question, however many cells it touches, so that forty cells with
percent signs are one line to read and one tick to set.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from whowhom.cases.problems import quoted
from whowhom.errors import InvalidInput

__all__ = ["EMPTY", "Change", "ImportQuestion", "Ledger", "Repair", "chosen"]

EMPTY = "empty"
"""The choice that leaves a cell empty, so that its default holds."""
MOST_CELLS = 6
"""Cells that the sentence on a repair names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell, what stands in it and what it becomes."""

    cell: str
    """Such as ``C7``."""
    found: str
    becomes: str | None = None
    """None where it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One cause for which cells are written otherwise than they were found."""

    id: str
    """How it is named when it is accepted, such as ``actors.army.percent``."""
    sheet: str
    """Title of the sheet."""
    cell: str
    """The first cell; empty where the whole sheet is meant."""
    found: str
    """What stands there."""
    becomes: str
    """What is written instead."""
    why: str
    """Why that is meant."""
    cells: tuple[Change, ...] = ()
    """All the cells of this cause."""

    def __str__(self) -> str:
        """Say in one line which cells become what, and why."""
        return f"{_place(self.sheet, self.cells) or self.id}: {_changes(self.cells)} ({self.why})"

    def as_dict(self) -> dict[str, object]:
        """Return the repair as plain values for ``--json``."""
        return {
            "id": self.id,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "becomes": self.becomes,
            "why": self.why,
            "cells": [
                {"cell": one.cell, "found": one.found, "becomes": one.becomes or ""}
                for one in self.cells
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportQuestion:
    """What the workbook leaves open and only its author can settle."""

    id: str
    """How it is named when it is answered, such as ``start`` or ``actors.army.range``."""
    sheet: str
    """Title of the sheet; empty where the whole workbook is meant."""
    cell: str
    """The first cell; empty where the whole sheet is meant."""
    found: str
    """What stands there."""
    expected: str
    """What should stand there."""
    choices: tuple[str, ...] = ()
    """Answers that are known; the first word of one is enough. Empty: any text as expected."""
    free: bool = False
    """Whether another text than `choices` is an answer too."""
    cells: tuple[Change, ...] = ()
    """All the cells of this cause."""

    def __str__(self) -> str:
        """Say in one line its id, where it is, what was found, what is expected, the choices."""
        place = _place(self.sheet, self.cells, self.cell)
        found = _changes(self.cells) if self.cells else quoted(self.found) if self.found else ""
        told = "; ".join(part for part in (found, f"expected: {self.expected}") if part)
        if self.choices:
            told += "; choices: " + " | ".join(self.choices)
        return ": ".join(part for part in (self.id, place, told) if part)

    def as_dict(self) -> dict[str, object]:
        """Return the question as plain values for ``--json``."""
        return {
            "id": self.id,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "expected": self.expected,
            "choices": list(self.choices),
            "free": self.free or not self.choices,
            "cells": [{"cell": one.cell, "found": one.found} for one in self.cells],
        }


def _place(sheet: str, cells: tuple[Change, ...], cell: str = "") -> str:
    """Return the sheet and the cells, a few of them by name."""
    if not sheet:
        return ""
    names = [one.cell for one in cells if one.cell] or ([cell] if cell else [])
    told = ", ".join(names[:MOST_CELLS])
    if len(names) > MOST_CELLS:
        told = f"{len(names):,} cells ({told} ...)"
    return f'sheet "{sheet}"' + (f" {told}" if told else "")


def _changes(cells: tuple[Change, ...]) -> str:
    """Return what some cells become, each pair once, a few of them."""
    pairs = list(dict.fromkeys((one.found, one.becomes) for one in cells))
    told = ", ".join(_change(*pair) for pair in pairs[:MOST_CELLS])
    return told + (" ..." if len(pairs) > MOST_CELLS else "")


def _change(found: str, becomes: str | None) -> str:
    if becomes is None or not found:
        return quoted(becomes or found)
    return f"{quoted(found)} becomes {quoted(becomes) if becomes else EMPTY}"


def chosen(question: ImportQuestion, answer: str) -> str:
    """Return the choice that an answer names: whole, by its first word, or by its number.

    Raises
    ------
    InvalidInput
        If it is none of them and the question takes no other text.

    Examples
    --------
    >>> ask = ImportQuestion(id="x", sheet="", cell="", found="", expected="", choices=("a b", "c"))
    >>> chosen(ask, "A"), chosen(ask, "2")
    ('a b', 'c')
    """
    text = answer.strip()
    if not question.choices:
        return text
    by_word = {choice.casefold(): choice for choice in reversed(question.choices)}
    firsts = [choice.split()[0].casefold() for choice in question.choices if choice.split()]
    for first, choice in zip(firsts, question.choices, strict=False):
        if firsts.count(first) == 1:
            by_word.setdefault(first, choice)
    by_word |= {
        str(at): one for at, one in enumerate(question.choices, 1) if str(at) not in by_word
    }
    found = by_word.get(text.casefold())
    if found is None and question.free:
        return text
    if found is None:
        choices = " | ".join(question.choices)
        raise InvalidInput(f"{answer!r} is not a choice; choices: {choices}")
    return found


@dataclass(slots=True)
class Ledger:
    """Collects repairs and questions by cause while the tables are made."""

    accept: frozenset[str] | None = None
    """Ids of the repairs that are made; None: all."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers by id of the question."""
    notes: list[str] = field(default_factory=list)
    repairs: dict[str, Repair] = field(default_factory=dict)
    questions: dict[str, ImportQuestion] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Ids of the questions that have their answer."""

    def note(self, text: str) -> None:
        """Say something that needs no decision, once."""
        if text not in self.notes:
            self.notes.append(text)

    def mend(self, id_: str, sheet: str, change: Change, why: str) -> str:
        """Return what a cell becomes by a repair, or what was found if it is not accepted."""
        known = self.repairs.get(id_)
        if known and known.sheet != sheet:
            change = replace(change, cell=f"{sheet}!{change.cell}")
        self.repairs[id_] = (
            replace(known, cells=(*known.cells, change))
            if known
            else Repair(
                id=id_,
                sheet=sheet,
                cell=change.cell,
                found=change.found,
                becomes=change.becomes or "",
                why=why,
                cells=(change,),
            )
        )
        is_made = self.accept is None or id_ in self.accept
        return (change.becomes or "") if is_made else change.found

    def ask(
        self,
        question: ImportQuestion,
        change: Change | None = None,
        settle: Callable[[str], str] = str,
    ) -> str | None:
        """Return what `settle` makes of the answer to a question, None while it is open.

        `settle` raises :class:`~whowhom.errors.InvalidInput` for an answer that does not do.
        """
        known = self.questions.get(question.id, question)
        if change and known.sheet != question.sheet:
            change = replace(change, cell=f"{question.sheet}!{change.cell}")
        self.questions[question.id] = (
            replace(known, cells=(*known.cells, change)) if change else known
        )
        if question.id not in self.answers:
            return None
        try:
            done = settle(chosen(known, self.answers[question.id]))
        except InvalidInput as error:
            raise InvalidInput(f"answer to {question.id}: {error}") from None
        self.answered.add(question.id)
        return done

    @property
    def open(self) -> tuple[ImportQuestion, ...]:
        """The questions without an answer."""
        return tuple(one for one in self.questions.values() if one.id not in self.answered)
