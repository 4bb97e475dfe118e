"""``whowhom import BOOK.xlsx DIR``: what would be repaired, what is open, and what was written."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from whowhom.cli.failure import Failure, Refused
from whowhom.cli.output import WIDTH, counted, emit, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Imported, ImportPlan

__all__ = ["import_workbook"]

_SHOWN = 40
"""Lines of a list that are shown; all of them with --json."""


def import_workbook(
    source: Path,
    folder: Path,
    *,
    repair: bool,
    answers: Sequence[str],
    update: bool,
    as_json: bool,
) -> None:
    """Plan the import, ask or say what is open, and write the folder once nothing is."""
    from whowhom.cases import plan_import, settle, write_import

    given = _answers(answers)
    _check_folder(folder)
    plan = plan_import(source, folder)
    done = settle(plan, answers=given)
    if not as_json:
        _tell_plan(done)
    if not as_json and is_terminal() and (repair or not done.repairs):
        if done.repairs and not _agrees("Make these repairs?"):
            say("Nothing is written.")
            return
        before = {str(one) for one in done.repairs}
        given, done = _asked(plan, given)
        _listed("Further repairs", [str(one) for one in done.repairs if str(one) not in before])
        repair = True
    if reason := _in_the_way(done, repair=repair, update=update):
        _refuse(done, source, folder, reason, given, update=update, as_json=as_json)
    if done.folder and not (update or done.changes or done.conflicts):
        if as_json:
            emit(_as_dict(done, folder, None))
        return
    written = write_import(plan, folder, answers=given, update=update)
    if as_json:
        emit(_as_dict(done, folder, written))
    else:
        _tell_written(written, folder)


def is_terminal() -> bool:
    """Return whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _answers(words: Sequence[str]) -> dict[str, str]:
    """Read ``QUESTION=ANSWER``."""
    found = {}
    for word in words:
        name, equals, answer = word.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(f"--set {word!r}: write QUESTION=ANSWER, such as start=2026-01-01")
        found[name.strip()] = answer.strip()
    return found


def _check_folder(folder: Path) -> None:
    """Refuse a folder that no import has written before any question is asked."""
    from whowhom.cases.updating import IMPORT_FILE

    try:
        is_used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be read: {error.strerror or error}") from error
    if is_used and not (folder / IMPORT_FILE).is_file():
        raise InvalidInput(
            f"{folder} exists already and no import of a workbook has written it; give the name of "
            "a new folder"
        )


def _in_the_way(plan: "ImportPlan", *, repair: bool, update: bool) -> str:
    """Say why nothing is written yet; empty if nothing stands in the way."""
    parts = []
    if plan.repairs and not repair:
        parts.append(f"{counted(len(plan.repairs), 'repair')} not accepted")
    if plan.questions:
        parts.append(f"{counted(len(plan.questions), 'question')} open")
    is_changed = plan.folder is not None and (plan.changes or plan.conflicts)
    if is_changed and not update and not parts:
        parts.append("the folder exists already")
    return ", ".join(parts)


def _refuse(
    plan: "ImportPlan",
    source: Path,
    folder: Path,
    reason: str,
    given: dict[str, str],
    *,
    update: bool,
    as_json: bool,
) -> None:
    """Say that nothing is written, and the command by which it will be.

    Raises
    ------
    Refused
        Always.
    """
    words = ["whowhom", "import", str(source), str(folder)]
    words += ["--repair"] * bool(plan.repairs)
    words += ["--update"] * (update or plan.folder is not None)
    for name, answer in given.items():
        words += ["--set", f"{name}={answer}"]
    line = shlex.join(words)
    line += "".join(
        f" --set {shlex.quote(one.id)}={'YYYY-MM-DD' if one.id in {'start', 'end'} else 'ANSWER'}"
        for one in plan.questions
    )
    problems = [{"message": str(one), **one.as_dict()} for one in plan.questions]
    problems += [{"message": str(one), **one.as_dict()} for one in plan.repairs]
    message = f"nothing is written ({reason}); run: {line}"
    failure = Failure(exit_code=3, code="case", message=message, problems=problems)
    if as_json:
        emit({**_as_dict(plan, folder, None), **failure.as_dict()})
    else:
        say(f"Nothing is written ({reason}). Run:", style="bold", wrap=False)
        say(f"  {line}", wrap=False)
    raise Refused(failure, is_told=True)


