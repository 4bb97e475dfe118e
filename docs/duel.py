"""Measure the duel and write the tables of docs/duel.md; no number there is typed by hand.

    python docs/duel.py [RUNS] [ABLATION_RUNS]     # 10000 and 1000 by default

Ablations are paired: the run with and the run without a mechanism share all chance.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from marked import put, table

import whowhom as ww
from whowhom.cases.case import Quantity
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.start import Start
from whowhom.sim.layout import ASSASSINATED, EXECUTED
from whowhom.sim.parameters import MECHANISMS, without
from whowhom.sim.simulation import simulate

PAGE = Path(__file__).with_name("duel.md")
DEMOTED, EXPELLED, INTERNAL_EXILE, ABROAD, PRISON, DEAD = range(6)
CASE = ww.read_case("duel")
START_MONTH = CASE.start.month_number


def simulated(start, runs, chunk=50):
    """Run on all cores and join the arrays by run."""
    pieces = [(first, min(chunk, runs - first)) for first in range(0, runs, chunk)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(
            pool.map(lambda piece: simulate(start, seed=1, first=piece[0], runs=piece[1]), pieces)
        )
    names = ("top", "fate", "fell", "order", "by", "reached", "share")
    return {name: np.concatenate([getattr(part, name) for part in done]) for name in names}


def date(month):
    if not np.isfinite(month):
        return "-"
    number = START_MONTH + int(month)
    return f"{number // 12}-{number % 12 + 1:02d}"


def quantiles(months):
    months = months[months >= 0]
    if not months.size:
        return "-"
    low, mid, high = np.quantile(months, [0.05, 0.5, 0.95], method="inverted_cdf")
    return f"{date(mid)} ({date(low)} .. {date(high)})"


def indicators(start, out):
    """The yes-or-no outcomes that the ablations are read by, one value per run."""
    place = {name: i for i, name in enumerate(start.actors)}
    trotsky = place["trotsky"]
    killed = np.isin(out["fate"], (EXECUTED, ASSASSINATED))
    exiled = out["reached"][:, trotsky, ABROAD] >= 0
    first_killing = np.where(killed, out["reached"][:, :, DEAD], 10_000).min(axis=1)
    kirov = 12 * 1934 + 11 - START_MONTH
    return {
        "Stalin sole ruler": out["top"] == place["stalin"],
        "no sole ruler": out["top"] == -1,
        "Trotsky first": out["order"][:, trotsky] == 0,
        "exiled, then killed": exiled & killed[:, trotsky],
        "killed, never exiled": ~exiled & killed[:, trotsky],
        "a killing before Dec 1934": first_killing < kirov,
        "killed (actors)": killed.sum(axis=1),
    }


def base_tables(start, out):
    runs = len(out["top"])
    yield f"{runs:,} runs, seed 1. Months are quantiles over the runs in which it happens."
    yield ""
    rows = []
    for name, values in indicators(start, out).items():
        error = values.std() / np.sqrt(runs)
        rows.append([name, f"{values.mean():.3f}", f"{error:.3f}"])
    yield from table(["outcome", "share or mean", "standard error"], rows)
    yield ""
    documented = documented_months()
    rows = []
    for i, name in enumerate(start.actors):
        if name == CASE.arbiter:
            continue
        fell = out["fell"][:, i]
        row = [
            CASE_NAMES[name],
            f"{(fell >= 0).mean():.2f}",
            f"{(out['order'][:, i] == 0).mean():.2f}",
        ]
        row += [quantiles(fell), documented.get((name, "fall"), "-")]
        for status, label in ((EXPELLED, "expelled"), (ABROAD, "abroad"), (DEAD, "killed")):
            months = out["reached"][:, i, status]
            if status == DEAD:
                killed = np.isin(out["fate"][:, i], (EXECUTED, ASSASSINATED))
                months = np.where(killed, months, -1)
            row.append(f"{(months >= 0).mean():.2f}: {quantiles(months)}")
            row.append(documented.get((name, label), "-"))
        rows.append(row)
    head = ["man", "falls", "first", "fall: median (90 %)", "documented", "expelled", "documented"]
    yield from table([*head, "abroad", "documented", "killed", "documented"], rows)


CASE_NAMES = CASE.names
FALLS = {"demoted", "expelled", "internal_exile", "abroad", "prison", "executed", "assassinated"}


def documented_months():
    """Earliest documented month of a fall, expulsion, exile and killing, by actor."""
    found = {}
    for event in sorted(CASE.course, key=lambda event: event.date.earliest):
        day = event.date.earliest
        text = f"{day.year}-{day.month:02d}"
        if event.event in FALLS:
            found.setdefault((event.actor, "fall"), text)
        if event.event in ("executed", "assassinated"):
            found.setdefault((event.actor, "killed"), text)
        found.setdefault((event.actor, event.event), text)
    return found


def ablation_table(runs):
    base_start = Start(CASE)
    base = simulated(base_start, runs)
    reference = indicators(base_start, base)
    rows = [["(nothing)", *(f"{values.mean():.2f}" for values in reference.values()), ""]]
    for mechanism in MECHANISMS:
        start = Start(CASE, without(default_parameters(), [mechanism.name]))
        out = simulated(start, runs)
        changed = (out["top"] != base["top"]) | (out["fate"] != base["fate"]).any(axis=1)
        row = [f"`{mechanism.name}`"]
        for name, values in indicators(start, out).items():
            gap = values.astype(float) - reference[name].astype(float)
            error = gap.std() / np.sqrt(runs)
            strong = abs(gap.mean()) > 2 * error and abs(gap.mean()) > 0.005
            text = f"{values.mean():.2f}"
            row.append(f"**{text}**" if strong else text)
        rows.append([*row, f"{changed.mean():.2f}"])
        sys.stderr.write(f"{mechanism.name}\n")
    yield (
        f"{runs:,} paired runs each. Bold: differs from the base by more than two paired standard "
        "errors. The last column is the share of runs whose winner or any fate changes."
    )
    yield ""
    yield from table(["switched off", *reference, "runs changed"], rows)


def dose_table(runs):
    rows = []
    for share in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75):
        posts = tuple(
            replace(post, fills={**post.fills, "cadres": Quantity(share, share)})
            if post.id == "gensec"
            else post
            for post in CASE.posts
        )
        start = Start(replace(CASE, posts=posts))
        values = indicators(start, simulated(start, runs))
        rows.append([f"{share:.2f}", *(f"{v.mean():.2f}" for v in values.values())])
    yield f"{runs:,} paired runs each; the case codes 0.35 to 0.60."
    yield ""
    yield from table(["share of cadre vacancies", *values], rows)


def shock_table(runs):
    base_start = Start(CASE)
    base = simulated(base_start, runs)
    reference = indicators(base_start, base)
    trotsky = base_start.actors.index("trotsky")
    rows = []
    for shock in (None, *CASE.shocks):
        kept = tuple(other for other in CASE.shocks if other is not shock)
        start = Start(replace(CASE, shocks=kept))
        out = simulated(start, runs) if shock else base
        months = np.where(
            out["fate"][:, trotsky] == ASSASSINATED, out["reached"][:, trotsky, DEAD], -1
        )
        changed = (out["top"] != base["top"]) | (out["fate"] != base["fate"]).any(axis=1)
        values = indicators(start, out)
        row = [f"`{shock.id}`" if shock else "(nothing)"]
        for name, value in values.items():
            gap = value.astype(float) - reference[name].astype(float)
            error = gap.std() / np.sqrt(runs)
            strong = abs(gap.mean()) > 2 * error and abs(gap.mean()) > 0.005
            row.append(f"**{value.mean():.2f}**" if strong else f"{value.mean():.2f}")
        rows.append([*row, quantiles(months), f"{changed.mean():.2f}"])
    yield f"{runs:,} paired runs each."
    yield ""
    head = ["left out", *reference, "Trotsky assassinated", "runs changed"]
    yield from table(head, rows)


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    fewer = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    start = Start(CASE)
    page = PAGE.read_text(encoding="utf-8")
    page = put(page, "base", base_tables(start, simulated(start, runs)))
    page = put(page, "dose", dose_table(fewer))
    page = put(page, "shocks", shock_table(fewer))
    page = put(page, "ablations", ablation_table(fewer))
    PAGE.write_text(page, encoding="utf-8")
