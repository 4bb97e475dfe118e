"""Reading the folder of a finished result; every file has been compared with its hash before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from whowhom.ensemble.circle import Circle
from whowhom.ensemble.description import RUN_FILE, Description, read_description
from whowhom.ensemble.documented import Documented
from whowhom.ensemble.manifest import MANIFEST, check_manifest, damaged, file_hash
from whowhom.ensemble.outcome import Chunk, Records, outcome_hash
from whowhom.ensemble.parameters_file import PARAMETERS_FILE
from whowhom.ensemble.store import (
    MONTHS_FILE,
    chunk_names,
    result_names,
    resume_command,
    stored_runs,
)
from whowhom.ensemble.tables import read_months, read_outcomes, read_parquet
from whowhom.ensemble.tally import Tally, empty_tally, tally_of
from whowhom.errors import ResultError

__all__ = ["blocks_of", "check_result", "tally_from"]


def check_result(folder: Path) -> Description:
    """Check every file of a finished result and return what ``run.json`` says.

    Raises
    ------
    ResultError
        If the folder holds no result, an unfinished, a damaged one, or one of another layout.
    """
    if not (folder / RUN_FILE).exists() and not (folder / MANIFEST).exists():
        raise ResultError(
            f"{folder}: holds no result of whowhom. Name the folder that `whowhom run` wrote."
            if folder.exists()
            else f"{folder}: does not exist. Name the folder that `whowhom run` wrote."
        )
    if not (folder / MANIFEST).exists():
        description = read_description(folder)
        raise ResultError(
            f"{folder}: is unfinished: {stored_runs(folder, description):,} of "
            f"{description.work.runs:,} runs are there. "
            f"To finish it: {resume_command(folder, description)}"
        )
    names = check_manifest(folder)
    description = read_description(folder)
    missing = sorted(result_names(description) - set(names))
    if missing or description.sha256 is None:
        problems = [f"{folder / MANIFEST}: is damaged: it does not list {name}" for name in missing]
        raise damaged(folder, problems or [f"{folder / RUN_FILE}: is that of an unfinished result"])
    if file_hash(folder / PARAMETERS_FILE) != description.work.parameters_sha256:
        raise damaged(folder, [f"{folder / PARAMETERS_FILE}: is not what was played"])
    return description


def blocks_of(folder: Path, description: Description, circle: Circle) -> Iterator[Records]:
    """Yield the records of all chunks, in order."""
    for index in range(description.chunks):
        name = chunk_names(index)[0]
        try:
            table = read_parquet((folder / name).read_bytes(), description.about(index))
            first, records = read_outcomes(table, circle)
        except (OSError, ValueError, LookupError) as error:
            raise damaged(folder, [f"{folder / name}: cannot be read: {error}"]) from error
        if (first, len(records)) != description.span(index):
            raise damaged(folder, [f"{folder / name}: holds other runs than it should"])
        yield records


def tally_from(
    folder: Path, description: Description, circle: Circle, documented: Documented
) -> Tally:
    """Count the stored runs again, and see that they are those the result was stored with."""
    n_actors = len(circle.actors)
    total = empty_tally(n_actors, circle.months)
    nothing = np.zeros((), dtype=np.int64)
    no_standing = np.broadcast_to(nothing, total.standing.shape)
    no_power = np.broadcast_to(nothing, total.power.shape)

    def counted() -> Iterator[Records]:
        nonlocal total
        for records in blocks_of(folder, description, circle):
            chunk = Chunk(first=total.runs, records=records, standing=no_standing, power=no_power)
            total = total.merge(tally_of(chunk, circle, documented))
            yield records

    if outcome_hash(counted()) != description.sha256:
        raise damaged(folder, [f"{folder}: the hash of its runs is not the one it was stored with"])
    try:
        table = read_parquet((folder / MONTHS_FILE).read_bytes())
        standing, power = read_months(table, circle)
    except (OSError, ValueError, LookupError) as error:
        raise damaged(folder, [f"{folder / MONTHS_FILE}: cannot be read: {error}"]) from error
    return replace(total, standing=standing, power=power)
