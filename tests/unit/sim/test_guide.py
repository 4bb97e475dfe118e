"""Guided choices: their probabilities against chance itself, and what they cost in weight."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import ELDER, GENERAL, ORATOR, ORGANISER, copy_of, crown, put_out, world_of

from whowhom.sim.guide import NATURAL, STANDS, picks, stands, try_seed
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, EXPELLED, PRISON
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.contest import (
    _best_target,
    _chances_of_targets,
    _choose_opponents,
    _weigh_pairs,
    contest,
)
from whowhom.sim.phases.ends import die_naturally, topple_leader
from whowhom.sim.phases.exile import hunt_exiles
from whowhom.sim.phases.fate import _chance_of_fate, review_removed, weigh_fates
from whowhom.sim.phases.power import believe, measure_power

MONTH = 3
Z = 4.5


def guided(world, outlook):
    """Return a world of its own that a record guides; the same outlook in every month."""
    n = world.actors.size
    own = copy_of(world)._replace(
        outlook=np.broadcast_to(outlook, (MONTH + 1, n, STANDS)).copy(),
        misfit=np.zeros((MONTH + 1, n, STANDS + 2)),
        ruled=np.full(MONTH + 1, -1),
    )
    own.clock[0] = MONTH
    return own


def places(world):
    return tuple(int(stands(world, i)) for i in range(world.actors.size))


def laws(world, p, phases, outlook, *, runs=1500):
    """Return how often each outcome comes: by chance, and by weight of guided runs."""
    plain, weighed, squared, total = Counter(), Counter(), Counter(), []
    for run in range(runs):
        free, bound = copy_of(world), guided(world, outlook)
        for phase in phases:
            phase(free, p, 7, run, MONTH)
            phase(bound, p, 8, run, MONTH)
        weight = math.exp(bound.weight[0])
        total.append(weight)
        plain[places(free)] += 1
        weighed[places(bound)] += weight
        squared[places(bound)] += weight * weight
    return plain, weighed, squared, np.array(total)


def agrees(world, p, phases, outlook, *, runs=1500):
    """Check that weighted guided runs have the law of unguided ones, outcome by outcome."""
    plain, weighed, squared, total = laws(world, p, phases, outlook, runs=runs)
    assert len(plain) > 1
    assert abs(total.mean() - 1.0) < Z * total.std() / math.sqrt(runs) + 1e-9
    for outcome in plain | weighed:
        p_plain, p_guided = plain[outcome] / runs, weighed[outcome] / runs
        spread = (
            max(p_plain, p_guided, 1 / runs) / runs
            + max(0.0, squared[outcome] / runs - p_guided**2) / runs
        )
        assert abs(p_plain - p_guided) < Z * math.sqrt(spread), (outcome, p_plain, p_guided)


def some_outlook(world, seed, size=0.6):
    return np.random.default_rng(seed).normal(0.0, size, (world.actors.size, STANDS))


def struggle(**values):
    """Return a circle in which contests are frequent, one of them demoted."""
    world, p = world_of(parameters=Parameters().replace(opportunity=1.0, truce=0.0, **values))
    world.regime["discipline"] = 0.1
    put_out(world, GENERAL, DEMOTED)
    believe(world, p, 1, 0, MONTH)
    measure_power(world, p, 1, 0, MONTH)
    return world, p


def court(**values):
    """Return a leader above the majority with three whom the review may touch."""
    world, p = world_of(parameters=Parameters().replace(**values))
    put_out(world, GENERAL, DEMOTED)
    put_out(world, ORATOR, ABROAD)
    put_out(world, ELDER, EXPELLED)
    measure_power(world, p, 1, 0, MONTH)
    crown(world, ORGANISER)
    world.regime["review"] = 1
    return world, p


# ------------------------------------------------------------------------------ a single choice


@settings(max_examples=25, deadline=None)
@given(chance=st.floats(0.0, 1.0), gain=st.floats(-8.0, 8.0))
def test_the_price_of_a_choice_makes_its_expectation_the_probability(chance, gain):
    world, _ = world_of()
    q = chance * math.exp(gain) / (chance * math.exp(gain) + 1.0 - chance)
    happened = {}
    for run in range(60):
        world.weight[0] = 0.0
        has_happened = picks(world, chance, gain, 5, 0, 1, run, 0)
        happened[has_happened] = math.exp(world.weight[0])
    if True in happened:
        assert happened[True] * q == pytest.approx(chance, rel=1e-9, abs=1e-12)
    if False in happened:
        assert happened[False] * (1.0 - q) == pytest.approx(1.0 - chance, rel=1e-6, abs=1e-12)
    assert chance > 0.0 or True not in happened
    assert chance < 1.0 or False not in happened


def test_a_choice_that_is_worth_nothing_has_its_own_probability_and_no_price():
    world, _ = world_of()
    yes = sum(picks(world, 0.3, 0.0, 5, 0, 1, run, 0) for run in range(3000))
    assert abs(yes - 900) < Z * math.sqrt(3000 * 0.21)
    assert abs(world.weight[0]) < 1e-9


def test_tries_have_seeds_of_their_own():
    seeds = {int(try_seed(1, run, month, m)) for run in range(5) for month in range(5)
             for m in range(32)}  # fmt: skip
    assert len(seeds) == 5 * 5 * 32
    assert all(0 <= seed < 2**63 for seed in seeds)


# ------------------------------------------------------------------------------ probabilities


@settings(max_examples=20, deadline=None)
@given(
    fears=st.lists(st.floats(-0.5, 1.5), min_size=5, max_size=5),
    noise=st.floats(0.02, 0.6),
    before=st.floats(-0.2, 1.2),
    barred=st.booleans(),
)
def test_chances_of_fates_are_those_of_the_least_of_noisy_values(fears, noise, before, barred):
    world, _ = world_of()
    world.fears[:] = np.inf
    world.fears[EXPELLED : EXPELLED + 5] = fears
    if barred:
        world.fears[PRISON] = np.inf
    chances = [
        _chance_of_fate(world, fate, EXPELLED, noise, before) if world.fears[fate] < np.inf else 0.0
        for fate in range(EXPELLED, DEAD + 1)
    ]
    draws = np.random.default_rng(5).normal(size=(20_000, 5)) * noise + world.fears[EXPELLED:]
    least = np.where(draws.min(axis=1) < before, draws.argmin(axis=1), 5)
    counted = np.bincount(least, minlength=6) / len(draws)
    error = Z * np.sqrt(np.maximum(counted, 1e-4) / len(draws))
    assert (np.abs(np.append(chances, 1.0 - sum(chances)) - counted) < error).all()
    assert sum(chances) <= 1.0 + 1e-3  # the rule of quadrature is off by 5e-5 where three tie


def test_chances_of_fates_without_noise_are_certain():
    world, _ = world_of()
    world.fears[:] = [np.inf, np.inf, 0.5, 0.3, 0.6, 0.9, 0.8]
    chances = [_chance_of_fate(world, fate, EXPELLED, 1e-5, 0.4) for fate in range(2, DEAD + 1)]
    assert chances == pytest.approx([0, 1, 0, 0, 0], abs=1e-6)
    assert _chance_of_fate(world, 3, EXPELLED, 1e-5, 0.2) == pytest.approx(0.0, abs=1e-12)


def test_guided_reviews_without_noise_decide_as_others_do():
    world, p = court(review_noise=0.0)
    free, bound = copy_of(world), guided(world, some_outlook(world, 3))
    review_removed(free, p, 1, 0, MONTH)
    review_removed(bound, p, 1, 0, MONTH)
    assert places(free) == places(bound)
    assert bound.weight[0] == 0.0


@pytest.mark.parametrize("noise", [0.002, 0.02, 0.2])
@pytest.mark.parametrize("who", [GENERAL, ORATOR, ELDER])
def test_reviews_decide_as_often_as_the_chances_say(who, noise):
    world, p = court(review_noise=noise)
    runs, status = 1500, int(world.actors["status"][who])
    decided = Counter(int(weigh_fates(world, p, who, 3, run, MONTH)[0]) for run in range(runs))
    before = weigh_fates(world, p, who, 3, 0, MONTH)[1].total
    single = guided(world, np.zeros((world.actors.size, STANDS)))
    for other in range(world.actors.size):
        single.actors["contender"][other] = other == who
    review_removed(single, p, 1, 0, MONTH)
    harsher = 0.0
    for fate in range(status + 1, DEAD + 1):
        chance = 0.0
        if not (fate == PRISON and status == ABROAD):
            chance = _chance_of_fate(single, fate, status + 1, noise, before)
        assert abs(decided[fate] / runs - chance) < Z * math.sqrt(max(chance, 1 / runs) / runs)
        harsher += chance
    assert harsher <= 1.0 + 1e-6


@pytest.mark.parametrize("whim", [0.0, 0.01, 0.05, 0.3])
def test_chances_of_targets_are_those_of_the_best_of_noisy_values(whim):
    world, p = struggle(whim=whim)
    runs = 1500
    for k in range(4):
        chosen = Counter(int(_best_target(world, p, k, 3, run, MONTH)) for run in range(runs))
        _chances_of_targets(world, p, k)
        chances = world.chances[1, :4].copy()
        assert chances.sum() <= 1.0 + 1e-6
        for i in range(4):
            error = Z * math.sqrt(max(chances[i], 1 / runs) / runs)
            assert abs(chosen[i] / runs - chances[i]) < error, (k, i)
        assert abs(chosen[-1] / runs - (1.0 - chances.sum())) < Z * math.sqrt(0.25 / runs) + 1e-9


def test_chances_of_pairs_are_those_of_who_moves_against_whom():
    world, p = struggle()
    runs = 2000
    pairs = Counter(
        tuple(int(x) for x in _choose_opponents(world, p, 3, run, MONTH)) for run in range(runs)
    )
    bound = guided(world, np.zeros((world.actors.size, STANDS)))
    assert _weigh_pairs(bound, p) == pytest.approx(1.0, abs=1e-6)
    for k in range(4):
        for i in range(4):
            chance = bound.words[k, i]
            error = Z * math.sqrt(max(chance, 1 / runs) / runs)
            assert abs(pairs[k, i] / runs - chance) < error, (k, i)


# ------------------------------------------------------------------------------ the law of a month


def test_without_any_worth_guidance_has_no_price():
    for prepared, phase in (
        (struggle(), contest),
        (court(review_noise=0.1), review_removed),
        (hunted(), hunt_exiles),
        (aged(), die_naturally),
        (threatened(), topple_leader),
    ):
        world, p = prepared
        for run in range(20):
            bound = guided(world, np.zeros((world.actors.size, STANDS)))
            phase(bound, p, 1, run, MONTH)
            assert abs(bound.weight[0]) < 1e-6


@pytest.mark.parametrize("seed", [1, 2])
def test_guided_contests_have_the_law_of_contests(seed):
    world, p = struggle()
    agrees(world, p, [contest], some_outlook(world, seed), runs=2000)


@pytest.mark.parametrize("quiet", [0.0, 12.0])
def test_guided_contests_have_the_law_of_contests_under_a_settling_rule(quiet):
    world, p = struggle()
    for name, value in {"unrest": 0.5, "settling": 0.05, "reprisal": 0.1}.items():
        p[name] = value
    world.regime["quiet"], world.regime["capacity"] = quiet, 0.0
    outlook = np.zeros((world.actors.size, STANDS))
    outlook[world.regime[0]["leader"], DEMOTED] = 1.0
    agrees(world, p, [contest], outlook, runs=2000)


def test_guided_contests_have_the_law_of_contests_when_a_fall_is_due():
    world, p = struggle()
    outlook = np.zeros((world.actors.size, STANDS))
    outlook[ORATOR, DEMOTED] = 2.0
    agrees(world, p, [contest], outlook, runs=2000)


@pytest.mark.parametrize("seed", [1, 2])
def test_guided_reviews_have_the_law_of_reviews(seed):
    world, p = court(review_noise=0.15)
    agrees(world, p, [review_removed], some_outlook(world, seed))


def hunted():
    world, p = court(raid_rate=0.6, raid_success=0.6, infiltration_success=0.5)
    world.actors["hunted"][ORATOR] = 1
    world.actors["access"][ORATOR] = 0.5
    return world, p


def aged():
    world, p = world_of(parameters=Parameters().replace(mortality=60.0))
    put_out(world, GENERAL, PRISON)
    return world, p


def threatened():
    world, p = court(leader_fall=5.0)
    world.actors["threat"][:] = 0.3
    world.regime["focal"] = 0.3
    return world, p


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("prepare", "phase"),
    [(hunted, hunt_exiles), (aged, die_naturally), (threatened, topple_leader)],
)
def test_guided_ends_have_their_own_law(prepare, phase, seed):
    world, p = prepare()
    agrees(world, p, [phase], some_outlook(world, seed))


def test_a_hunted_exile_is_killed_and_dies_by_separate_chances():
    world, _ = hunted()
    _, p = world_of(
        parameters=Parameters().replace(
            raid_rate=0.6, raid_success=0.6, infiltration_success=0.5, mortality=60.0
        )
    )
    outlook = some_outlook(world, 4)
    agrees(world, p, [hunt_exiles, die_naturally], outlook)
    plain, _, _, _ = laws(world, p, [hunt_exiles, die_naturally], outlook, runs=500)
    assert any(outcome[ORATOR] == NATURAL for outcome in plain)
