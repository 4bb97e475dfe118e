"""Juntas and states that last: where removal after removal ends."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
