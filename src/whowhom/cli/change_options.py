"""The options of a command that changes a case: ``--set``, ``--without``, ``--shock``."""

import re
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.lists import plain_signs, read_names, two_ways
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.cases.record import Record
    from whowhom.scenario.change import Change

__all__ = ["PutIn", "Set", "Without", "change_of", "check_change"]

Set = Annotated[
    list[str] | None, Parameter(help="PATH=VALUE, such as actors.trotsky.apparatus=2; repeatable.")
]
Without = Annotated[
    list[str] | None, Parameter(help="PATH, such as shocks.pact or mechanisms.erasure; repeatable.")
]
PutIn = Annotated[
    list[str] | None,
    Parameter(help="A shock to add: ID:date=1937-05,kind=pretext,size=0.5; repeatable."),
]


def change_of(
    settings: list[str] | None, without: list[str] | None, shocks: list[str] | None
) -> "tuple[Change, list[str]]":
    """Return the change that the options say, and what is wrong in how they are written."""
    from whowhom.scenario.change import Change

    set_values, unread = _settings(settings or [])
    put_in, unread_shocks = _shocks(shocks or [])
    gone: list[str] = []
    for text in without or []:
        try:
            gone += read_names("--without", text)
        except InvalidInput as error:
            unread.append(str(error))
    change = Change.of(set=set_values, without=gone, shocks=put_in)
    return change, [*unread, *unread_shocks]


def check_change(
    case: "Case", change: "Change", unread: list[str], record: "Record | None" = None
) -> None:
    """Refuse a change with all that is wrong in it, in how it is written and in what it says.

    With a record, it must be one that can take effect after the as-of date.

    Raises
    ------
    InvalidInput
        With all problems.
    """
    from whowhom.scenario.change import changed

    problems = list(unread)
    try:
        changed(case, change)
    except InvalidInput as error:
        problems.append(str(error))
    if record is not None:
        from whowhom.scenario.later import problems_of

        problems += problems_of(change, record.as_of)
    if problems:
        raise InvalidInput("\n".join(problems))


def _settings(texts: list[str]) -> tuple[dict[str, str], list[str]]:
    """Read ``PATH=VALUE``; return what reads, and what is wrong with the rest."""
    found: dict[str, str] = {}
    problems = []
    for text in texts:
        path, sign, value = _equals(text)
        if not sign or not path:
            way_out = "write --set actors.trotsky.apparatus=2"
            problems.append(f"--set: {text!r} is not PATH=VALUE; {way_out}")
            continue
        if value.startswith("="):
            right = f"{path}={value.lstrip('= ')}"
            problems.append(f"--set: {text!r} has more than one =; write --set {right}")
            continue
        if trouble := two_ways(value):
            problems.append(f"--set: {path}: {trouble}")
            continue
        several = _several(path, value)
        if several:
            right = " ".join(f"--set {each}" for each in several)
            problems.append(f"--set: {text!r} sets several values; write {right}")
            continue
        if path in found:
            problems.append(f"--set: {path} is given twice; set it once")
        found[path] = value
    return found, problems


def _shocks(texts: list[str]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Read ``ID:date=1937-05,kind=pretext``; return what reads, and what is wrong with the rest."""
    found: dict[str, dict[str, str]] = {}
    problems = []
    for text in texts:
        name, sign, rest = text.replace("\uff1a", ":").partition(":")
        name = name.strip()
        parts = re.split(r"[,;\t\n]", plain_signs(rest).rstrip(",; "))
        columns = [part.partition("=") for part in parts]
        if not sign or not name or not all(equals for _, equals, _ in columns):
            way_out = "write --shock raid:date=1937-05,kind=pretext,size=0.5"
            problems.append(f"--shock: {text!r} is not ID:COLUMN=VALUE,COLUMN=VALUE; {way_out}")
            continue
        doubled = [column.strip() for column, _, value in columns if value.startswith("=")]
        if doubled:
            right = ",".join(f"{c.strip()}={v.strip(' =')}" for c, _, v in columns)
            problems.append(f"--shock: {text!r} has more than one =; write --shock {name}:{right}")
            continue
        names = [column.strip() for column, _, _ in columns]
        problems += [
            f"--shock: {name} has two {column}s; give it one"
            for column in dict.fromkeys(names)
            if names.count(column) > 1
        ]
        if name in found:
            problems.append(f"--shock: {name} is given twice; give each its own id")
        found[name] = {column.strip(): value.strip() for column, _, value in columns}
    return found, problems


def _equals(text: str) -> tuple[str, str, str]:
    """Part a text at its first equals sign, which may be a wide one."""
    path, sign, value = text.replace("\uff1d", "=").partition("=")
    return path.strip(), sign, value.strip()


def _several(path: str, value: str) -> list[str]:
    """Return the settings that were written into one, if the parts all name a place of a case."""
    parts = [part.strip() for part in re.split(r"[;,\s]+", f"{path}={value}") if part.strip()]
    are_settings = all("=" in part and "." in part.partition("=")[0] for part in parts)
    return parts if len(parts) > 1 and are_settings else []
