"""Signs of the founder's cult."""

import numpy as np
from toy import (
    ABROAD_BODY,
    CADRES,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    agents,
    on_and_off,
    put_out,
    shock,
    sign,
    toy_case,
    world_of,
    worlds,
)

from whowhom.sim.layout import DEMOTED
from whowhom.sim.phases.legacy import lift_esteem, pass_on_legacy, staging
from whowhom.sim.phases.shocks import meet_shocks

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
