"""The registry of formal models, read by the command line, the docs and the conformance battery.

One file a family, or a paper of one: which models there are, what each asks, claims and takes.
Nothing here computes, and nothing heavy is loaded.
"""

from whowhom.errors import InvalidInput
from whowhom.theory.registry import (
    bargains,
    coalitions,
    coordination,
    courts,
    crowds,
    killings,
    leaving,
    legislative,
    media,
    offices,
    removals,
    repression,
    selectorate,
    subordination,
    tenure,
    votes,
)
from whowhom.theory.registry.model import CLAIMS, Model, Paper

__all__ = ["CLAIMS", "MODELS", "Model", "Paper", "model"]

MODELS: tuple[Model, ...] = (
    *coalitions.MODELS,
    *removals.MODELS,
    *killings.MODELS,
    *subordination.MODELS,
    *tenure.MODELS,
    *leaving.MODELS,
    *selectorate.MODELS,
    *repression.MODELS,
    *courts.MODELS,
    *media.MODELS,
    *crowds.MODELS,
    *coordination.MODELS,
    *offices.MODELS,
    *bargains.MODELS,
    *legislative.MODELS,
    *votes.MODELS,
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
