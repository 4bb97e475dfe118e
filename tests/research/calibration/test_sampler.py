"""The sampler finds distributions that are known in closed form."""

import numpy as np
import pytest
from scipy import stats

from research.calibration.sampler import effective_size, normalised, resampled, sample


@pytest.mark.parametrize(("won", "of"), [(3, 10), (0, 6), (40, 50)])
def test_a_share_learnt_from_wins_is_beta_distributed(won, of) -> None:
    """Uniform prior and binomial data: the posterior is Beta(1 + won, 1 + lost)."""

    def log_likelihood(points):
        p = np.clip(points[:, 0], 1e-12, 1 - 1e-12)
        return won * np.log(p) + (of - won) * np.log1p(-p)

    (drawn,) = sample(log_likelihood, 1, particles=4000, rng=np.random.default_rng(1))
    exact = stats.beta(1 + won, 1 + of - won)
    assert drawn.mean() == pytest.approx(exact.mean(), abs=0.01)
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx(exact.ppf([0.05, 0.95]), abs=0.02)


def test_a_power_of_the_likelihood_is_drawn_from_on_the_way() -> None:
    """A normal density to the power 1/2 has twice the variance; the box is wide enough here."""

    def log_likelihood(points):
        return -np.sum((points - 0.5) ** 2, axis=1) / (2 * 0.03**2)

    half, whole = sample(
        log_likelihood, 3, particles=4000, powers=(0.5, 1.0), rng=np.random.default_rng(2)
    )
    assert half.std(axis=0) == pytest.approx(0.03 * np.sqrt(2), rel=0.07)
    assert whole.std(axis=0) == pytest.approx(0.03, rel=0.07)


def test_no_evidence_leaves_the_box_as_it_is() -> None:
    (drawn,) = sample(
        lambda points: np.zeros(len(points)), 2, particles=3000, rng=np.random.default_rng(3)
    )
    assert all(stats.kstest(column, "uniform").pvalue > 0.001 for column in drawn.T)


def test_two_peaks_are_both_found() -> None:
    def log_likelihood(points):
        x = points[:, 0]
        return np.logaddexp(stats.norm.logpdf(x, 0.2, 0.01), stats.norm.logpdf(x, 0.8, 0.01))

    (drawn,) = sample(log_likelihood, 1, particles=2000, rng=np.random.default_rng(4))
    assert np.mean(drawn < 0.5) == pytest.approx(0.5, abs=0.08)


def test_weights_and_what_they_are_worth() -> None:
    assert effective_size(normalised(np.zeros(8))) == pytest.approx(8)
    assert effective_size(normalised(np.array([0.0, -1000.0]))) == pytest.approx(1)
    chosen = resampled(np.array([0.25, 0.75]), 8, np.random.default_rng(1))
    assert np.bincount(chosen).tolist() == [2, 6]
