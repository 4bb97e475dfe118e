"""The folder of a result: what is in it, how it is written, and how it is resumed.

::

    run.json                  what was run (see description.py); written first, and again last
    case/                     the case as it was read, before any change
    parameters.json           the shared parameters of the runs, after any change
    chunks/000000.parquet     outcomes of the first block of runs
    counts.parquet            counts of the outcomes of all runs
    months.parquet            monthly counts of all runs
    record.csv                of a conditional result: the record that it is given
    conditioning.json         of a conditional result: how well the model explains the record
    anchor.json               of an anchored result: its runs reweighted to an outside chance
    MANIFEST.sha256           hashes of everything above; without it the result is unfinished

While it is unfinished there is more, which is removed once the manifest is written::

    unfinished/000000.months.parquet   monthly counts of the first block
    unfinished/000000.sha256           hashes of the two files of a block; written after them

The folder of a shard (see shard.py) holds only its own chunks and never becomes finished;
``merge.py`` joins all shards into a finished result.
"""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from whowhom.cases.case import Case
from whowhom.cases.record import Record, record_bytes
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.conditioning import CONDITIONING_FILE, Conditioning
from whowhom.ensemble.description import (
    CASE_FOLDER,
    RECORD_FILE,
    RUN_FILE,
    Description,
    Work,
    read_description,
    run_command,
)
from whowhom.ensemble.files import LOCK, locked
from whowhom.ensemble.manifest import (
    MANIFEST,
    Manifest,
    plain_bytes,
    refused,
    strange_files,
    write_manifest,
)
from whowhom.ensemble.outcome import Chunk, unwatched
from whowhom.ensemble.parameters_file import PARAMETERS_FILE, parameters_bytes
from whowhom.ensemble.shard import Shard, is_shard_folder
from whowhom.ensemble.tables import (
    counts_table,
    months_table,
    outcomes_table,
    parquet_bytes,
    read_months,
    read_outcomes,
    read_parquet,
)
from whowhom.ensemble.tally import Tally
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import make_folder, resources, sha256, write_file
from whowhom.sim.parameter_sets import AnyParameters

__all__ = [
    "ANCHOR_FILE",
    "COUNTS_FILE",
    "MONTHS_FILE",
    "OUR_FOLDERS",
    "Store",
    "check_names",
    "chunk_hashes",
    "chunk_names",
    "counts_about",
    "keep_anchor",
    "remove_unfinished",
    "result_names",
    "resume_command",
    "state_of",
    "stored_runs",
    "what_is_missing",
]

ANCHOR_FILE = "anchor.json"
"""The one file that may be added to a finished result, and replaced."""
COUNTS_FILE = "counts.parquet"
MONTHS_FILE = "months.parquet"
OUR_FOLDERS = (CASE_FOLDER, "chunks")
"""Folders of a result in which nothing else may lie: what is there is read, or would be."""

_UNFINISHED = "unfinished"
_TEMPORARY = re.compile(r".+\.tmp-\d+")


def check_names(case: Case) -> None:
    """Raise :class:`InvalidInput` if a file of the case has a name that a list cannot hold."""
    for name in case.files:
        if not name.isprintable():
            raise InvalidInput(
                f"the case has a file named {name!a}; give it a name of plain signs."
            )


def chunk_names(index: int) -> tuple[str, str, str]:
    """Return the files of a chunk: outcomes, monthly counts, hashes.

    The last two serve to resume; a finished result does not have them.
    """
    stem = f"{_UNFINISHED}/{index:06d}"
    return f"chunks/{index:06d}.parquet", f"{stem}.months.parquet", f"{stem}.sha256"


def result_names(description: Description) -> set[str]:
    """Return all files of a finished result but the list of their hashes."""
    names = {RUN_FILE, COUNTS_FILE, MONTHS_FILE, PARAMETERS_FILE}
    names.update(f"{CASE_FOLDER}/{name}" for name in description.work.case_files)
    names.update(chunk_names(index)[0] for index in description.numbers)
    if description.work.as_of is not None:
        names |= {RECORD_FILE, CONDITIONING_FILE}
    return names


