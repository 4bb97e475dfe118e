"""The door of bargaining over a line: what it takes, what it refuses, what it hands back."""

import json
import pickle
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.bargains.bargaining import VARIANT, VARIANTS, Reading, bargaining
from whowhom.theory.registry import model
from whowhom.theory.results import plain

POWERS, LINES, CARES = [3, 2, 4, 1], [0, 4, 7, 10], [1, "0.5", 0.25, 1]


def refused(*arguments, **settings):
    with pytest.raises(InvalidInput) as caught:
        bargaining(*arguments, **settings)
    return str(caught.value)


def test_names_come_back_in_the_order_given():
    found = bargaining({"zoe": 3, "ann": 2, "bob": 4}, {"bob": 7, "zoe": 0, "ann": 4})
    assert found.actors == ("zoe", "ann", "bob")
    assert found.start.tolist() == [0.0, 4.0, 7.0]
    assert {move.actor for simulated in found.history for move in simulated.moves} <= {
        *found.actors
    }


def test_names_may_come_with_any_of_the_three():
    found = bargaining([3, 2], {"ann": 0, "bob": 1})
    assert found.actors == ("ann", "bob")
    assert bargaining([3, 2], [0, 1]).actors == (0, 1)


def test_salience_is_one_for_everybody_if_left_out():
    left_out, given = bargaining(POWERS, LINES), bargaining(POWERS, LINES, [1] * 4)
    assert left_out.means == given.means
    assert left_out.end.tolist() == given.end.tolist()


@pytest.mark.parametrize(
    "powers",
    [
        (3, 2, 4, 1),
        np.array([3.0, 2.0, 4.0, 1.0]),
        pl.Series([3, 2, 4, 1]),
        ["3", "2.0", "4e0", "1"],
        [Decimal(3), "4/2", np.int8(4), 1.0],
    ],
    ids=lambda value: type(value).__name__,
)
def test_kinds_of_numbers_and_lists(powers):
    expected = bargaining(POWERS, LINES, CARES)
    assert bargaining(powers, LINES, CARES).means == expected.means


def test_shapes():
    found = bargaining(POWERS, LINES, CARES, rounds=3)
    assert len(found.history) == len(found.medians) == len(found.means) == 3
    assert [simulated.number for simulated in found.history] == [1, 2, 3]
    assert (found.first.round, found.last.round) == (1, 3)
    for expected in (found.first, found.last):
        assert expected.chance.shape == expected.gain.shape == expected.threat.shape == (4, 4)
    assert found.start.shape == found.end.shape == found.history[0].risk.shape == (4,)
    assert found.end.tolist() == found.history[-1].positions.tolist()


def test_the_result_is_frozen_pickles_and_becomes_json():
    found = bargaining(POWERS, LINES, CARES)
    with pytest.raises(FrozenInstanceError):
        found.forecast = 1.0
    for array in (found.start, found.end, found.first.gain, found.history[0].positions):
        assert not array.flags.writeable
    copy = pickle.loads(pickle.dumps(found))
    assert repr(copy) == repr(found)
    assert copy.end.tolist() == found.end.tolist()
    assert json.loads(json.dumps(plain(found)))["reading"]["selection"] == "least-move"


def test_arguments_are_left_as_they_are():
    arrays = [np.array([3.0, 2.0]), np.array([5.0, 1.0]), np.array([1.0, 0.5])]
    for array in arrays:
        array.flags.writeable = False
    bargaining(*arrays)
    assert [array.tolist() for array in arrays] == [[3.0, 2.0], [5.0, 1.0], [1.0, 0.5]]


# --- variants


def test_the_names_of_the_registry_are_those_of_the_readings():
    assert set(VARIANT.options) == set(VARIANTS)
    assert VARIANTS[VARIANT.default] == Reading()
    assert len({*VARIANTS.values()}) == len(VARIANTS)


def test_a_variant_by_name_is_its_reading():
    for name, reading in VARIANTS.items():
        by_name = bargaining(POWERS, LINES, CARES, variant=name)
        by_reading = bargaining(POWERS, LINES, CARES, variant=reading)
        assert by_name.variant == by_reading.variant == name
        assert by_name.end.tolist() == by_reading.end.tolist()


def test_quo_takes_the_place_of_the_readings_own():
    halved = bargaining(POWERS, LINES, CARES, quo="1/2")
    assert (halved.variant, halved.reading.quo) == ("own", 0.5)
    own = bargaining(POWERS, LINES, CARES, variant=Reading(quo=0.5))
    assert own.end.tolist() == halved.end.tolist()
    assert bargaining(POWERS, LINES, quo=1).variant == "scholz-printed"


