"""The folder of a design: the runs under each set of parameters, kept as soon as they are done.

::

    design.json              what is simulated: parameters and ranges, struggles, runs, seed
    sets/000000.parquet      how the runs under the first set ended, one row a contender
    sets/000000.sha256       its hash; written after it
    facts/000000.parquet     what the model says of the facts under it, where there are any

A set whose file is missing, torn, damaged or of another design is simulated again: each file names
its set and the hash of its design. The number of sets is not part of the design: the same folder
can be given more of them later.
"""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from whowhom.ensemble.files import LOCK
from whowhom.ensemble.manifest import (
    MOST_BYTES,
    closed_bytes,
    hash_of,
    plain_bytes,
    read_closed,
    refused,
)
from whowhom.ensemble.tables import parquet_bytes, read_parquet
from whowhom.errors import InvalidInput
from whowhom.files import make_folder, sha256, write_file

if TYPE_CHECKING:
    from research.calibration.design import Ends

__all__ = ["DESIGN_FILE", "Folder", "design_of"]

DESIGN_FILE = "design.json"
"""Name of the description of a design."""

_SCHEMA = 2
"""2 came with the hash of the design in each file of it."""


def design_of(
    *,
    ranges: Mapping[str, tuple[float, float]],
    base: Sequence[float],
    cases: Mapping[str, str],
    runs: int,
    seed: int,
    facts: Sequence[str] = (),
    points: bytes = b"",
) -> dict[str, Any]:
    """Return what makes a design the one it is.

    Parameters
    ----------
    ranges : mapping of str to (float, float)
        Calibrated parameters and where they may lie.
    base : sequence of float
        The values of all parameters where they are not varied.
    cases : mapping of str to str
        Struggles with the hash of how each is simulated.
    runs, seed : int
        Runs of each struggle under a set, and what chooses them.
    facts : sequence of str
        What else is computed under each set.
    points : bytes
        The sets, where they are not those that the seed gives.
    """
    return {
        "schema": _SCHEMA,
        "model": _model_hash(),
        "parameters": {name: list(span) for name, span in ranges.items()},
        "other_parameters": hashlib.sha256(repr(tuple(base)).encode()).hexdigest(),
        "cases": dict(cases),
        "runs": runs,
        "seed": seed,
        "facts": list(facts),
        "points": hashlib.sha256(points).hexdigest() if points else "",
    }