def state_of(folder: Path, wanted: Work, shard: Shard | None = None) -> Description | None:
    """Look whether a folder can take the runs of `wanted`, or a shard of them; it is not touched.

    Returns
    -------
    Description or None
        What is there of just these runs (finished if it has a ``sha256``), None if nothing is.

    Raises
    ------
    InvalidInput
        If something else is there.
    ResultError
        If it is a result whose ``run.json`` is damaged.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the result.")
    if not (folder / RUN_FILE).exists():
        others = [p.name for p in folder.iterdir() if not _may_lie_there(p)]
        if others:
            raise InvalidInput(
                f"{folder}: is not empty and holds no result of whowhom (but {others[0]!r}). "
                "Nothing was written; name another folder."
            )
        return None
    found = read_description(folder)
    difference = wanted.difference(found.work)
    if not difference and found.shard != shard:
        difference = f"shard {found.shard}" if found.shard else "all shards in one"
    if difference:
        raise InvalidInput(
            f"{folder}: holds another result ({difference}). "
            "Nothing was written; name another folder, or move this one away."
        )
    if not (folder / MANIFEST).exists():
        return replace(found, finished=None, seconds=None, sha256=None)
    return found


class Store:
    """A result folder that is being written, under :func:`~.files.locked`; keeps its chunks."""

    def __init__(
        self,
        folder: Path,
        description: Description,
        case: Case,
        circle: Circle,
        parameters: AnyParameters,
        record: Record | None = None,
    ) -> None:
        self.folder = folder
        self._record = record
        self.description = description
        self._case = case
        self._circle = circle
        self._parameters = parameters
        self._hashes: dict[str, str] = {}  # of what was written, or was found whole

    def prepare(self) -> None:
        """Write what was run and the case; remove what an interrupted write left behind.

        Raises
        ------
        ResultError
            If there are files that do not belong to the result; nothing is run then.
        """
        for path in [path for path in self.folder.rglob("*.tmp-*") if _is_torn(path)]:
            with resources(path):
                path.unlink()
        self._keep(RUN_FILE, self.description.to_bytes())  # from now on the folder is ours
        self._keep(PARAMETERS_FILE, parameters_bytes(self._parameters))
        if self._record is not None:
            self._keep(RECORD_FILE, record_bytes(self._record))
        make_folder(self.folder / "chunks")
        make_folder(self.folder / _UNFINISHED)
        for name, content in self._case.files.items():
            make_folder((self.folder / CASE_FOLDER / name).parent)
            self._keep(f"{CASE_FOLDER}/{name}", content)
        if strangers := strange_files(self.folder, OUR_FOLDERS, result_names(self.description)):
            raise self._refused(strangers)

    def read(self, index: int) -> tuple[Chunk, tuple[bytes, bytes]] | None:
        """Return a chunk that is stored whole, and its files; None if it must be run (again)."""
        index = self.description.numbers[index]
        names = chunk_names(index)
        try:
            outcomes, months, hashes = (plain_bytes(self.folder, name) for name in names)
            if hashes != chunk_hashes(index, sha256(outcomes), sha256(months)):
                return None
            about = self.description.about(index)
            first, records = read_outcomes(read_parquet(outcomes, about), self._circle)
            counts = read_months(read_parquet(months, about), self._circle)
        except (OSError, ValueError, LookupError):
            return None
        noted = unwatched(self._circle.months)
        return Chunk(first=first, records=records, noted=noted, **counts), (outcomes, months)

    def pack(self, index: int, part: Chunk) -> tuple[bytes, bytes]:
        """Return the two Parquet files of a chunk: outcomes and monthly counts."""
        about = self.description.about(self.description.numbers[index])
        return (
            parquet_bytes(outcomes_table(part.first, part.records, self._circle), about),
            parquet_bytes(months_table(part, self._circle), about),
        )

    def write(self, index: int, files: tuple[bytes, bytes], *, is_new: bool) -> None:
        """Write the files of a chunk if they are new, the file of their hashes last."""
        index = self.description.numbers[index]
        outcomes, *others = chunk_names(index)
        hashes = [sha256(content) for content in files]
        self._hashes[outcomes] = hashes[0]
        if is_new:
            contents = (*files, chunk_hashes(index, *hashes))
            for name, content in zip((outcomes, *others), contents, strict=True):
                write_file(self.folder / name, content)

    def finish(
        self, tally: Tally, description: Description, conditioning: Conditioning | None = None
    ) -> None:
        """Write the counts of all runs, `description`, and the hashes of everything.

        What only served to resume is removed then.

        Raises
        ------
        ResultError
            If a file is no longer what was written; the result stays unfinished.
        """
        about = counts_about(description, self._hashes)
        self._write(COUNTS_FILE, parquet_bytes(counts_table(tally, self._circle), about))
        about = description.about_all()
        self._write(MONTHS_FILE, parquet_bytes(months_table(tally, self._circle), about))
        if conditioning is not None:
            self._write(CONDITIONING_FILE, conditioning.to_bytes())
        self._write(RUN_FILE, description.to_bytes())
        manifest = Manifest(folder=self.folder, hashes=self._hashes)
        problems = manifest.problems()
        problems += strange_files(self.folder, OUR_FOLDERS, manifest.hashes)
        if problems:
            raise self._refused(problems)
        write_manifest(manifest)
        remove_unfinished(self.folder, self.description)

    def _refused(self, problems: list[str]) -> ResultError:
        """Return the error that names what somebody else did to the folder of a run."""
        return refused(
            problems,
            f"The result {self.folder} stays unfinished. Move out what does not belong to it, and "
            "give the same command again: what was damaged is made again, the rest is kept.",
        )

    def _write(self, name: str, content: bytes) -> None:
        """Write a file and note its hash."""
        self._hashes[name] = sha256(content)
        write_file(self.folder / name, content)

    def _keep(self, name: str, content: bytes) -> None:
        """Write a file unless it stands there already."""
        self._hashes[name] = sha256(content)
        with contextlib.suppress(OSError):
            if plain_bytes(self.folder, name) == content:
                return
        write_file(self.folder / name, content)


def keep_anchor(manifest: Manifest, content: bytes) -> None:
    """Add the file of an anchored result, or replace it.

    The file is taken out of the list before it is written, so that the folder holds a sound result
    whenever this is interrupted.
    """
    with locked(manifest.folder):
        others = {name: value for name, value in manifest.hashes.items() if name != ANCHOR_FILE}
        if len(others) < len(manifest.hashes):
            write_manifest(replace(manifest, hashes=others))
        write_file(manifest.folder / ANCHOR_FILE, content)
        write_manifest(replace(manifest, hashes={**others, ANCHOR_FILE: sha256(content)}))


def remove_unfinished(folder: Path, description: Description) -> None:
    """Remove what only served to resume a result that is finished, as far as the system lets us.

    Nothing reads it any more, so what is left is in the way of nobody.
    """
    if not (folder / _UNFINISHED).exists():
        return
    with contextlib.suppress(OSError):
        for index in range(description.chunks):
            for name in chunk_names(index)[1:]:
                (folder / name).unlink(missing_ok=True)
        (folder / _UNFINISHED).rmdir()


def resume_command(folder: Path, description: Description) -> str:
    """Return how an unfinished result is resumed: a command, if there is one."""
    work = description.work
    if description.has_own_parameters:
        return "call whowhom.run again, with the same parameters and the same folder"
    out = folder if description.shard is None else folder.parent
    return run_command(folder / CASE_FOLDER, work, out, description.shard)


def what_is_missing(folder: Path, description: Description) -> str:
    """Say how much of an unfinished result is there, and how it is finished."""
    stored, runs = stored_runs(folder, description), description.runs
    shard = description.shard
    if shard is not None and stored == runs:
        return f"is shard {shard} of a result; whowhom merge joins all {shard.of:,}"
    what = "is unfinished" if shard is None else f"is shard {shard} of a result, unfinished"
    most = "" if description.work.precision is None else "at most "
    return (
        f"{what}: {stored:,} of {most}{runs:,} runs are there. "
        f"To finish it: {resume_command(folder, description)}"
    )


def stored_runs(folder: Path, description: Description) -> int:
    """Return how many runs of an unfinished result were written."""
    written = (i for i in description.numbers if (folder / chunk_names(i)[2]).exists())
    return sum(description.span(index)[1] for index in written)


def counts_about(description: Description, hashes: Mapping[str, str]) -> dict[str, Any]:
    """Return the metadata of the counts of outcomes: of which result and which chunks they are."""
    chunks = (hashes[chunk_names(index)[0]] for index in range(description.chunks))
    return {**description.about_all(), "chunks": sha256("".join(chunks).encode())}


def chunk_hashes(index: int, outcomes: str, months: str) -> bytes:
    """Return the file that holds the hashes of a chunk's two others, as ``sha256sum`` writes it."""
    files = chunk_names(index)
    return f"{outcomes}  ../{files[0]}\n{months}  {Path(files[1]).name}\n".encode()


def _may_lie_there(path: Path) -> bool:
    """Say whether something may be in a folder that is to take a result."""
    return path.name == LOCK or _is_torn(path) or is_shard_folder(path)


def _is_torn(path: Path) -> bool:
    """Say whether a file was left by a write that was interrupted."""
    return _TEMPORARY.fullmatch(path.name) is not None
