"""Laws of the selectorate: conditions that the closed form solves, scale, limits and signs."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar

from whowhom.theory.control.selectorate import selectorate, selectorate_grid

discounts = st.integers(0, 19).map(lambda k: Fraction(k, 20))


@st.composite
def sizes(draw):
    crowd = draw(st.integers(1, 60))
    return {"winning_coalition": draw(st.integers(1, crowd)), "selectorate": crowd}


@given(sizes(), discounts, st.integers(1, 1000))
def test_spending_solves_the_condition_of_the_incumbent(sizes, discount, resources):
    """Found again by a root search on the condition itself, with the best split searched too."""
    w, s = sizes.values()
    found = selectorate(**sizes, discount=discount, resources=resources)
    rival = max_value(resources, w)
    assert found.rival_offer == pytest.approx(rival, rel=1e-9)
    later = float(discount / (1 - discount)) * (1 - w / s)

    def excess(spending):
        public = best_public(spending, w)
        private = (spending - public) / w
        return math.sqrt(public) + (1 + later) * math.sqrt(private) - rival

    if later == 0:
        assert found.surplus == 0
    else:
        root = brentq(excess, 1e-9 * resources, resources, xtol=1e-12 * resources)
        assert float(found.spending) == pytest.approx(root, rel=1e-5)


def best_public(spending, w):
    """Split a sum so that a member has most in a period, by search."""

    def less(x):
        return -math.sqrt(x) - math.sqrt((spending - x) / w)

    return minimize_scalar(
        less, bounds=(0, spending), method="bounded", options={"xatol": 1e-12 * spending}
    ).x


def max_value(spending, w):
    public = best_public(spending, w)
    return math.sqrt(public) + math.sqrt((spending - public) / w)


@given(sizes(), discounts)
def test_the_books_balance(sizes, discount):
    found = selectorate(**sizes, discount=discount)
    w = sizes["winning_coalition"]
    assert found.public + w * found.private == found.spending
    assert found.spending + found.surplus == 100
    assert 0 < found.spending <= 100
    assert found.public == w**2 * found.private
    assert found.member_value == pytest.approx(math.sqrt(found.public) + math.sqrt(found.private))
    assert found.outsider_value < found.member_value <= found.rival_offer * (1 + 1e-12)


@given(sizes(), discounts, st.sampled_from([Fraction(1, 7), 3, 10**6]))
def test_sums_are_in_the_unit_of_the_resources(sizes, discount, factor):
    found = selectorate(**sizes, discount=discount, resources=1)
    again = selectorate(**sizes, discount=discount, resources=factor)
    for name in ("spending", "public", "private", "surplus"):
        assert getattr(again, name) == factor * getattr(found, name)
    for name in ("inclusion", "loyalty", "spent_share", "private_share"):
        assert getattr(again, name) == getattr(found, name)


@given(sizes(), discounts)
def test_signs(sizes, discount):
    """In the coalition, in the selectorate, and in patience; with equality where nothing binds."""
    w, s = sizes.values()
    found = selectorate(**sizes, discount=discount)
    wider = selectorate(winning_coalition=w, selectorate=s + 1, discount=discount)
    patient = selectorate(**sizes, discount=(discount + 1) / 2)
    assert wider.spending <= found.spending
    assert patient.spending <= found.spending
    assert (wider.spending == found.spending) == (discount == 0)
    assert (patient.spending == found.spending) == (w == s)
    if w < s:
        larger = selectorate(winning_coalition=w + 1, selectorate=s, discount=discount)
        assert larger.spending >= found.spending
        assert (larger.spending == found.spending) == (discount == 0)
        assert larger.public / larger.spending > found.public / found.spending


@given(sizes(), discounts)
def test_nothing_is_kept_exactly_where_nothing_binds(sizes, discount):
    found = selectorate(**sizes, discount=discount)
    nothing = discount == 0 or sizes["winning_coalition"] == sizes["selectorate"]
    assert (found.surplus == 0) == (found.loyalty == 0) == nothing


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.lists(st.integers(30, 60), min_size=1, max_size=4),
    discounts,
)
def test_the_grid_holds_the_single_answers(coalitions, crowds, discount):
    grid = selectorate_grid(coalitions, selectorates=crowds, discount=discount, resources=50)
    for i, w in enumerate(coalitions):
        for j, s in enumerate(crowds):
            one = selectorate(winning_coalition=w, selectorate=s, discount=discount, resources=50)
            assert grid.surplus_share[i, j] == pytest.approx(float(one.surplus) / 50, abs=1e-12)
            assert grid.public[i, j] == pytest.approx(float(one.public))
            assert grid.private[i, j] == pytest.approx(float(one.private))


def test_the_grid_has_no_coalition_larger_than_the_selectorate():
    grid = selectorate_grid([5, 50], selectorates=[5, 49, 50])
    assert np.isnan(grid.surplus_share).tolist() == [[False] * 3, [True, True, False]]
    assert grid.surplus_share[0, 0] == grid.surplus_share[1, 2] == 0
