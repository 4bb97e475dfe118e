"""Rules of succession: whose post goes to whom, in circles that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from toy import (
    CADRES,
    CHAIR,
    COMMAND,
    ELDER,
    ELITE,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    PRESS,
    SECRETARY,
    copy_of,
    put_out,
    shock,
    toy_case,
    world_of,
)

from whowhom.scenario.start import Start
from whowhom.sim.circle import hand_over_posts, remove
from whowhom.sim.layout import DEAD, DEMOTED
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.shocks import meet_shocks
from whowhom.sim.simulation import simulate

RUNS = 400


def ruled(*, arbiter=False, shocks=(), held=(), **rules):
    """Return the toy with rules, written ``chair="deputy:press"``, and other holders."""
    case = toy_case(arbiter=arbiter, shocks=shocks)
    posts = []
    for post in case.posts:
        rule, _, named = rules.get(post.id, "power").partition(":")
        posts.append(replace(post, succession=rule, succession_by=named))
    tenures = [replace(one, actor=dict(held).get(one.post, one.actor)) for one in case.tenures]
    return replace(case, posts=tuple(posts), tenures=tuple(tenures))


def after_death_of(who, case, prepare=None, run=0):
    """Return who holds each post once somebody's posts are handed on to the rest of the circle."""
    world, _ = world_of(case)
    if prepare is not None:
        prepare(world)
    winners = np.ones(world.actors.size, np.int64)
    hand_over_posts(world, who, winners, 1, run, 3)
    return world.posts["holder"].tolist()


def test_a_deputy_takes_over_whoever_is_strongest():
    for deputy in ("deputy:press", "deputy:orator"):
        for run in range(20):
            held = after_death_of(ELDER, ruled(chair=deputy), run=run)
            assert held[CHAIR] == held[PRESS] == ORATOR


def test_a_vacant_post_stays_vacant():
    held = after_death_of(ELDER, ruled(chair="vacant"))
    assert held[CHAIR] == -1
    assert held[SECRETARY] == ORGANISER


@pytest.mark.parametrize("status", [DEMOTED, DEAD])
def test_where_the_deputy_is_out_the_post_goes_by_power(status):
    """To the very one who would have it without a rule."""

    def out(world):
        world.actors["status"][ORATOR] = status

    for run in range(20):
        by_rule = after_death_of(ELDER, ruled(chair="deputy:orator"), out, run)
        assert by_rule == after_death_of(ELDER, ruled(), out, run)


@pytest.mark.parametrize("rules", [{"chair": "deputy:press"}, {"press": "deputy:chair"}])
def test_a_deputy_who_is_the_one_that_leaves_does_not_count(rules):
    """Chair and press are both the elder's, and one is the deputy of the other."""
    held = {"press": "elder"}
    for run in range(20):
        by_rule = after_death_of(ELDER, ruled(held=held, **rules), run=run)
        assert by_rule == after_death_of(ELDER, ruled(held=held), run=run)


def test_a_body_elects_by_how_much_of_it_sides_with_each():
    """Half of the elite sides with the general, a quarter each with the two others."""

    def sides(world):
        world.share[ELITE] = [0.9, 0.4, 0.2, 0.2]  # the elder is the one who leaves

    case = ruled(chair="elected:elite")
    won = [after_death_of(ELDER, case, sides, run)[CHAIR] for run in range(RUNS)]
    shares = np.bincount(won, minlength=4) / RUNS
    assert shares == pytest.approx([0.0, 0.5, 0.25, 0.25], abs=0.07)


def test_a_body_that_sides_with_nobody_elects_nobody():
    def silent(world):
        world.share[ELITE] = 0.0

    for run in range(10):
        by_rule = after_death_of(ELDER, ruled(chair="elected:elite"), silent, run)
        assert by_rule == after_death_of(ELDER, ruled(), silent, run)


def bonds(*ties):
    """Return what gives the circle these ties and no others."""

    def prepare(world):
        world.bond[:] = 0.0
        for origin, target, strength in ties:
            world.bond[origin, target] = strength

    return prepare


