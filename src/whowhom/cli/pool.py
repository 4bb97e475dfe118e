"""``whowhom pool``: where several coders disagree, what they say together, and what it matters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.common_options import EngineName, Json, Quiet, Threads
from whowhom.cli.completion import case_names
from whowhom.cli.lists import read_list
from whowhom.cli.output import counted, emit, percent, say, table
from whowhom.errors import InvalidInput
from whowhom.graphemes import shortened

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.pool import Disagreement, Pool

__all__ = ["pool"]

_ROWS = 12
_CELL = 12


def pool(
    cases: Annotated[
        list[str],
        Parameter(help="A folder or workbook for each coder, two at least.", completer=case_names),
    ],
    /,
    *,
    weights: Annotated[
        str, Parameter(help="Weights of the coders, such as 2,1. [default: equal]")
    ] = "",
    runs: Annotated[
        int, Parameter(help="Runs of the pooled ensemble; 0 only compares the codings.")
    ] = 2000,
    ranking_runs: Annotated[
        int | None,
        Parameter(help="Runs to rank the disagreements by; 0 for none. [default: --runs]"),
    ] = None,
    outcome: Annotated[
        str, Parameter(help="The outcome to rank them by: wins, falls, killed, exiled ...")
    ] = "wins",
    actor: Annotated[str, Parameter(help="Whose outcome; everyone's if omitted.")] = "",
    seed: Annotated[int, Parameter(help="Seed of the random numbers; same seed, same runs.")] = 1,
    out: Annotated[
        Path | None,
        Parameter(help="Folder of the pooled result. [default: results/pool_of_CODERS-RUNS-SEED]"),
    ] = None,
    threads: Threads = None,
    engine: EngineName = "local",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare what several coders, blind to each other, wrote of one circle, and pool it.

    Each run draws one coder and takes all values from that coder. The pooled result is an ordinary
    one: show, report, figure and verify take it. A second ensemble draws the coder of each value
    apart and ranks the disagreements by what they explain of the answer.
    """
    from whowhom.cases.pooling import pooled
    from whowhom.cli.open_case import open_case
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.pool import compare_coders
    from whowhom.ensemble.pool import pool as pool_cases
    from whowhom.ensemble.progress import shorter

    given = _weights(weights)
    read = [open_case(case) for case in cases]
    try:
        made = pooled(read, given)
    except InvalidInput:
        if len(read) > 1 and not json:  # what can be compared is still worth seeing
            _print_comparison(compare_coders(read), read[0])
        if runs:
            raise
    if not runs:
        found = compare_coders(read, weights=given)
        emit(found.as_dict()) if json else _print_comparison(found, read[0])
        return
    place = out or Path("results") / f"{made.id}-{runs}-{seed}"
    with reporting(quiet=quiet or json, shorter=shorter(runs, threads)) as tell:
        found = pool_cases(
            read,
            weights=given,
            runs=runs,
            ranking_runs=ranking_runs,
            seed=seed,
            outcome=outcome,
            actor=actor,
            threads=threads,
            out=place,
            engine=engine,
            progress=tell,
        )
    emit(found.as_dict()) if json else _print(found, read[0])


def _weights(text: str) -> list[float] | None:
    """Read the weights."""
    if not text:
        return None
    try:
        return [float(part) for part in read_list("--weights", text)]
    except ValueError:
        raise InvalidInput(
            f"--weights: {text!r} is not a list of numbers; write --weights 2,1"
        ) from None


def _print(found: "Pool", case: "Case") -> None:
    """Print the pooled answer, that of each coder, and what their disagreements matter."""
    from whowhom.ensemble.sentences import headline

    result = found.result
    if result is None:
        raise AssertionError("nothing was simulated")
    say(headline(result), style="bold")
    shares = ", ".join(
        f"{name} {percent(weight, result.runs)}"
        for name, weight in zip(found.coders, found.weights, strict=True)
    )
    say(f"Pooled from {len(found.coders)} coders; of 100 runs draw: {shares}.")
    say()
    _print_by_coder(found, case)
    _print_comparison(found, case)
    say(f"Stored in {result.path}", wrap=False)
    say("Its folder case holds the case of every coder; whowhom run and whatif take it as a case.")
    say("Next, a page to hand on:")
    say(f"whowhom report {result.path}", wrap=False)


def _print_by_coder(found: "Pool", case: "Case") -> None:
    """Print the answer in the runs of each coder beside the pooled one."""
    from whowhom.ensemble.sentences import actor_names

    if found.result is None:
        return
    names = actor_names(case)
    by = {(row["coder"], row["actor"]): row for row in found.by_coder}
    pooled = found.result.winners().to_dicts()
    asked = [row["actor"] for row in pooled if ((found.coders[0], row["actor"]) in by)]
    everyone = {row["actor"]: row["share"] for row in pooled}
    rows = []
    for who in asked[:_ROWS]:
        cells = [percent(by[name, who]["share"], by[name, who]["runs"]) for name in found.coders]
        rows.append((shortened(names[who], 24), *cells, percent(everyone[who], found.result.runs)))
    heads = [(shortened(name, _CELL), "right") for name in found.coders]
    if rows and by[found.coders[0], asked[0]]["share"] is not None:
        table((("", "left"), *heads, ("pooled", "right")), rows, title="Of 100 runs, by coder")
    if found.between is not None:
        share = max(0.0, found.between)
        say(f"Which coder is drawn explains {100 * share:.1f}% of the variance of the answer.")
    say()


