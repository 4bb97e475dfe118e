"""``whowhom why``: what an answer rests on, when it is settled, and what to find out next."""

import math
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from whowhom.cli.output import emit, note, percent, say, table
from whowhom.graphemes import last_word, shortened

if TYPE_CHECKING:
    from whowhom.ensemble.ablations import Ablation
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.turning import Turning
    from whowhom.ensemble.unknowns import Unknowns

__all__ = ["why"]

_ROWS = 12


def why(
    case: Annotated[str, Parameter(help="A folder, a workbook or the id of a shipped case.")],
    /,
    *,
    runs: Annotated[
        int, Parameter(help="Plays to rank the unknowns by; with --sensitivity, the most in all.")
    ] = 2000,
    ablation_runs: Annotated[
        int, Parameter(help="Plays without each of the mechanisms; 0 leaves that part out.")
    ] = 100,
    sensitivity: Annotated[
        bool,
        Parameter(
            help="Sobol indices of all ranges at once, and of chance; --runs plays at most.",
            show_default=False,
        ),
    ] = False,
    over: Annotated[
        Literal["sets", "table"],
        Parameter(help="Parameters move as the calibrated sets do, or over their whole ranges."),
    ] = "sets",
    single: Annotated[
        bool, Parameter(help="Every value an input of its own, no groups.", show_default=False)
    ] = False,
    outcome: Annotated[
        str, Parameter(help="What is asked of the unknowns: wins, falls, killed, exiled ...")
    ] = "wins",
    actor: Annotated[str, Parameter(help="Of whom it is asked; everybody if left out.")] = "",
    kill: Annotated[
        str,
        Parameter(help="Why this actor is killed: threat, cost and decision through time."),
    ] = "",
    seed: Annotated[int, Parameter(help="Chooses the chance.")] = 1,
    threads: Annotated[
        int | None, Parameter(help="Plays at once. [default: all processors]")
    ] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)] = False,
    quiet: Annotated[
        bool, Parameter(name=["--quiet", "-q"], help="No progress.", show_default=False)
    ] = False,
) -> None:
    """Tell what the answer rests on: which mechanisms, which unknowns, and when it is settled."""
    from whowhom.cli.case_door import open_case

    if sensitivity:
        from whowhom.cli.sensitivity import print_sensitivity

        print_sensitivity(
            open_case(case),
            outcome=outcome,
            actor=actor,
            over=over,
            single=single,
            runs=runs,
            seed=seed,
            threads=threads,
            json=json,
            quiet=quiet,
        )
        return
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.ablations import ablations
    from whowhom.ensemble.run import run
    from whowhom.ensemble.turning import turning_points
    from whowhom.ensemble.unknowns import check_question, unknowns

    found = open_case(case)
    if kill:
        from whowhom.cli.why_kill import why_kill

        why_kill(
            found,
            kill,
            runs=runs,
            answer_runs=ablation_runs,
            seed=seed,
            threads=threads,
            as_json=json,
            quiet=quiet or json,
        )
        return
    check_question(found, runs, outcome, actor)
    with reporting(quiet=quiet or json) as tell:
        result = run(found, runs=runs, seed=seed, threads=threads, progress=tell)
    values = unknowns(result, outcome=outcome, actor=actor)
    turning = turning_points(result)
    left_out: tuple[Ablation, ...] = ()
    if ablation_runs:

        def tell_ablations(done: int, whole: int) -> None:
            if not (quiet or json) and done % 10 == 0:
                note(f"{done} of {whole} ensembles without a mechanism are played")

        _, left_out = ablations(
            found, runs=ablation_runs, seed=seed, threads=threads, progress=tell_ablations
        )
    if json:
        emit(_as_dict(result, values, turning, left_out))
        return
    from whowhom.cli.result_page import headline

    say(headline(result), style="bold")
    _print_turning(turning)
    _print_unknowns(values, result)
    if left_out:
        _print_ablations(left_out, result)


