"""A Dask cluster of real processes, and a case so small that its runs take no time."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import whowhom
from whowhom.cases.case import Day

sys.path.append(str(Path(__file__).parents[2]))

from toy import toy_case

PATIENCE = 120  # seconds; only a test that fails waits for so long


def tiny_case(months=6, size=5):
    """Return the toy with few months and few agents."""
    audiences = tuple(replace(each, size=size) for each in toy_case().audiences)
    years, month = divmod(months - 1, 12)
    return toy_case(end=Day(1900 + years, month + 1, 28), audiences=audiences)


def wait_until(is_true, what):
    """Wait for something that comes by itself."""
    until = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder, workers=2):
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.workers = []
        self.scheduler = None
        self.port = "0"
        self.start_scheduler()
        self.fill(workers)

    def _started(self, program, *words, extra_path=""):
        home = str(Path(whowhom.__file__).parents[1])
        paths = [extra_path, home, os.environ.get("PYTHONPATH", "")]
        environment = {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "20",
        }
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{program}", *words],
                stdout=said,
                stderr=said,
                env=os.environ | environment,
            )

    def start_scheduler(self):
        self.file.unlink(missing_ok=True)
        words = ("--host", "127.0.0.1", "--port", self.port, "--no-dashboard")
        self.scheduler = self._started("scheduler", *words, "--scheduler-file", str(self.file))
        wait_until(lambda: self._address() is not None, "the scheduler")
        self.address = self._address()
        self.port = self.address.rpartition(":")[2]

    def _address(self):
        try:
            return json.loads(self.file.read_text())["address"]
        except (OSError, ValueError):
            return None

    @property
    def engine(self):
        return f"dask:{self.address}"

    def start_worker(self, extra_path=""):
        words = ("--no-nanny", "--no-dashboard", "--memory-limit", "0", "--nthreads", "1")
        words += ("--local-directory", str(self.folder))
        started = self._started("worker", self.address, *words, extra_path=extra_path)
        self.workers.append(started)

    def fill(self, workers):
        """Start workers until there are so many."""
        self.workers = [process for process in self.workers if process.poll() is None]
        while len(self.workers) < workers:
            self.start_worker()

    def kill_worker(self):
        """Kill one, and wait until it is gone."""
        victim = self.workers.pop(0)
        victim.kill()
        victim.wait()

    def kill_scheduler(self):
        self.scheduler.kill()
        self.scheduler.wait()

    def end(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
        self.workers = []
