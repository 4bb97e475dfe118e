"""Signs of forgetting and erasure."""

import numpy as np
from toy import (
    ABROAD_BODY,
    CADRES,
    ELDER,
    ORATOR,
    ORGANISER,
    crown,
    put_out,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, EXPELLED
from whowhom.sim.phases.memory import fade_memory


def out(status, *, share=0.9, denounced=1, replaced=0.05):
    def prepare(world):
        put_out(world, ORATOR, status)
        world.actors["denounced"][ORATOR] = denounced
        world.audiences["replaced"] = replaced
        crown(world, ORGANISER, share)

    return prepare


@sign("forgetting")
def test_the_removed_are_forgotten_and_the_circle_is_not():
    """Memory of a removed man fades; that of one in the circle is renewed each month."""
    on, off = worlds("forgetting", fade_memory, months=12, prepare=out(EXPELLED, denounced=0))
    assert on.memory[CADRES, ORATOR] < off.memory[CADRES, ORATOR] == 1.0
    assert on.memory[CADRES, ELDER] == 1.0


@sign("erasure")
def test_archives_are_closed_on_the_denounced():
    """A denounced man fades faster under a leader above the majority."""
    on, off = worlds("erasure", fade_memory, months=12, prepare=out(EXPELLED))
    assert on.memory[CADRES, ORATOR] < off.memory[CADRES, ORATOR] < 1.0


def test_erasure_needs_a_strong_leader_and_a_denunciation():
    """At the majority, or for one not denounced, there is nothing but forgetting."""
    for prepare in (out(EXPELLED, share=0.5), out(EXPELLED, denounced=0)):
        on, off = worlds("erasure", fade_memory, months=12, prepare=prepare)
        assert np.array_equal(on.memory, off.memory)


def test_erasure_grows_with_the_leader_and_with_newcomers():
    """The stronger the leader and the larger the cohort, the less is left."""
    left = [
        worlds("forgetting", fade_memory, months=12, prepare=out(EXPELLED, share=s, replaced=r))[
            0
        ].memory[CADRES, ORATOR]
        for s, r in ((0.6, 0.05), (0.9, 0.05), (0.9, 0.3))
    ]
    assert left[0] > left[1] > left[2]


def test_an_exile_is_remembered_abroad():
    """Foreign archives are out of reach: abroad his memory is kept, at home it fades."""
    on, _ = worlds("erasure", fade_memory, months=24, prepare=out(ABROAD))
    assert on.memory[ABROAD_BODY, ORATOR] == 1.0
    assert on.memory[CADRES, ORATOR] < 0.9


def test_who_never_was_known_stays_unknown():
    world, p = world_of()
    world.memory[CADRES, ELDER] = 0.0
    fade_memory(world, p, 1, 0, 1)
    assert world.memory[CADRES, ELDER] == 0.0
