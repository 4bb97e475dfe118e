"""Quick answers are those of the same paired runs, and only the newest request counts."""

import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "ensemble"))

import job_work
from fake_model import fake_model_of, fake_runs

from whowhom.cases import read_case
from whowhom.ensemble.run import run_model
from whowhom.ensemble.what_if import compared
from whowhom.errors import InvalidInput
from whowhom.reporting.causes import what_if
from whowhom.scenario.change import Change, changed
from whowhom.web import quick
from whowhom.web.pages.weights import weights
from whowhom.web.quick import FEWEST_RUNS, MOST_RUNS, SEED, Asked, Quick

CHANGE = Change.of(set={"actors.trotsky.apparatus": "2.5"})


@pytest.fixture(scope="module")
def duel():
    return read_case("duel")


def dice(case, parameters):
    """A model in which a changed case has other dice."""
    start, _ = fake_model_of(case, parameters)
    shift = int(case.sha256[:4], 16)

    def simulate(start, *, seed, first, runs):
        return fake_runs(start, seed=seed + shift, first=first, runs=runs)

    return start, simulate


def asked(case, number=1, change=CHANGE, stored=""):
    return Asked(page="page-1", number=number, state="now", case=case, change=change, stored=stored)


@pytest.mark.parametrize("is_stored", [False, True])
def test_the_answers_are_those_of_paired_runs(duel, monkeypatch, tmp_path, is_stored):
    monkeypatch.setattr("whowhom.ensemble.run.real_model", dice)
    monkeypatch.setattr(quick, "PACE", 0.0)
    folder = ""
    if is_stored:
        folder = str(tmp_path / "r")
        run_model(dice, duel, runs=MOST_RUNS, seed=SEED, out=folder)
    request = asked(duel, stored=folder)
    pairs = quick._Pairs(request, quick._Baseline(request))
    answers = []
    while pairs.runs < MOST_RUNS:
        answers += [one for one in [pairs.grow(lambda: False)] if one is not None]
    assert answers[0].runs == FEWEST_RUNS
    assert answers[-1].runs == MOST_RUNS
    for answer in (answers[0], answers[-1]):
        other_case, parameters = changed(duel, CHANGE)
        base = run_model(dice, duel, runs=answer.runs, seed=SEED)
        other = run_model(dice, other_case, parameters=parameters, runs=answer.runs, seed=SEED)
        assert answer.told == what_if(compared(CHANGE, base, other))


def test_nothing_is_answered_to_a_request_that_is_stale(duel, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.run.real_model", dice)
    monkeypatch.setattr(quick, "PACE", 0.0)
    pairs = quick._Pairs(asked(duel), quick._Baseline(asked(duel)))
    assert [pairs.grow(lambda: True) for _ in range(4)] == [None] * 4
    assert pairs.runs == 0


def test_a_baseline_alone_is_made_ready(duel, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.run.real_model", dice)
    request = asked(duel, change=Change())
    pairs = quick._Pairs(request, quick._Baseline(request))
    assert pairs.grow(lambda: False) is None
    assert pairs.runs > 0


def test_a_change_that_cannot_be_made_is_told(duel, monkeypatch):
    monkeypatch.setattr("whowhom.ensemble.run.real_model", dice)
    request = asked(duel, change=Change.of(set={"actors.nobody.army": "9"}))
    with pytest.raises(InvalidInput, match="nobody"):
        quick._Pairs(request, quick._Baseline(asked(duel)))


def test_only_the_newest_request_of_a_page_is_answered_and_a_dead_process_is_replaced(duel):
    one = Quick(job_work.answer_out_of_order)
    try:
        one.ask(asked(duel, 1))
        one.ask(asked(duel, 2))
        until = time.monotonic() + 60
        found = None
        while found is None and time.monotonic() < until:
            found = one.take("page-1")
            time.sleep(0.01)
        assert (found.number, found.runs) == (2, 80)
        assert one.take("page-1") is None
        first = one._process
        one.ask(asked(duel, 3))
        first.join(60)
        one.ask(asked(duel, 4))
        assert one._process is not first
        one.drop("page-1")
        assert one.take("page-1") is None
    finally:
        one.close()
    one.close()


def test_every_weight_begins_within_its_range_and_can_be_set(duel):
    for name, (_, found) in weights(duel).items():
        for weight in found:
            assert weight.path.startswith(name)
            assert weight.low <= weight.middle <= weight.high
            low, high = weight.coded.low, weight.coded.high
            assert low - weight.step <= weight.middle <= high + weight.step
    kinds = {path.split(".")[0] for path in weights(duel)}
    assert kinds == {"actors", "audiences", "shocks"}


@pytest.mark.parametrize(
    "path", ["actors.stalin.army", "audiences.army.weight", "shocks.testament.size"]
)
def test_both_ends_of_a_weight_make_a_sound_case(duel, path):
    (weight,) = (w for _, found in weights(duel).values() for w in found if w.path == path)
    for end in (weight.low, weight.high):
        changed(duel, Change.of(set={path: f"{end:g}"}))
