"""Figures of the catalogue on a page, and the files behind figures and results: fetched by id.

On a page every colour is ``light-dark(...)``, which the browser resolves: so one drawing serves
both themes and nothing is drawn again.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import polars as pl
from fastapi import Response
from nicegui import app

from whowhom.charts.theme import DARK, LIGHT, both_grounds
from whowhom.ensemble.result import Result
from whowhom.errors import ResourceError, ResultError
from whowhom.reporting.figures import (
    LEAST_WIDTH,
    MOST_WIDTH,
    Comparison,
    Forecasts,
    Plot,
    figure,
)
from whowhom.reporting.files import safe_csv
from whowhom.web.results import archive
from whowhom.web.workbench import Workbench

__all__ = ["page_json", "page_plots", "register_files", "table_json"]

BOTH = both_grounds(LIGHT, DARK)
"""The theme of a page: the browser chooses."""
PADDING = 4
"""Pixels of ground around a figure on a page."""
MOST_ROWS = 2_000
"""Rows of a table that a page shows; the CSV has all."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_JSON = "application/json"
_GONE = "This is not there any more. Load the page again."


def page_plots(
    subject: Result | Comparison | Forecasts,
    names: Iterable[str],
    data: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> dict[str, Plot]:
    """Return figures of a result, a what-if or odds by name, without those that show nothing.

    Parameters
    ----------
    subject : Result, Comparison or Forecasts
    names : iterable of str
    data : mapping of str to rows, optional
        The data of some of them, where a job has computed them.
    """
    given = {
        name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in (data or {}).items()
    }
    plots = [figure(subject, name, theme=BOTH, data=given.get(name)) for name in names]
    return {plot.name: plot for plot in plots if not plot.missing}


def page_json(plot: Plot) -> dict[str, Any]:
    """Return what a page shows, for both themes; the title is apart, and the page has the ground.

    Keys ``spec`` (Vega-Lite) or ``drawing`` (SVG), ``title``, ``subtitle`` (lines),
    ``description``.
    """
    picture = plot.picture
    told = {
        "title": plot.page_title,
        "subtitle": picture.subtitle,
        "description": picture.description,
    }
    if picture.spec is None:
        return {"drawing": picture.drawing, **told}
    bare = {key: value for key, value in picture.spec.items() if key != "title"}
    ground = {
        "background": None,
        "padding": PADDING,
        "autosize": {"type": "pad", "contains": "padding"},
    }
    return {"spec": {**bare, **ground}, **told}


def table_json(plot: Plot) -> dict[str, Any]:
    """Return the table of a figure for a page: headings, texts, which columns hold numbers."""
    return {
        "heads": [column.heading for column in plot.figure.columns],
        "numeric": [kind.is_numeric() for kind in plot.table.dtypes],
        "rows": plot.cells(MOST_ROWS),
        "more": max(0, plot.table.height - MOST_ROWS),
    }


_KINDS: dict[str, tuple[str, Callable[[Plot], bytes]]] = {
    "page.json": (_JSON, lambda plot: _json(page_json(plot))),
    "table.json": (_JSON, lambda plot: _json(table_json(plot))),
    "sources.json": (
        _JSON,
        lambda plot: _json([[one.what, one.where, one.grade] for one in plot.sources]),
    ),
    "vega-lite.json": (_JSON, lambda plot: _vega_lite(plot)),
    "table.csv": ("text/csv; charset=utf-8", lambda plot: safe_csv(plot.data).encode()),
    "figure.svg": ("image/svg+xml", lambda plot: _drawn(plot, "svg")),
    "figure.png": ("image/png", lambda plot: _drawn(plot, "png")),
}
_READ = ("page.json", "table.json", "sources.json")


def register_files(bench: Workbench) -> None:
    """Make figures and archives available under ``/figures/`` and ``/archives/``."""

    @app.get("/figures/{owner}/{name}/{kind}")
    def figure_file(owner: str, name: str, kind: str, width: int = 0) -> Response:
        if not (_ID.fullmatch(owner) and _ID.fullmatch(name) and kind in _KINDS):
            return _missing()
        plot = bench.figures(owner).get(name)
        if plot is None:
            return _missing()
        if width and kind == "page.json":
            plot = plot.wide(min(max(width - 2 * PADDING, LEAST_WIDTH), MOST_WIDTH))
        media_type, make = _KINDS[kind]
        try:
            content = make(plot)
        except LookupError:
            return _missing()
        except ResourceError as error:  # no font of this machine has a letter
            return Response(str(error), 409, media_type="text/plain")
        headers = {"cache-control": "private, max-age=3600"}
        if kind not in _READ:
            file = f"{name}.{kind.rpartition('.')[2]}"
            headers["content-disposition"] = f'attachment; filename="{file}"'
        return Response(content, media_type=media_type, headers=headers)

    @app.get("/solved/{owner}/{name}/{kind}")
    def solved_file(owner: str, name: str, kind: str) -> Response:
        if not (_ID.fullmatch(owner) and owner.startswith("models-") and _ID.fullmatch(name)):
            return _missing()
        found = [one for one in bench.answers.get(owner, ()) if one.model == name]
        if not found or isinstance(found[0].said, str):
            return _missing()
        said = found[0].said
        table = {"heads": said.heads, "numeric": said.numeric, "rows": said.rows, "more": 0}
        content = {"page.json": said.picture, "table.json": table}.get(kind)
        return _missing() if not content else Response(_json(content), media_type=_JSON)

    @app.get("/archives/{key}.zip")
    def archive_file(key: str) -> Response:
        result = bench.results.by_key(key) if _ID.fullmatch(key) else None
        if result is None:
            return _missing()
        try:
            content = archive(result, bench.results.place(key))
        except ResultError as error:
            return Response(str(error), 409, media_type="text/plain")
        headers = {"content-disposition": f'attachment; filename="{key}.zip"'}
        return Response(content, media_type="application/zip", headers=headers)


def _missing() -> Response:
    return Response(_GONE, 404, media_type="text/plain")


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def _vega_lite(plot: Plot) -> bytes:
    spec = plot.themed(LIGHT).picture.spec
    if spec is None:
        raise LookupError
    return _json(spec)


def _drawn(plot: Plot, kind: Literal["svg", "png"]) -> bytes:
    from whowhom.charts.drawing import draw

    return draw(plot.themed(LIGHT).svg(), format=kind)
