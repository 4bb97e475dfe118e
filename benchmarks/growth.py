"""Measure how time and memory grow; writes tables and pictures of docs/performance.md.

    python benchmarks/growth.py            # about seven minutes on two quiet cores

Grown are the runs of the duel, its agents, and the actors of a made-up circle that is coded in two
ways. Processor time of the process is what counts. Each peak of memory is that of a process of its
own. Nothing here passes or fails.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from performance_page import marked, put
from plots import Curve, lines
from timing import TURNS, Watch, in_turn, medians, processor_seconds

import whowhom as ww
from whowhom.cases.case import BASES, SKILLS, Case
from whowhom.cases.writing import csv_text, write_folder
from whowhom.scenario.start import Start
from whowhom.sim.simulation import simulate

RUNS = (100, 200, 400, 800, 1600, 3200)
ACTORS = (8, 16, 24, 32, 48, 64)
AGENTS = (0.5, 1, 2, 4, 8)
"""Times the agents of the duel."""
FITTED = 16
"""The exponent is fitted from so many actors on; below, costs that do not grow weigh more."""

CASE = """\
title = "A made-up circle of {actors}"
start = "2000-01-01"
end = "2004-09-30"
regime_type = "party"
"""
AUDIENCES = {
    "cadres": (1000, "0.3", "apparatus"),
    "elite": (150, "0.2", "legitimacy"),
    "army": (200, "0.2", "army"),
    "police": (60, "0.1", "security"),
    "public": (300, "0.2", "popular"),
    "abroad": (200, "0", "external"),
}
POSTS = {
    "secretary": {"fills": "cadres=0.5;elite=0.15", "purse": "0.6", "seat": "0.2"},
    "chair": {"fills": "elite=0.1", "seat": "0.6", "prestige": "0.7"},
    "command": {"fills": "army=0.6", "force": "0.8", "prestige": "0.5"},
    "guards": {"fills": "police=0.6", "force": "0.5"},
    "press": {"voice": "cadres=0.2;public=0.4", "prestige": "0.3"},
    "foreign": {"fills": "abroad=0.6", "voice": "abroad=0.3"},
}
VARIANTS = ("six posts", "posts implied")
"""How a circle is coded: six posts with holders and ties between actors, or bases of power alone,
from which the model implies up to six posts for each actor."""


def circle(actors: int, variant: str, folder: Path) -> Case:
    """Write the folder of a made-up circle of 1,910 agents over 57 months, and read it."""
    draw = random.Random(f"{actors} {variant}")
    names = [f"actor_{i:02d}" for i in range(actors)]
    heads = (*BASES, *SKILLS, "line")
    rows = [
        [*(str(draw.choice((0, 0, 1, 2, 3))) for _ in BASES),
         *(f"{draw.uniform(0.1, 0.9):.2f}" for _ in SKILLS), f"{draw.uniform(-0.8, 0.8):.2f}"]
        for _ in names
    ]  # fmt: skip
    tables: dict[str, list[Sequence[str]]] = {
        "actors": [("id", *heads), *([name, *row] for name, row in zip(names, rows, strict=True))],
        "audiences": [
            ("id", "size", "weight", "base", "fed_by", "abroad"),
            *(
                (name, str(size), weight, base, "cadres=0.5" * (name == "elite"),
                 "yes" if name == "abroad" else "no")
                for name, (size, weight, base) in AUDIENCES.items()
            ),
        ],
    }  # fmt: skip
    if variant == "six posts":
        columns = ("fills", "voice", "force", "purse", "seat", "prestige")
        tables["posts"] = [
            ("id", *columns),
            *((post, *(given.get(c, "") for c in columns)) for post, given in POSTS.items()),
        ]
        holders = draw.sample(names, len(POSTS))
        tables["tenures"] = [("post", "actor"), *zip(POSTS, holders, strict=True)]
        tables["ties"] = [
            ("from", "to", "kind", "strength"),
            *((name, other, draw.choice(("ally", "friend", "rival", "grievance")), "0.5")
              for name in names
              for other in draw.sample([one for one in names if one != name], 2)),
        ]  # fmt: skip
    files = {f"{name}.csv": csv_text(rows).encode() for name, rows in tables.items()}
    return ww.read_case(
        write_folder(folder, {"case.toml": CASE.format(actors=actors).encode(), **files})
    )


def resized(case: Case, factor: float) -> Case:
    """Return a case with so many times its agents."""
    audiences = tuple(
        replace(audience, size=max(1, round(audience.size * factor))) for audience in case.audiences
    )
    return replace(case, audiences=audiences)


def agents_of(case: Case) -> int:
    return sum(audience.size for audience in case.audiences)


# --- memory, in processes of their own

CHILD = """
import json, sys, tempfile, time
import whowhom as ww
from growth import resized
from timing import peak_megabytes
folder, runs, threads, factor = json.loads(sys.argv[1])
case = resized(ww.read_case(folder), factor)
began = time.process_time()
with tempfile.TemporaryDirectory() as place:
    ww.run(case, runs=runs, threads=threads, out=f"{place}/result")
