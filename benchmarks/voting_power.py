"""Measure voting power beside the packages on PyPI; writes into docs/performance-solvers.md.

    python -m venv .venv/peers
    .venv/peers/bin/pip install -r benchmarks/peers.txt
    python benchmarks/voting_power.py          # about two minutes

Shapley-Shubik and Banzhaf indices of one body of voters, each package in a process of its own,
one after another. A package that is not installed is left out, with a line that says so. Nothing
here passes or fails.
"""

import argparse
import json
import random
import subprocess
import sys

import timing
from performance_page import SOLVERS, put

LIMIT = 150  # seconds for one job

HOW = (
    "Each job in a process of its own, after imports and compilation; least wall time within half "
    "a second, or of one call. Only ratios within one run of the script carry over. The error is "
    "the largest of all voters and both indices, beside exact fractions; memory is the peak of the "
    "process, and in brackets what it was before the job."
)

CHILD = """
import json, sys, time
who, weights, quota = json.loads(sys.argv[1])

def peak():  # getrusage would begin with the memory of the parent
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

if who.startswith("whowhom"):
    from whowhom.theory import voting_power
    exact = "yes" if "exact" in who else "no"
    def job(weights, quota):
        found = voting_power(weights, quota=quota, exact=exact)
        return found.shapley_shubik.tolist(), found.banzhaf_normalised.tolist()
elif who == "powerindex":
    from powerindex.powerindex import Game
    def job(weights, quota):
        game = Game(quota, weights)
        game.calc_banzhaf()
        game.calc_shapley_shubik()
        return game.shapley_shubik, game.banzhaf
elif who == "power-bdd":
    from power_bdd.bdd import BDD, WeightedGame
    def job(weights, quota):
        game = BDD(WeightedGame(quota, list(weights)))
        banzhaf = game.calc_banzhaf()
        return game.calc_shapley(), banzhaf
elif who == "powerindices":
    import powerindices
    def job(weights, quota):
        return powerindices.compute_ssi(quota, weights), powerindices.compute_pbi(quota, weights)
elif who == "tucoopy":
    from tucoopy.power.banzhaf import banzhaf_index_weighted_voting
    from tucoopy.power.shapley_shubik import shapley_shubik_index_weighted_voting
    def job(weights, quota):
        return (shapley_shubik_index_weighted_voting(weights, quota),
                banzhaf_index_weighted_voting(weights, quota))

job([3, 2, 2, 1], 5)  # imports, and compiles where there is something to compile
before = peak()
best, began = float("inf"), time.perf_counter()
while time.perf_counter() - began < 0.5:
    start = time.perf_counter()
    shapley, banzhaf = job(weights, quota)
    best = min(best, time.perf_counter() - start)
listed = [[float(x) for x in index] for index in (shapley, banzhaf)]
print(json.dumps({"seconds": best, "before": before, "peak": peak(), "found": listed}))
"""

PEERS = ("powerindex", "power-bdd", "powerindices", "tucoopy")
VERSIONS = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""

NICE = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]


def bodies():
    """Yield name, weights and quota of the bodies."""
    yield "Council of the EU after Nice", NICE, 255
    for n in (50, 100):
        draw = random.Random(42)
        weights = [draw.randint(1, 50) for _ in range(n)]
        yield "random weights", weights, -(-sum(weights) // 2)


def monetary_fund():
    """Return a made-up body as large as the International Monetary Fund (its quotas are not)."""
    draw = random.Random(42)
    raw = [draw.paretovariate(1.1) for _ in range(190)]
    weights = [max(1, round(x / sum(raw) * 5_067_588)) for x in raw]
    return weights, sum(weights) // 2 + 1


def measured(python, who, weights, quota):
    """Run one job in a process of its own; None if it fails or takes too long."""
    command = [python, "-c", CHILD, json.dumps([who, weights, quota])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LIMIT)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        return f"{type(problem).__name__}: {str(problem.stderr or '')[-200:]}"
    return json.loads(done.stdout.splitlines()[-1])


def worst(found, truth):
    """Return the largest error of the two indices, each as shares of its sum."""
    gaps = []
    for values, true in zip(found, truth, strict=True):
        whole = sum(values) or 1.0
        gaps += [abs(x / whole - y) for x, y in zip(values, true, strict=True)]
    return max(gaps)


def row(cells):
    return "| " + " | ".join(cells) + " |"


def measure(peers):
    versions = {}
    if peers:
        command = [peers, "-c", VERSIONS, *PEERS]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        versions = json.loads(done.stdout)
    missing = [name for name in PEERS if name not in versions]
    lines = [f"{timing.measured_on()} {HOW}", ""]
    if missing:
        lines += [f"Not installed, and left out: {', '.join(missing)}.", ""]
    lines += [
        "| body | voters | package | seconds | times ours in floats | peak MB | error |",
        "|---|--:|---|--:|--:|--:|--:|",
    ]
    for name, weights, quota in bodies():
        truth, ours = None, None
        for who in ("whowhom, exact", "whowhom, floats", *versions):
            python = sys.executable if who.startswith("whowhom") else peers
            job = measured(python, who, weights, quota)
            label = f"{who} {versions.get(who, '')}".strip()
            head = [name, str(len(weights)), label]
            if isinstance(job, str):
                sys.stderr.write(f"{label}: {job}\n")
                lines.append(row([*head, f"failed, or over {LIMIT} s", "", "", ""]))
                continue
            if who == "whowhom, exact":
                truth, kept = job["found"], (job, head)
                continue
            ours = ours or job["seconds"]
            entries = [kept, (job, head)] if who == "whowhom, floats" else [(job, head)]
            for entry, title in entries:
                gap = worst(entry["found"], truth)
                told = f"**{gap:.0e}: wrong**" if gap > 1e-6 else f"{gap:.0e}"
                memory = f"{entry['peak']:.0f} ({entry['before']:.0f})"
                spent = entry["seconds"]
                lines.append(row([*title, f"{spent:.4f}", f"{spent / ours:.0f}", memory, told]))
    weights, quota = monetary_fund()
    job = measured(sys.executable, "whowhom, floats", weights, quota)
    spent, memory = f"{job['seconds']:.1f}", f"{job['peak']:.0f} ({job['before']:.0f})"
    body = f"made up, {sum(weights):,} votes"
    lines.append(row([body, "190", "whowhom, floats", spent, "", memory, "not checked"]))
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--python",
        default=str(timing.PEERS) if timing.PEERS.exists() else None,
        help="the Python of an environment with the other packages",
    )
    put("voting power", measure(parser.parse_args().python), SOLVERS)
