"""What a result says, each thing worded once: named sentences, with their tables and numbers.

Command line, report and pages lay these out and word nothing of their own.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whowhom.cases.case import BASES, Case, Quantity
from whowhom.cases.evidence import GRADES, UNSOURCED, evidence, sourced_values, spoken_path
from whowhom.cases.problems import did_you_mean
from whowhom.ensemble import answers
from whowhom.ensemble.answers import NOBODY
from whowhom.ensemble.documented import DEATH, FALL
from whowhom.ensemble.outcome import FATES
from whowhom.ensemble.precision import why_stopped
from whowhom.ensemble.sentences import (
    FATE_WORDS,
    NOTHING,
    actor_names,
    counted,
    headline,
    in_hundred,
    is_open,
    month_words,
    per_hundred,
    within_sampling_error,
)
from whowhom.ensemble.turning import turning_points
from whowhom.ensemble.undecided import CLOSE, leaders, undecided, undecided_summary
from whowhom.ensemble.unknowns import FEWEST
from whowhom.errors import InvalidInput
from whowhom.reporting.anchoring import (
    anchor_finding,
    anchor_weights,
    anchored_falls,
    anchored_how,
    anchored_leads,
)
from whowhom.reporting.blocks import Finding, table
from whowhom.reporting.causes import inputs, parameters, turning
from whowhom.reporting.figures import unknowns_of
from whowhom.theory.words import joined

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.unknowns import Unknowns

__all__ = ["evidence_of", "findings", "ranked_inputs"]

_MOST_COALITIONS = 12
_EVENTS = {**FATE_WORDS, FALL: "falls", DEATH: "dies"}
_SHORT_FATES = {
    "inner": "inner",
    "demoted": "demot",
    "expelled": "expel",
    "internal_exile": "exile",
    "abroad": "abroad",
    "prison": "prison",
    "executed": "exec",
    "assassinated": "assas",
    "died": "died",
}


def findings(result: "Result", *, only: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what a result says: the answer, how sure it is, and what it depends on.

    Parameters
    ----------
    result : Result
        As :func:`whowhom.run` or :func:`whowhom.read_result` returns it.
    only : collection of str, optional
        Ids of the findings that are wanted; all of them if empty. ``turning`` and ``inputs`` read
        every run and take seconds, the others next to nothing.

    Returns
    -------
    tuple of Finding
        In this order, each left out where there is nothing to say: ``answer`` (who leads and who
        ends as sole ruler), ``leads``, ``coalition`` and ``remain`` (where no one is sole ruler:
        who leads with what power, who together holds the majority, how it ended; they read every
        run once), ``anchor``, ``anchor_weights``, ``anchored_leads``, ``anchored_how`` and
        ``anchored_falls`` (of a result that :func:`whowhom.anchor` made: the chance that the leader
        is removed as each view has it, how far the runs are reweighted, who leads then, how the
        leader falls, who else does), ``sampling`` (how far sampling error goes), ``close`` (the gap
        between the first two is within it), ``falls``, ``fates``, ``removals``, ``ruler`` and
        ``record`` (the documented course beside the runs), ``turning`` (when it is decided),
        ``inputs`` (which uncertain entries of the case matter, and what would follow),
        ``parameters`` (the same of the model), ``evidence`` (what speaks for the inputs),
        ``weakest`` (the least certain of them).

    Raises
    ------
    InvalidInput
        If there is no finding of a wanted id.

    Examples
    --------
    >>> import whowhom as ww
    >>> result = ww.run(ww.read_case("poland_1956"), runs=20, seed=1)
    >>> [found.id for found in ww.findings(result, only=["answer", "sampling"])]
    ['answer', 'sampling']
    """
    for name in only:
        if name not in _FINDINGS:
            guess = did_you_mean(name, _FINDINGS) or f"there are: {', '.join(_FINDINGS)}"
            raise InvalidInput(f"there is no finding {name!r}; {guess}")
    wanted = [make for name, make in _FINDINGS.items() if not only or name in only]
    return tuple(found for make in wanted for found in (make(result),) if found is not None)


def _answer(result: "Result") -> Finding:
    rows, names = answers.winners(result.tally, result.circle), actor_names(result.case)
    built = table(
        "Sole ruler at the end",
        ("sole ruler at the end", "of 100 runs", "95% interval"),
        [
            (names[row["actor"]], per_hundred(row["share"], result.runs), _interval(row))
            for row in rows
        ],
        numbers=("of 100 runs", "95% interval"),
        short=("Sole ruler at end", "of 100", "95% interval"),
        bars=[row["share"] for row in rows],
    )
    return Finding(id="answer", sentence=headline(result), table=built, numbers=tuple(rows))


