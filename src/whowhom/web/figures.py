"""A figure of the workbench: a chart, its table, its sources; and what can be downloaded of it.

On a page every colour is ``light-dark(...)``, which the browser resolves: so one drawing serves
both themes and nothing is drawn again.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from altair.utils.schemapi import debug_mode

from whowhom.cases.writing import guard
from whowhom.charts.drawing import SvgChart
from whowhom.charts.theme import DARK, LIGHT, Theme, both_grounds

__all__ = ["Figure", "Source"]

Spec = dict[str, Any]
BOTH = both_grounds(LIGHT, DARK)
"""The theme of a page: the browser chooses."""
MOST_ROWS = 2_000
"""Rows of a table that a page shows; the CSV has all."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a source says for a figure."""

    what: str
    where: str
    """Citation and place."""
    grade: str = ""
    """``documented``, ``disputed``, ``assumed``; empty where none of them fits."""


@dataclass(slots=True, kw_only=True, eq=False)
class Figure:
    """A chart with everything that belongs to it."""

    name: str
    """Letters, digits and hyphens: part of addresses and of file names."""
    draw: Callable[[Theme], Any]
    """Returns an Altair chart, or a drawn :class:`whowhom.charts.SvgChart`."""
    table: pl.DataFrame
    heads: Mapping[str, str] = field(default_factory=dict)
    """Headings of columns; columns without one are in the CSV only. All, if there are none."""
    sources: Sequence[Source] = ()
    shown: Callable[[str, Any], str] = lambda _column, value: _text(value)
    """Writes a value of the table for people."""
    _page: Spec = field(default_factory=dict)

    def drawn(self, theme: Theme = LIGHT) -> Spec | SvgChart:
        """Return the Vega-Lite spec on a ground, or the drawing of what has none."""
        with debug_mode(False):  # our charts are checked in tests
            made = self.draw(theme)
            return made if isinstance(made, SvgChart) else made.to_dict()

    def page_spec(self) -> Spec:
        """Return what a page shows, for both themes; title and subtitle are taken out of it.

        Keys ``spec`` (Vega-Lite) or ``drawing`` (SVG), ``title``, ``subtitle`` (lines),
        ``description``.
        """
        if not self._page:
            made = self.drawn(BOTH)
            self._page = _drawing_of(made) if isinstance(made, SvgChart) else _page_of(made)
        return self._page

    def table_rows(self) -> dict[str, Any]:
        """Return the table for the page: headings, rows of texts, which columns hold numbers."""
        columns = [name for name in self.heads if name in self.table.columns] or self.table.columns
        rows = self.table.select(columns).head(MOST_ROWS).rows()
        return {
            "heads": [self.heads.get(name, name) for name in columns],
            "numeric": [self.table.schema[name].is_numeric() for name in columns],
            "rows": [
                [self.shown(name, value) for name, value in zip(columns, row, strict=True)]
                for row in rows
            ],
            "more": max(0, self.table.height - MOST_ROWS),
        }

    def csv(self) -> str:
        """Return the whole table as CSV that is safe to open in a spreadsheet."""
        texts = [name for name, kind in self.table.schema.items() if not kind.is_numeric()]
        safe = self.table.with_columns(
            pl.col(name).cast(pl.String).map_elements(guard, return_dtype=pl.String)
            for name in texts
        )
        stream = io.StringIO()
        safe.write_csv(stream)
        return stream.getvalue()


def _drawing_of(made: SvgChart) -> Spec:
    return {
        "drawing": made.svg,
        "title": made.title,
        "subtitle": made.subtitle.split("\n"),
        "description": made.description,
    }


def _page_of(whole: Spec) -> Spec:
    """Take the title out of a spec, and its ground, which the page has."""
    title = whole.pop("title", {})
    return {
        "spec": {
            **whole,
            "background": None,
            "padding": 4,
            "autosize": {"type": "pad", "contains": "padding"},
        },
        "title": title.get("text", ""),
        "subtitle": title.get("subtitle", []),
        "description": whole.get("description", ""),
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value)
