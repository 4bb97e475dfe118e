"""The door of cascades: what they take, what they refuse, what they hand back."""

import json
import math
import pickle

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.crowds.cascade import cascade
from whowhom.theory.crowds.cascade_spread import cascade_spread, critical_spread
from whowhom.theory.results import plain

NAMED = {"ann": 0, "bob": 1, "cat": 3, "dan": 3}


def test_names_come_back_in_their_order():
    found = cascade(NAMED)
    assert found.actors == ("ann", "bob", "cat", "dan")
    assert found.acting == ("ann", "bob")
    assert found.rounds.tolist()[:2] == [1, 2]
    assert np.isnan(found.rounds[2:]).all()
    assert found.if_turned.tolist() == [0, 1, 4, 4]


@pytest.mark.parametrize(
    "threshold",
    [
        (0, 1, 2.5, "3/2"),
        ["0", "1.0", "5/2", "1.5"],
        np.array([0, 1, 2.5, 1.5]),
        np.array([0, 1, 2.5, 1.5], dtype=np.float32),
    ],
    ids=lambda threshold: type(threshold).__name__,
)
def test_kinds_of_numbers_and_lists(threshold):
    """Part of a person is as much as a whole one."""
    assert cascade(threshold).path.tolist() == [0, 1, 2, 3, 4]


def test_everybody_nobody_one():
    assert cascade([0]).number == 1
    assert cascade([0.5]).number == 0
    assert cascade([1]).number == 0
    assert cascade([1], unit="share").number == 0
    assert cascade([5, 5]).path.tolist() == [0]
    assert cascade([0, 0]).path.tolist() == [0, 2]
    assert cascade([1e300, 0, 1]).acting == (1, 2)


def test_a_million_in_a_chain():
    found = cascade(np.arange(1_000_000))
    assert found.number == 1_000_000
    assert len(found.path) == 1_000_001


def test_the_argument_is_left_as_it_is_and_results_cannot_be_written_to():
    threshold = np.array([0.0, 1.0, 2.0])
    threshold.flags.writeable = False
    found = cascade(threshold)
    for array in (found.path, found.rounds, found.if_turned):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9
    with pytest.raises(AttributeError):
        found.number = 5
    again = pickle.loads(pickle.dumps(found))
    assert again.acting == found.acting
    assert again.path.tolist() == found.path.tolist()


def test_it_prints():
    assert str(cascade(NAMED)).splitlines() == [
        "2 of 4 act in the end (50.0%), after 2 rounds.",
        "If cat (or one more) acted whatever the others do: 4.",
        "If ann never acted: 0.",
        "",
        "round  join  act",
        "1         1    1",
        "2         1    2",
    ]
    assert str(cascade([3, 3, 3])) == (
        "0 of 3 act in the end (0.0%).\n"
        "If person 0 (or any of 2 more) acted whatever the others do: 1.\n"
        "3 have thresholds that the others together cannot reach."
    )
    assert "1 has a threshold that" in str(cascade([-1, 0.5, 1.5], unit="share"))
    long = str(cascade(range(100))).splitlines()
    assert len(long) == 17
    assert "..." in long


def test_it_becomes_json():
    found = json.loads(json.dumps(plain(cascade(NAMED))))
    assert found["rounds"] == [1, 2, None, None]


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        ([], "threshold is empty"),
        (np.array([]), "threshold is empty"),
        ({}, "threshold is empty"),
        ([1, math.nan], r"threshold\[1\] must be a number, got nan"),
        (np.array([1, math.inf]), r"threshold\[1\] must be a number, got inf"),
        (np.zeros((2, 2)), r"threshold must be one-dimensional.*\(2, 2\)"),
        (np.array(3.0), "threshold must be one-dimensional"),
        ([[1, 2], [3, 4]], r"threshold\[0\] must be a number, got \[1, 2\]"),
        (np.array([True, False]), r"threshold\[0\] must be a number, got True"),
        (["two"], r"threshold\[0\]"),
        ([None], r"threshold\[0\]"),
        ({"ann": "-"}, r"threshold\['ann'\]"),
        ({1: 0}, "names must be text"),
        ("012", "threshold must be a list of numbers"),
        (7, "threshold must be a list of numbers"),
        ({1, 2}, "threshold must be a list of numbers"),
    ],
    ids=str,
)
def test_thresholds_outside_their_domain(threshold, message):
    with pytest.raises(InvalidInput, match=message):
        cascade(threshold)


