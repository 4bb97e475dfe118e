"""A figure as it is declared, and the figure of one result or what-if: its data, texts and drawing.

Nothing here loads the charts before a figure is drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from whowhom.errors import InvalidInput
from whowhom.reporting.sources import Source

if TYPE_CHECKING:
    import polars as pl

    from whowhom.cases.case import Case
    from whowhom.charts.drawing import Picture
    from whowhom.charts.theme import Look, Theme
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["Column", "Comparison", "Figure", "Forecasts", "Plot", "Subject", "Width", "charts"]

Width = int | Literal["narrow", "wide"]
"""Pixels; or one column of a journal (84 mm), or a whole page (174 mm)."""
Kind = Literal["text", "name", "item", "fate", "share", "tenths", "signed", "value", "count"]
"""What a column holds: shares are written as so many of 100, the other kinds as their name says."""
Subject = Literal["result", "what-if", "what-ifs", "odds"]
"""What a figure is of: a result, one what-if, several of one case, or odds through time."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table that people read beside a figure."""

    name: str
    heading: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a figure of one what-if shows: how its effects came about."""

    case: "Case"
    change: str
    runs: int
    seed: int
    effects: "pl.DataFrame"
    """As :meth:`whowhom.ensemble.what_if.WhatIf.table` returns them."""

    @classmethod
    def of(cls, found: "WhatIf") -> "Comparison":
        """Return what figures show of a what-if."""
        return cls(
            case=found.base.case,
            change=str(found.change),
            runs=found.runs,
            seed=found.base.seed,
            effects=found.table(),
        )

    @property
    def provenance(self) -> str:
        """Say where the effects come from."""
        made = f"{self.runs:,} pairs of runs with common random numbers, seed {self.seed}"
        return f"{made}; change: {self.change}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """What a figure of odds through time shows."""

    odds: "OddsJson"
    """As ``odds.json`` holds them."""
    case: "Case | None" = None
    """The case, whose course names the sources of the events; None if it is not at hand."""
    as_of: str | None = None
    """Month at which the reader stands."""

    @property
    def names(self) -> dict[str, str]:
        """Names of the persons by id."""
        from whowhom.ensemble.odds_sentences import names_of

        return names_of(self.odds)

    @property
    def provenance(self) -> str:
        """Say where the odds come from."""
        return f"{self.odds['runs']:,} runs for each date, seed {self.odds['seed']}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as it is declared, once for all places that show it."""

    name: str
    """What it is called everywhere: letters, digits and hyphens."""
    shows: str
    """What it shows, for a list of figures."""
    data: Callable[[Any], "pl.DataFrame"]
    """Returns what is drawn: the data that are written beside it."""
    columns: tuple[Column, ...]
    """Of the table that people read."""
    sources: Callable[[Any], Sequence[Source]]
    chart: str = ""
    """The function of :mod:`whowhom.charts` that draws it; by default it has the figure's name."""
    options: Callable[[Any], Mapping[str, Any]] = lambda _subject: {}
    """Returns what is passed to the function besides the data, the look and the width."""
    table: Callable[[Any, "pl.DataFrame"], "pl.DataFrame"] = lambda _subject, data: data
    """Returns the rows that people read; by default the data."""
    of: Subject = "result"
    needs: str = "an actor who contends"
    """What there must be for it to show anything."""
    nobody: str = "no sole ruler"
    """What nobody is called in the table."""
    under_headline: str = ""
    """Its title where a headline above says already what its own title says."""
    is_still: bool = False
    """Whether a page shows it as it was drawn: thousands of points, and nothing to point at."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Plot:
    """A figure of one result or what-if; it is drawn when it is first asked for.

    A notebook shows it by itself.
    """

    figure: Figure
    subject: Any
    theme: "Theme"
    width: int
    """Pixels of the picture at most, without the ground around it."""
    given: "pl.DataFrame | None" = None
    """Its data, where they were computed elsewhere."""

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        return self.figure.name

    @cached_property
    def data(self) -> "pl.DataFrame":
        """What is drawn."""
        return self.figure.data(self.subject) if self.given is None else self.given

    @cached_property
    def missing(self) -> str:
        """Why there is nothing to draw; empty where there is something."""
        try:
            is_there = not self.data.is_empty()
        except InvalidInput as error:
            return f"{self.name}: nothing to draw: {error}"
        return "" if is_there else f"{self.name}: nothing to draw; it needs {self.figure.needs}"

    @cached_property
    def chart(self) -> Any:
        """The Altair chart, or an SVG with its texts where no such chart can show it.

        Raises
        ------
        InvalidInput
            If there is nothing to draw.
        """
        from altair.utils.schemapi import debug_mode

        if self.missing:
            raise InvalidInput(self.missing)
        draw = getattr(charts(), self.figure.chart or self.name.replace("-", "_"))
        options = self.figure.options(self.subject)
        with debug_mode(False):  # our charts are checked in tests; rows need it least
            return draw(self.data, look=self._look, width=self.width, **options)

    @cached_property
    def picture(self) -> "Picture":
        """The chart laid out, with its texts."""
        from whowhom.charts.drawing import Picture

        return Picture.of(self.chart)

    @property
    def title(self) -> str:
        """A sentence that states the answer."""
        return self.picture.title

    @property
    def page_title(self) -> str:
        """Its title on a page whose headline states the answer."""
        return self.figure.under_headline or self.title

    @property
    def caption(self) -> str:
        """Its sentence, its units, where it comes from, and the picture in words."""
        return "\n".join(
            [
                f"{self.title}.",
                " ".join(f"{line[0].upper()}{line[1:]}." for line in self.picture.subtitle),
                _provenance(self.subject),
                "",
                f"In words: {self.picture.description}",
                "",
            ]
        )

    @property
    def sources(self) -> list[Source]:
        """What stands behind it."""
        return list(self.figure.sources(self.subject))

    @cached_property
    def table(self) -> "pl.DataFrame":
        """The rows that people read, in its declared columns."""
        rows = self.figure.table(self.subject, self.data)
        return rows.select(column.name for column in self.figure.columns)

    def cells(self, most: int) -> list[list[str]]:
        """Return the first rows of the table as texts."""
        from whowhom.ensemble.answers import NOBODY

        names = _names(self.subject) | {NOBODY: self.figure.nobody}
        kinds = [column.kind for column in self.figure.columns]
        items = charts().item_names(_case(self.subject)) if "item" in kinds else {}
        return [
            [_cell(value, kind, names, items) for value, kind in zip(row, kinds, strict=True)]
            for row in self.table.head(most).rows()
        ]

    def svg(self, *, padding: int = 16) -> str:
        """Return the drawing, with so many pixels of ground around it."""
        return self.picture.svg(ground=self.theme.paper, padding=padding, width=self.width)

    def themed(self, theme: "Theme") -> "Plot":
        """Return the same figure in another theme."""
        return replace(self, theme=theme, given=self.data)

    def wide(self, width: int) -> "Plot":
        """Return the same figure laid out for so many pixels."""
        return replace(self, width=width, given=self.data)

    def save(self, path: str | Path, *, width: float = 174.0) -> Path:
        """Write the drawing; its caption (.txt) and its data (.csv) are written beside it.

        Parameters
        ----------
        path : path
            The drawing: a ``.pdf``, ``.svg`` or ``.png``.
        width : float, default 174
            Millimetres, in [20, 1000].

        Returns
        -------
        Path
            The drawing.

        Raises
        ------
        InvalidInput
            If there is nothing to draw, the width is out of range, or the path cannot be a file.
        ResourceError
            If a file cannot be written.
        """
        from whowhom.reporting.files import write_figure

        ending = Path(path).suffix.lower().lstrip(".")
        return write_figure(self, path, format=ending, width=width).files[0]  # type: ignore[arg-type]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show it in a notebook."""
        return {"image/svg+xml": self.svg(), "text/plain": self.caption}

    @property
    def _look(self) -> "Look":
        from whowhom.charts.theme import Look
        from whowhom.ensemble.answers import NOBODY

        if isinstance(self.subject, Forecasts):
            contend = {row["actor"] for row in self.subject.odds["points"][0]["winners"]}
            named = {who: n for who, n in self.subject.names.items() if who != NOBODY}
            ordered = sorted(named, key=lambda actor: actor not in contend)
            given = {row["id"]: row.get("short", "") for row in self.subject.odds["actors"]}
            names = {actor: named[actor] for actor in ordered}
            return Look(names=names, theme=self.theme, given=given)
        return Look.of(_case(self.subject), self.theme)


