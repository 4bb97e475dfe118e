"""Acemoglu, Egorov and Sonin (2008), "Coalition Formation in Non-Democracies".

Numbers of the paper first; then numbers that another program computed by another method with
exact fractions (``tests/data/urc_fixtures.json`` and the lists below): a check of our code, not
of the paper.
"""

import itertools
import json
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from whowhom.theory import ruling_coalition

FIXTURES = json.loads(
    (Path(__file__).parents[1] / "data" / "urc_fixtures.json").read_text(encoding="utf-8")
)


def letters(power, majority="1/2"):
    """Return every ruling coalition as letters: A for the first actor."""
    found = ruling_coalition(power, majority=majority).all_members
    return [*("".join("ABCDEFGHIJ"[i] for i in coalition) for coalition in found)]


# ---------------------------------------------------------------------------- the paper's numbers


def test_sizes_of_ruling_coalitions_among_near_equals():
    """Abstract: under majority rule the sizes are 1, 3, 7, 15, ..."""
    near_equal = 1 + np.random.default_rng(2008).uniform(0, 1e-3, size=22)
    sizes = [len(ruling_coalition(near_equal[:n]).members) for n in range(1, 23)]
    assert sizes == [1] * 2 + [3] * 4 + [7] * 8 + [15] * 8


def test_the_strongest_of_four_is_removed():
    """The paper's leading example: (3, 4, 5) rule together, and still do when a 10 joins."""
    assert letters([3, 4, 5]) == ["ABC"]
    assert letters([3, 4, 5, 10]) == ["ABC"]


@pytest.mark.parametrize(
    ("power", "majority", "ruling"),
    [
        ([3, 4, 10], "1/2", "C"),
        ([3, 4, 5, 10, 20], "1/2", "ABCDE"),
        ([3, 4, 5], "4/7", "AB"),
    ],
)
def test_smaller_examples(power, majority, ruling):
    assert letters(power, majority) == [ruling]


def test_a_higher_majority_may_shrink_the_ruling_coalition():
    """Stated in the paper: asking for a larger majority is no protection."""
    sizes = [len(letters([3, 4, 5], majority)[0]) for majority in ("1/2", "4/7", "3/4")]
    assert sizes == [3, 2, 3]


@pytest.mark.parametrize(
    "power", [[2, 3, 4], [2, 3, 6, 10], [2, 3, 4, 8, 16], [2, 3, 8, 12, 16, 32]], ids=str
)
def test_self_enforcing_coalitions_are_fragile(power):
    """One member more or one less, and a coalition under majority rule turns on itself."""
    everyone = tuple(range(len(power)))
    assert ruling_coalition(power).members == everyone
    for i in everyone:
        fewer = ruling_coalition(power[:i] + power[i + 1 :])
        assert fewer.purged
    for newcomer in (0.9, 1.1, 3.3, 5.7, 12.9, 41.5):
        assert ruling_coalition([*power, newcomer]).purged


def test_no_two_rule_together_under_majority_rule():
    """Abstract: a coalition of two is never self-enforcing (unless their powers are equal)."""
    rng = random.Random(1)
    drawn = (ruling_coalition([rng.random() for _ in range(7)]) for _ in range(300))
    assert all(len(found.members) != 2 for found in drawn)


def test_the_answer_does_not_grow_or_shrink_evenly_with_ones_own_power():
    """A rising fourth man beside (3, 4, 5): safe while weak, purged while middling, then ruler."""
    ruling = {x: letters([3, 4, 5, x])[0] for x in (0.5, 2, 4.9, 5.1, 11.9, 12.1)}
    assert ruling == {0.5: "ABC", 2: "ABD", 4.9: "ABD", 5.1: "ABC", 11.9: "ABC", 12.1: "D"}


# ------------------------------------------------------------- numbers computed by another program


@pytest.mark.parametrize("case", FIXTURES, ids=lambda c: f"{c['powers']}-{c['alpha']}")
def test_fixture(case):
    found = ruling_coalition(case["powers"], majority=case["alpha"])
    assert [list(coalition) for coalition in found.all_members] == sorted(case["urc"])


SWEEPS = {
    (3, 4, 5): "1/2 ABC; 5/9 BC; 4/7 AB; 7/12 BC; 5/8 AC; 2/3 BC; 3/4 ABC",
    (3, 4, 5, 10): "1/2 ABC; 6/11 BCD; 5/9 ACD; 10/17 ABD; 2/3 CD; 15/22 ABD; 5/7 ABCD; "
    "15/19 BCD; 19/22 ABCD",
    (3, 4, 5, 10, 20): "1/2 ABCDE; 20/39 BCDE; 10/19 ACDE; 20/37 ABDE; 4/7 CDE; 10/17 BDE; "
    "20/33 ADE; 5/8 ABCE; 2/3 DE; 20/29 BCE; 29/42 DE; 5/7 ABCDE; 10/13 BCDE; 15/19 ACDE; "
    "30/37 ABDE; 37/42 ABCDE; 35/39 BCDE; 13/14 ABCDE",
}


@pytest.mark.parametrize("power", SWEEPS)
def test_each_majority_from_one_half_to_one(power):
    """Each coalition rules from its majority on, up to just below the next one."""
    steps = [step.split() for step in SWEEPS[power].split("; ")]
    starts = [Fraction(start) for start, _ in steps]
    for start, following, (_, ruling) in zip(
        starts, [*starts[1:], Fraction(1)], steps, strict=True
    ):
        for majority in (start, (start + following) / 2, following - Fraction(1, 10**9)):
            assert letters(power, majority) == [ruling]


