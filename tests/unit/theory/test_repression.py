"""The door of the size of a repression: what it takes, what it refuses, what it hands back."""

import math
import pickle
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.control.repression import repression
from whowhom.theory.results import plain

GOOD = {"enemies": "0.4", "tolerated": "0.3", "precision": "0.6"}


@pytest.mark.parametrize("enemies", [0.4, "0.4", "2/5", Fraction(2, 5)])
def test_numbers_are_exact_however_given(enemies):
    assert repression(enemies=enemies, tolerated=0.3, precision=0.6).struck == Fraction(1, 3)


def test_certainty_is_the_default():
    assert repression(enemies=0.4, tolerated=0.3).innocents == 0


def test_the_corners():
    all_enemies = repression(enemies=1, tolerated=0)
    assert (all_enemies.struck, all_enemies.enemies_struck) == (1, 1)
    assert repression(enemies=0, tolerated=0).struck == 0
    assert repression(enemies=0.3, tolerated=0.3, precision=0.01).struck == 0
    blind = repression(enemies=0.4, tolerated=0.3, precision=0.4)
    assert (blind.struck, blind.innocents) == (1, Fraction(3, 5))


def test_the_result_is_frozen_prints_and_pickles():
    found = repression(**GOOD)
    with pytest.raises(AttributeError):
        found.struck = 0
    assert pickle.loads(pickle.dumps(found)) == found
    assert plain(found)["innocents"] == "2/15"
    assert str(found).splitlines() == [
        "33.3% of the population are struck, 13.3% are struck and innocent.",
        "",
        "share of the population",
        "struck                            33.3%",
        "  of them enemies                 20.0%",
        "  of them innocent                13.3%",
        "struck if every enemy were known  14.3%",
    ]
    nobody = repression(enemies=0.2, tolerated=0.3)
    assert str(nobody) == "Nobody is struck: 20.0% of enemies are tolerated."
    assert "Nobody would be left." in str(repression(enemies=0.4, tolerated=0.3, precision=0.4))


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf, "many", "", None, True, [0.5]])
@pytest.mark.parametrize("name", ["enemies", "tolerated", "precision"])
def test_outside_the_domain(name, value):
    with pytest.raises(InvalidInput, match=rf"^{name} must be in [\[(]0, 1[\])], got"):
        repression(**(GOOD | {name: value}))


def test_the_open_ends():
    with pytest.raises(InvalidInput, match=r"tolerated must be in \[0, 1\), got 1"):
        repression(enemies=1, tolerated=1)
    with pytest.raises(InvalidInput, match=r"precision must be in \(0, 1\], got 0"):
        repression(enemies=0.4, tolerated=0.3, precision=0)


def test_contradictions_are_told_after_the_numbers():
    with pytest.raises(InvalidInput, match=r"precision must exceed tolerated \(0\.3\)"):
        repression(enemies=0.4, tolerated=0.3, precision=0.3)
    with pytest.raises(InvalidInput, match=r"precision must be at least enemies \(0\.4\)"):
        repression(enemies=0.4, tolerated=0.3, precision=0.35)
    with pytest.raises(InvalidInput) as caught:
        repression(enemies=2, tolerated=-1, precision=0)
    assert len(str(caught.value).splitlines()) == 3
