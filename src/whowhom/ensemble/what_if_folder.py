"""The folder of a what-if: two results of paired runs, and what ties them together.

::

    what_if.json   the work of both (see description.py); written first
    base/          the result as it is (see store.py)
    other/         the result after the change

Each of the two is written, resumed, hashed and locked as a separate result; the what-if is
finished when both are.
"""

import shlex
from pathlib import Path

from whowhom.ensemble.description import (
    CASE_FOLDER,
    RECORD_FILE,
    RUN_FILE,
    Description,
    Work,
    plain_work,
    read_description,
)
from whowhom.ensemble.files import LOCK
from whowhom.ensemble.manifest import (
    MANIFEST,
    MOST_BYTES,
    closed_bytes,
    damaged,
    plain_bytes,
    read_closed,
)
from whowhom.ensemble.store import stored_runs
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import make_folder, write_file
from whowhom.scenario.change import Change

__all__ = ["BASE", "OTHER", "check_both", "how_to_go_on", "is_what_if", "open_folder"]

WHAT_IF_FILE = "what_if.json"
BASE, OTHER = "base", "other"
_SCHEMA = 1


def is_what_if(folder: Path) -> bool:
    """Say whether a folder holds a what-if, finished or not."""
    return (folder / WHAT_IF_FILE).exists()


def open_folder(folder: Path, base: Work, other: Work) -> None:
    """Make a folder that takes a what-if, or see that it holds just this one.

    Raises
    ------
    InvalidInput
        If something else is there; nothing is written then.
    ResultError
        If what is there is damaged.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the what-if.")
    if is_what_if(folder):
        found = _read(folder)
        difference = base.difference(found[0]) or other.difference(found[1])
        if difference:
            raise InvalidInput(
                f"{folder}: holds another what-if ({difference}). "
                "Nothing was written; name another folder, or move this one away."
            )
        return
    others = [path.name for path in folder.iterdir()] if folder.exists() else []
    others = [
        name for name in others if name != LOCK and not name.startswith(f"{WHAT_IF_FILE}.tmp-")
    ]
    if others:
        what = "a result that is not a what-if" if RUN_FILE in others else f"{others[0]!r}"
        raise InvalidInput(
            f"{folder}: is not empty (it holds {what}). Nothing was written; name another folder."
        )
    make_folder(folder)
    content = {
        "schema": _SCHEMA,
        BASE: plain_work(base),
        OTHER: plain_work(other),
    }
    write_file(folder / WHAT_IF_FILE, closed_bytes(content))


def check_both(folder: Path) -> None:
    """See that both results are finished and those that ``what_if.json`` names.

    Raises
    ------
    ResultError
        If there is no what-if, or it is unfinished or damaged.
    """
    if not is_what_if(folder):
        raise ResultError(f"{folder}: holds no what-if. Name what `whowhom whatif --out` wrote.")
    works = _read(folder)
    new = folder.with_name(f"{folder.resolve().name}-again")
    again = _command(folder, works[1], new)
    parts = {name: _description(folder / name, again) for name in (BASE, OTHER)}
    problems = [
        f"{folder / name}: is not the result that {WHAT_IF_FILE} names ({difference})"
        for (name, part), work in zip(parts.items(), works, strict=True)
        if part is not None and (difference := work.difference(part.work))
    ]
    if problems:
        raise damaged(folder, problems)
    if all((folder / name / MANIFEST).exists() for name in parts):
        return
    done = sum(
        part.work.runs if (folder / name / MANIFEST).exists() else stored_runs(folder / name, part)
        for name, part in parts.items()
        if part is not None
    )
    own = any(part is not None and part.has_own_parameters for part in parts.values())
    raise ResultError(
        f"{folder}: is unfinished: {done:,} of {2 * works[0].runs:,} runs are there. "
        f"To finish it: {how_to_go_on(folder, works[1], has_own_parameters=own)}"
    )


def how_to_go_on(folder: Path, other: Work, *, has_own_parameters: bool) -> str:
    """Say how an unfinished what-if is resumed: a command, if there is one."""
    case = folder / BASE / CASE_FOLDER
    if has_own_parameters:
        return "call whowhom.what_if again, with the same parameters and the same folder"
    if not case.exists() or (other.as_of and not (folder / BASE / RECORD_FILE).exists()):
        return "give the same command again"
    return _command(folder, other, folder)


def _command(folder: Path, other: Work, out: Path) -> str:
    """Return the command that makes the what-if of a folder in another one, or resumes it."""
    case = folder / BASE / CASE_FOLDER
    change = Change.of(**other.change).as_options()
    numbers = ["--runs", str(other.runs), "--seed", str(other.seed)]
    if other.as_of is not None:
        numbers += ["--as-of", other.as_of, "--record", str(folder / BASE / RECORD_FILE)]
    return shlex.join(["whowhom", "whatif", str(case), *change, *numbers, "--out", str(out)])


def _description(folder: Path, again: str) -> Description | None:
    if not (folder / RUN_FILE).exists():
        return None
    return read_description(folder, again=again)


def _read(folder: Path) -> tuple[Work, Work]:
    """Read ``what_if.json``: the work as it is and after the change."""
    path = folder / WHAT_IF_FILE
    try:
        content = read_closed(plain_bytes(folder, WHAT_IF_FILE, MOST_BYTES))
        if content["schema"] != _SCHEMA:
            raise ValueError
        works = Work(**content[BASE]), Work(**content[OTHER])
        Change.of(**works[1].change)
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        raise damaged(folder, [f"{path}: is damaged: it is not what was written"]) from None
    return works
