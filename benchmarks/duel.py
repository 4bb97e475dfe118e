"""Measure the main job and write the numbers into docs/performance.md.

    python benchmarks/duel.py            # about six minutes on a quiet machine with two cores

Process CPU time is what counts; wall time depends on what else the machine is doing. Ratios are
taken within one run of this script. Nothing here passes or fails.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace

import numba
import numpy as np
from performance_page import put

import whowhom as ww
from whowhom.compiled import kernel
from whowhom.scenario.start import Start
from whowhom.sim import simulation
from whowhom.sim.month import SCHEDULE, begin_run


def cpu_of(start, runs, repeats=3):
    """Least CPU seconds of `runs` runs on one thread."""
    best = np.inf
    for _ in range(repeats):
        began = time.process_time()
        simulation.simulate(start, seed=1, runs=runs)
        best = min(best, time.process_time() - began)
    return best


def resized(case, factor):
    audiences = tuple(
        replace(audience, size=max(1, round(audience.size * factor))) for audience in case.audiences
    )
    return replace(case, audiences=audiences)


def agents(case):
    return sum(audience.size for audience in case.audiences)


@kernel
def nothing(world, p, seed, run, month):
    """Cost of calling a phase from outside; taken off below."""


def by_phase(start, runs=20):
    """CPU milliseconds per run and phase, called one by one."""
    spent = dict.fromkeys([phase.__name__ for phase in SCHEDULE], 0.0)
    spent["nothing"] = 0.0
    for r in range(runs + 1):
        batch = start.draw(1, r, 1)
        world = simulation._blank_world(batch)
        simulation._fill(
            world, batch.actors[0], batch.audiences[0], batch.posts[0], batch.shocks[0],
            batch.hosts[0], batch.regime[0],
        )  # fmt: skip
        for name in ("fills", "voice", "feed", "bond", "memory"):
            getattr(world, name)[:] = getattr(batch, name)[0]
        p = batch.parameters[0]
        begin_run(world, p, batch.esteem[0], batch.clients[0], 1, r)
        for month in range(start.months):
            began = time.perf_counter()
            nothing(world, p, 1, r, month)
            spent["nothing"] += (time.perf_counter() - began) * (r > 0)
            for phase in SCHEDULE:
                began = time.perf_counter()
                phase(world, p, 1, r, month)
                spent[phase.__name__] += (time.perf_counter() - began) * (r > 0)
    overhead = spent.pop("nothing") / runs * 1e3
    calls = {phase.__name__: 0 for phase in SCHEDULE}
    for phase in SCHEDULE:
        calls[phase.__name__] += 1
    return {
        name: max(0.0, value / runs * 1e3 - overhead * calls[name]) for name, value in spent.items()
    }


CHILD = """
import json, resource, sys, time
import whowhom as ww
began, cpu = time.perf_counter(), time.process_time()
result = ww.run(ww.read_case("duel"), runs=int(sys.argv[1]), seed=1, threads=int(sys.argv[2]),
                out=sys.argv[3])
print(json.dumps({"wall": time.perf_counter() - began, "cpu": time.process_time() - cpu,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "sha256": result.sha256}))
"""


def whole_job(runs, threads, cache=None):
    """Run the main job in a process of its own; wall, CPU, peak memory (MB), hash."""
    environment = dict(os.environ)
    if cache:
        environment["NUMBA_CACHE_DIR"] = cache
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, str(runs), str(threads), f"{folder}/result"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure():
    case = ww.read_case("duel")
    start = Start(case)
    simulation.simulate(start, runs=2)
    lines = [
        (
            f"Measured on {time.strftime('%Y-%m-%d')}: {platform.machine()}, "
            f"{os.cpu_count()} cores, Python {platform.python_version()}, "
            f"numba {numba.__version__}, "
            f"numpy {np.__version__}; {len(case.actors)} actors, {agents(case)} agents, "
            f"{case.months} months. CPU seconds of the process, least of three."
        ),
        "",
        "| job | runs | threads | CPU s | wall s | CPU ms a run | peak memory MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    jobs = [(200, 1), (2000, 1), (2000, 2), (10_000, 2)]
    hashes = {}
    for runs, threads in jobs:
        job = whole_job(runs, threads)
        hashes.setdefault(runs, set()).add(job["sha256"])
        lines.append(
            f"| whole `run`, stored on disk | {runs:,} | {threads} | {job['cpu']:.1f} | "
            f"{job['wall']:.1f} | {job['cpu'] / runs * 1e3:.1f} | {job['peak']:.0f} |"
        )
    assert all(len(found) == 1 for found in hashes.values())
    with tempfile.TemporaryDirectory() as cache:
        cold = whole_job(2, 1, cache)
        warm = whole_job(2, 1, cache)
    lines += [
        "",
        (
            f"First run on a machine: {cold['cpu'] - warm['cpu']:.0f} CPU seconds to compile, "
            f"afterwards {warm['wall']:.1f} s from start to two stored runs."
        ),
        "",
        "| runs | CPU s | ratio to 100 runs |",
        "|--:|--:|--:|",
    ]
    base = cpu_of(start, 100)
    for runs in (100, 200, 400):
        spent = base if runs == 100 else cpu_of(start, runs)
        lines.append(f"| {runs} | {spent:.2f} | {spent / base:.2f} |")
    lines += ["", "| agents | CPU ms a run | ratio |", "|--:|--:|--:|"]
    base = None
    for factor in (0.5, 1, 2, 4, 8):
        changed = resized(case, factor)
        spent = cpu_of(Start(changed), 40) / 40 * 1e3
        base = base or spent
        lines.append(f"| {agents(changed):,} | {spent:.1f} | {spent / base:.2f} |")
    lines += ["", "| phase | file | CPU ms a run | share |", "|---|---|--:|--:|"]
    split = by_phase(start)
    total = sum(split.values())
    files = {phase.__name__: phase.__module__.rpartition(".")[2] for phase in SCHEDULE}
    for name, spent in split.items():
        lines.append(f"| `{name}` | {files[name]} | {spent:.2f} | {spent / total:.0%} |")
    lines.append(f"| all phases | | {total:.2f} | |")
    return "\n".join(lines)


if __name__ == "__main__":
    put("measured", measure())
    sys.stdout.write(f"peak of this script: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
