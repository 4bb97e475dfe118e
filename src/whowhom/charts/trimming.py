"""A drawing of Vega brought to its true width: without a browser, Vega only guesses at letters.

Its guess is nearly twice the true width. So titles and legends stand too far apart or to the left,
and a picture gets blank margins. All of that is put right here, with the widths of our own type.
"""

import math
import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

from whowhom.charts.letters import text_width

__all__ = ["trimmed"]

_SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"translate\(([-\d.e]+)[, ]?([-\d.e]*)\)")
_TURN = re.compile(r"rotate\(([-\d.e]+)\)")
_WIDE = re.compile(r"M[-\d.]+,[-\d.]+h([\d.]+)")
_ROOT = re.compile(
    r'(<svg [^>]*?)width="[\d.]+" height="([\d.]+)" viewBox="[^"]*">'
    r'(<rect )width="[\d.]+"([^>]*/>)?(.*?)transform="translate\(([-\d.]+),([-\d.]+)\)"',
    re.DOTALL,
)
_ENTRY = re.compile(
    r'<g transform="translate\(([-\d.e]+),([-\d.e]+)\)">'
    r'(?=<path class="background"[^>]*/><g><g class="mark-\w+ role-legend-symbol"'
    r".*?role-legend-label[^>]*><text[^>]*>([^<]*)</text>)",
    re.DOTALL,
)
_SYMBOL, _BETWEEN, _RIM = 15, 14, 6


def trimmed(svg: str, padding: float) -> str:
    """Return a drawing as wide as what is in it, with so many pixels of ground on either side."""
    svg = _legends(svg)
    ends = list(_extents(ET.fromstring(svg), 0.0))
    body = [(start, end) for start, end, is_title in ends if not is_title]
    if not body:
        return svg
    start = min(one for one, _ in body)
    title = max((end - one for one, end, is_title in ends if is_title), default=0.0)
    end = max(start + title, *(other for _, other in body))
    wide = math.ceil(end - start + 2 * padding)
    return _placed(svg, start, wide, padding, has_title=title > 0)


def _placed(svg: str, start: float, wide: int, padding: float, *, has_title: bool) -> str:
    """Write the width into the root, and move everything, the title to the very left."""
    found = _ROOT.search(svg)
    if found is None:
        return svg
    head, high, rect, rest, between, _, y = found.groups()
    moved = f"translate({_number(padding - start)},{y})"
    root = (
        f'{head}width="{wide}" height="{high}" viewBox="0 0 {wide} {high}">'
        f'{rect}width="{wide}"{rest or ""}{between}transform="{moved}"'
    )
    svg = svg[: found.start()] + root + svg[found.end() :]
    if not has_title:
        return svg
    place = svg.rfind('role-title"><g transform="translate(')  # that of the whole comes last
    title = svg[place:]
    group = _MOVE.search(title)
    assert group is not None
    to_left = f"translate({_number(start)},{group[2]})"
    return svg[:place] + title[: group.start()] + to_left + title[group.end() :]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _legends(svg: str) -> str:
    """Put the entries of each legend as close as their texts allow."""
    parts = svg.split("role-legend-entry")
    return "role-legend-entry".join([parts[0], *map(_legend, parts[1:])])


def _legend(part: str) -> str:
    entries = [(float(x), unescape(text)) for x, _, text in _ENTRY.findall(part)]
    columns = sorted({x for x, _ in entries})
    places, so_far = {}, 0.0
    for column in columns:
        places[column] = so_far
        widest = max(text_width(text, 11) for x, text in entries if x == column)
        so_far += _SYMBOL + widest + _BETWEEN

    def put(entry: re.Match[str]) -> str:
        return f'<g transform="translate({_number(places[float(entry[1])])},{entry[2]})">'

    return _ENTRY.sub(put, part)


def _extents(
    node: ET.Element, x: float, depth: int = 0, within: str = ""
) -> Iterator[tuple[float, float, bool]]:
    """Yield where texts and plots begin and end, and whether they are the title of the whole."""
    moved = _MOVE.search(node.get("transform", "")) if depth != 1 else None  # the root's own place
    x += float(moved[1]) if moved else 0.0
    kind = node.get("class", "")
    if kind.endswith("role-title") and depth == _DEPTH:
        within = "title"
    elif kind.endswith("role-legend"):
        within = "legend"
    if node.tag == f"{_SVG}text":
        yield (*_text(node, x), within == "title")
    elif kind == "background" and not within:
        wide = _WIDE.match(node.get("d", ""))
        if wide and float(wide[1]) > 0:
            yield x - _RIM, x + float(wide[1]) + _RIM, False
    for child in node:
        yield from _extents(child, x, depth + 1, within)


_DEPTH = 5
"""Groups down to the title of the whole; titles of its parts stand deeper."""


def _text(node: ET.Element, x: float) -> tuple[float, float]:
    """Return where a text begins and ends."""
    size = float(node.get("font-size", "12").removesuffix("px"))
    bold = node.get("font-weight", "") in ("bold", "600", "700")
    lines = [span.text or "" for span in node] or [node.text or ""]
    wide = max(text_width(line, size, bold=bold) for line in lines)
    anchor = node.get("text-anchor", "start")
    begin = {"start": 0.0, "middle": -wide / 2, "end": -wide}[anchor]
    turned = _TURN.search(node.get("transform", ""))
    if turned is None:
        return x + begin, x + begin + wide
    angle = math.radians(float(turned[1]))
    ends = [place * math.cos(angle) for place in (begin, begin + wide)]
    half = abs(size / 2 * math.sin(angle))
    return x + min(ends) - half, x + max(ends) + half