def _leads(result: "Result") -> Finding | None:
    """Say how strong the leader is where nobody rules; the table counts sole rulers, too."""
    found, runs = undecided(result), result.runs
    if not found.count:
        return None
    summary = undecided_summary(found, result.tally, result.circle)
    rows, names = summary["leaders"], actor_names(result.case) | {NOBODY: "no one is left"}
    columns = (
        *("leads at the end", "of 100 runs", "95% interval", "as sole ruler"),
        *("without a sole ruler", "power there", "in 90% of these"),
    )
    built = table(
        "Who leads at the end; power: share of the circle's power where no one is sole ruler",
        columns,
        [
            (
                names[row["actor"]],
                per_hundred(row["share"], runs),
                _interval(row),
                per_hundred(row["rules"], runs),
                per_hundred(row["first"], runs),
                *_power(row),
            )
            for row in rows
        ],
        numbers=columns[1:],
        short=("Leads at end", "of 100", "95% interval", "ruler", "no ruler", "power", "90%"),
    )
    return Finding(id="leads", sentence=_how_close(summary, runs), table=built, numbers=tuple(rows))


def _how_close(summary: Mapping[str, Any], runs: int) -> str:
    """Say how much power the leader has where nobody rules, and what is missing."""
    often = in_hundred(summary["share"], runs)
    if summary["power"] is None:
        return f"In {often} runs no one is sole ruler: no one is left in the circle."
    middle, spread = _power(summary)
    missing = 100 * summary["missing"]
    return (
        f"In the {often} runs without a sole ruler the leader holds {middle} of the power (median; "
        f"{spread} in 90% of these), {missing:.0f} points short of the majority (median); in "
        f"{per_hundred(summary['close']['share'], runs)} of 100 runs (95% interval "
        f"{_interval(summary['close'])}) at most {CLOSE} points short."
    )


