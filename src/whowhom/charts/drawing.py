"""Drawing charts: as SVG, PDF and PNG, in the type that comes with whowhom."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

import vl_convert

from whowhom.cases.names import visible
from whowhom.charts.alphabets import embedded, outlined
from whowhom.charts.letters import text_lines
from whowhom.charts.theme import FONT, FONTS, Look
from whowhom.charts.trimming import trimmed
from whowhom.errors import ResourceError

__all__ = [
    "Format",
    "Picture",
    "SvgChart",
    "draw",
    "pixels_at",
    "printed_text_size",
    "svg_head",
    "svg_of",
    "svg_size",
    "svg_text",
    "vega_of",
]

Format = Literal["svg", "pdf", "png"]
_POINTS = 72 / 25.4
"""Points in a millimetre."""
SMALLEST = 11.0
"""Pixels of the smallest letters of a chart."""
_FONT_SIZE = re.compile(r'font-size="?([\d.]+)')
_CLIP = re.compile(r"(?<=[\"#])clip(\d+)(?=[\")])")
_SIZE = re.compile(r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"')


def svg_of(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite spec; the same spec gives the same bytes.

    Raises
    ------
    ResourceError
        If the type that comes with whowhom is not found, so that another would stand in for it.
    """
    _check_font()
    padding = spec.get("config", {}).get("padding", 5)
    return trimmed(_numbered(str(vl_convert.vegalite_to_svg(spec))), padding)


def _numbered(svg: str) -> str:
    """Return the drawing with its clips numbered anew: Vega counts on from one to the next."""
    found = list(dict.fromkeys(_CLIP.findall(svg)))
    return _CLIP.sub(lambda clip: f"clip-{found.index(clip[1])}", svg)


def vega_of(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega spec that a Vega-Lite spec stands for."""
    return dict(vl_convert.vegalite_to_vega(spec))


def svg_size(svg: str) -> tuple[float, float]:
    """Return width and height of an SVG, in pixels."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("this is no SVG of a chart")
    return float(found[2]), float(found[3])


def printed_text_size(svg: str, width: float) -> float:
    """Return the size of the smallest letters of a chart that is `width` mm wide, in points."""
    smallest = min(map(float, _FONT_SIZE.findall(svg)), default=SMALLEST)
    return smallest * width * _POINTS / svg_size(svg)[0]


def pixels_at(width: float, points: float) -> float:
    """Return how wide a chart may be whose smallest letters have so many points at `width` mm."""
    return SMALLEST * width * _POINTS / points


def draw(svg: str, *, format: Format, width: float | None = None, ppi: int = 300) -> bytes:  # noqa: A002 - the word users write
    """Turn an SVG into a file.

    Parameters
    ----------
    svg : str
        As :func:`svg_of` returns it.
    format : {"svg", "pdf", "png"}
    width : float, optional
        Millimetres, > 0; by default as wide as on a screen of 96 pixels to the inch.
    ppi : int, default 300
        Pixels to the inch of a PNG.

    Returns
    -------
    bytes

    Raises
    ------
    ResourceError
        If a PDF or PNG has letters that no font of this machine has.
    """
    _check_font()
    wide, high = svg_size(svg)
    millimetres = wide / 96 * 25.4 if width is None else width
    tall = millimetres * high / wide
    if format == "svg":
        unit = f'width="{millimetres:.2f}mm" height="{tall:.2f}mm"'
        return (embedded(_SIZE.sub(rf"<svg \g<1>{unit}", svg, count=1)) + "\n").encode()
    svg = outlined(svg)
    if format == "pdf":  # one unit of the SVG becomes one point
        points = f'width="{millimetres * _POINTS:.3f}" height="{tall * _POINTS:.3f}"'
        return bytes(vl_convert.svg_to_pdf(_SIZE.sub(rf"<svg \g<1>{points}", svg, count=1)))
    scale = millimetres * _POINTS / wide  # ppi multiplies it again
    return bytes(vl_convert.svg_to_png(svg, scale=scale, ppi=ppi))


@cache
def _check_font() -> None:
    """Register our type, and refuse to go on where it is not found: nothing else would say so."""
    vl_convert.register_font_directory(str(FONTS))
    letters = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15" '
        f'font-family="{FONT.split(",")[0]}">whowhom</text></svg>'
    )
    if b"SourceSans3" not in vl_convert.svg_to_pdf(letters):
        raise ResourceError(
            f"the type that comes with whowhom (in {FONTS}) was not found, and charts would be "
            "drawn in another one. Install whowhom again."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SvgChart:
    """A chart that no chart of Vega-Lite is: an SVG with its texts."""

    svg: str
    title: str
    subtitle: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart that is laid out: a spec to be drawn, or a drawing, with its texts."""

    title: str
    subtitle: tuple[str, ...]
    """Lines."""
    description: str
    """The picture in words."""
    spec: dict[str, Any] | None
    """A Vega-Lite spec, with its title."""
    drawing: str
    """The SVG of what has no spec."""

    @classmethod
    def of(cls, drawn: Any) -> "Picture":
        """Return the picture of an Altair chart or of a drawn one."""
        if isinstance(drawn, SvgChart):
            return cls(
                title=drawn.title,
                subtitle=tuple(drawn.subtitle.split("\n")),
                description=drawn.description,
                spec=None,
                drawing=drawn.svg,
            )
        spec: dict[str, Any] = drawn.to_dict()
        title = spec["title"]
        return cls(
            title=title["text"],
            subtitle=tuple(line for line in title["subtitle"] if line),
            description=spec["description"],
            spec=spec,
            drawing="",
        )

    def svg(self, *, ground: str, padding: int, width: int = 0) -> str:
        """Return the drawing on a ground of this colour, its title in lines of so many pixels.

        With 0 pixels it has no title; what is no chart of Vega-Lite never has one.
        """
        if self.spec is None:
            return self.drawing
        spec = dict(self.spec)
        spec["config"] = {**spec["config"], "background": ground, "padding": padding}
        del spec["title"]
        if width:
            lines = [text_lines(text, width, 12) for text in self.subtitle]
            spec["title"] = {
                "text": text_lines(self.title, width, 15, bold=True),
                "subtitle": [part for text in lines for part in text],
            }
        return svg_of(spec)


def svg_head(size: tuple[float, float], look: Look) -> str:
    """Return the beginning of a drawing of so many pixels: its ground and its type."""
    wide, high = (f"{side:.0f}" for side in size)
    font = FONT.replace('"', "'")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}"><rect width="{wide}" height="{high}" '
        f'fill="{look.theme.paper}"/><g font-family="{font}">'
    )


def svg_text(
    x: float, y: float, words: str, look: Look, *, anchor: str = "start", weight: int = 400
) -> str:
    """Return a text that starts, ends or stands in the middle at a place; it is escaped here."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" '
        f'font-weight="{weight}" fill="{look.theme.ink}">{escape(visible(words))}</text>'
    )
