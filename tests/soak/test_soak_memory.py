"""The memory that ``--dry-run`` states is a ceiling: the peak of a real process stays below it."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest


def peak_bytes(*arguments, cwd):
    """Run the command line and return its exit code and the largest memory that it held."""
    command = [sys.executable, "-m", "whowhom", *arguments]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize("runs", [500, 4000])
@pytest.mark.parametrize("case", ["duel", "rome_44_30bc"])
def test_a_run_stays_below_the_memory_it_states(tmp_path, count, case, runs):
    arguments = ["run", case, "--runs", str(runs), "--threads", "2", "--quiet"]
    plan = subprocess.run(
        [sys.executable, "-m", "whowhom", *arguments, "--dry-run", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    stated = json.loads(plan.stdout)["plan"]["memory_bytes_at_most"]
    peak_bytes("run", case, "--runs", "2", cwd=tmp_path)  # compiles where that is still to be done
    code, peak = peak_bytes(*arguments, cwd=tmp_path)
    count(
        f"run of {case}, {runs:,} runs: stated {stated:,} bytes, peak {peak:,}",
        Counter({"below": 1}),
    )
    assert code == 0
    assert peak <= stated