def test_percent_given_as_shares_are_refused_by_name():
    with pytest.raises(InvalidInput) as caught:
        cascade({"ann": 0, "bob": 20}, unit="share")
    assert str(caught.value) == (
        "threshold['bob'] must be a share when unit is share (a quarter is 0.25, not 25), got 20 "
        "among whole numbers only"
    )


@pytest.mark.parametrize("given_as", [list, np.array])
def test_thresholds_below_nobody_and_above_everybody(given_as):
    found = cascade(given_as([-0.3, 0.2, 0.5, 1.7]), unit="share")
    assert (found.acting, found.never, found.path.tolist()) == ((0, 1, 2), 1, [0, 1, 2, 3])
    found = cascade(given_as([-25.5, 1, -0.1, 104.2, 1e300, -1e300]))
    assert (found.acting, found.never, found.path.tolist()) == ((0, 1, 2, 5), 2, [0, 3, 4])
    assert cascade(given_as([1.2, 2.5]), unit="share").number == 0
    assert cascade(given_as([-1, 2]), unit="share").number == 1
    assert found.if_turned.tolist() == [3, 3, 3, 5, 5, 3]


@pytest.mark.parametrize("unit", ["percent", "", None, 1, ["share"]])
def test_unit_outside_its_options(unit):
    with pytest.raises(InvalidInput, match="unit must be one of people, share, got"):
        cascade([0, 1], unit=unit)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        cascade([None, 2], unit="percent")
    assert len(str(caught.value).splitlines()) == 2


# ------------------------------------------------------------------------------ normal thresholds


def test_the_result_of_normal_thresholds():
    found = cascade_spread(mean="1/4", spread="0.12")
    assert found.equilibria[0] == found.share
    assert len(found.equilibria) == 3
    assert found.spreads.shape == found.shares.shape == (200,)
    assert not found.spreads.flags.writeable
    assert not found.shares.flags.writeable
    assert found.critical == critical_spread(mean=0.25)
    assert pickle.loads(pickle.dumps(found)).equilibria == found.equilibria
    assert json.loads(json.dumps(plain(found)))["critical"]["share"] == found.critical.share


@pytest.mark.parametrize("mean", [0, "1/2", 0.9, 1])
@pytest.mark.parametrize("spread", [1e-6, 0.003, 0.1, 1, 50])
def test_means_without_a_jump(mean, spread):
    found = cascade_spread(mean=mean, spread=spread)
    assert found.critical is None
    assert 0 <= found.share <= 1
    assert "no spread makes" in str(found)


def test_what_normal_thresholds_print():
    lines = str(cascade_spread(mean=0.25, spread=0.12)).splitlines()
    assert lines[:3] == [
        "4.0% act in the end, starting from nobody.",
        "If more than 8.6% acted at once, 100.0% would in the end.",
        "The cascade tips at a spread of 0.12222: from 6.2% who act to 100.0%.",
    ]
    assert "0.12              4.0%" in lines
    assert "0.125           100.0%" in lines
    for mean in (0.001, 0.25, 0.499, 0.8):
        printed = str(cascade_spread(mean=mean, spread=0.3))
        assert max(map(len, printed.splitlines())) <= 80


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, "most", "", None, True, [0.5]])
def test_mean_outside_its_domain(value):
    with pytest.raises(InvalidInput, match=r"mean must be in \[0, 1\], got"):
        cascade_spread(mean=value, spread=0.1)


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "most", None, True, [0.5]])
def test_spread_outside_its_domain(value):
    with pytest.raises(InvalidInput, match=r"spread must be a number > 0, got"):
        cascade_spread(mean=0.25, spread=value)


@pytest.mark.parametrize("value", [0, 0.5, -1, math.nan, None])
def test_mean_of_the_critical_spread_outside_its_domain(value):
    with pytest.raises(InvalidInput, match=r"mean must be in \(0, 1/2\), got"):
        critical_spread(mean=value)


def test_a_large_crowd_is_refused_before_it_is_read():
    with pytest.raises(InvalidInput, match=r"^threshold has 1,000,001 people.*or a numpy array"):
        cascade(["x"] * 1_000_001)
    assert cascade(np.zeros(1_000_001)).number == 1_000_001


def test_people_that_look_like_shares_are_pointed_out():
    shares = [i / 10 for i in range(10)]
    told = "If they are shares of all people, set unit to share."
    assert told in str(cascade(shares))
    assert told in str(cascade(np.array([-0.2, 0.3, 1.0])))
    for threshold, unit in [(shares, "share"), ([0, 1, 1], "people"), ([0.5, 2, 7], "people")]:
        assert told not in str(cascade(threshold, unit=unit))
    assert max(map(len, str(cascade(shares)).splitlines())) <= 80
