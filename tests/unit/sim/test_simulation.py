"""Runs of the regime model: what is promised of every run, whatever happens in it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from toy import COMPARED, actor, number, shock, toy_case

from whowhom.errors import InvalidInput
from whowhom.scenario.start import Start
from whowhom.sim.events import EVENT
from whowhom.sim.layout import DECISIONS, FATES, STATUSES
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import Runs, simulate

RUNS = 150
DEAD = STATUSES.index("dead")

WILD = Parameters().replace(
    opportunity=0.3, pretext_rate=0.05, leader_fall=0.05, mortality=3.0, raid_rate=0.3,
    cost_constant=0.02, cost_following=0.3, taboo=0.3, shadow=0.2, coordination=0.3, echo=0.0,
)  # fmt: skip
"""A regime in which everything happens, so that every promise is tried."""


@cache
def wild(runs=RUNS, first=0):
    start = Start(toy_case(conditions={"norm": 0.5}), WILD)
    return simulate(start, seed=7, first=first, runs=runs)


def tame(case=None, runs=30):
    return simulate(Start(case or toy_case()), seed=3, runs=runs)


def same(simulated, other, names=Runs.__slots__):
    return all(np.array_equal(getattr(simulated, name), getattr(other, name)) for name in names)


# --- the door


@pytest.mark.parametrize("seed", [-1, 2**63, float("nan")])
def test_a_seed_outside_its_domain_is_refused(seed):
    with pytest.raises(InvalidInput, match="seed must be a whole number"):
        simulate(Start(toy_case()), seed=seed)


@pytest.mark.parametrize(("first", "runs"), [(0, 0), (0, -3), (-1, 5), (2**32 - 4, 5), (2**32, 1)])
def test_run_numbers_outside_their_domain_are_refused(first, runs):
    with pytest.raises(InvalidInput, match=rf"got first={first}, runs={runs}"):
        simulate(Start(toy_case()), first=first, runs=runs)


@pytest.mark.parametrize("given", [{"seed": 1.5}, {"seed": "1"}, {"runs": 1.5}, {"first": 0.5}])
def test_what_is_no_whole_number_is_refused(given):
    """At the door: further in, every new type would have the whole model compiled again."""

    class Behind:
        months = 1

        def draw(self, seed, first, runs):
            raise AssertionError("let in")

    with pytest.raises(InvalidInput):
        simulate(Behind(), **given)


def test_the_largest_seed_and_run_number_work():
    simulated = simulate(Start(toy_case()), seed=2**63 - 1, first=2**32 - 2, runs=2)
    assert simulated.top.shape == (2,)


# --- arrays


def test_arrays_have_the_promised_shapes_and_cannot_be_written_to():
    simulated, months, n = wild(), toy_case().months, 4
    assert months == 48
    expected = {
        "top": ((RUNS,), np.int8),
        "fate": ((RUNS, n), np.int8),
        "fell": ((RUNS, n), np.int16),
        "order": ((RUNS, n), np.int8),
        "by": ((RUNS, n), np.int8),
        "reached": ((RUNS, n, 6), np.int16),
        "share": ((RUNS, n), np.float32),
        "standing": ((months, n, 7), np.int32),
        "power": ((months, n, 101), np.int32),
        "held": ((months, 5, n + 1), np.int32),
        "clients": ((months, 5, n), np.int64),
        "decisions": ((RUNS, 0, months, len(DECISIONS)), np.float64),
        "events": ((0,), EVENT),
    }
    assert set(expected) == set(Runs.__slots__)
    for name, (shape, dtype) in expected.items():
        array = getattr(simulated, name)
        assert (array.shape, array.dtype) == (shape, dtype), name
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_everything_happens_in_the_wild():
    """Else the laws below would hold for want of cases."""
    simulated = wild()
    seen = {FATES[fate] for fate in np.unique(simulated.fate)}
    assert seen >= {"inner", "abroad", "prison", "executed", "assassinated", "died"}
    assert np.all((simulated.reached >= 0).any(axis=(0, 1)))
    assert set(np.unique(simulated.top)) == {-1, 0, 1, 2, 3}
    restored = (simulated.fell >= 0) & (simulated.fate == 0)
    assert restored.any()


# --- laws of a run


def test_every_run_is_counted_in_every_month():
    simulated = wild()
    assert np.all(simulated.standing.sum(axis=2) == RUNS)
    assert np.all(simulated.power.sum(axis=2) == RUNS)
    assert simulated.standing.min() >= 0


def test_every_post_is_counted_once_in_every_run_and_month():
    simulated = wild()
    assert simulated.held.min() >= 0
    assert np.all(simulated.held.sum(axis=2) == RUNS)
    first = Start(toy_case(conditions={"norm": 0.5}), WILD).draw(7, 0, 1)
    holders = first.posts["holder"][0]
    still = simulated.held[0, np.arange(holders.size), holders]
    assert np.all(still > RUNS / 2), "most sit where they sat at the start"


def test_clients_are_members_of_their_body():
    simulated = wild()
    sizes = Start(toy_case()).draw(7, 0, 1).audiences["size"][0]
    assert simulated.clients.min() >= 0
    assert np.all(simulated.clients.sum(axis=2) <= RUNS * sizes)
    assert simulated.clients[0].sum() > 0


def test_runs_may_be_cut_anywhere():
    parts = [wild(runs=60), wild(runs=RUNS - 60, first=60)]
    for name in ("standing", "power", "held", "clients"):
        assert np.array_equal(sum(getattr(part, name) for part in parts), getattr(wild(), name))


def test_the_last_month_is_the_end():
    simulated = wild()
    status = np.minimum(simulated.fate, DEAD)
    for who in range(4):
        ends = np.bincount(status[:, who], minlength=7)
        # a month is observed after its last phase, as the end is
        assert np.array_equal(simulated.standing[-1, who], ends)


def test_power_in_the_last_month_is_that_at_the_end():
    simulated = wild()
    percent = np.floor(100.0 * simulated.share.astype(np.float64) + 0.5).astype(int)
    for who in range(4):
        ends = np.bincount(percent[:, who], minlength=101)
        assert np.abs(simulated.power[-1, who] - ends).sum() <= 2  # single precision at a half


def test_the_dead_stay_dead():
    simulated = wild()
    assert np.all(np.diff(simulated.standing[:, :, DEAD], axis=0) >= 0)
    alone = [wild(runs=1, first=run) for run in range(12)]
    for one in alone:
        for who in range(4):
            at = one.reached[0, who, DEAD - 1]
            dead = one.standing[:, who, DEAD] == 1
            assert np.array_equal(dead, (np.arange(48) >= at) & (at >= 0))
            assert not dead[-1] or one.share[0, who] == 0.0


def test_fates_agree_with_what_was_reached():
    simulated = wild()
    for index, name in enumerate(FATES):
        runs, who = np.nonzero(simulated.fate == index)
        if name == "inner":
            assert np.all(simulated.reached[runs, who, DEAD - 1] == -1)
        else:
            assert np.all(simulated.reached[runs, who, min(index, DEAD) - 1] >= 0)
        if name in ("executed", "assassinated"):
            assert np.all(simulated.fell[runs, who] >= 0)
    dead = simulated.reached[:, :, DEAD - 1] >= 0
    assert np.array_equal(dead, simulated.fate >= DEAD)


def test_a_killing_abroad_is_of_a_man_abroad():
    simulated = wild()
    killed = simulated.fate == FATES.index("assassinated")
    abroad = simulated.reached[:, :, STATUSES.index("abroad") - 1]
    assert np.all(abroad[killed] >= 0)
    assert np.all(abroad[killed] <= simulated.reached[:, :, DEAD - 1][killed])


def test_a_fall_is_a_demotion_and_comes_before_anything_harsher():
    simulated = wild()
    assert np.array_equal(simulated.fell, simulated.reached[:, :, 0])
    for status in range(1, DEAD - 1):
        harsher = simulated.reached[:, :, status]
        assert np.all((harsher == -1) | (harsher >= simulated.reached[:, :, 0]))


def test_nobody_falls_twice_and_the_order_is_that_of_the_months():
    """Places 0, 1, 2 ... are given once each, to those who fell, in the order of their falls."""
    simulated = wild()
    assert np.array_equal(simulated.fell >= 0, simulated.order >= 0)
    for fell, order in zip(simulated.fell, simulated.order, strict=True):
        places = np.sort(order[order >= 0])
        assert np.array_equal(places, np.arange(places.size))
        months = fell[order >= 0][np.argsort(order[order >= 0])]
        assert np.all(np.diff(months) >= 0)
        assert np.all(months < 48)


def test_each_who_fell_was_removed_by_another():
    simulated = wild()
    assert np.array_equal(simulated.by >= 0, simulated.fell >= 0)
    assert not np.any(simulated.by == np.arange(4))


def test_shares_are_those_of_the_circle():
    """They sum to one over those inside; the others have none."""
    simulated = wild()
    inner = simulated.fate == 0
    assert np.all(simulated.share[~inner] == 0.0)
    assert np.allclose(simulated.share.sum(axis=1)[inner.any(axis=1)], 1.0, atol=1e-5)


def test_who_rules_in_the_end_sits_in_the_circle():
    simulated = wild()
    ruling = np.flatnonzero(simulated.top >= 0)
    assert np.all(simulated.fate[ruling, simulated.top[ruling]] == 0)


def test_who_rules_in_the_end_has_more_than_the_majority():
    simulated = wild()
    ruling = np.flatnonzero(simulated.top >= 0)
    inside = ruling[simulated.fate[ruling, simulated.top[ruling]] == 0]
    assert inside.size > 50
    assert np.all(simulated.share[inside, simulated.top[inside]] > 0.5)


def test_nobody_falls_after_his_death():
    """Among old men and many plots: who dies in office stays one who never fell."""
    old = WILD.replace(mortality=8.0, leader_fall=5.0)
    simulated = simulate(Start(toy_case(), old), seed=7, runs=RUNS)
    dead = simulated.reached[:, :, DEAD - 1]
    both = (dead >= 0) & (simulated.fell >= 0)
    assert np.all(simulated.fell[both] <= dead[both])
    assert np.array_equal(simulated.fell, simulated.reached[:, :, 0])


def test_the_arbiter_rules_while_he_can_and_never_falls():
    lives = shock("death", 0.0, target="patriarch")
    simulated = tame(toy_case(arbiter=True, shocks=(lives,)))
    assert np.all(simulated.top == 4)
    assert np.all(simulated.fell == -1)
    assert np.all(simulated.by == -1)
    ill = shock("incapacity", 1.0, target="patriarch")
    simulated = tame(toy_case(arbiter=True, shocks=(ill,)))
    assert not np.any(simulated.top == 4)
    assert np.all(simulated.fell[:, 4] == -1)
    assert np.any(simulated.fell >= 0)


# --- chance


def test_a_run_depends_on_its_number_alone():
    """Not on the chunk in which it is simulated, and not on the thread."""
    whole = wild(runs=24)
    start = Start(toy_case(conditions={"norm": 0.5}), WILD)
    with ThreadPoolExecutor(2) as pool:
        parts = list(
            pool.map(
                lambda part: simulate(start, seed=7, first=part[0], runs=part[1]),
                [(0, 5), (5, 1), (6, 18)],
            )
        )
    for name in COMPARED:
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert np.array_equal(getattr(whole, name), joined), name
    for name in ("standing", "power"):
        assert np.array_equal(getattr(whole, name), sum(getattr(part, name) for part in parts))


def test_another_seed_gives_other_runs():
    start = Start(toy_case())
    assert not same(simulate(start, seed=1, runs=20), simulate(start, seed=2, runs=20), COMPARED)


def test_the_order_of_rows_does_not_matter():
    case = toy_case()
    turned = {
        name: getattr(case, name)[::-1]
        for name in ("actors", "posts", "tenures", "audiences", "hosts")
    }
    assert same(tame(case), tame(toy_case(**turned)))


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_an_audience_without_weight_changes_nothing(name):
    case = toy_case()
    deaf = replace(case.audiences[-1], id=name, weight=number(0.0))
    names = [name for name in Runs.__slots__ if name != "clients"]
    assert same(tame(case), tame(toy_case(audiences=(*case.audiences, deaf))), names)


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_a_man_without_power_changes_the_fate_of_no_one(name):
    case = toy_case()
    more = tame(toy_case(actors=(*case.actors, actor(name))))
    kept = [1, 2, 3, 4] if name == "aaa" else [0, 1, 2, 3]
    alone = tame(case)
    for array in ("fate", "fell", "reached", "share"):
        assert np.array_equal(getattr(more, array)[:, kept], getattr(alone, array)), array


def test_a_shock_of_size_zero_changes_nothing():
    nothing = shock("esteem", 0.0, month=5, target="orator")
    assert same(tame(), tame(toy_case(shocks=(nothing,))))