def _as_dict(
    result: "Result", values: "Unknowns", turning: "Turning", left_out: "tuple[Ablation, ...]"
) -> dict[str, Any]:
    """Return everything for ``--json``."""
    names = ("path", "low", "high", "worth", "worth_low", "worth_high", "actor")
    chances = ("chance_at_low", "chance_at_high")
    return {
        "case": result.case.id,
        "runs": result.runs,
        "seed": result.seed,
        "settled": [
            {"month": month, "share": _finite(float(share))}
            for month, share in zip(turning.months, turning.settled, strict=True)
        ],
        "unknowns": {
            "outcome": values.outcome,
            "actor": values.actor,
            "undefined": values.undefined,
            "noise": _finite(values.noise),
            "values": [
                {name: _finite(getattr(value, name)) for name in (*names, *chances)}
                for value in values.values
            ],
        },
        "mechanisms": [
            {
                "mechanism": one.mechanism,
                "does": one.does,
                "runs": one.what_if.runs,
                "flips": one.flips,
                "altered": one.altered,
                "effects": [
                    {
                        "actor": effect.actor,
                        "outcome": effect.outcome,
                        "difference": effect.difference,
                        "low": effect.low,
                        "high": effect.high,
                    }
                    for effect in one.what_if.effects
                    if effect.is_clear
                ],
            }
            for one in left_out
        ],
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_turning(turning: "Turning") -> None:
    """Tell when it is settled who ends on top."""
    if turning.undefined:
        say()
        say(turning.undefined)
        return
    half, most = turning.month_of(0.5), turning.month_of(0.9)
    whole = turning.settled[-1]
    say()
    if half is None:
        say(f"Who has fallen settles {whole:.0%} of the doubt who wins, even at the end.")
    else:
        rest = f", nine tenths by {most}" if most else ""
        say(f"Half of the doubt who wins is settled by {half}{rest} for who sees who falls.")
    spans = [f"{first} to {last} ({gain:.0%})" for first, last, gain in turning.fastest()]
    if spans:
        say(f"Most is settled in the months {', '.join(spans)}.")


def _print_unknowns(values: "Unknowns", result: "Result") -> None:
    """Print the values that are most worth knowing."""
    names = result.case.names
    question = f"{values.outcome} of {values.actor}" if values.actor else "who ends on top"
    clear = values.worth_knowing
    if values.undefined:
        if values.actor:  # of all it was said already
            say()
            say(values.undefined)
        return
    say()
    if not values.values:
        say("Every value of the case is certain: nothing there is left to find out.")
        return
    if clear:
        say(f"Worth finding out next, for the question: {question}.")
    else:
        say(
            f"No uncertain value alone can be told from nothing in {values.runs:,} plays "
            f"(question: {question}): the best of as many worthless ones would seem worth up to "
            f"{values.noise:.1%}. The doubt lies in chance and in what they do together."
        )
    table(
        (
            ("Value, from low to high fifth", "left"),
            ("settles", "right"),
            ("90 % range", "right"),
            ("chance of", "left"),
            ("low", "right"),
            ("high", "right"),
        ),
        [
            (
                shortened(f"{value.path} {value.low:.2g}..{value.high:.2g}", 38),
                f"{max(0.0, value.worth):.1%}",
                f"{max(0.0, value.worth_low):.1%} to {max(0.0, value.worth_high):.1%}",
                last_word(names.get(value.actor, value.actor), 11),
                percent(value.chance_at_low, values.runs),
                percent(value.chance_at_high, values.runs),
            )
            for value in (clear or values.values)[: _ROWS if clear else 5]
        ],
    )


def _print_ablations(left_out: "tuple[Ablation, ...]", result: "Result") -> None:
    """Print the mechanisms that the answer rests on most."""
    from whowhom.ensemble.answers import winners

    best = max(
        (row for row in winners(result.tally, result.circle) if row["actor"] != "nobody"),
        key=lambda row: row["share"],
    )["actor"]
    name = result.case.names[best]
    runs = left_out[0].what_if.runs
    say()
    say(f"Mechanisms, each left out of {runs:,} plays in turn; those that move the winner most:")
    rows = []
    for one in left_out[:_ROWS]:
        effect = one.what_if.effect("wins", actor=best)
        rows.append(
            (
                one.mechanism,
                percent(one.flips, runs),
                percent(effect.after, runs),
                f"{100 * effect.difference:+.0f}",
                f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f}",
            )
        )
    table(
        (
            ("Left out", "left"),
            ("other winner", "right"),
            (f"{last_word(name, 12)} wins", "right"),
            ("change", "right"),
            ("95 % range", "right"),
        ),
        rows,
        title="Plays in 100",
    )
    idle = [one.mechanism for one in left_out if one.altered == 0]
    if idle:
        say(f"Without effect on any play: {', '.join(idle)}.")
