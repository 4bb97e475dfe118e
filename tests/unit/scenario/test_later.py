"""Changes that take effect after an as-of date."""

from dataclasses import replace

import numpy as np
import pytest
from toy import toy_case

from whowhom.cases.case import Day, Quantity, Shock
from whowhom.cases.dates import parse_period
from whowhom.scenario.change import Change, changed
from whowhom.scenario.later import changed_states, problems_of
from whowhom.scenario.start import Start
from whowhom.sim.guide import STANDS
from whowhom.sim.parameters import Parameters
from whowhom.sim.simulation import Observation, States, advance, blank_states

RUNS, MONTHS = 12, 4
AS_OF = Day(1900, 4, 30)
ORIGIN = np.array([0, 0, 3, 4, 4, 4, 5, 7, 8, 11, 11, 11])


@pytest.fixture(scope="module")
def case():
    case = toy_case(conditions={"norm": 0.5, "terror": 0.1})
    ranged = {"oratory": Quantity(0.2, 0.9)}
    actors = tuple(
        replace(actor, skills={**actor.skills, **ranged}) if actor.id == "orator" else actor
        for actor in case.actors
    )
    levy = Shock(
        id="levy", date=parse_period("1900-09"), kind="levy", target="cadres", actor="",
        audience="", size=Quantity(0.3, 0.3),
    )  # fmt: skip
    return replace(case, actors=actors, shocks=(levy,))


@pytest.fixture(scope="module")
def states(case):
    start = Start(case, Parameters())
    n = len(start.actors)
    nothing = Observation(
        outlook=np.zeros((0, n, STANDS)),
        misfit=np.zeros((0, n, STANDS + 2)),
        ruled=np.zeros(0, np.int64),
        taken=np.zeros((0, 3), np.int64),
    )
    kept = blank_states(start.draw(6, 0, 1), RUNS)
    advance(kept, nothing, seed=6, first=0, begin=0, end=MONTHS, start=start)
    return kept.of(ORIGIN)


def after(case, states, **change):
    before = Start(case, Parameters())
    new_case, parameters = changed(case, Change.of(**change), Parameters())
    assert not problems_of(Change.of(**change), AS_OF)
    return changed_states(states, ORIGIN, before, Start(new_case, parameters), 6)


def differing(one, other):
    """Which columns of which arrays differ."""
    found = set()
    for name in States._fields:
        a, b = getattr(one, name), getattr(other, name)
        for column in a.dtype.names or ("",):
            x, y = (a[column], b[column]) if column else (a, b)
            if x.shape != y.shape or (x != y).any():
                found.add(f"{name}.{column}".rstrip("."))
    return found


def test_no_change_gives_the_same_states(case, states):
    kept = [field.copy() for field in states]
    found = changed_states(states, ORIGIN, Start(case, Parameters()), Start(case, Parameters()), 6)
    assert differing(states, found) == set()
    assert all(np.array_equal(field, copy) for field, copy in zip(states, kept, strict=True))


@pytest.mark.parametrize(
    ("path", "value", "column"),
    [
        ("actors.elder.oratory", 0.9, "actors.oratory"),
        ("posts.secretary.force", 0.7, "posts.force"),
        ("posts.secretary.fills.cadres", 0.1, "fills"),
        ("audiences.cadres.turnover", 0.9, "audiences.turnover"),
        ("hosts.island.willingness", 0.1, "hosts.willingness"),
        ("conditions.norm", 0.9, "regime.norm"),
        ("conditions.terror", 0.6, "regime.terror"),
        ("majority", 0.6, "regime.majority"),
        ("posts.chair.holder", "orator", "posts.holder"),
        ("ties.elder.orator.ally", 1.0, "bond"),
        ("parameters.bias", 0.123, "parameters.bias"),
        ("shocks.levy.size", 0.8, "shocks.size"),
        ("shocks.levy.probability", 0.0001, "shocks.month"),
        ("posts.secretary.succession", "vacant", "posts.rule"),
    ],
)
def test_a_change_sets_what_it_names_and_nothing_else(case, states, path, value, column):
    found = after(case, states, set={path: value})
    assert differing(states, found) == {column}


def test_values_are_set_and_not_only_changed(case, states):
    found = after(case, states, set={"actors.elder.oratory": 0.9, "conditions.norm": 0.9})
    assert (found.actors["oratory"][:, 0] == 0.9).all()
    assert (found.actors["oratory"][:, 1:] == states.actors["oratory"][:, 1:]).all()
    assert (found.regime["norm"] == 0.9).all()
    assert states.regime["norm"].max() < 0.9
    shocks = after(case, states, set={"shocks.levy.date": "1901-03"})
    assert differing(states, shocks) == {"shocks.month"}
    assert (shocks.shocks["month"] == 14).all()


def test_what_was_done_until_then_stays_done(case, states):
    """A value that runs changed themselves is left alone unless the change names it."""
    moved = states._replace(regime=states.regime.copy())
    moved.regime["norm"] *= 0.5
    found = after(case, moved, set={"conditions.terror": 0.6})
    assert (found.regime["norm"] == moved.regime["norm"]).all()


def test_a_range_is_drawn_as_the_start_of_the_run_drew_it(case, states):
    start = Start(case, Parameters())
    drawn = start.draw(6, 0, RUNS).actors["oratory"][:, 2]
    assert (states.actors["oratory"][:, 2] == drawn[ORIGIN]).all()
    wide = after(case, states, set={"actors.orator.oratory": "0.6..1"})
    shares = (drawn - 0.2) / 0.7
    assert wide.actors["oratory"][:, 2] == pytest.approx((0.6 + 0.4 * shares)[ORIGIN])


def test_an_event_can_be_taken_out(case, states):
    found = after(case, states, without=["shocks.levy"])
    assert found.shocks.shape == (RUNS, 0)
    assert differing(states, found) == {
        f"shocks.{name}" for name in states.shocks.dtype.names or ()
    }


def test_a_mechanism_can_be_taken_out(case, states):
    found = after(case, states, without=["mechanisms.whim"])
    assert differing(states, found) == {"parameters.whim"}


@pytest.mark.parametrize(
    "change",
    [
        {"set": {"actors.elder.army": 2}},
        {"set": {"actors.elder.line": 0.5}},
        {"set": {"audiences.army.line": 0.2}},
        {"without": ["actors.elder"]},
        {"without": ["posts.chair"]},
        {"without": ["hosts.island"]},
    ],
)
def test_what_has_no_meaning_after_the_date_is_refused(change):
    (problem,) = problems_of(Change.of(**change), AS_OF)
    path = next(iter(change.get("set", change.get("without"))))
    assert problem.startswith(f"{path}: ")
    assert "1900-04" in problem


def test_all_problems_are_told_at_once():
    change = Change.of(
        set={"actors.elder.army": 2, "audiences.army.line": 0.2, "conditions.norm": 0.3},
        without=["posts.chair", "shocks.levy"],
    )
    assert [problem.partition(":")[0] for problem in problems_of(change, AS_OF)] == [
        "actors.elder.army",
        "audiences.army.line",
        "posts.chair",
    ]
