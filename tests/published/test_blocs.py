"""Acemoglu, Egorov and Sonin (2008): how many rule among exact equals.

The numbers were computed by another program with exact fractions: a check of our code, not of the
paper. The sizes follow k -> ceil(k / majority); the paper's own sizes, for near equals, are in
``test_coalition.py``.
"""

import math
from fractions import Fraction

import pytest

from whowhom.theory.coalitions.coalition_blocs import ruling_blocs

SIZES = {
    "1/2": [1, 2, 4, 8, 16, 32, 64],
    "3/5": [1, 2, 4, 7, 12, 20, 34, 57],
    "2/3": [1, 2, 3, 5, 8, 12, 18, 27, 41, 62],
    "4/5": [1, 2, 3, 4, 5, 7, 9, 12, 15, 19, 24, 30, 38, 48, 60],
}


@pytest.mark.parametrize("majority", SIZES)
def test_sizes_among_exact_equals(majority):
    """Among n equals the largest of these sizes that is not above n rules."""
    found = [ruling_blocs([1], [n], majority=majority).size for n in range(1, 71)]
    assert found == [max(size for size in SIZES[majority] if size <= n) for n in range(1, 71)]


@pytest.mark.parametrize("majority", SIZES)
def test_the_rule_behind_the_sizes(majority):
    sizes = SIZES[majority]
    assert sizes[1:] == [math.ceil(k / Fraction(majority)) for k in sizes[:-1]]
    last, following = sizes[-1], math.ceil(sizes[-1] / Fraction(majority))
    assert ruling_blocs([1], [following - 1], majority=majority).size == last
    assert ruling_blocs([1], [following], majority=majority).size == following
