"""Signs of power, and of beliefs about it."""

import numpy as np
from toy import (
    CHAIR,
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    copy_of,
    on_and_off,
    put_out,
    runs_of,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.circle import circle_power, fall_gain, force_share
from whowhom.sim.layout import DEMOTED, EXPELLED
from whowhom.sim.phases.contest import contest
from whowhom.sim.phases.power import believe, measure_power

# --- power


@sign("army_command")
def test_force_is_power():
    """The general commands all force: his power rises by it, nobody else's."""
    on, off = worlds("army_command", measure_power)
    gain = on.actors["power"] - off.actors["power"]
    assert force_share(on, GENERAL) == 1.0
    assert gain[GENERAL] > 0.1
    assert np.all(gain[[ELDER, ORATOR, ORGANISER]] == 0.0)


@sign("army_command")
def test_force_is_feared():
    """He who holds the guard can arrest the others: his fall is worth more to them."""
    worth = []
    for holder in (GENERAL, ORATOR):

        def armed(world, holder=holder):
            world.seen[:] = world.actors["power"]
            world.posts["holder"][COMMAND] = holder

        twins = on_and_off("army_command", armed)
        worth.append([fall_gain(world, p, ELDER, GENERAL, ELDER) for world, p in twins])
    (feared, without_fear), unarmed = worth
    assert feared > without_fear
    assert unarmed == [without_fear, without_fear]


@sign("war_return")
def test_war_raises_the_price_of_force():
    """In war the commander weighs more, and only he."""

    def war(world):
        world.regime["war"] = 1.0

    on, off = worlds("war_return", measure_power, prepare=war)
    gain = on.actors["power"] - off.actors["power"]
    assert gain[GENERAL] > 0.0
    assert np.all(gain[[ELDER, ORATOR, ORGANISER]] == 0.0)


@sign("seats")
def test_formal_seats_weigh():
    """Each gains by his share of the seats; the general has none."""
    on, off = worlds("seats", measure_power)
    gain = on.actors["power"] - off.actors["power"]
    assert gain[ELDER] > gain[ORGANISER] > gain[GENERAL] == 0.0


def test_the_strongest_of_the_circle_leads():
    """A demoted man keeps power but cannot lead; one expelled has none left."""
    world, p = world_of()
    first = int(np.argmax(world.actors["power"]))
    assert world.regime["leader"][0] == first
    put_out(world, first, DEMOTED)
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][first] > 0.0
    assert world.regime["leader"][0] not in (first, -1)
    put_out(world, first, EXPELLED)
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][first] == 0.0


def test_the_leader_share_is_his_part_of_the_circle():
    world, p = world_of()
    measure_power(world, p, 1, 0, 1)
    leader = int(world.regime["leader"][0])
    power = world.actors["power"]
    assert circle_power(world) == power.sum()
    assert world.regime["leader_share"][0] == power[leader] / power.sum()


def test_posts_that_fall_vacant_lend_nothing():
    world, p = world_of()
    world.posts["holder"][CHAIR] = -1
    before = world.actors["power"][ELDER]
    measure_power(world, p, 1, 0, 1)
    assert world.actors["power"][ELDER] < before


# --- beliefs


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
    seen, hidden = runs_of("underestimation"), runs_of()
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
