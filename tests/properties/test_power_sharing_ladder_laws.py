"""Laws of the ladder to established rule."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whowhom.theory.sketches.power_sharing_ladder import power_sharing_ladder

tenths = st.integers(0, 10).map(lambda k: Fraction(k, 10))
falling = st.lists(tenths, min_size=1, max_size=6).map(lambda s: sorted(s, reverse=True))
stakes = st.fixed_dictionaries(
    {
        "prize": st.integers(1, 4),
        "penalty": st.integers(0, 4),
        "acquiescence": st.integers(-4, 4),
    }
)


@given(falling, stakes)
def test_the_circle_strikes_where_a_coup_pays(success, stakes):
    """The definition, in fractions; ties are frequent here."""
    found = power_sharing_ladder(success, **stakes)
    gains = [s * stakes["prize"] - (1 - s) * stakes["penalty"] for s in success]
    pays = [gain > stakes["acquiescence"] for gain in gains]
    assert found.credible == tuple(pays)
    assert found.established_from == (pays.index(False) if False in pays else None)
    assert found.is_tied == (stakes["acquiescence"] in gains)
    assert sorted(pays, reverse=True) == pays


@given(falling, stakes, tenths, tenths, st.integers(1, 30))
def test_the_curves_are_those_of_the_matrix(success, stakes, detection, grabs, periods):
    """Powers of the whole matrix of steps, which the solver does not use."""
    found = power_sharing_ladder(
        success, **stakes, detection=detection, grabs=grabs, periods=periods
    )
    steps, d, g = len(success), float(detection), float(grabs)
    chain = np.zeros((steps, steps))
    for k, s in enumerate(success):
        falls = d * float(s) * found.credible[k]
        chain[k, k] += 1 - g
        chain[k, min(k + 1, steps - 1)] += g * (1 - falls)
        assert found.step_hazard[k] == pytest.approx(g * falls)
    state = np.eye(steps)[0]
    for t in range(periods + 1):
        assert found.at_step[t] == pytest.approx(state, abs=1e-12)
        assert found.survival[t] == pytest.approx(state.sum(), abs=1e-12)
        if state.sum() > 1e-9:
            lost = 1 - (state @ chain).sum() / state.sum()
            assert found.hazard[t] == pytest.approx(lost, abs=1e-7)
        state = state @ chain


@given(falling, stakes, tenths, tenths)
def test_the_danger_never_rises(success, stakes, detection, grabs):
    found = power_sharing_ladder(success, **stakes, detection=detection, grabs=grabs, periods=60)
    hazard = found.hazard[~np.isnan(found.hazard)]
    assert (np.diff(hazard) <= 1e-9).all()


@given(falling, stakes, tenths, tenths)
def test_the_long_run(success, stakes, detection, grabs):
    """Where nobody is left at a step that he might yet leave or fall at."""
    found = power_sharing_ladder(success, **stakes, detection=detection, grabs=grabs, periods=400)
    beyond = len(success) if found.established_from is None else found.established_from
    assume(found.at_step[-1, :beyond].sum() < 1e-7 or not grabs)
    assert 1 - found.survival[-1] == pytest.approx(found.removed_while_contested, abs=1e-6)


@given(falling, stakes, st.sampled_from([Fraction(1, 3), 2, 10**6]))
def test_only_ratios_of_the_stakes_matter(success, stakes, factor):
    found = power_sharing_ladder(success, **stakes)
    scaled = {name: value * factor for name, value in stakes.items()}
    again = power_sharing_ladder(success, **scaled)
    assert str(again) == str(found)
    assert again.critical_success == found.critical_success
    assert (again.at_step == found.at_step).all()


@given(falling, stakes)
def test_a_greater_penalty_ends_the_threat_sooner(success, stakes):
    """More to lose, or more to keep: the threat is credible at fewer steps."""
    found = power_sharing_ladder(success, **stakes)
    for name in ("penalty", "acquiescence"):
        more = power_sharing_ladder(success, **stakes | {name: stakes[name] + 1})
        if -stakes["penalty"] < stakes["acquiescence"] < stakes["prize"] or name != "penalty":
            assert sum(more.credible) <= sum(found.credible)


def test_the_two_states_are_a_ladder_of_one_threat():
    """One step of danger that is left by chance alone comes near the two-state chain."""
    found = power_sharing_ladder([1, 0], detection=0.5, grabs=0.2, periods=30)
    t = np.arange(31)
    assert found.at_step[:, 0] == pytest.approx(0.8**t)
    assert found.removed_while_contested == pytest.approx(0.5)
