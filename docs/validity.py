"""Write the numbers of docs/validity.md: how good forecasts were on struggles whose end is known.

    python docs/validity.py [RUNS]         # 400 runs by default: some three minutes

Rewrites what stands between the markers, and the scores that come with the program; no number on
that page is typed by hand.
"""

import sys
from pathlib import Path

from marked import put

from whowhom.backtesting.run import backtest
from whowhom.backtesting.shipped import FILE, scores_of, write_scores

PAGE = Path(__file__).parent / "validity.md"
SCORES = Path(__file__).parents[1] / "src/whowhom/shipped" / FILE


def number(value, digits=3):
    return "" if value is None else f"{value:.{digits}f}"


def scores(found):
    yield "| model | log loss | 90 % | Brier | right | against proportional, nats (90 %) |"
    yield "|---|--:|---|--:|--:|---|"
    for row in found.summary().to_dicts():
        versus = ""
        if row.get("minus_proportional") is not None and row["model"] != "proportional":
            versus = (
                f"{row['minus_proportional']:+.2f} ({row['minus_proportional_low']:+.2f} to "
                f"{row['minus_proportional_high']:+.2f})"
            )
        yield (
            f"| {row['model']} | {number(row['log_loss'])} | {number(row['log_loss_low'], 2)} to "
            f"{number(row['log_loss_high'], 2)} | {number(row['brier'])} | "
            f"{row['accuracy']:.0%} | {versus} |"
        )


def regime_only(found):
    """The other things that only the regime model forecasts."""
    row = next(row for row in found.summary().to_dicts() if row["model"] == "regime")
    rivals = {row["model"]: row for row in found.summary().to_dicts()}
    yield "| score | regime model | proportional |"
    yield "|---|--:|--:|"
    for name, words in (
        ("auc_removed", "who is removed at all: AUC (one half is chance; more is better)"),
        ("brier_removed", "who is removed at all: Brier score"),
        ("log_loss_first", "who is removed first: log loss"),
        ("brier_fates", "fate of each: Brier score"),
        ("crps_months", "months to the decision: CRPS"),
        ("log_loss_fitted", "winner, with the part of uniform that the other cases advise"),
    ):
        yield f"| {words} | {number(row[name])} | {number(rivals['proportional'][name])} |"


def reliability(found):
    yield "| chance given | contenders | mean chance | won |"
    yield "|---|--:|--:|--:|"
    for row in found.reliability("regime").to_dicts():
        if row["contenders"]:
            yield (
                f"| {row['low']:.0%} to {row['high']:.0%} | {row['contenders']} | "
                f"{row['forecast']:.0%} | {row['happened']:.0%} |"
            )


def control(found):
    dealt = found.negative_control("regime")
    yield (
        "With its probabilities shuffled within each struggle, the log loss is "
        f"{dealt.log_loss:.3f} nats on average, against {found.mean('regime').mean:.3f} unshuffled "
        f"(p = {dealt.p:.3f} for as good a score by chance)."
    )


def by_base(found):
    yield "| dominates | contenders | chance given | won | chance to be removed | fell |"
    yield "|---|--:|--:|--:|--:|--:|"
    for row in found.by_base("regime").to_dicts():
        yield (
            f"| {row['base']} | {row['contenders']} | {row['forecast']:.0%} | {row['won']:.0%} | "
            f"{row['removed']:.0%} | {row['fell']:.0%} |"
        )


def by_case(found):
    chances = found.chances()
    yield "| struggle | won | chance by the regime model | in proportion to power |"
    yield "|---|---|--:|--:|"
    for struggle, truth in zip(found.struggles, found.truths, strict=True):
        given = []
        for model in ("regime", "proportional"):
            rows = chances.filter((chances["model"] == model) & (chances["case"] == struggle.id))
            given.append(sum(row["winner"] for row in rows.to_dicts() if row["won"]))
        yield f"| {struggle.id} | {', '.join(truth.winners)} | {given[0]:.0%} | {given[1]:.0%} |"


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    found = backtest("casebook", runs=runs, seed=1)
    page = PAGE.read_text(encoding="utf-8")
    page = put(page, "plays", [f"{len(found.struggles)} struggles, {runs} runs of each, seed 1."])
    for name in (scores, regime_only, reliability, control, by_base, by_case):
        page = put(page, name.__name__.replace("_", "-"), name(found))
    PAGE.write_text(page, encoding="utf-8")
    write_scores(scores_of(found), SCORES)
