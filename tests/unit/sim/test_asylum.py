"""Signs of hosts and the asylum chain."""

import numpy as np
from toy import ORATOR, ORGANISER, crown, on_and_off, passed, put_out, sign, world_of

from whowhom.sim.layout import ABROAD
from whowhom.sim.phases.asylum import seek_asylum
from whowhom.sim.phases.speech import exile_voice

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
