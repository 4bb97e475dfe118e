"""A figure of the workbench: a chart, its table, its sources; and what can be downloaded of it.

A chart is drawn twice, on paper and on a dark ground, and the two specs are laid over one another:
where they differ, the colour is ``light-dark(...)``, which the browser resolves. So one spec serves
both themes and nothing is drawn again.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from whowhom.cases.writing import guard
from whowhom.charts.palette import DARK, LIGHT, Theme

__all__ = ["Figure", "Source", "both_themes"]

Spec = dict[str, Any]
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
    """Returns the chart (Altair)."""
    table: pl.DataFrame
    heads: Mapping[str, str] = field(default_factory=dict)
    """Headings of columns; columns without one are in the CSV only. All, if there are none."""
    sources: Sequence[Source] = ()
    shown: Callable[[str, Any], str] = lambda _column, value: _text(value)
    """Writes a value of the table for people."""
    _specs: dict[str, Spec] = field(default_factory=dict)

    def spec(self, theme: Theme = LIGHT) -> Spec:
        """Return the Vega-Lite spec on a ground."""
        name = "light" if theme is LIGHT else "dark"
        if name not in self._specs:
            self._specs[name] = _numbered(self.draw(theme).to_dict())
        return self._specs[name]

    def page_spec(self) -> Spec:
        """Return the spec for both themes; title and subtitle are taken out of it.

        Keys ``spec``, ``title``, ``subtitle`` (lines), ``description``.
        """
        if "page" not in self._specs:
            whole = both_themes(self.spec(LIGHT), self.spec(DARK))
            title = whole.pop("title", {})
            whole["background"] = None
            whole["padding"] = 4
            whole["autosize"] = {"type": "pad", "contains": "padding"}
            self._specs["page"] = {
                "spec": whole,
                "title": title.get("text", ""),
                "subtitle": title.get("subtitle", []),
                "description": whole.get("description", ""),
            }
        return self._specs["page"]

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


def both_themes(light: Any, dark: Any) -> Any:
    """Lay two specs of one shape over one another; colours that differ go by the theme.

    Examples
    --------
    >>> both_themes({"color": "#FFFFFF", "width": 3}, {"color": "#000000", "width": 3})
    {'color': 'light-dark(#FFFFFF, #000000)', 'width': 3}
    """
    if isinstance(light, dict) and isinstance(dark, dict):
        return {key: both_themes(value, dark[key]) for key, value in light.items() if key in dark}
    if isinstance(light, list) and isinstance(dark, list) and len(light) == len(dark):
        return [both_themes(*pair) for pair in zip(light, dark, strict=True)]
    is_colour = isinstance(light, str) and isinstance(dark, str) and light.startswith("#")
    return f"light-dark({light}, {dark})" if is_colour and light != dark else light


def _numbered(spec: Spec) -> Spec:
    """Give data sets numbers for names, so that they are called the same in both themes."""
    datasets = spec.pop("datasets", {})
    names = {name: f"data-{place}" for place, name in enumerate(datasets)}

    def renamed(part: Any) -> Any:
        if isinstance(part, dict):
            if set(part) == {"name"} and part["name"] in names:
                return {"name": names[part["name"]]}
            return {key: renamed(value) for key, value in part.items()}
        return [renamed(one) for one in part] if isinstance(part, list) else part

    found: Spec = renamed(spec)
    return {**found, "datasets": {names[name]: rows for name, rows in datasets.items()}}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value)
