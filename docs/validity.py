"""Write the numbers of docs/validity.md: how good forecasts were on struggles whose end is known.

    python docs/validity.py [RUNS]               # 400 runs by default: some three minutes
    python docs/validity.py --sequential [RUNS]  # the forecasts after each removal alone
    python docs/validity.py --filter [PART...]   # the checks of conditional runs alone

Rewrites what stands between the markers, and the scores that come with the program; no number on
that page is typed by hand. The sequential backtest takes long, so its scores are kept in a file
beside the page; without that file the page has no section of it.
"""

import json
import sys
from pathlib import Path

from filter_checks import DRAWS, checks
from marked import put

from whowhom.backtesting.points import LATER
from whowhom.backtesting.run import backtest
from whowhom.backtesting.sequential import sequential_backtest
from whowhom.backtesting.shipped import FILE, scores_of, write_scores
from whowhom.cli.backtest import MODEL_WORDS, STAGE_WORDS, sequential_verdict

PAGE = Path(__file__).parent / "validity.md"
SCORES = Path(__file__).parents[1] / "src/whowhom/shipped" / FILE
SEQUENTIAL = Path(__file__).parent / "validity_sequential.json"
FILTER = Path(__file__).parent / "validity_filter.json"
BEFORE = "## Goals and results"


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


def kept(found):
    """What is kept of a sequential backtest: its scores, but not every forecast."""
    rows = found.to_json()
    points = rows.pop("points")
    return rows | {"points": len(points), "verdict": sequential_verdict(found)}


def by_stage(table, score):
    """One score, by stage and model."""
    rows = {(row["stage"], row["model"]): row for row in table["scores"]}
    models = [name for name in MODEL_WORDS if rows["start", name][score] is not None]
    yield (
        "| stage | points | struggles | " + " | ".join(MODEL_WORDS[name] for name in models) + " |"
    )
    yield "|---|--:|--:|" + "--:|" * len(models)
    for stage, words in STAGE_WORDS.items():
        if (stage, "regime") not in rows:
            continue
        row = rows[stage, "regime"]
        means = " | ".join(number(rows[stage, name][score]) for name in models)
        yield f"| {words} | {row['n']} | {row['struggles']} | {means} |"


def gaps(table):
    """Paired differences over all points after a removal."""
    words = {
        "log_loss": "winner, log loss",
        "brier": "winner, Brier score",
        "next_log_loss": "next removed, log loss",
    }
    yield "| the regime model, given the record, minus | score | difference (90 %) |"
    yield "|---|---|---|"
    for row in table["differences"]:
        if row["stage"] == LATER and row["model"] == "regime":
            interval = f"{row['mean']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
            yield f"| {MODEL_WORDS[row['other']]} | {words[row['score']]} | {interval} |"


INTRODUCTION = """\
`whowhom backtest --sequential` forecasts each struggle at the start and again after each month with
a documented removal, up to the decision and within the eight years of the case: {points} points of
{n} struggles, {runs:,} runs at each, seed {seed}. At a point the model has the record up to the end
of that month; who won and who was removed next is read by the scores alone."""
RIVALS = """\
Its rivals know who is left by the record: neither removed nor dead, or restored since. Their
chances are shared out among those left, and a hundredth of the uniform forecast is mixed in, since
somebody who was removed may still win. (The tenth that is mixed in at the top of this page would
cost *proportional* and the logit 0.03 to 0.04 nats here.) That nobody is removed any more before
the end of the case they hold as likely as it was at the points of the other struggles. The logit is
fitted to the other struggles. Intervals come from a bootstrap over struggles, each with all its
points; the duel is left out, since it tells the succession to Lenin a second time. *Rescaled* is
the forecast of the regime model at the start, shared out in the same way: what the record teaches
without conditioning a single run on it."""
WEAK = "At {weak_points} of {points} points the forecast is worth fewer than 100 effective runs."


def sequential(table):
    """The section on forecasts after each removal."""
    introduction = INTRODUCTION.format(n=len(table["struggles"]), **table)
    yield from ("## Given the record", "", introduction, "")
    yield from (f"**In one sentence: {table['verdict']}**", "", RIVALS, "")
    for score, words in (
        ("log_loss", "Log loss of the winner, in nats:"),
        ("brier", "Brier score of the winner:"),
        ("next_log_loss", "Log loss of who of those left is removed next, in nats:"),
    ):
        yield from (words, "", *by_stage(table, score), "")
    words = "Differences over all points after a removal; below 0 the model is better:"
    yield from (words, "", *gaps(table), "", WEAK.format(**table))