print(json.dumps([time.process_time() - began, peak_megabytes()]))
"""


def in_a_process(
    folder: str, runs: int, threads: int = 2, factor: float = 1
) -> tuple[float, float]:
    """Run and store in a process of its own; return processor seconds and peak memory in MB."""
    told = json.dumps([folder, runs, threads, factor])
    done = subprocess.run(
        [sys.executable, "-c", CHILD, told],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak


# --- what is measured


def exponent(sizes: Iterable[float], seconds: Iterable[float]) -> float:
    """Return the power of the size with which time grows: the slope of a line through the logs.

    >>> round(exponent([16, 32, 64], [1, 4, 16]), 9)
    2.0
    """
    slope, _ = np.polyfit(np.log(list(sizes)), np.log(list(seconds)), 1)
    return float(slope)


def over_runs(sizes: Sequence[int], turns: int) -> str:
    """Measure the duel against the number of runs, each size in processes of its own."""
    watch, peaks = Watch(), dict.fromkeys(map(str, sizes), 0.0)

    def job(runs: int) -> float:
        seconds, peak = in_a_process("duel", runs)
        peaks[str(runs)] = max(peaks[str(runs)], peak)
        return seconds

    spent = medians(in_turn({str(n): lambda n=n: job(n) for n in sizes}, turns))
    rows = [
        [f"{n:,}", f"{spent[str(n)]:.2f}", f"{spent[str(n)] / n * 1e3:.1f}", f"{peaks[str(n)]:.0f}"]
        for n in sizes
    ]
    points = {n: spent[str(n)] for n in sizes}
    lines(
        "performance-runs",
        "Time grows in proportion to the runs, memory does not grow",
        "runs",
        Curve("processor time, s", {"the duel": points}, power=1),
        Curve("peak memory, MB", {"the duel": {n: peaks[str(n)] for n in sizes}}),
    )
    return told(
        f"The duel, stored on disk, two threads. {watch.sentence(turns)}",
        ("runs", "processor s", "ms per run", "peak memory, MB"),
        rows,
    )


def over_agents(factors: Sequence[float], runs: int, turns: int) -> str:
    """Measure the duel against the number of its agents."""
    watch, duel = Watch(), ww.read_case("duel")
    cases = {agents_of(case): case for case in (resized(duel, factor) for factor in factors)}
    starts = {size: Start(case) for size, case in cases.items()}
    spent = ms_per_run({str(size): start for size, start in starts.items()}, runs, turns)
    peaks = {
        size: in_a_process("duel", runs, factor=factor)[1]
        for size, factor in zip(cases, factors, strict=True)
    }
    base = next(iter(spent.values()))
    rows = [
        [
            f"{size:,}",
            f"{spent[str(size)]:.1f}",
            f"{spent[str(size)] / base:.2f}",
            f"{peaks[size]:.0f}",
        ]
        for size in cases
    ]
    lines(
        "performance-agents",
        "Time per run against the number of agents",
        "agents",
        Curve("processor time per run, ms",
               {"the duel": {size: spent[str(size)] for size in cases}}, power=1),
        Curve("peak memory, MB", {"the duel": peaks}),
    )  # fmt: skip
    return told(
        f"The duel with more and fewer agents in each body, {plural(runs)}, one thread. "
        f"{watch.sentence(turns)}",
        ("agents", "ms per run", "ratio", "peak memory, MB"),
        rows,
    )


def over_actors(sizes: Sequence[int], runs: int, turns: int) -> str:
    """Measure made-up circles against the number of their actors, coded in two ways."""
    watch = Watch()
    with tempfile.TemporaryDirectory() as place:
        folders = {
            (variant, n): Path(place) / f"circle_{n}_{variant.replace(' ', '_')}"
            for variant in VARIANTS
            for n in sizes
        }
        cases = {key: circle(key[1], key[0], folder) for key, folder in folders.items()}
        starts = {f"{variant} {n}": Start(case) for (variant, n), case in cases.items()}
        spent = ms_per_run(starts, runs, turns)
        peaks = {key: in_a_process(str(folder), runs)[1] for key, folder in folders.items()}
    curves = {variant: {n: spent[f"{variant} {n}"] / 1e3 for n in sizes} for variant in VARIANTS}
    lines(
        "performance-actors",
        "Time per run against the number of actors",
        "actors",
        Curve("processor time per run, s", curves, power=2),
        Curve("peak memory, MB",
               {variant: {n: peaks[variant, n] for n in sizes} for variant in VARIANTS}),
    )  # fmt: skip
    rows = [
        [str(n), *(f"{curves[variant][n]:.3f}" for variant in VARIANTS),
         *(f"{peaks[variant, n]:.0f}" for variant in VARIANTS)]
        for n in sizes
    ]  # fmt: skip
    agents, months = {(agents_of(case), case.months) for case in cases.values()}.pop()
    return told(
        f"Made-up circles with {agents:,} agents over {months} months, {plural(runs)} each, one "
        f"thread. {watch.sentence(turns)}",
        ("actors", *(f"{v}: s per run" for v in VARIANTS), *(f"{v}: MB" for v in VARIANTS)),
        rows,
        growth_sentence(curves),
    )


def growth_sentence(curves: Mapping[str, Mapping[int, float]]) -> str:
    """Say with which power of the number of actors time grows."""
    said = []
    for variant, points in curves.items():
        fitted = {n: s for n, s in points.items() if n >= FITTED}
        if len(fitted) > 1:
            said.append(f"{exponent(fitted, fitted.values()):.2f} ({variant})")
    sizes = sorted(n for n in next(iter(curves.values())) if n >= FITTED)
    if not said:
        return "Too few sizes to fit an exponent."
    return (
        f"Between {sizes[0]} and {sizes[-1]} actors, time grows with the number of actors to the "
        f"power of {' and '.join(said)}."
    )


def ms_per_run(starts: Mapping[str, Start], runs: int, turns: int) -> dict[str, float]:
    """Return processor milliseconds per run of each start on one thread, medians of the turns."""
    for start in starts.values():
        simulate(start, seed=1, runs=1)  # compiles or loads, and touches its memory
    jobs = {
        name: lambda start=start: processor_seconds(lambda: simulate(start, seed=1, runs=runs))
        for name, start in starts.items()
    }
    return {name: value / runs * 1e3 for name, value in medians(in_turn(jobs, turns)).items()}


def plural(runs: int) -> str:
    return f"{runs:,} run{'s' * (runs != 1)}"


def told(first: str, head: Sequence[str], rows: Iterable[Sequence[str]], last: str = "") -> str:
    """Return a table below what was measured, with a sentence on the result."""
    found = [first, "", *marked.table(head, rows)]
    return "\n".join([*found, "", last] if last else found)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--most-runs", type=int, default=RUNS[-1])
    parser.add_argument("--most-actors", type=int, default=ACTORS[-1])
    parser.add_argument("--most-agents", type=float, default=AGENTS[-1], help="times the duel's")
    parser.add_argument("--runs", type=int, default=20, help="runs of a row of agents")
    parser.add_argument("--circle-runs", type=int, default=4, help="runs of a row of actors")
    given = parser.parse_args(arguments)
    smaller: Any = lambda sizes, most: [n for n in sizes if n <= most] or [most]  # noqa: E731
    put("runs", over_runs(smaller(RUNS, given.most_runs), given.turns))
    put("agents", over_agents(smaller(AGENTS, given.most_agents), given.runs, given.turns))
    put("actors", over_actors(smaller(ACTORS, given.most_actors), given.circle_runs, given.turns))


if __name__ == "__main__":
    main()
