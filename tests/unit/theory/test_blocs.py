"""The door of the ruling blocs: what it takes, what it refuses, what it hands back."""

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.coalition_blocs import RulingBlocs, ruling_blocs


def test_names_bring_power_and_count_into_one_order():
    found = ruling_blocs({"boss": 10, "captain": 3}, {"captain": 9, "boss": 2}, majority="3/5")
    assert found.actors == ("boss", "captain")
    assert found.count == (2, 9)
    assert found.members == (2, 5)
    assert found.majority == Fraction(3, 5)
    assert found == ruling_blocs({"boss": "2.5", "captain": "3/4"}, [2, 9], majority=0.6)


@pytest.mark.parametrize(
    ("power", "count"),
    [
        ((10, 3), (2, 9)),
        (np.array([10.0, 3.0]), np.array([2, 9])),
        ([Decimal(10), "3"], ["2", 9.0]),
    ],
    ids=["tuples", "arrays", "mixed"],
)
def test_kinds_of_numbers_and_lists(power, count):
    found = ruling_blocs(power, count)
    assert (found.actors, found.members, found.size) == ((0, 1), (0, 8), 8)


def test_hundreds_of_actors():
    assert ruling_blocs([1, "1.7"], [150, 150], majority=0.6).size == 168
    assert sum(ruling_blocs([1, 2, 3, 5, 7], [12] * 5).count) == 60


def test_the_ways_to_choose_among_thousands_can_be_written_down():
    ways = ruling_blocs([1], [10_000]).n_coalitions
    assert 2000 < len(str(ways)) < 4300  # Python writes no longer number as text


def test_ties_and_the_ways_to_fill_places():
    found = ruling_blocs({"a": 1, "b": 1}, {"a": 1, "b": 2})
    assert found.all_members == ((1, 1), (0, 2))
    assert (found.members, found.n_coalitions, found.is_unique) == ((1, 1), 3, False)
    assert str(found).splitlines()[:3] == [
        "A tie: 2 compositions could rule.",
        "  1 of a and 1 of b",
        "  2 of b",
    ]


def test_the_text_is_short_and_says_what_is_left_open():
    text = str(ruling_blocs([1], [100]))
    assert text.startswith("64 of 100 rule, with 64.0% of the power.")
    assert "the theory leaves open: about 10 ** 27 coalitions." in text
    assert str(ruling_blocs([5, 1], [1, 1])).startswith("1 of 2 rules, with 83.3% of the power.")
    tied = str(ruling_blocs([1] * 6, [3] * 6))
    assert "could rule." in tied
    assert " more" in tied
    assert max(map(len, tied.splitlines())) <= 80


def test_the_result_is_frozen_and_pickles():
    found = ruling_blocs([1, 2], [3, 4])
    with pytest.raises(AttributeError):
        found.share = 1.0
    assert pickle.loads(pickle.dumps(found)) == found
    assert isinstance(found, RulingBlocs)


@pytest.mark.parametrize(
    ("power", "count", "message"),
    [
        ([], [], "power is empty"),
        ([1, -2], [1, 1], r"power\[1\] must be a number > 0, got -2"),
        ({"a": float("nan")}, {"a": 1}, r"power\['a'\] must be a number > 0, got nan"),
        ([1, np.inf], [1, 1], r"power\[1\]"),
        ([1], [0], r"count\[0\] must be a number >= 1, got 0"),
        ([1], [-1], r"count\[0\]"),
        ([1], [float("nan")], r"count\[0\]"),
        ([1], [True], r"count\[0\]"),
        ({"a": 1}, {"a": "2.5"}, r"count\['a'\] must be a whole number >= 1, got 5/2"),
        ([1, 2], [3], "count must have one number for each of the 2 actors of power, got 1"),
        ({"a": 1}, {"b": 1}, "count and power name different actors: a, b"),
        (7, [1], "power must be a list of numbers"),
        ([1], "12", "count must be a list of numbers"),
        (np.ones((2, 2)), [1, 1], r"power must be one-dimensional, .*got shape \(2, 2\)"),
        ([1, 2], [10**4, 10**4], "product of the counts, each plus one, is 100,020,001; at most"),
        ([1], [2**25 - 1], "33,554,431 actors in all; at most 10,000 are taken"),
        ([1] * 24, [1] * 24, "735,471 ruling coalitions tie, too many to list"),
        ([1, 2], [10**30, 10**30], "is a number of 61 digits"),
        ([10**20 + 1, 10**20], [500, 500], "numbers as fine as these do not fit 64 bits"),
    ],
    ids=str,
)
def test_arguments_outside_their_domain(power, count, message):
    with pytest.raises(InvalidInput, match=message):
        ruling_blocs(power, count)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        ruling_blocs([0, 1], [1, "0.5"], majority=1)
    assert str(caught.value).splitlines() == [
        "majority must be in [1/2, 1), got 1",
        "power[0] must be a number > 0, got 0",
        "count[1] must be a number >= 1, got '0.5'",
    ]