def with_sequential(page, table):
    """Return the page with its section on forecasts after each removal."""
    name = "sequential"
    if f"<!-- {name}: begin -->" not in page:
        empty = f"<!-- {name}: begin -->\n<!-- {name}: end -->\n\n"
        page = page.replace(BEFORE, empty + BEFORE, 1)
    return put(page, name, sequential(table))


WRONG = 0.01
"""A check with a p below this has found something wrong."""
FILTER_WORDS = """\
Conditional runs come from a particle filter (how many runs are effective is said with each
answer). These checks ask whether it finds what it should."""
BRUTE_WORDS = """\
Of {runs:,} finished runs of the start, each is kept with the probability that the observation model
gives the record in that run (the likelihood, which is at most 1); those kept are exact draws given
the record. The duel ends in December 1930 here. The filter is run with 12 seeds of {each} runs.
The table compares who ends on top (chi-square over all persons, with the effective runs) and the
evidence, in standard errors of the difference.
*Intervals* are the stated 95 % intervals of single answers of 2 % and more, widened by
the error of what they are compared with, that hold the share of the kept runs. An
ensemble whose histories become few is tried again with four times the runs. Few histories go with
a high estimate of the evidence, so those that are left are low by a few per cent."""
SBC_WORDS = """\
A record is drawn from the model: one run of the start, and each change of standing in it up to a
month. The filter is given this record with an observation model so sharp (scale 0.1 months, slip
0.0001) that it nearly asks for exactly this record, since with the usual soft one the dates of
records are not drawn from any model. The true value then ranks evenly among {draws} draws of the
runs given the record, if the filter is right. For who ends on top it is the place of the true end
in the cumulated shares, drawn evenly within its own share. Ten bins, chi-square; below p = 0.01
something is wrong."""
REPEATED_WORDS = """\
Where finished runs hardly ever have the record, the filter is repeated with 12 seeds. *Spread* is
the standard deviation of shares over that which the stated effective runs imply."""


def brute_rows(table):
    yield (
        "| case | given, to | kept | effective | largest difference | p | evidence, z | intervals |"
    )
    yield "|---|---|--:|--:|---|--:|--:|--:|"
    for row in table:
        far = max(row["winners"], key=lambda one: abs(one["filter"] - one["kept"]))
        words = f"{far['actor']} {far['filter']:.1%} (kept runs: {far['kept']:.1%})"
        held = row["coverage"]
        yield (
            f"| {row['case']} | {row['words']}, {row['as_of']} | {row['kept']:,} | "
            f"{row['filter_effective']:,.0f} of {row['filter_runs']:,} | {words} | "
            f"{row['p']:.2f} | {row['z_evidence']:+.1f} | {held['held']} of {held['intervals']} |"
        )


def rank_rows(table):
    yield "| circle | value | records | counts in ten bins | p |"
    yield "|---|---|--:|---|--:|"
    for row in table:
        for one in row["ranks"]:
            value = {"ends on top": f"{row['watched']} ends on top", "winner": "who ends on top"}
            yield (
                f"| {row['circle']} | {value.get(one['value'], one['value'])} | {row['records']} | "
                f"{' '.join(map(str, one['counts']))} | {one['p']:.2f} |"
            )


def repeated_rows(table):
    yield "| case | given its record to | effective, mean (least) | spread | intervals |"
    yield "|---|---|--:|--:|--:|"
    for row in table:
        yield (
            f"| {row['case']} | {row['as_of']} | {row['effective']:.0f} "
            f"({row['effective_low']:.0f}) of {row['filter_runs'] // 12} | {row['spread']:.2f} | "
            f"{row['held']} of {row['intervals']} |"
        )


