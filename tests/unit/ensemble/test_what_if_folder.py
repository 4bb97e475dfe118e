"""A what-if on disk: both ensembles and the change, whole or refused."""

import json
import re
import shutil
import signal

import pytest
from damage import cuts, flips, outcomes_of_damage
from fake_model import fake_model_of, fake_runs, make_case
from test_stored_parameters import SETS

import whowhom.ensemble.run as run_module
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.verify import verify_with
from whowhom.ensemble.what_if import read_what_if, what_if
from whowhom.errors import InvalidInput, ResultError

CHANGE = {"set": {"majority": 0.6}, "without": ["mechanisms.smear"]}
SETTINGS = {"runs": 20, "seed": 5, "threads": 1}


def heeding(case, parameters):
    """Dice that fall otherwise for another majority."""
    start, _ = fake_model_of(case, parameters)
    turn = int(10 * case.majority.low)
    return start, lambda s, *, seed, first, runs: fake_runs(
        s, seed=seed + turn, first=first, runs=runs
    )


@pytest.fixture(autouse=True)
def _dice(monkeypatch):
    monkeypatch.setattr(run_module, "real_model", heeding)


def asked(out=None, **settings):
    return what_if(make_case(), out=out, **CHANGE | SETTINGS | settings)


def numbers(found):
    return found.base.sha256, found.other.sha256, found.effects, found.flips, found.altered


def test_a_what_if_is_kept_and_read_again(tmp_path):
    stored, free = asked(tmp_path / "w"), asked()
    again = read_what_if(tmp_path / "w")
    assert numbers(stored) == numbers(free) == numbers(again)
    assert str(again.change) == str(free.change) == "majority = 0.6; without mechanisms.smear"
    assert (again.path, free.path) == (tmp_path / "w", None)
    assert stored.altered > 0
    assert again.other.parameters["smear"] == 0


def test_given_again_it_is_read_and_nothing_is_simulated(tmp_path, monkeypatch):
    first = asked(tmp_path / "w")
    monkeypatch.setattr(run_module, "real_model", lambda *_: 1 / 0)
    assert numbers(asked(tmp_path / "w")) == numbers(first)


@pytest.mark.parametrize("stop", [2, 10, 13])
def test_interrupted_the_same_call_goes_on(stop, tmp_path, monkeypatch):
    out, simulated = tmp_path / "w", []

    def slow(case, parameters):
        start, simulate = heeding(case, parameters)

        def noted(s, *, seed, first, runs):
            before = sum(simulated)
            simulated.append(runs)
            if before < 2 * stop <= before + runs:
                signal.raise_signal(signal.SIGINT)
            return simulate(s, seed=seed, first=first, runs=runs)

        return start, noted

    monkeypatch.setattr(run_module, "usual_chunk", lambda _runs: 2)
    with monkeypatch.context() as patch:
        patch.setattr(run_module, "real_model", slow)
        with pytest.raises(Interrupted) as told:
            asked(out)
    done = int(re.match(r"Interrupted after (\d+) of 40 runs; they are kept", str(told.value))[1])
    assert 2 * stop <= done <= (20 if stop <= 10 else 38)  # what was under way is finished
    options = "--set majority=0.6 --without mechanisms.smear --runs 20 --seed 5 --out"
    assert f"To go on: whowhom whatif {out}/base/case {options} {out}" in str(told.value)
    with pytest.raises(ResultError, match=f"is unfinished: {done} of 40 runs are there"):
        read_what_if(out)
    again = []

    def counting(case, parameters):
        start, simulate = heeding(case, parameters)

        def noted(s, *, seed, first, runs):
            again.append(runs)
            return simulate(s, seed=seed, first=first, runs=runs)

        return start, noted

    monkeypatch.setattr(run_module, "real_model", counting)
    resumed = asked(out)
    assert sum(again) == 40 - done
    assert numbers(resumed) == numbers(asked())


def test_without_a_folder_an_interruption_says_that_nothing_is_kept(monkeypatch):
    pressed = []

    def stopping(case, parameters):
        start, simulate = heeding(case, parameters)

        def noted(s, *, seed, first, runs):
            if not pressed:  # a second Ctrl-C would stop at once and say nothing
                pressed.append(1)
                signal.raise_signal(signal.SIGINT)
            return simulate(s, seed=seed, first=first, runs=runs)

        return start, noted

    monkeypatch.setattr(run_module, "real_model", stopping)
    monkeypatch.setattr(run_module, "usual_chunk", lambda _runs: 10)
    with pytest.raises(Interrupted, match=r"of 40 runs; nothing was stored\. Name a folder"):
        asked()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"runs": 21}, "20 runs with seed 5"),
        ({"seed": 6}, "20 runs with seed 5"),
        ({"set": {"majority": 0.7}}, "with another change of the case: majority = 0.6"),
        ({"parameters": SETS}, "made with other parameters"),
    ],
)
def test_another_what_if_is_refused_and_left_alone(settings, told, tmp_path):
    asked(tmp_path / "w")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(InvalidInput, match=rf"holds another what-if \({told}"):
        asked(tmp_path / "w", **settings)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_folders_of_something_else_are_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(InvalidInput, match=r"is not empty \(it holds 'thesis\.docx'\)"):
        asked(tmp_path)
    with pytest.raises(InvalidInput, match="is a file"):
        asked(tmp_path / "thesis.docx")
    run_model(heeding, make_case(), out=tmp_path / "r", **SETTINGS)
    with pytest.raises(InvalidInput, match="a result that is not a what-if"):
        asked(tmp_path / "r")
    asked(tmp_path / "w")
    with pytest.raises(InvalidInput, match="is not empty"):
        run_model(heeding, make_case(), out=tmp_path / "w", **SETTINGS)


