"""The one way in which a file of a user is read: plain, of a known size, and as text or JSON.

A name can stand for a pipe that never ends, a device, a folder or 100 GB; none of them is read.
What the text means is read by ``dialects.py`` (CSV), ``toml.py`` and the casebook's YAML.
"""

import errno
import json
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Any

from whowhom.cases.decode import decode
from whowhom.cases.problems import Problem

__all__ = [
    "IsNoFile",
    "json_object",
    "open_plain",
    "read_head",
    "read_plain",
    "read_text",
]

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class IsNoFile(OSError):
    """What stands at a path is a folder, a pipe, a device or a socket."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "is not a regular file")


def open_plain(path: Path) -> BufferedReader:
    """Open a plain file for reading.

    Raises
    ------
    IsNoFile
        If it is none; a pipe that takes its place while it is opened does not block.
    OSError
        If it cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # before it is opened: a tape may rewind
        raise IsNoFile
    stream = open(os.open(path, _FLAGS), "rb")  # noqa: PTH123, SIM115 - a handle has no path
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise IsNoFile
    return stream


def read_head(path: Path, file: str, most: int) -> tuple[bytes, int] | Problem:
    """Return the first ``most + 1`` bytes of a plain file and its size, or why it has none.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name, for messages.
    most : int
        Bytes that are allowed.
    """
    try:
        with open_plain(path) as stream:
            return stream.read(most + 1), os.fstat(stream.fileno()).st_size
    except IsNoFile as error:
        hint = "replace it with a regular file"
        return Problem(code="W003", file=file, finding=str(error.strerror), hint=hint)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)[:100]
        finding, hint = f"cannot be read ({reason})", "check path and rights"
        return Problem(code="W003", file=file, finding=finding, hint=hint)


def read_plain(path: Path, file: str, most: int) -> bytes | Problem:
    """Return the content of a plain file, or the problem that keeps it from being read."""
    found = read_head(path, file, most)
    if isinstance(found, Problem):
        return found
    data, size = found
    if len(data) > most:
        finding, hint = f"has {max(size, len(data)):,} bytes", f"at most {most:,} are allowed"
        return Problem(code="W005", file=file, finding=finding, hint=hint)
    return data


def read_text(path: Path, file: str, most: int) -> str | Problem:
    """Return the text of a plain file, or the problem that keeps it from being read."""
    data = read_plain(path, file, most)
    return data if isinstance(data, Problem) else decode(data, file)


def json_object(text: str) -> dict[str, Any]:
    """Return the object that a text in JSON says.

    Raises
    ------
    ValueError
        If it is not an object, is nested too deeply, has a duplicate key, ``NaN`` or infinity, or a
        number of more digits than Python reads.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys stand once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("has a duplicate key")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"has {word}, which is not a JSON number")
