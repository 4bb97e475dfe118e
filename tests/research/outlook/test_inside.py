"""The fit of the pooling on made-up rows, against sums by hand and known coefficients."""

import json

import numpy as np
import pytest

import research.outlook.inside as inside_module
from research.outlook.circles import Configuration
from research.outlook.inside import (
    FIRST,
    LAST,
    Pairs,
    between,
    clustered,
    fit,
    fit_pooling,
    inside_chances,
    log_loss,
    means_by_regime,
    rolling,
    shipped,
)
from whowhom.outside.pooling import OTHER, Pooling, logit, pooled


def made_up(c, rows=40_000, seed=3):
    rng = np.random.default_rng(seed)
    outside, inside = rng.uniform(0.02, 0.4, rows), rng.uniform(0.05, 0.6, rows)
    odds = np.log(outside / (1 - outside))
    away = np.log(inside / (1 - inside))
    chance = 1 / (1 + np.exp(-(odds + c * (away - away.mean()))))
    return Pairs(
        country=rng.integers(80, size=rows),
        year=rng.integers(1961, LAST + 1, size=rows),
        regime=np.repeat(["party", "military"], rows // 2),
        outside=outside,
        inside=inside,
        removed=rng.random(rows) < chance,
    )


@pytest.mark.parametrize("c", [0.0, 0.7])
def test_known_coefficients_are_found(c):
    found = fit_pooling(made_up(c))
    for k, true in enumerate((0.0, 1.0, c)):
        value, low, high = found.interval(k)
        assert low - 0.05 < true < high + 0.05
        assert value == pytest.approx(true, abs=0.12)


def test_one_constant_by_hand():
    hit = np.array([True, False, False, False])
    found = fit(np.ones((4, 1)), hit, np.arange(4))
    assert found.coefficients[0] == pytest.approx(np.log(1 / 3))
    # bread 1 / (4 * 3 / 16); scores 3/4 and three times -1/4; 4 clusters of one row
    assert found.covariance[0, 0] == pytest.approx((4 / 3) ** 2 * (12 / 16) * 4 / 3)


def test_rows_of_a_country_that_repeat_each_other_count_once():
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(200), rng.normal(size=200)])
    hit, country = rng.random(200) < 0.4, np.arange(200)
    once = fit(design, hit, country)
    thrice = fit(np.tile(design, (3, 1)), np.tile(hit, 3), np.tile(country, 3))
    np.testing.assert_allclose(thrice.coefficients, once.coefficients, atol=1e-8)
    np.testing.assert_allclose(thrice.covariance, once.covariance, rtol=1e-6)
    assert clustered(design, np.zeros(200), np.eye(2), country).sum() == 0.0


def test_means_by_hand():
    pairs = Pairs(
        np.arange(3), np.full(3, 1980), np.array(["party", "party", "military"]),
        np.full(3, 0.1), np.array([0.5, 0.2, 0.8]), np.zeros(3, dtype=bool),
    )  # fmt: skip
    assert means_by_regime(pairs) == pytest.approx(
        {"military": np.log(4), "party": -np.log(4) / 2, OTHER: 0.0}
    )


def test_a_forecast_reads_no_later_year():
    pairs = made_up(0.5, rows=4000)
    changed = Pairs(
        pairs.country, pairs.year, pairs.regime, pairs.outside, pairs.inside,
        np.where(pairs.year >= 1990, ~pairs.removed, pairs.removed),
    )  # fmt: skip
    before = pairs.year[pairs.year >= FIRST] <= 1990
    for inside in (False, True):
        one, two = rolling(pairs, inside=inside), rolling(changed, inside=inside)
        np.testing.assert_array_equal(one[before], two[before])
        assert not np.array_equal(one[~before], two[~before])


def test_rolling_keeps_the_order_of_the_rows():
    pairs = made_up(0.0)
    chosen = pairs.of(pairs.year >= FIRST)
    found = rolling(pairs, inside=False)
    np.testing.assert_allclose(found, chosen.outside, atol=0.06)


@pytest.mark.parametrize("c", [0.0, 0.7])
def test_what_is_shipped_moves_nothing_unless_the_interval_is_above_zero(c):
    table = shipped(made_up(c), [])
    pooling = Pooling.of(json.loads(json.dumps(table)))
    if c:
        assert table["c"] == table["fitted"]["c"][0] > 0
        mean = table["means"]["party"]
        odds = table["a"] + table["b"] * logit(0.1) + table["c"] * (logit(0.5) - mean)
        assert logit(pooled(0.1, 0.5, "party", pooling).value) == pytest.approx(odds)
    else:
        assert (table["a"], table["b"], table["c"]) == (0.0, 1.0, 0.0)
        assert pooled(0.1, 0.5, "party", pooling).value == 0.1


def test_scores_by_hand():
    loss = log_loss(np.array([0.25, 0.25]), np.array([True, False]))
    np.testing.assert_allclose(loss, [np.log(4), np.log(4 / 3)])
    value, low, high = between(np.array([1.0, 1.0, 1.0]), np.array([1, 1, 2]), 50)
    assert value == low == high == 1.0


def test_a_circle_is_simulated_once_and_kept(tmp_path, monkeypatch):
    seen = []

    def simulated(found, parameters):
        seen.append(set(found))
        return dict.fromkeys(found, 0.25)

    monkeypatch.setattr(inside_module, "simulated", simulated)
    one, two = Configuration("party", 1, 0, 0, 1, 0), Configuration("other", 0, 0, 0, 0, 0)
    store = tmp_path / "chances.json"
    inside_chances([one, one], None, store)
    np.testing.assert_array_equal(inside_chances([one, two, one], None, store), [0.25] * 3)
    assert seen == [{one}, {two}]
