"""Signs of power."""

import numpy as np
from toy import (
    CHAIR,
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    on_and_off,
    put_out,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import DEMOTED, EXPELLED
from whowhom.sim.phases.gain import fall_gain, force_share
from whowhom.sim.phases.power import circle_power, measure_power


@sign("army_command")
def test_force_is_power():
    """The general commands all force: his power rises by it, nobody else's."""
    on, off = worlds("army_command", measure_power)
    gain = on.actors["power"] - off.actors["power"]
    assert force_share(on, GENERAL) == 1.0
    assert gain[GENERAL] > 0.1
    assert np.all(gain[[ELDER, ORATOR, ORGANISER]] == 0.0)


@sign("army_command")
def test_force_is_feared():
    """He who holds the guard can arrest the others: his fall is worth more to them."""
    worth = []
    for holder in (GENERAL, ORATOR):

        def armed(world, holder=holder):
            world.seen[:] = world.actors["power"]
            world.posts["holder"][COMMAND] = holder

        twins = on_and_off("army_command", armed)
        worth.append([fall_gain(world, p, ELDER, GENERAL, ELDER) for world, p in twins])
    (feared, without_fear), unarmed = worth
    assert feared > without_fear
    assert unarmed == [without_fear, without_fear]


@sign("war_return")
def test_war_raises_the_price_of_force():
    """In war the commander weighs more, and only he."""

    def war(world):
        world.regime["war"] = 1.0

    on, off = worlds("war_return", measure_power, prepare=war)
    gain = on.actors["power"] - off.actors["power"]
    assert gain[GENERAL] > 0.0
    assert np.all(gain[[ELDER, ORATOR, ORGANISER]] == 0.0)


@sign("seats")
def test_formal_seats_weigh():
    """Each gains by his share of the seats; the general has none."""
    on, off = worlds("seats", measure_power)
    gain = on.actors["power"] - off.actors["power"]
    assert gain[ELDER] > gain[ORGANISER] > gain[GENERAL] == 0.0


def test_the_strongest_of_the_circle_leads():
    """A demoted man keeps power but cannot lead; one expelled has none left."""
    world, p = world_of()
    first = int(np.argmax(world.actors["power"]))
    assert world.regime["leader"][0] == first
    put_out(world, first, DEMOTED)
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][first] > 0.0
    assert world.regime["leader"][0] not in (first, -1)
    put_out(world, first, EXPELLED)
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][first] == 0.0


def test_the_leader_share_is_his_part_of_the_circle():
    world, p = world_of()
    measure_power(world, p, 1, 0, 1)
    leader = int(world.regime["leader"][0])
    power = world.actors["power"]
    assert circle_power(world) == power.sum()
    assert world.regime["leader_share"][0] == power[leader] / power.sum()


def test_posts_that_fall_vacant_lend_nothing():
    world, p = world_of()
    world.posts["holder"][CHAIR] = -1
    before = world.actors["power"][ELDER]
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][ELDER] < before
