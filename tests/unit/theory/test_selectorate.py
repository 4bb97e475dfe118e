"""The doors of the selectorate: what they take, refuse and hand back."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.control.selectorate import selectorate, selectorate_grid
from whowhom.theory.results import plain

GOOD = {"winning_coalition": 5, "selectorate": 10}


@pytest.mark.parametrize("discount", [0.9, "0.9", "9/10", Decimal("0.9"), Fraction(9, 10)])
@pytest.mark.parametrize("size", [5, 5.0, "5", np.int64(5), np.float64(5)])
def test_kinds_of_numbers_are_exact(discount, size):
    found = selectorate(winning_coalition=size, selectorate=10, discount=discount)
    assert found.spending == Fraction(1600, 49)


@pytest.mark.parametrize(
    ("name", "values", "domain"),
    [
        ("winning_coalition", [0, 0.5, -1, 1e11, math.nan, math.inf, None, "few", True, [5]],
         r"in \[1, 10000000000\]"),
        ("selectorate", [0, -5, math.nan, math.inf, None, "all", True], r"in \[1, 10000000000\]"),
        ("resources", [0, -1, 1e16, math.nan, math.inf, None, "", "1e399"],
         r"in \(0, 1000000000000000\]"),
        ("discount", [-0.1, 1, 1.5, math.nan, math.inf, None, "patient"], r"in \[0, 1\)"),
    ],
)  # fmt: skip
def test_numbers_outside_their_domain(name, values, domain):
    for value in values:
        with pytest.raises(InvalidInput, match=rf"^{name} must be {domain}, got"):
            selectorate(**GOOD | {name: value})


def test_a_coalition_larger_than_the_selectorate():
    with pytest.raises(
        InvalidInput,
        match="winning_coalition must not be larger than selectorate, got 11 and 10",
    ):
        selectorate(winning_coalition=11, selectorate=10)


def test_a_rival_offers_the_most_that_all_resources_buy_a_member():
    found = selectorate(**GOOD)
    public = np.linspace(0, 100, 100_001)
    offers = np.sqrt(public) + np.sqrt((100 - public) / 5)
    assert found.rival_offer == pytest.approx(offers.max())


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        selectorate(winning_coalition=0, selectorate=-1, resources=0, discount=1)
    assert len(str(caught.value).splitlines()) == 4


def test_extreme_numbers():
    found = selectorate(
        winning_coalition=1, selectorate=10**10, resources="1e-300", discount="0.999999999999"
    )
    assert 0 < found.spending < Fraction("1e-300")
    assert found.spent_share > 0
    assert str(found)


def test_the_result_is_frozen_prints_and_pickles():
    found = selectorate(**GOOD)
    with pytest.raises(AttributeError):
        found.surplus = 0
    assert pickle.loads(pickle.dumps(found)) == found
    assert plain(found)["spending"] == "1600/49"
    told = str(found).splitlines()
    assert max(map(len, told)) <= 80
    assert told[0] == "To stay, the leader must spend 32.7% of what there is."
    assert told[1] == "A successor keeps a member with a chance of only 50.0%."
    assert told[2] == "Of the spending, 16.7% goes to private goods."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"selectorate": 5}, "Everybody is needed"),
        ({"discount": 0}, "The future counts for nothing"),
    ],
)
def test_why_nothing_is_kept(changes, sentence):
    assert sentence in str(selectorate(**GOOD | changes))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"winning_coalitions": []}, "winning_coalitions is empty"),
        ({"selectorates": []}, "selectorates is empty"),
        ({"winning_coalitions": 5}, "winning_coalitions must be a list of numbers"),
        ({"winning_coalitions": [5, 0]}, r"winning_coalitions\[1\] must be in \[1, 10000000000\]"),
        ({"selectorates": [math.nan]}, r"selectorates\[0\] must be"),
        ({"selectorates": np.ones((2, 2))}, "selectorates must be one-dimensional"),
        ({"winning_coalitions": [11, 12]}, "winning_coalitions are all larger"),
        ({"winning_coalitions": [1] * 1001, "selectorates": [1] * 1000},
         "winning_coalitions and selectorates span 1001000 cells; at most 1000000"),
        ({"discount": 1}, r"discount must be in \[0, 1\)"),
        ({"resources": -1}, "resources must be"),
    ],
)  # fmt: skip
def test_grids_outside_their_domain(arguments, message):
    good = {"winning_coalitions": [5], "selectorates": [10]}
    with pytest.raises(InvalidInput, match=message):
        selectorate_grid(**good | arguments)


def test_the_grid_is_read_only_prints_and_pickles():
    found = selectorate_grid(range(1, 31), selectorates=range(10, 110, 10))
    assert found.surplus_share.shape == (30, 10)
    with pytest.raises(ValueError, match="read-only"):
        found.public[0, 0] = 1
    assert str(pickle.loads(pickle.dumps(found))) == str(found)
    told = str(found).splitlines()
    assert max(map(len, told)) <= 80
    assert told[-1] == "The table is cut; --json gives all."
    assert plain(found)["surplus_share"][29][0] is None
    small = str(selectorate_grid([5, 50], selectorates=[10, 100])).splitlines()
    assert small[-2:] == ["5          67.3%  83.0%", "50             -  15.6%"]
