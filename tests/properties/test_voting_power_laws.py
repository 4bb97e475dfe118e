"""Laws of voting power, and agreement with the definitions read aloud."""

import math
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from whowhom.theory.bargains import _voting_kernel as kernels
from whowhom.theory.bargains import voting
from whowhom.theory.bargains._voting_kernel import chances_to_decide, minimal_winning
from whowhom.theory.bargains.voting import voting_power
from whowhom.theory.bargains.voting_counts import count, lowest_terms

INDICES = [
    "shapley_shubik", "banzhaf", "banzhaf_normalised", "deegan_packel", "public_good", "johnston",
    "prevent", "initiate",
]  # fmt: skip
SUMMING_TO_ONE = [
    "shapley_shubik", "banzhaf_normalised", "deegan_packel", "public_good", "johnston",
]  # fmt: skip


@st.composite
def games(draw, max_size=8, largest=9):
    """Draw small votes: ties, voters without weight and unanimity are frequent."""
    weights = draw(st.lists(st.integers(0, largest), min_size=1, max_size=max_size))
    assume(any(weights))
    return weights, draw(st.integers(1, sum(weights)))


def definition(weights, quota):
    """All indices by going through all coalitions, in exact fractions."""
    n = len(weights)
    everyone = range(n)

    def wins(coalition):
        return sum(weights[i] for i in coalition) >= quota

    coalitions = [set(c) for size in range(n + 1) for c in combinations(everyone, size)]
    winning = [c for c in coalitions if wins(c)]
    critical = [{i for i in c if not wins(c - {i})} for c in winning]
    minimal = [c for c, needed in zip(winning, critical, strict=True) if c == needed]
    swings = [sum(i in needed for needed in critical) for i in everyone]
    orders = [
        sum(
            Fraction(math.factorial(len(c) - 1) * math.factorial(n - len(c)), math.factorial(n))
            for c, needed in zip(winning, critical, strict=True)
            if i in needed
        )
        for i in everyone
    ]
    members = [sum(i in c for c in minimal) for i in everyone]
    prizes = [sum(Fraction(1, len(c)) for c in minimal if i in c) for i in everyone]
    blame = [sum(Fraction(1, len(needed)) for needed in critical if i in needed) for i in everyone]
    return {
        "shapley_shubik": orders,
        "banzhaf": [Fraction(s, 2 ** (n - 1)) for s in swings],
        "banzhaf_normalised": [Fraction(s, sum(swings)) for s in swings],
        "deegan_packel": [p / len(minimal) for p in prizes],
        "public_good": [Fraction(m, sum(members)) for m in members],
        "johnston": [b / sum(blame) for b in blame],
        "prevent": [Fraction(s, len(winning)) for s in swings],
        "initiate": [Fraction(s, 2**n - len(winning)) for s in swings],
        "swings": swings,
    }, len(winning), len(minimal)  # fmt: skip


def column(found, index):
    return [getattr(power, index) for power in found.fractions]


@given(games())
@example(([0, 0, 5], 5))
@example(([1] * 8, 8))
@example(([2, 2, 2], 1))
@example(([35, 20, 15, 15, 15], 51))
@settings(max_examples=150, deadline=None)
def test_equals_the_definitions(game):
    weights, quota = game
    indices, winning, minimal = definition(weights, quota)
    found = voting_power(weights, quota=quota)
    for index, values in indices.items():
        assert column(found, index) == values, index
    assert (found.winning, found.minimal) == (winning, minimal)
    assert found.act == winning / 2 ** len(weights)


@given(st.lists(st.integers(0, 10**6), min_size=10, max_size=10), st.integers(1, 100))
@settings(max_examples=5, deadline=None)
def test_equals_the_definitions_for_ten(weights, percent):
    assume(any(weights))
    quota = Fraction(sum(weights) * percent, 100)
    indices, *_ = definition(weights, quota)
    found = voting_power(weights, quota=quota)
    for index, values in indices.items():
        assert column(found, index) == values, index