def _power(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the median and the central 90 % of a share of power, in percent."""
    if row["power"] is None:
        return NOTHING, NOTHING
    low, high = 100 * row["power_q05"], 100 * row["power_q95"]
    return f"{100 * row['power']:.0f}%", f"{low:.0f}% to {high:.0f}%"


def _coalition(result: "Result") -> Finding | None:
    """Say who together holds the majority where nobody rules."""
    found, names, runs = undecided(result), result.case.short_names, result.runs
    rows = undecided_summary(found, result.tally, result.circle)["coalitions"]
    if not rows:
        return None
    told = [joined([names[who] for who in row["members"]]) for row in rows]
    columns = ("majority coalition", "of 100 runs", "95% interval")
    built = table(
        "The fewest who together hold the majority where no one is sole ruler",
        columns,
        [
            (told, per_hundred(row["share"], runs), _interval(row))
            for told, row in zip(told[:_MOST_COALITIONS], rows, strict=False)
        ],
        numbers=columns[1:],
        short=("Hold the majority together", "of 100", "95% interval"),
    )
    first = rows[0]
    sentence = (
        f"Most often {told[0]} hold the majority together, in {in_hundred(first['share'], runs)} "
        f"runs (95% interval {_interval(first)})"
    )
    if len(rows) > 1:
        sentence += f"; next {told[1]}, in {per_hundred(rows[1]['share'], runs)}"
    return Finding(id="coalition", sentence=f"{sentence}.", table=built, numbers=tuple(rows))


def _remain(result: "Result") -> Finding | None:
    """Say how the runs without a sole ruler ended, and where everybody stands in them."""
    found, runs = undecided(result), result.runs
    if not found.count:
        return None
    summary, names = undecided_summary(found, result.tally, result.circle), result.case.names
    parts = sorted(summary["remaining"].items(), key=lambda item: -item[1])[:3]
    told = ", ".join(
        f"{'no one' if number == '0' else counted(int(number), 'actor')} in "
        f"{per_hundred(share, runs)}"
        for number, share in parts
    )
    sentence = (
        f"Left in the circle at the end of these, of 100 runs: {told}. No one was ever removed in "
        f"{per_hundred(summary['nobody_removed']['share'], runs)}"
    )
    if result.case.arbiter and summary["arbiter_alive"]["share"]:
        sentence += (
            f"; {names[result.case.arbiter]}, the arbiter, is still alive in "
            f"{per_hundred(summary['arbiter_alive']['share'], runs)}"
        )
    shares = {(row["actor"], row["fate"]): row["share"] for row in summary["fates"]}
    seen = [fate for fate in FATES if any(end == fate for _, end in shares)]
    columns = ("of 100 runs", *(FATE_WORDS[fate] for fate in seen))
    built = table(
        f"How each actor ends in the {per_hundred(summary['share'], runs)} of 100 runs without a "
        "sole ruler",
        columns,
        [
            (names[who], *(per_hundred(shares.get((who, fate), 0.0), runs) for fate in seen))
            for who in result.circle.actors
        ],
        numbers=columns[1:],
        short=("No sole ruler", *(_SHORT_FATES[fate] for fate in seen)),
    )
    return Finding(id="remain", sentence=f"{sentence}.", table=built, numbers=(summary,))


def _sampling(result: "Result") -> Finding:
    rows = answers.winners(result.tally, result.circle)
    points = max(100 * (row["high"] - row["low"]) / 2 for row in rows)
    stopped = why_stopped(result.description.work, rows)
    given = result.conditioning
    effective = "" if given is None else f" ({given.effective:,.0f} effective)"
    return Finding(
        id="sampling",
        sentence=(
            f"With {counted(result.runs, 'run')}{effective}, sampling error is at most "
            f"±{points:.1f} points (95% confidence interval). "
            "More runs reduce it; they do not improve the case."
            f"{f' {stopped}' if stopped else ''}"
        ),
        numbers=({"runs": result.runs, "points": points},),
    )


def _close(result: "Result") -> Finding | None:
    winners = answers.winners(result.tally, result.circle)
    rows = winners[:-1]
    if is_open(winners):
        rows = leaders(undecided(result), result.tally, result.circle)[:-1]
    if not within_sampling_error(rows, result.tally.effective or result.runs):
        return None
    return Finding(
        id="close",
        sentence="The gap between the first two is within sampling error.",
        numbers=tuple(rows[:2]),
    )


def _falls(result: "Result") -> Finding:
    rows, names = answers.removals(result.tally, result.circle), actor_names(result.case)
    documented = {
        row["actor"]: row["documented"]
        for row in answers.course(result.tally, result.circle, result.documented)
        if row["event"] == FALL
    }
    last = int(bool(documented))
    columns = ("actor", "falls, of 100 runs", "first to fall", "5% by", "half by", "95% by")
    built = table(
        "When each actor falls (is removed from the inner circle) for the first time",
        (*columns, *("documented",) * last),
        [
            (
                names[row["actor"]],
                per_hundred(row["share"], result.runs),
                per_hundred(row["first_out"], result.runs),
                *(month_words(row[quantile]) for quantile in ("q05", "median", "q95")),
                *(month_words(documented.get(row["actor"])),) * last,
            )
            for row in rows
        ],
        numbers=columns[1:3],
        short=("Falls", "of 100", "first", *columns[3:], *("documented",) * last),
    )
    return Finding(
        id="falls",
        sentence=_who_falls(rows, names, result.runs),
        table=built,
        numbers=tuple({**row, "documented": documented.get(row["actor"])} for row in rows),
    )


def _who_falls(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], runs: int) -> str:
    if not rows or not rows[0]["share"]:
        return "No one falls in any run."
    most, first = rows[0], max(rows, key=lambda row: row["first_out"])
    told = (
        f"{names[most['actor']]} falls in {in_hundred(most['share'], runs)} runs, in half of these "
        f"by {month_words(most['median'])}"
    )
    often = in_hundred(first["first_out"], runs)
    if first is most:
        return f"{told}, and is the first to fall in {often}."
    return f"{told}; {names[first['actor']]} is the first to fall in {often}."


def _fates(result: "Result") -> Finding:
    rows, names = answers.fates(result.tally, result.circle), actor_names(result.case)
    shares = {(row["actor"], row["fate"]): row["share"] for row in rows}
    actors = [actor.id for actor in result.case.actors]
    seen = [fate for fate in FATES if any(shares[actor, fate] > 0 for actor in actors)]
    columns = ("of 100 runs", *(FATE_WORDS[fate] for fate in seen))
    built = table(
        "How each actor ends",
        columns,
        [(names[a], *(per_hundred(shares[a, fate], result.runs) for fate in seen)) for a in actors],
        numbers=columns[1:],
        short=("Ends (of 100)", *(_SHORT_FATES[fate] for fate in seen)),
    )
    return Finding(id="fates", sentence=_how_they_end(result), table=built, numbers=tuple(rows))


def _how_they_end(result: "Result") -> str:
    """Say how the one ends who falls most often."""
    fallen = answers.removals(result.tally, result.circle)
    if not fallen or not fallen[0]["share"]:
        return "Everyone stays in the inner circle."
    who = fallen[0]["actor"]
    ends = [row for row in answers.fates(result.tally, result.circle) if row["actor"] == who]
    inner = sum(row["share"] for row in ends if row["fate"] == "inner")
    most = max((r for r in ends if r["fate"] != "inner"), key=lambda row: row["share"])
    name, fate = actor_names(result.case)[who], FATE_WORDS[most["fate"]]
    if inner > most["share"]:
        return (
            f"{name} ends in the circle in {in_hundred(inner, result.runs)} runs, otherwise most "
            f"often {fate}, in {per_hundred(most['share'], result.runs)}."
        )
    return f"{name} most often ends {fate}, in {in_hundred(most['share'], result.runs)} runs."


def _removals(result: "Result") -> Finding:
    names, runs = actor_names(result.case) | {NOBODY: "no one"}, result.runs
    rows = sorted(
        (row for row in answers.who_removes_whom(result.tally, result.circle) if row["share"]),
        key=lambda row: -row["share"],
    )
    if not rows:
        return Finding(id="removals", sentence="No one is removed in any run.")
    built = table(
        "Who leads whose first removal",
        ("led by", "removed", "of 100 runs"),
        [(names[r["by"]], names[r["actor"]], per_hundred(r["share"], runs)) for r in rows],
        numbers=("of 100 runs",),
        bars=[row["share"] for row in rows],
    )
    leads: Counter[str] = Counter()
    for row in rows:
        leads[row["by"]] += row["share"]
    led = [row for row in rows if row["by"] != NOBODY]
    sentence = "No actor leads a removal in any run."
    if led:
        leader = max((who for who in leads if who != NOBODY), key=lambda who: leads[who])
        sentence = (
            f"{names[leader]} leads the most first removals, {leads[leader]:.1f} per run on "
            f"average. The most frequent: {names[led[0]['by']]} removes {names[led[0]['actor']]}, "
            f"in {in_hundred(led[0]['share'], runs)} runs."
        )
    return Finding(id="removals", sentence=sentence, table=built, numbers=tuple(rows))


def _ruler(result: "Result") -> Finding | None:
    row = answers.ruler(result.tally, result.circle, result.documented)
    if row is None:
        return None
    how, leads = "the" if row["most_frequent"] else "but that is not the", ""
    if is_open(answers.winners(result.tally, result.circle)):
        rows = leaders(undecided(result), result.tally, result.circle)
        theirs = next(one["share"] for one in rows if one["actor"] == row["actor"])
        leads = f"; leads at the end in {per_hundred(theirs, result.runs)}"
    return Finding(
        id="ruler",
        sentence=(
            f"On record {result.case.names[row['actor']]} became the ruler, {how} most frequent "
            f"outcome for an actor here ({in_hundred(row['share'], result.runs)} runs{leads})."
        ),
        numbers=(row,),
    )


def _record(result: "Result") -> Finding | None:
    tally, circle, documented = result.tally, result.circle, result.documented
    events = answers.course(tally, circle, documented)
    sentence = " ".join(_beside_the_record(result, events))
    if not sentence:
        return None
    names, runs = actor_names(result.case), result.runs
    columns = (
        *("event", "documented", "occurs, of 100 runs", "earlier, of 100"),
        *("5% by", "half by", "95% by", "within"),
    )
    built = table(
        "Every documented event beside the runs; within: between the 5% and the 95% month",
        columns,
        [
            (
                f"{names[row['actor']]}: {_EVENTS[row['event']]}",
                month_words(row["documented"]),
                per_hundred(row["share"], runs),
                per_hundred(row["earlier"], runs),
                *(month_words(row[quantile]) for quantile in ("q05", "median", "q95")),
                "yes" if row["inside"] else "no",
            )
            for row in events
        ],
        numbers=("occurs, of 100 runs", "earlier, of 100"),
        short=(
            *("Event on record", "documented", "of 100", "earlier"),
            *("5% by", "half by", "95% by", "within"),
        ),
        spare=("earlier, of 100", "5% by", "95% by"),
    )
    return Finding(
        id="record",
        sentence=sentence,
        table=built if events else None,
        numbers=tuple(events),
    )


def _beside_the_record(result: "Result", events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names, runs = actor_names(result.case), result.runs
    order = answers.order(result.tally, result.circle, result.documented)
    if order:
        row = ", ".join(names[actor] for actor in order["actors"])
        often = in_hundred(order["share"], runs)
        yield f"The documented order of falls occurs in {often} runs: {row}."
    if events:
        inside = sum(row["inside"] for row in events)
        yield (
            f"{inside} of {counted(len(events), 'documented date')} "
            f"{'lies' if len(events) == 1 else 'lie'} within the central 90% of the runs."
        )


def _turning(result: "Result") -> Finding:
    return turning(turning_points(result))


def ranked_inputs(result: "Result", rank: "Callable[[Result], Unknowns]") -> Iterator[Finding]:
    """Yield ``inputs`` and ``parameters``, or why there is no ranking.

    Parameters
    ----------
    result : Result
    rank : callable
        What ranks the inputs of a result, or remembers the ranking.
    """
    if result.runs < FEWEST:
        told = f"Ranking the inputs needs at least {FEWEST} runs."
        yield Finding(id="inputs", sentence=told)
        return
    found = rank(result)
    yield inputs(found, result.case)
    of_model = parameters(found, result.case)
    if of_model is not None:
        yield of_model


def _ranked(name: str) -> "Callable[[Result], Finding | None]":
    """Return what makes one of the findings about uncertain inputs."""

    def made(result: "Result") -> Finding | None:
        return next((one for one in ranked_inputs(result, unknowns_of) if one.id == name), None)

    return made


def evidence_of(case: Case) -> Finding | None:
    """Return what speaks for the values of a case; None if it states none.

    Values are counted as a check and the page of the case count them: those of its tables.
    """
    numbers = [quantity for _, quantity, _ in sourced_values(case)]
    if not numbers:
        return None
    said = {**{grade: grade for grade in GRADES}, UNSOURCED: "without a source"}
    parts = ", ".join(
        f"{case.graded[grade]:,} {words}" for grade, words in said.items() if case.graded.get(grade)
    )
    parts = parts or "none"
    ranges = sum(not quantity.is_certain for quantity in numbers)
    default = len(case.by_default)
    untold = f"Inputs that no table states, and which have their default: {default:,}. "
    return Finding(
        id="evidence",
        sentence=(
            f"{case.coverage[:1].upper()}{case.coverage[1:]}. Runs read "
            f"{sum(case.graded.values()):,} of them: {parts}; each is graded by its weakest "
            f"source. {untold if default else ''}Inputs that are ranges: {ranges:,}; each run "
            "draws its own value from them, so this uncertainty is part of the spread."
        ),
        numbers=({**case.graded, "default": default, "uncertain": ranges},),
    )


def _weakest(result: "Result") -> Finding | None:
    """Name the widest ranges that only the coder's judgement speaks for."""
    case, grades = result.case, evidence(result.case)
    widths = [
        (_width(path, quantity), path)
        for path, quantity, _ in sourced_values(case)
        if grades[path] in ("assumed", UNSOURCED)
    ]
    widest = sorted((one for one in widths if one[0] > 0), key=lambda one: -one[0])[:2]
    if not widest:
        return None
    words = [f"the {spoken_path(case, path)}" for _, path in widest]
    verb = "input of the case is" if len(words) == 1 else "inputs of the case are"
    return Finding(
        id="weakest",
        sentence=f"The least certain {verb} {' and '.join(words)}.",
        numbers=tuple({"path": path, "width": width} for width, path in widest),
    )


def _width(path: str, value: Quantity) -> float:
    """Return how wide a range is beside what the value may be; 0 for what is not power."""
    parts = path.split(".")
    kind, column = parts[0], parts[2] if len(parts) > 2 else ""
    span = value.high - value.low
    if kind == "actors" and column in BASES:
        return span / 3
    if kind == "posts" and column == "fills":
        return span
    if kind == "audiences" and column == "weight":
        return span / max(1e-9, value.high)
    return 0.0


def _interval(row: Mapping[str, Any]) -> str:
    return f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"


_FINDINGS: Mapping[str, Callable[["Result"], Finding | None]] = {
    "answer": _answer,
    "leads": _leads,
    "coalition": _coalition,
    "remain": _remain,
    "anchor": anchor_finding,
    "anchor_weights": anchor_weights,
    "anchored_leads": anchored_leads,
    "anchored_how": anchored_how,
    "anchored_falls": anchored_falls,
    "sampling": _sampling,
    "close": _close,
    "falls": _falls,
    "fates": _fates,
    "removals": _removals,
    "ruler": _ruler,
    "record": _record,
    "turning": _turning,
    "inputs": _ranked("inputs"),
    "parameters": _ranked("parameters"),
    "evidence": lambda result: evidence_of(result.case),
    "weakest": _weakest,
}
"""All findings, in the order in which they are given."""
