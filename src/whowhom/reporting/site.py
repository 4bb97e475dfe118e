"""A result as a site of plain files: read-only pages for any web host, with no server behind them.

Every page is whole in itself, as a report is: it asks for nothing, works from a folder on disk and
under any path of a host, and can be handed on alone.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from whowhom.ensemble.sentences import counted
from whowhom.errors import InvalidInput
from whowhom.files import make_folder, write_files
from whowhom.reporting.about import ABOUT
from whowhom.reporting.blocks import Block, Drawing, Paragraph, Section, Table
from whowhom.reporting.report import check_extra, check_parts, identity

if TYPE_CHECKING:
    from whowhom.backtesting.result import Backtest
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["MARKER", "known_files", "publish", "site_files"]

MARKER = "whowhom-site.json"
"""Names the files of a site; where it lies, the site may be renewed."""
RUNS = 20
"""Runs that a site shows month by month."""
MOST_RUNS = 200
_SCHEMA = 1
_PLACES = {
    "index.html": ("answer", "anchor", "given", "odds", "falls", "fates", "documented"),
    "why.html": ("matrix", "holdings", "power", "rests"),
    "what-if.html": ("whatif",),
    "case.html": ("chronicle", "values", "sources"),
    "about.html": ("method", "validity", "cite"),
}
"""Which parts of a report stand on which page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One page of a site."""

    file: str
    link: str
    """What leads to it."""
    headline: str
    lead: str
    sections: tuple[Section, ...]
    sure: str = ""


def publish(
    result: "Result",
    folder: str | Path,
    *,
    what_ifs: "Sequence[WhatIf]" = (),
    odds: "OddsJson | None" = None,
    backtest: "Backtest | None" = None,
    runs: int = RUNS,
) -> tuple[Path, ...]:
    """Write a result as a static site: answer, why, what if, single runs, case, about.

    Parameters
    ----------
    result : Result
        As :func:`whowhom.run` or :func:`whowhom.read_result` returns it.
    folder : path
        New or empty, or a site written before, which is renewed; files of your own in it are kept.
    what_ifs : sequence of WhatIf, optional
        Changes for the page what if, as :func:`whowhom.what_if` returns them.
    odds : mapping, optional
        Odds through time of the same case, as ``odds.json`` holds them: the first page then has a
        slider over the dates of the record.
    backtest : Backtest, optional
        Scores that the page about shows; those of this version if not given.
    runs : int, default 20
        How many runs are shown month by month, in [0, 200].

    Returns
    -------
    tuple of Path
        The files; the first is the page to open.

    Raises
    ------
    InvalidInput
        If the folder holds anything else, a part is of another case, or `runs` is out of range.
    ResourceError
        If a file cannot be written.

    Examples
    --------
    >>> import whowhom as ww
    >>> result = ww.run(ww.read_case("poland_1956"), runs=20, seed=1)
    >>> ww.publish(result, "site")[0].name  # doctest: +SKIP
    'index.html'
    """
    place = Path(folder)
    known = known_files(place)
    contents = site_files(result, what_ifs=what_ifs, odds=odds, backtest=backtest, runs=runs)
    strangers = [name for name in contents if name not in known and (place / name).exists()]
    if strangers:
        raise InvalidInput(
            f"{place}: holds {', '.join(strangers)}, which `whowhom publish` did not write. "
            "Nothing was written; move it away, or name another folder."
        )
    marker = json.dumps({"schema": _SCHEMA, "files": sorted(contents)}, indent=1).encode()
    make_folder(place)
    # The marker is the first to take its name and the first page the last, so that a site which
    # was interrupted can be renewed.
    write_files({place / name: data for name, data in {MARKER: marker, **contents}.items()})
    for name in known - contents.keys():
        (place / name).unlink(missing_ok=True)
    return tuple(place / name for name in reversed(contents))


def known_files(place: Path) -> frozenset[str]:
    """Return the files of a site that may be renewed; none where a new one may be written.

    Raises
    ------
    InvalidInput
        If something else is there.
    """
    if place.exists() and not place.is_dir():
        raise InvalidInput(f"{place}: is a file; name a folder for the site")
    if not place.exists():
        return frozenset()
    marker = place / MARKER
    if marker.is_file() and not marker.is_symlink():
        try:
            names = json.loads(marker.read_bytes()[:100_000])["files"]
            if all(isinstance(name, str) and Path(name).name == name for name in names):
                return frozenset(names)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise InvalidInput(f"{marker}: is damaged. Name another folder, or remove this one.")
    others = sorted(one.name for one in place.iterdir() if ".tmp-" not in one.name)
    if others:
        raise InvalidInput(
            f"{place}: is not empty and not a site of whowhom (it holds {others[0]!r}). Nothing "
            "was written; name another folder."
        )
    return frozenset()


def site_files(
    result: "Result",
    *,
    what_ifs: "Sequence[WhatIf]" = (),
    odds: "OddsJson | None" = None,
    backtest: "Backtest | None" = None,
    runs: int = RUNS,
) -> dict[str, bytes]:
    """Return the pages that :func:`publish` writes, by file name; the first page is the last."""
    if isinstance(runs, bool) or not isinstance(runs, int) or not 0 <= runs <= MOST_RUNS:
        raise InvalidInput(f"runs shown on a site must be from 0 to {MOST_RUNS}, got {runs!r}")
    check_parts(result, what_ifs, odds)
    check_extra("html")
    from whowhom.reporting.dates import page_data
    from whowhom.reporting.drawings import drawn_figures
    from whowhom.reporting.page import page_html

    pages = tuple(_pages(result, what_ifs, odds, backtest, runs))
    links = [(page.file, page.link) for page in pages]
    dates = None if odds is None else page_data(odds, result.case)
    files = {}
    for page in reversed(pages):
        names = [b.name for s in page.sections for b in s.blocks if isinstance(b, Drawing)]
        text = page_html(
            headline=page.headline,
            lead=page.lead,
            sure=page.sure,
            **identity(result),
            sections=page.sections,
            drawings=drawn_figures(result, what_ifs, names, odds),
            pages=links,
            here=page.file,
            dates=dates if page.file == "index.html" else None,
        )
        files[page.file] = text.encode()
    return files


def _pages(
    result: "Result",
    what_ifs: "Sequence[WhatIf]",
    odds: "OddsJson | None",
    backtest: "Backtest | None",
    runs: int,
) -> Iterator[_Page]:
    """Yield the pages in the order in which they are listed."""
    from whowhom.reporting.answer import answer_sections, opening
    from whowhom.reporting.chronicles import pair_sections, run_sections
    from whowhom.reporting.evidence import evidence_sections

    parts = [*answer_sections(result, what_ifs, backtest, odds), *evidence_sections(result)]
    by_id = {section.id: section for section in parts}
    headline, lead, sure = opening(result)

    def of(file: str) -> tuple[Section, ...]:
        return tuple(by_id[name] for name in _PLACES[file] if name in by_id)

    yield _Page(
        file="index.html",
        link="Answer",
        headline=headline,
        lead=lead,
        sure=sure,
        sections=tuple(map(_folded, of("index.html"))),
    )
    yield _Page(
        file="why.html",
        link="Why",
        headline="What the answer depends on",
        lead=headline,
        sections=of("why.html"),
    )
    if what_ifs:
        pairs = [s for n, one in enumerate(what_ifs, start=1) for s in pair_sections(n, one)]
        yield _Page(
            file="what-if.html",
            link="What if",
            headline="What if it had been different?",
            lead="Each run is paired with one that has a single change and the same random numbers "
            "(common random numbers), so any difference is the effect of the change.",
            sections=(*of("what-if.html"), *pairs),
        )
    told = tuple(run_sections(result, runs))
    if told:
        yield _Page(
            file="runs.html",
            link="Runs",
            headline=f"The first {counted(len(told), 'run')}, month by month",
            lead="Each run is one simulated history, headed by its sole ruler at the end. These "
            "are the first in order, not chosen.",
            sections=told,
        )
    yield _Page(
        file="case.html",
        link="Case",
        headline="The case and its sources",
        lead=result.case.about,
        sections=of("case.html"),
    )
    yield _Page(
        file="about.html",
        link="About",
        headline="About this answer",
        lead="What a share means, how it was computed, how accurate such answers have been, and "
        "how to cite them.",
        sections=(*_about(), *of("about.html")),
    )


def _folded(section: Section) -> Section:
    """Fold the table of all dates, which a slider shows one by one."""
    if section.id != "odds":
        return section
    blocks = (replace(b, is_folded=True) if isinstance(b, Table) else b for b in section.blocks)
    return replace(section, blocks=tuple(blocks))


def _about() -> Iterator[Section]:
    """Yield what the page about says in every case."""
    title, blocks = "", list[Block]()
    for part in [*ABOUT.strip().split("\n\n"), "# "]:
        text = " ".join(part.split())
        if not text.startswith("#"):
            if text != "SCORES":  # they have a section of their own
                blocks.append(Paragraph(text))
            continue
        if title:
            yield Section(title.split()[0].lower().strip(","), title, tuple(blocks))
        title, blocks = text.removeprefix("#").strip(), []
