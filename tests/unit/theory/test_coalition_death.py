"""The door of the ruling coalition after a death."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.coalition_death import coalition_after_death


def test_members_and_others_die():
    found = coalition_after_death({"ann": 3, "bob": 4, "cat": 5, "dan": 10}, majority=0.8)
    assert found.majority == Fraction(4, 5)
    assert found.all_members == (("bob", "cat", "dan"),)
    assert [death.actor for death in found.deaths] == ["ann", "bob", "cat", "dan"]
    assert [death.rest_holds for death in found.deaths] == [None, True, True, True]
    assert [death.same_rulers for death in found.deaths] == [True, False, False, False]
    assert found.deaths[1].all_members == (("cat", "dan"),)
    assert found.deaths[1].share == 15 / 18
    assert "stay at peace if this one dies: bob, cat or dan." in str(found)


def test_the_last_one_leaves_nobody():
    found = coalition_after_death([7])
    assert (found.deaths[0].all_members, found.deaths[0].rest_holds) == ((), None)
    assert "without 0: nobody is left" in str(found)


def test_ties_count_every_coalition_that_the_dead_belonged_to():
    found = coalition_after_death(np.ones(3))
    assert [death.all_members for death in found.deaths] == [((1, 2),), ((0, 2),), ((0, 1),)]
    assert all(death.rest_holds for death in found.deaths)
    assert not any(death.same_rulers for death in found.deaths)


def test_the_result_is_frozen_pickles_and_prints_within_eighty_columns():
    found = coalition_after_death({f"somebody-{i}": 1 for i in range(7)})
    assert pickle.loads(pickle.dumps(found)) == found
    assert max(map(len, str(found).splitlines())) <= 80
    with pytest.raises(AttributeError):
        found.deaths = ()


@pytest.mark.parametrize(
    ("power", "majority", "message"),
    [
        ([], 0.5, "power is empty"),
        ([1, 0], 0.5, r"power\[1\] must be a number > 0, got 0"),
        ({"ann": float("nan")}, 0.5, r"power\['ann'\]"),
        ([1, np.inf], 0.5, r"power\[1\]"),
        (np.ones((2, 2)), 0.5, "power must be one-dimensional"),
        (7, 0.5, "power must be a list of numbers"),
        ([1, 2], 1, r"majority must be in \[1/2, 1\), got 1"),
        ([1] * 25, 0.5, "power has 25 actors; at most 24"),
        ([1] * 21, 0.5, "1.., ?... ruling coalitions tie, too many to list"),
    ],
    ids=str,
)
def test_arguments_outside_their_domain(power, majority, message):
    with pytest.raises(InvalidInput, match=message):
        coalition_after_death(power, majority=majority)
