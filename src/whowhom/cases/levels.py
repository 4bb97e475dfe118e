"""What each level of each base means: the rule by which the shipped cases are coded.

A value between two levels, or a range, says that the coder is not sure. Only what could be seen
on the first day counts. The coding rule of ``docs/casebook.md`` uses the same levels.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LEVELS"]

LEVELS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "apparatus": (
            "fills no posts and has no clients",
            "some clients in the ruling organisation",
            "fills posts in a large part of the ruling organisation",
            "has the office that fills posts in the ruling organisation",
        ),
        "army": (
            "no troops obey",
            "single units obey",
            "one service, a large army, or a wide following among officers",
            "commands, or is obeyed by, most effective troops",
        ),
        "security": (
            "neither police nor guards",
            "some political police or guards",
            "a large part of the political police or the guards",
            "heads the main political police or the armed guard of the capital",
        ),
        "popular": (
            "hardly known to the public",
            "some following in the public",
            "a considerable following in the public",
            "mass charisma or war fame",
        ),
        "legitimacy": (
            "no claim beyond the seat held",
            "some claim: long service, a family name, a known text",
            "senior: an old companion of the founder, a recognised authority",
            "founder, legal heir, or supreme authority on doctrine or religion",
        ),
        "formal_office": (
            "no seat in the top body",
            "a seat in the top body",
            "second rank: deputy, minister, chair of a chamber",
            "head of state, of government or of the regime",
        ),
        "external": (
            "no sponsor, money or territory",
            "some support abroad, or some money or territory",
            "considerable support abroad, money or territory",
            "a decisive sponsor abroad, or revenue or territory to rival the centre",
        ),
    }
)
"""What 0, 1, 2 and 3 of each base mean."""
