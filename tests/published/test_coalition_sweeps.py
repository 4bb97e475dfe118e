"""Acemoglu, Egorov and Sonin (2008) at every majority, and as one actor's power grows.

The circles (3, 4, 5), (3, 4, 5, 10) and (3, 4, 5, 10, 20) are the paper's or of its kind; the
sweeps were computed by another program with exact fractions: a check of our code, not of the paper.
"""

from fractions import Fraction

import pytest

from whowhom.theory.coalitions.coalition_majority import coalition_by_majority
from whowhom.theory.coalitions.coalition_power import coalition_by_power

SWEEPS = {
    (3, 4, 5): "1/2 ABC; 5/9 BC; 4/7 AB; 7/12 BC; 5/8 AC; 2/3 BC; 3/4 ABC",
    (3, 4, 5, 10): "1/2 ABC; 6/11 BCD; 5/9 ACD; 10/17 ABD; 2/3 CD; 15/22 ABD; 5/7 ABCD; "
    "15/19 BCD; 19/22 ABCD",
    (3, 4, 5, 10, 20): "1/2 ABCDE; 20/39 BCDE; 10/19 ACDE; 20/37 ABDE; 4/7 CDE; 10/17 BDE; "
    "20/33 ADE; 5/8 ABCE; 2/3 DE; 20/29 BCE; 29/42 DE; 5/7 ABCDE; 10/13 BCDE; 15/19 ACDE; "
    "30/37 ABDE; 37/42 ABCDE; 35/39 BCDE; 13/14 ABCDE",
}


@pytest.mark.parametrize("power", SWEEPS, ids=str)
def test_every_majority(power):
    found = coalition_by_majority(dict(zip("ABCDE", power, strict=False)))
    steps = [step.split() for step in SWEEPS[power].split("; ")]
    starts = [Fraction(start) for start, _ in steps]
    assert [step.start for step in found.steps] == starts
    assert [step.end for step in found.steps] == [*starts[1:], 1]
    assert [step.all_members for step in found.steps] == [(tuple(who),) for _, who in steps]


def test_a_rising_fourth_man():
    """Safe while weak, purged while of middling power, sole ruler once he is past the others."""
    circle = {"A": 3, "B": 4, "C": 5, "D": 10}
    found = coalition_by_power(circle, actor="D", low="0.1", high=30)
    steps = [
        (step.where, " ".join("".join(members) for members in step.all_members), step.fate)
        for step in found.steps
    ]
    assert steps == [
        ("from 0.1 to below 1", "ABC", "removed"),
        ("from 1 to below 3", "ABD", "safe"),
        ("at 3", "ABC BCD", "open"),
        ("between 3 and 4", "ABD", "safe"),
        ("at 4", "ABC ACD", "open"),
        ("between 4 and 5", "ABD", "safe"),
        ("at 5", "CD", "safe"),
        ("between 5 and 12", "ABC", "removed"),
        ("at 12", "ABCD", "safe"),
        ("above 12, to 30", "D", "alone"),
    ]


@pytest.mark.parametrize(
    ("power", "majority", "before", "after"),
    [
        ([2, 7, 16, 19, 20], "1/2", (20, "safe"), (32, "removed")),
        ([7, 9, 14, 15], "3/5", (15, "safe"), (17, "removed")),
    ],
)
def test_the_strongest_gains_power_and_is_removed_for_it(power, majority, before, after):
    last = len(power) - 1
    found = coalition_by_power(power, actor=last, majority=majority, low=before[0], high=after[0])
    assert (found.steps[0].fate, found.steps[-1].fate) == (before[1], after[1])
