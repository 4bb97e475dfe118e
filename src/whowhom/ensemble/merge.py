"""Join the shards of an ensemble into the result that one machine would have stored.

The chunks are copied as they are; then the ordinary resumption reads them, counts all runs and
seals the folder. So a merged result is what an uninterrupted run leaves, to the last byte but the
times in ``run.json``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from whowhom.ensemble.description import (
    CASE_FOLDER,
    RUN_FILE,
    Description,
    read_description,
)
from whowhom.ensemble.files import check_space, locked
from whowhom.ensemble.manifest import plain_bytes, refused, strange_files
from whowhom.ensemble.parameters_file import PARAMETERS_FILE, parameters_from
from whowhom.ensemble.progress import Progress
from whowhom.ensemble.result import Result
from whowhom.ensemble.run import run
from whowhom.ensemble.shard import Shard
from whowhom.ensemble.store import (
    OUR_FOLDERS,
    chunk_hashes,
    chunk_names,
    result_names,
    state_of,
    stored_runs,
    what_is_missing,
)
from whowhom.errors import InvalidInput, ResultError
from whowhom.files import make_folder, sha256, write_file
from whowhom.scenario.change import Change

__all__ = ["merge"]


def merge(
    shards: Iterable[str | Path],
    *,
    out: str | Path,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Join the shards of an ensemble (:func:`whowhom.run_shard`) into one result.

    Parameters
    ----------
    shards : iterable of path
        The folders of all shards.
    out : path
        Folder for the result; that of the shards will do. If it holds this result already, that
        is read, or finished if it is unfinished.
    threads : int, optional
        How many chunks are read at once.
    progress : callable, optional
        Called with the progress of reading the chunks.

    Returns
    -------
    Result
        What :func:`whowhom.run` would have returned.

    Raises
    ------
    ResultError
        If a shard is missing, given twice, unfinished or damaged, or if shards do not belong
        together; all problems are named, and nothing is written.
    InvalidInput
        If no shards are named, or `out` holds something else.
    ResourceError
        If the disk has no room.
    """
    folders = [Path(shard) for shard in shards]
    if not folders:
        raise InvalidInput("no shards are named; name the folders that `whowhom run --shard` wrote")
    found, problems = _described(folders)
    if found:
        problems += _contradictions(found)
        problems += [problem for each in found.items() for problem in _damage(*each)]
    if problems:
        raise refused(problems, "Nothing was merged.")
    one, description = next(iter(found.items()))
    folder = Path(out)
    state = state_of(folder, description.work)  # refuses what is something else
    if state is None or state.sha256 is None:
        if state is not None and state.chunk != description.chunk:
            raise InvalidInput(
                f"{folder}: holds these runs in chunks of {state.chunk:,}, the shards in chunks of "
                f"{description.chunk:,}. Nothing was written; name another folder."
            )
        _copy(found, folder)
    return _finished(one, description, folder, threads, progress)


def _described(folders: Iterable[Path]) -> tuple[dict[Path, Description], list[str]]:
    """Return what each shard says of itself, and what is wrong with those that say nothing."""
    found, problems = {}, []
    for folder in folders:
        try:
            description = read_description(folder)
        except ResultError as error:
            problems.append(str(error).partition("\n")[0])
            continue
        if description.shard is None:
            problems.append(f"{folder}: is not a shard, but a result of all runs")
        elif folder in found:
            problems.append(f"{folder}: is named twice")
        else:
            found[folder] = description
    return found, problems


