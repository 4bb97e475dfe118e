"""Measure paired runs of the duel against two plain ensembles of as many runs.

    python benchmarks/what_if.py      # about a minute on two quiet cores

Processor time is what counts. The two take turns, so that a machine that is busy with other work
slows both alike. Nothing here passes or fails.
"""

import argparse
from collections.abc import Sequence
from itertools import count

from performance_page import marked, put
from timing import TURNS, Watch, in_turn, medians, processor_seconds, ratio

import whowhom as ww
from whowhom.ensemble.what_if import what_if_change
from whowhom.scenario.change import Change, changed

CHANGE = Change.of(set={"actors.trotsky.apparatus": 2})


def measured(pairs: int, turns: int) -> str:
    """Return the table: runs, processor seconds, ratio."""
    case = ww.read_case("duel")
    other, parameters = changed(case, CHANGE)
    ww.run(case, runs=2, threads=1)  # compiles, or loads what is compiled
    seeds = {"paired": count(1), "plain": count(1)}

    def paired() -> None:
        what_if_change(case, CHANGE, runs=pairs, seed=next(seeds["paired"]))

    def plain() -> None:
        seed = next(seeds["plain"])
        ww.run(case, runs=pairs, seed=seed).winners()
        ww.run(other, runs=pairs, seed=seed, parameters=parameters).winners()

    watch = Watch()
    found = in_turn(
        {"paired": lambda: processor_seconds(paired), "plain": lambda: processor_seconds(plain)},
        turns,
    )
    middle = medians(found)
    rows = [
        [name, f"{2 * pairs:,}", f"{middle[key]:.1f}", f"{middle[key] / pairs / 2 * 1e3:.1f}"]
        for key, name in (("paired", f"{pairs:,} pairs"), ("plain", "two plain ensembles"))
    ]
    rows.append(["ratio", "", f"**{ratio(found['paired'], found['plain']):.3f}**", ""])
    how = f"Change: `{CHANGE}`. {watch.sentence(turns)}"
    head = ("work", "runs", "processor s", "ms per run")
    return "\n".join([how, "", *marked.table(head, rows)])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, help="paired runs in each turn")
    parser.add_argument("--turns", type=int, default=TURNS)
    given = parser.parse_args(arguments)
    put("what-if", measured(given.runs, given.turns))


if __name__ == "__main__":
    main()
