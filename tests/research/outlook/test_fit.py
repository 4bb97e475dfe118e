"""Logits, calibration and measures, against other programs and by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from research.outlook.fit import calibration, logit, one_year, standards
from research.outlook.validate import area
from whowhom.outside.model import EXITS


def made(rows=400, features=4, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, features))
    odds = -1 + x @ np.linspace(1, -1, features)
    return x, (rng.uniform(size=rows) < 1 / (1 + np.exp(-odds))).astype(float)


@pytest.mark.parametrize("ridge", [0.5, 15.0])
def test_a_ridge_logit_is_that_of_scikit_learn(ridge):
    x, happened = made()
    weights = np.random.default_rng(1).integers(0, 3, size=len(happened)).astype(float)
    intercept, slopes = logit(x, happened, ridge, weights)
    other = LogisticRegression(C=1 / ridge, solver="newton-cholesky", tol=1e-12, max_iter=500)
    other.fit(x, happened, sample_weight=weights)
    assert intercept == pytest.approx(other.intercept_[0], abs=1e-6)
    np.testing.assert_allclose(slopes, other.coef_[0], atol=1e-6)


def test_a_logit_by_hand():
    happened = np.array([1.0] + [0.0] * 3 + [1.0] * 3 + [0.0])
    x = np.repeat([[0.0], [1.0]], 4, axis=0)
    intercept, slopes = logit(x, happened, 1e-9)
    assert intercept == pytest.approx(-np.log(3), abs=1e-6)  # 1 of 4
    assert slopes[0] == pytest.approx(2 * np.log(3), abs=1e-6)  # 3 of 4


def test_calibrated_logits_are_left_alone_and_overconfident_ones_drawn_in():
    rng = np.random.default_rng(3)
    odds = rng.normal(-1, 1.5, size=20_000)
    happened = (rng.uniform(size=odds.size) < 1 / (1 + np.exp(-odds))).astype(float)
    kept, drawn = (calibration(odds[:, None] * k, happened) for k in (1, 2))
    assert kept.slopes[0] == pytest.approx(1, abs=0.05)
    assert kept.intercept == pytest.approx(0, abs=0.05)
    assert drawn.slopes[0] == pytest.approx(0.5, abs=0.03)


def test_exits_compete_and_sum_to_one_with_staying():
    odds = {name: np.array([-1.0, 0.5]) for name in EXITS} | {"attempt": np.array([0.0, 0.0])}
    found = one_year(odds)
    total = sum(found[name] for name in EXITS)
    np.testing.assert_allclose(total, found["any_exit"])
    np.testing.assert_allclose(total, 6 * np.exp([-1, 0.5]) / (1 + 6 * np.exp([-1, 0.5])))


def test_the_area_counts_ties_half_and_is_that_of_scikit_learn():
    rng = np.random.default_rng(5)
    chance = rng.integers(0, 9, size=300) / 9
    one = (rng.uniform(size=300) < 0.2).astype(float)
    assert area(chance, one) == pytest.approx(roc_auc_score(one, chance), abs=1e-12)
    assert area(np.array([0.1, 0.1]), np.array([0.0, 1.0])) == 0.5
    assert np.isnan(area(chance, np.zeros(300)))


def test_standards_leave_out_what_is_not_known():
    centre, scale = standards(np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]))
    np.testing.assert_array_equal(centre, [2, 0])
    np.testing.assert_array_equal(scale, [1, 1])
