"""The tables of a stored result, as Arrow tables and as the bytes of a Parquet file.

Names stand in full in the tables, so that R, pandas or DuckDB read them without whowhom; months
are counted from 0, the start month, and are empty for never.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.outcome import (
    FATES,
    PERCENTS,
    REMOVED,
    STATUSES,
    Counts,
    Records,
    record_type,
)

__all__ = [
    "OUTCOME_COLUMNS",
    "months_table",
    "outcomes_table",
    "parquet_bytes",
    "read_months",
    "read_outcomes",
    "read_parquet",
]

OUTCOME_COLUMNS = ("run", "actor", "top", "fate", "fell", "order", "by", "share", *REMOVED)
"""Columns of the table of outcomes: one row for each run and actor.

``top`` who rules alone at the end of the run (empty: nobody); ``fate`` how the actor ends; ``fell``
month of his first removal; ``order`` 0 if he was the first to fall; ``by`` who led the removal;
``share`` his share of power at the end; then the month in which he first had each status.
"""

_METADATA = b"whowhom"


def outcomes_table(first: int, records: Records, circle: Circle) -> pa.Table:
    """Return the outcomes of the runs from `first` on."""
    runs, n_actors = records["fate"].shape
    columns = {
        "run": pa.array(np.repeat(first + np.arange(runs), n_actors)),
        "actor": _named(np.tile(np.arange(n_actors), runs), circle.actors),
        "top": _named(np.repeat(records["top"], n_actors), circle.actors),
        "fate": _named(records["fate"].ravel(), FATES),
        "fell": _months(records["fell"]),
        "order": _months(records["order"]),
        "by": _named(records["by"].ravel(), circle.actors),
        "share": pa.array(records["share"].ravel()),
    }
    for index, status in enumerate(REMOVED):
        columns[status] = _months(records["reached"][:, :, index])
    return pa.table(columns)


def read_outcomes(table: pa.Table, circle: Circle) -> tuple[int, Records]:
    """Return the first run and the records of a table of outcomes.

    Raises
    ------
    ValueError
        If the table is not of this circle, or its runs do not follow one another.
    """
    n_actors = len(circle.actors)
    if table.column_names != list(OUTCOME_COLUMNS) or table.num_rows % n_actors:
        raise ValueError("columns or number of rows differ")
    runs = table.num_rows // n_actors
    numbers = table["run"].to_numpy()
    first = int(numbers[0]) if runs else 0
    actors = _indices(table["actor"], circle.actors)
    if not np.array_equal(numbers, np.repeat(first + np.arange(runs), n_actors)) or not (
        np.array_equal(actors, np.tile(np.arange(n_actors), runs))
    ):
        raise ValueError("runs or actors do not follow one another")
    records = np.zeros(runs, dtype=record_type(n_actors))
    shape = (runs, n_actors)
    records["top"] = _indices(table["top"], circle.actors)[::n_actors]
    records["fate"] = _indices(table["fate"], FATES).reshape(shape)
    records["by"] = _indices(table["by"], circle.actors).reshape(shape)
    records["fell"] = _numbers(table["fell"]).reshape(shape)
    records["order"] = _numbers(table["order"]).reshape(shape)
    records["share"] = table["share"].to_numpy().reshape(shape)
    for index, status in enumerate(REMOVED):
        records["reached"][:, :, index] = _numbers(table[status]).reshape(shape)
    return first, records


def months_table(standing: Counts, power: Counts, circle: Circle) -> pa.Table:
    """Return monthly counts: one row for each count that is not 0.

    Columns ``month``, ``actor``, ``standing`` (a status, or empty), ``percent`` (of power, or
    empty), ``runs``.
    """
    month_s, actor_s, status = np.nonzero(standing)
    month_p, actor_p, percent = np.nonzero(power)
    blank_s, blank_p = np.full(len(status), -1), np.full(len(percent), -1)
    runs = (standing[month_s, actor_s, status], power[month_p, actor_p, percent])
    return pa.table(
        {
            "month": pa.array(np.concatenate([month_s, month_p]).astype(np.int16)),
            "actor": _named(np.concatenate([actor_s, actor_p]), circle.actors),
            "standing": _named(np.concatenate([status, blank_p]), STATUSES),
            "percent": _months(np.concatenate([blank_s, percent]).astype(np.int8)),
            "runs": pa.array(np.concatenate(runs)),
        }
    )


def read_months(table: pa.Table, circle: Circle) -> tuple[Counts, Counts]:
    """Return the monthly counts of standing and of power of such a table."""
    month, runs = table["month"].to_numpy(), table["runs"].to_numpy()
    actor = _indices(table["actor"], circle.actors)
    status, percent = _indices(table["standing"], STATUSES), _numbers(table["percent"])
    n_actors = len(circle.actors)
    standing = np.zeros((circle.months, n_actors, len(STATUSES)), dtype=np.int64)
    power = np.zeros((circle.months, n_actors, PERCENTS), dtype=np.int64)
    of_standing = status >= 0
    standing[month[of_standing], actor[of_standing], status[of_standing]] = runs[of_standing]
    of_power = ~of_standing
    power[month[of_power], actor[of_power], percent[of_power]] = runs[of_power]
    return standing, power


def parquet_bytes(table: pa.Table, about: Mapping[str, Any] | None = None) -> bytes:
    """Return a Parquet file with a checksum in every page; `about` goes into its metadata."""
    if about is not None:
        table = table.replace_schema_metadata({_METADATA: _key(about)})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def read_parquet(content: bytes, about: Mapping[str, Any] | None = None) -> pa.Table:
    """Read a Parquet file and check its pages.

    Only the calling thread reads. A thread of Arrow that gives a buffer back to Python while the
    interpreter ends kills the process, after all its work is done.

    Raises
    ------
    ValueError
        If it is damaged, or its metadata do not say what `about` says.
    """
    source = pa.BufferReader(content)
    try:
        with pq.ParquetFile(source, pre_buffer=False, page_checksum_verification=True) as file:
            table = file.read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise ValueError(str(error)) from None
    found = (table.schema.metadata or {}).get(_METADATA)
    if about is not None and found != _key(about):
        raise ValueError("it belongs to another result")
    return table


def _key(about: Mapping[str, Any]) -> bytes:
    """Return what a table is about, as one line."""
    return json.dumps(about, sort_keys=True).encode()


def _named(indices: NDArray[Any], names: tuple[str, ...]) -> pa.DictionaryArray:
    """Return names by index; a negative index is empty."""
    return pa.DictionaryArray.from_arrays(
        pa.array(indices.astype(np.int8), mask=indices < 0), pa.array(names, pa.string())
    )


def _months(values: NDArray[Any]) -> pa.Array:
    """Return whole numbers; a negative one is empty."""
    flat = values.ravel()
    return pa.array(flat, mask=flat < 0)


def _indices(column: pa.ChunkedArray, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the index of each name, -1 where it is empty."""
    text = column.cast(pa.string())
    found = pc.index_in(text, value_set=pa.array(names, pa.string()))
    if found.null_count != text.null_count:
        raise ValueError("a name is unknown")
    return _numbers(found)


def _numbers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return whole numbers, -1 where empty."""
    return np.asarray(pc.fill_null(column, -1).to_numpy(), dtype=np.int64)
