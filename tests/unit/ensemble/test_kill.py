"""Kill the process at any moment: what goes on afterwards is what would have come without."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_model import fake_model, make_case
from test_store import comparable

from whowhom.ensemble.result import read_result
from whowhom.ensemble.run import run_model

PROGRAM = Path(__file__).parent / "fake_model.py"
RUNS, SEED, CHUNK = 60, 11, 3


def start(folder, delay):
    arguments = [str(x) for x in (folder, RUNS, SEED, CHUNK, delay)]
    return subprocess.Popen(
        [sys.executable, PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "toy"
    process = start(folder, 0)
    assert process.wait(60) == 0, process.communicate()[1].decode()
    process.communicate()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("attempt", range(3))
def test_a_killed_run_goes_on_to_the_same_bytes(attempt, whole, tmp_path):
    rng = random.Random(attempt)
    folder = tmp_path / "toy"
    kills = 0
    for _ in range(12):
        process = start(folder, 0.01)
        process.stdout.readline()  # it has begun: the model is there
        time.sleep(rng.random() * 0.15)
        process.kill()
        process.communicate()
        if process.returncode == 0:
            break
        kills += 1
        if rng.random() < 0.5 and (parquet := sorted(folder.glob("chunks/*.parquet"))):
            victim = rng.choice(parquet)
            victim.write_bytes(victim.read_bytes()[:-7])
    assert kills >= 2
    process = start(folder, 0)
    assert process.wait(60) == 0, process.communicate()[1].decode()
    process.communicate()
    assert comparable(folder) == comparable(whole)


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
