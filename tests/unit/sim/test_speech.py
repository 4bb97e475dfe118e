"""Signs of speech and persuasion."""

import numpy as np
import pytest
from toy import (
    ARMY,
    CADRES,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PRESS,
    PUBLIC,
    agents,
    crown,
    on_and_off,
    put_out,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, DEMOTED
from whowhom.sim.opinion import exile_voice
from whowhom.sim.phases.speech import hear_voices, measure_reach


def esteem(world, audience, who):
    return float(np.mean(world.esteem[who, agents(world, audience)]))


def reach(mechanism, prepare=None):
    """Return the reach of all with and without a mechanism."""
    both = on_and_off(mechanism, prepare)
    for world, p in both:
        measure_reach(world, p)
    return [world.reach for world, _ in both]


@sign("persuasion")
def test_what_is_heard_moves_opinion():
    """Each speaks well of himself, most of all the orator, whose esteem rises most."""
    on, off = worlds("persuasion", hear_voices, months=6)
    rise = [esteem(on, PUBLIC, who) - esteem(off, PUBLIC, who) for who in (ORGANISER, ORATOR)]
    assert rise[1] > rise[0] > 0.0


@sign("oratory")
def test_an_orator_is_heard_without_a_post():
    """Without his posts the orator is heard all the same; without oratory nobody is."""

    def no_posts(world):
        world.posts["holder"] = -1

    on, off = reach("oratory", no_posts)
    assert on[PUBLIC, ORATOR] > on[PUBLIC, ELDER] > on[PUBLIC, ORGANISER] > 0.0
    assert np.all(off == 0.0)


@sign("attacks")
def test_speech_against_a_target_costs_him_esteem():
    """The orator speaks against the elder, who loses where the orator is heard."""

    def orator_attacks(world):
        world.actors["target"] = -1
        world.actors["target"][ORATOR] = ELDER

    on, off = worlds("attacks", hear_voices, months=3, prepare=orator_attacks)
    assert esteem(on, PUBLIC, ELDER) < esteem(off, PUBLIC, ELDER)
    assert esteem(on, PUBLIC, GENERAL) == esteem(off, PUBLIC, GENERAL)


@sign("smear")
def test_a_hated_enemy_makes_denunciation_bite():
    """Tied to a salient enemy, a denounced man loses more esteem; with no enemy, no more."""

    def denounced(enemy):
        def prepare(world):
            world.actors["denounced"][GENERAL] = 1
            put_out(world, GENERAL, DEMOTED)
            world.regime["enemy"] = enemy

        return prepare

    on, off = worlds("smear", hear_voices, months=3, prepare=denounced(1.0))
    assert esteem(on, CADRES, GENERAL) < esteem(off, CADRES, GENERAL)
    quiet, off = worlds("smear", hear_voices, months=3, prepare=denounced(0.0))
    assert esteem(quiet, CADRES, GENERAL) == esteem(off, CADRES, GENERAL)
    assert esteem(on, CADRES, GENERAL) < esteem(quiet, CADRES, GENERAL)


@sign("war_return")
def test_war_pays_orators():
    """War lends more reach to the orator than to the man of few words; peace lends none."""

    def war(world):
        world.regime["war"] = 1.0

    on, off = reach("war_return", war)
    gain = (on - off)[PUBLIC]
    assert gain[ORATOR] > gain[ORGANISER] > 0.0
    on, off = reach("war_return", lambda world: world.regime.__setitem__("war", 0.0))
    assert np.array_equal(on, off)


@sign("leader_cult")
def test_a_leader_above_the_majority_is_heard_everywhere():
    """The organiser hardly speaks; as a leader above the majority he is heard, at it he is not."""
    on, off = reach("leader_cult", lambda world: crown(world, ORGANISER, 0.9))
    assert np.all(on[:, ORGANISER] > off[:, ORGANISER])
    assert np.array_equal(on[:, ORATOR], off[:, ORATOR])
    on, off = reach("leader_cult", lambda world: crown(world, ORGANISER, 0.5))
    assert np.array_equal(on, off)


@sign("conformity")
def test_opinion_is_pulled_to_its_mean():
    """Under the same noise opinions about a man differ less; their mean stays."""
    on, off = worlds("conformity", hear_voices, months=6, persuasion=0.0)
    for who in (GENERAL, ORATOR):
        cadres = agents(on, CADRES)
        assert np.std(on.esteem[who, cadres]) < np.std(off.esteem[who, cadres])
        assert abs(esteem(on, CADRES, who) - esteem(off, CADRES, who)) < 0.05


def test_the_norm_of_unity_softens_the_demoted():
    """A demoted man speaks against his target the less, the more discipline binds him."""
    left = []
    for discipline in (0.0, 1.0):
        world, p = world_of()
        world.actors["target"] = -1
        world.actors["target"][ORATOR] = ELDER
        put_out(world, ORATOR, DEMOTED)
        world.regime["discipline"] = discipline
        hear_voices(world, p, 1, 0, 1)
        left.append(esteem(world, PUBLIC, ELDER))
    assert left[0] < left[1]


def test_an_exile_is_heard_abroad_and_hardly_at_home():
    world, p = world_of()
    world.posts["holder"][PRESS] = -1
    measure_reach(world, p)
    inside = world.reach.copy()
    put_out(world, ORATOR, ABROAD)
    world.actors["host"][ORATOR] = 0
    measure_reach(world, p)
    assert np.all(world.reach[[ARMY, CADRES, PUBLIC], ORATOR] < 0.1 * inside[PUBLIC, ORATOR])
    assert world.reach[0, ORATOR] > inside[0, ORATOR]


def test_a_dependent_host_gags_and_lost_aides_weaken():
    """What an exile keeps of his voice falls with his host's dependence and with his kin."""
    world, p = world_of()
    put_out(world, ORATOR, ABROAD)
    crown(world, ORGANISER, 0.9)
    voices = []
    for host, kin in ((0, 1.0), (1, 1.0), (1, 0.25)):
        world.actors["host"][ORATOR] = host
        world.actors["kin"][ORATOR] = kin
        voices.append(exile_voice(world, p, ORATOR))
    assert voices == sorted(voices, reverse=True)
    assert voices[0] > voices[1] > voices[2]


@pytest.mark.parametrize("who", [ORATOR, ORGANISER])
def test_esteem_stays_in_its_range(who):
    """However loud the talk, esteem is cut to [-1, 1]."""

    def loud(world):
        world.voice[:] = 1000.0
        world.actors["target"] = who
        world.actors["target"][who] = -1

    on, off = worlds("persuasion", hear_voices, months=3, prepare=loud)
    assert np.max(np.abs(on.esteem)) <= 1.0
    assert np.max(np.abs(off.esteem)) <= 1.0
