"""Laws of the ruling coalition of a few types, and agreement with the circle written out."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions import _coalition_kernel as kernels
from whowhom.theory.coalitions.coalition_blocs import ruling_blocs

majorities = st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)])
types = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4)), min_size=1, max_size=3)
numbers = st.one_of(st.integers(1, 9), st.integers(10**18, 10**22))


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before the clock of the first example runs."""
    ruling_blocs([1], [2])
    ruling_coalition([1, 2])


def written_out(power, count):
    return [(t, x) for t, (x, k) in enumerate(zip(power, count, strict=True)) for _ in range(k)]


def check_against_the_circle_written_out(power, count, majority):
    found = ruling_blocs(power, count, majority=majority)
    circle = written_out(power, count)
    exact = ruling_coalition([x for _, x in circle], majority=majority)
    compositions = Counter(
        tuple(sum(circle[i][0] == t for i in coalition) for t in range(len(power)))
        for coalition in exact.all_members
    )
    assert set(found.all_members) == set(compositions)
    assert len(found.all_members) == len(compositions)
    assert found.n_coalitions == len(exact.all_members)
    assert found.share == exact.share
    assert found.size == sum(found.members)
    if exact.is_unique:
        assert found.margin == exact.margin
    assert found.margin >= exact.margin


@given(types, majorities)
def test_equals_the_circle_written_out(kinds, majority):
    """Types of equal power among them."""
    power, count = zip(*kinds, strict=True)
    check_against_the_circle_written_out(power, count, majority)


@given(st.lists(st.tuples(numbers, st.integers(1, 3)), min_size=1, max_size=3), majorities)
def test_equals_the_circle_written_out_beyond_64_bits(kinds, majority):
    power, count = zip(*kinds, strict=True)
    check_against_the_circle_written_out(power, count, majority)


@pytest.mark.parametrize("majority", ["1/2", "0.55", "2/3"])
@pytest.mark.parametrize(
    ("power", "count"), [([1, 3], [10, 5]), ([2, 3, 7], [6, 4, 5]), ([5], [16])], ids=str
)
def test_equals_larger_circles_written_out(power, count, majority):
    check_against_the_circle_written_out(power, count, majority)


@given(types, majorities, st.randoms(use_true_random=False), st.fractions(Fraction(1, 9), 9))
def test_neither_order_nor_unit_matters(kinds, majority, shuffler, unit):
    power, count = zip(*kinds, strict=True)
    found = ruling_blocs(power, count, majority=majority)
    order = shuffler.sample(range(len(kinds)), len(kinds))
    moved = ruling_blocs(
        [power[t] * unit for t in order], [count[t] for t in order], majority=majority
    )
    back = {tuple(members[t] for t in order) for members in found.all_members}
    assert set(moved.all_members) == back
    same = ("size", "n_coalitions", "share", "margin", "is_unique")
    if found.is_unique:
        assert [getattr(moved, name) for name in same] == [getattr(found, name) for name in same]


@given(types, majorities)
def test_the_ruling_composition_rules_itself(kinds, majority):
    power, count = zip(*kinds, strict=True)
    for members in ruling_blocs(power, count, majority=majority).all_members:
        kept = [t for t, k in enumerate(members) if k]
        again = ruling_blocs(
            [power[t] for t in kept], [members[t] for t in kept], majority=majority
        )
        assert again.members == tuple(members[t] for t in kept) == again.count


@given(types, majorities)
def test_compiled_and_plain_loops_agree(kinds, majority):
    power, count = (np.array(column) for column in zip(*kinds, strict=True))
    fraction = majority.as_integer_ratio()
    answers = []
    for dtype in (np.int64, object):
        fill, find, collect = (
            kernel if dtype is np.int64 else kernel.py_func
            for kernel in (kernels.fill_blocs, kernels.find_blocs, kernels.collect_blocs)
        )
        strength, strongest = (np.zeros(np.prod(count + 1), dtype) for _ in range(2))
        margin = fill(power.astype(dtype), count, *fraction, strength, strongest)
        found = find(strength, strongest, *fraction)
        states = np.zeros(int(found[3]), np.int64)
        collect(strength, strongest, found[0], states)
        lists = strength.tolist(), strongest.tolist(), states.tolist()
        answers.append((margin, *map(int, found), *lists))
    assert answers[0] == answers[1]
