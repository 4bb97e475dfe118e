"""Write the numbers, sentences and the picture of docs/why_kill_him.md from runs.

    python docs/why_kill_him.py [--runs 2000] [--pair-runs 400] [--filters 8] [--seed 1]
    python docs/why_kill_him.py --only dates    only what is given the record
    python docs/why_kill_him.py --only words    nothing is simulated

Rewrites what stands between the markers; no number on that page is typed by hand, and what is
concluded is chosen by the numbers. With 2,000 and 400 the part from the start takes some 60,000
runs. What is found given the record is kept in ``why_kill_him.json``, of which that part of the
page is written.
"""

import argparse
import sys
from functools import reduce
from pathlib import Path
from statistics import NormalDist

import kill_given
import kill_words as words
import polars as pl
from kill_words import ABROAD, KILLED, change, joined, median, share
from marked import put, table

import whowhom as ww
from whowhom.charts import DARK, LIGHT, Look, decisions, page, struck
from whowhom.charts.words import FATE_WORDS, of_100
from whowhom.ensemble.reasons import Reason, both, reasons
from whowhom.scenario.questions import questions
from whowhom.sim.layout import STANDINGS

PAGE = Path(__file__).with_name("why_kill_him.md")
PICTURES = Path(__file__).with_name("pictures")
CASE = ww.read_case("duel")
RIVAL = "trotsky"
MONTHS = {
    "1927-11": "expelled from the party",
    "1929-02": "sent abroad",
    "1935-01": "after the murder of Kirov",
    "1936-08": "condemned in absentia",
    "1939-03": "the documented order",
    "1939-09": "after the pact",
    "1940-08": "the killing",
}
"""The months that are asked about, and what is documented of them."""
YEARS = range(1927, 1941)
BY = ("1929-12", "1936-12", "1940-12")
HOLD_BACK = ("A3", "A6")
"""Answers to why Trotsky was not killed; all others say why it was done."""
FILM = ("A3", "A4", "A5", "A9")
THREAT = ("home", "echo", "rally", "shadow")
COST = ("constant", "following", "taboo", "sentence", "weakness")
STATE = ("norm", "terror", "focal", "leader_share")
ASKED = {q.id: q for q in questions(CASE) if q.why_kill == RIVAL}


def answers():
    """Return the partial answers that can be taken away."""
    return [Reason(id=q.id, says=q.ask, change=q.change) for q in ASKED.values() if q.change]


def left_alone():
    """Return what is taken away so that only some of the answers for the killing are left."""
    speak_for = [one for one in answers() if one.id not in HOLD_BACK]
    kept = {"none of them": (), "the film's own account": FILM}
    kept |= {one.id: (one.id,) for one in speak_for}
    return [
        Reason(
            id=name,
            says=name,
            change=reduce(both, [one.change for one in speak_for if one.id not in keep]),
        )
        for name, keep in kept.items()
    ]


# -------------------------------------------------------------------------------------- tables


def marked(estimate, digits=1):
    text = change(estimate, digits=digits)
    return f"**{text}**" if estimate.is_clear else text


def spread(found, month, quantity):
    s = found.spread(month, quantity)
    return f"{s.q50:.3f} ({s.q05:.3f} to {s.q95:.3f})" if s.runs else "-"


def counts(found, month):
    """Return how many runs have each standing."""
    m = found.place(month)
    return {name: int(found.standing[m, s]) for s, name in enumerate(STANDINGS)}


def by_the_end_of(found, reason=None):
    return [of_100(found.share(f"{KILLED} by {month}", reason)) for month in BY]


def months_asked(found):
    runs = found.result.runs
    rows = []
    for month, what in MONTHS.items():
        m, standing = found.place(month), counts(found, month)
        known = int(found.known[m])
        rows.append(
            [
                f"{month} {what}",
                of_100(known / runs),
                *(of_100(standing[name] / runs) for name in ("abroad", "hunted", "killed")),
                *(spread(found, month, name) for name in ("threat", "revenge", "cost", "balance")),
                share(int(found.death[m]), known),
            ]
        )
    yield (
        f"{runs:,} runs, seed {found.result.seed}. The first four numbers are of 100 runs, at the "
        "month's review. Then, over those in which Trotsky is out and alive, the median and in "
        "brackets the central 90 % of the runs; *balance* is threat and revenge less cost. "
        "*Kill* is of 100 of these runs, with its 95 % interval."
    )
    yield ""
    head = ["month", "out, alive", "abroad", "hunted", "killed before"]
    yield from table([*head, "threat", "revenge", "cost", "balance", "kill"], rows)


