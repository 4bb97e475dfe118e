"""The door of hidden opposition: what it takes, what it refuses, what it hands back."""

import json
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.crowds.hidden_opposition import hidden_opposition
from whowhom.theory.results import plain

NAMED = {"ann": 1, "bob": "0.8", "cat": 0.7, "dan": "2/5", "eve": 0}


def test_names_come_back_in_their_order():
    found = hidden_opposition(NAMED)
    assert found.actors == ("ann", "bob", "cat", "dan", "eve")
    assert found.bandwagon.actors == found.actors
    assert found.is_open == (True, True, True, True, False)
    assert found.threshold == (0, Fraction(1, 5), Fraction(3, 10), Fraction(3, 5), 1)


@pytest.mark.parametrize(
    "private",
    [
        [1, 0.9, 0.7],
        np.array([1, 0.9, 0.7]),
        ["1", "0.9", "7/10"],
        (Fraction(1), Decimal("0.9"), np.float64(0.7)),
    ],
    ids=lambda private: type(private).__name__,
)
def test_a_float_is_the_decimal_that_it_prints(private):
    assert hidden_opposition(private).threshold == (0, Fraction(1, 10), Fraction(3, 10))


def test_who_is_indifferent_joins_and_is_neither_for_nor_against():
    found = hidden_opposition([1, "1/2"])
    assert found.is_open == (True, True)
    assert (found.private_share, found.open_share) == (Fraction(1, 2), 1)
    assert (found.hidden_share, found.pressed_share) == (0, 0)
    assert found.gap == Fraction(-1, 2)


def test_the_result_is_frozen_prints_and_pickles():
    found = hidden_opposition(NAMED)
    with pytest.raises(AttributeError):
        found.gap = 0
    assert pickle.loads(pickle.dumps(found)).is_open == found.is_open
    assert json.loads(json.dumps(plain(found)))["gap"] == "-1/5"
    assert str(found).splitlines() == [
        "60.0% are against the regime in private, 80.0% in public.",
        "20.0% are for it and speak against it.",
        "",
        "person  joins at  in the open",
        "ann         0.0%          yes",
        "bob        20.0%          yes",
        "cat        30.0%          yes",
        "dan        60.0%          yes",
        "eve       100.0%           no",
    ]
    quiet = str(hidden_opposition([1, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0]))
    assert "40.0% hide their opposition." in quiet
    assert "If one more spoke out unasked, it could become 100.0%." in quiet
    assert "... and 80 more" in str(hidden_opposition([1] * 100))


@pytest.mark.parametrize(
    ("private", "message"),
    [
        ([], "private is empty"),
        ([1, -0.2], r"private\[1\] must be in \[0, 1\], got -0.2"),
        ([1, 1.2], r"private\[1\] must be in \[0, 1\], got 1.2"),
        ([1, math.nan], r"private\[1\] must be in \[0, 1\], got nan"),
        ([1, math.inf], r"private\[1\] must be in \[0, 1\], got inf"),
        (np.zeros((2, 2)), "private must be one-dimensional"),
        ([None], r"private\[0\]"),
        ([True], r"private\[0\]"),
        ({"ann": "much"}, r"private\['ann'\]"),
        ({1: 1}, "names must be text"),
        ("10", "private must be a list of numbers"),
        (1, "private must be a list of numbers"),
    ],
    ids=str,
)
def test_private_outside_its_domain(private, message):
    with pytest.raises(InvalidInput, match=message):
        hidden_opposition(private)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("integrity", -1, "integrity must be a number >= 0, got -1"),
        ("integrity", math.nan, "integrity must be a number >= 0, got nan"),
        ("reputation", 0, "reputation must be a number > 0, got 0"),
        ("reputation", "high", "reputation must be a number > 0, got 'high'"),
    ],
)
def test_weights_outside_their_domain(name, value, message):
    with pytest.raises(InvalidInput, match=message):
        hidden_opposition([1, 0], **{name: value})


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        hidden_opposition([2, 0], integrity=-1, reputation=0)
    assert len(str(caught.value).splitlines()) == 3


def test_a_large_crowd_is_refused_before_it_is_read():
    with pytest.raises(InvalidInput, match=r"^private has 200,001 people; at most 200,000"):
        hidden_opposition(["x"] * 200_001)
