"""Arguments of formal models on the command line: how a text becomes what a solver takes.

=====================  ========================================================================
one number             ``0.6``, ``2/3``
for each actor         ``ann=3,bob=4,cat=5``; without names ``3,4,5`` (the names are 1, 2, 3)
a list                 ``3,4,5``
a table                ``1,2,3;4,5,6``: rows by semicolons
labels                 ``coup,natural,coup``; quotes around one that has a comma
from a file            ``@circle.csv:power`` (a column), ``@circle.csv:name:power`` (with names)
=====================  ========================================================================
"""

from collections.abc import Mapping
from typing import Annotated, Any

from cyclopts import Parameter

from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Argument, Exacts, Labels, Matrix, Reals
from whowhom.theory.registry import Model

__all__ = ["example", "option", "read_text"]


def option(argument: Argument) -> Any:
    """Return the type of the option of an argument, with its help."""
    default = "" if argument.is_required or argument.default is None else argument.default
    shown = f" [default: {default}]" if default != "" else ""
    text = f"{argument.meaning[:1].upper()}{argument.meaning[1:]}; {argument.domain_text()}.{shown}"
    return Annotated[str | None, Parameter(help=text, show_default=False)]


def example(model: Model) -> str:
    """Return the example of a model as it is typed."""
    options = (f"--{_flag(name)} {_typed(value)}" for name, value in model.example.items())
    return " ".join(["whowhom", "solve", model.name, *options])


def read_text(argument: Argument, text: str) -> Any:
    """Return what a text says for an argument, not yet checked against its domain.

    Raises
    ------
    InvalidInput
        If a list is not written as one.
    """
    if isinstance(argument, Exacts | Reals):
        if text.startswith("@"):
            return _column(argument.name, text[1:], per_actor=argument.per_actor)
        return _named(argument.name, text) if argument.per_actor else _listed(argument.name, text)
    if isinstance(argument, Matrix):
        return [_listed(argument.name, row) for row in text.split(";")]
    if isinstance(argument, Labels):
        if text.startswith("@"):
            return _column(argument.name, text[1:], per_actor=False)
        return _worded(argument.name, text)
    return text


def _named(name: str, text: str) -> dict[str, str]:
    """Read ``ann=3,bob=4``; numbers without names get the names 1, 2, ..."""
    values: dict[str, str] = {}
    problems = []
    for number, part in enumerate(text.split(","), start=1):
        actor, sign, value = part.rpartition("=")
        actor = actor.strip() if sign else str(number)
        if not actor or not value.strip():
            problems.append(f"{name}: {part.strip()!r} is not NAME=NUMBER")
        elif actor in values:
            problems.append(f"{name}: {actor!r} stands twice")
        values[actor] = value.strip()
    if problems:
        raise InvalidInput("\n".join([*problems, f"write --{_flag(name)} ann=3,bob=4,cat=5"]))
    return values


def _listed(name: str, text: str) -> list[str]:
    """Read ``3,4,5``."""
    values = [part.strip() for part in text.split(",")]
    if not all(values):
        raise InvalidInput(f"{name}: {text!r} is no list of numbers; write --{_flag(name)} 3,4,5")
    return values


def _worded(name: str, text: str) -> list[str]:
    """Read ``coup,natural death,"a, b"``: labels, in quotes if a comma is part of one."""
    import csv

    try:
        (labels,) = csv.reader([text], skipinitialspace=True, strict=True)
    except (csv.Error, ValueError):
        labels = []
    if not all(label.strip() for label in labels) or not labels:
        raise InvalidInput(
            f"{name}: {text!r} is not a list of labels; write --{_flag(name)} coup,natural,coup"
        )
    return labels


def _column(name: str, place: str, *, per_actor: bool) -> Any:
    """Read ``FILE:COLUMN`` or ``FILE:NAMES:COLUMN`` from a CSV file."""
    import csv
    import io
    from pathlib import Path

    from whowhom.cases.dialects import MOST_BYTES
    from whowhom.cases.plain import read_text
    from whowhom.cases.problems import Problem

    parts = place.rsplit(":", 2)
    if len(parts) == 3 and not Path(parts[0]).is_file():
        parts = [f"{parts[0]}:{parts[1]}", parts[2]]  # a colon within the name of the file
    if len(parts) < 2:
        raise InvalidInput(f"{name}: write @FILE:COLUMN or @FILE:NAMES:COLUMN, got @{place}")
    path, *columns = parts
    table = read_text(Path(path), path, MOST_BYTES)
    if isinstance(table, Problem):
        raise InvalidInput(f"{name}: {table}")
    try:
        rows = list(csv.DictReader(io.StringIO(table, newline="")))
    except csv.Error as error:
        raise InvalidInput(f"{name}: {path} is no CSV: {error}") from error
    known = list(rows[0]) if rows else []
    for column in columns:
        if column not in known:
            has = ", ".join(map(str, known)) or "nothing"
            raise InvalidInput(f"{name}: {path} has no column {column!r}; it has {has}")
    values = [row[columns[-1]] or "" for row in rows]
    if len(columns) == 1:
        return _named(name, ",".join(values)) if per_actor else values
    return _named(name, ",".join(f"{row[columns[0]]}={row[columns[1]]}" for row in rows))


def _flag(name: str) -> str:
    """Return the name of an option."""
    return name.replace("_", "-")


def _typed(value: Any) -> str:
    """Return a value as the command line takes it, in quotes where a shell needs them."""
    if isinstance(value, Mapping):
        return ",".join(f"{name}={number}" for name, number in value.items())
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], list | tuple):
            return f'"{";".join(_typed(row) for row in value)}"'
        return ",".join(map(str, value))
    text = str(value)
    return f'"{text}"' if " " in text else text
