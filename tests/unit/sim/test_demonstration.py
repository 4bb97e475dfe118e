"""Laws of a killing that is weighed as a demonstration to the other removed."""

from functools import lru_cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from toy import ELDER, GENERAL, ORATOR, ORGANISER, copy_of, crown, put_out, world_of

from whowhom.sim.circle import killing_precedent
from whowhom.sim.layout import DEAD, DEMOTED, INNER
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.fate import demonstration_of, threat_under, weigh_fates

RIVALS = (ELDER, GENERAL, ORATOR)
unit = st.floats(0.0, 1.0)
weights = st.floats(-5.0, 5.0)
statuses = st.integers(INNER, DEAD)


@lru_cache(maxsize=1)
def start():
    return world_of()[0]


@st.composite
def circles(draw, status=statuses):
    """Draw a world in which the organiser leads and the orator is out; others stand anywhere."""
    world = copy_of(start())
    for rival in RIVALS:
        where = draw(st.integers(DEMOTED, DEAD - 1) if rival == ORATOR else status)
        if where != INNER:
            put_out(world, rival, where)
        for column in ("rigidity", "fame", "accused", "kin"):
            world.actors[column][rival] = draw(unit)
        for array in (world.following, world.memory, world.share):
            array[:, rival] = draw(unit)
    crown(world, ORGANISER, draw(st.floats(0.3, 1.0)))
    for column in ("norm", "terror", "focal"):
        world.regime[column] = draw(unit)
    return world


def parameters(weight, deterrence=0.15):
    values = Parameters().replace(demonstration=weight, deterrence=deterrence)
    return values.record()[0]


def threats(world, p, victim):
    """Return the sum of the threats of all removed but one, as they stand."""
    return sum(
        threat_under(world, p, rival, world.actors["status"][rival])
        for rival in RIVALS
        if rival != victim and INNER < world.actors["status"][rival] < DEAD
    )


@given(circles(), weights, unit)
def test_it_is_worth_what_the_killing_takes_from_the_others(world, weight, deterrence):
    """The killing is carried out on a copy: the threats of the others fall by just that much."""
    p = parameters(weight, deterrence)
    worth = demonstration_of(world, p, ORATOR)
    before = threats(world, p, ORATOR)
    killing_precedent(world, p, ORATOR)
    assert np.isclose(worth, weight * (before - threats(world, p, ORATOR)), rtol=1e-9, atol=1e-12)


@given(circles(), st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.integers(0, 50))
def test_the_more_it_weighs_the_cheaper_a_killing(world, less, more, month):
    """Whoever would be killed still is; whoever is not meets the same fate as before, or death."""
    less, more = sorted((less, more))
    low, high = parameters(less), parameters(more)
    assert 0.0 <= demonstration_of(world, low, ORATOR) <= demonstration_of(world, high, ORATOR)
    before, _ = weigh_fates(world, low, ORATOR, 1, 0, month)
    after, _ = weigh_fates(world, high, ORATOR, 1, 0, month)
    assert after in (before, DEAD)


@given(circles(st.sampled_from((INNER, DEAD))), weights, st.integers(0, 50))
def test_with_a_single_removed_nothing_changes(world, weight, month):
    p, off = parameters(weight), parameters(0.0)
    assert demonstration_of(world, p, ORATOR) == 0.0
    assert weigh_fates(world, p, ORATOR, 1, 0, month) == weigh_fates(
        world, off, ORATOR, 1, 0, month
    )


@given(circles(), weights)
def test_without_deterrence_or_weight_it_is_worth_nothing(world, weight):
    assert demonstration_of(world, parameters(weight, 0.0), ORATOR) == 0.0
    assert demonstration_of(world, parameters(0.0), ORATOR) == 0.0
