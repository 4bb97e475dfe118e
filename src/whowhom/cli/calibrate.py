"""``whowhom calibrate``: which parameters agree with struggles whose end is known."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from whowhom.cli.lists import read_names
from whowhom.cli.output import bar, counted, emit, note, say, table
from whowhom.files import output_file

if TYPE_CHECKING:
    from whowhom.calibration.result import Calibration

__all__ = ["calibrate", "print_calibration"]

_EVERY = 10.0  # seconds between two lines of progress
_NAMES = {
    "played": "played, in sample",
    "played_left_out": "played, left out",
    "calibrated": "calibrated, in sample",
    "left_out": "calibrated, left out",
    "prior": "not calibrated (prior)",
}


def calibrate(
    casebook: Annotated[
        str | None,
        Parameter(help="A casebook (.yaml), or nothing: the development cases that are shipped."),
    ] = None,
    /,
    *,
    parameters: Annotated[
        str, Parameter(help="Names of parameters, with commas. [default: the usual ones]")
    ] = "",
    sets: Annotated[int, Parameter(help="Sets of parameters that are played.")] = 192,
    runs: Annotated[int, Parameter(help="Plays of each struggle under each set.")] = 10,
    seed: Annotated[int, Parameter(help="Chooses sets, plays and draws.")] = 1,
    out: Annotated[
        str | None, Parameter(help="A folder that keeps the plays, to go on after a stop.")
    ] = None,
    threads: Annotated[
        int | None, Parameter(help="Sets played at once. [default: all processors]")
    ] = None,
    check: Annotated[
        int, Parameter(help="Sets of the posterior that are played themselves; 0: none.")
    ] = 0,
    ranks: Annotated[
        int, Parameter(help="Made-up worlds to check the inference with; 0: no check.")
    ] = 0,
    write: Annotated[
        str | None, Parameter(help="Write the equally likely sets to a CSV file.")
    ] = None,
    json: Annotated[
        bool, Parameter(help="Print one JSON object.", negative=(), show_default=False)
    ] = False,
) -> None:
    """Find which parameters agree with struggles whose end is known, and how well they forecast."""
    from whowhom.calibration.box import CALIBRATED
    from whowhom.calibration.run import calibrate as run_calibrate

    written = None if write is None else output_file(write, option="--write")
    names = tuple(read_names("--parameters", parameters))
    with _reporting(quiet=json) as tell:
        found = run_calibrate(
            casebook,
            parameters=names or CALIBRATED,
            sets=sets,
            runs=runs,
            seed=seed,
            out=out,
            threads=threads,
            check=check,
            progress=tell,
        )
    place = None if written is None else found.write(written)
    checked = found.ranks(worlds=ranks).summary().to_dicts() if ranks else []
    if json:
        emit(found.as_dict() | {"ranks": checked, "written": place and str(place)})
        return
    print_calibration(found)
    if checked:
        _print_ranks(checked, ranks)
    if place:
        say()
        say(f"Written: {place} ({len(found.sets)} equally likely sets)", wrap=False)


def print_calibration(found: "Calibration") -> None:
    """Print what was learnt of the parameters, how well it forecasts, and what to beware of."""
    n = len(found.backtest.struggles)
    say(
        f"{counted(n, 'struggle')}; {counted(found.design, 'set')} of "
        f"{counted(len(found.box.names), 'parameter')}, {counted(found.runs, 'play')} each."
    )
    _print_parameters(found)
    _print_scores(found)
    _print_facts(found)
    for warning in found.warnings:
        say(f"Beware: {warning}")


def _print_parameters(found: "Calibration") -> None:
    say()
    table(
        (
            ("parameter", "left"),
            ("range before", "right"),
            ("median", "right"),
            ("90% after", "right"),
            ("learnt", "right"),
            ("", "left"),
        ),
        [
            (
                row["parameter"],
                f"{row['prior_low']:.3g} to {row['prior_high']:.3g}",
                f"{row['median']:.3g}",
                f"{row['low']:.3g} to {row['high']:.3g}",
                f"{100 * max(0.0, row['contraction']):.0f}%",
                bar(max(0.0, row["contraction"]), 14),
            )
            for row in found.summary().iter_rows(named=True)
        ],
    )
    say("Learnt: by how much the variance fell.")


def _print_scores(found: "Calibration") -> None:
    say()
    table(
        (
            ("forecast of the winner", "left"),
            ("loss", "right"),
            ("Brier", "right"),
            ("against uniform", "left"),
            ("against proportional", "left"),
        ),
        [
            (
                _NAMES.get(row["model"], row["model"]),
                f"{row['log_loss']:.3f}",
                f"{row['brier']:.3f}",
                _against(row, "uniform"),
                _against(row, "proportional"),
            )
            for row in found.scores().iter_rows(named=True)
        ],
    )
    say(
        "Loss: log loss in nats, less is better. Left out: each struggle by the parameters that "
        "the others leave. Intervals of 90% over struggles."
    )
    gap = found.backtest.difference("left_out", "logit")
    say(
        f"Left out against the logit of seven bases: {gap.mean:+.3f} "
        f"({gap.low:+.3f} to {gap.high:+.3f})."
    )


def _against(row: dict[str, Any], rival: str) -> str:
    if row["model"] == rival:
        return ""
    low, high = row[f"minus_{rival}_low"], row[f"minus_{rival}_high"]
    return f"{row[f'minus_{rival}']:+.2f} ({low:+.2f}, {high:+.2f})"


def _print_facts(found: "Calibration") -> None:
    say()
    if not found.facts:
        say("Stylised facts: none was fitted, none was tested.")
        return
    table(
        (
            ("stylised fact", "left"),
            ("", "left"),
            ("target", "right"),
            ("before", "right"),
            ("after", "right"),
            ("90%", "left"),
        ),
        [
            (
                row["fact"],
                row["role"],
                f"{row['target']:.3g}",
                f"{row['prior']:.3g}",
                f"{row['model']:.3g}",
                f"{row['low']:.3g} to {row['high']:.3g}",
            )
            for row in found.fact_table().iter_rows(named=True)
        ],
    )


def _print_ranks(rows: list[dict[str, Any]], worlds: int) -> None:
    say()
    table(
        (("parameter", "left"), ("p", "right"), ("worlds by rank of the truth", "left")),
        [
            (
                row["parameter"],
                f"{row['p']:.3f}",
                " ".join(f"{row[f'bin_{k}']:3d}" for k in range(10)),
            )
            for row in rows
        ],
        title=f"The inference on {worlds} made-up worlds: ranks should be even",
    )


@contextmanager
def _reporting(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Yield the function that is told how many sets are played: a line every ten seconds."""
    if quiet:
        yield None
        return
    began = last = time.monotonic()

    def tell(done: int, sets: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _EVERY or done == sets:
            last = now
            note(f"{done:,} of {sets:,} sets, {now - began:,.0f} s")

    yield tell
