"""Calibrate, write the numbers of README.md and the shipped sets of parameters.

    python -m research.calibration [--sets 64] [--runs 14] [--out results/calibration] [--no-ship]

About 40 minutes of one processor with the default settings; after an interruption the same command
resumes. Rewrites what stands between the markers of the page (no number there is typed by hand)
and src/whowhom/shipped/parameters.csv.
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from research.calibration.box import Box
from research.calibration.choices import ALL, CHOICES, left_out_forecasts
from research.calibration.questions import WEIGHTS
from research.calibration.run import calibrate, stored_runs, struggles_with_end
from whowhom.score.opening import Opening

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))
from marked import put  # noqa: E402 - a script beside the pages

PAGE = Path(__file__).with_name("README.md")
SHIPPED = ROOT / "src" / "whowhom" / "shipped" / "parameters.csv"

NAMES = {
    "played": "regime model, posterior simulated, in sample",
    "played_left_out": "regime model, posterior simulated, left out",
    "calibrated": "regime model, calibrated, in sample",
    "left_out": "regime model, calibrated, left out",
    "prior": "regime model, not calibrated (mean of the prior)",
}
RIVALS = ("uniform", "proportional", "logit")


def asked():
    parser = argparse.ArgumentParser(prog="python -m research.calibration")
    parser.add_argument("--sets", type=int, default=64)
    parser.add_argument("--runs", type=int, default=14)
    parser.add_argument("--check", type=int, default=16)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--choice-sets", type=int, default=96)
    parser.add_argument("--choice-runs", type=int, default=8)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "calibration")
    parser.add_argument("--no-ship", action="store_true", help="leave the shipped sets alone")
    return parser.parse_args()


def tell(done, sets):
    if done % 8 == 0 or done == sets:
        print(f"{done} of {sets} sets", file=sys.stderr, flush=True)


def choices(given):
    """Which lists of parameters forecast left-out struggles best."""
    known = struggles_with_end()
    box = Box(ALL)
    points = box.spread(given.choice_sets, 1)
    ends, _ = stored_runs(
        [Opening.of(struggle) for struggle in known],
        *(box, points),
        runs=given.choice_runs,
        seed=1,
        threads=given.threads,
        folder=given.out / "choices",
        is_growing=True,
        progress=tell,
    )
    found = left_out_forecasts(known, points, ends)
    yield (
        f"One design of {given.choice_sets} sets of {len(ALL)} parameters, {given.choice_runs} "
        "runs of each struggle under each set, seed 1."
    )
    yield ""
    yield "| calibrated | parameters | log loss | against proportional (90 %) | Brier, fates |"
    yield "|---|--:|--:|---|--:|"
    yield _choice("nothing", 0, next(iter(found.values())), "prior")
    for words, backtest in found.items():
        yield _choice(words, len(CHOICES[words]), backtest, "left_out")


def _choice(words, size, backtest, model):
    gap = backtest.difference(model, "proportional")
    return (
        f"| {words} | {size} | {backtest.mean(model).mean:.3f} | "
        f"{gap.mean:+.2f} ({gap.low:+.2f} to {gap.high:+.2f}) | "
        f"{np.mean(backtest.values(model, 'brier_fates')):.3f} |"
    )


def settings(found):
    weights = ", ".join(f"{part} {weight:g}" for part, weight in WEIGHTS.items())
    linear, curved = found.emulator.ridge
    squares = (
        "without squares and products" if curved == float("inf") else f"{curved:g} for squares"
    )
    yield (
        f"{len(found.backtest.struggles)} struggles, {found.design} sets of "
        f"{len(found.box.names)} parameters, {found.runs} runs of each struggle under each set, "
        f"seed {found.seed}. Weights: {weights}; power {found.power:.2f}. Ridge of the emulator: "
        f"{linear:g} for linear terms, {squares}. Effective points of the posterior: "
        f"{found.effective:.0f}; without a struggle at least {found.found.effective.min():.0f}."
    )
    for warning in found.warnings:
        yield ""
        yield f"**Beware:** {warning}"


def learnt(found):
    yield "| parameter | before | by hand | after: median | 90 % | variance fell by |"
    yield "|---|---|--:|--:|---|--:|"
    for row in found.summary().iter_rows(named=True):
        yield (
            f"| `{row['parameter']}` | {row['prior_low']:g} to {row['prior_high']:g} | "
            f"{row['default']:g} | {row['median']:.3g} | {row['low']:.3g} to {row['high']:.3g} | "
            f"{row['contraction']:.0%} |"
        )


def scores(found):
    head = " | ".join(f"against {rival} (90 %)" for rival in RIVALS)
    yield f"| forecast of the winner | log loss | 90 % | Brier | {head} |"
    yield "|---|--:|---|--:|---|---|---|"
    for row in found.scores().iter_rows(named=True):
        versus = [
            ""
            if row["model"] == rival
            else f"{row[f'minus_{rival}']:+.2f} ({row[f'minus_{rival}_low']:+.2f} to "
            f"{row[f'minus_{rival}_high']:+.2f})"
            for rival in RIVALS
        ]
        yield (
            f"| {NAMES.get(row['model'], row['model'])} | {row['log_loss']:.3f} | "
            f"{row['log_loss_low']:.2f} to {row['log_loss_high']:.2f} | {row['brier']:.3f} | "
            f"{' | '.join(versus)} |"
        )


def others(found):
    yield "| forecast | AUC, removed | Brier, removed | log loss, first removed | Brier, fates |"
    yield "|---|--:|--:|--:|--:|"
    columns = ("auc_removed", "brier_removed", "log_loss_first", "brier_fates")
    for row in found.scores().iter_rows(named=True):
        if row["model"] in (*NAMES, "proportional"):
            cells = ("" if row[name] is None else f"{row[name]:.3f}" for name in columns)
            yield f"| {NAMES.get(row['model'], row['model'])} | {' | '.join(cells)} |"


def by_case(found):
    yield "| struggle | won | in sample | left out | proportional | effective points |"
    yield "|---|---|--:|--:|--:|--:|"
    for row in found.cases().iter_rows(named=True):
        yield (
            f"| {row['case']} | {row['winner']} | {row['calibrated']:.0%} | "
            f"{row['left_out']:.0%} | {row['proportional']:.0%} | {row['effective']:.0f} |"
        )


def facts(found):
    if not found.facts:
        yield "No stylised fact was fitted. All of them are only tested: `whowhom facts`."
        return
    yield "| fact | role | target | standard error | before | after | 90 % |"
    yield "|---|---|--:|--:|--:|--:|---|"
    for row in found.fact_table().iter_rows(named=True):
        yield (
            f"| {row['fact']} | {row['role']} | {row['target']:.3g} | {row['error']:.2g} | "
            f"{row['prior']:.3g} | {row['model']:.3g} | {row['low']:.3g} to {row['high']:.3g} |"
        )


def ranks(found, worlds):
    checked = found.ranks(worlds=worlds)
    yield f"{len(checked.ranks)} worlds; worlds by rank of the truth, in tenths of 0 to 99."
    yield ""
    yield "| parameter | p | " + " | ".join(f"{10 * k}-{10 * k + 9}" for k in range(10)) + " |"
    yield "|---|--:|" + "--:|" * 10
    for row in checked.summary().iter_rows(named=True):
        cells = " | ".join(str(row[f"bin_{k}"]) for k in range(10))
        yield f"| `{row['parameter']}` | {row['p']:.3f} | {cells} |"


if __name__ == "__main__":
    given = asked()
    found = calibrate(
        sets=given.sets,
        runs=given.runs,
        out=given.out / "design",
        check=given.check,
        threads=given.threads,
        progress=tell,
    )
    page = PAGE.read_text(encoding="utf-8")
    for part in (settings, learnt, scores, others, by_case, facts):
        page = put(page, part.__name__.replace("_", "-"), part(found))
    page = put(page, "ranks", ranks(found, given.worlds))
    page = put(page, "choices", choices(given))
    PAGE.write_text(page, encoding="utf-8")
    if not given.no_ship:
        found.write(SHIPPED)