@given(games(max_size=7, largest=10**40))
@example(([10**18, 2 * 10**18, 3 * 10**18 + 1], 3 * 10**18 + 1))
@example(([2**62, 2**62 - 1, 1, 1], 2**62))
@settings(max_examples=60, deadline=None)
def test_equals_the_definitions_with_weights_of_any_size(game):
    weights, quota = game
    indices, winning, minimal = definition(weights, quota)
    found = voting_power(weights, quota=quota)
    for index, values in indices.items():
        assert column(found, index) == values, index
    assert (found.winning, found.minimal) == (winning, minimal)


@given(games(max_size=14, largest=60))
@settings(deadline=None)
def test_counting_and_tables_agree(game):
    game = lowest_terms([Fraction(w) for w in game[0]], Fraction(game[1]))
    assert voting._count_all(game) == count(game)


@given(games(max_size=30, largest=200))
@example(([1] * 100, 100))
@example(([1] * 100, 1))
@example(([*range(1, 61)], 1000))
@settings(deadline=None, max_examples=60)
def test_floats_agree_with_fractions(game):
    weights, quota = game
    exact = voting_power(weights, quota=quota, exact="yes")
    floats = voting_power(weights, quota=quota, exact="no")
    for index in INDICES:
        if getattr(floats, index) is None:
            assert index == "johnston"
            continue
        gap = np.abs(getattr(floats, index) - getattr(exact, index)).max()
        assert gap < 1e-12, index
    assert floats.act == pytest.approx(exact.act, rel=1e-12)
    assert floats.winning == pytest.approx(exact.winning, rel=1e-12)
    assert floats.minimal == pytest.approx(exact.minimal, rel=1e-12)
    assert floats.swings == pytest.approx(exact.swings, rel=1e-9)


@given(games(max_size=12))
def test_indices_are_shares(game):
    found = voting_power(game[0], quota=game[1])
    for index in SUMMING_TO_ONE:
        assert sum(column(found, index)) == 1
    for index in INDICES:
        assert all(0 <= value <= 1 for value in column(found, index))


@given(games(max_size=10))
def test_voters_of_equal_weight_have_equal_power_and_more_weight_never_less(game):
    weights, quota = game
    found = voting_power(weights, quota=quota)
    order = sorted(range(len(weights)), key=weights.__getitem__)
    for lighter, heavier in pairwise(order):
        for index in INDICES:
            low = getattr(found.fractions[lighter], index)
            high = getattr(found.fractions[heavier], index)
            if weights[lighter] == weights[heavier]:
                assert low == high
            elif index not in ("deegan_packel", "public_good"):
                assert low <= high, index


def test_more_weight_may_mean_less_of_the_two_indices_of_minimal_coalitions():
    found = voting_power([35, 20, 15, 15, 15], quota=51)
    assert found.deegan_packel[1] < found.deegan_packel[2]
    assert found.public_good[1] < found.public_good[2]
    assert found.shapley_shubik[1] > found.shapley_shubik[2]


@given(games(max_size=8), st.data())
def test_more_votes_for_one_never_harm_him(game, data):
    """At the same quota; by Shapley-Shubik and by the chance to decide among fixed others."""
    weights, quota = game
    i = data.draw(st.integers(0, len(weights) - 1))
    richer = [w + (k == i) for k, w in enumerate(weights)]
    assume(max(weights) < quota)  # still to be won; else others may lose their swings to nobody
    before = voting_power(weights, quota=quota).fractions[i]
    after = voting_power(richer, quota=quota).fractions[i]
    assert after.banzhaf >= before.banzhaf
    assert after.shapley_shubik >= before.shapley_shubik


