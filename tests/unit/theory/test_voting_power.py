"""The door of voting power: what it takes, what it refuses, what it hands back."""

import json
import math
import pickle
import tracemalloc
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import VotingPower, voting_power
from whowhom.theory.bargains.voting_counts import Game, count, memory
from whowhom.theory.results import plain

SIX = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}


@pytest.mark.parametrize(
    "weight",
    [
        (3, 2, 2),
        np.array([3, 2, 2]),
        np.array([3, 2, 2], dtype=np.float32),
        pl.Series([3, 2, 2]),
        ["3", "2.0", "2e0"],
        [Fraction(3), Decimal(2), np.int8(2)],
        {"a": 3, "b": 2, "c": 2}.values(),
        ["0.3", "0.2", "1/5"],
        [0.75, 0.5, 0.5],
    ],
    ids=lambda weight: type(weight).__name__,
)
def test_kinds_of_numbers_and_lists(weight):
    total = sum(Fraction(str(w)) for w in weight)
    found = voting_power(weight, quota=total * Fraction(4, 7))
    assert [power.shapley_shubik for power in found.fractions] == [Fraction(1, 3)] * 3
    assert found.actors == (0, 1, 2)


@pytest.mark.parametrize(
    "quota", [12, 12.0, "12", Fraction(12), Decimal("11.5"), 11.1, np.int64(12)]
)
def test_kinds_of_quotas(quota):
    assert voting_power(SIX, quota=quota).winning == 14


def test_names_and_votes_come_back_as_they_were_given():
    found = voting_power(SIX, quota=12)
    assert found.actors == tuple(SIX)
    assert found.weight.tolist() == list(SIX.values())
    assert (found.quota, found.share_needed) == (12, 12 / 17)
    assert found.is_exact


def test_the_result_is_frozen_and_pickles_and_becomes_json():
    found = voting_power(SIX, quota=12)
    with pytest.raises(AttributeError):
        found.act = 1.0
    with pytest.raises(ValueError, match="read-only"):
        found.banzhaf[0] = 1
    again = pickle.loads(pickle.dumps(found))
    assert isinstance(again, VotingPower)
    assert again.fractions == found.fractions
    told = json.loads(json.dumps(plain(found)))
    assert told["fractions"][0]["shapley_shubik"] == "7/30"
    assert "6 voters" in repr(found)
    assert len(repr(voting_power([1] * 50, quota=26))) < 200


def test_the_argument_is_left_as_it_is():
    weight = np.array([3.0, 2.0, 2.0])
    weight.flags.writeable = False
    voting_power(weight, quota=4)
    assert weight.tolist() == [3, 2, 2]


# ------------------------------------------------------------------------------------ in words


def test_words_on_who_never_decides():
    text = str(voting_power(SIX, quota=12))
    assert text.startswith("6 voters have 17 votes; 12 are enough to win (70.6%).")
    assert "Never decisive: LU." in text
    assert "4 of them need every member" in text
    assert "exact fractions" in text


def test_words_on_blocking_and_on_deciding_alone():
    council = {f"P{i}": 7 for i in range(2)} | {f"E{i}": 1 for i in range(3)}
    assert "Nothing passes without P0 and P1." in str(voting_power(council, quota=16))
    assert "a decides alone" in str(voting_power({"a": 3, "b": 1}, quota=3))


@pytest.mark.parametrize(("quota", "warned"), [(50, True), (51, False), (1, True)])
def test_two_disjoint_winning_coalitions_are_told(quota, warned):
    text = " ".join(str(voting_power([35, 20, 15, 15, 15], quota=quota)).split())
    assert ("without a common member can win" in text) is warned


