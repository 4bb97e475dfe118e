"""Signs of the testament and of the staged resignation."""

import math

import numpy as np
from scipy.special import expit
from toy import (
    CADRES,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    SECRETARY,
    agents,
    copy_of,
    on_and_off,
    put_out,
    sign,
    world_of,
)

from whowhom.sim.layout import DEMOTED, INNER
from whowhom.sim.phases.confidence import hall_support, logistic, vote_of_confidence

RUNS = 100


def advice(tie=0.0, size=1.0):
    """Advice to remove the organiser, by whom the others stand, or not."""

    def prepare(world):
        world.seen[:] = world.actors["power"]
        world.bond[:, ORGANISER] = tie
        world.regime["testament_of"] = ORGANISER
        world.regime["testament_size"] = size

    return prepare


def votes(mechanism, prepare, **values):
    """Return the worlds after the same vote under many chances, with and without a mechanism."""
    after = []
    for world, p in on_and_off(mechanism, prepare, **values):
        worlds = [copy_of(world) for _ in range(RUNS)]
        for run, one in enumerate(worlds):
            vote_of_confidence(one, p, 1, run, 1)
        after.append(worlds)
    return after


def dropped(after):
    """Return how often the organiser loses the post that he held."""
    return sum(int(world.posts["holder"][SECRETARY] != ORGANISER) for world in after)


def liking(world):
    return float(np.mean(world.esteem[ORGANISER, agents(world, CADRES)]))


@sign("testament")
def test_a_founders_advice_weighs_against_the_man():
    """Under the advice the circle drops him more often than it would of itself."""
    on, off = votes("testament", advice(), decisiveness=40.0)
    assert dropped(on) > dropped(off)


@sign("testament")
def test_a_testament_shows_hidden_power():
    """The advice names what he has: he is misjudged less afterwards, the others as before."""
    on, off = votes("testament", advice())
    start = world_of()[0].actors["bias"]
    assert on[0].actors["bias"][ORGANISER] < off[0].actors["bias"][ORGANISER] == start[ORGANISER]
    assert on[0].actors["bias"][ELDER] == start[ELDER]


def test_a_coalition_that_needs_him_keeps_him():
    """Friends of the man keep him whatever the advice; his foes drop him."""
    needed, _ = votes("testament", advice(tie=1.0), bond=1.0)
    unneeded, _ = votes("testament", advice(tie=-1.0), bond=1.0)
    assert dropped(needed) == 0
    assert dropped(unneeded) == RUNS


@sign("staged_resignation")
def test_an_offer_to_go_that_the_hall_refuses_renews_the_mandate():
    """He offers to go, the circle keeps him, and he is liked more than before."""
    before, _ = world_of()
    on, off = votes("staged_resignation", advice(tie=1.0), bond=1.0)
    assert liking(on[0]) > liking(off[0]) == liking(before)


def test_a_packed_hall_renews_more():
    """The mandate grows with the share of clients in the hall."""
    renewed = []
    for share in (0.1, 0.9):

        def packed(world, share=share):
            advice(tie=1.0)(world)
            world.clients[:, ORGANISER] = share

        on, _ = votes("staged_resignation", packed, bond=1.0)
        renewed.append((hall_support(on[0], ORGANISER), liking(on[0])))
    assert renewed[0] < renewed[1]
    assert renewed[0][1] < renewed[1][1]


@sign("staged_resignation")
def test_an_offer_to_go_that_is_taken_costs_him():
    """He loses his posts and esteem, but stays in the circle."""
    on, off = votes("staged_resignation", advice(tie=-1.0), bond=1.0)
    assert liking(on[0]) < liking(off[0])
    assert on[0].actors["status"][ORGANISER] == INNER
    assert on[0].posts["holder"][SECRETARY] in (ELDER, GENERAL, ORATOR)


def test_a_testament_is_read_once_and_not_to_one_who_is_out():
    world, p = world_of()
    advice(tie=-1.0)(world)
    put_out(world, ORGANISER, DEMOTED)
    liked = liking(world)
    vote_of_confidence(world, p, 1, 0, 1)
    assert world.regime["testament_of"][0] == -1
    assert liking(world) == liked


def test_logistic_is_right_and_never_overflows():
    for x in (-1e308, -800.0, -40.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 40.0, 800.0, 1e308):
        assert math.isclose(logistic(x), expit(x), rel_tol=1e-12, abs_tol=1e-300)
    assert logistic(0.0) == 0.5
    assert math.isclose(logistic(3.0) + logistic(-3.0), 1.0, rel_tol=1e-15)
