"""Loyalty against competence: whom a ruler can afford to hire."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
