"""Signs of natural death and of a leader's fall to a plot."""

from dataclasses import replace

import numpy as np
import pytest
from toy import (
    CHAIR,
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    SECRETARY,
    copy_of,
    crown,
    number,
    on_and_off,
    passed,
    put_out,
    shock,
    sign,
    toy_case,
    world_of,
    worlds,
)

from whowhom.sim.layout import DEAD, DEMOTED, DIED, INNER
from whowhom.sim.month import pass_month
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.ends import die_naturally, topple_leader

RUNS = 200


def aged(years):
    def prepare(world):
        world.actors["born"] = -12 * years

    return prepare


def dead(twin, months=60):
    world, p = twin
    return sum(
        int(np.sum(passed((copy_of(world), p), die_naturally, months=months, run=run)
                   .actors["status"] == DEAD))
        for run in range(30)
    )  # fmt: skip


@sign("mortality")
def test_men_die_of_age():
    """Within five years some die, more of the old than of the young."""
    on, off = on_and_off("mortality", aged(60))
    assert dead(on) > dead(off) == 0
    assert dead(on_and_off("mortality", aged(75))[0]) > dead(on)


def test_a_natural_death_is_no_fall_and_leaves_the_posts_to_the_circle():
    def old_general(world):
        world.actors["born"] = -12 * 20
        world.actors["born"][GENERAL] = -12 * 110
        put_out(world, ORATOR, DEMOTED)

    on, _ = worlds("mortality", die_naturally, months=120, prepare=old_general, mortality=1.2)
    assert on.actors["status"][GENERAL] == DEAD
    assert on.actors["manner"][GENERAL] == DIED
    assert on.actors["fell"][GENERAL] == -1
    assert on.posts["holder"][COMMAND] in (ELDER, ORGANISER)


def of_120(**changes):
    """Return the world of a circle whose arbiter is 120 years old."""
    twin = world_of(toy_case(arbiter=True, **changes))
    twin[0].actors["born"][PATRIARCH] = -12 * 120
    return twin


def test_an_arbiter_dies_of_age_and_opens_the_contest():
    """The death counts as that of any other, ends the truce and leaves an inheritance."""
    before = of_120()
    esteem = before[0].esteem[ORGANISER].sum()
    after = passed(before, die_naturally, months=60)
    assert after.actors["status"][PATRIARCH] == DEAD
    assert after.actors["manner"][PATRIARCH] == DIED
    assert after.actors["fell"][PATRIARCH] == -1
    assert after.regime["capacity"][0] == 0.0
    assert after.esteem[ORGANISER].sum() > esteem


@pytest.mark.parametrize("size", [0.0, 1.0])
def test_an_arbiter_whose_death_the_case_settles_does_not_die_of_age(size):
    """A row that kills for certain speaks for the whole life, also where it is switched off."""
    told = of_120(shocks=(shock("death", size, target="patriarch", month=12),))
    assert passed(told, die_naturally, months=60).actors["status"][PATRIARCH] == INNER
    perhaps = replace(shock("death", target="patriarch"), probability=number(0.5))
    doubtful = of_120(shocks=(perhaps,))
    assert passed(doubtful, die_naturally, months=60).actors["status"][PATRIARCH] == DEAD


def test_the_ill_die_sooner():
    """Half ill doubles the hazard; nobody's rises more than tenfold."""

    def ill(size):
        def prepare(world):
            aged(60)(world)
            world.actors["illness"] = size

        return dead(on_and_off("mortality", prepare)[0], months=12)

    assert ill(0.0) < ill(0.5) < ill(0.9) == ill(1.0)


def plot(*, share=0.8, threat=0.5, focal=0.0, capacity=0.0, leader=ORGANISER):
    def prepare(world):
        crown(world, leader, share)
        put_out(world, ORATOR, DEMOTED)
        world.actors["threat"][ORATOR] = threat
        world.regime["focal"] = focal
        world.regime["capacity"] = capacity

    return prepare


def toppled(twin):
    """Return the worlds in which the leader fell, out of many chances for one month."""
    world, p = twin
    after = [passed((copy_of(world), p), topple_leader, run=run) for run in range(RUNS)]
    return [one for one in after if one.actors["fell"][ORGANISER] == 1]


def falls(**circumstances):
    return len(toppled(on_and_off("leader_fall", plot(**circumstances), leader_fall=0.3)[0]))


@sign("leader_fall")
def test_a_leader_may_fall_to_a_plot_from_below():
    """A leader above the majority, with a threat left alive, falls at times; else never."""
    on, off = on_and_off("leader_fall", plot(), leader_fall=0.3)
    assert len(toppled(on)) > len(toppled(off)) == 0


def test_threats_and_shocks_raise_the_hazard_and_strength_lowers_it():
    assert falls(threat=0.0) == 0
    assert falls(threat=0.2) < falls(threat=0.8) < falls(threat=0.8, focal=1.0)
    assert falls(share=0.55) > falls(share=0.99)
    assert falls(share=0.5) == falls(capacity=1.0) == 0


def test_the_successor_takes_the_posts_and_a_removed_man_can_come_back():
    after = toppled(on_and_off("leader_fall", plot(threat=5.0), leader_fall=1.0)[0])
    heirs = [int(world.actors["removed_by"][ORGANISER]) for world in after]
    assert ORATOR in heirs
    assert ORGANISER not in heirs
    for world, heir in zip(after, heirs, strict=True):
        assert world.actors["status"][ORGANISER] == DEMOTED
        assert world.actors["status"][heir] == INNER
        assert world.posts["holder"][SECRETARY] == heir
        assert world.posts["holder"][CHAIR] == ELDER


def test_a_dead_leader_is_not_toppled():
    """He died of nature: that is no fall, and nothing more can happen to him."""

    def died(world):
        plot(threat=5.0)(world)
        world.actors["status"][ORGANISER] = DEAD

    assert not toppled(on_and_off("leader_fall", died, leader_fall=1.0)[0])


def test_a_month_ends_with_a_leader_who_sits_in_the_circle():
    """The leader dies of age; before anything else happens another one leads."""
    led = []
    for mortality in (0.0, 1.0):
        world, p = world_of(parameters=Parameters().replace(opportunity=0.0, mortality=mortality))
        world.esteem[ORGANISER] = 1.0
        world.actors["born"] = -12 * 20
        world.actors["born"][ORGANISER] = -12 * 200
        pass_month(world, p, 1, 0, 1)
        led.append(int(world.regime["leader"][0]))
    assert led[0] == ORGANISER != led[1]
    assert world.actors["status"][ORGANISER] == DEAD
    assert world.actors["status"][led[1]] == INNER
    assert world.regime["leader_share"][0] == pytest.approx(
        world.actors["power"][led[1]] / world.actors["power"].sum()
    )
