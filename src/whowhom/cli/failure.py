"""What a user sees when something goes wrong: a sentence and an exit code.

====  ===============================================================
code  meaning
====  ===============================================================
0     success
1     internal error; the details are written into a crash file
2     wrong usage
3     the case has errors
4     a result is damaged, unfinished or of another version
5     disk, memory or another resource ran out
130   interrupted; the message says how to go on
====  ===============================================================
"""

import os
import platform
import shlex
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cyclopts import CycloptsError

from whowhom.errors import CaseError, InvalidInput, ResourceError, ResultError

__all__ = ["Failure", "Refused", "failure_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How a command failed."""

    exit_code: int
    code: str
    """One word for programs: usage, case, result, resource, interrupted, fault."""
    message: str
    problems: list[dict[str, Any]] = field(default_factory=list)
    """One entry for each problem, at least with a ``message``."""

    def as_dict(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        problems = self.problems or [{"message": line} for line in self.message.splitlines()]
        return {"error": {"code": self.code, "message": self.message, "problems": problems}}


class Refused(Exception):
    """A command has printed its answer, and the answer is a failure."""

    def __init__(self, failure: Failure, *, is_told: bool = False) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.is_told = is_told
        """Whether everything is on the screen already."""


def failure_of(error: BaseException, arguments: Sequence[str]) -> Failure:
    """Say what an error means for the user; an unforeseen one is written into a crash file."""
    if isinstance(error, Refused):
        return error.failure
    if isinstance(error, CycloptsError):
        told = str(error).replace(" into int.", " into a whole number.")
        told = told.replace('unable to convert "" into Path.', "the name is empty.")
        return Failure(exit_code=2, code="usage", message=f"{told}\n{_help_for(error)}")
    if isinstance(error, KeyboardInterrupt):
        message = (
            str(error) or "Interrupted. What was stored stays; the same command goes on from there."
        )
        return Failure(exit_code=130, code="interrupted", message=message)
    known = (
        (InvalidInput, 2, "usage"),
        (CaseError, 3, "case"),
        (ResultError, 4, "result"),
        (ResourceError, 5, "resource"),
    )
    for kind, exit_code, code in known:
        if isinstance(error, kind):
            return Failure(exit_code=exit_code, code=code, message=str(error))
    if isinstance(error, MemoryError):
        message = "Memory ran out. Choose fewer threads or a smaller chunk."
        return Failure(exit_code=5, code="resource", message=message)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return Failure(exit_code=5, code="resource", message=f"{place}{error.strerror or error}.")
    return Failure(exit_code=1, code="fault", message=_crash(error, arguments))


def _help_for(error: CycloptsError) -> str:
    """Say where the help for the command is."""
    command = " ".join(("whowhom", *(error.command_chain or ())))
    return f"For help: {command} --help"


def _crash(error: BaseException, arguments: Sequence[str]) -> str:
    """Write what happened into a file and say where it is."""
    from importlib.metadata import version

    text = "\n".join(
        [
            f"whowhom {version('whowhom')}",
            f"Python {platform.python_version()} on {platform.platform()}",
            shlex.join(("whowhom", *arguments)),
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    sentence = f"internal error ({type(error).__name__}): a bug in whowhom, not a mistake of yours."
    for folder in _crash_folders():
        path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return f"{sentence}\nPlease report it with this file: {path}"
    return f"{sentence}\nThe crash file could not be written: {type(error).__name__}: {error}"


def _crash_folders() -> Sequence[Path]:
    """Return where crash files go: the user's state folder, else the temporary one."""
    import platformdirs

    return (
        Path(platformdirs.user_state_dir("whowhom")) / "crashes",
        Path(tempfile.gettempdir()),
    )
