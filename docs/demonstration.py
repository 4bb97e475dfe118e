"""Write the numbers of docs/decisions/demonstration.md: a killing weighed as a demonstration.

    python docs/demonstration.py [--runs 4000] [--struggle-runs 400] [--regimes 1000] [--seed 1]

Rewrites what stands between the markers; no number on that page is typed by hand.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from kill_words import ABROAD, KILLED, change
from marked import put, table

import whowhom as ww
from whowhom.backtesting.regime import forecast_of, regime_counts
from whowhom.backtesting.run import backtest
from whowhom.cli.facts import short_number
from whowhom.ensemble.reasons import Reasons, deaths
from whowhom.ensemble.what_if import run_with
from whowhom.scenario.calibrated import default_parameters
from whowhom.score.paired import mean_interval, paired_difference
from whowhom.score.scores import auc
from whowhom.score.truth import scored
from whowhom.sim.parameters import without

PAGE = Path(__file__).parent / "decisions" / "demonstration.md"
CASE, RIVAL = ww.read_case("duel"), "trotsky"
OFF = default_parameters().replace(demonstration=0.0)
WEIGHTS = (-1.0, 0.0, 0.5, 1.0, 2.0, 5.0)
CHOSEN = 1.0
"""The weight that the idea itself has: the leader weighs all that is taken from the others."""
TABOOS = (0.75, 0.5, 0.25)
"""Factors of the taboo among which the control with as many killings is looked for."""
BY = ("1929-12", "1936-12", "1940-12")
FACTS = ("fate_ok", "fate_exile", "fate_jail", "fate_death", "insiders_by_natural", "success")
WORDS = {
    "log_loss": "winner: log loss",
    "brier": "winner: Brier score",
    "brier_fates": "fate of each: Brier score",
    "killing": "killed or not: Brier score",
    "brier_removed": "removed or not: Brier score",
    "log_loss_first": "first removed: log loss",
    "crps_months": "months to the decision: CRPS",
}


def weighing(weight):
    """Return the default parameters with a weight of the demonstration."""
    return OFF.replace(demonstration=weight)


def with_taboo(factor):
    """Return the default parameters without demonstration, the taboo times a factor in each set."""
    at = OFF.names.index("taboo")
    rows = (tuple(v * factor if i == at else v for i, v in enumerate(row)) for row in OFF.values)
    return replace(OFF, values=tuple(rows))


def label(name):
    return name if isinstance(name, str) else f"{name:g}"


def tell(what):
    sys.stderr.write(f"{what}\n")


# ----------------------------------------------------------------------- other struggles


@dataclass(frozen=True)
class Scored:
    """The forecasts of the struggles under some parameters, scored: one number a struggle."""

    scores: dict
    killed: np.ndarray
    """Contenders that are killed on average."""
    removed: np.ndarray
    ranks: float
    """How well the chance of a killing tells the killed from the others that were removed: AUC."""


def score(known, parameters, runs, seed):
    """Forecast and score the struggles of a backtest under some parameters."""
    counts = regime_counts(known.struggles, runs=runs, seed=seed, parameters=parameters)
    forecasts, truths = [forecast_of(count) for count in counts], known.truths
    rows = [scored(one, truth) for one, truth in zip(forecasts, truths, strict=True)]
    for row, one, truth in zip(rows, forecasts, truths, strict=True):
        errors = [one.fates[who]["death"] - (truth.fates[who] == "death") for who in one.fates]
        row["killing"] = float(np.mean(np.square(errors)))
    chances = {
        (place, who): one.fates[who]["death"] / one.removed[who]
        for place, (one, truth) in enumerate(zip(forecasts, truths, strict=True))
        for who in truth.removed
    }
    tell("struggles scored")
    return Scored(
        scores={name: np.array([row[name] for row in rows], float) for name in WORDS},
        killed=np.array([sum(f["death"] for f in one.fates.values()) for one in forecasts]),
        removed=np.array([sum(one.removed.values()) for one in forecasts]),
        ranks=auc(chances, frozenset(key for key in chances if is_killed(truths, *key))),
    )


def is_killed(truths, place, who):
    return truths[place].fates[who] == "death"


def recorded(known):
    """Return how many were killed and how many removed in each struggle."""
    killed = [sum(fate == "death" for fate in truth.fates.values()) for truth in known.truths]
    return np.array(killed), np.array([len(truth.removed) for truth in known.truths])


def matched(known, found, runs, seed):
    """Return the factor of the taboo with which as many are killed, and the scores at it."""
    killed = [score(known, with_taboo(f), runs, seed).killed.sum() for f in TABOOS]
    wanted, killed = found[CHOSEN].killed.sum(), [found[0.0].killed.sum(), *killed]
    factor = round(float(np.interp(wanted, killed, (1.0, *TABOOS))), 3)
    return factor, score(known, with_taboo(factor), runs, seed)


def spelled(interval, digits=3):
    text = (
        f"{interval.mean:+.{digits}f} ({interval.low:+.{digits}f} to {interval.high:+.{digits}f})"
    )
    return f"**{text}**" if interval.is_clear else text


def struggles(known, found, control, runs):
    killed, removed = recorded(known)
    yield (
        f"{len(known.struggles)} struggles, {runs} runs of each. *Too many*: killed contenders a "
        "struggle, model less record. *AUC*: how well the chance of being killed if removed tells "
        f"the killed from the other removed. In the record {killed.sum()} of {removed.sum()} "
        f"removed contenders were killed: {100 * killed.sum() / removed.sum():.0f} of 100."
    )
    yield ""
    rows = []
    for name, one in [*found.items(), control]:
        rows.append(
            [
                label(name),
                f"{one.scores['log_loss'].mean():.3f}",
                f"{one.scores['brier_fates'].mean():.3f}",
                versus(one, found[0.0], "brier_fates"),
                versus(one, found[0.0], "killing"),
                f"{100 * one.killed.sum() / one.removed.sum():.0f}",
                spelled(mean_interval(one.killed - killed), 2),
                f"{one.ranks:.3f}",
            ]
        )
    yield from table(
        ["weight", "log loss of the winner", "Brier of fates", "change (90 %)",
         "change, killed or not (90 %)", "killed of 100 removed", "too many (90 %)", "AUC"],
        rows,
    )  # fmt: skip


def versus(one, other, name):
    if one is other:
        return ""
    return spelled(paired_difference(one.scores[name], other.scores[name]), 4)


def every_score(found, control):
    name, as_many = control
    chosen, off = found[CHOSEN], found[0.0]
    compared = ((chosen, off), (as_many, off), (chosen, as_many))
    rows = [
        [words, f"{off.scores[key].mean():.3f}", *(versus(*two, key) for two in compared)]
        for key, words in WORDS.items()
    ]
    yield from table(
        ["score, less is better", "at 0", f"weight {CHOSEN:g}, change (90 %)",
         f"{name}, change (90 %)", f"weight {CHOSEN:g} less {name} (90 %)"],
        rows,
    )  # fmt: skip


def left_out(found):
    """The weight chosen on the other struggles, for each struggle."""
    weights = [weight for weight in found if weight >= 0]
    losses = np.array([found[weight].scores["brier_fates"] for weight in weights])
    others = (losses.sum(axis=1, keepdims=True) - losses) / (losses.shape[1] - 1)
    best = others.argmin(axis=0)
    held_out = losses[best, np.arange(losses.shape[1])]
    picked = ", ".join(
        f"{weight:g} ({np.count_nonzero(best == place)} times)"
        for place, weight in enumerate(weights)
        if np.any(best == place)
    )
    change_of = spelled(paired_difference(held_out, losses[weights.index(0.0)]), 4)
    yield (
        f"With the weight chosen for each struggle as the best on all others, which is {picked}, "
        f"the Brier score of the struggle left out changes by {change_of}."
    )


# ------------------------------------------------------------------------ duel and facts


def duel(runs, seed, control):
    """Yield the killing of the rival under each weight."""
    under = {weight: weighing(weight) for weight in WEIGHTS} | {control[0]: control[1]}
    found = {}
    for name, parameters in under.items():
        result = run_with(CASE, parameters, runs=runs, seed=seed)
        found[name] = deaths(result, RIVAL)
        tell(f"duel {name}")
    off = without(weighing(CHOSEN), ["deterrence"])
    untaught = deaths(run_with(CASE, off, runs=runs, seed=seed), RIVAL)
    yield (
        f"{runs:,} paired runs of each; of 100 runs, with the 95 % interval of the paired change. "
        "*A10*: what changes where a killing teaches the others nothing (`without "
        "mechanisms.deterrence`)."
    )
    yield ""
    rows = []
    for name, one in found.items():
        pairs = Reasons(
            reasons=(), base=found[0.0], alone={"": one}, pairs={}, circle=result.circle
        )
        taught = replace(pairs, base=one, alone={"": untaught})
        month = one.median()
        rows.append(
            [
                label(name),
                f"{100 * one.killed.mean():.1f}",
                marked(pairs.effect("")) if name != 0.0 else "",
                f"{100 * one.abroad.mean():.1f}",
                marked(pairs.effect("", ABROAD)) if name != 0.0 else "",
                *(f"{100 * pairs.share(f'{KILLED} by {end}', ''):.1f}" for end in BY),
                "" if month is None else result.circle.month(month),
                marked(taught.effect("")) if isinstance(name, float) else "",
            ]
        )
    yield from table(
        ["weight", "killed", "change", "killed abroad", "change",
         *(f"by {end[:4]}" for end in BY), "median", "A10"],
        rows,
    )  # fmt: skip


def marked(estimate):
    text = change(estimate, digits=1)
    return f"**{text}**" if estimate.is_clear else text


def facts(regimes, seed, control):
    """Yield the facts that concern the fate of the removed, and how many facts are met."""
    under = {weight: weighing(weight) for weight in WEIGHTS if weight <= 2}
    under |= {control[0]: control[1]}
    found = {}
    for name, parameters in under.items():
        found[name] = ww.stylised_facts(regimes=regimes, seed=seed, parameters=parameters)
        tell(f"facts {name}")
    head = [found[0.0][name].target for name in FACTS]
    yield f"{regimes:,} regimes of {found[0.0].years} years; in brackets the 95 % interval."
    yield ""
    rows = [["(target)", *(f"{t.target:.2g} ({t.low:.2g} to {t.high:.2g})" for t in head)]]
    rows[0] += ["", "", ""]
    for name, one in found.items():
        rows.append([label(name), *(told(one[fact]) for fact in FACTS)])
        rows[-1] += [
            str(sum(getattr(fact, which) is True for fact in one.facts))
            for which in ("has_right_sign", "has_right_order", "is_inside")
        ]
    names = [f"{t.fact} {t.text}" for t in head]
    yield from table(["weight", *names, "right side", "right order", "inside"], rows)
    yield ""
    yield from moved(found[0.0], found[CHOSEN])


def told(fact):
    return f"{short_number(fact.value)} ({short_number(fact.low)} to {short_number(fact.high)})"


def moved(off, chosen):
    changes = [
        f"{b.target.fact} {b.target.text} {short_number(a.value)} to {short_number(b.value)}"
        f" (target {short_number(b.target.target)})"
        for a, b in zip(off.facts, chosen.facts, strict=True)
        if a.is_inside != b.is_inside or a.has_right_order != b.has_right_order or a.side != b.side
    ]
    yield (
        f"From weight 0 to {CHOSEN:g} these facts change their side, their order or whether they "
        f"are inside: {'; '.join(changes) or 'none'}."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=4000, help="of the duel, for each weight")
    parser.add_argument("--struggle-runs", type=int, default=400, help="of each struggle")
    parser.add_argument("--regimes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    some = given.struggle_runs, given.seed
    known = backtest(models=["proportional"])
    found = {weight: score(known, weighing(weight), *some) for weight in WEIGHTS}
    factor, as_many = matched(known, found, *some)
    control = f"taboo x {factor:g}", with_taboo(factor)
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in {
        "struggles": struggles(known, found, (control[0], as_many), given.struggle_runs),
        "left out": left_out(found),
        "scores": every_score(found, (control[0], as_many)),
        "demonstration duel": duel(given.runs, given.seed, control),
        "facts": facts(given.regimes, given.seed, control),
    }.items():
        text = put(text, name, lines)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
