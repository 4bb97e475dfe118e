"""The files behind figures and results: fetched by id, never by path."""

import json
import re
from collections.abc import Callable
from typing import Literal

from fastapi import Response
from nicegui import app

from whowhom.charts.drawing import SvgChart
from whowhom.errors import ResultError
from whowhom.web.figures import Figure
from whowhom.web.results import archive
from whowhom.web.workbench import Workbench

__all__ = ["register_files"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_GONE = "This is not there any more. Load the page again."

_KINDS: dict[str, tuple[str, Callable[[Figure], bytes]]] = {
    "page.json": ("application/json", lambda figure: _json(figure.page_spec())),
    "table.json": ("application/json", lambda figure: _json(figure.table_rows())),
    "sources.json": (
        "application/json",
        lambda figure: _json([[one.what, one.where, one.grade] for one in figure.sources]),
    ),
    "vega-lite.json": ("application/json", lambda figure: _vega_lite(figure)),
    "table.csv": ("text/csv; charset=utf-8", lambda figure: figure.csv().encode()),
    "figure.svg": ("image/svg+xml", lambda figure: _svg(figure)),
    "figure.png": ("image/png", lambda figure: _png(figure)),
}
_READ = ("page.json", "table.json", "sources.json")


def register_files(bench: Workbench) -> None:
    """Make figures and archives available under ``/figures/`` and ``/archives/``."""

    @app.get("/figures/{owner}/{name}/{kind}")
    def figure_file(owner: str, name: str, kind: str) -> Response:
        if not (_ID.fullmatch(owner) and _ID.fullmatch(name) and kind in _KINDS):
            return _missing()
        figure = bench.figures(owner).get(name)
        if figure is None:
            return _missing()
        media_type, make = _KINDS[kind]
        try:
            content = make(figure)
        except LookupError:
            return _missing()
        except ImportError:
            return Response(
                "Pictures need vl-convert: pip install 'whowhom[charts]'",
                404,
                media_type="text/plain",
            )
        headers = {"cache-control": "private, max-age=3600"}
        if kind not in _READ:
            file = f"{name}.{kind.rpartition('.')[2]}"
            headers["content-disposition"] = f'attachment; filename="{file}"'
        return Response(content, media_type=media_type, headers=headers)

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


def _vega_lite(figure: Figure) -> bytes:
    drawn = figure.drawn()
    if isinstance(drawn, SvgChart):
        raise LookupError
    return _json(drawn)


def _svg(figure: Figure) -> bytes:
    return _drawn(figure, "svg")


def _png(figure: Figure) -> bytes:
    return _drawn(figure, "png")


def _drawn(figure: Figure, kind: Literal["svg", "png"]) -> bytes:
    from whowhom.charts.drawing import draw, svg_of

    made = figure.drawn()
    return draw(made.svg if isinstance(made, SvgChart) else svg_of(made), format=kind)
