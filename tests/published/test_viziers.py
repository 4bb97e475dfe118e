"""Viziers: our reconstruction after Egorov and Sonin (2011).

No number here is the paper's: its body was not before us. They were computed by another program in
exact fractions: a check of our code. The sign in the first test is the abstract's.
"""

from fractions import Fraction

import pytest

from whowhom.theory import viziers

BASE = {
    "strong": "0.2",
    "success_weak": "0.1",
    "success_strong": "0.9",
    "wage": 1,
    "prize": 4,
    "penalty": 1,
}


def test_weak_rulers_hire_mediocre_men():
    """Abstract: the more vulnerable the ruler, the less competent the men he can keep."""
    found = [point.ceiling for point in viziers(**BASE).frontier]
    some = [ceiling for ceiling in found if ceiling is not None]
    assert some == sorted(some, reverse=True)
    assert some
    assert found[len(some) :] == [None] * (19 - len(some))


@pytest.mark.parametrize(
    ("change", "ceiling"),
    [
        ({}, Fraction(7, 17)),
        ({"strong": "0.3"}, Fraction(1, 6)),
        ({"wage": 2}, Fraction(17, 23)),  # 0.739130
        ({"strong": "0.4"}, None),
        ({"prize": 8}, None),
    ],
    ids=str,
)
def test_ceilings(change, ceiling):
    assert viziers(**BASE | change).ceiling == ceiling


def test_ceilings_as_decimals():
    assert float(viziers(**BASE).ceiling) == pytest.approx(0.411765, abs=5e-7)
    assert float(viziers(**BASE | {"wage": 2}).ceiling) == pytest.approx(0.739130, abs=5e-7)
