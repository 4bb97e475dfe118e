"""What weighs nothing changes nothing, and only ratios of weights count."""

from dataclasses import replace

import pytest

RUNS = 60


def scaled(case, factor):
    def times(quantity):
        mode = None if quantity.mode is None else quantity.mode * factor
        return replace(quantity, low=quantity.low * factor, high=quantity.high * factor, mode=mode)

    bodies = tuple(replace(body, weight=times(body.weight)) for body in case.audiences)
    return replace(case, audiences=bodies)


@pytest.fixture(params=["court", "bare"])
def build(request):
    return request.param


@pytest.fixture
def case(build, toy):
    return getattr(toy, build)()


@pytest.fixture
def simulated(build, toy):
    return toy.usual(build, RUNS)


@pytest.mark.parametrize("factor", [10, 1 / 3, 1e-6])
def test_only_ratios_of_weights_count(factor, case, simulated, toy, same):
    same(toy.simulate(scaled(case, factor), runs=RUNS), simulated)


@pytest.mark.slow
@pytest.mark.parametrize("factor", [10, 1 / 3])
def test_only_ratios_of_weights_count_in_the_duel(factor, duel, toy, same):
    same(toy.simulate(scaled(duel, factor), runs=24), toy.simulate(duel, runs=24))


@pytest.mark.parametrize("name", ["aa", "cc", "zz"])
def test_a_man_without_power_changes_nothing(name, case, simulated, toy, same_for):
    """No bases, posts or ties, but all skills: nobody knows him, so he counts for nothing."""
    skills = dict.fromkeys(
        ("oratory", "organisation", "strategy", "ruthlessness", "ambition", "rigidity"), 1.0
    )
    more = toy.with_rows(case, actors=(toy.actor(name, **skills),))
    same_for(simulated, case, toy.simulate(more, runs=RUNS), more)


def test_a_man_without_power_does_not_rule_what_is_left(toy, same_for):
    """When all who had power are dead, he does not sit in judgement on the removed."""
    case = toy.bare()
    day = type(case.start)
    ends = tuple(
        toy.shock(f"end_of_{name}", day(1923, 1, 1), "death", name)
        for name in ("clerk", "hero", "banker")
    )
    case = toy.with_rows(case, shocks=ends)
    more = toy.with_rows(case, actors=(toy.actor("nobody"),))
    simulated = toy.simulate(case, runs=RUNS)
    assert (simulated.fell[:, 3] >= 0).any(), "the priest never falls, so nothing is tried"
    same_for(simulated, case, toy.simulate(more, runs=RUNS), more)


@pytest.mark.slow
def test_a_man_without_power_changes_nothing_in_the_duel(duel, toy, same_for):
    more = toy.with_rows(duel, actors=(toy.actor("nobody", organisation=0.9),))
    same_for(toy.simulate(duel, runs=24), duel, toy.simulate(more, runs=24), more)


@pytest.mark.parametrize("name", ["aa", "zz"])
def test_an_audience_without_weight_changes_nothing(name, case, simulated, toy, same):
    crowd = toy.audience(name, 20, weight=0.0, base="popular", turnover=0.5, line=0.9)
    more = toy.with_rows(case, audiences=(crowd,))
    same(toy.simulate(more, runs=RUNS), simulated, but=("clients",))


KINDS = {
    "incapacity": "old", "testament": "clerk", "esteem": "hero", "absence": "hero",
    "levy": "cadres", "leaning": "cadres", "focal": "", "enemy": "", "pretext": "",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_shock_of_size_zero_changes_nothing(kind, toy, same):
    court = toy.court()
    day = type(court.start)
    shocks = tuple(
        toy.shock(f"{name}_nothing", day(year, 2, 1), kind, KINDS[kind], size=0.0)
        for name, year in (("aa", 1920), ("zz", 1922), ("mm", 1925))
    )
    more = toy.with_rows(court, shocks=shocks)
    same(toy.simulate(more, runs=RUNS), toy.usual("court", RUNS))


@pytest.mark.parametrize("name", ["aa", "zz"])
def test_a_host_who_takes_nobody_changes_nothing(name, toy, same):
    court = toy.court()
    simulated = toy.usual("court", RUNS)
    assert (simulated.reached[:, :, 3] >= 0).any(), "nobody ever goes abroad, so nothing is tried"
    more = toy.with_rows(court, hosts=(toy.host(name, 0.0, 0.5),))
    same(toy.simulate(more, runs=RUNS), simulated)


def test_a_tie_of_strength_zero_changes_nothing(case, simulated, toy, same):
    more = toy.with_rows(case, ties=(toy.tie("banker", "clerk", "feud", 0.0),))
    same(toy.simulate(more, runs=RUNS), simulated)


def test_a_post_that_commands_nothing_changes_nothing(toy, same):
    court = toy.court()
    more = toy.with_rows(
        court, posts=(toy.post("sinecure"),), tenures=(toy.tenure("sinecure", "priest"),)
    )
    same(toy.simulate(more, runs=RUNS), toy.usual("court", RUNS), but=("held",))
