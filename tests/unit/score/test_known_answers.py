"""Every score against another program or against all cases counted out.

``scoringrules`` knows no contenders, classes or ties, so each test says how its question becomes
one of ours; what it lacks is counted out in full.
"""

import itertools
import math

import numpy as np
import pytest
import scoringrules as sr
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, mannwhitneyu

from whowhom.score.fitted import fitted_parts
from whowhom.score.paired import mean_interval, negative_control, paired_difference, reliability
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

NAMES = "abcdef"


def _named(numbers: list[float]) -> dict[str, float]:
    return {name: p / sum(numbers) for name, p in zip(NAMES, numbers, strict=False)}


four_classes = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(_named)
shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=6).map(_named)
chances = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8, 1.0]), min_size=2, max_size=6).map(
    lambda numbers: dict(zip(NAMES, numbers, strict=False))
)


@st.composite
def with_some(draw, tables, *, least=1):
    """Return a table and some of its names."""
    table = draw(tables)
    return table, draw(st.lists(st.sampled_from(sorted(table)), min_size=least, unique=True))


# --- one forecast


@given(with_some(shares))
def test_log_loss_is_the_log_score_of_the_class_of_winners(forecast) -> None:
    said, won = forecast
    given_to_them = min(1.0, sum(said[name] for name in won))
    assert log_loss(said, won) == pytest.approx(sr.log_score(1.0, given_to_them), abs=1e-9)


@given(with_some(shares))
def test_brier_is_the_sum_of_the_two_sided_scores(forecast) -> None:
    """Brier's score of 1950 sums over classes: the winners are one, every other man is one."""
    said, won = forecast
    classes = [(sum(said[name] for name in won), 1.0)]
    classes += [(p, 0.0) for name, p in said.items() if name not in won]
    expected = sum(sr.brier_score(came, min(1.0, p)) for p, came in classes)
    assert brier(said, won) == pytest.approx(expected)


@given(with_some(chances, least=0))
def test_brier_of_removals_is_the_mean_brier_score(forecast) -> None:
    said, fell = forecast
    expected = np.mean([sr.brier_score(float(name in fell), p) for name, p in said.items()])
    assert brier_removed(said, fell) == pytest.approx(expected)


@given(st.lists(four_classes, min_size=1, max_size=4), st.data())
def test_brier_of_fates_is_the_mean_over_men_of_the_sum_over_classes(tables, data) -> None:
    fates = dict(zip(NAMES, tables, strict=False))
    found = {man: data.draw(st.sampled_from("abcd")) for man in fates}
    expected = np.mean(
        [
            sum(sr.brier_score(float(fate == found[man]), p) for fate, p in table.items())
            for man, table in fates.items()
        ]
    )
    assert brier_fates(fates, found) == pytest.approx(expected)


@given(with_some(shares, least=0), st.floats(0.1, 1))
def test_first_to_fall_has_nobody_as_a_class(forecast, part) -> None:
    said, first = forecast
    said = {name: part * p for name, p in said.items()}
    p = sum(said[name] for name in first) if first else 1 - sum(said.values())
    expected = sr.log_score(1.0, float(np.clip(p, 1e-6, 1)))
    assert log_loss_first(said, first) == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.floats(0, 120), min_size=1, max_size=30), st.floats(0, 200))
def test_crps_is_that_of_the_ensemble(draws: list[float], observed: float) -> None:
    expected = sr.crps_ensemble(observed, np.array(draws), estimator="nrg")
    assert crps(draws, observed) == pytest.approx(float(expected), abs=1e-9)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=20), st.floats(0, 200), st.floats(1, 100))
def test_crps_with_a_horizon_is_the_censored_score(draws, observed, horizon: float) -> None:
    """Censoring all times at the horizon is the threshold-weighted score with w = [t < horizon]."""
    expected = sr.twcrps_ensemble(observed, np.array(draws), b=horizon, estimator="nrg")
    assert crps(draws, observed, horizon=horizon) == pytest.approx(float(expected), abs=1e-9)


@given(with_some(chances, least=0))
def test_auc_is_the_statistic_of_mann_and_whitney(forecast) -> None:
    said, fell = forecast
    up = [p for name, p in said.items() if name in fell]
    down = [p for name, p in said.items() if name not in fell]
    if not up or not down:
        assert auc(said, fell) is None
    else:
        expected = mannwhitneyu(up, down).statistic / (len(up) * len(down))
        assert auc(said, fell) == pytest.approx(expected)


@given(with_some(chances))
def test_rank_and_accuracy_are_means_over_all_orders_of_the_tied(forecast) -> None:
    """Break ties in every way: how often is a winner first, and where does the best one stand?

    Several winners of one probability stand together, so only their number of betters counts.
    """
    said, won = forecast
    orders = [
        order
        for order in itertools.permutations(said)
        if all(said[a] >= said[b] for a, b in itertools.pairwise(order))
    ]
    assert accuracy(said, won) == pytest.approx(np.mean([order[0] in won for order in orders]))
    best = max(won, key=lambda name: said[name])
    alone = [[name for name in order if name == best or name not in won] for order in orders]
    expected = np.mean([1 + order.index(best) for order in alone])
    assert winner_rank(said, won) == pytest.approx(expected)


