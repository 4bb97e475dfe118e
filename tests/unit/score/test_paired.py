"""Intervals, calibration and the negative control."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.score.paired import mean_interval, negative_control, paired_difference, reliability


def test_the_interval_of_many_is_that_of_the_normal_law() -> None:
    scores = np.random.default_rng(5).normal(2.0, 1.0, 400)
    found = mean_interval(scores)
    spread = 1.645 * scores.std() / 20
    assert found.mean == pytest.approx(scores.mean())
    assert found.low == pytest.approx(found.mean - spread, abs=0.012)
    assert found.high == pytest.approx(found.mean + spread, abs=0.012)


def test_the_same_seed_gives_the_same_interval() -> None:
    scores = np.random.default_rng(5).normal(size=30)
    assert mean_interval(scores) == mean_interval(scores)
    assert mean_interval(scores, seed=2, draws=50) != mean_interval(scores, seed=3, draws=50)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=12), st.floats(-3, 3))
def test_pairs_take_out_what_is_hard_for_both(scores: list[float], gap: float) -> None:
    found = paired_difference([score + gap for score in scores], scores, draws=200)
    assert (found.mean, found.low, found.high) == pytest.approx((gap,) * 3, abs=1e-9)
    if gap == 0 or abs(gap) > 1e-6:  # in between, rounding decides
        assert found.is_clear == (gap != 0)


def test_half_of_the_interval_for_a_difference_turned_round() -> None:
    first, second = [1.0, 2.0, 5.0, 1.0], [2.0, 2.0, 3.0, 3.0]
    one, other = paired_difference(first, second), paired_difference(second, first)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_reliability_by_hand() -> None:
    found = reliability([0.1, 0.2, 0.5, 0.9, 1.0], [0, 1, 0, 1, 1], bins=(0, 0.5, 1))
    assert [(b.contenders, b.forecast, b.happened) for b in found] == [
        (2, pytest.approx(0.15), 0.5),
        (3, pytest.approx(0.8), pytest.approx(2 / 3)),
    ]
    assert math.isnan(reliability([0.9], [1], bins=(0, 0.5, 1))[0].forecast)


def test_a_model_that_knows_loses_its_edge_when_dealt_out() -> None:
    said = {"a": 0.7, "b": 0.1, "c": 0.1, "d": 0.1}
    knows = negative_control([said] * 30, [["a"]] * 30)
    expected = -(math.log(0.7) + 3 * math.log(0.1)) / 4
    assert knows.log_loss == pytest.approx(expected, abs=0.02)
    assert knows.low < expected < knows.high
    assert knows.p < 0.001
    assert knows.log_loss > math.log(4)
    assert negative_control([said] * 30, [["b"]] * 30).p > 0.99


def test_who_says_the_same_of_all_has_nothing_to_lose() -> None:
    found = negative_control([dict.fromkeys("abcd", 0.25)], [["a"]], draws=20)
    assert found.log_loss == pytest.approx(math.log(4))
    assert found.p == 1


@pytest.mark.parametrize("scores", [[], [float("nan")], [[1.0]]])
def test_bad_scores(scores) -> None:
    with pytest.raises(InvalidInput, match="scores"):
        mean_interval(scores)


def test_bad_settings() -> None:
    with pytest.raises(InvalidInput, match="level"):
        mean_interval([1.0], level=1.0)
    with pytest.raises(InvalidInput, match="same struggles"):
        paired_difference([1.0], [1.0, 2.0])
    with pytest.raises(InvalidInput, match="one number"):
        reliability([0.5], [1, 0])
    with pytest.raises(InvalidInput, match="rising"):
        reliability([0.5], [1], bins=(1, 0))


def test_struggles_are_resampled_with_all_their_numbers() -> None:
    """Copies of the same number tell no more than one of them."""
    scores = np.random.default_rng(5).normal(2.0, 1.0, 30)
    names = [str(k) for k in range(30)]
    once = mean_interval(scores, struggles=names)
    assert once == mean_interval(scores)
    many = mean_interval(np.repeat(scores, 4), struggles=np.repeat(names, 4).tolist())
    assert (many.mean, many.low, many.high) == pytest.approx((once.mean, once.low, once.high))
    alone = mean_interval(np.repeat(scores, 4))
    assert alone.high - alone.low < 0.6 * (many.high - many.low)
    with pytest.raises(InvalidInput, match="need as many struggles"):
        mean_interval([1.0, 2.0], struggles=["a"])
