"""Signs of turnover, appointments and personal contacts."""

import numpy as np
from toy import (
    ABROAD_BODY,
    CADRES,
    COMMAND,
    ELDER,
    ELITE,
    GENERAL,
    ORATOR,
    ORGANISER,
    SECRETARY,
    agents,
    passed,
    put_out,
    runs_of,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import DEAD, DEMOTED
from whowhom.sim.phases.patronage import renew_audiences, shake_hands

# --- turnover


def clients(world, audience, who):
    return np.mean(world.patron[agents(world, audience)] == who)


def all_leave(world):
    world.audiences["levy"] = 1.0


def half_for_the_orator(world):
    cadres = world.patron[agents(world, CADRES)]
    cadres[:] = -1
    cadres[::2] = ORATOR


@sign("appointments")
def test_who_fills_posts_gains_clients():
    """The organiser fills half of the vacancies among cadres: his clients grow; else they leave."""
    before, _ = world_of()
    on, off = worlds("appointments", renew_audiences, months=24)
    start = clients(before, CADRES, ORGANISER)
    assert clients(off, CADRES, ORGANISER) < start < clients(on, CADRES, ORGANISER)


def test_appointments_help_him_who_fills_posts():
    """Clients take their patron's side, so the one who fills posts ends on top more often."""
    assert np.mean(runs_of().top == ORGANISER) > np.mean(runs_of("appointments").top == ORGANISER)


@sign("circular_flow")
def test_clients_below_elect_the_body_above():
    """Half of the elite's vacancies go to delegates of the cadres, who are the organiser's men."""

    def cadres_are_his(world):
        world.clients[CADRES] = 0.0
        world.clients[CADRES, ORGANISER] = 1.0
        all_leave(world)

    on, off = worlds("circular_flow", renew_audiences, prepare=cadres_are_his)
    assert clients(on, ELITE, ORGANISER) > clients(off, ELITE, ORGANISER) + 0.3


@sign("gratitude")
def test_newcomers_esteem_their_patron():
    """The same newcomers, with and without what they owe to the man who placed them."""
    on, off = worlds("gratitude", renew_audiences, prepare=all_leave)
    cadres = agents(on, CADRES)
    his = on.patron[cadres] == ORGANISER
    owed = on.esteem[ORGANISER, cadres] - off.esteem[ORGANISER, cadres]
    assert his.any()
    assert np.all(owed[his] > 0.1)
    assert np.all(owed[~his] == 0.0)


@sign("transfers")
def test_clients_of_the_man_he_is_after_are_moved_out():
    """The organiser fills posts and is after the orator, whose clients go first."""

    def after_the_orator(world):
        half_for_the_orator(world)
        world.actors["target"][ORGANISER] = ORATOR

    on, off = worlds("transfers", renew_audiences, months=12, prepare=after_the_orator)
    assert clients(on, CADRES, ORATOR) < clients(off, CADRES, ORATOR)


@sign("transfers")
def test_clients_of_the_fallen_are_moved_out():
    """No one protects the clients of a man who is out."""

    def orator_is_out(world):
        half_for_the_orator(world)
        put_out(world, ORATOR, DEMOTED)

    on, off = worlds("transfers", renew_audiences, months=12, prepare=orator_is_out)
    assert clients(on, CADRES, ORATOR) < clients(off, CADRES, ORATOR)


def test_without_a_pursuer_nobody_is_transferred():
    on, off = worlds("transfers", renew_audiences, months=12, prepare=half_for_the_orator)
    assert np.array_equal(on.patron, off.patron)


def test_a_pursuer_without_posts_transfers_nobody():
    """It is the filler of posts who moves men, not his wish alone."""

    def general_is_after_the_orator(world):
        half_for_the_orator(world)
        world.actors["target"][GENERAL] = ORATOR

    on, off = worlds("transfers", renew_audiences, months=12, prepare=general_is_after_the_orator)
    assert on.posts["holder"][COMMAND] == GENERAL
    assert np.array_equal(on.patron[agents(on, CADRES)], off.patron[agents(off, CADRES)])


def test_terror_makes_room():
    """Terror raises turnover in every audience."""
    replaced = []
    for terror in (0.0, 0.5, 1.0):
        twin = world_of()
        twin[0].regime["terror"] = terror
        gone = np.zeros(twin[0].audiences.size)
        for month in range(24):
            gone += passed(twin, renew_audiences, first=month).audiences["replaced"]
        replaced.append(gone.sum())
    assert replaced == sorted(replaced)
    assert replaced[2] > 1.5 * replaced[0]


def test_the_dead_place_nobody():
    """A post that a dead man still holds on paper makes no clients for him."""

    def organiser_is_dead(world):
        world.actors["status"][ORGANISER] = DEAD
        all_leave(world)

    on, _ = worlds("appointments", renew_audiences, prepare=organiser_is_dead)
    assert on.posts["holder"][SECRETARY] == ORGANISER
    assert clients(on, CADRES, ORGANISER) == 0.0


# --- handshakes


def nobody_has_a_patron(world):
    world.patron[:] = -1


@sign("handshakes")
def test_organisers_win_the_unattached():
    """Contacts make clients, more of them the better the organiser, and lift esteem."""
    on, off = worlds("handshakes", shake_hands, months=12, prepare=nobody_has_a_patron)
    won = [np.sum(on.patron == who) for who in (ORATOR, ELDER, ORGANISER)]
    assert won == sorted(won)
    assert won[2] > won[1] > 0
    assert np.all(off.patron == -1)
    his = on.patron == ORGANISER
    assert np.all(on.esteem[ORGANISER, his] > off.esteem[ORGANISER, his])


def test_a_client_is_not_won_again():
    """Only the unattached are met; agents abroad are out of reach."""
    twin = world_of()
    before = twin[0].patron.copy()
    after = passed(twin, shake_hands, months=24).patron
    assert np.array_equal(after[before >= 0], before[before >= 0])
    body = agents(twin[0], ABROAD_BODY)
    assert np.array_equal(after[body], before[body])
    assert np.sum(after[agents(twin[0], CADRES)] == ORGANISER) > 0


def test_handshakes_help_the_organiser():
    """Who has clients has power: the best organiser ends on top more often."""
    assert np.mean(runs_of().top == ORGANISER) > np.mean(runs_of("handshakes").top == ORGANISER)