@pytest.mark.parametrize("by", ["appointed:organiser", "appointed:secretary"])
def test_the_closest_to_whoever_appoints_has_the_post(by):
    """Ties of both directions count: 0.3 + 0.3 is closer than 0.5."""
    near = bonds((ORGANISER, GENERAL, 0.5), (ORGANISER, ORATOR, 0.3), (ORATOR, ORGANISER, 0.3))
    assert after_death_of(ELDER, ruled(chair=by), near)[CHAIR] == ORATOR
    foes = bonds((ORGANISER, GENERAL, -0.5), (ORGANISER, ORATOR, -0.3))
    for run in range(10):
        case, plain = ruled(chair=by), ruled()
        assert after_death_of(ELDER, case, foes, run) == after_death_of(ELDER, plain, foes, run)


def test_of_equals_the_more_powerful_is_appointed():
    def equal(world):
        bonds((ORGANISER, GENERAL, 0.5), (ORGANISER, ORATOR, 0.5))(world)
        world.actors["power"][[GENERAL, ORATOR]] = 0.2, 0.3

    assert after_death_of(ELDER, ruled(chair="appointed:organiser"), equal)[CHAIR] == ORATOR


def test_whoever_leaves_or_is_out_appoints_nobody():
    near = bonds((ORGANISER, GENERAL, 1.0), (ELDER, GENERAL, 1.0))

    def out(world):
        near(world)
        put_out(world, ORGANISER, DEMOTED)

    for run in range(10):
        plain = after_death_of(ELDER, ruled(), out, run)
        assert after_death_of(ELDER, ruled(chair="appointed:organiser"), out, run) == plain
        plain = after_death_of(ELDER, ruled(), near, run)
        assert after_death_of(ELDER, ruled(chair="appointed:elder"), near, run) == plain


def test_an_arbiter_appoints_while_able_to_act():
    """So a tie to the arbiter counts where the arbiter appoints."""

    def prepare(world):
        bonds((PATRIARCH, GENERAL, 1.0))(world)

    def struck(world):
        prepare(world)
        world.regime["capacity"] = 0.0

    case = ruled(arbiter=True, chair="appointed:patriarch")
    plain = ruled(arbiter=True)
    for run in range(10):
        assert after_death_of(ELDER, case, prepare, run)[CHAIR] == GENERAL
        assert after_death_of(ELDER, case, struck, run) == after_death_of(ELDER, plain, None, run)


def test_a_rule_holds_for_a_dead_ruler_and_for_a_removed_one():
    case = ruled(
        arbiter=True,
        held={"chair": "patriarch"},
        shocks=(shock("death", target="patriarch"),),
        chair="deputy:command",
    )
    world, p = world_of(case)
    meet_shocks(world, p, 1, 0, 0)
    assert world.posts["holder"][CHAIR] == world.posts["holder"][COMMAND] == GENERAL
    world, p = world_of(ruled(chair="deputy:command"))
    only_the_organiser_wins = np.array([0, 0, 0, 1])
    remove(world, ELDER, ORGANISER, only_the_organiser_wins, 1, 0, 3)
    assert world.posts["holder"][CHAIR] == GENERAL


def test_the_order_of_rows_makes_no_difference():
    case = ruled(chair="deputy:press", command="elected:cadres", press="appointed:secretary")
    turned = replace(
        case,
        **{name: getattr(case, name)[::-1] for name in ("actors", "posts", "tenures", "audiences")},
    )
    one, other = (simulate(Start(each, Parameters()), runs=20) for each in (case, turned))
    for name in ("top", "fate", "fell", "share", "held"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_rules_change_nothing_until_a_post_is_given_up():
    """The world before the first death or fall is the same with a rule and without."""
    world, _ = world_of(ruled(chair="deputy:press"))
    other, _ = world_of(ruled())
    for name, array in copy_of(world)._asdict().items():
        if name != "posts":
            assert np.array_equal(array, getattr(other, name)), name
    assert world.audiences["weight"][CADRES] == other.audiences["weight"][CADRES]
