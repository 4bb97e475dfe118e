"""Signs of what moves slowly: visible standing, forgetting and erasure, lines."""

import numpy as np
from toy import (
    ABROAD_BODY,
    CADRES,
    CHAIR,
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    crown,
    passed,
    put_out,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.layout import ABROAD, DEMOTED, EXPELLED, INTERNAL_EXILE
from whowhom.sim.phases.drift import drift_fame, drift_lines, fade_memory, visible_standing

# --- fame


def test_orators_and_holders_of_old_posts_are_seen():
    """The orator has a voice, the elder a chair; the organiser's post shows nothing."""
    world, p = world_of()
    seen = [visible_standing(world, p, who) for who in (ORGANISER, ELDER)]
    assert seen[1] > seen[0]
    assert visible_standing(world, p, ORATOR) > seen[0]


def test_a_post_won_later_lends_no_standing():
    """The organiser takes the chair through a client: power without fame."""
    world, p = world_of()
    before = visible_standing(world, p, ORGANISER)
    world.posts["holder"][CHAIR], world.posts["original"][CHAIR] = ORGANISER, 0
    assert visible_standing(world, p, ORGANISER) == before
    world.posts["original"][CHAIR] = 1
    assert visible_standing(world, p, ORGANISER) > before


def test_fame_follows_what_is_seen():
    """Fame of an exile fades, and no faster than it should."""
    twin = world_of()
    put_out(twin[0], ORATOR, INTERNAL_EXILE)
    start = twin[0].actors["fame"].copy()
    seen = visible_standing(*twin, ORATOR)
    later = passed(twin, drift_fame, months=24).actors["fame"]
    assert seen < later[ORATOR] < start[ORATOR]


def test_war_shows_orators():
    world, p = world_of()
    calm = visible_standing(world, p, ORATOR)
    world.regime["war"] = 1.0
    assert visible_standing(world, p, ORATOR) > calm
    assert world.posts["holder"][COMMAND] == GENERAL


# --- memory


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


# --- line


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
