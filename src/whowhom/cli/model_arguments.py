"""Arguments of formal models on the command line: how a text becomes what a solver takes.

=====================  ========================================================================
one number             ``0.6``, ``2/3``; the option several times: an answer for each
lists and tables       as in :mod:`whowhom.cli.lists`
labels                 ``coup,natural,coup``; quotes around one that has a comma
from a file            ``@circle.csv:power`` (a column), ``@circle.csv:name:power`` (with names)
=====================  ========================================================================
"""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from whowhom.cli.lists import (
    display_name,
    plain_signs,
    read_labels,
    read_list,
    read_pairs,
    read_rows,
    two_ways,
)
from whowhom.errors import InvalidInput
from whowhom.theory.arguments import Argument, Choice, Exacts, Labels, Matrix, Name, Reals
from whowhom.theory.registry import Model

__all__ = ["example", "option", "read_text"]


def option(argument: Argument) -> Any:
    """Return the type of the option of an argument, with its help."""
    default = "" if argument.is_required or argument.default is None else argument.default
    shown = f" [default: {default}]" if default != "" else ""
    text = f"{argument.meaning[:1].upper()}{argument.meaning[1:]}; {argument.domain_text()}.{shown}"
    if isinstance(argument, Exacts | Reals | Matrix | Name | Labels):
        return Annotated[str | None, Parameter(help=text, show_default=False)]
    return Annotated[list[str] | None, Parameter(help=text, show_default=False)]


def example(model: Model) -> str:
    """Return the example of a model as it is typed."""
    options = (f"--{_flag(name)} {_typed(value)}" for name, value in model.example.items())
    return " ".join(["whowhom", "solve", model.name, *options])


def read_text(argument: Argument, text: str) -> Any:
    """Return what a text says for an argument, not yet checked against its domain.

    Raises
    ------
    InvalidInput
        If a list is malformed.
    """
    option = f"--{_flag(argument.name)}"
    if isinstance(argument, Exacts | Reals):
        if text.startswith("@"):
            return _column(option, text[1:], per_actor=argument.per_actor)
        return read_pairs(option, text) if argument.per_actor else read_list(option, text)
    if isinstance(argument, Matrix):
        return read_rows(option, text)
    if isinstance(argument, Labels):
        if text.startswith("@"):
            return _column(option, text[1:], per_actor=False, are_numbers=False)
        return read_labels(option, text)
    if isinstance(argument, Choice | Name):
        return text.strip()
    return _one_number(option, text)


def _column(option: str, place: str, *, per_actor: bool, are_numbers: bool = True) -> Any:
    """Read ``FILE:COLUMN`` or ``FILE:NAMES:COLUMN`` from a CSV file."""
    parts = place.rsplit(":", 2)
    if len(parts) == 3 and not Path(parts[0]).is_file():
        parts = [f"{parts[0]}:{parts[1]}", parts[2]]  # a colon within the name of the file
    if len(parts) < 2:
        raise InvalidInput(f"{option}: write @FILE:COLUMN or @FILE:NAMES:COLUMN, got @{place}")
    path, *columns = parts
    rows = _records(option, path)
    known = list(rows[0]) if rows else []
    for column in columns:
        if column not in known:
            has = ", ".join(map(str, known)) or "nothing"
            raise InvalidInput(f"{option}: {path} has no column {column!r}; it has {has}")
    cells = [row[columns[-1]] or "" for row in rows]
    values = [_cell(option, cell) for cell in cells] if are_numbers else cells
    if len(columns) == 1:
        return {str(i): x for i, x in enumerate(values, start=1)} if per_actor else values
    names = [(row[columns[0]] or "").strip() for row in rows]
    problems = [f"{option}: {path}: {wrong}" for name in names if (wrong := display_name(name))]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    problems += [f"{option}: {path}: duplicate name {name!r} in {columns[0]}" for name in twice]
    if problems:
        raise InvalidInput("\n".join(problems[:10]))
    return dict(zip(names, values, strict=True))


def _records(option: str, path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file with commas, semicolons or tabs."""
    from whowhom.cases import plain
    from whowhom.cases.dialects import MOST_BYTES, guess_delimiter
    from whowhom.cases.problems import Problem

    text = plain.read_text(Path(path), path, MOST_BYTES)
    if isinstance(text, Problem):
        raise InvalidInput(f"{option}: {text}")
    delimiter = guess_delimiter(text, ())
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput(f"{option}: {path} is not a valid CSV file: {error}") from error


def _cell(option: str, text: str) -> str:
    """Return a number out of a cell, which may have a decimal comma."""
    return _one_number(option, text) if "," in text else text.strip()


def _one_number(option: str, text: str) -> str:
    """Return one number; one with a decimal comma is refused, with the number as it should be."""
    plain = plain_signs(text)
    if trouble := two_ways(plain):
        raise InvalidInput(f"{option}: {trouble}")
    if "," in plain:
        point = plain.replace(",", ".")
        raise InvalidInput(f"{option}: {text!r} has a comma; for a decimal point write {point}")
    return plain


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
