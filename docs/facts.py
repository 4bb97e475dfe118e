"""Write the numbers of docs/facts.md: a simulated population against facts of real regimes.

    python docs/facts.py [REGIMES]        # 300 regimes by default

Rewrites what stands between the markers; no number there is typed by hand.
"""

import sys
from pathlib import Path

from marked import put

from whowhom.cli.facts import short_number
from whowhom.facts.compare import HELD_OUT, sources, stylised_facts, targets, unmodelled

PAGE = Path(__file__).parent / "facts.md"
CLOSED = (
    *("hazard_1", "hazard_2_7", "hazard_8_10", "hazard_11_20", "weibull_shape"),
    *("attempts_fall", "success", "entry_gap", "dangerous_friends"),
)
WORDS = {True: "right", False: "wrong", None: ""}


def setting(found):
    ends = found.records.spells["exit"]
    yield (
        f"{found.regimes} regimes of {found.years} years, seed {found.seed}: {len(ends)} spells of "
        f"rule, of which {sum(ends == 1)} ended by insiders, {sum(ends == 2)} by natural death, "
        f"{sum(ends == 3)} by being overtaken, and {sum(ends == 0)} were cut off; "
        f"{len(found.records.tries)} attempts against rulers."
    )


def facts(found):
    yield "|  | fact | target | 95 % | model | 95 % | use | side | order | inside |"
    yield "|---|---|--:|---|--:|---|---|---|---|---|"
    for fact in found.facts:
        target = fact.target
        inside = {True: "yes", False: "no", None: ""}[fact.is_inside]
        yield (
            f"| {target.fact} | {target.text} | {short_number(target.target)} | "
            f"{span(target.low, target.high)} | "
            f"{short_number(fact.value)} | {span(fact.low, fact.high)} | {target.use} | "
            f"{fact.side} | {WORDS[fact.has_right_order]} | {inside} |"
        )


def span(low, high):
    if low != low:  # not a number: nothing was seen
        return ""
    return f"{short_number(low)} to {short_number(high)}"


def verdict(found):
    for use in ("fitted", HELD_OUT):
        chosen = [fact for fact in found.facts if fact.target.use == use]
        sided = [fact for fact in chosen if fact.has_right_sign is not None]
        ranged = [fact for fact in chosen if fact.is_inside is not None]
        words = "For fitting" if use == "fitted" else "Held out"
        yield (
            f"- {words}: {sum(f.has_right_sign for f in sided)} of {len(sided)} on the "
            f"right side, {sum(f.has_right_order is True for f in chosen)} of {len(chosen)} in the "
            f"right order of magnitude, {sum(f.is_inside for f in ranged)} of {len(ranged)} inside "
            "the interval of the target."
        )


def closed(found, other):
    yield "| fact | target | newcomers | closed |"
    yield "|---|--:|--:|--:|"
    for name in CLOSED:
        fact = found[name]
        yield (
            f"| {fact.target.fact} {fact.target.text} | {short_number(fact.target.target)} | "
            f"{short_number(fact.value)} | {short_number(other[name].value)} |"
        )


def cannot():
    yield "| fact |  | because |"
    yield "|---|---|---|"
    for each in unmodelled():
        yield f"| {each.fact} | {each.text} | {each.because} |"


def citations():
    for name, citation in sources().items():
        told = sorted({target.fact for target in targets() if target.source == name}, key=order)
        yield f"- {', '.join(told)}: {citation}"


def order(fact):
    return int(fact[1:])


def write(found, other):
    page = PAGE.read_text(encoding="utf-8")
    for name, lines in (
        ("setting", setting(found)),
        ("facts", facts(found)),
        ("verdict", verdict(found)),
        ("closed", closed(found, other)),
        ("unmodelled", cannot()),
        ("sources", citations()),
    ):
        page = put(page, name, lines)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    regimes = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    write(
        stylised_facts(regimes=regimes, seed=1),
        stylised_facts(regimes=regimes, seed=1, renewal=0.0),
    )
