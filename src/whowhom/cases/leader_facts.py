"""What can be said of a leader for the outside view: a closed vocabulary, every fact optional.

The facts are those of public data on autocracies 1946-2010 that help to forecast who is removed and
that an analyst can know of a sitting leader. Most were coded after the fact by historians [1]_, who
knew how the reign ended; code a living leader by what was visible a year before the date.

References
----------
.. [1] B. Geddes, J. Wright and E. Frantz, "How Dictatorships Work", Cambridge University Press,
   2018. https://doi.org/10.1017/9781316336182
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

__all__ = ["FACTS", "REGIME_OF_TYPE", "Fact", "Value", "incompatible"]

Value = str | float | bool
"""A choice, a number or yes and no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that can be said of a leader, and what may be said."""

    name: str
    kind: Literal["choice", "yes_no", "number"]
    meaning: str
    """What the fact is, as a question that a coder can answer."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Each allowed word and what it means; empty unless `kind` is "choice"."""
    low: float = 0.0
    """Smallest number allowed."""
    high: float = 0.0
    """Largest number allowed."""
    unit: str = ""
    """Unit of a number."""


def _choice(name: str, meaning: str, **choices: str) -> Fact:
    words = {word.replace("_", "-"): said for word, said in choices.items()}
    return Fact(name=name, kind="choice", meaning=meaning, choices=MappingProxyType(words))


def _yes_no(name: str, meaning: str) -> Fact:
    return Fact(name=name, kind="yes_no", meaning=meaning)


def _number(name: str, meaning: str, low: float, high: float, unit: str) -> Fact:
    return Fact(name=name, kind="number", meaning=meaning, low=low, high=high, unit=unit)


_ALL = (
    _choice(
        "regime",
        "Who holds power behind the leader? A hybrid names each of its parts.",
        party="a ruling party controls policy and appointments",
        personal="the leader alone controls policy, appointments and the security services",
        military="the officer corps rules and can constrain the leader",
        monarchy="a ruling family",
        oligarchy="elected by a small part of the population",
        party_personal="a ruling party dominated by its leader",
        party_military="a ruling party and the officer corps",
        military_personal="the officer corps, dominated by its leader",
        party_military_personal="a party and officers, both dominated by the leader",
    ),
    _choice(
        "entry",
        "How did the leader enter office?",
        regular="by the rules and customs of the country, including succession by party or family",
        irregular="by coup, revolt or any other breach of the rules, or imposed from abroad",
    ),
    _number("age", "Age of the leader on the date of the forecast.", 15, 110, "years"),
    _number("coups_5", "Coup attempts in the country in the 5 years before.", 0, 30, "attempts"),
    _number("coups_10", "Coup attempts in the country in the 10 years before.", 0, 50, "attempts"),
    _number(
        "last_coup", "Years since the last coup attempt; 100 if there was none.", 0, 100, "years"
    ),
    _number(
        "neighbour_coups",
        "Share of the other autocracies of the region with a coup attempt in the 3 years before.",
        0,
        100,
        "per cent",
    ),
    _number("regime_age", "Years since this regime (not this leader) took power.", 0, 400, "years"),
    _number(
        "infant_mortality",
        "Deaths before the first birthday in the year before the date.",
        1,
        400,
        "per 1,000 births",
    ),
    _choice(
        "country_class",
        "Third of all states by infant mortality, in the same year; used if the number is missing.",
        poor="highest third",
        middle="middle third",
        rich="lowest third",
    ),
    _choice(
        "seizure",
        "How did this regime first take power?",
        coup="by coup",
        rebellion="by armed rebellion",
        uprising="by popular uprising",
        foreign="imposed or left behind by a foreign power",
        election="an elected government that changed the rules",
        succession="competing elites were shut out later",
        family="a ruling family",
    ),
    _choice(
        "background",
        "What was the leader before entering office?",
        civilian="neither officer nor rebel; also members of ruling families",
        rebel="fighter or leader of an armed rebellion",
        junior_officer="officer below the rank of colonel",
        senior_officer="colonel, general or their equals in other services",
    ),
    _choice(
        "security",
        "Who controls the chiefs of the internal security services?",
        leader="the leader appoints and dismisses them at will",
        party="the ruling party",
        military="the armed forces",
    ),
    _choice(
        "guard",
        "Is there an armed force beside the army, and whom does it serve?",
        none="there is none",
        leader="a guard or militia recruited for or loyal to the leader in person",
        party="a militia of the ruling party",
        other="another force, such as one raised against rebels",
    ),
    _yes_no("consults_officers", "Does the leader consult other officers before decisions?"),
    _yes_no("support_party", "Is there a party that supports the regime?"),
    _yes_no("party_branches", "Does that party have branches down to most towns and villages?"),
    _yes_no("commissars", "Does that party control the army through commissars in the units?"),
    _choice(
        "committee",
        "Does that party have an executive committee, and who chooses it?",
        none="there is no party or no committee",
        leader="the leader chooses its members",
        independent="factions or members whom the leader cannot choose alone",
    ),
    _yes_no("appointments", "Does the leader alone fill high offices?"),
    _yes_no("relatives", "Do relatives of the leader hold high office?"),
    _choice(
        "heir",
        "Who would most likely take over if the leader died?",
        party="a high official of the ruling party",
        other="anyone else, or nobody in sight",
    ),
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _ALL})
"""Every fact by its name, in the order in which they are asked."""

REGIME_OF_TYPE: Mapping[str, str] = MappingProxyType(
    {name: name for name in ("party", "military", "personal", "monarchy")}
)
"""The regime of the vocabulary by ``regime_type`` of a case, where one means the other."""


def incompatible(values: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    """Yield which facts cannot be true together: name of one, what is wrong, what to do.

    Examples
    --------
    >>> list(incompatible({"coups_5": 3.0, "coups_10": 1.0}))
    [('coups_5', 'is more than coups_10', 'count the coups of the last 5 years in both')]
    """
    coups = {years: values.get(f"coups_{years}") for years in (5, 10)}
    five, ten, last = coups[5], coups[10], values.get("last_coup")
    if isinstance(five, float) and isinstance(ten, float) and five > ten:
        yield "coups_5", "is more than coups_10", "count the coups of the last 5 years in both"
    for years, number in coups.items():
        if isinstance(number, float) and isinstance(last, float):
            if number > 0 and last > years:
                finding = f"is above 0, but last_coup is {last:g} years ago"
                yield f"coups_{years}", finding, "correct one of the two"
            elif number == 0 and last < years:
                finding = f"is 0, but last_coup is {last:g} years ago"
                yield f"coups_{years}", finding, "correct one of the two"
    regime, has_party = str(values.get("regime", "")), values.get("support_party")
    if has_party is False and "party" in regime.split("-"):
        yield "support_party", f"is no, but regime is {regime}", "correct one of the two"
    for name in ("party_branches", "commissars"):
        if has_party is False and values.get(name) is True:
            yield name, "is yes, but support_party is no", "correct one of the two"
    if has_party is False and values.get("committee", "none") != "none":
        yield "committee", "is given, but support_party is no", "write none, or support_party = yes"
