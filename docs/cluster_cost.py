"""Compute what many runs of the duel cost, from the measured cost and size of a few.

    python docs/cluster_cost.py [RUNS]     # 1000 by default; writes docs/how-to/cluster.md

Processor time is that of one thread. Outcomes grow with the runs; monthly counts, which are kept
until a result is finished or its shards are merged, grow with the chunks.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from marked import put, table

import whowhom as ww
from whowhom.ensemble.plan import usual_chunk

PAGE = Path(__file__).parent / "how-to" / "cluster.md"
PLANS = (10**5, 10**6, 10**8)
CORES = 100


def cost(runs):
    """Return processor seconds of a run, bytes of the outcomes of a run, other bytes of a chunk."""
    case = ww.read_case("duel")
    ww.run(case, runs=2, threads=1)  # compiles or loads the model
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        shard = ww.run_shard(case, "1/2", runs=2 * runs, threads=1, chunk=runs, out=folder)
        spent = time.process_time() - began
        outcomes, months = (
            sum(path.stat().st_size for path in shard.glob(files))
            for files in ("chunks/*", "unfinished/*")
        )
    return spent / runs, outcomes / runs, months


def duration(hours):
    """Return a time in words."""
    if hours < 1:
        minutes = 60 * hours
        return f"{minutes:.0f} minutes" if minutes >= 2 else f"{60 * minutes:.0f} s"
    return f"{hours:,.1f} hours" if hours < 48 else f"{hours / 24:,.1f} days"


def size(count):
    """Return a number of bytes in words."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def rows(seconds, outcomes, chunk):
    """Yield a row for each plan."""
    for runs in PLANS:
        hours = runs * seconds / 3600
        each = usual_chunk(runs)
        disk = runs * outcomes
        yield (
            f"{runs:,}",
            f"{each:,}",
            f"{hours:,.1f}",
            duration(hours / 2),
            duration(hours / CORES),
            size(disk),
            size(disk + runs / each * chunk),
        )


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seconds, outcomes, chunk = cost(runs)
    head = (
        "runs",
        "in a chunk",
        "core-hours",
        "on 2 cores",
        f"on {CORES} cores",
        "disk",
        "until finished",
    )
    lines = [
        (
            f"Computed on {datetime.now(UTC):%Y-%m-%d} from {runs:,} runs: "
            f"{1e3 * seconds:.1f} ms of processor time a run, {outcomes:,.0f} bytes of outcomes "
            f"a run, {chunk:,.0f} bytes of monthly counts a chunk."
        ),
        "",
        *table(head, list(rows(seconds, outcomes, chunk))),
    ]
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), "cost", lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
