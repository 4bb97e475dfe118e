"""Each statistic against toy spells counted by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.facts.records import (
    CENSORED,
    COALITION,
    DEATH,
    EXILE,
    FIRST,
    INSIDERS,
    IRREGULAR,
    JAIL,
    MEMBER,
    NATURAL,
    OK,
    OVERTAKEN,
    REGULAR,
    SPELL,
    TRY,
    UNKNOWN,
    Records,
    joined,
)
from whowhom.facts.statistics import STATISTICS, exposure, quartiles, rate, weibull_shape

SPELLS = [  # regime, months, exit, entry, fate
    (0, 6, INSIDERS, FIRST, OK),
    (0, 12, INSIDERS, IRREGULAR, EXILE),
    (0, 30, NATURAL, IRREGULAR, UNKNOWN),
    (0, 48, CENSORED, REGULAR, UNKNOWN),
    (1, 18, OVERTAKEN, FIRST, UNKNOWN),
    (1, 24, INSIDERS, REGULAR, DEATH),
    (1, 6, INSIDERS, REGULAR, JAIL),
    (1, 12, CENSORED, IRREGULAR, UNKNOWN),
]
TRIES = [(0, 6, 1), (0, 12, 1), (0, 5, 0), (0, 40, 0), (1, 24, 1), (1, 6, 1)]
COALITIONS = [(0, 1, 1), (0, 1, 1), (0, 2, 0), (1, 2, 1), (1, 1, 1), (1, 1, 0)]
MEMBERS = [  # regime, rule_year, member_year, entry, coercive, plotter, months, falls
    (0, 1, 0, IRREGULAR, 1, 1, 24, 1),
    (0, 1, 1, IRREGULAR, 1, 0, 48, 1),
    (0, 2, 1, IRREGULAR, 0, 0, 24, 1),
    (0, 4, 3, REGULAR, 1, 0, 120, 1),
    (1, 9, 3, IRREGULAR, 1, 0, 60, 0),
    (1, 3, 4, FIRST, 0, 0, 12, 1),
]


def toy():
    return Records(
        2,
        np.array(SPELLS, SPELL),
        np.array(TRIES, TRY),
        np.array(COALITIONS, COALITION),
        np.array(MEMBERS, MEMBER),
    )


BY_HAND = {
    # person-months of year 1: 6+12+12+12+12+12+6+12 = 84, that is 7 years; years 2 to 7:
    # 18+36+6+12 = 72 months, 6 years
    "insiders_by_natural": 4 / 1,
    "hazard_1": 3 / 7,
    "hazard_2_7": 1 / 6,
    "hazard_8_10": math.nan,
    "attempts_1": 4 / 7,
    "attempts_2_5": 2 / 6,
    "success": 4 / 6,
    "gone_in_a_year": 3 / 7,  # he who is seen for a year only does not count
    "fate_ok": 1 / 4,
    "fate_exile": 1 / 4,
    "fate_jail": 1 / 4,
    "fate_death": 1 / 4,
    "irregular_1": 1 / 3,  # 12+12+12 months
    "regular_1": 1 / 2.5,  # 12+12+6 months
    "entry_gap": (1 / 3) / (1 / 2.5),
    "rulers_by_coalition": 8 / 6,
    "single_ruler": 4 / 6,
    "junta_purges": 3 / 13,  # 24+48+24+60 = 156 months
    "dangerous_friends": (1 / 2) / (1 / 9),  # 24 and 48+60 months
    "purge_hump_rises": (1 / 2) / (2 / 6),
    "purge_hump_falls": 0 / (1 / 2),
    "purges_settled": 1 / 15,  # 120+60 months
    "purges_contested": 4 / 9,  # 24+48+24+12 months
    "purges_contested_by_settled": (4 / 9) / (1 / 15),
    "members_old_by_new": (2 / 16) / (2 / 6),  # 120+60+12 and 48+24 months
}


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand(name):
    assert STATISTICS[name](toy()) == pytest.approx(BY_HAND[name], nan_ok=True)


def test_years_of_exposure():
    lengths = np.array([6, 12, 30], np.int32)
    assert exposure(lengths, 1, 12) == pytest.approx((6 + 12 + 12) / 12)
    assert exposure(lengths, 13, 24) == pytest.approx(1)
    assert exposure(lengths, 25, 36) == pytest.approx(0.5)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30))
def test_years_add_up(lengths):
    months = np.array(lengths, np.int32)
    parts = [exposure(months, 12 * year + 1, 12 * year + 12) for year in range(40)]
    assert sum(parts) == pytest.approx(months.sum() / 12)


def test_a_rate_without_years_is_no_number():
    assert math.isnan(rate(np.array([3], np.int32), np.array([], np.int32), 13, 24))


# --- Weibull


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0])
def test_the_shape_of_simulated_spells_is_found_again(shape):
    rng = np.random.default_rng(2012)
    years = 6.0 * rng.weibull(shape, 4000)
    other = rng.exponential(12.0, 4000)
    end = np.minimum(np.minimum(years, other), 30.0)
    fell = years == end
    months = np.maximum(1, np.ceil(12 * end)).astype(np.int32)
    found, low, high = weibull_shape(months, fell)
    assert found == pytest.approx(shape, rel=0.06)
    assert low < found < high
    assert high - low < 0.2 * shape


def test_constant_danger_has_shape_one_whatever_it_is():
    rng = np.random.default_rng(7)
    months = rng.geometric(0.02, 5000).astype(np.int32)
    found, low, high = weibull_shape(months, np.ones(5000, bool))
    assert low < 1.0 < high
    assert found == pytest.approx(1.0, abs=0.05)


def test_too_few_falls_have_no_shape():
    months, fell = np.array([3, 9, 40], np.int32), np.array([True, True, False])
    assert all(math.isnan(number) for number in weibull_shape(months, fell))


# --- Kaplan and Meier


def test_quartiles_without_censoring_are_those_of_the_sample():
    months = np.array([12, 24, 36, 48], np.int32)
    assert quartiles(months, np.ones(4, bool)) == (1.0, 2.0, 3.0)


def test_quartiles_with_censoring_by_hand():
    """Survival: 1 year 5/6; 2 years, one censored at 1.5: 5/6 * 3/4; 3 years: half of that; ..."""
    months = np.array([12, 18, 24, 36, 36, 60], np.int32)
    ended = np.array([True, False, True, True, False, True])
    # 5/6 = .83, .83 * 3/4 = .625, .625 * 2/3 = .417, then 0 at 5 years
    assert quartiles(months, ended) == (2.0, 3.0, 5.0)


def test_a_quartile_that_is_not_reached_is_never():
    months = np.array([12, 60, 60, 60], np.int32)
    found = quartiles(months, np.array([True, False, False, False]))
    assert found == (1.0, math.inf, math.inf)


# --- populations drawn anew


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=5))
def test_drawn_anew_each_regime_comes_with_all_its_rows(picks):
    again = toy().taken(np.array(picks))
    for name in ("spells", "tries", "coalitions", "members"):
        whole, taken = getattr(toy(), name), getattr(again, name)
        assert len(taken) == sum(np.count_nonzero(whole["regime"] == pick) for pick in picks)
    assert again.regimes == len(picks)


def test_the_same_regimes_have_the_same_statistics():
    again = toy().taken(np.array([1, 0]))
    for name, statistic in STATISTICS.items():
        assert statistic(again) == pytest.approx(statistic(toy()), nan_ok=True), name


def test_records_join():
    assert joined([toy(), toy()]).regimes == 4
    assert len(joined([toy(), toy()]).spells) == 2 * len(SPELLS)
