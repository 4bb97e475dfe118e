"""The door of the shrinking junta, at given discounts and at all."""

import json
import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.sketches.junta import junta
from whowhom.theory.sketches.junta_by_discount import junta_by_discount, roots

CIRCLE = {"zoe": 3, "ann": 4, "bob": 5, "cat": 10}


def test_names_come_back_as_names_in_their_order():
    found = junta(CIRCLE, discount=[0, 0.9])
    assert found.actors == ("zoe", "ann", "bob", "cat")
    assert found.juntas == (("ann",), ("zoe", "ann", "bob"))
    assert junta_by_discount(CIRCLE).ranges[-1].members == ("zoe", "ann", "bob")


@pytest.mark.parametrize("discount", [0.5, "1/2", Fraction(1, 2), [0.5], (0.5,), np.array([0.5])])
def test_one_discount_or_several(discount):
    assert junta([3, 4, 5], discount=discount).discounts == (Fraction(1, 2),)


def test_one_alone_and_twelve():
    assert junta([7], discount=0).paths == (((0,),),)
    assert junta_by_discount([7]).ranges[0].members == (0,)
    assert str(junta_by_discount([7])) == "0 rules alone in the end, at every discount."
    assert junta([1] * 12, discount="9/10").juntas == ((0, 1, 2, 3, 4, 5, 6, 7),)


def test_results_are_frozen_print_and_pickle():
    found, swept = junta(CIRCLE, discount=[0, "5/12"]), junta_by_discount(CIRCLE)
    for result in (found, swept):
        with pytest.raises(AttributeError):
            result.majority = 1
        assert pickle.loads(pickle.dumps(result)) == result
        json.dumps(plain(result))
    assert str(found).splitlines() == [
        "Discount 0: ann rules alone. Removed: cat; then bob; then zoe.",
        "Discount 5/12 (0.4167): zoe, ann and bob hold together. Removed: cat.",
    ]
    assert "from 0.4167 to below 1: zoe, ann and bob" in str(swept)
    assert plain(swept)["ranges"][1]["low"] == "5/12"


def test_a_choice_is_told():
    found = junta([1, 1, 1], discount=0)
    assert found.is_unique == (False,)
    assert "as good" in str(found)
    assert junta([3, 4, 5], discount=0).is_unique == (True,)


def test_lines_are_short():
    named = {letter * 25: power for letter, power in zip("abcde", range(4, 9), strict=True)}
    for found in (junta(named, discount=[0, "1/3"]), junta_by_discount(named)):
        assert max(map(len, str(found).splitlines())) <= 80


def test_a_discount_outside_the_sweep():
    found = junta_by_discount([3, 4, 5])
    assert found.at(Fraction(5, 12)) == (0, 1, 2)
    assert found.at(0.1) == (1,)
    for discount in (-0.1, 1):
        with pytest.raises(InvalidInput, match=r"discount must be in \[0, 1\)"):
            found.at(discount)


@pytest.mark.parametrize("solver", [lambda p: junta(p, discount=0), junta_by_discount])
@pytest.mark.parametrize(
    ("power", "message"),
    [
        ([], "power is empty"),
        ([[1, 2]], r"power\[0\] must be a number > 0"),
        ("345", "power must be a list of numbers"),
        ([1, -2], r"power\[1\] must be a number > 0, got -2"),
        ([1, float("nan")], r"power\[1\]"),
        ([1, float("inf")], r"power\[1\]"),
        ([1] * 13, "power has 13 actors; at most"),
    ],
)
def test_power_outside_its_domain(solver, power, message):
    with pytest.raises(InvalidInput, match=message):
        solver(power)


@pytest.mark.parametrize(
    "discount", [1, -0.1, float("nan"), float("inf"), "soon", True, None, [0.5, 1], ["x"]]
)
def test_discount_outside_its_domain(discount):
    with pytest.raises(InvalidInput, match=r"discount\[\d\] must be in \[0, 1\), got"):
        junta([1, 2, 3], discount=discount)


def test_no_discount_at_all():
    with pytest.raises(InvalidInput, match="discount is empty"):
        junta([1, 2, 3], discount=[])


def test_a_discount_of_too_many_digits():
    with pytest.raises(
        InvalidInput, match=r"discount\[1\] has 71 digits as a fraction; at most 60"
    ):
        junta([3, 4, 5], discount=[0, f"1/{10**70}"])


def test_more_discounts_than_can_be_followed():
    assert len(junta([3, 4, 5], discount=[0] * 5000).juntas) == 5000
    with pytest.raises(InvalidInput, match=r"discount has 4 values; at most 3 are .* 12 actors"):
        junta([1] * 12, discount=[0, "1/3", "1/2", "2/3"])


@pytest.mark.parametrize("solver", [lambda p: junta(p, discount=0), junta_by_discount])
def test_powers_of_too_many_digits(solver):
    fine = [f"{10**90 + i}/{10**91 + 7 * i + 1}" for i in range(6)]
    with pytest.raises(InvalidInput, match=r"as whole numbers .* digits; at most 250 .* round"):
        solver(fine)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        junta([-1], discount=[2], majority=1)
    named = [line.split()[0] for line in str(caught.value).splitlines()]
    assert named == ["power[0]", "discount[0]", "majority"]


@pytest.mark.parametrize("more", [(1,), (1, 0, 1), (-3, 2), (0, 1), (-1, 1)])
@pytest.mark.parametrize("inside", [(1, 2, 7), (3, 3, 8), (5,), (1, 2, 3, 4, 5, 6, 7, 8, 9)])
def test_every_root_between_0_and_1_is_found_once(inside, more):
    """Roots at tenths, some twice, times a factor without a root strictly between 0 and 1."""
    factors = [(Fraction(-tenths, 10), Fraction(1)) for tenths in inside]
    polynomial = np.array(more, dtype=object)
    for factor in factors:
        polynomial = np.convolve(polynomial, np.array(factor, dtype=object))
    found = roots(tuple(map(Fraction, polynomial)))
    assert [root.low for root in found] == [Fraction(x, 10) for x in sorted(set(inside))]
    assert all(root.is_exact for root in found)
