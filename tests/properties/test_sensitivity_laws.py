"""Sensitivity of the regime model, on a toy: what moves, what does not, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from whowhom.cases.case import Condition, Quantity
from whowhom.ensemble.sensitivity import SETS, groups_of, sensitivity, values_of
from whowhom.errors import InvalidInput
from whowhom.scenario.start import Start
from whowhom.sim.parameter_sets import ParameterSets
from whowhom.sim.parameters import PARAMETERS, Parameters

PAIR = ParameterSets(names=("bias", "whim"), values=((0.0, 0.02), (0.9, 0.12)))


def test_everything_uncertain_is_found(toy):
    case = toy.court()
    start = Start(case, PAIR.spread(bloc=(0.0, 1.0, None)))
    drawn = set(start.uncertain(1, 0, 10))
    ranges = values_of(start, "sets")
    assert set(ranges) - {SETS} == drawn - {"parameters.bias", "parameters.whim"}
    whole = values_of(start, "table")
    assert {p for p in whole if p.startswith("parameters.")} == {
        f"parameters.{p.name}" for p in PARAMETERS
    }
    assert SETS not in whole


def test_every_value_is_in_one_group(toy):
    ranges = values_of(Start(toy.court(), PAIR), "table")
    groups = groups_of(ranges)
    assert sorted(path for paths in groups.values() for path in paths) == sorted(ranges)
    assert groups["parameters (ends)"] == ("parameters.leader_fall", "parameters.mortality")
    assert len(groups) < len(ranges) / 2


def test_indices_of_a_toy(toy):
    case = toy.court()
    found = sensitivity(case, runs=400, parameters=PAIR, threads=2)
    names = {index.name for index in found.influences}
    assert SETS in names
    assert found.runs == found.points * (len(names) + 3) <= 400
    assert found.points & (found.points - 1) == 0
    assert 0 <= found.chance.total <= 2
    totals = [index.total for index in found.influences]
    assert totals == sorted(totals, reverse=True)
    assert all(total >= 0 for total in totals)


def test_an_outcome_that_never_happens_has_no_indices(toy):
    """Within a month nobody can be first abroad."""
    case = replace(toy.bare(), end=replace(toy.bare().start, month=toy.bare().start.month + 1))
    parameters = Parameters().replace(kin_rate=0.0)
    sets = ParameterSets.of(parameters).spread(guilt=(0.0, 1.0, None))
    who = case.actors[0].id
    found = sensitivity(
        case, runs=100, parameters=sets, outcome="abroad at the end", actor=who, threads=1
    )
    assert found.undefined.startswith(f'"abroad at the end" of {who} happens in none of the ')
    assert all(index.total is index.first is None for index in (found.chance, *found.influences))


def test_threads_do_not_matter_and_a_seed_does(toy):
    one, two = (sensitivity(toy.court(), runs=300, parameters=PAIR, threads=n) for n in (1, 2))
    assert one == two
    assert sensitivity(toy.court(), runs=300, parameters=PAIR, seed=0) != one


def test_a_value_that_the_model_does_not_heed_has_no_index(toy):
    """Guilt and kin matter to nobody's rise within half a year, while the winner varies."""
    case = replace(toy.bare(), end=replace(toy.bare().start, month=toy.bare().start.month + 6))
    parameters = Parameters().replace(kin_rate=0.0)
    sets = ParameterSets.of(parameters).spread(guilt=(0.0, 1.0, None), kin_rate=(0.0, 0.05, None))
    found = sensitivity(case, runs=400, parameters=sets, grouped=False, threads=1)
    assert found.undefined == ""
    by_name = {index.name: index.total for index in found.influences}
    assert by_name["parameters.guilt"] == by_name["parameters.kin_rate"] == 0


def test_points_are_runs_with_the_given_values(toy):
    """The two ends of a range, simulated as a point and as the plain case."""
    from whowhom.ensemble import sensitivity as module

    case = toy.court()
    start = Start(case, Parameters())
    ranges = values_of(start, "sets")
    fixed = {path: np.full(5, quantity.central()) for path, quantity in ranges.items()}
    batch = module._Point(start, fixed).draw(1, 0, 5)
    assert all((batch.actors[0] == row).all() for row in batch.actors)
    set_point = module._Point(Start(case, PAIR), fixed | {SETS: np.linspace(0, 1, 5)})
    assert set_point.draw(1, 0, 5).parameters["bias"].tolist() == [0.0, 0.0, 0.9, 0.9, 0.9]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"runs": 10}, r"runs must be at least [\d,]+ for \d+ groups"),
        ({"over": "all"}, "over must be"),
        ({"outcome": "laughs"}, "outcome must be one of"),
        ({"outcome": "killed"}, "name the actor"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_simulated(
    settings, told, toy, monkeypatch
):
    monkeypatch.setattr("whowhom.ensemble.sensitivity.simulate", lambda *_, **__: 1 / 0)
    with pytest.raises(InvalidInput, match=told):
        sensitivity(toy.court(), parameters=PAIR, **settings)


def test_a_case_without_doubt_is_refused(toy):
    known = tuple(Condition(id=name, value=Quantity(0.5, 0.5)) for name in ("norm", "discipline"))
    case = replace(toy.equals(3), conditions=known)
    assert values_of(Start(case, Parameters()), "sets") == {}
    with pytest.raises(InvalidInput, match="all variance is chance"):
        sensitivity(case, parameters=Parameters())
