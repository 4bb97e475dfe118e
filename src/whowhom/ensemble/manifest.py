"""The list of the hashes of all files of a result, written last and checked at every reading.

A flipped bit in a Parquet file is mostly read as other numbers, without any error; the hashes are
what makes a stored result trustworthy. A folder without the list is an unfinished result.

The list holds the hashes of what was *written*. A change of a file between its writing and
the end of the run is found by comparing, never certified. Where files are read by the name of their
folder (the case, the chunks) a file that is not in the list is refused as well; beside these
folders, others may put what they like, since nothing there is read. Descriptions are JSON that is
closed by its own hash, so that damage to them is noticed before the list is there.
"""

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePath
from typing import Any

from whowhom.cases.plain import json_object, open_plain
from whowhom.errors import ResultError
from whowhom.files import sha256, write_file

__all__ = [
    "MANIFEST",
    "MOST_BYTES",
    "Manifest",
    "closed_bytes",
    "damaged",
    "hash_of",
    "plain_bytes",
    "read_closed",
    "read_manifest",
    "refused",
    "strange_files",
    "write_manifest",
]

MOST_BYTES = 32_000_000
"""Largest description that is read, in bytes."""
MANIFEST = "MANIFEST.sha256"
"""Name of the list; ``sha256sum -c MANIFEST.sha256`` reads it too."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f]+)")
_SHOWN = 20
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in a folder that they show; nothing reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files of a result with the hashes of what was written into them."""

    folder: Path
    hashes: Mapping[str, str]
    """By name, with ``/`` between folders."""

    def read(self, name: str) -> bytes:
        """Return the content of a file, compared with its hash.

        Raises
        ------
        ResultError
            If it is missing, not a plain file, or not what was written.
        """
        path = self.folder / name
        try:
            content = plain_bytes(self.folder, name)
        except OSError as error:
            raise damaged(self.folder, [_unreadable(path, error)]) from error
        if sha256(content) != self.hashes[name]:
            raise damaged(self.folder, [_changed(path)])
        return content

    def problems(self, names: Iterable[str] | None = None) -> list[str]:
        """Compare some files, or all, with their hashes; name those that are missing or changed."""
        found = []
        for name in self.hashes if names is None else names:
            path, expected = self.folder / name, self.hashes[name]
            try:
                with _opened(self.folder, name) as stream:
                    is_same = hashlib.file_digest(stream, "sha256").hexdigest() == expected
            except OSError as error:
                found.append(_unreadable(path, error))
                continue
            if not is_same:
                found.append(_changed(path))
        return found

    def check(self, folders: Collection[str]) -> None:
        """Raise unless every file is what was written and no other is in `folders`.

        Raises
        ------
        ResultError
            With all problems.
        """
        problems = self.problems()
        strangers = strange_files(self.folder, folders, self.hashes)
        if problems:
            raise damaged(self.folder, problems + strangers)
        if strangers:
            advice = f"Move it out of {self.folder}, and give the same command again."
            raise refused(strangers, advice)


def plain_bytes(folder: Path, name: str, most: int = -1) -> bytes:
    """Return the content of a file in a folder.

    :class:`OSError` if it is not a plain file, or has more than `most` bytes where that is given.
    """
    with _opened(folder, name) as stream:
        content = stream.read(most + 1 if most >= 0 else -1)
    if 0 <= most < len(content):
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
    return content


def strange_files(folder: Path, folders: Collection[str], expected: Collection[str]) -> list[str]:
    """Name the files in some folders of a result that are not among those `expected`."""
    found = sorted(path for name in folders for path in _files_below(folder / name))
    return [
        f"{path}: does not belong to the result: no run wrote it"
        for path in found
        if path.relative_to(folder).as_posix() not in expected
    ]


def write_manifest(manifest: Manifest) -> None:
    """Write the list."""
    lines = [f"{manifest.hashes[name]}  {name}\n" for name in sorted(manifest.hashes)]
    write_file(manifest.folder / MANIFEST, "".join(lines).encode())


def read_manifest(folder: Path) -> Manifest:
    """Read the list of a finished result; no file is compared yet.

    Raises
    ------
    ResultError
        If the list is damaged, or names files outside the folder.
    """
    path = folder / MANIFEST
    try:
        text = plain_bytes(folder, MANIFEST).decode()
    except (OSError, UnicodeDecodeError):
        raise damaged(folder, [f"{path}: is damaged: it cannot be read"]) from None
    hashes: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in hashes or not _is_inside(match[2]):
            raise damaged(folder, [f"{path}, line {number}: is damaged: not the hash of a file"])
        hashes[match[2]] = match[1]
    if list(hashes) != sorted(hashes) or not text.endswith("\n"):
        raise damaged(folder, [f"{path}: is damaged: it is cut or out of order"])
    return Manifest(folder=folder, hashes=hashes)


def damaged(folder: Path, problems: list[str]) -> ResultError:
    """Return the error that names the problems of a result that cannot be saved."""
    return refused(
        problems,
        f"The result {folder} cannot be trusted. Take it from a copy, or delete it and "
        "run the case again: the same seed gives the same result.",
    )


def refused(problems: list[str], advice: str) -> ResultError:
    """Return the error that names problems, one a line, and says what to do."""
    more = [f"... and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
    return ResultError("\n".join([*problems[:_SHOWN], *more, advice]))


def closed_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the file: the content and, as its last key, ``check``."""
    return (json.dumps({**content, "check": hash_of(content)}, indent=1) + "\n").encode()


def read_closed(file: bytes) -> dict[str, Any]:
    """Return the content of a file that :func:`closed_bytes` wrote.

    Raises
    ------
    ValueError
        If it is not that, to the last byte.
    """
    try:
        content = json_object(file.decode())
        content.pop("check")
        is_whole = file == closed_bytes(content)
    except (ValueError, KeyError):
        is_whole = False
    if not is_whole:
        raise ValueError("it is not what was written")
    return content


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the hash of some content, however it is laid out."""
    return sha256(json.dumps(content, sort_keys=True).encode())


def _changed(path: Path) -> str:
    return f"{path}: is damaged: it is not the file that was written"


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path}: is missing or cannot be read ({error.strerror})"


def _is_inside(name: str) -> bool:
    """Say whether a name is one of a file inside the folder."""
    return (
        PurePath(name).as_posix() == name
        and not PurePath(name).is_absolute()
        and (".." not in PurePath(name).parts)
    )


def _opened(folder: Path, name: str) -> BufferedReader:
    """Open a plain file; a link, or a pipe that would never end, is none."""
    path = folder / name
    above = path.parent
    while above != folder:
        if not stat.S_ISDIR(above.lstat().st_mode):
            raise OSError(errno.ENOTDIR, f"{above.name} is a link or not a folder")
        above = above.parent
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(errno.EINVAL, "it is a link or not a regular file")
    return open_plain(path)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder but folders and what file managers leave."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        yield from (Path(place) / name for name in [*files, *links] if name not in _LITTER)
