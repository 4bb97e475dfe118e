"""The door of the fate of the deposed: what it takes, what it refuses, what it hands back."""

import pickle

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import fate_of_loser
from whowhom.theory.results import plain


def test_names_come_back_as_names_in_their_order():
    found = fate_of_loser({"zoe": 1.5, "ann": 0.1, "bob": 0.5})
    assert found.actors == ("zoe", "ann", "bob")
    assert found.fates == ("killed", "spared", "exiled")
    assert fate_of_loser(np.array([1.5, 0.1])).actors == (0, 1)


@pytest.mark.parametrize(
    ("loser", "message"),
    [
        ([], "loser is empty"),
        ({}, "loser is empty"),
        (0.5, "loser must be a list of numbers"),
        ("0.5", "loser must be a list of numbers"),
        ([[1, 2]], r"loser\[0\] must be a number >= 0, got \[1, 2\]"),
        (np.ones((2, 2)), "loser must be one-dimensional"),
        ([1, -1], r"loser\[1\] must be a number >= 0, got -1"),
        ([float("nan")], r"loser\[0\] must be a number >= 0, got nan"),
        ([float("inf")], r"loser\[0\] must be a number >= 0, got inf"),
        ({"ann": None}, r"loser\['ann'\] must be a number >= 0, got None"),
        ({1: 1}, "names must be text, got 1"),
    ],
)
def test_losers_outside_the_domain(loser, message):
    with pytest.raises(InvalidInput, match=message):
        fate_of_loser(loser)


@pytest.mark.parametrize(
    ("name", "outside", "domain"),
    [
        ("winner", [0, -1], "a number > 0"),
        ("killing", [-0.1], "a number >= 0"),
        ("exile", [-0.1], "a number >= 0"),
        ("surviving", [-0.1, 1.1], r"in \[0, 1\]"),
    ],
)
def test_settings_outside_their_domains(name, outside, domain):
    for bad in [*outside, float("nan"), float("inf"), "much", None, True, [1]]:
        with pytest.raises(InvalidInput, match=f"^{name} must be {domain}, got"):
            fate_of_loser([1], **{name: bad})


def test_numbers_too_long_to_be_exact():
    with pytest.raises(InvalidInput, match="killing has 41 digits"):
        fate_of_loser([1], killing="1e40")


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        fate_of_loser([-1], winner=0, killing=-1, exile=-1, surviving=2)
    assert len(str(caught.value).splitlines()) == 5


def test_on_a_tie_the_milder_fate():
    assert fate_of_loser([0], killing=0).fates == ("spared",)
    assert fate_of_loser([1], killing="0.5", exile=9).fates == ("spared",)
    assert fate_of_loser([1], killing="0.3", exile="0.3", surviving=0).fates == ("exiled",)


def test_without_exile_killing_begins_where_it_costs_less_than_sparing():
    """A spared loser of ratio r is dangerous with r / (1 + r), which is 1/2 at r = 1."""
    steps = fate_of_loser([1], killing="0.5", exile=9).steps
    assert [(step.above, step.fate) for step in steps] == [(0, "spared"), (1, "killed")]


def test_the_result_is_frozen_prints_and_pickles():
    found = fate_of_loser({f"a man with a rather long name, number {i}": i / 9 for i in range(30)})
    with pytest.raises(AttributeError):
        found.fates = ()
    assert pickle.loads(pickle.dumps(found)) == found
    assert plain(found)["steps"][0] == {"above": 0.0, "fate": "spared"}
    prose = str(found).split("loser  ")[0]
    assert max(map(len, prose.splitlines())) <= 80


def test_words():
    usual = str(fate_of_loser({"ann": 0.1, "bob": 1.5}))
    assert usual.startswith("Spared: ann.\nKilled: bob.\n")
    assert "exiled above 0.2217, killed above 1.071." in usual
    odd = str(fate_of_loser({"ann": 0.1}, killing=0.95))
    assert "spared above 11.28" in odd
    assert "milder fate" in odd
    assert "However strong, a loser is spared." in str(fate_of_loser([1], exile=1, killing=1))
