"""The commands about results: run, merge, show, verify."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whowhom.cli.change_options import PutIn, Set, Without, change_of, check_change
from whowhom.cli.common_options import (
    AsOf,
    Brief,
    CaseName,
    EngineName,
    Horizon,
    Json,
    Leader,
    Mechanisms,
    RecordFile,
    Threads,
)
from whowhom.cli.failure import Failure, Refused
from whowhom.cli.output import emit, lay_out, note, say
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    from whowhom.ensemble.result import Result
    from whowhom.reporting.blocks import Finding

__all__ = ["merge", "print_result", "run", "show", "verify"]

_QUICK = (
    *("answer", "leads", "coalition", "remain", "sampling", "close", "falls", "fates", "removals"),
    *("ruler", "record", "weakest"),
)

Stored = Annotated[Path, Parameter(help="A folder that `whowhom run` or `whatif --out` wrote.")]
Verbose = Annotated[
    bool,
    Parameter(
        name=["--verbose", "-v"],
        help="Who removes whom, and every documented event.",
        show_default=False,
    ),
]


def run(
    case: CaseName,
    /,
    *,
    as_of: AsOf = None,
    record: RecordFile = None,
    set: Set = None,  # noqa: A002 - the word users write
    without: Without = None,
    shock: PutIn = None,
    runs: Annotated[
        int | None, Parameter(help="Number of runs; with --precision the most. [default: 2000]")
    ] = None,
    precision: Annotated[
        float | None,
        Parameter(help="Stop once the leading answer is known to this; 0.01 is ±1 point."),
    ] = None,
    seed: Annotated[int, Parameter(help="Seed of the random numbers; same seed, same runs.")] = 1,
    out: Annotated[
        Path | None, Parameter(help="Folder of the result. [default: results/CASE-RUNS-SEED...]")
    ] = None,
    threads: Threads = None,
    chunk: Annotated[int | None, Parameter(help="Runs that are stored together.")] = None,
    engine: EngineName = "local",
    mechanisms: Mechanisms = None,
    anchor: Annotated[
        str | None,
        Parameter(
            help="Reweight the runs to a chance that insiders remove the leader: outlook, or a "
            "number such as 0.08.",
            show_default=False,
        ),
    ] = None,
    leader: Leader = None,
    horizon: Horizon = None,
    shard: Annotated[
        str | None,
        Parameter(
            help="Only shard i of n, as 2/4, for `whowhom merge` to join.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[
        bool, Parameter(help="Print what would be done, and stop.", show_default=False)
    ] = False,
    json: Json = False,
    quiet: Brief = False,
    verbose: Verbose = False,
) -> None:
    """Simulate a case many times: who ends as sole ruler, who falls, when, and how they end.

    The result is stored. If interrupted, the same command resumes where it stopped; given again,
    it shows what is stored.
    """
    from whowhom.cli.anchoring import asked_anchor
    from whowhom.cli.open_case import open_case
    from whowhom.cli.running import default_folder, print_plan, simulate
    from whowhom.ensemble.own_mechanisms import own_model
    from whowhom.ensemble.run import asked_runs, observed

    change, unread = change_of(set, without, shock)
    found = open_case(case)
    own = None if mechanisms is None else own_model(mechanisms)
    if own is not None and shard:
        raise InvalidInput("--mechanisms needs all runs in one place; leave out --shard")
    if own is not None:
        own, change = own.without(change)
    most = asked_runs(runs, precision)
    if shard and as_of is not None:
        raise InvalidInput(
            "--as-of needs all runs in one place, since they depend on each other; leave out "
            "--shard"
        )
    seen = observed(found, as_of, record, precision=precision, runs=most, engine=engine)
    check_change(found, change, unread, seen)  # all problems before anything heavy is loaded
    anchoring = asked_anchor(found, anchor, leader, horizon, as_of=as_of, shard=shard)
    folder = out or default_folder(found, most, seed, change, precision, seen, own)
    if shard and precision is not None:
        raise InvalidInput(
            "--precision needs all runs in one place; leave out --shard, or give --runs alone"
        )
    if dry_run and shard:
        raise InvalidInput("--dry-run describes all shards together; leave out --shard")
    if dry_run:
        print_plan(
            found,
            runs=most,
            precision=precision,
            seed=seed,
            threads=threads,
            chunk=chunk,
            folder=folder,
            change=change,
            record=seen,
            own=own,
            json=json,
        )
        return
    options = {"--anchor": anchor, "--leader": leader, "--horizon": horizon}
    asked = {option: value for option, value in options.items() if value is not None}
    result = simulate(
        case,
        found,
        runs=most,
        precision=precision,
        seed=seed,
        threads=threads,
        chunk=chunk,
        folder=folder,
        change=change,
        as_of=as_of,
        record=record,
        engine=engine,
        own=own,
        shard=shard,
        anchor=asked,
        quiet=quiet or json,
    )
    if isinstance(result, Path):
        _print_shard(result, folder, as_json=json)
        return
    if anchoring is not None:
        result = anchoring(result)
    if json:
        emit(result.summary())
        return
    print_result(result, brief=quiet, verbose=verbose)


def _print_shard(place: Path, folder: Path, *, as_json: bool) -> None:
    """Say which shard is complete, and how all are joined."""
    from whowhom.ensemble.description import read_description

    description = read_description(place)
    shard = description.shard
    if shard is None:
        raise AssertionError(f"{place} is not a shard")
    if as_json:
        numbers = {"number": shard.number, "of": shard.of, "runs": description.runs}
        emit({"shard": {"path": str(place), **numbers}})
        return
    say(
        f"Shard {shard} is complete: {description.runs:,} of {description.work.runs:,} runs, "
        f"stored in {place}",
        wrap=False,
    )
    where = shlex.quote(str(folder))
    say(
        f"When all {shard.of:,} are: whowhom merge {where}/shard-*-of-{shard.of} --out {where}",
        wrap=False,
    )


def merge(
    shards: Annotated[
        list[Path],
        Parameter(help="The folders of all shards, as `whowhom run --shard` wrote them."),
    ],
    /,
    *,
    out: Annotated[Path, Parameter(help="Folder of the result; that of the shards will do.")],
    threads: Annotated[
        int | None, Parameter(help="Chunks read at once. [default: all processors]")
    ] = None,
    json: Json = False,
    quiet: Brief = False,
) -> None:
    """Join the shards of a result into what one machine would have stored.

    Every chunk is checked. Shards that are missing, doubled, damaged or of another result are
    named, all at once, and nothing is written then.
    """
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.merge import merge as join

    with reporting(quiet=quiet or json) as tell:
        result = join(shards, out=out, threads=threads, progress=tell)
    if json:
        emit(result.summary())
        return
    print_result(result, brief=quiet)


def show(
    result: Stored,
    /,
    *,
    json: Json = False,
    quiet: Annotated[
        bool, Parameter(name=["--quiet", "-q"], help="Only the first sentence.", show_default=False)
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Print the tables of a stored result or what-if again; every file is checked first."""
    from whowhom.cli.what_if import print_what_if, what_if_summary
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.what_if import read_what_if
    from whowhom.ensemble.what_if_folder import is_what_if

    if is_what_if(result):
        answer = read_what_if(result)
        emit(what_if_summary(answer)) if json else print_what_if(answer, brief=quiet)
        return
    found = read_result(result)
    if json:
        emit(found.summary())
        return
    print_result(found, brief=quiet, verbose=verbose)