@pytest.mark.parametrize("variant", ["", "scholz", None, 3, True, {"risk": False}])
def test_a_variant_that_is_none(variant):
    assert refused(POWERS, LINES, variant=variant).startswith(
        "variant must be one of scholz-printed, scholz-asrun, bdm-enforce, got "
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("probability", "half"),
        ("votes", ""),
        ("perspective", None),
        ("conflict", "war"),
        ("compel", "yes"),
        ("selection", 1),
        ("spread", "wide"),
        ("risk", 1),
        ("quo", 1.1),
        ("quo", float("nan")),
        ("quo", True),
        ("quo", "1/2"),
    ],
)
def test_a_reading_with_a_bad_field(field, value):
    problem = refused(POWERS, LINES, variant=replace(Reading(), **{field: value}))
    assert problem.startswith(f"variant.{field} must be ")
    assert problem.count("\n") == 0


# --- what is refused


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "{} is empty"),
        (7, "{} must be a list of numbers"),
        ("37", "{} must be a list of numbers"),
        ({3, 4}, "{} must be a list of numbers"),
        ([[1, 1], [1, 1]], "{}[0] must be "),
        (np.ones((2, 2)), "{} must be one-dimensional"),
        ([1, float("nan")], "{}[1] must be "),
        ([1, float("inf")], "{}[1] must be "),
        ([1, None], "{}[1] must be "),
        ([1, True], "{}[1] must be "),
        ([1, "two"], "{}[1] must be "),
        ([1, 2j], "{}[1] must be "),
        ([1], "must have one number for each of the "),
        ([1, 1, 1], "must have one number for each of the "),
        ({"ann": 1, 2: 1}, "names must be text"),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["capability", "position", "salience"])
def test_numbers_that_are_none(name, value, message):
    given = {"capability": [1, 1], "position": [0, 1], "salience": [1, 1]}
    assert message.format(name) in refused(**(given | {name: value}))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("capability", [1, 0], "capability[1] must be a number > 0"),
        ("capability", [1, -1], "capability[1] must be a number > 0"),
        ("salience", [1, 1.5], "salience[1] must be in [0, 1]"),
        ("salience", [1, -0.1], "salience[1] must be in [0, 1]"),
        ("salience", [0, 0], "salience is 0 for every actor"),
        ("position", [1, "1e301"], "position has a number beyond 1e300"),
        ("position", [1, -(10**400)], "position has a number beyond 1e300"),
        ("capability", [1, "1e400"], "capability has a number beyond 1e300"),
    ],
)
def test_numbers_outside_their_domain(name, value, message):
    given = {"capability": [1, 1], "position": [0, 1], "salience": [1, 1]}
    problem = refused(**(given | {name: value}))
    assert message in problem
    assert problem.count("\n") == 0


def test_a_bad_number_of_a_named_actor_is_told_by_his_name():
    assert "salience['bob'] must be" in refused(
        {"ann": 1, "bob": 1}, {"ann": 1, "bob": 2}, {"ann": 1, "bob": 2}
    )
    assert "position['bob'] must be" in refused({"ann": 1, "bob": 1}, [1, "x"])


def test_different_actors():
    assert "name different actors: bob, cat" in refused({"ann": 1, "bob": 1}, {"ann": 1, "cat": 2})


@pytest.mark.parametrize("rounds", [0, -1, 1001, 1.5, "many", None, True, float("nan")])
def test_rounds_outside_their_domain(rounds):
    message = "rounds must be a whole number in [1, 1000], got "
    assert refused(POWERS, LINES, rounds=rounds).startswith(message)


@pytest.mark.parametrize("quo", [-0.1, 1.1, "half", True, float("inf"), [1]])
def test_quo_outside_its_domain(quo):
    assert refused(POWERS, LINES, quo=quo).startswith("quo must be in [0, 1], got ")


def test_too_many_actors():
    assert "capability has 1001 actors; at most 1000" in refused([1] * 1001, range(1001))


def test_all_problems_are_told_at_once():
    problem = refused([1, -1], [0, "x"], [2, 1], variant="new", rounds=0, quo=9)
    assert [line.split()[0] for line in problem.splitlines()] == [
        "variant", "quo", "rounds", "capability[1]", "position[1]", "salience[0]",
    ]  # fmt: skip


