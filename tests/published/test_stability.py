"""Acemoglu, Egorov and Sonin (2012): the map of stable states.

The definition is recalled, not read. The tests: its special case, the elimination game of 2008;
its leading story (an autocrat who fears the next step); and the three axioms, against all maps.
The first number of games is our own; no number here is the paper's.
"""

import itertools
import random
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions.stability import stable_map, stable_states


def elimination_game(power):
    """Return utilities, weights and open ways: states are coalitions, one goes to parts only."""
    everyone = range(len(power))
    states = [
        coalition
        for k in range(1, len(power) + 1)
        for coalition in itertools.combinations(everyone, k)
    ]
    strength = {state: sum(power[i] for i in state) for state in states}
    utility = [[Fraction(power[i], strength[s]) if i in s else 0 for s in states] for i in everyone]
    weight = [[power[i] if i in s else 0 for i in everyone] for s in states]
    feasible = [[int(set(end) <= set(start)) for end in states] for start in states]
    return states, utility, weight, feasible


def agrees_with_the_ruling_coalition(power, majority):
    """Compare every state, not the first only, with all coalitions that tie."""
    states, utility, weight, feasible = elimination_game(power)
    found = stable_states(utility, weight=weight, majority=majority, feasible=feasible)
    for state, ends in zip(states, found.choices, strict=True):
        ruling = ruling_coalition([power[i] for i in state], majority=majority).all_members
        expected = {tuple(state[i] for i in coalition) for coalition in ruling}
        if {states[end] for end in ends} != expected:
            return False
    return True


def test_elimination_game_on_examples_of_the_2008_paper():
    for power in ([3, 4, 5], [3, 4, 10], [3, 4, 5, 10]):
        assert agrees_with_the_ruling_coalition(power, Fraction(1, 2))


def test_elimination_game_on_four_hundred_random_games():
    rng = random.Random(2012)
    for _ in range(400):
        power = [rng.randint(1, rng.choice([9, 300])) for _ in range(rng.randint(1, 4))]
        majority = rng.choice([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)])
        assert agrees_with_the_ruling_coalition(power, majority), (power, majority)


@pytest.mark.slow
def test_elimination_game_on_larger_games():
    rng = random.Random(12)
    for n, count in ((5, 40), (6, 6)):
        for _ in range(count):
            power = [rng.randint(1, 300) for _ in range(n)]
            assert agrees_with_the_ruling_coalition(power, Fraction(1, 2)), power


def test_without_closed_ways_the_removed_come_back():
    """Why the elimination game needs `feasible`: 3, 4 and 5 would take 1.5 back in for 5."""
    states, utility, weight, feasible = elimination_game([6, 8, 10, 3])
    three = states.index((0, 1, 2))
    closed = stable_states(utility, weight=weight, feasible=feasible)
    assert closed.leads_to[three] == three
    free = stable_states(utility, weight=weight)
    assert states[free.leads_to[three]] == (0, 1, 3)


def test_an_autocrat_who_fears_the_next_step_does_not_take_the_first():
    """A monarch would share power with a middle class, did it not go on to democracy."""
    utility = [[1, 2, 0], [0, 2, 3], [1, 0, 3]]
    found = stable_states(utility, weight=[[1, 0, 0], [1, 1.5, 0], [1, 1, 1]])
    assert found.leads_to == (0, 2, 2)
    assert found.stable == (0, 2)
    held_back = stable_states(utility, weight=[[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    assert held_back.leads_to == (1, 1, 2)  # where the middle class cannot go on alone


def by_axioms(n_states, prefers):
    """Return all maps with desirability, stability and rationality."""
    for phi in itertools.product(range(n_states), repeat=n_states):
        desirable = all(phi[x] == x or prefers(x, phi[x], x) for x in range(n_states))
        stable = all(phi[phi[x]] == phi[x] for x in range(n_states))
        rational = not any(
            phi[z] == z and prefers(x, z, x) and prefers(x, z, phi[x])
            for x in range(n_states)
            for z in range(n_states)
        )
        if desirable and stable and rational:
            yield phi


def votes(utility, weight, majority):
    """Return who prefers what by weighted votes: the definition read aloud."""

    def prefers(s, y, z):
        gaining = sum(w for w, worth in zip(weight[s], utility, strict=True) if worth[y] > worth[z])
        return gaining > majority * sum(weight[s])

    return prefers


@pytest.mark.parametrize("n_states", [1, 2, 3, 4])
def test_the_maps_found_are_all_that_obey_the_axioms(n_states):
    rng = random.Random(n_states)
    solved = several = 0
    while solved < 150:
        n_actors = rng.randint(1, 4)
        utility = [[rng.randint(0, 3) for _ in range(n_states)] for _ in range(n_actors)]
        weight = [[rng.randint(0, 3) for _ in range(n_actors)] for _ in range(n_states)]
        majority = rng.choice([Fraction(1, 2), Fraction(2, 3)])
        if not all(map(sum, weight)):
            continue
        try:
            found = stable_states(utility, weight=weight, majority=majority)
        except InvalidInput:  # preferences that go round in a circle
            continue
        expected = set(by_axioms(n_states, votes(utility, weight, majority)))
        assert set(itertools.product(*found.choices)) == expected
        solved += 1
        several += not found.is_unique
    assert several > 0 or n_states < 3


def test_any_rule_of_decision_can_be_asked():
    """Winning coalitions given as lists: in state 0 actors 0 and 1 together, elsewhere all."""
    winning = {0: [{0, 1}], 1: [{0, 1, 2}], 2: [{0, 1, 2}]}
    utility = [[0, 1, 2], [0, 2, 1], [5, 0, 0]]

    def prefers(s, y, z):
        gaining = {i for i, worth in enumerate(utility) if worth[y] > worth[z]}
        return any(coalition <= gaining for coalition in winning[s])

    assert stable_map(3, prefers) == ((1, 2), (1,), (2,))
