"""The door of the game of proposals and votes."""

import json
import pickle
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.coalition_agenda import agenda_game
from whowhom.theory.results import plain


def test_names_come_back_as_names_in_their_order():
    found = agenda_game({"zoe": 3, "ann": 4, "bob": 5, "cat": 10})
    assert found.actors == ("zoe", "ann", "bob", "cat")
    assert found.coalitions == (("zoe", "ann", "bob"),)


def test_one_alone():
    found = agenda_game([7])
    assert (found.coalitions, found.payoffs, found.cost_below) == (((0,),), (1,), None)
    assert "decides nothing" in str(found)


def test_the_result_is_frozen_exact_prints_and_pickles():
    found = agenda_game([1, 1, 1], majority=0.5, cost=0.01)
    with pytest.raises(AttributeError):
        found.cost = 1
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.cost == Fraction(1, 100)
    assert not found.is_generic
    # all strengths differ, but 3 of 5 is exactly the majority that is to be exceeded
    assert not agenda_game([3, 2], majority="3/5").is_generic
    assert agenda_game([3, 2]).is_generic
    assert json.loads(json.dumps(plain(found)))["chances"] == ["1/3"] * 3
    assert "may end with 3 coalitions" in str(found)
    assert "theorem does not apply" in str(found)


def test_it_says_whether_the_cost_is_small():
    assert "below 0.1136" in str(agenda_game([3, 4, 5, 10]))
    assert "is not small" in str(agenda_game([3, 4, 5, 10], cost=1))
    assert "vote yes, by your choice" in str(agenda_game([3, 4, 5, 10], indifferent="yes"))
    assert "knife-edge" in str(agenda_game([1, 1, 1], cost="1/6"))
    long = {letter * 30: 1 for letter in "abcde"}
    assert max(map(len, str(agenda_game(long)).splitlines())) <= 80


@pytest.mark.parametrize(
    ("power", "message"),
    [
        ([], "power is empty"),
        ([[1, 2]], r"power\[0\] must be a number > 0"),
        ("345", "power must be a list of numbers"),
        ([1, -2], r"power\[1\] must be a number > 0, got -2"),
        ([1, 0], r"power\[1\]"),
        ([1, float("nan")], r"power\[1\]"),
        ([1, float("inf")], r"power\[1\]"),
        ([1] * 6, "power has 6 actors; at most 5 can be solved"),
    ],
)
def test_power_outside_its_domain(power, message):
    with pytest.raises(InvalidInput, match=message):
        agenda_game(power)


@pytest.mark.parametrize("cost", [0, -1, float("nan"), float("inf"), "small", True, [0.1]])
def test_cost_outside_its_domain(cost):
    with pytest.raises(InvalidInput, match="cost must be a number > 0, got"):
        agenda_game([1, 2, 3], cost=cost)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        agenda_game([-1], majority=1, cost=0, indifferent="maybe")
    named = [line.split()[0] for line in str(caught.value).splitlines()]
    assert named == ["power[0]", "majority", "cost", "indifferent"]
