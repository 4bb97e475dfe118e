"""Scores: known answers by hand, and the law that the truth is the best forecast."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.score.scores import (
    accuracy,
    auc,
    brier,
    brier_fates,
    brier_removed,
    crps,
    log_loss,
    log_loss_first,
    winner_rank,
)

SAID = {"ann": 0.5, "bob": 0.3, "cat": 0.2}
NAMES = ("a", "b", "c", "d")


def test_log_loss() -> None:
    assert log_loss(SAID, ["bob"]) == pytest.approx(-math.log(0.3))
    assert log_loss(SAID, ["bob", "cat"]) == pytest.approx(-math.log(0.5))
    assert log_loss({"ann": 1.0, "bob": 0.0}, ["bob"]) == pytest.approx(6 * math.log(10))
    assert log_loss({"ann": 1.0, "bob": 0.0}, ["bob"], floor=0.01) == pytest.approx(math.log(100))
    assert log_loss({"ann": 1.0, "bob": 0.0}, ["ann"]) == 0


def test_brier() -> None:
    assert brier(SAID, ["ann"]) == pytest.approx(0.25 + 0.09 + 0.04)
    assert brier(SAID, ["bob", "cat"]) == pytest.approx(0.25 + 0.25)
    assert brier({"ann": 1.0, "bob": 0.0}, ["bob"]) == 2


def test_accuracy_shares_its_credit_where_contenders_tie() -> None:
    assert accuracy(SAID, ["ann"]) == 1
    assert accuracy(SAID, ["bob"]) == 0
    assert accuracy(dict.fromkeys("abcd", 0.25), ["a", "b"]) == 0.5


def test_rank_of_the_winner() -> None:
    assert [winner_rank(SAID, [name]) for name in SAID] == [1, 2, 3]
    assert winner_rank(dict.fromkeys("abcd", 0.25), ["a"]) == 2.5
    assert winner_rank(SAID, ["bob", "cat"]) == 2


def test_auc() -> None:
    assert auc(SAID, ["ann"]) == 1
    assert auc(SAID, ["cat"]) == 0
    assert auc(SAID, ["bob"]) == 0.5
    assert auc(SAID, []) is None
    assert auc(SAID, list(SAID)) is None
    assert auc(dict.fromkeys("abc", 0.7), ["a"]) == 0.5


def test_scores_of_removals_and_fates() -> None:
    assert brier_removed(SAID, ["ann", "bob"]) == pytest.approx((0.25 + 0.49 + 0.04) / 3)
    assert log_loss_first({"ann": 0.5, "bob": 0.2}, ["bob"]) == pytest.approx(-math.log(0.2))
    assert log_loss_first({"ann": 0.5, "bob": 0.2}, ["bob", "ann"]) == pytest.approx(-math.log(0.7))
    assert log_loss_first({"ann": 0.5, "bob": 0.2}, []) == pytest.approx(-math.log(0.3))
    fates = {"ann": {"none": 1.0, "death": 0.0}, "bob": {"none": 0.5, "death": 0.5}}
    assert brier_fates(fates, {"ann": "none", "bob": "death"}) == pytest.approx(0.25)
    assert brier_fates(fates, {"ann": "death", "bob": "death"}) == pytest.approx(1.25)


def test_crps() -> None:
    assert crps([2.0], 5.0) == 3
    assert crps([1.0, 3.0], 1.0) == pytest.approx(1 - 0.5)
    assert crps([10.0, 200.0], 300.0, horizon=96) == crps([10.0, 96.0], 96.0)
    assert crps([96.0], 300.0, horizon=96) == 0


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), st.floats(0, 100))
def test_crps_is_the_mean_pinball_loss_twice(draws: list[float], observed: float) -> None:
    size = 4000
    levels = (np.arange(size) + 0.5) / size
    quantiles = np.sort(draws)[np.floor(levels * len(draws)).astype(int)]
    gap = observed - quantiles
    pinball = np.where(gap >= 0, levels * gap, (levels - 1) * gap)
    assert crps(draws, observed) == pytest.approx(2 * pinball.mean(), abs=0.2)


def _shares(numbers: list[float]) -> dict[str, float]:
    return {name: p / sum(numbers) for name, p in zip(NAMES, numbers, strict=True)}


numbers = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(_shares)


@given(truth=numbers, other=numbers)
@pytest.mark.parametrize("score", [log_loss, brier])
def test_nobody_does_better_than_by_the_truth(score, truth, other) -> None:
    def expected(said: dict[str, float]) -> float:
        return sum(p * score(said, [name]) for name, p in truth.items())

    assert expected(truth) <= expected(other) + 1e-12


@given(truth=st.floats(0, 1), other=st.floats(0, 1))
def test_nobody_does_better_on_removals_than_by_the_truth(truth: float, other: float) -> None:
    def expected(said: float) -> float:
        fell, stayed = brier_removed({"a": said}, ["a"]), brier_removed({"a": said}, [])
        return truth * fell + (1 - truth) * stayed

    assert expected(truth) <= expected(other) + 1e-12


@given(
    draws=st.lists(st.floats(0, 50), min_size=1, max_size=8),
    other=st.lists(st.floats(0, 50), min_size=1, max_size=8),
)
def test_nobody_does_better_on_times_than_by_the_truth(draws, other) -> None:
    assert (
        np.mean([crps(draws, t) for t in draws]) <= np.mean([crps(other, t) for t in draws]) + 1e-9
    )


@given(said=numbers, shift=st.permutations(NAMES))
def test_names_do_not_matter(said: dict[str, float], shift: list[str]) -> None:
    names = dict(zip(NAMES, shift, strict=True))
    renamed = {names[name]: p for name, p in said.items()}
    for score in (log_loss, brier, accuracy, winner_rank):
        assert score(said, ["a"]) == pytest.approx(score(renamed, [names["a"]]))


@pytest.mark.parametrize("score", [log_loss, brier, accuracy, winner_rank])
@pytest.mark.parametrize("winners", [[], ["zoe"], ["ann", "zoe"]])
def test_a_stranger_cannot_have_won(score, winners) -> None:
    with pytest.raises(InvalidInput, match="winners must be contenders"):
        score(SAID, winners)


@pytest.mark.parametrize("floor", [0, 1, -1, float("nan")])
def test_the_floor_is_a_probability(floor: float) -> None:
    with pytest.raises(InvalidInput, match="floor"):
        log_loss(SAID, ["ann"], floor=floor)


def test_a_time_needs_a_draw() -> None:
    with pytest.raises(InvalidInput, match="draw"):
        crps([], 1.0)
