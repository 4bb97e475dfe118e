"""Leader-years of autocracies: what was known on 1 January, and what came within twelve months.

One row for each regime-year of How Dictatorships Work whose leader on 1 January is in Archigos.
Facts of a row come from tables cut at its date; two things are coded with hindsight and say so in
the card: the type of a regime (one for its whole life) and what historians made of its leader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from research.outlook.sources import Tables
from whowhom.cases.case import Day
from whowhom.outside.facts import LeaderFacts, Value
from whowhom.outside.features import FEATURES, features

__all__ = ["OTHER_NAMES", "Panel", "carried", "facts_of_year", "outcome", "panel"]

INSIDERS = frozenset(
    {
        "Removed by Military, without Foreign Support",
        "Removed by Other Government Actors, without Foreign Support",
        "Removed in Military Power Struggle Short of Coup",
    }
)
STAYED = "stayed"
GERMANY = {255: 260}
"""Germany after 1990 has the number of the Federal Republic in the table of leaders."""
PARTY_ARMY = 4
"""Code of an army that the ruling party controls from within."""
NEVER = 100.0
"""Years since the last coup attempt if there was none."""
OTHER_NAMES = {
    "Burundi 1962-1966": "Burundi 62-66",
    "Congo-Brz  97-NA": "Congo-Brz 97-NA",
    "Costa Rica 1948-49": "Costa Rica 48-49",
    "Domincan Rep 30-62": "Dominican Rep 30-62",
    "Ethiopia 1889-1974": "Ethiopia 89-74",
    "Germany, East 49-90": "Germany East 49-90",
    "Madagascar 09-": "Madagascar 09-NA",
    "Namibia 1990-NA": "Namibia 90-NA",
    "Nepal 1846-1951": "Nepal 46-51",
    "Oman 1741-NA": "Oman 41-NA",
    "Paraguay 40-48": "Paraguay 39-48",
    "Serbia/Yugoslavia  91-00": "Serbia 91-00",
    "South Vietnam 54-63": "Vietnam South 54-63",
    "South Vietnam 63-75": "Vietnam South 63-75",
    "South Yemen 67-90": "Yemen South 67-90",
    "UAE 71-NA": "United Arab Emirates 71-NA",
    "Yugoslavia 44-90": "Yugoslavia 45-90",
}
"""Regimes that the two tables of one research group name differently."""

_WORDS: Mapping[str, Mapping[str, tuple[str, float]]] = {
    "seizure": {
        "coup": ("seizure_coup", 1),
        "rebellion": ("seizure_rebel", 1),
        "uprising": ("seizure_uprising", 1),
        "foreign": ("seizure_foreign", 1),
        "election": ("seizure_election", 1),
        "succession": ("seizure_succession", 1),
        "family": ("seizure_family", 1),
    },
    "security": {
        "leader": ("sectyapp_pers", 1),
        "party": ("sectyapp_party", 1),
        "military": ("sectyapp_mil", 1),
    },
    "guard": {
        "none": ("paramil_noparamil", 1),
        "leader": ("paramil_pers", 1),
        "party": ("paramil_party", 1),
        "other": ("paramil_fightrebel", 1),
    },
    "committee": {
        "none": ("partyexcom_noexcom", 1),
        "leader": ("partyexcom_pers", 1),
        "independent": ("partyexcom_pers", 0),
    },
}
"""Words of a fact, the column that holds it and the value that stands for it; the first wins."""
_YES_NO = {
    "consults_officers": "milconsult",
    "support_party": "supportparty",
    "appointments": "officepers",
    "relatives": "leaderrelatvs",
}
_REGIMES = {"indirect military": "military"}


@dataclass(frozen=True, slots=True)
class Panel:
    """The leader-years; arrays are of shape (rows,) unless said otherwise."""

    country: NDArray[np.int64]
    year: NDArray[np.int64]
    facts: tuple[LeaderFacts, ...]
    features: NDArray[np.float64]
    """Shape (rows, features); not-a-number where the tables do not tell."""
    exits: NDArray[np.str_]
    """How the leader left within twelve months, or "stayed"."""
    attempt: NDArray[np.bool_]
    """Whether a coup was attempted within twelve months."""


def panel(tables: Tables) -> Panel:
    """Return all leader-years whose leader is known, in the order of the table of regimes."""
    past = _Past(tables)
    rows = [row for regime in tables.regimes.itertuples() if (row := _row(past, regime))]
    countries, years, facts, exits, attempts = zip(*rows, strict=True)
    return Panel(
        country=np.array(countries),
        year=np.array(years),
        facts=facts,
        features=np.array([features(one) for one in facts]).reshape(len(rows), len(FEATURES)),
        exits=np.array(exits),
        attempt=np.array(attempts),
    )


def carried(tables: Tables, last: int) -> Panel:
    """Return leader-years after the coded ones, of leaders who stayed, with their last coded facts.

    Tenure, age, coups and infant mortality are those of each year; what is coded is that of the
    last year of the table of regimes.
    """
    end = int(tables.regimes.year.max())
    lasting = tables.regimes[(tables.regimes.year == end) & (tables.regimes.gwf_case_fail == 0)]
    later = [
        lasting.assign(year=year, ld=np.log(np.exp(lasting.ld) + year - end))
        for year in range(end + 1, last + 1)
    ]
    found = panel(replace(tables, regimes=pd.concat([lasting, *later])))
    entered = {
        country: facts.entered
        for country, year, facts in zip(found.country, found.year, found.facts, strict=True)
        if year == end
    }
    kept = np.array(
        [
            bool(year > end and facts.entered == entered.get(country))
            for country, year, facts in zip(found.country, found.year, found.facts, strict=True)
        ]
    )
    return Panel(
        country=found.country[kept],
        year=found.year[kept],
        facts=tuple(facts for facts, keep in zip(found.facts, kept, strict=True) if keep),
        features=found.features[kept],
        exits=found.exits[kept],
        attempt=found.attempt[kept],
    )


class _Past:
    """The tables by country, with dates as dates."""

    def __init__(self, tables: Tables) -> None:
        leaders = tables.leaders.assign(
            start=pd.to_datetime(tables.leaders.start, errors="coerce"),
            end=pd.to_datetime(tables.leaders.end, errors="coerce"),
        )
        coups = tables.coups.assign(date=pd.to_datetime(tables.coups.date))
        self.leaders = {int(c): g.sort_values("start") for c, g in leaders.groupby("GWn")}
        self.coups = {int(c): np.sort(g.date.to_numpy()) for c, g in coups.groupby("GWn")}
        self.regions = {
            (str(region), int(year)): {GERMANY.get(int(c), int(c)) for c in g.cowcode}
            for (region, year), g in tables.regimes.groupby(["region", "year"])
        }
        known = tables.mortality.dropna(subset=["infmort"])
        self.mortality = dict(
            zip(zip(known.gwcode, known.year, strict=True), known.infmort, strict=True)
        )
        self.types = {
            str(name): _REGIMES.get(str(kind), str(kind))
            for name, kind in zip(
                tables.types.gwf_casename, tables.types.gwf_full_regimetype, strict=True
            )
        }

    def leader(self, country: int, date: pd.Timestamp) -> Any | None:
        """Return the spell that holds the day; the last one begun if several do."""
        spells = self.leaders.get(country)
        if spells is None:
            return None
        holding = spells[(spells.start < date) & ~(spells.end < date)]
        return None if holding.empty else holding.iloc[-1]

    def coup_attempts(self, country: int, start: pd.Timestamp, end: pd.Timestamp) -> int:
        """Count coup attempts from one day to before another."""
        days = self.coups.get(country, np.array([], dtype="datetime64[ns]"))
        low, high = np.searchsorted(days, [start.to_datetime64(), end.to_datetime64()])
        return int(high - low)

    def neighbour_coups(self, country: int, region: str, date: pd.Timestamp) -> float:
        """Return the per cent of other autocracies of a region with an attempt in three years."""
        others = self.regions[region, date.year] - {country}
        start = date - pd.DateOffset(years=3)
        hit = sum(self.coup_attempts(other, start, date) > 0 for other in others)
        return 100 * hit / max(1, len(others))

    def years_since_coup(self, country: int, date: pd.Timestamp) -> float:
        """Return the years since the last attempt before the day."""
        days = self.coups.get(country, np.array([], dtype="datetime64[ns]"))
        before = days[days < date.to_datetime64()]
        if not before.size:
            return NEVER
        return min(NEVER, float((date - pd.Timestamp(before[-1])).days) / 365.25)


def _row(past: _Past, regime: Any) -> tuple[Any, ...] | None:
    country = GERMANY.get(int(regime.cowcode), int(regime.cowcode))
    date = pd.Timestamp(int(regime.year), 1, 1)
    spell = past.leader(country, date)
    if spell is None:
        return None
    end = date + pd.DateOffset(years=1)
    return (
        country,
        date.year,
        facts_of_year(past, regime, country, spell, date),
        outcome(spell, end),
        past.coup_attempts(country, date, end) > 0,
    )


def outcome(spell: Any, end: pd.Timestamp) -> str:
    """Return how a spell ended before a day, in the words of ``whowhom.outside.model.EXITS``."""
    if not spell.end < end or spell.exit == "Still in Office":
        return STAYED
    if spell.exitcode in INSIDERS:
        return "insiders"
    if spell.exit in ("Natural Death", "Retired Due to Ill Health"):
        return "natural"
    if "Rebels" in spell.exitcode or "Protest" in spell.exitcode:
        return "revolt"
    if spell.exit == "Foreign" or "Foreign Force" in spell.exitcode:
        return "foreign"
    return "regular" if spell.exitcode == "Regular" else "other"


def facts_of_year(
    past: _Past, regime: Any, country: int, spell: Any, date: pd.Timestamp
) -> LeaderFacts:
    """Return what was known of a leader on 1 January, in the vocabulary of the package."""
    values: dict[str, Value] = {
        "entry": "regular" if spell.entry == "Regular" else "irregular",
        "age": float(date.year - spell.yrborn),
        "coups_5": float(past.coup_attempts(country, date - pd.DateOffset(years=5), date)),
        "coups_10": float(past.coup_attempts(country, date - pd.DateOffset(years=10), date)),
        "last_coup": past.years_since_coup(country, date),
        "regime_age": max(0.0, float(np.exp(regime.ld)) - 1),
        "neighbour_coups": past.neighbour_coups(country, regime.region, date),
        "background": _background(regime),
        "heir": "party" if regime.heirparty else "other",
        "party_branches": bool(regime.localorgzns >= 2),
        "commissars": bool(regime.partymilit == PARTY_ARMY),
    }
    values |= {fact: bool(getattr(regime, column)) for fact, column in _YES_NO.items()}
    for fact in ("seizure", "security", "guard", "committee"):
        for word, (column, value) in _WORDS[fact].items():
            if getattr(regime, column) == value:
                values[fact] = word
                break
    kind = past.types.get(OTHER_NAMES.get(regime.gwf_casename, regime.gwf_casename))
    if kind is not None:
        values["regime"] = kind
    mortality = past.mortality.get((country, date.year - 1))
    if mortality is not None:
        values["infant_mortality"] = float(mortality)
    start = spell.start
    return LeaderFacts(
        Day(date.year),
        Day(start.year, start.month, start.day),
        {name: value for name, value in values.items() if value == value},
    )


def _background(regime: Any) -> str:
    if regime.militrank >= 3:
        return "senior-officer"
    if regime.militrank > 0 or regime.leadermil:
        return "junior-officer"
    return "rebel" if regime.leaderrebel else "civilian"
