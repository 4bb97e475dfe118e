"""How somebody fell: the manners of the casebook, the fates they count as, the events they become.

This is the one place where the words of ``casebook.yaml`` (``manner``), the classes that scores
use (``fate``) and the words of ``course.csv`` (``event``) meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FATES", "MANNERS", "MANNER_OF_EVENT", "MANNER_OF_FATE", "Manner"]

FATES = ("office", "exile", "jail", "death", "exogenous")
"""Classes of fates; ``exogenous`` is a natural death or an accident, nobody's doing."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What one manner counts as."""

    fate: str
    """One of :data:`FATES`."""
    event: str
    """One of ``whowhom.cases.schema.COURSE_EVENTS``."""


MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "demoted": Manner("office", "demoted"),
        "dismissed": Manner("office", "demoted"),
        "resigned": Manner("office", "demoted"),
        "retired": Manner("office", "demoted"),
        "expelled": Manner("office", "expelled"),
        "internal_exile": Manner("exile", "internal_exile"),
        "foreign_exile": Manner("exile", "abroad"),
        "fled": Manner("exile", "abroad"),
        "imprisoned": Manner("jail", "prison"),
        "house_arrest": Manner("jail", "prison"),
        "executed": Manner("death", "executed"),
        "assassinated": Manner("death", "assassinated"),
        "killed_other": Manner("death", "assassinated"),
        "killed_in_battle": Manner("death", "died"),
        "suicide": Manner("death", "died"),
        "died_in_custody": Manner("death", "died"),
        "died_natural": Manner("exogenous", "died"),
        "accident": Manner("exogenous", "died"),
    }
)
"""Manners with their fate and their event.

Deaths in battle, by one's own hand and in custody are ``died`` in ``course.csv``, which has no
nearer word; the manner stands before the note there, so that the fate is not lost.
"""

MANNER_OF_EVENT: Mapping[str, str] = MappingProxyType(
    {
        "demoted": "demoted",
        "expelled": "expelled",
        "internal_exile": "internal_exile",
        "abroad": "foreign_exile",
        "prison": "imprisoned",
        "executed": "executed",
        "assassinated": "assassinated",
        "died": "died_natural",
    }
)
"""The manner that an event of ``course.csv`` is taken for where its note names none."""

MANNER_OF_FATE: Mapping[str, str] = MappingProxyType(
    {
        "office": "demoted",
        "exile": "foreign_exile",
        "jail": "imprisoned",
        "death": "killed_other",
        "exogenous": "died_natural",
    }
)
"""The manner that is written where only the fate is known."""
