"""The registry of formal models, read by the command line, the docs and the conformance battery.

One file a family: which models there are, what each asks, claims and takes. Nothing here computes,
and nothing heavy is loaded.
"""

from whowhom.errors import InvalidInput
from whowhom.theory.registry import (
    appointments,
    bargaining,
    cascades,
    coalition,
    courts,
    dynamics,
    killing,
    loyalty,
    media,
    power_sharing,
    repression,
    selectorate,
    voting,
)
from whowhom.theory.registry.model import CLAIMS, Model, Paper

__all__ = ["CLAIMS", "MODELS", "Model", "Paper", "model"]

MODELS: tuple[Model, ...] = (
    *coalition.MODELS,
    *dynamics.MODELS,
    *killing.MODELS,
    *loyalty.MODELS,
    *power_sharing.MODELS,
    *selectorate.MODELS,
    *cascades.MODELS,
    *repression.MODELS,
    *courts.MODELS,
    *media.MODELS,
    *appointments.MODELS,
    *bargaining.MODELS,
    *voting.MODELS,
)
"""All models, in the order in which they are listed."""


def model(name: str) -> Model:
    """Return a model by its name.

    Raises
    ------
    InvalidInput
        If there is none of that name; the message lists all.

    Examples
    --------
    >>> model("coalition").claim
    'implements Acemoglu, Egorov and Sonin (2008)'
    """
    for found in MODELS:
        if found.name == name:
            return found
    names = ", ".join(found.name for found in MODELS)
    raise InvalidInput(f"there is no model {name!r}; there are: {names}")
