"""The door of the ruling coalition: what it takes, what it refuses, what it hands back."""

import pickle
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import RulingCoalition, ruling_coalition
from whowhom.theory.coalitions.coalition_masks import wrapped


def test_names_come_back_as_names_in_their_order():
    found = ruling_coalition({"zoe": 3, "ann": 4, "bob": 5, "cat": 10})
    assert found.members == ("zoe", "ann", "bob")
    assert found.purged == ("cat",)
    assert found.all_members == (("zoe", "ann", "bob"),)


@pytest.mark.parametrize(
    "power",
    [
        (3, 4, 5, 10),
        np.array([3, 4, 5, 10]),
        np.array([3, 4, 5, 10], dtype=np.float32),
        pl.Series([3, 4, 5, 10]),
        ["3", "4.0", "5e0", " 10 "],
        [Fraction(3), Decimal(4), np.int8(5), np.float64(10)],
        OrderedDict(a=3, b=4, c=5, d=10).values(),
    ],
    ids=lambda power: type(power).__name__,
)
def test_kinds_of_numbers_and_lists(power):
    assert ruling_coalition(power).members == (0, 1, 2)


def test_texts_decimals_and_floats_tie_alike():
    assert ruling_coalition(["0.1", "0.2", "0.3"]).margin == 0
    assert ruling_coalition([Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]).margin == 0
    assert ruling_coalition([0.1, 0.2, 0.3]).margin == 0


@pytest.mark.parametrize("majority", [0.7, "0.7", "7/10", Decimal("0.7"), Fraction(7, 10)])
def test_a_majority_is_exact(majority):
    """63 is not more than 7/10 of 90, though ``63 > 0.7 * 90`` in floats."""
    found = ruling_coalition([63, 27], majority=majority)
    assert found.members == (0, 1)
    assert found.margin == 0
    assert found.majority == Fraction(7, 10)
    assert isinstance(found.majority, Fraction)


def test_the_margin_of_a_known_circle():
    """Nearest to one half is 5 of 4 + 5: at a majority of 5/9 the answer changes."""
    found = ruling_coalition([3, 4, 5])
    assert found.margin == pytest.approx(5 / 9 - 1 / 2)
    assert ruling_coalition([3, 4, 5], majority="5/9").members != found.members


def test_the_argument_is_left_as_it_is():
    power = np.array([3.0, 4.0, 5.0, 10.0])
    power.flags.writeable = False
    ruling_coalition(power)
    named = {"a": 1, "b": 2}
    ruling_coalition(named)
    assert named == {"a": 1, "b": 2}


def test_the_result_is_frozen_prints_and_pickles():
    found = ruling_coalition([1, 1, 1])
    with pytest.raises(AttributeError):
        found.share = 1.0
    assert pickle.loads(pickle.dumps(found)) == found
    assert isinstance(found, RulingCoalition)
    assert repr(found) == (
        "RulingCoalition(members=(0, 1) (one of 3 that tie), share=0.667, margin=0, majority=1/2)"
    )


def test_one_actor_rules_alone_and_twenty_four_are_solved():
    alone = ruling_coalition([7])
    assert (alone.members, alone.purged, alone.share, alone.margin) == ((0,), (), 1.0, 1.0)
    assert len(ruling_coalition([1] * 20).members) == 16
    assert ruling_coalition([*range(1, 24), 10**6]).members == (23,)


def test_floats_of_many_digits_are_solved_exactly_or_refused():
    """Sixteen in whole numbers of any size; more if no two coalitions nearly tie."""
    power = np.random.default_rng(1).lognormal(0, 3, 18)
    found = ruling_coalition(power)
    assert found.margin > 0
    whole = [round(Fraction(x) * 10**12) for x in power]
    assert found.members == ruling_coalition(whole).members
    with pytest.raises(InvalidInput, match=r"numbers as fine as these.*too close to a tie"):
        ruling_coalition([*power, power[0]])
    assert ruling_coalition([*power[:15], power[0]]).margin == 0


def test_a_majority_of_many_digits_is_solved_or_refused():
    fine = "0.50000000000000000001"
    assert ruling_coalition([3, 4, 5], majority=fine).members == (0, 1, 2)
    with pytest.raises(InvalidInput, match="majority of 21 digits needs more than 64 bits"):
        ruling_coalition([*range(1, 21)], majority=fine)
    third = ruling_coalition([*range(1, 19), 1000], majority=2 / 3)
    assert third.members == (18,)


