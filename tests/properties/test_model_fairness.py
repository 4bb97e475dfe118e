"""Equals share equally; who has everything wins; who has nothing does not."""

from dataclasses import replace

import numpy as np
import pytest

# Contests often enough for a short run, and nobody dies of age.
LIVELY = {"opportunity": 0.35, "mortality": 0.0}


def assert_equal_shares(counts):
    """Check counts by run and actor, shape (R, N): all means within 4 standard errors of equal."""
    counts = counts.astype(float)
    assert counts.sum() > 500
    excess = counts - counts.mean(axis=1, keepdims=True)
    error = excess.std(axis=0, ddof=1) / np.sqrt(len(counts))
    assert (np.abs(excess.mean(axis=0)) <= 4 * error).all(), (counts.mean(axis=0), error)


def wins_of(simulated, number):
    return simulated.top[:, None] == np.arange(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_equals_win_lead_and_fall_equally_often(number, toy):
    """Within 4 standard errors: of the runs with a winner each of n equals wins one in n."""
    simulated = toy.simulate(toy.equals(number), runs=1000 + 800 * number, seed=number, **LIVELY)
    assert_equal_shares(wins_of(simulated, number))
    assert_equal_shares(simulated.order == 0)
    assert_equal_shares(simulated.fell >= 0)
    assert_equal_shares((simulated.by[:, :, None] == np.arange(number)).sum(axis=1))
    won = simulated.top[simulated.top >= 0]
    assert won.size > 1000
    error = np.sqrt((1 / number) * (1 - 1 / number) / won.size)
    shares = np.bincount(won, minlength=number) / won.size
    assert (np.abs(shares - 1 / number) <= 4 * error).all(), (shares, error)


@pytest.mark.slow
def test_equals_with_equal_posts_win_equally_often(toy):
    """The same with posts of their own instead of implied ones."""
    case = toy.equals(3)
    for actor in case.actors:
        desk = toy.post(f"desk_{actor.id}", fills={"hall": 0.2}, seat=0.3, force=0.2, prestige=0.3)
        case = toy.with_rows(case, posts=(desk,), tenures=(toy.tenure(desk.id, actor.id),))
    simulated = toy.simulate(case, runs=2500, **LIVELY)
    assert_equal_shares(wins_of(simulated, 3))
    assert_equal_shares(simulated.fell >= 0)


@pytest.fixture
def court_of_one(toy):
    """Return a circle in which one commands everything and two command nothing."""
    everything = toy.actor(
        "sun", apparatus=3, army=3, security=3, popular=3, legitimacy=3, formal_office=3, external=3
    )
    audiences = (toy.audience("hall", 20), toy.audience("troops", 10, base="army"))
    posts = (toy.post("throne", fills={"hall": 1.0, "troops": 1.0}, force=1, purse=1, seat=1),)
    return toy.circle(
        (everything, toy.actor("page", ambition=1, strategy=1), toy.actor("fool", oratory=1)),
        audiences,
        posts=posts,
        tenures=(toy.tenure("throne", "sun"),),
        months=120,
    )


@pytest.mark.parametrize("opportunity", [0.12, 1.0])
def test_who_holds_everything_wins_and_who_has_nothing_does_not(opportunity, court_of_one, toy):
    simulated = toy.simulate(court_of_one, runs=300, opportunity=opportunity, mortality=0.0)
    assert (simulated.top == 2).all()
    assert (simulated.share[:, 2] == 1).all()
    assert (simulated.fell == -1).all()
    assert (simulated.fate == 0).all()


def test_nobody_inherits_from_nothing(court_of_one, toy):
    """When the one who held everything dies, those without power do not become rulers."""
    day = type(court_of_one.start)
    end = toy.shock("end_of_sun", day(1922, 1, 1), "death", "sun")
    simulated = toy.simulate(toy.with_rows(court_of_one, shocks=(end,)), runs=100, mortality=0.0)
    assert (simulated.fate[:, 2] == 8).all()
    assert (simulated.top == -1).all()
    assert (simulated.share == 0).all()


def test_a_majority_of_nearly_all_protects_everyone(toy):
    """Nobody can gather 99 % of the power against one of four equals; half of it is common."""
    settings = {"runs": 300, **LIVELY}
    protected = toy.simulate(toy.equals(4, majority=0.99), **settings)
    exposed = toy.simulate(toy.equals(4, majority=0.5), **settings)
    assert (exposed.fell >= 0).mean() > 0.3
    assert (protected.fell >= 0).mean() < 0.005
    assert (protected.top == -1).mean() > 0.99


@pytest.mark.slow
def test_an_audience_may_be_split_in_two(toy):
    """Two halves of an audience, each of half the weight, decide as the whole does."""
    runs, case = 1000, toy.random(3)
    whole = next(body for body in case.audiences if body.id == "cadres")
    rest = tuple(body for body in case.audiences if body.id != "cadres")
    big = replace(whole, size=120)
    weight = toy.quantity(whole.weight.low / 2)
    halves = tuple(replace(whole, id=name, size=60, weight=weight) for name in ("left", "right"))
    share = toy.quantity(0.25)
    fed = tuple(replace(body, fed_by={"left": share, "right": share}) for body in rest)
    posts = tuple(
        replace(post, fills={"left": post.fills["cadres"], "right": post.fills["cadres"]})
        if "cadres" in post.fills
        else post
        for post in case.posts
    )
    one = toy.simulate(replace(case, audiences=(big, *rest)), runs=runs)
    two = toy.simulate(replace(case, audiences=(*halves, *fed), posts=posts), runs=runs)
    for i in range(-1, len(case.actors)):
        a, b = (one.top == i).mean(), (two.top == i).mean()
        mean = (a + b) / 2
        assert abs(a - b) <= 4 * np.sqrt(mean * (1 - mean) * 2 / runs), (i, a, b)
