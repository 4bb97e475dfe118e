"""Write the numbers of docs/counterfactuals.md: the ready questions of the duel, and pairing.

    python docs/counterfactuals.py [PAIRS]      # 1,000 pairs of each by default: ten minutes

Rewrites what stands between the markers; no number on that page is typed by hand.
"""

import math
import sys
from pathlib import Path

from marked import put

from whowhom.cases import read_case
from whowhom.ensemble.what_if import compared, run_with
from whowhom.scenario.calibrated import default_parameters
from whowhom.scenario.change import Change, changed
from whowhom.scenario.questions import questions

PAGE = Path(__file__).parent / "counterfactuals.md"
CASE = read_case("duel")
OUTCOMES = (("stalin", "wins"), ("trotsky", "killed"), ("trotsky", "abroad at the end"))
SMALL = (
    "actors.stalin.apparatus",
    "actors.zinoviev.apparatus",
    "posts.gensec.fills.cadres",
    "audiences.cadres.weight",
    "conditions.norm",
)
"""Uncertain values of which each range is moved up by a tenth of its width."""


def value_of(path):
    table, *rest = path.split(".")
    if table == "conditions":
        return next(one.value for one in CASE.conditions if one.id == rest[0])
    row = next(one for one in getattr(CASE, table) if one.id == rest[0])
    if table == "actors":
        return row.bases[rest[1]]
    found = getattr(row, rest[1])
    return found[rest[2]] if len(rest) > 2 else found


def moved(path):
    value = value_of(path)
    step = (value.high - value.low) / 10
    top = {"actors": 3.0, "conditions": 1.0}.get(path.split(".")[0], math.inf)
    if value.high + step > top:
        step = -step
    return f"{value.low + step:.6g}..{value.high + step:.6g}"


def asked(base, change, pairs):
    case, parameters = changed(CASE, change)
    return compared(change, base, run_with(case, parameters, runs=pairs, seed=1))


def cell(effect):
    parts = (100 * effect.difference, 100 * effect.low, 100 * effect.high)
    middle, low, high = (f"{part:+.1f}" for part in parts)
    text = f"{middle} ({low} to {high})"
    return f"**{text}**" if effect.is_clear else text


def question_rows(found):
    head = "Stalin wins | Trotsky killed | Trotsky abroad at the end"
    yield f"| | question | other winner | anything else | {head} |"
    yield "|---|---|--:|--:|---|---|---|"
    for question, answer in found:
        effects = " | ".join(cell(answer.effect(what, actor=who)) for who, what in OUTCOMES)
        yield (
            f"| {question.id} | {question.ask} `{question.change}` | {answer.flips:.0%} | "
            f"{answer.altered:.0%} | {effects} |"
        )


def pairing_rows(found):
    yield "| change | other winner | Stalin wins | Trotsky killed |"
    yield "|---|--:|--:|--:|"
    for name, answer in found:
        gains = [answer.effect(what, actor=who).pairing for who, what in OUTCOMES[:2]]
        told = ["no run changed" if math.isinf(gain) else f"{gain:.1f}" for gain in gains]
        yield f"| {name} | {answer.flips:.0%} | {told[0]} | {told[1]} |"


if __name__ == "__main__":
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    base = run_with(CASE, default_parameters(), runs=pairs, seed=1)
    film = [question for question in questions(CASE) if not question.why_kill]
    ready = [(question, asked(base, question.change, pairs)) for question in film]
    small = []
    for path in SMALL:
        change = Change.of(set={path: moved(path)})
        small.append((f"`{change}`", asked(base, change, pairs)))
    large = [(f"{question.id}", answer) for question, answer in ready if question.id in
             ("X1", "X6", "X8", "K1", "K2")]  # fmt: skip
    page = PAGE.read_text(encoding="utf-8")
    page = put(page, "pairs", [f"{pairs:,} paired runs of each question, seed 1."])
    page = put(page, "questions", question_rows(ready))
    page = put(page, "pairing", pairing_rows(small + large))
    PAGE.write_text(page, encoding="utf-8")
