"""Gehlbach and Sonin (2014), "Government control of the media".

The directions are the paper's (its abstract was read); the numbers belong to our own model, were
computed by another program, and check our code.
"""

from fractions import Fraction

import pytest

from whowhom.theory.sketches.media import media_bias


def bias(mobilisation, advertising):
    return media_bias(
        good_prior="0.4", gain=3, loss=1, mobilisation=mobilisation, advertising=advertising
    ).bias


def test_bias_rises_with_mobilisation_and_falls_with_advertising():
    assert bias(1, "0.2") < bias(2, "0.2") < bias(10, "0.2")
    assert bias(1, "0.2") < bias(1, "0.1") < bias(1, 0)


@pytest.mark.parametrize(
    ("mobilisation", "advertising", "expected"),
    [
        (1, 0, "2/3"),
        (1, "0.1", "7/12"),
        (1, "0.2", "1/2"),
        (2, "0.2", "7/12"),
        (10, "0.2", "0.65"),
    ],
)
def test_the_bias_that_pays_best(mobilisation, advertising, expected):
    assert bias(mobilisation, advertising) == Fraction(expected)