def test_a_wrong_change_makes_no_folder(tmp_path):
    with pytest.raises(InvalidInput, match="no mechanism"):
        asked(tmp_path / "w", without=["mechanisms.smeer"])
    assert not (tmp_path / "w").exists()


def test_reading_what_is_no_what_if(tmp_path):
    with pytest.raises(ResultError, match="holds no what-if"):
        read_what_if(tmp_path)
    asked(tmp_path / "w")
    with pytest.raises(ResultError, match=r"print it with `whowhom show .*read_what_if"):
        read_result(tmp_path / "w")


def test_all_damage_is_told_at_once(tmp_path):
    asked(tmp_path / "w")
    for name in ("base/months.parquet", "other/parameters.json"):
        (tmp_path / "w" / name).write_bytes(b"")
    with pytest.raises(ResultError, match=r"(?s)base/months\.parquet.*other/parameters\.json"):
        read_what_if(tmp_path / "w")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"check": 1}', b"[" * 10**5])
def test_a_damaged_description_is_refused(content, tmp_path):
    asked(tmp_path / "w")
    (tmp_path / "w" / "what_if.json").write_bytes(content)
    for call in (read_what_if, asked):
        with pytest.raises(ResultError, match=r"what_if\.json: is damaged"):
            call(tmp_path / "w")


def test_a_flipped_number_in_the_description_is_noticed(tmp_path):
    asked(tmp_path / "w")
    path = tmp_path / "w" / "what_if.json"
    content = json.loads(path.read_bytes())
    content["other"]["seed"] = 6
    path.write_text(json.dumps(content))
    with pytest.raises(ResultError, match="is not what was written"):
        read_what_if(tmp_path / "w")


@pytest.mark.parametrize("part", ["base", "other"])
def test_what_is_added_to_either_case_is_refused(part, tmp_path):
    asked(tmp_path / "w")
    (tmp_path / "w" / part / "case" / "course.csv").write_text("actor,event,date\n")
    for call in (read_what_if, asked, lambda out: verify_with(heeding, out)):
        with pytest.raises(ResultError, match=rf"{part}/case/course\.csv: does not belong"):
            call(tmp_path / "w")


def test_two_parts_that_changed_places_are_noticed(tmp_path):
    asked(tmp_path / "w")
    (tmp_path / "w" / "base").rename(tmp_path / "base")
    (tmp_path / "w" / "other").rename(tmp_path / "w" / "base")
    (tmp_path / "base").rename(tmp_path / "w" / "other")
    with pytest.raises(ResultError, match=r"(?s)base: is not the result.*other: is not the result"):
        read_what_if(tmp_path / "w")


@pytest.mark.parametrize("name", ["what_if.json", "base/run.json", "other/chunks/000000.parquet"])
def test_every_flipped_bit_is_refused(name, tmp_path):
    asked(tmp_path / "w")
    path = tmp_path / "w" / name
    for damage in (flips(path.read_bytes(), 100), cuts(path.read_bytes(), 20)):
        found = outcomes_of_damage(path, damage, lambda: read_what_if(tmp_path / "w"))
        assert set(found) == {"refused"}


def test_results_of_another_what_if_are_noticed(tmp_path):
    asked(tmp_path / "w")
    asked(tmp_path / "v", seed=6)
    shutil.rmtree(tmp_path / "w" / "other")
    shutil.copytree(tmp_path / "v" / "other", tmp_path / "w" / "other")
    with pytest.raises(ResultError, match=r"other: is not the result that what_if\.json names"):
        read_what_if(tmp_path / "w")


def test_both_are_verified(tmp_path):
    out = tmp_path / "w"
    asked(out)
    found = verify_with(heeding, out, share=1)
    assert found.is_good
    assert (found.runs, found.checked) == (20, tuple(range(20)))

    def otherwise(case, parameters):
        start, simulate = heeding(case, parameters)
        turn = int(case.majority.low == 0.6)
        return start, lambda s, *, seed, first, runs: simulate(
            s, seed=seed + turn * (first == 7), first=first, runs=runs
        )

    assert verify_with(otherwise, out, share=1).different == (7,)


def test_own_parameters_are_kept_before_and_after(tmp_path):
    found = asked(tmp_path / "w", parameters=SETS)
    assert found.base.parameters == SETS
    assert found.other.parameters == SETS.replace(smear=0)
    assert read_what_if(tmp_path / "w").other.parameters == SETS.replace(smear=0)
