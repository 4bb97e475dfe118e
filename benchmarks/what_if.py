"""Measure paired runs of the duel against two plain ensembles of as many runs.

    python benchmarks/what_if.py --runs 10000      # some 20 minutes of processor time

Process CPU time is what counts. The two take turns, block by block, so that a machine that is busy
with other things slows both alike. Nothing here passes or fails.
"""

import argparse
import time
from datetime import UTC, datetime

from performance_page import put

import whowhom as ww
from whowhom.ensemble.what_if import what_if_change
from whowhom.scenario.change import Change, changed

CHANGE = Change.of(set={"actors.trotsky.apparatus": 2})


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the numbers into docs/performance.md.")
    parser.add_argument("--runs", type=int, default=10_000, help="paired runs")
    parser.add_argument("--blocks", type=int, default=10, help="how many times the two take turns")
    options = parser.parse_args()
    put("what-if", "\n".join(measured(options.runs, options.blocks)))


def measured(runs: int, blocks: int) -> list[str]:
    """Return the table: runs, processor seconds, ratio."""
    case = ww.read_case("duel")
    other, parameters = changed(case, CHANGE)
    ww.run(case, runs=2, threads=1)  # compiles or loads the model
    each = max(1, runs // blocks)
    paired = plain = 0.0
    for seed in range(1, blocks + 1):
        began = time.process_time()
        what_if_change(case, CHANGE, runs=each, seed=seed)
        paired += time.process_time() - began
        began = time.process_time()
        ww.run(case, runs=each, seed=seed).winners()
        ww.run(other, runs=each, seed=seed, parameters=parameters).winners()
        plain += time.process_time() - began
    pairs = each * blocks
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, in {blocks} turns; change: {CHANGE}.",
        "",
        "| work | runs | processor s | s per 1,000 runs |",
        "|---|---:|---:|---:|",
        f"| {pairs:,} pairs | {2 * pairs:,} | {paired:.0f} | {500 * paired / pairs:.1f} |",
        f"| two plain ensembles | {2 * pairs:,} | {plain:.0f} | {500 * plain / pairs:.1f} |",
        f"| ratio | | **{paired / plain:.3f}** | |",
    ]


if __name__ == "__main__":
    main()
