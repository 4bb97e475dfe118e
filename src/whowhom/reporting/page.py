"""A report as one self-contained page that makes no request and runs no script but ours."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from whowhom.cases.names import visible
from whowhom.charts.alphabets import faces
from whowhom.charts.theme import DARK, FONTS, LIGHT, variables
from whowhom.reporting.blocks import Code, Drawing, Paragraph, Section, Table
from whowhom.reporting.drawings import PHONE, Drawn

__all__ = ["page_html", "policy"]

_HERE = Path(__file__).parent
_FACES = {
    f"{kind.upper()}_{weight}": f"source-{family}-latin-{weight}-normal.woff2"
    for kind, family in (("sans", "sans-3"), ("serif", "serif-4"))
    for weight in (400, 600)
}


def page_html(
    *,
    headline: str,
    lead: str,
    sure: str,
    status: str,
    case_title: str,
    version: str,
    sections: Sequence[Section],
    drawings: Mapping[str, Drawn],
) -> str:
    """Return the page.

    Parameters
    ----------
    headline, lead, sure, status, case_title, version : str
        Plain text.
    sections : sequence of Section
        Drawings that they name and that are missing are left out.
    drawings : mapping of str to Drawn
    """
    scripts = [_asset("vega-runtime.js"), _asset("upgrade.js")]
    # The only markup that is not escaped: our own files, drawings, and JSON that ends no element.
    charts: list[dict[str, Any]] = [
        {
            "name": one.name,
            "title": one.title,
            "subtitle": one.subtitle,
            "description": one.description,
            "drawing": Markup(_sized(one.svg, one.width, "wide")),
            "small": Markup(_sized(one.small, PHONE + 8, "small")),
            "spec": one.spec,
            "data": Markup(one.spec),
        }
        for one in drawings.values()
    ]
    by_name = {chart["name"]: chart for chart in charts}
    content = {
        "headline": headline,
        "lead": lead,
        "sure": sure,
        "status": status,
        "case_title": visible(case_title),
        "version": version,
        "sections": [
            {"id": s.id, "title": s.title, "blocks": list(_blocks(s, by_name))} for s in sections
        ],
        "charts": list(by_name.values()),
        "sources_caption": "Sources and how reliable they are",
    }
    template = _environment().get_template("report.html.j2")
    bare = template.render(policy="", style="", scripts=(), **content)
    style = _style() + faces(bare)
    return template.render(
        policy=policy(scripts, style),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        **content,
    )


def policy(scripts: Iterable[str], style: str) -> str:
    """Return the content policy: nothing may be loaded, nothing may run but these scripts."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _blocks(section: Section, charts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a section; drawings that follow one another stand side by side."""
    waiting: list[Any] = []
    for block in section.blocks:
        if isinstance(block, Drawing):
            if block.name in charts:
                waiting.append(charts[block.name])
            continue
        if waiting:
            yield {"kind": "drawings", "drawn": waiting}
            waiting = []
        match block:
            case Paragraph(text):
                yield {"kind": "paragraph", "text": text}
            case Code(text, label):
                yield {"kind": "code", "text": text, "label": label}
            case Table():
                yield {"kind": "table", "table": block}
    if waiting:
        yield {"kind": "drawings", "drawn": waiting}


def _sized(svg: str, width: int, kind: str) -> str:
    """Return a drawing as wide as it was drawn; the style sheet shows the one that fits."""
    return svg.replace("<svg ", f'<svg class="{kind}" width="{width}" ', 1)


@cache
def _environment() -> Environment:
    """Return the template engine: everything is escaped, and what is not there is an error."""
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        keep_trailing_newline=True,
    )


def _seen(content: Any) -> Any:
    """Make hidden signs of plain text visible; line ends stay."""
    if not isinstance(content, str) or isinstance(content, Markup):
        return content
    return "\n".join(visible(line) for line in content.split("\n"))


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """Return the style sheet with its colours and its type."""
    css = _asset("report.css")
    for place, file in _FACES.items():
        face = base64.b64encode((FONTS / file).read_bytes()).decode()
        css = css.replace(place, f"data:font/woff2;base64,{face}")
    return css.replace("LIGHT_VARIABLES", variables(LIGHT)).replace(
        "DARK_VARIABLES", variables(DARK)
    )
