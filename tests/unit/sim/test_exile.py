"""Signs of hosts and the asylum chain, and of the hunt: raid, hardening, infiltration, kin."""

import numpy as np
from toy import (
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    copy_of,
    crown,
    on_and_off,
    passed,
    put_out,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, ASSASSINATED, DEAD, DEMOTED, PRISON
from whowhom.sim.opinion import exile_voice
from whowhom.sim.phases.exile import hunt_exiles, seek_asylum

# --- asylum


ISLAND, NEIGHBOUR = 0, 1


def exile(host=NEIGHBOUR, share=0.9):
    def prepare(world):
        put_out(world, ORATOR, ABROAD)
        world.actors["host"][ORATOR] = host
        crown(world, ORGANISER, share)

    return prepare


def moves(twin, months=240):
    """Return how often an exile who is put back to the neighbour is sent away."""
    world, p = twin
    sent = 0
    for month in range(months):
        world.actors["host"][ORATOR] = NEIGHBOUR
        seek_asylum(world, p, 1, 0, month)
        sent += int(world.actors["host"][ORATOR] != NEIGHBOUR)
    return sent


@sign("asylum_chain")
def test_a_pressed_host_withdraws_asylum():
    """A dependent host gives in to a strong leader from time to time, never without pressure."""
    on, off = on_and_off("asylum_chain", exile())
    assert moves(on) > moves(off) == 0


def test_pressure_grows_with_the_leader_and_the_dependence():
    weak, strong = (moves(on_and_off("asylum_chain", exile(share=s))[0]) for s in (0.2, 1.0))
    assert weak < strong
    world, p = on_and_off("asylum_chain", exile(host=ISLAND))[0]
    passed((world, p), seek_asylum, months=240)
    assert world.actors["host"][ORATOR] == ISLAND


@sign("asylum_chain")
def test_a_dependent_host_silences_his_guest():
    """Under a dependent host he keeps less of his voice; an independent one lets him talk."""
    kept = []
    for host in (NEIGHBOUR, ISLAND):
        (on, p_on), (off, p_off) = on_and_off("asylum_chain", exile(host=host))
        kept.append((exile_voice(on, p_on, ORATOR), exile_voice(off, p_off, ORATOR)))
    (gagged, free), (island, also_free) = kept
    assert gagged < free
    assert island == also_free == free


def test_a_newcomer_abroad_finds_the_willing():
    """The more willing host is found more often; pressed hosts are less willing."""
    found = {}
    for share in (0.0, 1.0):
        hosts = []
        for run in range(200):
            world, p = world_of(run=run)
            exile(host=-1, share=share)(world)
            hosts.append(int(passed((world, p), seek_asylum, run=run).actors["host"][ORATOR]))
        found[share] = np.bincount(hosts, minlength=2)
    assert found[0.0][NEIGHBOUR] > found[0.0][ISLAND] > 0
    assert found[1.0][NEIGHBOUR] < found[0.0][NEIGHBOUR]


def test_a_move_opens_the_house():
    """Guards and visitors are left behind at the old place."""
    world, p = on_and_off("asylum_chain", exile(), asylum_loss=1.0)[0]
    world.hosts["dependence"][NEIGHBOUR] = 1.0
    world.regime["leader_share"] = 1.0
    world.actors["security"][ORATOR] = world.actors["access"][ORATOR] = 0.8
    passed((world, p), seek_asylum)
    assert world.actors["host"][ORATOR] == ISLAND
    assert world.actors["security"][ORATOR] == world.actors["access"][ORATOR] == 0.4


def test_one_whom_nobody_will_have_is_unheard():
    """Where no host is willing he stays where he is, unheard."""
    world, p = world_of()
    exile(host=-1)(world)
    world.hosts["willingness"] = 0.0
    passed((world, p), seek_asylum)
    assert world.actors["host"][ORATOR] == -1
    hosted, _ = on_and_off("asylum_chain", exile(host=NEIGHBOUR))[0]
    assert exile_voice(world, p, ORATOR) < exile_voice(hosted, p, ORATOR)


# --- hunt


RUNS = 100


def hunted(status=ABROAD, **values):
    def prepare(world):
        put_out(world, ORATOR, status)
        world.actors["hunted"][ORATOR] = int(status == ABROAD)
        for column, value in values.items():
            if column == "focal":
                world.regime["focal"] = value
            else:
                world.actors[column][ORATOR] = value

    return prepare


def killed(twin, months=36):
    """Return in how many of many hunts the orator is dead after some months."""
    world, p = twin
    after = (
        passed((copy_of(world), p), hunt_exiles, months=months, run=run) for run in range(RUNS)
    )
    return sum(int(one.actors["status"][ORATOR] == DEAD) for one in after)


def both(mechanism, prepare, months=36, **values):
    return [killed(twin, months) for twin in on_and_off(mechanism, prepare, **values)]


@sign("raids")
def test_hunted_men_are_attacked_by_force():
    """With no friend to let in, only raids kill; a guarded man is killed less often."""
    on, off = both("raids", hunted(), infiltration=0.0)
    assert on > off == 0
    guarded, _ = both("raids", hunted(security=0.9), infiltration=0.0, security_decay=0.0)
    assert guarded < on


@sign("hardening")
def test_a_failed_raid_hardens_the_house():
    """After a raid that fails security is up, so the next is less likely to succeed."""

    def raided(mechanism):
        twins = on_and_off(mechanism, hunted(), raid_rate=1.0, raid_success=1e-9, infiltration=0.0)
        return [(passed(twin, hunt_exiles), twin[1]) for twin in twins]

    (on, _), (off, _) = raided("hardening")
    assert on.actors["security"][ORATOR] > off.actors["security"][ORATOR] == 0.0
    again = []
    for world in (on, off):
        _, p = on_and_off("hardening", raid_rate=1.0, infiltration=0.0)[0]
        again.append(killed((world, p), months=1))
    assert again[0] < again[1]


def test_a_hardened_house_is_a_lonely_one():
    """Force makes him lonelier, and loneliness opens the door to a friend."""
    on, off = worlds(
        "hardening", hunt_exiles, months=6, prepare=hunted(), raid_rate=1.0, raid_success=0.01,
        infiltration_success=0.0,
    )  # fmt: skip
    assert on.actors["isolation"][ORATOR] > off.actors["isolation"][ORATOR]
    assert on.actors["access"][ORATOR] > off.actors["access"][ORATOR]


@sign("infiltration")
def test_a_friend_gets_in_where_force_does_not():
    """Against a fortress only an agent's access kills."""
    on, off = both("infiltration", hunted(security=1.0), security_decay=0.0)
    assert on > off == 0


@sign("infiltration")
def test_access_grows_with_isolation():
    on, off = worlds("infiltration", hunt_exiles, prepare=hunted(isolation=1.0), raid_rate=0.0)
    less, _ = worlds("infiltration", hunt_exiles, prepare=hunted(isolation=0.0), raid_rate=0.0)
    access = [world.actors["access"][ORATOR] for world in (on, less, off)]
    assert access[0] > access[1] > access[2] == 0.0


@sign("kin")
def test_kin_and_aides_fall_first():
    """A hunted man loses his own people, and with them part of his voice; so does a prisoner."""
    for status in (ABROAD, PRISON):
        on, off = worlds("kin", hunt_exiles, months=120, prepare=hunted(status), raid_rate=0.0)
        assert on.actors["kin"][ORATOR] < off.actors["kin"][ORATOR] == 1.0
    (world, p), _ = on_and_off("kin", hunted())
    whole = exile_voice(world, p, ORATOR)
    world.actors["kin"][ORATOR] = 0.5
    assert exile_voice(world, p, ORATOR) < whole


@sign("urgency")
def test_a_shock_that_needs_a_known_name_hurries_the_hunt():
    """In a shock the hunters try more often and get closer; in calm urgency changes nothing."""
    on, off = both("urgency", hunted(focal=2.0), months=6)
    assert on > off
    on, off = both("urgency", hunted(focal=0.0), months=6)
    assert on == off


@sign("precedents")
def test_an_assassination_breaks_the_norm():
    """A killing abroad is a precedent like one at home."""
    on, off = worlds(
        "precedents", hunt_exiles, months=3, prepare=hunted(), raid_rate=1.0, raid_success=1.0
    )
    assert on.actors["manner"][ORATOR] == off.actors["manner"][ORATOR] == ASSASSINATED
    assert on.regime["norm"][0] < off.regime["norm"][0]


def test_only_the_hunted_abroad_are_attacked():
    """Nobody else is: not those inside, not a demoted man, not an exile who is left in peace."""

    def prepare(world):
        hunted()(world)
        world.actors["hunted"][ORATOR] = 0
        put_out(world, GENERAL, DEMOTED)
        world.actors["hunted"][[ELDER, GENERAL]] = 1

    on, _ = worlds(
        "raids", hunt_exiles, months=24, prepare=prepare, raid_rate=1.0, raid_success=1.0
    )
    assert not np.any(on.actors["status"] == DEAD)
