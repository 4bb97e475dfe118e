"""Laws of the fit of contested and established rule: maxima, intervals, recovery, counting."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution

from whowhom.theory.tenure._power_sharing_kernel import (
    two_state_log_likelihood,
    two_state_loss,
)
from whowhom.theory.tenure.power_sharing import two_states
from whowhom.theory.tenure.power_sharing_fit import fit_power_sharing, fit_power_sharing_table
from whowhom.theory.tenure.power_sharing_likelihood import (
    constant_fit,
    peak,
    two_state_fit,
    weibull_fit,
    weibull_spells,
)

few = settings(max_examples=12, deadline=None)


@st.composite
def tables(draw):
    """Return small tables; no coup, nobody but coups and rising dangers all occur."""
    at_risk = draw(st.integers(5, 60))
    rows = []
    for _ in range(draw(st.integers(3, 7))):
        coups = draw(st.integers(0, at_risk))
        rows.append((at_risk, coups))
        at_risk = draw(st.integers(0, at_risk - coups))
        if not at_risk:
            break
    assume(len(rows) >= 3 and sum(coups for _, coups in rows) >= 3)
    return [list(range(1, len(rows) + 1)), [n for n, _ in rows], [c for _, c in rows]]


def by_definition(a, b, e, exposed, coups):
    """The likelihood of the chain, each year's survivors carried as numbers and not as shares."""
    contested, established, total = 1.0, 0.0, 0.0
    for n, d in zip(exposed, coups, strict=True):
        here = contested + established
        lost = a * contested + e * established
        for count, chance in ((d, lost / here), (n - d, 1 - lost / here)):
            if count:
                total += count * np.log(chance) if chance > 0 else -np.inf
        contested, established = (
            contested * (1 - a) * (1 - b),
            established * (1 - e) + contested * (1 - a) * b,
        )
        if contested + established <= 0:
            break
    return total


def steps(number):
    return np.linspace(0, 1, number)


@given(tables())
@few
def test_no_point_of_a_grid_is_likelier(table):
    found = fit_power_sharing_table(*table)
    points = itertools.product(steps(24)[1:-1], steps(12), steps(12))
    best = max(-two_state_loss(np.array(x), 0, 0.0, found.exposed, found.coups) for x in points)
    assert found.log_likelihood >= best - 1e-6
    assert found.likelihood_ratio >= 0


@given(tables())
@few
def test_estimates_lie_within_their_intervals_and_have_their_names(table):
    found = fit_power_sharing_table(*table)
    for estimate in (
        found.contested_coup, found.establishment, found.established_coup, found.constant_coup,
    ):  # fmt: skip
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert found.established_coup.value <= found.contested_coup.value
    assert 0 <= found.frail_share <= 1
    assert (np.diff(found.hazard) <= 1e-9).all()
    if not found.finds_fall:
        assert found.establishment.value == 0
        assert found.contested_coup.value == found.established_coup.value


@given(tables())
@few
def test_the_intervals_end_where_the_profile_has_dropped(table):
    """Beyond its ends no point of a grid is less than 1.92 below the maximum."""
    found = fit_power_sharing_table(*table)
    estimates = found.contested_coup, found.establishment, found.established_coup
    for a, b, u in itertools.product(steps(20)[1:-1], steps(10), steps(10)):
        loss = two_state_loss(np.array([a, b, u]), 0, 0.0, found.exposed, found.coups)
        if -loss > found.log_likelihood - 1.92:
            for estimate, value in zip(estimates, (a, b, a * u), strict=True):
                assert estimate.low - 1e-6 <= value <= estimate.high + 1e-6


@given(tables())
@few
def test_twice_the_data_give_the_same_chances_more_surely(table):
    year, at_risk, coups = table
    found = fit_power_sharing_table(*table)
    twice = fit_power_sharing_table(year, [2 * n for n in at_risk], [2 * c for c in coups])
    assert twice.log_likelihood == pytest.approx(2 * found.log_likelihood, abs=1e-5)
    assert twice.constant_coup.value == pytest.approx(found.constant_coup.value)
    assert twice.constant_coup.low >= found.constant_coup.low - 1e-9
    assert twice.constant_coup.high <= found.constant_coup.high + 1e-9
    assert twice.weibull_shape.value == pytest.approx(found.weibull_shape.value, rel=1e-3)


def test_chances_come_back_from_the_curve_that_they_make():
    """A table with the expected numbers of coups has its maximum at the chances themselves."""
    a, b, e = 0.12, 0.3, 0.02
    hazard, _ = two_states(a, b * (1 - a), e, 40)
    exposed = 1e5 * np.cumprod(np.append(1, 1 - hazard[:-1]))
    values = [x.value for x in two_state_fit(exposed, exposed * hazard).estimates]
    assert values == pytest.approx([a, b, e], rel=1e-4)


