"""Laws of the killing game, and agreement with independent solutions of it."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.rng import STREAMS, uniform
from whowhom.theory import killing_claimants, killing_game, killing_regimes
from whowhom.theory.sketches.killing import least_loss_to_spare

ALWAYS = (True, True, True, True)
RECORDS = list(product((0, 1), repeat=2))

inner = st.builds(Fraction, st.integers(1, 11), st.just(12))  # small denominators: ties occur
arrivals = st.builds(Fraction, st.integers(1, 12), st.just(12))  # 1 included
losses = st.builds(Fraction, st.integers(0, 60), st.just(4))


def solved(rows, right):
    """Solve a linear system in exact fractions, by elimination."""
    table = [[Fraction(cell) for cell in (*row, end)] for row, end in zip(rows, right, strict=True)]
    n = len(table)
    for j in range(n):
        pivot = next(i for i in range(j, n) if table[i][j])
        table[j], table[pivot] = table[pivot], table[j]
        table[j] = [cell / table[j][j] for cell in table[j]]
        for i in range(n):
            if i != j and table[i][j]:
                factor = table[i][j]
                table[i] = [a - factor * b for a, b in zip(table[i], table[j], strict=True)]
    return [row[-1] for row in table]


def values_by_elimination(kills, p, mu, beta, loss):
    """Return all ten values as the definition has them: V(h), I(h, g) and C(g, h)."""
    index = {("V", 0): 0, ("V", 1): 1}
    for who in "IC":
        for pair in RECORDS:
            index[who, *pair] = len(index)
    rows, right = [], []

    def equation(name, constant, *terms):
        row = [Fraction(0)] * len(index)
        row[index[name]] += 1
        for term, factor in terms:
            row[index[term]] -= factor
        rows.append(row)
        right.append(constant)

    def won(x, y):
        return (("V", 1) if kills[x, y] else ("I", x, y)), beta

    def lost(y, x):
        return (-loss, None) if kills[x, y] else (Fraction(0), (("C", y, x), beta))

    for h in (0, 1):
        equation(("V", h), 1 - mu, (("V", h), (1 - mu) * beta), (("I", h, 0), mu))
    for h, g in RECORDS:
        for name, chance, x, y in ((("I", h, g), p, h, g), (("C", g, h), 1 - p, g, h)):
            term, factor = won(x, y)
            constant, after = lost(x, y)
            terms = [(term, chance * factor)]
            terms += [(after[0], (1 - chance) * after[1])] if after else []
            equation(name, chance + (1 - chance) * constant, *terms)
    found = solved(rows, right)
    return {name: found[i] for name, i in index.items()}


def equilibria_by_elimination(p, mu, beta, loss):
    found = {}
    for choice in product((False, True), repeat=4):
        kills = dict(zip(RECORDS, choice, strict=True))
        value = values_by_elimination(kills, p, mu, beta, loss)
        gains = (value["V", 1] - value["I", x, y] for x, y in RECORDS)
        if all(gain >= 0 if kill else gain <= 0 for gain, kill in zip(gains, choice, strict=True)):
            found[choice] = value
    return found


def game(p, mu, beta, loss):
    return killing_game(incumbent_wins=p, arrival=mu, discount=beta, loss=loss)


@settings(max_examples=15, deadline=None)
@given(inner, arrivals, inner, losses)
def test_equals_the_definition_solved_by_elimination(p, mu, beta, loss):
    expected = equilibria_by_elimination(p, mu, beta, loss)
    found = game(p, mu, beta, loss)
    assert {equilibrium.kills for equilibrium in found.equilibria} == set(expected)
    for equilibrium in found.equilibria:
        value = expected[equilibrium.kills]
        assert (equilibrium.value_clean, equilibrium.value_bloody) == (value["V", 0], value["V", 1])


def value_iteration(kills, p, mu, beta, loss):
    """Return the value of each state in floats, by repeated substitution.

    The only use made of the solver's answer is its decisions.
    """
    lone, rules, waits = np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2))
    for _ in range(4000):
        won = np.array([[lone[1] if kills[x, y] else rules[x, y] for y in (0, 1)] for x in (0, 1)])
        won = 1 + beta * won
        lost = np.array(
            [[-loss if kills[x, y] else beta * waits[y, x] for x in (0, 1)] for y in (0, 1)]
        )  # by the records of loser and winner
        new_rules = p * won + (1 - p) * lost
        new_waits = (1 - p) * won + p * lost
        new_lone = (1 - mu) * (1 + beta * lone) + mu * rules[:, 0]
        change = max(abs(new_lone - lone).max(), abs(new_rules - rules).max())
        lone, rules, waits = new_lone, new_rules, new_waits
        if change < 1e-13:
            break
    return lone, rules


@settings(max_examples=10, deadline=None)
@given(inner, inner, inner.filter(lambda beta: beta < Fraction(9, 10)), losses)
def test_nobody_gains_by_one_other_decision(p, mu, beta, loss):
    for equilibrium in game(p, mu, beta, loss).equilibria:
        kills = dict(zip(RECORDS, equilibrium.kills, strict=True))
        lone, rules = value_iteration(kills, float(p), float(mu), float(beta), float(loss))
        assert lone[0] == pytest.approx(float(equilibrium.value_clean), abs=1e-9)
        for x, y in RECORDS:
            gain = lone[1] - rules[x, y]
            assert gain >= -1e-9 if kills[x, y] else gain <= 1e-9


@given(inner, arrivals, inner, losses)
def test_killing_always_is_always_an_equilibrium(p, mu, beta, loss):
    assert game(p, mu, beta, loss).equilibria[-1].kills == ALWAYS


@given(inner, inner, inner, losses)
def test_mercy_begins_at_the_least_loss(p, mu, beta, loss):
    """Also exactly there; and with an arrival below 1 there are one or four equilibria."""
    least = game(p, mu, beta, loss).least_loss
    for trial in (loss, max(least, Fraction(0))):
        found = game(p, mu, beta, trial)
        assert found.can_spare == (trial >= least)
        assert len(found.equilibria) == (4 if trial >= least else 1)
        for equilibrium in found.equilibria:
            begins = Fraction(0) if equilibrium.kills == ALWAYS else max(least, Fraction(0))
            assert (equilibrium.holds_from, equilibrium.holds_to) == (begins, None)
            assert equilibrium.value_bloody == found.value_of_killing
        if found.can_spare:
            assert found.selected.kills == (False, True, True, True)
            assert found.value_of_truce >= found.value_of_killing


@given(inner, inner, losses)
def test_where_a_contender_always_comes_killing_gains_nothing(p, beta, loss):
    """Then never killing is an equilibrium, and the most lenient monotone one."""
    found = game(p, 1, beta, loss)
    assert found.selected.kills == (False,) * 4
    assert found.can_spare
    assert found.least_loss <= 0


@given(inner, arrivals, inner, losses)
def test_the_selected_equilibrium_is_monotone_and_none_is_more_lenient(p, mu, beta, loss):
    found = game(p, mu, beta, loss)
    monotone = [equilibrium for equilibrium in found.equilibria if equilibrium.is_monotone]
    assert found.selected in monotone
    assert sum(found.selected.kills) == min(sum(equilibrium.kills) for equilibrium in monotone)
    for a, b, c, d in (equilibrium.kills for equilibrium in monotone):
        assert a <= b <= d
        assert a <= c <= d


@given(inner, inner, st.lists(arrivals, min_size=2, max_size=2, unique=True))
def test_mercy_needs_less_fear_where_contenders_come_more_often(p, beta, both):
    rare, frequent = sorted(both)
    assert least_loss_to_spare(p, frequent, beta) < least_loss_to_spare(p, rare, beta)


@given(inner, arrivals, inner)
def test_mercy_needs_more_fear_where_claimants_are_fewer(p, mu, beta):
    found = killing_claimants(incumbent_wins=p, arrival=mu, discount=beta, claimants=8)
    for fewer, more in zip(found.least_losses, found.least_losses[1:], strict=False):
        assert more < fewer if fewer > 0 else more <= 0
    if found.limit > 0:
        assert found.least_losses[-1] > found.limit


@given(inner, arrivals, inner, losses)
def test_claimants_agree_with_the_ruler_who_kills_his_way_through(p, mu, beta, loss):
    """Rewards and dangers give the worth of ruling with so many claimants left, for any loss."""
    found = killing_claimants(incumbent_wins=p, arrival=mu, discount=beta, claimants=4)
    worth = 1 / (1 - beta)
    for reward, danger in zip(found.rewards, found.dangers, strict=True):
        fight = p * (1 + beta * worth) - (1 - p) * loss
        worth = ((1 - mu) + mu * fight) / (1 - beta * (1 - mu))
        assert worth == reward - danger * loss
        assert 0 < danger < 1


def test_many_claimants_come_near_to_ever_new_ones():
    found = killing_claimants(incumbent_wins=0.3, arrival=0.4, discount=0.7, claimants=20)
    assert float(found.least_losses[-1]) == pytest.approx(float(found.limit), abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(inner, inner, st.integers(1, 60), st.integers(1, 6))
def test_the_map_equals_the_games_solved_one_by_one(p, beta, largest, steps):
    found = killing_regimes(incumbent_wins=p, discount=beta, largest_loss=largest, steps=steps)
    assert found.arrivals[-1] == 1
    assert (found.losses[0], found.losses[-1]) == (0, largest)
    for arrival, row in zip(found.arrivals, found.regimes, strict=True):
        free = game(p, arrival, beta, 0).can_spare
        for loss, regime in zip(found.losses, row, strict=True):
            single = game(p, arrival, beta, loss)
            bloody = any(not equilibrium.bloody_kills_bloody for equilibrium in single.equilibria)
            assert single.can_spare == bloody == (regime != "only killing")
            assert free == (regime == "sparing at any loss")


def test_periods_ruled_where_all_kill_by_monte_carlo():
    """10,000 rulers: each period a contender may come and, if he does, may win."""
    found = game(0.6, 0.25, 0.9, 3)
    assert found.death_hazard == Fraction(1, 10)
    assert found.periods_ruled == 9
    stream, ruled = STREAMS.index("power_error"), []
    for run in range(10_000):
        month = 0
        while not (
            uniform(7, run, month, stream, 0, 0) < 0.25
            and uniform(7, run, month, stream, 1, 0) >= 0.6
        ):
            month += 1
        ruled.append(month)
    error = np.std(ruled) / 100
    assert abs(np.mean(ruled) - 9) < 4 * error
    assert error < 0.11
