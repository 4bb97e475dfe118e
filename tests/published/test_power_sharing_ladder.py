"""Svolik (2009) has no number that this ladder could be held to: the model is inspired by it.

What the abstract says must hold, though: a circle deters by the threat of a coup, and beyond some
point of the ruler's rise the threat is not credible. The numbers are worked by hand.
"""

from fractions import Fraction

import pytest

from whowhom.theory.sketches.power_sharing_ladder import power_sharing_ladder


def test_two_regimes():
    """At steps 0 and 1 a coup pays: 0.9 - 0.1 and 0.7 - 0.3 are above 0.3; 0.6 - 0.4 is not."""
    found = power_sharing_ladder(["0.9", "0.7", "0.6"], detection="1/2", acquiescence="0.3")
    assert found.credible == (True, True, False)
    assert found.established_from == 2
    assert found.critical_success == Fraction(13, 20)
    assert found.hazard[:4].tolist() == pytest.approx([0.45, 0.35, 0, 0])
    assert found.survival[:4].tolist() == pytest.approx([1, 0.55, 0.3575, 0.3575])
    assert found.removed_while_contested == pytest.approx(0.6425)


def test_survivors_are_safer():
    found = power_sharing_ladder([0.8, 0.7, 0.6, 0.5, 0.4], grabs=0.3, acquiescence=0.2)
    assert found.critical_success == Fraction(3, 5)
    assert found.established_from == 2
    assert (found.hazard[1:] <= found.hazard[:-1] + 1e-15).all()
    assert found.hazard[-1] < found.hazard[0] / 10