def test_a_short_tie_is_told_line_by_line():
    told = str(ruling_coalition([1, 1, 1])).splitlines()
    assert told[:4] == ["A tie: 3 coalitions could rule.", "  0 and 1", "  0 and 2", "  1 and 2"]


def test_the_text_shortens_many_ties_and_long_lines():
    text = str(ruling_coalition({f"number-{i}": 1 for i in range(14)}))
    assert text.startswith("A tie: 3,003 coalitions could rule.")
    assert "  ... and 2,993 more" in text
    assert text.endswith("On a knife-edge: the smallest change of power may change the answer.")
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("power", "told"),
    [([3, 4, 5], "more than 5.6%."), ([10**5, 10**5 + 7, 10], "more than 7e-06 of itself.")],
)
def test_a_margin_is_never_told_as_nothing(power, told):
    assert str(ruling_coalition(power)).endswith(told)


@pytest.mark.parametrize(
    ("power", "message"),
    [
        ([], "power is empty"),
        ({}, "power is empty"),
        ([[1, 2], [3, 4]], r"power\[0\] must be a number > 0, got \[1, 2\]"),
        (np.ones((2, 2)), r"power must be one-dimensional.*shape \(2, 2\)"),
        (np.array(3.0), r"power must be one-dimensional"),
        ("345", "power must be a list of numbers.*got '345'"),
        (7, "power must be a list of numbers.*got 7"),
        ({3, 4}, "power must be a list of numbers"),
        ([1, -2], r"power\[1\] must be a number > 0, got -2"),
        ([1, 0], r"power\[1\] must be a number > 0, got 0"),
        ([1, float("nan")], r"power\[1\] must be a number > 0, got nan"),
        ([1, np.inf], r"power\[1\] must be a number > 0, got inf"),
        ([1, Decimal("NaN")], r"power\[1\]"),
        ([1, Decimal("1e999999999")], r"power\[1\]"),
        ([1, "1e999999999"], r"power\[1\]"),
        ([1, "1/0"], r"power\[1\]"),
        ([1, "two"], r"power\[1\] must be a number > 0, got 'two'"),
        ([1, True], r"power\[1\] must be a number > 0, got True"),
        ([1, None], r"power\[1\]"),
        ([1, 2j], r"power\[1\]"),
        ([1, -(10**5000)], r"power\[1\] must be a number > 0, got a number of type int"),
        ({"ann": 1, "bob": -1}, r"power\['bob'\] must be a number > 0, got -1"),
        ({1: 1}, "names must be text, got 1"),
        ([1] * 25, r"power has 25 actors; at most 24.* 0\.3 GB; leave out.*ruling_blocs"),
        ([1] * 5000, "power has 5000 actors.*more memory than there is"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_power_outside_its_domain(power, message):
    with pytest.raises(InvalidInput, match=message):
        ruling_coalition(power)


def test_a_list_of_ties_that_is_too_long_is_refused():
    with pytest.raises(InvalidInput, match=r"735,471 ruling coalitions tie.*join them into blocs"):
        ruling_coalition([1] * 24)


@pytest.mark.parametrize(
    "majority", [0.49, 1, 1.0, -1, float("nan"), float("inf"), "most", "", None, True, "1/0", [0.5]]
)
def test_majority_outside_its_domain(majority):
    with pytest.raises(InvalidInput, match=r"majority must be in \[1/2, 1\), got"):
        ruling_coalition([1, 2, 3], majority=majority)


def test_all_problems_are_told_at_once_but_not_without_end():
    with pytest.raises(InvalidInput) as caught:
        ruling_coalition([-1] * 15, majority=2)
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[0] == "majority must be in [1/2, 1), got 2"
    assert lines[1] == "power[0] must be a number > 0, got -1"
    assert lines[-1] == "... and 6 more"


def test_lines_are_broken_between_words_only():
    word = "Rhabarberbarbarabarbarbaren" * 4
    assert wrapped(f"{word} {word} rule", "  ") == f"  {word}\n    {word}\n    rule"