def test_a_constant_danger_and_weibull_come_back_too():
    exposed = 1e6 * 0.9 ** np.arange(30)
    flat = constant_fit(exposed, 0.1 * exposed).estimates[0]
    assert flat.value == pytest.approx(0.1)
    assert weibull_fit(exposed, 0.1 * exposed).estimates[0].value == pytest.approx(1, abs=1e-5)
    hazard = 1 - np.exp(-0.3 * np.diff(np.arange(31) ** 0.6))
    exposed = 1e6 * np.cumprod(np.append(1, 1 - hazard[:-1]))
    shape = weibull_fit(exposed, hazard * exposed).estimates[0]
    assert shape.value == pytest.approx(0.6, abs=1e-5)
    assert shape.low < 0.6 < shape.high


def test_weibull_from_spells_drawn_by_it():
    rng = np.random.default_rng(3)
    years, ends = 20 * rng.weibull(0.7, 20_000), rng.uniform(0, 60, 20_000)
    shape = weibull_spells(np.minimum(years, ends), years < ends).estimates[0]
    assert shape.low < 0.7 < shape.high
    assert shape.high - shape.low < 0.03


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """Twenty-five populations of 400 rulers drawn from the chain; 24 are expected."""
    rng = np.random.default_rng(11)
    truth = np.array([0.15, 0.4, 0.03])
    hazard, _ = two_states(truth[0], truth[1] * (1 - truth[0]), truth[2], 30)
    held = np.zeros(3)
    for _ in range(25):
        at_risk, rows = 400, []
        for chance in hazard:
            rows.append((at_risk, rng.binomial(at_risk, chance)))
            at_risk -= rows[-1][1]
        fit = two_state_fit(*np.array(rows, dtype=float).T)
        held += [x.low <= true <= x.high for x, true in zip(fit.estimates, truth, strict=True)]
    assert (held >= 22).all()


@given(st.lists(st.tuples(st.integers(1, 90), st.booleans()), min_size=3, max_size=40), st.data())
@few
def test_order_does_not_matter_and_rows_count_as_their_table(spells, data):
    years, coup = [n / 10 for n, _ in spells], [int(fell) for _, fell in spells]
    assume(sum(coup) >= 3 and max(years) >= 2)
    found = fit_power_sharing(years, coup)
    order = data.draw(st.permutations(range(len(spells))))
    again = fit_power_sharing([years[i] for i in order], [coup[i] for i in order])
    assert str(again) == str(found)
    last = int(max(years)) + 1
    for t in range(last):
        inside = [(y, c) for y, c in zip(years, coup, strict=True) if t <= y < t + 1]
        assert found.at_risk[t] == sum(y >= t for y in years)
        assert found.coups[t] == sum(c for _, c in inside)
        assert found.exposed[t] == found.at_risk[t] - sum(not c for _, c in inside) / 2
    table = fit_power_sharing_table(found.year, found.at_risk, found.coups)
    assert table.exposed[:-1].tolist() == found.exposed[:-1].tolist()
    assert table.coups.tolist() == found.coups.tolist()


@settings(deadline=None)
@given(tables(), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.2, 1.0]))
def test_compiled_and_plain_likelihood_are_the_same_and_the_definition(table, a, b):
    exposed, coups = np.array(table[1], dtype=float), np.array(table[2], dtype=float)
    chances = a, b * (1 - a), a / 4
    fast = two_state_log_likelihood(*chances, exposed, coups)
    assert fast == two_state_log_likelihood.py_func(*chances, exposed, coups)
    if 0 < a < 1:
        slow = by_definition(a, b, a / 4, exposed, coups)
        assert fast == pytest.approx(slow, rel=1e-12)


@given(tables(), st.integers(0, 3), st.sampled_from([0.1, 0.5]))
@few
def test_compiled_and_plain_loss_are_the_same(table, held, value):
    exposed, coups = np.array(table[1], dtype=float), np.array(table[2], dtype=float)
    point = np.array([0.2, 0.4, 0.3][: 2 if held else 3])
    loss = two_state_loss(point, held, value, exposed, coups)
    assert loss == two_state_loss.py_func(point, held, value, exposed, coups)


@given(tables(), st.sampled_from([0, 1, 2, 3]), st.sampled_from([0.05, 0.3, 0.8]))
@few
@example([[1, 2, 3], [18, 4, 1], [8, 3, 0]], 2, 0.05)  # a narrow peak on a face of the cube
def test_the_peak_is_that_of_another_search(table, held, value):
    """Differential evolution over the whole cube, free of starts and slopes."""
    exposed, coups = np.array(table[1], dtype=float), np.array(table[2], dtype=float)

    def loss(point):
        return min(two_state_loss(np.clip(point, 0, 1), held, value, exposed, coups), 1e12)

    free = 2 if held else 3
    other = differential_evolution(loss, [(0, 1)] * free, seed=1, maxiter=60, polish=False)
    ours = peak(exposed, coups, held, value)[1]
    assert ours <= other.fun + 1e-4
