"""Myerson (2008), "The Autocrat's Credibility Problem and Foundations of the Constitutional State".

That a court helps is the paper's (its abstract was read). The parameters of the example are our
memory of the paper's; the numbers below were computed from closed forms of ours by another
program, and check our code.
"""

from fractions import Fraction

from whowhom.theory.control.court import court

EXAMPLE = {
    "income": 90,
    "captain_cost": 5,
    "force_exponent": "1.5",
    "rival_rate": "0.2",
    "discount_rate": "0.05",
}


def test_a_court_lets_a_ruler_keep_more_captains():
    found = court(**EXAMPLE)
    assert found.absolute.size < found.weak_court.size < found.unconstrained.size


def test_the_three_forces():
    found = court(**EXAMPLE)
    assert found.absolute.size == 12
    assert found.weak_court.size == Fraction("14.4")
    assert found.unconstrained.size == 30
    whole = [f.captains for f in (found.absolute, found.weak_court, found.unconstrained)]
    assert whole == [12, 14, 30]


def test_wage_and_values():
    found = court(**EXAMPLE)
    assert found.wage == Fraction("2.5")
    assert (found.unconstrained.value, found.unconstrained.entry_value) == (100, 50)
    assert found.absolute.value == 400
    assert found.weak_court.value == 360
    assert found.value_alone == 360
