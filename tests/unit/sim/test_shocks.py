"""Signs of the outside events that a case feeds in."""

import numpy as np
import pytest
from toy import (
    ABROAD_BODY,
    CADRES,
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    PUBLIC,
    SECRETARY,
    agents,
    crown,
    put_out,
    shock,
    toy_case,
    world_of,
)

from whowhom.sim.layout import DEAD, DEMOTED, DIED, SHOCK_KINDS
from whowhom.sim.phases.shocks import meet_shocks
from whowhom.sim.phases.turnover import renew_audiences

TARGETS = {
    "incapacity": "patriarch",
    "death": "patriarch",
    "testament": "organiser",
    "esteem": "orator",
    "absence": "orator",
    "levy": "cadres",
    "leaning": "cadres",
    "post": "secretary",
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
    home = np.ones(before.patron.size, bool)
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
