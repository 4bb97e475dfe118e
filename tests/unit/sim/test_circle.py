"""What a viewer sees of the circle, summed up, against the definitions read aloud."""

import numpy as np
import pytest
from toy import COMMAND, world_of

from whowhom.sim.circle import fall_gain, force_share, gain_of_fall, look, measure_force
from whowhom.sim.layout import DEMOTED, INNER
from whowhom.sim.parameters import Parameters


def shuffled(chance):
    """Return a circle in any state: some outside it, some powers equal or nothing."""
    world, p = world_of(parameters=Parameters().replace(danger=0.7, line_gain=0.3))
    n = world.actors.size
    world.seen[:] = chance.choice([0.0, 0.5, 1.0, 2.0, 3.5], (n, n))
    world.actors["status"] = chance.choice([INNER, INNER, INNER, DEMOTED], n)
    world.actors["line"] = chance.uniform(-1, 1, n)
    world.actors["target"] = chance.integers(-1, n, n)
    world.bond[:] = chance.uniform(-1, 1, (n, n))
    world.posts["holder"] = chance.integers(-1, n, world.posts.size)
    return world, p


def gain_by_definition(world, p, h, i, viewer):
    """Return what h gains from the fall of i, from lists of those who are in the circle."""
    seen, actors, regime = world.seen[viewer], world.actors, world.regime[0]
    inside = [j for j in range(actors.size) if actors[j]["contender"] and actors[j]["status"] == 0]
    rest = [j for j in inside if j != i]
    total, left = sum(seen[j] for j in inside), sum(seen[j] for j in rest)
    if left <= 0.0:
        return 0.0
    before = max([0.0, *(seen[j] for j in inside if j != h)]) / total / regime["majority"]
    after = max([0.0, *(seen[j] for j in rest if j != h)]) / left / regime["majority"]

    def distance(members, power):
        mean = sum(seen[j] * actors[j]["line"] for j in members) / power
        return abs(actors[h]["line"] - mean)

    gain = seen[h] / left - seen[h] / total - p["danger"] * (after**4 - before**4)
    gain -= p["line_gain"] * (distance(rest, left) - distance(inside, total))
    gain -= p["precedent_fear"] * regime["norm"] * (1.0 - seen[h] / left)
    force = world.posts["force"]
    mine = force[world.posts["holder"] == i].sum() / force.sum()
    gain += p["force_fear"] * mine * (1.0 + p["war_return"] * regime["war"])
    gain += p["attacked"] * (actors[i]["target"] == h)
    return gain - p["bond"] * world.bond[h, i]


@pytest.mark.parametrize("seed", range(40))
def test_what_a_fall_is_worth_is_what_the_definition_says(seed):
    chance = np.random.default_rng(seed)
    world, p = shuffled(chance)
    measure_force(world)
    n = world.actors.size
    for viewer in range(n):
        sight = look(world, viewer)
        for h in range(n):
            for i in range(n):
                if h == i or not world.actors[i]["contender"]:
                    continue
                wanted = gain_by_definition(world, p, h, i, viewer)
                assert fall_gain(world, p, h, i, viewer) == pytest.approx(wanted, abs=1e-12)
                summed = gain_of_fall(world, p, h, i, viewer, sight, world.force[i])
                assert summed == pytest.approx(wanted, abs=1e-12)


def test_the_shares_of_force_are_those_of_the_posts():
    world, _ = world_of()
    world.posts["force"][COMMAND] = 3.0
    measure_force(world)
    shares = [force_share(world, i) for i in range(world.actors.size)]
    assert world.force.tolist() == shares
    assert max(shares) > 0.0
    world.posts["force"] = 0.0
    measure_force(world)
    assert not world.force.any()
