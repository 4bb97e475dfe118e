"""Files that are there whole or not at all, and a lock on a folder.

A write goes to a temporary file beside the target, is forced to the disk, and takes the name of
the target in one step; whatever interrupts it, no half file is left under that name.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from whowhom.errors import ResourceError
from whowhom.filenames import check_new_path

__all__ = ["LOCK", "check_space", "locked", "make_folder", "resources", "sha256", "write_file"]

LOCK = "whowhom.lock"
"""Name of the file that says that a process is writing into a folder."""

_REASONS = {
    errno.ENOSPC: "the disk is full. Make room",
    errno.EDQUOT: "your share of the disk is used up. Make room",
    errno.EACCES: "writing is not allowed there. Choose another folder",
    errno.EPERM: "writing is not allowed there. Choose another folder",
    errno.EROFS: "that disk can only be read. Choose another folder",
    errno.EIO: "the disk reports a fault. Choose another disk",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
    errno.EMFILE: "too many files are open. Close some",
}


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
            f"{path}: cannot be written: {reason} and give the same command again; "
            "what was written before stays and is used."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it, under names that every system can hold."""
    with resources(path):
        check_new_path(path)
        path.mkdir(parents=True, exist_ok=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    ResourceError
        If the system refuses; the temporary file is removed.
    """
    temporary = path.with_name(f"{path.name}.tmp-{os.getpid()}")
    try:
        with resources(path):
            _write_through(temporary, content)
            os.replace(temporary, path)  # noqa: PTH105 - the tests fail this very call
            _sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
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


def _sync_folder(path: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_space(path: Path, needed: int) -> None:
    """Raise :class:`ResourceError` if the disk of `path` has less room than `needed` bytes."""
    above = next(folder for folder in (path, *path.parents) if folder.exists())
    with resources(path):
        free = shutil.disk_usage(above).free
    if free < needed:
        raise ResourceError(
            f"{path}: the result may need {needed / 1e6:,.0f} MB and the disk has "
            f"{free / 1e6:,.0f} MB free. Make room, choose fewer runs, or another folder."
        )


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; the lock of a process that died holds nobody up.

    Raises
    ------
    ResourceError
        If another process (or another run in this one) holds it.
    """
    path = folder / LOCK
    with resources(path):
        handle = _take(path)
    if handle is None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            owner = path.read_text("ascii").strip()
            raise ResourceError(
                f"{folder}: process {owner or '(unknown)'} is writing this result now. "
                "Wait until it ends, or choose another folder."
            )
        raise ResourceError(f"{folder}: another process is writing this result now. Wait for it.")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(handle)


def _take(path: Path) -> int | None:
    """Open and lock the file; return None if somebody else holds it.

    The system frees the lock of a process that ends, however it ends. A file that was removed by
    its last owner between our opening and our locking it locks nothing, so we try again.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _lock(handle):
            os.close(handle)
            return None
        if _is_current(handle, path):
            with contextlib.suppress(OSError):  # the number is there for people only
                os.truncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode())
            return handle
        os.close(handle)


def _is_current(handle: int, path: Path) -> bool:
    """Say whether an open file still has its name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        """Lock a byte far behind the text, which others may still read."""
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        """Lock the file; a disk that knows no locks lets everybody in."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in (errno.ENOLCK, errno.ENOTSUP)
        return True
