"""The closed lists of words that a case may use, each with what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = [
    "CONDITIONS",
    "COURSE_EVENTS",
    "DEATHS",
    "GRADES",
    "MANNERS",
    "MANNER_OF_EVENT",
    "REGIME_TYPES",
    "REMOVALS",
    "SHOCK_KINDS",
    "SUCCESSIONS",
    "TIE_KINDS",
    "UNSOURCED",
    "Manner",
    "ShockKind",
    "Succession",
]

TIE_KINDS: Mapping[str, int] = MappingProxyType(
    {
        "ally": 1,
        "friend": 1,
        "client": 1,
        "patron": 1,
        "kin": 1,
        "rival": -1,
        "grievance": -1,
        "feud": -1,
    }
)
"""Kinds of ties with their sign: +1 binds, -1 divides."""

REGIME_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "party": "one ruling party",
        "military": "a junta or an officer corps",
        "personal": "one ruler and their followers",
        "monarchy": "a dynasty",
        "court": "a court around a throne or a regency",
        "other": "none of these",
    }
)
"""Types of regimes with what they mean."""

COURSE_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "demoted": "lost the main post or the seat in the inner circle",
        "expelled": "put out of the ruling organisation",
        "internal_exile": "banished inside the country",
        "abroad": "fled or was sent out of the country",
        "prison": "arrested",
        "executed": "put to death by the regime, after a trial or not",
        "assassinated": "murdered",
        "died": "died of other causes",
        "ruler": "ruled alone or first from this date",
        "restored": "came back to a post or into the circle",
        "coalition": "joined with those named in `by`",
        "appointed": "took the post named in `post`",
        "in_circle": "still sat in the inner circle at this date, or came into it",
    }
)
"""Events of the documented course with what they mean."""

REMOVALS = (
    "demoted",
    "expelled",
    "internal_exile",
    "abroad",
    "prison",
    "executed",
    "assassinated",
)
"""Events of the documented course by which others remove somebody, from the mildest to the
harshest."""

DEATHS = ("executed", "assassinated", "died")
"""Events of the documented course after which somebody is dead."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What one manner of removal counts as."""

    fate: str
    """``office``, ``exile``, ``jail``, ``death``, or ``exogenous``: a natural death or an accident,
    nobody's doing."""
    event: str
    """One of :data:`COURSE_EVENTS`."""


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
"""Manners of removal: words that may open the note of an event (``suicide: facing arrest``) and say
more than the event does. Deaths in battle, by suicide and in custody are ``died``, for want of a
nearer event; without the manner they would count as natural."""

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
"""The manner that an event is taken for where its note names none."""

CONDITIONS: Mapping[str, str] = MappingProxyType(
    {
        "war": "how far the country is at war",
        "norm": "strength of the taboo on killing comrades",
        "terror": "how much terror is in use",
        "discipline": "how far a decision of the majority binds everyone",
        "enemy": "how far an outside enemy can be blamed",
    }
)
"""States of the regime on the start date, each from 0 to 1, with what they mean."""

GRADES: Mapping[str, str] = MappingProxyType(
    {
        "documented": "stands in a reliable source",
        "disputed": "sources contradict one another",
        "assumed": "a judgement of the coder",
    }
)
"""Grades of reliability of a source, from the best to the weakest."""

UNSOURCED = "unsourced"
"""Stated in a table that names no source for it."""


@dataclass(frozen=True, slots=True)
class ShockKind:
    """What a kind of shock hits and how large it may be."""

    target: str
    """What ``target`` names: a table (``actors``, ``audiences``, ``posts``) or nothing (empty)."""
    low: float
    high: float
    meaning: str
    reads: tuple[str, ...] = ()
    """Columns that only some kinds read: ``actor``, ``audience``, ``months``."""


SHOCK_KINDS: Mapping[str, ShockKind] = MappingProxyType(
    {
        "incapacity": ShockKind(
            "actors", 0, 1, "share of the ability to act that an arbiter loses"
        ),
        "death": ShockKind("actors", 0, 1, "natural death; 0 switches it off"),
        "testament": ShockKind("actors", 0, 1, "weight of a disclosed advice to remove the target"),
        "esteem": ShockKind(
            "actors", -1, 1, "change of esteem, in one audience or in all at home", ("audience",)
        ),
        "absence": ShockKind(
            "actors", 0, 1, "how far the target is away from the rite of a dead founder"
        ),
        "levy": ShockKind("audiences", 0, 1, "share of the audience replaced by newcomers"),
        "leaning": ShockKind("audiences", -1, 1, "shift of the audience's line"),
        "war": ShockKind("", 0, 1, "new level of war"),
        "focal": ShockKind("", 0, 3, "how far it makes a known name a rallying point"),
        "enemy": ShockKind("", -1, 1, "change of how far an outside enemy can be blamed"),
        "pretext": ShockKind("", 0, 1, "how good a pretext for terror it is"),
        "post": ShockKind(
            "posts", 0, 1, "`actor` receives the post; 0 switches it off", ("actor",)
        ),
        "illness": ShockKind(
            "actors",
            0,
            1,
            "how ill the target is for `months`: does and says that much less, dies the sooner; an "
            "arbiter can act that much less; 0 is well again",
            ("months",),
        ),
        "election": ShockKind(
            "audiences",
            0,
            1,
            "share of the body that is newly elected in public: a levy, and a rallying point as "
            "large",
        ),
        "congress": ShockKind(
            "audiences", 0, 1, "share of the body that is newly delegated behind doors: a levy"
        ),
        "treaty": ShockKind(
            "audiences",
            0,
            1,
            "gain of esteem in the body for `actor`, or for the leader of the day; the outside "
            "enemy can be blamed that much less",
            ("actor",),
        ),
        "sanction": ShockKind(
            "audiences",
            0,
            1,
            "loss of esteem in the body for `actor`, or for the leader of the day; the outside "
            "enemy can be blamed that much more",
            ("actor",),
        ),
    }
)
"""Kinds of shocks with their target and the range of ``size``."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What one rule of succession means."""

    named: tuple[str, ...]
    """Tables one of whose ids ``succession_by`` names; none where it stays empty."""
    meaning: str


SUCCESSIONS: Mapping[str, Succession] = MappingProxyType(
    {
        "power": Succession((), "goes to one of the circle, drawn by power"),
        "vacant": Succession((), "stays empty"),
        "deputy": Succession(
            ("posts", "actors"), "goes to an actor, or to the holder of another post"
        ),
        "elected": Succession(
            ("audiences",), "goes to one of the circle, drawn by how much of a body sides with each"
        ),
        "appointed": Succession(
            ("posts", "actors"),
            "goes to the one of the circle who is closest by ties to an actor, or to the holder of "
            "another post",
        ),
    }
)
"""Rules by which a post goes on when its holder dies or is removed."""
