"""Laws of the map of stable states."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.theory.coalitions.stability import stable_map, stable_states

majorities = st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)])


@st.composite
def games(draw):
    n_actors, n_states = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    utility = [[draw(st.integers(0, 4)) for _ in range(n_states)] for _ in range(n_actors)]
    weight = [[draw(st.integers(0, 3)) for _ in range(n_actors)] for _ in range(n_states)]
    for row in weight:
        row[0] += not any(row)
    return utility, weight


def solved(utility, weight, majority, **more):
    try:
        return stable_states(utility, weight=weight, majority=majority, **more)
    except InvalidInput:
        assume(False)


@given(games(), majorities)
def test_the_three_axioms(game, majority):
    """Desirability, stability, rationality, for every choice."""
    utility, weight = game
    found = solved(utility, weight, majority)

    def prefers(s, y, z):
        gain = sum(w for w, worth in zip(weight[s], utility, strict=True) if worth[y] > worth[z])
        return gain > majority * sum(weight[s])

    states = range(len(weight))
    for x, ends in enumerate(found.choices):
        for end in ends:
            assert end == x or prefers(x, end, x)
            assert found.choices[end] == (end,)
            assert not any(prefers(x, z, x) and prefers(x, z, end) for z in found.stable)
        assert found.beaten_by[x] == tuple(y for y in states if prefers(x, y, x))
        assert found.leads_to[x] == ends[0]
        assert found.paths[x] == ((x,) if ends[0] == x else (x, ends[0]))
    assert found.stable == tuple(x for x in states if found.leads_to[x] == x)
    assert found.stable


@given(games(), majorities, st.randoms(use_true_random=False))
def test_numbers_of_states_and_actors_carry_no_meaning(game, majority, shuffler):
    utility, weight = game
    found = solved(utility, weight, majority)
    states = shuffler.sample(range(len(weight)), len(weight))
    actors = shuffler.sample(range(len(utility)), len(utility))
    moved = stable_states(
        [[utility[i][s] for s in states] for i in actors],
        weight=[[weight[s][i] for i in actors] for s in states],
        majority=majority,
    )
    for place, s in enumerate(states):
        assert {states[end] for end in moved.choices[place]} == set(found.choices[s])


@given(games(), majorities, st.integers(1, 50), st.integers(-9, 9))
def test_units_carry_no_meaning(game, majority, unit, shift):
    utility, weight = game
    found = solved(utility, weight, majority)
    stretched = [[unit * x + shift for x in row] for row in utility]
    scaled = [[Fraction(x, unit) for x in row] for row in weight]
    assert stable_states(stretched, weight=scaled, majority=majority) == found


@given(games(), majorities)
def test_equal_weights_are_taken_if_none_are_given(game, majority):
    utility, weight = game
    ones = [[1] * len(utility) for _ in weight]
    assert solved(utility, None, majority) == stable_states(utility, weight=ones, majority=majority)


@given(games(), majorities)
def test_where_no_way_is_open_all_last(game, majority):
    utility, weight = game
    closed = [[int(s == y) for y in range(len(weight))] for s in range(len(weight))]
    found = stable_states(utility, weight=weight, majority=majority, feasible=closed)
    assert found.stable == tuple(range(len(weight)))


@given(st.integers(1, 4), st.sets(st.tuples(*[st.integers(0, 3)] * 3), max_size=12))
def test_a_circle_is_refused_and_only_a_circle(n_states, wanted):
    """Any relation at all: the walk finds a circle exactly if there is one."""

    def prefers(s, y, z):
        return y != z and (s, y, z) in wanted

    def goes_round(edges):
        reached = set(edges)
        for _ in range(n_states):
            reached |= {(a, d) for a, b in reached for c, d in edges if b == c}
        return any(a == b for a, b in reached)

    states = range(n_states)
    better = {s: [y for y in states if prefers(s, y, s)] for s in states}
    circle = goes_round({(s, y) for s in states for y in better[s]}) or any(
        goes_round({(z, y) for z, y in itertools.permutations(better[s], 2) if prefers(s, y, z)})
        for s in states
    )
    if circle:
        with pytest.raises(InvalidInput, match="go round in a circle"):
            stable_map(n_states, prefers)
    else:
        assert len(stable_map(n_states, prefers)) == n_states