def _print_comparison(found: "Pool", case: "Case") -> None:
    """Print where coders differ."""
    _print_disagreements(found, case)
    _print_agreements(found)


def _print_disagreements(found: "Pool", case: "Case") -> None:
    """Print the values that differ, those that matter most first."""
    names = {"nobody": "no ruler", **case.short_names}
    differ = found.disagreements
    if not differ:
        say(f"The coders agree on all {found.values:,} values.", style="bold")
    else:
        say(f"The coders differ on {len(differ):,} of {found.values:,} values.", style="bold")
    ranked = found.noise is not None
    listed = [*found.worth_settling, *(one for one in differ if one not in found.worth_settling)]
    if differ:
        heads = [(shortened(name, _CELL), "right") for name in found.coders]
        last = [("explains", "right"), ("moves most", "left")] if ranked else []
        rows = [_row(one, names, ranked=ranked) for one in listed[:_ROWS]]
        if found.all_else is not None and ranked:
            rows.append(_row(found.all_else, names, ranked=ranked))
        table((("value", "left"), *heads, *last), rows)
    if len(listed) > _ROWS:
        say(f"... and {len(listed) - _ROWS:,} more (all of them with --json)")
    if any(any(one.by_default) for one in listed[:_ROWS]):
        say("In brackets: left out by that coder, so the default holds.", style="dim")
    if ranked and found.noise is not None:
        _print_what_matters(found, found.noise)
    for told in (*found.matched[:_ROWS], *found.only_some[:_ROWS]):
        say(told)
    if len(found.only_some) > _ROWS:
        say(f"... and {len(found.only_some) - _ROWS:,} more rows (all of them with --json)")
    say()


def _print_what_matters(found: "Pool", noise: float) -> None:
    """Say which disagreements are worth settling."""
    settle = found.worth_settling
    if settle:
        first = settle[0]
        say(
            f"Settle first: {first.path}. {counted(len(settle), 'disagreement')} "
            f"explain{'s' if len(settle) == 1 else ''} more than sampling error would "
            f"({100 * noise:.1f}% of the variance)."
        )
    else:
        say(
            "No disagreement alone explains more of the answer than sampling error would "
            f"({100 * noise:.1f}% of the variance)."
        )
    say(
        f"From {found.ranked_runs:,} runs in which the coder of each value is drawn separately; "
        "what is not a number is drawn together (all else).",
        style="dim",
    )


def _row(one: "Disagreement", names: dict[str, str], *, ranked: bool) -> tuple[str, ...]:
    """Return the cells of a disagreement."""
    cells = [
        f"({value})" if is_default else value or "-"
        for value, is_default in zip(one.values, one.by_default, strict=True)
    ]
    cells = [shortened(cell, _CELL) for cell in cells] if one.table else ["" for _ in cells]
    if not ranked:
        return (shortened(one.path, 40), *cells)
    worth = "" if one.worth is None else f"{100 * max(0.0, one.worth):.1f}%"
    moves = ""
    if one.chances:
        ends = " to ".join(f"{100 * chance:.0f}" for chance in _ends(one.chances))
        moves = f"{names[one.actor]} {ends}"
    return (shortened(one.path, 32), *cells, worth, moves)


def _ends(chances: tuple[float, ...]) -> tuple[float, ...]:
    return chances if len(chances) == 2 else (min(chances), max(chances))


def _print_agreements(found: "Pool") -> None:
    """Print alpha by column, those with disagreement only."""
    uneven = [one for one in found.agreements if one.alpha.value < 1.0]
    even = sum(one.alpha.value == 1.0 for one in found.agreements)
    if uneven:
        columns = (
            ("table", "left"),
            ("column", "left"),
            ("metric", "left"),
            ("units", "right"),
            ("alpha", "right"),
            ("95%", "left"),
        )
        rows = [
            (
                one.table,
                shortened(one.column, 24),
                one.alpha.metric,
                str(one.alpha.units),
                f"{one.alpha.value:.2f}",
                f"{one.alpha.low:.2f} to {one.alpha.high:.2f}",
            )
            for one in uneven
        ]
        table(columns, rows, title="Krippendorff's alpha, where it is below 1")
    if even:
        say(f"{counted(even, 'column')} coded alike throughout (alpha 1).")
    if found.agreements:
        say(
            "Interval metric for numbers (of a range, its midpoint), nominal for choices; values "
            "left to their default do not count. 95% bootstrap intervals over the coded units.",
            style="dim",
        )
