"""Measure formal models at their stated limits; writes into docs/performance-solvers.md.

    python benchmarks/limits.py          # some minutes

Each job in a process of its own, after a small one that compiles or loads what is compiled. The
CPU time of the process counts, the least of three jobs (of one that takes longer than two seconds),
and is told as a multiple of one ruling coalition of 20 actors measured in the same way before it:
the ratio is what carries over to another machine. Nothing here passes or fails.
"""

import json
import random
import subprocess
import sys
import time

import numpy as np
from performance_page import SOLVERS, put
from timing import measured_on

from whowhom import theory

YARDSTICK = "ruling_coalition"


def drawn(n, most=1000, seed=1):
    draw = random.Random(seed)
    return [draw.randint(1, most) for _ in range(n)]


def vote(n, most, **how):
    votes = drawn(n, most)
    return theory.voting_power(votes, quota=sum(votes) // 2 + 1, **how)


def parliament(n, seed=1):
    """Return capability, position and salience of n actors."""
    draw = np.random.default_rng(seed)
    return draw.uniform(1, 100, n), draw.uniform(0, 100, n), draw.uniform(0.1, 1, n)


def states(n):
    """Return what n states on a line are worth to n actors, each with a best one."""
    best = np.random.default_rng(1).uniform(0, n, n)
    return (-np.abs(best[:, None] - np.arange(n))).tolist()


JOBS = {
    "ruling_coalition": ("20 actors", lambda n: theory.ruling_coalition(drawn(n)), 3, 20),
    "ruling_coalition, largest": (
        "24 actors", lambda n: theory.ruling_coalition(drawn(n, 10**6)), 3, 24),
    "ruling_blocs": (
        "150 and 150 equals", lambda n: theory.ruling_blocs([3, 5], [n, n]), 2, 150),
    "coalition_by_majority": (
        "12 actors", lambda n: theory.coalition_by_majority(drawn(n)), 3, 12),
    "coalition_by_power": (
        "13 actors",
        lambda n: theory.coalition_by_power(drawn(n), actor=0, low=1, high=5000), 3, 13),
    "coalition_after_death": (
        "24 actors", lambda n: theory.coalition_after_death(drawn(n, 10**6)), 3, 24),
    "coalition_inclusion": (
        "16 actors, 2,000 runs", lambda n: theory.coalition_inclusion(drawn(n)), 3, 16),
    "coalition_inclusion, most runs": (
        "16 actors, 7,629 runs",
        lambda n: theory.coalition_inclusion(drawn(n), runs=7629), 3, 16),
    "agenda_game": ("5 actors", lambda n: theory.agenda_game(drawn(n)), 3, 5),
    "agenda_game, equals": ("5 equals", lambda n: theory.agenda_game([1] * n), 3, 5),
    "stable_states": (
        "100 states, 100 actors", lambda n: theory.stable_states(states(n)), 3, 100),
    "junta": (
        "12 actors, one discount", lambda n: theory.junta(drawn(n), discount=["9/10"]), 3, 12),
    "junta_by_discount": ("6 actors", lambda n: theory.junta_by_discount(drawn(n)), 3, 6),
    "voting_power, counted": (
        "24 voters, votes up to 10^30", lambda n: vote(n, 10**30), 3, 24),
    "voting_power, exact by itself": (
        "100 voters, votes up to 50", lambda n: vote(n, 50), 3, 100),
    "voting_power, floats": (
        "1,000 voters, 25,000 votes", lambda n: vote(n, 49, exact="no"), 3, 1000),
    "cascade, listed": (
        "a million people in a list", lambda n: theory.cascade([*range(n)]), 3, 10**6),
    "cascade, array": (
        "five million people in an array", lambda n: theory.cascade(np.arange(n)), 3, 5 * 10**6),
    "hidden_opposition": (
        "200,000 people",
        lambda n: theory.hidden_opposition((np.arange(n) / n).tolist()), 3, 200_000),
    "fit_power_sharing": (
        "a million spells",
        lambda n: theory.fit_power_sharing(
            np.random.default_rng(1).exponential(8, n) + 0.01, np.arange(n) % 3 == 0),
        200, 10**6),
    "bargaining, straight votes": (
        "1,000 actors, 50 rounds",
        lambda n: theory.bargaining(*parliament(n), rounds=50), 5, 1000),
    "bargaining, curved votes": (
        "1,000 actors, 10 rounds",
        lambda n: theory.bargaining(*parliament(n), variant="scholz-asrun", rounds=10), 5, 1000),
    "appointments_runs": (
        "15 billion draws",
        lambda n: theory.appointments_runs(
            start="0.1", filled="0.8", turnover="0.1", periods=300, posts=n * 10, runs=5000),
        1, 1000),
    "selectorate_grid": (
        "a million cells",
        lambda n: theory.selectorate_grid(
            winning_coalitions=[*range(1, n + 1)], selectorates=[*range(1, n + 1)]), 3, 1000),
}  # fmt: skip


def measured(name):
    """Return CPU seconds of a job in this process, after a small one."""
    _, job, small, size = JOBS[name]
    job(small)
    best = np.inf
    for _ in range(3):
        began = time.process_time()
        job(size)
        best = min(best, time.process_time() - began)
        if best > 2:
            break
    return best


def in_a_process(name):
    command = [sys.executable, __file__, name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _told(number):
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def rows():
    for name, (size, *_) in JOBS.items():
        if name != YARDSTICK:
            yard, seconds = in_a_process(YARDSTICK), in_a_process(name)
            yield f"| `{name.split(',')[0]}` | {size} | {_told(seconds / yard)} | {seconds:.2g} |"


def report():
    yield f"{measured_on()} Least of three; only ratios carry over to another machine."
    yield ""
    yield "| solver | at | ruling coalitions of 20 actors | CPU s |"
    yield "|---|---|--:|--:|"
    yield from rows()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measured(sys.argv[1])))
    else:
        put("limits", "\n".join(report()), SOLVERS)
