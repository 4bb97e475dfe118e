"""Calibrate, write the numbers of docs/calibration.md, and the sets that are shipped.

    python docs/calibration.py [--sets 192] [--runs 10] [--out results/calibration] [--no-ship]

Some 25 minutes of one processor with these settings; give the same command again after a stop and
it goes on. Rewrites what stands between the markers of the page (no number there is typed by
hand) and src/whowhom/shipped/parameters.csv.
"""

import argparse
import sys
from pathlib import Path

from marked import put

from whowhom.calibration.questions import WEIGHTS
from whowhom.calibration.run import calibrate

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "calibration.md"
SHIPPED = ROOT / "src" / "whowhom" / "shipped" / "parameters.csv"

NAMES = {
    "played": "regime model, posterior played, in sample",
    "played_left_out": "regime model, posterior played, left out",
    "calibrated": "regime model, calibrated, in sample",
    "left_out": "regime model, calibrated, left out",
    "prior": "regime model, not calibrated (mean of the prior)",
}
RIVALS = ("uniform", "proportional", "logit")


def asked():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=64)
    parser.add_argument("--runs", type=int, default=14)
    parser.add_argument("--check", type=int, default=16)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "calibration")
    parser.add_argument("--no-ship", action="store_true", help="leave the shipped sets alone")
    return parser.parse_args()


def tell(done, sets):
    if done % 8 == 0 or done == sets:
        print(f"{done} of {sets} sets", file=sys.stderr, flush=True)


def settings(found):
    weights = ", ".join(f"{part} {weight:g}" for part, weight in WEIGHTS.items())
    linear, curved = found.emulator.ridge
    squares = (
        "without squares and products" if curved == float("inf") else f"{curved:g} for squares"
    )
    yield (
        f"{len(found.backtest.struggles)} struggles, {found.design} sets of "
        f"{len(found.box.names)} parameters, {found.runs} plays of each struggle under each set, "
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
        sets=given.sets, runs=given.runs, out=given.out, check=given.check, progress=tell
    )
    page = PAGE.read_text(encoding="utf-8")
    for part in (settings, learnt, scores, others, by_case, facts):
        page = put(page, part.__name__.replace("_", "-"), part(found))
    page = put(page, "ranks", ranks(found, given.worlds))
    PAGE.write_text(page, encoding="utf-8")
    if not given.no_ship:
        found.write(SHIPPED)
