"""Names in every alphabet: letters that Source Sans 3 lacks, drawn on paper and sent with pages.

Arabic, Hebrew, Georgian, Armenian and Devanagari come with whowhom (Noto Sans, under the SIL Open
Font License); Chinese, Japanese and Korean, whose fonts are tens of megabytes, from a font of the
machine. The drawing library takes one font for a text and sets the vowel signs of Indian scripts
on top of each other, so that a text with such letters is shaped by HarfBuzz and drawn as outlines.
"""

import base64
import re
import shutil
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz

from whowhom.charts.theme import FONTS
from whowhom.errors import ResourceError

__all__ = ["embedded", "faces", "has_other_letters", "outlined"]

_FIRST = 0x0530
"""The first letter that Source Sans 3 lacks: Armenian."""
_HIGH = re.compile(f"[{chr(_FIRST)}-\U0010ffff]")
_SVG = "http://www.w3.org/2000/svg"
_OWN = {False: "noto-sans-letters-400.ttf", True: "noto-sans-letters-600.ttf"}
_LATIN = {False: "SourceSans3-Regular.ttf", True: "SourceSans3-Semibold.ttf"}
_KANA, _HANGUL = ("HIRAGANA", "KATAKANA"), ("HANGUL",)
_TIME = 20
"""Seconds that the list of the machine's fonts may take."""


@dataclass(frozen=True, slots=True)
class _Face:
    """A font, and where it is."""

    font: Any
    place: tuple[str, int]

    def has(self, sign: str) -> bool:
        """Say whether it has a letter."""
        return self.font.get_nominal_glyph(ord(sign)) is not None


def has_other_letters(text: str) -> bool:
    """Say whether a text has letters that Source Sans 3 lacks.

    Examples
    --------
    >>> has_other_letters("Gomułka, Сталин"), has_other_letters("习近平")
    (False, True)
    """
    return not text.isascii() and any(map(_is_other, _HIGH.findall(text)))


@cache
def _is_other(sign: str) -> bool:
    if ord(sign) < _FIRST or unicodedata.category(sign)[0] != "L":
        return False
    return not _open(str(FONTS / _LATIN[False]), 0).has(sign)


def outlined(svg: str) -> str:
    """Return a drawing in which every text with other letters is an outline.

    Raises
    ------
    ResourceError
        If no font has one of the letters: nothing else would say that boxes stand for them.
    """
    if not has_other_letters(svg):
        return svg
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ET.fromstring(svg)
    for element in root.iter(f"{{{_SVG}}}text"):
        text = "".join(element.itertext())
        if has_other_letters(text):
            _outline(element, text)
    return ET.tostring(root, encoding="unicode")


def embedded(svg: str) -> str:
    """Return a drawing that carries the other letters of its texts."""
    css = faces(svg)
    if not css:
        return svg
    start = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:start]}<style>{css}</style>{svg[start:]}"


def faces(text: str) -> str:
    """Return the other letters of a text as faces of the family Noto Sans, in CSS.

    A font of the machine that may not be embedded is left out: readers' machines have theirs.
    """
    signs = sorted(filter(_is_of_script, set(_HIGH.findall(text))))
    if not any(map(_is_other, signs)):
        return ""
    found = []
    for bold in (False, True):
        by_face: dict[tuple[str, int], list[str]] = {}
        for sign in signs:
            face = _face_of(sign, _language(text), bold)
            if face is not None and _may_be_embedded(face):
                by_face.setdefault(face.place, []).append(sign)
        for place, letters in by_face.items():
            data = base64.b64encode(_subset(place, letters)).decode()
            reach = ",".join(f"U+{ord(sign):X}" for sign in letters)
            found.append(
                f'@font-face{{font-family:"Noto Sans";font-weight:{600 if bold else 400};'
                f"unicode-range:{reach};src:url(data:font/sfnt;base64,{data})}}"
            )
    return "".join(found)


def _is_of_script(sign: str) -> bool:
    """Say whether a sign is a letter, a mark on one, or joins two."""
    return unicodedata.category(sign)[0] in "LM" or sign in "\u200c\u200d"


