"""How our kernels are compiled: one decorator, one cache, one set of options.

Numba's cache looks at the file of a function, not at the files of the functions that it calls, so
a change in one phase would leave a stale month behind. Our cache folder therefore carries a hash of
all our kernel sources. It lies in the user's cache folder (or below ``NUMBA_CACHE_DIR`` where that
is set), so that a read-only installation works too. Numba's cache also runs whatever its files
hold, and a flipped bit in machine code ends the interpreter; so each of our files begins with the
hash of the rest, and nothing of it is used before that was compared. No ``fastmath``: results must
be the same bits on every machine.
"""

import contextlib
import functools
import hashlib
import logging
import os
import pickle
import stat
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import platformdirs
from numba.core import caching as _caching
from numba.core import compiler as _compiler
from numba.core import serialize as _serialize

from whowhom.whole_kernels import Dispatcher, Inner, as_one, by_reference

__all__ = ["by_reference", "cache_folder", "is_kept", "kernel"]

_KERNELS = ("rng.py", "compiled.py", "whole_kernels.py", "sim/**/*.py", "theory/**/_*_kernel.py")
_ENDING = ".kernel"
# numba has no types
_FunctionCache: Any = _caching.FunctionCache
_form_from: Any = _compiler.CompileResult._rebuild
_pickled: Any = _serialize.dumps

_LOG = logging.getLogger("whowhom")
_TOLD: set[str] = set()


def _source_files() -> list[Path]:
    home = Path(__file__).parent
    return sorted(file for pattern in _KERNELS for file in home.glob(pattern))


@functools.cache
def _state() -> str:
    """Return the hash of our kernel sources and of what compiles them."""
    versions = (numba.__version__, np.__version__, sys.implementation.cache_tag)
    digest = hashlib.sha256(repr(versions).encode())
    for file in _source_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder of the compiled kernels of exactly these sources."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    parent = Path(given) if given else Path(platformdirs.user_cache_dir("whowhom"))
    return parent / "kernels" / _state()


def is_kept(function: str) -> bool:
    """Say whether a kernel, named as ``simulation._simulate_runs``, was compiled before."""
    return any(cache_folder().glob(f"{function}-*{_ENDING}"))


def kernel(
    function: Callable[..., Any] | None = None, *, signature: str | None = None, **options: Any
) -> Any:
    """Compile a function in numba's nopython mode with our options.

    Parameters
    ----------
    function : callable
        The function to compile; with keyword options only, a decorator is returned.
    signature : str, optional
        The one type of the function; without it each new combination of types is compiled.
    **options
        Further options of ``numba.njit``, such as ``nogil=True`` or ``inline="always"``.

    Examples
    --------
    >>> from whowhom.sim.phases.confidence import logistic  # a kernel
    >>> logistic(0.0), logistic.py_func(0.0)
    (0.5, 0.5)
    """
    if function is None:
        return lambda inner: kernel(inner, signature=signature, **options)
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    return _Kernel(function, {"nopython": True, "error_model": "numpy", **options}, signature)


class _Kernel(Dispatcher):
    """A kernel as Python calls it: compiled with all that it calls, and kept in our cache."""

    def __init__(
        self, function: Callable[..., Any], options: dict[str, Any], signature: str | None = None
    ) -> None:
        super().__init__(function, targetoptions=options)
        self._cache = _Cache(function)
        self.inner = Inner(
            function,
            targetoptions={**options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True},
        )
        self.inner.signature = signature

    @property
    def _numba_type_(self) -> Any:
        return self.inner._numba_type_

    def compile(self, sig: Any) -> Any:
        """Compile the function and all that it calls as one."""
        with as_one(self):
            return super().compile(self.inner.signature or sig)


class _Cache(_FunctionCache):  # type: ignore[misc]
    """The compiled forms of one function: one file for each combination of types.

    A file holds the hash of the rest, then what the form is for and the form itself, pickled. It
    takes its name in one step, so that two first runs at once do not disturb each other.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._py_func = function
        self._stem = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.enable()

    @property
    def cache_path(self) -> str:
        """The folder of all files."""
        return str(cache_folder())

    def flush(self) -> None:
        """Forget all compiled forms."""
        for path in cache_folder().glob(f"{self._stem}-*{_ENDING}"):
            _remove(path)

    def _load_overload(self, signature: Any, target: Any) -> Any:
        """Return a compiled form, or None if it must be compiled."""
        key = self._index_key(signature, target.codegen())
        path = self._path(key)
        try:
            content = _whole(path)
        except OSError:
            return None
        if content is None:
            _tell(
                "damaged",
                f"{path}: this compiled kernel is damaged; it is removed and compiled once again, "
                "which takes some seconds, and so is any other.",
            )
            _remove(path)
            return None
        found, form = pickle.loads(content)
        try:
            return _form_from(target, *form) if found == key else None
        except ImportError:  # a user's own function, whose module is not there under that name
            return None

    def _save_overload(self, signature: Any, form: Any) -> None:
        """Keep a compiled form, or say why that is not possible."""
        if form.library.has_dynamic_globals:
            return
        key = self._index_key(signature, form.codegen)
        content: bytes = _pickled((key, form._reduce()))
        path = self._path(key)
        temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(hashlib.sha256(content).digest() + content)
            temporary.replace(path)
        except OSError as error:
            _remove(temporary)
            if not _is_whole(path):  # else another process has just written the same
                _tell(
                    "not kept",
                    f"{path.parent}: compiled kernels cannot be kept there "
                    f"({error.strerror or error}), so they are compiled again at every start. "
                    "Make room there, or name another folder in NUMBA_CACHE_DIR.",
                )

    def _path(self, key: tuple[Any, ...]) -> Path:
        """Return the file of a form."""
        name = hashlib.sha256(repr(key).encode()).hexdigest()[:24]
        return cache_folder() / f"{self._stem}-{name}{_ENDING}"


def _whole(path: Path) -> memoryview | None:
    """Return what a file holds behind its hash; None if that is not what was written.

    A pipe, a device or a link in its place is never opened: reading it might not end.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        return None
    content = memoryview(path.read_bytes())
    return content[32:] if content[:32] == hashlib.sha256(content[32:]).digest() else None


def _is_whole(path: Path) -> bool:
    try:
        return _whole(path) is not None
    except OSError:
        return False


def _tell(what: str, sentence: str) -> None:
    """Say something once in the life of the process."""
    if what not in _TOLD:
        _TOLD.add(what)
        _LOG.warning(sentence)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
