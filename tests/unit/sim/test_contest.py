"""Signs of the contest and of what a fall is worth."""

import numpy as np
from toy import (
    COMMAND,
    ELDER,
    GENERAL,
    ORATOR,
    ORGANISER,
    PATRIARCH,
    copy_of,
    on_and_off,
    put_out,
    runs_of,
    sign,
    toy_case,
    world_of,
)

from whowhom.sim.circle import fall_gain
from whowhom.sim.layout import ABROAD, DEAD, DEMOTED, INNER
from whowhom.sim.parameters import Parameters
from whowhom.sim.phases.contest import choose_targets, contest
from whowhom.sim.phases.power import believe

RUNS = 150


def arena(*power, initiator=None, norm=0.0, discipline=0.0):
    """Return a preparation: known powers, and nothing else that divides the circle."""

    def prepare(world):
        world.actors["power"] = power
        world.seen[:] = power
        world.actors["line"] = 0.0
        world.actors["target"] = -1
        world.bond[:] = 0.0
        world.posts["holder"] = -1
        world.regime["norm"] = norm
        if discipline is not None:
            world.regime["discipline"] = discipline
        if initiator is not None:
            world.actors["ambition"] = 0.0
            world.actors["ambition"][initiator] = 1.0

    return prepare


def as_believed(world):
    """Let everyone form his picture of the others first, without error."""
    p = Parameters().replace(belief_noise=0.0).record()[0]
    believe(world, p, 1, 0, 1)


def contests(twin, runs=RUNS):
    """Return the worlds after the same contest under many chances."""
    world, p = twin
    after = [copy_of(world) for _ in range(runs)]
    for run, one in enumerate(after):
        contest(one, p, 1, run, 1)
    return after


CERTAIN = {"opportunity": 1.0, "calm": 0.0, "mass_effect": 80.0, "whim": 0.0, "decisiveness": 100.0}
"""Each month offers a contest where no rule binds, and the stronger side of it wins."""


def both(mechanism, prepare=as_believed, *, case=None, from_start=False, **values):
    """Return many contests with and without a mechanism, otherwise as certain as can be."""
    values = {name: value for name, value in CERTAIN.items() if name != mechanism} | values
    twins = on_and_off(mechanism, prepare, case, from_start=from_start, **values)
    return contests(twins[0]), contests(twins[1])


def fallen(after):
    """Return who fell in each contest, shape (runs, actors)."""
    return np.array([world.actors["fell"] == 1 for world in after])


def held(after):
    """Return whether someone moved in each contest: a contest shows what its principals have."""
    start = world_of()[0].actors["bias"]
    return np.array([np.any(world.actors["bias"] < 0.9 * start) for world in after])


def resented(after, loser):
    """Return how many the loser resents for having stood against him, over the contests."""
    return sum(int(np.sum(world.bond[loser] < 0.0)) for world in after)


def gains(mechanism, prepare, who, victim, **values):
    """Return what the fall of a victim is worth to someone, with and without a mechanism."""
    return [
        fall_gain(world, p, who, victim, who)
        for world, p in on_and_off(mechanism, prepare, **values)
    ]


@sign("rebound")
def test_fear_of_a_lost_contest_holds_the_weak_back():
    """Who fears the rebound moves less often, and loses less often when he moves."""
    on, off = both("rebound")
    assert held(on).mean() < held(off).mean()
    on, off = both("rebound", arena(0.35, 0.25, 0.2, 0.2, initiator=ELDER))
    assert fallen(on)[:, ELDER].sum() < fallen(off)[:, ELDER].sum()


def test_rebound_keeps_leaders_in_their_seats():
    """With fewer rash attacks fewer of the circle fall."""
    assert np.sum(runs_of().fell >= 0) < np.sum(runs_of("rebound").fell >= 0)