def _subset(place: tuple[str, int], letters: Iterable[str]) -> bytes:
    """Return the part of a font that draws some letters."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.set({ord(sign) for sign in letters} | {0x20, 0xA0, 0x200C, 0x200D})
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    return bytes(uharfbuzz.subset(_open(*place).font.face, wanted).blob.data)


def _may_be_embedded(face: _Face) -> bool:
    """Say whether the maker of a font lets it be embedded without conditions."""
    table = bytes(face.font.face.reference_table("OS/2").data)
    return table[8:10] == b"\0\0"


def _outline(element: ET.Element, whole: str) -> None:
    """Turn a text element into a group of outlines, one for each of its lines."""
    bold = element.get("font-weight", "400") in {"600", "700", "bold"}
    size = float(element.get("font-size", "12").removesuffix("px"))
    anchor = element.get("text-anchor", "start")
    lines = [(line, line.text or "") for line in element] or [(element, element.text or "")]
    x, y = _number(element, "x"), _number(element, "y")
    drawn = []
    for line, text in lines:
        if line is not element:
            x, y = _number(line, "x", x), _number(line, "y", y) + _number(line, "dy")
        pieces, width = _shaped(text, _language(whole), bold)
        left = x - size * {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        drawn.append((pieces, f"translate({left:.2f},{y:.2f}) scale({size:.4f},{-size:.4f})"))
    for line in list(element):
        element.remove(line)
    element.text, element.tag = None, f"{{{_SVG}}}g"
    for name in ("x", "y", "text-anchor", "font-family", "font-size", "font-weight"):
        element.attrib.pop(name, None)
    for pieces, place in drawn:
        ET.SubElement(element, f"{{{_SVG}}}path", {"transform": place, "d": pieces})


def _number(element: ET.Element, name: str, default: float = 0.0) -> float:
    return float(element.get(name, str(default)).removesuffix("px"))


def _shaped(text: str, language: str, bold: bool) -> tuple[str, float]:
    """Return the outline of a text of size 1 as a path, and its width."""
    pen = _Pen()
    for face, run in _runs(text, language, bold):
        pen.scale = 1 / face.font.face.upem
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        uharfbuzz.shape(face.font, buffer)
        for glyph, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            pen.shift = (at.x_offset * pen.scale, at.y_offset * pen.scale)
            face.font.draw_glyph_with_pen(glyph.codepoint, pen)
            pen.x += at.x_advance * pen.scale
    return "".join(pen.parts), pen.x


def _runs(text: str, language: str, bold: bool) -> Iterator[tuple[_Face, str]]:
    """Yield parts of a text, each of one font and one script.

    Raises
    ------
    ResourceError
        If no font has one of the letters.
    """
    plain = _open(str(FONTS / _LATIN[bold]), 0)
    keys: list[tuple[_Face, str] | None] = []
    for sign in text:
        if unicodedata.category(sign)[0] == "L":
            face = plain if not _is_other(sign) else _face_of(sign, language, bold)
            if face is None:
                raise _unknown(text, language, bold)
            script = unicodedata.name(sign, "").split(" ")[0]
            keys.append((face, "" if face is plain else script))
        elif keys and _is_of_script(sign):
            keys.append(keys[-1])
        else:
            keys.append(None)
    previous, start = (plain, ""), 0
    for place, key in enumerate([*_joined(text, keys), None]):
        now = key or (plain, "")
        if place == len(text) or (now != previous and place > start):
            if text[start:place]:
                yield previous[0], text[start:place]
            start = place
        previous = now


def _joined(text: str, keys: list[tuple[_Face, str] | None]) -> list[tuple[_Face, str] | None]:
    """Return the keys with blanks between two words of one script added to their run."""
    whole, place = list(keys), 0
    while place < len(whole):
        if whole[place] is None and place and not text[place].isdigit():
            end = place
            while end < len(whole) and whole[end] is None and not text[end].isdigit():
                end += 1
            if end < len(whole) and whole[end] == whole[place - 1]:
                whole[place:end] = [whole[end]] * (end - place)
            place = end
        place += 1
    for close, sign in enumerate(text):  # a bracket that closes what a run opens belongs to it
        opening = text.rfind("(", 0, close) if sign == ")" else -1
        if opening >= 0 and whole[close] is None and whole[opening] == whole[close - 1]:
            whole[close] = whole[opening]
    return whole


def _unknown(text: str, language: str, bold: bool) -> ResourceError:
    missing = sorted(
        {sign for sign in text if _is_other(sign) and _face_of(sign, language, bold) is None}
    )
    return ResourceError(
        f"no font on this machine has the letters {' '.join(missing[:8])} of “{text}”: install "
        "one, such as Noto Sans CJK for Chinese, Japanese and Korean (Debian, Ubuntu: apt install "
        "fonts-noto-cjk; elsewhere: https://fonts.google.com/noto), and draw again"
    )


def _language(text: str) -> str:
    """Return whose shapes Chinese characters take, as Noto names its fonts."""
    kinds = {unicodedata.name(sign, "").split(" ")[0] for sign in text if ord(sign) > 0x1100}
    return "JP" if kinds & {*_KANA} else "KR" if kinds & {*_HANGUL} else "SC"


def _face_of(sign: str, language: str, bold: bool) -> _Face | None:
    """Return a font that has a letter: ours, or one of the machine."""
    own = _open(str(FONTS / _OWN[bold]), 0)
    if own.has(sign):
        return own
    for place in _machine(_block(sign), language, bold):
        face = _open(*place)
        if face.has(sign):
            return face
    return None


def _block(sign: str) -> str:
    """Return a letter that stands for those which fonts have together with it."""
    kind = unicodedata.name(sign, "").split(" ")[0]
    return {"CJK": "一", "HANGUL": "가", "HIRAGANA": "あ", "KATAKANA": "ア"}.get(kind, sign)


@cache
def _machine(sign: str, language: str, bold: bool) -> tuple[tuple[str, int], ...]:
    """Return the fonts of the machine that have a letter, best first, as fontconfig lists them."""
    program = shutil.which("fc-list")
    if program is None:
        return _usual(language, bold)
    form = "%{file}\t%{index}\t%{family[0]}\t%{weight}\t%{slant}\n"
    asked = [program, f":charset={ord(sign):x}", "--format", form]
    try:
        told = subprocess.run(asked, capture_output=True, timeout=_TIME, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    found = []
    for line in told.decode("utf-8", "replace").splitlines():
        file, index, family, weight, slant = (line.split("\t") + [""] * 5)[:5]
        if Path(file).suffix.lower() not in {".ttf", ".otf", ".ttc", ".otc"}:
            continue
        heavy = weight.isdigit() and int(weight) >= 180
        rank = (
            slant not in {"0", ""},
            "Serif" in family or "Mono" in family,
            not family.endswith(language),
            "Noto" not in family,
            heavy != bold,
            family,
            file,
        )
        found.append((rank, (file, int(index or 0) & 0xFFFF)))
    return tuple(place for _, place in sorted(found))


def _usual(language: str, bold: bool) -> tuple[tuple[str, int], ...]:
    """Return the fonts that come with Windows and macOS, where fontconfig is missing."""
    names = {
        "JP": ("YuGothB.ttc" if bold else "YuGothR.ttc", "ヒラギノ角ゴシック W3.ttc"),
        "KR": ("malgunbd.ttf" if bold else "malgun.ttf", "AppleSDGothicNeo.ttc"),
        "SC": ("msyhbd.ttc" if bold else "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc"),
    }[language]
    folders = ("C:/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts")
    places = (Path(folder) / name for folder in folders for name in names)
    return tuple((str(place), 0) for place in places if place.is_file())


@cache
def _open(file: str, index: int) -> _Face:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file), index)
    return _Face(uharfbuzz.Font(face), (file, index))


class _Pen:
    """Writes the outlines of glyphs as one path, each at its place."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.x = 0.0
        self.scale = 1.0
        self.shift = (0.0, 0.0)

    def _line(self, letter: str, *points: tuple[float, float]) -> None:
        places = (
            f"{self.x + self.shift[0] + x * self.scale:.4f},{self.shift[1] + y * self.scale:.4f}"
            for x, y in points
        )
        self.parts.append(letter + " ".join(places))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - called by HarfBuzz
        self._line("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._line("L", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._line("C", *points)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._line("Q", *points)

    def closePath(self) -> None:  # noqa: N802
        self.parts.append("Z")
