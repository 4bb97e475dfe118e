"""Bueno de Mesquita, Smith, Siverson and Morrow (2003), The Logic of Political Survival.

The signs are the theory's (recalled; the book was not before us). The numbers belong to the closed
form, which is ours, and were computed by another program: a check of our code, not of the book.
The book's dip in what a coalition has as it grows does not appear with this utility, and is not
tested.
"""

import itertools
from fractions import Fraction

import pytest

from whowhom.theory.control.selectorate import selectorate


@pytest.mark.parametrize(
    ("size", "crowd", "discount", "numbers"),
    [
        (5, 100, "0.5", {"spending": 74.530304, "public": 62.108587, "private": 2.484343,
                         "surplus": 25.469696}),
        (5, 100, "0.9", {"spending": 17.004995, "public": 14.170829, "private": 0.566833,
                         "surplus": 82.995005}),
        (50, 100, "0.9", {"spending": 84.441198}),
        (5, 10, "0.9", {"spending": 32.653061}),
        (1, 1000, "0.9", {"spending": 3.311201}),
    ],
)  # fmt: skip
def test_numbers_with_resources_of_100(size, crowd, discount, numbers):
    found = selectorate(winning_coalition=size, selectorate=crowd, discount=discount)
    for name, value in numbers.items():
        assert float(getattr(found, name)) == pytest.approx(value, abs=5e-7)


def test_an_exact_number():
    found = selectorate(winning_coalition=5, selectorate=10, discount="0.9")
    assert found.spending == Fraction(1600, 49)


@pytest.mark.parametrize(("size", "crowd", "discount"), [(7, 7, 0.9), (7, 100, 0)])
def test_without_loyalty_everything_is_spent(size, crowd, discount):
    """W = S, or a future that counts for nothing."""
    found = selectorate(winning_coalition=size, selectorate=crowd, discount=discount)
    assert (found.spending, found.surplus) == (100, 0)


def test_signs_in_the_size_of_the_coalition():
    """A larger coalition: more is spent, more of it on the public good, and less is kept."""
    found = [selectorate(winning_coalition=w, selectorate=60) for w in range(1, 61)]
    for small, large in itertools.pairwise(found):
        assert small.spending < large.spending
        assert small.public < large.public
        assert small.public / small.spending < large.public / large.spending
        assert small.surplus > large.surplus


def test_signs_in_the_size_of_the_selectorate():
    """A larger selectorate binds the coalition to the leader: less is spent, more is kept."""
    found = [selectorate(winning_coalition=6, selectorate=s) for s in range(6, 80)]
    for small, large in itertools.pairwise(found):
        assert small.spending > large.spending
        assert small.surplus < large.surplus
        assert small.inclusion > large.inclusion
