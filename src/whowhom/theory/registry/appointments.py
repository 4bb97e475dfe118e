"""Appointments: from vacancies filled to a majority of delegates."""

from whowhom.theory.registry.model import Model

__all__ = ["MODELS"]

MODELS: tuple[Model, ...] = ()
