"""Laws of threshold cascades: agreement with walking them person by person, order, tangency."""

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.theory.crowds._cascade_kernel import follow
from whowhom.theory.crowds.cascade import cascade
from whowhom.theory.crowds.cascade_spread import cascade_spread, critical_spread

people = st.lists(st.integers(0, 9), min_size=1, max_size=9)
halves = st.lists(st.integers(-9, 27).map(lambda k: k / 2), min_size=1, max_size=9)
shares = st.lists(st.integers(-6, 23).map(lambda k: Fraction(k, 12)), min_size=1, max_size=12)
means = st.floats(0, 1)
jumping = st.floats(0.001, 0.499)
spreads = st.floats(0.003, 3)


def walk(threshold, share=False):
    """Follow the rule person by person in exact fractions; return the path and who acts."""
    n, acting, path = len(threshold), set(), [0]
    while True:
        seen = Fraction(len(acting), n if share else 1)
        joined = {i for i in range(n) if seen >= threshold[i]} | acting
        if joined == acting:
            return path, acting
        acting = joined
        path.append(len(acting))


@given(halves)
def test_people_equal_the_walk(threshold):
    path, acting = walk(threshold)
    found = cascade(threshold)
    assert found.path.tolist() == path
    assert found.acting == tuple(sorted(acting))
    assert found.number == len(acting)


@given(shares)
def test_shares_equal_the_walk_given_exactly_or_as_floats(threshold):
    path, acting = walk(threshold, share=True)
    for given_as in (threshold, [float(t) for t in threshold], np.array(threshold, dtype=float)):
        found = cascade(given_as, unit="share")
        assert found.path.tolist() == path
        assert found.acting == tuple(sorted(acting))
        assert found.share == len(acting) / len(threshold)


