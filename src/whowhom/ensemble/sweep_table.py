"""The table of a sweep, as columns of cells: from any frame, an array, rows, columns or a file."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from whowhom.cases.plain import read_text
from whowhom.cases.problems import Problem
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change

__all__ = ["Cells", "columns_of", "is_number"]

Cells = dict[str, list[str | None]]
"""Columns by their names; a cell as it is written in a case folder, None where it is empty."""

MOST_BYTES = 32_000_000
"""Largest table in a file."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_MISSING = frozenset(("NAType", "NaTType"))  # of pandas, which need not be there


def columns_of(table: Any, names: Sequence[str] | None = None) -> Cells:
    """Return a table as columns of cells.

    Parameters
    ----------
    table : frame, mapping, sequence of mappings, array or path
        A data frame of polars or pandas, an Arrow table, a mapping of names to columns, a sequence
        of mappings, an array of numbers (one row a row), or a CSV or Parquet file.
    names : sequence of str, optional
        Of the columns of an array without names.

    Raises
    ------
    InvalidInput
        If it is none of these, has no rows, or its columns do not fit their names.

    Examples
    --------
    >>> columns_of([{"majority": 0.5}, {"majority": "0.50..0.6"}, {}])
    {'majority': ['0.5', '0.50..0.6', None]}
    """
    if names is not None:
        found = _of_array(table, list(names))
    elif isinstance(table, str | Path):
        found = _of_file(Path(table))
    elif isinstance(table, Mapping):
        found = list(table.items())
    elif isinstance(table, Sequence) and table and all(isinstance(one, Mapping) for one in table):
        every = dict.fromkeys(name for one in table for name in one)
        found = [(name, [one.get(name) for one in table]) for name in every]
    else:
        found = _of_frame(table)
    return _checked([(name, _list(column)) for name, column in found])


def is_number(cell: str) -> bool:
    """Say whether a cell is one number."""
    return _NUMBER.fullmatch(cell) is not None


def _of_frame(table: Any) -> list[tuple[Any, Any]]:
    """Return the columns of a data frame or an array with names."""
    if hasattr(table, "collect") and hasattr(table, "collect_schema"):  # a lazy frame
        table = table.collect()
    if hasattr(table, "iloc"):  # pandas, where a name may stand twice
        return [(name, table.iloc[:, place]) for place, name in enumerate(table.columns)]
    if hasattr(table, "iter_columns"):  # polars
        return [(column.name, column) for column in table.iter_columns()]
    if hasattr(table, "__arrow_c_stream__"):
        import pyarrow as pa

        arrow = pa.table(table)
        return [*zip(arrow.column_names, (c.to_pylist() for c in arrow.columns), strict=True)]
    if isinstance(table, np.ndarray) and table.dtype.names:
        return [(name, table[name]) for name in table.dtype.names]
    raise InvalidInput(
        "the table must be a data frame, a mapping of names to columns, a list of mappings, a file "
        f"or, with names=[...], an array; got {type(table).__name__}"
    )


def _of_array(table: Any, names: list[str]) -> list[tuple[Any, Any]]:
    """Return the columns of an array without names."""
    if hasattr(table, "columns") or isinstance(table, str | Path | Mapping):
        raise InvalidInput("names are for an array; the columns of this table have names")
    array = np.asarray(table)
    if array.ndim != 2 or array.shape[1] != len(names):
        raise InvalidInput(
            f"names has {len(names)} names; the array needs one column for each, got the shape "
            f"{array.shape}"
        )
    return [*zip(names, array.T, strict=True)]


def _of_file(path: Path) -> list[tuple[Any, Any]]:
    """Return the columns of a CSV or Parquet file."""
    if path.suffix.lower() == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return [*pq.read_table(path).to_pydict().items()]
        except (OSError, pa.ArrowException) as error:
            raise InvalidInput(f"{path}: cannot be read as Parquet: {error}") from None
    text = read_text(path, path.name, MOST_BYTES)
    if isinstance(text, Problem):
        raise InvalidInput(f"{path}: {text.message}; {text.hint}")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    problems = []
    try:
        for row in reader:
            if rows and any(row) and len(row) != len(rows[0]):
                found = f"has {len(row)} cells, the header has {len(rows[0])}"
                problems.append(f"{path}, line {reader.line_num}: {found}")
            elif any(row):
                rows.append(row)
    except csv.Error as error:
        raise InvalidInput(f"{path}, line {reader.line_num}: is not CSV: {error}") from None
    _refuse(problems)
    if not rows:
        raise InvalidInput(f"{path}: is empty; its first line names the columns")
    return [(name, [row[i] or None for row in rows[1:]]) for i, name in enumerate(rows[0])]


def _list(column: Any) -> list[Any] | None:
    """Return the values of a column; None if it is not one."""
    if isinstance(column, str | bytes) or not isinstance(column, Iterable):
        return None
    return column.tolist() if hasattr(column, "tolist") else list(column)


def _checked(found: list[tuple[Any, list[Any] | None]]) -> Cells:
    """Return columns of cells, or raise with all that is wrong with their form."""
    names = [name for name, _ in found]
    problems = [
        f"column {name!r}: the name of a column must be a path, such as actors.trotsky.apparatus"
        for name in names
        if not isinstance(name, str)
    ]
    problems += [
        f"column {name!r}: is there twice"
        for place, name in enumerate(names)
        if name in names[:place]
    ]
    problems += [f"column {name!r}: is not a column of values" for name, c in found if c is None]
    lengths = {str(name): len(column) for name, column in found if column is not None}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
        problems.append(f"the columns have different numbers of rows: {told}")
    if not problems and not any(lengths.values()):
        problems.append("the table has no rows")
    _refuse(problems)
    return {name.strip(): [_cell(value) for value in column or ()] for name, column in found}


def _cell(value: Any) -> str | None:
    """Return a value as it is written in a cell; a number always in one way."""
    if value is None or type(value).__name__ in _MISSING:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Real) and not isinstance(value, bool):
        number = float(value)
        if math.isnan(number):
            return None
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    text = Change.of(set={"cell": value}).settings[0][1].strip()
    return _cell(float(text)) if is_number(text) else text


def _refuse(problems: list[str]) -> None:
    if problems:
        raise InvalidInput("\n".join(problems[:20]))
