"""A cluster under long attack: workers, the scheduler and the client killed at random moments."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from cluster import Cluster, tiny_case
from test_store import comparable

import whowhom
from whowhom.ensemble.run import run
from whowhom.errors import ResourceError

pytest.importorskip("distributed")

KILLS = 40
LONG = {"runs": 240, "chunk": 4, "seed": 9}
CLIENT = """
import sys
sys.path[:0] = [sys.argv[1]]
from cluster import tiny_case
import whowhom.cases
from whowhom.ensemble.run import run
from whowhom.errors import ResourceError
whowhom.cases.read_case = lambda _place: tiny_case(48, 40)
def tell(now):
    print(now.done, flush=True)
try:
    run(tiny_case(48, 40), runs=240, chunk=4, seed=9, threads=2, out=sys.argv[2],
        engine=sys.argv[3], progress=tell)
except ResourceError as error:
    sys.exit(str(error))
"""


def client(folder, engine):
    """Start a process that simulates into a folder on an engine."""
    helpers = Path(__file__).parents[1] / "unit" / "ensemble"
    paths = [str(Path(whowhom.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(helpers), str(folder), engine],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )


def killed(folder, cluster, victim, rng):
    """Run, kill a victim at a random moment, and say how the client ended."""
    process = client(folder, "dask" if victim == "client of own workers" else cluster.engine)
    process.stdout.readline()
    for _ in range(rng.randrange(1, 40)):  # as many reports of progress later
        if not process.stdout.readline():
            break
    time.sleep(rng.random() * 0.05)
    if victim == "worker":
        cluster.kill_worker()
        cluster.start_worker()
    elif victim == "scheduler":
        cluster.kill_scheduler()
    else:
        process.kill()
    _, errors = process.communicate(timeout=300)
    assert b"Traceback" not in errors, errors
    if victim == "scheduler":
        cluster.end()
        cluster.start_scheduler()
        cluster.fill(2)
    return process.returncode


def test_killed_clusters_and_clients_go_on_to_the_same_bytes(tmp_path, count, monkeypatch):
    case = tiny_case(48, 40)
    monkeypatch.setattr("whowhom.cases.read_case", lambda _place: case)
    run(case, out=tmp_path / "whole", threads=2, **LONG)
    wanted, rng, outcomes = comparable(tmp_path / "whole"), random.Random(1), Counter()
    victims = ["worker"] * 16 + ["client"] * 12 + ["client of own workers"] * 6 + ["scheduler"] * 6
    cluster = Cluster(tmp_path)
    try:
        for number, victim in enumerate(rng.sample(victims, KILLS)):
            folder = tmp_path / f"killed-{number}"
            code = killed(folder, cluster, victim, rng)
            engine = rng.choice(["local", cluster.engine])
            try:
                run(case, out=folder, threads=2, engine=engine, **LONG)
            except ResourceError as error:  # a client just killed still holds the folder
                outcomes[f"{victim}: {error}"] += 1
                continue
            same = "same bytes" if comparable(folder) == wanted else "other bytes"
            ended = {0: "client finished", 1: "client told", -9: "client killed"}.get(code, code)
            outcomes[f"{victim} killed, {ended}, {same}"] += 1
    finally:
        cluster.end()
    count("cluster under kills, then the same call again", outcomes)
    assert all(how.endswith("same bytes") for how in outcomes), outcomes
