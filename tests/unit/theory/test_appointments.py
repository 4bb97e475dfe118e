"""The doors of appointments: what they take, what they refuse, what they hand back."""

import json
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.sketches.appointments import appointments, appointments_runs
from whowhom.theory.sketches.secretaries import appointments_to_power, secretaries

ONE = {"start": "0.1", "filled": "0.8", "turnover": "0.25", "periods": 6}
RUNS = ONE | {"posts": 10, "runs": 50, "seed": 1}
SEVERAL = ({"ann": 0.5, "bob": 0.3}, {"ann": 0.2, "bob": 0.8})
BAD = [-0.1, 1.1, math.nan, math.inf, "much", "", None, True, [0.5]]


# ---------------------------------------------------------------------------------- the closed form


def test_the_result_is_frozen_prints_and_pickles():
    found = appointments(**ONE)
    with pytest.raises(AttributeError):
        found.crossing = 0
    with pytest.raises(ValueError, match="read-only"):
        found.shares[0] = 1
    assert pickle.loads(pickle.dumps(found)).first_period == 3
    assert json.loads(json.dumps(plain(found)))["first_period"] == 3
    assert str(found).splitlines()[:4] == [
        "From 10.0% loyal delegates to 67.5% after 6 periods.",
        "Majority from period 3 on: one half is passed after 2.945 periods.",
        "",
        "period  loyal",
    ]


@pytest.mark.parametrize(
    ("start", "filled", "turnover", "crossing", "first"),
    [
        (0, 1, 1, 0, 1),
        (0, 1, "0.5", 1, 2),
        ("0.5", 1, "0.1", 0, 1),
        ("0.5", "0.5", "0.1", 0, None),
        (0, "0.5", "0.1", math.nan, None),
        ("0.6", 0, "0.5", math.log(1.2) / math.log(2), 0),
        ("0.6", "0.5", "0.5", math.nan, 0),
        ("0.2", "0.3", "0.5", math.nan, None),
        (0, 1, "1e-9", math.log(2) * 1e9, 693147181),
        (0, 1, "0." + "9" * 99, math.log(2) / (99 * math.log(10)), 1),
    ],
)
def test_corners_of_the_majority(start, filled, turnover, crossing, first):
    found = appointments(start=start, filled=filled, turnover=turnover)
    assert found.crossing == pytest.approx(crossing, nan_ok=True)
    assert found.first_period == first


def test_a_hair_above_one_half_is_reached_late_but_reached():
    filled = Fraction(1, 2) + Fraction(1, 10**350)
    found = appointments(start=0, filled=filled, turnover="0.5")
    assert found.first_period == math.floor(found.crossing) + 1 == 1162
    assert found.first_period > len(found.shares)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start": 0.6, "filled": 0}, "It is lost after"),
        ({"start": 0.6}, "The secretary holds a majority from the start."),
        ({"filled": 0.4}, "The secretary never holds a majority."),
    ],
)
def test_what_it_says(arguments, words):
    printed = str(appointments(**(ONE | arguments)))
    assert words in printed
    assert max(map(len, printed.splitlines())) <= 80


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("name", ["start", "filled", "turnover"])
@pytest.mark.parametrize(("solve", "good"), [(appointments, ONE), (appointments_runs, RUNS)])
def test_shares_outside_their_domain(solve, good, name, value):
    with pytest.raises(InvalidInput, match=rf"^{name} must be in [\[(]0, 1\], got"):
        solve(**(good | {name: value}))


@pytest.mark.parametrize("value", [0, -1, 1.5, 10**6 + 1, math.nan, "some", None, True])
@pytest.mark.parametrize("name", ["periods", "posts", "runs"])
def test_counts_outside_their_domain(name, value):
    with pytest.raises(InvalidInput, match=f"^{name} must be a whole number in .*, got"):
        appointments_runs(**(RUNS | {name: value}))


# ---------------------------------------------------------------------------------------- by chance


def test_runs_come_back_the_same_for_the_same_seed_only():
    one, again = appointments_runs(**RUNS), appointments_runs(**RUNS)
    assert one.mean.tolist() == again.mean.tolist()
    assert appointments_runs(**(RUNS | {"seed": 2})).mean.tolist() != one.mean.tolist()
    assert appointments_runs(**(RUNS | {"seed": 2**63 - 1})).mean.shape == (7,)


