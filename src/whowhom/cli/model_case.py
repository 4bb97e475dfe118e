"""What a case on a date says for the arguments of a formal model."""

from typing import Any

from whowhom.theory.registry import Model

__all__ = ["from_case"]


def from_case(model: Model, case: str, at: str | None) -> dict[str, Any]:
    """Return the arguments of a model that a case on a date stands in for."""
    return {}
