"""Figures for a page: inline SVG that needs no script, and the spec that brings it to life."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whowhom.charts.drawing import vega_of
from whowhom.charts.theme import ON_PAGE
from whowhom.reporting.figures import Forecasts, Plot, figure, find_figure

if TYPE_CHECKING:
    from whowhom.ensemble.odds_file import OddsJson
    from whowhom.ensemble.result import Result
    from whowhom.ensemble.what_if import WhatIf

__all__ = ["Drawn", "drawn_figures", "safe_json"]

_ROLES = re.compile(r' (?:role|aria-roledescription|aria-label|aria-hidden)="[^"]*"')
_ROOT = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]*\")>")
_GROUND = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="var\(--paper\)"/>')
_EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*/>')
_PLAIN = re.compile(r' (?:opacity="1"|pointer-events="none"|text-anchor="start")')
_TOLD = re.compile(r"<title>[^<]*</title>")
_PLACES = re.compile(r'( (?:d|transform|x2?|y2?|width|height)=")([^"]*)"')
_LONG = re.compile(r"(\d+\.\d{2})\d+")
_CLIP = re.compile(r"(?<=[\"#])clip-")
_SIZE = re.compile(r'viewBox="0 0 (\d+)')


PAGE, PAIR, PHONE = 792, 436, 320
"""Pixels of a figure that has a page for itself, of two side by side, and on a phone. At these,
letters of 11 pixels are read on a screen and printed at 7 points on a page of A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure of a page."""

    name: str
    title: str
    subtitle: tuple[str, ...]
    description: str
    svg: str
    """Sound markup: every text in it was escaped by who drew it."""
    width: int
    """Pixels."""
    small: str
    """The same figure laid out for a phone."""
    spec: str
    """A Vega spec that may stand in a script element; empty where there is nothing to point at."""


def drawn_figures(
    result: "Result",
    what_ifs: Sequence["WhatIf"],
    names: Iterable[str],
    odds: "OddsJson | None" = None,
    beside: Collection[str] = (),
) -> dict[str, Drawn]:
    """Draw figures for a page, by name; those that there is nothing for are left out.

    Those named in `beside` stand beside another.
    """
    subjects: dict[str, Any] = dict.fromkeys(("what-if", "what-ifs"), tuple(what_ifs))
    subjects |= {"result": result}
    if odds is not None:
        subjects |= {"odds": Forecasts(odds=odds, case=result.case)}
    found = {}
    for name in names:
        width = PAIR if name in beside else PAGE
        plot = figure(subjects[find_figure(name).of], name, theme=ON_PAGE, width=width)
        if not plot.missing:
            found[name] = _drawn(plot)
    return found


def _drawn(plot: Plot) -> Drawn:
    """Draw one figure without its title, which stands on the page."""
    picture = plot.picture
    svg = _inline(picture.svg(ground=ON_PAGE.paper, padding=4), plot.name, f"told-{plot.name}")
    phone = plot.wide(PHONE).picture.svg(ground=ON_PAGE.paper, padding=4)
    width = _SIZE.search(svg)
    spec = ""
    if picture.spec is not None and not plot.figure.is_still:
        bare = {key: value for key, value in picture.spec.items() if key != "title"}
        spec = safe_json(vega_of({**bare, "config": {**bare["config"], "padding": 4}}))
    return Drawn(
        name=plot.name,
        title=plot.page_title,
        subtitle=picture.subtitle,
        description=picture.description,
        svg=svg,
        width=int(width[1]) if width else 0,
        small=_TOLD.sub("", _inline(phone, f"{plot.name}-small", f"told-{plot.name}")),
        spec=spec,
    )


def _inline(svg: str, name: str, told: str) -> str:
    """Turn a file into a part of a page: read out as one picture, without ground and idle parts."""
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("this is no SVG of a chart")
    body = svg[root.end() :]
    body = _CLIP.sub(f"{name}-clip-", body)  # ids are of the whole page
    for idle in (_GROUND, _EMPTY, _ROLES, _PLAIN):
        body = idle.sub("", body)
    body = _PLACES.sub(lambda found: f'{found[1]}{_LONG.sub(_short, found[2])}"', body)
    return f'<svg role="img" aria-labelledby="{told}" {root[1]}>{body}'


def _short(number: re.Match[str]) -> str:
    """Return a number without what no eye sees."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def safe_json(content: object) -> str:
    """Return JSON that may stand in a script element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