def parts(found):
    names = ("threat", *THREAT, "revenge", "cost", *COST, *STATE)
    rows = [
        [month, *(f"{found.spread(month, name).mean:.3f}" for name in names)] for month in MONTHS
    ]
    yield (
        f"Threat = {' + '.join(THREAT)}; cost = {' + '.join(COST)}. *Focal* is the shock abroad "
        "that needs a known name, *leader share* the leader's share of power."
    )
    yield ""
    yield from table(["month", *(name.replace("_", " ") for name in names)], rows)


def year_by_year(found):
    runs = found.result.runs
    rows = []
    for year in YEARS:
        month = f"{year}-12"
        m, standing = found.place(month), counts(found, month)
        rows.append(
            [
                month,
                *(share(standing[name], runs) for name in ("abroad", "hunted", "killed")),
                *(spread(found, month, quantity) for quantity in ("threat", "cost")),
                share(int(found.death[m]), int(found.known[m])),
            ]
        )
    yield from table(["month", "abroad", "hunted", "killed", "threat", "cost", "kill"], rows)


def taken_away(single):
    yield (
        f"{single.runs:,} paired runs of each. The last four columns are not changes: of 100 "
        f"runs, killed by the end of {joined(month[:4] for month in BY)}, and the median month of "
        "a killing."
    )
    yield ""
    base = [f"{100 * single.share(outcome):.1f}" for outcome in (KILLED, ABROAD)]
    rows = [["(nothing)", *base, *by_the_end_of(single), median(single)]]
    for name, question in ASKED.items():
        told = ["not in the model", *[""] * (2 + len(BY))]
        if name in single.alone:
            told = [marked(single.effect(name, outcome)) for outcome in (KILLED, ABROAD)]
            told += [*by_the_end_of(single, name), median(single, name)]
        rows.append([f"{name} {question.ask}", *told])
    head = ["taken away", "killed", "killed abroad", *(f"by {month[:4]}" for month in BY)]
    yield from table([*head, "median"], rows)


def coding():
    for question in ASKED.values():
        how = f"`{question.change}`. " if question.change else ""
        yield f"- **{question.id}** ({question.source}): {how}{question.note}"


def in_pairs(double):
    names, tests = [one.id for one in double.reasons], len(double.pairs)
    z = NormalDist().inv_cdf(1 - 0.05 / tests / 2)
    found = {pair: double.interaction(*pair, z=z) for pair in double.pairs}
    yield (
        f"{double.runs:,} runs of each of {tests} pairs. Bold where the interval, widened so that "
        f"all {tests} hold at once in 95 of 100, leaves out zero."
    )
    yield ""

    def entry(pair):
        if pair not in found:
            return ""
        text = f"{100 * found[pair].value:+.0f}"
        return f"**{text}**" if found[pair].is_clear else text

    rows = [[one, *(entry((one, two)) for two in names[1:])] for one in names[:-1]]
    yield from table(["", *names[1:]], rows)
    yield ""
    clear = [pair for pair in found if found[pair].is_clear]
    if not clear:
        yield "No pair does together clearly more or less than the sum of what both do alone."
    for pair in sorted(clear, key=lambda pair: -abs(found[pair].value)):
        alone = joined(f"{100 * double.effect(one).value:+.0f}" for one in pair)
        yield (
            f"- {joined(pair)}: {alone} alone, {100 * double.joint(*pair).value:+.0f} together; "
            f"interaction {change(found[pair])}."
        )


def alone(only):
    base = only.share(KILLED)
    rows = [["all of them", of_100(base), of_100(only.share(ABROAD)), "100"]]
    rows[0] += [*by_the_end_of(only), median(only)]
    for one in sorted(only.reasons, key=lambda one: -only.share(KILLED, one.id)):
        deaths = only.alone[one.id]
        rows.append(
            [
                one.id,
                *(share(int(some.sum()), only.runs) for some in (deaths.killed, deaths.abroad)),
                of_100(words.part_of(only.share(KILLED, one.id), base)),
                *by_the_end_of(only, one.id),
                median(only, one.id),
            ]
        )
    yield (
        f"{only.runs:,} runs of each; of 100 runs. {joined(HOLD_BACK)}, which hold back, are "
        "left in throughout."
    )
    yield ""
    head = ["left", "killed", "killed abroad", "of 100 killings", *(f"by {m[:4]}" for m in BY)]
    yield from table([*head, "median"], rows)
    yield ""
    yield words.what_is_left(only)


