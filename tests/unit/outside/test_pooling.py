"""Pooling of the outside and the inside view, against sums by hand."""

import json
import math
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.outside.facts import FACTS
from whowhom.outside.pooling import OTHER, Pooling, pooled, shipped_pooling

CHANCE = st.floats(0.001, 0.999)


def a_pooling(a=0.0, b=1.0, c=0.0):
    return Pooling(
        a=a, b=b, c=c, fitted={"c": (c, c - 0.1, c + 0.1)}, means={"party": -2.0, OTHER: -1.0},
        leader_years=2716, events=69, years=(1975, 2009),
    )  # fmt: skip


def test_by_hand():
    # odds of 1 to 9 outside; inside even odds, logit 0, two above the mean of parties
    found = pooled(0.1, 0.5, "party", a_pooling(a=0.3, b=1.0, c=0.5))
    odds = math.exp(0.3 + 0.5 * 2.0) / 9
    assert found.value == pytest.approx(odds / (1 + odds), rel=1e-12)
    assert found.uses_inside


def test_slope_by_hand():
    found = pooled(0.2, None, "party", a_pooling(b=2.0))
    assert found.value == pytest.approx(1 / 17, rel=1e-12)  # odds of 1 to 4, squared


@pytest.mark.parametrize("regime", [None, "oligarchy"])
def test_the_mean_of_all_stands_for_a_type_that_is_not_known(regime):
    odds = math.exp(1.0) / 9
    found = pooled(0.1, 0.5, regime, a_pooling(c=1.0))
    assert found.value == pytest.approx(odds / (1 + odds), rel=1e-12)


@given(CHANCE, CHANCE)
def test_without_weight_the_inside_view_moves_nothing(outside, inside):
    assert pooled(outside, inside, "party", a_pooling()).value == outside
    assert not pooled(outside, inside, "party", a_pooling()).uses_inside


@given(CHANCE, CHANCE, CHANCE, CHANCE)
def test_monotone_in_both(outside, inside, more, further):
    pooling = a_pooling(a=-0.2, b=0.9, c=0.4)
    low = pooled(min(outside, more), min(inside, further), "party", pooling).value
    high = pooled(max(outside, more), max(inside, further), "party", pooling).value
    assert 0.0 < low <= high < 1.0


@pytest.mark.parametrize("edge", [0.0, 1.0])
def test_certainty_stays_and_a_share_of_no_runs_is_not_certain(edge):
    pooling = a_pooling(a=0.1, c=0.4)
    assert pooled(edge, 0.5, "party", pooling).value == edge
    assert 0.0 < pooled(0.5, edge, "party", pooling).value < 1.0


def test_both_wrong_chances_are_named():
    with pytest.raises(InvalidInput, match=r"outside.*\n?.*inside|outside") as caught:
        pooled(1.2, -0.1, None, a_pooling())
    assert "outside: expected a chance from 0 to 1, found 1.2" in str(caught.value)
    assert "inside: expected a chance from 0 to 1, found -0.1" in str(caught.value)


def test_not_a_number_is_no_chance():
    with pytest.raises(InvalidInput, match="outside"):
        pooled(math.nan, None, None, a_pooling())


def test_the_words_say_what_happened():
    assert "says who" in pooled(0.1, 0.2, None, a_pooling()).words
    assert "not simulated" in pooled(0.1, None, None, a_pooling(c=0.4)).words
    assert "joins" in pooled(0.1, 0.2, None, a_pooling(c=0.4)).words


def test_the_shipped_rule():
    shipped = shipped_pooling()
    value, low, high = shipped.fitted["c"]
    assert low <= value <= high
    assert shipped.c == (value if low > 0.0 else 0.0)
    assert set(shipped.means) <= {*FACTS["regime"].choices, OTHER}
    assert shipped.leader_years > shipped.events > 0


def test_the_shipped_file_has_sources_and_no_rows():
    text = (files("whowhom") / "shipped" / "outlook_pooling.json").read_text(encoding="utf-8")
    table = json.loads(text)
    assert len(text) < 6000
    assert all(len(source["sha256"]) == 64 for source in table["sources"])