@pytest.mark.parametrize(("start", "loyal"), [("0.1", 0.25), ("0.125", 0.25), ("0.12", 0), (1, 1)])
def test_the_start_is_rounded_to_whole_posts(start, loyal):
    found = appointments_runs(**(RUNS | {"start": start, "posts": 4}))
    expected = 0 if start in ("0.1", "0.12") else loyal
    assert found.mean[0] == found.expected[0] == expected


def test_half_of_the_posts_are_no_majority():
    found = appointments_runs(**(RUNS | {"start": 0.5, "filled": 0, "posts": 2}))
    assert found.mean[0] == 0.5
    assert found.reached == 0


@pytest.mark.parametrize("seed", [-1, 2**63, 0.5, "x", None])
def test_seed_outside_its_domain(seed):
    with pytest.raises(InvalidInput, match=r"^seed must be a whole number in"):
        appointments_runs(**(RUNS | {"seed": seed}))


def test_too_many_draws_are_refused():
    with pytest.raises(InvalidInput) as caught:
        appointments_runs(**(RUNS | {"periods": 100, "posts": 100_000, "runs": 1_000_000}))
    draws, counts = str(caught.value).splitlines()
    assert draws.startswith("posts * periods * runs must be at most 15,000,000,000, got")
    assert counts.startswith("periods * runs must be at most 20,000,000, got")


def test_runs_are_read_only_print_and_pickle():
    found = appointments_runs(**RUNS)
    for array in (found.mean, found.low, found.high, found.expected, found.first_periods):
        assert not array.flags.writeable
    assert pickle.loads(pickle.dumps(found)).reached == found.reached
    assert json.loads(json.dumps(plain(found)))["median_period"] == found.median_period
    printed = str(found)
    assert "of the runs ever hold a majority within 6 periods." in printed
    assert max(map(len, printed.splitlines())) <= 80
    hopeless = appointments_runs(**(RUNS | {"filled": 0}))
    assert (hopeless.reached, hopeless.median_period, hopeless.early_period) == (0, None, None)
    assert str(hopeless).startswith("0.0% of the runs")


# ------------------------------------------------------------------------------ several secretaries


def test_names_may_come_in_another_order():
    found = secretaries(SEVERAL[0], {"bob": 0.8, "ann": 0.2}, turnover=0.1)
    assert found.actors == ("ann", "bob")
    assert found.shares[:, 0].tolist() == [0.5, 0.3]
    assert found.first_period == (None, 5)


def test_decimals_that_add_up_to_one_do():
    """As binary fractions 0.1 + 0.2 + 0.7 is more than 1."""
    assert sum(map(Fraction, (0.1, 0.2, 0.7))) != 1
    for give in (list, tuple, np.array):
        shares = give([0.1, 0.2, 0.7])
        found = secretaries(shares, shares, turnover=0.5)
        assert found.unattached.tolist() == [0] * 25
        assert found.actors == (0, 1, 2)


def test_several_are_read_only_print_and_pickle():
    found = secretaries(*SEVERAL, turnover=0.5, periods=2)
    for array in (found.shares, found.unattached, found.crossing):
        assert not array.flags.writeable
    assert found.shares.shape == (2, 3)
    assert pickle.loads(pickle.dumps(found)).actors == found.actors
    assert json.loads(json.dumps(plain(found)))["first_period"] == [None, 1]
    assert str(found).splitlines() == [
        "bob holds a majority from period 1 on.",
        "",
        "loyal to  at first  period 1  period 2",
        "ann          50.0%     35.0%     27.5%",
        "bob          30.0%     55.0%     67.5%",
        "nobody's     20.0%     10.0%      5.0%",
    ]
    assert "None of them ever holds" in str(secretaries([0.1], [0.2], turnover=0.1))
    assert "majority from the start, until period" in str(secretaries([0.9], [0], turnover=0.1))


