"""Acemoglu, Egorov and Sonin (2008): the game of proposals and votes ends as the theorem says.

The theorem (recalled, not read): for powers without ties the game ends with the ultimate ruling
coalition after at most one removal. The game is that of Jandoc and Juarez (2019, section 3): only
the members of a proposal vote on it. Each game here is solved to its end and compared with the
coalition by its definition, read aloud below, and with ``ruling_coalition``, which finds it by
another way. The first test is on examples of the paper; the draws are our own.
"""

import itertools
import random
from fractions import Fraction

import pytest

from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions.coalition_agenda import agenda_game

MAJORITIES = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)]


def by_definition(power, majority, circle):
    """Return the lightest part of a circle that wins in it and enforces itself."""
    whole = sum(power[i] for i in circle)
    candidates = [
        part
        for size in range(1, len(circle))
        for part in itertools.combinations(circle, size)
        if sum(power[i] for i in part) > majority * whole
        and by_definition(power, majority, part) == part
    ]
    return min(candidates, key=lambda part: sum(power[i] for i in part), default=circle)


def is_as_the_theorem_says(power, majority, cost=None, indifferent="no"):
    """Compare coalition, shares and removals with those of the ultimate ruling coalition."""
    found = agenda_game(power, majority=majority, cost=cost, indifferent=indifferent)
    ruling = by_definition(power, majority, tuple(range(len(power))))
    assert ruling == ruling_coalition(power, majority=majority).members
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


@pytest.mark.parametrize("indifferent", ["no", "yes"])
@pytest.mark.parametrize(
    ("power", "ruling"),
    [([3, 4, 5], (0, 1, 2)), ([3, 4, 10], (2,)), ([3, 4, 5, 10], (0, 1, 2))],
)
def test_examples_of_the_paper(power, ruling, indifferent):
    assert agenda_game(power, indifferent=indifferent).coalitions == (ruling,)
    assert is_as_the_theorem_says(power, Fraction(1, 2), indifferent=indifferent)


@pytest.mark.slow
def test_three_hundred_of_three_hundred_random_games_if_indifferent_voters_vote_yes():
    for power, majority in drawn_games(300, [2, 3, 3, 4, 4, 4, 5], seed=1):
        assert is_as_the_theorem_says(power, majority, indifferent="yes"), (power, majority)


@pytest.mark.slow
def test_two_hundred_random_games_if_indifferent_voters_vote_no():
    for power, majority in drawn_games(200, [1, 2, 3, 3, 4, 4, 4, 4, 5], seed=2):
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


def test_those_who_are_to_be_removed_have_no_vote():
    """[derived] With a vote for everybody present, the strongest of (3, 4, 5, 10), lost anyway and
    voting yes where indifferent, would help any of the others to rise over the rest, and the game
    would end with all four in three of four cases."""
    found = agenda_game([3, 4, 5, 10], indifferent="yes")
    assert (found.coalitions, found.chances) == (((0, 1, 2),), (1,))
