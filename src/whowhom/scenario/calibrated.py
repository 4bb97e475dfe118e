"""The parameters that are used where none are given: the shipped calibrated sets.

The file has one column for each calibrated parameter, under its name, and one row for each of the
equally likely sets; all other parameters keep the default of the table.
"""

import csv
import functools
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from whowhom.cases.plain import read_text
from whowhom.cases.problems import Problem
from whowhom.errors import InvalidInput
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import PARAMETERS

__all__ = ["SHIPPED", "default_parameters", "read_parameters"]

SHIPPED = Path(__file__).parents[1] / "shipped" / "parameters.csv"
"""The calibrated sets."""

MOST_SETS = 100_000
MOST_BYTES = 64_000_000
_NUMBER = re.compile(r" *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})? *")
_MOST_PROBLEMS = 20
_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}


def default_parameters(path: str | Path | None = None) -> ParameterSets:
    """Return the parameters that are used where none are given.

    Parameters
    ----------
    path : path, optional
        A file of calibrated sets; the shipped one if left out.

    Returns
    -------
    ParameterSets
        The sets of the file.

    Raises
    ------
    InvalidInput
        If the file is damaged; all problems are listed at once.
    """
    return _shipped(SHIPPED) if path is None else read_parameters(path)


@functools.lru_cache(maxsize=4)
def _shipped(path: Path) -> ParameterSets:
    return read_parameters(path)


def read_parameters(path: str | Path) -> ParameterSets:
    """Read a file of parameter sets.

    Parameters
    ----------
    path : path
        Comma-separated, in UTF-8: a line of names, then one line for each set.

    Returns
    -------
    ParameterSets

    Raises
    ------
    InvalidInput
        If it cannot be read, a name is unknown or a value outside its range; all problems are named
        at once.
    """
    path = Path(path)
    text = read_text(path, path.name, MOST_BYTES)
    if isinstance(text, Problem):
        raise InvalidInput(f"{path}: {text.message}; {text.hint}")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(rows, [])
        problems = _header_problems(names)
        values = [] if problems else _values(names, rows, problems)
    except csv.Error as error:
        raise InvalidInput(
            f"{path}: line {rows.line_num}: is not a table of parameters: {error}"
        ) from None
    if problems:
        shown = problems[:_MOST_PROBLEMS] + (["... and more"] * (len(problems) > _MOST_PROBLEMS))
        raise InvalidInput("\n".join(f"{path}: {problem}" for problem in shown))
    return ParameterSets(names=tuple(names), values=tuple(values))


def _header_problems(names: list[str]) -> list[str]:
    """List what is wrong with the line of names."""
    if not any(names):
        return ["line 1: expected the names of parameters, found nothing"]
    counts = Counter(names)
    found = []
    for name, count in islice(counts.items(), _MOST_PROBLEMS * 10):
        if name not in _BY_NAME:
            found.append(f"line 1: unknown parameter {name[:60]!r}")
        elif count > 1:
            found.append(f"line 1: the parameter {name!r} appears more than once")
    return found


def _values(
    names: list[str], rows: Iterator[list[str]], problems: list[str]
) -> list[tuple[float, ...]]:
    """Read the sets below the names, and note what is wrong with them."""
    values = []
    for line, row in enumerate(rows, start=2):
        values.append(_row(line, names, row, problems))
        if len(values) > MOST_SETS or len(problems) > _MOST_PROBLEMS:
            break
    if not 0 < len(values) <= MOST_SETS:
        found = "none" if not values else "more"
        problems.append(f"expected 1 to {MOST_SETS:,} sets below the names, found {found}")
    return values


def _row(line: int, names: list[str], row: list[str], problems: list[str]) -> tuple[float, ...]:
    """Read one set, and note what is wrong with it."""
    if len(row) != len(names):
        problems.append(f"line {line}: expected {len(names)} values, found {len(row)}")
        return ()
    values = []
    for name, text in zip(names, row, strict=True):
        low, high = _BY_NAME[name].low, _BY_NAME[name].high
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not low <= value <= high:
            problems.append(
                f"line {line}, column {name!r}: expected a number from {low:g} to {high:g}, "
                f"found {text[:60]!r}"
            )
        values.append(value)
    return tuple(values)
