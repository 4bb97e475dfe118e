"""Ties in floats: every solver answers what it answers for the numbers that are printed."""

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from whowhom.theory import (
    agenda_game,
    appointments_to_power,
    coalition_after_death,
    coalition_by_majority,
    coalition_by_power,
    fate_of_loser,
    hidden_opposition,
    junta,
    junta_by_discount,
    loyalty,
    power_sharing,
    power_sharing_ladder,
    ruling_blocs,
    ruling_coalition,
    stable_states,
    voting_power,
)
from whowhom.theory.results import ROUNDING


def test_tenths_are_tenths():
    assert ruling_coalition([0.1, 0.3, 0.4]).members == (0, 1, 2)
    assert ruling_coalition([0.1 + 0.2, 0.3, 0.6]).margin == 0


def test_a_majority_that_is_a_quotient_is_that_fraction():
    assert ruling_coalition([2, 2, 2], majority=2 / 3).members == (0, 1, 2)
    assert ruling_coalition([3, 4, 5], majority=4 / 7).members == (0, 1)
    assert ruling_coalition([2, 2, 2], majority=np.float32(2 / 3)).majority == Fraction(2, 3)


def test_the_fate_at_equal_costs_is_the_milder_one():
    assert fate_of_loser([0.1], winner=0.1, killing=0.5, exile=1).fates == ("spared",)
    steps = fate_of_loser([1], killing="1/4", exile="1/20", surviving="1/3").steps
    assert all(low.above < high.above for low, high in pairwise(steps))


def test_a_ladder_with_a_tie():
    found = power_sharing_ladder([0.8], detection=1, prize=0.1, penalty=0.4)
    assert found.is_tied
    assert found.established_from == 0


def test_a_junta_at_its_threshold():
    assert junta([35, 32, 33], discount=0.35).juntas == ((0, 1, 2),)
    assert junta([0.35, 0.32, 0.33], discount=0.35).juntas == ((0, 1, 2),)
    by_discount = junta_by_discount([3, 4, 5])
    assert by_discount.at(5 / 12) == by_discount.at("5/12") == (0, 1, 2)


def test_utilities_and_weights_that_tie():
    one = stable_states([[0.1 + 0.2, 0.3]]).leads_to
    assert one == stable_states([[3, 3]]).leads_to == (0, 1)
    half = [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]
    utility = [[0, 1], [0, 1], [1, 0]]
    assert stable_states(utility, weight=half).leads_to == (0, 1)  # 0.3 of 0.6 is no majority


def test_chances_that_add_up_to_one():
    assert power_sharing(coup=0.9, establishment=0.1, established_coup=0).hazard[0] == 0.9
    assert power_sharing(coup=1 - 0.1, establishment=0.1, established_coup=0).hazard[0] == 0.9


def test_a_quota_as_a_share():
    seats = {"a": 35, "b": 20, "c": 15, "d": 15, "e": 15}
    assert voting_power(seats, share_needed=0.51).quota == 51
    assert voting_power([1, 1, 1], share_needed=2 / 3).winning == 4
    assert (
        voting_power([0.1, 0.2, 0.3], quota=0.3).fractions
        == voting_power([1, 2, 3], quota=3).fractions
    )


SCALE_FREE = {
    "coalition": lambda power: ruling_coalition(power).all_members,
    "majority": lambda power: ruling_coalition(power, majority=0.6).all_members,
    "after-death": lambda power: coalition_after_death(power).deaths,
}
SLOW = {
    "by-majority": lambda power: coalition_by_majority(power).steps,
    "blocs": lambda power: ruling_blocs(power, [2] * len(power)).all_members,
    "agenda": lambda power: agenda_game(power[:3]).chances,
    "junta": lambda power: junta(power, discount=[0, 0.3, 0.9]).paths,
    "fate": lambda power: fate_of_loser(power, winner=power[0]).fates,
    "stable": lambda power: stable_states(np.eye(len(power)), weight=[power] * len(power)).choices,
}


@pytest.mark.parametrize(
    ("name", "times"), [*((n, 300) for n in SCALE_FREE), *((n, 25) for n in SLOW)]
)
def test_ten_times_the_power_changes_nothing(name, times):
    solve = (SCALE_FREE | SLOW)[name]
    rng = random.Random(f"ten times {name}")
    for _ in range(times):
        whole = [rng.randint(1, 40) for _ in range(rng.randint(3, 6))]
        answer = solve(whole)
        assert solve([x / 10 for x in whole]) == answer, whole
        assert solve([x / sum(whole) for x in whole]) == answer, whole
        assert solve(np.array(whole) / np.sum(whole)) == answer, whole


def test_appointments_shift_power_by_what_is_printed():
    terms = {"start": [0, 0, 0], "filled": [0, 0, 1], "turnover": 0.5, "periods": 4}
    tenths = appointments_to_power([0.1, 0.3, 0.4], weight=0.2, **terms)
    assert tenths.ruling == appointments_to_power([1, 3, 4], weight=2, **terms).ruling
    assert tenths.ruling[0] == (0, 1, 2)


def test_thresholds_of_hidden_opposition():
    shares = [0.1 * k for k in range(11)]
    assert hidden_opposition(shares).threshold == tuple(Fraction(10 - k, 10) for k in range(11))


# ---------------------------------------------------------------------------- rounding decides


CLOSE = [1, 1, Fraction(2) + Fraction(1, 10**14)]


@pytest.mark.parametrize(
    ("close", "far"),
    [
        (lambda: ruling_coalition(CLOSE), lambda: ruling_coalition([1, 1, 2])),
        (lambda: ruling_coalition(CLOSE), lambda: ruling_coalition([1, 1, 3])),
        (lambda: coalition_after_death([*CLOSE, 1]), lambda: coalition_after_death([1, 1, 2, 1])),
        (lambda: coalition_by_majority(CLOSE), lambda: coalition_by_majority([1, 1, 2])),
        (lambda: ruling_blocs(CLOSE, [1, 1, 1]), lambda: ruling_blocs([1, 1, 2], [1, 1, 1])),
        (lambda: agenda_game(CLOSE), lambda: agenda_game([1, 1, 2])),
        (lambda: junta(CLOSE, discount=0), lambda: junta([1, 1, 2], discount=0)),
        (
            lambda: coalition_by_power([1, 1, CLOSE[2]], actor=2, low=1, high=3),
            lambda: coalition_by_power([1, 1, 2], actor=2, low=1, high=3),
        ),
        (
            lambda: fate_of_loser(["1.00000000000001"], killing="1/2", exile=1),
            lambda: fate_of_loser([1], killing="1/2", exile=1),
        ),
        (
            lambda: power_sharing_ladder(["0.80000000000001"], penalty=4),
            lambda: power_sharing_ladder([0.8], penalty=4),
        ),
        (
            lambda: stable_states([[1, "1.00000000000001"]]),
            lambda: stable_states([[1, 1]]),
        ),
    ],
)
def test_a_hair_breadth_is_told(close, far):
    assert close().rounding_decides
    assert close().to_dict()["rounding_decides"] is True
    assert ROUNDING in str(close())
    assert not far().rounding_decides
    assert ROUNDING not in str(far())


def test_a_least_value_in_floats_is_told():
    terms = {"effort_cost": 2.5, "discount": 0.9}
    terms |= {"outside_incompetent": 0.1, "outside_competent": 0.5}
    least = loyalty(**terms).least_competence_value
    near = loyalty(**terms, competence_value=least * (1 + 1e-13))
    assert near.rounding_decides
    assert ROUNDING in str(near)
    assert not loyalty(**terms).rounding_decides
