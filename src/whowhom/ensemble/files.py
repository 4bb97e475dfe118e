"""The folder of a result: a lock on it, whether its disk has room, and one that is temporary.

A process that is killed removes nothing. So each temporary folder holds a file that its process
keeps locked, and who makes the next one removes those that nobody holds any more.
"""

import atexit
import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from whowhom.errors import ResourceError
from whowhom.files import resources

__all__ = ["LOCK", "check_space", "locked", "sweep_temporary", "temporary_folder"]

LOCK = "whowhom.lock"
"""Name of the file that says that a process is writing into a folder."""

_TEMPORARY = "whowhom-temporary-"
_HELD = "in-use"
_PAUSE = 0.02
"""Seconds between two attempts to take a lock."""


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
def locked(folder: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Hold a folder for this process; the lock of a process that died blocks nobody.

    Parameters
    ----------
    folder : Path
        The folder; it must be there.
    patience : float, default 0
        Seconds to wait for whoever holds it.

    Raises
    ------
    ResourceError
        If another process (or another run in this one) holds it.
    """
    path = folder / LOCK
    until = time.monotonic() + patience
    with resources(path):
        while (handle := _take(path)) is None and time.monotonic() < until:
            time.sleep(_PAUSE)
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


def temporary_folder() -> tuple[Path, Callable[[], None]]:
    """Make an empty folder for as long as this process lives.

    Returns
    -------
    Path
        The folder.
    callable
        Removes it; else that is done when the process ends, or by the next one.

    Raises
    ------
    ResourceError
        If there is no place for it.
    """
    sweep_temporary()
    place = Path(tempfile.gettempdir())
    with resources(place):
        while True:
            outer = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=place))
            with contextlib.suppress(FileNotFoundError):  # swept before we held it
                handle = _take(outer / _HELD)
                if handle is not None:
                    break
        folder = outer / "content"
        folder.mkdir()
    remove = _Remover(outer, handle)
    atexit.register(remove)
    return folder, remove


class _Remover:
    """Removes a temporary folder, once, and in the process that made it only."""

    def __init__(self, folder: Path, handle: int) -> None:
        self._folder, self._handle, self._owner = folder, handle, os.getpid()

    def __call__(self) -> None:
        if self._owner == os.getpid():
            self._owner = 0
            atexit.unregister(self)
            shutil.rmtree(self._folder, ignore_errors=True)
            os.close(self._handle)


def sweep_temporary() -> None:
    """Remove the temporary folders of processes that have died, as far as they are ours."""
    for outer in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
        with contextlib.suppress(OSError):
            held = os.open(outer / _HELD, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                is_free = _is_ours(outer) and _lock(held, unless_unknown=True)
                if is_free:
                    shutil.rmtree(outer, ignore_errors=True)
            finally:
                os.close(held)


def _is_ours(folder: Path) -> bool:
    """Say whether a folder, not a link to one, belongs to this user."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and (
        not hasattr(os, "getuid") or status.st_uid == os.getuid()
    )


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

    def _lock(handle: int, *, unless_unknown: bool = False) -> bool:  # noqa: ARG001
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

    def _lock(handle: int, *, unless_unknown: bool = False) -> bool:
        """Lock the file; a disk that knows no locks lets everybody in, `unless_unknown`."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in (errno.ENOLCK, errno.ENOTSUP) and not unless_unknown
        return True
