"""Laws of competing risks: sums, one cause, brute force, truncation, intervals, order, units."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.theory.tenure.competing_risks import competing_risks

tenths = st.integers(1, 30).map(lambda k: k / 10)
ways = st.sampled_from(["coup", "natural", "regular", "censored"])
spells = st.lists(st.tuples(tenths, ways), min_size=1, max_size=25).filter(
    lambda rows: any(way != "censored" for _, way in rows)
)


@st.composite
def late_spells(draw):
    """Spells some of which are observed from late on."""
    rows = draw(spells)
    return [(years, way, draw(st.sampled_from([0, 0, 0.3, 0.7])) * years) for years, way in rows]


def solved(rows, **more):
    years, cause = zip(*rows, strict=True)
    return competing_risks(years, cause, **more)


def by_definition(rows, causes):
    """Multiply transition matrices, and carry the covariance of the whole state with them."""
    k = len(causes)
    state, cov = np.eye(k + 1)[0], np.zeros((k + 1, k + 1))
    found = []
    for t in sorted({round(years, 9) for years, way, _ in rows if way != "censored"}):
        n = sum(round(entry, 9) < t <= round(years, 9) for years, _, entry in rows)
        counts = [sum(round(y, 9) == t and way == c for y, way, _ in rows) for c in causes]
        chances = np.array([n - sum(counts), *counts]) / n
        matrix = np.eye(k + 1)
        matrix[0] = chances
        step = (np.diag(chances) - np.outer(chances, chances)) / n
        cov = matrix.T @ cov @ matrix + state[0] ** 2 * step
        state = state @ matrix
        found.append((t, n, state.copy(), np.sqrt(np.maximum(np.diag(cov), 0))))
    return found


@given(late_spells())
def test_equals_the_product_of_matrices_with_its_covariance(rows):
    years, cause, entry = zip(*rows, strict=True)
    try:
        found = competing_risks(years, cause, entry=entry)
    except InvalidInput as refusal:
        assert "under observation" in str(refusal)  # noqa: PT017
        return
    slow = by_definition(rows, found.causes)
    assert found.time.tolist() == [t for t, *_ in slow]
    assert found.at_risk.tolist() == [n for _, n, *_ in slow]
    for j, (_, _, state, error) in enumerate(slow):
        assert found.survival[j] == pytest.approx(state[0], abs=1e-12)
        assert found.incidence[j] == pytest.approx(state[1:], abs=1e-12)
        assert found.incidence_error[j] == pytest.approx(error[1:], abs=1e-7)


@given(spells)
def test_shares_and_survival_add_up_to_one(rows):
    found = solved(rows)
    assert found.survival + found.incidence.sum(axis=1) == pytest.approx(1)
    assert (np.diff(found.incidence, axis=0) >= 0).all()
    assert (found.naive >= found.incidence - 1e-12).all()
    assert sum(found.leavings) + found.censored == found.spells == len(rows)
    counts = Counter(way for _, way in rows if way != "censored")
    assert dict(zip(found.causes, found.leavings, strict=True)) == counts


@given(spells)
def test_one_cause_is_kaplan_and_meier_with_greenwood(rows):
    merged = [(years, way if way == "censored" else "left") for years, way in rows]
    found = solved(merged)
    survival, growth = 1.0, 0.0
    for j, t in enumerate(found.time):
        n = sum(years >= t for years, _ in merged)
        d = sum(years == t and way == "left" for years, way in merged)
        survival *= 1 - d / n
        growth += d / (n * (n - d)) if d < n else 0
        assert found.survival[j] == pytest.approx(survival)
        assert found.incidence[j, 0] == pytest.approx(1 - survival)
        assert found.naive[j, 0] == pytest.approx(1 - survival)
        if 0 < survival < 1:
            error = survival * math.sqrt(growth)
            assert found.incidence_error[j, 0] == pytest.approx(error, abs=1e-9)
            width = 1.959964 * error / (survival * -math.log(survival))
            ends = [1 - survival ** math.exp(sign * width) for sign in (-1, 1)]
            assert [found.incidence_low[j, 0], found.incidence_high[j, 0]] == pytest.approx(ends)
            assert [1 - found.survival_high[j], 1 - found.survival_low[j]] == pytest.approx(ends)


@given(spells)
def test_without_censoring_shares_are_shares(rows):
    assume(all(way != "censored" for _, way in rows))
    found = solved(rows)
    n = len(rows)
    for j, t in enumerate(found.time):
        for k, cause in enumerate(found.causes):
            share = sum(years <= t and way == cause for years, way in rows) / n
            assert found.incidence[j, k] == pytest.approx(share)
            error = math.sqrt(share * (1 - share) / n)
            assert found.incidence_error[j, k] == pytest.approx(error, abs=1e-7)


@given(spells)
def test_hazards_are_running_sums_and_rates_are_counts_over_years(rows):
    found = solved(rows, bands=[0.5, 1.5])
    for k, cause in enumerate(found.causes):
        total, square = 0.0, 0.0
        for j, t in enumerate(found.time):
            n = sum(years >= t for years, _ in rows)
            d = sum(years == t and way == cause for years, way in rows)
            total, square = total + d / n, square + d / n**2
            assert found.cumulative_hazard[j, k] == pytest.approx(total)
            if total:
                factor = math.exp(1.959964 * math.sqrt(square) / total)
                assert found.cumulative_hazard_low[j, k] == pytest.approx(total / factor)
                assert found.cumulative_hazard_high[j, k] == pytest.approx(total * factor)
    assert found.band_years.sum() == pytest.approx(found.years_at_risk)
    assert found.band_leavings.sum(axis=0).tolist() == list(found.leavings)
    edges = found.bands
    for b in range(len(edges) - 1):
        years = sum(min(y, edges[b + 1]) - min(y, edges[b]) for y, _ in rows)
        assert found.band_years[b] == pytest.approx(years)
        assert (found.rate_low[b] <= found.rate[b]).all()
        assert (found.rate[b] <= found.rate_high[b]).all()


@given(spells)
def test_intervals_hold_their_shares(rows):
    found = solved(rows)
    known = ~np.isnan(found.incidence_low)
    assert (found.incidence_low[known] <= found.incidence[known]).all()
    assert (found.incidence[known] <= found.incidence_high[known]).all()
    assert ((found.incidence_low[known] >= 0) & (found.incidence_high[known] <= 1)).all()
    inside = found.cumulative_hazard > 0
    assert (found.cumulative_hazard_low[inside] <= found.cumulative_hazard[inside]).all()
    assert (found.cumulative_hazard[inside] <= found.cumulative_hazard_high[inside]).all()


@given(spells, st.randoms(use_true_random=False))
def test_order_and_names_of_rulers_and_causes_do_not_matter(rows, shuffler):
    found = solved(rows)
    shuffled = shuffler.sample(rows, len(rows))
    assert str(solved(shuffled)) == str(found)
    codes = {"censored": 0, "coup": 7, "natural": 8, "regular": 9}
    coded = (
        solved([(years, codes[way]) for years, way in rows], censored=0)
        if any(way == "censored" for _, way in rows)
        else solved([(years, codes[way]) for years, way in rows])
    )
    assert coded.incidence.tolist() == found.incidence.tolist()


@given(spells)
def test_years_that_differ_by_rounding_are_one_time(rows):
    near = [(years + (i % 3) * 1e-12, way) for i, (years, way) in enumerate(rows)]
    assert solved(near).incidence.tolist() == solved(rows).incidence.tolist()


@given(spells)
def test_entry_at_zero_is_no_entry(rows):
    assert str(solved(rows, entry=[0] * len(rows))) == str(solved(rows))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_known_hazards_come_back_under_late_entry(seed):
    """Constant hazards .2 and .1: entry in the course of office leaves the shares unbiased."""
    rng = np.random.default_rng(seed)
    years = rng.exponential(1 / 0.3, 4000)
    cause = np.where(rng.random(4000) < 2 / 3, "coup", "natural")
    entry = np.where(rng.random(4000) < 0.5, 0, rng.uniform(0, 5, 4000))
    seen = entry < years
    ends = np.minimum(years, rng.uniform(5, 12, 4000))[seen]
    labels = np.where(years[seen] <= ends, cause[seen], "censored")
    found = competing_risks(ends, labels, entry=np.minimum(entry[seen], ends * 0.999))
    j = found.at(4)
    for name, share in (("coup", 2 / 3), ("natural", 1 / 3)):
        aim = share * (1 - math.exp(-0.3 * 4))
        k = found.causes.index(name)
        assert found.incidence[j, k] == pytest.approx(aim, abs=5 * found.incidence_error[j, k])


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Four hundred samples of sixty rulers; 380 are expected."""
    rng = np.random.default_rng(4)
    held = np.zeros(2)
    aims = np.array([2 / 3, 1 / 3]) * (1 - math.exp(-0.3 * 3))
    for _ in range(400):
        years, ends = rng.exponential(1 / 0.3, 60), rng.uniform(1, 10, 60)
        cause = np.where(rng.random(60) < 2 / 3, "coup", "natural")
        labels = np.where(years <= ends, cause, "censored")
        found = competing_risks(np.minimum(years, ends), labels)
        j = found.at(3)
        places = [found.causes.index(name) for name in ("coup", "natural")]
        low, high = found.incidence_low[j, places], found.incidence_high[j, places]
        held += (low <= aims) & (aims <= high)
    assert (held >= 366).all()
    assert (held <= 394).all()
