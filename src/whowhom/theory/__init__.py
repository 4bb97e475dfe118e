"""Published models of power in ruling circles: one paper a file, with its solver and result.

``MODELS`` lists them all. Whatever the file of a solver offers can be taken from here::

    from whowhom.theory import ruling_coalition

The names are collected from those files when the first is asked for; ``__init__.pyi``, written by
``python docs/theory.py``, tells them to type checkers. A module here is never named like a solver,
or the package would show the one for the other.
"""

from functools import cache
from importlib import import_module
from typing import Any


@cache
def _homes() -> dict[str, str]:
    """Return the module of each public name: all that files of solvers offer but constants."""
    from whowhom.theory.registry import solver_modules

    homes = dict.fromkeys(
        ("CLAIMS", "MODELS", "Model", "Paper", "model"), "whowhom.theory.registry"
    )
    homes |= dict.fromkeys(("Grid", "GridPoint", "solve_grid"), "whowhom.theory.grid")
    for module in solver_modules():
        homes |= {name: module.__name__ for name in module.__all__ if not name.isupper()}
    return homes


def home(name: str) -> str:
    """Return the module that a public name lives in."""
    return _homes()[name]


def __getattr__(name: str) -> Any:
    """Load a public name from the module that it lives in."""
    if name == "__all__":
        return sorted(_homes())
    if not name.startswith("__") and name in _homes():
        return getattr(import_module(home(name)), name)
    raise AttributeError(f"module 'whowhom.theory' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted({*globals(), *_homes()})
