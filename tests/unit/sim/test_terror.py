"""Signs of terror, the norm, and pretexts."""

import numpy as np
from toy import (
    GENERAL,
    ORATOR,
    ORGANISER,
    copy_of,
    crown,
    on_and_off,
    put_out,
    runs_of,
    sign,
    world_of,
    worlds,
)

from whowhom.sim.circle import use_pretext
from whowhom.sim.layout import DEMOTED, EXECUTED
from whowhom.sim.phases.terror import move_terror


def rule(*, share=0.9, ruthlessness=0.9, threat=0.0, terror=0.0, norm=0.9):
    def prepare(world):
        crown(world, ORGANISER, share)
        world.actors["ruthlessness"][ORGANISER] = ruthlessness
        put_out(world, ORATOR, DEMOTED)
        world.actors["threat"][ORATOR] = threat
        world.regime["terror"] = terror
        world.regime["norm"] = norm

    return prepare


def state(world):
    return float(world.regime["terror"][0]), float(world.regime["norm"][0])


@sign("pretexts")
def test_a_murder_becomes_a_licence_to_kill():
    """A pretext raises terror, breaks the norm and accuses the removed."""
    (on, p_on), (off, p_off) = on_and_off("pretexts", rule())
    use_pretext(on, p_on, 1.0)
    use_pretext(off, p_off, 1.0)
    (terror, norm), before = state(on), state(off)
    assert terror > before[0] == 0.0
    assert norm < before[1] == 0.9
    assert on.actors["accused"][ORATOR] > 0.0 == on.actors["accused"][GENERAL]
    assert on.regime["review"][0] == 1


def test_without_the_mechanism_a_pretext_changes_nothing():
    """Not even a review or an accusation."""
    _, (off, p) = on_and_off("pretexts", rule())
    before = copy_of(off)
    use_pretext(off, p, 1.0)
    assert all(np.array_equal(a, b) for a, b in zip(before, off, strict=True))


def test_a_pretext_is_worth_as_much_as_its_user_is_ruthless_and_strong():
    """The same murder in the hands of a mild, a weak and a ruthless strong leader."""
    terror = []
    for ruthlessness, share in ((0.0, 0.9), (0.9, 0.5), (0.9, 0.7), (0.9, 0.95)):
        world, p = world_of()
        rule(ruthlessness=ruthlessness, share=share)(world)
        use_pretext(world, p, 1.0)
        terror.append(state(world)[0])
    assert terror[0] == terror[1] == 0.0 < terror[2] < terror[3]


@sign("random_pretexts")
def test_pretexts_happen_that_the_case_does_not_name():
    on, off = worlds("random_pretexts", move_terror, months=24, prepare=rule(), pretext_rate=0.2)
    assert state(on)[0] > state(off)[0] == 0.0
    assert state(on)[1] < state(off)[1]


def test_pretexts_kill():
    """Executions follow from licences: without pretexts fewer of the toy circle are executed."""
    executed = [np.sum(runs_of(name).fate == EXECUTED) for name in ("", "random_pretexts")]
    assert executed[0] > executed[1]


@sign("creeping_terror")
def test_terror_grows_with_threats():
    """A ruthless leader above the majority answers threats with terror; without any he does not."""
    on, off = worlds(
        "creeping_terror", move_terror, months=12, prepare=rule(threat=0.8), pretext_rate=0.0
    )
    assert state(on)[0] > state(off)[0] == 0.0
    calm, _ = worlds("creeping_terror", move_terror, months=12, prepare=rule(), pretext_rate=0.0)
    assert state(calm)[0] == 0.0
    equal, _ = worlds(
        "creeping_terror", move_terror, months=12, prepare=rule(threat=0.8, share=0.5),
        pretext_rate=0.0,
    )  # fmt: skip
    assert state(equal)[0] == 0.0


@sign("precedents")
def test_terror_wears_the_norm():
    on, off = worlds(
        "precedents", move_terror, months=12, prepare=rule(terror=1.0), pretext_rate=0.0
    )
    assert state(on)[1] < state(off)[1]


def test_quiet_heals():
    """Without terror the norm recovers and what terror there was, shock and grudge fade."""
    world, p = world_of()
    rule(terror=0.5, norm=0.3)(world)
    world.regime["focal"] = 1.0
    world.bond[:] = -0.5
    move_terror(world, p, 1, 0, 1)
    assert 0.0 < state(world)[0] < 0.5
    assert 0.0 < world.regime["focal"][0] < 1.0
    assert np.all((world.bond > -0.5) & (world.bond < 0.0))
    world.regime["terror"] = 0.0
    norm = state(world)[1]
    move_terror(world, p, 1, 0, 2)
    assert norm < state(world)[1] < 1.0
