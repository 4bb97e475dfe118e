"""Signs of public choice."""

from dataclasses import replace

import numpy as np
import pytest
from numba import njit
from toy import (
    ABROAD_BODY,
    CADRES,
    ELDER,
    FOREIGN,
    GENERAL,
    ORATOR,
    ORGANISER,
    agents,
    crown,
    put_out,
    runs_of,
    seated,
    sign,
    toy_case,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, EXPELLED
from whowhom.sim.month import pass_month
from whowhom.sim.opinion import shift_esteem
from whowhom.sim.phases.choice import choose_sides, exp32


@sign("patron_loyalty")
def test_clients_side_with_their_patron():
    """Cadres who owe their places to the organiser side with him."""
    on, off = worlds("patron_loyalty", choose_sides)
    assert on.share[CADRES, ORGANISER] > off.share[CADRES, ORGANISER] + 0.1


def test_loyalty_carries_the_organiser():
    """Without it, filling posts wins nobody a side."""
    assert (
        np.mean(runs_of().top == ORGANISER)
        > np.mean(runs_of("patron_loyalty").top == ORGANISER) + 0.1
    )


@sign("privileges")
def test_a_full_purse_binds_clients():
    """The organiser has the purse; the elder's clients gain nothing by it."""
    on, off = worlds("privileges", choose_sides)
    assert on.share[CADRES, ORGANISER] > off.share[CADRES, ORGANISER]

    def no_purse(world):
        world.posts["purse"] = 0.0

    on, off = worlds("privileges", choose_sides, prepare=no_purse)
    assert np.array_equal(on.share, off.share)


@sign("line")
def test_a_distant_line_costs_support():
    """The orator stands far from the cadres: without lines he would have more of them."""

    def apart(world):
        world.actors["line"] = 0.0
        world.actors["line"][ORATOR] = 1.0
        world.leaning[:] = -0.5

    on, off = worlds("line", choose_sides, prepare=apart)
    rivals = on.share[CADRES].sum() - on.share[CADRES, ORATOR]
    rivals_off = off.share[CADRES].sum() - off.share[CADRES, ORATOR]
    assert on.share[CADRES, ORATOR] / rivals < off.share[CADRES, ORATOR] / rivals_off


@sign("crowd")
def test_people_side_with_those_who_are_sided_with():
    """The same man gains where he had the crowd last month."""

    def crowd(world):
        world.share[:] = 0.0
        world.share[:, GENERAL] = 1.0

    on, off = worlds("crowd", choose_sides, prepare=crowd)
    assert np.all(on.share[:, GENERAL] > off.share[:, GENERAL])
    assert np.all(on.share[:, ELDER] < off.share[:, ELDER])


@sign("fear")
def test_under_terror_nobody_sides_against_the_leader():
    """Terror drives the public to the leader, away from his rivals and most from the denounced."""

    def terror(level):
        def prepare(world):
            crown(world, ORGANISER)
            world.regime["terror"] = level
            put_out(world, ORATOR, DEMOTED)
            world.actors["denounced"][ORATOR] = 1

        return prepare

    on, off = worlds("fear", choose_sides, prepare=terror(1.0))
    ratio = on.share[CADRES] / off.share[CADRES]
    assert ratio[ORGANISER] > 1.0 > ratio[ELDER] > ratio[ORATOR]
    calm, off = worlds("fear", choose_sides, prepare=terror(0.0))
    assert np.array_equal(calm.share, off.share)


def test_fear_stops_at_the_border():
    """Terror at home frightens nobody abroad."""

    def terror(world):
        crown(world, ORGANISER)
        world.regime["terror"] = 1.0

    on, off = worlds("fear", choose_sides, prepare=terror)
    assert np.array_equal(on.share[ABROAD_BODY], off.share[ABROAD_BODY])


def exile_under(focal, filler=ORGANISER):
    def prepare(world):
        put_out(world, ORATOR, ABROAD)
        crown(world, ORGANISER)
        world.posts["holder"][FOREIGN] = filler
        world.regime["focal"] = focal

    return prepare


@sign("leash")
def test_foreign_parties_follow_who_appoints_them():
    """An exile's open echo abroad is smaller where the leader fills the foreign posts."""
    on, off = worlds("leash", choose_sides, prepare=exile_under(0.0))
    assert on.share[ABROAD_BODY, ORATOR] < off.share[ABROAD_BODY, ORATOR]


def test_the_leash_slips_in_a_shock():
    """A shock of 1 or more that needs a known name gives the echo back; half of it, a part."""
    echo = [
        worlds("leash", choose_sides, prepare=exile_under(focal))[0].share[ABROAD_BODY, ORATOR]
        for focal in (0.0, 0.5, 1.0, 2.0)
    ]
    free = worlds("leash", choose_sides, prepare=exile_under(0.0))[1].share[ABROAD_BODY, ORATOR]
    assert echo[0] < echo[1] < echo[2] == echo[3] == free


def test_no_leash_where_another_fills_the_foreign_posts():
    on, off = worlds("leash", choose_sides, prepare=exile_under(0.0, filler=ELDER))
    assert np.array_equal(on.share, off.share)


def test_dissent_too_late():
    """The same blow to the esteem of him who fills posts costs him less once clients hold the hall.

    Spoken early, the critique meets men who weigh it; spoken late, it meets clients.
    """
    lost = []
    for patron in (-1, ORGANISER):
        sides = []
        for blow in (0.0, -0.4):
            world, p = world_of()
            cadres = agents(world, CADRES)
            world.patron[cadres] = patron
            world.esteem[:, cadres] = 0.0
            world.esteem[ORGANISER, cadres] = 0.3
            shift_esteem(world, ORGANISER, -1, blow)
            choose_sides(world, p, 1, 0, 1)
            sides.append(world.share[CADRES, ORGANISER])
        lost.append(sides[0] - sides[1])
    early, late = lost
    assert early > 2 * late > 0.0


def test_a_fall_costs_support_at_home():
    """The lower a man has sunk, the fewer side with him in the open."""
    left = []
    for status in (None, DEMOTED, EXPELLED):
        world, p = world_of()
        if status is not None:
            put_out(world, ELDER, status)
        choose_sides(world, p, 1, 0, 1)
        left.append(world.share[CADRES, ELDER])
    assert left[0] > left[1] > left[2] > 0.0


def test_who_is_less_known_has_fewer_on_his_side():
    """Esteem counts only among those who know the man."""
    left = []
    for known in (1.0, 0.5, 0.1, 0.0):
        world, p = world_of()
        world.memory[:, ORATOR] = known
        choose_sides(world, p, 1, 0, 1)
        left.append(world.share[CADRES, ORATOR])
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0.0


def test_shares_and_the_outside_option_sum_to_one():
    """What the contenders do not get takes no side: shares stay inside (0, 1)."""
    world, p = world_of()
    choose_sides(world, p, 1, 0, 1)
    assert np.all(world.share >= 0.0)
    assert np.all(world.share.sum(axis=1) < 1.0)


# --- the exponential that the loop over members uses


@njit
def _powers(x):
    y = np.empty_like(x)
    for k in range(x.size):
        y[k] = exp32(x[k])
    return y


def worst_error():
    """Return the largest relative error from -80 to 80, every change of exponent included."""
    turns = (np.arange(-115, 116) * np.log(2.0) / 2).astype(np.float32)
    near = [np.nextafter(turns, np.float32(side)) for side in (-100, 100)]
    x = np.concatenate([np.linspace(-80, 80, 200_001, dtype=np.float32), turns, *near])
    assert x.min() == -80.0
    assert x.max() == 80.0
    return np.abs(_powers(x).astype(np.float64) / np.exp(x.astype(np.float64)) - 1.0).max()


def test_exp32_is_within_its_promise():
    """The docstring promises a relative error below 8e-6."""
    assert worst_error() < 8e-6


def test_exp32_is_cut_beyond_its_range_and_exact_at_zero():
    inf = np.float32(np.inf)
    low, lowest, zero, high, highest = _powers(np.array([-80, -inf, 0, 80, inf], np.float32))
    assert low == lowest > 0.0
    assert zero == 1.0
    assert high == highest
    assert np.isfinite(high)


def test_exp32_rises():
    """A little more utility never means a smaller weight, but for the promised error."""
    y = _powers(np.linspace(-10, 10, 20_001, dtype=np.float32)).astype(np.float64)
    assert np.all(np.diff(y) > 0.0)


def test_columns_that_only_fill_up_a_block_count_for_nothing():
    world, p = world_of()
    seats = seated(world)
    assert not seats.all()
    for month in range(1, 25):
        pass_month(world, p, 1, 0, month)
    choose_sides(world, p, 1, 0, 25)
    assert not world.esteem[:, ~seats].any()
    assert (world.patron[~seats] == -1).all()
    for a in range(world.audiences.size):
        for i in np.flatnonzero((world.memory[a] > 0) & (world.actors["status"] != DEAD)):
            esteem = world.esteem[i, agents(world, a)]
            assert world.mean[a, i] == pytest.approx(esteem.mean(), abs=2e-6)
            assert world.following[a, i] == pytest.approx(esteem.clip(0).mean(), abs=2e-6)
            assert world.clients[a, i] == np.mean(world.patron[agents(world, a)] == i)
        assert world.share[a].sum() < 1.0


def test_sums_hold_in_audiences_of_any_size():
    crowd = tuple(replace(one, size=70_001) for one in toy_case().audiences[:1])
    world, p = world_of(replace(toy_case(), audiences=crowd + toy_case().audiences[1:]))
    world.esteem[:, seated(world)] = 1.0
    choose_sides(world, p, 1, 0, 1)
    known = world.memory > 0
    assert world.mean[known] == pytest.approx(1.0, abs=1e-6)
    assert world.following[known] == pytest.approx(1.0, abs=1e-6)
