"""The one way in which a file of a user is read: plain, of a known size, and as text or JSON.

A name can be that of a pipe that never ends, a device, a folder or 100 GB; none of them is read.
Text is UTF-8 only; a file in another encoding says so, and can be converted once. What the text
means is read by ``dialects.py`` (CSV), ``toml.py`` and the casebook's YAML.
"""

import codecs
import errno
import json
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Any

from whowhom.cases.encodings import marked_encoding
from whowhom.cases.problems import Problem

__all__ = [
    "IsNoFile",
    "decode",
    "json_object",
    "open_plain",
    "read_head",
    "read_plain",
    "read_text",
    "recode",
]

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class IsNoFile(OSError):
    """The path names a folder, a pipe, a device or a socket."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "is not a regular file")


def open_plain(path: Path) -> BufferedReader:
    """Open a plain file for reading.

    Raises
    ------
    IsNoFile
        If it is not one; a pipe that takes its place while it is opened does not block.
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
        finding, hint = f"cannot be read ({reason})", "check the path and its permissions"
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
    """Return the object that a text in JSON holds.

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
    """Return an object without duplicate keys."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("has a duplicate key")
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"has {word}, which is not a JSON number")


MAGIC = (
    (b"PK\x03\x04", "a zip file or Excel workbook", "save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF", "export the table as CSV UTF-8"),
    (b"\x89PNG", "a picture", "write a table"),
    (b"\xff\xd8\xff", "a picture", "write a table"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"{\\rtf", "a text document (RTF)", "save it as plain text"),
)
SAVE = 'save it as UTF-8 ("CSV UTF-8" in a spreadsheet)'


def decode(data: bytes, file: str) -> str | Problem:
    """Return the text of a file, or the problem that keeps it from being read.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for the message.
    """
    for magic, what, way_out in MAGIC:
        if data.startswith(magic):
            return _problem("W011", file, data, 0, f"is {what}, not a text file", way_out)
    if encoding := marked_encoding(data):
        return _problem("W010", file, data, 0, f"is {encoding.upper()}, not UTF-8", SAVE)
    nul = data.find(b"\0")
    if nul >= 0:
        finding = "has a NUL byte, so it is not a text file"
        return _problem("W011", file, data, nul, finding, "save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        finding = f"has the byte 0x{data[start]:02X}, which is not UTF-8"
        return _problem("W010", file, data, start, finding, SAVE)


def recode(data: bytes, file: str, encoding: str) -> str | Problem:
    """Return the text of a file in a stated encoding, or the problem that keeps it from being read.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for the message.
    encoding : str
        A name that Python knows.
    """
    other = "name another encoding"
    wide = next((name for name in ("utf-16", "utf-32") if _name(encoding).startswith(name)), "")
    if wide and not marked_encoding(data).startswith(wide):
        # Any two bytes are some sign of UTF-16, mostly a Chinese one.
        return Problem(code="W010", file=file, finding=f"is not {wide.upper()}", hint=other)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        finding = f"has the byte 0x{data[error.start]:02X}, which {encoding} does not define"
        return _problem("W010", file, data, error.start, finding, other)
    strange = next((sign for sign in text if sign == "\0" or "\x7f" <= sign < "\xa0"), "")
    if strange:
        line = text.count("\n", 0, text.index(strange)) + 1
        finding = f"read as {encoding} has the control character U+{ord(strange):04X}"
        return Problem(code="W010", file=file, line=line, finding=finding, hint=other)
    return text


def _name(encoding: str) -> str:
    """Return the one name of an encoding, as utf-16-le for UTF-16LE."""
    return codecs.lookup(encoding).name


def _problem(code: str, file: str, data: bytes, at: int, finding: str, hint: str) -> Problem:
    """Place a problem at byte `at`; columns are counted by the commonest delimiter of the line."""
    line_start = data.rfind(b"\n", 0, at) + 1
    before = data[line_start:at]
    delimiters = max(before.count(delimiter) for delimiter in (b",", b";", b"\t"))
    return Problem(
        code=code,
        file=file,
        line=data.count(b"\n", 0, at) + 1,
        column=delimiters + 1,
        finding=finding,
        hint=hint,
    )
