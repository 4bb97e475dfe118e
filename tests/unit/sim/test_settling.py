"""Laws of a rule that settles while nobody contests it."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ELDER, ORGANISER, copy_of, crown, world_of

from whowhom.sim.circle import circle_power, look
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.contest import _expected_value, _judge, contest
from whowhom.sim.phases.power import measure_power

RUNS = 300


def settled(quiet, **values):
    """Return a world in which the organiser leads for so many quiet months, and parameters."""
    world, _ = world_of()
    crown(world, ORGANISER, 0.4)
    world.regime["quiet"] = quiet
    world.regime["discipline"] = 0.0
    world.regime["capacity"] = 0.0
    return world, Parameters().replace(calm=0.0, whim=0.1, **values).record()[0]


def held(world, p, runs=RUNS):
    """Return in how many of the runs a contest is held: it ends the quiet."""
    after = [copy_of(world) for _ in range(runs)]
    for run, one in enumerate(after):
        contest(one, p, 1, run, 1)
    return sum(one.regime[0]["quiet"] == 0.0 for one in after)


def value(world, p, attacker, target):
    sight = _judge(world, p, attacker, circle_power(world))
    return _expected_value(world, p, attacker, target, sight)


def test_contests_become_rarer_in_quiet_and_are_more_frequent_right_after_one():
    often = {"opportunity": 0.4}
    assert held(*settled(36.0, settling=0.3, **often)) < 0.3 * held(*settled(36.0, **often))
    assert held(*settled(0.0, settling=0.3, **often)) == held(*settled(0.0, **often))
    assert held(*settled(0.0, unrest=1.0, **often)) > 1.5 * held(*settled(0.0, **often))


def test_the_quiet_grows_by_the_month_and_ends_with_a_contest_or_a_new_leader():
    world, p = settled(7.0, opportunity=0.0)
    contest(world, p, 1, 0, 1)
    assert world.regime[0]["quiet"] == 8.0
    measure_power(world, p, 1, 0, 1)
    leader = world.regime[0]["leader"]
    world.regime["quiet"] = 8.0
    measure_power(world, p, 1, 0, 1)
    assert world.regime[0]["quiet"] == 8.0
    world.regime["leader"] = ELDER if leader != ELDER else ORGANISER
    measure_power(world, p, 1, 0, 1)
    assert world.regime[0]["quiet"] == 0.0


@settings(max_examples=30)
@given(st.floats(0.0, 120.0), st.floats(0.0, 0.6), st.floats(0.0, 0.4))
def test_the_reprisal_deters_attacks_on_the_leader_alone(quiet, settling, reprisal):
    world, p = settled(quiet, settling=settling, reprisal=reprisal)
    free, off = settled(quiet, settling=settling)
    loss = value(free, off, ELDER, ORGANISER) - value(world, p, ELDER, ORGANISER)
    most = reprisal * (1.0 + math.log(1.0 + settling * quiet))
    assert -1e-12 <= loss <= most + 1e-12
    assert value(world, p, ORGANISER, ELDER) == value(free, off, ORGANISER, ELDER)


def test_a_capable_arbiter_punishes_nobody_for_the_strongest():
    world, p = settled(24.0, settling=0.3, reprisal=0.3)
    free, off = settled(24.0)
    for one in (world, free):
        one.regime["capacity"] = 1.0
    assert value(world, p, ELDER, ORGANISER) == value(free, off, ELDER, ORGANISER)


def test_at_zero_a_quiet_rule_is_as_any_other():
    one, p = settled(0.0)
    other, _ = settled(60.0)
    assert held(one, p) == held(other, p)
    assert np.isclose(look(one, ELDER).total, look(other, ELDER).total)
