"""A report of a result: one HTML page, or Markdown to be pasted."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput
from whowhom.files import make_folder, output_file, write_file

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["Format", "report", "report_text"]

Format = Literal["html", "md"]


def report(
    result: "Result",
    path: str | Path,
    *,
    what_ifs: Sequence["WhatIf"] = (),
    backtest: "Backtest | None" = None,
    odds: "OddsJson | None" = None,
    format: Format = "html",  # noqa: A002 - the word users write
) -> Path:
    """Write a report of a result: the answer, what it depends on, and all its sources.

    Parameters
    ----------
    result : Result
        As :func:`whowhom.run` or :func:`whowhom.read_result` returns it.
    path : path
        The file; one that is there is replaced.
    what_ifs : sequence of WhatIf, optional
        Changes to report, as :func:`whowhom.what_if` returns them.
    backtest : Backtest, optional
        Scores on struggles that are over, to say how accurate such answers have been.
    odds : mapping, optional
        Odds through time of the same case, as ``odds.json`` holds them: how the answer moved with
        the record.
    format : {"html", "md"}, default "html"
        One self-contained page with figures (needs the extra ``report``), or text.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InvalidInput
        If a what-if or the odds are of another case, the format is unknown, or the path cannot be a
        file.
    ResourceError
        If the file cannot be written.
    """
    place = output_file(path)
    text = report_text(result, what_ifs=what_ifs, backtest=backtest, odds=odds, format=format)
    make_folder(place.parent)
    write_file(place, text.encode())
    return place


def report_text(
    result: "Result",
    *,
    what_ifs: Sequence["WhatIf"] = (),
    backtest: "Backtest | None" = None,
    odds: "OddsJson | None" = None,
    format: Format = "html",  # noqa: A002 - the word users write
) -> str:
    """Return what :func:`report` writes."""
    if format not in ("html", "md"):
        raise InvalidInput(f"format must be html or md, got {format!r}")
    for found in what_ifs:
        if found.base.case.sha256 != result.case.sha256:
            raise InvalidInput(
                f"the what-if {str(found.change)!r} is of another case than the result: "
                f"{found.base.case.id!r}, not {result.case.id!r}"
            )
    if odds is not None and odds["case"] != result.case.id:
        raise InvalidInput(
            f"the odds are of another case than the result: {odds['case'][:60]!r}, not "
            f"{result.case.id!r}"
        )
    _check_extra(format)
    from whowhom.reporting.answer import answer_sections, opening
    from whowhom.reporting.evidence import evidence_sections

    headline, lead, sure = opening(result)
    work = result.description.work
    parts = {
        "headline": headline,
        "lead": lead,
        "sure": sure,
        "status": (
            f"{counted(result.runs, 'run')}, seed {result.seed}, case {work.case} "
            f"(sha256 {work.case_sha256[:8]}), whowhom {work.whowhom}"
        ),
        "case_title": result.case.title,
        "version": work.whowhom,
    }
    sections = [*answer_sections(result, what_ifs, backtest, odds), *evidence_sections(result)]
    if format == "md":
        from whowhom.reporting.text import page_text

        return page_text(sections=sections, **parts)
    from whowhom.reporting.blocks import Drawing
    from whowhom.reporting.drawings import drawn_figures
    from whowhom.reporting.page import page_html

    rows = [
        [block.name for block in group if isinstance(block, Drawing)]
        for section in sections
        for _, group in groupby(section.blocks, key=lambda block: isinstance(block, Drawing))
    ]
    names = [name for row in rows for name in row]
    beside = {name for row in rows if len(row) > 1 for name in row}
    drawings = drawn_figures(result, what_ifs, names, odds, beside)
    return page_html(sections=sections, drawings=drawings, **parts)


def _check_extra(wanted: Format) -> None:
    """Refuse a page where what draws it is missing."""
    from importlib.util import find_spec

    needed = {"altair": "altair", "vl_convert": "vl-convert-python", "uharfbuzz": "uharfbuzz"}
    needed |= {"jinja2": "jinja2"} if wanted == "html" else {}
    missing = [name for module, name in needed.items() if find_spec(module) is None]
    if missing:
        raise InvalidInput(
            f"a report needs {', '.join(missing)}: install with pip install 'whowhom[report]'"
        )
