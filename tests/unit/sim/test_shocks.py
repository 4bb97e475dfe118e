"""Signs of outside events, and of the cult of a dead founder."""

from dataclasses import replace

import numpy as np
import pytest
from toy import (
    ABROAD_BODY,
    CADRES,
    COMMAND,
    ELDER,
    ELITE,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    PRESS,
    PUBLIC,
    SECRETARY,
    agents,
    copy_of,
    crown,
    number,
    on_and_off,
    put_out,
    seated,
    shock,
    sign,
    toy_case,
    world_of,
    worlds,
)

from whowhom.sim.deaths import pass_on_legacy, staging
from whowhom.sim.layout import DEAD, DEMOTED, DIED, SHOCK_KINDS
from whowhom.sim.opinion import lift_esteem
from whowhom.sim.phases.patronage import renew_audiences
from whowhom.sim.phases.shocks import meet_shocks
from whowhom.sim.phases.speech import measure_reach

# --- shocks


TARGETS = {
    "incapacity": "patriarch",
    "death": "patriarch",
    "testament": "organiser",
    "esteem": "orator",
    "absence": "orator",
    "levy": "cadres",
    "leaning": "cadres",
    "post": "secretary",
    "illness": "orator",
}


def met(kind, size, prepare=None, **more):
    """Return the world just before and just after one shock."""
    event = shock(kind, size, target=TARGETS.get(kind, ""), **more)
    case = toy_case(arbiter=True, shocks=(event,), conditions={"enemy": 0.4})
    worlds = []
    for month in (1, 0):  # the shock belongs to the start month
        world, p = world_of(case)
        if prepare is not None:
            prepare(world)
        meet_shocks(world, p, 1, 0, month)
        worlds.append(world)
    return worlds


def same(world, other):
    return all(np.array_equal(a, b) for a, b in zip(world, other, strict=True))


@pytest.mark.parametrize("kind", SHOCK_KINDS)
def test_a_shock_happens_in_its_month_and_one_of_size_zero_never(kind):
    before, after = met(kind, 0.0)
    assert same(before, after)
    before, after = met(kind, 0.5, prepare=lambda world: crown(world, ORGANISER))
    assert not same(before, after)


def test_illness_takes_power_to_act_from_the_arbiter():
    before, after = met("incapacity", 0.4)
    assert after.regime["capacity"][0] == pytest.approx(before.regime["capacity"][0] - 0.4)
    assert met("incapacity", 3.0)[1].regime["capacity"][0] == 0.0


def test_an_illness_lets_somebody_do_less_until_it_is_over():
    """The orator speaks, meets, moves and stages half as much, and then as before."""
    well, ill = met("illness", 0.5)
    _, p = world_of()
    assert ill.actors["illness"][ORATOR] == 0.5
    assert staging(ill, p, ORATOR) == pytest.approx(0.5 * staging(well, p, ORATOR))
    for world in (well, ill):
        measure_reach(world, p)
    spoken = well.reach[PUBLIC, ORATOR] - well.voice[PRESS, PUBLIC]
    assert ill.reach[PUBLIC, ORATOR] == pytest.approx(well.reach[PUBLIC, ORATOR] - 0.5 * spoken)
    assert ill.reach[PUBLIC, GENERAL] == well.reach[PUBLIC, GENERAL]
    whole = replace(shock("illness", 0.5, target="orator"), months=number(4))
    world, p = world_of(toy_case(shocks=(whole,)))
    levels = []
    for month in range(6):
        meet_shocks(world, p, 1, 0, month)
        levels.append(float(world.actors["illness"][ORATOR]))
    assert levels == [0.5, 0.5, 0.5, 0.5, 0.0, 0.0]


def test_an_ill_arbiter_can_act_less_and_recovers_what_no_stroke_took():
    """Ill by 0.6 for four months, with a stroke of 0.3 in between: 0.7 is left in the end."""
    illness = replace(shock("illness", 0.6, target="patriarch"), months=number(4))
    stroke = shock("incapacity", 0.3, month=3, target="patriarch")
    world, p = world_of(toy_case(arbiter=True, shocks=(illness, stroke)))
    levels = []
    for month in range(6):
        meet_shocks(world, p, 1, 0, month)
        levels.append(round(float(world.regime["capacity"][0]), 9))
    assert levels == [0.4, 0.4, 0.1, 0.1, 0.7, 0.7]


def test_the_dead_arbiter_does_not_recover():
    illness = replace(shock("illness", 0.6, target="patriarch"), months=number(4))
    death = shock("death", month=2, target="patriarch")
    world, p = world_of(toy_case(arbiter=True, shocks=(illness, death)))
    for month in range(6):
        meet_shocks(world, p, 1, 0, month)
    assert world.regime["capacity"][0] == 0.0


