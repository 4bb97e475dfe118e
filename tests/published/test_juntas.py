"""Inspired by Acemoglu, Egorov and Sonin (2009), "Do Juntas Lead to Personal Rule?".

The paper's claim (abstract): juntas do not turn into personal rule if their members look far
enough ahead. All numbers were computed by another program for our timing ([derived]): they check
our code, not the paper.
"""

import random
from fractions import Fraction

import pytest

from whowhom.theory import ruling_coalition
from whowhom.theory.sketches.junta import junta
from whowhom.theory.sketches.junta_by_discount import junta_by_discount

TINY = Fraction(1, 10**9)


def path(power, discount, majority="1/2"):
    """Return the juntas as letters: A for the first actor."""
    (found,) = junta(power, discount=discount, majority=majority).paths
    return "->".join("".join("ABCDEFGHIJKL"[i] for i in members) for members in found)


def triples(count, seed):
    """Draw three actors who hold together when they are patient."""
    rng = random.Random(seed)
    while count:
        power = [rng.randint(1, 500) for _ in range(3)]
        if max(power) < sum(power) - max(power) and len(set(power)) == 3:
            count -= 1
            yield power


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        ([3, 4, 5], "ABC->AB->B"),
        ([3, 4, 5, 10], "ABCD->ABC->AB->B"),
        ([3, 4, 5, 10, 20], "ABCDE->ABCD->ABC->AB->B"),
        ([4, 5, 6, 7, 8], "ABCDE->ABD->AB->B"),
    ],
)
def test_paths_of_those_who_do_not_look_ahead(power, expected):
    """[derived] In these four the second weakest rules in the end (no theorem)."""
    assert path(power, 0) == expected


def test_who_does_not_look_ahead_ends_under_one_man():
    """[derived] Tullock's case: a discount of 0, majority rule, no ties."""
    rng = random.Random(9)
    for _ in range(200):
        power = [rng.randint(1, 10**6) for _ in range(rng.randint(1, 6))]
        (last,) = junta(power, discount=0).juntas
        assert len(last) == 1, power


def test_a_triple_holds_from_the_strongest_ones_share_of_power_on():
    """[derived] The closed form, and that it holds at exactly the threshold."""
    for power in triples(200, seed=29):
        share = Fraction(max(power), sum(power))
        below, at, above = junta(power, discount=[share - TINY, share, share + TINY]).juntas
        assert len(below) == 1, power
        assert at == above == (0, 1, 2), power


def test_the_sweep_finds_the_same_threshold():
    for power in triples(60, seed=2):
        last = junta_by_discount(power).ranges[-1]
        assert last.members == (0, 1, 2)
        assert last.low == Fraction(max(power), sum(power))
        assert last.includes_low
        assert last.is_low_exact


def test_five_twelfths():
    """[derived] (3, 4, 5) and (3, 4, 5, 10): the three from 5/12 on, below it the second man."""
    just_below = Fraction(5, 12) - TINY
    assert path([3, 4, 5], "5/12") == "ABC"
    assert path([3, 4, 5], just_below) == "ABC->AB->B"
    assert path([3, 4, 5, 10], "5/12") == "ABCD->ABC"
    assert path([3, 4, 5, 10], just_below) == "ABCD->ABC->AB->B"
    for power in ([3, 4, 5], [3, 4, 5, 10]):
        found = junta_by_discount(power)
        assert [each.members for each in found.ranges] == [(1,), (0, 1, 2)]
        assert found.thresholds == (Fraction(5, 12),)


def test_an_early_death_breaks_a_junta():
    """[derived] Discount times the probability of surviving a period: below 5/12 it breaks."""
    discount = Fraction(1, 2)
    for survival, ruling in ((1, 3), (Fraction(5, 6), 3), (Fraction(4, 5), 1)):
        (last,) = junta([3, 4, 5], discount=discount * survival).juntas
        assert len(last) == ruling


def test_with_patience_the_ultimate_ruling_coalition_is_left():
    """[derived] The limit of the discount at 1: 600 games, ties included."""
    rng = random.Random(600)
    for _ in range(600):
        power = [rng.randint(1, rng.choice([12, 300])) for _ in range(rng.randint(1, 5))]
        majority = rng.choice([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)])
        (last,) = junta(power, discount=1 - TINY, majority=majority).juntas
        ruling = ruling_coalition(power, majority=majority)
        assert last in ruling.all_members, (power, majority)


@pytest.mark.slow
def test_the_limit_for_larger_circles():
    rng = random.Random(7)
    for n, count in ((6, 60), (7, 20), (8, 8)):
        for _ in range(count):
            power = [rng.randint(1, 10**4) for _ in range(n)]
            (last,) = junta(power, discount=1 - Fraction(1, 10**12)).juntas
            assert last in ruling_coalition(power).all_members, power


def test_more_patience_does_not_always_make_a_larger_junta():
    """Our own computation: (4, 5, 6, 7, 8) goes back and forth below 7/16."""
    found = junta_by_discount([4, 5, 6, 7, 8])
    assert [(each.low, each.members) for each in found.ranges] == [
        (0, (1,)),
        (Fraction(8, 21), (2, 3, 4)),
        (Fraction(7, 18), (1,)),
        (Fraction(13, 30), (0, 2, 3)),
        (Fraction(7, 16), (0, 1, 3)),
    ]