@given(games(), st.integers(1, 9))
def test_a_dictator_has_all_and_the_rest_nothing(game, more):
    weights, _ = game
    ruler = sum(weights) + more
    found = voting_power([*weights, ruler], quota=ruler)
    for index in SUMMING_TO_ONE:
        assert column(found, index) == [0] * len(weights) + [1]
    assert found.fractions[-1].banzhaf == found.fractions[-1].prevent == 1


@given(games(), st.integers(0, 8))
def test_a_voter_without_weight_has_no_power_and_changes_nobodys(game, seat):
    weights, quota = game
    before = voting_power(weights, quota=quota)
    seat = min(seat, len(weights))
    after = voting_power([*weights[:seat], 0, *weights[seat:]], quota=quota)
    for index in INDICES:
        with_him = column(after, index)
        assert with_him.pop(seat) == 0
        assert with_him == column(before, index)
    assert after.winning == 2 * before.winning
    assert after.minimal == before.minimal


@given(games(max_size=10))
def test_a_vote_and_its_dual_give_the_same_power(game):
    """Who can pass with the quota can block with total - quota + 1."""
    weights, quota = game
    found = voting_power(weights, quota=quota)
    dual = voting_power(weights, quota=sum(weights) - quota + 1)
    for index in ("swings", "banzhaf", "shapley_shubik"):
        assert column(found, index) == column(dual, index)
    assert found.winning == 2 ** len(weights) - dual.winning
    assert column(found, "prevent") == column(dual, "initiate")


@given(games(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(game, shuffler):
    weights, quota = game
    order = shuffler.sample(range(len(weights)), len(weights))
    found = voting_power(weights, quota=quota)
    moved = voting_power([weights[i] for i in order], quota=quota)
    assert moved.fractions == tuple(found.fractions[i] for i in order)
    assert moved.blocks == tuple(found.blocks[i] for i in order)


@given(games(), st.fractions(min_value=Fraction(1, 90), max_value=90, max_denominator=90))
def test_the_unit_does_not_matter(game, unit):
    weights, quota = game
    found = voting_power(weights, quota=quota)
    scaled = voting_power([w * unit for w in weights], quota=quota * unit)
    assert scaled.fractions == found.fractions
    assert (scaled.winning, scaled.minimal) == (found.winning, found.minimal)


@given(games(), st.integers(1, 99))
def test_a_quota_between_two_whole_numbers_is_the_upper_one(game, percent):
    weights, quota = game
    between = voting_power(weights, quota=quota - Fraction(percent, 100))
    assert between.fractions == voting_power(weights, quota=quota).fractions


@given(games(max_size=10))
def test_averages_of_coleman(game):
    """Banzhaf is the harmonic mean of the powers to prevent and to initiate."""
    found = voting_power(game[0], quota=game[1])
    for power in found.fractions:
        if power.swings:
            assert 2 / (1 / power.prevent + 1 / power.initiate) == power.banzhaf


LOOPS = [
    name
    for name, value in vars(kernels).items()
    if getattr(value, "__module__", "") == kernels.__name__ and hasattr(value, "py_func")
]


def test_compiled_loops_have_a_plain_form():
    assert {"add_swings", "fill_completions", "follow_prefixes", "count_all"} <= set(LOOPS)


@given(games(max_size=5))
@settings(max_examples=15, deadline=None)
def test_compiled_and_plain_loops_agree(game):
    game = lowest_terms([Fraction(w) for w in game[0]], Fraction(game[1]))
    with pytest.MonkeyPatch.context() as patch:
        compiled = _all_floats(game)
        for name in LOOPS:
            patch.setattr(kernels, name, getattr(kernels, name).py_func)
        assert _all_floats(game) == compiled


def _all_floats(game):
    shapley, banzhaf, win, lose = chances_to_decide(game)
    minimal = minimal_winning(game)
    arrays = (shapley, banzhaf, minimal.memberships, minimal.parts)
    return [a.tolist() for a in arrays], win, lose, minimal.number, voting._count_all(game)
