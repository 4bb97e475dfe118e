"""Measure the coalition solver and write the numbers into docs/performance-solvers.md.

    python benchmarks/coalition.py       # some minutes, most of them for the plain definition

Side by side in one run: the solver and the plain definition read aloud, which compares every
coalition with every part of it in 3 ** n steps. Both are compiled and exact. Each size runs in a
process of its own, so that its peak memory is its own. Nothing here passes or fails.
"""

import json
import subprocess
import sys
import time

import numpy as np
from performance_page import SOLVERS, put
from timing import measured_on, peak_megabytes

from whowhom.compiled import kernel
from whowhom.theory.coalitions.coalition import ruling_coalition

PLAIN = range(10, 19)
SIZES = range(10, 25)
SEED = 2008


@kernel
def plain_definition(strength, numerator, denominator, ruling):
    """Write the lightest self-enforcing winning part of every coalition, from all its parts."""
    for whole in range(1, strength.size):
        best = whole
        part = (whole - 1) & whole
        while part:
            if (
                ruling[part] == part
                and denominator * strength[part] > numerator * strength[whole]
                and strength[part] < strength[best]
            ):
                best = part
            part = (part - 1) & whole
        ruling[whole] = best


def powers(n):
    return np.random.default_rng(SEED + n).integers(1, 10**6, n).tolist()


def strengths(power):
    total = np.zeros(1, np.int64)
    for one in power:
        total = np.concatenate([total, total + one])
    return total


def by_definition(power):
    strength = strengths(power)
    ruling = np.zeros(strength.size, np.int64)
    plain_definition(strength, 1, 2, ruling)
    return tuple(i for i in range(len(power)) if ruling[-1] >> i & 1)


def by_solver(power):
    return ruling_coalition(power).members


def measured(method, n):
    """Return seconds, peak memory in MB and answer, in this process."""
    solve = {"solver": by_solver, "definition": by_definition}[method]
    solve(powers(3))  # compiles, or loads what is compiled
    best = np.inf
    for _ in range(3 if n < 18 else 1):
        began = time.perf_counter()
        members = solve(powers(n))
        best = min(best, time.perf_counter() - began)
    return {"seconds": best, "memory": peak_megabytes(), "members": list(map(int, members))}


def in_a_process(method, n):
    done = subprocess.run(
        [sys.executable, __file__, method, str(n)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def _times(ratio):
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}"


def rows():
    before = None
    for n in SIZES:
        ours = in_a_process("solver", n)
        plain = in_a_process("definition", n) if n in PLAIN else None
        if plain:
            assert plain["members"] == ours["members"], n
        growth = f"{ours['seconds'] / before:.1f}" if before and n > 14 else ""
        before = ours["seconds"]
        yield (
            f"| {n} | {ours['seconds']:.4f} | {growth} | {ours['memory']:.0f} | "
            + (
                f"{plain['seconds']:.4f} | {_times(plain['seconds'] / ours['seconds'])} |"
                if plain
                else "| |"
            )
        )


def report():
    yield (
        f"{measured_on()} One thread; random powers below a million, majority 1/2; both give the "
        "same answer."
    )
    yield ""
    yield "| actors | solver, s | growth | peak memory, MB | definition 3^n, s | times as long |"
    yield "|--:|--:|--:|--:|--:|--:|"
    yield from rows()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
    else:
        put("coalition", "\n".join(report()), SOLVERS)