def print_result(result: "Result", *, brief: bool = False, verbose: bool = False) -> None:
    """Print what a result says; only the answer if `brief`, all tables if `verbose`."""
    from whowhom.ensemble.odds_sentences import given_the_record
    from whowhom.ensemble.sentences import actor_names, counted, month_words
    from whowhom.reporting.anchoring import ANCHORED
    from whowhom.reporting.causes import change_words
    from whowhom.reporting.findings import findings

    told = {found.id: found for found in findings(result, only=(*_QUICK, *ANCHORED))}
    short = result.case.short_by_name
    anchored = [told[name] for name in ANCHORED if name in told]
    _print_anchored(anchored, short, brief=brief, verbose=verbose)
    if brief and anchored:
        return
    say(told["answer"].sentence, style="bold")
    if brief:
        return
    _sentences(told, "leads", "coalition", "remain")
    _sentences(told, "falls", "fates")
    circle = result.circle
    span = month_words(f"{circle.month(0)}/{circle.month(circle.months - 1)}")
    say(f"{result.case.title}. {counted(result.runs, 'run')}, {span}.")
    if result.conditioning is not None:
        given = result.conditioning.as_dict()
        say(given_the_record(given, actor_names(result.case), result.runs))
    if result.change:
        say(f"{change_words(result.change, result.case)}.")
    _sentences(told, "close", "sampling")
    more = ("coalition", "remain", "removals", "record") if verbose else ()
    for name in ("answer", "leads", "falls", "fates", *more):
        built = told[name].table if name in told else None
        if built is not None:
            say()
            lay_out(built, short_names=short)
    say()
    last = [*(("removals",) if verbose else ()), "ruler", "record", "weakest"]
    if any(name in told for name in last):
        _sentences(told, *(name for name in last if name == "removals"))
        _sentences(told, "ruler", "record")
        _sentences(told, "weakest")
        say()
    _print_origin(result, verbose=verbose)