# -------------------------------------------------------------------------------- words, picture


def in_short(found, single, only):
    yield words.how_often(single, documented_killing())
    yield words.what_is_decided(found, MONTHS)
    yield words.when(found)
    yield from words.which_carry(single)
    yield words.why_exile_first(single)
    yield from words.the_film(found, single, only)


def documented_killing():
    events = [e for e in CASE.course if (e.actor, e.event) == (RIVAL, "assassinated")]
    return month_of(events[0].date)


def month_of(period):
    return f"{period.earliest.year}-{period.earliest.month:02d}"


def documented():
    """Return what is documented of Trotsky, and the two events that the answers turn on."""
    ends = {"expelled", "abroad", "assassinated"}
    course = [e for e in CASE.course if e.actor == RIVAL and e.event in ends]
    rows = [(month_of(e.date), FATE_WORDS[e.event]) for e in course]
    named = {"kirov": "Kirov", "pact": "pact"}
    rows += [(month_of(s.date), named[s.id]) for s in CASE.shocks if s.id in named]
    rows.append((month_of(next(e for e in CASE.chronicle if e.id == "a051").date), "order"))
    return pl.DataFrame(rows, schema=["documented", "event"], orient="row")


def picture(found, theme):
    look = Look.of(found.result.case, theme)
    span, known = ("1927-01", "1940-12"), documented()
    title = f"{look.name(RIVAL)}: the threat, and what a killing would cost"
    least = max(1, min(20, found.result.runs // 10))
    above = decisions(
        found.table(), documented=known, span=span, least=least, look=look, title=title
    )
    title = "Abroad, hunted, killed"
    below = struck(found.standings(), documented=known, span=span, look=look, title=title)
    return page([[above], [below]], look)


def draw(found):
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        chart = picture(found, theme)
        chart.save(PICTURES / f"why-kill-him-{name}.png", scale_factor=2)
    dark = "pictures/why-kill-him-dark.png"
    yield "<picture>"
    yield f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">'
    yield f'  <img alt="{chart["description"]}" src="pictures/why-kill-him-light.png">'
    yield "</picture>"


def written_given(text, points):
    """Return the page with what is given the record written anew."""
    for name, lines in kill_given.parts_of(points, {"dark": DARK, "light": LIGHT}).items():
        text = put(text, name, lines)
    return text


def written(text, found, single, only, double):
    """Return the page with everything from the start of the case written anew."""
    for name, lines in {
        "short": in_short(found, single, only),
        "picture": draw(found),
        "months": months_asked(found),
        "parts": parts(found),
        "years": year_by_year(found),
        "answers": taken_away(single),
        "coding": coding(),
        "pairs": in_pairs(double),
        "alone": alone(only),
    }.items():
        text = put(text, name, lines)
    return text


def tell(done, whole):
    sys.stderr.write(f"{done} of {whole} ensembles\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2000, help="runs, and runs of each answer")
    parser.add_argument("--pair-runs", type=int, default=0, help="of each pair [a fifth]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--filters", type=int, default=8, help="independent filters of each date")
    parser.add_argument("--only", choices=("dates", "words"), help="only a part of the work")
    given = parser.parse_args()
    if given.only != "words":
        kill_given.simulate(given.runs, given.filters, given.seed)
    text = written_given(PAGE.read_text(encoding="utf-8"), kill_given.read())
    if given.only is None:
        text = from_the_start(text, given)
    PAGE.write_text(text, encoding="utf-8")


def from_the_start(text, given):
    """Simulate the case from its start, and return the page with that part written anew."""
    few = given.pair_runs or max(20, given.runs // 5)
    some = {"actor": RIVAL, "seed": given.seed, "progress": tell}
    found = ww.decision_record(CASE, runs=given.runs, actor=RIVAL, seed=given.seed)
    single = reasons(CASE, answers(), runs=given.runs, **some)
    only = reasons(CASE, left_alone(), runs=given.runs, **some)
    double = reasons(CASE, answers(), runs=few, in_pairs=True, **some)
    return written(text, found, single, only, double)


if __name__ == "__main__":
    main()
