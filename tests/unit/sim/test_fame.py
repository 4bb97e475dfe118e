"""Signs of visible standing."""

from toy import CHAIR, COMMAND, ELDER, GENERAL, ORATOR, ORGANISER, passed, put_out, world_of

from whowhom.sim.layout import INTERNAL_EXILE
from whowhom.sim.phases.fame import drift_fame, visible_standing


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
