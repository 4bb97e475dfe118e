"""Laws of contested and established rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whowhom.theory.tenure.power_sharing import power_sharing, two_states

whenever = settings(deadline=None)  # the first call may compile
tenths = st.integers(0, 20).map(lambda k: k / 20)  # corners and equal chances are frequent


@st.composite
def chances(draw):
    coup, establishment = sorted([draw(tenths), draw(tenths)])
    establishment -= coup
    if draw(st.booleans()) and coup + establishment < 1:
        coup, establishment = establishment, coup
    later = coup * draw(tenths)
    return {"coup": coup, "establishment": establishment, "established_coup": later}


@whenever
@given(chances(), st.integers(1, 60))
def test_the_curves_are_those_of_the_chain(given, periods):
    """Powers of the matrix of the chain, which the solver does not use."""
    a, b, e = given.values()
    found = power_sharing(**given, periods=periods)
    chain = np.array([[1 - a - b, b], [0, 1 - e]])
    state = np.array([1.0, 0.0])
    for t in range(periods + 1):
        assert found.contested[t] == pytest.approx(state[0], abs=1e-12)
        assert found.established[t] == pytest.approx(state[1], abs=1e-12)
        assert found.survival[t] == pytest.approx(state.sum(), abs=1e-12)
        if state.sum() > 1e-9:
            lost = a * state[0] + e * state[1]
            assert found.hazard[t] == pytest.approx(lost / state.sum(), abs=1e-9)
        state = state @ chain


@whenever
@given(chances())
def test_the_hazard_never_rises_and_stays_between_the_two_chances(given):
    hazard = power_sharing(**given, periods=100).hazard
    hazard = hazard[~np.isnan(hazard)]
    assert (np.diff(hazard) <= 1e-12).all()
    assert hazard[0] == pytest.approx(given["coup"], rel=1e-14)
    assert (hazard >= given["established_coup"] - 1e-12).all()


@whenever
@given(chances(), st.integers(1, 80))
def test_two_kinds_of_ruler_who_never_change_look_the_same(given, periods):
    """What the caveat of the model says, for every curve."""
    found = power_sharing(**given, periods=periods)
    t = np.arange(periods + 1)
    frail = found.frail_share * (1 - found.frail_coup) ** t
    safe = (1 - found.frail_share) * (1 - given["established_coup"]) ** t
    assert 0 <= found.frail_share <= 1
    assert found.survival == pytest.approx(frail + safe, abs=1e-10)


@whenever
@given(chances())
def test_the_mean_is_the_sum_of_the_survivors(given):
    found = power_sharing(**given, periods=5000)
    if found.survival[-1] < 1e-12:
        assert found.survival[1:].sum() == pytest.approx(found.expected_periods, abs=1e-6)
    if found.expected_periods == np.inf:
        assert found.survival[-1] > 0


@whenever
@given(chances())
def test_the_chance_of_removal_while_contested_adds_up(given):
    found = power_sharing(**given, periods=5000)
    lost = given["coup"] * found.contested.sum()
    assert lost == pytest.approx(found.removed_while_contested, abs=1e-9)


@whenever
@given(chances(), st.integers(1, 19))
def test_a_greater_danger_leaves_fewer(given, step):
    found = power_sharing(**given)
    safer = power_sharing(
        coup=given["coup"] * step / 20,
        establishment=given["establishment"],
        established_coup=min(given["established_coup"], given["coup"] * step / 20),
    )
    assert (safer.survival >= found.survival - 1e-12).all()


@whenever
@given(chances())
def test_compiled_and_plain_are_the_same(given):
    from whowhom.theory.tenure._power_sharing_kernel import fill_two_states

    hazard, share = two_states(*given.values(), 50)
    plain = np.empty(50), np.empty(50)
    fill_two_states.py_func(*given.values(), *plain)
    assert np.array_equal(hazard, plain[0], equal_nan=True)
    assert np.array_equal(share, plain[1], equal_nan=True)


def test_equal_chances_make_a_constant_danger():
    found = power_sharing(coup=0.2, establishment=0.3, established_coup=0.2)
    assert found.hazard == pytest.approx(np.full(41, 0.2))


def test_played_out_by_chance():
    """A hundred thousand rulers, each period drawn."""
    rng = np.random.default_rng(7)
    found = power_sharing(coup=0.2, establishment=0.1, established_coup=0.02, periods=10)
    state = np.zeros(100_000, dtype=int)  # 0 contested, 1 established, 2 gone
    for t in range(11):
        assert (state < 2).mean() == pytest.approx(found.survival[t], abs=0.006)
        assert (state == 1).mean() == pytest.approx(found.established[t], abs=0.006)
        draw = rng.random(state.size)
        falls = draw < np.array([0.2, 0.02, 2.0])[state]
        settles = (state == 0) & (draw >= 0.2) & (draw < 0.3)
        state = np.where(falls, 2, np.where(settles, 1, state))