def filter_section(kept):
    """The section on whether the particle filter is right."""
    brute = [row for part, row in kept.items() if part.startswith("brute")]
    ranks = [row for part, row in kept.items() if part in ("toy", "duel")]
    repeats = [row for part, row in kept.items() if part.startswith("repeated")]
    yield from (
        "## Are conditional runs right?",
        "",
        f"**In one sentence: {in_short(brute, ranks)}**",
    )
    yield from ("", FILTER_WORDS, "")
    if brute:
        all_held = sum(row["coverage"]["held"] for row in brute)
        all_of = sum(row["coverage"]["intervals"] for row in brute)
        spreads = [row["coverage"]["spread"] for row in brute]
        spread = f"{min(spreads):.2f} to {max(spreads):.2f}"
        yield "### Against finished runs"
        yield from (
            "",
            BRUTE_WORDS.format(runs=brute[0]["runs"], each=brute[0]["filter_runs"] // 12),
        )
        yield from ("", *brute_rows(brute), "")
        yield (
            f"Together {all_held} of {all_of} stated intervals ({all_held / all_of:.0%}) hold the "
            f"share of the kept runs. Shares of single answers differ between seeds {spread} times "
            "as much as their effective runs say."
        )
        yield ""
    if ranks:
        yield from ("### By records drawn from the model", "", SBC_WORDS.format(draws=DRAWS), "")
        yield from (*rank_rows(ranks), "")
        for row in ranks:
            yield (
                f"{row['circle']}: {row['records']} records of {row['months']} months, "
                f"{row['contenders']} contenders, {row['runs']:,} runs each. {refusals(row)}"
            )
        yield ""
    if repeats:
        yield from ("### By repetition", "", REPEATED_WORDS, "", *repeated_rows(repeats), "")


def in_short(brute, ranks):
    """The answer of all checks: how far they agree, by what is worst."""
    worst = min(row["p"] for row in brute)
    far = max(abs(row["z_evidence"]) for row in brute)
    ranked = min((one["p"] for row in ranks for one in row["ranks"]), default=1.0)
    agrees = worst > WRONG and ranked > WRONG and far < 3.0
    verdict = "nothing is found wrong" if agrees else "something is wrong"
    return (
        f"{verdict}; in {len(brute)} conditions against finished runs the least p is {worst:.2f} "
        f"and the evidence is at most {far:.1f} standard errors off, and of the ranks of true "
        f"values the least p is {ranked:.2f}."
    )


def refusals(row):
    """Say what became of records that the filter hardly explains."""
    if "few" in row:
        return (
            f"{row['few']} of them have fewer than 100 effective runs, for which no answer would "
            "be given; they count here all the same, which makes the ranks of the values that a "
            "run has from its start less even."
        )
    return (
        f"Another {row['refused']} records left fewer than 100 effective runs, for which no "
        "answer is given, and are left out."
    )


def with_filter(page, kept):
    """Return the page with its section on conditional runs."""
    name = "filter"
    if f"<!-- {name}: begin -->" not in page:
        empty = f"<!-- {name}: begin -->\n<!-- {name}: end -->\n\n"
        page = page.replace(BEFORE, empty + BEFORE, 1)
    return put(page, name, filter_section(kept))


def check_filter(parts):
    """Do the checks of conditional runs, all or the named ones; keep each as soon as it is done."""
    for part, check in checks().items():
        if parts and part not in parts:
            continue
        found = check()
        kept = json.loads(FILTER.read_text(encoding="utf-8")) if FILTER.exists() else {}
        kept = dict(sorted({**kept, part: found}.items()))
        FILTER.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    page = PAGE.read_text(encoding="utf-8")
    runs = int(words[0]) if words and words[0].isdigit() else 400
    if "--filter" in sys.argv:
        check_filter(words)
    elif "--sequential" in sys.argv:
        table = kept(sequential_backtest("casebook", runs=runs, seed=1))
        SEQUENTIAL.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    else:
        found = backtest("casebook", runs=runs, seed=1)
        about = [f"{len(found.struggles)} struggles, {runs} runs of each, seed 1."]
        page = put(page, "plays", about)
        for name in (scores, regime_only, reliability, control, by_base, by_case):
            page = put(page, name.__name__.replace("_", "-"), name(found))
        write_scores(scores_of(found), SCORES)
    if SEQUENTIAL.exists():
        page = with_sequential(page, json.loads(SEQUENTIAL.read_text(encoding="utf-8")))
    if FILTER.exists():
        page = with_filter(page, json.loads(FILTER.read_text(encoding="utf-8")))
    PAGE.write_text(page, encoding="utf-8")
