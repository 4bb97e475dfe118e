"""Laws of the shrinking junta, a plain reading of its rules, and the sweep over discounts."""

import itertools
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whowhom.theory import ruling_coalition
from whowhom.theory.sketches.junta import Elimination, _Exact, junta
from whowhom.theory.sketches.junta_by_discount import difference, junta_by_discount, roots, value

MAJORITIES = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3)]
majorities = st.sampled_from(MAJORITIES)
discounts = st.fractions(0, Fraction(59, 60), max_denominator=60)
small = st.lists(st.integers(1, 8), min_size=1, max_size=4)  # small numbers: ties are frequent
wide = st.lists(st.integers(1, 10**4), min_size=1, max_size=5, unique=True)


def plain(power, discount, majority):
    """The rules read aloud: each actor's worth of each plan, by walking along it."""

    def total(coalition):
        return sum(power[i] for i in coalition)

    def share(i, coalition):
        return Fraction(power[i], total(coalition)) if i in coalition else Fraction(0)

    def worth(i, coalition):
        after = following(coalition)
        if after == coalition:
            return share(i, coalition)
        return (1 - discount) * share(i, coalition) + discount * worth(i, after)

    def enough(whole, gain):
        return sum(power[i] for i in whole if gain(i)) > majority * total(whole)

    @cache
    def following(whole):
        parts = itertools.chain.from_iterable(
            itertools.combinations(whole, k) for k in range(1, len(whole))
        )
        passing = [y for y in parts if enough(whole, lambda i, y=y: worth(i, y) > share(i, whole))]
        unbeaten = [
            y
            for y in passing
            if not any(
                enough(whole, lambda i, y=y, z=z: worth(i, z) > worth(i, y)) for z in passing
            )
        ]
        return min(unbeaten or passing or [whole], key=lambda y: (total(y), y))

    path = [tuple(range(len(power)))]
    while following(path[-1]) != path[-1]:
        path.append(following(path[-1]))
    return tuple(path)


@settings(deadline=None)
@given(small, discounts, majorities)
@example([1, 1, 1, 1], Fraction(1, 2), Fraction(1, 2))
@example([3, 4, 5, 10], Fraction(5, 12), Fraction(1, 2))
def test_equals_a_plain_reading_of_the_rules(power, discount, majority):
    found = junta(power, discount=discount, majority=majority)
    assert found.paths == (plain(tuple(power), discount, majority),)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=5, max_size=6), discounts, majorities)
def test_equals_a_plain_reading_for_five_and_six(power, discount, majority):
    found = junta(power, discount=discount, majority=majority)
    assert found.paths == (plain(tuple(power), discount, majority),)


@given(small, st.lists(discounts, min_size=1, max_size=3), majorities)
def test_each_step_removes_somebody_and_the_rest_outweigh_the_majority(power, rates, majority):
    found = junta(power, discount=rates, majority=majority)
    for path, last in zip(found.paths, found.juntas, strict=True):
        assert path[0] == tuple(range(len(power)))
        assert path[-1] == last
        for before, after in itertools.pairwise(path):
            assert set(after) < set(before)
            assert sum(power[i] for i in after) > majority * sum(power[i] for i in before)


