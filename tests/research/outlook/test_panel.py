"""The panel on made-up rows: outcomes by hand, and nothing of a row comes from after its date."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import research.outlook.panel as panel_module
from research.outlook.panel import STAYED, carried, panel
from research.outlook.sources import SOURCES, Tables, read_tables

MILITARY = "Removed by Military, without Foreign Support"
COLUMNS = {
    "ld": np.log(5.0),
    "militrank": 4,
    "leadermil": 1,
    "leaderrebel": 0,
    "heirparty": 0,
    "localorgzns": 2,
    "partymilit": 4,
    "supportparty": 1,
    "milconsult": 0,
    "officepers": 1,
    "leaderrelatvs": 0,
    "seizure_coup": 1,
    "seizure_rebel": 0,
    "seizure_uprising": 0,
    "seizure_foreign": 0,
    "seizure_election": 0,
    "seizure_succession": 0,
    "seizure_family": 0,
    "sectyapp_pers": 0,
    "sectyapp_party": 0,
    "sectyapp_mil": 1,
    "paramil_noparamil": 1,
    "paramil_pers": 0,
    "paramil_party": 0,
    "paramil_fightrebel": 0,
    "partyexcom_noexcom": 0,
    "partyexcom_pers": 1,
    "region": "nowhere",
    "gwf_casename": "A 60-",
}
SPELLS = [
    (1, "Adam", 1920, "1960-06-01", "1963-03-01", "Irregular", "Irregular", MILITARY),
    (1, "Boris", 1930, "1963-03-01", "1966-07-01", "Irregular", "Natural Death", "Regular"),
    (1, "Carl", 1935, "1966-07-01", "1971-01-01", "Regular", "Regular", "Regular"),
    (2, "Dora", 1925, "1955-01-02", "1968-05-05", "Regular", "Irregular", "Irregular, Other"),
    (2, "Emil", 1915, "1968-05-05", "1979-05-05", "Regular", "Foreign", "Regular"),
]
COUPS = [(1, "1960-06-01", 2), (1, "1963-03-01", 2), (1, "1964-09-09", 1), (2, "1968-02-02", 1)]


def tables(last=1970):
    years = range(1961, last + 1)
    regimes = [{"cowcode": c, "year": y, **COLUMNS} for c in (1, 2) for y in years]
    names = ["GWn", "leader", "yrborn", "start", "end", "entry", "exit", "exitcode"]
    empty = pd.DataFrame()
    return Tables(
        regimes=pd.DataFrame(regimes),
        types=pd.DataFrame({"gwf_casename": ["A 60-"], "gwf_full_regimetype": ["military"]}),
        mortality=pd.DataFrame(
            [(c, y, 100.0 - y + 1960 + c) for c in (1, 2) for y in years],
            columns=["gwcode", "year", "infmort"],
        ),
        country_years=empty,
        forecasts=empty,
        leaders=pd.DataFrame(SPELLS, columns=names),
        coups=pd.DataFrame(COUPS, columns=["GWn", "date", "coup"]),
    )


def row(found, country, year):
    (place,) = np.flatnonzero((found.country == country) & (found.year == year))
    return place


def cut(whole, year):
    """Return the tables as they stood at the beginning of a year: what came later is not known."""
    now = f"{year}-01-01"
    spells = whole.leaders[whole.leaders.start < now].copy()
    later = spells.end >= now
    spells.loc[later, "end"] = "2100-01-01"
    spells.loc[later, ["exit", "exitcode"]] = "Still in Office"
    return replace(
        whole,
        regimes=whole.regimes[whole.regimes.year <= year],
        mortality=whole.mortality[whole.mortality.year < year],
        leaders=spells,
        coups=whole.coups[whole.coups.date < now],
    )


def test_no_feature_changes_when_the_future_is_cut_off():
    whole = tables()
    every = panel(whole)
    assert len(every.year) == 20
    for year in range(1961, 1971):
        known = panel(cut(whole, year))
        for country in (1, 2):
            then, now = row(known, country, year), row(every, country, year)
            assert known.facts[then] == every.facts[now], (country, year)
            np.testing.assert_array_equal(known.features[then], every.features[now])
            assert known.exits[then] == STAYED
            assert not known.attempt[then]


def test_the_test_of_leaks_sees_a_leak(monkeypatch):
    real = panel_module._Past.coup_attempts

    def leaking(self, country, start, end):
        return real(self, country, start, end + pd.DateOffset(months=3))

    monkeypatch.setattr(panel_module._Past, "coup_attempts", leaking)
    with pytest.raises(AssertionError):
        test_no_feature_changes_when_the_future_is_cut_off()


def test_outcomes_and_facts_by_hand():
    found = panel(tables())
    assert found.exits[row(found, 1, 1962)] == STAYED
    assert found.exits[row(found, 1, 1963)] == "insiders"
    assert found.attempt[row(found, 1, 1963)]
    assert found.exits[row(found, 1, 1966)] == "natural"
    assert found.exits[row(found, 1, 1970)] == STAYED  # left on 1 January 1971: not within the year
    assert found.exits[row(found, 2, 1968)] == "other"
    facts = found.facts[row(found, 1, 1965)]
    assert facts.values == {
        "regime": "military",
        "entry": "irregular",
        "age": 35.0,
        "coups_5": 3.0,
        "coups_10": 3.0,
        "last_coup": pytest.approx(114 / 365.25),
        "neighbour_coups": 0.0,
        "regime_age": pytest.approx(4.0),
        "infant_mortality": 97.0,
        "seizure": "coup",
        "background": "senior-officer",
        "security": "military",
        "guard": "none",
        "committee": "leader",
        "heir": "other",
        "consults_officers": False,
        "support_party": True,
        "party_branches": True,
        "commissars": True,
        "appointments": True,
        "relatives": False,
    }
    assert facts.tenure == pytest.approx(672 / 365.25)
    assert found.facts[row(found, 2, 1966)].values["neighbour_coups"] == 100.0


def test_leaders_who_stay_are_carried_on_with_what_was_last_coded():
    whole = tables(last=1968)
    whole = replace(whole, regimes=whole.regimes.assign(gwf_case_fail=0))
    found = carried(whole, 1972)
    assert list(zip(found.country, found.year, strict=True)) == [(1, 1969), (1, 1970), (1, 1971)]
    assert found.exits.tolist() == [STAYED, STAYED, "regular"]
    ages = [facts.values["age"] for facts in found.facts]
    regimes = [facts.values["regime_age"] for facts in found.facts]
    assert ages == [34.0, 35.0, 36.0]
    assert regimes == pytest.approx([5.0, 6.0, 7.0])


def test_missing_and_changed_files_are_refused_all_at_once(tmp_path):
    (tmp_path / SOURCES["leaders"].file).write_text("other", encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        read_tables(tmp_path, tmp_path)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(SOURCES)
    assert sum("another version" in line for line in lines) == 1
    assert sum("not found" in line for line in lines) == len(SOURCES) - 1
