"""The door of legislative bargaining: what it takes, what it refuses, what it hands back."""

import json
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from whowhom.cli import main
from whowhom.errors import InvalidInput, ResourceError
from whowhom.theory import LegislativeBargain, legislative_bargaining, open_rule_bargaining
from whowhom.theory.bargains import legislative
from whowhom.theory.bargains.legislative_equilibria import legislature, market, residual_of
from whowhom.theory.results import plain

PARTIES = {"Left": 38, "Centre": 27, "Right": 25, "Regional": 10}


@pytest.mark.parametrize(
    "weight",
    [(3, 2, 2), np.array([3, 2, 2]), ["3", "2.0", "2e0"], [Fraction(3), Decimal(2), np.int8(2)]],
    ids=lambda weight: type(weight).__name__,
)
def test_kinds_of_numbers_and_lists(weight):
    found = legislative_bargaining(weight, discount=0.5)
    assert found.value == pytest.approx([1 / 3] * 3)
    assert found.actors == (0, 1, 2)


def test_names_come_back_in_their_order_and_may_differ_in_order():
    chances = {"Regional": 1, "Right": 2, "Centre": 3, "Left": 4}
    found = legislative_bargaining(PARTIES, recognition=chances, discount="0.9")
    assert found.actors == tuple(PARTIES)
    assert found.recognition == pytest.approx([0.4, 0.3, 0.2, 0.1])
    listed = legislative_bargaining(PARTIES, recognition=[4, 3, 2, 1], discount="0.9")
    assert listed.value.tolist() == found.value.tolist()


@pytest.mark.parametrize(
    ("majority", "quota"), [("1/2", 51), (0.5, 50.5), ("0.6", 61), ("2/3", "66.7"), ("0.99", 100)]
)
def test_a_majority_is_to_be_exceeded_and_a_quota_is_enough(majority, quota):
    weights = [38, 27, 25, 10]
    by_majority = legislative_bargaining(weights, majority=majority, discount="0.9")
    by_quota = legislative_bargaining(weights, quota=quota, discount="0.9")
    assert by_majority.value.tolist() == by_quota.value.tolist()
    assert not by_majority.is_quota
    assert by_quota.is_quota
    assert by_quota.passes_with == pytest.approx(float(Fraction(str(quota))) / 100)


def test_exactly_half_does_not_pass():
    found = legislative_bargaining([1, 1], discount="0.9")
    assert found.has_veto == (True, True)
    assert legislative_bargaining([1, 1], quota=1).keeps.tolist() == [1, 1]


def test_votes_beyond_what_floats_tell_apart():
    found = legislative_bargaining([10**18, 2 * 10**18, 3 * 10**18 + 1], quota=3 * 10**18 + 1)
    assert found.value.tolist() == [0, 0, 1]


def test_the_result_is_frozen_and_pickles_and_becomes_json():
    found = legislative_bargaining(PARTIES, discount="0.9")
    with pytest.raises(AttributeError):
        found.rounds = 3
    with pytest.raises(ValueError, match="read-only"):
        found.offers[0, 1] = 1
    again = pickle.loads(pickle.dumps(found))
    assert isinstance(again, LegislativeBargain)
    told = json.loads(json.dumps(plain(found)))
    assert told["value"] == found.value.tolist()
    assert "4 members" in repr(found)


# ----------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"weight": [0, 0]}, "weight is 0 for every member"),
        ({"weight": [1, 1], "recognition": [0, 0]}, "recognition is 0 for every member"),
        ({"weight": [1, 2], "quota": 4}, "quota must be at most the total weight 3.*got 4"),
        ({"weight": [1, 2], "recognition": [1]}, "recognition must have one number for each"),
        ({"weight": {"a": 1}, "discounts": {"b": 1}}, "different actors: a, b"),
        ({"weight": [1] * 1001}, "at most 1,000 are taken"),
        ({"weight": list(range(1, 40))}, "too many coalitions.*18 members"),
        ({"weight": list(range(1, 1001))}, "too many coalitions"),
        ({"weight": list(range(1, 15)), "rounds": 100}, "rounds: 100 of them.*at most"),
        ({"weight": [1, 1]}, "nothing passes without 0 and 1.*any division"),
        ({"weight": dict.fromkeys("abcdefgh", 1), "quota": 8}, "a, b, c, d, e and 3 more"),
        ({"weight": [2, 1, 1], "quota": 3, "recognition": [0, 1, 1]}, "without 0, who never"),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InvalidInput, match=f"(?s){words}"):
        legislative_bargaining(**arguments)


