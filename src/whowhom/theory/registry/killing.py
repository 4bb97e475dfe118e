"""The killing game: execute or spare the loser of a fight for power."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
