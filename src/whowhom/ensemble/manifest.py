"""The list of the hashes of all files of a result, written last and checked at every reading.

A flipped bit in a Parquet file is mostly read as other numbers, without any error; the hashes are
what makes a stored result worth trusting. A folder without the list is an unfinished result.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from whowhom.cases.plain import open_plain
from whowhom.errors import ResultError
from whowhom.files import write_file

__all__ = ["MANIFEST", "check_manifest", "damaged", "file_hash", "write_manifest"]

MANIFEST = "MANIFEST.sha256"
"""Name of the list; ``sha256sum -c MANIFEST.sha256`` reads it too."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f]+)")
_SHOWN = 20


def file_hash(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with open_plain(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(folder: Path, names: Iterable[str]) -> None:
    """Write the hashes of the files `names` as they are on the disk."""
    lines = [f"{file_hash(folder / name)}  {name}\n" for name in sorted(names)]
    write_file(folder / MANIFEST, "".join(lines).encode())


def check_manifest(folder: Path) -> Collection[str]:
    """Compare every file of a finished result with its hash; return the names of the files.

    Files that are not in the list are no part of the result and are left alone.

    Raises
    ------
    ResultError
        If files are missing or damaged; the message names all of them.
    """
    problems = []
    hashes = _read_manifest(folder)
    for name, expected in hashes.items():
        path = folder / name
        try:
            found = file_hash(path)
        except OSError as error:
            problems.append(f"{path}: is missing or cannot be read ({error.strerror})")
            continue
        if found != expected:
            problems.append(f"{path}: is damaged: it is not the file that was written")
    if problems:
        raise damaged(folder, problems)
    return hashes.keys()


def damaged(folder: Path, problems: list[str]) -> ResultError:
    """Return the error that names the problems and says what to do."""
    more = [f"... and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
    advice = (
        f"The result {folder} cannot be trusted. Take it from a copy, or delete it and "
        "run the case again: the same seed gives the same result."
    )
    return ResultError("\n".join([*problems[:_SHOWN], *more, advice]))


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return the expected hash of each file."""
    path = folder / MANIFEST
    try:
        with open_plain(path) as stream:
            text = stream.read().decode()
    except (OSError, UnicodeDecodeError):
        raise damaged(folder, [f"{path}: is damaged: it cannot be read"]) from None
    hashes: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in hashes or not _is_inside(folder, match[2]):
            raise damaged(folder, [f"{path}, line {number}: is damaged: it is no hash of a file"])
        hashes[match[2]] = match[1]
    if list(hashes) != sorted(hashes) or not text.endswith("\n"):
        raise damaged(folder, [f"{path}: is damaged: it is cut or out of order"])
    return hashes


def _is_inside(folder: Path, name: str) -> bool:
    """Say whether a file is inside the folder, links followed."""
    return (folder / name).resolve().is_relative_to(folder.resolve())