@pytest.mark.parametrize(
    ("power", "majority", "ruling"),
    [
        ([2, 4, 7, 10], "1/2", ["BCD"]),
        ([2, 4, 7, 12], "1/2", ["ABCD"]),
        ([1, 1], "1/2", ["AB"]),
        ([1, 1, 1], "1/2", ["AB", "AC", "BC"]),
        ([1, 1, 1, 1], "1/2", ["ABCD"]),
        ([2, 2, 3], "1/2", ["AB"]),
        ([1, 2, 3], "1/2", ["ABC"]),
        ([2, 7, 16, 19, 20], "1/2", ["ADE"]),
        ([2, 7, 16, 19, 32], "1/2", ["BCD"]),
        ([7, 9, 14, 15], "3/5", ["CD"]),
        ([7, 9, 14, 17], "3/5", ["ABC"]),
    ],
    ids=str,
)
def test_worked_examples(power, majority, ruling):
    """Ties, and pairs in which the strongest gains power and is removed for it."""
    assert letters(power, majority) == ruling


@pytest.mark.parametrize(
    ("n", "least"), [(1, [1]), (2, None), (3, [2, 3, 4]), (4, [2, 3, 6, 10])], ids=str
)
def test_the_smallest_generic_circles_in_which_nobody_is_removed(n, least):
    """With the smallest possible greatest power; none of two."""
    found = None
    for power in sorted(itertools.combinations(range(1, 11), n), key=lambda power: power[::-1]):
        sums = [sum(part) for k in range(n + 1) for part in itertools.combinations(power, k)]
        if len(set(sums)) == len(sums) and not ruling_coalition(power).purged:
            found = list(power)
            break
    assert found == least


@pytest.mark.parametrize(
    ("majority", "sizes"),
    [
        ("1/2", [1, 2, 4, 8, 16]),
        ("3/5", [1, 2, 4, 7, 12]),
        ("2/3", [1, 2, 3, 5, 8, 12]),
        ("4/5", [1, 2, 3, 4, 5, 7, 9, 12, 15]),
    ],
)
def test_sizes_among_exact_equals(majority, sizes):
    found = {len(ruling_coalition([1] * n, majority=majority).members) for n in range(1, 17)}
    assert sorted(found) == sizes


@pytest.mark.parametrize(
    ("majority", "sizes"),
    [
        ("3/5", [1, 2, 4, 7, 12]),
        ("2/3", [1, 2, 4, 7, 11]),
        ("4/5", [1, 2, 3, 4, 6, 8, 11]),
    ],
)
def test_sizes_among_near_equals_for_other_majorities(majority, sizes):
    """The sizes follow k -> floor(k / majority) + 1."""
    near_equal = [10**6 + random.Random(3).randrange(500) + i for i in range(12)]
    found = {len(ruling_coalition(near_equal[:n], majority=majority).members) for n in range(1, 13)}
    assert sorted(found) == sizes


@pytest.mark.parametrize(
    ("power", "without", "ruling"),
    [
        ([3, 4, 5], [0, 1, 2], "C C B"),
        ([3, 4, 5, 10, 20], [0, 1, 2, 3, 4], "E E E E ABC"),
        ([2, 4, 7, 12], [0, 1, 2, 3], "D D D C"),
        ([2, 3, 8, 12, 16, 32], [0, 1, 2, 3, 4, 5], "CDE CDE ABDE F F ABCD"),
    ],
)
def test_who_rules_after_a_death(power, without, ruling):
    for dead, survivors in zip(without, ruling.split(), strict=True):
        living = {"ABCDEF"[i]: weight for i, weight in enumerate(power) if i != dead}
        assert "".join(ruling_coalition(living).members) == survivors


SIZES = {
    (4, "1/2"): ({1: 338, 2: 2, 3: 1568, 4: 92}, 0.5575),
    (4, "2/3"): ({1: 43, 2: 995, 3: 344, 4: 618}, 1.0),
    (5, "1/2"): ({1: 96, 2: 1, 3: 1685, 4: 162, 5: 56}, 0.2915),
    (5, "2/3"): ({1: 8, 2: 381, 3: 234, 4: 1176, 5: 201}, 0.7565),
    (8, "1/2"): ({1: 1, 3: 1408, 4: 217, 5: 168, 6: 16, 7: 64, 8: 126}, 0.666),
    (8, "2/3"): ({2: 6, 3: 7, 4: 991, 5: 401, 6: 204, 7: 202, 8: 189}, 0.849),
    (10, "1/2"): ({3: 671, 4: 44, 5: 167, 6: 56, 7: 152, 8: 453, 9: 374, 10: 83}, 0.6425),
    (10, "2/3"): ({2: 1, 4: 298, 5: 97, 6: 107, 7: 334, 8: 695, 9: 389, 10: 79}, 0.552),
}


@pytest.mark.slow
def test_how_large_ruling_coalitions_are_in_2000_random_circles():
    """Sizes, and how often the strongest actor belongs to the ruling coalition.

    One game of n = 10 has two ruling coalitions, of three and of four; the count took the three.
    """
    rng = random.Random(2008)
    for n in (3, 4, 5, 8, 10):
        drawn = [[rng.randint(1, 10_000) for _ in range(n)] for _ in range(2000)]
        for majority in ("1/2", "2/3"):
            if (n, majority) not in SIZES:
                continue
            answers = (ruling_coalition(power, majority=majority) for power in drawn)
            found = [min(answer.all_members, key=len) for answer in answers]
            strongest_rules = [
                power.index(max(power)) in coalition
                for power, coalition in zip(drawn, found, strict=True)
            ]
            counts, share = SIZES[n, majority]
            assert Counter(map(len, found)) == counts
            assert np.mean(strongest_rules) == pytest.approx(share, abs=0.0011)
