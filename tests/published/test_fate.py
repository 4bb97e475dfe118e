"""The fate of the deposed: a model of ours, after Debs (2016).

The row of fates was computed by another program: a check of our code, not of a paper.
"""

import pytest

from whowhom.theory import fate_of_loser


def test_fates_by_power():
    power = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5]
    found = fate_of_loser(power, winner=1, killing=0.4, exile=0.1, surviving=0.4)
    assert found.fates == ("spared",) * 3 + ("exiled",) * 4 + ("killed",)
    assert [step.fate for step in found.steps] == ["spared", "exiled", "killed"]


def test_the_costs_are_those_of_the_rule():
    found = fate_of_loser([0.5], winner=2, killing=0.4, exile=0.1, surviving=0.4)
    assert found.costs_of_sparing[0] == pytest.approx(0.5 / 2.5)
    assert found.costs_of_exile[0] == pytest.approx(0.1 + 0.2 / 2.2)
    assert found.cost_of_killing == 0.4
