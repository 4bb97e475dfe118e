"""Kuran (1991), "Now Out of Never": societies of ten in which one small change decides.

The sequences of thresholds are recalled with high confidence; that private preferences make them,
by thresholds of 1 minus private opposition, is our form of the utilities.
"""

from fractions import Fraction

import pytest

from whowhom.theory.crowds.cascade import cascade
from whowhom.theory.crowds.hidden_opposition import hidden_opposition

A = (0, 20, 20, 30, 40, 50, 60, 70, 80, 100)
B = (0, 20, 30, 30, 40, 50, 60, 70, 80, 100)
SOCIETIES = [
    (A, 10),
    ((0, 10, *A[2:]), 90),
    (B, 10),
    ((0, 10, *B[2:]), 20),
]


@pytest.mark.parametrize(("percents", "openly"), SOCIETIES)
def test_by_thresholds(percents, openly):
    found = cascade([percent / 100 for percent in percents], unit="share")
    assert found.share == openly / 100


@pytest.mark.parametrize(("percents", "openly"), SOCIETIES)
def test_by_private_opposition(percents, openly):
    """The last person is wholly for the regime; five of ten are against it in private."""
    found = hidden_opposition([1 - Fraction(percent, 100) for percent in percents])
    assert found.open_share == Fraction(openly, 100)
    assert found.threshold == tuple(Fraction(percent, 100) for percent in percents)
    assert found.private_share == Fraction(5, 10)
    assert found.gap == found.private_share - found.open_share


def test_hidden_before_and_carried_along_after():
    before, after = (
        hidden_opposition([1 - Fraction(percent, 100) for percent in percents])
        for percents, _ in SOCIETIES[:2]
    )
    assert (before.hidden_share, before.pressed_share) == (Fraction(4, 10), 0)
    assert (after.hidden_share, after.pressed_share) == (0, Fraction(3, 10))


def test_the_second_person_is_the_one_who_decides():
    found = cascade([percent / 100 for percent in A], unit="share")
    assert found.if_turned[1] == 9