@given(wide, discounts, majorities, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(power, discount, majority, shuffler):
    order = shuffler.sample(range(len(power)), len(power))
    found = junta(power, discount=discount, majority=majority)
    moved = junta([power[i] for i in order], discount=discount, majority=majority)
    back = tuple(tuple(sorted(order[i] for i in members)) for members in moved.paths[0])
    if found.is_unique[0]:
        assert back == found.paths[0]
    assert moved.is_unique == found.is_unique


@given(small, discounts, majorities, st.fractions(Fraction(1, 50), 50))
def test_the_unit_does_not_matter(power, discount, majority, unit):
    scaled = junta([x * unit for x in power], discount=discount, majority=majority)
    assert scaled == junta(power, discount=discount, majority=majority)


@given(wide, discounts, majorities)
def test_who_holds_the_majority_alone_rules_next(power, discount, majority):
    strongest = max(range(len(power)), key=power.__getitem__)
    power[strongest] += 5 * sum(power)
    (path,) = junta(power, discount=discount, majority=majority).paths
    assert path[-1] == (strongest,)
    assert len(path) <= 2


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=4),
    majorities,
    st.lists(discounts, max_size=6),
)
@example([5, 5, 7, 11], Fraction(1, 2), [Fraction(1, 6)])  # in a range that is easily missed
@example([6, 10, 17, 21, 28], Fraction(2, 3), [Fraction(1, 10**6)])  # 0 is a range of its own
def test_the_sweep_agrees_with_the_model_at_each_discount(power, majority, rates):
    found = junta_by_discount(power, majority=majority)
    rates = [0, *rates, *(at for at in found.thresholds)]
    for rate, last in zip(
        rates, junta(power, discount=rates, majority=majority).juntas, strict=True
    ):
        exact = all(each.is_low_exact for each in found.ranges if each.low == rate)
        assert found.at(rate) == last or not exact


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), majorities)
def test_ranges_join_without_gaps_and_change_the_junta(power, majority):
    ranges = junta_by_discount(power, majority=majority).ranges
    assert ranges[0].low == 0
    assert ranges[0].includes_low
    assert ranges[-1].high == 1
    assert not ranges[-1].includes_high
    for one, other in itertools.pairwise(ranges):
        assert one.high == other.low
        assert one.includes_high != other.includes_low
        assert one.members != other.members
    assert ranges[-1].members in ruling_coalition(power, majority=majority).all_members


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=5, max_size=5), majorities)
def test_the_sweep_agrees_with_a_grid_for_five(power, majority):
    found = junta_by_discount(power, majority=majority)
    grid = [Fraction(k, 97) for k in range(97)]
    lasts = junta(power, discount=grid, majority=majority).juntas
    assert [found.at(rate) for rate in grid] == list(lasts)


@settings(deadline=None)
@given(small, discounts, majorities)
def test_who_passes_a_proposal_is_told_by_one_comparison(power, discount, majority):
    """The short cut over members: against counting each of those who gain, in every junta."""
    steps = Elimination(power, majority, _Exact(discount))
    worth = dict(enumerate(steps.leavers))

    def gaining(part, whole):
        gain = [mask for mask, plan in worth[part] if plan > Fraction(1, steps.strength[whole])]
        return sum(steps.strength[mask] for mask in gain)

    for whole in range(1, 2 ** len(power)):
        passing = {
            part
            for part in range(1, whole)
            if part & whole == part and gaining(part, whole) > majority * steps.strength[whole]
        }
        assert set(steps._passing(whole)) == passing


fractions = st.fractions(-3, 3, max_denominator=12)


@given(st.lists(fractions, min_size=1, max_size=4), st.integers(1, 9))
def test_roots_of_a_product_are_those_of_its_factors(zeros, scale):
    """Zeros outside, at the ends, and more than once."""
    polynomial = (Fraction(scale),)
    for zero in zeros:
        moved = (Fraction(0), *polynomial)
        polynomial = difference(moved, tuple(zero * x for x in polynomial))
    found = roots(polynomial)
    assert [root.low for root in found] == sorted({x for x in zeros if 0 < x < 1})
    assert all(root.is_exact for root in found)


@given(st.lists(fractions, max_size=5))
def test_signs_change_only_at_roots(coefficients):
    polynomial = difference(tuple(coefficients), ())
    found = roots(polynomial)
    grid = [Fraction(k, 40) for k in range(1, 40)]
    for a, b in itertools.pairwise(grid):
        if value(polynomial, a) * value(polynomial, b) < 0:
            assert any(a <= root.high and root.low <= b for root in found)
    for root in found:
        assert root.high - root.low < Fraction(1, 10**30)
        assert root.is_exact == (value(polynomial, root.low) == 0)