@pytest.mark.parametrize(("kind", "sign_of_esteem"), [("treaty", 1), ("sanction", -1)])
def test_a_treaty_is_to_the_credit_of_the_leader_and_a_sanction_at_their_cost(kind, sign_of_esteem):
    """In the named body alone; the outside enemy fades or serves."""
    for who, named in ((ORGANISER, ""), (ELDER, "elder")):
        event = shock(kind, 0.2, target="elite", actor=named)
        world, p = world_of(toy_case(shocks=(event,), conditions={"enemy": 0.4}))
        crown(world, ORGANISER)
        before = copy_of(world)
        meet_shocks(world, p, 1, 0, 0)
        moved = (world.esteem - before.esteem).astype(float)
        elite = agents(world, ELITE)
        assert sign_of_esteem * moved[who, elite].mean() > 0.1
        moved[who, elite] = 0.0
        assert not moved.any()
        assert world.regime["enemy"][0] == pytest.approx(0.4 - sign_of_esteem * 0.2)


def test_an_election_renews_a_body_and_gives_a_rallying_point_and_a_congress_does_not():
    for kind, focal in (("election", 0.5), ("congress", 0.0)):
        world, p = world_of(toy_case(shocks=(shock(kind, 0.5, target="elite"),)))
        meet_shocks(world, p, 1, 0, 0)
        assert world.audiences["levy"][ELITE] == 0.5
        assert world.regime["focal"][0] == focal


def test_the_death_of_the_arbiter_opens_the_contest():
    """He can act no more, dies of nature and is not counted as fallen; his cult is staged."""
    before, after = met("death", 1.0)
    assert after.regime["capacity"][0] == 0.0
    assert after.actors["status"][PATRIARCH] == DEAD
    assert after.actors["manner"][PATRIARCH] == DIED
    assert after.actors["fell"][PATRIARCH] == -1
    assert np.mean(after.esteem[ORGANISER]) > np.mean(before.esteem[ORGANISER])


def test_the_posts_of_the_dead_go_to_the_circle():
    event = shock("death", 1.0, target="general")
    world, p = world_of(toy_case(shocks=(event,)))
    put_out(world, ORATOR, DEMOTED)
    meet_shocks(world, p, 1, 0, 0)
    assert world.posts["holder"][COMMAND] in (ELDER, ORGANISER)
    assert world.posts["original"][COMMAND] == 0


def test_esteem_moves_at_home_or_in_one_audience():
    before, after = met("esteem", -0.2)
    home = seated(before)
    home[agents(before, ABROAD_BODY)] = False
    moved = after.esteem[ORATOR] < before.esteem[ORATOR]
    floor = before.esteem[ORATOR] == -1.0
    assert np.array_equal(moved | floor, home | floor)
    before, after = met("esteem", 0.2, audience="public")
    moved = np.flatnonzero(after.esteem[ORATOR] != before.esteem[ORATOR])
    public = agents(before, PUBLIC)
    assert moved.size > 0
    assert public.start <= moved.min() <= moved.max() < public.stop
    assert np.abs(met("esteem", 9.0)[1].esteem).max() <= 1.0


def test_a_levy_makes_newcomers_whom_the_appointer_owns():
    """A mass entry replaces a share of the cadres at once; half of the entrants are his men."""
    twins = met("levy", 0.5)
    _, p = world_of()
    for world in twins:
        renew_audiences(world, p, 1, 0, 0)
    before, after = twins
    assert after.audiences["replaced"][CADRES] > before.audiences["replaced"][CADRES] + 0.3
    cadres = agents(after, CADRES)
    assert np.sum(after.patron[cadres] == ORGANISER) > np.sum(before.patron[cadres] == ORGANISER)
    assert after.audiences["levy"][CADRES] == 0.0


def test_leaning_moves_an_audience_and_its_newcomers():
    before, after = met("leaning", 0.3)
    cadres = agents(before, CADRES)
    assert after.leaning[cadres].mean() > before.leaning[cadres].mean() + 0.2
    assert after.audiences["line"][CADRES] > before.audiences["line"][CADRES]
    public = agents(before, PUBLIC)
    assert np.array_equal(after.leaning[public], before.leaning[public])
    assert np.abs(met("leaning", 9.0)[1].leaning).max() <= 1.0


def test_war_focal_and_enemy_move_the_regime():
    assert met("war", 0.7)[1].regime["war"][0] == 0.7
    after = met("focal", 0.7)[1]
    assert after.regime["focal"][0] == 0.7
    assert after.regime["review"][0] == 1
    assert met("enemy", 0.3)[1].regime["enemy"][0] == pytest.approx(0.7)
    assert met("enemy", -0.9)[1].regime["enemy"][0] == 0.0


def test_a_pretext_is_used_by_a_ruthless_leader_only():
    """The organiser above the majority turns a murder into terror; at it he does not."""

    def rules(share):
        return lambda world: crown(world, ORGANISER, share)

    before, after = met("pretext", 1.0, prepare=rules(0.9))
    assert after.regime["terror"][0] > before.regime["terror"][0]
    assert after.regime["norm"][0] < before.regime["norm"][0]
    before, after = met("pretext", 1.0, prepare=rules(0.5))
    assert after.regime["terror"][0] == before.regime["terror"][0]
    assert after.regime["norm"][0] == before.regime["norm"][0]


