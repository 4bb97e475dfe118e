"""Laws of inclusion under error: keyed chance, limits, a closed form, the map draw by draw."""

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.rng import STREAMS, entity_key, uniform
from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions._coalition_kernel import rulers_by_run
from whowhom.theory.sketches.coalition_inclusion import coalition_inclusion

STREAM = STREAMS.index("power_error")
ARRAYS = ("inclusion", "inclusion_low", "inclusion_high", "alone")
circles = st.dictionaries(
    st.sampled_from(["ann", "bob", "cat", "dan", "eva"]), st.integers(1, 9), min_size=1
)
errors = st.sampled_from([0.01, 0.3, 1.0])
majorities = st.sampled_from(["1/2", "3/5", "4/5"])
few = settings(max_examples=30)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before the clock of the first example runs."""
    coalition_inclusion([1, 2], runs=1)
    ruling_coalition([1, 2])


def drawn(power, error, run, seed):
    """Draw the powers of one run anew, from the address of each draw."""
    for name, value in power.items():
        u, v = (uniform(seed, run, 0, STREAM, entity_key(name), k) for k in (0, 1))
        normal = math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)
        yield name, float(value) * math.exp(error * normal)


@few
@given(circles, errors, majorities, st.integers(0, 99))
def test_equals_the_map_draw_by_draw(power, error, majority, seed):
    found = coalition_inclusion(power, error=error, majority=majority, runs=20, seed=seed)
    rules = [
        ruling_coalition(dict(drawn(power, error, run, seed)), majority=majority).members
        for run in range(20)
    ]
    for name, part, alone in zip(found.actors, found.inclusion, found.alone, strict=True):
        assert part == sum(name in members for members in rules) / 20
        assert alone == rules.count((name,)) / 20
    assert found.nobody_removed == rules.count(tuple(power)) / 20
    assert found.n_coalitions == len(set(rules))
    for coalition in found.coalitions:
        assert coalition.share == rules.count(coalition.members) / 20


@few
@given(circles, errors, majorities, st.randoms(use_true_random=False))
def test_neither_order_nor_unit_matters(power, error, majority, shuffler):
    names = shuffler.sample(list(power), len(power))
    found = coalition_inclusion(power, error=error, majority=majority, runs=50)
    moved = coalition_inclusion(
        {name: power[name] * Fraction(3, 7) for name in names},
        error=error, majority=majority, runs=50,
    )  # fmt: skip
    order = [list(power).index(name) for name in names]
    for field in ARRAYS:
        assert getattr(moved, field).tolist() == getattr(found, field)[order].tolist()
    assert moved.nobody_removed == found.nobody_removed
    assert [(set(c.members), c.share) for c in moved.coalitions] == [
        (set(c.members), c.share) for c in found.coalitions
    ]


@few
@given(circles, errors, majorities)
def test_parts_fit_together(power, error, majority):
    found = coalition_inclusion(power, error=error, majority=majority, runs=50)
    assert (found.inclusion_low <= found.inclusion).all()
    assert (found.inclusion <= found.inclusion_high).all()
    assert (found.alone <= found.inclusion).all()
    assert (found.nobody_removed <= found.inclusion).all()
    shares = [coalition.share for coalition in found.coalitions]
    assert shares == sorted(shares, reverse=True)
    if found.n_coalitions <= len(shares):
        assert sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("power", [[3, 4, 5, 10], [2, 3, 6, 10.5], [2, 7, 16, 19, 32]], ids=str)
def test_a_tiny_error_leaves_the_answer_as_it_is(power):
    found = coalition_inclusion(power, error=1e-4, runs=100)
    assert [c.members for c in found.coalitions] == [ruling_coalition(power).members]


@pytest.mark.parametrize(("ratio", "error"), [(1, 0.3), (2, 0.5), (1.2, 1.0)])
def test_of_two_the_stronger_rules_alone_as_often_as_the_normal_law_says(ratio, error):
    runs = 20_000
    found = coalition_inclusion({"ann": ratio, "bob": 1}, error=error, runs=runs)
    expected = NormalDist().cdf(math.log(ratio) / (error * math.sqrt(2)))
    assert found.alone[0] == pytest.approx(expected, abs=4 * math.sqrt(0.25 / runs))
    assert found.alone.sum() == 1


def test_the_interval_is_wilsons():
    """Where the normal approximation to the binomial law puts the observed share at its end."""
    found = coalition_inclusion([3, 4, 5, 10], runs=400)
    sides = [(found.inclusion_low, 1), (found.inclusion_high, -1)]
    for ends, side in sides:
        spread = np.sqrt(ends * (1 - ends) / 400)
        assert (found.inclusion - ends) / spread == pytest.approx(side * NormalDist().inv_cdf(0.95))


def test_more_runs_keep_the_first_ones_and_the_seed_tells():
    power = np.array([3.0, 4.0, 5.0, 10.0])
    entities = np.array([entity_key(str(i)) for i in range(4)])
    masks = {}
    for runs, seed in ((50, 1), (200, 1), (200, 2)):
        masks[runs, seed] = np.zeros(runs, np.int64)
        rulers_by_run(power, entities, 0.3, 1, 2, 2.0**40, seed, STREAM, masks[runs, seed])
    assert masks[50, 1].tolist() == masks[200, 1][:50].tolist()
    assert masks[200, 1].tolist() != masks[200, 2].tolist()


def test_compiled_and_plain_loops_agree():
    power = np.array([3.0, 4.0, 5.0, 10.0, 7.0, 7.0, 2.0])
    entities = np.arange(7)
    compiled, plain = np.zeros(40, np.int64), np.zeros(40, np.int64)
    rulers_by_run(power, entities, 0.3, 3, 5, 2.0**40, 7, STREAM, compiled)
    rulers_by_run.py_func(power, entities, 0.3, 3, 5, 2.0**40, 7, STREAM, plain)
    assert compiled.tolist() == plain.tolist()
