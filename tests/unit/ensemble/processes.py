"""Processes that run into a folder, are killed, or end at once; for quick tests and long ones."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from fake_model import fake_model, make_case, stopped_at_the_end

import whowhom

PROGRAM = Path(__file__).parent / "fake_model.py"
RUNS, SEED, CHUNK = 60, 11, 3


def start(folder, delay):
    """Start a process that simulates into a folder, `delay` seconds a run."""
    arguments = [str(x) for x in (folder, RUNS, SEED, CHUNK, delay)]
    paths = [str(Path(whowhom.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
    )


def finish(folder):
    """Simulate into a folder to the end, or fail with what the process said."""
    process = start(folder, 0)
    _, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, b"")


def kill_at_random(folder, rng, delay=0.01):
    """Start to run, and kill at a random moment; sometimes tear a file. Say if it was killed."""
    process = start(folder, delay)
    process.stdout.readline()  # it has begun: the model is there
    time.sleep(rng.random() * 0.15)
    process.kill()
    process.communicate()
    if process.returncode == 0:
        return False
    if rng.random() < 0.5 and (parquet := sorted(folder.glob("chunks/*.parquet"))):
        victim = rng.choice(parquet)
        victim.write_bytes(victim.read_bytes()[:-7])
    return True


@contextlib.contextmanager
def busy_core():
    """Keep a core busy meanwhile."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def endings(folder, times):
    """Let processes read all chunks of a result, finish it and end at once; return how they ended.

    Returns
    -------
    list of (int, bytes)
        Exit code and what was said on stderr.
    """
    settings = {"runs": RUNS, "seed": SEED, "chunk": CHUNK}
    stopped_at_the_end(fake_model, make_case(), folder, **settings)
    kept = folder.with_name("kept")
    shutil.copytree(folder / "unfinished", kept)
    found = []
    for _ in range(times):
        (folder / "MANIFEST.sha256").unlink(missing_ok=True)
        shutil.copytree(kept, folder / "unfinished", dirs_exist_ok=True)
        process = start(folder, 0)
        _, errors = process.communicate(timeout=600)
        found.append((process.returncode, errors))
    return found
