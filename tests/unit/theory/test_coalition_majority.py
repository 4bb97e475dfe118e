"""The door of the sweep over all majorities."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.coalition_majority import coalition_by_majority

CIRCLE = {"ann": 3, "bob": 4, "cat": 10}


def test_a_small_circle():
    found = coalition_by_majority(CIRCLE)
    assert found.actors == ("ann", "bob", "cat")
    assert [step.start for step in found.steps] == [
        Fraction(1, 2), Fraction(10, 17), Fraction(5, 7), Fraction(14, 17)
    ]  # fmt: skip
    assert found.steps[2].all_members == (("bob", "cat"),)
    assert found.steps[2].share == 14 / 17
    everybody = Fraction(5, 7) - Fraction(10, 17) + Fraction(3, 17)
    assert found.span == pytest.approx([2 * float(everybody), 2 * (1 - 10 / 17), 1.0])


def test_who_rules_at_every_majority_is_told():
    found = coalition_by_majority([5, 1])
    assert "At every majority in power: 0.\n" in str(found)
    assert min(found.span) > 0  # close to 1 all are needed


def test_one_actor_rules_at_every_majority():
    found = coalition_by_majority([7])
    assert [(s.start, s.end, s.all_members) for s in found.steps] == [(Fraction(1, 2), 1, ((0,),))]
    assert str(found).startswith("The same coalition rules at every majority.")


def test_at_a_tie_only_those_in_every_coalition_surely_rule():
    found = coalition_by_majority([1, 1, 1])
    assert found.steps[0].all_members == ((0, 1), (0, 2), (1, 2))
    assert found.span == pytest.approx([2 / 3] * 3)
    assert "a tie: 0 and 1; or 0 and 2; or 1 and 2" in str(found)


def test_the_result_pickles_and_prints_within_eighty_columns():
    found = coalition_by_majority({f"somebody-{i}": x for i, x in enumerate((1, 1, 1, 1, 1, 2))})
    assert pickle.loads(pickle.dumps(found)) == found
    assert max(map(len, str(found).splitlines())) <= 80
    with pytest.raises(AttributeError):
        found.steps = ()


def test_long_fractions_are_told_as_decimals():
    text = str(coalition_by_majority([f"{10**40 + i}/{10**41 + 7 * i}" for i in range(4)]))
    assert max(map(len, text.splitlines())) <= 80


def test_twelve_actors_and_powers_beyond_64_bits_are_solved():
    assert len(coalition_by_majority([*range(1, 12), 200]).steps) > 1
    assert len(coalition_by_majority([10**30 + i for i in range(4)]).steps) > 1


@pytest.mark.parametrize(
    ("power", "message"),
    [
        ([], "power is empty"),
        ([1, 0], r"power\[1\] must be a number > 0, got 0"),
        ({"ann": float("nan")}, r"power\['ann'\]"),
        ([1, np.inf], r"power\[1\]"),
        (np.ones((2, 2)), "power must be one-dimensional"),
        ("345", "power must be a list of numbers"),
        ([1] * 13, "power has 13 actors; at most 12 .* leave out the weakest"),
        ([10**10 + i for i in range(9)], "power: as whole numbers.*9e[+]10.*give fewer digits"),
        ([f"{10**30 + i}/{10**30 + 7 * i + 1}" for i in range(12)], "a number of 3.. digits;"),
    ],
    ids=str,
)
def test_power_outside_its_domain(power, message):
    with pytest.raises(InvalidInput, match=message):
        coalition_by_majority(power)