def charts() -> ModuleType:
    """Return the package of charts, which takes a second to load."""
    from whowhom import charts

    return charts


def _case(subject: Any) -> "Case":
    """Return the case that a figure is of."""
    case: Case = subject[0].base.case if isinstance(subject, tuple) else subject.case
    return case


def _names(subject: Any) -> dict[str, str]:
    """Return the names of the persons of a figure by id."""
    return subject.names if isinstance(subject, Forecasts) else _case(subject).names


def _provenance(subject: Any) -> str:
    """Say where the numbers of a figure come from."""
    if isinstance(subject, Forecasts):
        return f"{subject.odds['title']}. {subject.provenance}."
    if isinstance(subject, Comparison):
        return f"{subject.case.title}. {subject.provenance}."
    result: Result = subject[0].base if isinstance(subject, tuple) else subject
    work = result.description.work
    return (
        f"{result.case.title}. {result.runs:,} runs, seed {result.seed}; case {work.case}, "
        f"sha256 {work.case_sha256[:12]}, coded {result.case.coded or 'on an unknown day'}; "
        f"outcomes sha256 {result.sha256[:12]}; whowhom {work.whowhom}."
    )


def _cell(value: Any, kind: Kind, names: Mapping[str, str], items: Mapping[str, str]) -> str:
    """Write one cell of a table for people."""
    from whowhom.charts.words import FATE_WORDS

    if value is None:
        return "-"
    called = {"name": names, "item": items, "fate": FATE_WORDS}
    if kind in called:
        return called[kind].get(value, str(value))
    match kind:
        case "share":
            return f"{100 * value:.1f}" if 0 < value < 0.1 else f"{100 * value:.0f}"
        case "tenths":
            return f"{100 * max(0.0, value):.1f}"
        case "signed":
            return f"{100 * value:+.1f}"
        case "value":
            return f"{value:.2g}"
        case "count":
            return f"{value:,.0f}"
    return str(value)