def _model_hash() -> str:
    """Return the hash of the source of the model: another model makes another design."""
    from whowhom import sim
    from whowhom.scenario import start

    files = [Path(start.__file__), *sorted(Path(sim.__path__[0]).rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


class Folder:
    """A folder that holds a design, begun or finished; use it under ``ensemble.files.locked``."""

    def __init__(self, path: Path, design: Mapping[str, Any]) -> None:
        self.path = path
        self._design = dict(design)
        self._hash = hash_of(self._design)

    def problem(self) -> str:
        """Say why the folder cannot take this design; nothing if it can. Nothing is written.

        Raises
        ------
        ResultError
            If it holds a design whose description is damaged.
        """
        place = self.path / DESIGN_FILE
        if not self.path.exists():
            return ""
        if not self.path.is_dir():
            return f"{self.path}: is a file; name a folder for the design"
        if not place.exists():
            others = sorted(p.name for p in self.path.iterdir() if p.name != LOCK)
            return f"{self.path}: is not empty and holds no design ({others[0]})" if others else ""
        found = _description(place)
        differs = [key for key in self._design if found.get(key) != self._design[key]]
        if not differs:
            return ""
        return (
            f"{self.path}: holds another design (other {', '.join(differs)}); "
            "name another folder, or move this one away"
        )

    def prepare(self) -> None:
        """Make the folder and write what is simulated.

        Raises
        ------
        InvalidInput
            If something else is there.
        """
        if problem := self.problem():
            raise InvalidInput(problem)
        for part in ("sets", "facts"):
            make_folder(self.path / part)
        if not (self.path / DESIGN_FILE).exists():
            write_file(self.path / DESIGN_FILE, closed_bytes(self._design))

    def read(self, number: int) -> "list[Ends] | None":
        """Return the runs under a set if they are stored whole, None if they must be simulated."""
        table = self._read(f"sets/{number:06d}", self._about(number))
        with contextlib.suppress(ValueError, LookupError):
            return None if table is None else _ends(table)
        return None

    def write(self, number: int, ends: "Sequence[Ends]") -> None:
        """Keep the runs under a set."""
        self._write(f"sets/{number:06d}", _table(ends), self._about(number))

    def read_facts(self, number: int) -> list[float] | None:
        """Return what the model says of the facts under a set, None if it must be computed."""
        table = self._read(f"facts/{number:06d}", self._about(number))
        return None if table is None else list(map(float, table["value"].to_pylist()))

    def write_facts(self, number: int, values: Sequence[float]) -> None:
        """Keep what the model says of the facts under a set."""
        table = pa.table({"fact": self._design["facts"], "value": list(values)})
        self._write(f"facts/{number:06d}", table, self._about(number))

    @property
    def stored(self) -> int:
        """How many sets are stored."""
        return len(list((self.path / "sets").glob("*.sha256")))

    def _about(self, number: int) -> dict[str, Any]:
        """Return what a file says of itself, so that it is never taken for another one."""
        return {"design": self._hash, "set": number}

    def _read(self, stem: str, about: Mapping[str, Any]) -> pa.Table | None:
        """Return a table that is stored whole."""
        place = self.path / f"{stem}.parquet"
        try:
            content, hashes = (
                plain_bytes(self.path, f"{stem}.{ending}") for ending in ("parquet", "sha256")
            )
            if hashes.decode() == _hash_line(place.name, content):
                return read_parquet(content, about)
        except (OSError, ValueError):
            return None
        return None

    def _write(self, stem: str, table: pa.Table, about: Mapping[str, Any]) -> None:
        """Write a table, then its hash."""
        place = self.path / f"{stem}.parquet"
        content = parquet_bytes(table, about)
        write_file(place, content)
        write_file(place.with_suffix(".sha256"), _hash_line(place.name, content).encode())


def _description(place: Path) -> dict[str, Any]:
    """Read ``design.json``."""
    try:
        return read_closed(plain_bytes(place.parent, place.name, MOST_BYTES))
    except (OSError, ValueError) as error:
        raise refused(
            [f"{place}: is damaged ({error}) or of an earlier version"],
            f"Take it from a copy, or move {place.parent} away.",
        ) from None


def _hash_line(name: str, content: bytes) -> str:
    return f"{sha256(content)}  {name}\n"


def _table(ends: "Sequence[Ends]") -> pa.Table:
    """Return runs under one set: columns ``case run actor winner ... horizon``."""
    columns: dict[str, list[Any]] = {}
    for end in ends:
        _, runs, n = end.winner.shape
        rows = {
            "case": np.repeat(end.case, runs * n),
            "run": np.repeat(np.arange(runs, dtype=np.int32), n),
            "actor": np.tile(end.actors, runs),
            "winner": end.winner.ravel(),
            "fate": end.fate.ravel(),
            "removed": end.removed.ravel(),
            "first": (end.first[..., None] == np.arange(n)).ravel(),
            "months": np.repeat(end.months.ravel(), n),
            "horizon": np.full(runs * n, end.horizon, np.int16),
        }
        for name, row in rows.items():
            columns.setdefault(name, []).append(row)
    return pa.table({name: np.concatenate(rows) for name, rows in columns.items()})


def _ends(table: pa.Table) -> "list[Ends]":
    """Read runs under one set; :class:`ValueError` if rows are missing."""
    from research.calibration.design import Ends

    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    found = []
    for case in dict.fromkeys(columns["case"].tolist()):
        own = columns["case"] == case
        rows = {name: column[own] for name, column in columns.items()}
        actors = tuple(rows["actor"][rows["run"] == 0].tolist())
        shape = (1, -1, len(actors))
        is_first = rows["first"].reshape(shape)
        first = np.where(is_first.any(axis=2), is_first.argmax(axis=2), len(actors))
        found.append(
            Ends(
                case=case,
                actors=actors,
                horizon=int(rows["horizon"][0]),
                winner=rows["winner"].reshape(shape),
                fate=rows["fate"].reshape(shape),
                removed=rows["removed"].reshape(shape),
                first=first.astype(np.int16),
                months=rows["months"].reshape(shape)[:, :, 0],
            )
        )
    return found