# --- corners


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_actor(variant):
    found = bargaining([5], [-2.5], variant=variant)
    assert (found.forecast, found.start_mean, found.period, found.recurs_from) == (-2.5, -2.5, 1, 0)
    assert found.outlook == "Nobody moves at all."


@pytest.mark.parametrize("variant", VARIANTS)
def test_all_at_one_place(variant):
    found = bargaining([5, 1, 2], [0.1, 0.1, 0.1], variant=variant)
    assert found.end.tolist() == [0.1, 0.1, 0.1]
    assert (found.forecast, found.start_mean) == (0.1, 0.1)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_ends_of_the_numbers(variant):
    """No overflow, and the outermost positions come back to the last digit."""
    found = bargaining([1, 10**300, 2], [-(10**300), 0.1, 1e300], variant=variant)
    assert np.isfinite(found.end).all()
    assert found.start.tolist() == [-1e300, 0.1, 1e300]
    tiny = bargaining([1, 1, 3], ["1e-300", "2e-300", "3e-300"], variant=variant)
    assert tiny.start_median == 3e-300


def test_only_one_cares():
    """Who alone cares decides each vote; no chance is undefined."""
    found = bargaining([1, 9, 9], [0, 5, 10], [1, 0, 0], rounds=2)
    assert found.start_mean == found.start_median == 0.0
    assert np.isfinite(found.first.chance).all()
    between = bargaining([9, 1, 9], [0, 5, 10], [0, 1, 0], rounds=1).first.chance
    assert between[0, 2] == between[2, 0] == 0.5


def test_a_large_circle():
    rng = np.random.default_rng(3)
    n = 150
    columns = rng.integers(1, 50, n), rng.integers(0, 100, n), rng.integers(1, 9, n) / 8
    found = bargaining(*columns, variant="scholz-asrun", rounds=2)
    assert len(found.actors) == n
    assert max(map(len, str(found).splitlines())) <= 80


# --- in words


def example(**settings):
    return bargaining(**model("bargaining").example, **settings)


def test_words_where_all_come_to_rest():
    found = bargaining({"ann": 5, "bob": 1, "cat": 2}, {"ann": 20, "bob": 0, "cat": 100})
    assert str(found) == (
        "All have come to rest after round 1.\n"
        "The median there, which is the forecast: 20.\n"
        "Before any bargaining: weighted mean 37.5, median 20.\n"
        "That mean is the baseline to beat. Another reading of the model may end\n"
        "elsewhere; this one is scholz-printed.\n"
        "\n"
        "round  median  mean  moves\n"
        "start      20  37.5\n"
        "1          20    15      2\n"
        "2          20    15      0\n"
        "\n"
        "actor  start  end  risk in round 1\n"
        "ann       20   20                2\n"
        "bob        0   20             1.33\n"
        "cat      100    0              0.5\n"
        "\n"
        "Moves in round 1:\n"
        "who  from, to  towards     offer\n"
        "bob   0 -> 20      ann    compel\n"
        "cat  100 -> 0      bob  conflict"
    )


def test_words_where_they_do_not():
    told = str(example(variant="scholz-asrun"))
    assert told.startswith(
        "No rest: after 10 rounds somebody still moves, by 5.53.\nSo there is no forecast:"
    )
    assert "forecast=None" in repr(example(variant="scholz-asrun"))


def test_words_for_a_cycle():
    assert example().outlook == ("No rest: from round 4 on the same 2 rounds recur for ever.")


def test_words_fit_a_terminal():
    long = {f"the honourable member for constituency {i}": i for i in range(1, 31)}
    for variant in VARIANTS:
        for found in (
            example(variant=variant, rounds=40),
            bargaining(long, [10**9 * i for i in range(30)], variant=variant),
        ):
            assert max(map(len, str(found).splitlines())) <= 80
            assert len(str(found).splitlines()) < 60


@pytest.mark.parametrize(
    ("actors", "rounds", "variant", "most"),
    [(1000, 51, "scholz-printed", 50), (1000, 11, "scholz-asrun", 10), (300, 556, None, 555)],
)
def test_more_rounds_than_anybody_waits_for(actors, rounds, variant, most):
    with pytest.raises(InvalidInput, match=rf"^rounds must be at most {most} with .*take fewer"):
        bargaining([1] * actors, range(actors), variant=variant or "bdm-enforce", rounds=rounds)
