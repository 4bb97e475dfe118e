"""Kill the process at any moment: what goes on afterwards is what would have come without."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_model import fake_model, make_case
from processes import RUNS, SEED, busy_core, endings, finish, kill_at_random, start
from test_store import comparable

from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "toy"
    finish(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(3))
def test_a_killed_run_goes_on_to_the_same_bytes(attempt, whole, tmp_path):
    rng = random.Random(attempt)
    folder = tmp_path / "toy"
    kills = 0
    while kills < 8 and kill_at_random(folder, rng):
        kills += 1
    assert kills >= 2
    finish(folder)
    assert comparable(folder) == comparable(whole)


READING = """
import os, sys
from whowhom.ensemble.tables import parquet_bytes, read_parquet
import numpy, pyarrow
table = pyarrow.table({str(i): numpy.arange(100) for i in range(20)})
content = parquet_bytes(table, {"a": 1})
before = len(os.listdir("/proc/self/task"))
read_parquet(content, {"a": 1})
sys.exit(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_reading_starts_no_thread_that_could_outlive_the_interpreter():
    """A thread of Arrow that gives a buffer back while Python ends kills the process."""
    assert subprocess.run([sys.executable, "-c", READING], check=False, timeout=600).returncode == 0


@pytest.mark.slow
def test_processes_that_end_at_once_beside_a_busy_core_end_well(tmp_path):
    """``tests/soak`` does it 200 times."""
    with busy_core():
        assert endings(tmp_path / "toy", 6) == [(0, b"")] * 6


@pytest.mark.slow
def test_ctrl_c_at_a_process_keeps_whole_chunks(whole, tmp_path):
    folder = tmp_path / "toy"
    process = start(folder, 0.02)
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode in {1, -signal.SIGINT}
    assert b"To go on: whowhom run" in errors
    assert not list(folder.rglob("*.tmp-*"))
    result = run_model(fake_model, make_case(), runs=RUNS, seed=SEED, out=folder)
    assert result.sha256 == read_result(whole).sha256
