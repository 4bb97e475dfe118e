"""The door of inclusion under error."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.sketches.coalition_inclusion import coalition_inclusion

CIRCLE = {"ann": 3, "bob": 4, "cat": 5, "dan": 10}


def test_the_result_says_what_was_asked():
    found = coalition_inclusion(CIRCLE, majority="2/3", runs=100, seed=4)
    assert found.actors == ("ann", "bob", "cat", "dan")
    assert (found.error, found.majority, found.runs, found.seed) == (0.3, Fraction(2, 3), 100, 4)
    assert found.inclusion.shape == found.alone.shape == (4,)
    assert not found.inclusion.flags.writeable


def test_the_same_seed_gives_the_same_and_another_seed_another():
    first, again, other = (coalition_inclusion(CIRCLE, seed=seed) for seed in (1, 1, 2))
    assert first.inclusion.tolist() == again.inclusion.tolist()
    assert first.inclusion.tolist() != other.inclusion.tolist()


def test_one_actor_rules_alone_for_sure():
    found = coalition_inclusion([7], runs=50)
    assert (found.inclusion[0], found.alone[0], found.nobody_removed) == (1, 1, 1)
    assert 0.9 < found.inclusion_low[0] < found.inclusion_high[0] == 1


def test_kinds_of_numbers_and_a_majority_of_many_digits():
    powers = (np.array([3.0, 4.0, 5.0]), ["3", "4", "5"], [10**400 * x for x in (3, 4, 5)])
    found = [coalition_inclusion(power, runs=60, majority=2 / 3) for power in powers]
    assert found[0].majority == Fraction(2, 3)
    assert found[0].inclusion.tolist() == found[1].inclusion.tolist() == found[2].inclusion.tolist()
    exact = coalition_inclusion(powers[0], runs=60, majority="2/3")
    assert exact.inclusion.tolist() == found[0].inclusion.tolist()


def test_a_majority_of_all_but_nothing_keeps_everybody():
    found = coalition_inclusion(CIRCLE, runs=30, majority="0.999999999999")
    assert found.nobody_removed == 1


def test_the_text_fits_the_terminal():
    found = coalition_inclusion({f"somebody-{i}": 1 + i / 9 for i in range(9)}, runs=300)
    text = str(found)
    assert max(map(len, text.splitlines())) <= 80
    assert f"The 5 most frequent of {found.n_coalitions} coalitions:" in text
    assert len(found.coalitions) == 10


def test_the_result_is_frozen_and_pickles():
    found = coalition_inclusion(CIRCLE, runs=20)
    again = pickle.loads(pickle.dumps(found))
    assert again.inclusion.tolist() == found.inclusion.tolist()
    assert again.coalitions == found.coalitions
    with pytest.raises(AttributeError):
        found.runs = 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"power": []}, "power is empty"),
        ({"power": [1, 0]}, r"power\[1\] must be a number > 0, got 0"),
        ({"power": {"ann": float("nan")}}, r"power\['ann'\]"),
        ({"power": np.ones((2, 2))}, "power must be one-dimensional"),
        ({"power": 7}, "power must be a list of numbers"),
        ({"power": [1] * 17}, "power has 17 actors; at most 16"),
        ({"error": 0}, r"error must be in \(0, 5\], got 0"),
        ({"error": -0.1}, "error must be in"),
        ({"error": float("nan")}, "error must be in"),
        ({"error": float("inf")}, "error must be in"),
        ({"majority": 1}, r"majority must be in \[1/2, 1\), got 1"),
        ({"runs": 0}, r"runs must be a whole number in \[1, 1000000\], got 0"),
        ({"runs": 2.5}, "runs must be a whole number"),
        ({"power": [1] * 16, "runs": 10**6}, "runs must be at most 7,629 for 16 actors"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"seed": 2**63}, "seed must be a whole number"),
        ({"seed": None}, "seed must be a whole number"),
    ],
    ids=str,
)
def test_arguments_outside_their_domain(changes, message):
    given = {"power": CIRCLE} | changes
    with pytest.raises(InvalidInput, match=message):
        coalition_inclusion(given.pop("power"), **given)
