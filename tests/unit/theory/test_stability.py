"""The door of the map of stable states."""

import json
import pickle

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.stability import MAX_STATES, stable_map, stable_states
from whowhom.theory.results import plain

MONARCH = [[1, 2, 0], [0, 2, 3], [1, 0, 3]]
WEIGHT = [[1, 0, 0], [1, 1.5, 0], [1, 1, 1]]


def test_kinds_of_tables():
    expected = stable_states(MONARCH, weight=WEIGHT)
    assert stable_states(np.array(MONARCH), weight=np.array(WEIGHT)) == expected
    texts = [[str(x) for x in row] for row in WEIGHT]
    assert (
        stable_states(MONARCH, weight=texts, majority="1/2", feasible=np.ones((3, 3))) == expected
    )


def test_one_state_lasts():
    found = stable_states([[5]])
    assert (found.leads_to, found.stable, found.is_unique) == ((0,), (0,), True)
    assert str(found).startswith("State 0 lasts, of 1.")


def test_the_result_is_frozen_prints_and_pickles():
    found = stable_states(MONARCH, weight=WEIGHT)
    with pytest.raises(AttributeError):
        found.stable = ()
    assert pickle.loads(pickle.dumps(found)) == found
    assert json.loads(json.dumps(plain(found)))["leads_to"] == [0, 2, 2]
    assert str(found).startswith("States 0 and 2 last, of 3.")


def test_a_choice_is_told():
    found = stable_states([[0, 1, 1]])
    assert found.choices == ((1, 2), (1,), (2,))
    assert not found.is_unique
    assert found.leads_to == (1, 1, 2)
    assert "1 or 2" in str(found)
    wide = stable_states(np.arange(60.0)[None, :])
    assert max(map(len, str(wide).splitlines())) <= 80


def test_a_tie_of_weights_is_no_majority():
    """0.1 + 0.2 is not more than one half of 0.6, though it is so in floats."""
    for weight in ([0.1, 0.2, 0.3], ["0.1", "0.2", "0.3"]):
        found = stable_states([[0, 1], [0, 1], [1, 0]], weight=[weight, weight])
        assert found.stable == (0, 1)


def test_circles_are_named():
    with pytest.raises(InvalidInput, match=r"would go from state 0 to 1 to 2 to 0"):
        stable_states([[1, 2, 3], [3, 1, 2], [2, 3, 1]])
    best_left = [[0, 3, 1, 2], [0, 2, 3, 1], [0, 1, 2, 3]]
    weight = [[1, 1, 1]] + [[1, 1, 1]] * 3
    feasible = np.eye(4)
    feasible[0] = 1
    with pytest.raises(InvalidInput, match=r"in state 0 prefer state \d to \d to \d to \d"):
        stable_states(best_left, weight=weight, feasible=feasible)


def test_lines_are_short_where_many_states_last_or_are_open():
    ranks = np.arange(100)
    for utility in (np.zeros((3, 100)), [ranks == 0, *np.where(ranks, 1, 0)[None]], [ranks > 98]):
        assert max(map(len, str(stable_states(np.asarray(utility, float))).splitlines())) <= 80
    many_ways = str(stable_states([(ranks > 0).astype(float)]))
    assert "1 or 2 or 3" in many_ways
    assert max(map(len, many_ways.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"utility": []}, "utility must be a table"),
        ({"utility": [1, 2]}, "utility must be a table"),
        ({"utility": [[1, 2], [1]]}, "all rows of one length"),
        ({"utility": {"a": [1, 2]}}, "utility must be a table"),
        ({"utility": [[1, float("nan")]]}, r"utility\[0, 1\] must be a number"),
        ({"utility": [[1, np.inf]]}, r"utility\[0, 1\] must be a number"),
        ({"utility": [[1, "x"]]}, r"utility\[0, 1\] must be a number, got 'x'"),
        ({"utility": np.zeros((1, MAX_STATES + 1))}, "utility has 101 states"),
        ({"utility": np.zeros((201, 100))}, "utility has 201 actors .* at most 200 are taken"),
        ({"weight": [[1, -1], [1, 1]]}, r"weight\[0, 1\] must be a number >= 0, got -1"),
        ({"weight": [[1, 1]]}, "weight must have a row for each of the 2 states.*got 1 rows"),
        ({"weight": [[0, 0], [1, 1]]}, r"weight\[0\] is all 0: nobody decides in state 0"),
        ({"majority": 1}, r"majority must be in \[1/2, 1\)"),
        ({"majority": 0.4}, r"majority must be in \[1/2, 1\)"),
        ({"feasible": [[1]]}, "feasible must have a row and a column for each of the 2 states"),
        ({"feasible": [[1, 0.5], [0, 1]]}, r"feasible\[0, 1\] must be 0 or 1, got 0.5"),
        ({"feasible": [[1, 2], [0, 1]]}, r"feasible\[0, 1\] must be in \[0, 1\]"),
    ],
    ids=lambda value: None if isinstance(value, str) else next(iter(value)),
)
def test_arguments_outside_their_domain(arguments, message):
    given = {"utility": [[0, 1], [1, 0]]} | arguments
    with pytest.raises(InvalidInput, match=message):
        stable_states(given.pop("utility"), **given)


def test_a_detour_that_cannot_be_cut_short():
    feasible = [[1, 1, 0], [0, 1, 1], [0, 0, 1]]
    with pytest.raises(InvalidInput, match="from 0 to 1 and from 1 to 2, but not from 0 to 2"):
        stable_states(MONARCH, weight=WEIGHT, feasible=feasible)


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        stable_states([[1, "x"]], weight=[[-1]], majority=2)
    assert len(str(caught.value).splitlines()) == 3


def test_a_map_of_no_states_is_empty():
    assert stable_map(0, lambda s, y, z: True) == ()
