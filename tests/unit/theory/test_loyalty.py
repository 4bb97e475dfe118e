"""The door of loyalty and competence: what it takes, what it refuses, what it hands back."""

import math
import pickle

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import loyalty, loyalty_equilibrium
from whowhom.theory.results import plain

SHARED = {"effort_cost": 2.5, "discount": 0.9, "outside_incompetent": 0.1}
BASE = SHARED | {"outside_competent": 0.5}
FIXED = SHARED | {"rehiring": 0.7}


@pytest.mark.parametrize(
    ("solver", "base", "name", "outside", "domain"),
    [
        (solver, base, name, outside, domain)
        for solver, base in ((loyalty, BASE), (loyalty_equilibrium, FIXED))
        for name, outside, domain in (
            ("wage", [0, -1], "a number > 0"),
            ("effort_cost", [0, -1], "a number > 0"),
            ("discount", [0, 1, -1], r"in \(0, 1\)"),
            ("outside_incompetent", [-0.1, 1], r"in \[0, 1\)"),
            ("outside_competent", [-0.1, 1], r"in \[0, 1\)"),
            ("rehiring", [-0.1, 1], r"in \[0, 1\)"),
            ("flow", [0, -1], "a number > 0"),
            ("ruler_discount", [0, 1], r"in \(0, 1\)"),
            ("competence_value", [-0.1], "a number >= 0"),
            ("mean_competence_value", [0, -0.1], "a number > 0"),
        )
        if name not in {"outside_competent", "competence_value"} or solver is loyalty
        if name not in {"rehiring", "mean_competence_value"} or solver is loyalty_equilibrium
    ],
)
def test_outside_the_domain(solver, base, name, outside, domain):
    for bad in [*outside, float("nan"), float("inf"), "much", "", None, True, [0.5], {"a": 1}]:
        with pytest.raises(InvalidInput, match=f"^{name} must be {domain}, got") as caught:
            solver(**base | {name: bad})
        assert len(str(caught.value).splitlines()) == 1


def test_the_competent_must_have_the_better_outside_option():
    with pytest.raises(InvalidInput, match="outside_competent must not be less than"):
        loyalty(**BASE | {"outside_competent": 0.05})
    with pytest.raises(InvalidInput, match="rehiring must not be less than outside_incompetent"):
        loyalty_equilibrium(**FIXED | {"rehiring": 0.05})


@pytest.mark.parametrize(("solver", "base"), [(loyalty, BASE), (loyalty_equilibrium, FIXED)])
def test_wages_for_which_the_closed_form_has_no_loyalty(solver, base):
    """A loyalty above 1 (here 1.07), and a square root of a negative number."""
    for wage in (1.57, 2, 50):
        with pytest.raises(InvalidInput, match=r"wage must be at most 1\.559 .* lower wage"):
            solver(**base | {"wage": wage})
    assert solver(**base | {"wage": 1.558}).incompetent.loyalty < 1


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        loyalty(
            wage=0,
            effort_cost=0,
            discount=1,
            outside_incompetent=1,
            outside_competent=-1,
            flow=0,
            ruler_discount=2,
            competence_value=-1,
        )
    assert len(str(caught.value).splitlines()) == 8


def test_full_loyalty_keeps_the_ruler_for_ever():
    found = loyalty(
        wage=1, effort_cost="2/3", discount=0.5, outside_incompetent=0, outside_competent=0.5
    )
    assert found.incompetent.loyalty == 1
    assert found.incompetent.tenure == math.inf
    assert "for ever" in str(found)
    assert plain(found)["incompetent"]["tenure"] is None


def test_extreme_numbers_do_no_harm():
    for changes in (
        {"discount": 1e-300},
        {"wage": 1e-300, "effort_cost": 1e300},
        {"outside_incompetent": 1 - 1e-14, "outside_competent": 1 - 1e-14},
        {"ruler_discount": 1 - 1e-14, "flow": 1e300},
    ):
        found = loyalty(**BASE | changes)
        assert 0 <= found.competent.loyalty <= found.incompetent.loyalty <= 1
        assert math.isfinite(found.least_competence_value)
    tiny = loyalty_equilibrium(**FIXED, mean_competence_value=1e-300)
    assert tiny.competent.outside == pytest.approx(0.1)


def test_where_all_rulers_hire_the_competent():
    same = loyalty_equilibrium(**FIXED | {"rehiring": 0.1})
    assert same.chance_competent == 1
    assert same.competent == same.incompetent
    assert same.mean_tenure == same.competent.tenure


@pytest.mark.parametrize(("solver", "given"), [(loyalty, BASE), (loyalty_equilibrium, FIXED)])
def test_results_are_frozen_print_and_pickle(solver, given):
    found = solver(**given)
    with pytest.raises(AttributeError):
        found.competent = None
    assert pickle.loads(pickle.dumps(found)) == found
    assert max(map(len, str(found).splitlines())) <= 80
    assert plain(found)


def test_words():
    assert str(loyalty(**BASE)).startswith("The ruler hires the competent and pays")
    assert "are hired from 0.08147 on" in str(loyalty(**BASE))
    poor = str(loyalty(**BASE, competence_value=0.05))
    assert poor.startswith("The ruler hires the incompetent")
    equal = str(loyalty(**BASE | {"outside_competent": 0.1}))
    assert "as loyal as the others" in equal
    assert str(loyalty_equilibrium(**FIXED)).startswith("57.7% of the rulers")
