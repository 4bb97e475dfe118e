"""A figure of the workbench: a chart, its table, its sources; and what can be downloaded of it.

A chart is drawn twice, on paper and on a dark ground, and the two specs are laid over one another:
where they differ, the colour is ``light-dark(...)``, which the browser resolves. So one spec serves
both themes and nothing is drawn again.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from whowhom.cases.writing import guard
from whowhom.charts.network import Network
from whowhom.charts.palette import DARK, LIGHT, Theme

__all__ = ["Figure", "Source", "both_colours", "both_themes"]

Spec = dict[str, Any]
_COLOUR = re.compile(r'(?<=")(#[0-9A-Fa-f]{6})(?=")')
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
    """Returns an Altair chart, or a drawn :class:`whowhom.charts.Network`."""
    table: pl.DataFrame
    heads: Mapping[str, str] = field(default_factory=dict)
    """Headings of columns; columns without one are in the CSV only. All, if there are none."""
    sources: Sequence[Source] = ()
    shown: Callable[[str, Any], str] = lambda _column, value: _text(value)
    """Writes a value of the table for people."""
    _drawn: dict[str, Spec | Network] = field(default_factory=dict)
    _page: Spec = field(default_factory=dict)

    def drawn(self, theme: Theme = LIGHT) -> Spec | Network:
        """Return the Vega-Lite spec on a ground, or the drawing of what has none."""
        name = "light" if theme is LIGHT else "dark"
        if name not in self._drawn:
            made = self.draw(theme)
            self._drawn[name] = made if isinstance(made, Network) else _numbered(made.to_dict())
        return self._drawn[name]

    def page_spec(self) -> Spec:
        """Return what a page shows, for both themes; title and subtitle are taken out of it.

        Keys ``spec`` (Vega-Lite) or ``drawing`` (SVG), ``title``, ``subtitle`` (lines),
        ``description``.
        """
        if not self._page:
            light, dark = self.drawn(LIGHT), self.drawn(DARK)
            if isinstance(light, Network) and isinstance(dark, Network):
                self._page = {
                    "drawing": both_colours(light.svg, dark.svg),
                    "title": light.title,
                    "subtitle": light.subtitle.split("\n"),
                    "description": light.description,
                }
            else:
                self._page = _page_of(both_themes(light, dark))
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


def _page_of(whole: Spec) -> Spec:
    """Take the title out of a spec, and its ground, which the page has."""
    title = whole.pop("title", {})
    whole["background"] = None
    whole["padding"] = 4
    whole["autosize"] = {"type": "pad", "contains": "padding"}
    return {
        "spec": whole,
        "title": title.get("text", ""),
        "subtitle": title.get("subtitle", []),
        "description": whole.get("description", ""),
    }


def both_colours(light: str, dark: str) -> str:
    """Lay two drawings that differ in colours over one another.

    Examples
    --------
    >>> both_colours('<path fill="#FFFFFF"/>', '<path fill="#000000"/>')
    '<path fill="light-dark(#FFFFFF, #000000)"/>'
    """
    ones, others = _COLOUR.split(light), _COLOUR.split(dark)
    if len(ones) != len(others):
        return light
    return "".join(
        f"light-dark({one}, {other})" if one != other else one
        for one, other in zip(ones, others, strict=True)
    )


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
