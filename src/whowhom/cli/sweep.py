"""``whowhom sweep``: one ensemble for each row of a table and each seed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.common_options import CaseName, EngineName, Json, Quiet, Threads
from whowhom.cli.lists import read_list
from whowhom.cli.output import MOST_ROWS, counted, emit, note, percent, say, table
from whowhom.errors import InvalidInput

if TYPE_CHECKING:
    import polars as pl

__all__ = ["sweep"]

_COLUMNS = (
    ("row", "right"),
    ("seed", "right"),
    ("most often sole ruler", "left"),
    ("in % of runs", "right"),
    ("95%", "right"),
)
_ENDINGS = {".csv": "csv", ".parquet": "parquet"}


def sweep(
    case: CaseName,
    plan: Annotated[Path, Parameter(help="A CSV or Parquet file; its columns are paths.")],
    /,
    *,
    runs: Annotated[int, Parameter(help="Number of runs for each row and seed.")] = 2000,
    seeds: Annotated[str, Parameter(help="Seeds, such as 1,2,3; each row is run with each.")] = "1",
    baseline: Annotated[
        bool,
        Parameter(
            help="Compare each row, run by run, with the case as it is, which is run once.",
            show_default=False,
        ),
    ] = False,
    out: Annotated[
        Path | None,
        Parameter(help="Folder that keeps all ensembles. [default: results/CASE-TABLE]"),
    ] = None,
    answers: Annotated[
        Path | None,
        Parameter(help="File for the answers, .csv or .parquet. [default: answers.csv in --out]"),
    ] = None,
    threads: Threads = None,
    engine: EngineName = "local",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a case once for each row of a table, and each seed.

    Columns are paths as in whatif --set (actors.trotsky.apparatus), cells are values; an empty cell
    changes nothing. The same command resumes, and a larger table computes only what is missing.
    """
    from whowhom.cli.open_case import open_case
    from whowhom.cli.progress import reporting
    from whowhom.files import output_ending, output_file

    chosen = [_seed(text) for text in read_list("--seeds", seeds)]
    found = open_case(case)
    folder = out or Path("results") / f"{found.id}-{plan.stem}"
    place = None if answers is None else output_file(answers, option="--answers")
    kind = "csv" if place is None else output_ending(place, None, _ENDINGS, option="--answers")
    from whowhom.ensemble.answers import NOBODY
    from whowhom.ensemble.sweep import sweep

    with reporting(quiet=quiet or json) as tell:
        rows = sweep(
            found,
            plan,
            runs=runs,
            seeds=chosen,
            baseline=baseline,
            threads=threads,
            out=folder,
            engine=engine,
            progress=tell,
        )
    place = folder / "answers.csv" if place is None else place
    _write(rows, place, kind)
    if json:
        told = {"case": found.id, "runs": runs, "seeds": chosen, "folder": str(folder)}
        emit({**told, "file": str(place), "answers": rows.to_dicts()})
        return
    _print(rows, runs, {NOBODY: "no sole ruler", **found.short_names})
    say(f"All answers: {place}", wrap=False)


def _seed(text: str) -> int:
    """Read a seed."""
    if not text.isdecimal():
        raise InvalidInput(f"--seeds: {text!r} is not a whole number; write --seeds 1,2,3")
    return int(text)


def _write(rows: "pl.DataFrame", place: Path, kind: str) -> None:
    """Write the answers."""
    import io

    from whowhom.files import make_folder, write_file

    content = io.BytesIO()
    if kind == "csv":
        rows.write_csv(content)
    else:
        import pyarrow.parquet as pq

        pq.write_table(rows.to_arrow(), content)
    make_folder(place.parent)
    write_file(place, content.getvalue())


def _print(rows: "pl.DataFrame", runs: int, names: dict[str, str]) -> None:
    """Print how many ensembles there are, the likeliest end of each, and what failed."""
    import polars as pl

    done = rows.filter(pl.col("outcome") == "wins").sort("share", descending=True)
    first = done.unique(["row", "seed"], keep="first", maintain_order=True).sort("row", "seed")
    failed = rows.filter(pl.col("status") == "failed").unique("row", maintain_order=True)
    say(
        f"{counted(len(first), 'ensemble')} of {runs:,} runs; "
        f"{counted(len(failed), 'row')} of the table failed.",
        style="bold",
    )
    if len(first):
        is_compared = "difference" in rows.columns
        columns = (*_COLUMNS, ("change, 95%", "right")) if is_compared else _COLUMNS
        shown = first.head(MOST_ROWS).iter_rows(named=True)
        table(columns, [_cells(one, runs, names) for one in shown])
    if len(first) > MOST_ROWS:
        say(f"... and {len(first) - MOST_ROWS:,} more (in the file)")
    for one in failed.head(MOST_ROWS).iter_rows(named=True):
        note(f"Row {one['row']} failed: {one['message']}")
    if len(failed) > MOST_ROWS:
        note(f"... and {len(failed) - MOST_ROWS:,} more rows failed (in the file)")


def _cells(answer: dict[str, Any], runs: int, names: dict[str, str]) -> list[str]:
    """Return the cells of the likeliest end of an ensemble."""
    from whowhom.ensemble.sentences import points

    share, low, high = (percent(answer[name], runs) for name in ("share", "low", "high"))
    who = names[answer["actor"]]
    cells = [str(answer["row"]), str(answer["seed"]), who, share, f"{low}-{high}"]
    if "difference" not in answer:
        return cells
    ends = (answer["difference"], answer["difference_low"], answer["difference_high"])
    known = ["" if end is None else points(end, signed=True) for end in ends]
    return [*cells, f"{known[0]} ({known[1]} to {known[2]})" if known[0] else ""]
