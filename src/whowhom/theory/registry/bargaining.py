"""Bargaining over a line: who challenges whom and where they end."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
