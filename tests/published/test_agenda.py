"""Acemoglu, Egorov and Sonin (2008): the game of proposals and votes ends as the theorem says.

The theorem (recalled, not read): for powers without ties the game ends with the ultimate ruling
coalition after at most one removal. Each game here is played to its end and compared with
``ruling_coalition``, which finds it by another way. The first test is on examples of the paper;
the draws, and what happens under the other vote of the indifferent, are our own computations.
"""

import random
from fractions import Fraction

import pytest

from whowhom.theory import ruling_coalition
from whowhom.theory.removals.agenda import agenda_game

MAJORITIES = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)]


def is_as_the_theorem_says(power, majority, cost=None):
    """Compare coalition, shares and removals with those of the ultimate ruling coalition."""
    found = agenda_game(power, majority=majority, cost=cost)
    ruling = ruling_coalition(power, majority=majority).members
    whole = sum(power[i] for i in ruling)
    everyone = range(len(power))
    shares = tuple(Fraction(power[i], whole) if i in ruling else Fraction(0) for i in everyone)
    removals = tuple(int(i in ruling and len(ruling) < len(power)) for i in everyone)
    paid = cost or 0
    return (
        found.coalitions == (ruling,)
        and found.chances == (1,)
        and found.shares == shares
        and found.removals == removals
        and found.payoffs == tuple(shares[i] - paid * removals[i] for i in everyone)
    )


def drawn_games(count, sizes, seed):
    """Draw games without ties."""
    rng = random.Random(seed)
    while count:
        power = [rng.randint(1, 300) for _ in range(rng.choice(sizes))]
        majority = rng.choice(MAJORITIES)
        if is_generic(power, majority):
            count -= 1
            yield power, majority


def is_generic(power, majority):
    parts = [[i for i in range(len(power)) if mask >> i & 1] for mask in range(1, 2 ** len(power))]
    strength = {tuple(part): sum(power[i] for i in part) for part in parts}
    return len(set(strength.values())) == len(strength) and not any(
        strength[y] == majority * strength[x]
        for x in strength
        for y in strength
        if set(y) <= set(x)
    )


@pytest.mark.parametrize(
    ("power", "ruling"),
    [([3, 4, 5], (0, 1, 2)), ([3, 4, 10], (2,)), ([3, 4, 5, 10], (0, 1, 2))],
)
def test_examples_of_the_paper(power, ruling):
    assert agenda_game(power).coalitions == (ruling,)
    assert is_as_the_theorem_says(power, Fraction(1, 2))


def test_four_hundred_random_games_of_up_to_three():
    for power, majority in drawn_games(400, [1, 2, 3, 3, 3], seed=1):
        assert is_as_the_theorem_says(power, majority), (power, majority)


@pytest.mark.slow
def test_random_games_of_four():
    for power, majority in drawn_games(80, [4], seed=2):
        assert is_as_the_theorem_says(power, majority), (power, majority)


@pytest.mark.slow
def test_random_games_of_five():
    for power, majority in drawn_games(8, [5], seed=3):
        assert is_as_the_theorem_says(power, majority), (power, majority)


def test_a_small_cost_is_paid_by_those_who_stay_and_only_if_somebody_goes():
    for power, majority in drawn_games(40, [3], seed=4):
        below = agenda_game(power, majority=majority).cost_below
        assert below is None or is_as_the_theorem_says(power, majority, cost=below / 2)


def test_a_large_cost_keeps_everybody():
    """Not the theorem's case: to remove the fourth of (3, 4, 5, 10) is no longer worth it."""
    found = agenda_game([3, 4, 5, 10], cost=1)
    assert found.coalitions == ((0, 1, 2, 3),)
    assert not found.is_small


def test_the_theorem_needs_the_votes_of_the_indifferent():
    """[derived] The strongest of (3, 4, 5, 10) is lost anyway. If he votes yes where he does not
    mind, each of the others can rise over the rest with his help, and all may end together."""
    found = agenda_game([3, 4, 5, 10], indifferent="yes")
    assert found.is_generic
    assert dict(zip(found.coalitions, found.chances, strict=True)) == {
        (0, 1, 2, 3): Fraction(3, 4),
        (2,): Fraction(17, 180),
        (1,): Fraction(7, 90),
        (0,): Fraction(11, 180),
        (0, 1, 2): Fraction(1, 60),
    }
