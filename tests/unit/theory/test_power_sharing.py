"""The door of contested and established rule: what it takes, refuses and hands back."""

import math
import pickle
from dataclasses import fields
from decimal import Decimal

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.tenure.power_sharing import power_sharing

GOOD = {"coup": 0.12, "establishment": 0.06, "established_coup": 0.01}


@pytest.mark.parametrize("coup", [0.12, "0.12", "3/25", Decimal("0.12"), np.float64(0.12)])
def test_kinds_of_numbers(coup):
    assert power_sharing(**GOOD | {"coup": coup}).hazard[0] == 0.12


@pytest.mark.parametrize("name", list(GOOD))
@pytest.mark.parametrize(
    "value", [-0.1, 1.1, math.nan, math.inf, "", "much", None, True, [0.1], np.ones(2), 1j]
)
def test_chances_outside_their_domain(name, value):
    with pytest.raises(InvalidInput, match=rf"(?m)^{name} must be in \[0, 1\], got"):
        power_sharing(**GOOD | {name: value})


@pytest.mark.parametrize("value", [0, -1, 2.5, 10_001, math.nan, math.inf, "many", None, True])
def test_periods_outside_their_domain(value):
    with pytest.raises(InvalidInput, match=r"periods must be a whole number in \[1, 10000\], got"):
        power_sharing(**GOOD, periods=value)


def test_contradictions():
    with pytest.raises(InvalidInput, match="coup and establishment exclude each other") as caught:
        power_sharing(coup=0.7, establishment=0.4, established_coup=0.8)
    assert "established_coup must not be above coup" in str(caught.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        power_sharing(coup=2, establishment=-1, established_coup=math.nan, periods=0)
    assert [line.split()[0] for line in str(caught.value).splitlines()] == [*GOOD, "periods"]


def test_chances_that_add_up_to_one_in_decimals_only():
    """0.7 + 0.1 + 0.2 is less than 1 in floats, and 0.9 + 0.1 is not more."""
    assert power_sharing(coup=0.9, establishment=0.1, established_coup=0.1).contested[1] == (
        pytest.approx(0, abs=1e-15)
    )


def test_nobody_is_left():
    found = power_sharing(coup=1, establishment=0, established_coup=0.5, periods=3)
    assert found.survival.tolist() == [1, 0, 0, 0]
    assert found.hazard[0] == 1
    assert np.isnan(found.hazard[1:]).all()
    assert found.expected_periods == 0
    assert plain(found)["hazard"] == [1, None, None, None]
    assert str(found).splitlines()[-1].split() == ["3", "-", "0.0%", "0.0%", "0.0%"]


def test_nobody_ever_falls():
    found = power_sharing(coup=0, establishment=0, established_coup=0)
    assert (found.survival == 1).all()
    assert (found.removed_while_contested, found.expected_periods) == (0, math.inf)
    assert "kinds" not in str(found)


def test_long_rule_does_not_underflow():
    found = power_sharing(coup=0.9, establishment=0.05, established_coup=0.8, periods=10_000)
    assert found.survival[-1] == 0
    assert found.hazard[-1] == pytest.approx(0.8)


def test_the_result_is_read_only_prints_and_pickles():
    found = power_sharing(**GOOD)
    assert found.hazard.shape == (41,)
    with pytest.raises(AttributeError):
        found.frail_share = 1.0
    for name in ("hazard", "survival", "contested", "established"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[0] = 1
    again = pickle.loads(pickle.dumps(found))
    assert all(
        np.array_equal(getattr(again, field.name), getattr(found, field.name))
        for field in fields(found)
    )
    assert str(again) == str(found)


@pytest.mark.parametrize(
    "chances", [(0.12, 0.06, 0.01), (1, 0, 0), (0, 1, 0), (0.5, 0.5, 0.5), (0.123456, 0.3, 0.1)]
)
def test_it_is_told_in_short_lines(chances):
    told = str(power_sharing(**dict(zip(GOOD, chances, strict=True)), periods=10_000))
    assert max(map(len, told.splitlines())) <= 80
    assert "danger of a coup" in told


def test_what_is_told():
    told = str(power_sharing(**GOOD, periods=10)).splitlines()
    assert told[0] == "The danger of a coup is 12.0% in a ruler's first period."
    assert told[2] == "Chance of a coup while still contested: 66.7%."
    assert told[-1] == "A falling danger therefore does not show that power was shared or seized."
    assert told[-2] == "64.7% in danger of 18.0% a period, others 1.0%."


def test_rulers_who_never_fall_have_no_mean_time():
    found = power_sharing(coup=0.1, establishment=0.1, established_coup=0)
    assert math.isinf(found.expected_periods)
    assert "Some rulers never fall to a coup" in str(found)
    assert "inf" not in str(found)
