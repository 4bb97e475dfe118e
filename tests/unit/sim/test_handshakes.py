"""Signs of personal contacts."""

import numpy as np
from toy import (
    ABROAD_BODY,
    CADRES,
    ELDER,
    ORATOR,
    ORGANISER,
    agents,
    passed,
    plays_of,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.phases.handshakes import shake_hands


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
    assert np.mean(plays_of().top == ORGANISER) > np.mean(plays_of("handshakes").top == ORGANISER)
