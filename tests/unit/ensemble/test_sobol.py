"""Sobol indices: known ones, with chance as one more input."""

import math

import numpy as np
import pytest

from whowhom.cases.case import Quantity
from whowhom.ensemble.sensitivity import evaluated
from whowhom.ensemble.sobol import CHANCE, design_of, indices, varies

VARIANCE = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.1**2 * math.pi**8 / 18 + 0.5
RANGES = dict.fromkeys("xyz", Quantity(-math.pi, math.pi))
GROUPS = {name: (name,) for name in RANGES}
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
POINTS = 1024


def ishigami(values):
    """T. Ishigami and T. Homma 1990, a = 7, b = 0.1."""
    x, y, z = (values[name] for name in "xyz")
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def noise(first, runs):
    """The chance of runs: as much variance as the function has."""
    spread = math.sqrt(VARIANCE)
    return np.array([np.random.default_rng(first + r).normal(0, spread) for r in range(runs)])


def found(evaluate, groups=GROUPS, ranges=RANGES, points=POINTS, seed=0):
    design = design_of(groups, points, seed)
    return indices(design, evaluated(design, ranges, evaluate, threads=2), seed)


def test_the_ishigami_function_has_its_known_indices():
    *values, chance = found(lambda values, _first, _runs: ishigami(values)[:, None])
    assert [index.first for index in values] == pytest.approx(FIRST, abs=0.02)
    assert [index.total for index in values] == pytest.approx(TOTAL, abs=0.02)
    assert (chance.name, chance.first, chance.total) == (CHANCE, 0, 0)
    for index, first, total in zip(values, FIRST, TOTAL, strict=True):
        assert index.first_low <= first <= index.first_high
        assert index.total_low <= total <= index.total_high


def test_chance_takes_its_share():
    """With noise of the same variance every index is halved, and chance has the other half."""
    *values, chance = found(
        lambda values, first, runs: (ishigami(values) + noise(first, runs))[:, None]
    )
    assert [2 * index.total for index in values] == pytest.approx(TOTAL, abs=0.05)
    assert [2 * index.first for index in values] == pytest.approx(FIRST, abs=0.12)
    assert chance.total == pytest.approx(0.5, abs=0.05)
    assert chance.first == pytest.approx(0.5, abs=0.1)


def test_a_group_has_the_index_of_its_members_together():
    """x and z together: all but what y has alone, since y stands beside them."""
    groups = {"xz": ("x", "z"), "y": ("y",)}
    both, alone, _ = found(lambda values, _f, _r: ishigami(values)[:, None], groups)
    assert both.values == ("x", "z")
    assert both.first == pytest.approx(1 - FIRST[1], abs=0.03)
    assert both.total == pytest.approx(1 - FIRST[1], abs=0.03)
    assert alone.total == pytest.approx(FIRST[1], abs=0.02)


def test_several_answers_are_weighted_by_their_variance():
    """An answer of y alone with twice the standard deviation of one of x alone: 4 to 1."""

    def evaluate(values, _first, _runs):
        return np.stack([values["x"], 2 * values["y"], np.full_like(values["x"], 3.0)], axis=1)

    x, y, z, _ = found(evaluate)
    assert (x.total, y.total, z.total) == pytest.approx((0.2, 0.8, 0.0), abs=0.02)


def test_an_answer_without_doubt_has_no_indices():
    for index in found(lambda values, _f, runs: np.ones((runs, 2)), points=16):
        assert (index.first, index.first_low, index.first_high) == (None, None, None)
        assert (index.total, index.total_low, index.total_high) == (None, None, None)


def test_an_answer_that_varies_outside_the_independent_blocks_only_has_none_either():
    """SALib divides by the variance of A and B, which is 0 here: no number would mean anything."""
    answers = np.zeros((6, 16, 1))
    answers[2, 3] = 1.0
    design = design_of(GROUPS, 16, 0)
    assert not varies(answers)
    assert [index.total for index in indices(design, answers, 0)] == [None] * 4
    answers[0, 0] = 1.0
    assert varies(answers)
    assert all(index.total is not None for index in indices(design, answers, 0))


def test_a_seed_gives_the_same_numbers_and_another_seed_others():
    def evaluate(values, first, runs):
        return (ishigami(values) + noise(first, runs))[:, None]

    for seed in (0, 1):  # 0 is a seed as any other, whatever SALib takes it for
        assert found(evaluate, points=16, seed=seed) == found(evaluate, points=16, seed=seed)
    assert found(evaluate, points=16, seed=0) != found(evaluate, points=16, seed=1)


def test_the_points_of_a_pair_share_their_draws():
    """Every input is exchanged alone; only the last two blocks have another chance."""
    design = design_of({"xz": ("x", "z"), "y": ("y",)}, 16, 3)
    assert (design.blocks, design.paths) == (5, ("x", "z", "y"))
    a, with_xz, with_y, with_chance, b = design.chances
    assert (with_xz[:, :2] == b[:, :2]).all()
    assert (with_xz[:, 2] == a[:, 2]).all()
    assert (with_y[:, 2] == b[:, 2]).all()
    assert (with_y[:, :2] == a[:, :2]).all()
    assert (with_chance == a).all()
    assert (a != b).all()
    assert [design.first_run(block) for block in range(5)] == [0, 0, 0, 16, 16]
    assert ((design.chances >= 0) & (design.chances <= 1)).all()
