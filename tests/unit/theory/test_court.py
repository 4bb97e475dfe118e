"""The door of the credible court: what it takes, what it refuses, what it hands back."""

import math
import pickle
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.control.court import court
from whowhom.theory.results import plain

EXAMPLE = {
    "income": 90,
    "captain_cost": 5,
    "force_exponent": 1.5,
    "rival_rate": 0.2,
    "discount_rate": 0.05,
}


def test_floats_are_the_decimals_that_they_print():
    """In floats the bounds 12 and 30 would be a hair off, and so be rounded down to 11 and 29."""
    found = court(**EXAMPLE)
    assert found == court(**{name: str(value) for name, value in EXAMPLE.items()})
    assert (found.absolute.captains, found.unconstrained.captains) == (12, 30)
    assert isinstance(found.wage, Fraction)


def test_a_poor_ruler_keeps_nobody():
    found = court(**(EXAMPLE | {"income": 1}))
    assert found.absolute.captains == found.weak_court.captains == 0
    assert "keep 0 captains" in str(found)


def test_at_the_largest_exponent_court_and_absolute_rule_are_one():
    """And fighting with equal forces is worth nothing."""
    found = court(**(EXAMPLE | {"force_exponent": 2}))
    assert found.absolute == found.weak_court
    assert found.unconstrained.entry_value == 0


def test_the_result_is_frozen_prints_and_pickles():
    found = court(**EXAMPLE)
    with pytest.raises(AttributeError):
        found.wage = 1
    assert pickle.loads(pickle.dumps(found)) == found
    assert plain(found)["weak_court"] == {
        "size": "72/5",
        "captains": 14,
        "value": "360",
        "entry_value": "180",
    }
    assert str(found).splitlines() == [
        "An absolute ruler can credibly keep 12 captains, a ruler with a court 14.",
        "Each captain must be paid 2.5 a year.",
        "",
        "                             captains  whole  value of ruling",
        "absolute ruler, at most            12     12              400",
        "ruler with a court, at most      14.4     14              360",
        "if promises were believed          30     30              100",
        "",
        "Ruling alone, until a rival comes, is worth 360.",
    ]


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, "much", "", None, True, [1]])
@pytest.mark.parametrize("name", EXAMPLE)
def test_outside_the_domain(name, value):
    domain = r"in \(0, 2\]" if name == "force_exponent" else "a number > 0"
    with pytest.raises(InvalidInput, match=f"^{name} must be {domain}, got"):
        court(**(EXAMPLE | {name: value}))


def test_a_larger_exponent_is_refused():
    with pytest.raises(InvalidInput, match=r"force_exponent must be in \(0, 2\], got 2.1"):
        court(**(EXAMPLE | {"force_exponent": 2.1}))


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        court(**dict.fromkeys(EXAMPLE, -1))
    assert len(str(caught.value).splitlines()) == 5


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"income": "1e100"}, "^income would pay more than 1,000,000,000,000 captains; check"),
        ({"captain_cost": "1e-300"}, "^income would pay more than"),
        ({"income": "1e305", "captain_cost": "1e305"}, "^income or captain_cost leads to sums"),
        (dict.fromkeys(EXAMPLE, "1e-400") | {"income": "1e400"}, "more than 1,000,000,000,000"),
    ],
)
def test_sums_that_nobody_can_mean_are_refused(changed, message):
    with pytest.raises(InvalidInput, match=message):
        court(**EXAMPLE | changed)


def test_the_largest_court_fits_into_eighty_columns():
    found = court(**EXAMPLE | {"income": "1e11"})
    assert max(map(len, str(found).splitlines())) <= 80
