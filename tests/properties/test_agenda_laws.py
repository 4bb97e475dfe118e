"""Laws of the game of proposals and votes, and of the vote that it rests on."""

import itertools
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.theory.removals.agenda import _Game, agenda_game

majorities = st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)])
small = st.lists(st.integers(1, 7), min_size=1, max_size=3)  # small numbers: ties are frequent
ties = st.sampled_from(["no", "yes"])
costs = st.none() | st.fractions(Fraction(1, 100), 2, max_denominator=100)


@given(small, majorities, costs, ties)
def test_chances_shares_and_payoffs_fit_together(power, majority, cost, tie):
    found = agenda_game(power, majority=majority, cost=cost, indifferent=tie)
    assert sum(found.chances) == 1
    assert all(chance > 0 for chance in found.chances)
    assert sum(found.shares) == 1
    for i, (stay, share, survived) in enumerate(
        zip(found.stays, found.shares, found.removals, strict=True)
    ):
        ends = list(zip(found.coalitions, found.chances, strict=True))
        assert stay == sum(chance for end, chance in ends if i in end)
        assert share == sum(
            chance * Fraction(power[i], sum(power[j] for j in end))
            for end, chance in ends
            if i in end
        )
        assert found.payoffs[i] == share - (cost or 0) * survived
        assert 0 <= survived < len(power)


@given(small, majorities, costs, ties, st.randoms(use_true_random=False))
def test_the_order_does_not_matter_even_at_a_tie(power, majority, cost, tie, shuffler):
    order = shuffler.sample(range(len(power)), len(power))
    settled = {"majority": majority, "cost": cost, "indifferent": tie}
    found = agenda_game(power, **settled)
    moved = agenda_game([power[i] for i in order], **settled)
    for name in ("stays", "shares", "removals", "payoffs"):
        assert getattr(moved, name) == tuple(getattr(found, name)[i] for i in order)
    back = {tuple(sorted(order[i] for i in end)) for end in moved.coalitions}
    assert back == set(found.coalitions)


@given(small, majorities, st.fractions(Fraction(1, 50), 50))
def test_the_unit_does_not_matter(power, majority, unit):
    scaled = agenda_game([x * unit for x in power], majority=majority)
    assert scaled == agenda_game(power, majority=majority)


@given(small, majorities, ties, st.fractions(Fraction(1, 1000), Fraction(999, 1000)))
def test_the_same_at_every_cost_below_the_bound(power, majority, tie, part):
    free = agenda_game(power, majority=majority, indifferent=tie)
    paid = agenda_game(
        power, majority=majority, indifferent=tie, cost=part * (free.cost_below or 1)
    )
    assert paid.is_small
    assert (paid.coalitions, paid.chances) == (free.coalitions, free.chances)
    assert (paid.shares, paid.removals) == (free.shares, free.removals)


@given(small, majorities, st.fractions(Fraction(1, 60), 1, max_denominator=60))
def test_the_same_within_the_range_of_any_cost(power, majority, cost):
    found = agenda_game(power, majority=majority, cost=cost)
    assert found.cost_above <= cost
    assert found.cost_below is None or cost <= found.cost_below
    assume(found.cost_above < cost)
    inside = (found.cost_above + cost) / 2
    again = agenda_game(power, majority=majority, cost=inside)
    assert (again.chances, again.shares) == (found.chances, found.shares)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), majorities, st.data(), st.booleans())
def test_a_vote_passes_if_those_who_gain_outweigh_the_majority(power, majority, data, says_yes):
    """In any order, whether or not a vote decides; the indifferent count as they vote."""
    gains = tuple(data.draw(st.sampled_from([-1, 0, 1])) for _ in power)
    game = _Game([Fraction(x) for x in power], majority, None, says_yes=says_yes)
    for_it = sum(x for x, gain in zip(power, gains, strict=True) if gain > -says_yes)
    expected = for_it > majority * sum(power)
    assert game.passes((1 << len(power)) - 1, gains) == expected


def test_equals_a_plain_walk_through_all_games_of_up_to_three():
    """Another reading of the rules, which knows that a vote is decided by those who gain."""
    for n in (1, 2, 3):
        for power in itertools.product(range(1, 5), repeat=n):
            found = agenda_game(power)
            assert found.shares == plain(power, tuple(range(n)), ())[0], power


def plain(power, present, asked):
    """Return expected shares and removals under majority rule, a cost close to nothing."""
    n, whole = len(power), sum(power[i] for i in present)
    waiting = [i for i in present if i not in asked]
    if not waiting:
        return tuple(Fraction(power[i], whole) * (i in present) for i in range(n)), (0,) * n
    results = []
    for proposer in waiting:
        rejected = plain(power, present, (*asked, proposer))
        prospects = []
        for size in range(1, len(present) + 1):
            for part in itertools.combinations(present, size):
                if part == present:
                    accepted = plain(power, present, present)
                else:
                    shares, removals = plain(power, part, ())
                    accepted = (shares, tuple(r + (i in part) for i, r in enumerate(removals)))
                yes = sum(power[i] for i in present if better(accepted, rejected, i))
                prospects.append(accepted if 2 * yes > whole else rejected)
        best = [p for p in prospects if not any(better(q, p, proposer) for q in prospects)]
        results.append(mean(best))
    return mean(results)


def better(one, other, i):
    return (one[0][i], -one[1][i]) > (other[0][i], -other[1][i])


def mean(pairs):
    return tuple(
        tuple(sum(column) / Fraction(len(pairs)) for column in zip(*rows, strict=True))
        for rows in zip(*pairs, strict=True)
    )
