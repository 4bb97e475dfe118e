"""Measure the duel on two Dask workers against two threads of one process.

    python benchmarks/cluster.py                   # some 15 minutes on two quiet cores
    python benchmarks/cluster.py --runs 400 --turns 1 --dry

Both store their result on disk, and take turns, so that a machine that is busy with other things
slows both alike. Workers are started, and have loaded the model, before the clock runs; how long
that takes is measured apart. Nothing here passes or fails.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
from performance_page import put

import whowhom as ww
from whowhom.ensemble.engines import opened

WORKERS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the numbers into docs/performance.md.")
    parser.add_argument("--runs", type=int, default=10_000, help="runs of each turn")
    parser.add_argument("--turns", type=int, default=5, help="how many times the two take turns")
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args()
    report = "\n".join(measured(options.runs, options.turns))
    print(report) if options.dry else put("cluster", report)


def processor_seconds():
    """Return the processor time of this process and its workers."""
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children())]
    return sum(each.user + each.system for each in times)


def seconds(case, runs, engine):
    """Return the wall and the processor time of a stored ensemble, and its hash."""
    with tempfile.TemporaryDirectory() as folder:
        began, spent = time.perf_counter(), processor_seconds()
        result = ww.run(
            case, runs=runs, threads=WORKERS, engine=engine, out=Path(folder) / "result"
        )
        return (time.perf_counter() - began, processor_seconds() - spent), result.sha256


def measured(runs: int, turns: int) -> list[str]:
    """Return the table: wall seconds of both, medians over the turns, and the ratio."""
    case = ww.read_case("duel")
    ww.run(case, runs=2, threads=1)  # compiles or loads the model
    with opened("dask", WORKERS) as cluster:
        (started, _), _ = seconds(case, 8 * WORKERS, cluster)
        spent = {"local": [], "dask": []}
        for _ in range(turns):
            local, one = seconds(case, runs, "local")
            dask, other = seconds(case, runs, cluster)
            assert one == other
            spent["local"].append(local)
            spent["dask"].append(dask)
    walls, times = (
        [statistics.median(turn[place] for turn in spent[name]) for name in spent]
        for place in (0, 1)
    )
    ratios = [
        statistics.median(
            a[place] / b[place] for a, b in zip(spent["local"], spent["dask"], strict=True)
        )
        for place in (0, 1)
    ]
    names = (f"{WORKERS} threads (`--engine local`)", f"{WORKERS} workers (`--engine dask`)")
    return [
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d}: {platform.machine()}, "
            f"{os.cpu_count()} cores; {runs:,} runs of the duel, stored, {turns} turns; medians. "
            f"To start the workers and load the model took {started:.1f} s, not in the table."
        ),
        "",
        "| engine | wall s | processor s | runs a second |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {wall:.1f} | {cpu:.1f} | {runs / wall:.0f} |"
            for name, wall, cpu in zip(names, walls, times, strict=True)
        ),
        f"| speed of Dask in units of threads | **{ratios[0]:.2f}** | {ratios[1]:.2f} | |",
    ]


if __name__ == "__main__":
    main()
