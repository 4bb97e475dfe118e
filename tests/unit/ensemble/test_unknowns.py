"""What is worth knowing: known sensitivity indices, and nothing found where there is nothing."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from whowhom.ensemble import unknowns as module
from whowhom.ensemble.circle import Circle
from whowhom.ensemble.explained import explained_share
from whowhom.ensemble.outcome import record_type
from whowhom.ensemble.unknowns import check_question, unknowns
from whowhom.errors import InvalidInput

CIRCLE = Circle(actors=("ann", "bob"), contenders=("ann", "bob"), first_month=0, months=12)
CASE = SimpleNamespace(
    actors=[SimpleNamespace(id="ann"), SimpleNamespace(id="bob"), SimpleNamespace(id="old")],
    arbiter="old",
)


def ensemble(tops):
    records = np.zeros(len(tops), record_type(2))
    records["top"] = tops
    return SimpleNamespace(
        blocks=lambda: iter([records]),
        circle=CIRCLE,
        runs=len(tops),
        seed=3,
        case=CASE,
        parameters=None,
        conditioning=None,
    )


@pytest.fixture
def drawn(monkeypatch):
    """Let the test say which values the runs draw."""

    def set_values(values):
        start = SimpleNamespace(uncertain=lambda seed, first, runs: values)
        monkeypatch.setattr("whowhom.scenario.start.Start", lambda case, parameters: start)

    return set_values


def test_the_ishigami_function_has_its_known_indices():
    """T. Ishigami and T. Homma 1990, a = 7, b = 0.1: first-order indices .314, .442 and 0."""
    rng = np.random.default_rng(1)
    x = rng.uniform(-math.pi, math.pi, (200_000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = [explained_share(module._fifths(x[:, i]), y[:, None]) for i in range(3)]
    exact = [_between_fifths(i) for i in range(3)]
    assert found == pytest.approx(exact, abs=0.01)
    assert exact[0] == pytest.approx(0.3139, abs=0.05), "fifths lose an eighth of it"
    assert exact[2] == 0


def _between_fifths(which):
    """Share of Ishigami's variance between fifths of one input, by numerical integration."""
    total = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.1**2 * math.pi**8 / 18 + 0.5
    x = np.linspace(-math.pi, math.pi, 500_001)[:-1] + math.pi / 500_000
    mean = [
        np.sin(x) * (1 + 0.1 * math.pi**4 / 5) + 3.5,
        7 * np.sin(x) ** 2,
        np.full_like(x, 3.5),
    ][which]
    return float(np.var(mean.reshape(5, -1).mean(axis=1))) / total


def test_a_value_that_decides_is_worth_all_and_others_nothing(drawn):
    rng = np.random.default_rng(2)
    decides, idle = rng.random(2000), rng.random((30, 2000))
    drawn({"actors.ann.army": decides} | {f"actors.bob.v{i}": v for i, v in enumerate(idle)})
    found = unknowns(ensemble(np.where(decides < 0.6, 0, 1)))
    best, *rest = found.values
    assert best.path == "actors.ann.army"
    assert best.worth == pytest.approx(1, abs=0.03)
    assert best.worth_low <= best.worth <= best.worth_high
    assert (best.chance_at_low, best.chance_at_high) in {(0, 1), (1, 0)}
    assert [value.path for value in found.worth_knowing] == ["actors.ann.army"]
    assert all(abs(value.worth) < 0.01 for value in rest)


def test_entries_and_parameters_are_held_against_the_noise_of_their_own_kind(drawn):
    rng = np.random.default_rng(3)
    entries = {f"actors.ann.v{i}": rng.random(1000) for i in range(40)}
    drawn({"parameters.bias": rng.random(1000)} | entries)
    found = unknowns(ensemble(rng.integers(0, 2, 1000)))
    assert len(found.entries) == 40
    assert [value.path for value in found.parameters] == ["parameters.bias"]
    assert found.noise_model < found.noise_case <= found.noise
    bias = found.parameters[0]
    assert found.is_clear(bias) == (bias.worth > found.noise_model)


