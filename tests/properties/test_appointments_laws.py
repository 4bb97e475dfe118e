"""Laws of appointments: the recursion itself, chance that is keyed, shares that add up."""

import math
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.theory.coalitions.coalition import ruling_coalition
from whowhom.theory.sketches._appointments_kernel import simulate_posts
from whowhom.theory.sketches.appointments import appointments, appointments_runs
from whowhom.theory.sketches.secretaries import appointments_to_power, secretaries

tenths = st.integers(0, 10).map(lambda k: Fraction(k, 10))
rates = st.integers(1, 10).map(lambda k: Fraction(k, 10))
lengths = st.integers(1, 12)


@st.composite
def parts(draw, n):
    """Return shares of n actors that add up to at most 1."""
    cuts = sorted(draw(st.lists(tenths, min_size=n, max_size=n)))
    return [b - a for a, b in zip([Fraction(0), *cuts], cuts, strict=False)]


def step_by_step(start, filled, turnover, periods):
    shares = [start]
    for _ in range(periods):
        shares.append((1 - turnover) * shares[-1] + turnover * filled)
    return shares


@given(tenths, tenths, rates, lengths)
def test_equals_the_recursion(start, filled, turnover, periods):
    found = appointments(start=start, filled=filled, turnover=turnover, periods=periods)
    expected = [float(share) for share in step_by_step(start, filled, turnover, periods)]
    assert found.shares == pytest.approx(expected, abs=1e-12)


@given(tenths, tenths, rates)
def test_the_first_majority_is_the_first_share_above_one_half(start, filled, turnover):
    """In exact fractions, so that one half itself, which many of these hit, is no majority."""
    found = appointments(start=start, filled=filled, turnover=turnover)
    shares = step_by_step(start, filled, turnover, 100)
    held = [t for t, share in enumerate(shares) if share > Fraction(1, 2)]
    assert found.first_period == (held[0] if held else None)


@given(tenths, tenths, rates)
def test_at_the_crossing_the_share_is_one_half(start, filled, turnover):
    found = appointments(start=start, filled=filled, turnover=turnover)
    if math.isnan(found.crossing):
        assert (start - Fraction(1, 2)) * (filled - Fraction(1, 2)) >= 0
        assert start != Fraction(1, 2)
    elif turnover < 1:
        rest = float(1 - turnover) ** found.crossing
        assert float(filled) - float(filled - start) * rest == pytest.approx(0.5)
        if found.first_period:
            assert found.first_period - 1 <= found.crossing + 1e-9
            assert found.crossing <= found.first_period


@given(tenths, tenths, rates, lengths)
def test_who_takes_the_rest_of_the_vacancies_holds_the_rest(start, filled, turnover, periods):
    one = appointments(start=start, filled=filled, turnover=turnover, periods=periods)
    other = appointments(start=1 - start, filled=1 - filled, turnover=turnover, periods=periods)
    assert one.shares + other.shares == pytest.approx(1)
    np.testing.assert_equal(one.crossing, other.crossing)


@given(tenths, tenths, tenths, rates)
def test_more_appointments_never_make_the_share_smaller(start, one, other, turnover):
    low, high = sorted((one, other))
    fewer = appointments(start=start, filled=low, turnover=turnover)
    more = appointments(start=start, filled=high, turnover=turnover)
    assert (more.shares >= fewer.shares - 1e-12).all()


# ------------------------------------------------------------------------------------- by chance


def simulate(
    posts=20, at_start=3, gained=0.1, vacated=0.3, runs=30, periods=5, seed=1, of=simulate_posts
):
    counts = np.zeros((runs, periods + 1), dtype=np.int64)
    of(seed, posts, at_start, round(gained * 2**32), round(vacated * 2**32), counts)
    return counts


def test_compiled_and_plain_loops_agree():
    plain = simulate(posts=5, runs=4, periods=3, of=simulate_posts.py_func)
    assert simulate(posts=5, runs=4, periods=3).tolist() == plain.tolist()


def test_draws_do_not_depend_on_how_many_runs_periods_or_posts_are_asked_for():
    counts = simulate()
    assert simulate(runs=10).tolist() == counts[:10].tolist()
    assert simulate(periods=2).tolist() == counts[:, :3].tolist()
    assert (simulate(posts=21) - counts)[:, 0].tolist() == [0] * 30
    assert set(np.unique(simulate(posts=21) - counts)) <= {0, 1}
    assert simulate(seed=2).tolist() != counts.tolist()


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_in_no_run_do_more_appointments_cost_a_post(seed, one, other):
    low, high = sorted((one, other))
    fewer = simulate(seed=seed, gained=0.3 * low, runs=5)
    assert (simulate(seed=seed, gained=0.3 * high, runs=5) >= fewer).all()


def test_the_distribution_after_some_periods_is_binomial():
    """From nobody, each post is loyal with the same chance, independently of the others."""
    posts, runs, periods = 6, 40_000, 4
    counts = simulate(posts, 0, 0.2 * 0.7, 0.2, runs, periods)[:, -1]
    chance = 0.7 * (1 - 0.8**periods)
    for k in range(posts + 1):
        expected = comb(posts, k) * chance**k * (1 - chance) ** (posts - k)
        error = np.sqrt(expected * (1 - expected) / runs)
        assert np.mean(counts == k) == pytest.approx(expected, abs=5 * error)


