"""Sweeps over all majorities, and over one actor's power, against every candidate tried."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions._coalition_kernel import fill_strongest, next_event
from whowhom.theory.coalitions.coalition_majority import coalition_by_majority
from whowhom.theory.coalitions.coalition_power import coalition_by_power

HALF = Fraction(1, 2)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before the clock of the first example runs."""
    coalition_by_majority([1, 2])
    coalition_by_power([1, 2], actor=0, low=1, high=2)


majorities = st.sampled_from([HALF, Fraction(11, 20), Fraction(3, 5), Fraction(2, 3)])
small = st.lists(st.integers(1, 9), min_size=1, max_size=4)
numbers = st.one_of(st.integers(1, 50), st.integers(10**12, 10**13))


def totals(power):
    """Return the power of every coalition."""
    sizes = range(1, len(power) + 1)
    return {sum(part) for k in sizes for part in itertools.combinations(power, k)}


def without_repetition(answers):
    return [pair for pair, before in zip(answers, [None, *answers[:-1]], strict=True)
            if before is None or pair[1] != before[1]]  # fmt: skip


# ------------------------------------------------------------------------- over all majorities


@given(small)
def test_the_steps_are_found_by_trying_every_share(power):
    shares = {Fraction(a, b) for a in totals(power) for b in totals(power)}
    tried = [
        (share, ruling_coalition(power, majority=share).all_members)
        for share in sorted(shares | {HALF})
        if HALF <= share < 1
    ]
    found = coalition_by_majority(power)
    assert [(step.start, step.all_members) for step in found.steps] == without_repetition(tried)


@given(st.lists(numbers, min_size=1, max_size=6), st.fractions(HALF, Fraction(999, 1000)))
def test_each_step_says_what_its_majorities_say(power, majority):
    """Also for powers whose squares do not fit 64 bits."""
    found = coalition_by_majority(power)
    step = next(step for step in found.steps if step.start <= majority < step.end)
    alone = ruling_coalition(power, majority=majority)
    assert (step.all_members, step.share) == (alone.all_members, alone.share)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_steps_have_no_gaps_and_names_and_unit_do_not_matter(power, shuffler):
    found = coalition_by_majority(power)
    starts = [step.start for step in found.steps]
    assert starts[0] == HALF
    assert [*starts[1:], 1] == [step.end for step in found.steps]
    assert all(a.all_members != b.all_members for a, b in itertools.pairwise(found.steps))
    order = shuffler.sample(range(len(power)), len(power))
    moved = coalition_by_majority([power[i] * Fraction(3, 7) for i in order])
    assert [step.start for step in moved.steps] == starts
    assert moved.span == tuple(found.span[i] for i in order)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_close_to_a_majority_of_all_nobody_is_removed(power):
    found = coalition_by_majority(power)
    assert found.steps[-1].all_members == (tuple(range(len(power))),)
    assert all(0 < part <= 1 for part in found.span)


# ---------------------------------------------------------------------- over one actor's power


def places(others, majority, low, high):
    """Return every power of the actor at which two coalitions compare as equal."""
    lines = [(total, slope) for total in {0, *totals(others)} for slope in (0, 1)]
    crossings = {low, high}
    for (a, slope_a), (b, slope_b) in itertools.product(lines, repeat=2):
        for factor in (majority, 1):
            slope = slope_a - factor * slope_b
            if slope:
                crossings.add(Fraction(factor * b - a) / slope)
    return sorted(place for place in crossings if low <= place <= high)


def solved(others, who, own, majority):
    power = [*others[:who], own, *others[who:]]
    return ruling_coalition(power, majority=majority).all_members


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), max_size=3), majorities, st.data())
def test_the_steps_are_found_by_trying_every_crossing(others, majority, data):
    who = data.draw(st.integers(0, len(others)))
    low, width = (data.draw(st.fractions(Fraction(1, 4), 12, max_denominator=12)) for _ in "ab")
    tried = places(others, majority, low, low + width)
    points = [tried[0]]
    for a, b in itertools.pairwise(tried):
        points += [(a + b) / 2, b]
    expected = without_repetition([(x, solved(others, who, x, majority)) for x in points])
    power = [*others[:who], 1, *others[who:]]
    found = coalition_by_power(power, actor=who, majority=majority, low=low, high=low + width)
    assert [step.all_members for step in found.steps] == [answer for _, answer in expected]
    for step, (point, _) in zip(found.steps, expected, strict=True):
        assert step.low <= point <= step.high
        assert (step.low == point) == step.includes_low


@given(st.lists(numbers, min_size=1, max_size=6), majorities, st.data())
def test_each_step_says_what_its_powers_say(power, majority, data):
    """Inside and at the ends; also for powers beyond 64 bits. Neighbours differ, without gaps."""
    who = data.draw(st.integers(0, len(power) - 1))
    found = coalition_by_power(power, actor=who, majority=majority, low="1/2", high=3 * sum(power))
    assert found.steps[0].low == HALF
    assert found.steps[-1].high == 3 * sum(power)
    others = power[:who] + power[who + 1 :]
    for step in found.steps:
        inside = [(step.low + step.high) / 2]
        inside += [step.low] * step.includes_low + [step.high] * step.includes_high
        assert {solved(others, who, x, majority) for x in inside} == {step.all_members}
        ruling = {who in members for members in step.all_members}
        assert step.fate == (
            "alone"
            if step.all_members == ((who,),)
            else {(True,): "safe", (False,): "removed"}.get(tuple(ruling), "open")
        )
    for step, following in itertools.pairwise(found.steps):
        assert step.high == following.low
        assert step.includes_high != following.includes_low
        assert step.all_members != following.all_members


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), majorities)
def test_whoever_grows_enough_rules_alone(power, majority):
    """From where he holds more than the majority of all: exactly there, unless he did before."""
    others = sum(power[1:])
    limit = others * majority / (1 - majority)
    found = coalition_by_power(power, actor=0, majority=majority, low=limit, high=2 * limit)
    assert [step.fate for step in found.steps][-1] == "alone"
    assert found.steps[-1].low == limit


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), majorities, st.integers(1, 400))
def test_compiled_and_plain_loops_agree(power, majority, now):
    p, q = majority.as_integer_ratio()
    answers = []
    for dtype in (np.int64, object):
        sums = np.array([sum(x for i, x in enumerate(power) if mask >> i & 1)
                         for mask in range(2 ** len(power))], dtype)  # fmt: skip
        without, within = np.zeros_like(sums), np.zeros_like(sums)
        fill, solve = (
            kernel if dtype is np.int64 else kernel.py_func
            for kernel in (fill_strongest, next_event)
        )
        fill(np.array(power, dtype), p, q, without, False)
        found = solve(without, sums, p, q, now, within)
        answers.append((*map(int, found), within.tolist()))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("n", [9, 10])
def test_larger_circles_at_random_powers(n):
    rng = np.random.default_rng(n)
    power = [int(x) for x in rng.integers(1, 1000, n)]
    found = coalition_by_power(power, actor=3, low=1, high=5000, majority="3/5")
    for x in rng.integers(1, 5000, 60):
        step = next(
            step
            for step in found.steps
            if step.low < x < step.high
            or (step.low == x and step.includes_low)
            or (step.high == x and step.includes_high)
        )
        assert step.all_members == solved(power[:3] + power[4:], 3, int(x), "3/5")
