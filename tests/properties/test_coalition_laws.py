"""Laws of the ultimate ruling coalition, and agreement with its plain definition."""

import itertools
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory._coalition_kernel import fill_strongest, fill_strongest_plain

MAJORITIES = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)]
majorities = st.sampled_from(MAJORITIES)
small = st.lists(st.integers(1, 12), min_size=1, max_size=6)  # small numbers: ties are frequent
wide = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


def definition(power, majority):
    """Theorem 1 read aloud: by induction on the size of the coalition, in exact fractions."""

    def total(coalition):
        return sum(Fraction(power[i]) for i in coalition)

    @cache
    def phi(coalition):
        candidates = [coalition, *(p for p in parts(coalition) if part_rules(p, coalition))]
        lightest = min(total(candidate) for candidate in candidates)
        return tuple(sorted(c for c in candidates if total(c) == lightest))

    def part_rules(part, coalition):
        return total(part) > majority * total(coalition) and part in phi(part)

    return total, phi


def parts(coalition):
    """Return the proper parts of a coalition."""
    sizes = range(1, len(coalition))
    return itertools.chain.from_iterable(itertools.combinations(coalition, k) for k in sizes)


def by_definition(power, majority):
    _, phi = definition(power, majority)
    return phi(tuple(range(len(power))))


def margin_by_definition(power, majority):
    """Take the nearest of all comparisons, as docs/models/coalition.md lists them."""
    total, phi = definition(power, majority)
    everyone = tuple(range(len(power)))
    distances = [Fraction(1)]
    for coalition in [everyone, *parts(everyone)]:
        enforcing = [total(part) for part in parts(coalition) if part in phi(part)]
        if enforcing:
            distances.append(abs(max(enforcing) / total(coalition) - majority))
    shares = sorted(total(p) / total(everyone) for p in parts(everyone) if p in phi(p))
    distances += [abs(share - majority) for share in shares]
    if everyone not in phi(everyone):
        lightest, *heavier = [share for share in shares if share > majority]
        distances += [share - lightest for share in heavier[:1]]
    return min(distances)


def all_games(largest, longest):
    for n in range(1, longest + 1):
        yield from itertools.combinations_with_replacement(range(1, largest + 1), n)


@pytest.mark.parametrize("majority", MAJORITIES, ids=str)
def test_equals_the_definition_on_all_small_games(majority):
    for power in all_games(largest=3, longest=5):
        found = ruling_coalition(power, majority=majority)
        assert found.all_members == by_definition(power, majority), power


@pytest.mark.slow
@pytest.mark.parametrize("majority", MAJORITIES, ids=str)
def test_equals_the_definition_on_all_games_of_six(majority):
    for power in all_games(largest=6, longest=6):
        found = ruling_coalition(power, majority=majority)
        assert found.all_members == by_definition(power, majority), power


@given(small, majorities)
def test_equals_the_definition_on_random_games(power, majority):
    assert ruling_coalition(power, majority=majority).all_members == by_definition(power, majority)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(
    st.lists(st.integers(1, 10**4), min_size=1, max_size=6),
    st.fractions(min_value=Fraction(1, 2), max_value=Fraction(59, 60), max_denominator=60),
)
def test_equals_the_definition_on_many_random_games(power, majority):
    assert ruling_coalition(power, majority=majority).all_members == by_definition(power, majority)


@given(small, majorities)
@example([2, 2, 2, 7, 8], Fraction(3, 5))  # nearest: a coalition that all but outweighs the rest
@example([3, 4, 10, 11, 12], Fraction(2, 3))  # nearest: a rival coalition hardly heavier
def test_the_margin_is_the_nearest_of_all_comparisons(power, majority):
    found = ruling_coalition(power, majority=majority)
    assert found.margin == pytest.approx(float(margin_by_definition(power, majority)), abs=1e-12)