def _agrees(question: str) -> bool:
    """Ask a question that is answered by yes or no."""
    return _read(f"{question} [y/n] ").lower() in {"y", "yes"}


def _read(prompt: str) -> str:
    """Read a line from the terminal."""
    try:
        return input(prompt).strip()
    except EOFError:
        raise InvalidInput("there is no answer, so nothing is written") from None


def _asked(plan: "ImportPlan", given: dict[str, str]) -> tuple[dict[str, str], "ImportPlan"]:
    """Ask the open questions one after the other; an answer that does not do is asked again."""
    from whowhom.cases import settle

    answers = dict(given)
    done = settle(plan, answers=answers)
    while done.questions:
        question = done.questions[0]
        say(str(question), wrap=False)
        for number, choice in enumerate(question.choices, start=1):
            say(f"  {number}  {choice}", wrap=False)
        answer = _read("Answer: ")
        try:
            done = settle(plan, answers={**answers, question.id: answer})
        except InvalidInput as error:
            say(str(error), style="red")
        else:
            answers[question.id] = answer
    return answers, done


def _tell_plan(plan: "ImportPlan") -> None:
    """Say what was read, what would be repaired, what is open, and what differs."""
    _listed("Read", list(plan.notes))
    _listed("Repairs", [str(one) for one in plan.repairs])
    _listed("Open questions", [str(one) for one in plan.questions], style="yellow")
    if plan.folder is not None:
        _listed("Changed in the workbook", list(plan.changes))
        _listed("Edited in the folder and kept", list(plan.kept))
        _listed("Conflicts; the folder's value is kept", list(plan.conflicts), style="yellow")
        if not (plan.changes or plan.conflicts):
            say("The workbook has not changed since the last import.")


def _listed(title: str, lines: Sequence[str], *, style: str = "") -> None:
    """Print a title and lines, not too many."""
    if not lines:
        return
    say(f"{title} ({len(lines):,})", style=f"bold {style}".strip())
    for line in lines[:_SHOWN]:
        say(f"  {line}", wrap=False)
    if len(lines) > _SHOWN:
        say(f"  ... and {len(lines) - _SHOWN:,} more (all of them with --json)")


def _tell_written(made: "Imported", folder: Path) -> None:
    """Say what became of each sheet, and what to do next."""
    say(f"The case is in {folder}.", wrap=False)
    _tell_sheets("Tables", [file for _, file in made.tables])
    _tell_sheets(
        "Other sheets, kept but not read", [f'"{sheet}" in {file}' for sheet, file in made.others]
    )
    _tell_sheets("Left out", [f'"{sheet}": {why}' for sheet, why in made.left_out])
    _tell_sheets("Warnings", [str(warning) for warning in made.warnings])
    say(f"Check it: whowhom check {shlex.quote(str(folder))}", wrap=False)


def _as_dict(plan: "ImportPlan", folder: Path, made: "Imported | None") -> dict[str, object]:
    """Return everything for ``--json``."""
    return {
        "folder": str(folder),
        "written": made is not None,
        "tables": [{"sheet": sheet, "file": file} for sheet, file in plan.sheets],
        "others": [{"sheet": sheet, "file": file} for sheet, file in plan.others],
        "left_out": [{"sheet": sheet, "why": why} for sheet, why in plan.left_out],
        "warnings": [warning.as_dict() for warning in plan.warnings],
        "notes": list(plan.notes),
        "repairs": [one.as_dict() for one in plan.repairs],
        "questions": [one.as_dict() for one in plan.questions],
        "changes": list(plan.changes),
        "kept": list(plan.kept),
        "conflicts": list(plan.conflicts),
    }


def _tell_sheets(what: str, lines: Sequence[str]) -> None:
    """Say what became of some sheets: in one line if they fit."""
    if not lines:
        return
    together = f"{what}: {', '.join(lines)}"
    if len(together) <= WIDTH:
        say(together, wrap=False)
        return
    say(f"{what}:")
    for line in lines:
        say(f"  {line}", wrap=False)