def test_all_problems_at_once():
    with pytest.raises(InvalidInput) as refusal:
        legislative_bargaining(
            [-1, 1], majority=2, quota=-1, recognition=[1, "x"], discount=7, rounds=0
        )
    for name in ("weight[0]", "majority", "quota", "recognition[1]", "discount", "rounds"):
        assert name in str(refusal.value)


def test_no_answer_is_handed_out_that_is_no_equilibrium(monkeypatch):
    def not_solved(game):
        return residual_of(game, game.discount * game.chance)

    monkeypatch.setattr(legislative, "solve_market", not_solved)
    with pytest.raises(ResourceError, match=r"no equilibrium was found within 1e-09: .* misses by"):
        legislative_bargaining([3, 1, 1, 1, 1])


@pytest.mark.parametrize("members", [1, 2, 4, 1000, 1001, 3.5, "three"])
def test_members_of_an_open_rule(members):
    with pytest.raises(InvalidInput, match="members must be"):
        open_rule_bargaining(members)


# ----------------------------------------------------------------------------------- in words


def test_words_of_a_stationary_answer():
    told = str(legislative_bargaining(PARTIES, discount="0.9"))
    assert told.startswith("Left, Centre and Right can expect most, 29.4% of what is divided")
    assert "more than 50.0% of the votes" in told
    assert "no last round" in told
    assert "No other stationary equilibrium" in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"weight": [1] * 5}, "All 5 members can expect the same, 20.0% of what is divided;"),
        ({"weight": [1] * 5}, "whoever proposes keeps 60.0%."),
        (
            {"weight": [1, 1], "quota": 2, "recognition": [2, 1], "discounts": ["1/2", "3/4"]},
            "All 2 members can expect the same, 50.0% of what is divided. Closed rule",
        ),
        ({"weight": [1, 1, 1]}, "With a discount of 1 it is not proved"),
        ({"weight": [5, 1, 1], "quota": 4}, "with at least 57.1% of the votes"),
        ({"weight": [5, 1, 1]}, "Nothing passes without 0."),
        ({"weight": [2, 2, 2, 1], "discount": 0.9}, "Nobody buys the votes of 3."),
        ({"weight": [1, 1, 1], "discounts": [0.9, 0.8, 0.8]}, "discount of each member's own"),
        ({"weight": [1, 1, 1], "rounds": 3}, "3 rounds at most"),
        ({"weight": [1, 1, 1], "rounds": 3}, "In 2 of the rounds some proposer is indifferent"),
        ({"weight": [4, 3, 2], "rounds": 3}, "In 2 of the rounds some proposer is indifferent"),
        ({"weight": [1], "discount": 0.5}, "0 can expect most, 100.0%"),
    ],
)
def test_words(arguments, words):
    told = " ".join(str(legislative_bargaining(**arguments)).split())
    assert words in told


def test_many_members_are_told_by_kinds():
    told = str(legislative_bargaining([5] * 3 + [2] * 20 + [1] * 40, discount="0.9"))
    assert "40 members" in told
    assert len(told.splitlines()) < 20
    long = {f"a member with a very long name, number {i}": 1 for i in range(3)}
    assert max(map(len, str(legislative_bargaining(long)).splitlines())) <= 80


def test_words_of_the_open_rule():
    told = str(open_rule_bargaining(9, discount="0.2"))
    assert told.startswith("The proposer pays 6 of the 8 others 7.9% each and keeps 52.6%.")
    assert "6 *" in told
    assert "Nobody amends it" in str(open_rule_bargaining(3, discount="0.5"))
    assert "no equilibrium here" in " ".join(str(open_rule_bargaining(3, discount="0.7")).split())
    assert "990 more numbers" not in str(open_rule_bargaining(9))
    assert "more numbers are left out" in str(open_rule_bargaining(99))


def test_on_a_case(capsys):
    assert main(["solve", "legislative-bargaining", "duel", "--at", "1924-06"]) == 0
    told = capsys.readouterr().out
    assert "trotsky can expect most" in told
    assert "stalin" in told


def test_the_check_sees_a_price_that_is_a_little_wrong():
    """Then one coalition is a little cheaper, and nobody may buy the other any more."""
    chances, patience = [Fraction(1, 5)] * 5, [Fraction(1)] * 5
    game = market(legislature([3, 1, 1, 1, 1], 4, chances, patience))
    right = np.array([3 / 7, 1 / 7])
    assert residual_of(game, right).residual < 1e-12
    for shift in ((1e-6, 0), (-1e-6, 0), (0, 1e-6)):
        assert residual_of(game, right + np.array(shift)).residual > 0.01
