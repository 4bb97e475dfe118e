"""What can be said of a leader for the outside view: a closed vocabulary, every fact optional.

The facts are those of public data on autocracies 1946-2010 that help to forecast who is removed and
that an analyst can know of a sitting leader. Most were coded after the fact by historians [1]_, who
knew how the reign ended; code a living leader by what was visible a year before the date.

References
----------
.. [1] B. Geddes, J. Wright and E. Frantz, "How Dictatorships Work", Cambridge University Press,
   2018. https://doi.org/10.1017/9781316336182
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from whowhom.cases.case import Day

__all__ = ["FACTS", "Fact", "LeaderFacts", "Value"]

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
    _number("earlier_terms", "Earlier spells of the same leader in office.", 0, 10, "spells"),
    _number("coups_5", "Coup attempts in the country in the 5 years before.", 0, 30, "attempts"),
    _number("coups_10", "Coup attempts in the country in the 10 years before.", 0, 50, "attempts"),
    _number(
        "last_coup", "Years since the last coup attempt; 100 if there was none.", 0, 100, "years"
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
    _choice(
        "promotions",
        "By what are senior officers promoted?",
        merit="by merit and seniority, or there is no army",
        mixed="loyalty to the leader is favoured, not required",
        leader="by loyalty to the leader, or by a shared origin",
    ),
    _yes_no("consults_officers", "Does the leader consult other officers before decisions?"),
    _yes_no(
        "officers_purged", "Has the leader jailed, killed or dismissed officers without a trial?"
    ),
    _yes_no("support_party", "Is there a party that supports the regime?"),
    _choice(
        "committee",
        "Does that party have an executive committee, and who chooses it?",
        none="there is no party or no committee",
        leader="the leader chooses its members",
        independent="factions or members whom the leader cannot choose alone",
    ),
    _yes_no("appointments", "Does the leader alone fill high offices?"),
    _yes_no("relatives", "Do relatives of the leader hold high office?"),
    _yes_no("rotation", "Is there a rule of rotation in the leader's office?"),
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _ALL})
"""Every fact by its name, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class LeaderFacts:
    """What is known of a leader on a day; facts that are not given are not known."""

    date: Day
    """Day of the forecast: the horizon begins here, and nothing later may be used."""
    entered: Day | None = None
    """Day on which the leader entered office, not after `date`; None if not known."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Facts by the names of :data:`FACTS`, only those given, each valid."""

    @property
    def tenure(self) -> float | None:
        """Years in office on the day of the forecast, or None."""
        if self.entered is None:
            return None
        return _days(self.entered, self.date) / 365.25


def _days(start: Day, end: Day) -> int:
    return _number_of(end) - _number_of(start)


def _number_of(day: Day) -> int:
    """Return the Julian day number of a day of the proleptic Gregorian calendar."""
    before = (14 - day.month) // 12
    year = day.year + 4800 - before
    month = day.month + 12 * before - 3
    return (
        day.day
        + (153 * month + 2) // 5
        + 365 * year
        + year // 4
        - year // 100
        + year // 400
        - 32045
    )
