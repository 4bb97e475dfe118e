"""The commands that turn a stored result into a report, a site or figures for print."""

from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

from cyclopts import Parameter

from whowhom.cli.common_options import Json, Quiet
from whowhom.cli.output import emit, note, say, write
from whowhom.errors import InvalidInput
from whowhom.files import output_ending, output_file
from whowhom.reporting.figures import FIGURES, find_figure
from whowhom.reporting.figures import figure as plotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whowhom.charts.drawing import Format
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf
    from whowhom.reporting.report import Format as Page

__all__ = ["figure", "publish", "report"]

Stored = Annotated[Path, Parameter(help="The folder that `whowhom run` wrote.")]
Asked = Annotated[
    list[str] | None,
    Parameter(help="A ready question of the case, for as many paired runs; repeatable."),
]
Kept = Annotated[
    list[Path] | None,
    Parameter(help="A stored what-if (whowhom whatif ... --out DIR) to include; repeatable."),
]
Odds = Annotated[
    Path | None,
    Parameter(help="Stored odds through time of the case (whowhom odds ... --out DIR)."),
]
Threads = Annotated[
    int | None, Parameter(help="Runs at once, for questions. [default: all processors]")
]
_PAGES = {".html": "html", ".htm": "html", ".md": "md"}
_DRAWINGS = {".pdf": "pdf", ".svg": "svg", ".png": "png"}
_SMALL = 6.0
"""Points below which letters are hard to read on paper."""


