"""Repression: how many must be struck when the guilty cannot be told apart."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
