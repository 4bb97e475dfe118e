"""Circles from what is coded: the mapping by hand, the counting, and nothing dated inside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.outlook.circles import (
    Configuration,
    chosen_parameters,
    circle,
    configuration,
    falls,
    regime_type,
)
from whowhom.cases.case import Day
from whowhom.outside.facts import FACTS, LeaderFacts
from whowhom.scenario.start import Start
from whowhom.sim.events import EVENT_KINDS
from whowhom.sim.simulation import Record, simulate

GENERAL = {
    "regime": "military-personal", "entry": "irregular", "background": "senior-officer",
    "promotions": "leader", "security": "leader", "guard": "leader", "support_party": True,
    "committee": "leader", "appointments": True, "seizure": "foreign",
}  # fmt: skip
DATED = ("age", "coups_5", "coups_10", "last_coup", "regime_age", "earlier_terms")


def of(**values):
    return configuration(LeaderFacts(Day(1970), None, values))


def test_all_power_in_one_hand():
    found = of(**GENERAL)
    assert found == Configuration("military", 3, 3, 3, 0, 1)
    assert found.bases == {
        "apparatus": 3, "army": 3, "security": 3, "popular": 1.0, "legitimacy": 0,
        "formal_office": 3, "external": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "base", "points"),
    [
        ({"support_party": True}, "apparatus", 1),
        ({"support_party": True, "committee": "independent"}, "apparatus", 1),
        ({"appointments": True, "committee": "leader"}, "apparatus", 2),
        ({"background": "civilian"}, "army", 0),
        ({"background": "rebel"}, "army", 1),
        ({"background": "junior-officer", "promotions": "mixed"}, "army", 1),
        ({"background": "senior-officer", "consults_officers": True}, "army", 1),
        ({"background": "civilian", "consults_officers": True}, "army", 0),
        ({"security": "leader"}, "security", 2),
        ({"security": "military", "guard": "leader"}, "security", 1),
        ({"security": "party", "guard": "party"}, "security", 0),
        ({"entry": "regular"}, "legitimacy", 1),
        ({"entry": "regular", "regime": "monarchy"}, "legitimacy", 3),
        ({"seizure": "coup"}, "external", 0),
    ],
)
def test_points_of_a_base(given, base, points):
    assert of(**given).bases[base] == points


def test_nothing_known_is_nothing_commanded_but_the_office():
    assert of() == Configuration("other", 0, 0, 0, 0, 0)


@pytest.mark.parametrize("regime", FACTS["regime"].choices)
def test_a_hybrid_is_named_by_its_institution(regime):
    first = regime.split("-")[0]
    assert regime_type(regime) == ("other" if first == "oligarchy" else first)


@given(st.integers(1946, 2010), st.dictionaries(st.sampled_from(DATED), st.floats(0, 50)))
def test_no_date_enters_a_circle(year, later):
    moved = LeaderFacts(Day(year), Day(year - 1, 5, 6), GENERAL | later)
    assert configuration(moved) == of(**GENERAL)


def test_the_others_are_the_same_around_every_leader():
    strong, weak = circle(of(**GENERAL), 7), circle(of(regime="military"), 7)
    assert strong.actors[1:] == weak.actors[1:]
    assert strong.actors[0] != weak.actors[0]
    assert strong.regime_type == weak.regime_type == "military"
    assert strong.months == 12
    assert circle(of(), 7).actors[1:] != circle(of(), 8).actors[1:]
    assert {len(circle(of(), n).actors) for n in range(60)} == {5, 6, 7, 8, 9}


def test_a_share_counts_falls_and_not_deaths():
    case, parameters = circle(of(regime="military"), 3), chosen_parameters([])
    (shares,) = falls([case], 60, parameters)
    runs = simulate(
        Start(case, parameters), seed=20261201, first=0, runs=60, record=Record(events=True)
    )
    log = runs.events
    fell = {
        (run, actor)
        for run, actor, kind in zip(log["run"], log["actor"], log["kind"], strict=True)
        if EVENT_KINDS[kind] == "fall"
    }
    counted = np.array([sum(who == k for _, who in fell) for k in range(len(case.actors))]) / 60
    np.testing.assert_allclose(shares, counted)
    assert shares.sum() > 0


def test_settings():
    name = chosen_parameters([]).uncertain[0]
    assert chosen_parameters([f"{name}=0.5"])[name] == 0.5
    with pytest.raises(SystemExit, match="expected name=value"):
        chosen_parameters(["risk"])
    with pytest.raises(SystemExit, match="--set: unknown parameters nosuch"):
        chosen_parameters(["nosuch=1"])