def test_periods_are_tied_as_posts_that_stay_tie_them():
    """The covariance of one post over t periods is (1 - rho)^t times its variance."""
    counts = simulate(posts=1, at_start=0, gained=0.15, vacated=0.3, runs=100_000, periods=20)
    late, before = counts[:, 20].astype(float), counts[:, 17].astype(float)
    assert np.cov(before, late)[0, 1] == pytest.approx(0.7**3 * 0.25, abs=0.005)


@settings(max_examples=25)
@given(tenths, tenths, rates, st.integers(1, 40))
def test_the_mean_is_the_closed_form(start, filled, turnover, posts):
    found = appointments_runs(
        start=start, filled=filled, turnover=turnover, periods=5, posts=posts, runs=4000
    )
    assert np.abs(found.mean - found.expected).max() < 6 * 0.5 / np.sqrt(posts * 4000)
    assert (found.low <= found.high).all()
    assert found.low[0] == found.mean[0] == found.high[0]


@settings(max_examples=25)
@given(tenths, tenths, rates, st.integers(1, 15), st.integers(0, 3))
def test_first_periods_tell_the_rest(start, filled, turnover, posts, seed):
    found = appointments_runs(
        start=start, filled=filled, turnover=turnover, posts=posts, runs=101, seed=seed
    )
    so_far = np.cumsum(found.first_periods)
    assert found.reached == pytest.approx(so_far[-1])
    for share, period in (
        (0.05, found.early_period),
        (0.5, found.median_period),
        (0.95, found.late_period),
    ):
        if period is None:
            assert so_far[-1] < share
        else:
            assert so_far[period] >= share - 1e-12
            assert period == 0 or so_far[period - 1] < share


def test_one_post_reaches_a_majority_when_it_is_filled_first():
    """The first period is then geometric with the chance rho a."""
    found = appointments_runs(start=0, filled="0.5", turnover="0.4", posts=1, runs=100_000)
    expected = [0, *(0.2 * 0.8 ** (t - 1) for t in range(1, 25))]
    assert found.first_periods == pytest.approx(expected, abs=0.007)
    assert found.median_period == 4


def test_with_many_posts_every_run_is_the_closed_form():
    runs = appointments_runs(
        start="0.1", filled="0.8", turnover="0.25", periods=6, posts=100_000, runs=20
    )
    assert runs.low == pytest.approx(runs.expected, abs=0.01)
    assert runs.high == pytest.approx(runs.expected, abs=0.01)
    assert runs.early_period == runs.late_period == 3


# ---------------------------------------------------------------------------- several secretaries


@given(parts(3), parts(3), rates, lengths)
def test_shares_stay_on_the_simplex(start, filled, turnover, periods):
    found = secretaries(start, filled, turnover=turnover, periods=periods)
    assert found.shares.sum(axis=0) + found.unattached == pytest.approx(1)
    assert (found.shares >= 0).all()
    assert (found.unattached >= -1e-15).all()


@given(parts(3), parts(3), rates, lengths)
def test_each_moves_as_he_would_alone(start, filled, turnover, periods):
    found = secretaries(start, filled, turnover=turnover, periods=periods)
    for i in range(3):
        alone = appointments(start=start[i], filled=filled[i], turnover=turnover, periods=periods)
        assert found.shares[i].tolist() == alone.shares.tolist()
        assert found.first_period[i] == alone.first_period
        np.testing.assert_equal(found.crossing[i], alone.crossing)


@given(parts(3), parts(3), rates, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(start, filled, turnover, shuffler):
    order = shuffler.sample(range(3), 3)
    found = secretaries(start, filled, turnover=turnover)
    moved = secretaries([start[i] for i in order], [filled[i] for i in order], turnover=turnover)
    assert moved.shares.tolist() == found.shares[order].tolist()
    assert moved.first_period == tuple(found.first_period[i] for i in order)


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 12), min_size=3, max_size=3),
    parts(3),
    parts(3),
    rates,
    st.integers(0, 20),
    lengths,
)
def test_power_and_who_rules_period_by_period(base, start, filled, turnover, weight, periods):
    found = appointments_to_power(
        base, start, filled, weight=weight, turnover=turnover, periods=periods
    )
    paths = [step_by_step(x, a, turnover, periods) for x, a in zip(start, filled, strict=True)]
    left = (0, 1, 2)
    for t in range(periods + 1):
        power = [own + weight * path[t] for own, path in zip(base, paths, strict=True)]
        assert found.power[:, t] == pytest.approx([float(x) for x in power])
        whole = ruling_coalition(power)
        assert found.ruling[t] == whole.members
        assert (t in found.tied) == (not whole.is_unique)
        left = tuple(left[i] for i in ruling_coalition([power[i] for i in left]).members)
        assert found.remaining[t] == left


@given(st.lists(st.integers(1, 12), min_size=3, max_size=3), parts(3), rates, lengths)
def test_without_weight_appointments_change_nothing(base, filled, turnover, periods):
    found = appointments_to_power(
        base, [0, 0, 0], filled, weight=0, turnover=turnover, periods=periods
    )
    assert set(found.ruling) == {ruling_coalition(base).members}


@given(parts(4), parts(4))
def test_the_unit_of_power_does_not_matter(start, filled):
    assume(any(filled))
    base = [3, 4, 5, 2]
    one = appointments_to_power(base, start, filled, weight=9, turnover="0.2", periods=4)
    scaled = [7 * own for own in base]
    other = appointments_to_power(scaled, start, filled, weight=63, turnover="0.2", periods=4)
    assert other.ruling == one.ruling
    assert other.remaining == one.remaining
