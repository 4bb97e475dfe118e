"""Acemoglu, Egorov and Sonin (2008) after a death.

That a self-enforcing coalition under majority rule never survives the loss of one member follows
from a corollary of the paper. The other numbers were computed by another program: a check of our
code, not of the paper.
"""

import random

import pytest

from whowhom.theory.coalitions.coalition_death import coalition_after_death


@pytest.mark.parametrize(
    ("power", "ruling"),
    [
        ([3, 4, 5], "C C B"),
        ([3, 4, 5, 10, 20], "E E E E ABC"),
        ([2, 4, 7, 12], "D D D C"),
        ([2, 3, 8, 12, 16, 32], "CDE CDE ABDE F F ABCD"),
    ],
    ids=str,
)
def test_who_rules_after_a_death(power, ruling):
    found = coalition_after_death(dict(zip("ABCDEF", power, strict=False)))
    assert ["".join(death.all_members[0]) for death in found.deaths] == ruling.split()
    assert all(len(death.all_members) == 1 for death in found.deaths)


@pytest.mark.parametrize(
    ("majority", "pairs", "percent"),
    [("1/2", 1117, 0.0), ("11/20", 1429, 0.6), ("3/5", 1471, 1.2), ("2/3", 1549, 0.7),
     ("4/5", 1825, 4.2)],
)  # fmt: skip
def test_how_often_the_rest_of_a_ruling_coalition_stays_at_peace(majority, pairs, percent):
    """300 circles of eight. Only the 1,117 and the percentages (to a tenth) came from elsewhere."""
    rng = random.Random(9)
    holds = [
        death.rest_holds
        for _ in range(300)
        for death in coalition_after_death(
            [rng.randint(1, 10_000) for _ in range(8)], majority=majority
        ).deaths
        if death.rest_holds is not None
    ]
    assert len(holds) == pairs
    assert 100 * sum(holds) / len(holds) == pytest.approx(percent, abs=0.06)
