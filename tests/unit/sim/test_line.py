"""Signs of drifting lines."""

import numpy as np
from toy import ORATOR, ORGANISER, put_out, sign, worlds

from whowhom.sim.layout import DEMOTED
from whowhom.sim.phases.line import drift_lines


def lines(strategy, rigidity):
    def prepare(world):
        world.audiences["line"] = 0.6
        world.actors["line"] = -0.4
        world.actors["strategy"] = strategy
        world.actors["rigidity"] = rigidity

    return prepare


@sign("line_drift")
def test_supple_strategists_follow_the_public():
    """The supple come closer to where the circle's public stands; without drift nobody does."""
    on, off = worlds("line_drift", drift_lines, months=12, prepare=lines(1.0, 0.0))
    assert np.all((on.actors["line"] > -0.4) & (on.actors["line"] < 0.6))
    assert np.all(off.actors["line"] == -0.4)


def test_the_rigid_the_simple_and_the_removed_stay():
    for strategy, rigidity in ((1.0, 1.0), (0.0, 0.0)):
        on, _ = worlds("line_drift", drift_lines, months=12, prepare=lines(strategy, rigidity))
        assert np.all(on.actors["line"] == -0.4)

    def removed(world):
        lines(1.0, 0.0)(world)
        put_out(world, ORATOR, DEMOTED)

    on, _ = worlds("line_drift", drift_lines, months=12, prepare=removed)
    assert on.actors["line"][ORATOR] == -0.4 < on.actors["line"][ORGANISER]
