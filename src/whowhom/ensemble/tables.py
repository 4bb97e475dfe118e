"""The tables of a stored result, as Arrow tables and as the bytes of a Parquet file.

Names are written in full in the tables, so that R, pandas or DuckDB read them without whowhom;
months are counted from 0, the start month, and are empty for never.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.outcome import (
    FATES,
    MONTHLY,
    REMOVED,
    STATUSES,
    Chunk,
    Counts,
    Records,
    record_type,
)
from whowhom.ensemble.tally import Tally, empty_tally

__all__ = [
    "COUNTED",
    "OUTCOME_COLUMNS",
    "counts_table",
    "months_table",
    "outcomes_table",
    "parquet_bytes",
    "read_counts",
    "read_months",
    "read_outcomes",
    "read_parquet",
]

OUTCOME_COLUMNS = ("run", "actor", "top", "fate", "fell", "order", "by", "share", *REMOVED)
"""Columns of the table of outcomes: one row for each run and actor.

``top`` the sole ruler at the end of the run (empty: none); ``fate`` how the actor ends; ``fell``
month of the first removal; ``order`` 0 if the actor was the first to fall; ``by`` who led the
removal; ``share`` the share of power at the end; then the month in which each status was first
reached.
"""

COUNTED: dict[str, tuple[str, ...]] = {
    "in_order": (),
    "winners": ("actor",),
    "first_out": ("actor",),
    "fates": ("actor", "fate"),
    "fell": ("actor", "month"),
    "reached": ("actor", "status", "month"),
    "removed_by": ("actor", "by"),
}
"""The counts of outcomes, by the names that ``Tally`` gives them, and of what they are."""

_METADATA = b"whowhom"
_SELDOM_EQUAL = frozenset(("count", "share"))
"""Columns that a list of their values would only make larger."""


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


def counts_table(tally: Tally, circle: Circle) -> pa.Table:
    """Return the counts of outcomes: one row for each count that is not 0.

    Columns ``counted`` (one of the names of :data:`COUNTED`); of what: ``actor`` (for ``winners``
    empty: nobody), ``fate``, ``status``, ``month``, ``by`` (for ``removed_by`` empty: nobody); and
    ``count``, of runs.
    """
    names = _names(circle)
    rows: dict[str, list[NDArray[Any]]] = {column: [] for column in ("counted", *names, "count")}
    for kind, (name, axes) in enumerate(COUNTED.items()):
        counts = np.atleast_1d(getattr(tally, name))
        place = np.nonzero(counts)
        at = dict(zip(axes, place, strict=bool(axes)))
        blank = np.full(len(place[0]), -1)
        rows["counted"].append(np.full(len(blank), kind))
        rows["count"].append(counts[place])
        for column in names:
            rows[column].append(at.get(column, blank))
    found = {column: np.concatenate(parts) for column, parts in rows.items()}
    return pa.table(
        {
            "counted": _named(found["counted"], tuple(COUNTED)),
            **{
                column: _named(np.where(found[column] < len(words), found[column], -1), words)
                if words
                else _months(found[column].astype(np.int16))
                for column, words in names.items()
            },
            "count": pa.array(found["count"].astype(np.int64)),
        }
    )


def read_counts(table: pa.Table, circle: Circle) -> dict[str, Any]:
    """Return the counts of such a table, by the names that ``Tally`` gives them."""
    counted = _indices(table["counted"], tuple(COUNTED))
    number = table["count"].to_numpy()
    places = {
        column: _indices(table[column], words) if words else _numbers(table[column])
        for column, words in _names(circle).items()
    }
    nothing = empty_tally(circle)
    counts: dict[str, Any] = {}
    for kind, (name, axes) in enumerate(COUNTED.items()):
        rows = counted == kind
        if axes:  # -1, nobody, is the last of the winners and of those who remove
            counts[name] = getattr(nothing, name)
            counts[name][tuple(places[axis][rows] for axis in axes)] = number[rows]
        else:
            counts[name] = int(number[rows].sum())
    return counts


def _names(circle: Circle) -> dict[str, tuple[str, ...]]:
    """Return the columns that say what is counted, with their words; a month has none."""
    return {
        "actor": circle.actors,
        "fate": FATES,
        "status": REMOVED,
        "month": (),
        "by": circle.actors,
    }


def months_table(counts: Chunk | Tally, circle: Circle) -> pa.Table:
    """Return monthly counts: one row for each count that is not 0.

    Columns ``month``; ``actor`` (empty: nobody); what is counted in one of ``standing`` (a status),
    ``percent`` (of power), ``post`` (held at the end of the month) and ``body`` (in which they have
    clients), the other three empty; ``count``, of runs, for a body of members over all runs.
    """
    found = [np.nonzero(getattr(counts, name)) for name in MONTHLY]
    number = [getattr(counts, name)[place] for name, place in zip(MONTHLY, found, strict=True)]
    (_, who_s, status), (_, who_p, percent), (_, post, holder), (_, body, patron) = found
    holder = np.where(holder == len(circle.actors), -1, holder)
    return pa.table(
        {
            "month": pa.array(np.concatenate([place[0] for place in found]).astype(np.int16)),
            "actor": _named(np.concatenate([who_s, who_p, holder, patron]), circle.actors),
            "standing": _named(_only(0, status, found), STATUSES),
            "percent": _months(_only(1, percent, found).astype(np.int8)),
            "post": _named(_only(2, post, found), circle.posts),
            "body": _named(_only(3, body, found), circle.bodies),
            "count": pa.array(np.concatenate(number)),
        }
    )


def _only(kind: int, index: NDArray[Any], found: Sequence[tuple[NDArray[Any], ...]]) -> Counts:
    """Return a column of indices for the rows of one kind; -1 in those of the others."""
    blanks = [np.full(len(place[0]), -1) for place in found]
    blanks[kind] = index
    return np.concatenate(blanks)


def read_months(table: pa.Table, circle: Circle) -> dict[str, Counts]:
    """Return the monthly counts of such a table, by the names of :data:`MONTHLY`."""
    month, count = table["month"].to_numpy(), table["count"].to_numpy()
    actor = _indices(table["actor"], circle.actors)  # -1, nobody, is the last column of the posts
    axes = {
        "standing": (actor, _indices(table["standing"], STATUSES)),
        "power": (actor, _numbers(table["percent"])),
        "held": (_indices(table["post"], circle.posts), actor),
        "clients": (_indices(table["body"], circle.bodies), actor),
    }
    nothing = empty_tally(circle)
    counts = {name: getattr(nothing, name) for name in MONTHLY}
    kinds = [table[name].is_valid().to_numpy() for name in ("standing", "percent", "post", "body")]
    if not (np.sum(kinds, axis=0) == 1).all():
        raise ValueError("a row does not count one thing")
    for name, rows in zip(MONTHLY, kinds, strict=True):
        one, two = axes[name]
        counts[name][month[rows], one[rows], two[rows]] = count[rows]
    return counts


def parquet_bytes(table: pa.Table, about: Mapping[str, Any] | None = None) -> bytes:
    """Return a Parquet file with a checksum in every page; `about` goes into its metadata."""
    if about is not None:
        table = table.replace_schema_metadata({_METADATA: _key(about)})
    sink = io.BytesIO()
    repeated = [name for name in table.column_names if name not in _SELDOM_EQUAL]
    pq.write_table(
        table, sink, compression="zstd", write_page_checksum=True, use_dictionary=repeated
    )
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
    kind = np.int8 if len(names) <= 128 else np.int16
    return pa.DictionaryArray.from_arrays(
        pa.array(indices.astype(kind), mask=indices < 0), pa.array(names, pa.string())
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
