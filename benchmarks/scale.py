"""Measure what results of many runs cost, and write the numbers into docs/performance.md.

    python benchmarks/scale.py                    # some ten minutes; simulates 10,000 runs
    python benchmarks/scale.py --result FOLDER    # takes the runs of a stored result instead

The runs are simulated once. Results of up to a million runs repeat them, drawn at random, and are
written by the very code that writes any result; only the simulation is left out. Bytes a run are
those of what was really simulated, since repeated runs are stored in less. Nothing passes or fails.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from performance_page import put

import whowhom as ww
from whowhom.ensemble.outcome import MONTHLY
from whowhom.ensemble.run import run_model
from whowhom.scenario.start import Start

REAL = 10_000
SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 5

PEAK = """
def peak():  # of this program: what the system says of a process begins with that of its parent
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))
"""
MAKE = """
import sys
sys.path.insert(0, {place!r})
import scale
scale.repeated({source!r}, int(sys.argv[1]), sys.argv[2])
print(peak())
"""

JOBS = {
    "open it and count winners by `scan()`": """
import polars as pl
import whowhom as ww
rows = ww.read_result(sys.argv[1]).scan()
found = rows.filter(pl.col("actor") == "stalin").group_by("top").len()
print(found.collect(engine="streaming"), file=sys.stderr)
""",
    "open it, and by `scan()` count the fates and first falls of all by month": """
import polars as pl
import whowhom as ww
rows = ww.read_result(sys.argv[1]).scan().group_by("actor", "fate", "fell").len()
print(rows.collect(engine="streaming"), file=sys.stderr)
""",
    "`ww.read_result(...).winners()`": """
import whowhom as ww
print(ww.read_result(sys.argv[1]).winners(), file=sys.stderr)
""",
    "`whowhom show`": """
from whowhom.cli import main
try:
    sys.stdout = sys.stderr
    main(["show", sys.argv[1]])
except SystemExit as end:
    assert not end.code, end.code
sys.stdout = sys.__stdout__
""",
    "count all runs again, as `whowhom verify` does first": """
from pathlib import Path
from whowhom.ensemble.reading import check_result, recounted
from whowhom.ensemble.result import read_result
result = read_result(sys.argv[1])
for _ in recounted(check_result(Path(sys.argv[1])), result.circle, result.documented, result.tally):
    pass
""",
}
FRAME = """
import json, sys, time
began = time.perf_counter()
{job}
print(json.dumps([time.perf_counter() - began, time.process_time(), peak()]))
"""


def drawn(source):
    """Return a case, and a model that repeats its stored runs in place of simulating any."""
    result = ww.read_result(source)
    records = np.concatenate(list(result.blocks()))
    counts = {name: getattr(result.tally, name) for name in MONTHLY}

    def simulate(start, *, seed, first, runs):
        chosen = records[np.random.default_rng([seed, first]).integers(0, len(records), runs)]
        fields = {name: chosen[name] for name in records.dtype.names}
        monthly = {name: count * runs // len(records) for name, count in counts.items()}
        return SimpleNamespace(**fields, **monthly, decisions=np.zeros((runs, 0, start.months, 19)))

    return result.case, lambda case, parameters: (Start(case, parameters), simulate)


def repeated(source, runs, out):
    """Store a result of so many runs."""
    case, model = drawn(source)
    run_model(model, case, runs=runs, seed=1, out=out)


def in_a_process(program, *arguments):
    """Run a program in a process of its own; return the last line that it prints."""
    command = [sys.executable, "-c", PEAK + program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def size(folder):
    """Return the bytes of all files of a folder, and the bytes that they take on the disk."""
    files = [path.stat() for path in Path(folder).rglob("*") if path.is_file()]
    return sum(one.st_size for one in files), sum(one.st_blocks * 512 for one in files)


def measured(source, place):
    lines = [
        (
            f"Measured on {time.strftime('%Y-%m-%d')}: {platform.machine()}, "
            f"Python {platform.python_version()}, polars {version('polars')}, pyarrow "
            f"{version('pyarrow')}; the duel. Each job in a process of its own, imports and the "
            f"comparing of all hashes included; medians of {REPEATS}. Wall time depends on what "
            "else the machine is doing."
        ),
        "",
        "| stored runs | chunk | bytes a run | on the disk | peak MB while it is made |",
        "|--:|--:|--:|--:|--:|",
    ]
    real = ww.read_result(source)
    whole, blocks = size(source)
    lines.append(
        f"| {real.runs:,}, simulated | {real.description.chunk:,} | {whole / real.runs:.0f} | "
        f"{blocks / real.runs:.0f} | |"
    )
    for runs in SIZES:
        out = place / str(runs)
        program = MAKE.format(place=str(Path(__file__).parent), source=str(source))
        peak = in_a_process(program, runs, out)
        whole, blocks = size(out)
        chunk = ww.read_result(out).description.chunk
        lines.append(
            f"| {runs:,}, repeated | {chunk:,} | {whole / runs:.0f} | {blocks / runs:.0f} | "
            f"{peak:.0f} |"
        )
    lines += ["", "| job | stored runs | s | processor s | peak MB |", "|---|--:|--:|--:|--:|"]
    for name, job in JOBS.items():
        for runs in SIZES:
            program = FRAME.format(job=job)
            found = [in_a_process(program, place / str(runs)) for _ in range(REPEATS)]
            wall, spent, peak = map(statistics.median, zip(*found, strict=True))
            lines.append(f"| {name} | {runs:,} | {wall:.2f} | {spent:.2f} | {peak:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--result", type=Path, help="a stored result of the duel")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stored = options.result
        if stored is None:
            stored = Path(folder) / "real"
            ww.run(ww.read_case("duel"), runs=REAL, seed=1, out=stored)
        put("scale", measured(stored, Path(folder)))