@sign("arms")
def test_armed_force_decides_where_no_rule_binds():
    """The commander of the troops wins contests that he would lose by power alone."""

    def armed(discipline):
        def prepare(world):
            arena(0.3, 0.25, 0.2, 0.2, initiator=GENERAL)(world)
            world.posts["holder"][COMMAND] = GENERAL
            world.posts["force"] = 0.0
            world.posts["force"][COMMAND] = 1.0
            world.regime["discipline"] = discipline

        return prepare

    alone = {"abstention": 1e6, "rebound": 0.0, "force_fear": 0.0, "arms": 1.0}
    on, off = both("arms", armed(0.0), **alone)
    assert fallen(on)[:, GENERAL].sum() == 0 < fallen(on).sum()
    assert fallen(off)[:, GENERAL].sum() > 0
    on, off = both("arms", armed(1.0), **alone)
    assert np.array_equal(fallen(on), fallen(off))


@sign("abstention")
def test_some_stay_out_of_a_contest():
    """Who stays out is resented by nobody."""
    circle = arena(0.5, 0.3, 0.1, 0.1, initiator=ELDER)
    on, off = both("abstention", circle, decisiveness=1.0, abstention=3.0)
    assert resented(on, GENERAL) < resented(off, GENERAL)


@sign("whim")
def test_targets_are_chosen_for_other_reasons_too():
    """Without whims the same man is always the target of the same circle."""
    circle = arena(0.4, 0.25, 0.2, 0.15, initiator=ELDER)
    on, off = both("whim", circle, bloc=0.0, whim=0.15)
    assert np.count_nonzero(fallen(on).any(axis=0)) > np.count_nonzero(fallen(off).any(axis=0))


@sign("calm")
def test_a_strong_leader_is_left_alone():
    """Contests are rarer beside a leader with most of the power; without calm they are not."""

    def led(share):
        def prepare(world):
            arena(0.3, 0.25, 0.25, 0.2)(world)
            world.regime["leader_share"] = share

        return prepare

    counts = [
        [held(side).sum() for side in both("calm", led(share), calm=2.0, rebound=0.0)]
        for share in (0.2, 0.8)
    ]
    assert counts[1][0] < counts[0][0]
    assert counts[1][1] == counts[0][1]


def test_bystanders_fear_to_fall_with_the_loser():
    """The more of those who stood by the loser fall with him, the more stand with the stronger."""
    circle = arena(0.55, 0.35, 0.05, 0.05, initiator=ELDER)
    joined = []
    for bloc in (1.0, 0.0):
        on, _ = both("backlash", circle, danger=0.0, decisiveness=30.0, bloc=bloc)
        assert np.all(fallen(on)[:, GENERAL])
        joined.append(resented(on, GENERAL))
    assert joined[0] > joined[1]


def test_with_a_high_majority_both_sides_may_fail():
    """At one half every contest has a loser; near unanimity nobody can remove anybody."""
    lost = []
    for majority in (0.5, 0.75, 0.999):

        def equals(world, majority=majority):
            arena(0.25, 0.25, 0.25, 0.25, initiator=ELDER)(world)
            world.regime["majority"] = majority

        on, _ = both("bloc", equals, mass_effect=2.0, rebound=0.0, abstention=1e6)
        lost.append(fallen(on).any(axis=1)[held(on)].mean() if held(on).any() else 0.0)
    assert lost[0] == 1.0 > lost[1] > lost[2]
    assert lost[2] < 0.02


@sign("self_defence")
def test_a_pursuer_is_worth_removing():
    """The fall of a man who is after me is worth more than without self-defence; else the same."""

    def hunted(target):
        def prepare(world):
            arena(0.3, 0.3, 0.2, 0.2)(world)
            world.actors["target"][GENERAL] = target

        return prepare

    on, off = gains("self_defence", hunted(ELDER), ELDER, GENERAL)
    assert on > off
    on, off = gains("self_defence", hunted(ORATOR), ELDER, GENERAL)
    assert on == off


@sign("bonds")
def test_friends_are_spared_and_foes_pursued():
    """A friend's fall is worth less, a foe's more, a stranger's the same."""
    worth = []
    for bond in (1.0, 0.0, -1.0):

        def tied(world, bond=bond):
            arena(0.3, 0.3, 0.2, 0.2)(world)
            world.bond[ELDER, GENERAL] = bond

        on, off = gains("bonds", tied, ELDER, GENERAL)
        worth.append(on - off)
    assert worth[0] < worth[1] == 0.0 < worth[2]


