"""Reading the folder of a finished result: every file is compared with its hash, at every reading.

What the hashes alone cannot say is checked against what was read: the case and its title, the
parameters, and the runs must be those that ``run.json`` names, and the chunks those of this work.
"""

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
from whowhom.ensemble.outcome import MONTHLY, Chunk, Counts, Records, outcome_hash, unwatched
from whowhom.ensemble.parameters_file import PARAMETERS_FILE
from whowhom.ensemble.store import (
    MONTHS_FILE,
    OUR_FOLDERS,
    chunk_hashes,
    chunk_names,
    result_names,
    what_is_missing,
)
from whowhom.ensemble.tables import read_months, read_outcomes, read_parquet
from whowhom.ensemble.tally import Tally, empty_tally, tally_of
from whowhom.errors import ResultError
from whowhom.files import sha256

__all__ = [
    "Sealed",
    "blocks_of",
    "check_case",
    "check_months",
    "check_result",
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
    problems += [f"{place}: lists {name}, which no run wrote" for name in found.keys() - names]
    if problems:
        return sorted(problems)
    wanted = {
        f"{CASE_FOLDER}/{name}": value for name, value in description.work.case_files.items()
    } | {PARAMETERS_FILE: description.work.parameters_sha256}
    for index in range(description.chunks):
        outcomes, months, hashes = chunk_names(index)
        wanted[hashes] = sha256(chunk_hashes(index, found[outcomes], found[months]))
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


def tally_from(sealed: Sealed, circle: Circle, documented: Documented) -> Tally:
    """Count the stored runs again, and see that they are those the result was stored with."""
    total = empty_tally(circle)
    nothing = {name: getattr(total, name) for name in MONTHLY}
    nothing["noted"] = unwatched(circle.months)

    def counted() -> Iterator[Records]:
        nonlocal total
        for records in blocks_of(sealed, circle):
            chunk = Chunk(first=total.runs, records=records, **nothing)
            total = total.merge(tally_of(chunk, circle, documented))
            yield records

    if outcome_hash(counted()) != sealed.description.sha256:
        raise damaged(
            sealed.folder,
            [f"{sealed.folder}: the hash of its runs is not the one it was stored with"],
        )
    counts: dict[str, Any] = _months(sealed, MONTHS_FILE, None, circle)
    return replace(total, **counts)


def check_months(sealed: Sealed, circle: Circle, tally: Tally) -> None:
    """See that the monthly counts of all runs are the sum of those of the chunks."""
    total = {name: np.zeros_like(getattr(tally, name)) for name in MONTHLY}
    for index in range(sealed.description.chunks):
        about = sealed.description.about(index)
        for name, more in _months(sealed, chunk_names(index)[1], about, circle).items():
            total[name] += more
    if not all(np.array_equal(total[name], getattr(tally, name)) for name in MONTHLY):
        raise sealed.damaged(MONTHS_FILE, "is not the sum of the monthly counts of the chunks")


def _months(
    sealed: Sealed, name: str, about: dict[str, Any] | None, circle: Circle
) -> dict[str, Counts]:
    """Return the monthly counts of a file."""
    content = sealed.manifest.read(name)
    try:
        return read_months(read_parquet(content, about), circle)
    except (ValueError, LookupError) as error:
        raise sealed.damaged(name, f"cannot be read: {error}") from error