# --- many forecasts


def test_the_interval_is_the_percentile_bootstrap_of_scipy() -> None:
    scores = np.random.default_rng(7).gamma(2.0, 1.0, 26)
    found = mean_interval(scores, level=0.8)
    theirs = bootstrap(
        (scores,), np.mean, n_resamples=20_000, confidence_level=0.8, method="percentile",
        rng=np.random.default_rng(8),
    ).confidence_interval  # fmt: skip
    spread = scores.std() / np.sqrt(26)
    assert found.low == pytest.approx(theirs.low, abs=0.05 * spread)
    assert found.high == pytest.approx(theirs.high, abs=0.05 * spread)


def test_two_struggles_have_the_interval_of_three_means() -> None:
    """Of two scores the mean is one, the other or between, with chances 1/4, 1/2 and 1/4."""
    found = mean_interval([1.0, 3.0], level=0.4)
    assert (found.mean, found.low, found.high) == (2, 2, 2)
    found = mean_interval([1.0, 3.0], level=0.6)
    assert (found.low, found.high) == (1, 3)
    assert mean_interval([1.0, 3.0], level=0.4).is_clear
    assert not mean_interval([-1.0, 1.0], level=0.6).is_clear
    assert not mean_interval([0.0, 1.0], level=0.6).is_clear
    assert mean_interval([-3.0, -1.0], level=0.6).is_clear


def test_a_difference_is_resampled_in_pairs() -> None:
    first, second = np.array([1.0, 5.0, 2.0, 9.0]), np.array([2.0, 3.0, 2.0, 1.0])
    for level in (0.5, 0.9):
        found = paired_difference(first, second, level=level, draws=500, seed=3)
        assert found == mean_interval(first - second, level=level, draws=500, seed=3)
    assert paired_difference(first, second) != mean_interval(first) != mean_interval(second)


@given(with_some(st.lists(st.floats(0.01, 1), min_size=2, max_size=4).map(_named)))
def test_the_negative_control_is_the_mean_over_all_deals(forecast) -> None:
    said, won = forecast
    number = [name in won for name in said]
    losses = [
        log_loss({"won": sum(itertools.compress(hand, number)), "rest": 0.0}, ["won"])
        for hand in itertools.permutations(said.values())
    ]
    found = negative_control([said], [won], draws=3000)
    error = 4 * np.std(losses) / np.sqrt(3000) + 1e-9
    assert found.log_loss == pytest.approx(np.mean(losses), abs=error)
    own = log_loss(said, won)
    as_good = np.mean([loss <= own + 1e-9 for loss in losses])
    assert found.p == pytest.approx(as_good, abs=0.04)
    assert min(losses) - 1e-9 <= found.low <= found.high <= max(losses) + 1e-9


def test_the_range_of_the_control_is_the_central_90_of_100() -> None:
    """One of twenty holds all but nothing; of deals to one winner, 19 of 20 lose 6 log 10."""
    said = {str(k): 0.0 for k in range(40)} | {"0": 1.0}
    found = negative_control([said], [["0"]], draws=4000)
    assert (found.low, found.high) == pytest.approx((6 * math.log(10),) * 2)
    said = dict.fromkeys(map(str, range(10)), 0.0) | {"0": 1.0}
    found = negative_control([said], [["0"]], draws=4000)
    assert (found.low, found.high) == pytest.approx((0, 6 * math.log(10)))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_the_bins_of_reliability_hold_everybody_once(pairs) -> None:
    edges = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 1.0)
    said, came = zip(*pairs, strict=True)
    for found in reliability(said, came):
        is_last = found.high == edges[-1]
        inside = [
            (p, c) for p, c in pairs if found.low <= p < found.high or (is_last and p == found.high)
        ]
        assert found.contenders == len(inside)
        if inside:
            assert found.forecast == pytest.approx(np.mean([p for p, _ in inside]))
            assert found.happened == pytest.approx(np.mean([c for _, c in inside]))


def test_the_part_mixed_in_is_the_best_of_a_fine_grid() -> None:
    rng = np.random.default_rng(11)
    tables = [_named(rng.dirichlet(np.full(4, 0.4)).tolist()) for _ in range(9)]
    winners = [[rng.choice(list(table))] for table in tables]
    parts = fitted_parts(tables, winners)
    grid = np.linspace(0.001, 1, 1000)
    for k, part in enumerate(parts):
        others = [(t, w[0]) for i, (t, w) in enumerate(zip(tables, winners, strict=True)) if i != k]
        loss = [-np.mean([np.log((1 - g) * t[w] + g / 4) for t, w in others]) for g in grid]
        assert part == pytest.approx(grid[np.argmin(loss)], abs=0.002)
