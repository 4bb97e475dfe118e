"""Files that are there whole or not at all: the one way in which whowhom writes.

A write goes to a temporary file beside the target, is forced to the disk, and takes the name of
the target in one step; whatever interrupts it, no half file is left under that name.
"""

import contextlib
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from whowhom.errors import InvalidInput, ResourceError
from whowhom.filenames import check_new_path

__all__ = [
    "make_folder",
    "output_ending",
    "output_file",
    "resources",
    "sha256",
    "write_file",
    "write_files",
]

_REASONS = {
    errno.ENOSPC: "the disk is full. Make room",
    errno.EDQUOT: "your disk quota is used up. Make room",
    errno.EFBIG: "the file would be larger than is allowed here. Raise the limit (ulimit -f)",
    errno.EACCES: "writing is not allowed there. Choose another folder",
    errno.EPERM: "writing is not allowed there. Choose another folder",
    errno.EROFS: "that disk is read-only. Choose another folder",
    errno.EIO: "the disk reports an I/O error. Choose another disk",
    errno.ENOTDIR: "a part of the path is a file, not a folder. Choose another folder",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
    errno.EMFILE: "too many files are open. Close some",
}
_LONGEST = 200
"""Characters of a name that a temporary file repeats; systems allow 255 bytes."""


def sha256(content: bytes) -> str:
    """Return the sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@contextlib.contextmanager
def resources(path: Path) -> Iterator[None]:
    """Turn what the system refuses at `path` into a :class:`ResourceError` with a sentence."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}. Look into it")
        raise ResourceError(
            f"{path}: cannot be written: {reason} and run the same command again; "
            "what was written before is kept."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it, under names that every system can hold."""
    with resources(path):
        check_new_path(path)
        path.mkdir(parents=True, exist_ok=True)


def output_file(path: str | Path, *, option: str = "--out") -> Path:
    """Return the file that an output goes to; refuse before any work what can be none.

    A link is followed, so that it goes on leading to the new content.

    Parameters
    ----------
    path : str or Path
        What the user has named.
    option : str, default "--out"
        How, for the message.

    Raises
    ------
    InvalidInput
        If it is empty, ``-``, a folder, a device or anything else but a regular file.
    ResourceError
        If its folder cannot be written to.
    """
    text = os.fspath(path)
    named = Path(text)
    if text in ("", "-") or not named.name:
        raise InvalidInput(f"{option} must be the name of a file, got {text!r}")
    try:
        with resources(named):
            mode = _kind(named)
    except ValueError as error:
        raise InvalidInput(f"{option}: {text!r} cannot be a file: {error}") from error
    if text.endswith(("/", os.sep)) or stat.S_ISDIR(mode):
        raise InvalidInput(f"{option} must be the name of a file; {text!r} is a folder")
    if not stat.S_ISREG(mode):
        raise InvalidInput(f"{option} must be the name of a file; {text!r} is not a regular file")
    return Path(os.path.realpath(named)) if named.is_symlink() else named


def _kind(path: Path) -> int:
    """Return what is at a path; where nothing is, that of a file if its folder takes one."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        above = next(folder for folder in path.absolute().parents if folder.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None
        return stat.S_IFREG


def output_ending(
    path: Path, kind: str | None, endings: Mapping[str, str], *, option: str = "--out"
) -> str:
    """Return the kind of file that is written: as was said, else as the file is called.

    Parameters
    ----------
    path : Path
        The file.
    kind : str, optional
        What was said.
    endings : mapping of str to str
        The kind of each ending (``.pdf``); the first is that of a name without one.
    option : str, default "--out"
        How the file was named, for the message.

    Raises
    ------
    InvalidInput
        If nothing was said and the ending is none of these, or it says something else.

    Examples
    --------
    >>> output_ending(Path("fig.svg"), None, {".pdf": "pdf", ".svg": "svg"})
    'svg'
    """
    ending = path.suffix.lower()
    called = endings.get(ending)
    if kind is not None and called in (None, kind):
        return kind
    if kind is None and (called or not ending):
        return called or next(iter(endings.values()))
    known = ", ".join(endings)
    found = f"{str(path)!r} is called {ending}"
    if kind is not None:
        raise InvalidInput(f"{option}: {found}, but --format says {kind}; say the same in both")
    raise InvalidInput(f"{option} must end in one of {known}, or name --format; {found}")


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    ResourceError
        If the system refuses; the temporary file is removed.
    """
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: none takes its name before all are on the disk.

    Raises
    ------
    ResourceError
        If the system refuses; the temporary files are removed.
    """
    hidden = {path: _temporary(path) for path in contents}
    try:
        for path, content in contents.items():
            with resources(path):
                _write_through(hidden[path], content, mode=_mode(path))
        for path, temporary in hidden.items():
            with resources(path):
                os.replace(temporary, path)  # noqa: PTH105 - the tests fail this very call
                _sync_folder(path.parent)
    finally:
        for temporary in hidden.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    """Return the place beside a file where it is written first."""
    return path.with_name(f"{path.name[:_LONGEST]}.tmp-{os.getpid()}")


def _mode(path: Path) -> int | None:
    """Return the rights of the file that is replaced; None if there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _write_through(path: Path, content: bytes, *, mode: int | None) -> None:
    """Write a file and force it to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if mode is not None:
        with contextlib.suppress(OSError):
            path.chmod(mode)


def _sync_folder(path: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
