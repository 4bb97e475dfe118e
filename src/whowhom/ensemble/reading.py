"""Reading the folder of a finished result: every file is compared with its hash, at every reading.

What the hashes alone cannot say is checked against what was read: the case and its title and the
parameters must be those that ``run.json`` names, and the chunks, when they are read, those of this
work. A result is opened without reading its runs, however many they are.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from whowhom.cases.case import Case
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import CASE_FOLDER, RUN_FILE, Description, read_description
from whowhom.ensemble.documented import Documented
from whowhom.ensemble.manifest import MANIFEST, Manifest, damaged, plain_bytes, read_manifest
from whowhom.ensemble.outcome import MONTHLY, Chunk, Records, unwatched
from whowhom.ensemble.parameters_file import PARAMETERS_FILE
from whowhom.ensemble.store import (
    ANCHOR_FILE,
    COUNTS_FILE,
    MONTHS_FILE,
    OUR_FOLDERS,
    chunk_names,
    counts_about,
    result_names,
    what_is_missing,
)
from whowhom.ensemble.tables import (
    COUNTED,
    read_counts,
    read_months,
    read_outcomes,
    read_parquet,
)
from whowhom.ensemble.tally import Tally, empty_tally, tally_of
from whowhom.errors import ResultError
from whowhom.files import sha256

__all__ = [
    "Sealed",
    "blocks_of",
    "check_case",
    "check_result",
    "chunk_paths",
    "recounted",
    "stored_files",
    "tally_from",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A finished result, every file of which was found to be what was written."""

    description: Description
    """What ``run.json`` says."""
    manifest: Manifest
    """Its files; each is compared again when it is read again."""

    @property
    def folder(self) -> Path:
        """Where it is stored."""
        return self.manifest.folder

    def damaged(self, name: str, problem: str) -> ResultError:
        """Return the error that names a file and what is wrong with it."""
        return damaged(self.folder, [f"{self.folder / name}: {problem}"])


def check_result(folder: Path) -> Sealed:
    """Check every file of a finished result.

    Raises
    ------
    ResultError
        If the folder holds no result, an unfinished, a damaged one, one with files that do not
        belong to it, or one of another layout.
    """
    if not (folder / RUN_FILE).exists() and not (folder / MANIFEST).exists():
        raise ResultError(
            f"{folder}: holds no result of whowhom. Name the folder that `whowhom run` wrote."
            if folder.exists()
            else f"{folder}: does not exist. Name the folder that `whowhom run` wrote."
        )
    if not (folder / MANIFEST).exists():
        raise ResultError(f"{folder}: {what_is_missing(folder, read_description(folder))}")
    manifest = read_manifest(folder)
    manifest.check(OUR_FOLDERS)
    description = read_description(folder)
    if problems := _contradictions(manifest, description):
        raise damaged(folder, problems)
    return Sealed(description=description, manifest=manifest)


def _contradictions(manifest: Manifest, description: Description) -> list[str]:
    """List the files whose hashes are not those of the work that ``run.json`` names."""
    place, found = manifest.folder / MANIFEST, manifest.hashes
    names = result_names(description)
    problems = [f"{place}: is damaged: it does not list {name}" for name in names - found.keys()]
    problems += [
        f"{place}: lists {name}, which no run wrote"
        for name in found.keys() - names - {ANCHOR_FILE}
    ]
    if problems:
        return sorted(problems)
    wanted = {
        f"{CASE_FOLDER}/{name}": value for name, value in description.work.case_files.items()
    } | {PARAMETERS_FILE: description.work.parameters_sha256}
    problems += [
        f"{manifest.folder / name}: is not what {RUN_FILE} says was run"
        for name, value in wanted.items()
        if found[name] != value
    ]
    if description.sha256 is None:
        problems.append(f"{manifest.folder / RUN_FILE}: is that of an unfinished result")
    return problems


def stored_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Check a finished result and yield all its files, by name in order."""
    manifest = check_result(folder).manifest
    for name in sorted({MANIFEST, *manifest.hashes}):
        yield name, plain_bytes(folder, name) if name == MANIFEST else manifest.read(name)


def check_case(sealed: Sealed, case: Case) -> None:
    """See that a case, read from the folder and changed as it was, is the one that was run."""
    work, months = sealed.description.work, sealed.description.months
    read = {name: sha256(content) for name, content in case.files.items()}
    if (case.sha256, case.title, read) != (work.case_sha256, work.title, work.case_files) or (
        case.months != months
    ):
        raise sealed.damaged(CASE_FOLDER, f"is not the case that {RUN_FILE} says was run")


def blocks_of(sealed: Sealed, circle: Circle) -> Iterator[Records]:
    """Yield the records of all chunks, in order."""
    description = sealed.description
    for index in range(description.chunks):
        name = chunk_names(index)[0]
        content = sealed.manifest.read(name)
        try:
            table = read_parquet(content, description.about(index))
            first, records = read_outcomes(table, circle)
        except (ValueError, LookupError) as error:
            raise sealed.damaged(name, f"cannot be read: {error}") from error
        if (first, len(records)) != description.span(index):
            raise sealed.damaged(name, "holds other runs than it should")
        yield records


def chunk_paths(folder: Path, wanted: Description) -> list[Path]:
    """Return the files of the runs of a result that was opened, compared with their hashes again.

    Raises
    ------
    ResultError
        If one of them was changed, or another result lies there now.
    """
    manifest = read_manifest(folder)
    names = [chunk_names(index)[0] for index in range(wanted.chunks)]
    if read_description(folder) != wanted or not manifest.hashes.keys() >= set(names):
        raise damaged(folder, [f"{folder}: is no longer the result that was opened"])
    if problems := manifest.problems(names):
        raise damaged(folder, problems)
    return [folder / name for name in names]


def tally_from(sealed: Sealed, circle: Circle) -> Tally:
    """Return the counts of all runs as they are stored."""
    description = sealed.description
    tables = {
        COUNTS_FILE: (read_counts, counts_about(description, sealed.manifest.hashes)),
        MONTHS_FILE: (read_months, description.about_all()),
    }
    counts: dict[str, Any] = {}
    for name, (read, about) in tables.items():
        content = sealed.manifest.read(name)
        try:
            counts |= read(read_parquet(content, about), circle)
        except (ValueError, LookupError) as error:
            raise sealed.damaged(name, f"cannot be read: {error}") from error
    return replace(empty_tally(circle), runs=description.work.runs, **counts)


def recounted(
    sealed: Sealed, circle: Circle, documented: Documented, tally: Tally
) -> Iterator[Records]:
    """Yield the records of all chunks, and see at the end that they are what was counted.

    Raises
    ------
    ResultError
        If their hash is not the one that the result was stored with, or `tally` counts others.
    """
    total, digest = empty_tally(circle), hashlib.sha256()
    nothing: dict[str, Any] = {name: getattr(total, name) for name in MONTHLY}
    for records in blocks_of(sealed, circle):
        chunk = Chunk(first=total.runs, records=records, noted=unwatched(circle.months), **nothing)
        total = total.merge(tally_of(chunk, circle, documented))
        digest.update(records.tobytes())
        yield records
    if digest.hexdigest() != sealed.description.sha256:
        raise damaged(
            sealed.folder,
            [f"{sealed.folder}: the hash of its runs is not the one it was stored with"],
        )
    if not all(np.array_equal(getattr(total, name), getattr(tally, name)) for name in COUNTED):
        raise sealed.damaged(COUNTS_FILE, "holds other counts than the stored runs give")
