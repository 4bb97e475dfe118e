"""Published models of power in ruling circles: one paper a file, a solver and its result.

``MODELS`` lists them all. Every solver and its result can be taken from here; the module of a
solver is loaded when it is first asked for::

    from whowhom.theory import ruling_coalition
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from whowhom.theory.registry import CLAIMS, MODELS, Model, Paper, model

if TYPE_CHECKING:
    from whowhom.theory.coalition import RulingCoalition, ruling_coalition

__all__ = [
    "CLAIMS",
    "MODELS",
    "Model",
    "Paper",
    "RulingCoalition",
    "model",
    "ruling_coalition",
]


def __getattr__(name: str) -> Any:
    """Load a solver or a result from the module that it lives in."""
    for found in MODELS:
        if name in (found.function, found.result):
            return getattr(import_module(found.module), name)
    raise AttributeError(f"module 'whowhom.theory' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    solvers = {name for found in MODELS for name in (found.function, found.result)}
    return sorted({*globals(), *__all__, *solvers})
