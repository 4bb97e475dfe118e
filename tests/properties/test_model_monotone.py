"""More of what should help does not hurt, run by run with the same chance."""

from dataclasses import replace

import numpy as np
import pytest

EXECUTED, ASSASSINATED = 6, 7


def assert_not_lower(more, less):
    """Check paired outcomes (one for each run): the mean may not fall by over 4 standard errors."""
    gain = more.astype(float) - less.astype(float)
    error = gain.std(ddof=1) / np.sqrt(gain.size)
    assert gain.mean() >= -4 * error, (less.mean(), more.mean(), error)


def with_secretary(case, share):
    posts = tuple(
        replace(post, fills={**post.fills, "cadres": share}) if post.id == "secretary" else post
        for post in case.posts
    )
    return replace(case, posts=posts)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(6))
def test_more_appointments_do_not_lose_the_contest(number, toy):
    case, runs = toy.random(number), 500
    x = sorted(actor.id for actor in case.actors).index("x")
    wins = [
        toy.simulate(with_secretary(case, toy.quantity(share)), runs=runs).top == x
        for share in (0.05, 0.4, 0.9)
    ]
    assert_not_lower(wins[1], wins[0])
    assert_not_lower(wins[2], wins[1])
    assert_not_lower(wins[2], wins[0])


@pytest.mark.slow
@pytest.mark.parametrize("build", ["court", "bare"])
def test_a_stronger_norm_does_not_raise_killings(build, toy):
    case, runs = getattr(toy, build)(), 300
    kills = []
    for norm in (0.3, 1.0):
        conditions = tuple(
            replace(condition, value=toy.quantity(norm)) if condition.id == "norm" else condition
            for condition in case.conditions
        )
        fate = toy.simulate(replace(case, conditions=conditions), runs=runs).fate
        kills.append(((fate == EXECUTED) | (fate == ASSASSINATED)).sum(axis=1))
    assert kills[0].mean() > 0.2, "nobody is killed, so nothing is tried"
    assert_not_lower(kills[0], kills[1])


@pytest.mark.slow
def test_more_appointments_help_in_sixteen_circles(toy):
    """They lose in no circle and win in all together: appointments that do nothing would not."""
    runs, gains = 250, []
    for number in range(100, 116):
        case = toy.random(number)
        x = sorted(actor.id for actor in case.actors).index("x")
        few, many = (
            toy.simulate(with_secretary(case, toy.quantity(share)), runs=runs).top == x
            for share in (0.05, 0.6)
        )
        assert_not_lower(many, few)
        gains.append(many.astype(float) - few)
    together = np.concatenate(gains)
    assert together.mean() > 0.1
    assert together.mean() > 4 * together.std(ddof=1) / np.sqrt(together.size)


@pytest.mark.slow
@pytest.mark.parametrize("build", ["court", "bare"])
def test_a_stronger_taboo_does_not_raise_killings(build, toy):
    """The taboo itself, at the least, the usual and the most it may be."""
    kills = []
    for taboo in (0.0, 0.12, 0.4):
        fate = toy.simulate(getattr(toy, build)(), runs=300, taboo=taboo).fate
        kills.append(((fate == EXECUTED) | (fate == ASSASSINATED)).sum(axis=1))
    assert kills[0].mean() > 0.2, "nobody is killed, so nothing is tried"
    assert_not_lower(kills[0], kills[1])
    assert_not_lower(kills[1], kills[2])
    assert_not_lower(kills[0], kills[2])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(4))
def test_a_higher_bar_does_not_remove_more(number, toy):
    """The nearer the majority that a removal needs is to all power, the fewer are removed.

    This is a law of the rule of removal. Where strength decides instead of a vote the majority
    says only who rules alone; then it is kept with equality as far as removals go.
    """
    case, falls = toy.random(number), []
    for majority in (0.5, 0.75, 0.99):
        simulated = toy.simulate(replace(case, majority=toy.quantity(majority)), runs=300)
        falls.append((simulated.fell >= 0).sum(axis=1))
    assert falls[0].sum() > 30, "nobody falls, so nothing is tried"
    assert_not_lower(falls[0], falls[1])
    assert_not_lower(falls[0], falls[2])


@pytest.mark.parametrize("number", range(6))
def test_who_alone_has_any_power_wins_every_run(number, toy):
    """Whatever the circle is like otherwise: skills, lines, audiences and what posts command."""
    case = toy.random(number)
    nothing = {base: toy.quantity(0.0) for base in case.actors[0].bases}
    everything = {base: toy.quantity(3.0) for base in case.actors[0].bases}
    actors = tuple(
        replace(actor, bases=everything if actor.id == "x" else nothing) for actor in case.actors
    )
    tenures = tuple(replace(tenure, actor="x") for tenure in case.tenures)
    alone = replace(case, actors=actors, tenures=tenures)
    simulated = toy.simulate(alone, runs=100, mortality=0.0)
    x = sorted(actor.id for actor in actors).index("x")
    assert (simulated.top == x).all()
    assert (simulated.fell == -1).all()
