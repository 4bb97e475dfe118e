"""Measure the main job, whole and by phase; writes two tables of docs/performance.md.

    python benchmarks/duel.py            # about three minutes on two quiet cores

Whole jobs run in processes of their own, with one thread and with two in turn. Phases are called
one by one from outside, and what such a call costs by itself is taken off. Nothing here passes or
fails.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from performance_page import marked, put
from timing import TURNS, Watch, ratio
from worlds import begun

import whowhom as ww
from whowhom.compiled import kernel
from whowhom.scenario.start import Start
from whowhom.sim.month import SCHEDULE, what_happens

CHILD = """
import json, sys, time
began = time.perf_counter()
import whowhom as ww
runs, threads, folder = json.loads(sys.argv[1])
result = ww.run(ww.read_case("duel"), runs=runs, seed=1, threads=threads, out=folder)
result.winners()
found = {"wall": time.perf_counter() - began, "cpu": time.process_time()}
from timing import peak_megabytes
print(json.dumps({**found, "peak": peak_megabytes(), "sha256": result.sha256}))
"""


def whole_job(runs: int, threads: int) -> dict[str, Any]:
    """Run and store the duel in a process of its own; seconds from its start on, memory, hash."""
    with tempfile.TemporaryDirectory() as folder:
        told = json.dumps([runs, threads, f"{folder}/result"])
        command = [sys.executable, "-c", CHILD, told]
        done = subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        )
    return json.loads(done.stdout.splitlines()[-1])


Jobs = dict[tuple[int, int], list[dict[str, Any]]]
"""What was measured, by the number of runs and of threads, a job in each turn."""


def whole(runs: int, turns: int) -> str:
    """Measure the main job with one thread and with two, and what its start costs by itself."""
    whole_job(2, 1)  # compiles, or loads what is compiled
    watch = Watch()
    found: Jobs = {(2, 1): [], (runs, 1): [], (runs, 2): []}
    for _ in range(turns):
        for job, results in found.items():
            results.append(whole_job(*job))
    hashes = {one["sha256"] for (n, _), results in found.items() if n == runs for one in results}
    assert len(hashes) == 1, hashes
    head = ("job", "wall s", "processor s", "processor ms per run", "peak memory, MB")
    rows = [job_row(found, *job) for job in found]
    how = watch.sentence(turns)
    return "\n".join([how, "", *marked.table(head, rows), "", threads_sentence(found, runs)])


def job_row(found: Jobs, runs: int, threads: int) -> list[str]:
    """Return the cells of a job; the cost of a run is that of all but the first two."""
    wall, seconds, peak = (
        statistics.median(one[what] for one in found[runs, threads])
        for what in ("wall", "cpu", "peak")
    )
    start = statistics.median(one["cpu"] for one in found[2, 1])
    return [
        f"{runs:,} runs, {threads} thread{'s' * (threads > 1)}",
        f"{wall:.1f}",
        f"{seconds:.1f}",
        f"{(seconds - start) / (runs - 2) * 1e3:.1f}" if runs > 2 else "",
        f"{peak:.0f}",
    ]


def threads_sentence(found: Jobs, runs: int) -> str:
    """Say how much faster two threads are than one, with and without the start of the program."""
    walls = {job: [one["wall"] for one in results] for job, results in found.items()}
    alone = [
        [wall - start for wall, start in zip(walls[runs, threads], walls[2, 1], strict=True)]
        for threads in (1, 2)
    ]
    return (
        f"Two threads simulate {ratio(*alone):.2f} times as fast as one "
        f"({ratio(walls[runs, 1], walls[runs, 2]):.2f} times with the start of the program); the "
        "results are the same bytes."
    )


# --- by phase


@kernel
def nothing(world, p, seed, run, month):  # type: ignore[no-untyped-def]
    """Cost of calling a phase from outside; taken off below."""


def by_phase(start: Start, runs: int) -> dict[str, float]:
    """Return processor milliseconds per run of each phase, called one by one."""
    spent = Counter({phase.__name__: 0.0 for phase in (*SCHEDULE, nothing)})
    for run in range(runs):
        world, p = begun(start, run)
        for month in range(start.months):
            world.clock[0] = month
            for phase in (*SCHEDULE, nothing):
                spent[phase.__name__] += seconds_of(phase, world, p, run, month)
    overhead = spent.pop("nothing")
    calls = Counter(phase.__name__ for phase in SCHEDULE)
    return {
        name: max(0.0, value - overhead * calls[name]) / runs * 1e3 for name, value in spent.items()
    }


def seconds_of(phase: Callable[..., None], world: Any, p: Any, run: int, month: int) -> float:
    began = time.thread_time()
    phase(world, p, 1, run, month)
    return time.thread_time() - began


def phases(runs: int, turns: int) -> str:
    """Measure each phase of the schedule, and the whole loop beside them."""
    start = Start(ww.read_case("duel"))
    by_phase(start, 1)  # compiles, or loads what is compiled
    watch = Watch()
    splits = [by_phase(start, runs) for _ in range(turns)]
    middle = {name: statistics.median(split[name] for split in splits) for name in splits[0]}
    total = sum(middle.values())
    once = {phase.__name__: phase for phase in SCHEDULE}
    rows = [
        [f"`{name}`", what_happens(once[name]), f"{ms:.2f}", f"{ms / total:.0%}"]
        for name, ms in sorted(middle.items(), key=lambda item: -item[1])
    ]
    head = ("phase", "what happens", "processor ms per run", "share")
    lines = list(marked.table(head, [*rows, ["all phases", "", f"{total:.2f}", ""]]))
    lines[1] = "|---|---|--:|--:|"
    return "\n".join([f"{runs} runs. {watch.sentence(turns)}", "", *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000, help="runs of the whole job")
    parser.add_argument("--phase-runs", type=int, default=10, help="runs that are split by phase")
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args(arguments)
    put("duel", whole(given.runs, given.turns))
    put("phases", phases(given.phase_runs, given.turns))


if __name__ == "__main__":
    main()
