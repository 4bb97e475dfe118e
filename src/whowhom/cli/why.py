"""``whowhom why``: what an answer depends on, when it is decided, and what to find out next."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from whowhom.cli.common_options import CaseName, EngineName, Json, Quiet, Threads
from whowhom.cli.output import counted, emit, lay_out, note, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.cases import Case
    from whowhom.ensemble.result import Result
    from whowhom.reporting.why import Why

__all__ = ["why"]

_ROWS = 12


def why(
    case: CaseName,
    /,
    *,
    runs: Annotated[
        int | None,
        Parameter(
            help="Runs to rank the inputs by; with --sensitivity, the most in all. "
            "[default: those stored near the case or in results/, else 2000]"
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
    from whowhom.ensemble.engines import opened
    from whowhom.ensemble.progress import shorter
    from whowhom.ensemble.run import observed, run
    from whowhom.ensemble.unknowns import FEWEST, check_question
    from whowhom.reporting.why import explained

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
    with opened(engine, threads) as where:
        place = Path(case) if Path(case).exists() else None
        result, told = _stored(found, place, runs=runs, least=FEWEST, seed=seed)
        if result is not None and not (quiet or json):
            note(f"These are the {counted(result.runs, 'run')} {told}; none is simulated again.")
        if result is None:
            with reporting(quiet=quiet or json, shorter=shorter(most, threads)) as tell:
                result = run(
                    found, runs=most, seed=seed, threads=threads, engine=where, progress=tell
                )
        fewer = shorter(ablation_runs, threads, option="--ablation-runs")
        with reporting(quiet=quiet or json, shorter=fewer) as tell:
            answer = explained(
                result,
                outcome=outcome,
                actor=actor,
                ablation_runs=ablation_runs,
                threads=threads,
                engine=where,
                progress=tell,
            )
    if json:
        emit(answer.as_dict())
        return
    _print(answer)


def _stored(
    case: "Case", place: Path | None, *, runs: int | None, least: int, seed: int
) -> "tuple[Result | None, str]":
    """Return the largest stored result of a case as it is, and where it is; None if there is none.

    Looked at is what a workbench started here would find, and what comes with the program;
    damaged results are passed over.
    """
    from whowhom.ensemble.result import read_result
    from whowhom.errors import ResultError
    from whowhom.web.results import SHIPPED_CASE, Results

    results = Results(Path("results"))
    found = [one for one in results.look(case, place) if not one.why_not and one.seed == seed]
    for one in sorted(found, key=lambda one: -one.runs):
        if one.runs >= least and runs in (None, one.runs):
            try:
                return read_result(one.path), f"stored in {_here(one.path)}"
            except ResultError:
                continue
    if case.id == SHIPPED_CASE:
        results.load_shipped(case)
        result = results.shipped()
        if result and result.seed == seed and least <= result.runs and runs in (None, result.runs):
            return result, "that come with the program"
    return None, ""


def _here(path: Path) -> Path:
    """Return a path as seen from the folder of the command, where it is below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _print(answer: "Why") -> None:
    """Print what was found, and what to do with it."""
    say(answer.headline, style="bold")
    for one in answer.findings:
        say()
        say(one.sentence)
        if one.table is not None:
            say()
            lay_out(one.table, most=_ROWS)
    say()
    values = answer.unknowns
    clear = [value for value in values.entries if values.is_clear(value)]
    if clear:
        first = clear[0]
        say("Next, the effect of the first entry, in paired runs:")
        say(f"whowhom whatif CASE --set {first.path}={first.high:.2g}", wrap=False)
    else:
        say("Next: whowhom why CASE --sensitivity separates chance from joint effects.")
