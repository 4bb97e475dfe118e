"""Loyalty against competence: adapted from Zakharov (2016).

The signs are the abstract's. The numbers belong to our parametrisation and were computed by
another program: a check of our code, not of the paper.
"""

import pytest

from whowhom.theory import loyalty, loyalty_equilibrium


def base(**changes):
    settings = {
        "wage": 1,
        "effort_cost": 2.5,
        "discount": 0.9,
        "outside_incompetent": 0.1,
        "outside_competent": 0.5,
        "flow": 1,
        "ruler_discount": 0.9,
    }
    return loyalty(**settings | changes)


@pytest.mark.parametrize(
    ("outside", "chosen"),
    [(0, 0.451893), (0.1, 0.443637), (0.3, 0.422079), (0.5, 0.389259), (0.8, 0.282860)],
)
def test_loyalty_by_outside_option(outside, chosen):
    found = base(outside_incompetent=outside, outside_competent=outside)
    assert found.incompetent.loyalty == pytest.approx(chosen, abs=5e-7)
    assert found.competent == found.incompetent


def test_least_value_of_competence():
    assert base().least_competence_value == pytest.approx(0.0814676, abs=5e-8)


def test_the_competent_are_less_loyal_and_their_rulers_fall_sooner():
    """Abstract: the less competent are more loyal; who hires the competent rules for less long."""
    found = base()
    assert found.incompetent.loyalty > found.competent.loyalty
    assert found.incompetent.tenure > found.competent.tenure


def test_who_values_performance_hires_the_competent():
    """Abstract; at the least value itself the ruler is indifferent, which we count as hiring."""
    least = base().least_competence_value
    assert base(competence_value=least).hires == "competent"
    assert base(competence_value=least * 0.999).hires == "incompetent"


def test_patient_rulers_hire_the_incompetent():
    """Abstract: the incompetent are hired more if rulers discount less."""
    least = [base(ruler_discount=d).least_competence_value for d in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99)]
    assert least == sorted(least)
    assert len(set(least)) == len(least)


def test_long_rule_does_not_go_with_performance():
    """Abstract: rulers with the longer tenure are those without the competent."""
    found = loyalty_equilibrium(
        effort_cost=2.5, discount=0.9, outside_incompetent=0.1, rehiring=0.7
    )
    assert 0 < found.chance_competent < 1
    assert found.competent.tenure < found.mean_tenure < found.incompetent.tenure
