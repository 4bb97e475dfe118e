"""The selectorate: whom a leader pays, and how much, to stay."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
