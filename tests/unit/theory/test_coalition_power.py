"""The door of the sweep over one actor's power."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.coalition_power import coalition_by_power

CIRCLE = {"ann": 3, "bob": 4, "cat": 5, "dan": 10}


def test_names_and_numbers():
    named = coalition_by_power(CIRCLE, actor="dan", low=6, high=20)
    assert (named.actor, named.given, named.majority) == ("dan", 10, Fraction(1, 2))
    assert [step.fate for step in named.steps] == ["removed", "safe", "alone"]
    assert named.steps[1].is_knife_edge
    numbered = coalition_by_power(np.array([3, 4, 5, 10]), actor=3, low=6, high=20)
    assert [step.low for step in numbered.steps] == [step.low for step in named.steps]
    assert numbered.steps[0].all_members == ((0, 1, 2),)


def test_the_ends_of_the_range_belong_to_it():
    """At 12 exactly, a knife-edge, everybody rules."""
    found = coalition_by_power(CIRCLE, actor="dan", low=11, high=12)
    assert [step.where for step in found.steps] == ["from 11 to below 12", "at 12"]
    found = coalition_by_power(CIRCLE, actor="dan", low=12, high=13)
    assert [step.where for step in found.steps] == ["at 12", "above 12, to 13"]
    found = coalition_by_power(CIRCLE, actor="dan", low=6, high=7)
    assert [step.where for step in found.steps] == ["from 6 to 7"]


def test_decimals_are_exact_and_one_actor_rules_whatever_he_has():
    found = coalition_by_power(["0.3", "0.4", "0.5", 1], actor=3, low=0.6, high="1.5")
    assert [step.low for step in found.steps] == [Fraction(3, 5), Fraction(6, 5), Fraction(6, 5)]
    assert [s.fate for s in coalition_by_power([1], actor=0, low=1, high=2).steps] == ["alone"]


def test_the_text_says_where_he_is_safe_purged_and_sole_ruler():
    text = str(coalition_by_power(CIRCLE, actor="dan", low=1, high=20))
    assert "  rules alone: above 12, to 20." in text
    assert "  is removed: between 5 and 12." in text
    assert "With 10, as given, dan is removed." in text
    assert max(map(len, text.splitlines())) <= 80
    safe = str(coalition_by_power(CIRCLE, actor="dan", low=4.5, high=5))
    assert "  rules with others: from 4.5 to 5." in safe
    thirds = str(coalition_by_power(CIRCLE, actor="dan", low="1/3", high=2, majority="2/3"))
    assert thirds.startswith("dan, with power from 0.333333 (1/3) to 2:")
    assert "as given" not in thirds


def test_the_result_is_frozen_and_pickles():
    found = coalition_by_power(CIRCLE, actor="ann", low=1, high=20)
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(AttributeError):
        found.actor = "bob"


def test_fourteen_actors_and_powers_beyond_64_bits_are_solved():
    assert coalition_by_power([*range(1, 14)], actor=2, low=1, high=300).steps[-1].fate == "alone"
    big = [10**25 + 7, 10**25, 10**24 + 1]
    assert coalition_by_power(big, actor=0, low=1, high=10**27).steps[-1].fate == "alone"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"power": []}, "power is empty"),
        ({"power": {"dan": -1}}, r"power\['dan'\] must be a number > 0, got -1"),
        ({"power": {"dan": float("nan")}}, r"power\['dan'\]"),
        ({"power": 7}, "power must be a list of numbers"),
        ({"actor": "eve"}, r"actor must be one of the actors \(ann, bob, cat, dan\), got 'eve'"),
        ({"actor": 0}, "actor must be one of the actors"),
        ({"actor": True}, "actor must be one of the actors"),
        ({"majority": 1}, r"majority must be in \[1/2, 1\), got 1"),
        ({"low": 0}, "low must be a number > 0, got 0"),
        ({"low": "a"}, "low must be a number > 0, got 'a'"),
        ({"high": float("inf")}, "high must be a number > 0, got inf"),
        ({"high": float("nan")}, "high must be a number > 0, got nan"),
        ({"low": 5, "high": 5}, "low must be below high, got 5 and 5"),
        ({"low": 6, "high": 5}, "low must be below high, got 6 and 5"),
        ({"power": [1] * 14, "actor": 0}, "power has 14 actors; at most 13"),
        (
            {"power": [10**18 + i for i in range(9)], "actor": 0},
            "power, low, high and majority are finer than 64 bits.*at most 8 actors",
        ),
    ],
    ids=str,
)
def test_arguments_outside_their_domain(changes, message):
    given = {"power": CIRCLE, "actor": "dan", "low": 1, "high": 20} | changes
    with pytest.raises(InvalidInput, match=message):
        coalition_by_power(given.pop("power"), **given)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        coalition_by_power({"a": 0}, actor="b", low=0, high=-1, majority=2)
    assert len(str(caught.value).splitlines()) == 5