@pytest.mark.parametrize("n", [3, 7, 10, 49, 93, 100, 1000])
def test_a_share_given_as_k_of_n_is_reached_by_exactly_k(n):
    """Products of floats would miss some of these by one."""
    chain = [i / n for i in range(n)]
    assert cascade(chain, unit="share").number == n
    for k in {1, 2, n // 2, n - 1}:
        broken = [*chain[:k], k / n * (1 + 1e-9), *chain[k + 1 :]]
        assert cascade(broken, unit="share").number == k


@given(people)
def test_the_end_is_the_smallest_number_that_reproduces_itself(threshold):
    number = cascade(threshold).number
    n = len(threshold)
    fixed = [r for r in range(n + 1) if sum(min(t, n) <= r for t in threshold if t < n) == r]
    assert number == min(fixed)


@given(people)
def test_rounds_tell_when_each_joined(threshold):
    found = cascade(threshold)
    for t, joined in zip(threshold, found.rounds, strict=True):
        if math.isnan(joined):
            assert t > found.number or t >= len(threshold)
        else:
            assert found.path[int(joined) - 1] >= t
            assert joined == 1 or found.path[int(joined) - 2] < t


@given(people)
def test_if_turned_equals_trying_it_out(threshold):
    found = cascade(threshold)
    n = len(threshold)
    for i in range(n):
        acts = i in found.acting
        tried = cascade([*threshold[:i], n if acts else 0, *threshold[i + 1 :]])
        assert found.if_turned[i] == tried.number


@given(people, st.integers(0, 8), st.integers(0, 9))
def test_a_lower_threshold_never_lowers_the_end(threshold, i, lower):
    i %= len(threshold)
    eager = [*threshold[:i], min(lower, threshold[i]), *threshold[i + 1 :]]
    assert cascade(eager).number >= cascade(threshold).number


@given(people, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(threshold, shuffler):
    order = shuffler.sample(range(len(threshold)), len(threshold))
    found, moved = cascade(threshold), cascade([threshold[i] for i in order])
    assert moved.path.tolist() == found.path.tolist()
    np.testing.assert_array_equal(moved.rounds, found.rounds[order])
    np.testing.assert_array_equal(moved.if_turned, found.if_turned[order])


@given(people)
def test_compiled_and_plain_loops_agree(threshold):
    n = len(threshold)
    ready = np.cumsum(np.bincount(np.minimum(threshold, n), minlength=n + 1))
    paths = np.zeros((2, n + 1), dtype=np.int64)
    assert follow(ready, paths[0]) == follow.py_func(ready, paths[1])
    assert paths[0].tolist() == paths[1].tolist()


# ------------------------------------------------------------------------------ normal thresholds


def excess(share, mean, spread):
    """Return by how much those ready exceed those who act, with the standard library."""
    return NormalDist(mean, spread).cdf(share) - share


@settings(max_examples=40)
@given(means, spreads)
def test_equilibria_reproduce_themselves_and_none_lies_below(mean, spread):
    found = cascade_spread(mean=mean, spread=spread)
    assert 1 <= len(found.equilibria) <= 3
    assert found.share == found.equilibria[0]
    assert list(found.equilibria) == sorted(set(found.equilibria))
    for share in found.equilibria:
        assert abs(excess(share, mean, spread)) < 1e-12
    for share in np.linspace(0, found.share, 200)[:-1]:
        assert excess(share, mean, spread) > -1e-12


@settings(max_examples=40)
@given(means, spreads)
def test_walking_from_nobody_never_passes_the_smallest_equilibrium(mean, spread):
    found, normal, share = cascade_spread(mean=mean, spread=spread), NormalDist(mean, spread), 0.0
    for _ in range(3000):
        share = normal.cdf(share)
    assert share <= found.share + 1e-12
    assert share == pytest.approx(found.share, abs=0.01) or normal.pdf(found.share) > 0.98


@settings(max_examples=40)
@given(jumping)
def test_the_critical_spread_is_where_the_curve_touches(mean):
    found = critical_spread(mean=mean)
    normal = NormalDist(mean, found.spread)
    assert normal.pdf(found.share) == pytest.approx(1, abs=1e-9)
    assert normal.cdf(found.share) == pytest.approx(found.share, abs=1e-12)
    assert 0 < found.share < mean < found.share_after <= 1


@settings(max_examples=40)
@given(jumping, st.sampled_from([1e-9, 1e-6, 1e-3]))
def test_the_jump_is_found_however_near_the_tangency(mean, step):
    at = critical_spread(mean=mean)
    below = cascade_spread(mean=mean, spread=at.spread * (1 - step))
    above = cascade_spread(mean=mean, spread=at.spread * (1 + step))
    assert below.share < at.share * (1 + 1e-6)
    assert len(below.equilibria) == 3
    assert above.share > mean
    assert len(above.equilibria) == 1


@settings(max_examples=40)
@given(jumping, jumping)
def test_a_higher_mean_takes_more_spread_to_tip(one, other):
    low, high = sorted((one, other))
    assert critical_spread(mean=low).spread <= critical_spread(mean=high).spread


@settings(max_examples=40)
@given(means, means, spreads)
def test_a_higher_mean_never_has_more_people_act(one, other, spread):
    low, high = sorted((one, other))
    eager = cascade_spread(mean=low, spread=spread).share
    assert eager >= cascade_spread(mean=high, spread=spread).share - 1e-12


@settings(max_examples=40)
@given(spreads)
def test_half_the_people_act_at_a_mean_of_one_half_if_anything_is_stable(spread):
    """By symmetry one half reproduces itself; it is the only one from the peak density on."""
    found = cascade_spread(mean=0.5, spread=spread)
    assert min(abs(share - 0.5) for share in found.equilibria) < 1e-9
    assert found.critical is None
    assert (len(found.equilibria) == 1) == (spread >= 1 / math.sqrt(2 * math.pi))


def test_the_curve_for_the_chart_is_the_solver_itself():
    found = cascade_spread(mean=0.25, spread=0.5)
    for i in (0, 23, 24, 99, 199):
        again = cascade_spread(mean=0.25, spread=found.spreads[i])
        assert found.shares[i] == again.share
