"""Vacant seats of a population are filled; in a case nobody waits, and nothing happens."""

import numpy as np
import pytest
from toy import copy_of, put_out, seated, toy_case, world_of

from whowhom.sim.events import EVENT, EVENT_KINDS
from whowhom.sim.layout import DEMOTED, INNER
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.co_option import co_opt

ORGANISER = 3


def waiting(*, seats=4, renewal=1.0, out=(0,), newcomer=ORGANISER):
    """Return the toy with one man waiting outside, and some put out of the circle."""
    world, p = world_of()
    world = world._replace(events=np.zeros(20, EVENT), clock=np.zeros(2, np.int64))
    world.regime["seats"], world.regime["renewal"] = seats, renewal
    world.actors["contender"][newcomer] = 0
    world.memory[:, newcomer] = 0.0
    world.patron[world.patron == newcomer] = -1
    world.posts["holder"][world.posts["holder"] == newcomer] = 1
    world.arrival[0, :, newcomer] = 0.4
    world.arrival[1, :, newcomer] = 0.5
    for who in out:
        put_out(world, who, DEMOTED)
    return world, p


def step(world, p, month=5, run=0):
    co_opt(world, p, 1, run, month)
    return world


def same(world, other):
    return all(np.array_equal(a, b) for a, b in zip(world, other, strict=True))


def test_a_case_has_none_of_it():
    world, p = world_of(toy_case())
    assert world.regime["seats"] == 0
    assert world.regime["renewal"] == 0.0
    before = copy_of(world)
    step(world, p)
    assert same(world, before)


@pytest.mark.parametrize(
    "settings", [{"renewal": 0.0}, {"seats": 2}, {"seats": 3, "out": ()}], ids=str
)
def test_nothing_happens_without_a_vacancy_or_without_renewal(settings):
    world, p = waiting(**settings)
    before = copy_of(world)
    step(world, p)
    assert same(world, before)


def test_the_arbiter_is_no_newcomer():
    world, p = waiting()
    world.regime["arbiter"] = ORGANISER
    before = copy_of(world)
    step(world, p)
    assert same(world, before)


def test_a_newcomer_takes_the_seat_with_his_following():
    world, p = waiting()
    born, free = int(world.actors["born"][ORGANISER]), (world.patron < 0) & seated(world)
    step(world, p)
    assert world.actors["contender"][ORGANISER] == 1
    assert world.actors["status"][ORGANISER] == INNER
    assert world.actors["born"][ORGANISER] == born + 5
    assert np.all(world.memory[:, ORGANISER] == 1.0)
    his = world.patron == ORGANISER
    assert not np.any(his & ~free), "he wins the unattached only"
    assert his.sum() == pytest.approx(0.5 * free.sum(), rel=0.25)
    others = world.esteem[ORGANISER][~his & seated(world)]
    assert others.mean() == pytest.approx(0.4, abs=0.05)
    assert others.std() == pytest.approx(Parameters()["spread"], rel=0.2)
    assert world.esteem[ORGANISER][his].mean() > others.mean() + 0.1


def test_he_is_handed_a_post_by_who_holds_most():
    world, p = waiting()
    before = np.bincount(world.posts["holder"][world.posts["holder"] >= 0], minlength=4)
    assert before.tolist() == [0, 2, 1, 0]
    step(world, p)
    after = np.bincount(world.posts["holder"][world.posts["holder"] >= 0], minlength=4)
    assert after.tolist() == [0, 1, 1, 1]


def test_nobody_gives_away_his_only_post():
    world, p = waiting()
    world.posts["holder"] = [1, 2, -1, -1, -1]
    step(world, p)
    assert world.posts["holder"].tolist() == [1, 2, -1, -1, -1]


def test_it_is_written_down():
    world, p = waiting()
    step(world, p)
    told = [(EVENT_KINDS[e["kind"]], int(e["actor"])) for e in world.events[: world.clock[1]]]
    assert told == [("joins", ORGANISER), ("post", ORGANISER)]


@pytest.mark.parametrize(("out", "chance"), [((0,), 0.2), ((0, 1), 0.36)])
def test_the_chance_is_that_of_each_vacant_seat(out, chance):
    base, p = waiting(seats=3, renewal=0.2, out=out)
    came = 0
    for run in range(600):
        world = copy_of(base)
        step(world, p, run=run)
        came += int(world.actors["contender"][ORGANISER])
    assert came / 600 == pytest.approx(chance, abs=0.06)


def test_one_at_a_time():
    world, p = waiting(out=(0,))
    world.actors["contender"][2] = 0
    step(world, p)
    assert int((world.actors["contender"] == 1).sum()) == 3
