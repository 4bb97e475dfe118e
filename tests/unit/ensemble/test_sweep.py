"""A sweep: the ensembles are those of separate runs, and none is simulated twice."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
import sweep_program
from fake_model import fake_model_of, fake_runs, make_case
from test_store import comparable
from toy import toy_case

import whowhom as ww
from whowhom.ensemble.map_runs import Interrupted
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run
from whowhom.ensemble.sweep import RESULTS, sweep
from whowhom.errors import InvalidInput
from whowhom.scenario.change import Change

CASE = make_case()
PATH = "actors.ann.army"


@pytest.fixture
def simulated(monkeypatch):
    """Put dice for the model, and count the runs by seed."""
    counts = Counter()

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            counts[seed] += runs
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return fake_model_of(case, parameters)[0], simulate

    monkeypatch.setattr("whowhom.ensemble.run.real_model", model)
    return counts


def shares(rows, outcome="wins"):
    return {
        one["actor"]: (one["share"], one["low"], one["high"])
        for one in rows.filter(pl.col("outcome") == outcome).iter_rows(named=True)
    }


def test_the_answers_are_those_of_separate_runs_with_the_same_chance():
    case = toy_case()
    path = f"actors.{case.actors[0].id}.army"
    found = sweep(case, {path: [0.5, None, 3]}, runs=24, seeds=(3, 4))
    for row, value in enumerate((0.5, None, 3)):
        for seed in (3, 4):
            change = Change.of(set={} if value is None else {path: value})
            alone = run(case, runs=24, seed=seed, change=change)
            mine = found.filter((pl.col("row") == row) & (pl.col("seed") == seed))
            for outcome, frame in (("wins", alone.winners()), ("falls", alone.removals())):
                columns = frame.select("actor", "share", "low", "high").iter_rows()
                assert shares(mine, outcome) == {actor: tuple(rest) for actor, *rest in columns}
            assert set(mine[path]) == {value}
    assert shares(found.filter(pl.col("row") == 0)) != shares(found.filter(pl.col("row") == 2))


def test_the_stored_ensembles_are_those_of_separate_runs(simulated, tmp_path):
    found = sweep(CASE, {PATH: [1, "2..3"]}, runs=20, seeds=5, out=tmp_path / "sweep")
    for row, value in enumerate((1, "2..3")):
        (place,) = set(found.filter(pl.col("row") == row)["path"])
        alone = tmp_path / str(row)
        run(CASE, runs=20, seed=5, change=Change.of(set={PATH: value}), out=alone)
        assert comparable(Path(place)) == comparable(alone)


def test_it_is_tidy(simulated):
    found = sweep(CASE, {PATH: [1, 2], "majority": ["0.5..0.6", None]}, runs=4, seeds=(5, 6))
    assert found.columns[:6] == ["row", "seed", "status", "message", PATH, "majority"]
    assert found.columns[6:] == ["outcome", "actor", "share", "low", "high", "path"]
    assert found.schema[PATH] == pl.Float64
    assert found.schema["majority"] == pl.String
    keys = found.select("row", "seed", "outcome", "actor")
    assert keys.is_unique().all()
    assert set(found["status"]) == {"done"}
    assert found["path"].is_null().all()
    wins = found.filter(pl.col("outcome") == "wins").group_by("row", "seed")
    assert wins.agg(pl.col("share").sum())["share"].round(9).to_list() == [1.0] * 4


def test_a_larger_plan_computes_only_what_is_missing(simulated, tmp_path):
    first = sweep(CASE, {PATH: [1, 2]}, runs=20, seeds=5, out=tmp_path)
    assert simulated == {5: 40}
    larger = pl.DataFrame({PATH: [3.0, 2.0, 1.0]})
    again = sweep(CASE, larger, runs=20, seeds=(5, 6), out=tmp_path)
    assert simulated == {5: 60, 6: 60}
    rows = [("row", 0, 2), ("row", 1, 1)]
    for name, before, after in rows:
        kept = again.filter((pl.col(name) == after) & (pl.col("seed") == 5)).drop("row")
        assert kept.equals(first.filter(pl.col(name) == before).drop("row"))
    sweep(CASE, larger, runs=20, seeds=(5, 6), out=tmp_path)
    assert simulated == {5: 60, 6: 60}
    sweep(CASE, {PATH: [1], "majority": [0.6]}, runs=20, seeds=5, out=tmp_path)
    assert simulated == {5: 80, 6: 60}
    sweep(CASE, {PATH: [1]}, runs=21, seeds=5, out=tmp_path)
    assert simulated == {5: 101, 6: 60}


def test_rows_that_are_the_same_are_simulated_once(simulated, tmp_path):
    found = sweep(CASE, {PATH: [1, "1", "1.0"]}, runs=20, out=tmp_path)
    assert simulated == {1: 20}
    assert found["row"].unique().to_list() == [0, 1, 2]
    assert found["path"].n_unique() == 1


@pytest.mark.parametrize("out", [None, "sweep"])
def test_a_row_with_an_impossible_value_fails_alone(out, simulated, tmp_path):
    folder = None if out is None else tmp_path / out
    found = sweep(CASE, {PATH: [1, -5, "many", 2]}, runs=20, seeds=(5, 6), out=folder)
    failed = found.filter(pl.col("status") == "failed")
    assert failed.select("row", "seed").rows() == [(1, 5), (1, 6), (2, 5), (2, 6)]
    assert failed["message"].str.starts_with(f"{PATH}: ").all()
    assert failed["share"].is_null().all()
    assert found.filter(pl.col("status") == "done")["row"].unique().to_list() == [0, 3]
    assert simulated == {5: 40, 6: 40}


def test_a_damaged_ensemble_fails_alone_and_is_named(simulated, tmp_path):
    first = sweep(CASE, {PATH: [1, 2]}, runs=20, out=tmp_path)
    place = Path(first["path"][0])
    (place / "months.parquet").write_bytes(b"")
    again = sweep(CASE, {PATH: [1, 2]}, runs=20, out=tmp_path)
    assert again["status"].value_counts(sort=True).rows()[1] == ("failed", 1)
    assert "months.parquet: is damaged" in again["message"][0]
    shutil.rmtree(place)
    assert sweep(CASE, {PATH: [1, 2]}, runs=20, out=tmp_path).equals(first)


def test_all_problems_of_the_whole_are_told_before_anything_is_simulated(simulated, tmp_path):
    table = {"actors.anne.army": [1], "majorty": [0.5], PATH: [1]}
    with pytest.raises(InvalidInput) as told:
        sweep(CASE, table, runs=0, seeds=(5, 5, -1), out=tmp_path)
    lines = str(told.value).split("\n")
    starts = ("actors.anne.army: there is no 'anne'", "majorty: names no value")
    starts += ("seeds: 5 is there twice", "runs must be")
    assert len(lines) >= 4
    for start in starts:
        assert any(line.startswith(start) for line in lines), start
    with pytest.raises(InvalidInput, match=r"seed must be .* got -1"):
        sweep(CASE, {PATH: [1]}, runs=20, seeds=(5, -1))
    with pytest.raises(InvalidInput, match="one seed at least"):
        sweep(CASE, {PATH: [1]}, seeds=())
    with pytest.raises(InvalidInput, match=r"seed must be .* got 1\.5"):
        sweep(CASE, {PATH: [1]}, seeds=1.5)
    assert not list(tmp_path.iterdir())
    assert not simulated


def test_a_folder_of_something_else_is_refused_and_left_alone(simulated, tmp_path):
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(InvalidInput, match=r"holds no sweep\. Nothing was written"):
        sweep(CASE, {PATH: [1]}, runs=20, out=tmp_path)
    with pytest.raises(InvalidInput, match="is a file"):
        sweep(CASE, {PATH: [1]}, runs=20, out=tmp_path / "thesis.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_the_progress_is_that_of_all_runs(simulated, tmp_path):
    told = []
    table = {PATH: [1, 2, -5]}
    sweep(CASE, table, runs=20, seeds=(5, 6), out=tmp_path, progress=told.append)
    assert {one.runs for one in told} == {80}
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1].done == 80
    told.clear()
    sweep(CASE, {PATH: [1, 2, 3]}, runs=20, seeds=5, out=tmp_path, progress=told.append)
    assert (told[0].done, told[0].stored_before) == (40, 40)


@pytest.mark.parametrize("out", [None, "sweep"])
def test_an_interrupted_sweep_says_what_is_kept(out, monkeypatch, tmp_path):
    calls = []  # the runs of each

    def model(case, parameters):
        def simulate(start, *, seed, first, runs):
            calls.append(runs)
            if sum(calls) > 25:  # within the second ensemble
                raise KeyboardInterrupt
            return fake_runs(start, seed=seed, first=first, runs=runs)

        return fake_model_of(case, parameters)[0], simulate

    monkeypatch.setattr("whowhom.ensemble.run.real_model", model)
    folder = None if out is None else tmp_path / out
    told = "after 1 of 3 ensembles; " + ("nothing was stored" if out is None else "they are kept")
    with pytest.raises(Interrupted, match=told):
        sweep(CASE, {PATH: [1, 2, 3]}, runs=20, threads=1, out=folder)


@pytest.mark.parametrize("runs", [0, 15, 75])
def test_a_killed_sweep_goes_on_to_the_same_bytes(runs, simulated, tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    paths = [str(Path(ww.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, sweep_program.__file__, killed, str(runs)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        check=False,
    )
    assert done.returncode == 9
    wanted = sweep(CASE, sweep_program.TABLE, out=whole, **sweep_program.SETTINGS)
    simulated.clear()
    again = sweep(CASE, sweep_program.TABLE, out=killed, **sweep_program.SETTINGS)
    assert again.drop("path").equals(wanted.drop("path"))
    names = sorted(place.name for place in (whole / RESULTS).iterdir())
    assert names == sorted(place.name for place in (killed / RESULTS).iterdir())
    for name in names:
        assert comparable(whole / RESULTS / name) == comparable(killed / RESULTS / name)
        assert read_result(killed / RESULTS / name).runs == 20
    assert simulated.total() <= 120 - 20 * (max(0, runs - 10) // 20)


def test_rows_are_compared_with_the_case_as_it_is_which_is_run_once(simulated):
    found = sweep(CASE, {PATH: [1, None, "2..3"]}, runs=20, seeds=(5, 6), baseline=True)
    assert simulated == {5: 60, 6: 60}  # the second row is the case as it is
    assert found.columns[-3:] == ["difference", "difference_low", "difference_high"]
    same = found.filter((pl.col("row") == 1) & (pl.col("outcome") == "wins"))
    assert set(same["difference"]) == {0.0}
    plain = sweep(CASE, {PATH: [1, None, "2..3"]}, runs=20, seeds=(5, 6))
    assert found.select(plain.columns).equals(plain)


def test_the_differences_are_those_of_what_ifs():
    case = toy_case()
    path = f"actors.{case.actors[0].id}.army"
    found = sweep(case, {path: [3]}, runs=24, seeds=3, baseline=True)
    compared = ww.what_if(case, set={path: 3}, runs=24, seed=3)
    for row in found.iter_rows(named=True):
        if row["actor"] != "nobody":
            effect = compared.effect(row["outcome"], actor=row["actor"])
            assert row["difference"] == effect.difference
            assert (row["difference_low"], row["difference_high"]) == (effect.low, effect.high)
