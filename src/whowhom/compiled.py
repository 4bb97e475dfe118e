"""How our kernels are compiled: one decorator, one cache, one set of options.

Numba's cache looks at the file of a function, not at the files of the functions that it calls, so
a change in one phase would leave a stale month behind. Our cache folder therefore carries a hash of
all our kernel sources. It lies in the user's cache folder (or below ``NUMBA_CACHE_DIR`` where that
is set), so that a read-only installation works too. No ``fastmath``: results must be the same bits
on every machine.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import platformdirs
from numba.core import config as _config

__all__ = ["cache_folder", "kernel"]

_KERNELS = ("rng.py", "compiled.py", "sim/**/*.py", "theory/**/_*_kernel.py")


def _source_files() -> list[Path]:
    home = Path(__file__).parent
    return sorted(file for pattern in _KERNELS for file in home.glob(pattern))


def cache_folder() -> Path:
    """Return the folder of the compiled kernels of exactly these sources."""
    digest = hashlib.sha256(numba.__version__.encode())
    for file in _source_files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    given = os.environ.get("NUMBA_CACHE_DIR")
    parent = Path(given) if given else Path(platformdirs.user_cache_dir("whowhom"))
    return parent / "kernels" / digest.hexdigest()[:16]


config: Any = _config
_FOLDER = str(cache_folder())


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
    >>> from whowhom.sim.arithmetic import logistic  # a kernel
    >>> logistic(0.0), logistic.py_func(0.0)
    (0.5, 0.5)
    """
    if function is None:
        return lambda inner: kernel(inner, signature=signature, **options)
    before = config.CACHE_DIR
    config.CACHE_DIR = _FOLDER
    try:
        compile_with = {"cache": True, "error_model": "numpy", **options}
        if signature is None:
            return numba.njit(**compile_with)(function)
        return numba.njit(signature, **compile_with)(function)
    finally:
        config.CACHE_DIR = before
