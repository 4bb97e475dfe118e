"""Laws of loyalty and competence, and agreement with plain maximisation."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from whowhom.errors import InvalidInput
from whowhom.theory import loyalty, loyalty_equilibrium

discounts = st.floats(0.05, 0.97)
options = st.lists(st.floats(0, 0.97), min_size=2, max_size=2).map(sorted)
parts = st.floats(0.02, 1.0)  # of the highest wage that the model takes
costs = st.floats(0.1, 20)


def highest_wage(cost, discount, outside):
    """At this wage the loyalty is exactly 1: the slope of the worth at 1 is cost / discount."""
    return cost * ((1 - discount * outside) / (discount * (1 - outside)) - 0.5)


def solve(part, cost, discount, options, **more):
    wage = part * highest_wage(cost, discount, options[0]) * (1 - 1e-12)
    return wage, loyalty(
        wage=wage,
        effort_cost=cost,
        discount=discount,
        outside_incompetent=options[0],
        outside_competent=options[1],
        **more,
    )


@settings(max_examples=40, deadline=None)
@given(parts, costs, discounts, options)
def test_equals_plain_maximisation_on_a_grid(part, cost, discount, options):
    """The worth is iterated from nothing, with the best loyalty of a fine grid at each step."""
    wage, found = solve(part, cost, discount, options)
    grid = np.linspace(0, 1, 2001)
    for man in (found.incompetent, found.competent):
        worth = 0.0
        for _ in range(2000):
            future = discount * (grid * worth + (1 - grid) * man.outside * worth)
            new = float((wage - cost * grid**2 / 2 + future).max())
            if abs(new - worth) < 1e-12 * new:
                break
            worth = new
        future = discount * (grid * worth + (1 - grid) * man.outside * worth)
        best = grid[np.argmax(wage - cost * grid**2 / 2 + future)]
        assert man.loyalty == pytest.approx(best, abs=1.1e-3)
        assert man.value == pytest.approx(worth, rel=1e-4)


@given(parts, costs, discounts, options)
def test_the_worth_of_the_post_is_what_the_chosen_loyalty_gives(part, cost, discount, options):
    wage, found = solve(part, cost, discount, options)
    for man in (found.incompetent, found.competent):
        stays = man.loyalty + (1 - man.loyalty) * man.outside
        again = wage - cost * man.loyalty**2 / 2 + discount * stays * man.value
        assert again == pytest.approx(man.value, rel=1e-9)
        assert 0 < man.loyalty <= 1


@given(parts, costs, discounts, options, st.floats(0.05, 0.99), st.floats(0, 3))
def test_the_hired_type_is_worth_more_to_the_ruler(part, cost, discount, options, weight, adds):
    _, found = solve(
        part, cost, discount, options, ruler_discount=weight, competence_value=adds, flow=1
    )
    with_incompetent = 1 / (1 - weight * found.incompetent.loyalty)
    with_competent = (1 + adds) / (1 - weight * found.competent.loyalty)
    assume(abs(with_competent - with_incompetent) > 1e-9 * with_competent)
    assert (found.hires == "competent") == (with_competent > with_incompetent)


@given(parts, costs, discounts, options)
def test_a_better_outside_option_makes_for_less_loyalty_and_shorter_rule(
    part, cost, discount, options
):
    _, found = solve(part, cost, discount, options)
    assert found.competent.loyalty <= found.incompetent.loyalty
    assert found.competent.value >= found.incompetent.value * (1 - 1e-12)
    assert found.competent.tenure <= found.incompetent.tenure
    assert found.least_competence_value >= 0


@given(st.floats(0.02, 0.8), costs, discounts, options)
def test_signs_of_wage_cost_and_patience(part, cost, discount, options):
    wage, base = solve(part, cost, discount, options)
    given = {
        "wage": wage,
        "effort_cost": cost,
        "discount": discount,
        "outside_incompetent": options[0],
        "outside_competent": options[1],
    }
    assert loyalty(**given | {"wage": wage * 1.1}).competent.loyalty > base.competent.loyalty
    assert loyalty(**given | {"effort_cost": cost * 1.1}).competent.loyalty < base.competent.loyalty
    less = loyalty(**given | {"discount": discount * 0.9}).competent.loyalty
    assert less < base.competent.loyalty


@given(parts, costs, discounts, options, st.floats(0.1, 9))
def test_units_of_wage_and_flow(part, cost, discount, options, unit):
    wage, base = solve(part * 0.99, cost, discount, options)
    scaled = loyalty(
        wage=wage * unit,
        effort_cost=cost * unit,
        discount=discount,
        outside_incompetent=options[0],
        outside_competent=options[1],
        flow=unit,
    )
    assert scaled.incompetent.loyalty == pytest.approx(base.incompetent.loyalty, rel=1e-9)
    assert scaled.incompetent.value == pytest.approx(base.incompetent.value * unit, rel=1e-9)
    # the gap of two loyalties loses digits where they are near to one another
    expected = base.least_competence_value * unit
    assert scaled.least_competence_value == pytest.approx(expected, rel=1e-6, abs=1e-12 * unit)


@given(costs, discounts, st.floats(0, 0.9))
def test_the_highest_wage_is_that_of_full_loyalty(cost, discount, outside):
    wage = highest_wage(cost, discount, outside)
    given = {
        "effort_cost": cost,
        "discount": discount,
        "outside_incompetent": outside,
        "outside_competent": outside,
    }
    below = loyalty(wage=wage * (1 - 1e-12), **given)
    assert below.incompetent.loyalty == pytest.approx(1, abs=1e-4)
    with pytest.raises(InvalidInput, match="wage must be at most"):
        loyalty(wage=wage * 1.0001, **given)


equilibria = st.tuples(parts, costs, discounts, options, st.floats(0.3, 0.98), st.floats(0.01, 3))


def equilibrium(drawn):
    part, cost, discount, options, weight, mean = drawn
    wage = part * highest_wage(cost, discount, options[0]) * (1 - 1e-12)
    given = {
        "wage": wage,
        "effort_cost": cost,
        "discount": discount,
        "outside_incompetent": options[0],
        "ruler_discount": weight,
    }
    return given, loyalty_equilibrium(rehiring=options[1], mean_competence_value=mean, **given)


@given(equilibria)
def test_hiring_and_outside_option_fit_one_another(drawn):
    given, found = equilibrium(drawn)
    upper, mean = drawn[3][1], drawn[5]
    assert found.competent.outside == pytest.approx(upper * found.chance_competent, abs=1e-9)
    single = loyalty(outside_competent=found.competent.outside, **given)
    least = pytest.approx(found.least_competence_value, rel=1e-9, abs=1e-12)
    assert single.least_competence_value == least  # what is within rounding of a fraction is that
    assert single.competent.loyalty == pytest.approx(found.competent.loyalty)
    chance = math.exp(-found.least_competence_value / mean)
    assert found.chance_competent == pytest.approx(chance)
    rounded = 1 + 1e-14
    assert given["outside_incompetent"] <= found.competent.outside * rounded <= upper * rounded**2


@settings(max_examples=20)
@given(equilibria)
def test_there_is_one_equilibrium(drawn):
    """On a grid of outside options the share that fits crosses once, where the solver says."""
    given, found = equilibrium(drawn)
    lower, upper = drawn[3]
    assume(upper - lower > 0.01)
    gaps = []
    for outside in np.linspace(lower, upper, 41):
        single = loyalty(outside_competent=outside, **given)
        gaps.append(upper * math.exp(-single.least_competence_value / drawn[5]) - outside)
    signs = np.array(gaps) > 1e-12
    assert not np.any(signs[1:] & ~signs[:-1])
    crossing = lower + (upper - lower) * (int(signs.sum()) - 0.5) / 40
    assert found.competent.outside == pytest.approx(crossing, abs=(upper - lower) / 40)


@given(equilibria)
def test_more_taste_for_competence_means_more_hiring_and_shorter_rule(drawn):
    """Competent men then also have the better outside option, which tempers the effect."""
    _, base = equilibrium(drawn)
    _, more = equilibrium((*drawn[:5], drawn[5] * 1.5))
    assert more.chance_competent >= base.chance_competent - 1e-12
    assert more.competent.loyalty <= base.competent.loyalty + 1e-12