def _print_anchored(
    anchored: "Sequence[Finding]", short: "Mapping[str, str]", *, brief: bool, verbose: bool
) -> None:
    """Print the views of the chance that the leader is removed, and the reweighted answers."""
    for found in anchored:
        if brief and found.id not in ("anchor", "anchored_leads"):
            continue
        say(found.sentence, style="bold" if found.id == "anchor" else "")
        if brief:
            continue
        if found.table is not None and (verbose or found.id != "anchored_falls"):
            say()
            lay_out(found.table, short_names=short)
        say()
    if anchored and not brief:
        say("The unweighted runs:")


def _sentences(told: "Mapping[str, Finding]", *ids: str) -> None:
    """Print the sentences of those findings that are there."""
    if words := " ".join(told[name].sentence for name in ids if name in told):
        say(words)


def _print_origin(result: "Result", *, verbose: bool) -> None:
    """Print where it is stored, what made it, and what to do next."""
    from whowhom.ensemble.own_mechanisms import mechanisms_words
    from whowhom.ensemble.parameters_file import parameters_words

    if words := parameters_words(result.parameters):
        say(f"Parameters of the model: {words}.")
    if (own := result.description.work.mechanisms) is not None:
        say(f"Mechanisms of your own: {mechanisms_words(own)}.")
    made = f"{result.seconds:,.1f} s, seed {result.seed}"
    made = f"{made}, whowhom {result.description.work.whowhom}"
    digest = f"\nsha256 {result.sha256}" if verbose else f", sha256 {result.sha256[:16]}"
    say(f"{made}{digest}", wrap=False)
    say("Intervals show sampling error only, not uncertainty about case or model.", style="dim")
    if result.path is not None:
        say(f"Stored in {result.path}", wrap=False)
        say("Next: whowhom why CASE ranks what the answer depends on; a page to hand on:")
        say(f"whowhom report {shlex.quote(str(result.path))}", wrap=False)


def verify(
    result: Stored,
    /,
    *,
    share: Annotated[float, Parameter(help="Share of the runs to simulate again.")] = 0.01,
    mechanisms: Mechanisms = None,
    json: Json = False,
) -> None:
    """Prove that a result comes from its case and its seed: simulate a sample of it again.

    Exit code 4 if a file is damaged or a run differs.
    """
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.verify import verify as verify_result

    if not json:
        note("Checking all files and simulating a sample again ...")
    with reporting(quiet=json, first=""):
        found = verify_result(result, share=share, mechanisms=mechanisms)
    failure = None
    if found.different:
        shown = ", ".join(map(str, found.different[:10]))
        more = " ..." if len(found.different) > 10 else ""
        failure = Failure(
            exit_code=4,
            code="result",
            message=(
                f"{result}: {len(found.different):,} of {len(found.checked):,} runs that were "
                f"simulated again differ (runs {shown}{more}). The result does not come from the "
                "case and the seed stored in it, or was made on a machine that computes "
                "differently."
            ),
        )
    if json:
        answer = {
            "path": str(found.path),
            "ok": found.is_good,
            "runs": found.runs,
            "checked": list(found.checked),
            "different": list(found.different),
        }
        emit({**answer, **(failure.as_dict() if failure else {})})
    if failure:
        raise Refused(failure, is_told=json)
    if not json:
        say(
            f"{result}: every file is as it was written, and {len(found.checked):,} of "
            f"{found.runs:,} runs, simulated again, came out the same to the last bit.",
            wrap=False,
        )
