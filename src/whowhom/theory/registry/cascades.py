"""Cascades of opinion: when a few who act carry everybody along."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
