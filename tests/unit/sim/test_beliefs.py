"""Signs of beliefs about power."""

import numpy as np
from toy import (
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    copy_of,
    on_and_off,
    plays_of,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.phases.beliefs import believe
from whowhom.sim.phases.contest import contest

OTHERS = [ELDER, GENERAL, ORATOR]


@sign("underestimation")
def test_the_organiser_is_seen_smaller_than_he_is():
    """He has power without show, so those who judge by standing see less than there is."""
    on, off = worlds("underestimation", believe, from_start=True, belief_noise=0.0)
    power = on.actors["power"]
    assert np.all(on.seen[OTHERS, ORGANISER] < 0.8 * power[ORGANISER])
    assert np.all(on.seen[ORGANISER, ELDER] > power[ELDER])
    assert np.allclose(off.seen[:, ORGANISER], power[ORGANISER])


def test_everyone_knows_his_own_power():
    world, p = world_of()
    believe(world, p, 1, 0, 1)
    assert np.array_equal(np.diag(world.seen), world.actors["power"])


def test_underestimation_carries_the_organiser():
    """Who is not seen is not feared: he falls less often first and ends on top more often."""
    seen, hidden = plays_of("underestimation"), plays_of()
    assert np.mean(hidden.top == ORGANISER) > np.mean(seen.top == ORGANISER) + 0.2
    assert np.mean(hidden.order[:, ORGANISER] == 0) < np.mean(seen.order[:, ORGANISER] == 0)


@sign("learning")
def test_a_contest_shows_what_its_principals_have():
    """Of those who have been in a contest, less is misjudged than before."""
    shown = []
    for world, p in on_and_off("learning", opportunity=1.0, rebound=0.0):
        believe(world, p, 1, 0, 0)
        counts = set()
        for run in range(40):
            twin = copy_of(world)
            contest(twin, p, 1, run, 1)
            counts.add(int(np.sum(twin.actors["bias"] < world.actors["bias"])))
        shown.append(counts)
    assert shown == [{0, 2}, {0}]


@sign("learning")
def test_misjudgement_fades_by_itself():
    on, off = worlds("learning", believe, months=24)
    assert np.all(on.actors["bias"] < off.actors["bias"])
    assert np.all(on.actors["bias"] > 0.0)


def spread(world):
    """Return how much the judgements of four viewers about one man differ, over all men."""
    off_diagonal = ~np.eye(world.actors.size, dtype=bool)
    seen = np.where(off_diagonal, world.seen, np.nan)
    return float(np.nanmean(np.nanstd(np.log(seen), axis=0)))


@sign("belief_noise")
def test_judgements_differ():
    """Without error all others see a man alike; with it they do not."""
    on, off = worlds("belief_noise", believe, months=3)
    assert spread(off) < 1e-12
    assert spread(on) > 0.02


@sign("reading")
def test_a_strategist_errs_less():
    """The same errors, smaller in the eyes of a perfect strategist, the same for a poor one."""

    def skills(world):
        world.actors["strategy"] = 0.0
        world.actors["strategy"][ORGANISER] = 1.0

    on, off = worlds("reading", believe, months=3, prepare=skills)
    exact = worlds("belief_noise", believe, months=3, prepare=skills)[1].seen
    error_on, error_off = abs(np.log(on.seen / exact)), abs(np.log(off.seen / exact))
    assert np.all(error_on[ORGANISER, OTHERS] < error_off[ORGANISER, OTHERS])
    assert np.array_equal(error_on[ELDER], error_off[ELDER])


def test_errors_of_perception_have_unit_size_from_the_first_month():
    """Persistent errors are stationary: their standard deviation is 1 in every month."""
    errors = []
    for run in range(250):
        world, p = world_of(run=run)
        believe(world, p, 1, run, 0)
        errors.append(world.noise[~np.eye(4, dtype=bool)])
    assert abs(np.std(errors) - 1.0) < 0.08