def test_what_follows_from_an_entry_has_an_interval_that_holds_the_truth(drawn):
    """Ann leads with a chance of .2 to .5 over the range: fifths differ by .24."""
    rng, held = np.random.default_rng(6), 0
    for _ in range(60):
        army = rng.random(1000)
        drawn({"actors.ann.army": army})
        records = ensemble(np.full(1000, -1))
        (block,) = records.blocks()
        leads = rng.random(1000) < 0.2 + 0.3 * army
        block["share"] = np.where(leads[:, None], (0.45, 0.3), (0.3, 0.45))
        (value,) = unknowns(records, outcome="leads").values
        sign = 1 if value.actor == "ann" else -1
        assert sign * (value.chance_at_high - value.chance_at_low) > 0
        held += value.difference_low <= sign * 0.24 <= value.difference_high
    assert held >= 55


def test_a_forecast_given_the_record_has_no_ranking(drawn):
    drawn({"a": np.arange(200.0)})
    given = ensemble(np.arange(200) % 2)
    given.conditioning = object()
    found = unknowns(given)
    assert found.undefined.startswith("The runs of a forecast given the record are continued")
    assert found.values == ()


def test_noise_is_seldom_taken_for_something(drawn):
    rng = np.random.default_rng(4)
    alarms = 0
    for _ in range(20):
        drawn({f"v{i}": rng.random(200) for i in range(8)})
        alarms += bool(unknowns(ensemble(rng.integers(-1, 2, 200))).worth_knowing)
    assert alarms <= 5, "about 1 of 20 by its own word"


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    chances = np.array([0.3, 0.4, 0.5, 0.6, 0.7])
    truth = chances.var() / (chances.mean() * (1 - chances.mean()))
    held = 0
    for _ in range(150):
        fifth = np.repeat(np.arange(5), 120)
        answers = (rng.random(600) < chances[fifth]).astype(float)[:, None]
        low, high = module._interval(fifth, answers, rng)
        held += low <= truth <= high
    assert 0.82 < held / 150 < 0.97


def test_the_same_answer_twice_and_ties_by_name(drawn):
    values = {"b": np.arange(200.0), "a": np.arange(200.0), "c": np.ones(200)}
    drawn(values)
    tops = np.arange(200) % 3 - 1
    first, second = unknowns(ensemble(tops)), unknowns(ensemble(tops))
    assert first == second
    assert [value.path for value in first.values] == ["a", "b"], "what does not vary is left out"


def test_a_case_without_doubt_has_no_unknowns(drawn):
    drawn({})
    found = unknowns(ensemble(np.arange(200) % 2))
    assert found.values == found.worth_knowing == ()
    assert found.undefined == ""


@pytest.mark.parametrize(
    ("top", "outcome", "actor", "told"),
    [
        (0, "wins", "", "Ann ends as sole ruler in all of the 200 runs"),
        (-1, "wins", "", "No one ends as sole ruler in all of the 200 runs"),
        (0, "leads", "", "Ann leads at the end in all of the 200 runs"),
        (0, "killed", "bob", '"killed" of bob happens in none of the 200 runs'),
        (0, "wins", "ann", '"wins" of ann happens in all of the 200 runs'),
        (0, "wins", "bob", '"wins" of bob happens in none of the 200 runs'),
    ],
)
def test_an_answer_that_never_changes_is_told_and_nothing_is_ranked(
    drawn, top, outcome, actor, told
):
    drawn({"a": np.arange(200.0)})
    found = unknowns(ensemble(np.full(200, top)), outcome=outcome, actor=actor)
    assert found.undefined == f"{told}: there is no variance to explain."
    assert found.values == found.worth_knowing == ()
    assert math.isnan(found.noise)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ((99, "wins", ""), "runs must be at least 100"),
        ((500, "sleeps", ""), "outcome must be one of wins, falls"),
        ((500, "killed", ""), "name the actor of whom 'killed' is asked"),
        ((500, "killed", "old"), "actor must be one of ann, bob, got 'old'"),
        ((5, "sleeps", "eve"), "runs must be at least 100"),
        ((5, "sleeps", "eve"), "actor must be one of ann, bob, got 'eve'"),
    ],
)
def test_questions_that_cannot_be_asked(question, message):
    with pytest.raises(InvalidInput, match=message):
        check_question(CASE, *question)
