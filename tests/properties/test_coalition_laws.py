"""Laws of the ultimate ruling coalition, and agreement with its plain definition."""

import itertools
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.theory import ruling_coalition
from whowhom.theory.coalitions import _coalition_kernel as kernels
from whowhom.theory.coalitions import coalition_masks
from whowhom.theory.coalitions.coalition_majority import coalition_by_majority

MAJORITIES = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(4, 5)]
majorities = st.sampled_from(MAJORITIES)
small = st.lists(st.integers(1, 12), min_size=1, max_size=6)  # small numbers: ties are frequent
wide = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Compile before the clock of the first example runs."""
    coalition_by_majority([1, 2])


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


@pytest.mark.parametrize("power", [(3, 4, 10, 11, 12), (6, 7, 8, 9, 10)], ids=str)
def test_the_margin_does_not_depend_on_the_order(power):
    """Circles in which a rival coalition, hardly heavier, is nearest."""
    majority = Fraction(2, 3)
    nearest = float(margin_by_definition(power, majority))
    for order in itertools.permutations(power):
        assert ruling_coalition(order, majority=majority).margin == pytest.approx(nearest)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9), majorities, st.data())
def test_compiled_and_plain_loops_agree(power, majority, data):
    """Nine actors: more than the six that the inner loop takes together."""
    society = data.draw(st.integers(1, 2 ** len(power) - 1))
    half = len(power) // 2
    answers = []
    for dtype in (np.int64, object):

        def run(function, *arguments, dtype=dtype):
            return (function if dtype is np.int64 else function.py_func)(*arguments)

        fraction = majority.as_integer_ratio()
        strongest, sums = (np.zeros(2 ** len(power), dtype) for _ in range(2))
        lower, upper = np.zeros(2**half, dtype), np.zeros(2 ** (len(power) - half), dtype)
        weights = np.array(power, dtype)
        filled = run(kernels.fill_strongest, weights, *fraction, strongest, True)
        for part, table in ((weights, sums), (weights[:half], lower), (weights[half:], upper)):
            run(kernels.fill_sums, part, table)
        tables = strongest, lower, upper
        found = run(kernels.find_lightest, *tables, *fraction, society)
        masks = np.zeros(int(found[3]), np.int64)
        run(kernels.collect_rulers, *tables, society, found[0], masks)
        share = run(kernels.next_share, strongest, sums, *fraction)
        lists = strongest.tolist(), sums.tolist(), masks.tolist()
        answers.append((*filled, *map(int, found), Fraction(*map(int, share)), *lists))
    assert answers[0] == answers[1]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=9), majorities)
def test_filling_without_margins_finds_who_rules(power, majority):
    """Ties are frequent; what the table held before does not matter."""
    weights, fraction = np.array(power), majority.as_integer_ratio()
    everybody = 2 ** len(power) - 1
    strongest, sums = (np.zeros(everybody + 1, np.int64) for _ in range(2))
    kernels.fill_strongest(weights, *fraction, strongest, True)
    kernels.fill_sums(weights, sums)
    tables = strongest, sums, np.zeros(1, np.int64)
    lightest, _, _, count = kernels.find_lightest(*tables, *fraction, everybody)
    first = np.zeros(1, np.int64)
    kernels.collect_rulers(*tables, everybody, lightest, first)
    for fill in (kernels.fill_strongest, kernels.fill_strongest.py_func):
        table = np.full(everybody + 1, 99)
        assert fill(weights, *fraction, table, False)[2:] == (lightest, count, first[0])
        assert table.tolist() == strongest.tolist()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), majorities)
def test_the_next_answer_is_the_first_share_at_which_others_rule(power, majority):
    weights, everybody = np.array(power), 2 ** len(power) - 1
    sums = np.zeros(everybody + 1, np.int64)
    kernels.fill_sums(weights, sums)

    def answer(at):
        strongest = np.zeros(everybody + 1, np.int64)
        kernels.fill_strongest(weights, *at.as_integer_ratio(), strongest, False)
        found = coalition_masks.rulers(coalition_masks.enforcing(power, at), everybody)
        return strongest, np.sort(found.masks)

    strongest, ruling = answer(majority)
    at = majority
    while True:
        at = Fraction(*map(int, kernels.next_share(answer(at)[0], sums, *at.as_integer_ratio())))
        if at == 1 or answer(at)[1].tolist() != ruling.tolist():
            break
    for function in (kernels.next_answer, kernels.next_answer.py_func):
        table = strongest.copy()
        found = function(weights, sums, *majority.as_integer_ratio(), ruling, table)
        assert Fraction(*map(int, found)) == at


@pytest.mark.parametrize("n", [5, 6, 7, 8])
@pytest.mark.parametrize("majority", MAJORITIES, ids=str)
def test_the_inner_loop_equals_the_recursion(n, majority):
    """Around the six last bits, where coalitions are taken together."""
    power = np.random.default_rng(n).integers(1, 30, n)
    strongest = np.zeros(2**n, np.int64)
    kernels.fill_strongest(power, *majority.as_integer_ratio(), strongest, False)
    expected = [0]
    for mask in range(1, 2**n):
        members = [i for i in range(n) if mask >> i & 1]
        weight = sum(int(power[i]) for i in members)
        best = max(expected[mask ^ 1 << i] for i in members)
        expected.append(best if best > majority * weight else weight)
    assert strongest.tolist() == expected


@given(st.lists(st.integers(10**18, 10**22), min_size=3, max_size=7), majorities, st.booleans())
@example([10**21, 10**21, 2 * 10**21 + 1], Fraction(1, 2), False)  # a tie once it is rounded
def test_rounding_to_64_bits_is_exact_or_refused(power, majority, tie):
    """What circles beyond sixteen actors rely on; here with a circle small enough to compare."""
    power = [power[0], *power] if tie else power
    exact = ruling_coalition(power, majority=majority)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coalition_masks, "MAX_PLAIN", 2)
        try:
            found = ruling_coalition(power, majority=majority)
        except InvalidInput:
            assert exact.margin < 1e-12
        else:
            assert found.all_members == exact.all_members
            assert found.margin == pytest.approx(exact.margin, rel=1e-3)


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


@given(st.lists(st.integers(1, 60), min_size=2, max_size=7), st.data())
def test_two_disjoint_self_enforcing_coalitions_together_are_none(power, data):
    """Under majority rule without ties: the stronger of the two removes the other."""
    split = data.draw(st.integers(1, len(power) - 1))
    first, second = power[:split], power[split:]
    both = ruling_coalition(power)
    assume(both.margin > 0)
    assume(not ruling_coalition(first).purged and not ruling_coalition(second).purged)
    assert both.purged


@given(wide, majorities, st.lists(st.integers(1, 9), min_size=1, max_size=2))
def test_newcomers_without_weight_change_nothing(power, majority, newcomers):
    """Unless a comparison is a tie."""
    found = ruling_coalition(power, majority=majority)
    assume(found.margin > 0)
    small = [Fraction(x, 10**15) for x in newcomers]
    assert ruling_coalition([*power, *small], majority=majority).all_members == found.all_members


@given(small, majorities)
def test_the_ruling_coalition_rules_itself(power, majority):
    """The map applied twice is the map applied once."""
    for coalition in ruling_coalition(power, majority=majority).all_members:
        again = ruling_coalition({str(i): power[i] for i in coalition}, majority=majority)
        assert again.members == tuple(map(str, coalition))
