"""Signs of what the leader does with the removed."""

import itertools

import numpy as np
import pytest
from toy import (
    ABROAD_BODY,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PUBLIC,
    agents,
    crown,
    number,
    on_and_off,
    passed,
    put_out,
    sign,
    toy_case,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, EXPELLED, INNER, PRISON
from whowhom.sim.opinion import following_at_home
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.fate import review_removed, threat_parts, threat_under

DOSES = np.linspace(0.02, 1.0, 50)


def from_abroad(world, p):
    """Return what the exiled orator can stir up abroad."""
    threat = threat_parts(world, p, ORATOR, ABROAD)
    return threat.echo + threat.rally


def removed(
    following=0.5, *, status=DEMOTED, terror=0.5, norm=0.8, share=0.8, **values
):  # fmt: skip
    """Put the orator out, with a following, under the organiser as leader."""

    def prepare(world):
        put_out(world, ORATOR, status)
        world.actors["host"][ORATOR] = 0
        crown(world, ORGANISER, share)
        world.memory[:, ORATOR] = 1.0
        world.following[:, ORATOR] = following
        world.bond[:] = 0.0
        world.regime["terror"] = terror
        world.regime["norm"] = norm
        world.regime["review"] = 1
        for column, value in values.items():
            world.actors[column][ORATOR] = value

    return prepare


def fates(mechanism, change=None, *, revenge=0.02, **circumstances):
    """Return the fates of the orator over many sizes of his following, with and without."""
    found = []
    for following in DOSES:

        def prepare(world, following=following):
            removed(following, **circumstances)(world)
            if change is not None:
                change(world)

        twins = worlds(
            mechanism, review_removed, prepare=prepare, review_noise=0.0, revenge=revenge
        )
        found.append([int(world.actors["status"][ORATOR]) for world in twins])
    return np.array(found).T


@sign("taboo")
def test_killing_a_comrade_is_dear_while_the_norm_holds():
    """With the taboo fewer are killed, and nobody is who would live without it."""
    on, off = fates("taboo")
    assert not np.any((on == DEAD) & (off != DEAD))
    assert np.sum(on == DEAD) < np.sum(off == DEAD)
    broken_on, broken_off = fates("taboo", norm=0.0)
    assert np.array_equal(broken_on, broken_off)


@sign("sentence")
def test_an_accusation_makes_killing_cheaper():
    """An accused man is killed where one not accused lives."""
    on, off = fates("sentence", accused=1.0)
    assert np.sum(on == DEAD) > np.sum(off == DEAD)
    assert not np.any((on != DEAD) & (off == DEAD))
    on, off = fates("sentence", accused=0.0)
    assert np.array_equal(on, off)


@sign("shadow_rule")
def test_prestige_beside_a_leader_is_a_threat():
    """A famous man threatens a leader above the majority without any following; not one at it."""
    worth = []
    for share in (0.9, 0.5):
        twins = on_and_off("shadow_rule", removed(0.0, share=share))
        worth.append([threat_under(world, p, ORATOR, DEMOTED) for world, p in twins])
    (strong, without_shadow), at_the_majority = worth
    assert strong > without_shadow == 0.0
    assert at_the_majority == [0.0, 0.0]
    on, off = fates("shadow_rule", share=0.9, terror=0.8)
    assert np.all(on >= off)
    assert np.any(on > off)


@sign("voice_abroad")
def test_a_following_abroad_is_a_threat():
    """Those abroad who side with an exile, and in a shock those who only wish to, weigh."""
    echo = []
    for focal in (0.0, 1.0):

        def shocked(world, focal=focal):
            removed(status=ABROAD)(world)
            world.regime["focal"] = focal
            world.share[ABROAD_BODY, ORATOR] = 0.4

        twins = worlds("voice_abroad", review_removed, prepare=shocked, review_noise=0.0)
        echo.append([float(world.actors["threat"][ORATOR]) for world in twins])
    calm, stirred = echo
    assert calm[0] > calm[1]
    assert stirred[0] - stirred[1] > calm[0] - calm[1]


def test_a_voice_abroad_needs_aides_and_an_audience():
    world, p = world_of()
    removed(status=ABROAD)(world)
    loud = from_abroad(world, p)
    world.actors["kin"][ORATOR] = 0.2
    quiet = from_abroad(world, p)
    world.memory[ABROAD_BODY, ORATOR] = 0.0
    world.share[ABROAD_BODY, ORATOR] = 0.0
    assert loud > quiet > from_abroad(world, p) == 0.0


@pytest.mark.parametrize("focal", [0.0, 0.7])
def test_two_audiences_abroad_weigh_as_their_mean(focal):
    """Each speaks with its own share and following; a second one does not double the threat."""

    def threat(*abroad):
        world, p = world_of()
        removed(status=ABROAD)(world)
        world.regime["focal"] = focal
        world.share[:, ORATOR] = np.linspace(0.1, 0.5, len(world.share))
        world.following[:, ORATOR] = np.linspace(0.6, 0.2, len(world.share))
        world.audiences["abroad"] = 0
        world.audiences["abroad"][list(abroad)] = 1
        return from_abroad(world, p)

    first, second = threat(ABROAD_BODY), threat(PUBLIC)
    assert 0 < first != second > 0
    assert threat(ABROAD_BODY, PUBLIC) == pytest.approx((first + second) / 2)
    assert threat() == 0.0


@sign("voice_abroad")
def test_a_shock_abroad_turns_exile_into_a_hunt():
    """The same exile lives while it is calm and is hunted when his name becomes a signal."""

    def shocked(focal):
        def change(world):
            world.regime["focal"] = focal

        return change

    hunted = []
    for focal in (0.0, 1.5):
        count = []
        for following in DOSES:

            def prepare(world, following=following, focal=focal):
                removed(following, status=ABROAD, norm=1.0, terror=0.2, share=0.6)(world)
                world.regime["focal"] = focal

            twins = worlds("voice_abroad", review_removed, prepare=prepare, review_noise=0.0)
            assert all(world.actors["status"][ORATOR] == ABROAD for world in twins)
            count.append([int(world.actors["hunted"][ORATOR]) for world in twins])
        hunted.append(np.sum(count, axis=0))
    (calm, _), (stirred, without_voice) = hunted
    assert stirred > calm
    assert stirred > without_voice


def two_out(world):
    """The general can be killed at no cost; the orator has nothing that anyone need fear."""
    removed(0.0, terror=1.0, norm=0.5, fame=0.0)(world)
    put_out(world, GENERAL, DEMOTED)
    world.memory[:, GENERAL] = 1.0
    world.following[:, GENERAL] = 1.0
    world.actors["rigidity"][GENERAL] = 1.0


@sign("trials")
def test_an_execution_under_terror_accuses_the_other_removed():
    """The general is executed: the orator, and nobody of the circle, is accused for it."""
    on, off = worlds("trials", review_removed, prepare=two_out, review_noise=0.0)
    for world in (on, off):
        assert world.actors["status"][GENERAL] == DEAD
        assert world.actors["status"][ORATOR] != DEAD
    assert on.actors["accused"][ORATOR] > 0.2
    assert off.actors["accused"][ORATOR] == 0.0
    assert on.actors["accused"][ELDER] == 0.0


def test_friends_of_the_victim_are_accused_more():
    accused = []
    for tie in (0.0, 1.0):

        def prepare(world, tie=tie):
            two_out(world)
            world.bond[GENERAL, ORATOR] = tie

        on, _ = worlds("trials", review_removed, prepare=prepare, review_noise=0.0)
        accused.append(on.actors["accused"][ORATOR])
    assert accused[0] < accused[1]


@sign("deterrence")
def test_a_killing_tames_the_other_removed():
    """The general is executed: the orator goes on fighting less, those inside as before."""
    on, off = worlds("deterrence", review_removed, prepare=two_out, review_noise=0.0)
    assert on.actors["rigidity"][ORATOR] < off.actors["rigidity"][ORATOR]
    assert on.actors["rigidity"][ELDER] == off.actors["rigidity"][ELDER]


def also_out(world):
    """The general, too, is out, and has a following at home."""
    put_out(world, GENERAL, EXPELLED)
    world.memory[:, GENERAL] = 1.0
    world.following[:, GENERAL] = 0.8
    world.actors["rigidity"][GENERAL] = 0.8


def killings(weight, change=also_out, **circumstances):
    """Return whether the orator is killed, over some sizes of the following."""
    found = []
    for following in DOSES[::5]:
        world, p = world_of(parameters=Parameters().replace(demonstration=weight, review_noise=0.0))
        removed(following, **circumstances)(world)
        if change is not None:
            change(world)
        review_removed(world, p, 1, 0, 0)
        found.append(world.actors["status"][ORATOR] == DEAD)
    return np.array(found)


def test_a_leader_who_weighs_the_demonstration_kills_more():
    """More are killed the more it is weighed, fewer where it counts against; alone, nobody more."""
    killed = [killings(weight, status=PRISON) for weight in (-1.0, 0.0, 0.5, 1.0)]
    for less, more in itertools.pairwise(killed):
        assert not np.any(less & ~more)
    assert killed[0].sum() < killed[1].sum() < killed[2].sum() < killed[3].sum()
    alone = [killings(weight, None, status=PRISON) for weight in (-1.0, 0.0, 2.0)]
    assert 0 < alone[0].sum() < len(alone[0])
    assert np.array_equal(alone[0], alone[1])
    assert np.array_equal(alone[1], alone[2])


def test_an_exile_is_hunted_as_a_demonstration():
    """Death abroad is an order to hunt; the weight of the demonstration can give it."""
    hunted = []
    for weight in (0.0, 1.0):
        world, p = world_of(parameters=Parameters().replace(demonstration=weight, review_noise=0.0))
        removed(0.02, status=ABROAD, share=0.6)(world)
        also_out(world)
        world.share[:, ORATOR] = 0.0
        review_removed(world, p, 1, 0, 0)
        assert world.actors["status"][ORATOR] == ABROAD
        hunted.append(int(world.actors["hunted"][ORATOR]))
    assert hunted == [0, 1]


@sign("precedents")
def test_an_execution_breaks_the_norm():
    on, off = worlds("precedents", review_removed, prepare=two_out, review_noise=0.0)
    assert on.regime["norm"][0] < off.regime["norm"][0] == 0.5


@sign("grievance")
def test_debts_are_paid():
    """A leader treats one whom he resents no better, and some worse, than one whom he does not."""

    def resented(world):
        world.bond[ORGANISER, ORATOR] = -1.0

    on, off = fates("grievance", resented, revenge=0.08, norm=1.0, terror=0.2)
    assert np.all(on >= off)
    assert np.any(on > off)
    on, off = fates("grievance", revenge=0.08, norm=1.0, terror=0.2)
    assert np.array_equal(on, off)


def test_terror_makes_every_harsher_fate_cheaper():
    dead = [np.sum(fates("taboo", terror=terror)[0] == DEAD) for terror in (0.0, 0.5, 0.9)]
    assert dead == sorted(dead)
    assert dead[0] < dead[2]


def test_a_weak_leader_is_lenient():
    """A leader who is not strong has more to pay: fates are no harsher than under a strong one."""
    weak, strong = (fates("taboo", share=share, norm=1.0)[0] for share in (0.5, 0.95))
    assert np.all(weak <= strong)
    assert np.any(weak < strong)


def test_fates_only_rise_and_prison_is_not_from_abroad():
    for status in (DEMOTED, EXPELLED, ABROAD, PRISON):
        on, off = fates("taboo", status=status)
        assert np.all(on >= status)
        assert np.all(off >= status)
        if status == ABROAD:
            assert not np.any(on == PRISON)


def test_nobody_is_reviewed_between_the_quarters():
    """Nothing happens to the removed in a month without a review, nor where nobody leads."""
    world, p = world_of()
    removed(1.0, norm=0.0)(world)
    world.regime["review"] = 0
    passed((world, p), review_removed, first=1, months=2)
    assert world.actors["status"][ORATOR] == DEMOTED
    world.regime["leader"] = -1
    passed((world, p), review_removed, first=3)
    assert world.actors["status"][ORATOR] == DEMOTED
    world.regime["leader"] = ORGANISER
    passed((world, p), review_removed, first=6)
    assert world.actors["status"][ORATOR] == DEAD
    assert world.actors["status"][ELDER] == INNER


def test_a_strong_leader_denounces_the_removed():
    for share, denounced in ((0.9, 1), (0.5, 0)):
        world, p = world_of()
        removed(0.2, share=share)(world)
        review_removed(world, p, 1, 0, 0)
        assert world.actors["denounced"][ORATOR] == denounced
        assert world.actors["denounced"][ELDER] == 0


def test_a_following_counts_among_those_who_know_him():
    world, _ = world_of()
    left = []
    for known in (1.0, 0.4, 0.0):
        world.memory[:, ORATOR] = known
        left.append(following_at_home(world, ORATOR))
    assert left[0] > left[1] > left[2] == 0.0
    assert agents(world, ABROAD_BODY).stop == 40


def test_harsher_fates_leave_less_of_a_threat():
    world, p = world_of()
    removed(0.5, share=0.5)(world)
    threats = [threat_under(world, p, ORATOR, fate) for fate in (DEMOTED, EXPELLED, PRISON, DEAD)]
    assert threats == sorted(threats, reverse=True)
    assert threats[-1] == 0.0


@pytest.mark.parametrize("majority", [0.5, 0.7])
def test_the_shadow_starts_at_the_majority(majority):
    world, p = world_of(toy_case(majority=number(majority)))
    removed(0.0, share=majority)(world)
    assert threat_under(world, p, ORATOR, DEMOTED) == 0.0
    world.regime["leader_share"] = majority + 0.05
    assert threat_under(world, p, ORATOR, DEMOTED) > 0.0