@pytest.mark.parametrize("exact", ["yes", "no"])
@pytest.mark.parametrize("n", [1, 7, 30, 31, 80])
def test_the_table_fits_the_screen_and_equal_voters_are_joined(n, exact):
    weight = {f"a voter with a long name {i}": 1000 + i // 2 for i in range(n)}
    text = str(voting_power(weight, quota=sum(weight.values()) // 2 + 1, exact="no"))
    assert max(map(len, text.splitlines())) <= 80
    assert ("2 voters" in text) is (n > 30)
    assert ("more voters" in text) is (n > 60)


def test_what_is_left_out_is_told():
    found = voting_power([1] * 25, quota=13, exact="no")
    assert found.johnston is None
    assert found.fractions == ()
    assert not found.is_exact
    assert "Not computed: Johnston" in str(found)
    assert "Johnst." not in str(found)


# ------------------------------------------------------------------------------ ways to compute


@pytest.mark.parametrize(
    ("weight", "quota", "exact", "method"),
    [
        ([3, 2, 2], 4, "auto", "exact fractions, by tables of weights"),
        ([3, 2, 2], 4, "yes", "exact fractions, by tables of weights"),
        ([3, 2, 2], 4, "no", "floats in double precision"),
        ([10**9, 10**9 - 1, 7], 10**9, "auto", "exact fractions, by counting all coalitions"),
        ([10**9, 10**9 - 1, 7], 10**9, "no", "exact fractions, by counting all coalitions"),
        ([*range(1, 201)], 10_000, "auto", "floats in double precision"),
    ],
)
def test_which_way_is_taken(weight, quota, exact, method):
    assert voting_power(weight, quota=quota, exact=exact).method == method


def test_a_common_divisor_is_taken_out():
    found = voting_power([10**30, 10**30, 10**30], quota=10**30 + 1)
    assert [power.swings for power in found.fractions] == [2, 2, 2]


def test_more_coalitions_than_64_bits_count():
    """Of n equal voters each has C(n - 1, quota - 1) swings."""
    found = voting_power([1] * 90, quota=46)
    assert found.fractions[0].swings == math.comb(89, 45)
    assert found.minimal == math.comb(90, 46)
    found = voting_power([1] * 400, quota=201, exact="no")
    assert found.swings[0] == pytest.approx(float(math.comb(399, 200)), rel=1e-9)
    assert found.shapley_shubik == pytest.approx(np.full(400, 1 / 400), rel=1e-9)


# ----------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([], "weight is empty"),
        ({}, "weight is empty"),
        ([[1, 2], [3, 4]], r"weight\[0\] must be a number >= 0, got \[1, 2\]"),
        (np.ones((2, 2)), r"weight must be one-dimensional.*shape \(2, 2\)"),
        ("345", "weight must be a list of numbers.*got '345'"),
        (7, "weight must be a list of numbers.*got 7"),
        ({3, 4}, "weight must be a list of numbers"),
        ([1, -2], r"weight\[1\] must be a number >= 0, got -2"),
        ([1, float("nan")], r"weight\[1\] must be a number >= 0, got nan"),
        ([1, np.inf], r"weight\[1\] must be a number >= 0, got inf"),
        ([1, "two"], r"weight\[1\] must be a number >= 0, got 'two'"),
        ([1, True], r"weight\[1\] must be a number >= 0, got True"),
        ([1, None], r"weight\[1\]"),
        ({1: 1}, "names must be text, got 1"),
        ([0, 0], "quota must be at most the total weight 0"),
        ([0.123456789, 1], r"weight\[0\] has the denominator 1,000,000,000.*give fewer digits"),
        ({"a": 1, "b": "0.0000001"}, r"weight\['b'\] has the denominator 10,000,000"),
        ([10**400] * 3, "weight totals more than 1e300"),
        ([1] * 1001, "weight has 1001 voters; at most 1000"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_weight_outside_its_domain(weight, message):
    with pytest.raises(InvalidInput, match=message):
        voting_power(weight, quota=1)


@pytest.mark.parametrize(
    "quota", [0, -1, float("nan"), float("inf"), "most", "", True, "1/0", [4], 4j]
)
def test_quota_outside_its_domain(quota):
    with pytest.raises(InvalidInput, match="quota must be a number > 0, got"):
        voting_power(SIX, quota=quota)


def test_a_quota_that_nobody_reaches():
    with pytest.raises(InvalidInput, match="quota must be at most"):
        voting_power(SIX, quota=10**400)
    with pytest.raises(InvalidInput, match=r"quota must be at most the total weight 17.*got 18"):
        voting_power(SIX, quota=18)


@pytest.mark.parametrize("exact", ["perhaps", True, None, 1])
def test_exact_outside_its_domain(exact):
    with pytest.raises(InvalidInput, match="exact must be one of auto, yes, no, got"):
        voting_power(SIX, quota=12, exact=exact)


@pytest.mark.parametrize("exact", ["auto", "yes", "no"])
@pytest.mark.parametrize(
    ("weight", "total"),
    [
        ([*range(10**9, 10**9 + 30)], "30,000,000,435"),
        ([*range(10**30, 10**30 + 25)], r"about 2.5e\+31"),
    ],
)
def test_weights_that_total_too_much(weight, total, exact):
    message = f"weight totals {total}.* in lowest terms, for .* voters.*join voters who always"
    with pytest.raises(InvalidInput, match=message):
        voting_power(weight, quota=sum(weight) // 2, exact=exact)


@pytest.mark.parametrize("exact", ["auto", "yes", "no"])
def test_few_voters_may_have_weights_of_any_size(exact):
    """Divided by 1,000 and rounded, the third would have 2/3 of the power instead of all of it."""
    weight = {"a": 10**18, "b": 2 * 10**18, "c": 3 * 10**18 + 1}
    found = voting_power(weight, quota=3 * 10**18 + 1, exact=exact)
    assert [power.shapley_shubik for power in found.fractions] == [0, 0, 1]
    assert found.share_needed > 0.5
    assert "3000000000000000001 are enough" in str(found)
    assert "Beware" not in str(found)
    found = voting_power([10**30, 10**30 + 1, 7], quota=10**30 + 8, exact=exact)
    assert [power.swings for power in found.fractions] == [1, 3, 1]
    found = voting_power([10**298 + i for i in range(24)], quota=12 * 10**298 + 5, exact=exact)
    assert sum(power.shapley_shubik for power in found.fractions) == 1


@pytest.mark.parametrize(
    ("weight", "quota"),
    [
        ([*range(10**9, 10**9 + 30)], 10**10),
        ([1000 + i**3 % 1000 for i in range(1000)], 10**6),
        ([*range(10**18, 10**18 + 25)], 10**19),
    ],
)
def test_no_advice_changes_the_vote(weight, quota):
    with pytest.raises(InvalidInput) as caught:
        voting_power(weight, quota=quota)
    assert "divide" not in str(caught.value)
    assert "rounding the weights instead can change who decides" in str(caught.value)


def test_exact_fractions_that_would_take_too_long():
    with pytest.raises(InvalidInput, match=r"the exact tables would take.*exact='auto'"):
        voting_power([*range(1, 301)], quota=30_000, exact="yes")


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        voting_power([1, -1, "x"], quota=-1, exact="perhaps")
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == ["weight[1]", "weight[2]", "quota", "exact"]
    with pytest.raises(InvalidInput) as caught:
        voting_power([0.123456789] * 1001, quota=10**6)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "game",
    [
        Game(weights=(7, 5, 3, 1), sizes=(10, 10, 20, 20), quota=150),
        Game(weights=tuple(range(60, 0, -1)), sizes=(1,) * 60, quota=915),
    ],
)
def test_exact_tables_take_no_more_memory_than_is_reckoned_with(game):
    tracemalloc.start()
    count(game)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert memory(game) / 3 < peak < memory(game)


def test_floats_that_would_take_minutes():
    weights = [1000 + i**3 % 1000 for i in range(1000)]
    with pytest.raises(InvalidInput, match="too much memory or time; join voters who"):
        voting_power(weights, quota=sum(weights) // 2)
    with pytest.raises(InvalidInput, match=r"choose exact='auto'$"):
        voting_power([1] * 1000, quota=501, exact="yes")


def test_counts_beyond_eighteen_digits_are_told_in_four():
    assert "about 1.802e+59 of them" in str(voting_power([1] * 201, quota=101))


def test_a_quota_is_given_in_one_of_two_ways():
    for given in ({}, {"quota": 12, "share_needed": 0.7}):
        with pytest.raises(InvalidInput, match="give either quota, in votes, or share_needed"):
            voting_power(SIX, **given)
    assert voting_power(SIX, share_needed=12 / 17).winning == voting_power(SIX, quota=12).winning