@pytest.mark.parametrize(
    ("start", "filled", "message"),
    [
        ([0.6, 0.5], [0, 0], r"^start must add up to at most 1, got 1.1"),
        ([0, 0], [0.6, 0.5], r"^filled must add up to at most 1, got 1.1"),
        ([0.5], [0.5, 0.1], "filled must have one number for each of the 1 actors of start, got 2"),
        ({"ann": 0.5}, {"bob": 0.5}, "filled and start name different actors: ann, bob"),
        ({"ann": -1}, {"ann": 0.5}, r"start\['ann'\] must be in \[0, 1\], got -1"),
        ([math.nan], [0.5], r"start\[0\] must be in \[0, 1\], got nan"),
        ([0.5], [math.inf], r"filled\[0\] must be in \[0, 1\], got inf"),
        ([], [], "start is empty"),
        (0.5, [0.5], "start must be a list of numbers"),
        ("ab", [0.5, 0.1], "start must be a list of numbers"),
        (np.zeros((2, 2)), [0, 0], r"start must be one-dimensional, .*got shape \(2, 2\)"),
        ({1: 0.5}, {1: 0.5}, "names must be text"),
    ],
    ids=str,
)
def test_shares_of_several_outside_their_domain(start, filled, message):
    with pytest.raises(InvalidInput, match=message):
        secretaries(start, filled, turnover=0.1)


def test_all_problems_of_several_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        secretaries([2], [-1], turnover=0, periods=0)
    assert len(str(caught.value).splitlines()) == 4


# -------------------------------------------------------------------------------- coupled to power

POWER = ({"ann": 3, "bob": 4}, {"ann": 0, "bob": 0}, {"ann": 1, "bob": 0})


def test_power_is_read_only_prints_and_pickles():
    found = appointments_to_power(*POWER, weight=4, turnover=0.5, periods=3)
    assert not found.power.flags.writeable
    assert found.power.shape == (2, 4)
    assert found.actors == ("ann", "bob")
    assert pickle.loads(pickle.dumps(found)).ruling == found.ruling
    assert json.loads(json.dumps(plain(found)))["ruling"][0] == ["bob"]
    assert str(found).splitlines() == [
        "bob remains in the end, if removals are for good.",
        "",
        "from period  could rule  remain",
        "0                   bob     bob",
        "1                   ann     bob",
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": -1}, "weight must be a number >= 0, got -1"),
        ({"majority": 0.4}, r"majority must be in \[1/2, 1\), got 0.4"),
        ({"periods": 241}, r"periods must be in \[1, 240\] here, got 241"),
        ({"base": {"ann": 0, "bob": 1}}, r"base\['ann'\] must be a number > 0, got 0"),
        ({"base": {"ann": 1}}, "start and base name different actors: bob"),
        ({"base": 3}, "base must be a list of numbers"),
        ({"start": {"ann": 0.6, "bob": 0.6}}, "start must add up to at most 1, got 1.2"),
        ({"filled": {"ann": 0.7, "bob": 0.4}}, "filled must add up to at most 1, got 1.1"),
    ],
    ids=str,
)
def test_power_outside_its_domain(change, message):
    base, start, filled = POWER
    given = {"base": base, "start": start, "filled": filled, "weight": 1, "turnover": 0.5}
    with pytest.raises(InvalidInput, match=message):
        appointments_to_power(**(given | change))


def test_a_circle_too_large_is_refused():
    with pytest.raises(InvalidInput, match="base has 13 actors; at most 12 are followed"):
        appointments_to_power([1] * 13, [0] * 13, [0] * 13, weight=1, turnover=0.1)


def test_a_turnover_near_nothing_is_refused():
    for turnover in ("1e-400", "1e-13"):
        with pytest.raises(InvalidInput, match=r"^turnover must be at least 1e-12, got"):
            appointments(start=0, filled=1, turnover=turnover)
        with pytest.raises(InvalidInput, match=r"^turnover must be at least 1e-12, got"):
            secretaries([0], [1], turnover=turnover)


def test_late_majorities_fit_into_eighty_columns():
    found = appointments(start=0, filled="0.50000001", turnover="1e-12", periods=10_000)
    assert max(map(len, str(found).splitlines())) <= 80


def test_many_secretaries():
    with pytest.raises(InvalidInput, match=r"^start has 300 secretaries.*take fewer periods$"):
        secretaries([0] * 300, [0] * 300, turnover="0.1", periods=10_000)
    names = {f"{place} {'x' * 500}": 0 for place in range(25)}
    lines = str(secretaries(names, names, turnover="0.1")).splitlines()
    assert lines[-1] == "... and 5 more secretaries"
    assert max(map(len, lines)) <= 80
