"""The commands about results: run, show, verify."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from whowhom.cli.change_options import PutIn, Set, Without, change_of, check_change
from whowhom.cli.failure import Failure, Refused
from whowhom.cli.output import emit, note, say

__all__ = ["run", "show", "verify"]

Json = Annotated[bool, Parameter(help="Print one JSON object.", show_default=False)]
Stored = Annotated[Path, Parameter(help="The folder that `whowhom run` or `whatif --out` wrote.")]
Verbose = Annotated[
    bool,
    Parameter(
        name=["--verbose", "-v"],
        help="Who removes whom, and every documented event.",
        show_default=False,
    ),
]


def run(
    case: Annotated[str, Parameter(help="A folder, a workbook or the id of a shipped case.")],
    /,
    *,
    set: Set = None,  # noqa: A002 - the word users write
    without: Without = None,
    shock: PutIn = None,
    runs: Annotated[int, Parameter(help="How many plays.")] = 2000,
    seed: Annotated[int, Parameter(help="Chooses the chance; the same seed, the same plays.")] = 1,
    out: Annotated[
        Path | None, Parameter(help="Folder of the result. [default: results/CASE-RUNS-SEED]")
    ] = None,
    threads: Annotated[
        int | None, Parameter(help="Plays at once. [default: all processors]")
    ] = None,
    chunk: Annotated[int | None, Parameter(help="Plays that are stored together.")] = None,
    dry_run: Annotated[
        bool, Parameter(help="Say what would be done, and stop.", show_default=False)
    ] = False,
    json: Json = False,
    quiet: Annotated[
        bool,
        Parameter(
            name=["--quiet", "-q"],
            help="No progress, and only the first sentence.",
            show_default=False,
        ),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Play a case out many times: who ends on top, who falls, when, and how they end.

    The result is stored. Interrupted, the same command goes on where it stopped; given again, it
    shows what is stored.
    """
    from whowhom.cli.case_door import open_case
    from whowhom.cli.running import default_folder, play, print_plan

    change, unread = change_of(set, without, shock)
    found = open_case(case)
    check_change(found, change, unread)  # all problems before anything heavy is loaded
    folder = out or default_folder(found, runs, seed, change)
    if dry_run:
        print_plan(
            found,
            runs=runs,
            seed=seed,
            threads=threads,
            chunk=chunk,
            folder=folder,
            change=change,
            json=json,
        )
        return
    result = play(
        case,
        found,
        runs=runs,
        seed=seed,
        threads=threads,
        chunk=chunk,
        folder=folder,
        change=change,
        quiet=quiet or json,
    )
    if json:
        emit(result.summary())
        return
    from whowhom.cli.result_page import print_result

    print_result(result, brief=quiet, verbose=verbose)


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
    from whowhom.cli.result_page import print_result
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


def verify(
    result: Stored,
    /,
    *,
    share: Annotated[float, Parameter(help="Share of the plays to play again.")] = 0.01,
    json: Json = False,
) -> None:
    """Prove that a result comes from its case and its seed: play a sample of it again.

    Exit code 4 if a file is damaged or a play comes out otherwise.
    """
    from whowhom.ensemble.verify import verify as verify_result

    if not json:
        note("Checking all files and playing a sample again ...")
    found = verify_result(result, share=share)
    failure = None
    if found.different:
        shown = ", ".join(map(str, found.different[:10]))
        more = " ..." if len(found.different) > 10 else ""
        failure = Failure(
            exit_code=4,
            code="result",
            message=(
                f"{result}: {len(found.different):,} of {len(found.checked):,} plays that were "
                f"played again come out otherwise (plays {shown}{more}). The result does not come "
                "from the case and the seed stored in it, or was made on a machine that computes "
                "otherwise."
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
            f"{found.runs:,} plays, played again, came out the same to the last bit.",
            wrap=False,
        )
