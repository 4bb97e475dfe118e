"""Svolik (2009), "Power Sharing and Leadership Dynamics in Authoritarian Regimes".

No number of the paper is tested, since its body was not before us. The numbers below were computed
by other programs with the same definitions: a check of our code, not of the paper.
"""

import numpy as np
import pytest

from whowhom.theory.tenure.power_sharing import power_sharing

FOUND = power_sharing(coup=0.12, establishment=0.06, established_coup=0.01, periods=30)


@pytest.mark.parametrize(
    ("t", "hazard"),
    [(0, 0.12), (1, 0.1125), (5, 0.080858), (10, 0.047045), (20, 0.016906), (30, 0.011087)],
)
def test_hazard(t, hazard):
    assert FOUND.hazard[t] == pytest.approx(hazard, abs=5e-7)


@pytest.mark.parametrize(
    ("t", "survival"),
    [(0, 1), (1, 0.88), (5, 0.575534), (10, 0.408131), (20, 0.300897), (30, 0.262751)],
)
def test_survival(t, survival):
    assert FOUND.survival[t] == pytest.approx(survival, abs=5e-7)


def test_chance_of_removal_while_contested():
    """a / (a + b)."""
    assert FOUND.removed_while_contested == pytest.approx(0.12 / 0.18)


def test_the_closed_forms():
    """C_t = (1 - a - b)^t and E_t = b ((1 - e)^t - (1 - a - b)^t) / (a + b - e)."""
    t = np.arange(31)
    contested = 0.82**t
    established = 0.06 * (0.99**t - 0.82**t) / 0.17
    assert FOUND.contested == pytest.approx(contested, abs=1e-14)
    assert FOUND.established == pytest.approx(established, abs=1e-14)
    assert (np.diff(FOUND.hazard) < 0).all()
