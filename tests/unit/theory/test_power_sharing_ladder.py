"""The door of the ladder to established rule: what it takes, refuses and hands back."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.sketches.power_sharing_ladder import power_sharing_ladder

STEPS = [0.9, 0.7, 0.5, 0.3]


@pytest.mark.parametrize(
    "success",
    [STEPS, tuple(STEPS), np.array(STEPS), ["9/10", "0.7", "1/2", "3/10"], [Fraction(9, 10), 0.7]],
)
def test_kinds_of_lists(success):
    assert power_sharing_ladder(success).hazard[0] == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("success", "message"),
    [
        ([], "success is empty"),
        (0.5, "success must be a list of numbers"),
        ("0.5", "success must be a list of numbers"),
        ({"low": 0.5}, "success must be a list of numbers"),
        (np.ones((2, 2)) / 2, r"success must be one-dimensional, got shape \(2, 2\)"),
        ([0.5, 1.2], r"success\[1\] must be in \[0, 1\], got 1.2"),
        ([0.5, -0.1], r"success\[1\] must be in \[0, 1\], got -0.1"),
        ([math.nan], r"success\[0\] must be in \[0, 1\], got nan"),
        ([None], r"success\[0\]"),
        (["1/2", "3/5"], r"success must not rise.*success\[1\] = 3/5 is above success\[0\] = 1/2"),
        ([0.5] * 201, "success has 201 steps; at most 200"),
    ],
)
def test_success_outside_its_domain(success, message):
    with pytest.raises(InvalidInput, match=message):
        power_sharing_ladder(success)


@pytest.mark.parametrize(
    ("name", "values", "domain"),
    [
        ("detection", [-0.1, 1.1, math.nan, "often"], r"in \[0, 1\]"),
        ("grabs", [-0.1, 1.1, math.inf, None], r"in \[0, 1\]"),
        ("prize", [0, -1, math.inf, True], "a number > 0"),
        ("penalty", [-1, math.nan, "x"], "a number >= 0"),
        ("acquiescence", [math.nan, math.inf, None], "a number"),
        ("periods", [0, 1.5, 10_001, None], r"a whole number in \[1, 10000\]"),
    ],
)
def test_settings_outside_their_domain(name, values, domain):
    for value in values:
        with pytest.raises(InvalidInput, match=f"{name} must be {domain}, got"):
            power_sharing_ladder(STEPS, **{name: value})


def test_the_threat_never_ends_or_never_was():
    never_ends = power_sharing_ladder(STEPS, acquiescence=-1)
    assert never_ends.established_from is None
    assert "at each of the 4 steps" in str(never_ends)
    assert plain(never_ends)["established_from"] is None
    never_was = power_sharing_ladder(STEPS, acquiescence=1)
    assert never_was.established_from == 0
    assert (never_was.survival == 1).all()
    assert "safe from the start" in str(never_was)


def test_a_knife_edge_is_met_exactly():
    """0.1 + 0.2 of three tenths: indifferent, and so no coup."""
    found = power_sharing_ladder(["0.3"], prize=1, penalty=0, acquiescence="0.3")
    assert found.is_tied
    assert found.credible == (False,)


def test_huge_stakes_are_exact():
    found = power_sharing_ladder(STEPS, prize="1e300", penalty="1e300", acquiescence="-1e399")
    assert found.established_from is None
    assert str(found)


def test_one_step_and_certain_removal():
    found = power_sharing_ladder([1], detection=1, periods=3)
    assert found.survival.tolist() == [1, 0, 0, 0]
    assert np.isnan(found.hazard[1:]).all()
    assert found.removed_while_contested == 1
    assert str(found)


def test_who_may_fall_at_the_top_falls_in_the_end():
    """At every step a coup pays, at the last with a chance of 0.1 a period."""
    found = power_sharing_ladder([0.8, 0.5, 0.2], detection=0.5, prize=2, penalty=0.4)
    assert found.step_hazard.tolist() == pytest.approx([0.4, 0.25, 0.1])
    assert found.removed_while_contested == 1


def test_a_ruler_who_never_reaches_for_more():
    found = power_sharing_ladder(STEPS, grabs=0)
    assert (found.survival == 1).all()
    assert found.removed_while_contested == 0


def test_the_result_is_read_only_prints_and_pickles():
    found = power_sharing_ladder(STEPS, detection=0.2)
    assert found.at_step.shape == (21, 4)
    with pytest.raises(ValueError, match="read-only"):
        found.at_step[0, 0] = 1
    with pytest.raises(AttributeError):
        found.is_tied = False
    assert str(pickle.loads(pickle.dumps(found))) == str(found)
    told = str(found).splitlines()
    assert max(map(len, told)) <= 80
    assert told[0] == "The threat of a coup ends at step 2 (the lowest is 0)."
    assert told[1] == "29.5% of rulers fall before they get there."


def test_a_long_ladder_is_refused_before_it_is_read():
    with pytest.raises(InvalidInput, match=r"^success has 201 steps; at most 200.*give fewer"):
        power_sharing_ladder(["x"] * 201)
