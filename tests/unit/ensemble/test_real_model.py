"""The ensemble layer with the real model, the real reader and the shipped case."""

import dataclasses
import json
import os
import subprocess
import sys

import numpy as np
import pytest

import whowhom as ww
from whowhom.ensemble.outcome import FATES, STATUSES

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _toy_reader():
    """Put nothing in place of the reader (overrides the fixture of the other modules)."""


@pytest.fixture(scope="module")
def duel():
    return ww.read_case("duel")


@pytest.fixture(scope="module")
def result(duel):
    return ww.run(duel, runs=12, seed=3, threads=1, chunk=12)


@pytest.mark.parametrize(("threads", "chunk"), [(1, 1), (2, 1), (2, 5), (2, 12)])
def test_threads_and_chunks_change_nothing(threads, chunk, duel, result, tmp_path):
    for out in (None, tmp_path / "x"):
        other = ww.run(duel, runs=12, seed=3, threads=threads, chunk=chunk, out=out)
        assert other.sha256 == result.sha256
        assert other.trajectories().equals(result.trajectories())


def test_the_answers_hang_together(result):
    assert result.winners()["share"].sum() == pytest.approx(1)
    months = result.trajectories()
    assert np.allclose(months.select(STATUSES).to_numpy().sum(axis=1), 1)
    simulated = result.by_run()
    assert simulated["fate"].dtype.categories.to_list() == list(FATES)
    fell = simulated.filter(simulated["fell"].is_not_null())
    assert fell["order"].null_count() == 0
    dead = simulated["fate"].cast(str).is_in(["executed", "assassinated", "died"])
    assert (dead == simulated["dead"].is_not_null()).all()
    lenin = result.course().row(0, named=True)
    assert (lenin["actor"], lenin["event"], lenin["documented"]) == ("lenin", "death", "1924-01")


def test_the_documented_course_is_no_input(duel, result):
    """Only scoring reads it: without it every run is the same."""
    blind = dataclasses.replace(duel, course=(), chronicle=())
    assert ww.run(blind, runs=12, seed=3).sha256 == result.sha256


def test_a_stored_result_is_read_and_verified(duel, result, tmp_path):
    out = tmp_path / "duel"
    ww.run(duel, runs=12, seed=3, out=out)
    read = ww.read_result(out)
    assert read.sha256 == result.sha256
    assert read.case == duel
    assert ww.verify(out, share=0.5).is_good


def test_a_result_of_a_workbook_or_a_folder(tmp_path):
    folder = ww.new_case(tmp_path / "my circle")
    out = tmp_path / "out"
    first = ww.run(ww.read_case(folder), runs=4, out=out)
    assert ww.read_result(out).case.id == ww.read_case(folder).id
    again = ww.run(ww.read_case(out / "case"), runs=4)
    assert again.sha256 == first.sha256


def test_the_command_line_as_a_process(tmp_path):
    def call(*words):
        done = subprocess.run(
            [sys.executable, "-m", "whowhom", *words],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80"},
            timeout=300,
        )
        assert "Traceback" not in done.stderr
        return done

    done = call("run", "duel", "--runs", "8", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["case"], answer["runs"]) == (0, "duel", 8)
    shown = call("show", "results/duel-8-1")
    assert shown.returncode == 0
    assert shown.stderr == ""
    assert call("verify", "results/duel-8-1").returncode == 0
    assert json.loads(call("show", "results/duel-8-1", "--json").stdout) == answer