@sign("line")
def test_the_fall_of_a_man_of_another_line_is_welcome():
    """It brings the circle's line closer; that of a man of one's own line moves it away."""

    def divided(world):
        arena(0.25, 0.25, 0.25, 0.25)(world)
        world.actors["line"] = (-0.5, 0.8, -0.5, 0.0)

    on, off = gains("line", divided, ELDER, GENERAL)
    assert on > off
    on, off = gains("line", divided, ELDER, ORATOR)
    assert on < off


@sign("grievance")
def test_a_victim_remembers_who_stood_against_him():
    """Who falls resents those on the other side; they like him less, too, but less so."""
    on, off = both("grievance", arena(0.2, 0.4, 0.2, 0.2, initiator=ELDER))
    assert np.all(fallen(on)[:, GENERAL])
    assert resented(on, GENERAL) > 0 == resented(off, GENERAL)
    for world in on:
        assert world.bond[GENERAL, ELDER] < world.bond[ELDER, GENERAL] < 0.0


@sign("bloc")
def test_some_who_stood_by_the_loser_fall_with_him():
    """With a divided circle a contest takes more than one; without blocs, never."""
    on, off = both(
        "bloc", arena(0.3, 0.3, 0.2, 0.2, initiator=ELDER), rebound=0.0, decisiveness=10.0
    )
    assert fallen(off).sum(axis=1).max() == 1
    assert fallen(on).sum() > fallen(off).sum()


def test_blocs_thin_the_circle():
    assert np.sum(runs_of().fell >= 0) > np.sum(runs_of("bloc").fell >= 0)


@sign("danger")
def test_a_man_near_the_majority_is_feared():
    """The fall of the strongest is worth more to the rest for the danger that he was."""
    on, off = gains("danger", arena(0.2, 0.45, 0.2, 0.15), ELDER, GENERAL)
    assert on > off
    on, off = gains("danger", arena(0.2, 0.45, 0.2, 0.15), ELDER, ORGANISER)
    assert on < off


def test_danger_turns_the_circle_on_its_strongest_man():
    """The elder shows most power at the start: for the danger of it he is first to fall."""
    first = [np.mean(runs_of(name).order[:, ELDER] == 0) for name in ("", "danger")]
    assert first[0] > first[1] + 0.2


@sign("precedent_fear")
def test_colleagues_dislike_the_precedent():
    """While the norm holds a removal is worth less; where there is none, the same."""
    on, off = gains("precedent_fear", arena(0.2, 0.4, 0.2, 0.2, norm=1.0), ELDER, GENERAL)
    assert on < off
    on, off = gains("precedent_fear", arena(0.2, 0.4, 0.2, 0.2, norm=0.0), ELDER, GENERAL)
    assert on == off
    circle = arena(0.25, 0.25, 0.25, 0.25, norm=1.0)
    on, off = both("precedent_fear", circle, precedent_fear=0.06, mass_effect=2.0, whim=0.15)
    assert held(on).mean() < held(off).mean()


@sign("backlash")
def test_a_failed_attack_costs_esteem():
    """An attacker who does not win is liked less; whoever wins is not."""
    before, _ = world_of()
    on, off = both(
        "backlash", arena(0.3, 0.3, 0.2, 0.2, initiator=ELDER), rebound=0.0, decisiveness=10.0
    )
    lost = fallen(on)[:, ELDER]
    assert 0 < lost.sum() < RUNS
    liked = np.array([world.esteem[ELDER].sum() for world in on])
    assert np.all(liked[lost] < before.esteem[ELDER].sum())
    assert np.all(liked[~lost] == before.esteem[ELDER].sum())
    assert all(np.array_equal(world.esteem, before.esteem) for world in off)


def only_the_demoted_orator(world):
    arena(0.2, 0.25, 0.35, 0.2, initiator=ORATOR, discipline=None)(world)
    put_out(world, ORATOR, DEMOTED)


@sign("party_unity")
def test_a_norm_of_unity_disarms_the_minority():
    """Where unity binds, a demoted man may not move against the circle; without it he does."""
    on, off = both(
        "party_unity", only_the_demoted_orator, case=toy_case(conditions={"discipline": 1.0}),
        from_start=True, rebound=0.0,
    )  # fmt: skip
    assert held(on).sum() == 0
    assert held(off).sum() > 0


