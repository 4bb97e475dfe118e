"""Laws of legislative bargaining, and agreement with the definition, member by member."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from whowhom.theory import legislative_bargaining, open_rule_bargaining


@st.composite
def games(draw, *, most=6, patient=True):
    """Draw small legislatures: ties, members without votes or proposals and vetoes are frequent."""
    n = draw(st.integers(1, most))
    weights = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    chances = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    assume(any(weights) and any(chances))
    total = sum(weights)
    quota = draw(st.sampled_from([total // 2 + 1, draw(st.integers(1, total))]))
    tenths = st.integers(0, 9)
    same = draw(tenths) if not patient else draw(st.integers(0, 10))
    tens = draw(st.sampled_from([[same] * n, draw(st.lists(tenths, min_size=n, max_size=n))]))
    discounts = [Fraction(ten, 10) for ten in tens]
    vetoes = [i for i in range(n) if total - weights[i] < quota and discounts[i] == 1]
    assume(len(vetoes) < 2 and all(chances[i] for i in vetoes))
    return weights, quota, chances, discounts


def solve(game, **more):
    weights, quota, chances, discounts = game
    return legislative_bargaining(
        weights, quota=quota, recognition=chances, discounts=discounts, **more
    )


def winning_partners(weights, quota, proposer):
    """Return all sets of partners, small or not, with which a proposer wins."""
    others = [i for i in range(len(weights)) if i != proposer]
    return [
        chosen
        for size in range(len(weights))
        for chosen in combinations(others, size)
        if sum(weights[i] for i in chosen) + weights[proposer] >= quota
    ]


def error_of(game, value):
    """Return by how much values miss an equilibrium, at best, if all buy only the cheapest.

    A linear program over all coalitions of members: nothing of the code is used.
    """
    weights, quota, chances, discounts = game
    n = len(weights)
    price = [float(d) * v for d, v in zip(discounts, value, strict=True)]
    p = [chance / sum(chances) for chance in chances]
    columns, owners, keeps = [], [], []
    for j in range(n):
        partners = winning_partners(weights, quota, j)
        costs = [sum(price[i] for i in chosen) for chosen in partners]
        keeps.append(1 - min(costs))
        for chosen, cost in zip(partners, costs, strict=True):
            if cost < min(costs) + 1e-9:
                columns.append([p[j] * price[i] * (i in chosen) for i in range(n)])
                owners.append(j)
    pays = np.array(columns).T
    wanted = np.array([value[i] - p[i] * keeps[i] for i in range(n)])
    ones = np.ones((n, 1))
    found = linprog(
        np.r_[np.zeros(len(owners)), 1],
        A_ub=np.vstack([np.hstack([pays, -ones]), np.hstack([-pays, -ones])]),
        b_ub=np.r_[wanted, -wanted],
        A_eq=np.hstack([np.array(owners) == np.arange(n)[:, None], 0 * ones]),
        b_eq=np.ones(n),
        options={"primal_feasibility_tolerance": 1e-10},
    )
    assert found.success
    return found.fun, keeps


@given(games())
@example(([3, 1, 1, 1, 1], 4, [1] * 5, [Fraction(1)] * 5))
@example(([1, 1, 1], 3, [1, 2, 3], [Fraction(9, 10)] * 3))
@example(([2, 1, 1], 3, [1, 1, 1], [Fraction(1)] * 3))
@settings(max_examples=120, deadline=None)
def test_it_is_an_equilibrium(game):
    found = solve(game)
    error, keeps = error_of(game, found.value)
    assert error < 1e-9
    assert found.keeps == pytest.approx(keeps, abs=1e-9)
    assert found.residual < 1e-9


@given(games(most=5, patient=False))
@settings(max_examples=12, deadline=None)
def test_slow_adjustment_ends_there_too(game):
    """Fictitious play, which knows nothing of Newton: everybody buys what was cheapest on average.

    Payoffs are unique below a discount of 1 (Eraslan and McLennan 2013).
    """
    weights, quota, chances, discounts = game
    n = len(weights)
    p = np.array(chances) / sum(chances)
    d = np.array([float(discount) for discount in discounts])
    sets = [
        np.array(
            [[i in chosen for i in range(n)] for chosen in winning_partners(weights, quota, j)]
        )
        for j in range(n)
    ]
    value = p.copy()
    bought = np.zeros(n)
    for step in range(1, 4001):
        price = d * value
        costs = [rows @ price for rows in sets]
        now = sum(p[j] * sets[j][int(np.argmin(costs[j]))] for j in range(n))
        bought += (now - bought) / step
        keeps = np.array([1 - c.min() for c in costs])
        value = value + 0.5 * (p * keeps / (1 - d * bought) - value)
    assert solve(game).value == pytest.approx(value, abs=0.015)


@given(games())
@settings(max_examples=80, deadline=None)
def test_shares(game):
    weights, quota, _, _ = game
    found = solve(game)
    assert found.value.sum() == pytest.approx(1, abs=1e-9)
    assert np.all(found.value >= found.recognition * found.keeps - 1e-9)
    assert np.all(found.keeps >= found.price - 1e-9)
    assert found.price == pytest.approx(found.discount * found.value, abs=1e-12)
    assert found.recognition @ found.offers == pytest.approx(found.bought, abs=1e-9)
    assert found.keeps == pytest.approx(1 - found.offers @ found.price, abs=1e-8)
    for i in range(len(weights)):
        alone = weights[i] >= quota
        assert not alone or found.keeps[i] == pytest.approx(1, abs=1e-12)
        assert found.has_veto[i] == (sum(weights) - weights[i] < quota)
        assert weights[i] or found.offers[:, i].max() == 0  # nobody buys what is no vote


@given(games(), st.integers(2, 9))
@settings(max_examples=40, deadline=None)
def test_unit_and_order_do_not_matter(game, factor):
    weights, quota, chances, discounts = game
    found = solve(game)
    scaled = ([w * factor for w in weights], quota * factor, [c * factor for c in chances])
    assert solve((*scaled, discounts)).value.tolist() == found.value.tolist()
    turned = (weights[::-1], quota, chances[::-1], discounts[::-1])
    assert solve(turned).value.tolist() == found.value.tolist()[::-1]


@given(games(), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_members_who_are_alike_get_the_same(game, i, j):
    weights, _, chances, discounts = game
    i, j = i % len(weights), j % len(weights)
    for given_to in (weights, chances, discounts):
        given_to[j] = given_to[i]
    assume(any(weights) and any(chances) and sum(weights) >= game[1])
    vetoes = [k for k, w in enumerate(weights) if sum(weights) - w < game[1]]
    assume(not any(discounts[k] == 1 for k in vetoes))
    found = solve(game)
    assert found.value[i] == found.value[j]
    assert found.keeps[i] == found.keeps[j]


def test_a_dictator():
    """Whoever needs nobody keeps all; a discount below 1 leaves something to others."""
    found = legislative_bargaining([5, 1, 1], discount="1/2")
    assert found.value == pytest.approx([1 / 2, 1 / 4, 1 / 4], abs=1e-12)
    assert legislative_bargaining([5, 1, 1]).value == pytest.approx([1, 0, 0], abs=1e-12)


def test_a_dummy_lives_on_its_own_proposals():
    found = legislative_bargaining([2, 2, 2, 1], discount="0.9")
    assert found.bought[3] == 0
    assert found.value[3] == pytest.approx(found.keeps[3] / 4, abs=1e-12)


def test_played_out():
    """A hundred thousand games with the strategies found, from chance alone."""
    found = legislative_bargaining([4, 3, 2, 1, 1], recognition=[1, 2, 1, 1, 1], discount="0.9")
    rng = np.random.default_rng(1989)
    simulated = 100_000
    proposer = rng.choice(5, size=simulated, p=found.recognition)
    partners = rng.random((simulated, 5)) < found.offers[proposer]
    got = partners * found.price  # each alone is bought as often as in the coalitions
    got[np.arange(simulated), proposer] += found.keeps[proposer]
    assert got.mean(axis=0) == pytest.approx(found.value, abs=0.006)


# ----------------------------------------------------------------------------- with a last round


def backwards(game, rounds):
    """The rounds from the last to the first, member by member, in fractions."""
    weights, quota, chances, discounts = game
    n = len(weights)
    p = [Fraction(chance, sum(chances)) for chance in chances]
    value = [Fraction(0)] * n
    for _ in range(rounds):
        price = [d * v for d, v in zip(discounts, value, strict=True)]
        value = [Fraction(0)] * n
        for j in range(n):
            sets = winning_partners(weights, quota, j)
            smallest = [
                s
                for s in sets
                if all(sum(weights[i] for i in s if i != k) + weights[j] < quota for k in s)
            ]
            costs = [sum(price[i] for i in s) for s in smallest]
            cheapest = [s for s, c in zip(smallest, costs, strict=True) if c == min(costs)]
            value[j] += p[j] * (1 - min(costs))
            for s in cheapest:
                for i in s:
                    value[i] += p[j] * price[i] / len(cheapest)
    return value


@given(games(), st.integers(1, 4))
@example(([1, 1, 1], 2, [3, 2, 1], [Fraction(1)] * 3), 4)
@settings(max_examples=80, deadline=None)
def test_backwards_from_the_last_round(game, rounds):
    found = solve(game, rounds=rounds)
    assert found.value.tolist() == [float(value) for value in backwards(game, rounds)]
    assert found.value.sum() == pytest.approx(1, abs=1e-12)
    assert rounds not in found.tied_rounds  # in the last round all partners are free


def test_a_round_in_which_somebody_is_indifferent():
    assert legislative_bargaining([1, 1, 1], rounds=3).tied_rounds == (1, 2)
    assert legislative_bargaining([1, 1, 1], rounds=3, recognition=[3, 2, 1]).tied_rounds == ()
    assert legislative_bargaining([1, 1, 1], quota=3, rounds=3).tied_rounds == ()


# ------------------------------------------------------------------------------------ open rule


def simulate(rng, n, discount, m, keeps, offer):
    """Play the open rule once, by the published strategies; return what each gets."""
    order = rng.permutation(n).tolist()
    proposer, partners = order[0], set(order[1 : m + 1])
    worth = 1.0
    while True:
        others = [i for i in range(n) if i != proposer]
        other = others[rng.integers(n - 1)]
        if other in partners:
            got = np.zeros(n)
            got[proposer] = keeps * worth
            got[list(partners)] = offer * worth
            return got
        left_out = [i for i in others if i not in partners and i != other]
        again = rng.permutation(sorted(partners))[: m - len(left_out)].tolist()
        proposer, partners, worth = other, {*left_out, *again}, worth * discount


@pytest.mark.parametrize(("n", "discount"), [(3, 0.9), (5, 0.8), (5, 0.5), (7, 0.4)])
def test_open_rule_played_out(n, discount):
    found = open_rule_bargaining(n, discount=discount)
    rng = np.random.default_rng(1989)
    got = [
        simulate(rng, n, discount, found.partners, found.keeps, found.offer) for _ in range(6000)
    ]
    assert np.mean(got) == pytest.approx(found.expectation, abs=0.005)


@given(st.integers(1, 30), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_laws_of_the_open_rule(half, percent):
    n = 2 * half + 1
    found = open_rule_bargaining(n, discount=Fraction(percent, 100))
    assert half <= found.partners <= n - 1
    assert found.keeps + found.partners * found.offer == pytest.approx(1, abs=1e-12)
    assert found.value == max(choice.value for choice in found.choices)
    assert found.offer == pytest.approx(found.discount * found.value, abs=1e-12)
    moved = found.passes_at_once
    together = moved / (1 - (1 - moved) * found.discount)
    assert n * found.expectation == pytest.approx(together, abs=1e-9)
    if found.partners < n - 1:  # what all get of a proposal on the floor
        worth = found.value + found.partners * found.partner_value
        worth += (n - 1 - found.partners) * found.outsider_value
        assert worth == pytest.approx(together, abs=1e-9)


def test_where_the_published_strategies_are_no_equilibrium():
    """Ours: for three members between the golden ratio's inverse and sqrt(3) - 1."""
    found = {
        percent: open_rule_bargaining(3, discount=Fraction(percent, 100)).better_alone
        for percent in range(101)
    }
    assert [percent for percent, better in found.items() if better] == list(range(62, 74))
    assert set(found.values()) == {None, 1}
