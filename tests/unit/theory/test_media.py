"""The door of the bias of the news: what it takes, what it refuses, what it hands back."""

import math
import pickle
from fractions import Fraction

import pytest

from whowhom.errors import InvalidInput
from whowhom.theory.results import plain
from whowhom.theory.sketches.media import media_bias

GOOD = {"good_prior": 0.4, "gain": 3, "loss": 1, "mobilisation": 1, "advertising": 0.1}


def test_the_result_is_frozen_prints_and_pickles():
    found = media_bias(**GOOD)
    assert found.bias == Fraction(7, 12)
    with pytest.raises(AttributeError):
        found.bias = 0
    assert pickle.loads(pickle.dumps(found)) == found
    assert plain(found)["bias"] == "7/12"
    assert str(found).splitlines() == [
        "In the bad state the news is good 58.3% of the time.",
        "",
        "the news is good             75.0%",
        "it is right when it is good  53.3%",
        "audience that is left        70.8%",
    ]


def test_the_corners():
    honest = media_bias(**(GOOD | {"advertising": 100}))
    assert (honest.bias, honest.audience, honest.trust) == (0, 1, 1)
    assert str(honest).startswith("The news is honest.")
    always = media_bias(**(GOOD | {"gain": 100}))
    assert (always.bias, always.good_news) == (1, 1)
    assert always.trust == Fraction(2, 5)
    assert str(always).startswith("The news is always good, whatever the state.")


def test_defaults():
    assert media_bias(good_prior=0.4, gain=3, loss=1) == media_bias(
        good_prior=0.4, gain=3, loss=1, mobilisation=1, advertising=0
    )


@pytest.mark.parametrize("value", [-1, math.nan, math.inf, "much", "", None, True, [1]])
@pytest.mark.parametrize("name", GOOD)
def test_outside_the_domain(name, value):
    with pytest.raises(InvalidInput, match=f"^{name} must be .*, got"):
        media_bias(**(GOOD | {name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("good_prior", 0), ("good_prior", 1), ("gain", 0), ("loss", 0), ("mobilisation", 0)],
)
def test_the_open_ends(name, value):
    with pytest.raises(InvalidInput, match=f"^{name} must be .*, got {value}"):
        media_bias(**(GOOD | {name: value}))


def test_all_problems_are_told_at_once():
    with pytest.raises(InvalidInput) as caught:
        media_bias(**dict.fromkeys(GOOD, -1))
    assert len(str(caught.value).splitlines()) == 5
