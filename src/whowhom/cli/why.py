"""``whowhom why``: what an answer depends on, when it is decided, and what to find out next."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from whowhom.cli.common_options import EngineName, Json, Quiet, Threads
from whowhom.cli.output import counted, emit, lay_out, note, say
from whowhom.errors import InvalidInput

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
        int | None,
        Parameter(
            help="Runs to rank the inputs by; with --sensitivity, the most in all. "
            "[default: those stored in results/, else 2000]"
        ),
    ] = None,
    ablation_runs: Annotated[
        int,
        Parameter(help="Paired runs without each mechanism that matters most; 0 omits that part."),
    ] = 100,
    sensitivity: Annotated[
        bool,
        Parameter(
            help="Sobol indices of all ranges at once, and of chance; --runs runs at most.",
            show_default=False,
        ),
    ] = False,
    over: Annotated[
        Literal["sets", "table"],
        Parameter(help="Parameters vary as the calibrated sets do, or over their whole ranges."),
    ] = "sets",
    single: Annotated[
        bool, Parameter(help="Every value as a separate input, no groups.", show_default=False)
    ] = False,
    outcome: Annotated[
        str | None,
        Parameter(
            help="The outcome to explain: wins, leads, falls, killed, exiled ... "
            "[default: leads where runs without a sole ruler are many, else wins]",
        ),
    ] = None,
    actor: Annotated[str, Parameter(help="Whose outcome; everyone's if omitted.")] = "",
    kill: Annotated[
        str,
        Parameter(help="Why this actor is killed: threat, cost and decision over time."),
    ] = "",
    as_of: Annotated[
        str,
        Parameter(help="With --kill: given the record to the end of this month, such as 1934-11."),
    ] = "",
    record: Annotated[
        str, Parameter(help="With --as-of: a CSV file with the columns of course.csv.")
    ] = "",
    seed: Annotated[int, Parameter(help="Seed of the random numbers.")] = 1,
    threads: Threads = None,
    engine: EngineName = "local",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what the answer depends on: which mechanisms and inputs, and when it is decided."""
    from whowhom.cli.open_case import open_case

    if (as_of or record) and not kill:
        raise InvalidInput(
            "--as-of and --record belong to --kill ACTOR: why that actor is killed, given the "
            "record; for other forecasts given the record use whowhom run"
        )
    most = 2000 if runs is None else runs
    if sensitivity:
        from whowhom.cli.sensitivity import print_sensitivity

        print_sensitivity(
            open_case(case),
            outcome=outcome or "wins",
            actor=actor,
            over=over,
            single=single,
            runs=most,
            seed=seed,
            threads=threads,
            engine=engine,
            json=json,
            quiet=quiet,
        )
        return
    from whowhom.cli.progress import reporting
    from whowhom.cli.stored_runs import stored_runs
    from whowhom.ensemble.ablations import FIRST_LOOK, ablations
    from whowhom.ensemble.engines import opened
    from whowhom.ensemble.progress import shorter
    from whowhom.ensemble.run import observed, run
    from whowhom.ensemble.turning import turning_points
    from whowhom.ensemble.unknowns import FEWEST, check_question, question_of, unknowns

    found = open_case(case)
    if kill and (as_of or record):
        from whowhom.cli.why_kill_given import why_kill_given

        observed(found, as_of or None, record or None, engine=engine)
        why_kill_given(
            found,
            kill,
            as_of=as_of,
            record=record or None,
            runs=most,
            takes_away=ablation_runs > 0,
            seed=seed,
            threads=threads,
            as_json=json,
            quiet=quiet or json,
        )
        return
    if kill:
        from whowhom.cli.why_kill import why_kill

        why_kill(
            found,
            kill,
            runs=most,
            answer_runs=ablation_runs,
            seed=seed,
            threads=threads,
            engine=engine,
            as_json=json,
            quiet=quiet or json,
        )
        return
    check_question(found, most, outcome or "wins", actor)
    left_out: tuple[Ablation, ...] = ()
    with opened(engine, threads) as where:
        result = stored_runs(found, runs=runs, least=FEWEST, seed=seed)
        if result is not None and not (quiet or json):
            place = (
                "that come with the program"
                if result.path is None or result.path.parts[0] != "results"
                else f"stored in {result.path}"
            )
            note(f"These are the {counted(result.runs, 'run')} {place}; none is simulated again.")
        if result is None:
            with reporting(quiet=quiet or json, shorter=shorter(most, threads)) as tell:
                result = run(
                    found, runs=most, seed=seed, threads=threads, engine=where, progress=tell
                )
        values = unknowns(result, outcome=outcome or question_of(result), actor=actor)
        turning = turning_points(result)
        if ablation_runs:
            fewer = shorter(ablation_runs, threads, option="--ablation-runs")
            with reporting(quiet=quiet or json, shorter=fewer) as tell:
                _, left_out = ablations(
                    found,
                    runs=ablation_runs,
                    first_look=FIRST_LOOK,
                    seed=seed,
                    threads=threads,
                    engine=where,
                    progress=tell,
                )
    if json:
        emit(_as_dict(result, values, turning, left_out))
        return
    _print(result, values, turning, left_out)


def _as_dict(
    result: "Result", values: "Unknowns", turning: "Turning", left_out: "tuple[Ablation, ...]"
) -> dict[str, Any]:
    """Return everything for ``--json``."""
    from whowhom.theory.results import plain

    names = ("path", "low", "high", "worth", "worth_low", "worth_high", "actor")
    chances = ("chance_at_low", "chance_at_high", "difference_low", "difference_high")
    return {
        "case": result.case.id,
        "runs": result.runs,
        "seed": result.seed,
        "settled": [
            {"month": month, "share": plain(float(share))}
            for month, share in zip(turning.months, turning.settled, strict=True)
        ],
        "unknowns": {
            "outcome": values.outcome,
            "actor": values.actor,
            "undefined": values.undefined,
            "noise": plain(values.noise),
            "noise_case": plain(values.noise_case),
            "noise_model": plain(values.noise_model),
            "values": [
                {name: plain(getattr(value, name)) for name in (*names, *chances)}
                | {"of": "case" if value.is_of_case else "model"}
                | {"is_clear": values.is_clear(value)}
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


def _print(
    result: "Result", values: "Unknowns", turning: "Turning", left_out: "tuple[Ablation, ...]"
) -> None:
    """Print what was found, and what to do with it."""
    from whowhom.ensemble import answers
    from whowhom.ensemble.sentences import headline
    from whowhom.reporting import causes

    say(headline(result), style="bold")
    of_model = causes.parameters(values, result.case)
    told = [causes.inputs(values, result.case), *([of_model] if of_model else [])]
    told.append(causes.turning(turning))
    if left_out:
        rows = answers.winners(result.tally, result.circle)
        best = next(row["actor"] for row in rows if row["actor"] in result.case.names)
        told.append(causes.mechanisms(left_out, result.case, actor=best))
    for one in told:
        say()
        say(one.sentence)
        if one.table is not None:
            say()
            lay_out(one.table, most=_ROWS)
    say()
    clear = [value for value in values.entries if values.is_clear(value)]
    if clear:
        first = clear[0]
        say("Next, the effect of the first entry, in paired runs:")
        say(f"whowhom whatif CASE --set {first.path}={first.high:.2g}", wrap=False)
    else:
        say("Next: whowhom why CASE --sensitivity separates chance from joint effects.")
