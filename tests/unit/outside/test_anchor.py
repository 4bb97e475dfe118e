"""A result is anchored to the outside view: every view keeps its place, and only one is applied."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

import whowhom as ww
from whowhom.cases.case import Day
from whowhom.errors import InvalidInput
from whowhom.outside import anchor as anchoring
from whowhom.outside.model import Chance
from whowhom.outside.reference import ReferenceClass

CHANCE = Chance(0.10, 0.06, 0.16)


@pytest.fixture
def asked(monkeypatch):
    """Put views that are made up for those of the data; note what they were asked."""
    said = {}

    def outlook(case, leader, horizon, date):
        said.update(leader=leader, horizon=horizon, date=date)
        known = SimpleNamespace(known=(1, 2), facts=SimpleNamespace(values={"regime": "party"}))
        wide = ReferenceClass({}, 2700, {"insiders": 63}, 80)
        narrow = ReferenceClass({"regime": "party", "tenure": "1-2"}, 212, {"insiders": 19}, 30)
        return SimpleNamespace(
            subject=known, missing=("age",), classes=(wide, narrow), chance=lambda _: CHANCE
        )

    def pooled(outside, inside, regime):
        said.update(inside=inside, regime=regime)
        return SimpleNamespace(value=(outside + inside) / 2, words="half of each")

    monkeypatch.setattr(anchoring, "outlook", outlook)
    monkeypatch.setattr(anchoring, "pooled", pooled)
    monkeypatch.setattr(
        ReferenceClass,
        "share",
        lambda one, _: (one.counts["insiders"] / one.leader_years, 0.01, 0.2),
    )
    return said


@pytest.fixture(scope="module")
def result():
    return ww.run("ussr_1964", runs=300, seed=1)


def test_outside_inside_and_pooled_stand_beside_each_other(asked, result):
    found = ww.anchor(result, "outlook").anchored
    assert asked["leader"] == found.leader == "khrushchev"  # the incumbent of the case
    assert asked["date"] is None  # the start of the case
    assert asked["regime"] == "party"
    assert asked["inside"] == found.inside
    assert [view.name for view in found.views] == [
        *("base rate", "base rate", "outside", "inside", "pooled"),
    ]
    wide, narrow, outside, inside, pooled = found.views
    assert wide.words == "63 of 2,700: leaders of autocracies"
    assert narrow.words == "19 of 212: leaders of party regimes in their second year"
    assert outside.chance == CHANCE.value
    assert inside.chance == found.removals / 300
    assert pooled.chance == found.chance == (CHANCE.value + inside.chance) / 2
    assert (found.low, found.high) == ((0.06 + inside.chance) / 2, (0.16 + inside.chance) / 2)
    row = next(row for row in found.leads if row["actor"] == "khrushchev")
    assert row["at_high"] <= row["share"] <= row["at_low"]
    sentence = ww.findings(ww.anchor(result, "outlook"), only=["anchor"])[0].sentence
    assert "the outside view says 10.0 and the runs alone say" in sentence


def test_counts_are_of_twelve_months_only(asked, result):
    found = ww.anchor(result, "outlook", horizon=10).anchored
    assert asked["horizon"] == 10
    assert [view.name for view in found.views] == ["outside", "inside", "pooled"]


def test_a_record_moves_the_date_of_the_forecast():
    assert anchoring._first_day_after("1925-12") == Day(1926, 1, 1)


def test_a_case_without_a_leader_asks_for_one(result):
    bare = replace(result, case=replace(result.case, incumbent=""))
    with pytest.raises(InvalidInput, match="names no leader whose removal could be asked"):
        ww.anchor(bare, 0.1)
    with pytest.raises(InvalidInput, match=r"chance must be above 0 .* got 'outlok'"):
        ww.anchor(result, "outlok")
    with pytest.raises(InvalidInput, match="is not in the circle of ussr_1964"):
        ww.anchor(result, 0.1, leader="stalin")


def test_the_shipped_model_and_pooling_anchor_a_shipped_case(result):
    """No stand-in: the chance is the one that the outlook of the case says, pooled as shipped."""
    found = ww.anchor(result, "outlook").anchored
    seen = ww.outlook("ussr_1964")
    views = {view.name: view for view in found.views}
    assert views["outside"].chance == seen.chance("insiders").value
    assert views["pooled"].chance == found.chance
    assert [view.chance for view in found.views if view.name == "base rate"] == [
        one.share("insiders")[0] for one in seen.classes
    ]
    share = next(row["share"] for row in found.falls if row["actor"] == "khrushchev")
    assert abs(share - found.chance) < 1e-12