@given(small, majorities)
def test_compiled_and_plain_loops_agree(power, majority):
    answers = []
    for fill, dtype in ((fill_strongest, np.int64), (fill_strongest_plain, object)):
        strength = np.zeros(2 ** len(power), dtype=dtype)
        strongest = np.zeros_like(strength)
        margin = fill(
            np.array(power, dtype=dtype), *majority.as_integer_ratio(), strength, strongest
        )
        answers.append((margin, strength.tolist(), strongest.tolist()))
    assert answers[0] == answers[1]


@given(st.lists(st.integers(10**18, 10**22), min_size=1, max_size=6), majorities)
def test_equals_the_definition_beyond_64_bits(power, majority):
    assert ruling_coalition(power, majority=majority).all_members == by_definition(power, majority)


@given(small, majorities, st.fractions(min_value=Fraction(1, 50), max_value=50))
def test_the_unit_does_not_matter(power, majority, unit):
    scaled = [x * unit for x in power]
    assert ruling_coalition(scaled, majority=majority) == ruling_coalition(power, majority=majority)


@given(small, majorities, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(power, majority, shuffler):
    order = shuffler.sample(range(len(power)), len(power))
    moved = ruling_coalition([power[i] for i in order], majority=majority)
    back = sorted(tuple(sorted(order[i] for i in coalition)) for coalition in moved.all_members)
    assert tuple(back) == ruling_coalition(power, majority=majority).all_members


@given(small, majorities)
def test_the_axioms_of_the_result(power, majority):
    """Inclusion, power, self-enforcement; share and purged say the same as the members."""
    found = ruling_coalition(power, majority=majority)
    for coalition in found.all_members:
        weight = sum(power[i] for i in coalition)
        assert weight > majority * sum(power)
        assert found.share == weight / sum(power)
        inside = ruling_coalition([power[i] for i in coalition], majority=majority)
        assert inside.all_members == (tuple(range(len(coalition))),)
    assert found.members == found.all_members[0]
    assert sorted(found.members + found.purged) == list(range(len(power)))


@given(wide, majorities)
def test_who_holds_the_majority_alone_rules_alone(power, majority):
    strongest = max(range(len(power)), key=power.__getitem__)
    power[strongest] += 5 * sum(power)
    assert ruling_coalition(power, majority=majority).members == (strongest,)


@given(st.lists(st.integers(10**3, 10**4), min_size=4, max_size=8, unique=True))
def test_under_majority_rule_a_death_reopens_the_struggle(power):
    found = ruling_coalition(power)
    assume(found.margin > 0)
    ruling = [power[i] for i in found.members]
    for i in range(len(ruling) if len(ruling) > 1 else 0):
        assert ruling_coalition(ruling[:i] + ruling[i + 1 :]).purged


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=3, unique=True))
def test_three_rule_together_if_the_strongest_does_not_outweigh_the_others(power):
    a, b, c = sorted(power)
    assume(a + b != c)
    assert (len(ruling_coalition(power).members) == 3) == (c < a + b)


@given(wide, majorities, st.integers(-999, 999))
def test_a_majority_moved_by_less_than_the_margin_changes_nothing(power, majority, step):
    found = ruling_coalition(power, majority=majority)
    moved = majority + Fraction(found.margin) * Fraction(step, 1000)
    assume(Fraction(1, 2) <= moved < 1)
    assert ruling_coalition(power, majority=moved).all_members == found.all_members


@given(wide, majorities, st.lists(st.integers(-999, 999), min_size=8, max_size=8))
def test_powers_moved_by_less_than_the_margin_change_nothing(power, majority, steps):
    found = ruling_coalition(power, majority=majority)
    moved = [
        x * (1 + Fraction(found.margin) * Fraction(step, 1000))
        for x, step in zip(power, steps[: len(power)], strict=True)
    ]
    again = ruling_coalition(moved, majority=majority)
    if found.margin > 0:
        assert again.all_members == found.all_members


@given(small, majorities)
def test_a_tie_has_no_margin(power, majority):
    found = ruling_coalition(power, majority=majority)
    assert found.is_unique == (len(found.all_members) == 1)
    if not found.is_unique:
        assert found.margin == 0
