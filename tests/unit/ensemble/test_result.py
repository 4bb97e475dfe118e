"""A result of many runs: opened without reading them, and summarised without loading them."""

import shutil

import numpy as np
import polars as pl
import pytest
from fake_model import fake_model, make_case

from whowhom.ensemble import reading
from whowhom.ensemble.outcome import FATES
from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model
from whowhom.ensemble.tables import COUNTED
from whowhom.errors import ResultError


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "to[y]")  # no pattern of file names
    return tmp_path / "to[y]"


def in_memory():
    return run_model(fake_model, make_case(), runs=30, seed=5, chunk=8, threads=2)


@pytest.mark.parametrize("is_stored", [True, False])
def test_all_runs_are_scanned_as_they_are_listed(is_stored, copy):
    result = read_result(copy) if is_stored else in_memory()
    rows = result.scan()
    assert isinstance(rows, pl.LazyFrame)
    assert rows.collect(engine="streaming").sort("run", "actor").equals(result.by_run())
    assert rows.collect_schema() == result.by_run().schema


def test_a_summary_by_scan_is_what_is_counted(finished):
    result = read_result(finished)
    rows, tally, actors = result.scan(), result.tally, result.circle.actors

    def counted(rows, *by):
        found = rows.group_by(*by).len().collect(engine="streaming")
        return dict(zip(zip(*(found[name] for name in by), strict=True), found["len"], strict=True))

    winners = counted(rows.filter(pl.col("actor") == actors[0]), "top")
    fates = counted(rows, "actor", "fate")
    fell = counted(rows, "actor", "fell")
    led = counted(rows.filter(pl.col("fell").is_not_null()), "actor", "by")
    for i, actor in enumerate(actors):
        assert winners.get((actor,), 0) == tally.winners[i]
        for j, fate in enumerate(FATES):
            assert fates.get((actor, fate), 0) == tally.fates[i, j]
        for month in range(result.circle.months):
            assert fell.get((actor, month), 0) == tally.fell[i, month]
        for j, by in enumerate((*actors, None)):
            assert led.get((actor, by), 0) == tally.removed_by[i, j]
    assert winners[(None,)] == tally.winners[-1]


def test_a_result_is_opened_without_reading_its_runs(finished, monkeypatch):
    whole = in_memory()

    def refuse(*_, **__):
        raise AssertionError("runs are read")

    monkeypatch.setattr(reading, "read_outcomes", refuse)
    opened = read_result(finished)
    for name in COUNTED:
        assert np.array_equal(getattr(opened.tally, name), getattr(whole.tally, name)), name
    assert opened.tally.runs == 30
    assert opened.winners().equals(whole.winners())
    with pytest.raises(AssertionError):
        opened.by_run()


def test_what_changed_since_the_result_was_opened_is_not_scanned(copy):
    result = read_result(copy)
    path = copy / "chunks" / "000001.parquet"
    whole = path.read_bytes()
    path.write_bytes((copy / "chunks" / "000000.parquet").read_bytes())
    with pytest.raises(ResultError, match=r"000001\.parquet: is damaged"):
        result.scan()
    path.write_bytes(whole)
    assert result.scan().select(pl.len()).collect().item() == 30 * len(result.circle.actors)
    shutil.rmtree(copy)
    run_model(fake_model, make_case(), runs=20, seed=5, chunk=8, out=copy)
    with pytest.raises(ResultError, match="is no longer the result that was opened"):
        result.scan()
