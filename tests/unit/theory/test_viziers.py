"""The door of the viziers: what it takes, what it refuses, what it hands back."""

import pickle
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory import viziers
from whowhom.theory.results import plain

BASE = {
    "strong": 0.2,
    "success_weak": 0.1,
    "success_strong": 0.9,
    "wage": 1,
    "prize": 4,
    "penalty": 1,
}


@pytest.mark.parametrize(
    ("name", "outside", "domain"),
    [
        ("strong", [0, 1, -1], r"in \(0, 1\)"),
        ("success_weak", [-0.1, 1.1], r"in \[0, 1\]"),
        ("success_strong", [-0.1, 1.1], r"in \[0, 1\]"),
        ("wage", [-1], "a number >= 0"),
        ("prize", [0, -1], "a number > 0"),
        ("penalty", [-1], "a number >= 0"),
        ("competence", [-0.1, 1.1], r"in \[0, 1\]"),
    ],
)
def test_outside_the_domain(name, outside, domain):
    for bad in [*outside, float("nan"), float("inf"), "much", "", None, True, [0.5], {"a": 1}]:
        with pytest.raises(InvalidInput, match=f"^{name} must be {domain}, got"):
            viziers(**BASE | {name: bad})


@pytest.mark.parametrize("low", [0.9, 0.95, 1])
def test_weak_plotters_must_be_the_weaker_ones(low):
    with pytest.raises(InvalidInput, match="success_weak must be less than success_strong"):
        viziers(**BASE | {"success_weak": low})


@pytest.mark.parametrize("name", BASE)
def test_numbers_too_long_to_be_exact(name):
    with pytest.raises(InvalidInput, match=f"{name} has 3. digits"):
        viziers(**BASE | {name: "0.1234567891011121314151617181927"})


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        viziers(
            strong=0, success_weak=2, success_strong=2, wage=-1, prize=0, penalty=-1, competence=2
        )
    assert len(str(caught.value).splitlines()) == 7


def test_at_the_least_belief_a_vizier_is_loyal():
    blind = viziers(**BASE | {"strong": "3/8"})
    assert blind.ceiling == 0
    assert viziers(**BASE | {"strong": "376/1000"}).ceiling is None
    assert viziers(**BASE, competence="7/17").betrays == "never"
    assert viziers(**BASE, competence="8/17").betrays == "strong plotters only"
    assert viziers(**BASE | {"wage": 0, "penalty": 0}).betrays == "always"


def test_one_who_sees_through_everybody_knows():
    found = viziers(**BASE, competence=1)
    assert (found.belief_after_strong, found.belief_after_weak) == (1, 0)


def test_the_result_is_frozen_prints_and_pickles():
    found = viziers(**BASE)
    with pytest.raises(AttributeError):
        found.ceiling = Fraction(1)
    assert pickle.loads(pickle.dumps(found)) == found
    assert max(map(len, str(found).splitlines())) <= 80
    assert plain(found)["ceiling"] == "7/17"


def test_words():
    assert str(viziers(**BASE)).startswith("A vizier is loyal up to a competence of 0.4118.")
    assert str(viziers(**BASE | {"wage": 5})).startswith("Every vizier is loyal")
    assert str(viziers(**BASE | {"prize": 8})).startswith("No vizier is loyal")
    assert "The same at every share of strong plotters: any." in str(viziers(**BASE | {"wage": 5}))