def report(
    result: Stored,
    /,
    *,
    out: Annotated[
        Path | None,
        Parameter(name=["--out", "-o"], help="The file. [default: RESULT-report.html]"),
    ] = None,
    format: Annotated[  # noqa: A002 - the word users write
        Literal["html", "md"] | None,
        Parameter(help="One page with figures, or Markdown. [default: by the file name]"),
    ] = None,
    question: Asked = None,
    whatif: Kept = None,
    odds: Odds = None,
    threads: Threads = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a report: one page that opens anywhere, with figures, tables, sources and citation."""
    chosen = output_ending(output_file(out), format, _PAGES) if out else format or "html"
    place = out or _beside(result, f"report.{chosen}")
    from whowhom.ensemble.odds_file import read_odds
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.what_if import read_what_if
    from whowhom.reporting.report import report as write_report

    found = read_result(result)
    moved = read_odds(odds) if odds else None
    stored = [read_what_if(folder) for folder in whatif or ()]
    what_ifs = stored + _answers(found, question or [], threads=threads, quiet=quiet or json)
    if not (json or quiet):
        note("Drawing the figures ...")
    written = write_report(found, place, what_ifs=what_ifs, odds=moved, format=cast("Page", chosen))
    size = written.stat().st_size
    if json:
        emit({"path": str(written), "format": chosen, "bytes": size})
    else:
        say(f"{written} ({size / 1e6:.2f} MB)" if size >= 1e5 else str(written), wrap=False)


def publish(
    site: Annotated[
        Path, Parameter(help="The folder of the site: new, empty, or a site to renew.")
    ],
    result: Annotated[
        Path | None,
        Parameter(
            help="The folder that `whowhom run` wrote. [default: the duel, as it is shipped]"
        ),
    ] = None,
    /,
    *,
    question: Asked = None,
    whatif: Kept = None,
    odds: Odds = None,
    runs: Annotated[int, Parameter(help="Runs shown month by month.")] = 20,
    threads: Threads = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a result as a static site for any web host: read-only pages, no server, no requests.

    Open index.html from the folder, or copy the folder to a web host. Run again to renew it.
    """
    from whowhom.ensemble.description import RUN_FILE
    from whowhom.ensemble.odds_file import read_odds
    from whowhom.ensemble.result import read_result
    from whowhom.ensemble.what_if import read_what_if
    from whowhom.reporting.site import known_files
    from whowhom.reporting.site import publish as write_site

    if result is not None and (site / RUN_FILE).exists() and not (result / RUN_FILE).exists():
        raise InvalidInput(f"the site comes first: whowhom publish {result} {site}")
    known_files(site)  # refused before anything is read or run
    stored = [read_what_if(folder) for folder in whatif or ()]
    moved = read_odds(odds) if odds else None
    with _shipped() if result is None else nullcontext((read_result(result), None)) as (found, own):
        answers = _answers(found, question or [], threads=threads, quiet=quiet or json)
        if not (json or quiet):
            note("Drawing the figures ...")
        files = write_site(found, site, what_ifs=stored + answers, odds=moved or own, runs=runs)
    size = sum(one.stat().st_size for one in files)
    if json:
        emit({"path": str(site), "files": [one.name for one in files], "bytes": size})
        return
    say(f"{len(files)} pages ({size / 1e6:.1f} MB) in {site}; open {files[0]}", wrap=False)


@contextmanager
def _shipped() -> "Iterator[tuple[Result, OddsJson | None]]":
    """Open the result and the odds that come with the program."""
    from whowhom.cases import read_case
    from whowhom.web.odds import shipped_odds
    from whowhom.web.results import SHIPPED_CASE, Results

    case, results = read_case(SHIPPED_CASE), Results(Path())
    try:
        results.load_shipped(case)
        found = results.shipped()
        if found is None:
            raise InvalidInput(
                f"this version comes with no result of {SHIPPED_CASE}; make one: whowhom run "
                f"{SHIPPED_CASE}, and name its folder: whowhom publish SITE RESULT"
            )
        yield found, shipped_odds(case)
    finally:
        results.close()


def _beside(result: Path, name: str) -> Path:
    """Return the usual file of an output: beside the folder of the result."""
    folder = result.absolute() if result.name in ("", "..") else result
    return folder.with_name(f"{folder.name}-{name}")


def _answers(
    found: "Result", names: list[str], *, threads: int | None, quiet: bool
) -> "list[WhatIf]":
    """Answer the ready questions in runs paired with those of the result."""
    if not names:
        return []
    if found.description.work.mechanisms is not None:
        raise InvalidInput(
            "--question: this result has mechanisms of your own, and a report runs no file; ask "
            "with whowhom whatif CASE --question ID --mechanisms FILE"
        )
    from whowhom.cli.progress import reporting
    from whowhom.ensemble.what_if import compared, run_with
    from whowhom.scenario.change import changed
    from whowhom.scenario.questions import questions

    known = {one.id: one for one in questions(found.case)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidInput(
            f"--question: {found.case.id} has no question {', '.join(map(repr, unknown))}; "
            f"it has: {', '.join(known) or 'none'}"
        )
    what_ifs = []
    for name in dict.fromkeys(names):
        change = known[name].change
        case, values = changed(found.case, change, found.parameters)
        with reporting(quiet=quiet, shorter="fewer --question") as tell:
            other = run_with(
                case, values, runs=found.runs, seed=found.seed, threads=threads, progress=tell
            )
        what_ifs.append(compared(change, found, other))
    return what_ifs


_NAMES = f"The figure; all are listed if left out: {', '.join(one.name for one in FIGURES)}."


def figure(
    result: Annotated[
        Path,
        Parameter(
            help="The folder that `whowhom run`, `whowhom whatif --out` or `whowhom odds --out` "
            "wrote."
        ),
    ],
    name: Annotated[str | None, Parameter(help=_NAMES)] = None,
    /,
    *,
    format: Annotated[  # noqa: A002 - the word users write
        Literal["pdf", "svg", "png"] | None,
        Parameter(help="[default: by the file name, else pdf]"),
    ] = None,
    width: Annotated[
        Literal["84mm", "174mm"],
        Parameter(help="One column of a journal, or the whole page."),
    ] = "174mm",
    grey: Annotated[bool, Parameter(help="For print without colour.", show_default=False)] = False,
    out: Annotated[
        Path | None,
        Parameter(name=["--out", "-o"], help="The file. [default: RESULT-NAME.pdf]"),
    ] = None,
    json: Json = False,
) -> None:
    """Draw a figure for print; its caption (.txt) and its data (.csv) are written beside it."""
    if name is None:
        if json:
            emit({"figures": [{"name": one.name, "shows": one.shows} for one in FIGURES]})
        else:
            write("".join(f"{one.name:10} {one.shows}\n" for one in FIGURES))
        return
    find_figure(name)
    chosen = output_ending(output_file(out), format, _DRAWINGS) if out else format or "pdf"
    place = out or _beside(result, f"{name}.{chosen}")
    from whowhom.reporting.files import write_figure

    drawn = write_figure(
        plotted(result, name, theme="grey" if grey else "print"),
        place,
        format=cast("Format", chosen),
        width=float(width.removesuffix("mm")),
    )
    if json:
        emit(
            {
                "figure": name,
                "files": [str(path) for path in drawn.files],
                "format": chosen,
                "width_mm": drawn.width,
                "height_mm": round(drawn.height, 1),
                "smallest_letters_pt": round(drawn.letters, 1),
            }
        )
        return
    for path in drawn.files:
        say(str(path), wrap=False)
    said = f"{drawn.width:.0f} x {drawn.height:.0f} mm, smallest letters {drawn.letters:.1f} pt"
    is_small = drawn.letters < _SMALL and drawn.width < 100
    note(said + ("; --width 174mm is easier to read" if is_small else ""))
