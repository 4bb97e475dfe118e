"""Laws of the game of proposals and votes, and a second program that walks through every vote."""

import itertools
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions.coalition_agenda import _Game, agenda_game

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
def test_a_vote_passes_if_the_proposer_and_those_who_gain_outweigh_the_majority(
    power, majority, data, says_yes
):
    """In any order, whether or not a vote decides; the indifferent count as they vote."""
    everyone = (1 << len(power)) - 1
    part = data.draw(st.integers(1, everyone))
    members = [i for i in range(len(power)) if part >> i & 1]
    proposer = data.draw(st.sampled_from(members))
    gains = tuple(data.draw(st.sampled_from([-1, 0, 1])) for _ in members)
    game = _Game([Fraction(x) for x in power], majority, None, says_yes=says_yes)
    for_it = sum(
        power[i]
        for i, gain in zip(members, gains, strict=True)
        if gain > -says_yes or i == proposer
    )
    expected = for_it > majority * sum(power)
    assert game.passes(everyone, part, proposer, gains) == expected


@pytest.mark.slow
@pytest.mark.parametrize("tie", ["no", "yes"])
def test_equals_a_walk_through_every_vote_of_all_games_of_up_to_three(tie):
    """Ties and all; the second program below shares no code with the first."""
    for n in (1, 2, 3):
        for power in itertools.product(range(1, 5), repeat=n):
            assert both(power, Fraction(1, 2), tie), power


def test_equals_a_walk_through_every_vote_of_some_games_of_four():
    for power in ((3, 4, 5, 10), (1, 1, 1, 1), (1, 2, 3, 6), (2, 4, 7, 12), (7, 9, 14, 17)):
        assert both(power, Fraction(3, 5), "yes"), power


def test_equals_the_walk_at_a_cost_and_where_a_losing_proposal_would_matter():
    """In (1, 2, 2) at a cost of 1/10 a proposer who could name a losing part often would."""
    for power in ((1, 2, 2), (1, 1, 1), (2, 3, 4)):
        for majority in (Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)):
            assert both(power, majority, "yes", Fraction(1, 10)), (power, majority)


@pytest.mark.slow
def test_no_whim_of_the_indifferent_leads_past_the_ruling_coalition():
    """Indifferent voters toss a coin at every single vote, and indifferent proposers pick one of
    their best proposals: each draw is another equilibrium, and each ends as the theorem says."""
    rng = random.Random(7)
    games = 0
    while games < 150:
        power = [rng.randint(1, 300) for _ in range(3 + games % 2)]
        majority = rng.choice([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)])
        if agenda_game(power, majority=majority).is_generic:
            games += 1
            ends, _, _ = walk(power, majority, "whim", rng)
            assert ends == {ruling_coalition(power, majority=majority).members: 1}, power


def both(power, majority, tie, cost=None):
    """Return whether both programs find the same ends, shares and removals."""
    found = agenda_game(power, majority=majority, indifferent=tie, cost=cost)
    ends = dict(zip(found.coalitions, found.chances, strict=True))
    walked = walk(power, majority, tie, cost=cost)
    return (ends, list(found.shares), list(found.removals)) == walked


def walk(power, majority, tie, rng=None, cost=None):
    """Walk through every stage, proposal, order of votes and vote.

    Returns the chance of each end, and the shares and the removals that each actor can expect.
    """
    known = {}

    def worth(outlook, i):
        share, removals = outlook["share", i], outlook["removal", i]
        return (share, -removals) if cost is None else share - cost * removals

    def weight(group):
        return sum(power[i] for i in group)

    def stage(present, asked):
        if (present, asked) not in known:
            waiting = [i for i in present if i not in asked]
            known[present, asked] = (
                mean([proposed(present, asked, i) for i in waiting]) if waiting else over(present)
            )
        return known[present, asked]

    def over(present):
        whole = weight(present)
        shares = {("share", i): Fraction(power[i], whole) for i in present}
        return Counter({("end", present): Fraction(1), **shares})

    def proposed(present, asked, proposer):
        refused = stage(present, tuple(sorted({*asked, proposer})))
        options = [
            voted(present, part, (proposer,), (), agreed(present, part), refused)
            for size in range(1, len(present) + 1)
            for part in itertools.combinations(present, size)
            if proposer in part and weight(part) > majority * weight(present)
        ]
        best = max(worth(option, proposer) for option in options)
        tied = [option for option in options if worth(option, proposer) == best]
        return rng.choice(tied) if tie == "whim" else mean(tied)

    def agreed(present, part):
        if part == present:
            return over(present)
        later = stage(part, ()).copy()
        for i in part:
            later["removal", i] += 1
        return later

    def voted(present, part, yes, no, accepted, refused):
        waiting = [i for i in part if i not in yes and i not in no]
        if not waiting:
            return accepted if weight(yes) > majority * weight(present) else refused
        branches = []
        for i in waiting:
            ayes = voted(present, part, (*yes, i), no, accepted, refused)
            noes = voted(present, part, yes, (*no, i), accepted, refused)
            better = worth(ayes, i) > worth(noes, i)
            equal = worth(ayes, i) == worth(noes, i)
            agrees = rng.random() < 0.5 if tie == "whim" else tie == "yes"
            branches.append(ayes if better or (equal and agrees) else noes)
        return mean(branches)

    found = stage(tuple(range(len(power))), ())
    return (
        {key[1]: chance for key, chance in found.items() if key[0] == "end"},
        [found["share", i] for i in range(len(power))],
        [found["removal", i] for i in range(len(power))],
    )


def mean(outlooks):
    if all(outlook == outlooks[0] for outlook in outlooks):
        return outlooks[0]
    found = Counter()
    for outlook in outlooks:
        for key, value in outlook.items():
            found[key] += Fraction(value) / len(outlooks)
    return found
