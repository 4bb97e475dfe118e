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
        toy.play(with_secretary(case, toy.quantity(share)), runs=runs).top == x
        for share in (0.05, 0.4, 0.9)
    ]
    assert_not_lower(wins[1], wins[0])
    assert_not_lower(wins[2], wins[1])
    assert_not_lower(wins[2], wins[0])


@pytest.mark.slow
def test_appointments_do_help(toy):
    """The law above is not kept by appointments that do nothing at all."""
    gain = 0.0
    for number in range(6):
        case = toy.random(number)
        x = sorted(actor.id for actor in case.actors).index("x")
        for share, sign in ((0.05, -1), (0.9, 1)):
            plays = toy.play(with_secretary(case, toy.quantity(share)), runs=150)
            gain += sign * (plays.top == x).mean()
    assert gain / 6 > 0.1


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
        fate = toy.play(replace(case, conditions=conditions), runs=runs).fate
        kills.append(((fate == EXECUTED) | (fate == ASSASSINATED)).sum(axis=1))
    assert kills[0].mean() > 0.2, "nobody is killed, so nothing is tried"
    assert_not_lower(kills[0], kills[1])