@sign("arbiter")
def test_a_capable_arbiter_holds_contests_back():
    """While the arbiter can act nobody moves; when he cannot, the mechanism changes nothing."""
    case = toy_case(arbiter=True)

    def offered(capacity):
        def prepare(world):
            as_believed(world)
            world.regime["capacity"] = capacity

        twins = on_and_off("arbiter", prepare, case, opportunity=1.0, rebound=0.0)
        start = twins[0][0].actors["bias"].copy()
        return [
            sum(bool(np.any(one.actors["bias"] < 0.9 * start)) for one in contests(twin))
            for twin in twins
        ]

    on, off = offered(1.0)
    assert on == 0 < off
    some, off = offered(0.5)
    assert 0 < some < off
    on, off = offered(0.0)
    assert on == off
    assert PATRIARCH == 4


def test_a_demoted_man_who_wins_comes_back():
    """He leads the others against the strongest and sits in the circle again."""
    twins = on_and_off(
        "party_unity", only_the_demoted_orator, toy_case(conditions={"discipline": 0.0}),
        from_start=True, opportunity=1.0,
    )  # fmt: skip
    after = contests(twins[0])
    won = [world for world in after if world.actors["fell"][GENERAL] == 1]
    assert won
    assert all(world.actors["status"][ORATOR] == INNER for world in won)
    assert all(world.actors["removed_by"][GENERAL] == ORATOR for world in won)


def test_a_demoted_man_who_wins_shares_in_the_posts():
    """Posts of the fallen go to the victors in proportion to power, to their leader too."""

    def prepare(world):
        only_the_demoted_orator(world)
        world.posts["holder"][COMMAND] = GENERAL

    case = toy_case(conditions={"discipline": 0.0})
    twins = on_and_off("party_unity", prepare, case, opportunity=1.0)
    after = [world for world in contests(twins[0]) if world.actors["fell"][GENERAL] == 1]
    assert any(world.posts["holder"][COMMAND] == ORATOR for world in after)


def test_posts_of_the_fallen_go_to_the_victors():
    """Spoils in proportion to power, and no standing with them."""

    def prepare(world):
        arena(0.4, 0.3, 0.2, 0.1, initiator=ELDER)(world)
        world.posts["holder"][COMMAND] = GENERAL

    on, _ = both("rebound", prepare, bloc=0.0, danger=0.0, arms=0.0)
    holders = np.array([world.posts["holder"][COMMAND] for world in on])
    assert np.all(fallen(on)[:, GENERAL])
    counts = np.bincount(holders, minlength=4)
    assert counts[ELDER] > counts[ORATOR] > counts[ORGANISER] > counts[GENERAL] == 0
    assert all(world.posts["original"][COMMAND] == 0 for world in on)


def test_talk_is_aimed_at_the_man_whose_fall_is_worth_most():
    world, p = world_of()
    arena(0.2, 0.4, 0.2, 0.2)(world)
    choose_targets(world, p)
    assert list(world.actors["target"][[ELDER, ORATOR, ORGANISER]]) == [GENERAL] * 3
    assert world.actors["target"][GENERAL] != GENERAL


def test_who_is_out_speaks_against_the_leader():
    """Opposition goes on from below and from abroad, until death."""
    world, p = world_of()
    arena(0.2, 0.4, 0.2, 0.2)(world)
    world.regime["leader"] = GENERAL
    put_out(world, ORATOR, ABROAD)
    put_out(world, ORGANISER, DEAD)
    choose_targets(world, p)
    assert world.actors["target"][ORATOR] == GENERAL
    assert world.actors["target"][ORGANISER] == -1


def test_true_power_decides():
    """All believe that the general is strong; he is not, and loses against the organiser."""

    def hollow(world):
        arena(0.15, 0.1, 0.15, 0.6, initiator=ORGANISER)(world)
        world.seen[:] = (0.15, 0.35, 0.15, 0.1)
        world.seen[ORGANISER] = (0.15, 0.1, 0.15, 0.6)

    on, _ = both("bloc", hollow, rebound=0.0)
    out = fallen(on)
    assert out.any()
    assert not out[:, ORGANISER].any()