def test_a_post_moves_and_lends_no_standing():
    before, after = met("post", 1.0, actor="general")
    assert before.posts["holder"][SECRETARY] == ORGANISER
    assert after.posts["holder"][SECRETARY] == GENERAL
    assert after.posts["original"][SECRETARY] == 0
    assert met("post", 1.0)[1].posts["holder"][SECRETARY] == -1


def test_a_post_is_not_given_to_one_who_is_out_in_this_run():
    def dead(world):
        world.actors["status"][GENERAL] = DEAD

    assert met("post", 1.0, prepare=dead, actor="general")[1].posts["holder"][SECRETARY] != GENERAL


# --- legacy


FOUNDED = toy_case(arbiter=True)


def inherited(mechanism="legacy", prepare=None):
    """Return what each inherits of the founder's standing among cadres, and both worlds."""
    both = on_and_off(mechanism, prepare, FOUNDED)
    for world, p in both:
        pass_on_legacy(world, p, PATRIARCH)
    (on, _), (off, _) = both
    return (on.esteem - off.esteem)[:, agents(on, CADRES)].mean(axis=1), on, off


@sign("legacy")
def test_who_stages_the_cult_inherits():
    """Each of the circle gains by what he can stage: most of all the organiser with his posts."""
    gain, on, _ = inherited("legacy")
    _, p = world_of()
    stages = [staging(on, p, who) for who in range(5)]
    assert stages[ORGANISER] == max(stages)
    assert gain[ORGANISER] > gain[ELDER] > 0.0
    assert gain[ORGANISER] > gain[ORATOR] > 0.0
    assert gain[PATRIARCH] == 0.0


def test_the_cult_is_staged_at_home_only():
    _, on, off = inherited()
    body = agents(on, ABROAD_BODY)
    assert np.array_equal(on.esteem[:, body], off.esteem[:, body])


def test_the_absent_and_the_removed_inherit_nothing():
    """Who is not at the rite leaves more of it to the others."""
    present, _, _ = inherited()

    def away(world):
        world.actors["absence"][ORGANISER] = 1.0
        put_out(world, GENERAL, DEMOTED)

    gain, _, _ = inherited(prepare=away)
    assert gain[ORGANISER] == gain[GENERAL] == 0.0
    assert gain[ELDER] > present[ELDER]


@sign("funeral_absence")
def test_absence_keeps_a_man_out_of_the_inheritance():
    """The organiser stays away and inherits nothing; without the mechanism he inherits."""
    shocks = (shock("absence", 1.0, target="organiser"), shock("death", 1.0, target="patriarch"))
    case = toy_case(arbiter=True, shocks=shocks)
    on, off = worlds("funeral_absence", _first_month, case=case)
    before, _ = world_of(case)
    assert off.esteem[ORGANISER].sum() > before.esteem[ORGANISER].sum() > on.esteem[ORGANISER].sum()
    assert on.esteem[ELDER].sum() > off.esteem[ELDER].sum()


def test_a_greater_founder_leaves_more():
    def small(world):
        world.actors["legacy"][PATRIARCH] = 0.3

    assert inherited(prepare=small)[0][ORGANISER] < inherited()[0][ORGANISER]


@sign("funeral_absence")
def test_absence_from_the_rite_costs_esteem():
    """The orator stays away: he is liked less for it, the others are not."""
    case = toy_case(shocks=(shock("absence", 1.0, target="orator"),))
    on, off = worlds("funeral_absence", _first_month, case=case)
    assert on.actors["absence"][ORATOR] == 1.0
    assert np.mean(on.esteem[ORATOR]) < np.mean(off.esteem[ORATOR])
    assert np.array_equal(on.esteem[ELDER], off.esteem[ELDER])


def _first_month(world, p, seed, run, month):
    meet_shocks(world, p, seed, run, 0)


def test_a_loss_keeps_esteem_in_its_range():
    """Who is hated already cannot fall below -1."""
    world, _ = world_of()
    world.esteem[ORGANISER] = -1.0
    lift_esteem(world, ORGANISER, -0.2)
    assert world.esteem[ORGANISER].min() >= -1.0


def test_one_who_is_away_from_the_funeral_inherits_nothing_whatever_the_shocks_are_called():
    """Absence is a fact of the rite, so it must be known when the legacy is handed on."""
    gains = []
    for names in (("a_absent", "b_death"), ("b_absent", "a_death")):
        shocks = (
            shock("absence", 1.0, target="organiser", name=names[0]),
            shock("death", 1.0, target="patriarch", name=names[1]),
        )
        world, p = world_of(toy_case(arbiter=True, shocks=shocks))
        meet_shocks(world, p, 1, 0, 0)
        gains.append(world.esteem[ORGANISER].sum())
    assert gains[0] == gains[1]
