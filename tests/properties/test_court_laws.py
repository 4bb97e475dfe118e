"""Laws of the credible size of a court, and its bounds against every size on a grid."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whowhom.theory.control.court import court

incomes = st.integers(1, 200).map(Fraction)
costs = st.integers(1, 20).map(Fraction)
exponents = st.integers(1, 20).map(lambda k: Fraction(k, 10))
rates = st.integers(1, 40).map(lambda k: Fraction(k, 40))
courts = st.tuples(incomes, costs, exponents, rates, rates)
EXAMPLE = (Fraction(90), Fraction(5), Fraction(3, 2), Fraction(1, 5), Fraction(1, 20))
PARTS = np.linspace(0, 1, 400)[:-1]
MULTIPLES = np.linspace(0, 5, 1200)


def solve(income, cost, exponent, rate, discount):
    return court(
        income=income,
        captain_cost=cost,
        force_exponent=exponent,
        rival_rate=rate,
        discount_rate=discount,
    )


class Model:
    """The model written out in floats, for any force against any other."""

    def __init__(self, case):
        self.income, self.cost, self.exponent, self.rate, self.discount = map(float, case)

    def wins(self, own, rival):
        return own**self.exponent / (own**self.exponent + rival**self.exponent)

    def wage(self, own, rival):
        return (self.discount + self.rate) * self.cost / self.wins(own, rival)

    def value(self, own, wage, rival):
        lasts = self.discount + self.rate - self.rate * self.wins(own, rival)
        return (self.income - own * wage) / lasts

    def captain(self, wage, own, rival):
        lasts = self.discount + self.rate - self.rate * self.wins(own, rival)
        return (wage - self.rate * self.cost) / lasts


@given(courts)
def test_wage_and_values_are_those_of_the_model(case):
    found, model = solve(*case), Model(case)
    for force in (found.absolute, found.weak_court, found.unconstrained):
        size = float(force.size)
        assert model.wage(size, size) == pytest.approx(float(found.wage))
        assert model.value(size, float(found.wage), size) == pytest.approx(
            float(force.value), abs=1e-9
        )
        assert force.entry_value == force.value / 2
        assert force.captains <= force.size < force.captains + 1


@given(courts)
def test_a_captain_just_fights(case):
    """What he may win, times the chance to, is what the battle costs him."""
    model, wage = Model(case), float(solve(*case).wage)
    assert 0.5 * model.captain(wage, 7.0, 7.0) == pytest.approx(model.cost)


@given(courts)
def test_an_absolute_ruler_gains_nothing_by_dropping_any_number(case):
    """Not some at the margin only: every smaller force is tried."""
    found, model = solve(*case), Model(case)
    for part in (0.3, 1.0):
        size = part * float(found.absolute.size)
        kept = model.value(size, float(found.wage), size)
        dropped = model.value(PARTS * size, float(found.wage), size)
        assert dropped.max() <= kept * (1 + 1e-9)


@given(courts)
def test_beyond_the_bound_dropping_some_pays(case):
    found, model = solve(*case), Model(case)
    size = 1.02 * float(found.absolute.size)
    kept = model.value(size, float(found.wage), size)
    assert model.value(0.9999 * size, float(found.wage), size) > kept


@given(courts)
def test_a_weak_court_keeps_its_ruler_just_as_well_off_as_alone(case):
    found, model = solve(*case), Model(case)
    alone = model.income / (model.discount + model.rate)
    assert found.value_alone == found.weak_court.value
    assert float(found.value_alone) == pytest.approx(alone)
    for part, better in ((0.9, True), (1.1, False)):
        size = part * float(found.weak_court.size)
        assert (model.value(size, float(found.wage), size) > alone) == better


@given(courts)
def test_the_unconstrained_force_is_the_best_answer_to_itself(case):
    """Against every other force, at the wage that such a force would need."""
    found, model = solve(*case), Model(case)
    rival = float(found.unconstrained.size)
    own = MULTIPLES[1:] * rival
    worth = model.wins(own, rival) * model.value(own, model.wage(own, rival), rival)
    best = float(found.unconstrained.entry_value)
    assert worth.max() <= best + 1e-9 * model.income / model.discount
    assert best >= 0


@given(courts)
def test_the_order_of_the_bounds(case):
    """An absolute ruler keeps less than half of what he would if he were believed."""
    found = solve(*case)
    assert found.absolute.size <= found.weak_court.size
    assert 2 * found.absolute.size < found.unconstrained.size


@given(courts, st.fractions(Fraction(1, 9), 9))
def test_the_unit_of_money_does_not_matter_for_sizes(case, unit):
    income, cost, *rest = case
    one, other = solve(*case), solve(unit * income, unit * cost, *rest)
    assert other.absolute.size == one.absolute.size
    assert other.weak_court.size == one.weak_court.size
    assert other.unconstrained.size == one.unconstrained.size
    assert other.wage == unit * one.wage
    assert other.absolute.value == unit * one.absolute.value


@given(courts, st.fractions(Fraction(1, 9), 9))
def test_the_unit_of_time_does_not_matter_for_sizes(case, unit):
    """Per month instead of per year: income and both rates shrink together."""
    income, cost, exponent, rate, discount = case
    one = solve(*case)
    other = solve(unit * income, cost, exponent, unit * rate, unit * discount)
    assert other.absolute == one.absolute
    assert other.weak_court == one.weak_court
    assert other.unconstrained == one.unconstrained


def test_the_example_on_a_grid():
    """Globally: at 12 captains no smaller force is worth more than 400; at 30 none more than 50."""
    model = Model(EXAMPLE)
    sizes = np.linspace(0, 12, 100_001)
    assert model.value(sizes, 2.5, 12.0).max() == pytest.approx(400)
    sizes = np.linspace(0.001, 300, 100_001)
    worth = model.wins(sizes, 30.0) * model.value(sizes, model.wage(sizes, 30.0), 30.0)
    assert worth.max() == pytest.approx(50, rel=1e-6)
    assert sizes[worth.argmax()] == pytest.approx(30, abs=0.05)