def _contradictions(found: Mapping[Path, Description]) -> list[str]:
    """Say which shards do not belong to the first, which are there twice, and which are missing."""
    (first, wanted), *others = found.items()
    problems = [
        f"{folder}: does not belong to {first} ({difference})"
        for folder, description in others
        if (difference := _difference(wanted, description))
    ]
    if problems:  # those that do not belong say nothing about what is missing
        return problems
    numbers = Counter(each.shard.number for each in found.values() if each.shard)
    of = wanted.shard.of if wanted.shard else 1
    problems = [
        f"shard {Shard(number, of)} is there {times} times: "
        + ", ".join(str(f) for f, each in found.items() if each.shard == Shard(number, of))
        for number, times in numbers.items()
        if times > 1
    ]
    missing = [str(Shard(number, of)) for number in range(1, of + 1) if number not in numbers]
    if missing:
        shown = ", ".join(missing[:20]) + (" ..." if len(missing) > 20 else "")
        problems.append(f"{len(missing):,} of {of:,} shards are not named: {shown}")
    return problems


def _difference(one: Description, other: Description) -> str:
    """Say in what a shard differs from another one of the same result; empty if it does not."""
    if difference := one.work.difference(other.work):
        return difference
    if other.chunk != one.chunk:
        return f"chunks of {other.chunk:,} runs, not of {one.chunk:,}"
    if one.shard and other.shard and other.shard.of != one.shard.of:
        return f"one of {other.shard.of:,} shards, not of {one.shard.of:,}"
    packages = [name for name in one.versions if name != "python"]
    return ", ".join(
        f"made with {name} {other.versions.get(name)}, not {one.versions[name]}"
        for name in packages
        if other.versions.get(name) != one.versions[name]
    )


def _damage(folder: Path, description: Description) -> list[str]:
    """Say what a shard lacks and which of its files are not what was written."""
    if stored_runs(folder, description) < description.runs:
        return [f"{folder}: {what_is_missing(folder, description)}"]
    wanted = {f"{CASE_FOLDER}/{name}": h for name, h in description.work.case_files.items()}
    wanted[PARAMETERS_FILE] = description.work.parameters_sha256
    problems = [
        f"{folder / name}: is damaged: it is not the file that was written"
        for name, expected in wanted.items()
        if _hash(folder, name) != expected
    ]
    for number in description.numbers:
        outcomes, months, hashes = chunk_names(number)
        content = chunk_hashes(number, _hash(folder, outcomes), _hash(folder, months))
        if _hash(folder, hashes) != sha256(content):
            problems.append(f"{folder / outcomes}: this chunk is damaged")
    return problems + strange_files(folder, OUR_FOLDERS, result_names(description))


def _hash(folder: Path, name: str) -> str:
    """Return the hash of a file; nothing if it cannot be read."""
    try:
        return sha256(plain_bytes(folder, name))
    except OSError:
        return ""


def _copy(shards: Mapping[Path, Description], folder: Path) -> None:
    """Make the unfinished result that has all chunks of the shards."""
    first = next(iter(shards.values()))
    chunks = {
        name: shard
        for shard, description in shards.items()
        for number in description.numbers
        for name in chunk_names(number)  # the hashes last
    }
    check_space(folder, sum((shard / name).stat().st_size for name, shard in chunks.items()))
    make_folder(folder)
    with locked(folder):
        if state_of(folder, first.work) is None:
            write_file(folder / RUN_FILE, replace(first, shard=None).to_bytes())
        for name, shard in chunks.items():
            make_folder((folder / name).parent)
            content = plain_bytes(shard, name)
            if _hash(folder, name) != sha256(content):
                write_file(folder / name, content)


def _finished(
    shard: Path,
    description: Description,
    folder: Path,
    threads: int | None,
    progress: Callable[[Progress], None] | None,
) -> Result:
    """Count and seal the result, with the copy of the case that a shard keeps."""
    from whowhom.cases import read_case

    work = description.work
    own = None
    if description.has_own_parameters:
        own = parameters_from(plain_bytes(shard, PARAMETERS_FILE))
    return run(
        replace(read_case(shard / CASE_FOLDER), id=work.case),
        runs=work.runs,
        seed=work.seed,
        parameters=own,
        change=Change.of(**work.change),
        chunk=description.chunk,
        threads=threads,
        out=folder,
        progress=progress,
    )
