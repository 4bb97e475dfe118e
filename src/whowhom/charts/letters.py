"""How wide texts are in the type of the charts, and labels cut to their place that stay different.

A picture is laid out before it is drawn, so widths come from the type's own table and not from a
browser. Letters beyond it are taken for wide ones: a label may get too much room, never too little.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from whowhom.graphemes import cells, is_plain, shortened, shortened_middle, unshaped, wrapped

__all__ = ["cut_labels", "legend_columns", "text_lines", "text_width"]

# Advances of the letters from the space to the tilde, in thousandths of the size; the heavier of
# Source Sans 3 Regular and Semibold differ by less than the margin below.
_ADVANCES = (
    *(200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350),
    *(497, 497, 497, 497, 497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425),
    *(847, 544, 588, 571, 615, 527, 494, 617, 652, 263, 480, 579, 486, 727, 647, 664),
    *(566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303, 350, 303, 497, 500),
    *(542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495, 255, 829, 547, 542),
    *(555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497),
)
_BEYOND, _IDEOGRAPH, _ELLIPSIS, _BOLD = 700, 1000, 948, 1.05


def text_width(text: str, size: float = 12, *, bold: bool = False) -> float:
    """Return how wide a text is at a size, in pixels.

    Examples
    --------
    >>> round(text_width("Leon Trotsky"), 1), text_width("") == 0
    (65.0, True)
    """
    total = sum(map(_advance, normalize("NFC", text)))
    return total * size / 1000 * (_BOLD if bold else 1)


def _advance(letter: str) -> int:
    code = ord(letter)
    if 32 <= code < 127:
        return _ADVANCES[code - 32]
    if letter == "…":
        return _ELLIPSIS
    base = ord(normalize("NFD", letter)[0])
    if 32 <= base < 127:
        return _ADVANCES[base - 32]
    return _IDEOGRAPH if cells(letter) > 1 else _BEYOND


def cut_labels(
    texts: Iterable[str], pixels: float, size: float = 12, *, bold: bool = False
) -> dict[str, str]:
    """Return each text cut to so many pixels; two that differ stay different.

    What would be the same after a cut at the end is cut in the middle, and what is the same even
    then is numbered.

    Examples
    --------
    >>> cut_labels(["fall of the North", "fall of the South"], 60)
    {'fall of the North': 'fall…North', 'fall of the South': 'fall…South'}
    """
    whole = list(dict.fromkeys(texts))
    cut = {text: _cut(text, pixels, size, bold=bold) for text in whole}
    seen = Counter(cut.values())
    for text in whole:
        if seen[cut[text]] > 1:
            cut[text] = _cut(text, pixels, size, bold=bold, middle=True)
    taken: Counter[str] = Counter()
    clash = {label for label, count in Counter(cut.values()).items() if count > 1}
    for text in whole:
        if cut[text] in clash:
            taken[cut[text]] += 1
            number = f" ({taken[cut[text]]})"
            room = pixels - text_width(number, size, bold=bold)
            cut[text] = f"{_cut(text, room, size, bold=bold)}{number}"
    return cut


def _cut(text: str, pixels: float, size: float, *, bold: bool, middle: bool = False) -> str:
    """Cut one text at its end or in its middle, by whole characters."""
    if text_width(text, size, bold=bold) <= pixels:
        return text
    plain = is_plain(text)
    for most in range(len(text), 3, -1):
        if middle and plain and most > 7:
            short = shortened_middle(text, most, end=most // 2)
        else:
            short = shortened(text, most) if plain else shortened(text, most, unshaped)
        if text_width(short, size, bold=bold) <= pixels:
            return short
    return shortened(text, 3)


def text_lines(text: str, pixels: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most so many pixels.

    Examples
    --------
    >>> text_lines("Nobody rules alone", 70, 12)
    ['Nobody rules', 'alone']
    """
    wide = text_width(text, size, bold=bold)
    if wide <= pixels:
        return [text]
    for signs in range(min(len(text), int(1.2 * len(text) * pixels / wide)), 3, -1):
        lines = wrapped(text, signs)
        if all(text_width(line, size, bold=bold) <= pixels for line in lines):
            return lines
    return wrapped(text, 3)


_SYMBOL, _BETWEEN = 20, 12
"""Pixels of the square of a legend's entry, and between two entries."""


def legend_columns(entries: Sequence[str], pixels: float, size: float = 11) -> int:
    """Return how many entries of a legend stand side by side in so many pixels; at least one."""
    wide = [_SYMBOL + text_width(entry, size) for entry in entries]
    for columns in range(len(wide), 1, -1):
        used = sum(max(wide[place::columns]) for place in range(columns))
        if used + _BETWEEN * (columns - 1) <= pixels:
            return columns
    return 1
